"""What the look-up answers with: plain frozen records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, overload

from .limits import LIMITS

CandidateSide = Literal["left", "right", "same", "other", "either"]
"""The side of the muscle: the body's own left or right when the query named a side; the same or the other side than the pain
when it did not; either when the pain is in the midline."""

StrengthName = Literal["essential", "spillover"]


@dataclass(frozen=True, slots=True)
class SiteQuery:
    """A pain site that was asked for. side: left, right, or None when none was given or the site is in the midline."""

    id: str
    name: str
    side: Literal["left", "right"] | None

    def to_dict(self) -> dict[str, str | None]:
        """As plain values."""
        return {"id": self.id, "side": self.side}


@dataclass(frozen=True, slots=True)
class Match:
    """One site that a muscle's pattern reaches.

    strength: of the strongest zone that reaches it. rare: whether only zones do that are rarely reported or disputed.
    claimed: whether the sources name the site in words (else the drawing alone reaches it).
    coverage: the share of the site, 0 to 1, that the muscle's zones cover together on the reference skin: its essential zones
    for an essential match, all its zones for spillover. weighted_coverage: the same with spillover counted less.
    zone_share: the largest share of one of those zones that lies in the site.
    trigger_points: ids of the points whose zones reach the site. zones: those zones, as `point/zone`.
    """

    site: str
    strength: StrengthName
    rare: bool
    claimed: bool
    coverage: float
    weighted_coverage: float
    zone_share: float
    trigger_points: tuple[str, ...]
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """The parts of a score; they add up to it. See lookup.WEIGHTS for what each can be at most."""

    coverage: float
    strength: float
    focus: float
    named: float

    @property
    def total(self) -> float:
        """Their sum, 0 to 1."""
        return self.coverage + self.strength + self.focus + self.named


@dataclass(frozen=True, slots=True)
class Candidate:
    """A muscle whose reported pattern includes the pain that was asked about."""

    muscle: str
    name: str
    side: CandidateSide
    score: float
    score_parts: ScoreParts
    strength: StrengthName
    trigger_points: tuple[str, ...]
    matches: tuple[Match, ...]
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation(Sequence[Candidate]):
    """Ranked candidates, best first; a sequence of them. unexplained: sites that no pattern reaches."""

    query: tuple[str, ...]
    sites: tuple[SiteQuery, ...]
    candidates: tuple[Candidate, ...]
    unexplained: tuple[SiteQuery, ...]
    limits: str = LIMITS

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Candidate, ...]: ...
    def __getitem__(self, index: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self.candidates[index]

    def __len__(self) -> int:
        return len(self.candidates)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def to_dict(self) -> dict[str, Any]:
        """As plain values, the fields of `triggerpoints explain --json`."""
        return {
            "query": list(self.query),
            "sites": [site.to_dict() for site in self.sites],
            "candidates": [
                {
                    "muscle": c.muscle,
                    "name": c.name,
                    "side": c.side,
                    "score": c.score,
                    "strength": c.strength,
                    "trigger_points": list(c.trigger_points),
                    "matches": [{"site": m.site, "strength": m.strength, "coverage": m.coverage} for m in c.matches],
                    "reason": c.reason,
                    "sources": list(c.sources),
                }
                for c in self.candidates
            ],
            "unexplained": [site.to_dict() for site in self.unexplained],
            "limits": self.limits,
        }
