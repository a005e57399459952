"""The words of one language: fixed texts of handouts and figures, and plain names; the content of `words/<language>/`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import Id, Many, Name, Record, Sentence

Texts = dict[Id, Sentence]
Lists = dict[Id, Many[Sentence]]
Cited = dict[Id, Annotated[tuple[Id, ...], Field(strict=False, min_length=1)]]


class HandoutWords(Record):
    """`handout.yaml`: texts with {placeholders}, lists, and the sources of those that state something clinical."""

    texts: Texts
    lists: Lists = Field(default_factory=dict)
    sources: Cited = Field(default_factory=dict)


class PictureWords(Record):
    """`picture.yaml`: what stands on a figure. texts: for patients; plates: for professionals."""

    texts: Texts
    plates: Texts = Field(default_factory=dict)
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
