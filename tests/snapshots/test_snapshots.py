"""Raw files are whole, verified and locked."""

import json
import os

import pytest

from regionstat.errors import Misuse, SnapshotDamaged
from regionstat.snapshots import find_home, keep, lock_source, read_edition, write_whole
from regionstat.snapshots.editions import (
    Locked,
    check_open,
    list_contemporary,
    list_editions,
    shared,
    write_edition,
)
from regionstat.snapshots.keep import pedigree_path, read_snapshot, read_verified
from regionstat.snapshots.write import Path as WritePath

ABOUT = {
    "source": "population",
    "origin": "transcribed",
    "table": "07459",
    "title": {"nb": "Folkemengde", "en": "Population"},
    "publisher": "SSB",
    "licence": "CC BY 4.0",
    "vintage": "2026",
    "known_gaps": [],
    "cells": 1,
    "missing": {},
    "original": {"file": "a.csv", "sha256": "0"},
}


@pytest.fixture
def home(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    return tmp_path


def test_the_same_bytes_again_make_no_new_file(home):
    first, new = keep(home, b"{}", ABOUT)
    assert new
    before = sorted((home / "data").rglob("*"))
    again, new = keep(home, b"{}", ABOUT)
    assert not new
    assert again.path == first.path
    assert sorted((home / "data").rglob("*")) == before


def test_a_raw_file_has_a_pedigree_with_its_hash(home):
    snapshot, _ = keep(home, b'{"a": 1}', ABOUT)
    told = json.loads(pedigree_path(snapshot.path).read_bytes())
    assert told["bytes"] == 8
    assert told["origin"] == "transcribed"
    assert snapshot.path.stem == told["sha256"][:12]
    assert read_snapshot(snapshot.path) == snapshot


def test_one_flipped_byte_is_found_and_named(home):
    snapshot, _ = keep(home, b'{"a": 1}', ABOUT)
    edition = lock_source(home, 2020, "population", snapshot.pedigree.sha256)
    snapshot.path.write_bytes(b'{"a": 2}')
    with pytest.raises(SnapshotDamaged) as caught:
        edition.read("population")
    message = str(caught.value)
    assert snapshot.path.name in message
    assert snapshot.pedigree.sha256 in message
    assert "never edited" in message
    with pytest.raises(SnapshotDamaged):
        keep(home, b'{"a": 1}', ABOUT)


def test_an_absent_raw_file_is_named(home):
    with pytest.raises(SnapshotDamaged, match="there is no such file"):
        read_verified(home / "data" / "raw" / "population" / "x.json", "0")


def test_a_frozen_edition_takes_in_nothing(home):
    raw = (Locked("population", "data/raw/population/a.json", "a" * 64),)
    frozen, new = write_edition(home, 2021, raw)
    before = (frozen.folder / "edition.toml").read_bytes()
    assert (frozen.frozen, new) == (True, True)
    assert write_edition(home, 2021, raw) == (frozen, False)
    with pytest.raises(Misuse, match="it is frozen"):
        lock_source(home, 2021, "employed", "b" * 64)
    with pytest.raises(Misuse, match="it is frozen"):
        check_open(home, 2021)
    assert (frozen.folder / "edition.toml").read_bytes() == before
    check_open(home, 2022)


def test_a_lock_keeps_the_other_sources(home):
    lock_source(home, 2020, "population", "a" * 64)
    edition = lock_source(home, 2020, "employed", "b" * 64)
    assert [one.source for one in edition.raw] == ["employed", "population"]
    assert edition == read_edition(2020, home)


def test_a_new_edition_begins_as_the_newest_one(home):
    lock_source(home, 2020, "population", "a" * 64)
    lock_source(home, 2020, "employed", "b" * 64)
    edition = lock_source(home, 2021, "employed", "c" * 64)
    assert {one.source: one.sha256[0] for one in edition.raw} == {
        "population": "a",
        "employed": "c",
    }
    assert {one.sha256[0] for one in read_edition(2020, home).raw} == {"a", "b"}


def test_unknown_editions_and_broken_locks_are_refused(home):
    lock_source(home, 2020, "population", "a" * 64)
    with pytest.raises(Misuse, match="editions that exist: 2020"):
        read_edition(1999, home)
    (home / "reports" / "2020" / "edition.toml").write_text("raw = 3")
    with pytest.raises(SnapshotDamaged, match="it is not a lock"):
        read_edition(2020, home)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(home, monkeypatch):
    target = home / "panel.csv"
    write_whole(target, b"old")

    def refuse(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in home.iterdir() if path.is_file()] == ["panel.csv"]


def test_an_interrupted_rename_leaves_the_old_file(home, monkeypatch):
    target = home / "panel.csv"
    write_whole(target, b"old")

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(WritePath, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in home.iterdir() if path.is_file()] == ["panel.csv"]


def test_home_is_where_the_variable_says(home, monkeypatch):
    monkeypatch.setenv("REGIONSTAT_HOME", str(home))
    assert find_home() == home
    monkeypatch.setenv("REGIONSTAT_HOME", str(home / "reports"))
    with pytest.raises(Misuse, match="REGIONSTAT_HOME"):
        find_home()


def test_home_is_found_from_a_folder_below(home, monkeypatch):
    monkeypatch.delenv("REGIONSTAT_HOME", raising=False)
    monkeypatch.chdir(home / "data" / "raw")
    assert find_home() == home


# --- editions made afterwards ---------------------------------------------------------------------


def afterwards(home, year):
    """Let there be an edition of `year` on the files of 2020, made afterwards."""
    lock = (home / "reports" / "2020" / "edition.toml").read_text()
    told = lock.replace("edition = 2020", f"edition = {year}\nfrozen = true\nretrospective = true")
    (home / "reports" / str(year)).mkdir()
    (home / "reports" / str(year) / "edition.toml").write_text(told)
    return read_edition(year, home)


def test_an_edition_made_afterwards_is_no_record_of_its_year(home):
    lock_source(home, 2020, "population", "a" * 64)
    assert afterwards(home, 2015).retrospective
    assert not read_edition(2020, home).retrospective
    assert list_editions(home) == (2015, 2020)
    assert list_contemporary(home) == (2020,)
    with pytest.raises(Misuse, match="frozen"):
        lock_source(home, 2015, "population", "b" * 64)


def test_editions_on_the_same_files_share_what_is_made_of_them(home):
    lock_source(home, 2020, "population", "a" * 64)
    old = afterwards(home, 2015)
    assert shared(old).year == shared(read_edition(2020, home)).year == 2020
    # New figures for 2020 leave the older edition on its own.
    new = lock_source(home, 2020, "population", "b" * 64)
    assert shared(old).year == 2015
    assert shared(new).year == 2020


def test_the_editions_before_2020_stand_on_its_files():
    home = find_home()
    newest = read_edition(2020, home)
    years = [year for year in list_editions(home) if year < 2020]
    assert years == list(range(2012, 2020))
    for one in (read_edition(year, home) for year in years):
        assert one.raw == newest.raw
        assert one.frozen
        assert one.retrospective
