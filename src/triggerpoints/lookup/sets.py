"""The smallest groups of one to three muscles that together cover the most of the pain: exact, by branch and bound.

Pain that several zones cover counts once, by the strongest of them (see weights.SHARES). Coverage is that of the skin, so two
muscles that cover the same part of a place add nothing to each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..results import Candidate, MuscleSet, SetMember
from .patterns import Pieces

LARGEST: Final = 3  # muscles in a group: trigger points are often several, but a longer list says little
LEAST_GAIN: Final = 0.01  # a larger group that covers no more than this beyond the best smaller one is left out
TIES: Final = 10  # groups of one size that cover the same are all listed, up to so many

_DIGITS: Final = 4
_MANY: Final = 200  # groups that tie: more are not looked for
_SAME: Final = 10.0**-_DIGITS / 2

_Cover = Mapping[int, float]
"""Piece of the pain -> how much of the whole pain the muscle explains there."""


def best_sets(candidates: Sequence[Candidate], places: Sequence[tuple[Pieces, float]]) -> tuple[MuscleSet, ...]:
    """The best groups of each size, all of those that tie. places: each place's pieces, and what the place counts."""
    covers = [_cover(candidate, places) for candidate in candidates]
    order = sorted((index for index, cover in enumerate(covers) if cover), key=lambda index: -sum(covers[index].values()))
    sets: list[MuscleSet] = []
    reached = 0.0
    for size in range(1, LARGEST + 1):
        best, groups = _best([covers[index] for index in order], size)
        if best < reached + LEAST_GAIN:
            break
        named = sorted(tuple(sorted(order[index] for index in group)) for group in groups)
        sets += [_told([candidates[index] for index in group], [covers[index] for index in group]) for group in named[:TIES]]
        reached = best
    return tuple(sets)


def _cover(candidate: Candidate, places: Sequence[tuple[Pieces, float]]) -> _Cover:
    whole = sum(weight for _, weight in places)
    cover: dict[int, float] = {}
    start = 0
    for pieces, weight in places:
        mine = [
            (1 << index, counts)
            for index, (muscle, side, counts) in enumerate(pieces.owners)
            if muscle == candidate.muscle and _speaks_for(candidate.side, side)
        ]
        mine.sort(key=lambda owner: (-owner[1], owner[0]))
        for number, (share, bits) in enumerate(pieces.cells, start=start):
            counts = next((counts for bit, counts in mine if bits & bit), 0.0)
            if counts:
                cover[number] = weight * share * counts / whole
        start += len(pieces.cells)
    return cover


def _speaks_for(candidate: str, owner: str) -> bool:
    """Whether the muscles a candidate means include that of `owner`'s side. In the midline, an open side means both."""
    if candidate == owner or owner == "either":
        return True
    if owner in ("same", "other"):
        return candidate in ("left", "right", "both")  # pain without a side joins the side that was told
    return owner in ("left", "right") and candidate in ("both", "either", "same", "other")


def _best(covers: Sequence[_Cover], size: int) -> tuple[float, list[tuple[int, ...]]]:
    """The most that groups of `size` cover, and all groups that do. covers: the largest first."""
    totals = [sum(cover.values()) for cover in covers]
    best, found = 0.0, list[tuple[float, tuple[int, ...]]]()

    def grow(group: tuple[int, ...], covered: float, union: _Cover) -> None:
        nonlocal best, found
        left = size - len(group)
        # When very many groups tie, finding every one of them would tell nothing more.
        least = best - _SAME if len(found) < _MANY else best + _SAME
        if not left:
            if covered > best - _SAME:
                best = max(best, covered)
                found = [one for one in [*found, (covered, group)] if one[0] > best - _SAME]
            return
        for index in range(group[-1] + 1 if group else 0, len(covers) - left + 1):
            # The most that the muscles from here on could add, if they overlapped in nothing; those further on add less still.
            if covered + sum(totals[index : index + left]) < least:
                break
            gain = _gain(covers[index], union)
            if covered + gain + sum(totals[index + 1 : index + left]) >= least:
                grow((*group, index), covered + gain, _united(union, covers[index]) if left > 1 else union)

    grow((), 0.0, {})
    return best, [group for _, group in found]


def _gain(cover: _Cover, union: _Cover) -> float:
    """What a muscle adds to those whose cover is `union`."""
    return sum(max(0.0, value - union.get(piece, 0.0)) for piece, value in cover.items())


def _united(union: _Cover, cover: _Cover) -> _Cover:
    return {**union, **{piece: max(value, union.get(piece, 0.0)) for piece, value in cover.items()}}


def _told(members: Sequence[Candidate], covers: Sequence[_Cover]) -> MuscleSet:
    """The members, the one that adds the most first; of equal ones the better ranked."""
    told: list[SetMember] = []
    union: _Cover = {}
    left = list(range(len(members)))
    while left:
        gains = {index: round(_gain(covers[index], union), _DIGITS) for index in left}
        index = max(left, key=lambda index: (gains[index], -index))
        told.append(SetMember(members[index].muscle, members[index].name, members[index].side, gains[index]))
        union = _united(union, covers[index])
        left.remove(index)
    return MuscleSet(round(sum(member.adds for member in told), _DIGITS), tuple(told))
