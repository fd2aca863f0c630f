"""`regionstat edition`: what is locked stays locked, and what was revised is found."""

import csv
import io
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

import intake.conftest as borrowed
from intake.small_home import CHECKOUT, NOON, SMALL, Clock, digests
from regionstat.cli.main import verbs
from regionstat.panel.store import panel_of, read_panel
from regionstat.snapshots import read_edition
from statbank.tables import Bank

clock, desk, home = borrowed.clock, borrowed.desk, borrowed.home
server, statbank = borrowed.server, borrowed.statbank

KEY = ["indicator", "region", "year"]


def edition(desk, *words):
    return desk.run("edition", *words)


def lock(desk, year):
    return (desk.home / "reports" / str(year) / "edition.toml").read_bytes()


# --- freezing ------------------------------------------------------------------------------------


def test_freezing_locks_what_was_fetched_and_keeps_the_rest(desk):
    desk.fetch("income_by_sex")
    said = edition(desk, "freeze", "2021")
    assert said.code == 0
    assert said.out == (
        "Locked: edition 2021 stands on 3 sources, 1 of them fetched · reports/2021/edition.toml\n"
    )
    found, before = read_edition(2021, desk.home), read_edition(2020, desk.home)
    for source in SMALL:
        assert found.read(source)
        assert (found.locked(source) == before.locked(source)) == (source != "income_by_sex")
    assert found.locked("income_by_sex").is_pull


def test_freezing_again_does_nothing(desk):
    desk.fetch("income_by_sex")
    edition(desk, "freeze", "2021")
    before = digests(desk.home)
    said = edition(desk, "freeze", "2021")
    assert said.code == 0
    assert said.out.startswith("Locked already: edition 2021")
    assert digests(desk.home) == before


def test_an_edition_is_never_changed(desk):
    edition(desk, "freeze", "2021")
    before = lock(desk, 2021)
    desk.fetch("income_by_sex")
    said = edition(desk, "freeze", "2021")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "an edition of that year stands on other figures" in said.err
    assert "Choose another year" in said.err
    assert lock(desk, 2021) == before
    assert edition(desk, "freeze", "2022").code == 0


def test_an_old_edition_reads_the_same_after_every_fetch_and_freeze(desk):
    old = read_edition(2020, desk.home)
    before = {source: old.read(source) for source in SMALL}
    desk.fetch()
    edition(desk, "freeze", "2021")
    assert {source: read_edition(2020, desk.home).read(source) for source in SMALL} == before


def test_figures_that_are_damaged_are_not_locked(desk):
    desk.fetch("income_by_sex")
    (pull,) = desk.pulls("income_by_sex")
    part = desk.home / "data" / "raw" / "income_by_sex" / pull.parts[0][0]
    part.write_bytes(part.read_bytes().replace(b"1", b"2", 1))
    said = edition(desk, "freeze", "2021")
    assert said.code == 1
    assert part.name in said.err
    assert not (desk.home / "reports" / "2021").exists()


@pytest.mark.parametrize("year", ["0", "-5", "20210", "2021.5", "next"])
def test_a_year_that_is_none_is_refused(desk, year):
    before = digests(desk.home)
    said = edition(desk, "freeze", "--", year)
    assert (said.code, said.out) == (2, "")
    assert digests(desk.home) == before


# --- listing and showing -------------------------------------------------------------------------


ROW = {"sources": "3", "made": ""}


def test_the_list_tells_how_many_were_fetched(desk):
    desk.fetch("income_by_sex", "population")
    edition(desk, "freeze", "2021")
    rows = list(csv.DictReader(io.StringIO(edition(desk, "list", "--format", "csv").out)))
    assert rows == [
        ROW | {"edition": "2020", "fetched": "0", "newest_vintage": "2026"},
        ROW | {"edition": "2021", "fetched": "2", "newest_vintage": "2026-02-24"},
    ]


def test_the_list_tells_which_were_made_afterwards(desk):
    path = desk.home / "reports" / "2020" / "edition.toml"
    (desk.home / "reports" / "2019").mkdir()
    lock = path.read_text().replace("edition = 2020", "edition = 2019\nretrospective = true")
    (desk.home / "reports" / "2019" / "edition.toml").write_text(lock)
    rows = list(csv.DictReader(io.StringIO(edition(desk, "list", "--format", "csv").out)))
    assert [(row["edition"], row["made"]) for row in rows] == [("2019", "afterwards"), ("2020", "")]


def test_show_tells_files_hashes_vintages_and_origins(desk):
    desk.fetch("income_by_sex")
    assert edition(desk, "show", "2020", "--format", "json").rows["income_by_sex"]["origin"] == (
        "transcribed"
    )
    rows = edition(desk, "show", "live", "--format", "json").rows
    live = rows["income_by_sex"]
    assert (live["origin"], live["vintage"], live["cells"]) == ("fetched", "2018-12-19", 1788)
    assert live["file"].endswith(".pull.json")
    assert rows["employed"]["origin"] == "transcribed"
    edition(desk, "freeze", "2021")
    assert edition(desk, "show", "2021", "--format", "json").rows == rows


@pytest.mark.parametrize(
    "words", [("show", "2019"), ("show", "liv"), ("diff", "2020", "2019"), ("diff", "20", "live")]
)
def test_an_unknown_edition_is_misuse(desk, words):
    said = edition(desk, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("regionstat: Unknown edition ")
    assert said.err.count("\n") == 1
    assert "regionstat edition list" in said.err


# --- what was revised ----------------------------------------------------------------------------


@pytest.fixture
def two(desk, panel, monkeypatch):
    """Let 2020 be the bundled panel, and "live" the same with some numbers moved."""
    after = panel.copy()

    def move(indicator, region, year, value):
        row = (after["indicator"] == indicator) & (after["region"] == region)
        row &= after["year"] == year
        assert row.sum() == 1
        after.loc[row, "value"] = value

    def given(found):
        return panel if found.year else after

    monkeypatch.setattr("regionstat.cli.edition.whole_panel", given)
    return move


def test_nothing_revised_is_said_so(desk, two, panel):
    said = edition(desk, "diff", "2020", "live")
    assert said.code == 0
    assert f"0 of {len(panel):,} numbers" in said.out
    assert said.out.count("met, ratio") == 6


def test_what_moves_the_verdict_most_comes_first(desk, two, panel):
    at = panel.set_index(KEY)["value"]
    added, people = "gross_value_added_mnok", "population"
    two(people, "5001", 2019, 1.0)  # no verdict stands on a municipality
    two(people, "50", 2019, at[people, "50", 2019] * 1.01)
    two(added, "50", 2019, at[added, "50", 2019] * 1.05)
    said = edition(desk, "diff", "2020", "live", "--format", "csv")
    rows = pd.read_csv(io.StringIO(said.out), dtype={"region": str})
    assert list(zip(rows["indicator"], rows["region"], strict=True)) == [
        (added, "50"),
        (people, "50"),
        (people, "5001"),
    ]
    value, nation = at[added, "50", 2019], at[added, "0", 2019]
    share = at[people, "50", 2019] / at[people, "0", 2019]
    more = value * 0.05
    effect = ((value + more) / (nation + more) - value / nation) / share
    assert rows["effect"][0] == pytest.approx(effect, rel=1e-9)
    assert rows["effect"][1] == pytest.approx(value / nation / share * (1 / 1.01 - 1), rel=1e-9)
    assert pd.isna(rows["effect"][2])
    assert rows["kind"].tolist() == ["revised"] * 3


# --- the whole way, from a StatBank to a panel ---------------------------------------------------


FETCHED = ("commuting", "county_accounts", *SMALL)
# The bundled copy of the population lacks these codes in 2017 and says so; the local StatBank
# has them as not in use. What stands on them says the one or the other.
LACKED = ("0702", "0709", "0712", "0714", "0715", "0722", "0723", "0728", "0729")
MADE_OF_THEM = ("07", "3802", "3805", "3811", "3903", "3909", "3911")
# Of these the figure of 2018 is there, but not that of the year before.
WITHOUT_A_BASE = (*MADE_OF_THEM, "0712", "0715", "0729")
OTHERWISE_SIGNED = {
    *((f"{of}{basis}", "07", 2017) for of in ("gdp_gap_mnok", "gdp_population_ratio")
      for basis in ("", "_mainland", "_total")),
    *((of, place, 2017)
      for of in ("population", "population_growth", "population_increase", "population_share")
      for place in (*LACKED, *MADE_OF_THEM)),
    *((of, place, 2018) for of in ("population_growth", "population_increase")
      for place in WITHOUT_A_BASE),
    ("gva_per_inhabitant_nok", "07", 2017),
}  # fmt: skip


def bundled(folder):
    """Give `folder` all the bundled figures and the lock on them."""
    shutil.copytree(CHECKOUT / "data" / "raw", folder / "data" / "raw")
    lock = folder / "reports" / "2020" / "edition.toml"
    lock.parent.mkdir(parents=True)
    shutil.copy(CHECKOUT / "reports" / "2020" / "edition.toml", lock)
    return folder


@pytest.fixture
def full(desk, tmp_path):
    """Give the desk a home with all sources."""
    desk.home = bundled(tmp_path / "full")
    desk.monkeypatch.setenv("REGIONSTAT_HOME", str(desk.home))
    return desk


@pytest.fixture(scope="module")
def frozen(tmp_path_factory, statbank):
    """Return a home in which everything was fetched, edition 2021 frozen, and its panel built."""
    server, pristine = statbank
    home = bundled(tmp_path_factory.mktemp("frozen") / "home")
    with pytest.MonkeyPatch.context() as patched:
        Clock().install(patched)
        patched.setenv("REGIONSTAT_HOME", str(home))
        runner = CliRunner()
        server.world.limit = 800_000
        server.world.bank = Bank(replace(table) for table in pristine.values())
        for words in (["fetch", "--base-url", server.url], ["edition", "freeze", "2021"]):
            found = runner.invoke(verbs, words)
            assert found.exit_code == 0, found.output
        panel_of(read_edition(2021, home))
    return home


def panel_file(home, year):
    (path,) = (home / "data" / "processed").glob(f"panel-{year}-*.csv")
    return path


@pytest.mark.slow
def test_a_fetched_edition_gives_the_figures_of_the_bundled_one(frozen, published):
    """All values are the same; signs differ where the bundled copy lacks cells of Vestfold."""
    rows = {one.source for one in read_edition(2021, frozen).raw if one.is_pull}
    assert rows == set(FETCHED)
    found, panel = read_panel(panel_file(frozen, 2021)), published
    pd.testing.assert_frame_equal(found[KEY], panel[KEY])
    numbers = ["value", "low", "high"]
    pd.testing.assert_frame_equal(found[numbers], panel[numbers], check_exact=True)
    moved = found["status"] != panel["status"]
    assert set(panel["status"][moved]) == {".."}
    assert set(found["status"][moved]) == {"."}
    assert found["value"][moved].isna().all()
    keys = found.loc[moved, KEY].itertuples(index=False, name=None)
    assert set(keys) == OTHERWISE_SIGNED
    assert moved.sum() == len(OTHERWISE_SIGNED)


@pytest.mark.slow
def test_the_same_edition_from_other_parts_builds_the_same_panel_bytes(full, frozen):
    """Fetched years later in smaller parts, the figures are the same, byte by byte."""
    full.server.world.limit = 50_000
    full.clock.wall = NOON.replace(year=2031)
    assert full.fetch().code == 0
    assert edition(full, "freeze", "2021").code == 0
    pulls = full.pulls("commuting")
    assert len(pulls[0].parts) > 10
    panel_of(read_edition(2021, full.home))
    assert panel_file(full.home, 2021).read_bytes() == panel_file(frozen, 2021).read_bytes()
    assert lock(full, 2021) != (frozen / "reports" / "2021" / "edition.toml").read_bytes()


@pytest.mark.slow
def test_a_revised_cell_is_found_with_its_effect_first(full, frozen, tmp_path):
    shutil.rmtree(full.home)
    shutil.copytree(frozen, full.home)
    table = full.server.bank["07459"]
    before = {}
    for region in ("5001", "0"):
        cell = {"Region": region, "Tid": "2019"}
        value, _ = table.cell({**cell, "Kjonn": "0", "Alder": "999", "ContentsCode": "Personer1"})
        before[region] = value
        table.revise(cell, value + 10_000)
    table.updated = "2027-01-01T07:00:00Z"
    said = full.fetch()
    outcomes = {source: row["outcome"] for source, row in said.rows.items()}
    assert outcomes == {**dict.fromkeys(FETCHED, "unchanged"), "population": "kept"}
    frozen_bytes = panel_file(full.home, 2021).read_bytes()
    said = edition(full, "diff", "2021", "live", "--format", "csv")
    assert said.code == 0
    rows = pd.read_csv(io.StringIO(said.out), dtype={"region": str})
    assert rows["indicator"][0] == "population"
    row = rows.set_index(KEY).loc[("population", "50", 2019)]
    assert row["change"] == 10_000
    people, nation = row["before"], before["0"]
    held = read_panel(panel_file(full.home, 2021)).set_index(KEY)["value"]
    added = held["gross_value_added_mnok", "50", 2019] / held["gross_value_added_mnok", "0", 2019]
    effect = added * nation * (1 / (people + 10_000) - 1 / people)
    assert row["effect"] == pytest.approx(effect, rel=1e-9)
    assert rows["effect"].abs().fillna(-1).is_monotonic_decreasing
    moved = rows.set_index(KEY)["change"]
    assert moved["population", "5001", 2019] == moved["population", "0", 2019] == 10_000
    ratio = rows.set_index(KEY).loc[("gdp_population_ratio", "50", 2019)]
    assert ratio["after"] == pytest.approx(added * (nation + 10_000) / (people + 10_000), rel=1e-9)
    assert ratio["effect"] == pytest.approx(ratio["after"] - ratio["before"], rel=1e-9)
    assert panel_file(full.home, 2021).read_bytes() == frozen_bytes
    assert edition(full, "freeze", "2021").code == 2
