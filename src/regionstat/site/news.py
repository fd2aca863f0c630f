"""What is new in the database, edition by edition: on the start page, and as a feed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from regionstat.page.numbers import number
from regionstat.register.entries import LANGUAGES, Language, Text
from regionstat.site.content import Content
from regionstat.site.pages import texts_of

_SPACE = uuid.UUID("0d8f3c0e-6a59-5d0b-9f2c-6a1d4c6f2b57")
_KINDS = ("revised", "new", "gone")


@dataclass(frozen=True)
class News:
    """One thing that is new: what it is called for ever, of which edition, and its words."""

    id: str
    edition: int
    title: Text
    text: Text
    path: str

    def address(self, language: Language) -> str:
        """Return the address of the page that tells more, below the root."""
        return f"{self.edition}/{language}/{self.path}"


def news(content: Content) -> list[News]:
    """Return what is new, newest edition first: that it is out, and what it revised."""
    found = []
    for edition in sorted(content.editions["edition"].tolist(), reverse=True):
        found.append(_out(content, edition))
        found += _revised(content, edition)
    return found


def _out(content: Content, edition: int) -> News:
    rows = content.observations[content.observations["edition"] == edition]
    counts = {
        "figures": len(rows),
        "indicators": rows["indicator"].nunique(),
        "regions": rows["region"].nunique(),
    }
    return _news(f"edition {edition}", edition, "edition", counts, "index.html")


def _revised(content: Content, edition: int) -> list[News]:
    rows = content.revisions[content.revisions["edition"] == edition]
    if len(rows) == 0:
        return []
    kinds = rows["kind"].value_counts()
    counts = {kind: int(kinds.get(kind, 0)) for kind in _KINDS}
    since = int(rows["since"].iloc[0])
    name = f"revisions {edition} {since}"
    return [_news(name, edition, "revisions", counts, "indicators/index.html", since)]


def _news(
    name: str, edition: int, kind: str, counts: dict[str, int], path: str, since: int = 0
) -> News:
    titles, told = [], []
    for tongue in LANGUAGES:
        texts = texts_of(tongue, "feed")
        numbers = {key: number(value, 0, tongue) for key, value in counts.items()}
        titles.append(texts[kind].format(edition=edition))
        told.append(texts[f"{kind}_text"].format(since=since, **numbers))
    return News(name, edition, Text(*titles), Text(*told), path)


def feed(found: list[News], language: Language, base_url: str) -> str:
    """Return an Atom feed of `found`.

    Ids are made from names alone, so that they stay when the site moves. An entry bears the
    first moment of its edition's year: the day on which it came out is not kept. Without
    `base_url` links are relative to the feed. Source: RFC 4287, RFC 4122.
    """
    texts, site = texts_of(language, "feed"), texts_of(language, "site")
    newest = max(one.edition for one in found)
    own, start = f"feed.{language}.xml", f"{newest}/{language}/index.html"
    entries = "".join(_entry(one, language, base_url) for one in found)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n'
        f"<id>{_id(f'feed {language}')}</id>\n<title>{escape(texts['title'])}</title>\n"
        f"<updated>{_moment(newest)}</updated>\n"
        f"<author><name>{escape(site['name'])}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href={_link(base_url, own)}/>\n'
        f'<link rel="alternate" type="text/html" href={_link(base_url, start)}/>\n'
        f"{entries}</feed>\n"
    )


def _entry(one: News, language: Language, base_url: str) -> str:
    return (
        f"<entry>\n<id>{_id(f'{one.id} {language}')}</id>\n"
        f"<title>{escape(one.title.in_(language))}</title>\n"
        f"<updated>{_moment(one.edition)}</updated>\n"
        f'<link rel="alternate" type="text/html" href={_link(base_url, one.address(language))}/>\n'
        f"<summary>{escape(one.text.in_(language))}</summary>\n</entry>\n"
    )


def _id(name: str) -> str:
    return uuid.uuid5(_SPACE, f"regionstat {name}").urn


def _moment(edition: int) -> str:
    return f"{edition}-01-01T00:00:00Z"


def _link(base_url: str, address: str) -> str:
    return quoteattr(f"{base_url}/{address}" if base_url else address)
