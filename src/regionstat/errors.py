"""The few ways we refuse.

Every message says what was asked, what was found, where, and what to do next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial


class RegionstatError(Exception):
    """A refusal that tells the reader what to do next.

    Parameters are sentences or clauses without a closing full stop:
    `asked` is what was wanted, `found` what there was instead, `where` the file, table
    or register that was looked in, and `todo` the next step.
    """

    exit_code = 1

    def __init__(self, asked: str, *, found: str, where: str, todo: str) -> None:
        self.asked, self.found, self.where, self.todo = asked, found, where, todo
        super().__init__(f"{asked}: {found} ({where}). {todo}.")

    def __reduce__(self) -> tuple[Callable[[str], RegionstatError], tuple[str]]:
        """Let it travel from one process to another, as from a worker of a cluster."""
        kept = partial(type(self), found=self.found, where=self.where, todo=self.todo)
        return kept, (self.asked,)


class Misuse(RegionstatError):
    """The caller asked for something that does not exist: an id, a year, a parameter."""

    exit_code = 2


class BadFile(RegionstatError):
    """A file from outside is not what it should be; nothing was written."""


class SnapshotDamaged(RegionstatError):
    """A raw file no longer has the bytes that its pedigree or edition locks."""


class SourceChanged(RegionstatError):
    """A table contradicts what the register expects of it (unit, codes, price type)."""


class SourceUnavailable(RegionstatError):
    """A server outside could not be reached, or did not answer as it must; nothing was lost."""


class NoConnection(SourceUnavailable):
    """No connection to a server came about: whatever else it serves is out, too."""


class NoRule(RegionstatError):
    """A border change has no weight for this measure; a number would be a guess."""


class NotebookFailed(RegionstatError):
    """A notebook breaks its contract, or a cell of it failed."""


def unknown(
    kind: str, asked: str, known: Iterable[str], *, where: str, listing: str | None = None
) -> Misuse:
    """Return (not raise) the error for an unknown id, naming the nearest known ones.

    `kind` is the noun a person would use ("indicator"), `known` every id that exists,
    `where` the register looked in, `listing` the command that prints them all.
    """
    ids = sorted(known)
    lowered = {name.lower(): name for name in ids}
    near = [lowered[n] for n in get_close_matches(asked.lower(), lowered, n=3, cutoff=0.55)]
    if near:
        found = "no such id; nearest: " + ", ".join(near)
    elif len(ids) <= 12:
        found = "no such id; known: " + ", ".join(ids)
    else:
        found = f"no such id among {len(ids)}"
    todo = f"`{listing}` lists them all" if listing else "Choose one of these"
    return Misuse(f"Unknown {kind} {asked!r}", found=found, where=where, todo=todo)
