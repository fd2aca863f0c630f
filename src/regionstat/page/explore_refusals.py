"""Which choices lead to no picture, told in the reader's language."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis import Comparison, compare
from regionstat.errors import Misuse, RegionstatError
from regionstat.page.explore_choice import FORMS, Choice, years_of
from regionstat.page.explore_options import GROUPS, Options
from regionstat.page.names import region_name
from regionstat.page.wording import change_span
from regionstat.register import find_indicator, find_region

_TEXTS = {
    "nb": {
        "nothing": "«{title}» har ingen tall i denne utgaven. Velg en annen indikator.",
        "basis": "«{title}» regnes ikke mot noen nevner. Velg «Sum av fylkene».",
        "one year": "{form} trenger minst to år. Dra årene fra hverandre.",
        "no figure": "{name} har ingen tall for «{title}» i {years}. "
        "Velg en annen region eller flere år.",
        "no change": "{name} har ingen endring å vise: det trengs tall med 1, 5 eller 10 års "
        "mellomrom i {years}. Velg flere år.",
        "trend": "En utvikling",
        "change": "En endring",
    },
    "en": {
        "nothing": "“{title}” has no figures in this edition. Choose another indicator.",
        "basis": "“{title}” is not measured against a denominator. Choose “Sum of counties”.",
        "one year": "{form} takes at least two years. Draw the years apart.",
        "no figure": "{name} has no figures of “{title}” in {years}. "
        "Choose another region or more years.",
        "no change": "{name} has no change to show: it takes figures 1, 5 or 10 years apart in "
        "{years}. Choose more years.",
        "trend": "A trend",
        "change": "A change",
    },
}


def check_known(choice: Choice) -> None:
    """Raise `Misuse` unless the register knows region and peers of `choice`."""
    peers = (choice.peers,) if isinstance(choice.peers, str) else choice.peers
    for id_ in (choice.region, *(peer for peer in peers if peer not in GROUPS)):
        find_region(id_)


def check_offered(found: dict[str, Options], choice: Choice) -> None:
    """Raise `Misuse` unless indicator and region of `choice` have figures to explore."""
    for name in ("indicator", "region"):
        asked = getattr(choice, name)
        if asked not in {id_ for _, id_ in found[name]}:
            raise Misuse(
                f"Explore the {name} {asked!r}",
                found="nothing to hold against the nation",
                where="the panel",
                todo=f"Choose another; `rs.{name}s()` lists them all",
            )


def refusal(panel: pd.DataFrame, choice: Choice) -> str:
    """Return why `choice` leads to no picture, in its language; empty when it leads to one."""
    if "indicator" not in FORMS[choice.form].heeds:
        return ""
    try:
        why = _why(panel, choice)
    except RegionstatError as error:
        return str(error)
    indicator = find_indicator(choice.indicator)
    texts = _TEXTS[choice.language]
    return why and texts[why].format(
        title=indicator.title.in_(choice.language),
        name=region_name(choice.region, choice.language),
        form=texts.get(choice.form, ""),
        years="–".join(map(str, dict.fromkeys(_years(panel, choice)))),
    )


def _why(panel: pd.DataFrame, choice: Choice) -> str:
    first, last = _years(panel, choice)
    if not last:
        return "nothing"
    if choice.basis != "counties" and find_indicator(choice.indicator).basis is None:
        return "basis"
    if first == last and choice.form in ("trend", "change"):
        return "one year"
    found = _compared(panel, choice)
    if found.row(found.focus) is None or (found.year or 0) > last:
        return "no figure"
    if choice.form == "change" and change_span(found) is None:
        return "no change"
    return ""


def _years(panel: pd.DataFrame, choice: Choice) -> tuple[int, int]:
    return choice.years or years_of(panel, choice.indicator, choice.basis)


def _compared(panel: pd.DataFrame, choice: Choice) -> Comparison:
    first, last = _years(panel, choice)
    return compare(
        panel[panel["year"] >= first],
        choice.indicator,
        region=choice.region,
        peers=choice.peers,
        until=last,
        basis=choice.basis,
    )
