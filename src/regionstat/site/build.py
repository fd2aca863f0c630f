"""Build the site beside the old one, check every link and number, and only then swap it in."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from regionstat.analysis.load import load
from regionstat.errors import Misuse, RegionstatError
from regionstat.report.swap import swapped
from regionstat.site.assets_built import Assets, assets
from regionstat.site.content import Content, content
from regionstat.site.pages import Site
from regionstat.site.roots import root_files
from regionstat.site.series import figures
from regionstat.site.work import Work, checks_of, parts_of, put, stored_of
from regionstat.snapshots import read_edition

Tell = Callable[[str], None]
REGION = "trondheimsregionen"
# By this file a folder is known as one of ours, which may be replaced.
_MARK = "robots.txt"
_SHOWN = 5


def build(
    editions: Sequence[int],
    output: Path,
    *,
    base_url: str = "",
    jobs: int = 1,
    tell: Tell = lambda _: None,
) -> int:
    """Build the site of `editions` in the folder `output`; return how many pages it has.

    It is built in a folder beside `output` and takes its place when all of it is there and
    every link and number has been checked; whatever happens before leaves the old site as it
    was. `base_url` is the absolute address of the root, for feeds, sitemap and citations;
    `jobs` processes make pages. `tell` hears of each step. Raises `Misuse` for an unknown
    edition, for a folder that holds something else and while another build is at work, and
    `RegionstatError` when the check finds anything.
    """
    _refuse_other(output)
    with _alone(output), swapped(output) as root:
        common, years = assets(), tuple(sorted({*editions}))
        put(root, common.texts)
        pages: list[str] = []
        for place, year in enumerate(years):
            tell(f"edition {year}: reading the figures")
            whole = content(years[: place + 1], region=REGION)
            site = site_of(whole, years, common, base_url.rstrip("/"))
            tell(f"edition {year}: making the pages")
            pages += _edition(Work(site, root, common), jobs, tell)
            if year == years[-1]:
                put(root, root_files(site, pages))
                tell(f"checking {len(pages):,} pages")
                _check(Work(site, root, common), pages, jobs)
        return len(pages)


def site_of(whole: Content, years: tuple[int, ...], common: Assets, base_url: str) -> Site:
    """Return the site of the newest edition of `whole`; `years` are all that are built."""
    rows, edition = whole.observations, whole.edition
    own = rows[rows["edition"] == edition]
    until = edition if read_edition(edition).retrospective else None
    return Site(
        content=whole,
        edition=edition,
        panel=load(edition),
        figures=figures(own if until is None else own[own["year"] <= until]),
        assets=common.addresses,
        base_url=base_url,
        region=REGION,
        editions=years,
        until=until,
    )


def _edition(work: Work, jobs: int, tell: Tell) -> list[str]:
    """Make all of an edition; return the addresses of its pages."""
    pages: list[str] = []
    parts = parts_of(work.site)
    for done, found in enumerate(_spread(work, "make", parts, jobs), start=1):
        pages += found
        if done % 20 == 0 or done == len(parts):
            tell(f"edition {work.site.edition}: {len(pages):,} pages")
    return sorted(pages)


def _check(work: Work, pages: list[str], jobs: int) -> None:
    stored = {year: stored_of(work.root, year) for year in work.site.editions}
    checking = Work(work.site, work.root, work.assets, stored)
    wrong = sorted(
        line for found in _spread(checking, "check", checks_of(pages), jobs) for line in found
    )
    if wrong:
        more = f"; and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
        raise RegionstatError(
            "Check the new site",
            found="; ".join(wrong[:_SHOWN]) + more,
            where="its pages; the old site is as it was",
            todo="Mend what is named, and build it again",
        )


_work: Work | None = None


def _spread(work: Work, what: str, parts: Sequence[object], jobs: int) -> Iterator[list[str]]:
    """Yield what each part returns, done by `jobs` processes that share all of `work`.

    Where a process cannot be forked, all is done here.
    """
    global _work
    _work = work
    if jobs == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (_do(what, part) for part in parts)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        futures = [pool.submit(_do, what, part) for part in parts]
        try:
            yield from (one.result() for one in as_completed(futures))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _do(what: str, part: object) -> list[str]:
    assert _work is not None
    found: list[str] = getattr(_work, what)(part)
    return found


def _refuse_other(output: Path) -> None:
    """Raise `Misuse` for a place that something else lies in: it would be gone after the swap."""
    there = output.exists()
    if there and not (
        output.is_dir() and ((output / _MARK).is_file() or not any(output.iterdir()))
    ):
        raise Misuse(
            f"Build the site in {output}",
            found="something else is there, which a site would replace",
            where="--output",
            todo="Name a folder that is empty, new, or holds a site",
        )


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Keep a second build from the same place, and clear away what killed ones left."""
    output.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(output.parent / f".{output.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Misuse(
            f"Build the site in {output}",
            found="another build of it is at work",
            where=str(output.parent),
            todo="Wait until it has ended",
        ) from error
    try:
        for left in output.parent.glob(f".{output.name}-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()
