"""Lines that an edition locks are never changed; an open edition reads all there are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.errors import SnapshotDamaged
from regionstat.snapshots.editions import check_heads, list_editions, read_edition, write_edition
from regionstat.snapshots.manual import FILES, Head, append_line, head_of, manual_path

HEADS = b"a,b\n"


@pytest.fixture
def home(tmp_path):
    path = manual_path(tmp_path, "counts")
    path.parent.mkdir(parents=True)
    path.write_bytes(HEADS + b"1,2\n")
    return tmp_path


def test_a_frozen_edition_reads_the_lines_that_it_locked_and_no_later_ones(home):
    frozen, new = write_edition(home, 2021, [])
    assert new
    assert [one.file for one in frozen.manual] == list(FILES)
    append_line(home, "counts", lambda before: before + b"3,4\n")
    assert read_edition(2021, home).reported("counts") == HEADS + b"1,2\n"
    assert read_edition(2021, home).reported("surveys") == b""
    assert check_heads(home) == 2
    later, _ = write_edition(home, 2022, [])
    assert later.reported("counts") == HEADS + b"1,2\n3,4\n"
    assert check_heads(home) == 3


def test_an_open_edition_reads_all_and_an_old_lock_without_lines_reads_none(home):
    for year, flag in ((2020, ""), (2021, "frozen = true\n")):
        folder = home / "reports" / str(year)
        folder.mkdir(parents=True)
        (folder / "edition.toml").write_text(f"edition = {year}\n{flag}\n[raw]\n")
    assert read_edition(2020, home).reported("counts") == HEADS + b"1,2\n"
    assert read_edition(2021, home).reported("counts") == b""


@pytest.mark.parametrize("changed", [b"", HEADS, HEADS + b"1,3\n", HEADS + b"0,0\n1,2\n", b"x"])
def test_a_changed_head_is_refused_by_reading_checking_and_freezing(home, changed):
    write_edition(home, 2021, [])
    manual_path(home, "counts").write_bytes(changed)
    for act in (
        lambda: read_edition(2021, home).reported("counts"),
        lambda: check_heads(home),
        lambda: write_edition(home, 2022, []),
    ):
        with pytest.raises(SnapshotDamaged, match="only ever added"):
            act()
    assert list_editions(home) == (2021,)


@given(st.data(), st.binary(min_size=1, max_size=60))
def test_any_changed_byte_of_the_head_is_seen(data, body):
    whole = body + b"\n"
    head = head_of("counts", whole)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda one: one != whole[place]))
    path = manual_path(Path("somewhere"), "counts")
    changed = whole[:place] + bytes([other]) + whole[place + 1 :]
    with pytest.raises(SnapshotDamaged):
        head.of(changed, path)
    assert head.of(whole + b"more\n", path) == whole


@pytest.mark.parametrize(
    "told",
    [
        "counts = 3",
        'counts = { lines = "2", sha256 = "x" }',
        "others = { lines = 1, sha256 = 'x' }",
    ],
)
def test_a_lock_that_is_none_is_refused(home, told):
    folder = home / "reports" / "2021"
    folder.mkdir(parents=True)
    (folder / "edition.toml").write_text(
        f"edition = 2021\nfrozen = true\n[raw]\n[manual]\n{told}\n"
    )
    with pytest.raises(SnapshotDamaged, match="not a lock"):
        read_edition(2021, home)


def test_a_file_is_only_added_to(home):
    with pytest.raises(ValueError, match="only ever added"):
        append_line(home, "counts", lambda _: b"other")
    assert manual_path(home, "counts").read_bytes() == HEADS + b"1,2\n"
    assert head_of("counts", b"") == Head("counts", 0, head_of("counts", b"").sha256)
