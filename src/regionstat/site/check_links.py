"""Whether every link of a built site leads somewhere: file and place in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_LINKS = re.compile(r'\s(href|src|srcset|action|data-chart|data-library|data-index)="([^"]*)"')
_IDS = re.compile(r'\sid="([^"]*)"')
_FEED = re.compile(r'<link [^>]*(href)="([^"]*)"')


def broken_links(root: Path, pages: Iterable[str], base_url: str) -> Iterator[str]:
    """Yield, in words, each link in `pages` (addresses under `root`) that leads nowhere.

    A link of our own must name a file, and an element in it where it has a fragment. What
    leaves the root is broken, and so is what would be loaded from elsewhere.
    """
    ids: dict[str, frozenset[str]] = {}
    files = _Files(root)
    for page in pages:
        text = (root / page).read_text(encoding="utf-8")
        for name, link in dict.fromkeys(_links_of(page, text)):
            found = _wrong(link, page, files, ids, base_url)
            if name != "href" and urlsplit(link).netloc:
                found = "is loaded from elsewhere"
            if found is not None:
                yield f"{page}: {link!r} {found}"


class _Files:
    """Which files there are, asked of the disk once each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, bool] = {}

    def has(self, address: str) -> bool:
        if address not in self._known:
            self._known[address] = (self.root / address).is_file()
        return self._known[address]


def _links_of(page: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield every link, after the name of the attribute it stands in."""
    if page.endswith(".xml"):
        yield from ((name, unescape(link)) for name, link in _FEED.findall(text))
        return
    for tag in _TAG.findall(text):
        yield from ((name, unescape(link)) for name, link in _LINKS.findall(tag))


def _wrong(
    link: str, page: str, files: _Files, ids: dict[str, frozenset[str]], base_url: str
) -> str | None:
    """Return why a link is broken, None when it is not."""
    for root in (f"{base_url}/", f"{urlsplit(base_url).path}/") if base_url else ():
        if link.startswith(root):
            link, page = link.removeprefix(root), ""
            link = f"{link}index.html" if link.endswith("/") or not link else link
            break
    parts = urlsplit(link)
    if parts.scheme in ("https", "http") and parts.netloc:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return "is no relative address"
    target = normpath(f"{dirname(page)}/{unquote(parts.path)}".lstrip("/")) if parts.path else page
    if target.startswith(".."):
        return "leads out of the site"
    if not files.has(target):
        return "leads to no file"
    if parts.fragment and unquote(parts.fragment) not in _ids_of(target, files.root, ids):
        return "leads to no place in the page"
    return None


def _ids_of(page: str, root: Path, ids: dict[str, frozenset[str]]) -> frozenset[str]:
    if page not in ids:
        text = (root / page).read_text(encoding="utf-8")
        ids[page] = frozenset(unescape(one) for one in _IDS.findall(text))
    return ids[page]
