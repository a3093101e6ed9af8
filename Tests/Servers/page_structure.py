"""What an HTML parser makes of one of our pages, as one JSON object.

`articles` and `frames` with their counts, `outside`: URLs in src, href and the like that are neither fragments nor files
beside the page, `handlers`: attributes that are scripts, `elements`: names of all elements of ours with their numbers,
`text`: what a reader sees of the page without its frames, `documents`: the frames, read the same way.
"""

import json
import re
import sys
from collections import Counter
from xml.etree import ElementTree

import html5lib

URLS = ("href", "src", "action", "background", "srcset", "poster", "data", "formaction", "xlink:href")
INSIDE = re.compile(r"^(#|data:|[\w.-]+$)")


def read(document):
    elements = Counter()
    frames, text, outside, handlers, policies = [], [], [], [], []
    for element in html5lib.parse(document).iter():
        if element.tag is ElementTree.Comment:
            continue
        name = str(element.tag).rpartition("}")[2]
        elements[name] += 1
        if element.get("http-equiv", "").lower() == "content-security-policy":
            policies.append(element.get("content"))
        for key, value in element.attrib.items():
            if key in URLS and not INSIDE.match(value):
                outside.append(f"{name} {key} {value}")
            if str(key).startswith("on"):
                handlers.append(f"{name} {key}")
        if name == "iframe":
            frames.append((element.get("sandbox"), element.get("srcdoc")))
        if name not in ("style", "script"):
            text.append(element.text or "")
        text.append(element.tail or "")
    return {
        "elements": elements,
        "articles": elements["article"],
        "outside": outside,
        "handlers": handlers,
        "policies": policies,
        "sandboxes": [sandbox for sandbox, _ in frames],
        "text": "".join(text),
        "documents": [read(srcdoc) for _, srcdoc in frames],
    }


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    print(json.dumps(read(file.read())))
