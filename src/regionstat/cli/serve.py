"""`regionstat serve`: the public database in a browser and as a JSON API."""

from __future__ import annotations

import ipaddress
import signal
from pathlib import Path

import click

from regionstat.cli.extras import check_extra
from regionstat.cli.show import edition_option
from regionstat.snapshots import find_home, read_edition

EXAMPLES = """\b
Examples:
  regionstat serve
  regionstat serve --edition 2019 --port 8080
  curl 'http://127.0.0.1:8001/regionstat-2020/latest_figures.json?indicator=population&level=county'
"""


@click.command("serve", epilog=EXAMPLES)
@edition_option
@click.option("--host", default="127.0.0.1", show_default=True, help="This machine only.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="0 takes a free one.",
)
def serve(edition: int, host: str, port: int) -> None:
    """Serve the database of an edition: pages, JSON, CSV and SQL, read-only.

    The file of the built site if there is one, else one that is made now (some seconds). Ctrl-C
    stops it.
    """
    home = find_home()
    read_edition(edition, home)
    check_extra("site", ("datasette",), "Serve the database")
    if not _is_here(host):
        click.echo(f"Others than this machine can reach it: it listens on {host}.", err=True)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _serve(home, edition, host, port)
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        signal.signal(signal.SIGTERM, before)


def _serve(home: Path, edition: int, host: str, port: int) -> None:
    from regionstat.site import serve as server

    path = server.find_database(home, edition)
    server.serve(
        path,
        edition,
        host=host,
        port=port,
        on_ready=lambda url: click.echo(f"{path} is served on {url} (Ctrl-C stops it)"),
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
