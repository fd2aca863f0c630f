"""The annual report on paper: blocks → a tagged PDF, typeset by typst from `report.typ`.

What the blocks say goes in as data, so that no text from outside is ever code, and only fonts
that come with the dependencies are used, so that every machine sets the same pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Literal

import msgspec
import typst

from regionstat.page.html import Facts, Sentence
from regionstat.register.entries import Language
from regionstat.report.blocks import Block, Chart, Heading, Paragraph, Spark, Table
from regionstat.report.font import typeset_fonts
from regionstat.report.kinds import BENCHMARK, shape_of, titles
from regionstat.report.pdf_columns import fitted
from regionstat.report.vector import standing

# Accessible PDF (ISO 14289-1): typst refuses a picture without words and a document untitled.
_STANDARD: Literal["ua-1"] = "ua-1"
_COUNTRY = {"nb": "no", "en": "gb"}
_CONTENTS = {"nb": "Innhold", "en": "Contents"}


@dataclass(frozen=True)
class Chapter:
    """A chapter of the report on paper: its title, what it says, the part it belongs to."""

    title: str
    blocks: tuple[Block, ...]
    part: str = ""


@dataclass(frozen=True)
class Cover:
    """The first page: the verdict, one chart, and lines in small (dates of the data, sources)."""

    verdict: Sentence
    chart: Chart | None
    small: tuple[str, ...] = ()


def as_pdf(
    cover: Cover,
    chapters: Sequence[Chapter],
    *,
    edition: int,
    region: str,
    language: Language,
    kind: str = BENCHMARK,
) -> bytes:
    """Return the report as an A4 PDF: tagged (PDF/UA-1), with title, language and bookmarks.

    The same arguments give the same bytes: the PDF is dated by its edition. Raises
    `typst.TypstError` when a chart has no words for those who do not see it.
    """
    report = {
        **asdict(titles(kind, edition=edition, region=region, language=language)),
        "contents": _CONTENTS[language],
        "lang": language,
        "region": _COUNTRY[language],
        "edition": edition,
        "author": "regionstat",
        "cover": {
            "verdict": cover.verdict.parts,
            "chart": _block(cover.chart) if cover.chart else None,
            "small": cover.small,
        },
        "contents_of": list(dict.fromkeys(one.part for one in chapters)),
        "parts": _runs(chapters, flowing=shape_of(kind).asks),
    }
    return typst.compile(
        (files("regionstat.report") / "report.typ").read_bytes(),
        font_paths=typeset_fonts(),
        sys_inputs={"report": msgspec.json.encode(report).decode()},
        pdf_standards=_STANDARD,
        timestamp=datetime(edition, 1, 1, tzinfo=UTC),
    )


def _runs(chapters: Sequence[Chapter], *, flowing: bool) -> list[dict[str, Any]]:
    """Return the runs of all chapters.

    Where they are `flowing`, only a part of the report starts a page of its own.
    """
    found: list[dict[str, Any]] = []
    part = None
    for one in chapters:
        runs = _parts(one)
        if flowing and one.part == part:
            runs = [{**run, "starts": False} for run in runs]
        found, part = [*found, *runs], one.part
    return found


def _parts(chapter: Chapter) -> list[dict[str, Any]]:
    """Return a chapter as runs of upright and turned pages.

    A table that does not fit upright turns its page, and takes the headings above it along.
    """
    parts: list[dict[str, Any]] = [_part()]
    title = {**_block(Heading(1, chapter.title)), "part": chapter.part}
    for told in (title, *map(_block, chapter.blocks)):
        if told.get("wide"):
            kept, taken = _without_last_headings(parts[-1]["blocks"])
            parts[-1]["blocks"] = kept
            parts += [_part(*taken, told, wide=True), _part()]
        else:
            parts[-1]["blocks"].append(told)
    return [{**one, "starts": _starts(one)} for one in parts if one["blocks"]]


def _part(*blocks: dict[str, Any], wide: bool = False) -> dict[str, Any]:
    return {"wide": wide, "blocks": [*blocks]}


def _starts(part: dict[str, Any]) -> bool:
    return bool(part["blocks"][0].get("level") == 1)


def _without_last_headings(blocks: list[Any]) -> tuple[list[Any], list[Any]]:
    kept = len(blocks)
    while kept and blocks[kept - 1]["kind"] == "heading":
        kept -= 1
    return blocks[:kept], blocks[kept:]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Chart(alt=alt, svg=svg):
            return {"kind": "chart", "alt": alt, "svg": standing(svg)}
        case Sentence(parts):
            return {"kind": "sentence", "parts": parts}
        case Facts(lead, pairs):
            return {"kind": "facts", "lead": lead, "pairs": pairs}
        case Table(caption=caption, heads=()):
            # Nothing to set in columns: the caption says why.
            return {"kind": "paragraph", "text": caption}
    return _table(block)


def _table(table: Table) -> dict[str, Any]:
    columns = fitted(table)
    rows = [[_cell(one) for one in row] for row in table.rows]
    return {
        "kind": "table",
        "caption": table.caption,
        "heads": table.heads,
        "rows": rows,
        "under": table.under,
        "notes": table.notes,
        "size": columns.size,
        "wide": columns.turned,
        "widths": columns.widths,
        "right": columns.right,
        "breaks": columns.breaks,
    }


def _cell(cell: str | Spark) -> Any:
    return cell if isinstance(cell, str) else {"spark": cell.svg, "alt": cell.alt}
