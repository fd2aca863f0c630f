"""Cut a table by what was picked, and sum what was grouped or left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .tables import SIGNS, CodeList, Table, Text, Variable

MIXED = SIGNS.index(".......")


@dataclass(frozen=True)
class Pick:
    """What was picked of one variable: codes, each with the places it sums; or nothing at all.

    An eliminated variable has one group and vanishes from the answer.
    """

    variable: Variable
    codes: tuple[str, ...]
    labels: tuple[Text, ...]
    groups: tuple[tuple[int, ...], ...]
    eliminated: bool = False

    @property
    def plain(self) -> bool:
        """Whether each code is one code of the table."""
        return all(len(group) == 1 for group in self.groups)


def pick_codes(variable: Variable, places: list[int]) -> Pick:
    """Pick a variable's own codes."""
    return Pick(
        variable,
        tuple(variable.codes[place] for place in places),
        tuple(variable.labels[place] for place in places),
        tuple((place,) for place in places),
    )


def pick_groups(variable: Variable, codelist: CodeList, places: list[int]) -> Pick:
    """Pick groups of a codelist by their places in it."""
    groups = [codelist.groups[place] for place in places]
    members = [
        tuple(found for code in group.members if (found := variable.place(code)) is not None)
        for group in groups
    ]
    return Pick(
        variable,
        tuple(group.code for group in groups),
        tuple(group.label for group in groups),
        tuple(members),
    )


def eliminate(variable: Variable) -> Pick:
    """Leave a variable out: its total if it has one, or else the sum over all its codes."""
    if variable.total is not None:
        place = variable.codes.index(variable.total)
        return Pick(variable, (variable.total,), ("",), ((place,),), eliminated=True)
    return Pick(variable, ("",), ("",), (tuple(range(len(variable.codes))),), eliminated=True)


def cells(picks: list[Pick]) -> int:
    """Count the cells that were asked for."""
    return int(np.prod([len(pick.codes) for pick in picks if not pick.eliminated], dtype=object))


def cut(table: Table, picks: list[Pick]) -> tuple[np.ndarray, np.ndarray]:
    """Return the values and signs of the picks, one axis a pick, in the picks' own order."""
    order = [table.variables.index(pick.variable) for pick in picks]
    values, signs = table.values.transpose(order), table.signs.transpose(order)
    for axis, pick in enumerate(picks):
        if pick.plain:
            places = [group[0] for group in pick.groups]
            if places != list(range(values.shape[axis])):
                values, signs = values.take(places, axis), signs.take(places, axis)
    for axis, pick in enumerate(picks):
        if not pick.plain:
            parts = [_sum(values, signs, axis, group, table.skipped) for group in pick.groups]
            values = np.stack([part[0] for part in parts], axis)
            signs = np.stack([part[1] for part in parts], axis)
    return values, signs


def _sum(
    values: np.ndarray,
    signs: np.ndarray,
    axis: int,
    group: tuple[int, ...],
    skipped: frozenset[str],
) -> tuple[np.ndarray, np.ndarray]:
    """Sum one group. One missing part makes the sum missing; two different signs make `.......`.

    A number may bear a sign of its own; a sum bears none.
    """
    values, signs = values.take(group, axis), signs.take(group, axis)
    if len(group) == 1:
        return values.take(0, axis), signs.take(0, axis)
    missing = np.isnan(values)
    passed = missing & np.isin(signs, [SIGNS.index(sign) for sign in skipped])
    blocking = missing & ~passed
    low = np.where(blocking, signs, 255).min(axis, initial=255)
    high = np.where(blocking, signs, 0).max(axis, initial=0)
    blocked, empty = blocking.any(axis), passed.all(axis)
    # Sums of decimals would print as 0.30000000000000004.
    total = np.round(np.where(missing, 0, values).sum(axis), 9)
    total = np.where(blocked | empty, np.nan, total)
    # Where all was passed over, the lowest sign of the parts stands: `.` before `-`.
    unfilled = np.where(passed, signs, 255).min(axis, initial=255) if group else SIGNS.index(".")
    sign = np.where(blocked, np.where(low == high, low, MIXED), np.where(empty, unfilled, 0))
    return total, sign.astype(np.uint8)
