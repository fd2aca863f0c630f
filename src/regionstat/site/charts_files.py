"""Where the parts of a chart lie on the site, and what a page says around it."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from regionstat.analysis import compare
from regionstat.register.entries import LANGUAGES, Language
from regionstat.report.outputs import safe_name
from regionstat.site.charts_figures import Drawing, drawing
from regionstat.site.charts_static import WIDTHS, height_of, picture
from regionstat.site.pages import Site, folder, texts_of


@lru_cache(maxsize=64)
def draw(site: Site, indicator: str) -> Drawing | None:
    """Return the chart of `indicator` for the region of the site, None without figures."""
    return drawing(compare(site.panel, indicator, region=site.region, until=site.until))


def chart_files(site: Site, indicator: str, language: Language) -> dict[str, Any] | None:
    """Return addresses below the root, size and words of the chart of `indicator`, if any."""
    found = draw(site, indicator)
    if found is None:
        return None
    told = found.words[language]
    alt = texts_of(language, "indicator")["chart_alt"].format(finding=told["finding"])
    return {
        "data": data_address(site.edition, indicator),
        **{size: picture_address(site.edition, language, indicator, size) for size in WIDTHS},
        "width": WIDTHS["wide"],
        "height": height_of(found),
        "alt": alt,
        "page": folder("indicators", safe_name(indicator)),
        **told,
    }


def data_address(edition: int, indicator: str) -> str:
    """Return the address of the figures that a chart is drawn from."""
    return f"{edition}/data/chart/{safe_name(indicator)}.json"


def compared_address(edition: int, indicator: str) -> str:
    """Return the address of all series of an indicator, from which places are compared."""
    return f"{edition}/data/compare/{safe_name(indicator)}.json"


def picture_address(edition: int, language: Language, indicator: str, size: str) -> str:
    """Return the address of the picture of a chart."""
    return f"{edition}/{language}/charts/{safe_name(indicator)}-{size}.svg"


def drawn_files(site: Site, indicator: str) -> dict[str, str]:
    """Return the files of the chart of `indicator` by address: its figures and its pictures."""
    found = draw(site, indicator)
    if found is None:
        return {}
    files = {data_address(site.edition, indicator): compact(found.told())}
    for language in LANGUAGES:
        for size, width in WIDTHS.items():
            address = picture_address(site.edition, language, indicator, size)
            files[address] = picture(found, language, width)
    return files


def compared_file(site: Site, indicator: str) -> dict[str, str]:
    """Return the file of all series of `indicator`: by region the first year and the values."""
    series = {
        region: _compact_series([*one.figures.values()])
        for region, one in site.figures.of(indicator).items()
    }
    told = {"indicator": indicator, "series": series}
    return {compared_address(site.edition, indicator): compact(told)}


def _compact_series(figures: list[Any]) -> dict[str, Any]:
    years = range(figures[0].year, figures[-1].year + 1)
    by_year = {one.year: one for one in figures}
    found: dict[str, Any] = {"from": years[0]}
    for name in ("value", "low", "high"):
        values = [_plain(getattr(by_year[y], name)) if y in by_year else None for y in years]
        if name == "value" or any(value is not None for value in values):
            found[name] = values
    signs = {str(one.year): one.status for one in figures if one.status}
    return found | ({"status": signs} if signs else {})


def _plain(value: float) -> float | int | None:
    if value != value:
        return None
    return int(value) if value.is_integer() else value


def compact(told: Any) -> str:
    """Return `told` as JSON without spaces, safe inside a page too."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", text)
