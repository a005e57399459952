"""The words of one language: fixed texts of handouts and figures, and plain names; the content of `words/<language>/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, field_validator

from .base import TEXT_PATTERN, Id, Many, Name, Record, Sentence, Some, broken, by_id, distinct

WordList = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=10_000)]


class FixedTexts(Record):
    """Texts with {placeholders} by key, lists of texts, and the sources of those that state something clinical."""

    texts: dict[Id, Sentence]
    lists: dict[Id, Many[Sentence]] = Field(default_factory=dict)
    sources: dict[Id, Some[Id]] = Field(default_factory=dict)


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


class NameText(Record):
    """A plain name."""

    name: Name


class SiteText(NameText):
    """A pain site's names."""

    lay_names: Many[Name] = ()


WordKind = Literal["content", "position", "side", "grade", "soft", "hurting", "denial", "well", "and", "but", "divider", "filler"]
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "side": ("left", "right", "both"),
    "grade": ("worst", "moderate", "slight"),
    "denial": ("not", "except"),
    "well": ("well", "sound"),
}
"""The groups of the kinds whose groups are no free choice: the reader of questions knows them by name."""


class AskingWords(Record):
    """The small words in what people type, by kind and group. Words stand apart by spaces."""

    kinds: dict[WordKind, dict[Id, WordList]]
    loose: dict[Id, WordList] = Field(default_factory=dict)
    groups: dict[Id, WordList] = Field(default_factory=dict)
    plurals: dict[Id, WordList] = Field(default_factory=dict)
    misspelt: dict[Id, WordList] = Field(default_factory=dict)
    lists: dict[Id, WordList] = Field(default_factory=dict)

    @field_validator("kinds")
    @classmethod
    def _each_word_once(cls, kinds: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        distinct(tuple(word for groups in kinds.values() for text in groups.values() for word in text.split()), "word")
        for kind, known in _GROUPS.items():
            for group in sorted(kinds.get(kind, {}).keys() - known):
                raise broken("unknown-group", f"the group {group!r} of {kind}", ", ".join(known))
        return kinds


LANGUAGE_FILES: Final[Mapping[str, type[Record]]] = {
    "asking": AskingWords,
    "handout": FixedTexts,
    "picture": PictureTexts,
    "answer": FixedTexts,
    "muscles": by_id("MuscleWords", "muscles", MuscleText),
    "cautions": by_id("CautionWords", "cautions", Sentence),
    "complaints": by_id("ComplaintWords", "complaints", NameText),
    "sites": by_id("SiteWords", "sites", SiteText),
}
"""The files that a language may have, by name, and what each holds. A further file is one line here.

Serious cautions stand in one line each, led by the signs that a patient can notice.
"""
