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
    "strength": 0.30,  # an essential zone is reported by nearly everyone with the point, spillover by some
    "focus": 0.20,  # a pattern that is about this site says more than one that also passes through
    "named": 0.15,  # the sources name the site in words, not only the drawing reaches it
}
SPILLOVER: Final = 0.4  # what spillover counts against essential; the charts give no figure, so this is our choice
REACHES: Final = 0.10  # a zone that covers less of a site does not reach it, unless the sources name the site

_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class _Cover:
    """A row of the compiled table, with what its zone says."""

    muscle: str
    point: str
    zone: str
    strength: StrengthName
    instance: str
    of_site: float
    of_zone: float
    claimed: bool


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
            rows = self._reaching(site.id)
            if not rows:
                unexplained.append(site)
            for row in rows:
                side = _muscle_side(row.instance, site.side)
                found.setdefault((row.muscle, side), {}).setdefault(site.id, []).append(row)
        _share_midline(found)
        asked = sorted({site.id for site in sites})
        candidates = [self._candidate(muscle, side, by_site, asked) for (muscle, side), by_site in found.items()]
        candidates.sort(key=lambda c: (-c.score, c.muscle, c.side))
        return Explanation(tuple(query), tuple(sites), tuple(candidates), tuple(unexplained))

    def _reaching(self, site: str) -> tuple[_Cover, ...]:
        if site not in self._rows:
            lineage = set(_lineage(self._document["sites"], site))
            rows = []
            for muscle, point, zone, instance, of_site, of_zone in self._document["covers"].get(site, ()):
                record = _zone(self._document["muscles"][muscle], point, zone)
                claimed = not lineage.isdisjoint(record["sites"])
                if of_site >= REACHES or claimed:
                    rows.append(_Cover(muscle, point, zone, record["strength"], instance, of_site, of_zone, claimed))
            self._rows[site] = tuple(rows)
        return self._rows[site]

    def _candidate(self, muscle: str, side: str, by_site: Mapping[str, list[_Cover]], asked: Sequence[str]) -> Candidate:
        record = self._document["muscles"][muscle]
        matches = tuple(_match(site, by_site[site]) for site in asked if site in by_site)
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

    def _reason(self, record: Mapping[str, Any], side: str, points: Sequence[str], matches: Sequence[Match]) -> str:
        labels = [p["label"] for p in record["trigger_points"] if p["id"] in points]
        told = []
        for strength, how in (("essential", "nearly always"), ("spillover", "in some people")):
            names = [_lower(self._document["sites"][m.site]["name"]) for m in matches if m.strength == strength]
            if names:
                told.append(f"{_and(names)} ({how})")
        where = {"other": ", on the opposite side", "same": "", "either": ""}.get(side, f", from the {side} muscle")
        return f"The reported pattern of {_lower(record['names']['english'])} ({_and(labels)}) includes {_and(told)}{where}."


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


def _match(site: str, rows: Sequence[_Cover]) -> Match:
    strength: StrengthName = "essential" if any(row.strength == "essential" for row in rows) else "spillover"
    best = max((row for row in rows if row.strength == strength), key=lambda row: (row.of_site, row.of_zone))
    return Match(
        site=site,
        strength=strength,
        coverage=best.of_site,
        zone_share=best.of_zone,
        claimed=any(row.claimed for row in rows),
        trigger_points=tuple(sorted({row.point for row in rows})),
        zones=tuple(sorted({f"{row.point}/{row.zone}" for row in rows})),
    )


def _parts(matches: Sequence[Match], asked: int) -> ScoreParts:
    """Means over all sites asked for: a site that is not matched counts as nothing."""

    def mean(values: Iterable[float]) -> float:
        return sum(values) / asked

    share = {"essential": 1.0, "spillover": SPILLOVER}
    return ScoreParts(
        coverage=round(WEIGHTS["coverage"] * mean(m.coverage * share[m.strength] for m in matches), _DIGITS),
        strength=round(WEIGHTS["strength"] * mean(share[m.strength] for m in matches), _DIGITS),
        focus=round(WEIGHTS["focus"] * mean(m.zone_share for m in matches), _DIGITS),
        named=round(WEIGHTS["named"] * mean(float(m.claimed) for m in matches), _DIGITS),
    )


def _zone(record: Mapping[str, Any], point: str, zone: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(
        z for p in record["trigger_points"] if p["id"] == point for z in p["zones"] if z["id"] == zone
    )
    return found


def _lineage(sites: Mapping[str, Any], site: str) -> Iterable[str]:
    here: str | None = site
    while here is not None:
        yield here
        here = sites[here].get("parent")


def _lower(name: str) -> str:
    """A name inside a sentence: "Temple" -> "temple", but "TMJ" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
