"""A PC-Axis file → its entries, each with its line: KEYWORD[language]("subject")=values;."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from regionstat.tables.printed import Refusal

DATA = "DATA"
WHOLE = "Is it cut short? Save the table again as PX"
_KEY = re.compile(r'\s*([A-Z][A-Z0-9_-]*)(?:\[([\w-]*)\])?(?:\(\s*((?:"[^"]*"[\s,]*)+)\))?\s*=')
_QUOTED = re.compile(r'"([^"]*)"')
# A text in quotation marks, a list of periods, or a bare word; then what ends it.
_ITEM = re.compile(r'\s*(?:"([^"]*)"|(TLIST\([^()]*\))|([^\s",;]+))\s*([,;]?)')
_CODEPAGE = re.compile(rb'^\s*CODEPAGE\s*=\s*"([\w-]+)"', re.M)
_CHARSET = re.compile(rb'^\s*CHARSET\s*=\s*"([\w-]+)"', re.M)
_TOKEN = re.compile(r'"([^"]*)"\s*,?|([^\s"]+)')
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Entry:
    """One entry: what it is about (texts in brackets), its values as texts, and its line."""

    keyword: str
    language: str
    subject: tuple[str, ...]
    values: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Token:
    """One item of the data: quoted (a sign or a key) or a number, and its line."""

    text: str
    quoted: bool
    line: int


@dataclass(frozen=True)
class PxFile:
    """The entries of a PC-Axis file in its own language, and the items of its data."""

    entries: Sequence[Entry]
    data: Sequence[Token]
    data_line: int

    def all(self, keyword: str) -> list[Entry]:
        """Return the entries called `keyword`, in their order."""
        return [entry for entry in self.entries if entry.keyword == keyword]

    def values(self, keyword: str, subject: str | None = None) -> tuple[str, ...]:
        """Return the values of `keyword`, of `subject` where one is named; () when absent."""
        wanted = () if subject is None else (subject,)
        return next((e.values for e in self.all(keyword) if e.subject == wanted), ())

    def text(self, keyword: str, subject: str | None = None) -> str:
        """Return the only value of `keyword`, "" when absent."""
        return next(iter(self.values(keyword, subject)), "")


def parse_px(data: bytes) -> PxFile:
    """Return the entries of `data`, a PC-Axis file in the character set that it names.

    Texts that go on over lines are joined; entries in other languages are left out. Raises
    Refusal naming the line when an entry is not closed, or there is no data.
    """
    text = _decode(data)
    ends = [found.start() for found in re.finditer("\n", text)]
    entries: list[Entry] = []
    at = 0
    while at < len(text):
        found = _KEY.match(text, at)
        line = bisect_right(ends, _skip(text, at) - 1) + 1
        if found is None:
            return _refuse_rest(text, at, line)
        if found[1] == DATA:
            tokens = _tokens(text, found.end(), ends, line)
            return PxFile(_in_own_language(entries), tokens, line)
        subject = tuple(_QUOTED.findall(found[3] or ""))
        values, at = _values(text, found.end(), f"{found[1]} that begins on line {line}", ends)
        entries.append(Entry(found[1], found[2] or "", subject, values, line))
    raise Refusal("it has no DATA", f"line {len(ends) + 1}", WHOLE)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _refuse_rest(text: str, at: int, line: int) -> PxFile:
    rest = text[at:].strip()
    if not rest:
        raise Refusal("it has no DATA", f"line {line}", WHOLE)
    found = f"{rest.splitlines()[0][:40]!r} is no entry of the form KEYWORD=value;"
    raise Refusal(found, f"line {line}", WHOLE)


def _decode(data: bytes) -> str:
    """Return the text, by CODEPAGE, or by CHARSET, or as UTF-8 where that fits."""
    for encoding in _encodings(data):
        try:
            return data.removeprefix(_BOM).decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    found = "its letters do not fit the character set that CHARSET and CODEPAGE name"
    raise Refusal(found, "line 1", "Save the table again as PX")


def _encodings(data: bytes) -> list[str]:
    named = _CODEPAGE.search(data)
    charset = _CHARSET.search(data)
    # An editor may have saved a Latin-1 file as UTF-8 and left CODEPAGE as it was.
    found = ["utf-8"]
    if named and named[1].lower() in (b"iso-8859-1", b"iso-8859-15", b"windows-1252", b"cp850"):
        found.append("cp1252" if named[1].lower() == b"iso-8859-1" else named[1].decode().lower())
    elif charset and charset[1].upper() == b"ANSI" and not named:
        found.append("cp1252")
    return found


def _values(text: str, at: int, what: str, ends: Sequence[int]) -> tuple[tuple[str, ...], int]:
    """Return the values from `at` on and where the next entry begins."""
    values: list[str] = []
    joined = False
    while True:
        found = _ITEM.match(text, at)
        if found is None:
            raise _open(text, at, what, ends)
        value = next(group for group in found.groups()[:3] if group is not None)
        if joined and found[1] is not None:
            values[-1] += value
        elif joined:
            raise _open(text, at, what, ends)
        else:
            values.append(value)
        at = found.end()
        if found[4] == ";":
            return tuple(values), at
        joined = not found[4]


def _open(text: str, at: int, what: str, ends: Sequence[int]) -> Refusal:
    line = bisect_right(ends, _skip(text, at) - 1) + 1
    return Refusal(f"the entry {what} is not closed by `;`", f"line {line}", WHOLE)


def _tokens(text: str, at: int, ends: Sequence[int], line: int) -> list[Token]:
    """Return the items of the data, which a semicolon ends and nothing may follow."""
    end = text.find(";", at)
    last = len(ends) + (not text.endswith("\n"))
    if end < 0:
        found = f"the entry DATA that begins on line {line} is not closed by `;`"
        raise Refusal(found, f"line {last}", WHOLE)
    if rest := text[end + 1 :].strip(" \t\r\n\x1a"):
        at = text.index(rest, end + 1)
        found = f"{rest.splitlines()[0][:40]!r} stands after the data"
        raise Refusal(found, f"line {bisect_right(ends, at - 1) + 1}", WHOLE)
    tokens: list[Token] = []
    for number, part in enumerate(text[at:end].split("\n"), start=line):
        if part.count('"') % 2:
            raise Refusal("a quotation mark is left open", f"line {number}", WHOLE)
        for item in _TOKEN.finditer(part):
            quoted = item[1] is not None
            tokens.append(Token(item[1] if quoted else item[2], quoted, number))
    return tokens


def _in_own_language(entries: Sequence[Entry]) -> list[Entry]:
    language = next((e.values[0] for e in entries if e.keyword == "LANGUAGE"), "")
    return [entry for entry in entries if entry.language in ("", language)]
