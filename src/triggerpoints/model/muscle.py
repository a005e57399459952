"""A muscle with its trigger points and their referred pain: the content of one file of `data/muscles`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..sides import Relation, Side
from .base import Id, Many, Name, NameList, Record, Sentence, SiteId, Some, SourceIds, ViewId, broken, each_once, worded
from .points import Point
from .shapes import Shape

Strength = Literal["essential", "spillover"]
"""Essential: where most people with the active point feel it. Spillover: where some do."""

Depth = Literal["superficial", "deep"]
BodyPart = Literal[
    "head", "neck", "shoulder", "arm", "forearm", "hand", "chest",
    "abdomen", "back", "pelvis", "hip", "thigh", "leg", "foot",
]  # fmt: skip
Claim = Literal["pattern", "location", "prevalence", "symptom", "reliability"]
EvidenceKind = Literal[
    "textbook", "experiment", "clinical_series", "review", "consensus", "trial", "case_report"
]  # fmt: skip
ExceptionRule = Literal["uncovered", "unclaimed"]

Uberon = Annotated[str, worded(r"^UBERON:[0-9]{7}$", "UBERON: and seven digits")]
Fma = Annotated[str, worded(r"^FMA:[1-9][0-9]{0,6}$", "FMA: and a number")]
Ta98 = Annotated[str, worded(r"^A[0-9]{2}\.[0-9]\.[0-9]{2}\.[0-9]{3}[FM]?$", "a code such as A04.2.01.008")]
Root = Annotated[
    str, worded(r"^(?:C[1-8]|T(?:[1-9]|1[0-2])|L[1-5]|S[1-5]|Co1)$", "a spinal root: C1-C8, T1-T12, L1-L5, S1-S5 or Co1")
]
Points = Annotated[Some[Point], Field(max_length=60)]
TriggerPointId = Annotated[str, worded(r"^trp[1-9][0-9]?$", "trp1, trp2, ... up to trp99")]


class Names(Record):
    """What the muscle is called. No two muscles of a catalogue share a name."""

    english: Name = Field(description="the name to print")
    latin: Name | None = Field(default=None, description="the Latin name")
    plain: Name | None = Field(default=None, description="the name on handouts, when it is another")
    synonyms: NameList = Field(default=(), description="other names it is found by")


class Identifiers(Record):
    """The same thing in public terminologies. Only identifiers that are known to exist."""

    uberon: Uberon | None = None
    fma: Fma | None = None
    ta98: Ta98 | None = Field(default=None, description="Terminologia Anatomica 1998")
    uberon_broader: Uberon | None = Field(default=None, description="a larger structure, when the thing itself has no term")


class Innervation(Record):
    """The nerve of the muscle and the spinal roots it carries (none for a cranial nerve)."""

    nerve: Sentence
    roots: Annotated[Many[Root], each_once("root")] = Field(default=(), description="spinal roots, such as C3")


class Anatomy(Record):
    """Where the muscle comes from, goes to and what it does, one sentence each."""

    origin: Sentence
    insertion: Sentence
    innervation: Innervation
    action: Sentence
    sources: SourceIds


class Fibres(Record):
    """One sheet of muscle fibres, drawn as lines from its origin to its insertion over the skin above the muscle."""

    name: Name | None = Field(default=None, description="which part of the muscle, when there are several sheets")
    from_: Points = Field(alias="from", description="points along the origin")
    to: Points = Field(description="points along the insertion, in the same order")
    lines: Annotated[int, Field(ge=1, le=60)] = Field(default=9, description="how many lines to draw")


class ZoneException(Record):
    """A site where the claim of a zone and its drawing differ on purpose."""

    site: SiteId
    rule: ExceptionRule = Field(description="uncovered: claimed, but hardly drawn. unclaimed: drawn, but not claimed")
    reason: Sentence


class Zone(Record):
    """Where pain of a trigger point is felt: the sites it claims in words, and the drawing of it."""

    id: Id = Field(description="unique within the trigger point")
    strength: Strength
    side: Relation = Field(description="the side of the zone as seen from the muscle")
    sites: Annotated[Some[SiteId], each_once("id")] = Field(description="ids of the pain sites the zone claims")
    description: Sentence | None = None
    shapes: Some[Shape] = Field(description="the drawing: the union of these shapes, on the left half of the body")
    rare: Sentence | None = Field(
        default=None, description="why the zone counts little: reported rarely, by one source alone, or disputed"
    )
    exceptions: Many[ZoneException] = ()


class TriggerPoint(Record):
    """A trigger point: where it lies, in words and as a point of the skin above it, and its referred zones."""

    id: TriggerPointId = Field(description="trp1, trp2, ...; never reused for another point")
    label: Annotated[Name, Field(max_length=12)] = Field(description="printed beside the X")
    part: Sentence = Field(description="which part of the muscle")
    depth: Depth
    location: Sentence = Field(description="where it lies, in words")
    point: Point = Field(description="where the X is drawn: the skin above it")
    sources: SourceIds
    side: Side | None = Field(default=None, description="the only side of the body on which the point is described, if so")
    zones: Many[Zone] = Field(description="empty only with no_referred_pain")
    no_referred_pain: Sentence | None = Field(default=None, description="why the point has no zones")
    off_fibres: Sentence | None = Field(default=None, description="why the X does not lie on the drawn fibres")

    @model_validator(mode="after")
    def _zones_or_a_reason(self) -> TriggerPoint:
        if bool(self.zones) == (self.no_referred_pain is not None):
            found = "zones and no_referred_pain" if self.zones else "neither zones nor no_referred_pain"
            raise broken("zones-or-reason", found, "zones, or an empty list with no_referred_pain")
        return self

    def on(self, side: Side) -> bool:
        """Whether the point is described on that side of the body."""
        return self.side in (None, side)


class Statement(Record):
    """A sentence and the sources that carry it."""

    text: Sentence
    sources: SourceIds


class Provocation(Statement):
    """What sets the trigger points off."""

    avoid: bool = Field(default=False, description="true: in words for the patient, who is told to do less of it")


class SelfCare(Statement):
    """What patients can do, in words for them."""

    printed: bool = Field(default=True, description="false: not on handouts")


class Symptom(Statement):
    """Something other than pain that goes with the muscle's trigger points (dizziness, tearing, tingling...)."""

    symptom: Name = Field(description="one or two words")


class NeedlingCaution(Statement):
    """A structure at risk near the muscle. Names the risk, never a technique."""

    structure: Name = Field(description="what is at risk")


class Evidence(Statement):
    """What kind of evidence stands behind a claim about the muscle."""

    claim: Claim
    kind: EvidenceKind


class Muscle(Record):
    """A muscle (or a part of one) as the data describes it. Everything paired is written for the body's left half."""

    id: Id = Field(description="same as the file name")
    names: Names
    identifiers: Identifiers = Identifiers.model_construct()
    gloss: Sentence | None = Field(default=None, description="where it lies, in words for the patient; follows its name")
    body_part: BodyPart
    part_of: Id | None = Field(default=None, description="the whole muscle or group, when this is a part")
    anatomy: Anatomy
    fibres: Some[Fibres]
    trigger_points: Some[TriggerPoint]
    symptoms: Many[Symptom] = Field(default=(), description="other than pain")
    provoked_by: Many[Provocation] = Field(default=(), description="what sets it off")
    self_care: Many[SelfCare] = Field(default=(), description="what patients can do")
    needling_caution: Many[NeedlingCaution] = ()
    evidence: Many[Evidence] = ()
    disputes: Many[Statement] = Field(default=(), description="where sources disagree")
    views: Many[ViewId] = Field(default=(), description="the views of its picture, where the chosen ones do not suit")
