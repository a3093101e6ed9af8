#!/usr/bin/env python3
"""Writes the benchmark campaign: a list of N rows with 12 columns and a text + HTML newsletter of about 4 KB."""
import pathlib
import sys

WORDS = ("the quick brown fox jumps over the lazy dog while the old mill turns and every boat on the river "
         "waits for the tide that comes at noon").split()


def prose(octets: int, offset: int) -> str:
    words, size, index = [], 0, offset
    while size < octets:
        word = WORDS[index % len(WORDS)]
        words.append(word)
        size += len(word) + 1
        index += 7
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 72:
            lines.append(line)
            line = ""
        line += word + " "
    return "\n".join(lines + [line]).replace(" \n", "\n").rstrip()


def main() -> None:
    folder, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    columns = "email first_name last_name company city country plan balance renewal agent phone code".split()
    with open(folder / "list.csv", "w", encoding="utf-8", newline="") as out:
        out.write(",".join(columns) + "\r\n")
        for row in range(1, rows + 1):
            out.write(f'user{row}@example.com,Zoë{row % 97},Müller-{row % 89},"Smith & Sons, No. {row % 83}",'
                      f"Hamburg,Germany,gold,{row % 1000}.50,2027-01-{row % 28 + 1:02d},Ada Lovelace,"
                      f"+49 40 {row:07d},C{row:08d}\r\n")
    text = f"""From: Newsletter <news@example.org>
To: {{{{ first_name }}}} {{{{ last_name }}}} <{{{{ email }}}}>
Subject: {{{{ first_name }}}}, your {{{{ plan }}}} plan renews on {{{{ renewal }}}}
List-Unsubscribe: <https://example.org/u/{{{{ code }}}}>

Dear {{{{ first_name | default: "friend" }}}},

{prose(900, 0)}

{{% if balance > 0 %}}Your balance is {{{{ balance }}}} EUR.{{% else %}}Nothing is due.{{% endif %}}
{{{{ company }}}}, {{{{ city }}}}, {{{{ country }}}}; your contact is {{{{ agent }}}} ({{{{ phone }}}}).
"""
    html = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Newsletter</title></head>
<body style="font-family:sans-serif">
<h1>Dear {{{{ first_name | default: "friend" }}}} {{{{ last_name }}}},</h1>
<p>{prose(1300, 3)}</p>
<p>{prose(700, 5)}</p>
{{% if balance > 0 %}}<p>Your balance is <b>{{{{ balance }}}} EUR</b>.</p>{{% else %}}<p>Nothing is due.</p>{{% endif %}}
<p>{{{{ company }}}}, {{{{ city }}}}, {{{{ country }}}}; your contact is {{{{ agent }}}} ({{{{ phone }}}}).</p>
<p><a href="https://example.org/u/{{{{ code }}}}">Unsubscribe</a></p>
</body></html>
"""
    (folder / "newsletter.eml").write_text(text, encoding="utf-8")
    (folder / "newsletter.html").write_text(html, encoding="utf-8")


main()
