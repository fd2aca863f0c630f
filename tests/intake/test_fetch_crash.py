"""A fetch that is killed, refused by the disk, or met by another one: nothing is lost."""

import errno
import os
import stat
from itertools import count

import pytest

from intake.faulty_disk import Disk, forker
from intake.small_home import digests, make_home, sound, told
from regionstat.snapshots import read_edition
from regionstat.snapshots.write import remove_leftovers

SOURCE, TABLE = "income_by_sex", "03068"
FETCH = 'result = cli("fetch", "income_by_sex", "--base-url", {url!r}, "--format", "json")'
# A fetch, the table renewed or not, and an edition on what it kept.
FETCH_AND_FREEZE = FETCH + ' or cli("edition", "freeze", "2021")'


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    with forker(tmp_path_factory.mktemp("said")) as found:
        yield found


def new_home(folder):
    return make_home(folder, (SOURCE,))


def undisturbed(processes, code, folder):
    assert processes.run(code, new_home(folder)) == [0], processes.told()
    return told(folder)


def kill_at_every_step(processes, code, tmp_path, every=1, prepare=lambda home: None):
    """Kill `code` at each step until it ends by itself; return how often it was killed."""
    whole = tmp_path / "undisturbed"
    prepare(new_home(whole))
    assert processes.run(code, whole) == [0], processes.told()
    wanted = told(whole)
    for at in count(1, every):
        home = new_home(tmp_path / str(at))
        prepare(home)
        before = digests(home)
        (ended,) = processes.run(code, home, at=at)
        assert ended in (0, -9), processes.told()
        assert before.items() <= digests(home).items()
        sound(home)
        assert read_edition(2020, home).read(SOURCE)
        assert told(home).items() <= wanted.items()
        assert processes.run(code, home) == [0], processes.told()
        assert told(home) == wanted
        remove_leftovers(home, older_than=-1.0)
        assert not list(home.rglob(".*.part"))
        if ended == 0:
            return at // every
    return 0


def test_a_fetch_killed_at_every_fifth_step_is_ended_by_the_next(processes, server, tmp_path):
    code = FETCH.format(url=server.url)
    assert kill_at_every_step(processes, code, tmp_path, every=5) >= 3


@pytest.mark.slow
def test_a_fetch_in_parts_and_a_freeze_killed_at_every_step(processes, server, tmp_path):
    server.world.limit = 800
    code = FETCH_AND_FREEZE.format(url=server.url)
    # Pedigree and figures of three parts, the pull and the lock: five steps each and more.
    assert kill_at_every_step(processes, code, tmp_path) >= 8 * 5


@pytest.mark.slow
def test_a_renewed_table_killed_at_every_step(processes, server, tmp_path):
    first = FETCH.format(url=server.url)
    table = server.bank[TABLE]
    old = (table.updated, table.values)

    def fetch_the_old(home):
        new = (table.updated, table.values)
        table.updated, _ = old[0], table.fill(old[1], table.signs)
        assert processes.run(first, home) == [0]
        table.updated, _ = new[0], table.fill(new[1], table.signs)

    table.updated = "2027-01-01T07:00:00Z"
    table.revise({"Region": "1601", "Tid": "2017"}, 4711.0)
    code = FETCH_AND_FREEZE.format(url=server.url)
    assert kill_at_every_step(processes, code, tmp_path, prepare=fetch_the_old) >= 4 * 5


def test_a_fetch_goes_on_after_a_kill_from_the_parts_that_are_there(processes, server, tmp_path):
    server.world.limit = 800
    code, home = FETCH.format(url=server.url), new_home(tmp_path / "home")
    # Two parts are pedigree and figures, each of six steps; the third has begun.
    assert processes.run(code, home, at=2 * 12 + 3) == [-9]
    asked = [call for call in server.log if call.method == "POST"]
    assert len(asked) == 3
    server.log.clear()
    assert processes.run(code, home) == [0]
    assert len([call for call in server.log if call.method == "POST"]) == 1


def test_two_fetches_at_once_keep_one_set_of_files(processes, server, tmp_path):
    server.world.limit = 800
    code = FETCH.format(url=server.url)
    wanted = undisturbed(processes, code, tmp_path / "undisturbed")
    home = new_home(tmp_path / "home")
    assert processes.run(code, home, times=2) == [0, 0], processes.told() + processes.told(1)
    assert told(home) == wanted
    assert not list(home.rglob(".*.part"))
    sound(home)


@pytest.mark.slow
def test_many_fetches_and_freezes_at_once(processes, server, tmp_path):
    server.world.limit = 300
    code = FETCH_AND_FREEZE.format(url=server.url)
    wanted = undisturbed(processes, code, tmp_path / "undisturbed")
    for attempt in range(3):
        home = new_home(tmp_path / str(attempt))
        assert processes.run(code, home, times=4) == [0] * 4
        assert told(home) == wanted
        sound(home)


@pytest.mark.slow
def test_two_fetches_of_all_sources_at_once(processes, server, tmp_path):
    server.world.limit = 5_000
    code = f'result = cli("fetch", "--base-url", {server.url!r})'
    home = make_home(tmp_path / "home")
    assert processes.run(code, home, times=2) == [0, 0], processes.told() + processes.told(1)
    other = make_home(tmp_path / "other")
    assert processes.run(code, other) == [0]
    assert told(home) == told(other)
    sound(home)


# --- a disk that refuses -------------------------------------------------------------------------


def test_a_disk_that_is_full_at_any_step_is_told_and_nothing_is_lost(desk, tmp_path):
    def refuse():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    wanted, refused = None, 0
    for at in (0, *range(1, 99)):
        home = new_home(tmp_path / f"home-{at}")
        desk.monkeypatch.setenv("REGIONSTAT_HOME", str(home))
        before = digests(home)
        with desk.monkeypatch.context() as patched:
            disk = Disk(home, at, refuse).install(patched.setattr)
            said = desk.fetch(SOURCE)
        wanted = wanted or told(home)
        if at > disk.steps:
            break
        if said.code:
            refused += 1
            line = said.err.splitlines()[-1]
            assert line.startswith("regionstat: The system refused: No space left on device")
            assert "What was kept before is whole; make room" in said.err
            assert "Traceback" not in said.err
        assert before.items() <= digests(home).items()
        sound(home)
        assert not list(home.rglob(".*.part"))
        assert desk.fetch(SOURCE).code == 0
        assert told(home) == wanted
    assert refused >= 3 * 5


def test_a_disk_that_is_read_only_is_told_and_nothing_changes(desk):
    def refuse():
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    before = sorted(desk.home.rglob("*")), digests(desk.home)
    with desk.monkeypatch.context() as patched:
        Disk(desk.home, 1, refuse, for_good=True).install(patched.setattr)
        said = desk.fetch(SOURCE)
    assert said.code == 1
    assert said.err.splitlines()[-1].startswith(
        "regionstat: The system refused: Read-only file system"
    )
    assert (sorted(desk.home.rglob("*")), digests(desk.home)) == before
    assert desk.fetch(SOURCE).code == 0


def test_a_file_larger_than_the_system_allows_is_told(processes, server, tmp_path):
    """The same from the kernel itself: RLIMIT_FSIZE stands in for a disk that is full."""
    home = new_home(tmp_path / "home")
    before = digests(home)
    most = "resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)); "
    assert processes.run(most + FETCH.format(url=server.url), home) == [1]
    line = processes.told().splitlines()[-1]
    assert line.startswith("regionstat: The system refused: File too large (")
    assert str(home / "data" / "raw" / SOURCE) in line
    assert before.items() <= digests(home).items()
    sound(home)
    assert processes.run(FETCH.format(url=server.url), home) == [0]


def test_a_data_folder_that_is_none_is_told(desk):
    """Root may write anywhere; a file where a folder should be stops root too."""
    before = digests(desk.home)
    (desk.home / "data" / "processed").write_text("in the way")
    said = desk.fetch(SOURCE)
    assert said.code == 1
    line = said.err.splitlines()[-1]
    assert line.startswith("regionstat: The system refused: ")
    assert str(desk.home / "data" / "processed") in line
    assert before.items() <= digests(desk.home).items()
    sound(desk.home)
    (desk.home / "data" / "processed").unlink()
    assert desk.fetch(SOURCE).code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into a read-only folder")
def test_a_read_only_data_folder_is_told(desk):
    folder = desk.home / "data" / "raw" / SOURCE
    before = digests(desk.home)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    said = desk.fetch(SOURCE)
    assert said.code == 1
    assert f"regionstat: The system refused: Permission denied ({folder}" in said.err
    assert digests(desk.home) == before
    folder.chmod(stat.S_IRWXU)
    assert desk.fetch(SOURCE).code == 0
