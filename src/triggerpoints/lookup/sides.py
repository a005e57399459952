"""Which side's muscle a match speaks for. A zone on the other side of its muscle means the muscle of the other side."""

from __future__ import annotations

from collections.abc import Mapping

from ..results import Match
from ..sides import OPPOSITE, Side

Matches = dict[tuple[str, str], dict[int, Match]]
"""(muscle, side) -> its match with each thing asked about, by the number of that thing."""


def muscle_side(instance: str, side: Side | None, relation: str = "both") -> str:
    """The side of the muscle whose zone reaches the same, the other or the midline place of a site on `side`.

    relation: where the zone is felt as seen from its muscle. One half of a midline place means the muscle whose zone lies there.
    """
    if instance == "midline":
        instance = "other" if relation == "other" else "same"
        if side is None:
            return "either"
    if side is None:
        return instance
    if instance == "same":
        return side
    return OPPOSITE[side]


def share_open(found: Matches) -> None:
    """What leaves the side open belongs to the muscle of each side that other places speak for.

    Pain whose side was not told may be on the side of the pain whose side was; pain in the midline may come from either.
    """
    for open_sides, others in ((("same", "other"), ("left", "right")), (("either",), ("left", "right", "same", "other"))):
        for muscle in sorted({muscle for muscle, side in found if side in open_sides}):
            sided = [(muscle, side) for side in others if (muscle, side) in found]
            if not sided:
                continue
            for side in open_sides:
                for number, match in found.pop((muscle, side), {}).items():
                    for key in sided:
                        found[key].setdefault(number, match)


def join_sides(found: Matches, twins: Mapping[int, int]) -> None:
    """Where pain of both sides was asked about, one candidate speaks for the muscles of both.

    twins: number of a place -> number of the same place on the other side.
    """
    for muscle in sorted({muscle for muscle, side in found if side == "left"}):
        left, right = found[muscle, "left"], found.get((muscle, "right"), {})
        if any(twins.get(number) in right for number in left):
            del found[muscle, "left"], found[muscle, "right"]
            found[muscle, "both"] = dict(sorted({**right, **left}.items()))
