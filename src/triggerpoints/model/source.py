"""Sources: the publications that carry the data, the content of `data/sources.yaml`."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from .base import DOI_PATTERN, ISBN_PATTERN, PMID_PATTERN, URL_PATTERN, Id, Name, Record, Sentence, broken

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
    if not digits.isascii() or not digits[:-1].isdigit():
        return False
    if len(digits) == 10 and (digits[-1] == "X" or digits[-1].isdigit()):
        values = [10 if char == "X" else int(char) for char in digits]
        return sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
    if len(digits) == 13 and digits.isdigit() and digits.startswith(("978", "979")):
        return sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(digits)) % 10 == 0
    return False


def _sound_isbn(isbn: str) -> str:
    if not isbn_is_sound(isbn):
        raise broken("isbn-checksum", repr(isbn), "an ISBN of 10 or 13 digits whose check digit is right")
    return isbn


class Source(Record):
    """A publication."""

    id: Id
    kind: SourceKind
    authors: Annotated[tuple[Name, ...], Field(strict=False, min_length=1)] = Field(description="such as Simons DG")
    title: Annotated[Sentence, StringConstraints(max_length=400)]
    year: Annotated[int, Field(ge=1800, le=2100)]
    container: Name | None = Field(default=None, description="the journal, or the publisher and town of a book")
    edition: Name | None = None
    volume: Name | None = Field(default=None, description="in quotes")
    issue: Name | None = Field(default=None, description="in quotes")
    pages: Name | None = None
    doi: Annotated[str, StringConstraints(pattern=DOI_PATTERN, max_length=120)] | None = None
    isbn: Annotated[str, StringConstraints(pattern=ISBN_PATTERN), AfterValidator(_sound_isbn)] | None = None
    pmid: Annotated[str, StringConstraints(pattern=PMID_PATTERN)] | None = Field(default=None, description="in quotes")
    url: Annotated[str, StringConstraints(pattern=URL_PATTERN, max_length=300)] | None = None
    note: Sentence | None = Field(default=None, description="what it shows and where its limit lies, in own words")
    checked: Checked = Field(description="seen: its identifier was looked up. recalled: cited from memory")
