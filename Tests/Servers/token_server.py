#!/usr/bin/env python3
"""Says whether an access token is good, for Dovecot: token_server.py USES

Prints "listening on 127.0.0.1:PORT". GET /?token=TOKEN answers {"active": true, "username": "ada"} for a token that
begins with "good-", the first USES times that it is asked about; afterwards it has expired. Every other is none. It ends
itself after five minutes.
"""

import collections
import http.server
import json
import signal
import sys
import urllib.parse

asked: collections.Counter = collections.Counter()


class Introspection(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("token", [""])[0]
        asked[token] += 1
        active = token.startswith("good-") and asked[token] <= int(sys.argv[1])
        body = json.dumps({"active": active, "username": "ada"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: token_server.py USES")
    signal.alarm(300)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Introspection)
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
