"""What patients and clinics call their trouble: the content of `data/complaints.yaml` and `data/symptoms.yaml`."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated, Literal

from pydantic import Field

from .base import CautionId, Id, Many, Name, NameList, Record, SiteId, Some, SourceIds, each_once
from .muscle import Statement

Pain = Literal["worst", "moderate", "slight"]


class ComplaintSite(Record):
    """A pain site of a complaint, and how strong the pain usually is there."""

    site: SiteId
    pain: Pain = "worst"


class Complaint(Record):
    """A complaint by name, and the pain sites it means. Its muscles follow from the sites and are never listed."""

    id: Id
    name: Name = Field(description="the plain name")
    lay_names: NameList = Field(default=(), description="what people say")
    clinical_names: NameList = Field(default=(), description="what clinics write")
    sites: Annotated[Some[ComplaintSite], Field(max_length=8), each_once("site", attrgetter("site"))] = Field(
        description="the pain sites it means, the worst first"
    )
    mistaken_for: Many[Statement] = Field(default=(), description="what it is often mistaken for")
    cautions: Many[CautionId] = Field(default=(), description="cautions beyond those of its sites")
    not_cautions: Many[CautionId] = Field(default=(), description="cautions of its sites that cannot belong to it")
    sources: SourceIds


class SymptomName(Record):
    """A symptom other than pain, by name."""

    id: Id
    name: Name = Field(description="as the muscles' data write it")
    lay_names: NameList = Field(default=(), description="what people say; other spellings in the data")
