"""The explorer: choose indicator, region, peers and years, and see the chart at once.

    rs.explore(panel)
    rs.explore(panel, "population_growth", region="org8", peers="counties", language="en")

In JupyterLab a board of widgets; wherever nobody can choose (a report, nbconvert, a terminal) the
same cell shows the chart itself.
"""

from __future__ import annotations

import sys
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import pandas as pd

from regionstat.analysis import load
from regionstat.analysis.peers import Peers
from regionstat.errors import RegionstatError
from regionstat.page import explore_html as html
from regionstat.page.explore_choice import Choice, Shown, show, years_of
from regionstat.page.explore_options import Options, options
from regionstat.page.explore_refusals import check_known, check_offered, refusal
from regionstat.register import find_indicator
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.snapshots import find_home
from regionstat.snapshots.editions import list_editions


def explore(
    panel: pd.DataFrame | None = None,
    indicator: str = "gdp_population_ratio",
    *,
    region: str = "trondheimsregionen",
    peers: Peers = "city_regions",
    language: str = "nb",
) -> Explorer:
    """Return a board to explore `panel` on: widgets in JupyterLab, a chart everywhere else.

    `panel` is by default that of the newest edition; `indicator` an id of `rs.indicators()`, such
    as "gdp_population_ratio" or "population_growth"; `region` an id of `rs.regions()`, such as
    "trondheimsregionen", "org8" or "50"; `peers` "city_regions", "counties", "nearest" or a list
    of ids; `language` "nb" or "en". All can be changed on the board. Raises `Misuse` for an
    unknown id or language, and for an indicator or region without any figure in the panel.
    """
    tongue, name = find_language(language), "panel"
    if panel is None:
        edition = list_editions(find_home())[-1]
        panel, name = load(edition), f"rs.load({edition})"
    one = find_indicator(indicator)
    basis, against = one.basis or "counties", peers if isinstance(peers, str) else tuple(peers)
    choice = Choice(one.base_id or one.id, region, against, basis=basis, language=tongue)
    check_known(choice)
    check_offered(options(panel, against, tongue), choice)
    return Explorer(panel, choice, name)


class Explorer:
    """A board of widgets and the chart that was drawn last.

    `shown` is the chart with its finding and its call; `choice` what it shows; `message` why the
    last choice led to no chart, empty when it did. `controls` and `panes` are the widgets by name
    (indicator, region, peers, years, basis, form, language; message, finding, picture, call,
    files), `board` all of them as one, made when they are first asked for.
    """

    def __init__(self, panel: pd.DataFrame, choice: Choice, name: str) -> None:
        self._panel, self._name, self._peers = panel, name, choice.peers
        self._offered: dict[Language, dict[str, Options]] = {}
        self._quiet = False
        self.choice, self.message = choice, refusal(panel, choice)
        self.shown: Shown = show(panel, choice, name)

    @cached_property
    def controls(self) -> dict[str, Any]:
        """The widgets in which one chooses; a change of any redraws once."""
        from regionstat.page.explore_controls import controls

        one = self.choice
        made = controls(self._options(one.language), one, years_of(self._panel, one.indicator))
        for widget in made.values():
            widget.observe(self._changed, names="value")
        return made

    @cached_property
    def panes(self) -> dict[str, Any]:
        """The widgets in which something is shown."""
        from regionstat.page.explore_controls import panes

        return panes()

    @cached_property
    def board(self) -> Any:
        """Controls and panes as one widget."""
        from regionstat.page.explore_controls import laid_out

        board = laid_out(self.controls, self.panes)
        self._follow("")
        self._fill()
        return board

    def _changed(self, change: dict[str, Any]) -> None:
        if self._quiet:
            return
        self._follow(next(n for n, one in self.controls.items() if one is change["owner"]))
        wanted = self._wanted()
        self.message = refusal(self._panel, wanted)
        try:
            if not self.message:
                self.shown, self.choice = show(self._panel, wanted, self._name), wanted
        except RegionstatError as error:
            self.message = str(error)
        self._fill()

    def _wanted(self) -> Choice:
        return Choice(**{name: widget.value for name, widget in self.controls.items()})

    def _follow(self, changed: str) -> None:
        """Let the controls follow the one that was changed, without a redraw for each."""
        from regionstat.page.explore_controls import follow

        self._quiet = True
        try:
            language, indicator = (self.controls[n].value for n in ("language", "indicator"))
            years = years_of(self._panel, indicator)
            follow(self.controls, changed, self._options(language), years)
        finally:
            self._quiet = False

    def _fill(self) -> None:
        """Show what there is: the picture first, what takes longer to make after it."""
        panes, shown, tongue = self.panes, self.shown, self.choice.language
        panes["message"].value = html.message(self.message)
        panes["finding"].value = html.words(shown.finding)
        panes["picture"].value = html.picture(shown.picture)
        panes["call"].value = html.call(shown, tongue)
        if not self.message:
            panes["files"].value = html.files(shown, self.choice, tongue)

    def _options(self, language: Language) -> dict[str, Options]:
        if language not in self._offered:
            self._offered[language] = options(self._panel, self._peers, language)
        return self._offered[language]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        installed = find_spec("ipywidgets") is not None
        page = html.static(self.shown, self.choice.language, installed=installed)
        told = {"text/html": page, "text/plain": repr(self)}
        told |= self.shown.picture._repr_mimebundle_()
        return {**self.board._repr_mimebundle_(), **told} if installed and is_attended() else told

    def __repr__(self) -> str:
        return f"{self.shown.finding}\n{self.shown.picture!r}\n{self.shown.call}"


def is_attended() -> bool:
    """Say whether the cell was run where someone can choose: by a front end that takes input.

    nbconvert, papermill and their like tell the kernel that nobody can be asked.
    """
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython and ipython.get_ipython(), "kernel", None)
    if kernel is None:
        return False
    return bool(kernel.get_parent("shell").get("content", {}).get("allow_stdin"))
