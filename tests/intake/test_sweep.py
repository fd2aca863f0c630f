"""The sweep of the company registers: counts, interruptions, odd accounts, and its intervals."""

import errno
import json
import math
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import made_companies as made
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from made_companies import NOW, PLACES, Registers, account, truth, unit, world

from regionstat.cli import sweep as cli
from regionstat.errors import BadFile, Misuse, SourceChanged, SourceUnavailable
from regionstat.intake.sweep import ask, open_sweep
from regionstat.intake.sweep_counts import COUNTS, count, profitable_share
from regionstat.intake.sweep_dataset import result_of
from regionstat.intake.sweep_regions import region_today
from regionstat.sources.company_accounts import Accounts
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Client
from regionstat.tables.jsonstat import decode
from statbank import Bank, serve
from statbank.brreg import truth as statbank_truth

HOSTS = hosts_at("http://brreg.test")


class Stopped(BaseException):
    """What a test stops a sweep with: nothing in the library catches it."""


def stop_at(call):
    def on_call(calls):
        if calls == call:
            raise Stopped

    return on_call


def run(client, home, most=None):
    """Run the sweep; return its dataset when it is done."""
    with open_sweep(client, HOSTS, PLACES, home) as sweep:
        ask(sweep, client, HOSTS, most=most, now=lambda: NOW)
        return None if sweep.waiting else result_of(sweep)[0]


def folder_of(home):
    (found,) = (home / "data" / "processed" / "sweeps").iterdir()
    return found


def everything(home):
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def companies():
    return world(seed=1, number=120)


@pytest.fixture(scope="module")
def whole(companies, tmp_path_factory):
    return run(Registers(*companies), tmp_path_factory.mktemp("whole"))


# --- the counts -----------------------------------------------------------------------------------


def test_the_dataset_tells_the_truth(companies, whole):
    table = decode(whole, name="sweep")
    got = {
        (row.Region, int(row.Tid), row.ContentsCode): row.value
        for row in table.frame.astype({"Tid": "str"}).itertuples()
    }
    for (place, year), counts in truth(*companies).items():
        assert {code: got[place, year, code] for code in COUNTS} == {
            code: counts[code] for code in COUNTS
        }
    assert table.contents["judged"].unit == "selskaper"
    assert all(note.mandatory for note in table.notes)


def test_its_notes_state_the_population(companies, whole):
    nb, en = json.loads(whole)["note"]
    empty = sum(found is None for found in companies[1].values())
    assert "120 companies" in en
    assert "120 selskaper" in nb
    assert f"{empty} have no accounts" in en
    assert "2026-03-01 to 2026-03-01" in en


def test_no_name_is_on_disk_after_any_step(companies, tmp_path):
    with pytest.raises(Stopped):
        run(Registers(*companies, on_call=stop_at(20)), tmp_path)
    assert b"910000" in everything(tmp_path)
    run(Registers(*companies), tmp_path)
    kept = everything(tmp_path)
    assert made.NAME.encode() not in kept
    # Neither sole proprietors, nor deleted units, nor those elsewhere.
    assert b"92000000" not in kept


accounts = st.builds(
    Accounts,
    kind=st.sampled_from(["SELSKAP", "KONSERN"]),
    currency=st.sampled_from(["NOK", "EUR"]),
    period_from=st.none(),
    period_to=st.dates(date(2020, 1, 1), date(2023, 12, 31)),
    result_before_tax=st.none() | st.sampled_from([-1.0, 0.0, 1.0]),
    annual_result=st.none(),
)
answers = st.dictionaries(
    st.integers(0, 40).map(str), st.none() | st.lists(accounts, max_size=3).map(tuple), max_size=15
)


@settings(max_examples=50)
@given(answers, st.integers(0, 3))
def test_every_company_is_counted_once_in_every_year(filed, silent):
    asked = {**dict.fromkeys(filed, "5001"), **{f"s{i}": "5001" for i in range(silent)}}
    counts = count(asked, filed)
    assert (counts["companies"] == len(asked)).all()
    parts = counts[["with_accounts", "without_accounts", "unanswered"]].sum(axis=1)
    assert (parts == counts["companies"]).all()
    kinds = counts[["group_only", "no_result", "judged"]].sum(axis=1)
    assert (kinds == counts["with_accounts"]).all()
    assert (counts["positive_result"] <= counts["judged"]).all()
    assert (counts["other_currency"] <= counts["judged"]).all()


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        ([account(2024, 0)], {"judged": 1, "positive_result": 0}),
        ([account(2024, 5, currency="EUR")], {"positive_result": 1, "other_currency": 1}),
        ([account(2024, 5, kind="KONSERN")], {"group_only": 1, "judged": 0}),
        ([account(2024, -5), account(2024, 5, kind="KONSERN")], {"judged": 1, "group_only": 0}),
        ([account(2024, None)], {"no_result": 1, "judged": 0}),
        # A short period that ends in the year of a long one: the later one speaks.
        ([account(2024, 5) | {"regnskapsperiode": {"tilDato": "2024-06-30"}}, account(2024, -5)],
         {"judged": 1, "positive_result": 0}),
    ],
)  # fmt: skip
def test_one_company_is_judged_as_the_rules_say(filed, expected, tmp_path):
    client = Registers([unit("910000000", "AS", "5001")], {"910000000": filed})
    run(client, tmp_path)
    with open_sweep(client, HOSTS, PLACES, tmp_path) as sweep:
        counts = count(sweep.population.municipality_of, sweep.filed)
    (row,) = counts[counts["year"] == 2024].to_dict("records")
    assert {kind: row[kind] for kind in expected} == expected


def test_the_made_up_companies_of_the_local_server(tmp_path):
    there = [
        company
        for company in statbank_truth()
        if company.form in ("AS", "ASA") and not company.deleted and not company.removed
    ]
    with serve(Bank([])) as server, Client() as client:
        hosts, places = hosts_at(server.url), sorted({company.place for company in there})
        with open_sweep(client, hosts, places, tmp_path) as sweep:
            ask(sweep, client, hosts)
            data, _ = result_of(sweep)
            counts = count(sweep.population.municipality_of, sweep.filed)
    for row in counts.to_dict("records"):
        here = [company for company in there if company.place == row["region"]]
        year = [[a for a in c.accounts if a.end[:4] == str(row["year"])] for c in here]
        own = [[a for a in accounts if a.kind == "SELSKAP"] for accounts in year]
        judged = [accounts[0] for accounts in own if accounts and accounts[0].operating is not None]
        assert {kind: row[kind] for kind in COUNTS} == {
            "companies": len(here),
            "with_accounts": sum(map(bool, year)),
            "without_accounts": sum(not accounts for accounts in year),
            "unanswered": 0,
            "other_currency": sum(a.currency != "NOK" for a in judged),
            "group_only": sum(bool(a) and not mine for a, mine in zip(year, own, strict=True)),
            "no_result": sum(map(bool, own)) - len(judged),
            "judged": len(judged),
            "positive_result": sum(a.operating > 0 for a in judged),
        }
    assert counts["other_currency"].sum() > 0
    assert counts["no_result"].sum() > 0
    assert made.NAME.encode() not in data + everything(tmp_path)


# --- interruptions --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quick():
    """Leave out the wait for the disk, which no test of this kind can notice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("regionstat.intake.sweep_journal.os.fsync", lambda file: None)
        yield


@settings(deadline=None, max_examples=12)
@given(at=st.lists(st.integers(1, 60), max_size=3), cut=st.integers(0, 200))
def test_stopping_anywhere_and_going_on_gives_the_same(
    companies, whole, quick, tmp_path_factory, at, cut
):
    home = tmp_path_factory.mktemp("stopped")
    asked = 0
    for call in at:
        client = Registers(*companies, on_call=stop_at(call))
        try:
            run(client, home)
        except Stopped:
            client.calls -= 1
        asked += client.calls
        # As if the machine had stopped in the middle of the last line.
        journal = folder_of(home) / "answers.jsonl"
        lines = journal.read_bytes().splitlines(keepends=True)
        torn = lines[-1][: cut % len(lines[-1])] if lines else b""
        journal.write_bytes(b"".join(lines[:-1]) + torn)
        asked -= bool(lines)
    last = Registers(*companies)
    assert run(last, home) == whole
    assert asked + last.calls == 120
    assert last.downloads == (0 if at else 1)


def die_at(call, home):
    def on_call(calls):
        if calls == call:
            signal.raise_signal(signal.SIGKILL)

    run(Registers(*world(seed=1, number=120), on_call=on_call), Path(home))


def test_a_killed_process_loses_only_the_request_under_way(companies, whole, tmp_path):
    code = (
        "import sys; sys.path[:0] = sys.argv[3:]; import test_sweep as t;"
        "t.die_at(int(sys.argv[1]), sys.argv[2])"
    )
    here = Path(__file__).parent
    ran = subprocess.run(
        [sys.executable, "-c", code, "31", str(tmp_path), str(here), str(here.parent)]
    )
    assert ran.returncode == -signal.SIGKILL
    last = Registers(*companies)
    assert run(last, tmp_path) == whole
    assert (last.calls, last.downloads) == (90, 0)


def test_a_full_disk_stops_the_sweep_and_loses_nothing(companies, whole, tmp_path):
    room = iter(range(10))

    def fsync(file):
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("regionstat.intake.sweep_journal.os.fsync", fsync)
        with pytest.raises(OSError, match="No space"):
            run(Registers(*companies), tmp_path)
    last = Registers(*companies)
    assert run(last, tmp_path) == whole
    assert last.downloads == 0


def test_a_killed_download_is_forgotten(companies, whole, tmp_path):
    class Killed(Registers):
        def download(self, url, path, **_):
            path.with_suffix(".part").write_bytes(made.NAME.encode())
            raise Stopped

    with pytest.raises(Stopped):
        run(Killed(*companies), tmp_path)
    # What a kill -9 leaves behind is wiped by the next run.
    bulk = folder_of(tmp_path) / "bulk"
    bulk.mkdir()
    (bulk / ".enheter.part").write_bytes(made.NAME.encode())
    assert run(Registers(*companies), tmp_path) == whole
    assert made.NAME.encode() not in everything(tmp_path)


def test_a_broken_line_in_the_middle_is_refused(companies, tmp_path):
    run(Registers(*companies), tmp_path, most=10)
    journal = folder_of(tmp_path) / "answers.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:3], b"{}\n", *lines[4:]]))
    with pytest.raises(BadFile, match="line 4 of its journal"):
        run(Registers(*companies), tmp_path)


def test_two_at_once_are_refused(companies, tmp_path):
    client = Registers(*companies)
    with (
        open_sweep(client, HOSTS, PLACES, tmp_path),
        pytest.raises(Misuse, match="another process"),
        open_sweep(client, HOSTS, PLACES, tmp_path),
    ):
        pass


def test_a_company_that_the_register_fails_on_is_unanswered(companies, tmp_path):
    wrong = list(companies[1])[:8]
    client = Registers(*companies, wrong=wrong)
    with open_sweep(client, HOSTS, PLACES, tmp_path) as sweep:
        ask(sweep, client, HOSTS, now=lambda: NOW)
        assert sweep.waiting == ()
        counts = count(sweep.population.municipality_of, sweep.filed)
    assert counts[counts["year"] == 2024]["unanswered"].sum() == 8


def test_a_register_that_fails_on_everybody_stops_the_sweep(companies, tmp_path):
    down = Registers(*companies, wrong=companies[1])
    with pytest.raises(SourceUnavailable, match="failed on each"):
        run(down, tmp_path)
    assert down.calls == 3
    # Also in the middle, where those that did answer fail too.
    run(Registers(*companies), tmp_path, most=30)
    with pytest.raises(SourceUnavailable):
        run(down, tmp_path)
    last = Registers(*companies)
    run(last, tmp_path)
    assert last.calls == 90


def test_no_company_and_no_accounts_are_refused(tmp_path):
    with pytest.raises(Misuse, match="none of 1 units"):
        run(Registers([unit("910000000", "ENK", "5001")], {}), tmp_path / "a")
    client = Registers([unit("910000000", "AS", "5001")], {"910000000": None})
    with pytest.raises(SourceChanged, match="not one of them has accounts"):
        run(client, tmp_path / "b")


# --- the share and its interval -------------------------------------------------------------------


def counted(rows):
    frame = pd.DataFrame(rows, columns=["region", "year", "companies", "judged", "positive_result"])
    # As in a sweep that is under way: those not judged have not been asked.
    frame["unanswered"] = frame["companies"] - frame["judged"]
    return frame.reindex(columns=["region", "year", *COUNTS], fill_value=0)


def test_regions_are_added_before_the_share_is_taken():
    counts = counted([("5001", 2024, 100, 50, 40), ("5035", 2024, 20, 10, 2)])
    shares = profitable_share(counts, {"both": ["5001", "5035"]})
    (row,) = shares.to_dict("records")
    assert (row["judged"], row["companies"]) == (60, 120)
    assert row["share"] == pytest.approx(70)
    error = 100 * math.sqrt(0.7 * 0.3 / 60 * (120 - 60) / (120 - 1))
    assert row["standard_error"] == pytest.approx(error)
    assert row["low"] < 70 < row["high"]
    with pytest.raises(Misuse, match="5028"):
        profitable_share(counts, {"more": ["5001", "5028"]})


def test_all_judged_leaves_no_error_and_none_judged_no_share():
    shares = profitable_share(counted([("a", 2024, 9, 9, 3), ("b", 2024, 9, 0, 0)]))
    full, empty = shares.to_dict("records")
    assert full["standard_error"] == 0
    assert full["low"] == full["high"] == full["share"] == pytest.approx(100 / 3)
    assert all(math.isnan(empty[name]) for name in ("share", "standard_error", "low", "high"))


def test_a_year_that_only_the_late_show_has_no_share():
    counts = counted([("a", 2023, 100, 30, 5), ("a", 2024, 100, 60, 40)]).assign(unanswered=0)
    late, now = profitable_share(counts).to_dict("records")
    assert math.isnan(late["share"])
    assert math.isnan(late["high"])
    assert late["judged"] == 30
    assert now["share"] == pytest.approx(200 / 3)


@st.composite
def samples(draw):
    """Draw (companies, judged, positive), each no more than the one before."""
    everyone = draw(st.integers(1, 400))
    judged = draw(st.integers(1, everyone))
    return everyone, judged, draw(st.integers(0, judged))


@settings(max_examples=30)
@given(st.lists(samples(), min_size=1, max_size=30))
def test_the_interval_holds_the_share_and_keeps_to_percent(found):
    shares = profitable_share(counted([(str(i), 2024, *row) for i, row in enumerate(found)]))
    assert len(shares) == len(found)
    assert (shares["low"] >= 0).all()
    assert (shares["low"] <= shares["share"] + 1e-9).all()
    assert (shares["share"] <= shares["high"] + 1e-9).all()
    assert (shares["high"] <= 100).all()


@pytest.mark.parametrize(("everyone", "judged"), [(40, 20), (200, 60), (1000, 700), (5000, 300)])
def test_the_interval_covers_the_truth(everyone, judged):
    possible = [(str(n), 2024, everyone, judged, n) for n in range(judged + 1)]
    rows = profitable_share(counted(possible)).assign(region=lambda f: f["region"].astype(int))
    ends = rows.sort_values("region")[["low", "high"]].to_numpy()
    draw, covered = np.random.default_rng(7), []
    for true in np.linspace(0.1, 0.9, 17):
        positive = round(everyone * true)
        drawn = ends[draw.hypergeometric(positive, everyone - positive, judged, 2000)]
        share = 100 * positive / everyone
        covered.append(np.mean((drawn[:, 0] <= share) & (share <= drawn[:, 1])))
    assert 0.94 <= np.mean(covered) <= 0.965
    assert min(covered) >= 0.88


# --- regions, and the verb ------------------------------------------------------------------------


def test_regions_become_the_municipalities_of_today():
    org8 = region_today("org8")
    assert org8.codes == ("5001", "5027", "5028", "5029", "5031", "5035", "5054", "5059")
    # The member of 2017 was Orkdal, which is a part of Orkland now.
    plan = region_today("plan11")
    assert "5059" in plan.codes
    assert "5059" in plan.beyond
    assert "5001" not in plan.beyond
    assert region_today("1601").codes == ("5001",)
    assert region_today("16").codes == region_today("16").codes
    assert {"5001", "5059", "5061"} & set(region_today("16").codes) == {"5001", "5059"}
    assert set(region_today("50").codes) == {
        code for code in region_today("0").codes if code.startswith("50")
    }
    with pytest.raises(Misuse, match="Unknown region"):
        region_today("nowhere")


@pytest.fixture
def verb(tmp_path, monkeypatch, companies):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    monkeypatch.setenv("REGIONSTAT_HOME", str(tmp_path))
    client = Registers(*companies)
    monkeypatch.setattr(cli, "Client", lambda on_wait: client)

    def go(*words):
        words = ["--region", "5001", "--region", "5035", *words]
        return CliRunner().invoke(cli.sweep, words, catch_exceptions=False)

    return SimpleNamespace(go=go, home=tmp_path, client=client)


def test_the_verb_goes_on_and_keeps_the_result(verb):
    first = verb.go("--limit", "50", "--format", "csv")
    assert "120 requests left" in first.stderr
    assert "70 companies wait" in first.stderr
    assert list((verb.home / "data" / "raw").rglob("*.json")) == []
    second = verb.go("--format", "csv")
    assert "70 requests left" in second.stderr
    assert verb.client.calls == 120
    kept = [p for p in (verb.home / "data" / "raw").rglob("*.json") if "pedigree" not in p.name]
    assert len(kept) == 1
    assert second.stdout.splitlines()[0] == (
        "region,year,share,standard_error,low,high,judged,companies"
    )
    # What is left of the sweep is its lock: the next one begins anew.
    assert [p.name for p in folder_of(verb.home).iterdir() if p.name != "lock"] == []
    assert made.NAME.encode() not in everything(verb.home)
