"""Which side's muscle a match speaks for. A zone on the other side of its muscle means the muscle of the other side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..results import Match

Matches = dict[tuple[str, str], dict[int, Match]]
"""(muscle, side) -> its match with each thing asked about, by the number of that thing."""


def muscle_side(instance: str, side: Literal["left", "right"] | None) -> str:
    """The side of the muscle whose zone reaches the same, the other or the midline place of a site on `side`."""
    if instance == "midline":
        return "either"
    if side is None:
        return instance
    if instance == "same":
        return side
    return "left" if side == "right" else "right"


def share_midline(found: Matches) -> None:
    """What may come from either side belongs to the muscle of each side that other places speak for."""
    for muscle in sorted({muscle for muscle, side in found if side == "either"}):
        sided = [key for key in found if key[0] == muscle and key[1] != "either"]
        if sided:
            middle = found.pop((muscle, "either"))
            for key in sided:
                for number, match in middle.items():
                    found[key].setdefault(number, match)


def join_sides(found: Matches, twins: Mapping[int, int]) -> None:
    """Where pain of both sides was asked about, one candidate speaks for the muscles of both.

    twins: number of a place -> number of the same place on the other side.
    """
    for muscle in sorted({muscle for muscle, side in found if side == "left"}):
        left, right = found.get((muscle, "left"), {}), found.get((muscle, "right"), {})
        if right and _mirrored(left, twins) == _mirrored(right, {}) and any(number in twins for number in left):
            del found[muscle, "left"], found[muscle, "right"]
            found[muscle, "both"] = dict(sorted({**left, **right}.items()))


def _mirrored(matches: Mapping[int, Match], twins: Mapping[int, int]) -> dict[int, tuple[object, ...]]:
    """The matches by the number of the place on the other side, without their own side."""
    return {
        twins.get(number, number): (m.strength, m.rare, m.claimed, m.coverage, m.weighted_coverage, m.zones)
        for number, m in matches.items()
    }
