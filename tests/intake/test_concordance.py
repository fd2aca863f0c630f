"""The concordance from KLASS: a round trip, a merger more, splits, and totals that stay."""

import csv
import json
import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from regionstat.cli import concordance as cli
from regionstat.errors import SourceChanged
from regionstat.intake.concordance import (
    PART,
    WHOLE,
    Built,
    Line,
    build,
    fetch_concordance,
    read_lines,
    write_lines,
)
from regionstat.intake.concordance_renewal import (
    county_differences,
    differences,
    renew_municipalities,
    renewed,
)
from regionstat.panel import area
from regionstat.register import register
from regionstat.register.entries import Change
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Answer, Client
from regionstat.sources.klass import Code, CodeChange
from statbank import Bank, serve

FOLDER = Path(str(files("regionstat.register")))
TODAY = date(2026, 3, 1)
HOSTS = hosts_at("http://klass.test")


def rows_of(name):
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))


class Klass:
    """A KLASS that says what the register says, of classifications 131 and 104."""

    def __init__(self):
        self.codes = {131: rows_of("municipalities.csv"), 104: self._counties()}
        self.changes = {131: [self._item(row) for row in rows_of("municipality_changes.csv")]}
        self.changes[104] = [
            self._item({**dict.fromkeys(("old_name", "new_name"), ""), **row})
            for row in (
                {"old_code": "16", "new_code": "50", "valid_from_year": "2018"},
                {"old_code": "17", "new_code": "50", "valid_from_year": "2018"},
            )
        ]

    def _counties(self):
        counties = (r for r in register().regions.values() if r.level == "county")
        return [
            {"code": r.id, "name": r.name.nb, "valid_from": r.valid_from, "valid_to": r.valid_to}
            for r in counties
        ]

    def _item(self, row):
        camel = {re.sub(r"_(\w)", lambda m: m[1].upper(), k): v for k, v in row.items()}
        year = camel.pop("validFromYear")
        camel.pop("part", None)
        return {**camel, "changeOccurred": f"{year}-01-01"}

    def get(self, url, *, params=None, accept="application/json", **_):
        which, verb = re.search(r"classifications/(\d+)/(\w+)$", url).groups()
        body = getattr(self, f"_{verb}")(int(which), params)
        data = json.dumps(body).encode()
        return Answer(url, 200, {}, data, datetime.now(UTC), "GET", b"")

    def _changes(self, which, params):
        inside = [
            item
            for item in self.changes[which]
            if params["from"] <= item["changeOccurred"] < params["to"]
        ]
        return {"codeChanges": inside}

    def _codesAt(self, which, params):  # noqa: N802 (the server's name)
        year = int(params["date"][:4])
        return {
            "codes": [
                {"code": row["code"], "name": row["name"], "level": "1"}
                for row in self.codes[which]
                if int(row["valid_from"] or 0) <= year <= int(row["valid_to"] or 9999)
            ]
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def klass():
    return Klass()


@pytest.fixture(scope="module")
def committed():
    return read_lines((FOLDER / "municipality_changes.csv").read_text(encoding="utf-8"))


def moves(lines):
    return tuple(line for line in lines if not line.renames)


def fetched(klass, start=1988):
    return fetch_concordance(klass, HOSTS, 131, start, TODAY)


def kinds(frame):
    return Counter(frame["kind"])


# --- the round trip -------------------------------------------------------------------------------


def test_the_committed_file_reads_and_writes_the_same(committed):
    text = (FOLDER / "municipality_changes.csv").read_text(encoding="utf-8")
    assert write_lines(committed) == text


@pytest.mark.parametrize("start", [1988, 2006, 2020])
def test_klass_gives_the_committed_lines_back(klass, committed, start):
    built = fetched(klass, start)
    assert built.lines == tuple(x for x in moves(committed) if x.valid_from_year >= start)
    assert built.unlinked == ()
    before = tuple(x for x in committed if x.valid_from_year < start)
    assert renewed(committed, built) == (*before, *built.lines)
    found = differences(committed, built)
    assert set(found["kind"]) <= {"rename"}
    assert (found["year"] >= start).all()


def test_a_day_with_new_names_only_is_not_asked_for(klass):
    rename = {"oldCode": "0301", "oldName": "Oslo", "newCode": "0301", "newName": "Oslo by"}
    klass.changes[131].append({**rename, "changeOccurred": "2025-06-15"})
    assert 2025 not in fetched(klass).years


def test_the_local_server_gives_the_committed_lines_back(committed):
    with serve(Bank([])) as server, Client() as client:
        hosts = hosts_at(server.url)
        built = fetch_concordance(client, hosts, 131, 1988, TODAY)
        counties = fetch_concordance(client, hosts, 104, 1988, TODAY)
    assert (built.lines, built.unlinked) == (moves(committed), ())
    known = {id_: r for id_, r in register().regions.items() if r.level == "county"}
    assert len(county_differences(known, counties)) == 0


# --- what has changed since -----------------------------------------------------------------------


def merger(klass, year=2026):
    """Let Selbu (5032) become part of Malvik (5031)."""
    move = {"oldCode": "5032", "oldName": "Selbu", "newCode": "5031", "newName": "Malvik"}
    klass.changes[131].append({**move, "changeOccurred": f"{year}-01-01"})
    next(row for row in klass.codes[131] if row["code"] == "5032")["valid_to"] = str(year - 1)


def test_a_new_merger_is_told_and_written(klass, committed):
    merger(klass)
    built = fetched(klass)
    found = differences(committed, built)
    (row,) = found[found["kind"] == "new"].to_dict("records")
    assert (row["year"], row["old_code"], row["new_code"], row["part"]) == (
        *(2026, "5032", "5031"),
        WHOLE,
    )
    new = Line("5032", "Selbu", "5031", "Malvik", 2026, WHOLE)
    assert set(renewed(committed, built)) == {*moves(committed), new}
    text = (FOLDER / "municipalities.csv").read_text(encoding="utf-8")
    after = renew_municipalities(text, renewed(committed, built)).splitlines()
    (changed,) = set(after) - set(text.splitlines())
    assert re.fullmatch("5032,[^,]*,2018,2025", changed)
    assert len(after) == len(text.splitlines())


def test_a_split_is_part_also_when_the_old_code_lives_on(klass, committed):
    away = {"oldCode": "5059", "oldName": "Orkland", "newCode": "5062", "newName": "Meldal"}
    klass.changes[131].append({**away, "changeOccurred": "2026-01-01"})
    klass.codes[131].append(
        {"code": "5062", "name": "Meldal", "valid_from": "2026", "valid_to": ""}
    )
    built = fetched(klass)
    new = [line for line in built.lines if line.valid_from_year == 2026]
    assert [(line.old_code, line.new_code, line.part) for line in new] == [
        ("5059", "5059", PART),
        ("5059", "5062", PART),
    ]
    found = differences(committed, built)
    assert found.loc[found["kind"] == "new", "note"].str.contains("municipality_splits").all()
    text = renew_municipalities((FOLDER / "municipalities.csv").read_text(encoding="utf-8"), new)
    assert "5062,Meldal,2026,\n" in text
    assert re.search(r"^5059,[^,]*,2020,$", text, re.M)


def test_gone_and_different_lines_are_told(klass, committed):
    klass.changes[131] = [i for i in klass.changes[131] if i["oldCode"] != "5030"]
    renamed = next(i for i in klass.changes[131] if i["newCode"] == "5436")
    renamed["newName"] = "Porsanger"
    # The codes still say that 5030 ended: KLASS contradicts itself, and that is told too.
    found = differences(committed, fetched(klass)).set_index("kind")
    assert found.loc["gone", "old_code"] == "5030"
    assert found.loc["different", "new_code"] == "5436"
    assert "was 'Porsanger - Porsáŋgu - Porsanki'" in found.loc["different", "note"]
    assert (found.loc["ended", "old_code"], found.loc["ended", "year"]) == ("5030", 2020)


def test_years_that_klass_does_not_know_are_kept_and_told(klass, committed):
    klass.changes[131] = [i for i in klass.changes[131] if i["changeOccurred"] >= "2017"]
    built = fetched(klass)
    assert renewed(committed, built) == moves(committed)
    kept = differences(committed, built).query("kind == 'kept'")
    assert set(kept["year"]) == {x.valid_from_year for x in committed if x.valid_from_year < 2017}


def test_codes_that_changed_without_a_table_are_told(klass):
    klass.changes[131] = [i for i in klass.changes[131] if i["changeOccurred"] < "2024"]
    built = fetched(klass)
    ended = {one.code for one in built.unlinked if one.kind == "ended"}
    assert {"1507", "3001", "5444"} <= ended
    assert {one.code for one in built.unlinked if one.kind == "born"} >= {"1508", "1580", "3101"}


def test_births_and_ends_make_no_line(klass):
    klass.changes[131] += [
        {"oldCode": None, "newCode": "9001", "newName": "Ny", "changeOccurred": "2024-01-01"},
        {"oldCode": "2024", "oldName": "X", "newCode": None, "changeOccurred": "2020-01-01"},
    ]
    klass.codes[131].append({"code": "9001", "name": "Ny", "valid_from": 2024, "valid_to": ""})
    built = fetched(klass)
    (one,) = built.unlinked
    assert (one.kind, one.code, one.note) == ("born", "9001", "KLASS says that it was born")
    assert all(line.new_code != "9001" for line in built.lines)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"oldCode": "5032", "newCode": "5031", "changeOccurred": "2026-02-01"}, "1 January"),
        ({"oldCode": "9999", "newCode": "5031", "changeOccurred": "2026-01-01"}, "9999.*before"),
        ({"oldCode": "5032", "newCode": "9999", "changeOccurred": "2026-01-01"}, "9999.*on the"),
    ],
)
def test_what_contradicts_itself_is_refused(klass, item, words):
    klass.changes[131].append(item)
    with pytest.raises(SourceChanged, match=words):
        fetched(klass)


# --- counties -------------------------------------------------------------------------------------


def test_counties_that_agree_say_nothing_and_others_are_told(klass):
    known = {id_: r for id_, r in register().regions.items() if r.level == "county"}
    built = fetch_concordance(klass, HOSTS, 104, 1988, TODAY)
    assert len(county_differences(known, built)) == 0
    line = Line("18", "Nordland", "60", "Nord", 2026, WHOLE)
    found = county_differences(known, Built((line,), (), 1988, frozenset({2026})))
    assert list(found["note"]) == [
        "regions.toml ends 18 with None, KLASS with 2025",
        "regions.toml has no county 60",
    ]


def test_a_county_that_came_without_a_table_is_told(klass):
    klass.codes[104].append({"code": "60", "name": "Nord", "valid_from": 2020, "valid_to": None})
    known = {id_: r for id_, r in register().regions.items() if r.level == "county"}
    found = county_differences(known, fetch_concordance(klass, HOSTS, 104, 1988, TODAY))
    assert list(found["note"]) == ["regions.toml has no county 60"]


# --- totals ---------------------------------------------------------------------------------------


@st.composite
def reforms(draw):
    """Draw a reform: codes before, and the heirs of each that changes (itself perhaps)."""
    before = draw(st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True))
    new = draw(st.lists(st.integers(40, 50), min_size=1, max_size=4, unique=True))
    heirs = {}
    for old in draw(st.lists(st.sampled_from(before), unique=True)):
        stays = draw(st.booleans())
        found = draw(st.lists(st.sampled_from([*new, *before]), max_size=3, unique=True))
        heirs[old] = set(found) - {old} | ({old} if stays or not found else set())
    after = set(before)
    for old, found in heirs.items():
        after -= {old} - found
    # A code that another takes over as its heir must itself live on.
    gone = set(before) - after
    heirs = {o: ({h for h in f if h not in gone} or {new[0]}) for o, f in heirs.items()}
    after |= {h for f in heirs.values() for h in f}
    return set(before), after, heirs, draw(st.booleans())


@given(reforms(), st.randoms(use_true_random=False))
def test_recoding_with_the_built_concordance_keeps_totals(reform, random):
    before, after, heirs, says_self = reform
    name = "{:04}".format
    day = date(2020, 1, 1)
    # KLASS may or may not list that a divided code lives on.
    told = [
        CodeChange(name(old), "a", name(new), "b", day)
        for old, found in heirs.items()
        for new in found
        if says_self or new != old
    ]
    sides = tuple(
        tuple(Code(name(c), "a", "1", None, None, None) for c in codes) for codes in (before, after)
    )
    built = build(told, {day: sides}, 2000)
    with pytest.MonkeyPatch.context() as patch:
        years = {c: 1990 if c in before else 2020 for c in before | after}
        regions = {
            name(c): SimpleNamespace(valid_from=since, valid_to=None) for c, since in years.items()
        }
        lines = tuple(
            Change(x.old_code, x.new_code, x.valid_from_year, x.part == WHOLE) for x in built.lines
        )
        made = SimpleNamespace(changes=lines, regions=regions, splits=())
        patch.setattr(area, "register", lambda: made)
        borders = area.concordance.__wrapped__()
    counts = {name(c): random.randint(0, 1000) for c in before}
    recoded = Counter()
    for old, number in counts.items():
        found = borders.heirs.get(2020, {}).get(old, (old,))
        cuts = sorted(random.randint(0, number) for _ in found[1:])
        for new, low, high in zip(found, [0, *cuts], [*cuts, number], strict=True):
            recoded[new] += high - low
            assert old in borders.parents_of(2020, new) if borders.heirs else new == old
    assert recoded.total() == sum(counts.values())
    born = {one.code for one in built.unlinked if one.kind == "born"}
    assert set(recoded) | born == {name(c) for c in after}
    divided = {x.old_code for x in built.lines if x.part == PART}
    assert divided == {name(old) for old, found in heirs.items() if len(found) > 1}


# --- the verb -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch, klass):
    for name in ("municipality_changes.csv", "municipalities.csv"):
        shutil.copy(FOLDER / name, tmp_path / name)
    monkeypatch.setattr(cli, "FOLDER", tmp_path)
    monkeypatch.setattr(cli, "Client", lambda on_wait: klass)
    monkeypatch.setattr(cli, "datetime", SimpleNamespace(now=lambda zone: datetime(2026, 3, 1)))
    return tmp_path


def go(*words):
    return CliRunner().invoke(cli.concordance, list(words), catch_exceptions=False)


def test_the_report_prints_and_writes_nothing(folder, klass):
    merger(klass)
    before = (folder / "municipality_changes.csv").read_bytes()
    ran = go("--format", "csv")
    assert ran.exit_code == 0
    assert "new,2026,5032,Selbu,5031,Malvik,whole," in ran.stdout
    assert "KLASS and the register differ: 1 new, 9 rename." in ran.stderr
    assert (folder / "municipality_changes.csv").read_bytes() == before


def test_write_renews_and_then_nothing_differs(folder, klass):
    merger(klass)
    ran = go("--write")
    assert ran.exit_code == 0
    lines = read_lines((folder / "municipality_changes.csv").read_text(encoding="utf-8"))
    assert lines[-1] == Line("5032", "Selbu", "5031", "Malvik", 2026, WHOLE)
    again = go()
    assert again.exit_code == 0
    assert "Nothing differs" in again.stderr
    assert again.stdout == ""


def test_write_refuses_a_county_that_is_unknown(folder, klass):
    klass.changes[131].append(
        {"oldCode": "5032", "newCode": "9901", "newName": "Ny", "changeOccurred": "2026-01-01"}
    )
    klass.codes[131].append({"code": "9901", "name": "Ny", "valid_from": 2026, "valid_to": ""})
    next(row for row in klass.codes[131] if row["code"] == "5032")["valid_to"] = "2025"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(SourceChanged, match="unknown county 99"):
        go("--write")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
