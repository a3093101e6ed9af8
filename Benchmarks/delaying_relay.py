#!/usr/bin/env python3
"""A TCP relay on loopback that passes every octet on after a delay, as a long line does: delaying_relay.py PORT MILLISECONDS

MILLISECONDS is the round trip: half of it for each direction. Prints "listening on 127.0.0.1:N". It reads on while octets
are under way, so it delays and does not narrow. It ends on SIGTERM.
"""
import asyncio
import sys


class End(asyncio.Protocol):
    """One end of a connection; what it reads leaves at the other end later."""

    def __init__(self, delay: float):
        self.delay = delay
        self.other: "End | None" = None
        self.transport: asyncio.Transport | None = None
        self.early: list[bytes] = []

    def connection_made(self, transport) -> None:
        self.transport = transport
        for octets in self.early:
            transport.write(octets)

    def data_received(self, octets: bytes) -> None:
        asyncio.get_running_loop().call_later(self.delay, self.other.write, octets)

    def write(self, octets: bytes) -> None:
        if self.transport is None:
            self.early.append(octets)
        elif not self.transport.is_closing():
            self.transport.write(octets)

    def connection_lost(self, error) -> None:
        asyncio.get_running_loop().call_later(self.delay, self.other.close)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()


def accept(port: int, delay: float) -> End:
    near, far = End(delay), End(delay)
    near.other, far.other = far, near
    loop = asyncio.get_running_loop()
    task = loop.create_task(loop.create_connection(lambda: far, "127.0.0.1", port))
    task.add_done_callback(lambda done: near.close() if done.exception() else None)
    return near


async def serve(port: int, delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: accept(port, delay), "127.0.0.1", 0)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 2000))
