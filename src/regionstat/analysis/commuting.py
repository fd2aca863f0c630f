"""The region rule: a centre and the municipalities that send enough of their workers to it.

A municipality belongs when more than `threshold` per cent of its employed residents work in
the centre: of those whose workplace is in a municipality, at the figures' full precision.
Source: StatBank 03321; the rule is that of Telemarksforsking's comparison of city regions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from regionstat.errors import Misuse
from regionstat.panel.area import concordance
from regionstat.panel.inputs import inputs_of
from regionstat.register import find_region
from regionstat.register.entries import Text

THRESHOLD = 10.0
# How far from the line, in points, a municipality is near it.
NEAR = 2.0
FLOWS = "commuting.Sysselsatte"


@dataclass(frozen=True, eq=False)
class CommutingRegion:
    """The municipalities of a centre by the commuting rule.

    `frame`, largest share first, has region (codes of `year`), employed (employed residents,
    4th quarter), share (per cent of them who work in the centre) and member, for every
    municipality with anyone who does. The centre is always a member.
    """

    centre: str
    threshold: float
    year: int
    frame: pd.DataFrame

    @property
    def members(self) -> tuple[str, ...]:
        """The codes of the municipalities that belong, sorted."""
        return tuple(sorted(self.frame.loc[self.frame["member"], "region"]))

    @property
    def near(self) -> pd.DataFrame:
        """The rows within two points of the line, on both sides of it."""
        return self.frame[(self.frame["share"] - self.threshold).abs() <= NEAR]

    def at(self, threshold: float) -> CommutingRegion:
        """Return the region of the same centre and year with another threshold, in per cent."""
        frame = _judged(self.frame, self.centre, threshold)
        return replace(self, threshold=threshold, frame=frame)

    @property
    def rule(self) -> Text:
        """The rule in words."""
        name = find_region(self.centre).name
        many = f"{self.threshold:g}"
        return Text(
            f"Kommuner der mer enn {many.replace('.', ',')} % av de sysselsatte bosatte pendlet "
            f"til {name.nb} i {self.year}",
            f"Municipalities where more than {many} % of employed residents worked in "
            f"{name.en} in {self.year}",
        )

    def __repr__(self) -> str:
        names = [find_region(code).name.en for code in self.near["region"]]
        near = self.near.assign(name=names)[["region", "name", "share", "member"]]
        head = f"{self.rule.en}: {len(self.members)}"
        return f"{head}\nwithin {NEAR:g} points of the line:\n{near.to_string(index=False)}"


def commuting_region(
    panel: pd.DataFrame, centre: str, *, threshold: float = THRESHOLD, year: int = 2017
) -> CommutingRegion:
    """Return the municipalities that commute to `centre` by the rule, in the codes of `year`.

    `centre` is a municipality's code of that year or of one before. Raises `Misuse` for a
    year without a table of commuting, an unknown code or one that is no municipality then,
    and a threshold that is neither 0 nor from 1 up to 100.
    """
    if not (threshold == 0 or 1 <= threshold < 100):
        raise Misuse(
            f"A commuting region with threshold {threshold}",
            found="that is no per cent of employed residents",
            where="the threshold, in per cent",
            todo="Give 0, or a number from 1 up to 100: ten per cent is 10, not 0.1",
        )
    flows = _flows(panel, year)
    residents = flows.groupby("Bokommuen")["value"].sum().rename_axis("region")
    code = _in_codes_of(year, centre, set(residents.index))
    there = flows[flows["ArbstedKomm"] == code].set_index("Bokommuen")["value"]
    employed = residents.reindex(there.index)
    found = pd.DataFrame({"employed": employed, "share": 100 * there / employed})
    found = found.rename_axis("region").reset_index()
    found = found.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    return CommutingRegion(code, threshold, year, _judged(found, code, threshold))


def commuting_years(panel: pd.DataFrame) -> tuple[int, ...]:
    """Return the years that have a table of commuting, the oldest first."""
    return tuple(sorted(int(one) for one in inputs_of(panel).measure(FLOWS)["Tid"].unique()))


def _judged(found: pd.DataFrame, centre: str, threshold: float) -> pd.DataFrame:
    member = (found["share"] > threshold) | (found["region"] == centre)
    return found.assign(member=member)


def _flows(panel: pd.DataFrame, year: int) -> pd.DataFrame:
    flows = inputs_of(panel).measure(FLOWS)
    found = flows[flows["Tid"] == str(year)]
    if len(found) == 0:
        years = ", ".join(str(one) for one in commuting_years(panel))
        raise Misuse(
            f"Commuting in {year}",
            found=f"the table has {years or 'no year'}",
            where="StatBank 03321",
            todo="Ask for one of these years, or fetch a newer table",
        )
    return found


def _in_codes_of(year: int, code: str, have: set[str]) -> str:
    """Return `code` as it is called in `year`, followed forwards through the reforms."""
    borders = concordance()
    known = find_region(code)
    found = known.id
    for change in borders.years:
        heirs = borders.heirs[change].get(found, ())
        if (known.valid_from or 0) < change <= year and len(heirs) == 1 and found not in have:
            found = heirs[0]
    if found not in have:
        raise Misuse(
            f"Commuting to {code!r} in {year}",
            found="nobody employed lives under that code that year",
            where="StatBank 03321",
            todo="Give a municipality's code of that year or of one before",
        )
    return found
