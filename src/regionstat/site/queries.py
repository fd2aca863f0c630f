"""The usual questions to the database, with parameters, as the server offers them."""

from __future__ import annotations

from dataclasses import dataclass

from regionstat.register.entries import Text


@dataclass(frozen=True)
class Query:
    """A question: its SQL for one edition, and the parameters that a reader fills in."""

    title: Text
    hint: Text
    sql: str
    params: tuple[str, ...] = ()


_LEVELS = Text(
    "nation, county, municipality, city_region, labour_market; tomt: alle",
    "nation, county, municipality, city_region, labour_market; empty: all",
)
QUERIES = {
    "latest_figures": Query(
        Text("Siste tall for en indikator", "Latest figures of an indicator"),
        Text(
            f"indicator: en id, som gdp_population_ratio. level: {_LEVELS.nb}.",
            f"indicator: an id, such as gdp_population_ratio. level: {_LEVELS.en}.",
        ),
        """\
SELECT region, name_nb, name_en, level, year, value, low, high, status, unit
FROM latest
WHERE edition = {edition} AND indicator = :indicator AND (:level = '' OR level = :level)
ORDER BY level, region""",
        ("indicator", "level"),
    ),
    "series_of_region": Query(
        Text("En indikator år for år", "An indicator year by year"),
        Text(
            "indicator: en id, som population. region: en kode, som 5001.",
            "indicator: an id, such as population. region: a code, such as 5001.",
        ),
        """\
SELECT year, value, low, high, status, meaning_nb, meaning_en, unit
FROM series
WHERE edition = {edition} AND indicator = :indicator AND region = :region
ORDER BY year""",
        ("indicator", "region"),
    ),
    "scorecard_of_region": Query(
        Text("En region på alle indikatorer", "A region on every indicator"),
        Text("region: en kode, som 50.", "region: a code, such as 50."),
        """\
SELECT indicator, title_nb, title_en, year, value, low, high, status, nation, five_years_before,
    better, unit
FROM scorecard
WHERE edition = {edition} AND region = :region
ORDER BY position""",
        ("region",),
    ),
    "county_ranking": Query(
        Text("Fylkene i rekkefølge", "The counties in order"),
        Text(
            "indicator: en id, som population_growth. year: et år; tomt: det siste.",
            "indicator: an id, such as population_growth. year: a year; empty: the latest.",
        ),
        """\
SELECT rank, counties, region, name_nb, name_en, year, value, status, unit
FROM county_ranks
WHERE edition = {edition} AND indicator = :indicator AND year = CASE :year
    WHEN '' THEN (
        SELECT max(year) FROM county_ranks WHERE edition = {edition} AND indicator = :indicator
    ) ELSE CAST(:year AS INTEGER) END
ORDER BY rank, region""",
        ("indicator", "year"),
    ),
    "goal_of_region": Query(
        Text("Målet år for år", "The goal year by year"),
        Text(
            "region: en kode eller id, som trondheimsregionen.",
            "region: a code or id, such as trondheimsregionen.",
        ),
        """\
SELECT year, ratio, low, high, status, ratio_total, ratio_mainland
FROM goal_ratio
WHERE edition = {edition} AND region = :region
ORDER BY year""",
        ("region",),
    ),
    "plan_status": Query(
        Text("Hvor radene i planen står", "Where the rows of the plan stand"),
        Text(
            "status: met, on_course, behind, no_data; tomt: alle.",
            "status: met, on_course, behind, no_data; empty: all.",
        ),
        """\
SELECT row, goal, status, title_nb, title_en, target_nb, target_en, reason_nb, reason_en,
    indicator, year, value, target
FROM plan_overview
WHERE edition = {edition} AND (:status = '' OR status = :status)
ORDER BY position""",
        ("status",),
    ),
    "plan_without_data": Query(
        Text(
            "Hva planen ber om som ingen har svar på", "What the plan asks for and nobody answers"
        ),
        Text("", ""),
        """\
SELECT row, goal, kind, title_nb, title_en, responsible_nb, responsible_en, source_nb, source_en
FROM plan_missing
WHERE edition = {edition}
ORDER BY position""",
    ),
    "what_became_of_region": Query(
        Text("Hva det ble av en region", "What became of a region"),
        Text("region: en kode, som 1601.", "region: a code, such as 1601."),
        """\
SELECT old, old_name, new, new_name, year, whole
FROM successors
WHERE old = :region OR new = :region
ORDER BY year, old, new""",
        ("region",),
    ),
    "find": Query(
        Text("Søk", "Search"),
        Text(
            "text: ord eller begynnelsen av et ord. language: nb eller en; tomt: begge.",
            "text: words or the beginning of one. language: nb or en; empty: both.",
        ),
        """\
SELECT kind, id, language, title, url, snippet(search, 4, '', '', '…', 24) AS excerpt
FROM search
WHERE search MATCH CASE escape_fts(:text) WHEN '' THEN '""' ELSE escape_fts(:text) || '*' END
    AND (:language = '' OR language = :language)
ORDER BY rank
LIMIT 100""",
        ("text", "language"),
    ),
}
