"""The words for regions that a batch understands → ids, refused before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from regionstat.analysis.peers import counties_in
from regionstat.errors import BadFile, Misuse
from regionstat.register import find_region, register
from regionstat.register.municipalities import municipalities_in
from regionstat.report.kinds import BENCHMARK, FOLLOW_UP, MUNICIPALITY, plan_regions, shape_of

WORDS = ("all", "city_regions", "counties")


def regions_of(
    text: str, editions: Sequence[int], kind: str = BENCHMARK
) -> dict[int, tuple[str, ...]]:
    """Return the ids that `text` names, by edition.

    `all` is every region but the nation that is a region in the edition's year;
    `city_regions` and `counties` are those of that level; of them those that there are reports
    of `kind` for. Anything else is a file of ids, or ids with commas between them, for every
    edition alike. Raises `Misuse` for an unknown kind or id, with its line where it stands in a
    file, and for a word that is none of them; `BadFile` for a file that is no text.
    """
    shape_of(kind)
    if text in WORDS:
        return {year: _of_kind(text, year, kind) for year in editions}
    ids = _read(Path(text)) if _is_file(text) else _listed(text)
    return dict.fromkeys(editions, ids)


def _of_kind(word: str, year: int, kind: str) -> tuple[str, ...]:
    wanted = {MUNICIPALITY: municipalities_in(year), FOLLOW_UP: plan_regions()}
    valid = _valid(word, year)
    found = tuple(one for one in valid if one in wanted.get(kind, valid))
    if not found:
        raise Misuse(
            f"Regions {word!r} of kind {kind!r}",
            found="none of them has such a report",
            where="--regions and --kind",
            todo="Write --regions all, or the ids of those you want",
        )
    return found


def _valid(word: str, year: int) -> tuple[str, ...]:
    if word == "counties":
        return counties_in(year)
    known = register().regions.values()
    levels = {"city_region"} if word == "city_regions" else {one.level for one in known}
    return tuple(one.id for one in known if one.level in levels - {"nation"} and one.valid_in(year))


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _listed(text: str) -> tuple[str, ...]:
    ids = [word.strip() for word in text.split(",") if word.strip()]
    if not ids:
        raise _nothing("--regions")
    try:
        return _known(ids, lambda _: "--regions")
    except Misuse as error:
        if len(ids) > 1 or not any(sign in text for sign in "/\\."):
            raise
        raise Misuse(
            f"Regions {text!r}",
            found="neither a file nor the id of a region",
            where="--regions",
            todo=f"Name a file of ids, ids with commas between, or {', '.join(WORDS)}",
        ) from error


def _read(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadFile(
            f"Read the regions in {path.name}",
            found="it is no text in UTF-8",
            where=str(path),
            todo="Write one id a line; what follows a # is a comment",
        ) from error
    numbered = [(number, line.split("#")[0].strip()) for number, line in enumerate(lines, 1)]
    kept = [(number, id_) for number, id_ in numbered if id_]
    if not kept:
        raise _nothing(str(path))
    return _known([id_ for _, id_ in kept], lambda place: f"{path}, line {kept[place][0]}")


def _known(ids: Iterable[str], where: Callable[[int], str]) -> tuple[str, ...]:
    found = []
    for place, id_ in enumerate(ids):
        try:
            found.append(find_region(id_).id)
        except Misuse as error:
            raise Misuse(
                error.asked, found=error.found, where=where(place), todo=error.todo
            ) from None
    return tuple(dict.fromkeys(found))


def _nothing(where: str) -> Misuse:
    return Misuse(
        "Choose the regions of a batch",
        found="no id at all",
        where=where,
        todo=f"Name ids, a file of ids, or one of {', '.join(WORDS)}",
    )
