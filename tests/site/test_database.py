"""The SQLite file holds the content, keeps its promises, and says what everything means."""

import re
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from made_content import NAMES, with_lost_region

from regionstat.errors import RegionstatError
from regionstat.register import register
from regionstat.site.database import APPLICATION_ID, VERSION, database, write_database
from regionstat.site.queries import QUERIES
from regionstat.site.schema import as_markdown, described

DOCS = Path(__file__).parents[2] / "docs" / "database.md"


@pytest.fixture(name="opened")
def _opened(database_path):
    connection = sqlite3.connect(f"file:{database_path}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_every_table_holds_its_frame_bit_by_bit(opened, made_content):
    for name, expected in made_content.tables():
        columns = ", ".join(f'"{column}"' for column in expected)
        found = opened.execute(f"SELECT {columns} FROM {name}").fetchall()
        wanted = expected.astype("object").where(expected.notna(), None)
        assert sorted(map(repr, found)) == sorted(
            repr(tuple(int(c) if isinstance(c, bool) else c for c in row))
            for row in wanted.itertuples(index=False, name=None)
        ), name


def test_names_come_through_unharmed(opened):
    found = dict(opened.execute("SELECT region, name_nb FROM regions"))
    assert {region: found[region] for region in NAMES} == NAMES


def test_same_content_same_bytes(made_content, database_path):
    assert database(made_content) == database_path.read_bytes()


def test_the_file_needs_nothing_beside_it(opened, database_path):
    assert [one.name for one in database_path.parent.iterdir()] == [database_path.name]
    for pragma, expected in {
        "application_id": APPLICATION_ID,
        "user_version": VERSION,
        "freelist_count": 0,
        "integrity_check": "ok",
        "journal_mode": "delete",
    }.items():
        assert opened.execute(f"PRAGMA {pragma}").fetchone() == (expected,)
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    assert opened.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 10


def test_a_row_without_its_region_is_refused_and_the_old_file_stays(made_content, tmp_path):
    path = tmp_path / "d.sqlite"
    path.write_bytes(b"old")
    with pytest.raises(RegionstatError, match="FOREIGN KEY"):
        write_database(with_lost_region(made_content), path)
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


def test_an_old_sqlite_is_refused_in_words(made_content, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(RegionstatError, match=r"SQLite 3\.37 or newer"):
        database(made_content)


@pytest.mark.parametrize(
    ("asked", "id_"),
    [
        ("karasjohka", "1601"),
        ("Kárášjohka", "1601"),
        ("snaase", "5001"),
        ("folketall", "population"),
        ("popul*", "population"),
    ],
)
def test_search_finds_what_is_typed_without_its_letters(opened, asked, id_):
    found = opened.execute("SELECT DISTINCT id FROM search WHERE search MATCH ?", [asked])
    assert (id_,) in found.fetchall()


def test_latest_is_the_last_year_that_has_a_figure(opened, made_content):
    figures = made_content.observations.dropna(subset=["value"])
    last = figures.loc[figures.groupby(["indicator", "region"])["year"].idxmax()]
    found = pd.read_sql("SELECT indicator, region, year, value, status FROM latest", opened)
    key = ["indicator", "region"]
    expected = last[[*found]].set_index(key).sort_index()
    pd.testing.assert_frame_equal(
        found.set_index(key).sort_index(), expected, check_dtype=False, check_index_type=False
    )


def test_scorecard_stands_beside_the_nation_of_the_same_year(opened, made_content):
    figures = made_content.observations.set_index(["indicator", "region", "year"])["value"]
    rows = opened.execute(
        "SELECT indicator, region, year, nation, five_years_before FROM scorecard"
    ).fetchall()
    assert len(rows) > 20
    for indicator, region, year, nation, before in rows:
        for found, key in ((nation, ("0", year)), (before, (region, year - 5))):
            expected = figures.get((indicator, *key), None)
            assert found == (None if expected is None or pd.isna(expected) else expected)


def test_ranks_are_among_the_counties_of_the_year(opened):
    rows = opened.execute(
        "SELECT indicator, year, region, value, rank, counties FROM county_ranks"
    ).fetchall()
    assert {row[2] for row in rows} == {"03", "16", "17", "50"}
    assert not [row for row in rows if row[2] == "50" and row[1] < 2018]
    assert not [row for row in rows if row[2] == "16" and row[1] > 2017]
    for indicator, year, _, value, rank, counties in rows:
        beside = [row[3] for row in rows if row[:2] == (indicator, year)]
        assert counties == len(beside)
        sign = 1 if register().indicators[indicator].better == "higher" else -1
        assert rank == 1 + sum(sign * other > sign * value for other in beside)


def test_goal_ratio_has_the_three_denominators(opened, made_content):
    figures = made_content.observations.set_index(["indicator", "region", "year"])["value"]
    row = opened.execute(
        "SELECT ratio, ratio_total, ratio_mainland FROM goal_ratio"
        " WHERE region = '16' AND year = 2015"
    ).fetchone()
    variants = ("", "_total", "_mainland")
    assert row == tuple(figures[f"gdp_population_ratio{v}", "16", 2015] for v in variants)


def test_the_rows_of_the_plan_stand_in_its_views(opened, made_content):
    rows = made_content.plan_rows["row"].tolist()
    found = opened.execute("SELECT row FROM plan_overview ORDER BY position").fetchall()
    assert [one for (one,) in found] == rows
    missing = made_content.plan_statuses.query("status == 'no_data'")["row"].tolist()
    found = opened.execute("SELECT row FROM plan_missing ORDER BY position").fetchall()
    assert [one for (one,) in found] == missing


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM latest WHERE edition = 2020 AND indicator = 'population'",
        "SELECT * FROM scorecard WHERE edition = 2020 AND region = '16'",
        "SELECT * FROM series WHERE edition = 2020 AND region = '16' AND indicator = 'population'",
        "SELECT * FROM goal_ratio WHERE edition = 2020 AND region = '16'",
        "SELECT * FROM observations WHERE region = '16'",
    ],
)
def test_no_usual_question_reads_all_figures(opened, query):
    plan = [row[3] for row in opened.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert not [line for line in plan if line.startswith(("SCAN o", "SCAN p", "SCAN n"))], plan


def test_the_schema_describes_every_table_view_and_column(opened):
    made = opened.execute(
        "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'"
    ).fetchall()
    assert {(one.name, one.kind) for one in described()} == set(made)
    for one in described():
        columns = [
            row[1] for row in opened.execute(f"PRAGMA table_xinfo({one.name})") if row[6] != 1
        ]
        assert [*one.columns] == columns
        assert one.text
        assert all(one.columns.values())


def test_every_view_says_which_question_it_answers():
    assert all(one.text.endswith("?") for one in described() if one.kind == "view")


def test_the_documentation_says_what_the_schema_says():
    text = DOCS.read_text(encoding="utf-8")
    assert text.endswith(as_markdown()), "docs/database.md must end in schema.as_markdown()"
    assert str(APPLICATION_ID) in text


def test_the_documentation_names_every_question_with_its_parameters():
    text = DOCS.read_text(encoding="utf-8")
    for name, query in QUERIES.items():
        address = re.search(rf"`/regionstat-2020/{name}\.json([^`]*)` \| (.+) \|", text)
        assert address, name
        assert re.findall(r"[?&](\w+)=", address[1]) == [*query.params]
        assert address[2] == query.title.en
