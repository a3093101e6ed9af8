#!/usr/bin/env python3
"""What a campaign has to arrive as, computed from its list and template alone, for tests to compare with.

    expected.py LIST TEMPLATE-FOLDER

A second, small implementation of the part of Liquid that samples/demo uses; it shares no code with the program. A tag
or filter it does not know ends it. Prints one JSON object a line for each row of the list:

    row, address    number of the row from 1, and its cell in the column Email
    cells           {"column": "cell", ...} as Python's csv reads them
    outcome         accepted, refused (at refused.example), invalid (no @) or skipped (an address met before)
    message         null unless accepted; the fields of read_back.py of the same name: sender, from, to, subject,
                    headers (those of the template, as [name, value]), text, html, structure, attachments
"""

import csv
import decimal
import hashlib
import html
import json
import pathlib
import re
import sys
import urllib.parse

TYPES = {".pdf": "application/pdf", ".txt": "text/plain"}
TOKEN = re.compile(
    r"\{%-?\s*raw\s*%\}(?P<raw>.*?)\{%\s*endraw\s*%\}"
    r"|\{%(?P<before_comment>-?)\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*(?P<after_comment>-?)%\}"
    r"|\{\{(?P<before_output>-?)\s*(?P<output>.*?)\s*(?P<after_output>-?)\}\}"
    r"|\{%(?P<before_tag>-?)\s*(?P<tag>.*?)\s*(?P<after_tag>-?)%\}",
    re.DOTALL,
)


def tokens(template: str) -> list[tuple[str, str]]:
    """Text, output and tags in order; white-space control is done here."""
    found, position, strips_next = [], 0, False
    for match in [*TOKEN.finditer(template), None]:
        text = template[position : match.start() if match else None]
        if strips_next:
            text = text.lstrip()
        groups = match.groupdict() if match else {}
        if any(groups.get(name) for name in ("before_comment", "before_output", "before_tag")):
            text = text.rstrip()
        found.append(("text", text))
        for kind in ("output", "tag"):
            if groups.get(kind) is not None:
                found.append((kind, groups[kind]))
        if groups.get("raw") is not None:
            found.append(("text", groups["raw"]))
        strips_next = any(groups.get(name) for name in ("after_comment", "after_output", "after_tag"))
        position = match.end() if match else position
    return found


def value(name: str, cells: dict) -> str | None:
    """The cell of a column, named in lower snake case; an empty one is nil. An unknown column is a KeyError."""
    return {column.lower().replace(" ", "_"): cell for column, cell in cells.items()}[name] or None


def holds(condition: str, cells: dict) -> bool:
    if match := re.fullmatch(r'(\w+) == "([^"]*)"', condition):
        return value(match[1], cells) == match[2]
    if match := re.fullmatch(r"(\w+) == (\d+)", condition):
        cell = value(match[1], cells)
        return cell is not None and decimal.Decimal(cell) == int(match[2])
    if re.fullmatch(r"\w+", condition):
        return value(condition, cells) is not None
    sys.exit(f"expected.py: the condition {condition!r} is not known here")


def output(expression: str, cells: dict, escapes: bool) -> str:
    def escaped(text: str) -> str:
        return html.escape(text).replace("&#x27;", "&#39;") if escapes else text

    name, _, filter_text = (part.strip() for part in expression.partition("|"))
    cell = value(name, cells)
    if not filter_text:
        return escaped(cell or "")
    if match := re.fullmatch(r'default: "([^"]*)"', filter_text):
        return escaped(cell or match[1])
    if filter_text == "url_encode":
        return urllib.parse.quote_plus(cell or "")
    if filter_text == "upcase":
        # Letter by letter, as far as one letter becomes one or more without regard to its neighbours.
        return escaped((cell or "").upper())
    if filter_text == "newline_to_br":
        return escaped(cell or "").replace("\n", "<br />\n")
    sys.exit(f"expected.py: the filter {filter_text!r} is not known here")


def render(template: str, cells: dict, escapes: bool = False) -> str:
    rendered = []
    # For each open if or unless: whether this branch is shown, whether an earlier one was.
    branches: list[tuple[bool, bool]] = []
    for kind, content in tokens(template):
        shown = all(branch[0] for branch in branches)
        if kind == "tag":
            word, _, condition = content.partition(" ")
            if word in ("if", "unless"):
                branches.append((holds(condition, cells) == (word == "if"), False))
            elif word in ("elsif", "else"):
                done = any(branches.pop())
                branches.append((not done and (word == "else" or holds(condition, cells)), done))
            elif word in ("endif", "endunless"):
                branches.pop()
            else:
                sys.exit(f"expected.py: the tag {word!r} is not known here")
        elif shown:
            rendered.append(content if kind == "text" else output(content, cells, escapes))
    return "".join(rendered)


def mailbox(template: str, cells: dict) -> dict:
    """Name and address of `NAME <ADDRESS>`, each rendered by itself: no comma in a cell divides anything."""
    name, address = re.fullmatch(r"(.*)<(.*)>", template).groups()
    return {"name": render(name, cells).strip(), "address": render(address, cells).strip()}


def attachment(path: pathlib.Path) -> dict:
    octets = path.read_bytes()
    return {
        "name": path.name,
        "type": TYPES[path.suffix],
        "disposition": "attachment",
        "sha256": hashlib.sha256(octets).hexdigest(),
        "size": len(octets),
    }


def message(folder: pathlib.Path, cells: dict) -> dict:
    head, _, text = (folder / "message.eml").read_text(encoding="utf-8").partition("\n\n")
    fields = [line.split(": ", 1) for line in head.split("\n")]
    paths = [render(content, cells) for name, content in fields if name == "Attach"]
    attachments = [attachment(folder / path) for path in paths if path]
    named = dict(fields)
    return {
        "sender": mailbox(named["From"], cells)["address"],
        "from": [mailbox(named["From"], cells)],
        "to": [mailbox(named["To"], cells)],
        "subject": render(named["Subject"], cells),
        "headers": [[name, render(content, cells)] for name, content in fields if name not in ("Attach", "To")],
        "text": render(text, cells),
        "html": render((folder / "message.html").read_text(encoding="utf-8"), cells, escapes=True),
        "structure": ["multipart/mixed", "  multipart/alternative", "    text/plain", "    text/html"]
        + ["  " + each["type"] for each in attachments],
        "attachments": attachments,
    }


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: expected.py LIST TEMPLATE-FOLDER")
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    met = set()
    for number, cells in enumerate(rows, 1):
        address = cells["Email"]
        if "@" not in address:
            outcome = "invalid"
        elif address.lower() in met:
            outcome = "skipped"
        else:
            outcome = "refused" if address.endswith("@refused.example") else "accepted"
        met.add(address.lower())
        arrives = message(pathlib.Path(sys.argv[2]), cells) if outcome == "accepted" else None
        print(json.dumps({"row": number, "address": address, "cells": cells, "outcome": outcome, "message": arrives}))


if __name__ == "__main__":
    main()
