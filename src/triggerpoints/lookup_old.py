"""From a pain site to the muscles whose reported pattern includes it: a transparent, additive score.

Nothing here is a probability. The score orders patterns by how well they fit the site; docs/lookup.md says how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from .results import Candidate, CandidateSide, Explanation, Match, ScoreParts, SiteQuery, StrengthName

WEIGHTS: Final[Mapping[str, float]] = {
    "coverage": 0.35,  # how much of the site the pattern covers: the patient points at all of it
    "strength": 0.30,  # an essential zone is reported by most people with the point, spillover by some
    "focus": 0.20,  # a pattern that is about this site says more than one that also passes through
    "named": 0.15,  # the sources name the site in words, not only the drawing reaches it
}
SHARES: Final[Mapping[str, float]] = {
    "essential": 1.0,
    "spillover": 0.4,  # the charts give no figure, so this is our choice
    "rare": 0.15,  # reported by one source alone, or disputed
}
REACHES: Final = 0.10  # a zone that covers less of a site does not reach it, unless the sources name the site

_DIGITS: Final = 4
_HOW: Final = {"essential": "essential zone", "spillover": "spillover zone", "rare": "rarely"}


@dataclass(frozen=True, slots=True)
class _Cover:
    """A row of the compiled table, with what its zone says. side: the only side on which its point is described."""

    muscle: str
    point: str
    zone: str
    strength: StrengthName
    rare: bool
    side: str | None
    instance: str
    of_site: float
    of_zone: float
    claimed: bool

    @property
    def weight(self) -> float:
        """What the zone counts."""
        return SHARES["rare" if self.rare else self.strength]


class Lookup:
    """The look-up over a compiled document. Looks only at the rows of the sites asked for."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._rows: dict[str, tuple[_Cover, ...]] = {}

    def explain(self, query: Sequence[str], sites: Sequence[SiteQuery]) -> Explanation:
        """Rank the muscles for the sites. The order of the sites does not matter to the ranking."""
        found: dict[tuple[str, str], dict[str, list[_Cover]]] = {}
        unexplained = []
        for site in sites:
            reached = False
            for row in self._reaching(site.id):
                side = _muscle_side(row.instance, site.side)
                if row.side is None or side not in ("left", "right") or side == row.side:
                    found.setdefault((row.muscle, side), {}).setdefault(site.id, []).append(row)
                    reached = True
            if not reached:
                unexplained.append(site)
        _share_midline(found)
        asked = sorted({site.id for site in sites})
        candidates = [self._candidate(muscle, side, by_site, asked) for (muscle, side), by_site in found.items()]
        candidates.sort(key=lambda c: (-c.score, c.muscle, c.side))
        return Explanation(tuple(query), tuple(sites), tuple(candidates), tuple(unexplained))

    def _reaching(self, site: str) -> tuple[_Cover, ...]:
        if site not in self._rows:
            family = _family(self._document["sites"], site)
            rows = []
            for muscle, point_id, zone_id, instance, of_site, of_zone in self._document["covers"].get(site, ()):
                point = _named(self._document["muscles"][muscle]["trigger_points"], point_id)
                zone = _named(point["zones"], zone_id)
                named_here = instance == "midline" or zone["side"] in (instance, "both")
                claimed = named_here and not family.isdisjoint(zone["sites"])
                if of_site >= REACHES or claimed:
                    rare, side = "rare" in zone, point.get("side")
                    row = _Cover(muscle, point_id, zone_id, zone["strength"], rare, side, instance, of_site, of_zone, claimed)
                    rows.append(row)
            self._rows[site] = tuple(rows)
        return self._rows[site]

    def _candidate(self, muscle: str, side: str, by_site: Mapping[str, list[_Cover]], asked: Sequence[str]) -> Candidate:
        record = self._document["muscles"][muscle]
        matches = tuple(self._match(site, by_site[site]) for site in asked if site in by_site)
        parts = _parts(matches, len(asked))
        points = tuple(p["id"] for p in record["trigger_points"] if any(p["id"] in m.trigger_points for m in matches))
        strength: StrengthName = "essential" if any(m.strength == "essential" for m in matches) else "spillover"
        sources = sorted({s for p in record["trigger_points"] if p["id"] in points for s in p["sources"]})
        return Candidate(
            muscle=muscle,
            name=record["names"]["english"],
            side=cast(CandidateSide, side),
            score=round(parts.total, _DIGITS),
            score_parts=parts,
            strength=strength,
            trigger_points=points,
            matches=matches,
            reason=self._reason(record, side, points, matches),
            sources=tuple(sources),
        )

    def _match(self, site: str, rows: Sequence[_Cover]) -> Match:
        """The muscle's whole pattern on a site: rows of one muscle on one side."""
        best = max(rows, key=lambda row: (row.weight, row.claimed, row.of_site, row.of_zone))
        essential, usual = 0.0, 0.0
        for muscle, instance, of_essential, of_all in self._document["reaches"].get(site, ()):
            if muscle == best.muscle and instance == best.instance:
                essential, usual = of_essential, of_all
        weighted = essential + SHARES["spillover"] * (usual - essential)
        return Match(
            site=site,
            strength=best.strength,
            rare=best.rare,
            claimed=any(row.claimed for row in rows),
            coverage=best.of_site if best.rare else essential if best.strength == "essential" else usual,
            weighted_coverage=best.weight * best.of_site if best.rare else weighted,
            zone_share=max(row.of_zone for row in rows if row.weight == best.weight),
            trigger_points=tuple(sorted({row.point for row in rows})),
            zones=tuple(sorted({f"{row.point}/{row.zone}" for row in rows})),
        )

    def _reason(self, record: Mapping[str, Any], side: str, points: Sequence[str], matches: Sequence[Match]) -> str:
        labels = [p["label"] for p in record["trigger_points"] if p["id"] in points]
        told = []
        for match in matches:
            how = _HOW["rare" if match.rare else match.strength]
            unnamed = "" if match.claimed else ", by the drawing alone"
            told.append(f"{_lower(self._document['sites'][match.site]['name'])} ({how}{unnamed})")
        where = {"other": "opposite side, ", "same": "", "either": ""}.get(side, f"{side} side, ")
        return f"The reported pattern of {_lower(record['names']['english'])} ({where}{_and(labels)}) includes {_and(told)}."


def _muscle_side(instance: str, side: Literal["left", "right"] | None) -> str:
    """The side of the muscle whose zone reaches that place of a site on `side`."""
    if instance == "midline":
        return "either"
    if side is None:
        return instance
    if instance == "same":
        return side
    return "left" if side == "right" else "right"


def _share_midline(found: dict[tuple[str, str], dict[str, list[_Cover]]]) -> None:
    """A midline match belongs to the muscle of each side that the other sites speak for."""
    for muscle in sorted({muscle for muscle, side in found if side == "either"}):
        sided = [key for key in found if key[0] == muscle and key[1] != "either"]
        if sided:
            middle = found.pop((muscle, "either"))
            for key in sided:
                for site, rows in middle.items():
                    found[key].setdefault(site, []).extend(rows)


def _parts(matches: Sequence[Match], asked: int) -> ScoreParts:
    """Means over all sites asked for: a site that is not matched counts as nothing."""

    def part(name: str, values: Iterable[float]) -> float:
        return round(WEIGHTS[name] * sum(values) / asked, _DIGITS)

    weights = [SHARES["rare" if m.rare else m.strength] for m in matches]
    return ScoreParts(
        coverage=part("coverage", (m.weighted_coverage for m in matches)),
        strength=part("strength", weights),
        focus=part("focus", (w * m.zone_share for w, m in zip(weights, matches, strict=True))),
        named=part("named", (float(m.claimed) * (SHARES["rare"] if m.rare else 1.0) for m in matches)),
    )


def _named(records: Sequence[Mapping[str, Any]], id: str) -> Mapping[str, Any]:
    return next(record for record in records if record["id"] == id)


def _family(sites: Mapping[str, Any], site: str) -> set[str]:
    """The site, the sites it is part of and the sites that are part of it: who names one of them means this place too."""

    def lineage(here: str | None) -> Iterable[str]:
        while here is not None:
            yield here
            here = sites[here].get("parent")

    return {*lineage(site), *(other for other in sites if site in lineage(other))}


def _lower(name: str) -> str:
    """A name inside a sentence: "Temple" -> "temple", but "TMJ" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
