"""The widgets of the explorer: seven controls, five panes, and how they lie on the screen.

The one module that imports ipywidgets.
"""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from regionstat.page.explore_choice import FORMS, Choice
from regionstat.page.explore_options import TEXTS, Options
from regionstat.register import find_indicator
from regionstat.register.entries import Language

PANES = ("message", "finding", "picture", "call", "files")
_LEAST = {"indicator": "300px", "region": "210px", "peers": "200px", "basis": "200px"}
_GROW = {
    "indicator": "3 1 300px",
    "region": "2 1 210px",
    "peers": "1 1 200px",
    "basis": "1 1 200px",
}
_INITIAL = {"description_width": "initial"}


def controls(found: dict[str, Options], choice: Choice, years: tuple[int, int]) -> dict[str, Any]:
    """Return the widgets in which one chooses, by name, at `choice`; `years` are all there are."""
    made: dict[str, Any] = {
        name: _drop_down(name, found[name], getattr(choice, name))
        for name in ("indicator", "region", "peers", "basis")
    }
    for name in ("form", "language"):
        made[name] = widgets.ToggleButtons(
            options=found[name],
            value=getattr(choice, name),
            style={"button_width": "auto", **_INITIAL},
            layout=_layout(flex="0 0 auto"),
        )
    made["years"] = widgets.IntRangeSlider(
        min=years[0],
        max=years[1],
        value=choice.years or years,
        continuous_update=False,
        style=_INITIAL,
        layout=_layout(flex="2 1 260px", min_width="260px"),
    )
    return made


def panes() -> dict[str, Any]:
    """Return the places in which something is shown, by name, from top to bottom."""
    return {name: widgets.HTML(layout=_layout(width="100%")) for name in PANES}


def laid_out(made: dict[str, Any], shown: dict[str, Any]) -> Any:
    """Return controls on two lines and panes below them as one widget."""
    first, second = (
        ("indicator", "region", "peers", "language"),
        ("form", "years", "basis"),
    )
    lines = [_line([made[name] for name in names]) for names in (first, second)]
    everything = [*lines, *(shown[name] for name in PANES)]
    return widgets.VBox(everything, layout=_layout(max_width="1180px", grid_gap="6px"))


def follow(
    made: dict[str, Any], changed: str, found: dict[str, Options], years: tuple[int, int]
) -> None:
    """Let the controls follow the one that was `changed`: words, years, what can be chosen.

    `found` are the options in the language chosen, `years` those of the indicator chosen.
    """
    _label(made, found, made["language"].value)
    _reach(made["years"], years)
    heeds = FORMS[made["form"].value].heeds
    for name in ("indicator", "peers", "basis"):
        made[name].disabled = name not in heeds
    if find_indicator(made["indicator"].value).basis is None:
        made["basis"].disabled = True
        if changed == "indicator":
            made["basis"].value = "counties"


def _label(made: dict[str, Any], found: dict[str, Options], language: Language) -> None:
    """Let the controls speak `language`; what is chosen stays chosen."""
    for name, widget in made.items():
        if name not in ("form", "language"):
            widget.description = TEXTS[language][name]
        if name in found and tuple(widget.options) != tuple(found[name]):
            chosen = widget.value
            widget.options = found[name]
            widget.value = chosen


def _reach(slider: Any, years: tuple[int, int]) -> None:
    """Let the slider run over `years`: an end that stood at the end stays there.

    Where fewer than two of the years chosen are among them, all are.
    """
    first, last = slider.value
    low = years[0] if first == slider.min else max(first, years[0])
    high = years[1] if last == slider.max else min(last, years[1])
    # The ends must never cross on the way.
    slider.min, slider.max = min(slider.min, years[0]), max(slider.max, years[1])
    slider.value = (low, high) if low < high or (first, last) == (low, high) else years
    slider.min, slider.max = years


def _drop_down(name: str, found: Options, value: Any) -> Any:
    layout = _layout(flex=_GROW[name], min_width=_LEAST[name], width="auto")
    return widgets.Dropdown(options=found, value=value, style=_INITIAL, layout=layout)


def _line(children: list[Any]) -> Any:
    layout = _layout(flex_flow="row wrap", align_items="center", grid_gap="4px 14px", width="100%")
    return widgets.Box(children, layout=layout)


def _layout(**sides: str) -> Any:
    """Return a layout without scrollbars of its own."""
    return widgets.Layout(overflow="visible", **sides)
