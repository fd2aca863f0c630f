"""What lies at the root of the site: the door, feeds, sitemap, robots.txt and the page for 404."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from regionstat.register.entries import LANGUAGES
from regionstat.site.addresses import INDEX
from regionstat.site.news import feed, news
from regionstat.site.pages import POLICY, Site, absolute, render_bare, texts_of
from regionstat.site.words import words

_PER_MAP = 50_000


def root_files(site: Site, pages: Iterable[str]) -> dict[str, str]:
    """Return the files at the root, by address; `site` is that of the newest edition.

    A sitemap wants absolute addresses, so there is none where the site's own is not known.
    """
    found = news(site.content)
    files = {
        INDEX: _door(site),
        "404.html": _missing(site),
        "robots.txt": _robots(site),
        **{f"feed.{one}.xml": feed(found, one, site.base_url) for one in LANGUAGES},
    }
    return files | ({"sitemap.xml": _sitemap(site, pages)} if site.base_url else {})


def _door(site: Site) -> str:
    start, other = (f"{site.edition}/{one}/{INDEX}" for one in LANGUAGES)
    return render_bare(
        "door",
        t=words("nb"),
        english=words("en"),
        policy=POLICY,
        asset=site.assets.__getitem__,
        start=start,
        start_en=other,
        canonical=absolute(site, start),
    )


def _missing(site: Site) -> str:
    """Return the page for what is not there; it is shown at any depth: links are from the root."""
    path = urlsplit(site.base_url).path
    title = texts_of("nb", "missing")["heading"]
    return render_bare(
        "missing",
        t=words("nb"),
        english=words("en"),
        title=title,
        policy=POLICY,
        prefix=f"{path}/" if site.base_url else "",
        asset=site.assets.__getitem__,
        start=f"{site.edition}/nb",
        start_en=f"{site.edition}/en",
    )


def _robots(site: Site) -> str:
    where = f"Sitemap: {site.base_url}/sitemap.xml\n" if site.base_url else ""
    return f"User-agent: *\nAllow: /\n{where}"


def _sitemap(site: Site, pages: Iterable[str]) -> str:
    shown = sorted(page for page in pages if "/embed/" not in page)[:_PER_MAP]
    urls = "".join(f"<url><loc>{escape(absolute(site, page))}</loc></url>\n" for page in shown)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
