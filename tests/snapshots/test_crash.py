"""A process that is killed, or a disk that refuses, at every step of every write."""

import errno
import os
from itertools import count

import pytest

from intake.faulty_disk import Disk, forker
from intake.small_home import digests, make_home, sound, told
from regionstat.snapshots import keep, write_whole
from regionstat.snapshots.write import remove_leftovers
from snapshots.made_pulls import ABOUT

# Two parts, the pull on them, and an edition on that: all that a fetch and a freeze write.
WRITE = """
from snapshots.made_pulls import pull_of
from regionstat.snapshots.pulls import keep_pull
from regionstat.snapshots.editions import write_edition
from regionstat.intake.kept import newest

keep_pull(home, pull_of(home, b"[1]" * 3000, b"[2]"))
write_edition(home, 2021, newest(home).raw)
"""
SOURCES = ("income_by_sex",)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with forker(tmp_path_factory.mktemp("said")) as found:
        yield found.run


@pytest.fixture
def undisturbed(run, tmp_path):
    home = make_home(tmp_path / "undisturbed", SOURCES)
    assert run(WRITE, home) == [0]
    return told(home)


def test_killed_at_every_step_nothing_is_half_written_and_the_next_run_ends_it(
    run, tmp_path, undisturbed
):
    for at in count(1):
        home = make_home(tmp_path / str(at), SOURCES)
        before = digests(home)
        (code,) = run(WRITE, home, at=at)
        assert code in (0, -9)
        assert before.items() <= digests(home).items()
        sound(home)
        assert told(home).items() <= undisturbed.items()
        assert run(WRITE, home) == [0]
        assert told(home) == undisturbed
        remove_leftovers(home, older_than=-1.0)
        assert not list(home.rglob(".*.part"))
        if code == 0:
            break
    # Folder, opening, half a write, fsync, chmod and rename, of six files.
    assert at > 6 * 5


def test_many_at_once_keep_one_set_of_files(run, tmp_path, undisturbed):
    for attempt in range(3):
        home = make_home(tmp_path / str(attempt), SOURCES)
        assert run(WRITE, home, times=4) == [0] * 4
        assert told(home) == undisturbed
        assert not list(home.rglob(".*.part"))


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_refuses_at_any_step_leaves_the_old_file_and_nothing_else(
    tmp_path, monkeypatch, fault
):
    def refuse():
        raise OSError(fault, os.strerror(fault))

    # The folder is there already; then opening, half a write, fsync, chmod and rename.
    for at in range(2, 7):
        path = tmp_path / str(at) / "file"
        write_whole(path, b"old")
        with monkeypatch.context() as patched:
            Disk(path.parent, at, refuse).install(patched.setattr)
            with pytest.raises(OSError, match=os.strerror(fault)) as caught:
                write_whole(path, b"the new bytes")
        # The one who opens a file names it by himself.
        assert at == 2 or caught.value.filename == str(path)
        assert path.read_bytes() == b"old"
        assert list(path.parent.iterdir()) == [path]
    with monkeypatch.context() as patched:
        Disk(path.parent, 7, refuse).install(patched.setattr)
        write_whole(path, b"the new bytes")
    assert path.read_bytes() == b"the new bytes"


def test_a_raw_file_is_never_seen_without_its_pedigree_even_when_the_disk_fills(
    tmp_path, monkeypatch
):
    def refuse():
        raise OSError(errno.ENOSPC, "No space left on device")

    for at in (*range(1, 7), *range(8, 13)):  # 1: no folder; 7: it is there by then
        home = tmp_path / str(at)
        with monkeypatch.context() as patched:
            Disk(home, at, refuse).install(patched.setattr)
            with pytest.raises(OSError, match="No space left"):
                keep(home, b"[1]", ABOUT)
        sound(home)
        assert keep(home, b"[1]", ABOUT)[1]
        assert sound(home) == 2
