"""`regionstat site`: build the public indicator database as a folder of files."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import click

from regionstat.cli.batch import find_editions
from regionstat.cli.extras import check_extra
from regionstat.errors import Misuse
from regionstat.snapshots import find_home

NEEDED = ("altair", "pyarrow", "vl_convert")
EXAMPLES = """\b
Examples:
  regionstat site
  regionstat site --editions 2018:2020 --base-url https://tall.example.no
  regionstat site --output public --jobs 4
"""


@click.command("site", epilog=EXAMPLES)
@click.option(
    "--editions", default="2020", show_default=True, metavar="A:B", help="First and last, or one."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to build; the one that is there is replaced. Default: site in the project.",
)
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Where the site will lie: for the sitemap, feeds, citations and embed code.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="one for each core",
    help="Processes that make pages.",
)
def site(editions: str, output: Path | None, base_url: str, jobs: int) -> None:
    """Build the public database of one or more editions, offline.

    A folder for any web host: pages in Norwegian and English, the SQLite file, and every
    indicator as CSV, Parquet and JSON-stat. It is built beside the old one and takes its place
    when every link and number has been checked. Ends by printing where the site lies.
    """
    check_extra("site", NEEDED, "Build the site")
    home, address = find_home(), _address(base_url)
    years, place = find_editions(editions, home), output or home / "site"
    from regionstat.site.build import build

    pages = build(years, place.absolute(), base_url=address, jobs=jobs, tell=_tell)
    click.echo(f"The site lies in {place / 'index.html'} ({pages:,} pages)")


def _tell(step: str) -> None:
    click.echo(f"  {step}", err=True)


def _address(text: str) -> str:
    """Return the absolute address of a site's root, without its last stroke."""
    parts = urlsplit(text)
    plain = (
        parts.scheme in ("http", "https") and parts.netloc and not (parts.query or parts.fragment)
    )
    if (text and not plain) or any(sign in text for sign in "\"'<> "):
        raise Misuse(
            f"Let the site lie at {text!r}",
            found="it is no absolute address of a folder",
            where="--base-url",
            todo="Write it as https://tall.example.no or https://example.no/tall",
        )
    return text.rstrip("/")
