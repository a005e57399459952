"""Which causes besides muscles belong to a question: serious ones first, the most urgent of them at the top."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from ..results import AreaQuery, CautionNote, Question
from ..text import fold
from .patterns import Patterns
from .weights import PAINS

_URGENCY: Final = ("emergency", "urgent", "soon", None)
_LEAST: Final = PAINS["slight"]


class Cautions:
    """The cautions of a document, by what calls for them."""

    def __init__(self, document: Mapping[str, Any], patterns: Patterns) -> None:
        self._document = document
        self._patterns = patterns

    def of(self, question: Question, areas: Sequence[AreaQuery]) -> tuple[CautionNote, ...]:
        """The cautions of the sites asked about (and of their parts and wholes), of the complaints and of the symptoms."""
        because: dict[str, dict[str, None]] = {id: {} for id in self._everywhere}
        exact: set[str] = set()
        said = {id: place for place, (id, _) in enumerate(question.cautions)}
        for id, words in question.cautions:
            because.setdefault(id, {})[words] = None
        worst = dict.fromkeys(because, _LEAST)  # how much it hurts at the places that call for it
        felt = {site.id: PAINS[site.pain] for site in question.sites}
        sites = {site.id: site.name for site in (*question.sites, *(site for area in areas for site in area.sites))}
        for id in sorted(sites):
            for relative in sorted(self._patterns.tree.family(id)):
                for caution in self._by_site.get(relative, ()):
                    because.setdefault(caution, {})[sites[id]] = None
                    worst[caution] = max(worst.get(caution, _LEAST), felt.get(id, 1.0))
                    if relative == id:
                        exact.add(caution)
        named = [self._document["complaints"][id] for id in question.complaints]
        for raw in named:
            for caution in raw.get("cautions", ()):
                because.setdefault(caution, {})[raw["name"]] = None
                exact.add(caution)
                worst[caution] = 1.0
        # A cause that cannot belong to the complaint is left out, unless something else that was said calls for it.
        own = {meant["site"] for raw in named for meant in raw["sites"]}
        places = {name for site, name in sites.items() if site in own}
        for id in [id for id in because if named and id not in said and all(id in raw.get("not_cautions", ()) for raw in named)]:
            if because[id].keys() <= places:
                del because[id]
        for symptom in question.symptoms:
            for caution in self._by_symptom.get(symptom.id, ()):
                because.setdefault(caution, {})[symptom.name] = None
                exact.add(caution)
        notes = [self._note(id, tuple(sorted(names))) for id, names in because.items()]
        # What belongs to the very place stands before what belongs to its surroundings, and that before what holds everywhere.
        notes.sort(
            key=lambda note: (
                note.kind != "serious",
                said.get(note.id, len(said)),
                _URGENCY.index(note.urgency),
                -worst.get(note.id, 1.0),
                (note.id not in exact) + (not note.because),
                self._document["cautions"][note.id].get("order", 50),
                note.id,
            )
        )
        return tuple(notes)

    def _note(self, id: str, because: tuple[str, ...]) -> CautionNote:
        raw = self._document["cautions"][id]
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
    def _everywhere(self) -> tuple[str, ...]:
        return tuple(id for id, raw in self._document["cautions"].items() if raw.get("everywhere"))

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
        for id, raw in self._document["cautions"].items():
            for one in raw.get(field, ()):
                index.setdefault(key(one), []).append(id)
        return index
