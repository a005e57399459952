"""The answer to a question: candidates with a transparent, additive score, and all that belongs beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from ..messages import answer_texts
from ..results import (
    AreaQuery,
    Candidate,
    ComplaintNote,
    Explanation,
    Match,
    Question,
    ScoreParts,
    SiteQuery,
    StrengthName,
    SymptomQuery,
    Uncovered,
)
from ..sides import OPPOSITE, CandidateSide
from ..text import plain_name
from .cautions import Cautions
from .patterns import Found, Patterns
from .sets import best_sets
from .sides import Matches, join_sides, share_open
from .weights import EVIDENCE, PAINS, SHARES, WEIGHTS

if TYPE_CHECKING:
    from .areas import AreaCover

DrawnArea = tuple["AreaCover", str, Any]
"""A drawn area, measured; how much it hurts there; its samples of the skin (N,)."""

_DIGITS: Final = 4
_LEAST: Final = 0.01  # a smaller uncovered rest is not worth a line


@dataclass(frozen=True, slots=True)
class _Place:
    """One thing that is asked about, what is known of it, and what it counts."""

    asked: SiteQuery | AreaQuery | SymptomQuery
    found: Found
    weight: float


class Lookup:
    """The look-up over a compiled document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._patterns = Patterns(document)
        self._cautions = Cautions(document, self._patterns)
        self._texts = answer_texts(document)

    def explain(self, question: Question, areas: Sequence[DrawnArea] = (), *, sets: bool = False) -> Explanation:
        """Rank the muscles. areas: drawn areas, measured, and how much it hurts there. The order of places does not matter."""
        drawn = tuple(self._area(number, area) for number, area in enumerate(areas, start=1))
        places = self._places(question, areas, drawn)
        found: Matches = {}
        for number, place in enumerate(places):
            for key, match in place.found.matches.items():
                found.setdefault(key, {})[number] = match
        share_open(found)
        join_sides(found, _twins(places))
        candidates = _ranked([self._candidate(*key, dict(sorted(matches.items())), places) for key, matches in found.items()])
        return Explanation(
            query=question.query,
            understood=question.understood,
            not_understood=question.not_understood,
            sites=question.sites,
            areas=drawn,
            symptoms=question.symptoms,
            complaints=tuple(self._complaint(id) for id in question.complaints),
            cautions=self._cautions.of(question, drawn),
            candidates=candidates,
            sets=best_sets(candidates, [(place.found.pieces, place.weight) for place in places]) if sets else (),
            unexplained=tuple(place.asked for place in places if not place.found.matches),
            uncovered=tuple(_uncovered(places)),
            texts=self._texts,
        )

    def _places(self, question: Question, areas: Sequence[DrawnArea], drawn: Sequence[AreaQuery]) -> list[_Place]:
        # In one order whatever the order of the question: sums of floating-point numbers depend on it.
        sites = sorted(question.sites, key=lambda site: (site.id, site.side or ""))
        places = [_Place(site, self._patterns.site(site.id, site.side), PAINS[site.pain]) for site in sites]
        for area, (cover, _, _) in zip(drawn, areas, strict=True):
            places.append(_Place(area, self._patterns.area(area.number, cover), PAINS[area.pain]))
        for symptom in sorted(question.symptoms, key=lambda symptom: symptom.id):
            places.append(_Place(symptom, self._patterns.symptom(symptom.id), 1.0))
        return places

    def _area(self, number: int, area: DrawnArea) -> AreaQuery:
        cover, pain, skin = area
        sites = tuple(SiteQuery(share.site, self._document["sites"][share.site]["name"], share.side) for share in cover.meant)
        return AreaQuery(number, cover.mm2, sites, cast(Any, pain), skin)

    def _candidate(self, muscle: str, side: str, matches: Mapping[int, Match], places: Sequence[_Place]) -> Candidate:
        record = self._document["muscles"][muscle]
        ordered = tuple(matches.values())
        weighed = [(match, places[number].weight) for number, match in matches.items()]
        reached = sum(weight for _, weight in weighed) / sum(place.weight for place in places)
        kinds = [EVIDENCE[one["kind"]] for one in record.get("evidence", ()) if one["claim"] == "pattern"]
        parts = _parts(weighed, max(kinds, default=0.0), reached)
        points = tuple(p["id"] for p in record["trigger_points"] if any(p["id"] in match.trigger_points for match in ordered))
        strength: StrengthName = "essential" if any(match.strength == "essential" for match in ordered) else "spillover"
        return Candidate(
            rank=0,
            muscle=muscle,
            name=record["names"]["english"],
            side=cast(CandidateSide, side),
            score=round(parts.total, _DIGITS),
            score_parts=parts,
            strength=strength,
            trigger_points=points,
            matches=ordered,
            reason=self._reason(record, side, points, ordered),
            sources=tuple(sorted({*self._sources(record, points, ordered)})),
        )

    def _sources(self, record: Mapping[str, Any], points: Sequence[str], matches: Sequence[Match]) -> Iterator[str]:
        if any(match.kind != "symptom" for match in matches):
            yield from (source for p in record["trigger_points"] if p["id"] in points for source in p["sources"])
        for match in matches:
            if match.kind == "symptom":
                named = self._document["symptom_muscles"][match.of][record["id"]]
                yield from (source for one in record["symptoms"] if one["symptom"] in named for source in one["sources"])

    def _reason(self, record: Mapping[str, Any], side: str, points: Sequence[str], matches: Sequence[Match]) -> str:
        texts = self._texts
        where = "" if side in ("same", "either") else texts(f"side_{side}")
        name = plain_name(record["names"]["english"])
        places = list(dict.fromkeys(self._told(match) for match in matches if match.kind != "symptom"))
        having = [plain_name(self._document["symptom_names"][match.of]) for match in matches if match.kind == "symptom"]
        symptoms = texts.listed("and", having) if having else ""
        key = f"symptom{'s' if having[1:] else ''}"
        if not places:
            said = texts("muscle_where", muscle=name, where=where) if where else name
            return texts(f"only_{key}", symptoms=f"{symptoms[:1].upper()}{symptoms[1:]}", muscle=said)
        labels = texts.listed("and", [p["label"] for p in record["trigger_points"] if p["id"] in points])
        told = {"muscle": name, "where": ", ".join(filter(None, (where, labels))), "places": texts.listed("and", places)}
        return texts(f"reason_{key}" if having else "reason", **told, symptoms=symptoms)

    def _told(self, match: Match) -> str:
        zone = self._texts(f"zone_{'rare' if match.rare else match.strength}")
        if match.edge:
            zone = self._texts("zone_edge", zone=zone)
        if match.kind == "area":
            return self._texts("place_area", percent=f"{match.coverage:.0%}"[:-1], number=match.of, zone=zone)
        site = plain_name(self._document["sites"][match.of]["name"])
        return self._texts("place" if match.claimed else "place_unnamed", site=site, zone=zone)

    def _complaint(self, id: str) -> ComplaintNote:
        raw = self._document["complaints"][id]
        return ComplaintNote(
            id=id,
            name=raw["name"],
            sites=tuple(meant["site"] for meant in raw["sites"]),
            mistaken_for=tuple((one["text"], tuple(one["sources"])) for one in raw.get("mistaken_for", ())),
            sources=tuple(raw["sources"]),
        )


def _parts(matches: Sequence[tuple[Match, float]], evidence: float, reached: float) -> ScoreParts:
    """The parts of a score: each grows with every match, and is scaled by the share of all places that match.

    Of two matches the second adds its share of what the first left open, so a part stays between 0 and its weight, and a
    place more that matches never lowers it.
    """

    def part(name: str, values: Iterable[float]) -> float:
        left_open = 1.0
        for value in values:
            left_open *= 1.0 - min(1.0, value)
        return round(WEIGHTS[name] * reached * (1.0 - left_open), _DIGITS)

    strengths = [(m, weight, _counts(m)) for m, weight in matches]
    return ScoreParts(
        coverage=part("coverage", (w * m.weighted_coverage for m, w, _ in strengths)),
        strength=part("strength", (w * s for _, w, s in strengths)),
        pattern=part("pattern", (w * m.pattern_share for m, w, _ in strengths)),
        focus=part("focus", (w * s * m.zone_share for m, w, s in strengths)),
        named=part("named", (w * float(m.claimed) * (s if m.rare else 1.0) for m, w, s in strengths)),
        evidence=part("evidence", (w * s * evidence for _, w, s in strengths)),
    )


def _counts(match: Match) -> float:
    """What the strongest zone of a match counts."""
    return SHARES["edge" if match.edge else "rare" if match.rare else match.strength]


def _ranked(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Best first; ties share a rank and stand in the order of their ids."""
    ordered = sorted(candidates, key=lambda one: (-one.score, one.muscle, one.side))
    scores = [one.score for one in ordered]
    return tuple(replace(one, rank=scores.index(one.score) + 1) for one in ordered)


def _twins(places: Sequence[_Place]) -> dict[int, int]:
    """Number of a site's place -> number of the same site on the other side, where both were asked about alike."""
    sided = {
        (place.asked.id, place.asked.side, place.weight): number
        for number, place in enumerate(places)
        if isinstance(place.asked, SiteQuery) and place.asked.side
    }
    pairs = ((number, sided.get((id, OPPOSITE[str(side)], weight))) for (id, side, weight), number in sided.items())
    return {number: other for number, other in pairs if other is not None}


def _uncovered(places: Sequence[_Place]) -> Iterator[Uncovered]:
    for place in places:
        if not isinstance(place.asked, SymptomQuery) and place.found.matches:
            share = round(place.found.pieces.uncovered, _DIGITS)
            if share >= _LEAST:
                yield Uncovered(place.asked, share)
