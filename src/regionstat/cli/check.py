"""`regionstat check`: whether all that an edition stands on still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
import pandas as pd

from regionstat.analysis import load
from regionstat.cli.show import edition_option, format_option, show
from regionstat.errors import RegionstatError
from regionstat.panel.build import build
from regionstat.panel.checks import check_panel, read_expected, unmet
from regionstat.panel.manual import faults_of, reports
from regionstat.register import register
from regionstat.snapshots import find_home, read_edition
from regionstat.snapshots.editions import check_heads
from regionstat.snapshots.manual import FOLDER


@click.command("check", epilog="\b\nExample:\n  regionstat check --edition 2020")
@edition_option
@format_option
def check(edition: int, form: str) -> None:
    """Check register, raw files, panel, published numbers and reports of an edition.

    Exit code 1 when anything does not hold.
    """
    read_edition(edition, find_home())
    results = [_run(name, step) for name, step in _steps(edition)]
    show(pd.DataFrame(results, columns=["check", "result", "detail"]), form)
    if any(result != "ok" for _, result, _ in results):
        raise click.exceptions.Exit(1)


def _steps(edition: int) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "register", _register
    yield "raw files", lambda: _raw(edition)
    yield "panel", lambda: _panel(edition)
    yield "published numbers", lambda: _published(edition)
    yield "reported by people", lambda: _reported(edition)


def _run(name: str, step: Callable[[], str]) -> tuple[str, str, str]:
    try:
        return name, "ok", step()
    except RegionstatError as error:
        return name, "FAILED", str(error)


def _register() -> str:
    found = register()
    return f"{len(found.indicators)} indicators, {len(found.regions)} regions agree"


def _raw(edition: int) -> str:
    locked = read_edition(edition, find_home())
    for raw in locked.raw:
        locked.read(raw.source)
        locked.pedigree(raw.source)
    return f"{len(locked.raw)} files have the bytes that edition {edition} locks"


def _panel(edition: int) -> str:
    panel = check_panel(build(read_edition(edition, find_home())))
    return f"{len(panel):,} rows: keys, signs and intervals hold, county shares sum to 100"


def _published(edition: int) -> str:
    locked = read_edition(edition, find_home())
    if locked.retrospective:
        return "none are expected: the edition was made afterwards, nothing was published from it"
    path = locked.folder / "expected.csv"
    expected = read_expected(path) if path.is_file() else []
    wrong = unmet(load(edition), expected)
    if wrong:
        raise RegionstatError(
            "Give the published numbers again",
            found="; ".join(wrong),
            where=str(path),
            todo="Find out whether figures or code changed, and say so in the report",
        )
    return f"all {len(expected)} come out again" if expected else "none are kept for this edition"


def _reported(edition: int) -> str:
    locked_lines = check_heads(find_home())
    locked = read_edition(edition, find_home())
    if faults := [str(fault) for fault in faults_of(locked)]:
        raise RegionstatError(
            "Read what people have reported",
            found="; ".join(faults),
            where=FOLDER,
            todo="Correct these lines; once an edition locks a line, correct it by a new one",
        )
    return f"{len(reports(locked))} reports hold, {locked_lines} lines are locked by an edition"
