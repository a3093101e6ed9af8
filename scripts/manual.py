#!/usr/bin/env python3
"""Writes the manual pages from what the program says of its commands.

    scripts/manual.py PROGRAM FOLDER

merganser.1 and one page for each command, merganser-send.1 and so on. SOURCE_DATE_EPOCH sets their date.
"""
import datetime
import json
import os
import re
import subprocess
import sys

EXIT_STATUS = [
    ("0", "Every row was accepted or skipped."),
    ("1", "Every row has its final outcome; some were refused or are invalid."),
    ("64", "The command line is wrong."),
    ("65", "The list, the template or the campaign file is at fault."),
    ("69", "The relay cannot be reached or ended the conversation."),
    ("73", "A file cannot be created, or is there already."),
    ("74", "Reading or writing failed."),
    ("75", "Rows are deferred, in doubt or not tried; merganser resume goes on."),
    ("76", "So many recipients were refused that --stop-after-failures ended the run."),
    ("77", "TLS or authentication failed."),
    ("78", "The configuration is wrong, or a secret could not be had."),
    ("130", "Interrupted."),
]
FILES = [
    ("merganser.yaml", "Options of a campaign, in the folder of its template or campaign file."),
    ("~/.config/merganser/config.yaml", "The user's own options ($XDG_CONFIG_HOME/merganser/config.yaml)."),
    ("~/.cache/merganser/relays", "What was learned of relays ($XDG_CACHE_HOME/merganser/relays)."),
]


def text(words):
    """Text with everything that roff would take for its own made plain."""
    escaped = words.replace("\\", r"\e").replace("-", r"\-")
    escaped = escaped.replace("'", r"\(aq").replace("`", r"\(ga").replace("^", r"\(ha").replace("~", r"\(ti")
    # No line begins with a control character, whose meaning an empty \& takes away.
    return re.sub(r"(?m)^([.'])", r"\\&\1", escaped)


def quoted(words):
    return '"' + text(words).replace('"', r"\(dq") + '"'


def paragraphs(words):
    return "\n.PP\n".join(text(part.strip()) for part in words.split("\n\n") if part.strip())


def option_names(argument):
    return [("-" if name["kind"] == "short" else "--") + name["name"] for name in argument.get("names", [])]


def heading(argument):
    names = ", ".join(r"\fB" + text(name) + r"\fR" for name in option_names(argument))
    if argument["kind"] == "option":
        names += " " + r"\fI" + text(argument["valueName"]) + r"\fR"
    return names


def details(argument):
    parts = [argument.get("abstract", "")]
    if argument.get("allValues") and argument["kind"] != "flag":
        parts.append("One of " + ", ".join(argument["allValues"]) + ".")
    if argument.get("defaultValue") and argument["kind"] == "option":
        parts.append("Default: " + argument["defaultValue"] + ".")
    return text(" ".join(part for part in parts if part))


def synopsis(name, command):
    words = [r"\fB" + text(name) + r"\fR"]
    arguments = command.get("arguments", [])
    for argument in arguments:
        if argument["kind"] == "option" and not argument["isOptional"]:
            words.append(heading(argument))
    if any(argument["kind"] != "positional" for argument in arguments):
        words.append(r"[\fIoption\fR]...")
    if command.get("subcommands"):
        words.append(r"\fIcommand\fR ...")
    for argument in arguments:
        if argument["kind"] == "positional":
            value = r"\fI" + text(argument["valueName"]) + r"\fR" + ("..." if argument["isRepeating"] else "")
            words.append(f"[{value}]" if argument["isOptional"] else value)
    return " ".join(words)


def options(arguments):
    lines = []
    sections = {}
    for argument in arguments:
        if argument["kind"] != "positional" and argument["shouldDisplay"]:
            sections.setdefault(argument.get("sectionTitle") or "", []).append(argument)
    for title, members in sections.items():
        if title:
            lines.append(f".SS {quoted(title)}")
        for argument in members:
            lines += [".TP", heading(argument), details(argument)]
    return lines


def definitions(title, rows):
    lines = [f".SH {quoted(title)}"]
    for term, meaning in rows:
        lines += [".TP", r"\fB" + text(term) + r"\fR", text(meaning)]
    return lines


def page(name, command, version, date, others):
    title = name.replace(" ", "-")
    abstract = command.get("abstract", "")
    lines = [
        f'.\\" Made by scripts/manual.py; do not edit.',
        f'.TH "{title.upper()}" 1 "{date}" "merganser {version}" "User Commands"',
        ".SH NAME", text(title) + r" \- " + text(abstract.rstrip(".")),
        ".SH SYNOPSIS", synopsis(name, command),
        ".SH DESCRIPTION", text(abstract),
    ]
    if command.get("discussion"):
        lines += [".PP", paragraphs(command["discussion"])]
    arguments = command.get("arguments", [])
    positionals = [argument for argument in arguments if argument["kind"] == "positional"]
    if positionals:
        lines.append(".SH ARGUMENTS")
        for argument in positionals:
            lines += [".TP", r"\fI" + text(argument["valueName"]) + r"\fR", details(argument)]
    nested = [inner for inner in command.get("subcommands", []) if inner["commandName"] != "help"]
    if nested:
        rows = [(inner["commandName"], inner.get("abstract", "")) for inner in nested]
        lines += definitions("COMMANDS", rows)
        for inner in nested:
            if name != "merganser":
                lines.append(f".SH {quoted((name + ' ' + inner['commandName']).upper())}")
                lines += [synopsis(name + " " + inner["commandName"], inner)]
                if inner.get("discussion"):
                    lines += [".PP", paragraphs(inner["discussion"])]
                lines += options(inner.get("arguments", []))
    if any(argument["kind"] != "positional" for argument in arguments):
        lines.append(".SH OPTIONS")
        lines += options(arguments)
    lines += definitions("EXIT STATUS", EXIT_STATUS)
    if name == "merganser":
        lines += definitions("FILES", FILES)
        variables = [
            ("MERGANSER_...", "Options, such as MERGANSER_RELAY for --relay; MERGANSER_CONFIG names a file for --config."),
            ("NO_COLOR", "When set, nothing is coloured."),
        ]
        lines += definitions("ENVIRONMENT", variables)
    lines.append(".SH SEE ALSO")
    lines.append(",\n".join(rf"\fB{text(other)}\fR(1)" for other in others if other != title))
    return "\n".join(lines) + "\n"


def main():
    program, folder = sys.argv[1:]
    dump = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc) if epoch else datetime.datetime.now()
    root = json.loads(dump)["command"]
    commands = [command for command in root.get("subcommands", []) if command["commandName"] != "help"]
    titles = ["merganser"] + ["merganser-" + command["commandName"] for command in commands]
    os.makedirs(folder, exist_ok=True)
    pages = [("merganser", root, titles)]
    pages += [("merganser " + command["commandName"], command, ["merganser"]) for command in commands]
    for name, command, others in pages:
        path = os.path.join(folder, name.replace(" ", "-") + ".1")
        with open(path, "w", encoding="utf-8") as file:
            file.write(page(name, command, version, day.strftime("%Y-%m-%d"), others))


if __name__ == "__main__":
    main()
