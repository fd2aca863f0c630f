"""The content holds the panel, the register and the plan, and nothing else."""

import dataclasses

import pytest

from regionstat.analysis import load
from regionstat.errors import BadFile, Misuse
from regionstat.register import register
from regionstat.site import Content, content, content_figures
from regionstat.site.content_plan import records
from regionstat.snapshots import Edition, read_edition


@pytest.fixture(scope="module")
def whole():
    return content([2020])


def test_the_figures_are_those_of_the_panel(whole):
    found = whole.observations.drop(columns="edition")
    assert found.equals(load(2020)[[*found]])
    assert set(whole.observations["edition"]) == {2020}


def test_every_id_of_the_register_is_there(whole):
    known = register()
    for name, ids in {
        "indicators": known.indicators,
        "regions": known.regions,
        "sources": known.sources,
        "plan_rows": known.plan,
        "plan_statuses": known.plan,
    }.items():
        assert getattr(whole, name).iloc[:, 1 if name == "plan_statuses" else 0].tolist() == [*ids]


def test_a_county_that_was_shared_out_became_none_of_its_successors(whole):
    changes = whole.region_changes.set_index(["old", "new"])
    assert changes.at[("16", "50"), "whole"]
    assert changes.loc["05", "whole"].tolist() == [False, False]
    assert changes.loc["30"].index.tolist() == ["31", "33", "32"]
    assert not changes.index.duplicated().any()


def test_editions_stand_beside_each_other():
    both = content([2020, 2019, 2019])
    assert both.editions["edition"].tolist() == [2019, 2020]
    assert both.editions["newest"].tolist() == [False, True]
    assert both.editions["retrospective"].tolist() == [True, False]
    assert both.editions["made_afterwards_en"].str.len().gt(0).tolist() == [True, False]
    assert both.observations["edition"].value_counts().to_dict() == dict(
        both.editions[["edition", "figures"]].itertuples(index=False)
    )
    # Both stand on the same files: nothing moved.
    assert both.revisions.empty
    assert both.edition == 2020


def test_what_moved_since_the_edition_before_is_told(tmp_path, monkeypatch):
    then = load(2020)
    now = then.copy()
    row = then.index[then["indicator"].eq("population") & then["region"].eq("5001")][-1]
    now.loc[row, "value"] += 1
    panels = {2019: then, 2020: now}
    monkeypatch.setattr(content_figures, "load", panels.__getitem__)
    editions = []
    for year, sha256 in ((2019, "a" * 64), (2020, "b" * 64)):
        folder = tmp_path / "reports" / str(year)
        folder.mkdir(parents=True)
        locked = f'file = "x.json"\nsha256 = "{sha256}"\n'
        (folder / "edition.toml").write_text(f"edition = {year}\n[raw.population]\n{locked}")
        editions.append(read_edition(year, tmp_path))
    for built in (editions, editions[1:]):
        known = {one.year: panels[one.year] for one in built}
        found = content_figures.revised(built, known, "trondheimsregionen")
        assert found[["edition", "since", "kind", "region"]].to_numpy().tolist() == [
            [2020, 2019, "revised", "5001"]
        ]
        assert (found["after"] - found["before"]).tolist() == [1]


def test_every_reported_line_is_kept_and_the_last_one_holds(tmp_path):
    lines = [
        "row,region,year,status,owner,date,evidence,note,recorded",
        "1.1a,trondheimsregionen,2010,under_way,A,2010-06-11,Minutes,,2010-06-12",
        '1.1a,trondheimsregionen,2010,done,"=1+1",2010-09-01,https://example.org/x,<b>,2010-09-02',
        "1.1b,trondheimsregionen,2010,done,B,2010-09-01,Minutes,,2010-09-03",
        "1.1b,trondheimsregionen,2010,withdrawn,B,2010-09-01,Minutes,,2010-09-04",
    ]
    (tmp_path / "data" / "manual").mkdir(parents=True)
    path = tmp_path / "data" / "manual" / "statuses.csv"
    path.write_text("".join(f"{line}\n" for line in lines))
    found = records(Edition(2020, (), tmp_path))
    assert found["line"].tolist() == [2, 3, 4, 5]
    assert found["holds"].tolist() == [False, True, False, False]
    assert found["status"].tolist() == ["under_way", "done", "done", ""]
    assert found["owner"][1] == "=1+1"
    path.write_text(f"{lines[0]}\n9.9z,x,2010,done,A,2010-06-11,Minutes,,2010-06-12\n")
    with pytest.raises(BadFile, match=r"statuses\.csv:2"):
        records(Edition(2020, (), tmp_path))


def test_search_leads_to_pages_of_the_newest_edition(whole):
    found = whole.search
    assert found["url"].str.match(r"2020/(nb|en)/(indicators|regions|plan)/[a-z0-9_-]+/index").all()
    rows = len(register().indicators) + len(register().regions) + len(register().plan)
    assert len(found) == 2 * rows
    assert found.isna().sum().sum() == 0


def test_content_is_frozen_and_its_tables_are_its_fields(whole):
    assert [name for name, _ in whole.tables()] == [one.name for one in dataclasses.fields(Content)]
    with pytest.raises(dataclasses.FrozenInstanceError):
        whole.units = None


@pytest.mark.parametrize("wrong", [{"editions": [1812]}, {"editions": [2020], "region": "x"}])
def test_what_does_not_exist_is_refused(wrong):
    with pytest.raises(Misuse):
        content(**wrong)
