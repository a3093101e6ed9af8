"""What an HTML parser finds in a page of ours: the file named first, as one JSON object.

`texts` are the texts of table rows; `loads` whatever would be asked of a network; `isAllowed` whether the policy names the
script that is there, by its digest, and styles are the page's own.
"""

import base64
import hashlib
import json
import sys

import html5lib

LOADING = ("src", "href", "srcset", "action", "data", "poster", "background")


def name(element):
    return str(element.tag).rpartition("}")[2]


def text(element):
    return " ".join("".join(element.itertext()).split())


with open(sys.argv[1], encoding="utf-8") as file:
    source = file.read()
parser = html5lib.HTMLParser(strict=False)
document = parser.parse(source)
elements = [element for element in document.iter() if isinstance(element.tag, str)]
scripts = ["".join(element.itertext()) for element in elements if name(element) == "script"]
policies = [e.get("content") for e in elements if e.get("http-equiv") == "Content-Security-Policy"]
digests = ["'sha256-%s'" % base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
print(
    json.dumps(
        {
            "title": text(next(element for element in elements if name(element) == "title")),
            "names": sorted({name(element) for element in elements}),
            "scripts": len(scripts),
            "isAllowed": len(policies) == 1
            and policies[0].startswith("default-src 'none';")
            and all(digest in policies[0] for digest in digests),
            "loads": [e.get(a) for e in elements for a in LOADING if e.get(a) is not None],
            "handlers": [a for e in elements for a in e.attrib if a.lower().startswith("on")],
            "errors": [str(error) for error in parser.errors],
            "sections": [text(e) for e in elements if name(e) in ("h2", "summary")],
            "texts": [" ".join(" ".join(text(cell) for cell in e).split()) for e in elements if name(e) == "tr"],
            "bars": [name(e) for e in elements].count("rect"),
        }
    )
)
