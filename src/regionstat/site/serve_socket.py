"""A web server that tells its address when it listens, and one clear refusal when it cannot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import uvicorn

from regionstat.errors import Misuse
from regionstat.site.serve_guard import App

# What is being answered when it is stopped may take so many seconds yet.
_GRACE = 5


class _Announced(uvicorn.Server):
    """Calls `on_ready` with its address once it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        host = self.config.host
        port = self.servers[0].sockets[0].getsockname()[1]
        self._on_ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")


def run(app: App, *, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve `app` until a signal ends it; `port` 0 takes a free one.

    Raises `Misuse` when host or port cannot be had, and KeyboardInterrupt after Ctrl-C, when
    what was asked before is answered.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_GRACE,
    )
    # It would print why it cannot listen and end the process.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        _Announced(config, on_ready).run()
    except SystemExit as left:
        raise Misuse(
            f"Serve on {host} port {port}",
            found=str(left.__context__ or "the address cannot be had"),
            where="--host, --port",
            todo="Choose another --port (0 takes a free one) or --host, or stop what listens there",
        ) from left
