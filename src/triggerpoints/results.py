"""What the look-up answers with: plain frozen records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, overload

from .limits import LIMITS
from .messages import Texts
from .sides import CandidateSide, Side

StrengthName = Literal["essential", "spillover"]
PainName = Literal["worst", "moderate", "slight"]


_INNER: Final = {"json": None}
"""Of a field: left out of `to_dict`."""


class Result:
    """Base of everything the look-up answers with."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values, ready for JSON."""
        names = ((one.name, one.metadata.get("json", one.name)) for one in fields(self))  # type: ignore[arg-type]
        return {told: _plain(getattr(self, name)) for name, told in names if told is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.to_dict() if isinstance(value, Result) else value


@dataclass(frozen=True, slots=True)
class SiteQuery(Result):
    """A pain site that was asked for. side: left, right, or None when none was given; of a site in the midline it is that half.

    pain: how much it hurts there; what is not told counts as worst.
    """

    id: str
    name: str = field(metadata=_INNER)
    side: Side | None
    pain: PainName = "worst"


@dataclass(frozen=True, slots=True)
class AreaQuery(Result):
    """A drawn area. number: from 1. mm2: its skin on the reference adult. sites: the sites it means, most of it first.

    skin: (N,) its samples of the skin, as `Catalogue.answer_diagram` draws them.
    """

    number: int
    mm2: float
    sites: tuple[SiteQuery, ...]
    pain: PainName = "worst"
    skin: Any = field(default=None, repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        sites = [{"id": site.id, "side": site.side} for site in self.sites]
        return {"area": self.number, "mm2": round(self.mm2), "sites": sites, "pain": self.pain}


@dataclass(frozen=True, slots=True)
class SymptomQuery(Result):
    """A symptom other than pain that was asked for."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Match(Result):
    """One thing that was asked for and that a muscle's pattern reaches.

    kind, of: what it is: the id of a site or of a symptom, or the number of a drawn area. side: of the pain.
    strength: of the strongest zone that reaches it. rare: whether only zones do that are rarely reported or disputed.
    edge: whether they only touch it. claimed: whether the sources name the place in words (else the drawing alone reaches it).
    coverage: the share of the place, 0 to 1, that the muscle's zones cover together on the reference skin: its essential zones
    for an essential match, all its zones for spillover. weighted_coverage: the same with spillover counted less.
    zone_share: the largest share of one of those zones that lies in the place. pattern_share: the largest share of all zones of
    one trigger point that does.
    trigger_points: ids of the points whose zones reach the place. zones: those zones, as `point/zone`.
    """

    kind: Literal["site", "area", "symptom"]
    of: str
    side: Side | None
    strength: StrengthName
    rare: bool
    edge: bool
    claimed: bool
    coverage: float
    weighted_coverage: float
    zone_share: float
    pattern_share: float
    trigger_points: tuple[str, ...]
    zones: tuple[str, ...]

    @property
    def site(self) -> str | None:
        """The id of the pain site, None when it is something else that matches."""
        return self.of if self.kind == "site" else None

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        told: dict[str, Any] = {"site": self.site, "strength": self.strength, "coverage": self.coverage}
        if self.kind == "area":
            told |= {"area": int(self.of), "fit": self.pattern_share}
        elif self.kind == "symptom":
            told["symptom"] = self.of
        return told


@dataclass(frozen=True, slots=True)
class ScoreParts(Result):
    """The parts of a score; they add up to it. See `lookup.weights.WEIGHTS` for what each can be at most."""

    coverage: float
    strength: float
    pattern: float
    focus: float
    named: float
    evidence: float

    @property
    def total(self) -> float:
        """Their sum, 0 to 1."""
        total = 0.0
        for one in fields(self):  # one after the other: `sum` adds differently in later versions of Python
            total += getattr(self, one.name)
        return total


@dataclass(frozen=True, slots=True)
class Candidate(Result):
    """A muscle whose reported pattern includes the pain that was asked about. rank: from 1; equal scores share a rank."""

    rank: int
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
class SetMember(Result):
    """A muscle of a set. adds: the share of the pain, 0 to 1, that it covers and the members before it do not."""

    muscle: str
    name: str
    side: CandidateSide
    adds: float


@dataclass(frozen=True, slots=True)
class MuscleSet(Result):
    """A group of one to three muscles that together cover the most of the pain. coverage: their share of it, 0 to 1."""

    coverage: float
    members: tuple[SetMember, ...] = field(metadata={"json": "muscles"})


@dataclass(frozen=True, slots=True)
class Uncovered(Result):
    """How much of a place no pattern covers. what: a site or a drawn area. share: 0 to 1 of its skin."""

    what: SiteQuery | AreaQuery
    share: float

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return {**self.what.to_dict(), "share": self.share}


@dataclass(frozen=True, slots=True)
class CautionNote(Result):
    """A cause besides muscles that belongs to the question. kind: serious or look_alike.

    urgency: emergency, urgent or soon, of serious ones. because: the sites, symptoms or complaint that call for it, by name;
    empty when it holds everywhere.
    """

    id: str
    kind: Literal["serious", "look_alike"]
    name: str
    urgency: str | None
    signs: tuple[str, ...]
    text: str
    because: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComplaintNote(Result):
    """A complaint that was named. mistaken_for: each with its sources."""

    id: str
    name: str
    sites: tuple[str, ...]
    mistaken_for: tuple[tuple[str, tuple[str, ...]], ...]
    sources: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return Result.to_dict(self) | {"mistaken_for": [{"text": text, "sources": [*cited]} for text, cited in self.mistaken_for]}


@dataclass(frozen=True, slots=True)
class Understood(Result):
    """What a part of the question was read as. kind: site, complaint, symptom, area or segment. corrected: it was misspelt."""

    words: str
    kind: str
    id: str
    side: str | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class NotUnderstood(Result):
    """A part of the question that was not understood, and the names that look most like it."""

    words: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in terms of the catalogue; the look-up answers it.

    query: the words it came in. cautions: ids of serious causes that were named, with the words that did it ("stroke").
    """

    query: tuple[str, ...]
    sites: tuple[SiteQuery, ...] = ()
    symptoms: tuple[SymptomQuery, ...] = ()
    complaints: tuple[str, ...] = ()
    cautions: tuple[tuple[str, str], ...] = ()
    understood: tuple[Understood, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation(Result, Sequence[Candidate]):
    """The answer: cautions first, then candidates, best first; a sequence of the candidates.

    query: what was asked, in its own words. understood: what the parts of the question were read as. not_understood: the parts
    that found nothing. sites, symptoms: those that were understood. unexplained: what no pattern reaches at all. uncovered: how
    much of the rest no pattern covers. sets: empty unless they were asked for.
    texts: the sentences in which `answer.answer_text` tells it.
    """

    query: tuple[str, ...]
    understood: tuple[Understood, ...]
    not_understood: tuple[NotUnderstood, ...]
    sites: tuple[SiteQuery, ...]
    areas: tuple[AreaQuery, ...]
    symptoms: tuple[SymptomQuery, ...]
    complaints: tuple[ComplaintNote, ...]
    cautions: tuple[CautionNote, ...]
    candidates: tuple[Candidate, ...]
    sets: tuple[MuscleSet, ...]
    unexplained: tuple[SiteQuery | AreaQuery | SymptomQuery, ...]
    uncovered: tuple[Uncovered, ...]
    limits: str = LIMITS
    texts: Texts = field(default_factory=lambda: Texts({}), repr=False, compare=False)

    @property
    def complaint(self) -> ComplaintNote | None:
        """The complaint that was named first."""
        return next(iter(self.complaints), None)

    @property
    def serious(self) -> tuple[CautionNote, ...]:
        """The causes to rule out first."""
        return tuple(caution for caution in self.cautions if caution.kind == "serious")

    @property
    def look_alikes(self) -> tuple[CautionNote, ...]:
        """Causes of like pain that are not dangerous in themselves."""
        return tuple(caution for caution in self.cautions if caution.kind == "look_alike")

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Candidate, ...]: ...
    def __getitem__(self, index: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self.candidates[index]

    def __len__(self) -> int:
        return len(self.candidates)

    def to_dict(self) -> dict[str, Any]:
        """As plain values, the fields of `triggerpoints explain --json`. Cautions stand before the candidates."""
        asked = ("query", "understood", "not_understood", "sites", "areas", "symptoms", "complaint", "complaints")
        found = ("cautions", "candidates", "sets", "unexplained", "uncovered", "limits")
        return {name: _plain(getattr(self, name)) for name in asked + found}
