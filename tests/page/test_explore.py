"""The explorer: every choice leads to its picture and its call, or to a reason in words."""

import ast
import base64
import html
import re
from pathlib import Path

import pandas as pd
import pytest

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.page import explore as home
from regionstat.page.explore_choice import FORMS, Choice, Shown, show
from regionstat.page.explore_options import TEXTS
from regionstat.page.explore_refusals import refusal
from regionstat.page.html import PageTable, Sentence
from regionstat.register.entries import LANGUAGES

VIEW = "application/vnd.jupyter.widget-view+json"
GROWTH = "population_growth"
SHARE = "gdp_share"
RND = "rnd_per_employee_nok"


@pytest.fixture(scope="module")
def small(panel):
    """A few indicators of a few regions: enough to explore, and soon looked through."""
    ids = [GROWTH, *(f"gdp_population_ratio{end}" for end in ("", "_total")), SHARE]
    regions = ["org8", "trondheimsregionen", "bergensregionen", "0101", "1601", "50", "11", "46"]
    shown = panel["indicator"].isin([*ids, RND]) & panel["region"].isin([*regions, "0"])
    return panel[shown]


def _sketch(panel, choice, name="panel"):
    """Return what is quickly shown of a choice: a table that names it."""
    table = PageTable("Table", pd.DataFrame({"choice": [repr(choice)]}))
    return Shown(table, Sentence((repr(choice),)), f"call({choice!r})")


@pytest.fixture
def board(small, monkeypatch):
    """A board that sketches its pictures."""
    monkeypatch.setattr(home, "show", _sketch)
    found = rs.explore(small, GROWTH, region="org8")
    assert found.board is not None
    return found


def _set(board, **values):
    for name, value in values.items():
        board.controls[name].value = value


def _picture(board):
    return board.panes["picture"].value


# --- the call is the picture ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "choice",
    [
        Choice(GROWTH, "org8", ("11", "50"), (2005, 2015), form="ranking", language="en"),
        Choice("gdp_population_ratio", "50", ("11", "46"), basis="total", form="figures"),
    ],
    ids=lambda choice: choice.form,
)
def test_the_call_draws_the_same_picture(small, choice):
    shown = show(small, choice)
    again = eval(shown.call, {"rs": rs, "panel": small})
    assert again._repr_html_() == shown.picture._repr_html_()
    assert shown.call.startswith(f"rs.{choice.form}(panel")


def test_the_call_says_no_more_than_it_must(small):
    plain = show(small, Choice(GROWTH, "org8", form="figures"))
    assert plain.call == f'rs.figures(panel, "{GROWTH}", focus="org8")'
    asked = Choice(GROWTH, "org8", ("11",), (2001, 2011), form="figures", language="en")
    assert show(small, asked, "rs.load(2020)").call == (
        f'rs.figures(rs.load(2020).query("year >= 2001"), "{GROWTH}", focus="org8", '
        'peers=["11"], until=2011, language="en")'
    )


# --- widgets --------------------------------------------------------------------------------------


def test_each_control_changes_the_picture_once(board, monkeypatch):
    drawn = []
    monkeypatch.setattr(home, "show", lambda *args: drawn.append(args) or _sketch(*args))
    seen = [_picture(board)]
    for change in (
        {"indicator": "gdp_population_ratio"},
        {"region": "bergensregionen"},
        {"basis": "total"},
        {"years": (2010, 2018)},
        {"peers": "counties"},
        {"language": "en"},
        {"form": "ranking"},
    ):
        _set(board, **change)
        assert board.message == ""
        seen.append(_picture(board))
    assert len(drawn) == len(seen) - 1
    assert len(set(seen)) == len(seen)
    ids = ("gdp_population_ratio", "bergensregionen", "counties")
    assert board.choice == Choice(*ids, (2010, 2018), "total", "ranking", "en")
    assert html.escape(board.shown.call) in board.panes["call"].value


def test_the_board_shows_chart_finding_call_and_files(small):
    board = rs.explore(small, GROWTH, region="org8", language="en")
    assert board.board is not None
    assert board.shown.finding.parts[0] == f"{board.shown.picture.title}."
    assert board.shown.picture.title in board.panes["finding"].value
    before = _picture(board)
    assert "data:image/svg+xml" in before
    _set(board, region="bergensregionen")
    assert _picture(board) != before
    links = re.findall(r'download="([^"]+)" href="data:([^;,]+)[^,]*,([^"]+)"', _files(board))
    kinds = ("png", "svg", "csv")
    assert [name for name, _, _ in links] == [f"{GROWTH}-bergensregionen-trend.{k}" for k in kinds]
    png, svg, csv = (base64.b64decode(text) for _, _, text in links)
    assert png.startswith(b"\x89PNG")
    assert svg.decode() == board.shown.picture.svg
    assert csv.decode() == board.shown.picture.data.to_csv(index=False)


def _files(board):
    return board.panes["files"].value


def test_the_words_follow_the_language_and_what_is_chosen_stays(board):
    before = {name: widget.value for name, widget in board.controls.items()}
    _set(board, language="en")
    assert board.controls["region"].description == "Region"
    assert board.controls["indicator"].description == "Indicator"
    assert "Trend" in [label for label, _ in board.controls["form"].options]
    assert {n: w.value for n, w in board.controls.items()} == before | {"language": "en"}
    assert TEXTS["nb"].keys() == TEXTS["en"].keys()


def test_the_years_follow_the_indicator(board):
    _set(board, years=(1990, 2015), indicator=SHARE)
    assert board.controls["years"].value == (2008, 2015)
    _set(board, indicator=GROWTH, years=(1990, 2000))
    _set(board, indicator=SHARE)
    assert board.controls["years"].value == (2008, 2019)


def test_a_control_that_the_form_does_not_heed_is_off(board):
    def off():
        return {name for name, widget in board.controls.items() if widget.disabled}

    assert off() == {"basis"}
    _set(board, form="tiles")
    assert off() == {"basis", "peers"}
    _set(board, form="figures", indicator=SHARE)
    assert off() == set()


def test_an_indicator_without_denominators_takes_the_basis_back(board):
    _set(board, indicator=SHARE, basis="mainland")
    _set(board, indicator=GROWTH)
    assert board.controls["basis"].value == "counties"
    assert board.message == ""


def test_the_caller_s_own_peers_stay_among_the_choices(small, monkeypatch):
    monkeypatch.setattr(home, "show", _sketch)
    board = rs.explore(small, GROWTH, region="org8", peers=["11", "46"])
    assert board.board is not None
    _set(board, peers="counties")
    _set(board, peers=("11", "46"))
    assert board.choice.peers == ("11", "46")


def test_a_table_can_be_taken_along_as_csv(board):
    assert re.findall(r'download="([^"]+)"', _files(board)) == [f"{GROWTH}-org8-trend.csv"]


# --- what is impossible ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"basis": "total"}, {"nb": "regnes ikke mot noen nevner", "en": "not measured against"}),
        ({"years": (2010, 2010)}, {"nb": "minst to år", "en": "at least two years"}),
        (
            {"indicator": RND, "region": "11", "form": "change"},
            {"nb": "minst to år", "en": "at least two years"},
        ),
        ({"region": "0101", "years": (2021, 2026)}, {"nb": "har ingen tall", "en": "no figures"}),
    ],
)
def test_an_impossible_choice_keeps_the_picture_and_says_why(board, language, change, words):
    _set(board, language=language)
    *others, (name, value) = change.items()
    _set(board, **dict(others))
    before = board.panes["picture"].value
    _set(board, **{name: value})
    assert words[language] in board.message
    assert board.panes["picture"].value == before
    assert 'role="status"' in board.panes["message"].value


def test_a_choice_that_works_takes_the_message_away(board):
    _set(board, years=(2010, 2010))
    assert board.panes["message"].value
    _set(board, years=(2000, 2010))
    assert board.panes["message"].value == ""


def test_what_a_chart_refuses_is_told_in_its_words(board, monkeypatch):
    def refuse(*_):
        raise Misuse("This chart", found="<none>", where="here", todo="Draw another")

    monkeypatch.setattr(home, "show", refuse)
    _set(board, form="ranking")
    assert board.message == "This chart: <none> (here). Draw another."
    assert "&lt;none&gt;" in board.panes["message"].value


@pytest.mark.parametrize("form", FORMS)
def test_no_change_of_a_region_without_two_years_is_drawn(small, form):
    one_year = Choice(RND, "50", form=form)
    assert bool(refusal(small, one_year)) == (form in ("trend", "change"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"indicator": "populaton_growth"}, "nearest: population_growth"),
        ({"region": "org88"}, "nearest: org8"),
        ({"region": "0"}, "nothing to hold against the nation"),
        ({"indicator": "income_per_taxpayer_nok"}, "nothing to hold against the nation"),
        ({"peers": ["org88"]}, "nearest: org8"),
        ({"language": "se"}, "Unknown language"),
    ],
)
def test_what_cannot_be_explored_is_refused(small, asked, words):
    with pytest.raises(Misuse, match=re.escape(words)):
        rs.explore(small, **{"indicator": GROWTH, **asked})


# --- where nobody can choose ----------------------------------------------------------------------


def test_without_a_front_end_the_cell_shows_the_chart(small):
    told = rs.explore(small, GROWTH, language="en")._repr_mimebundle_()
    assert VIEW not in told
    assert '<img class="rs-chart"' in told["text/html"]
    assert "make lab" in told["text/html"]
    assert told["application/vnd.regionstat+json"]["kind"] == "figure"
    assert f'rs.trend(panel, "{GROWTH}"' in told["text/plain"]


def test_with_a_front_end_the_widgets_come_beside_the_chart(small, monkeypatch):
    monkeypatch.setattr(home, "is_attended", lambda: True)
    monkeypatch.setattr(home, "show", _sketch)
    told = rs.explore(small, GROWTH)._repr_mimebundle_()
    assert told[VIEW]["model_id"]
    assert "rs-table" in told["text/html"]


def test_without_ipywidgets_the_chart_comes_with_the_way_to_get_them(small, monkeypatch):
    monkeypatch.setattr(home, "is_attended", lambda: True)
    monkeypatch.setattr(home, "show", _sketch)
    monkeypatch.setattr(home, "find_spec", lambda _: None)
    told = rs.explore(small, GROWTH)._repr_mimebundle_()
    assert VIEW not in told
    assert "pip install ipywidgets" in told["text/html"]


def test_widgets_are_loaded_only_where_they_are_shown():
    def at_once(path):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module

    widgets = Path(home.__file__).with_name("explore_controls.py")
    package = Path(rs.__file__).parent
    loading = {path for path in package.rglob("*.py") if "ipywidgets" in at_once(path)}
    assert loading == {widgets}
    edge = "regionstat.page.explore_controls"
    assert not [path for path in package.rglob("*.py") if edge in at_once(path)]
