"""Sources: the publications that carry the data, the content of `data/sources.yaml`."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from .base import Id, Name, Record, Sentence, Some, broken, worded

OTHERS: Final = "and others"
"""Stands last in a list of authors where the rest of it was not seen."""

SourceKind = Literal[
    "textbook", "review", "consensus", "experiment", "clinical_series", "case_report", "trial", "reliability",
    "critique", "safety", "guideline", "anatomy", "dataset", "standard",
]  # fmt: skip

Checked = Literal["seen", "recalled"]


def isbn_is_sound(isbn: str) -> bool:
    """Return whether the check digit of an ISBN-10 or ISBN-13 (hyphens allowed) is right."""
    digits = isbn.replace("-", "")
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return sum((10 - place) * (10 if char == "X" else int(char)) for place, char in enumerate(digits)) % 11 == 0
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(digits)) % 10 == 0
    return False


def _sound_isbn(isbn: str) -> str:
    if not isbn_is_sound(isbn):
        raise broken("isbn-checksum", repr(isbn), "an ISBN of 10 or 13 digits whose check digit is right")
    return isbn


Doi = Annotated[str, worded(r"^10\.[0-9]{4,9}/[!-~]+$", "a DOI such as 10.1093/pm/pnx207, without https://doi.org/", longest=120)]
Isbn = Annotated[str, worded(r"^(?:[0-9]-?){9,12}[0-9X]$", "an ISBN of 10 or 13 digits"), AfterValidator(_sound_isbn)]
Pmid = Annotated[str, worded(r"^[1-9][0-9]{0,8}$", "a PubMed number in quotes")]
Url = Annotated[str, worded(r"^https?://[!-~]+$", "an http or https address", longest=300)]


class Source(Record):
    """A publication."""

    id: Id
    kind: SourceKind
    authors: Some[Name] = Field(description="such as Simons DG")
    title: Annotated[Sentence, StringConstraints(max_length=400)]
    year: Annotated[int, Field(ge=1800, le=2100)]
    container: Name | None = Field(default=None, description="the journal, or the publisher and town of a book")
    edition: Name | None = None
    volume: Name | None = Field(default=None, description="in quotes")
    issue: Name | None = Field(default=None, description="in quotes")
    pages: Name | None = None
    doi: Doi | None = None
    isbn: Isbn | None = None
    pmid: Pmid | None = Field(default=None, description="in quotes")
    url: Url | None = None
    note: Sentence | None = Field(default=None, description="what it shows and where its limit lies, in own words")
    checked: Checked = Field(description="seen: its identifier was looked up. recalled: cited from memory")
