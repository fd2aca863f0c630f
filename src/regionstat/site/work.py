"""The parts that a site is built of, each of which any process can make on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from regionstat.register.entries import LANGUAGES, Language
from regionstat.report.outputs import checked
from regionstat.site.addresses import database
from regionstat.site.assets_built import Assets
from regionstat.site.charts_files import compared_file, drawn_files
from regionstat.site.check_links import broken_links
from regionstat.site.check_numbers import Stored, wrong_numbers
from regionstat.site.downloads import downloads
from regionstat.site.news import news
from regionstat.site.pages import Page, Site, render
from regionstat.site.pages_indicators import indicator_pages, indicators_page
from regionstat.site.pages_others import other_pages
from regionstat.site.pages_plan import plan_pages
from regionstat.site.pages_regions import region_pages, regions_page
from regionstat.site.search_index import search_index

# Pages of regions, and pages to check, in one part.
_REGIONS, _CHECKED = 80, 160


@dataclass(frozen=True)
class Part:
    """A part of the work: what is made, in which language, of which ids or addresses."""

    kind: str
    language: Language = "nb"
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Work:
    """What every part needs: the site, the folder it is built in, and its assets.

    `stored` is what the database of each edition holds, for the check.
    """

    site: Site
    root: Path
    assets: Assets
    stored: Mapping[int, Stored] = field(default_factory=dict)

    def make(self, part: Part) -> list[str]:
        """Write what `part` holds; return the addresses of its pages."""
        put(self.root, self._files(part))
        written = []
        for page in pages_of(self.site, part):
            address = f"{self.site.edition}/{part.language}/{page.path}"
            put(self.root, {address: render(self.site, page, part.language)})
            written.append(address)
        return written

    def check(self, part: Part) -> list[str]:
        """Return what is wrong with links and numbers of the pages that `part` names."""
        found = [*broken_links(self.root, part.ids, self.site.base_url)]
        for edition, stored in self.stored.items():
            own = [page for page in part.ids if page.startswith(f"{edition}/")]
            own = [page for page in own if page.endswith(".html")]
            found += wrong_numbers(self.root, own, stored)
        return found

    def _files(self, part: Part) -> Mapping[str, str | bytes]:
        site = self.site
        if part.kind == "charts":
            return {
                address: text
                for id_ in part.ids
                for address, text in (drawn_files(site, id_) | compared_file(site, id_)).items()
            }
        if part.kind == "downloads":
            return downloads(site.content, base_url=site.base_url)
        if part.kind == "library":
            return self.assets.library()
        return search_index(site, part.language) if part.kind == "others" else {}


def parts_of(site: Site) -> list[Part]:
    """Return the parts of an edition, the longest first."""
    indicators, regions = list(site.indicators), list(site.regions)
    charts = [Part("charts", ids=(one,)) for one in sorted(site.figures.by_indicator)]
    pages = [
        part
        for language in LANGUAGES
        for part in (
            Part("others", language),
            *(Part("indicators", language, (one,)) for one in indicators),
            *(Part("regions", language, ids) for ids in _chunks(regions, _REGIONS)),
        )
    ]
    return [Part("downloads"), Part("library"), *charts, *pages]


def checks_of(pages: Sequence[str]) -> list[Part]:
    """Return the parts of the check of `pages`, and of what lies at the root."""
    roots = ("index.html", "404.html", *(f"feed.{one}.xml" for one in LANGUAGES))
    return [Part("check", ids=ids) for ids in (roots, *_chunks(pages, _CHECKED))]


def _chunks(found: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    yield from (tuple(found[at : at + size]) for at in range(0, len(found), size))


def pages_of(site: Site, part: Part) -> Iterable[Page]:
    """Return the pages of a part, none for one that has only other files."""
    language = part.language
    if part.kind == "indicators":
        return indicator_pages(site, language, [*part.ids])
    if part.kind == "regions":
        return region_pages(site, language, [*part.ids])
    if part.kind != "others":
        return ()
    return (
        *other_pages(site, language, news(site.content)),
        *plan_pages(site, language),
        indicators_page(site, language),
        regions_page(site, language),
    )


def stored_of(root: Path, edition: int) -> Stored:
    """Return what the database of an edition holds, read from its file."""
    return Stored(root / database(edition), edition)


def put(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write `files`, by address, under `root` and nowhere else.

    Raises `Misuse` for an address that leads out of it.
    """
    for address, data in files.items():
        path = root / checked(address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
