"""The grammar of the site's charts: one template for each form, filled with figures as data."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from regionstat.page.figure import RULE, TEXT

PAPER = "#FFFFFF"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
HEIGHT, BAR = 360, 34
# Above and below a chart, in pixels; what names and numbers need beside it comes with the figures.
PADDING = {"left": 60, "right": 150, "top": 14, "bottom": 28}
_LEADER = "#C9CED3"
# The script chooses what a tooltip shows of a row.
_TOLD = alt.TooltipContent("data")


@cache
def template(form: str) -> dict[str, Any]:
    """Return the Vega-Lite specification of `form`, "trend" or "bars", without figures.

    Its datasets are named and empty: `figures`, and for a trend `labels` and `goals`.
    """
    chart = {"trend": _trend, "bars": _bars}[form]()
    return chart.to_dict()


def _trend() -> alt.LayerChart:
    """Return lines over years between the parameters `first`, `last`, `floor` and `ceiling`.

    `figures` has name, region, year, value, low, high, colour, wide, dashed, estimated, alone
    and told; `labels` name, region, year, value, place, colour and bold; `goals` value and name.
    A value that is null breaks the line. `ticks` is the format of the numbers.
    """
    hover = alt.selection_point(
        name="hover",
        on="pointerover",
        clear="pointerout",
        nearest=True,
        fields=["region"],
        empty=False,
    )
    base = alt.Chart(alt.NamedData("figures")).encode(
        x=_years(),
        y=_amounts("value:Q"),
        detail="region:N",
        color=alt.Color("colour:N", scale=None),
    )
    wide = alt.when(hover).then(alt.value(3.8)).otherwise(alt.StrokeWidth("wide:Q", scale=None))
    lines = base.encode(strokeWidth=wide)
    band = alt.Chart(alt.NamedData("figures")).encode(
        x=_years(),
        y=_amounts("low:Q"),
        y2="high:Q",
        detail="region:N",
        fill=alt.Fill("colour:N", scale=None),
    )
    return _framed(
        alt.LayerChart(
            layer=[
                *_goals(),
                band.mark_area(opacity=0.13),
                lines.transform_filter("!datum.dashed").mark_line(
                    strokeCap="round", strokeJoin="round"
                ),
                lines.transform_filter("datum.dashed").mark_line(strokeDash=[5, 3]),
                base.transform_filter("datum.estimated && isValid(datum.value)").mark_point(
                    size=26, fill=PAPER, strokeWidth=1.5, opacity=1
                ),
                base.transform_filter("datum.alone && !datum.estimated").mark_circle(
                    size=36, opacity=1
                ),
                *_labels(),
                base.transform_filter("isValid(datum.value)")
                .mark_circle(size=220, opacity=0, tooltip=_TOLD)
                .add_params(hover),
            ]
        ),
        height=HEIGHT,
        first=2000,
        last=2020,
        floor=0.0,
        ceiling=1.0,
        ticks=",d",
    )


def _years() -> alt.X:
    axis = alt.Axis(
        title=None,
        labelExpr="format(datum.value, 'd')",
        tickMinStep=1,
        tickCount=alt.ExprRef("max(2, floor(width / 80))"),
        grid=False,
        tickSize=5,
    )
    first, last = alt.ExprRef("first"), alt.ExprRef("last")
    return alt.X("year:Q", axis=axis, scale=_scale(first, last))


def _amounts(field: str) -> alt.Y:
    axis = alt.Axis(
        title=None, labelExpr="format(datum.value, ticks)", tickCount=6, ticks=False, domain=False
    )
    return alt.Y(field, axis=axis, scale=_scale(alt.ExprRef("floor"), alt.ExprRef("ceiling")))


def _scale(low: alt.ExprRef, high: alt.ExprRef) -> alt.Scale:
    return alt.Scale(domain=[low, high], nice=False, zero=False)


def _goals() -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("goals")).encode(y=_amounts("value:Q"))
    name: dict[str, Any] = {"align": "left", "baseline": "bottom", "x": 4, "dy": -3}
    return (
        base.mark_rule(color=TEXT, strokeWidth=1),
        base.mark_text(color=TEXT, fontStyle="italic", **name).encode(text="name:N"),
    )


def _labels() -> tuple[alt.Chart, alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("labels"))
    leader = base.mark_rule(color=_LEADER, strokeWidth=0.8).encode(
        x=alt.X("year:Q"), x2=alt.value(alt.ExprRef("width + 6")), y="value:Q", y2="place:Q"
    )
    names = base.encode(y=alt.Y("place:Q"), text="name:N", color=alt.Color("colour:N", scale=None))
    place: dict[str, Any] = {"align": "left", "baseline": "middle", "x": alt.ExprRef("width + 9")}
    return (
        leader,
        names.transform_filter("datum.bold").mark_text(fontWeight="bold", fontSize=13, **place),
        names.transform_filter("!datum.bold").mark_text(fontSize=12, **place),
    )


def _bars() -> alt.LayerChart:
    """Return a bar for each region, in the order given: `figures` has name, value, colour, told."""
    base = alt.Chart(alt.NamedData("figures"), height=alt.Step(BAR)).encode(
        y=alt.Y(
            "name:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=0)
        ),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(zero=True, nice=False)),
    )
    bars = base.mark_bar(height=18, tooltip=_TOLD).encode(color=alt.Color("colour:N", scale=None))
    told = base.mark_text(align="left", baseline="middle", dx=6, fontSize=12, color=TEXT)
    return _framed(alt.LayerChart(layer=[bars, told.encode(text="told:N")]))


def _framed(
    chart: alt.LayerChart, *, height: int | None = None, **parameters: Any
) -> alt.LayerChart:
    named = chart.add_params(
        *(alt.param(name=name, value=value) for name, value in parameters.items())
    )
    if height is not None:
        named = named.properties(height=height, width=500)
    framed: alt.LayerChart = named.properties(
        autosize=alt.AutoSizeParams(type="none"), padding=PADDING, background=PAPER
    ).configure(
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=TEXT,
            labelFontSize=12,
            gridColor=RULE,
            domainColor=TEXT,
            tickColor=TEXT,
            labelPadding=6,
        ),
    )
    return framed
