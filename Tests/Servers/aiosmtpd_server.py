#!/usr/bin/env python3
"""A real aiosmtpd on loopback, for tests: no PIPELINING, no CHUNKING.

    .build-python/bin/python3 Tests/Servers/aiosmtpd_server.py HOST PORT MAILDIR LOG [options]

Prints "listening on HOST:PORT" once it takes connections (PORT 0: one that is free). Every message it accepts is
a file in MAILDIR/new with exactly the octets that came, and a line in LOG:
    {"file": "000001", "sender": "...", "recipients": ["..."], "size": 1234, "options": ["SIZE=1234"], "tls": false}
Recipients at refused.example get "550 5.1.1 No such user". It ends on SIGTERM or SIGINT, when the process that
started it is gone, and in any case after --lifetime seconds.
"""

import argparse
import asyncio
import json
import os
import pathlib
import signal
import ssl
import sys

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    """Keeps what is accepted; its log is the truth that tests compare with."""

    def __init__(self, maildir: pathlib.Path, log: pathlib.Path, implicit_tls: bool):
        self.count = 0
        self.implicit_tls = implicit_tls
        self.maildir = maildir
        for folder in ("tmp", "new", "cur"):
            (maildir / folder).mkdir(parents=True, exist_ok=True)
        # Unbuffered, so that a line is there before the reply is.
        self.log = open(log, "ab", buffering=0)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.lower().endswith("@refused.example"):
            return f"550 5.1.1 <{address}> No such user"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        # By LMTP and SMTP messages come into one Maildir, from two processes.
        name = f"{'lmtp-' if isinstance(server, LMTP) else ''}{self.count:06}"
        (self.maildir / "tmp" / name).write_bytes(envelope.original_content)
        os.rename(self.maildir / "tmp" / name, self.maildir / "new" / name)
        line = {
            "file": name,
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "size": len(envelope.original_content),
            "options": envelope.mail_options,
            "tls": self.implicit_tls or session.ssl is not None,
            "user": session.auth_data if session.authenticated else None,
        }
        self.log.write(json.dumps(line).encode() + b"\n")
        if isinstance(server, LMTP):
            return "\r\n".join(f"250 2.0.0 <{recipient}> OK {name}" for recipient in envelope.rcpt_tos)
        return f"250 2.0.0 OK {name}"


def authenticator(user: str, password: str):
    def check(server, session, envelope, mechanism, auth_data):
        if (auth_data.login, auth_data.password) == (user.encode(), password.encode()):
            return AuthResult(success=True, auth_data=user)
        return AuthResult(success=False, handled=False)

    return check


async def serve(options) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)

    tls = None
    if options.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(options.certificate, options.key)
    keeper = Keeper(options.maildir, options.log, options.implicit_tls)
    settings = {"hostname": "mail.test", "data_size_limit": options.size_limit, "enable_SMTPUTF8": True}
    if tls and not options.implicit_tls:
        settings["tls_context"] = tls
    if options.user:
        password = options.password_file.read_text().split("\n")[0]
        settings["authenticator"] = authenticator(options.user, password)
        settings["auth_required"] = True
        # With TLS from the first octet aiosmtpd does not know that it is on a TLS connection.
        settings["auth_require_tls"] = not options.implicit_tls
    server = await loop.create_server(
        lambda: (LMTP if options.lmtp else SMTP)(keeper, loop=loop, **settings),
        host=options.host,
        port=options.port,
        ssl=tls if options.implicit_tls else None,
    )
    host, port = server.sockets[0].getsockname()[:2]
    print(f"listening on {host}:{port}", flush=True)

    parent = os.getppid()
    ends_at = loop.time() + options.lifetime
    while not stopped.is_set() and loop.time() < ends_at and os.getppid() == parent:
        try:
            await asyncio.wait_for(stopped.wait(), timeout=0.5)
        except asyncio.TimeoutError:
            pass
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="aiosmtpd on loopback, for tests.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("maildir", type=pathlib.Path)
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("--certificate", help="PEM chain; STARTTLS is offered")
    parser.add_argument("--key", help="PEM key of the certificate")
    parser.add_argument("--implicit-tls", action="store_true", help="TLS from the first octet, no STARTTLS")
    parser.add_argument("--lmtp", action="store_true", help="LMTP: an answer for each recipient")
    parser.add_argument("--user", help="AUTH is required, over TLS, with this name")
    parser.add_argument("--password-file", type=pathlib.Path, help="its first line is the password")
    parser.add_argument("--size-limit", type=int, default=33554432, help="octets (32 MiB)")
    parser.add_argument("--lifetime", type=float, default=900, help="seconds (900)")
    options = parser.parse_args()
    if options.implicit_tls and not options.certificate:
        parser.error("--implicit-tls needs --certificate")
    if options.user and not options.password_file:
        parser.error("--user needs --password-file")
    try:
        asyncio.run(serve(options))
    except OSError as error:
        sys.exit(f"aiosmtpd_server.py: {error}")


if __name__ == "__main__":
    main()
