#!/usr/bin/env python3
"""Takes a campaign of many rows through its life: imported, sent, killed, resumed, reported, and a damaged list checked.

scale.py ROWS [CHECKED-ROWS]: prints a table; the status is 1 when a step has more than 100 MB, or outcomes are missing.
The sink is the built-in one; MERGANSER_BINARY names the program.
"""
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Taken out: the program would take it for an option.
BINARY = os.environ.pop("MERGANSER_BINARY", ".build/release/merganser")
LIMIT = 100_000_000  # octets a process may have at its peak

LETTER = """From: News <news@example.org>
To: {{ name }} <{{ email }}>
Subject: Number {{ number }}
List-Unsubscribe: <https://example.org/u/{{ number }}>

Dear {{ name }},

your number is {{ number }}.
"""

failures = []


def run(label: str, rows: int, arguments: list[str], statuses: tuple[int, ...] = (0,), kill_at: str = "") -> str:
    """Runs the program and prints what it took; with `kill_at`, the campaign's log, kills it in the middle of sending."""
    started = time.monotonic()
    with open(os.devnull) as nothing, tempfile.TemporaryFile() as output:
        process = subprocess.Popen([BINARY, *arguments], stdin=nothing, stdout=output, stderr=subprocess.STDOUT)
        if kill_at:
            wait_for_sending(kill_at)
            process.send_signal(signal.SIGKILL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        output.seek(0)
        text = output.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss * 1024
    cpu = usage.ru_utime + usage.ru_stime
    each = f"{cpu / rows * 1e6:.1f}" if rows else "–"
    print(f"| {label} | {wall:,.1f} | {cpu:,.1f} | {each} | {peak / 1e6:.0f} |", flush=True)
    if code not in ((-signal.SIGKILL,) if kill_at else statuses):
        failures.append(f"{label}: status {code}: {text[-2000:]}")
    if peak > LIMIT:
        failures.append(f"{label}: {peak / 1e6:.0f} MB")
    return text


def wait_for_sending(log: str) -> None:
    """Until a megabyte of the campaign's log is written, or for half an hour."""
    for _ in range(36_000):
        if os.path.exists(log) and os.path.getsize(log) > 1 << 20:
            return
        time.sleep(0.05)


def write_list(path: pathlib.Path, rows: int) -> None:
    with open(path, "w", encoding="utf-8") as out:
        out.write("name,email,number\n")
        for start in range(1, rows + 1, 10_000):
            out.write("".join(f"Zoë {row},recipient{row}@example.com,{row}\n"
                              for row in range(start, min(start + 10_000, rows + 1))))


# Each kind of damage, as what becomes of the cells of a row.
DAMAGES = {
    "field-count, too few": lambda c, n: c[:3],
    "field-count, too many": lambda c, n: c + ["more"],
    "bad-address, empty": lambda c, n: [c[0], ""] + c[2:],
    "bad-address, no at": lambda c, n: [c[0], f"person{n}.example.com"] + c[2:],
    "bad-address, two": lambda c, n: [c[0], f'"a{n}@example.com, b{n}@example.com"'] + c[2:],
    "bad-address, space": lambda c, n: [c[0], f"per son{n}@example.com"] + c[2:],
    "bad-address, long": lambda c, n: [c[0], "x" * 65 + f"{n}@example.com"] + c[2:],
    "duplicate-address": lambda c, n: [c[0], "RECIPIENT1@example.com"] + c[2:],
    "misspelt-domain": lambda c, n: [c[0], f"person{n}@gmial.com"] + c[2:],
    "spreadsheet-number": lambda c, n: c[:2] + ["1.23E+15"] + c[3:],
    "spreadsheet-date": lambda c, n: c[:3] + ["43831"] + c[4:],
    "spreadsheet-error": lambda c, n: c[:2] + ["#REF!"] + c[3:],
    "lost-zeros": lambda c, n: c[:4] + ["1235"] + c[5:],
    "mojibake": lambda c, n: ["JÃ¼rgen"] + c[1:],
    "braces": lambda c, n: c[:2] + ["{{ x }}"] + c[3:],
    "blank-greeting": lambda c, n: [""] + c[1:],
    "plain-http": lambda c, n: c[:5] + [f"http://example.org/{n}"] + c[6:],
    "relative-link": lambda c, n: c[:5] + [f"page/{n}"] + c[6:],
    "missing-file": lambda c, n: c[:6] + [f"missing{n}.pdf"] + c[7:],
    "row, no number": lambda c, n: c[:7] + ["twelve"],
}


def write_damaged(path: pathlib.Path, rows: int) -> None:
    kinds = list(DAMAGES.values())
    chance = random.Random(20)
    with open(path, "w", encoding="utf-8") as out:
        out.write("name,email,account,born,code,link,file,total\n")
        for row in range(1, rows + 1):
            cells = [f"Zoë {row}", f"recipient{row}@example.com", f"DE{row:010d}", f"19{row % 90 + 10}-01-{row % 28 + 1:02d}",
                     f"0{row % 9000 + 1000}", "https://example.org/", "", "12.50"]
            # One row in fifty is damaged, in one of the ways.
            if chance.randrange(50) == 0:
                cells = kinds[chance.randrange(len(kinds))](cells, row)
            out.write(",".join(cells) + "\n")


CHECKED = """From: News <news@example.org>
To: {{ name }} <{{ email }}>
Subject: Account {{ account }}
List-Unsubscribe: <https://example.org/u/{{ code }}>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Attach: {{ file }}

Dear {{ name }},

born {{ born }}, code {{ code }}, total {{ total | times: 2 }}.
"""

CHECKED_PAGE = """<p>Dear {{ name }},</p>
<p>born {{ born }}, code {{ code }}, total {{ total | times: 2 }}.
<a href="{{ link }}">More</a></p>
"""


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    checked = int(sys.argv[2]) if len(sys.argv) > 2 else min(rows, 1_000_000)
    work = pathlib.Path(tempfile.mkdtemp())
    sink = None
    try:
        write_list(work / "list.csv", rows)
        (work / "letter.eml").write_text(LETTER, encoding="utf-8")
        with open(work / "sink.out", "wb") as out:
            sink = subprocess.Popen([BINARY, "sink", "--listen", "127.0.0.1:0"], stdout=out, stderr=out)
        for _ in range(200):
            found = re.search(r"^listening on .*:(\d+)$", (work / "sink.out").read_text(), re.MULTILINE)
            if found:
                break
            time.sleep(0.05)
        url = f"smtp://127.0.0.1:{found.group(1)}"
        campaign = str(work / "scale.merganser")
        print(f"| {rows:,} rows | s | CPU s | CPU µs a row | peak MB |\n|---|---|---|---|---|", flush=True)
        run("import, and one message", rows,
            ["send", str(work / "letter.eml"), str(work / "list.csv"), "--relay", url, "--yes", "--campaign", campaign,
             "--limit", "1"], (75,))
        run("run, killed", 0, ["resume", campaign, "--yes"], kill_at=campaign + "-wal")
        run("status of what the kill left", 0, ["status", campaign], (0, 75))
        run("resume to the last 1,000", 0, ["resume", campaign, "--yes", "--limit", str(left(campaign) - 1000)], (75,))
        run("resume of the last 1,000: one of them", 0, ["resume", campaign, "--yes", "--limit", "1"], (75,))
        text = run("resume to the end, what was in doubt again", 0,
                   ["resume", campaign, "--yes", "--retry", "in-doubt"])
        if not re.search(rf"accepted +{rows:,}\b", text):
            failures.append(f"not all rows are accepted: {text}")
        run("report", rows, ["report", campaign, "--csv", str(work / "report.csv")])
        with open(work / "report.csv", "rb") as report:
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: report.read(1 << 20), b""))
        if lines != rows + 1:
            failures.append(f"the report has {lines - 1} rows")
        for name in ("report.csv", "list.csv"):
            (work / name).unlink()
        check(work, checked)
    finally:
        if sink is not None:
            sink.terminate()
            sink.wait()
        shutil.rmtree(work)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def left(campaign: str) -> int:
    """Rows that are pending."""
    text = subprocess.run([BINARY, "status", campaign], capture_output=True, text=True).stdout
    found = re.search(r"pending +([\d,]+)", text)
    return int(found.group(1).replace(",", "")) if found else 0


def check(work: pathlib.Path, rows: int) -> None:
    write_damaged(work / "damaged.csv", rows)
    (work / "checked.eml").write_text(CHECKED, encoding="utf-8")
    (work / "checked.html").write_text(CHECKED_PAGE, encoding="utf-8")
    text = run(f"check of {rows:,} rows with {len(DAMAGES)} kinds of damage", rows,
               ["check", str(work / "checked.eml"), str(work / "damaged.csv")], (1,))
    for kind in sorted({name.split(",")[0] for name in DAMAGES}):
        if f"[{kind}]" not in text:
            failures.append(f"check does not tell of {kind}: {text[:3000]}")


sys.exit(main())
