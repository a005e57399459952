"""The words of one language: fixed texts of handouts and figures, and plain names; the content of `words/<language>/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from .base import Id, Many, Name, Record, Sentence

Cited = dict[Id, Annotated[tuple[Id, ...], Field(strict=False, min_length=1)]]


class FixedTexts(Record):
    """Texts with {placeholders} by key, lists of texts, and the sources of those that state something clinical."""

    texts: dict[Id, Sentence]
    lists: dict[Id, Many[Sentence]] = Field(default_factory=dict)
    sources: Cited = Field(default_factory=dict)


class PictureTexts(FixedTexts):
    """What stands on a picture. texts: for patients; plates: for professionals."""

    plates: dict[Id, Sentence] = Field(default_factory=dict)


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
    """The muscles in plain words."""

    muscles: dict[Id, MuscleText]


class SiteWords(Record):
    """The names of the pain sites."""

    sites: dict[Id, SiteText]


class CautionWords(Record):
    """Serious cautions in one line each, led by the signs that a patient can notice."""

    cautions: dict[Id, Sentence]


class ComplaintWords(Record):
    """The names of the complaints."""

    complaints: dict[Id, NameText]


LANGUAGE_FILES: Final[Mapping[str, type[Record]]] = {
    "handout": FixedTexts,
    "picture": PictureTexts,
    "muscles": MuscleWords,
    "cautions": CautionWords,
    "complaints": ComplaintWords,
    "sites": SiteWords,
}
"""The files that a language may have, by name, and what each holds. A further file is one line here."""
