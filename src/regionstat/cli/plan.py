"""`regionstat plan`: where every row of the business plan stands; report one that people know."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import pandas as pd

from regionstat.analysis import load
from regionstat.analysis.plan_judged import STATUSES
from regionstat.cli.show import edition_option, format_option, language_option, show
from regionstat.errors import Misuse, unknown
from regionstat.page.plan_reasons import status_name
from regionstat.page.plan_standing import counted
from regionstat.page.plan_status import plan_statuses
from regionstat.panel.manual import KINDS, WITHDRAWN
from regionstat.panel.manual import STATUSES as REPORTED
from regionstat.panel.manual_record import record as add_line
from regionstat.register import register
from regionstat.register.entries import Language, PlanRow
from regionstat.register.find import find_language
from regionstat.snapshots import find_home

EXAMPLES = """\b
Examples:
  regionstat plan status
  regionstat plan status --only behind --language en
  regionstat plan record 2.1a --status done --year 2010 --date 2010-06-11 \\
      --owner Trondheimsregionen --evidence "Minutes 11/10"
"""
STATUS_EXAMPLES = """\b
Examples:
  regionstat plan status
  regionstat plan status --only 6 --language en
  regionstat plan status --only no_data --format csv > missing.csv
"""
RECORD_EXAMPLES = """\b
Examples:
  regionstat plan record 2.1a --status done --year 2010 --date 2010-06-11 \\
      --owner Trondheimsregionen --evidence "Minutes 11/10"
  regionstat plan record G3 --value 41 --margin 4 --year 2012 --date 2012-05-02 \\
      --owner NiT --evidence https://example.org/survey.pdf
  regionstat plan record 3.1a --region 5035 --value 2 --year 2019 --date 2019-12-31 \\
      --owner "The municipality" --evidence "Council minutes of 2019"
"""


@click.group("plan", epilog=EXAMPLES)
def plan() -> None:
    """Where the business plan stands, row by row; report what only people know."""


@plan.command("status", epilog=STATUS_EXAMPLES)
@click.option("--region", default="trondheimsregionen", show_default=True, help="Whose plan.")
@click.option(
    "--only",
    default="all",
    show_default=True,
    help="A status (met, on_course, behind, no_data) or a goal (O, 1 to 6).",
)
@edition_option
@language_option
@format_option
def status(region: str, only: str, edition: int, language: str, form: str) -> None:
    """Print where every row of the plan stands: met, on course, behind, no data, and why.

    As CSV or JSON the columns are those of the library: row, status, indicator, year, value,
    low, high, target, reason_nb, reason_en.
    """
    tongue = find_language(language)
    goals = dict.fromkeys(row.goal.id for row in register().plan.values())
    if only not in ("all", *STATUSES, *goals):
        known = ("all", *STATUSES, *goals)
        raise unknown("choice of rows", only, known, where="the rows of the plan")
    found = plan_statuses(load(edition), region=region)
    chosen = found[[_chosen(row, state, only) for row, state in _pairs(found)]]
    if form != "table":
        show(chosen, form)
        return
    show(_readable(chosen, tongue), form)
    click.echo(f"{len(chosen)}: {counted(chosen['status'], tongue)}.")


def _pairs(found: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["row"], found["status"], strict=True))


def _chosen(row: str, state: str, only: str) -> bool:
    return only in ("all", state, register().plan[row].goal.id)


def _readable(found: pd.DataFrame, language: Language) -> pd.DataFrame:
    rows = [register().plan[row] for row in found["row"]]
    return pd.DataFrame(
        {
            "row": found["row"].tolist(),
            "asks": [row.title.in_(language) for row in rows],
            "status": [status_name(one, language) for one in found["status"]],
            "why": found[f"reason_{language}"].tolist(),
        }
    )


@plan.command("record", epilog=RECORD_EXAMPLES)
@click.argument("row")
@click.option(
    "--status",
    "reported",
    type=click.Choice([*REPORTED, WITHDRAWN]),
    help="How far it has come; withdrawn takes an earlier line back.",
)
@click.option("--value", help="The number, in the unit of the plan; or withdrawn.")
@click.option("--margin", default="", help="Points to either side, of a survey.")
@click.option("--year", required=True, help="The year that it is about.")
@click.option("--region", default="trondheimsregionen", show_default=True, help="Whose it is.")
@click.option("--owner", required=True, help="Who reports it.")
@click.option("--evidence", required=True, help="An https address or a document.")
@click.option("--date", "day", required=True, help="The day it became so, as 2011-06-30.")
@click.option("--note", default="", help="Anything else to know.")
def record(
    row: str,
    reported: str | None,
    value: str | None,
    margin: str,
    year: str,
    region: str,
    owner: str,
    evidence: str,
    day: str,
    note: str,
) -> None:
    """Report ROW of the plan: add one checked line to data/manual.

    A later line for the same row, region and year corrects an earlier one; nothing is ever
    taken away. Nothing is written when anything is wrong with the line.
    """
    found = register().plan.get(row)
    if found is None:
        raise unknown("row of the plan", row, register().plan, where="plan.toml")
    file = _file(found, reported, value)
    cells = {
        **{"row": row, "region": region, "year": year, "status": reported or ""},
        **{"value": value or "", "margin": margin, "owner": owner, "date": day},
        **{"evidence": evidence, "note": note, "recorded": datetime.now(UTC).date().isoformat()},
    }
    line = add_line(find_home(), file, cells)
    click.echo(
        f"Recorded {row} for {line.region} in {line.year} · data/manual/{file}.csv:{line.line}"
    )


def _file(row: PlanRow, reported: str | None, value: str | None) -> str:
    """Return the file in which what is reported of `row` belongs."""
    if (reported is None) == (value is None):
        raise Misuse(
            f"Report row {row.id} of the plan",
            found="neither a status nor a value" if reported is None else "a status and a value",
            where="the options",
            todo="Give --status or --value, one of them",
        )
    if reported is not None:
        return "statuses"
    return "surveys" if row.kind in KINDS["surveys"] else "counts"
