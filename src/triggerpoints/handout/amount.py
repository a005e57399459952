"""How much of everything stands on a sheet, and what is left out first when two pages do not hold all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Amount:
    """What stands on a sheet. Numbers are the most items of a list.

    steps: for each muscle; None for a few that help with any. avoid: what to do less of. emergency, urgent, soon: causes beside
    muscles, by how soon help is needed, on a sheet for one muscle. each: whether
    every muscle more adds one of them. tell, after: whom to tell before needling, and the day
    after. treatment, visits: what a therapist may do besides, and how often. known: what is known and what is not. reading: how
    to read the picture, in a sentence besides its legend. gloss: where each muscle lies. lead: the main message. The others are
    parts of page two.
    """

    steps: int | None = 9
    avoid: bool = True
    emergency: int = 6
    urgent: int = 3
    soon: int = 2
    each: bool = True
    tell: int = 99
    after: int = 9
    treatment: bool = True
    visits: bool = True
    known: int = 9
    reading: bool = True
    gloss: bool = True
    lead: bool = True
    more_treatment: bool = True
    studies: bool = True
    risk: bool = True
    questions: int = 9
    ask: bool = True


_STEPS: Final = "steps beyond the first ones"
_QUESTIONS: Final = "questions people ask"
_KNOWN: Final = "a part of what is known"

# What was asked for besides goes first; what keeps people safe goes last, and never all of it.
_CUTS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    (_QUESTIONS, {"questions": 3}),
    (_QUESTIONS, {"questions": 0}),
    ("what to ask at the next visit", {"ask": False}),
    ("more on treatment", {"more_treatment": False}),
    ("what studies found", {"studies": False}),
    ("how safe dry needling is", {"risk": False}),
    ("what to do less of", {"avoid": False}),
    (_STEPS, {"steps": 2}),
    ("a sentence on the picture, which its legend says too", {"reading": False}),
    ("other kinds of treatment", {"treatment": False}),
    (_KNOWN, {"known": 2}),
    ("", {"emergency": 5, "urgent": 2}),
    ("", {"emergency": 4, "soon": 1}),
    ("how many visits are needed", {"visits": False}),
    ("", {"emergency": 3, "each": False}),
    (_STEPS, {"steps": 1}),
    ("a part of whom to tell first and of the day after", {"tell": 6, "after": 3}),
    ("steps for each muscle", {"steps": None}),
    ("where the muscles lie", {"gloss": False}),
    ("the opening sentences", {"lead": False}),
    (_KNOWN, {"known": 1}),
    ("", {"urgent": 1}),
)


def _amounts() -> Iterator[tuple[str, Amount]]:
    amount = Amount()
    yield "", amount
    for what, cut in _CUTS:
        amount = replace(amount, **cut)
        yield what, amount


AMOUNTS: Final = tuple(_amounts())
"""From all of it to the least: each with what was left out last, nothing where the sheet itself tells."""
