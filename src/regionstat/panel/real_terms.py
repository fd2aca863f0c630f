"""Value added in real terms: by each county's own volume index, and by consumer prices.

Volume says how much more was made: the printed change in percent, in prices of the year
before, is chained into an index and laid on the value of the base year. Chained volumes do not
add up, so what is made of several counties is added up in prices of the year before, and only
then chained. Consumer prices say what the value would buy. Where the two part, the county is
paid more or less for what it makes.
Source: StatBank 11713 and 08184; chaining as in the System of National Accounts 2008, ch. 15.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from regionstat.panel.accounts import (
    ALL_INDUSTRIES,
    NATION,
    account,
    carried_back,
    split,
    with_nation,
)
from regionstat.panel.figures import NO_DATA, STRENGTH, at, derive, figures
from regionstat.panel.inputs import Inputs
from regionstat.panel.measures import (
    after_first,
    deflate,
    growth,
    keys_of,
    reprice,
    two_year_mean,
    year_before,
)

# The base of the consumer prices, too: both stand in kroner of one year.
BASE = 2015
PRICES = "consumer_prices_yearly"


def real_terms(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator in real terms, by id: counties and the nation.

    Values in mill. kr of `BASE`, growth in percent; the nation is the sum of its counties. An
    edition from before consumer prices were bundled has no value by them.
    """
    values = with_nation(split(account(inputs, "gva"))[1])
    printed = split(inputs.account("vol", ALL_INDUSTRIES))[1]
    # The first year has nothing to grow from, whether its sign is printed or left out.
    first = values.index.get_level_values("year").min()
    grown = volume_growth(values, printed[printed.index.get_level_values("year") > first])
    real = in_prices_of(values, grown, BASE)
    smooth = after_first(two_year_mean(real))
    found = {
        "gva_real_growth": grown,
        "gross_value_added_real_mnok": real,
        "gva_real_growth_two_year": after_first(growth(smooth, year_before(smooth))),
    }
    if PRICES in {one.source for one in inputs.edition.raw}:
        found["gross_value_added_cpi_mnok"] = deflate(values, consumer_prices(inputs), BASE)
    return found


def consumer_prices(inputs: Inputs) -> pd.DataFrame:
    """Return the consumer price index as figures of the nation: yearly averages, 2015 = 100."""
    cells = inputs.measure(f"{PRICES}.cpi").rename(columns={"Tid": "year"})
    return figures(cells.assign(region=NATION))


def volume_growth(values: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Return the growth in volume in percent of all counties and the nation.

    `values` are those of the counties, carried back, `printed` the counties' growth as
    printed, which stands. A county before its time, and the nation, grow as the sum of their
    parts does in prices of the year before.
    """
    before = at(year_before(values), keys_of(printed))
    sums = [with_nation(carried_back(one)) for one in (reprice(before, printed), before)]
    grown = growth(*sums)
    return pd.concat([printed, grown[~grown.index.isin(printed.index)]]).sort_index()


def in_prices_of(values: pd.DataFrame, grown: pd.DataFrame, base: int) -> pd.DataFrame:
    """Return `values` as chained volumes: the value of `base`, moved by the growth in volume.

    Figures under the keys of `values`; missing beyond a missing growth, seen from `base`.
    """
    index = at(chain(grown, base), keys_of(values))
    regions = values.index.get_level_values("region")
    of_base = pd.MultiIndex.from_arrays([regions, [base] * len(values)], names=["region", "year"])
    then = values.reindex(of_base).set_axis(keys_of(values))
    then = at(then, keys_of(values))
    return derive(then["value"] * index["value"] / 100, [then, index])


def chain(grown: pd.DataFrame, base: int) -> pd.DataFrame:
    """Return the index, 100 in `base`, that grows by `grown` percent a year, region by region.

    A figure bears the strongest sign on its way from `base`, and is missing beyond a missing
    link.
    """
    rows = []
    for region, own in grown.groupby(level="region"):
        links = own.droplevel("region")
        rows += [(region, *link) for link in _links(links, base)]
    return figures(pd.DataFrame(rows, columns=["region", "year", "value", "status"]))


def _links(grown: pd.DataFrame, base: int) -> Iterator[tuple[int, float, str]]:
    """Yield year, index and sign: the base, the years after it, and those before it."""
    first, last = min(grown.index) - 1, max(grown.index)
    pace = dict(zip(grown.index, 1 + grown["value"] / 100, strict=True))
    signs = dict(zip(grown.index, grown["status"], strict=True))
    yield base, 100.0, ""
    value, sign = 100.0, ""
    for year in range(base + 1, last + 1):
        value, sign = value * pace.get(year, np.nan), _stronger(sign, signs.get(year, NO_DATA))
        yield year, value, sign
    value, sign = 100.0, ""
    for year in range(base, first, -1):
        value, sign = value / pace.get(year, np.nan), _stronger(sign, signs.get(year, NO_DATA))
        yield year - 1, value, sign


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=STRENGTH.index)
