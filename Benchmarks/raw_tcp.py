#!/usr/bin/env python3
"""The same octets by sockets alone: raw_tcp.py sink, or raw_tcp.py PORT CONNECTIONS MESSAGES OCTETS

`sink` reads and forgets whatever comes; it prints "listening on 127.0.0.1:N" and ends on SIGTERM. The other writes
MESSAGES times OCTETS, spread over CONNECTIONS, and waits for each connection to be read to its end.
"""
import socket
import sys
import threading


def read_all(connection: socket.socket) -> None:
    buffer = bytearray(1 << 20)
    while connection.recv_into(buffer):
        pass
    connection.close()


def sink() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=read_all, args=(connection,), daemon=True).start()


def write(port: int, messages: int, octets: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(messages):
            connection.sendall(octets)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


def main() -> None:
    if sys.argv[1] == "sink":
        return sink()
    port, connections, messages, size = map(int, sys.argv[1:])
    octets = bytes(size)
    writers = [
        threading.Thread(target=write, args=(port, messages // connections, octets)) for _ in range(connections)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


main()
