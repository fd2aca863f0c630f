"""The web application: Datasette on one file that never changes and that everybody may read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from datasette.app import Datasette  # type: ignore[import-untyped]

from regionstat.site.serve_guard import App, harmless_csv, read_only
from regionstat.site.serve_metadata import metadata

# All regions or a long series fit into one answer.
_SETTINGS = {
    "max_returned_rows": 5000,
    "num_sql_threads": 2,
    "default_allow_sql": True,
    "allow_download": True,
    # It would count every column of every page anew.
    "suggest_facets": False,
    "facet_time_limit_ms": 1000,
    "default_cache_ttl": 300,
    "cache_size_kb": 32_768,
}


class _Unchanging(Datasette):  # type: ignore[misc]
    """Datasette without the two checks of every request that can only find what they found before.

    They look whether a schema has changed, and in a copy of all metadata whether a table is
    closed to somebody: here neither happens.
    """

    _is_known = False

    async def refresh_schemas(self) -> None:
        if not self._is_known:
            await super().refresh_schemas()
            self._is_known = True

    def _table_permission_allows(self, database: str, table: str) -> list[Any]:  # noqa: ARG002
        return []


def application(path: Path, edition: int) -> App:
    """Return the web application on the SQLite file `path`, which holds `edition`.

    The file is opened as immutable: nothing can write to it.
    """
    # Where there is rich, every wrong question would be printed with all variables, for a third
    # of a second. Datasette finds its own parts only when its application is imported first.
    import_module("datasette.handle_exception").rich = None  # type: ignore[attr-defined]
    told = metadata(path.stem, edition)
    found = _Unchanging(immutables=[str(path)], metadata=told, settings=_SETTINGS)
    return read_only(harmless_csv(found.app()))
