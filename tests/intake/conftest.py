"""The desk of one analyst; tests of other rooms borrow it from here."""

from dataclasses import replace

import pytest

from intake.small_home import Clock, Desk, make_home
from statbank import load_bank, serve
from statbank.tables import Bank


@pytest.fixture(scope="session")
def statbank():
    """Run one server for all tests; `desk` makes it new for each."""
    with serve(load_bank(with_samples=False)) as server:
        yield server, dict(server.bank)


@pytest.fixture
def server(statbank):
    found, pristine = statbank
    found.world.bank = Bank(replace(table) for table in pristine.values())
    found.world.limit = 800_000
    found.faults.clear()
    found.log.clear()
    return found


@pytest.fixture
def home(tmp_path, monkeypatch):
    found = make_home(tmp_path / "home")
    monkeypatch.setenv("REGIONSTAT_HOME", str(found))
    return found


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    found.install(monkeypatch)
    return found


@pytest.fixture
def desk(home, server, clock, monkeypatch, capsys):
    found = Desk(home, server, clock, monkeypatch, capsys)
    monkeypatch.setattr("regionstat.cli.fetch.Client", found.client)
    return found
