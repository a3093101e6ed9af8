#!/usr/bin/env python3
"""Runs one command and prints what it cost: measure.py LABEL MESSAGES COMMAND..."""
import os
import subprocess
import sys
import time


def main() -> int:
    label, messages, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    started = time.monotonic()
    with open(os.devnull) as nothing:
        process = subprocess.Popen(command, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if os.waitstatus_to_exitcode(status) != 0:
        sys.stdout.buffer.write(output)
        print(f"{label}: the command failed with status {os.waitstatus_to_exitcode(status)}")
        return 1
    cpu = usage.ru_utime + usage.ru_stime
    print(f"| {label} | {messages / wall:,.0f} | {cpu / messages * 1e6:.1f} | {usage.ru_utime / messages * 1e6:.1f} "
          f"| {usage.ru_stime / messages * 1e6:.1f} | {usage.ru_maxrss / 1024:.0f} |")
    return 0


sys.exit(main())
