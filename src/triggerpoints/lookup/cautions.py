"""Which causes besides muscles belong to a question: serious ones first, the most urgent of them at the top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from ..results import AreaQuery, CautionNote, Question
from ..text import fold
from .patterns import Patterns

_URGENCY: Final = ("emergency", "urgent", "soon", None)


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
        worst = dict.fromkeys(because, 2)  # how little it hurts at the places that call for it
        pains = {"worst": 0, "moderate": 1, "slight": 2}
        felt = {site.id: pains[site.pain] for site in question.sites}
        sites = {site.id: site.name for site in (*question.sites, *(site for area in areas for site in area.sites))}
        for id in sorted(sites):
            for relative in sorted(self._patterns.tree.family(id)):
                for caution in self._by_site.get(relative, ()):
                    because.setdefault(caution, {})[sites[id]] = None
                    worst[caution] = min(worst.get(caution, 2), felt.get(id, 0))
                    if relative == id:
                        exact.add(caution)
        for complaint in question.complaints:
            raw = self._document["complaints"][complaint]
            for caution in raw.get("cautions", ()):
                because.setdefault(caution, {})[raw["name"]] = None
                exact.add(caution)
                worst[caution] = 0
        # A cause that cannot belong to the complaint, unless something else that was said calls for it.
        excluded = [set(self._document["complaints"][id].get("not_cautions", ())) for id in question.complaints]
        own = {meant["site"] for id in question.complaints for meant in self._document["complaints"][id]["sites"]}
        names = {name for site, name in sites.items() if site in own}
        for id in sorted(set.intersection(*excluded) - said.keys()) if excluded else ():
            if id in because and because[id].keys() <= names:
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
                worst.get(note.id, 0),
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
        index: dict[str, list[str]] = {}
        for id, raw in self._document["cautions"].items():
            for site in raw.get("sites", ()):
                index.setdefault(site, []).append(id)
        return index

    @cached_property
    def _by_symptom(self) -> Mapping[str, list[str]]:
        known = {fold(name): id for name, kind, id in self._document["terms"] if kind == "symptom"}
        known |= {fold(name): id for id, name in self._document["symptom_names"].items()}  # also those that name a site too
        index: dict[str, list[str]] = {}
        for id, raw in self._document["cautions"].items():
            for name in raw.get("symptoms", ()):
                index.setdefault(known.get(fold(name), fold(name)), []).append(id)
        return index
