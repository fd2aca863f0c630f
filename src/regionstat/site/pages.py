"""A page of the site: where it lies, what it is called, and its template filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from posixpath import dirname, relpath
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from regionstat.register.entries import LANGUAGES, Language
from regionstat.site.addresses import INDEX
from regionstat.site.content import Content
from regionstat.site.region_history import History
from regionstat.site.rows import records
from regionstat.site.series import Figures
from regionstat.site.words import Words, words

# No page may load or run anything that is not the site's own, nor style or script within it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'"
)
MENU = ("plan", "indicators", "regions", "compare", "data", "about")


@dataclass(frozen=True, eq=False)
class Site:
    """All that pages of one edition are made from.

    `panel` is the edition's panel and `figures` the same as series; `assets` gives the address
    of each asset by its plain name; `base_url` is the absolute address of the root, empty where
    it is not known. `editions` are all that are built. `until` is the last year
    that is shown of an edition that was made afterwards, None where all years are.
    """

    content: Content
    edition: int
    panel: pd.DataFrame
    figures: Figures
    assets: Mapping[str, str]
    base_url: str
    region: str
    editions: tuple[int, ...]
    until: int | None

    def afterwards(self, language: Language) -> str:
        """Return what is to be said of an edition that was made after its year, or nothing."""
        editions = self.content.editions.set_index("edition")
        return str(editions.at[self.edition, f"made_afterwards_{language}"])

    @cached_property
    def names(self) -> dict[Language, dict[str, str]]:
        """The names of regions, by language and id."""
        regions = self.content.regions
        return {
            tongue: dict(zip(regions["region"], regions[f"name_{tongue}"], strict=True))
            for tongue in LANGUAGES
        }

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """The rows of the indicators, by id."""
        return _by(self.content.indicators, "indicator")

    @cached_property
    def regions(self) -> dict[str, dict[str, Any]]:
        """The rows of the regions, by id; a year that is not known is None."""
        return _by(self.content.regions, "region")

    @cached_property
    def asked(self) -> dict[str, list[str]]:
        """The rows of the plan that each indicator serves, the one it is listed under first."""
        found: dict[str, list[str]] = {
            id_: [one["plan_row"]] for id_, one in self.indicators.items()
        }
        for row in records(self.content.indicator_plan_rows):
            if row["row"] not in found[row["indicator"]]:
                found[row["indicator"]].append(row["row"])
        return found

    @cached_property
    def history(self) -> History:
        """What became of each region."""
        return History(self.content.region_changes, self.regions)

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """The municipalities on each list of municipalities."""
        found: dict[str, list[str]] = {}
        for row in records(self.content.region_members):
            if self.regions[row["region"]]["level"] != "municipality":
                found.setdefault(row["region"], []).append(row["member"])
        return found

    @cached_property
    def inside(self) -> dict[str, list[str]]:
        """The counties that each municipality or list lies in, those of today first."""
        found: dict[str, list[str]] = {}
        for row in records(self.content.region_counties):
            found.setdefault(row["region"], []).append(row["county"])
        return {
            region: sorted(ids, key=lambda one: bool(self.regions[one]["valid_to"]))
            for region, ids in found.items()
        }

    @cached_property
    def plan_rows(self) -> dict[str, dict[str, Any]]:
        """The rows of the plan, by id, with their status in this edition."""
        statuses = self.content.plan_statuses
        now = _by(statuses[statuses["edition"] == self.edition], "row")
        rows = _by(self.content.plan_rows, "row")
        return {row: told | {"now": now[row]} for row, told in rows.items()}


def _by(frame: pd.DataFrame, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in records(frame)}


@dataclass(frozen=True)
class Page:
    """One page: its template, its address below edition and language, and what fills it.

    `crumbs` are the pages above it, as (title, address below the language).
    """

    template: str
    path: str
    title: str
    filled: Mapping[str, Any]
    crumbs: Sequence[tuple[str, str]] = ()
    description: str = ""
    section: str = ""


def render(site: Site, page: Page, language: Language) -> str:
    """Return the HTML of `page` in `language`."""
    texts = words(language)
    here = f"{site.edition}/{language}/{page.path}"
    go = _Links(here, f"{site.edition}/{language}")
    return render_bare(
        page.template,
        page=page,
        t=texts,
        language=language,
        edition=site.edition,
        policy=POLICY,
        menu=MENU,
        go=go,
        asset=lambda name: go.root(site.assets[name]),
        other=go.root(f"{site.edition}/{texts['site']['other_code']}/{page.path}"),
        editions=_editions(site, page, language, go),
        afterwards=site.afterwards(language),
        canonical=absolute(site, here),
        alternates=[
            (one, absolute(site, f"{site.edition}/{one}/{page.path}")) for one in LANGUAGES
        ],
        **page.filled,
    )


def render_bare(template: str, **filled: Any) -> str:
    """Return the HTML of a page that stands outside editions and languages."""
    found: str = _template(template).render(filled)
    return found


def absolute(site: Site, address: str) -> str:
    """Return the absolute address without `index.html`, empty when the site's own is not known."""
    return f"{site.base_url}/{address.removesuffix(INDEX)}" if site.base_url else ""


class _Links:
    """Relative links from one page: calling it takes an address below the language."""

    def __init__(self, here: str, language_root: str) -> None:
        self._from = dirname(here)
        self._language = language_root
        self._known: dict[str, str] = {}

    def __call__(self, address: str) -> str:
        return self.root(f"{self._language}/{address}")

    def root(self, address: str) -> str:
        """Return the link to an address below the root of the site."""
        if address not in self._known:
            path, mark, fragment = address.partition("#")
            self._known[address] = relpath(path, self._from) + mark + fragment
        return self._known[address]


def _editions(
    site: Site, page: Page, language: Language, go: _Links
) -> list[tuple[int, str, bool]]:
    """Return every edition, newest first, with the link to this page in it.

    All of them are built of one register: what is in one is in the others.
    """
    path = page.path if page.section else INDEX
    return [
        (year, go.root(f"{year}/{language}/{path}"), year == site.edition)
        for year in sorted(site.editions, reverse=True)
    ]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _template(name: str) -> Any:
    return _environment().get_template(f"{name}.html.j2")


def folder(*parts: str) -> str:
    """Return the address of a page that has a folder of its own."""
    return "/".join([*parts, INDEX])


def texts_of(language: Language, section: str) -> Mapping[str, str]:
    """Return the texts of one section."""
    found: Words = words(language)
    return found[section]
