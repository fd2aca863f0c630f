"""The plan on the site: all of it on one page, and a page for each goal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from regionstat.page.names import listed
from regionstat.page.numbers import amount
from regionstat.register import register
from regionstat.register.entries import Language
from regionstat.site.addresses import goal_page, indicator_page
from regionstat.site.marks import count, full
from regionstat.site.pages import Page, Site, folder, texts_of
from regionstat.site.rows import records

STATUSES = ("met", "on_course", "behind", "no_data")


def plan_pages(site: Site, language: Language) -> Iterator[Page]:
    """Yield the page of the plan and that of each goal."""
    texts, found = texts_of(language, "plan"), goals(site, language)
    rows = list(site.plan_rows.values())
    yield Page(
        "plan",
        folder("plan"),
        texts["heading"],
        {
            "goals": [one | {"rows": _brief(site, one["id"], language)} for one in found],
            "counts": _counts(site, rows, "", language),
            "lead": texts["lead"].format(rows=len(rows)),
        },
        section="plan",
    )
    above = [(texts_of(language, "site")["plan"], folder("plan"))]
    for one in found:
        filled = {"goal": one, "goals": found, "groups": _groups(site, one["id"], language)}
        yield Page("goal", one["page"], one["name"], filled, above, section="plan")


def goals(site: Site, language: Language) -> list[dict[str, Any]]:
    """Return every goal of the plan: name, page, and how many of its rows stand where."""
    texts = texts_of(language, "plan")
    found = []
    for goal in records(site.content.plan_goals):
        id_ = goal["goal"]
        rows = [row for row in site.plan_rows.values() if row["goal"] == id_]
        kind = texts["O"] if id_ == "O" else texts["goal"].format(goal=id_)
        name = goal[f"name_{language}"]
        parts, told = _bar(rows, language)
        found.append(
            {
                "id": id_,
                "kind": kind,
                "name": name,
                "page": below(goal_page(site.edition, language, id_)),
                "counts": _counts(site, rows, id_, language),
                "bar": parts,
                "told": told,
            }
        )
    return found


def below(address: str) -> str:
    """Return an address as it is below edition and language."""
    return address.split("/", 2)[2]


def _number(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {status: sum(r["now"]["status"] == status for r in rows) for status in STATUSES}


def _counts(
    site: Site, rows: list[dict[str, Any]], goal: str, language: Language
) -> list[tuple[str, Any]]:
    where = f"plan_statuses {site.edition} {goal}".strip()
    return [
        (status, count(found, f"{where} {status}", language))
        for status, found in _number(rows).items()
        if found
    ]


def _bar(rows: list[dict[str, Any]], language: Language) -> tuple[list[tuple[str, str, str]], str]:
    """Return the parts of a bar 100 wide, as (status, x, width), and the bar in words."""
    numbers, left, parts = _number(rows), 0.0, []
    for status, found in numbers.items():
        width = 100 * found / max(len(rows), 1)
        if found:
            parts.append((status, f"{left:.2f}", f"{max(width - 0.6, 0.4):.2f}"))
        left += width
    return parts, texts_of(language, "status")["bar"].format(**numbers)


def _brief(site: Site, goal: str, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "id": row["row"],
            "anchor": row["row"].lower(),
            "title": row[f"title_{language}"],
            "status": row["now"]["status"],
            "reason": row["now"][f"reason_{language}"],
        }
        for row in site.plan_rows.values()
        if row["goal"] == goal
    ]


def _groups(site: Site, goal: str, language: Language) -> list[dict[str, Any]]:
    """Return the rows of a goal by strategy, those of the goal itself first."""
    strategies = site.content.plan_strategies.set_index("strategy")[f"name_{language}"].to_dict()
    groups: dict[str, dict[str, Any]] = {}
    for row in site.plan_rows.values():
        if row["goal"] != goal:
            continue
        key = row["strategy"] or ""
        name = strategies[key] if key else texts_of(language, "plan")["itself"]
        group = groups.setdefault(key, {"id": key, "name": name, "rows": []})
        group["rows"].append(_row(site, row, language))
    return list(groups.values())


def _row(site: Site, row: dict[str, Any], language: Language) -> dict[str, Any]:
    texts, now, id_ = texts_of(language, "plan"), row["now"], row["row"]
    kind = texts["status_kind" if row["kind"] == "status" else row["kind"]]
    repeats = texts[row["repeats"]] if row["repeats"] else ""
    return {
        "id": id_,
        "anchor": id_.lower(),
        "title": row[f"title_{language}"],
        "status": now["status"],
        "reason": now[f"reason_{language}"],
        "target": row[f"target_{language}"],
        "due": ", ".join(str(part) for part in (row["due"], repeats) if part),
        "kind": kind,
        "source": row[f"source_{language}"],
        "open": row[f"open_{language}"],
        "reading": row[f"reading_{language}"],
        "responsible": _bodies(id_, "responsible", language),
        "partners": _bodies(id_, "partner", language),
        "indicators": [
            (one[f"title_{language}"], below(indicator_page(site.edition, language, one["base"])))
            for one in site.indicators.values()
            if id_ in site.asked[one["indicator"]] and one["indicator"] == one["base"]
        ],
        **_figure(site, now, language),
    }


def _figure(site: Site, now: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return the figure a status rests on, where it is one of the panel's own, and its target."""
    if not now["indicator"] or now["year"] is None or now["value"] is None:
        return {"figure": "", "figure_where": "", "held": ""}
    one = register().indicators[now["indicator"]]
    held = "" if now["target"] is None else amount(now["target"], one, language)
    all_of = site.figures.of(one.id)
    order = [all_of[site.region], *all_of.values()] if site.region in all_of else all_of.values()
    found = (series.figures.get(now["year"]) for series in order)
    figure = next((it for it in found if it is not None and it.value == now["value"]), None)
    if figure is None:
        return {"figure": "", "figure_where": "", "held": held}
    where = f"{site.names[language][figure.region]}, {figure.year}"
    return {"figure": full(figure, language), "figure_where": where, "held": held}


def _bodies(row: str, role: str, language: Language) -> str:
    entry = register().plan[row]
    found = entry.responsible if role == "responsible" else entry.partners
    return listed((one.name.in_(language) for one in found), language)
