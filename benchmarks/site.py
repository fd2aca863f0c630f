"""The public database: the whole country built on two cores, against filling its templates alone.

The peer fills and writes the same pages, with everything that they show already at hand, on two
cores that share the work evenly; no database, downloads, charts or check.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import figure, met
from regionstat.site.assets_built import assets
from regionstat.site.build import build, site_of
from regionstat.site.content import content
from regionstat.site.pages import render
from regionstat.site.work import pages_of, parts_of, put

JOBS, EDITION, MOST_SECONDS, MOST_BYTES = 2, 2020, 60.0, 200_000
OURS, PEER = "site", "its templates alone"
_LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]*(?:href|src)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Built:
    """A build: pages, seconds of its steps, seconds of the peer, and what the first page weighs."""

    pages: int
    reading: float
    making: float
    checking: float
    templates: float
    first_page: int

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.reading + self.making + self.checking


def measure() -> Built:
    """Build the site of an edition, and fill its templates alone."""
    with TemporaryDirectory() as folder:
        place, told = Path(folder) / "site", []
        begun = perf_counter()
        pages = build(
            [EDITION], place, jobs=JOBS, tell=lambda step: told.append((perf_counter(), step))
        )
        ended = perf_counter()
        read = next(at for at, step in told if "making" in step)
        made = next(at for at, step in told if "checking" in step)
        weight = _weight(place, f"{EDITION}/nb/index.html")
        templates = _templates(Path(folder)) / JOBS
    return Built(pages, read - begun, made - read, ended - made, templates, weight)


def _templates(folder: Path) -> float:
    """Return the seconds in which one process fills and writes every page."""
    common, spent = assets(), 0.0
    site = site_of(content([EDITION]), (EDITION,), common, "")
    for part in parts_of(site):
        for page in pages_of(site, part):
            begun = perf_counter()
            put(folder, {f"{part.language}/{page.path}": render(site, page, part.language)})
            spent += perf_counter() - begun
    return spent


def _weight(root: Path, address: str) -> int:
    """Return the bytes, packed, of a page and of all that it loads at once."""
    text = (root / address).read_text("utf-8")
    files = [root / address, *((root / address).parent / link for link in _LOADED.findall(text))]
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def figures(built: Built) -> Sequence[dict[str, object]]:
    """Return seconds of the build against the peer's, and the weight of the first page."""
    return [
        figure(f"{OURS}: seconds of a build", built.seconds, "s", PEER, built.templates),
        figure(f"{OURS}: bytes of the first page", built.first_page, "bytes", "goal", MOST_BYTES),
    ]


def describe(built: Built) -> str:
    """Return the build as text, and below it whether the goals are met."""
    return "\n".join(
        [
            f"The site of edition {EDITION}: {built.pages:,} pages, {JOBS} processes",
            f"{'reading the figures':>36}{built.reading:>8.1f} s",
            f"{'pages, charts, database, downloads':>36}{built.making:>8.1f} s",
            f"{'checking links and numbers':>36}{built.checking:>8.1f} s",
            f"{'in all':>36}{built.seconds:>8.1f} s",
            f"{PEER:>36}{built.templates:>8.1f} s",
            "",
            f"At most {MOST_SECONDS:.0f} s on two cores: {met(built.seconds <= MOST_SECONDS)}",
            f"First page under {MOST_BYTES / 1000:.0f} kB over the wire "
            f"({built.first_page / 1000:.0f}): {met(built.first_page < MOST_BYTES)}",
        ]
    )
