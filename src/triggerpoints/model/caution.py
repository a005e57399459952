"""Cautions: causes besides muscles, serious ones and look-alikes, the content of `data/cautions.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Id, Many, Name, Record, Sentence, SiteId, SourceIds, broken
from .muscle import Root

CautionKind = Literal["serious", "look_alike"]

Urgency = Literal["emergency", "urgent", "soon"]
"""emergency: call for help now. urgent: be seen today. soon: see a doctor in the next days."""

Structure = Literal[
    "nerve_root", "nerve", "joint", "organ", "vessel", "bone", "tendon", "skin", "infection", "tumour", "brain", "whole_body",
    "muscle",
]  # fmt: skip


class Caution(Record):
    """A cause besides muscles that must or may be thought of."""

    id: Id
    kind: CautionKind = Field(
        description="serious: to be ruled out first. look_alike: pain that is mistaken for that of a muscle"
    )
    name: Name
    structure: Structure = Field(description="what the pain comes from")
    urgency: Urgency | None = Field(default=None, description="how soon to seek help; serious cautions only, and always")
    order: Annotated[int, Field(ge=1, le=99)] = Field(
        default=50, description="among cautions of one urgency the lower stands first: what is common or kills fast"
    )
    signs: Many[Name] = Field(default=(), description="what points to it, in a few plain words each")
    text: Sentence = Field(description="what it is and what to do, in plain words")
    plain: Sentence | None = Field(default=None, description="on handouts: one line, led by the signs that a patient can notice")
    sites: Many[SiteId] = Field(default=(), description="where it hurts: pain sites; it holds for their parts too")
    symptoms: Many[Name] = Field(default=(), description="symptoms of the muscles' data that call for it too")
    said: Many[Name] = Field(default=(), description="words that call for it by themselves, such as 'stroke'")
    everywhere: bool = Field(default=False, description="true: holds for every site")
    root: Root | None = Field(default=None, description="the nerve root, such as C6")
    needling: bool = Field(default=False, description="true: may follow needling")
    children: bool = Field(default=False, description="true: in children and teenagers only; stands last on a handout")
    sources: SourceIds

    @model_validator(mode="after")
    def _urgency_of_serious(self) -> Caution:
        if (self.urgency is not None) != (self.kind == "serious"):
            found = "an urgency" if self.urgency else "no urgency"
            raise broken("urgency", f"{found} in a caution of kind {self.kind}", "an urgency in serious cautions, none in others")
        if self.everywhere and self.sites:
            raise broken("everywhere", "everywhere: true and sites", "one of the two")
        return self
