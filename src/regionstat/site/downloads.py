"""All that can be downloaded of an edition, made from one content: file by file, as bytes."""

from __future__ import annotations

from regionstat.site import addresses
from regionstat.site.catalogue import TABLES, data_package
from regionstat.site.catalogue_dcat import catalog
from regionstat.site.content import Content
from regionstat.site.database import database
from regionstat.site.downloads_csv import as_csv
from regionstat.site.downloads_jsonstat import as_jsonstat
from regionstat.site.downloads_parquet import as_parquet
from regionstat.site.facts import facts_of, figures_of
from regionstat.site.numbers_check import refuse_differing
from regionstat.site.schema import readme


def downloads(content: Content, *, base_url: str = "") -> dict[str, bytes]:
    """Return the downloads of the newest edition of `content`: address under the site → bytes.

    The database, every indicator as CSV, Parquet and JSON-stat, the tables that these refer to,
    a README, and two descriptions of it all: a Frictionless data package and DCAT-AP-NO. With
    `base_url`, the site's absolute address, the second names absolute addresses. The same
    content gives the same bytes. Every number is read back before; raises `RegionstatError` when
    one is not that of the panel, and what `database` raises.
    """
    edition = content.edition
    facts, figures = facts_of(content, edition), figures_of(content, edition)
    files = {addresses.database(edition): database(content)}
    for id_, told in facts.items():
        rows = figures[id_]
        files[addresses.download(edition, "csv", id_)] = as_csv(rows)
        files[addresses.download(edition, "parquet", id_)] = as_parquet(rows, told)
        files[addresses.download(edition, "jsonstat", id_)] = as_jsonstat(rows, told)
    refuse_differing(content, files)
    for name in TABLES:
        files[addresses.data(edition, f"{name}.csv")] = as_csv(getattr(content, name))
    files[addresses.data(edition, "README.md")] = readme(edition)
    package = data_package(content, facts, files)
    dcat = catalog(content, facts, files, base_url=base_url)
    described = {"datapackage.json": package, "catalog.jsonld": dcat}
    return files | {addresses.data(edition, name): data for name, data in described.items()}
