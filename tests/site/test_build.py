"""Building a site: whole or not at all, checked before it is shown, never over something else."""

from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest
from filelock import FileLock

from regionstat.errors import Misuse, RegionstatError
from regionstat.register.entries import LANGUAGES
from regionstat.site.assets_built import Assets
from regionstat.site.build import build, site_of
from regionstat.site.news import feed, news
from regionstat.site.pages import POLICY
from regionstat.site.work import parts_of
from regionstat.snapshots import read_edition

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ROOT = "https://tall.example.no/base"


@pytest.fixture
def made(made_content, monkeypatch):
    """Let a build be of the made-up content."""
    monkeypatch.setattr("regionstat.site.build.content", lambda years, region: made_content)


@pytest.fixture
def older(tmp_path):
    """A site that was built before."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "robots.txt").write_text("older", "utf-8")
    return folder


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_site_that_fails_its_check_leaves_the_old_one(made, older, monkeypatch):
    # Half of the parts: links lead to pages that are not there.
    monkeypatch.setattr(
        "regionstat.site.build.parts_of",
        lambda site: [part for part in parts_of(site) if part.kind in ("downloads", "others")],
    )
    with pytest.raises(
        RegionstatError, match=r"leads to no file.*; and [\d,]+ more.*build it again"
    ):
        build([2020], older)
    assert _names(older) == ["robots.txt"]
    assert _names(older.parent) == [".site.lock", "site"]


def _interrupt(step):
    raise KeyboardInterrupt(step)


def test_a_build_that_is_stopped_leaves_the_old_site_and_nothing_else(made, older):
    with pytest.raises(KeyboardInterrupt):
        build([2020], older, tell=_interrupt)
    assert _names(older) == ["robots.txt"]
    assert _names(older.parent) == [".site.lock", "site"]


def test_what_killed_builds_left_is_cleared_away(made, older):
    left = older.parent / ".site-abc123"
    (left / "new").mkdir(parents=True)
    with pytest.raises(KeyboardInterrupt):
        build([2020], older, tell=_interrupt)
    assert not left.exists()


def test_a_folder_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(Misuse, match="something else is there"):
        build([2020], tmp_path)
    assert _names(tmp_path) == ["thesis.docx"]


def test_a_file_is_no_place_for_a_site(tmp_path):
    (tmp_path / "site").write_bytes(b"x")
    with pytest.raises(Misuse, match="something else is there"):
        build([2020], tmp_path / "site")


def test_two_builds_of_one_place_are_refused(tmp_path):
    with FileLock(tmp_path / ".site.lock"), pytest.raises(Misuse, match="another build of it"):
        build([2020], tmp_path / "site")


def test_an_unknown_edition_leaves_the_old_site(older):
    with pytest.raises(Misuse, match="1999"):
        build([1999], older)
    assert _names(older) == ["robots.txt"]


@pytest.mark.parametrize(("afterwards", "until"), [(True, 2020), (False, None)])
def test_an_edition_made_afterwards_shows_no_year_after_its_own(
    made_content, monkeypatch, afterwards, until
):
    edition = replace(read_edition(2020), retrospective=afterwards)
    monkeypatch.setattr("regionstat.site.build.read_edition", lambda year: edition)
    site = site_of(made_content, (2020,), Assets({}, {}, ""), "")
    years = [
        year
        for series in site.figures.by_indicator.values()
        for one in series.values()
        for year in one.figures
    ]
    assert site.until == until
    assert (max(years) > 2020) != afterwards


# --- what lies at the root ------------------------------------------------------------------------


def test_the_door_leads_to_the_newest_edition(made_site):
    text = (made_site / "index.html").read_text("utf-8")
    assert 'content="0; url=2020/nb/index.html"' in text
    assert f'<link rel="canonical" href="{ROOT}/2020/nb/">' in text
    assert 'href="2020/en/index.html"' in text
    assert len(text) < 2000


def test_links_of_the_page_for_what_is_missing_work_at_any_depth(made_site):
    text = (made_site / "404.html").read_text("utf-8")
    assert 'href="/base/2020/nb/index.html"' in text
    assert 'href="/base/assets/site.' in text
    assert POLICY.replace("'", "&#39;") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_is_atom(made_site, made_content, language):
    root = ElementTree.parse(made_site / f"feed.{language}.xml").getroot()
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
        assert all(len(one.findall(f"{ATOM}{name}")) == 1 for one in root.findall(f"{ATOM}entry"))
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 1 + len(news(made_content))
    assert all(one.startswith("urn:uuid:") for one in ids)
    (own,) = [one for one in root.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own.get("href") == f"{ROOT}/feed.{language}.xml"


def test_ids_of_a_feed_stay_when_the_site_moves(made_content):
    found = news(made_content)
    here, there = (
        [one.text for one in ElementTree.fromstring(feed(found, "nb", url)).iter(f"{ATOM}id")]
        for url in ("", "https://elsewhere.example")
    )
    assert here == there


def test_revisions_are_news(made_content):
    row = {"edition": 2020, "since": 2019, "indicator": "population", "region": "0", "year": 2015}
    moved = pd.DataFrame(
        [
            {**row, "before": 1.0, "after": 2.0, "kind": "revised"},
            {**row, "year": 2016, "before": float("nan"), "after": 2.0, "kind": "new"},
        ]
    )
    found = news(replace(made_content, revisions=moved))
    assert [one.title.nb for one in found] == [
        "Utgaven for 2020 er ute",
        "Revisjoner i utgaven for 2020",
    ]
    assert found[1].text.en == "Since the edition of 2019: 1 figures revised, 1 new, 0 gone."


def test_the_sitemap_names_every_page_once_by_its_permanent_address(made_site):
    root = ElementTree.parse(made_site / "sitemap.xml").getroot()
    found = [one.text for one in root.iter(f"{MAP}loc")]
    pages = {
        path.relative_to(made_site).as_posix().removesuffix("index.html")
        for path in (made_site / "2020").rglob("index.html")
        if "embed" not in path.parts
    }
    assert len(found) == len(set(found))
    assert set(found) == {f"{ROOT}/{page}" for page in pages}
    assert (
        "Sitemap: https://tall.example.no/base/sitemap.xml"
        in (made_site / "robots.txt").read_text()
    )


def test_search_in_the_database_leads_to_pages_that_are_there(made_site, made_content):
    for url in made_content.search["url"]:
        page, _, anchor = url.partition("#")
        text = (made_site / page).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in text, url
