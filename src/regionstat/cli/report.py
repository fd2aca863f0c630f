"""`regionstat report`: build the yearly report of a region."""

from __future__ import annotations

import click
import pandas as pd

from regionstat.cli.show import edition_option, format_option, language_option, show

EXAMPLES = """\b
Examples:
  regionstat report
  regionstat report --edition 2020 --region org8 --language en
  regionstat report --kind follow-up
  regionstat report --kind municipality --region 5001
"""


@click.command("report", epilog=EXAMPLES)
@edition_option
@click.option(
    "--kind",
    default="benchmark",
    show_default=True,
    help="benchmark, follow-up (where each row of the plan stands) or municipality (its own "
    "assessment).",
)
@click.option("--region", default="trondheimsregionen", show_default=True, metavar="ID")
@language_option
@format_option
def report(edition: int, kind: str, region: str, language: str, form: str) -> None:
    """Build the report of an edition for one region, offline.

    Runs the notebooks and binds them into reports/EDITION/REGION/, for another kind than the
    benchmark into REGION.KIND/; ends by printing where the report lies.
    """
    from regionstat.report.render import render

    path = render(kind, edition=edition, region=region, language=language, on_page=_progress)
    if form == "table":
        click.echo(f"The report lies in {path}")
    else:
        told = {"edition": edition, "kind": kind, "region": region, "language": language}
        show(pd.DataFrame([{**told, "file": str(path)}]), form)


def _progress(done: int, total: int, name: str) -> None:
    click.echo(f"[{done:>2}/{total}] {name}", err=True)
