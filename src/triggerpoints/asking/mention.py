"""What a text was read as: the things it mentions, and the words that were not understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..results import NotUnderstood, PainName
from ..sides import AskedSide

Kind = Literal["site", "complaint", "symptom", "caution"]
Thing = tuple[Kind, str]
"""Kind and id."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that the text asks about.

    `words` is that part of the text, cleaned. `corrected` says that it was read with a misspelling. `side` and `pain` are
    None where the text does not say.
    """

    kind: Kind
    id: str
    side: AskedSide | None
    pain: PainName | None
    words: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read, both lists in the order of the text. `text` is what was given, cleaned and cut for display.

    `unread`: what was not understood, is ambiguous, or is denied ("not the neck"). What is denied has no nearest names.
    """

    text: str
    asked: tuple[Mention, ...]
    unread: tuple[NotUnderstood, ...]
