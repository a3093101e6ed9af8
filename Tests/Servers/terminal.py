"""Runs a program in a terminal of its own and types when it has printed what is waited for.

One argument, JSON: `command` (a list), `folder`, `environment`, `columns`, `steps`, `seconds`. A step waits for `expect`,
which has to come after what the step before waited for; then it types `type`, and makes the terminal `columns` wide.
Prints one JSON object: `status` (negative for a signal), `output` (octets as Latin-1).
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


def resize(descriptor, columns):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def read(master, wait):
    """Octets that came; None at the end, when nobody holds the terminal any more."""
    if not select.select([master], [], [], wait)[0]:
        return b""
    try:
        return os.read(master, 65536) or None
    except OSError:
        return None


def main():
    plan = json.loads(sys.argv[1])
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    pid, master = pty.fork()
    if pid == 0:
        resize(0, plan["columns"])
        os.chdir(plan["folder"])
        os.execvpe(plan["command"][0], plan["command"], {**os.environ, **plan["environment"]})
    output, seen, steps = b"", 0, plan["steps"]
    deadline = time.monotonic() + plan["seconds"]
    while (octets := read(master, 0.1)) is not None:
        output += octets
        while steps and (place := output.find(steps[0]["expect"].encode(), seen)) >= 0:
            step = steps.pop(0)
            seen = place + len(step["expect"].encode())
            if "columns" in step:
                resize(master, step["columns"])
            os.write(master, step.get("type", "").encode("latin-1"))
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(json.dumps({"status": status, "output": output.decode("latin-1")}))


main()
