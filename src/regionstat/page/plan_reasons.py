"""Why a row of the plan stands where it does: one sentence with value, year and target."""

from __future__ import annotations

from dataclasses import replace

from regionstat.analysis.goal import GOAL_YEAR
from regionstat.analysis.plan_judged import Judged
from regionstat.page.names import inside, region_name, regions_named
from regionstat.page.numbers import amount, interval, number
from regionstat.page.plan_reported import reported_reason
from regionstat.page.plan_terms import asked, old
from regionstat.register import Indicator, find_region, register
from regionstat.register.entries import Language, PlanRow

_STATUS: dict[Language, dict[str, str]] = {
    "nb": {
        "met": "nådd",
        "on_course": "i rute",
        "behind": "henger etter",
        "no_data": "uten tall",
    },
    "en": {
        "met": "met",
        "on_course": "on course",
        "behind": "behind",
        "no_data": "no data",
    },
}
_SENTENCES = {
    "nb": {
        "forecast": "{figure}; sannsynligheten for minst {target} i {goal_year} er {chance}.",
        "no_forecast": "{figure}, men det er for få år til å si noe om {goal_year}.",
        "reached": "{figure}, og målet er nådd: {aim}{old}.",
        "reached_perhaps": "{figure}; tallet når målet ({aim}), men ikke hele intervallet.",
        "short": "{figure}; målet er ikke nådd: {aim}{old}.",
        "short_perhaps": "{figure}; tallet når ikke målet ({aim}), men intervallet rekker dit.",
        "pace": "{figure}, mot {then} i {first}; med planens tempo skulle det vært høyst {target} "
        "({asked}{old}).",
        "no_base": "{figure}, men uten tall for 2010 å regne fra ({asked}{old}).",
        "lead": "{title}{whose}: i snitt {lead} enn landet i året, i {years} fra {first} til "
        "{year}{span}; målet er {aim}.",
        "lead_perhaps": "{title}{whose}: i snitt {lead} enn landet i året, i {years} fra {first} "
        "til {year}{span}; målet er {aim}, og årene spriker for mye til å avgjøre det.",
        "rank": "{figure}, som er nummer {places} av {of}; den beste av de andre har "
        "{target}{old}.",
        "against": "{figure}, mot {others}{old}.",
        "moved": "{figure}, {change} fra {then} i {first}; planen vil ha tallet {wanted}{old}.",
        "moved_perhaps": "{figure}, {change} fra {then} i {first}, men innenfor usikkerheten; "
        "planen vil ha tallet {wanted}{old}.",
        "unmoved": "{figure}, om lag uendret fra {first}; planen vil ha tallet {wanted}{old}.",
        "once": "{figure}, men ett tall viser ingen utvikling; planen vil ha tallet {wanted}{old}.",
        "alone": "{figure}, men ingen har tall å sammenlikne med.",
        "everywhere": "{title}: {reached} av {of} kommuner er foran landet i {year}, og {silent} "
        "mangler tall ({asked}{old}).",
        "no_figure": "{title}: ikke noe tall for regionen eller fylket ({asked}).",
        "near": "; nærmest er {figure}.",
        "awaited": "Ingen tall er hentet hit ennå; kilden er {source} ({asked}).",
        "of_region": "{figure}; målet gjelder hele Trondheimsregionen ({asked}).",
        "status": "Ingen har meldt status ({asked}).",
        "count": "Ingen har meldt noen telling ({asked}).",
        "survey": "Ingen har meldt noen undersøkelse ({asked}).",
        "statistics": "Ingen tall her ennå; de kan komme fra {source} ({asked}).",
        "register": "Ingen tall her ennå; de kan komme fra {source} ({asked}).",
    },
    "en": {
        "forecast": "{figure}; the probability of at least {target} in {goal_year} is {chance}.",
        "no_forecast": "{figure}, but there are too few years to tell of {goal_year}.",
        "reached": "{figure}, and the target is met: {aim}{old}.",
        "reached_perhaps": "{figure}; the figure reaches the target ({aim}), but not the whole "
        "of its interval.",
        "short": "{figure}; the target is not met: {aim}{old}.",
        "short_perhaps": "{figure}; the figure does not reach the target ({aim}), but its "
        "interval does.",
        "pace": "{figure}, against {then} in {first}; at the plan's pace it would be at most "
        "{target} ({asked}{old}).",
        "no_base": "{figure}, but without a figure of 2010 to reckon from ({asked}{old}).",
        "lead": "{title}{whose}: on average {lead} than the nation a year, in {years} from "
        "{first} to {year}{span}; the target is {aim}.",
        "lead_perhaps": "{title}{whose}: on average {lead} than the nation a year, in {years} "
        "from {first} to {year}{span}; the target is {aim}, and the years differ too much to "
        "settle it.",
        "rank": "{figure}, number {places} of {of}; the best of the others has {target}{old}.",
        "against": "{figure}, against {others}{old}.",
        "moved": "{figure}, {change} from {then} in {first}; the plan wants it to go "
        "{wanted}{old}.",
        "moved_perhaps": "{figure}, {change} from {then} in {first}, but within the uncertainty; "
        "the plan wants it to go {wanted}{old}.",
        "unmoved": "{figure}, about unchanged since {first}; the plan wants it to go "
        "{wanted}{old}.",
        "once": "{figure}, but a single figure shows no development; the plan wants it to go "
        "{wanted}.",
        "alone": "{figure}, but nobody has a figure to compare with.",
        "everywhere": "{title}: {reached} of {of} municipalities are ahead of the nation in "
        "{year}, and {silent} lack a figure ({asked}{old}).",
        "no_figure": "{title}: no figure for the region or its county ({asked}).",
        "near": "; nearest to it is {figure}.",
        "awaited": "No figures have come in here yet; their source is {source} ({asked}).",
        "of_region": "{figure}; the target is of the Trondheim region as a whole ({asked}).",
        "status": "Nobody has reported a status ({asked}).",
        "count": "Nobody has reported a count ({asked}).",
        "survey": "Nobody has reported a survey ({asked}).",
        "statistics": "No figures here yet; they could come from {source} ({asked}).",
        "register": "No figures here yet; they could come from {source} ({asked}).",
    },
}
_WORDS = {
    "nb": {
        "figure": "{title}{whose}: {value} i {year}{span}",
        "whose": " ({name})",
        "span": " (intervall {ends})",
        "nation": "{value} i landet",
        "cities": "{value} i medianen av de andre storbyregionene",
        "and": " og ",
        "more": "{points} prosentpoeng høyere",
        "less": "{points} prosentpoeng lavere",
        "year": "ett år",
        "years": "{n} år",
        "up": "opp",
        "down": "ned",
        "likely": " (90 %)",
        "range": " (intervall {ends})",
    },
    "en": {
        "figure": "{title}{whose}: {value} in {year}{span}",
        "whose": " ({name})",
        "span": " (interval {ends})",
        "nation": "{value} in the nation",
        "cities": "{value} for the median of the other city regions",
        "and": " and ",
        "more": "{points} percentage points more",
        "less": "{points} percentage points less",
        "year": "one year",
        "years": "{n} years",
        "up": "up",
        "down": "down",
        "likely": " (90 %)",
        "range": " (interval {ends})",
    },
}


def status_name(status: str, language: Language) -> str:
    """Return the status of a row of the plan in words."""
    return _STATUS[language][status]


def reason(judged: Judged, region: str, language: Language) -> str:
    """Return why `judged` stands where it does, for a reader who asked of `region`."""
    row = register().plan[judged.row]
    told: dict[str, object] = {"asked": asked(row, language), "source": row.source.in_(language)}
    if judged.report is not None:
        return reported_reason(judged, row, language)
    if judged.why == "nobody":
        return _nobody(judged, row, region, language).format(**told)
    told |= _told(judged, row, region, language)
    why = "pace" if judged.why.startswith("pace") else judged.why
    return _SENTENCES[language][why].format(**told)


def _nobody(judged: Judged, row: PlanRow, region: str, language: Language) -> str:
    """Return the sentence of a row that nobody answers, with what stands near it."""
    awaited = register().awaited(row.id)
    sentence = _SENTENCES[language]["awaited" if awaited else row.kind]
    if judged.near is None:
        return sentence
    figure = str(_told(judged.near, row, region, language)["figure"])
    nearest = _SENTENCES[language]["near"].format(figure=figure[0].lower() + figure[1:])
    return sentence.removesuffix(".") + nearest


def _told(judged: Judged, row: PlanRow, region: str, language: Language) -> dict[str, object]:
    words, one = _WORDS[language], register().indicators[judged.indicator]
    whose = _whose(judged, region, language)
    known: dict[str, object] = {
        "title": one.title.in_(language),
        "whose": whose,
        "year": judged.year,
        "value": amount(judged.value, one, language),
        "span": _span(judged, one, language),
        "target": amount(judged.target, one, language),
        "aim": row.target.in_(language),
        "goal_year": GOAL_YEAR,
        "wanted": words["down" if one.better == "lower" else "up"],
        "old": old(judged.age, language),
    }
    beside = _beside(judged, one, region, language)
    return {**known, **beside, "figure": words["figure"].format(**known)}


def _whose(judged: Judged, region: str, language: Language) -> str:
    """Return whose figure it is, where that is not the region itself."""
    if judged.region in ("", region):
        return ""
    return _WORDS[language]["whose"].format(name=inside(region_name(judged.region, language)))


def _span(judged: Judged, one: Indicator, language: Language) -> str:
    ends = interval(judged.low, judged.high, one, language)
    return _WORDS[language]["span"].format(ends=ends) if ends else ""


def _beside(judged: Judged, one: Indicator, region: str, language: Language) -> dict[str, object]:
    """Return, in words, what else a sentence of this kind tells."""
    beside = judged.beside
    if judged.why == "forecast":
        return {"chance": f"{number(100 * beside['chance'], 0, language)}\u00a0%"}
    if judged.why == "rank":
        return {"places": _places(judged, language), "of": int(beside["of"])}
    if judged.why.startswith("lead"):
        return _led(judged, one, region, language)
    if judged.why == "everywhere":
        told = {name: int(beside[name]) for name in ("of", "silent")}
        return {**told, "reached": int(judged.value)}
    if judged.why == "against":
        return {"others": _others(judged, one, language)}
    if "then" in beside:
        then, moved = beside["then"], judged.value - beside["then"]
        change = _WORDS[language]["up" if moved > 0 else "down"]
        return {
            "then": amount(then, one, language),
            "first": int(beside["first"]),
            "change": change,
        }
    return {}


def _others(judged: Judged, one: Indicator, language: Language) -> str:
    words = _WORDS[language]
    parts = [
        words[name].format(value=amount(value, one, language))
        for name, value in judged.beside.items()
    ]
    return words["and"].join(parts)


def _places(judged: Judged, language: Language) -> str:
    low, high = (int(judged.beside[end]) for end in ("rank_low", "rank_high"))
    return str(low) if low == high else f"{low}–{high}" + _WORDS[language]["likely"]


def _led(judged: Judged, one: Indicator, region: str, language: Language) -> dict[str, object]:
    words, years = _WORDS[language], int(judged.beside["years"])
    counties = find_region(region).county if judged.region != region else ()
    name = regions_named(counties, language)
    ends = interval(judged.low, judged.high, replace(one, unit="ratio"), language)
    points = number(abs(judged.value), one.decimals, language)
    return {
        "lead": words["less" if judged.value < 0 else "more"].format(points=points),
        "years": words["year"] if years == 1 else words["years"].format(n=years),
        "first": int(judged.beside["first"]),
        "whose": words["whose"].format(name=name) if name else "",
        "span": words["range"].format(ends=ends) if ends else "",
    }
