"""Run the local server in a thread, for as long as a `with` block lasts."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from . import brreg, klass, v1, v2
from .bank import load_bank
from .faults import Faults
from .tables import Bank
from .world import Call, World
from .wrapper import Wrapper


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    world: World

    @property
    def bank(self) -> Bank:
        """The tables; change them at will."""
        return self.world.bank

    @property
    def log(self) -> list[Call]:
        """The calls answered so far, the refused ones too; clear it at will."""
        return self.world.log

    @property
    def faults(self) -> Faults:
        """The switches."""
        return self.world.faults


class _Prompt(uvicorn.Server):
    """uvicorn that looks and waits for hundredths of what it does by itself: tests start many."""

    async def main_loop(self) -> None:
        """Tell the time, and end when told to."""
        while not await self.on_tick(0):
            await asyncio.sleep(0.005)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close all connections; one that is still being answered is cut off."""
        for listening in self.servers:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for task in list(self.server_state.tasks):
            task.cancel()
        for _ in range(100):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(0.002)


def application(world: World) -> Wrapper:
    """Return the ASGI application of all the servers."""
    routes = [*v2.ROUTES, *v1.ROUTES, *klass.ROUTES, *brreg.ROUTES]
    app = Starlette(routes=routes)
    app.state.world = world
    app.router.redirect_slashes = False
    return Wrapper(app, world)


def _listen(port: int) -> socket.socket:
    # asyncio turns Nagle's delay off only for sockets that name their protocol.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
    found.listen(128)
    return found


@contextmanager
def serve(
    bank: Bank | None = None,
    *,
    faults: Faults | None = None,
    limit: int = 800_000,
    rate: int | tuple[int, float] | None = None,
    port: int = 0,
) -> Iterator[Server]:
    """Serve `bank` (all tables, if None) on a free port of 127.0.0.1.

    `limit` is the most cells an answer may have; `rate` the calls in 60 seconds, or (calls,
    seconds), 10,000 in 60 seconds if None. Ready when entered; stopped and closed when left.
    """
    window = (rate, 60.0) if isinstance(rate, int) else rate or (10_000, 60.0)
    bank = load_bank() if bank is None else bank
    world = World(bank, faults or Faults(), limit=limit, rate=window)
    config = uvicorn.Config(
        application(world), log_level="critical", lifespan="off", ws="none", access_log=False,
        http="h11", loop="asyncio", server_header=False,
    )  # fmt: skip
    server = _Prompt(config)
    with _listen(port) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.002)
            yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}", world)
        finally:
            server.should_exit = True
            thread.join()
