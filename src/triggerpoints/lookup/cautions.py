"""Which causes besides muscles belong to a question: serious ones first, the most urgent of them at the top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from ..results import AreaQuery, CautionNote, Question
from ..text import fold
from .patterns import Patterns
from .weights import PAINS

_URGENCY: Final = ("emergency", "urgent", "soon", None)
_LEAST: Final = PAINS["slight"]


@dataclass(slots=True)
class _Call:
    """What calls for a caution. names: of places, complaints and symptoms, or the words that name the cause itself.

    pain: how much it hurts at the places; 0 without any. exact: whether it belongs to the very thing that was said.
    """

    names: set[str] = field(default_factory=set)
    pain: float = 0.0
    exact: bool = False

    def add(self, name: str, pain: float, *, exact: bool) -> None:
        """One thing more that calls for it."""
        self.names.add(name)
        self.pain = max(self.pain, pain)
        self.exact |= exact


class Cautions:
    """The cautions of a document, by what calls for them."""

    def __init__(self, document: Mapping[str, Any], patterns: Patterns) -> None:
        self._document = document
        self._raw: Mapping[str, Mapping[str, Any]] = document["cautions"]
        self._patterns = patterns

    def of(self, question: Question, areas: Sequence[AreaQuery]) -> tuple[CautionNote, ...]:
        """The cautions of the sites asked about (and of their parts and wholes), of the complaints and of the symptoms."""
        calls = defaultdict[str, _Call](_Call, {id: _Call(pain=_LEAST) for id, raw in self._raw.items() if raw.get("everywhere")})
        said = {id: place for place, (id, _) in enumerate(question.cautions)}
        for id, words in question.cautions:
            calls[id].add(words, _LEAST, exact=False)
        felt = {site.id: PAINS[site.pain] for site in question.sites}
        sites = {site.id: site.name for site in (*question.sites, *(site for area in areas for site in area.sites))}
        for id, name in sites.items():
            for relative in self._patterns.tree.family(id):
                for caution in self._by_site.get(relative, ()):
                    calls[caution].add(name, felt.get(id, 1.0), exact=relative == id)
        named = [self._document["complaints"][id] for id in question.complaints]
        for raw in named:
            for caution in raw.get("cautions", ()):
                calls[caution].add(raw["name"], 1.0, exact=True)
        # A cause that cannot belong to the complaint is left out, unless something else that was said calls for it.
        own = {meant["site"] for raw in named for meant in raw["sites"]}
        places = {name for site, name in sites.items() if site in own}
        for id in set.intersection(*(set(raw.get("not_cautions", ())) for raw in named)) if named else ():
            if id in calls and id not in said and calls[id].names <= places:
                del calls[id]
        for symptom in question.symptoms:
            for caution in self._by_symptom.get(symptom.id, ()):
                calls[caution].add(symptom.name, 0.0, exact=True)

        def order(id: str) -> tuple[Any, ...]:
            raw, call = self._raw[id], calls[id]
            urgency, place = _URGENCY.index(raw.get("urgency")), said.get(id, len(said))
            # What belongs to the very place comes first, then what belongs to its surroundings, then what holds everywhere.
            nearness = (not call.exact) + (not call.names)
            return raw["kind"] != "serious", place, urgency, -(call.pain or 1.0), nearness, raw.get("order", 50), id

        return tuple(self._note(id, tuple(sorted(calls[id].names))) for id in sorted(calls, key=order))

    def _note(self, id: str, because: tuple[str, ...]) -> CautionNote:
        raw = self._raw[id]
        return CautionNote(
            id=id,
            kind=raw["kind"],
            name=raw["name"],
            urgency=raw.get("urgency"),
            signs=tuple(raw.get("signs", ())),
            text=raw["text"],
            because=because,
            sources=tuple(raw["sources"]),
        )

    @cached_property
    def _by_site(self) -> Mapping[str, list[str]]:
        return self._by("sites")

    @cached_property
    def _by_symptom(self) -> Mapping[str, list[str]]:
        known = {fold(name): id for name, kind, id in self._document["terms"] if kind == "symptom"}
        known |= {fold(name): id for id, name in self._document["symptom_names"].items()}  # also those that name a site too
        return self._by("symptoms", lambda name: known.get(fold(name), fold(name)))

    def _by(self, field: str, key: Callable[[str], str] = str) -> Mapping[str, list[str]]:
        """The cautions by what one of their fields lists."""
        index: dict[str, list[str]] = {}
        for id, raw in self._raw.items():
            for one in raw.get(field, ()):
                index.setdefault(key(one), []).append(id)
        return index
