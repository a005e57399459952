"""Larger catalogues than there are, made from the real one in memory.

`elsewhere` adds copies of everything under other names, on sites of their own: what exists grows, what matches a
question does not. `same_sites` adds copies of the muscles on the same sites: what matches grows as well.

Records that no copy changes (geometry, pieces of a site, sources) are shared, so only what a look-up reads gets larger.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, Final

from triggerpoints.asking.tokens import Lexicon

Document = dict[str, Any]

_VOWELS: Final = "aeiou"
_CONSONANTS: Final = "bcdfghjklmnpqrstvwxyz"
_SEED: Final = 3


class _Words:
    """Other words for the words of names, each letter for another: a copy's names look like words, but like no known one.

    Small words (sides, "upper", "of the") stay: a larger catalogue would use them too.
    """

    def __init__(self, number: int, known: frozenset[str], lexicon: Lexicon) -> None:
        letters = random.Random(_SEED * 1000 + number)
        vowels, consonants = list(_VOWELS), list(_CONSONANTS)
        letters.shuffle(vowels)
        letters.shuffle(consonants)
        self._letters = str.maketrans(_VOWELS + _CONSONANTS, "".join(vowels + consonants))
        self._known, self._lexicon = known, lexicon
        self._told: dict[str, str] = {}

    def name(self, name: str) -> str | None:
        """The copy's name; None when nothing in it would be another word."""
        tokens = self._lexicon.cut(name.replace("_", " "))
        words = [token.word for token in tokens]
        told = [token.word if token.kind != "content" else self._word(token.word) for token in tokens]
        return None if told == words else " ".join(told)

    def _word(self, word: str) -> str:
        if word not in self._told:
            # Twice, so that a short word does not come too near to a known one.
            other = word.translate(self._letters)
            other += other.translate(self._letters) if len(word) < 5 else ""
            self._told[word] = other + "u" if other in self._known else other
        return self._told[word]


def plain(document: Mapping[str, Any]) -> Document:
    """The document with every record unpacked, so that documents of all sizes are of one kind."""
    packed = {"muscles", "sites", "cells", "cautions", "complaints"}
    return {key: dict(value) if key in packed else value for key, value in document.items()}


def elsewhere(document: Mapping[str, Any], times: int) -> Document:
    """`times` as many muscles, sites, symptoms, complaints and cautions, the copies under other names in other places."""
    grown = _sections(document)
    lexicon = Lexicon(document["words"]["en"]["asking"])
    known = frozenset(token.word for name, _, _ in document["terms"] for token in lexicon.cut(name))
    for number in range(1, times):
        words = _Words(number, known, lexicon)

        def own(id: str, number: int = number) -> str:
            return f"{id}_{number}"

        for id, raw in document["muscles"].items():
            grown["muscles"][own(id)] = _muscle(raw, own(id), own) | {
                "symptoms": [
                    {**one, "symptom": words.name(one["symptom"]) or own(one["symptom"])} for one in raw.get("symptoms", ())
                ]
            }
            grown["zones_mm2"][own(id)] = document["zones_mm2"][id]
        for id, raw in document["sites"].items():
            copy = {key: value for key, value in raw.items() if key != "identifiers"} | {"id": own(id)}
            grown["sites"][own(id)] = copy | ({"parent": own(raw["parent"])} if "parent" in raw else {})
            grown["covers"][own(id)] = [[own(row[0]), *row[1:]] for row in document["covers"][id]]
            grown["cells"][own(id)] = _cells(document["cells"][id], [own])
        for name, kind, id in document["terms"]:
            other = words.name(name)
            if other:
                grown["terms"].append([other, kind, own(id)])
        for id, having in document["symptom_muscles"].items():
            grown["symptom_names"][own(id)] = words.name(document["symptom_names"][id]) or own(id)
            grown["symptom_muscles"][own(id)] = {
                own(muscle): [words.name(name) or own(name) for name in names] for muscle, names in having.items()
            }
        for id, raw in document["complaints"].items():
            places = [{**meant, "site": own(meant["site"])} for meant in raw["sites"]]
            cautions = [own(caution) for caution in raw.get("cautions", ())]
            grown["complaints"][own(id)] = {**raw, "id": own(id), "sites": places, "cautions": cautions}
        for id, raw in document["cautions"].items():
            if raw.get("everywhere"):
                continue  # it would match every question
            symptoms = [words.name(name) or own(name) for name in raw.get("symptoms", ())]
            grown["cautions"][own(id)] = {
                **raw,
                "id": own(id),
                "sites": list(map(own, raw.get("sites", ()))),
                "symptoms": symptoms,
            }
    grown["terms"].sort()
    return grown


def same_sites(document: Mapping[str, Any], times: int) -> Document:
    """`times` as many muscles, the copies with the patterns, symptoms and sites of the real ones."""
    grown = _sections(document)

    def named(number: int) -> Callable[[str], str]:
        return lambda id: f"{id}_{number}" if number else id

    copies = [named(number) for number in range(times)]
    for own in copies[1:]:
        for id, raw in document["muscles"].items():
            grown["muscles"][own(id)] = _muscle(raw, own(id), str)
            grown["zones_mm2"][own(id)] = document["zones_mm2"][id]
    for id, rows in document["covers"].items():
        copied = [[own(row[0]), *row[1:]] for row in rows for own in copies]
        grown["covers"][id] = sorted(copied, key=lambda row: (-row[4], -row[5], *row[:4]))
        grown["cells"][id] = _cells(document["cells"][id], copies)
    for id, having in document["symptom_muscles"].items():
        grown["symptom_muscles"][id] = {own(muscle): names for muscle, names in having.items() for own in copies}
    return grown


def _sections(document: Mapping[str, Any]) -> Document:
    """The document, with sections of its own where they grow."""
    growing = ("muscles", "sites", "zones_mm2", "covers", "cells", "complaints", "cautions", "symptom_muscles", "symptom_names")
    grown = {key: dict(value) if key in growing else value for key, value in document.items()}
    return grown | {"terms": list(document["terms"])}


def _muscle(raw: Mapping[str, Any], id: str, place: Callable[[str], str]) -> dict[str, Any]:
    """A copy of a muscle whose zones name other sites."""
    points = [
        {**point, "zones": [{**zone, "sites": [place(site) for site in zone["sites"]]} for zone in point["zones"]]}
        for point in raw["trigger_points"]
    ]
    return {**raw, "id": id, "trigger_points": points}


def _cells(table: Mapping[str, Any], copies: list[Callable[[str], str]]) -> dict[str, Any]:
    """The pieces of a site on which every copy of a muscle covers what the muscle does."""
    rows, size = table["rows"], len(table["rows"])
    again = sum(1 << (size * number) for number in range(len(copies)))
    return {
        "rows": [[own(row[0]), *row[1:]] for own in copies for row in rows],
        "cells": [[share, bits * again] for share, bits in table["cells"]] if len(copies) > 1 else table["cells"],
    }
