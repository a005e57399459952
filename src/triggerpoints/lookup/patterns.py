"""What the compiled tables say of one thing that is asked about: who reaches it, and how all of them split it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from ..results import Match, StrengthName
from ..sides import Side
from ..sites import SiteTree
from .sides import muscle_side
from .weights import INSIDE_AREA, MEANT, REACHES, SHARES, SYMPTOM, TOUCHES

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


@dataclass(frozen=True, slots=True)
class Found:
    """Everything known of one thing that is asked about."""

    matches: Mapping[Key, Match]
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class _Row:
    """A zone that lies on the place, with what it says. of_place, of_zone: shares, 0 to 1. edge: it hardly does."""

    point: str
    zone: str
    strength: StrengthName
    rare: bool
    of_place: float
    of_zone: float
    claimed: bool
    edge: bool

    @property
    def weight(self) -> float:
        """What the zone counts."""
        return SHARES["edge" if self.edge else "rare" if self.rare else self.strength]


class Patterns:
    """The tables of a document, read where they are needed: the cost follows what matches, not what exists."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._sites: dict[tuple[str, str | None], Found] = {}

    def site(self, id: str, side: Side | None) -> Found:
        """What reaches a pain site on that side of the body."""
        key = id, side
        if key not in self._sites:
            self._sites[key] = self._find_site(id, side)
        return self._sites[key]

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

    def area(self, number: int, cover: AreaCover) -> Found:
        """What reaches a drawn area."""
        meant = {share.site for share in cover.sites if share.of_area >= MEANT or share.of_site >= MEANT}
        families = set().union(*(self.family(site) for site in meant)) if meant else set()
        rows: dict[Key, list[_Row]] = {}
        owners = []
        for found in cover.rows:
            record = self._document["muscles"][found.muscle]
            zone = named(named(record["trigger_points"], found.point)["zones"], found.zone)
            claimed = not families.isdisjoint(zone["sites"])
            edge = found.of_area < REACHES and found.of_zone < INSIDE_AREA
            row = _Row(found.point, found.zone, zone["strength"], "rare" in zone, found.of_area, found.of_zone, claimed, edge)
            rows.setdefault((found.muscle, found.side), []).append(row)
            owners.append((found.muscle, found.side, SHARES["rare" if row.rare else row.strength]))
        matches = {}
        for key, own in rows.items():
            reaching = _reaching(own)
            if reaching:
                mine = [index for index, owner in enumerate(owners) if owner[:2] == key]
                matches[key] = self._match("area", str(number), None, key[0], reaching, own, _shares(owners, cover.cells, mine))
        return Found(matches, Pieces(tuple(owners), cover.cells))

    def family(self, site: str) -> frozenset[str]:
        """The site, the sites it is part of and the sites that are part of it: who names one of them means this place too."""
        return self._tree.family(site)

    @cached_property
    def _tree(self) -> SiteTree:
        return SiteTree(self._document["sites"])

    def _find_site(self, id: str, side: Side | None) -> Found:
        lying: dict[Key, list[_Row]] = {}
        family = self.family(id)
        for muscle, point_id, zone_id, instance, of_site, of_zone in self._document["covers"].get(id, ()):
            point = named(self._document["muscles"][muscle]["trigger_points"], point_id)
            zone = named(point["zones"], zone_id)
            of_muscle = muscle_side(instance, side, zone["side"])
            if point.get("side") not in (None, of_muscle) and of_muscle in ("left", "right"):
                continue  # the point is described on the other side of the body alone
            named_here = instance == "midline" or zone["side"] in (instance, "both")
            claimed = named_here and not family.isdisjoint(zone["sites"])
            edge = of_site < REACHES and not claimed
            row = _Row(point_id, zone_id, zone["strength"], "rare" in zone, of_site, of_zone, claimed, edge)
            lying.setdefault((muscle, of_muscle), []).append(row)
        pieces = self._site_pieces(id, side)
        mine: dict[Key, list[int]] = {}
        for index, (muscle, own, _) in enumerate(pieces.owners):
            mine.setdefault((muscle, own), []).append(index)
        matches = {}
        for key, rows in lying.items():
            reaching = _reaching(rows)
            if not reaching:
                continue
            # In the midline the muscles of both sides cover alike, but for points that are described on one side only.
            whose = [key] if key in mine else [(key[0], "left"), (key[0], "right")]
            shares = max(_shares(pieces.owners, pieces.cells, mine.get(one, ())) for one in whose)
            matches[key] = self._match("site", id, side, key[0], reaching, rows, shares)
        return Found(matches, pieces)

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

    def _match(
        self,
        kind: Literal["site", "area"],
        of: str,
        side: Side | None,
        muscle: str,
        reaching: Sequence[_Row],
        lying: Sequence[_Row],
        shares: tuple[float, float],
    ) -> Match:
        """The muscle's whole pattern on a place. reaching: zones that reach it; lying: all that lie on it, if only a little."""
        best = max(reaching, key=lambda row: (row.weight, row.claimed, row.of_place, row.of_zone))
        essential, usual = shares
        little = best.rare or best.edge
        weighted = essential + SHARES["spillover"] * (usual - essential)
        return Match(
            kind=kind,
            of=of,
            side=side,
            strength=best.strength,
            rare=best.rare,
            edge=best.edge,
            claimed=any(row.claimed for row in reaching),
            coverage=round(best.of_place if little else essential if best.strength == "essential" else usual, 4),
            weighted_coverage=round(best.weight * best.of_place if little else weighted, 4),
            zone_share=max(row.of_zone for row in reaching if row.weight == best.weight),
            pattern_share=self._pattern_share(muscle, lying),
            trigger_points=tuple(sorted({row.point for row in reaching})),
            zones=tuple(sorted({f"{row.point}/{row.zone}" for row in reaching})),
        )

    def _pattern_share(self, muscle: str, rows: Sequence[_Row]) -> float:
        """Of the point that has most of its pattern there: the share of all its zones, each by what it counts."""
        sizes: Mapping[str, float] = self._document["zones_mm2"][muscle]
        points = self._document["muscles"][muscle]["trigger_points"]
        best = 0.0
        for point in (named(points, id) for id in dict.fromkeys(row.point for row in rows)):
            weights = {zone["id"]: SHARES["rare" if "rare" in zone else zone["strength"]] for zone in point["zones"]}
            whole = sum(weight * sizes[f"{point['id']}/{id}"] for id, weight in weights.items())
            here = sum(
                weights[row.zone] * sizes[f"{point['id']}/{row.zone}"] * row.of_zone for row in rows if row.point == point["id"]
            )
            best = max(best, here / whole if whole else 0.0)
        return round(min(1.0, best), 4)


def _reaching(rows: Sequence[_Row]) -> list[_Row]:
    """The rows that reach a place; when none does, those that touch it."""
    return [row for row in rows if not row.edge] or [row for row in rows if row.of_place >= TOUCHES]


def _shares(
    owners: Sequence[tuple[str, str, float]], cells: Iterable[tuple[float, int]], mine: Iterable[int]
) -> tuple[float, float]:
    """The share of a place that the essential zones of these owners cover, and that all but the rare ones do."""
    bits = list(mine)
    essential = sum(1 << index for index in bits if owners[index][2] == SHARES["essential"])
    usual = sum(1 << index for index in bits if owners[index][2] > SHARES["rare"])
    of_essential = sum(share for share, covering in cells if covering & essential) if essential else 0.0
    return min(1.0, of_essential), min(1.0, sum(share for share, covering in cells if covering & usual))


def named(records: Sequence[Mapping[str, Any]], id: str) -> Mapping[str, Any]:
    """The record of that id."""
    return next(record for record in records if record["id"] == id)
