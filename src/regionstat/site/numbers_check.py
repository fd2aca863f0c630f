"""Read every number of the downloads back and hold it against the content."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

import pandas as pd

from regionstat.errors import RegionstatError
from regionstat.site.addresses import ENDINGS, Form, database, download
from regionstat.site.content import Content
from regionstat.site.downloads_csv import read_csv
from regionstat.tables import decode

KEY = ["region", "year"]
_NUMBERS = ["value", "low", "high"]
_KINDS = {"region": "str", "year": "int64", **dict.fromkeys(_NUMBERS, "float64"), "status": "str"}
_QUERY = (
    "SELECT indicator, region, year, value, low, high, status FROM observations WHERE edition = ?"
)


def refuse_differing(content: Content, files: Mapping[str, bytes]) -> None:
    """Raise `RegionstatError` when numbers among `files` are not those of `content`."""
    for wrong in differing(content, files):
        raise RegionstatError(
            "Check the downloads",
            found=wrong,
            where="every number read back",
            todo="This is a fault of regionstat: tell its maintainers; nothing was written",
        )


def differing(content: Content, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield, in words, each file among `files` whose numbers are not those of `content`.

    `files` are the downloads of the newest edition, address → bytes. Compared bit by bit: value,
    low, high, sign, and which figures there are. Yields nothing when all is well.
    """
    edition = content.edition
    rows = content.observations[content.observations["edition"] == edition]
    stored = _from_sqlite(files[database(edition)], edition)
    if not _sorted(rows, ["indicator", *KEY]).equals(_sorted(stored, ["indicator", *KEY])):
        yield f"{database(edition)}: its observations are not those of the panel"
    for id_, expected in rows.groupby("indicator"):
        for form in ENDINGS:
            address = download(edition, form, str(id_))
            if not _sorted(expected, KEY).equals(_sorted(read_back(form, files[address]), KEY)):
                yield f"{address}: its figures are not those of the panel"


def read_back(form: Form, data: bytes) -> pd.DataFrame:
    """Return region, year, value, low, high and status of a download, as any reader finds them."""
    if form == "csv":
        return read_csv(data, _KINDS)
    return _from_parquet(data) if form == "parquet" else _from_jsonstat(data)


def _sorted(found: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    kinds = {name: kind for name, kind in _KINDS.items() if name not in key} | {
        name: "int64" if name == "year" else "str" for name in key
    }
    return found[[*key, *_NUMBERS, "status"]].astype(kinds).sort_values(key, ignore_index=True)


def _from_sqlite(data: bytes, edition: int) -> pd.DataFrame:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        return pd.read_sql_query(_QUERY, connection, params=(edition,))


def _from_parquet(data: bytes) -> pd.DataFrame:
    from pyarrow import parquet  # type: ignore[import-untyped]

    found: pd.DataFrame = parquet.read_table(io.BytesIO(data), columns=[*_KINDS]).to_pandas()
    return found


def _from_jsonstat(data: bytes) -> pd.DataFrame:
    """Return the cells that have a figure or a sign; the others the panel does not have."""
    cells = decode(data).frame
    parts = {
        str(name): part.set_index(KEY)
        for name, part in cells.astype({"region": "str", "year": "int64"}).groupby(
            "measure", observed=True
        )
    }
    found = parts["value"][["value", "status"]].assign(
        **{end: parts[end]["value"] if end in parts else float("nan") for end in ("low", "high")}
    )
    return found[found["value"].notna() | (found["status"] != "")].reset_index()
