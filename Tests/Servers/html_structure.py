"""What an HTML parser makes of documents, for tests that compare it.

Reads a JSON list of documents from the file named first; writes a JSON list with, for each, its structure (elements
with the names of their attributes, comments, what Outlook would see in conditional ones), the values of its data-v
attributes, and the schemes of its URLs.
"""

import json
import re
import sys
from xml.etree import ElementTree

import html5lib

URLS = ("href", "src", "action", "background", "srcset", "poster")
CONDITION = re.compile(r"^\[if[^\]]*\]>(.*)<!\[endif\]$", re.DOTALL)


def scheme(url):
    """The scheme as browsers see it (WHATWG URL 4.4)."""
    text = re.sub(r"[\t\n\r]", "", re.sub(r"^[\0-\x20]+", "", url)).lower()
    found = re.match(r"[a-z][a-z0-9+.-]*:", text)
    return found.group() if found else ""


def walk(element, reading):
    if element.tag is ElementTree.Comment:
        reading["structure"].append("!--")
        inner = CONDITION.match(element.text or "")
        if inner:
            fragment = html5lib.parseFragment(inner.group(1), container="body")
            for child in fragment:
                walk(child, reading)
        return
    names = sorted(element.attrib)
    reading["structure"].append(" ".join([str(element.tag).rpartition("}")[2]] + names))
    for name in names:
        value = element.attrib[name]
        if name == "data-v":
            reading["values"].append(value)
        if name in URLS:
            reading["schemes"].append(scheme(value))
    for child in element:
        walk(child, reading)
    reading["structure"].append("/")


def read(document):
    reading = {"structure": [], "values": [], "schemes": []}
    walk(html5lib.parse(document), reading)
    return reading


with open(sys.argv[1], encoding="utf-8") as file:
    documents = json.load(file)
json.dump([read(document) for document in documents], sys.stdout)
