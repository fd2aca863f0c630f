"""Datasette on the database: read-only, on this machine unless another address is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from regionstat.site.addresses import database
from regionstat.site.content import content
from regionstat.site.database import write_database


def find_database(home: Path, edition: int) -> Path:
    """Return the database of `edition`: that of the built site, else one made now.

    The one made now lies in data/processed and is made anew each time, so that it never tells
    of older figures. Raises what `content` and `write_database` raise.
    """
    published = home / "site" / database(edition)
    if published.is_file():
        return published
    made = home / "data" / "processed" / published.name
    write_database(content([edition]), made)
    return made


def serve(
    path: Path, edition: int, *, host: str, port: int, on_ready: Callable[[str], None]
) -> None:
    """Serve the database `path` of `edition` until a signal ends it.

    `port` 0 takes a free one; `on_ready` is told the address. Raises `Misuse` when the host or
    port cannot be had, and KeyboardInterrupt after Ctrl-C.
    """
    from regionstat.site.serve_app import application
    from regionstat.site.serve_socket import run

    run(application(path, edition), host=host, port=port, on_ready=on_ready)
