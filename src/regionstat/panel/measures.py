"""Measures: sentences in arithmetic over figures; missing in, missing out.

All take and give figures: a frame indexed by region and year with value, low, high, status.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from regionstat.panel.figures import at, derive, outranking, signed

MILLION = 1e6


def share(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return `part` in percent of `whole`, which has one figure a year (any region).

    The interval of the part is carried over; that of the whole would have to be none.

    >>> one = lambda r, v: pd.DataFrame(
    ...     {"value": [v], "low": [None], "high": [None], "status": [""]},
    ...     index=pd.MultiIndex.from_tuples([(r, 2017)], names=["region", "year"]))
    >>> float(share(one("16", 317.0), one("0", 5258.0))["value"].iloc[0].round(3))
    6.029
    """
    whole = spread(whole, part)
    found = derive(100 * part["value"] / whole["value"], [part, whole])
    return found.assign(**{end: 100 * part[end] / whole["value"] for end in ("low", "high")})


def growth(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the change from `before` to `now` in percent.

    `before` holds, under the key of `now`, the figure of the year before on the same area.
    """
    before = at(before, keys_of(now))
    return derive(100 * (now["value"] / before["value"] - 1), [now, before])


def ratio(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Return `above` over `below`, key by key."""
    below = at(below, keys_of(above))
    return derive(above["value"] / below["value"], [above, below])


def per_thousand(counts: pd.DataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    """Return `counts` per thousand `heads`, key by key."""
    found = ratio(counts, heads)
    return found.assign(value=1000 * found["value"])


def per_head(mnok: pd.DataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    """Return mill. kr per head in kr, key by key; `heads` are persons.

    Intervals of both are carried, as if they erred to opposite sides.
    """
    heads = at(heads, keys_of(mnok))
    found = derive(MILLION * mnok["value"] / heads["value"], [mnok, heads])
    least, most = (mnok[end].fillna(mnok["value"]) for end in ("low", "high"))
    few, many = (heads[end].fillna(heads["value"]) for end in ("low", "high"))
    uncertain = mnok["low"].notna() | heads["low"].notna()
    low, high = (MILLION * ends.where(uncertain) for ends in (least / many, most / few))
    return signed(found.assign(low=low, high=high))


def two_year_mean(found: pd.DataFrame) -> pd.DataFrame:
    """Return, under each year, the mean of it and the year before; missing where one is.

    What swings from one year to the next and back cancels out.
    """
    before = at(year_before(found), keys_of(found))
    return derive((found["value"] + before["value"]) / 2, [found, before])


def deflate(found: pd.DataFrame, prices: pd.DataFrame, base: int) -> pd.DataFrame:
    """Return `found` in kroner of the year `base`; `prices` is an index, one figure a year."""
    of_base = prices[prices.index.get_level_values("year") == base].droplevel("year")
    then = of_base.reindex(prices.index.get_level_values("region")).set_axis(keys_of(prices))
    now, then = spread(prices, found), spread(at(then, keys_of(prices)), found)
    return derive(found["value"] * then["value"] / now["value"], [found, then, now])


def reprice(before: pd.DataFrame, grown: pd.DataFrame) -> pd.DataFrame:
    """Return the values of a year in prices of the year before; such values can be added up.

    `before` holds, under the key of each year, the value of the year before; `grown` its
    growth in volume in percent.
    """
    before = at(before, keys_of(grown))
    return derive(before["value"] * (1 + grown["value"] / 100), [before, grown])


def gap(gdp_share: pd.DataFrame, people: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the value added missing to the goal, in the unit of `whole`.

    The share of people less the share of value added, both in percent, times `whole`, which
    has one figure a year. Negative: the goal is passed.
    """
    people, whole = at(people, keys_of(gdp_share)), spread(whole, gdp_share)
    value = (people["value"] - gdp_share["value"]) / 100 * whole["value"]
    return derive(value, [gdp_share, people, whole])


def difference(whole: pd.DataFrame, *parts: pd.DataFrame) -> pd.DataFrame:
    """Return `whole` less all `parts`, key by key."""
    aligned = [at(part, keys_of(whole)) for part in parts]
    value = whole["value"] - sum(part["value"] for part in aligned)
    return derive(value, [whole, *aligned])


def total(parts: pd.DataFrame, region: str, members: tuple[str, ...]) -> pd.DataFrame:
    """Return the sum over `members` as figures of `region`; missing where a member is."""
    years = sorted(set(parts.index.get_level_values("year")))
    found = at(parts, pd.MultiIndex.from_product([members, years], names=["region", "year"]))
    shape, keys = (len(members), len(years)), _keys(region, years)
    value = found["value"].to_numpy().reshape(shape).sum(axis=0)
    signs = found["status"].to_numpy(dtype=object).reshape(shape)
    columns = {"value": value, "low": np.nan, "high": np.nan, "status": outranking(signs)}
    return signed(pd.DataFrame(columns, index=keys))


def spread(whole: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Return `whole`, one figure a year, laid under every key of `like` by its year."""
    by_year = whole.droplevel("region")
    years = like.index.get_level_values("year")
    found = by_year.reindex(years).set_axis(keys_of(like), axis=0)
    return at(found, keys_of(like))


def _keys(region: str, years: list[int]) -> pd.MultiIndex:
    return pd.MultiIndex.from_product([[region], years], names=["region", "year"])


def year_before(found: pd.DataFrame) -> pd.DataFrame:
    """Return `found` with each figure under the key of the year after."""
    moved = found.reset_index()
    return moved.assign(year=moved["year"] + 1).set_index(["region", "year"]).sort_index()


def after_first(found: pd.DataFrame) -> pd.DataFrame:
    """Return `found` without its first year, which has nothing to grow from."""
    years = found.index.get_level_values("year")
    after: pd.DataFrame = found[years > years.min()]
    return after


def keys_of(found: pd.DataFrame) -> pd.MultiIndex:
    """Return the index of figures: region and year."""
    index = found.index
    assert isinstance(index, pd.MultiIndex)
    return index
