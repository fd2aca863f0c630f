"""The installation is looked at: packages, folders, raw files, room, time zones."""

import os
from collections import namedtuple
from importlib import metadata
from zoneinfo import ZoneInfoNotFoundError

import pytest

from regionstat.intake import installation
from regionstat.intake.doctor import CHANGE, NOTE, OK
from regionstat.intake.installation import examine_installation

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def ready(home):
    (home / "data" / "processed").mkdir()
    return home


def by_check(home):
    found = examine_installation(home)
    assert {one.subject for one in found} == {"installation"}
    assert len({one.check for one in found}) == len(found)
    return {one.check: one for one in found}


def wrong(home):
    """Return the one finding that is not ok."""
    (found,) = [one for one in by_check(home).values() if one.result != OK]
    assert found.todo
    return found


@pytest.fixture(autouse=True)
def roomy(monkeypatch):
    monkeypatch.setattr(installation.shutil, "disk_usage", lambda path: Usage(9e12, 0, 9e12))


def test_everything_is_well_here(ready):
    found = by_check(ready)
    assert {one.result for one in found.values()} == {OK}
    assert found.keys() == {
        "python",
        "packages",
        "data/raw",
        "data/processed",
        "reports",
        "disk",
        "edition 2020",
        "time zone",
    }
    assert found["edition 2020"].found == "3 raw files have the bytes it locks"


# --- packages -------------------------------------------------------------------------------------


def requiring(monkeypatch, *lines):
    monkeypatch.setattr(installation.metadata, "requires", lambda name: list(lines))


def test_a_package_that_is_too_old_is_told_with_what_is_needed(ready, monkeypatch):
    requiring(monkeypatch, "pandas>=999", "click")
    found = wrong(ready)
    assert (found.check, found.result) == ("packages", CHANGE)
    assert found.found == f"pandas is {metadata.version('pandas')}, >=999 is needed"
    assert "requirements.lock" in found.todo


def test_a_package_that_is_absent_is_told(ready, monkeypatch):
    requiring(monkeypatch, "no-such-package-as-this>=1", "pandas>=999")
    found = wrong(ready)
    first, second = found.found.split("; ")
    assert first == "no-such-package-as-this is absent"
    assert second.startswith("pandas is")


@pytest.mark.parametrize(
    "line", ['no-such-package; extra == "dev"', 'no-such-package; python_version < "3"']
)
def test_what_is_not_for_this_installation_is_not_asked_for(ready, monkeypatch, line):
    requiring(monkeypatch, line)
    assert by_check(ready)["packages"].result == OK


def test_a_trial_version_of_a_package_is_enough(ready, monkeypatch):
    requiring(monkeypatch, "pandas>=2")
    monkeypatch.setattr(installation.metadata, "version", lambda name: "99.0.0rc1")
    assert by_check(ready)["packages"].result == OK


# --- folders, room and time zones -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["data/raw", "data/processed", "reports"])
def test_a_folder_that_cannot_be_written_to_is_told(ready, monkeypatch, name):
    # The administrator, as whom tests may run, may write everywhere.
    able = os.access
    shut = str(ready / name)
    monkeypatch.setattr(
        installation.os, "access", lambda path, mode: str(path) != shut and able(path, mode)
    )
    found = wrong(ready)
    assert (found.check, found.result, found.found) == (name, CHANGE, "cannot be written to")
    assert shut in found.todo


def test_a_folder_that_is_absent_is_told(ready):
    (ready / "data" / "processed").rmdir()
    found = wrong(ready)
    assert (found.check, found.result, found.found) == ("data/processed", CHANGE, "is absent")
    assert not (ready / "data" / "processed").exists()


def test_a_file_in_the_place_of_a_folder_is_told(ready):
    (ready / "data" / "processed").rmdir()
    (ready / "data" / "processed").write_text("")
    assert wrong(ready).found == "cannot be written to"


def test_little_room_is_a_note(ready, monkeypatch):
    monkeypatch.setattr(installation.shutil, "disk_usage", lambda path: Usage(2e9, 1e9, 1e9))
    found = wrong(ready)
    assert (found.check, found.result, found.found) == ("disk", NOTE, "1 GB free")


def test_a_machine_without_time_zones_is_told(ready, monkeypatch):
    def none(name):
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(installation, "ZoneInfo", none)
    found = wrong(ready)
    assert (found.check, found.result, found.todo) == ("time zone", CHANGE, "pip install tzdata")


# --- editions -------------------------------------------------------------------------------------


def first_raw(home):
    return next(
        path
        for path in sorted((home / "data" / "raw" / "employed").glob("*.json"))
        if not path.name.endswith(".pedigree.json")
    )


def test_a_damaged_raw_file_is_found_in_its_edition(ready):
    path = first_raw(ready)
    path.write_bytes(path.read_bytes() + b" ")
    found = wrong(ready)
    assert (found.check, found.result) == ("edition 2020", CHANGE)
    assert "its sha256 is" in found.found
    assert "restore it from version control" in found.todo


def test_a_raw_file_that_is_gone_is_found(ready):
    first_raw(ready).unlink()
    assert wrong(ready).found == "there is no such file"


def test_a_lock_that_cannot_be_read_is_found_and_the_others_are_looked_at(ready):
    lock = ready / "reports" / "2020" / "edition.toml"
    other = ready / "reports" / "2021" / "edition.toml"
    other.parent.mkdir()
    other.write_bytes(lock.read_bytes())
    lock.write_text("[raw")
    found = by_check(ready)
    assert (found["edition 2020"].result, found["edition 2021"].result) == (CHANGE, OK)


def test_a_home_without_editions_is_no_fault(ready):
    (ready / "reports" / "2020" / "edition.toml").unlink()
    found = by_check(ready)
    assert {one.result for one in found.values()} == {OK}
    assert not [check for check in found if check.startswith("edition")]
