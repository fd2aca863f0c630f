"""The entry point: one group of verbs, and one clear line for every refusal."""

from __future__ import annotations

import sys

import click

from regionstat import __version__
from regionstat.cli.batch import batch
from regionstat.cli.check import check
from regionstat.cli.concordance import concordance
from regionstat.cli.data import data
from regionstat.cli.doctor import doctor
from regionstat.cli.edition import edition
from regionstat.cli.fetch import fetch_sources
from regionstat.cli.goal import goal
from regionstat.cli.imports import import_file
from regionstat.cli.listings import indicators, regions, sources
from regionstat.cli.plan import plan
from regionstat.cli.report import report
from regionstat.cli.serve import serve
from regionstat.cli.site import site
from regionstat.cli.sweep import sweep
from regionstat.errors import RegionstatError

EPILOG = """\b
Exit codes: 0 done, 1 something failed, 2 misuse.
Each verb has its own help with examples: regionstat data --help
"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="regionstat")
def verbs() -> None:
    """Is the Trondheim region reaching its goal? The yearly benchmark."""


VERBS = (
    report,
    batch,
    site,
    goal,
    plan,
    serve,
    fetch_sources,
    edition,
    doctor,
    import_file,
    sweep,
    concordance,
    data,
    indicators,
    regions,
    sources,
    check,
)
for verb in VERBS:
    verbs.add_command(verb)


def main() -> None:
    """Run the command line; a refusal is one line on stderr and its exit code."""
    try:
        verbs(prog_name="regionstat")
    except RegionstatError as error:
        click.echo(f"regionstat: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader (head, less) has closed: there is nobody left to tell.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"regionstat: {_refused(error)}", err=True)
        sys.exit(1)


def _refused(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return (
        f"The system refused: {error.strerror or error}{where}. What was kept before is whole; "
        "make room or set the rights of the folder, and run it again."
    )
