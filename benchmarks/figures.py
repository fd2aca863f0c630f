"""Measured figures → a small table to read, and the list that latest.json holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from benchmarks.readers import FLOORS, OURS, PEER

FASTER, SHARE = 40, 1 / 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what was measured, and how many times as much the peer named took."""

    name: str
    value: float | None
    unit: str
    peer: str
    ratio: float | None


def figures(
    seconds: Mapping[str, float], peaks: Mapping[str, float | None]
) -> list[dict[str, object]]:
    """Return every reader's time and peak memory against the peer's, ready for JSON."""
    found = []
    for name in (OURS, *FLOORS, PEER):
        found.append(figure(f"{name}: best time", seconds[name], "s", PEER, seconds[PEER]))
        found.append(figure(f"{name}: peak memory", peaks[name], "MB", PEER, peaks[PEER]))
    return found


def figure(
    name: str, value: float | None, unit: str, peer: str, theirs: float | None
) -> dict[str, object]:
    """Return one figure, ready for JSON; `theirs` is what the peer took, in the same unit."""
    ratio = theirs / value if value and theirs else None
    return asdict(Figure(name, _rounded(value), unit, peer, _rounded(ratio)))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def describe(seconds: Mapping[str, float], peaks: Mapping[str, float | None]) -> str:
    """Return the figures as text, a line a reader, and below them whether the goals are met."""
    lines = [f"{'':24}{'best time':>12}{'x faster':>10}{'peak memory':>14}{'share':>8}"]
    for name, what in (
        (PEER, "pyjstat, labels"),
        (OURS, "regionstat.decode"),
        *((floor, f"floor: {floor} parsing") for floor in FLOORS),
    ):
        faster = seconds[PEER] / seconds[name]
        lines.append(
            f"{what:24}{seconds[name]:>10.3f} s{faster:>10.1f}{_memory(peaks[name], peaks[PEER])}"
        )
    return "\n".join([*lines, "", *_goals(seconds, peaks)])


def _memory(peak: float | None, peer: float | None) -> str:
    if peak is None or not peer:
        return f"{'not measured':>14}{'':>8}"
    return f"{peak:>11.0f} MB{peak / peer:>8.0%}"


def _goals(seconds: Mapping[str, float], peaks: Mapping[str, float | None]) -> list[str]:
    faster = seconds[PEER] / seconds[OURS]
    lines = [f"At least {FASTER} times faster than pyjstat: {met(faster >= FASTER)}"]
    ours, theirs = peaks[OURS], peaks[PEER]
    memory = "not measured here" if ours is None or not theirs else met(ours <= SHARE * theirs)
    return [*lines, f"At most {SHARE:.0%} of pyjstat's peak memory: {memory}"]


def met(reached: bool) -> str:
    """Return the words for a goal that is reached, or is not."""
    return "met" if reached else "NOT met"
