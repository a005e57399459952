"""What one would write first: a loop over all zones of all muscles. To compare with.

`ranked` does less than the look-up. The shares come from the same tables, or are measured on the skin when asked for. The
score has the same parts and weights, but a muscle's zones are not united: the one that scores most speaks for it, and zones
that only touch the place are left out. Neither reasons nor sources nor cautions are gathered. `Loop` puts such a loop under
the look-up itself, which then gives the same answer as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from triggerpoints.lookup.weights import EVIDENCE, REACHES, SHARES, WEIGHTS

Covers = Callable[[tuple[str, str]], tuple[float, float] | None]
"""(site, "same" | "other" | "midline") -> the shares of the site and of the zone that both have in common; None for nothing."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone: what it counts, its share of its point's pattern, the sites its sources name, and what it covers."""

    weight: float
    of_pattern: float
    side: str
    sites: frozenset[str]
    covers: Covers


def by_table(document: Mapping[str, Any]) -> dict[str, list[Zone]]:
    """Muscle -> its zones, with the shares of the compiled tables."""
    covers = _covers(document)
    return _zones(document, lambda *zone: covers.get(zone, {}).get)


def on_skin(document: Mapping[str, Any]) -> dict[str, list[Zone]]:
    """Muscle -> its zones, with shares that are measured on the skin whenever they are asked for."""
    from triggerpoints.body.encoding import decode_mask
    from triggerpoints.compiling.compiler import tree_of
    from triggerpoints.compiling.measured import Ruler

    ruler = Ruler(tree_of(document), document)
    samples = ruler.samples
    places = {(id, instance): mask for id in document["sites"] for instance, mask in ruler.instances(id)}
    sizes = {key: samples.area(mask) for key, mask in places.items()}

    def covers(muscle: str, point: str, zone: str) -> Covers:
        mask = decode_mask(document["footprints"][muscle][f"{point}/{zone}"], len(samples.areas))
        size = samples.area(mask)

        def measured(key: tuple[str, str]) -> tuple[float, float] | None:
            if key not in places:
                return None
            shared = samples.area(mask & places[key])
            return (shared / sizes[key], shared / size) if shared else None

        return measured

    return _zones(document, covers)


class Loop:
    """Stands where the table of the zones on a site stands, and goes through all zones of all muscles instead."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._zones = [
            (id, point["id"], zone["id"])
            for id, raw in document["muscles"].items()
            for point in raw["trigger_points"]
            for zone in point["zones"]
        ]
        self._covers = _covers(document)

    def get(self, site: str, default: object = ()) -> list[list[Any]]:
        """The rows of a site, as the compiled table has them."""
        rows = []
        for zone in self._zones:
            for instance in ("same", "other", "midline"):
                shares = self._covers[zone].get((site, instance)) if zone in self._covers else None
                if shares:
                    rows.append([*zone, instance, *shares])
        return sorted(rows, key=lambda row: (-row[4], -row[5], *row[:4]))


def _covers(document: Mapping[str, Any]) -> dict[tuple[str, str, str], dict[tuple[str, str], tuple[float, float]]]:
    """(muscle, point, zone) -> what it covers."""
    covers: dict[tuple[str, str, str], dict[tuple[str, str], tuple[float, float]]] = {}
    for site, rows in document["covers"].items():
        for muscle, point, zone, instance, of_site, of_zone in rows:
            covers.setdefault((muscle, point, zone), {})[site, instance] = (of_site, of_zone)
    return covers


def _zones(document: Mapping[str, Any], covers: Callable[[str, str, str], Covers]) -> dict[str, list[Zone]]:
    found: dict[str, list[Zone]] = {}
    for id, raw in document["muscles"].items():
        own = found.setdefault(id, [])
        for point in raw["trigger_points"]:
            weights = [SHARES["rare" if "rare" in zone else zone["strength"]] for zone in point["zones"]]
            sizes = [document["zones_mm2"][id][f"{point['id']}/{zone['id']}"] for zone in point["zones"]]
            whole = sum(weight * size for weight, size in zip(weights, sizes, strict=True))
            for zone, weight, size in zip(point["zones"], weights, sizes, strict=True):
                of_pattern = weight * size / whole if whole else 0.0
                shares = covers(id, point["id"], zone["id"])
                own.append(Zone(weight, of_pattern, zone["side"], frozenset(zone["sites"]), shares))
    return found


def evidence(document: Mapping[str, Any]) -> dict[str, float]:
    """Muscle -> what the best evidence for its pattern counts."""
    return {
        id: max((EVIDENCE[one["kind"]] for one in raw.get("evidence", ()) if one["claim"] == "pattern"), default=0.0)
        for id, raw in document["muscles"].items()
    }


def ranked(
    muscles: Mapping[str, list[Zone]], proof: Mapping[str, float], site: str, family: frozenset[str]
) -> list[tuple[float, str, str]]:
    """(score, muscle, "same" | "other" | "midline") of all that reach the site, best first. family: its parts and wholes too."""
    best = []
    for muscle, own in muscles.items():
        for instance in ("same", "other", "midline"):
            score = 0.0
            for zone in own:
                shares = zone.covers((site, instance))
                if shares is None:
                    continue
                of_site, of_zone = shares
                claimed = (instance == "midline" or zone.side in (instance, "both")) and not family.isdisjoint(zone.sites)
                if of_site < REACHES and not claimed:
                    continue
                parts = {
                    "coverage": zone.weight * of_site,
                    "strength": zone.weight,
                    "pattern": zone.of_pattern * of_zone,
                    "focus": zone.weight * of_zone,
                    "named": float(claimed),
                    "evidence": zone.weight * proof[muscle],
                }
                score = max(score, sum(WEIGHTS[name] * value for name, value in parts.items()))
            if score:
                best.append((score, muscle, instance))
    best.sort(key=lambda item: (-item[0], item[1:]))
    return best
