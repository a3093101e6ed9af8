#!/usr/bin/env python3
"""Reads received messages as a strict reader sees them, for tests to compare with list and template.

    read_back.py FOLDER [--envelopes LOG]

FOLDER is a Maildir, or a folder of .eml files; LOG is what aiosmtpd_server.py wrote. Prints one JSON object a
line for each message, sorted by file name:

    file            name of the file
    size            octets, as stored
    envelope        {"sender", "recipients"}, from LOG or from Return-Path and X-Original-To; null if neither is there
    headers         [[name, decoded value], ...] in order, without those that a receiving server adds
    rawHeaders      [[name, value as it came, unfolded], ...] likewise
    from, to, cc    [{"name", "address"}, ...]; bcc must never be there, it is in headers if it is
    subject, messageID, date (ISO 8601)
    structure       content types in order of appearance, indented by two spaces a level
    text, html      decoded bodies, lines ending in LF; null if there is none
    attachments     [{"name", "type", "disposition", "contentID", "sha256", "size"}, ...], decoded content
    encodings       content transfer encodings of the leaves in order
    defects         what Python's parser found wrong, in structure and headers
    strict          null, or why Python refused the message with policy.SMTP and raise_on_defect
    bareCR, bareLF  how many; a file that holds no CR LF at all is taken to be stored with LF line ends
    eightBit        octets over 127
    longestLine     octets, without line end
"""

import argparse
import email
import email.policy
import hashlib
import json
import pathlib
import re
import sys

LENIENT = email.policy.SMTP
STRICT = email.policy.SMTP.clone(raise_on_defect=True)

# Fields of a receiving server (RFC 5321 section 4.4, and Postfix); they stand before the message's own.
TRACE = {"return-path", "x-original-to", "delivered-to", "received"}


def message_files(folder: pathlib.Path) -> list[pathlib.Path]:
    if (folder / "new").is_dir():
        files = [each for part in ("new", "cur") for each in (folder / part).glob("*")]
    else:
        files = list(folder.glob("*.eml"))
    return sorted((each for each in files if each.is_file()), key=lambda each: each.name)


def own_headers(message) -> list[tuple[str, object]]:
    return [(name, value) for name, value in message.items() if name.lower() not in TRACE]


def mailboxes(message, name: str) -> list[dict]:
    return [
        {"name": mailbox.display_name, "address": mailbox.addr_spec}
        for header in message.get_all(name, [])
        for mailbox in header.addresses
    ]


def all_defects(message) -> list[str]:
    found = []
    for part in message.walk():
        found += [repr(defect) for defect in part.defects]
        for name, value in part.items():
            found += [f"{name}: {defect!r}" for defect in getattr(value, "defects", ())]
    return found


def strict_refusal(octets: bytes) -> str | None:
    try:
        message = email.message_from_bytes(octets, policy=STRICT)
        for part in message.walk():
            # Reading a header parses it, which is where its defects are raised.
            part.items()
            if not part.is_multipart():
                part.get_content()
    except Exception as error:
        return repr(error)
    return None


def structure(message, depth: int = 0) -> list[str]:
    lines = ["  " * depth + message.get_content_type()]
    if message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            lines += structure(part, depth + 1)
    return lines


def text_of(part) -> str | None:
    return None if part is None else part.get_content().replace("\r\n", "\n")


def attachment(part) -> dict:
    # The content as bytes whatever its type: get_content would decode text and normalise its lines.
    octets = part.get_payload(decode=True) or b""
    return {
        "name": part.get_filename(),
        "type": part.get_content_type(),
        "disposition": part.get_content_disposition(),
        "contentID": part["Content-ID"],
        "sha256": hashlib.sha256(octets).hexdigest(),
        "size": len(octets),
    }


def line_figures(octets: bytes) -> dict:
    has_crlf = b"\r\n" in octets
    bare_lf = len(re.findall(rb"(?<!\r)\n", octets)) if has_crlf else 0
    return {
        "bareCR": len(re.findall(rb"\r(?!\n)", octets)),
        "bareLF": bare_lf,
        "eightBit": sum(octet > 127 for octet in octets),
        "longestLine": max(len(line.rstrip(b"\r")) for line in octets.split(b"\n")),
    }


def envelope_of(message, known: dict | None) -> dict | None:
    if known is not None:
        return {"sender": known["sender"], "recipients": known["recipients"]}
    if message["Return-Path"] is None:
        return None
    recipients = [str(value) for value in message.get_all("X-Original-To", [])]
    return {"sender": str(message["Return-Path"]).strip("<> "), "recipients": recipients}


def describe(file: pathlib.Path, known: dict | None) -> dict:
    octets = file.read_bytes()
    message = email.message_from_bytes(octets, policy=LENIENT)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    raw = [(name, value) for name, value in message.raw_items() if name.lower() not in TRACE]
    date = message["Date"].datetime if message["Date"] is not None else None
    return {
        "file": file.name,
        "size": len(octets),
        "envelope": envelope_of(message, known),
        "headers": [[name, str(value)] for name, value in own_headers(message)],
        "rawHeaders": [[name, re.sub(r"\r?\n", "", str(value))] for name, value in raw],
        "from": mailboxes(message, "From"),
        "to": mailboxes(message, "To"),
        "cc": mailboxes(message, "Cc"),
        "subject": None if message["Subject"] is None else str(message["Subject"]),
        "messageID": None if message["Message-ID"] is None else str(message["Message-ID"]),
        "date": None if date is None else date.isoformat(),
        "structure": structure(message),
        "text": text_of(message.get_body(("plain",))),
        "html": text_of(message.get_body(("html",))),
        "attachments": [attachment(part) for part in leaves if part.get_filename() or part.is_attachment()],
        "encodings": [str(part.get("Content-Transfer-Encoding", "7bit")) for part in leaves],
        "defects": all_defects(message),
        "strict": strict_refusal(octets),
        **line_figures(octets),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Reads received messages back, one JSON object a line.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--envelopes", type=pathlib.Path, help="the log of aiosmtpd_server.py")
    options = parser.parse_args()
    if not options.folder.is_dir():
        sys.exit(f"read_back.py: {options.folder}: no such folder")
    envelopes = {}
    if options.envelopes:
        lines = options.envelopes.read_text().splitlines()
        envelopes = {entry["file"]: entry for entry in map(json.loads, lines)}
    for file in message_files(options.folder):
        # ASCII only, so that no reader has to guess at line separators inside strings.
        print(json.dumps(describe(file, envelopes.get(file.name))))


if __name__ == "__main__":
    main()
