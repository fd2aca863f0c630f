"""What stands below the figures of an indicator: meaning, sources, revisions, downloads, citing."""

from __future__ import annotations

from html import escape
from typing import Any

from regionstat.page.names import licence_name, vintage_name
from regionstat.page.numbers import MISSING, number
from regionstat.register import register
from regionstat.register.entries import Language
from regionstat.site.addresses import Form, download
from regionstat.site.pages import Site, absolute, folder, texts_of
from regionstat.site.rows import records

_FORMS: tuple[tuple[str, Form], ...] = (
    ("CSV", "csv"),
    ("Parquet", "parquet"),
    ("JSON-stat", "jsonstat"),
)
_SHOWN = 200


def about(site: Site, one: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return what fills the lower part of the page of an indicator."""
    id_ = one["indicator"]
    sources = _sources(site, id_, language)
    has_figures = id_ in site.figures.by_indicator
    return {
        "definition": one[f"definition_{language}"],
        "caveat": one[f"caveat_{language}"],
        "breaks": one["breaks"],
        "sources": sources,
        "revisions": _revisions(site, id_, language),
        "downloads": downloads(site, id_) if has_figures else [],
        "cite": _cite(site, one, sources, language),
        "bibtex": _bibtex(site, one, language),
        "code": _code(site, one, language),
        "absolute": bool(site.base_url),
    }


def downloads(site: Site, indicator: str) -> list[tuple[str, str]]:
    """Return every form of the figures of an indicator and its address below the root."""
    return [(name, download(site.edition, kind, indicator)) for name, kind in _FORMS]


def _sources(site: Site, indicator: str, language: Language) -> list[dict[str, str]]:
    links = site.content.indicator_sources
    ids = links.loc[links["indicator"] == indicator, "source"]
    files = site.content.raw_files
    vintages = files[files["edition"] == site.edition].set_index("source")["vintage"]
    rows = site.content.sources.set_index("source")
    return [
        {
            "publisher": row[f"publisher_{language}"],
            "title": row[f"title_{language}"],
            "table": row["table_id"] if row["table_id"].isdigit() else MISSING,
            "url": row[f"url_{language}"],
            "vintage": vintage_name(str(vintages.get(id_, MISSING)), language),
            "licence": licence_name(row["licence"], language),
            "gaps": row[f"known_gaps_{language}"],
        }
        for id_, row in rows.loc[ids].iterrows()
    ]


def _revisions(site: Site, indicator: str, language: Language) -> dict[str, Any]:
    texts, rows = texts_of(language, "indicator"), site.content.revisions
    rows = rows[(rows["edition"] == site.edition) & (rows["indicator"] == indicator)]
    if len(rows) == 0:
        return {"lead": texts["revisions_none"], "rows": []}
    kinds = rows["kind"].value_counts()
    counts = {
        kind: number(int(kinds.get(kind, 0)), 0, language) for kind in ("revised", "new", "gone")
    }
    decimals = register().indicators[indicator].decimals
    shown = rows[rows["kind"] == "revised"].head(_SHOWN)
    return {
        "lead": texts["revisions_lead"].format(since=int(rows["since"].iloc[0]), **counts),
        "rows": [
            {
                "name": site.names[language][row["region"]],
                "year": row["year"],
                "before": number(row["before"], decimals, language),
                "after": number(row["after"], decimals, language),
            }
            for row in records(shown)
        ],
    }


def _cite(
    site: Site, one: dict[str, Any], sources: list[dict[str, str]], language: Language
) -> str:
    named = "; ".join(
        dict.fromkeys(
            f"{s['publisher']} {s['table']}" if s["table"].isdigit() else s["publisher"]
            for s in sources
        )
    )
    text = texts_of(language, "indicator")["cite_text"].format(
        site=texts_of(language, "site")["name"],
        title=one[f"title_{language}"],
        edition=site.edition,
        sources=named,
    )
    address = _address(site, one, language)
    return f"{text} {address}".strip()


def _address(site: Site, one: dict[str, Any], language: Language) -> str:
    return absolute(site, f"{site.edition}/{language}/{folder('indicators', one['indicator'])}")


def _bibtex(site: Site, one: dict[str, Any], language: Language) -> str:
    name = texts_of(language, "site")["name"]
    fields = {
        "title": one[f"title_{language}"],
        "author": f"{{{name}}}",
        "year": str(site.edition),
        "note": texts_of(language, "site")["edition"].format(edition=site.edition),
        "url": _address(site, one, language),
    }
    lines = [f"  {key} = {{{_bare(value)}}}," for key, value in fields.items() if value]
    return "\n".join([f"@misc{{regionstat-{site.edition}-{one['indicator']},", *lines, "}"])


def _bare(text: str) -> str:
    """Return `text` so that BibTeX reads it as it is."""
    return text.replace("&", r"\&").replace("%", r"\%").replace("#", r"\#").replace("_", r"\_")


def _code(site: Site, one: dict[str, Any], language: Language) -> str:
    root = site.base_url or texts_of(language, "indicator")["embed_address"]
    address = f"{root}/{site.edition}/{language}/{folder('embed', one['indicator'])}"
    title = escape(one[f"title_{language}"])
    return (
        f'<iframe src="{escape(address)}" title="{title}" width="100%" height="560" '
        'loading="lazy" frameborder="0"></iframe>'
    )
