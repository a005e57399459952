"""What the compiled tables say of one thing that is asked about: who reaches it, and how all of them split it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ..results import Match
from ..sides import Side
from ..sites import SiteTree
from .sides import muscle_side
from .weights import INSIDE_AREA, REACHES, SHARES, SYMPTOM, TOUCHES

if TYPE_CHECKING:
    from .areas import AreaCover

Key = tuple[str, str]
"""A muscle and its side (see results.CandidateSide)."""

_RANKS: Final = ("essential", "spillover", "rare")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A place split by who covers it. owners: muscle, its side, what its zone counts. cells: share of the place, and the bits of
    the owners that cover it. Owners of a site in the midline have the sides left and right.
    """

    owners: tuple[tuple[str, str, float], ...]
    cells: tuple[tuple[float, int], ...]

    @property
    def uncovered(self) -> float:
        """The share that nobody covers, 0 to 1."""
        return max(0.0, 1.0 - sum(share for share, bits in self.cells if bits))

    def covered_by(self, muscle: str, side: str) -> tuple[float, float]:
        """The share that the essential zones of a muscle cover, and the share that all but its rare zones do."""
        zones = [(1 << index, counts) for index, (*own, counts) in enumerate(self.owners) if own == [muscle, side]]
        if not zones and side == "either":
            # In the midline the muscles of both sides cover alike, but for points that are described on one side only.
            return max(self.covered_by(muscle, "left"), self.covered_by(muscle, "right"))
        essential = sum(bit for bit, counts in zones if counts == SHARES["essential"])
        usual = sum(bit for bit, counts in zones if counts > SHARES["rare"])
        of_essential, of_usual = (sum(share for share, bits in self.cells if bits & own) for own in (essential, usual))
        return min(1.0, of_essential), min(1.0, of_usual)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything known of one thing that is asked about."""

    matches: Mapping[Key, Match]
    pieces: Pieces


class _Row(NamedTuple):
    """A zone that lies on the place. of_place, of_zone: shares, 0 to 1. claimed: its sources name the place. edge: it hardly lies
    there.
    """

    point: str
    zone: Mapping[str, Any]
    of_place: float
    of_zone: float
    claimed: bool
    edge: bool

    @property
    def weight(self) -> float:
        """What the zone counts here."""
        return SHARES["edge"] if self.edge else _counts(self.zone)


class Patterns:
    """The tables of a document, read where they are needed: the cost follows what matches, not what exists."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.site = cache(self._site)
        """What reaches a pain site on that side of the body."""

    @cached_property
    def tree(self) -> SiteTree:
        """Which site is part of which."""
        return SiteTree(self._document["sites"])

    def _site(self, id: str, side: Side | None) -> Found:
        rows: dict[Key, list[_Row]] = {}
        family = self.tree.family(id)
        for muscle, point_id, zone_id, instance, of_site, of_zone in self._document["covers"].get(id, ()):
            point, zone = self._zone(muscle, point_id, zone_id)
            of_muscle = muscle_side(instance, side, zone["side"])
            if point.get("side") not in (None, of_muscle) and of_muscle in ("left", "right"):
                continue  # the point is described on the other side of the body alone
            named_here = instance == "midline" or zone["side"] in (instance, "both")
            claimed = named_here and not family.isdisjoint(zone["sites"])
            row = _Row(point_id, zone, of_site, of_zone, claimed, of_site < REACHES and not claimed)
            rows.setdefault((muscle, of_muscle), []).append(row)
        return self._found("site", id, side, rows, self._site_pieces(id, side))

    def _site_pieces(self, id: str, side: Side | None) -> Pieces:
        table = self._document["cells"].get(id, {"rows": (), "cells": ()})
        owners: list[tuple[str, str, float]] = []
        kept = 0
        for index, (muscle, relation, rank, only) in enumerate(table["rows"]):
            own = relation if relation in ("left", "right") else muscle_side(relation, side)
            owners.append((muscle, own, SHARES[_RANKS[rank]]))
            if only is None or own not in ("left", "right") or own == only:
                kept |= 1 << index
        return Pieces(tuple(owners), tuple((share, bits & kept) for share, bits in table["cells"]))

    def area(self, number: int, cover: AreaCover) -> Found:
        """What reaches a drawn area."""
        meant: set[str] = set().union(*(self.tree.family(share.site) for share in cover.meant))
        rows: dict[Key, list[_Row]] = {}
        owners = []
        for muscle, side, point, zone_id, of_area, of_zone in cover.rows:
            _, zone = self._zone(muscle, point, zone_id)
            edge = of_area < REACHES and of_zone < INSIDE_AREA
            rows.setdefault((muscle, side), []).append(
                _Row(point, zone, of_area, of_zone, not meant.isdisjoint(zone["sites"]), edge)
            )
            owners.append((muscle, side, _counts(zone)))
        return self._found("area", str(number), None, rows, Pieces(tuple(owners), cover.cells))

    def symptom(self, id: str) -> Found:
        """What goes with a symptom: it has no side and no skin, so whoever has it covers all of it."""
        having: Mapping[str, Sequence[str]] = self._document["symptom_muscles"].get(id, {})
        matches = {
            (muscle, "either"): Match(
                kind="symptom",
                of=id,
                side=None,
                strength="spillover",
                rare=False,
                edge=False,
                claimed=True,
                coverage=SYMPTOM,
                weighted_coverage=SYMPTOM,
                zone_share=1 / len(having),
                pattern_share=0.0,
                trigger_points=tuple(point["id"] for point in self._document["muscles"][muscle]["trigger_points"]),
                zones=(),
            )
            for muscle in having
        }
        owners = tuple((muscle, "either", SYMPTOM) for muscle in having)
        return Found(matches, Pieces(owners, ((1.0, (1 << len(owners)) - 1),) if owners else ()))

    def _found(
        self, kind: Literal["site", "area"], of: str, side: Side | None, rows: Mapping[Key, Sequence[_Row]], pieces: Pieces
    ) -> Found:
        """The matches of a place. rows: the zones that lie on it, of each muscle, if only a little."""
        matches = {}
        for (muscle, own), lying in rows.items():
            reaching = [row for row in lying if not row.edge] or [row for row in lying if row.of_place >= TOUCHES]
            if not reaching:
                continue
            best = max(reaching, key=lambda row: (row.weight, row.claimed, row.of_place, row.of_zone))
            strength, rare = best.zone["strength"], "rare" in best.zone
            essential, usual = pieces.covered_by(muscle, own)
            if rare or best.edge:
                coverage, weighted = best.of_place, best.weight * best.of_place
            else:
                coverage = essential if strength == "essential" else usual
                weighted = essential + SHARES["spillover"] * (usual - essential)
            matches[muscle, own] = Match(
                kind=kind,
                of=of,
                side=side,
                strength=strength,
                rare=rare,
                edge=best.edge,
                claimed=any(row.claimed for row in reaching),
                coverage=round(coverage, 4),
                weighted_coverage=round(weighted, 4),
                zone_share=max(row.of_zone for row in reaching if row.weight == best.weight),
                pattern_share=self._pattern_share(muscle, lying),
                trigger_points=tuple(sorted({row.point for row in reaching})),
                zones=tuple(sorted({f"{row.point}/{row.zone['id']}" for row in reaching})),
            )
        return Found(matches, pieces)

    def _pattern_share(self, muscle: str, rows: Sequence[_Row]) -> float:
        """Of the point that has most of its pattern there: the share of all its zones, each by what it counts."""
        sizes: Mapping[str, float] = self._document["zones_mm2"][muscle]
        best = 0.0
        for id in dict.fromkeys(row.point for row in rows):
            point = _named(self._document["muscles"][muscle]["trigger_points"], id)
            whole = sum(_counts(zone) * sizes[f"{id}/{zone['id']}"] for zone in point["zones"])
            here = sum(_counts(row.zone) * sizes[f"{id}/{row.zone['id']}"] * row.of_zone for row in rows if row.point == id)
            best = max(best, here / whole if whole else 0.0)
        return round(min(1.0, best), 4)

    def _zone(self, muscle: str, point_id: str, zone_id: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The records of a trigger point and of one of its zones."""
        point = _named(self._document["muscles"][muscle]["trigger_points"], point_id)
        return point, _named(point["zones"], zone_id)


def _named(records: Sequence[Mapping[str, Any]], id: str) -> Mapping[str, Any]:
    return next(record for record in records if record["id"] == id)


def _counts(zone: Mapping[str, Any]) -> float:
    """What a zone counts."""
    return SHARES["rare" if "rare" in zone else zone["strength"]]
