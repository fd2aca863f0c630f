"""What is kept of a source, and what an edition would stand on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.small_home import make_home
from regionstat.errors import Misuse
from regionstat.intake.kept import edition_named, last_pull, newest, set_aside
from regionstat.intake.sweep_dataset import SOURCE as SWEPT
from regionstat.snapshots import keep, read_edition
from regionstat.snapshots.editions import write_edition
from regionstat.snapshots.keep import sha256
from regionstat.snapshots.pulls import keep_pull
from snapshots.made_pulls import ABOUT, NOON, pull_of

SOURCE = "population"
BLANK = ("figures blank",)


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path, ("employed", SOURCE))


def file_of(edition, source=SOURCE):
    return edition.locked(source).file.rsplit("/", 1)[1]


def test_without_a_fetch_live_is_what_the_newest_edition_stands_on(home):
    assert newest(home).raw == read_edition(2020, home).raw
    assert last_pull(home, SOURCE) is None
    assert set_aside(home) == ()


def test_live_stands_on_the_last_sound_pull(home):
    keep_pull(home, pull_of(home, b"[1]"))
    path, _ = keep_pull(home, pull_of(home, b"[2]", updated="U2"))
    live = newest(home)
    assert file_of(live) == path.name
    assert live.locked(SOURCE).sha256 == sha256(path.read_bytes())
    assert live.read(SOURCE) == (b"[2]",)
    assert live.locked("employed") == read_edition(2020, home).locked("employed")
    assert last_pull(home, SOURCE).updated == "U2"


def test_a_flagged_pull_is_passed_over_until_a_sound_one_comes(home):
    sound, _ = keep_pull(home, pull_of(home, b"[1]"))
    keep_pull(home, pull_of(home, b"[0]", updated="U2", flags=BLANK))
    assert file_of(newest(home)) == sound.name
    assert last_pull(home, SOURCE).updated == "U1"
    assert set_aside(home) == ((SOURCE, BLANK[0]),)
    path, _ = keep_pull(home, pull_of(home, b"[3]", updated="U2"))
    assert file_of(newest(home)) == path.name
    assert set_aside(home) == ()


def test_flagged_pulls_alone_leave_the_edition_as_it_was(home):
    keep_pull(home, pull_of(home, b"[0]", flags=BLANK))
    assert newest(home).raw == read_edition(2020, home).raw
    assert last_pull(home, SOURCE) is None


def test_a_clock_set_back_does_not_bring_an_old_pull_back(home):
    keep_pull(home, pull_of(home, b"[1]"))
    path, _ = keep_pull(
        home, pull_of(home, b"[2]", updated="U2", moment=NOON - timedelta(days=999))
    )
    assert file_of(newest(home)) == path.name
    assert last_pull(home, SOURCE).updated == "U2"


def test_a_source_that_no_edition_has_is_added_once_it_is_fetched_whole(home):
    keep(home, b"[1]", {**ABOUT, "source": "commuting"})
    assert "commuting" not in {one.source for one in newest(home).raw}
    pull = pull_of(home, b"[1]")
    pull = replace(pull, pedigree=replace(pull.pedigree, source="commuting"))
    path, _ = keep_pull(home, pull)
    live = newest(home)
    assert [one.source for one in live.raw] == ["commuting", "employed", SOURCE]
    assert file_of(live, "commuting") == path.name
    assert live.read("commuting") == (b"[1]",)


def test_the_newest_edition_is_where_what_was_not_fetched_comes_from(home):
    first = read_edition(2020, home)
    write_edition(home, 2023, [one for one in first.raw if one.source == "employed"])
    assert [one.source for one in newest(home).raw] == ["employed"]


def test_a_sweep_that_was_killed_before_its_figures_were_there_is_none(home):
    kept, _ = keep(home, b"{}", {**ABOUT, "source": SWEPT})
    assert file_of(newest(home), SWEPT) == kept.path.name
    kept.path.unlink()
    assert SWEPT not in {one.source for one in newest(home).raw}


def test_live_is_no_year(home):
    assert edition_named("live", home).year == 0
    assert edition_named("2020", home) == read_edition(2020, home)


@pytest.mark.parametrize("name", ["2021", "0", "-1", "²", "2020.0", "", "Live", "liv"])
def test_an_edition_that_is_none_is_named_beside_those_there_are(home, name):
    with pytest.raises(Misuse, match="Unknown edition") as caught:
        edition_named(name, home)
    assert repr(name) in str(caught.value)
    assert "2020" in str(caught.value) or "live" in str(caught.value)
    assert caught.value.exit_code == 2


def test_without_any_edition_there_is_no_live(home):
    (home / "reports" / "2020" / "edition.toml").unlink()
    with pytest.raises(Misuse, match="none"):
        newest(home)
