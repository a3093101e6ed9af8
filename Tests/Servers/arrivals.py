#!/usr/bin/env python3
"""Whether the messages of a dry run arrived, once and unchanged, for tests to ask.

    arrivals.py DRY-RUN MAILDIR

DRY-RUN holds the .eml files of `merganser send --dry-run`. Messages belong together by their Message-ID; what arrived
has to have the same octets, but for the Date and for trace fields in front of it. Prints one JSON object a line:

    file       the file of the dry run; null for what arrived and is none of its messages
    arrivals   how often it arrived
    changed    what is not the same, or null
    trace      names of the fields that servers put in front
"""

import json
import pathlib
import re
import sys

TRACE = {b"received", b"return-path", b"delivered-to", b"x-original-to", b"envelope-to", b"delivery-date"}


def fields(message: bytes) -> tuple[list[bytes], bytes]:
    """The header fields, each with its folds, and the body."""
    head, _, body = message.partition(b"\r\n\r\n")
    return re.split(rb"\r\n(?![ \t])", head), body


def name(field: bytes) -> bytes:
    return field.partition(b":")[0].lower()


def identity(message: bytes) -> bytes:
    values = [field for field in fields(message)[0] if name(field) == b"message-id"]
    return values[0].partition(b":")[2].strip() if len(values) == 1 else b""


def wire(octets: bytes) -> bytes:
    """Servers that keep messages as Unix files end lines with LF alone."""
    return octets if b"\r\n" in octets else octets.replace(b"\n", b"\r\n")


def without_trace(header: list[bytes]) -> tuple[list[str], list[bytes]]:
    count = next((index for index, field in enumerate(header) if name(field) not in TRACE), len(header))
    return [name(field).decode() for field in header[:count]], header[count:]


def difference(sent: bytes, arrived: bytes) -> tuple[list[str], str | None]:
    sent_header, sent_body = fields(sent)
    # A Return-Path in a dry run is a note for the reader about the envelope.
    _, sent_header = without_trace(sent_header)
    trace, header = without_trace(fields(arrived)[0])
    if fields(arrived)[1] != sent_body:
        return trace, "the body"
    if len(header) != len(sent_header):
        return trace, f"fields {[name(f).decode() for f in sent_header]} came as {[name(f).decode() for f in header]}"
    for ours, theirs in zip(sent_header, header):
        is_date = name(ours) == name(theirs) == b"date"
        if ours != theirs and not (is_date and len(ours) == len(theirs)):
            return trace, f"{ours!r} came as {theirs!r}"
    return trace, None


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: arrivals.py DRY-RUN MAILDIR")
    arrived: dict[bytes, list[bytes]] = {}
    for file in sorted((pathlib.Path(sys.argv[2]) / "new").iterdir()):
        message = wire(file.read_bytes())
        arrived.setdefault(identity(message), []).append(message)
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
        sent = file.read_bytes()
        copies = arrived.pop(identity(sent), [])
        found = [difference(sent, copy) for copy in copies]
        print(json.dumps({
            "file": file.name,
            "arrivals": len(copies),
            "changed": next((changed for _, changed in found if changed), None),
            "trace": sorted({each for trace, _ in found for each in trace}),
        }))
    for copies in arrived.values():
        print(json.dumps({"file": None, "arrivals": len(copies), "changed": None, "trace": []}))


if __name__ == "__main__":
    main()
