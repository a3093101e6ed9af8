#!/usr/bin/env python3
"""Lists of the nastiest cells, and whether every message of a dry run holds just what was merged.

    random_rows.py make SEED ROWS TEMPLATE.eml LIST     writes LIST, and beside the template the files its column Invoice names
    random_rows.py verify LIST TEMPLATE.eml FOLDER      FOLDER is what --dry-run wrote

`verify` reads each message with Python's strict `email`, compares subject, name, address, text and attachment with what
expected.py makes of list and template, and has html5lib compare the HTML with that of a row of harmless cells: the same
elements and attributes, and in the text between them just the cells. Prints what is wrong, a line for each message, and
last how many messages it read; status 1 if anything is wrong.
"""

import concurrent.futures
import csv
import email
import email.header
import email.policy
import functools
import pathlib
import random
import re
import sys
import unicodedata

import html5lib

import expected
import read_back

COLUMNS = ["Email", "First Name", "Last Name", "Company", "Fee", "Invoice No", "Invoice", "City", "Membership"]
CONTROLS = [chr(code) for code in range(1, 32)] + ["\x7f"]
NASTY = [
    "", " ", "Ada", "O'Brien", 'say "hi"', "a, b", "<b>bold</b>", "</td></table>", "<script>alert(1)</script>", "<!--", "-->",
    "--!>", "]]>", "<![CDATA[", '"\u0301 onfocus=x', "<\u0338", "&amp;", "&", "&#60;", "{{ email }}", "{% raw %}", "}}", "=?utf-8?q?x?=",
    "=", "=3D", ".", "..", "-- ", "From ", "a@b>\\", "\\", "Zoë", "名前", "e\u0301", "\u202eevil", "\u2028", "\u2029", "\u0085", "\u00a0",
    "👩\u200d👩\u200d👧", "\U0001f469" * 30, "x" * 80, "word " * 60, "é" * 300, "y" * 1200, "\ufeff", "javascript:alert(1)", "?q=1&r=2#f",
    "%41%zz", "=_boundary", "--=_x", "\u00ad", "ﬁ", "İ", "ẞ", "\u0e01\u0e33" * 40,
]
BREAKS = ["two\nlines", "two\r\nlines", "a\rb", "\n", "\r\n.\r\n", "\n.\nMAIL FROM:<x>", "\t", "a\tb"]
STRICT_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def cell(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(["", "Ada", "Zoë Müller", "42", "guest", "x"])
    if kind < 0.80:
        return "".join(chance.choice(NASTY) for _ in range(chance.randint(1, 3)))
    if kind < 0.84:
        return chance.choice(BREAKS) + chance.choice(NASTY)
    if kind < 0.86:
        return chance.choice(NASTY) + chance.choice(CONTROLS)
    letters = [chr(chance.randint(0x20, 0x2FFF)) for _ in range(chance.randint(0, 40))]
    return "".join(letter for letter in letters if letter != "\x7f" and has_lasting_upper_case(letter))


def has_lasting_upper_case(letter: str) -> bool:
    """False where a newer Unicode than Python's may know another: letters to come, and small ones without a capital yet."""
    category = unicodedata.category(letter)
    return category != "Cn" and not (category == "Ll" and letter.upper() == letter)


def make(seed: int, rows: int, template: pathlib.Path, path: pathlib.Path) -> None:
    chance = random.Random(seed)
    folder = template.parent / "invoices"
    folder.mkdir(exist_ok=True)
    files = ["plain.pdf", "mit Umlaut ä.txt", "quote's (1).pdf"]
    for name in files:
        (folder / name).write_bytes(chance.randbytes(chance.randint(0, 300)))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for number in range(1, rows + 1):
            cells = {name: cell(chance) for name in COLUMNS}
            cells["Email"] = f"row{number}@example.com"
            cells["Invoice"] = "invoices/" + chance.choice(files) if chance.random() < 0.3 else ""
            writer.writerow([cells[name] for name in COLUMNS])


def value_of(message, name: str) -> str:
    """A header's value with its encoded words decoded, and nothing else done to it."""
    raw = next(value for header, value in message.raw_items() if header.lower() == name)
    words = email.header.decode_header(re.sub(r"\r?\n", "", str(raw)))
    return "".join(word.decode(charset or "ascii") if isinstance(word, bytes) else word for word, charset in words)


def outline(element) -> tuple[list, list[str]]:
    """Elements with the names of their attributes, and the texts between them, in document order."""
    names, texts = [], []
    for each in element.iter():
        names.append((str(each.tag), sorted(each.attrib)) if isinstance(each.tag, str) else ("comment", []))
        texts += [each.text or "", each.tail or ""]
    return names, texts


def harmless(name: str, text: str) -> str:
    """Nothing for a cell that is empty, and else one word of letters for each column."""
    # What conditions compare with stays as it is.
    return text if text in ("", "guest", "42") else f"qz{COLUMNS.index(name)}zq"


def parsed(html: str) -> tuple[list, list[str]]:
    return outline(html5lib.parse(html, namespaceHTMLElements=False))


@functools.cache
def wanted_outline(template: str, cells: tuple) -> tuple[list, list[str]]:
    return parsed(expected.render(template, dict(cells), escapes=True))


def html_faults(made: str, template: str, cells: dict) -> list[str]:
    names, texts = parsed(made)
    wanted_names, wanted = wanted_outline(template, tuple((name, harmless(name, text)) for name, text in cells.items()))
    if names != wanted_names:
        return [f"the elements differ: {set(map(str, names)) ^ set(map(str, wanted_names))}"]

    def filled(text: str) -> str:
        text = re.sub(r"qz(\d)zq", lambda match: cells[COLUMNS[int(match[1])]], text)
        # An HTML parser makes LF of every line end.
        return re.sub(r"\r\n?", "\n", text)

    return [f"{filled(one)!r} became {other!r}" for one, other in zip(wanted, texts) if filled(one) != other][:1]


def faults(job: tuple) -> list[str]:
    file, cells, head, text, html, folder = job
    octets = file.read_bytes()
    message = email.message_from_bytes(octets, policy=read_back.LENIENT)
    found = read_back.all_defects(message)
    refusal = read_back.strict_refusal(octets)
    if refusal:
        found.append(refusal)
    figures = read_back.line_figures(octets)
    if figures["bareCR"] or figures["bareLF"] or figures["eightBit"] or figures["longestLine"] > 998:
        found.append(str(figures))
    fields = dict(head)
    wanted = expected.mailbox(fields["To"], cells)
    to = message["To"].addresses
    if len(to) != 1 or to[0].addr_spec != wanted["address"] or value_of(message, "to").count(wanted["address"]) != 1:
        found.append(f"To: {message['To']!r}")
    if value_of(message, "subject").strip(" \t") != expected.render(fields["Subject"], cells).strip(" \t"):
        found.append(f"Subject: {value_of(message, 'subject')!r}")
    body = message.get_body(("plain",)).get_content()
    wanted_body = re.sub(r"(?<!\r)\n", "\r\n", expected.render(text.replace("\n", "\r\n"), cells))
    if re.sub(r"(?<!\r)\n", "\r\n", body) != wanted_body:
        found.append(f"text: {body!r} and not {wanted_body!r}")
    if html:
        found += html_faults(message.get_body(("html",)).get_content(), html, cells)
    path = expected.render(fields.get("Attach", ""), cells)
    attached = [part for part in message.walk() if part.is_attachment()]
    if [part.get_filename() for part in attached] != ([pathlib.Path(path).name] if path else []):
        found.append(f"attachments: {[part.get_filename() for part in attached]}")
    elif path and attached[0].get_payload(decode=True) != (folder / path).read_bytes():
        found.append("the attachment differs")
    return [f"{file.name}: {each}" for each in found]


def verify(rows: pathlib.Path, template: pathlib.Path, folder: pathlib.Path) -> int:
    head_text, _, text = template.read_text(encoding="utf-8").partition("\n\n")
    head = [tuple(line.split(": ", 1)) for line in head_text.split("\n")]
    page = template.with_suffix(".html")
    html = page.read_text(encoding="utf-8") if page.exists() else None
    in_headers = [name for name in COLUMNS if re.search(r"\b" + name.lower().replace(" ", "_") + r"\b", head_text)]
    jobs, wrong = [], []
    with open(rows, encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file, strict=True), 1):
            path = folder / f"{number:06}.eml"
            is_valid = not any(STRICT_CONTROLS.search(cells[name]) for name in in_headers)
            if path.exists() != is_valid:
                wrong.append(f"{path.name}: {'not written' if is_valid else 'written, with a control character in a header'}")
            elif is_valid:
                jobs.append((path, cells, head, text, html, template.parent))
    # Not multiprocessing.Pool: it ends its workers by SIGTERM, which may be blocked here, and waits for a dead one for ever.
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        for found in pool.map(faults, jobs, chunksize=64):
            wrong += found
    print("\n".join(wrong[:20]))
    print(f"{len(jobs)} messages read, {len(wrong)} faults")
    return 1 if wrong or not jobs else 0


def main() -> int:
    match sys.argv[1:]:
        case ["make", seed, rows, template, path]:
            make(int(seed), int(rows), pathlib.Path(template), pathlib.Path(path))
            return 0
        case ["verify", rows, template, folder]:
            return verify(pathlib.Path(rows), pathlib.Path(template), pathlib.Path(folder))
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
