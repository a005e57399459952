"""Left and right, always the body's own, and how the sides of a zone and of its muscle belong together.

Every other module takes these types from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

Side = Literal["left", "right"]
AskedSide = Literal["left", "right", "both"]
"""The side or sides that are asked about or drawn."""
Relation = Literal["same", "other", "both"]
"""Where a zone is felt, as seen from its muscle."""
CandidateSide = Literal["left", "right", "both", "same", "other", "either"]
"""The side of the muscle: the body's own left or right when the question named a side, both when it named both; the same or the
other side than the pain when it named none; either when the pain is in the midline."""
Laterality = Literal["paired", "midline", "left", "right"]
"""Where a pain site lies: one place on each side, one in the midline, or one on one side alone."""

SIDES: Final[tuple[Side, Side]] = ("left", "right")
ASKED_SIDES: Final[tuple[AskedSide, ...]] = ("left", "right", "both")
OPPOSITE: Final[Mapping[str, Side]] = {"left": "right", "right": "left"}


def each(side: AskedSide) -> tuple[Side, ...]:
    """The single sides that a side means: two for "both"."""
    return SIDES if side == "both" else (side,)
