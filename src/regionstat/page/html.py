"""Objects that show themselves as HTML in a page and as text in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from regionstat.page.spark import Spark

# What an object says of itself in an executed notebook, for what is made from one later.
MIME = "application/vnd.regionstat+json"
# No figure with its unit is longer.
_FIGURE = 20


def bundle(kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a MIME bundle that holds what an object of `kind` says: text, lists and text by name.

    Tuples become lists, as a notebook that is written and read again holds them.
    """
    plain = {name: _plain(value) for name, value in told.items()}
    return {MIME: {"kind": kind, **plain}}


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Sentence:
    """Words that show themselves: one paragraph a sentence, the first one the answer."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.parts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        first, rest = self.parts[0], " ".join(self.parts[1:])
        lead = f'<p class="finding">{escape(first)}</p>'
        return lead + (f"<p>{escape(rest)}</p>" if rest else "")

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return bundle("sentence", {"parts": self.parts})


@dataclass(frozen=True, eq=False)
class PageTable:
    """A table of texts: caption, column heads, a head for each row, notes below.

    `frame` holds the cells as they are read, texts or sparklines; its first column is the head
    of the row, and `under` what stands in small letters below each head. A line break in a
    cell is one in HTML, a space elsewhere.
    """

    caption: str
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    under: tuple[str, ...] = ()

    def __repr__(self) -> str:
        plain = self.frame.map(lambda cell: str(cell).replace("\n", " "))
        frame = plain.assign(**{"": self.under}) if self.under else plain
        lines = [self.caption, frame.to_string(index=False), *self.notes]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        words = self._of_words
        heads = "".join(
            f'<th scope="col"{_class(place in words)}>{escape(str(name))}</th>'
            for place, name in enumerate(self.frame)
        )
        rows = "".join(
            self._row(place, row) for place, row in enumerate(self.frame.itertuples(index=False))
        )
        notes = "".join(f'<p class="note">{escape(note)}</p>' for note in self.notes)
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{escape(self.caption)}">'
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{notes}"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        told = {
            "caption": self.caption,
            "heads": [str(name) for name in self.frame],
            "rows": [[_told(cell) for cell in row] for row in self.frame.itertuples(index=False)],
            "under": self.under,
            "notes": self.notes,
        }
        return bundle("table", told)

    @cached_property
    def _of_words(self) -> frozenset[int]:
        """The places of the columns that hold words to be read, not figures."""
        columns = (self.frame[name] for name in self.frame)
        return frozenset(place for place, cells in enumerate(columns) if place and _is_words(cells))

    def _row(self, place: int, row: Sequence[object]) -> str:
        head, *cells = (_shown(cell) for cell in row)
        small = escape(self.under[place]) if self.under else ""
        under = f"<small>{small}</small>" if small else ""
        # A narrow page has no room for heads: each cell bears its own.
        heads = [escape(str(name)) for name in self.frame][1:]
        words = self._of_words
        data = "".join(
            f'<td{_class(column in words)} data-head="{name}">{cell}</td>'
            for column, (name, cell) in enumerate(zip(heads, cells, strict=True), 1)
        )
        return f'<tr><th scope="row">{head}{under}</th>{data}</tr>'


def _is_words(cells: Iterable[object]) -> bool:
    lines = [line for cell in cells if isinstance(cell, str) for line in cell.split("\n")]
    signs = {sign for line in lines for sign in line}
    long = max(map(len, lines), default=0) > _FIGURE
    return long or (any(map(str.isalpha, signs)) and not any(map(str.isdigit, signs)))


def _class(words: bool) -> str:
    return ' class="words"' if words else ""


def _told(cell: object) -> str | dict[str, str]:
    return cell.told() if isinstance(cell, Spark) else str(cell).replace("\n", " ")


def _shown(cell: object) -> str:
    return (
        cell._repr_html_() if isinstance(cell, Spark) else escape(str(cell)).replace("\n", "<br>")
    )


@dataclass(frozen=True)
class Facts:
    """A short list of terms and what they mean, under an optional heading sentence."""

    lead: str
    pairs: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        lines = [f"{term}: {text}" for term, text in self.pairs]
        return "\n".join([self.lead, *lines] if self.lead else lines)

    def _repr_html_(self) -> str:
        lead = f"<p>{escape(self.lead)}</p>" if self.lead else ""
        pairs = "".join(
            f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in self.pairs
        )
        return f"{lead}<dl>{pairs}</dl>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return bundle("facts", {"lead": self.lead, "pairs": self.pairs})
