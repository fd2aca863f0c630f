"""How the workbook looks: heads that stay, numbers with their decimals, pages that fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Points a line takes, and how many signs of text a unit of width holds, a little on the safe side.
_LINE, _SIGNS = 15.5, 0.92
_GREY, _ACCENT, _SOFT = "#E8EDF1", "#0B5C9E", "#4A545D"


@dataclass(frozen=True)
class Look:
    """The formats of a workbook: each is made once and shared by its cells."""

    book: Any
    title: Any
    head: Any
    text: Any
    bold: Any
    quiet: Any
    link: Any
    numbers: dict[int, Any]

    def number(self, decimals: int) -> Any:
        """Return the format of a number with `decimals` and a space between thousands."""
        if decimals not in self.numbers:
            places = "." + "0" * decimals if decimals else ""
            options = {"num_format": f"#,##0{places}", "valign": "top"}
            self.numbers[decimals] = self.book.add_format(options)
        return self.numbers[decimals]


def look(book: Any) -> Look:
    """Return the formats of `book`."""
    wrapped = {"text_wrap": True, "valign": "top"}
    return Look(
        book,
        title=book.add_format({"bold": True, "font_size": 16, "font_color": _ACCENT}),
        head=book.add_format({**wrapped, "bold": True, "bg_color": _GREY, "bottom": 2}),
        text=book.add_format(wrapped),
        bold=book.add_format({**wrapped, "bold": True}),
        quiet=book.add_format({"font_color": _SOFT, "italic": True}),
        link=book.add_format({**wrapped, "font_color": _ACCENT, "underline": 1}),
        numbers={},
    )


def heads(
    sheet: Any, styles: Look, names: Sequence[str], widths: Sequence[float], *, columns: int = 0
) -> None:
    """Write the heads of a sheet, which stay in sight and are printed on every page.

    `columns` is how many columns stay in sight too.
    """
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, styles.head)
    sheet.freeze_panes(1, columns)
    sheet.repeat_rows(0)
    printed(sheet)


def told(sheet: Any, place: int, texts: Sequence[str], widths: Sequence[float], style: Any) -> None:
    """Write wrapped texts in a row that is high enough for them: not every program sees to it."""
    for column, text in enumerate(texts):
        sheet.write_string(place, column, text, style)
    lines = (len(text) / (width * _SIGNS) for text, width in zip(texts, widths, strict=True))
    sheet.set_row(place, _LINE * max(1, *(math.ceil(one) for one in lines)))


def printed(sheet: Any) -> None:
    """Let a sheet fit the width of A4 on its side, with its name and page number below."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
