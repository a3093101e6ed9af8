#!/usr/bin/env python3
"""Verifies the DKIM signatures of messages with dkimpy, for tests.

    verify_dkim.py RECORDS FOLDER...

RECORDS has a line for each key: its name in DNS, a space, the text of its record. Each FOLDER is a Maildir, or a folder
of .eml files. Nothing is looked up in DNS. Prints one JSON object a line for each message, sorted by name:

    file        path of the message
    signatures  for each signature from the top: true if it holds
"""

import json
import pathlib
import re
import sys

import dkim


def message_files(folder: pathlib.Path) -> list[pathlib.Path]:
    if (folder / "new").is_dir():
        return sorted((folder / "new").glob("*"))
    return sorted(folder.glob("*.eml"))


def verify(message: bytes, index: int, records: dict[bytes, bytes]) -> bool:
    try:
        return dkim.DKIM(message).verify(index, dnsfunc=lambda name, timeout=5: records.get(name))
    except dkim.DKIMException as error:
        print(f"verify_dkim.py: {error}", file=sys.stderr)
        return False


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit("usage: verify_dkim.py RECORDS FOLDER...")
    lines = pathlib.Path(sys.argv[1]).read_bytes().splitlines()
    records = {name + b".": text for name, text in (line.split(b" ", 1) for line in lines)}
    for folder in map(pathlib.Path, sys.argv[2:]):
        for file in message_files(folder):
            message = file.read_bytes()
            head = message.split(b"\r\n\r\n", 1)[0]
            count = len(re.findall(rb"(?im)^dkim-signature:", head))
            results = [verify(message, index, records) for index in range(count)]
            print(json.dumps({"file": str(file), "signatures": results}))


if __name__ == "__main__":
    main()
