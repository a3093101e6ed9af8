#!/usr/bin/env python3
"""A proxy on a free port of 127.0.0.1: proxy.py socks5|http [--user NAME:PASSWORD] [--map NAME=ADDRESS] [--early]

Prints "listening on 127.0.0.1:PORT", then "connect HOST:PORT" for each way it is asked for. It knows no names but those
of --map. With --early it waits for what the relay says first and sends that together with its own reply. It ends itself
after five minutes.
"""

import argparse
import base64
import ipaddress
import signal
import socket
import socketserver
import sys
import threading


class Refused(Exception):
    """Holds what is to be said."""


def exactly(stream, count):
    octets = b""
    while len(octets) < count:
        more = stream.read(count - len(octets))
        if not more:
            raise ConnectionError("the client left")
        octets += more
    return octets


def socks_request(stream, answer):
    _, count = exactly(stream, 2)
    methods = exactly(stream, count)
    if options.user is not None:
        if 2 not in methods:
            raise Refused(b"\x05\xff")
        answer(b"\x05\x02")
        exactly(stream, 1)
        name = exactly(stream, exactly(stream, 1)[0])
        password = exactly(stream, exactly(stream, 1)[0])
        if name + b":" + password != options.user.encode():
            raise Refused(b"\x01\x01")
        answer(b"\x01\x00")
    else:
        answer(b"\x05\x00")
    _, command, _, kind = exactly(stream, 4)
    if command != 1:
        raise Refused(b"\x05\x07\x00\x01" + bytes(6))
    if kind == 3:
        host = exactly(stream, exactly(stream, 1)[0]).decode("ascii")
    else:
        host = str(ipaddress.ip_address(exactly(stream, 4 if kind == 1 else 16)))
    return host, int.from_bytes(exactly(stream, 2), "big")


def http_request(stream, answer):
    request = stream.readline().split()
    headers = {}
    while (line := stream.readline().strip()) != b"":
        name, value = line.split(b":", 1)
        headers[name.lower()] = value.strip()
    if options.user is not None:
        wanted = b"Basic " + base64.b64encode(options.user.encode())
        if headers.get(b"proxy-authorization") != wanted:
            raise Refused(b'HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n')
    if request[0] != b"CONNECT":
        raise Refused(b"HTTP/1.1 405 CONNECT only\r\n\r\n")
    host, port = request[1].decode("ascii").rsplit(":", 1)
    return host.strip("[]"), int(port)


PROTOCOLS = {
    "socks5": (socks_request, b"\x05\x00\x00\x01" + bytes(6), b"\x05\x04\x00\x01" + bytes(6)),
    "http": (
        http_request,
        b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n",
        b"HTTP/1.1 502 No such host\r\n\r\n",
    ),
}


def copy(source, target):
    try:
        while octets := source.recv(65536):
            target.sendall(octets)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Client(socketserver.BaseRequestHandler):
    def handle(self):
        read, success, failure = PROTOCOLS[options.protocol]
        client = self.request
        try:
            # Unbuffered: what follows the request is the relay's.
            host, port = read(client.makefile("rb", buffering=0), client.sendall)
        except Refused as refused:
            return client.sendall(refused.args[0])
        except (ConnectionError, ValueError, IndexError):
            return None
        # In one write: several connections come at once, and print() may write the line's end by itself.
        sys.stdout.write(f"connect {host}:{port}\n")
        sys.stdout.flush()
        try:
            address = str(ipaddress.ip_address(names.get(host, host)))
            relay = socket.create_connection((address, port))
        except (OSError, ValueError):
            return client.sendall(failure)
        relay.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(success + relay.recv(65536) if options.early else success)
        back = threading.Thread(target=copy, args=(relay, client))
        back.start()
        copy(client, relay)
        back.join()
        relay.close()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("protocol", choices=sorted(PROTOCOLS))
    parser.add_argument("--user")
    parser.add_argument("--map", action="append", default=[])
    parser.add_argument("--early", action="store_true")
    options = parser.parse_args()
    names = dict(entry.split("=", 1) for entry in options.map)
    signal.alarm(300)
    with Server(("127.0.0.1", 0), Client) as server:
        print(f"listening on 127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()
