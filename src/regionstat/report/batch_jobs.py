"""What a batch is to make: reports, their pages, and a key over all that a page is made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from regionstat import __version__
from regionstat.report.manifest import versions
from regionstat.report.plan import Page, Report
from regionstat.snapshots import read_edition
from regionstat.snapshots.editions import list_editions
from regionstat.snapshots.keep import sha256
from regionstat.snapshots.manual import heads


@dataclass(frozen=True)
class Job:
    """One page of a report; `key` changes with anything that the page is made from."""

    report: Report
    page: str
    key: str


@dataclass(frozen=True)
class Planned:
    """A report, a job for each of its pages, and a key over all of them."""

    report: Report
    jobs: tuple[Job, ...]

    @property
    def key(self) -> str:
        """What changes when any of its pages does."""
        return sha256("\n".join(job.key for job in self.jobs).encode())


def reports(
    kind: str, editions: Sequence[int], regions: Sequence[str], languages: Sequence[str]
) -> Iterator[Report]:
    """Yield a report for every combination, edition by edition."""
    for edition in editions:
        for region in regions:
            for language in languages:
                yield Report(kind, edition, region, language)


def plan(report: Report, home: Path, ground: str) -> Planned:
    """Return `report` with its pages; `ground` is what `ground_of` tells of `home`."""
    pages = report.pages(home)
    return Planned(report, tuple(Job(report, one.name, page_key(one, ground)) for one in pages))


def page_key(page: Page, ground: str) -> str:
    """Return the sha256 over the notebook's bytes, the parameters and the `ground`."""
    told = {
        "notebook": sha256(page.notebook.read_bytes()),
        "parameters": dict(page.parameters),
        "ground": ground,
    }
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode())


def ground_of(home: Path) -> str:
    """Return the sha256 over what all pages stand on: raw files, reports, package, libraries.

    The raw files are those of every edition in `home`: a page also holds an edition against
    the others.
    """
    locked = {
        str(year): {one.source: one.sha256 for one in read_edition(year, home).raw}
        for year in list_editions(home)
    }
    reported = [asdict(head) for head in heads(home)]
    told = {"editions": locked, "reported": reported, "package": package(), "versions": versions()}
    return sha256(json.dumps(told, sort_keys=True).encode())


@cache
def package() -> str:
    """Return the sha256 over the version and every file of this package."""
    digest = hashlib.sha256(__version__.encode())
    for name, data in sorted(_sources(files("regionstat"), "")):
        digest.update(f"\n{name} {sha256(data)}".encode())
    return digest.hexdigest()


def _sources(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, f"{above}{entry.name}/")
        elif entry.is_file():
            yield f"{above}{entry.name}", entry.read_bytes()
