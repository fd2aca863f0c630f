"""Pulls: whole or not there, in the order they were kept; and what can be gone on from."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.errors import SnapshotDamaged
from regionstat.snapshots import keep
from regionstat.snapshots.keep import read_snapshot
from regionstat.snapshots.pulls import find_parts, keep_pull, list_pulls, read_parts, read_pull
from snapshots.made_pulls import ABOUT, NOON, exchange, pull_of


@pytest.fixture
def home(tmp_path):
    return empty(tmp_path)


def empty(folder):
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "reports").mkdir()
    return folder


def test_a_pull_is_read_as_it_was_kept(home):
    pull = pull_of(home, b"[1]", b"[2]")
    path, new = keep_pull(home, pull)
    assert new
    assert read_pull(path) == replace(pull, order=int(NOON.timestamp()))
    assert read_parts(path) == (b"[1]", b"[2]")


def test_the_same_again_later_makes_no_new_file(home):
    path, _ = keep_pull(home, pull_of(home, b"[1]"))
    before = path.read_bytes()
    again = pull_of(home, b"[1]", moment=NOON + timedelta(days=9))
    assert keep_pull(home, again) == (path, False)
    assert path.read_bytes() == before
    assert len(list_pulls(home, "population")) == 1


@pytest.mark.parametrize(
    "change",
    [{"updated": "U2"}, {"flags": ("figures blank",)}, {"selection_sha256": "t"}],
)
def test_what_is_said_otherwise_of_the_same_bytes_is_a_new_pull(home, change):
    pull = pull_of(home, b"[1]")
    first, _ = keep_pull(home, pull)
    second, new = keep_pull(home, replace(pull, **change))
    assert new
    assert [path for path, _ in list_pulls(home, "population")] == [first, second]


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from([b"[1]", b"[2]", b"[3]"]), st.integers(-400, 400)), max_size=8
    )
)
def test_the_newest_is_the_one_kept_last_whatever_the_clock_said(tmp_path_factory, steps):
    home = empty(tmp_path_factory.mktemp("home"))
    wanted = []
    for body, days in steps:
        path, new = keep_pull(home, pull_of(home, body, moment=NOON + timedelta(days=days)))
        assert new == (not wanted or wanted[-1][1] != body)
        if new:
            wanted.append((path, body))
        assert list_pulls(home, "population")[-1][0] == path
    found = list_pulls(home, "population")
    assert [(path, *read_parts(path)) for path, _ in found] == wanted
    orders = [pull.order for _, pull in found]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b'{"pedigree": {}}', b"\xff\xfe"])
def test_a_damaged_pull_is_named(home, damage):
    path, _ = keep_pull(home, pull_of(home, b"[1]"))
    path.write_bytes(damage)
    with pytest.raises(SnapshotDamaged, match=path.name) as caught:
        list_pulls(home, "population")
    assert "fetch the source anew" in str(caught.value)


@pytest.mark.parametrize("field", ["parts", "order", "flags", "retrieved", "pedigree"])
def test_a_pull_that_lacks_something_is_none(home, field):
    path, _ = keep_pull(home, pull_of(home, b"[1]"))
    found = json.loads(path.read_bytes())
    del found[field]
    path.write_text(json.dumps(found))
    with pytest.raises(SnapshotDamaged):
        read_pull(path)


def test_a_part_that_changed_or_is_gone_is_found(home):
    path, _ = keep_pull(home, pull_of(home, b"[1]", b"[2]"))
    second = path.parent / read_pull(path).parts[1][0]
    second.write_bytes(b"[3]")
    with pytest.raises(SnapshotDamaged, match=second.name):
        read_parts(path)
    second.unlink()
    with pytest.raises(SnapshotDamaged, match="no such file"):
        read_parts(path)


def test_only_a_part_of_the_same_request_and_state_is_gone_on_from(home):
    kept, _ = keep(home, b"[1]", {**ABOUT, "exchange": exchange()})
    keep(home, b"[2]", {**ABOUT, "exchange": exchange(updated="U2")})
    keep(home, b"[3]", {**ABOUT, "exchange": exchange(digest="b" * 64)})
    keep(home, b"[4]", ABOUT)
    assert list(find_parts(home, "population", "a" * 64, "U1")) == [read_snapshot(kept.path)]
    assert list(find_parts(home, "population", "c" * 64, "U1")) == []
    assert list(find_parts(home, "employed", "a" * 64, "U1")) == []


def test_a_pedigree_without_its_figures_is_no_part(home):
    kept, _ = keep(home, b"[1]", {**ABOUT, "exchange": exchange()})
    kept.path.unlink()
    assert list(find_parts(home, "population", "a" * 64, "U1")) == []
    again, new = keep(home, b"[1]", {**ABOUT, "exchange": exchange()})
    assert (again.path, new) == (kept.path, True)
