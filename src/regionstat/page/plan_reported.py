"""Why a row of the plan stands where it does when people have reported it, in a sentence."""

from __future__ import annotations

import math

from regionstat.analysis.plan_judged import Judged
from regionstat.page.numbers import number
from regionstat.page.plan_terms import asked, old
from regionstat.register.entries import Language, PlanRow

_SENTENCES = {
    "nb": {
        "figure": "{value}{span} i {year}, meldt av {owner}",
        "span": " (±\u202f{margin})",
        "done": "Meldt som gjort i {year} av {owner} ({asked}).",
        "under_way": "Meldt som i gang i {year} av {owner} ({asked}).",
        "late": "Meldt som i gang i {year} av {owner}, men fristen er ute ({asked}).",
        "not_done": "Meldt som ikke gjort i {year} av {owner} ({asked}).",
        "reached": "{figure}, og målet er nådd ({asked}).",
        "reached_perhaps": "{figure}; tallet når målet, men ikke hele feilmarginen ({asked}).",
        "short": "{figure}, og målet er ikke nådd ({asked}).",
        "short_perhaps": "{figure}; tallet når ikke målet, men feilmarginen rekker dit ({asked}).",
        "most": "{figure}; den høyeste av de andre som har meldt, har {target} ({asked}).",
        "moved": "{figure}, mot {then} i {first} ({asked}).",
        "moved_perhaps": "{figure}, mot {then} i {first}, innenfor feilmarginen ({asked}).",
        "unmoved": "{figure}, det samme som i {first} ({asked}).",
        "once": "{figure}, men ett tall viser ingen utvikling ({asked}).",
        "no_direction": "{figure}, men planen sier ikke hvilken vei tallet bør gå ({asked}).",
        "everywhere": "{value} av {of} kommuner når målet i {year}, og {silent} har ikke meldt "
        "({asked}).",
    },
    "en": {
        "figure": "{value}{span} in {year}, reported by {owner}",
        "span": " (±\u202f{margin})",
        "done": "Reported as done in {year} by {owner} ({asked}).",
        "under_way": "Reported as under way in {year} by {owner} ({asked}).",
        "late": "Reported as under way in {year} by {owner}, yet the deadline is past ({asked}).",
        "not_done": "Reported as not done in {year} by {owner} ({asked}).",
        "reached": "{figure}, and the target is met ({asked}).",
        "reached_perhaps": "{figure}; the figure reaches the target, but not the whole of its "
        "margin ({asked}).",
        "short": "{figure}, and the target is not met ({asked}).",
        "short_perhaps": "{figure}; the figure does not reach the target, but its margin does "
        "({asked}).",
        "most": "{figure}; the highest of the others that have reported has {target} ({asked}).",
        "moved": "{figure}, against {then} in {first} ({asked}).",
        "moved_perhaps": "{figure}, against {then} in {first}, within the margin ({asked}).",
        "unmoved": "{figure}, the same as in {first} ({asked}).",
        "once": "{figure}, but a single figure shows no development ({asked}).",
        "no_direction": "{figure}, but the plan does not say which way it should go ({asked}).",
        "everywhere": "{value} of {of} municipalities reach the target in {year}, and {silent} "
        "have not reported ({asked}).",
    },
}


def reported_reason(judged: Judged, row: PlanRow, language: Language) -> str:
    """Return why `judged`, which rests on a report, stands where it does."""
    texts, report, beside = _SENTENCES[language], judged.report, judged.beside
    margin = math.nan if report is None else report.margin
    known: dict[str, object] = {
        "value": _plain(judged.value, language),
        "year": judged.year,
        "owner": "" if report is None else report.owner,
        "span": "" if math.isnan(margin) else texts["span"].format(margin=_plain(margin, language)),
        "asked": asked(row, language) + old(judged.age, language),
        "target": _plain(judged.target, language),
        "then": _plain(beside.get("then", math.nan), language),
        **{name: int(beside[name]) for name in ("first", "of", "silent") if name in beside},
    }
    return texts[judged.why].format(**known, figure=texts["figure"].format(**known))


def _plain(value: float, language: Language) -> str:
    """Return a number with the decimals that it was reported with, at most two."""
    if math.isnan(value):
        return number(value, 0, language)
    decimals = next((n for n in (0, 1) if math.isclose(value, round(value, n))), 2)
    return number(value, decimals, language)
