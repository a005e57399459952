"""The words of one language: fixed texts of handouts and figures, and plain names; the content of `words/<language>/`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from .base import TEXT_PATTERN, Id, Many, Name, Record, Sentence

WordList = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=10_000)]
Texts = dict[Id, Sentence]
Lists = dict[Id, Many[Sentence]]
Cited = dict[Id, Annotated[tuple[Id, ...], Field(strict=False, min_length=1)]]


class HandoutWords(Record):
    """`handout.yaml`: texts with {placeholders}, lists, and the sources of those that state something clinical."""

    texts: Texts
    lists: Lists = Field(default_factory=dict)
    sources: Cited = Field(default_factory=dict)


class PictureWords(Record):
    """`picture.yaml`: what stands on a figure."""

    texts: Texts
    sources: Cited = Field(default_factory=dict)


class MuscleText(Record):
    """A muscle in plain words: its printed name, where it lies, what to do and what to do less."""

    name: Name
    gloss: Sentence
    steps: Many[Sentence] = ()
    avoid: Many[Sentence] = ()
    sources: Many[Id] = ()


class SiteText(Record):
    """A pain site's names."""

    name: Name
    lay_names: Many[Name] = ()


class NameText(Record):
    """A plain name."""

    name: Name


class MuscleWords(Record):
    """`muscles.yaml`."""

    muscles: dict[Id, MuscleText]


class SiteWords(Record):
    """`sites.yaml`."""

    sites: dict[Id, SiteText]


class CautionWords(Record):
    """`cautions.yaml`: a serious caution in one line, led by the signs that a patient can notice."""

    cautions: dict[Id, Sentence]


class ComplaintWords(Record):
    """`complaints.yaml`."""

    complaints: dict[Id, NameText]


class AskingWords(Record):
    """`asking.yaml`: the small words of a language in what people type. Words stand apart by spaces."""

    kinds: dict[Id, dict[Id, WordList]]
    loose: dict[Id, WordList] = Field(default_factory=dict)
    groups: dict[Id, WordList] = Field(default_factory=dict)
    plurals: dict[Id, WordList] = Field(default_factory=dict)
    misspelt: dict[Id, WordList] = Field(default_factory=dict)
    lists: dict[Id, WordList] = Field(default_factory=dict)
