"""Complaints: what patients and clinics call their trouble, and the pain sites it means; `data/complaints.yaml`.

Muscles are never listed: they follow from the sites.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .base import CautionId, Id, Many, Name, Record, SiteId, SourceIds, distinct
from .muscle import Statement

Pain = Literal["worst", "moderate", "slight"]


class ComplaintSite(Record):
    """A pain site of a complaint, and how strong the pain usually is there."""

    site: SiteId
    pain: Pain = "worst"


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return distinct(values, "name")


def _sites(values: tuple[ComplaintSite, ...]) -> tuple[ComplaintSite, ...]:
    distinct(tuple(value.site for value in values), "site")
    return values


class Complaint(Record):
    """A complaint by name."""

    id: Id
    name: Name = Field(description="the plain name")
    lay_names: Annotated[Many[Name], AfterValidator(_names)] = Field(default=(), description="what people say")
    clinical_names: Annotated[Many[Name], AfterValidator(_names)] = Field(default=(), description="what clinics write")
    sites: Annotated[tuple[ComplaintSite, ...], Field(strict=False, min_length=1, max_length=8), AfterValidator(_sites)] = Field(
        description="the pain sites it means, the worst first"
    )
    mistaken_for: Many[Statement] = Field(default=(), description="what it is often mistaken for")
    cautions: Many[CautionId] = Field(default=(), description="cautions beyond those of its sites")
    not_cautions: Many[CautionId] = Field(default=(), description="cautions of its sites that cannot belong to it")
    sources: SourceIds
