"""The names that can be read, filed by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ..text import clean, nearest
from .mention import Kind, Thing
from .spelling import Speller
from .tokens import MARKS, Lexicon, Token

_BRACKETS: Final = re.compile(r"^(.*?)\(([^()]*)\)(.*)$")
_GROUP: Final = 11
"""The rank of a plural that asks for several things: every name goes before it."""


class Entry(NamedTuple):
    """One name of a thing under one key.

    `rank` says how far the key is from the name: 0 as it is written, 1 without its small words, 2 by the meaning of its words,
    3 in any order, 4 without words that may be left out, 5 with another word for a position.
    `title`: 2 for the id of a site, 1 for the name to show, 0 for the rest.
    """

    rank: int
    title: int
    thing: Thing


class Found(NamedTuple):
    """What a phrase names, and how far it is from the name. Several `things`: it fits them equally."""

    distance: int
    things: tuple[Thing, ...]


class Names:
    """All names that `read` knows. Build it once; looking something up does not change it."""

    def __init__(self, terms: Iterable[tuple[str, Kind, str]], lexicon: Lexicon) -> None:
        """`terms`: (name as written, kind, id). The first name of a thing that is not its id is shown for it.

        A symptom has no id among its names: its first name is shown, even if it is spelt like the id.
        """
        self.lexicon = lexicon
        self._index: dict[str, list[Entry]] = {}
        self.display: dict[Thing, str] = {}
        """The name to show for each thing."""
        self.words: set[str] = set()
        """The words of the names, folded."""
        seen: dict[str, tuple[str, str, str, str]] = {}
        for name, kind, id in terms:
            name, thing = " ".join(clean(name).split()), (kind, id)
            shown = self.display.get(thing)
            if shown is None or (shown == id and kind != "symptom"):
                self.display[thing] = name
            title = 2 if name == id and kind == "site" else int(self.display[thing] == name)
            brackets = _BRACKETS.match(name)
            for spelling in (name, brackets[1] + brackets[3], brackets[2]) if brackets else (name,):
                tokens = lexicon.cut(spelling.replace(".", " "), seen)
                if spelling is name:
                    self.words.update(token.word for token in tokens if token.kind in ("content", "soft", "position"))
                for rank, key in self._keys_of_name(lexicon.arrange(tokens)):
                    self._index.setdefault(key, []).append(Entry(rank, title, thing))
        self._spelt = lexicon.words | self.words | set(map(lexicon.singular, self.words))

    @cached_property
    def speller(self) -> Speller:
        """Finds misspelt words; made when the first one is met."""
        small = self.lexicon.of_kinds("position", "side", "grade", "soft", "hurting", "filler", "divider", "content")
        careful = self.lexicon.of_kinds("side", "filler", "divider", "grade")
        return Speller({*self.words, *small, *self.lexicon.groups}, careful)

    def is_known(self, word: str) -> bool:
        """Whether a folded word is spelt right: part of a name, or ordinary language."""
        return word in self._spelt or self.lexicon.singular(word) in self._spelt

    def find(self, tokens: Sequence[Token], *, written: bool = True) -> Found | None:
        """What a phrase names: by its words as they stand, if `written`, else by their meaning, else by that in any order."""
        for key in (self._written(tokens) if written else "", _ordered(tokens), _unordered(tokens)):
            # "Lower belly left" is the lower belly, on the left; "left lower belly" is a name of its own.
            if key in self._index and not (key[0] == "*" and tokens[-1].kind == "side"):
                entries = self._index[key]
                least = min(entry.rank for entry in entries)
                return Found(least, self._narrowed([entry for entry in entries if entry.rank == least]))
        return None

    def group(self, word: str) -> Found | None:
        """The things that a plural such as "fingers" asks for together; none if one of them is not known."""
        found = [self.find(self.lexicon.arrange(self.lexicon.cut(name))) for name in self.lexicon.groups.get(word, ())]
        things = tuple(one.things[0] for one in found if one and len(one.things) == 1)
        return Found(_GROUP, things) if things and len(things) == len(found) else None

    def nearest(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """The names to show that are most like these words, best first."""
        quiet = self.lexicon.listed("ordinary") | self.lexicon.listed("times")
        # Too many names have a position, and nothing is meant by the rest.
        told = [one.word for one in tokens if one.kind not in ("position", "well") and quiet.isdisjoint((one.word, one.canon))]
        return nearest(" ".join(word for word in told if not word.isdecimal()), dict.fromkeys(self.display.values()))

    def _narrowed(self, entries: list[Entry]) -> tuple[Thing, ...]:
        """The things of some entries; the one with the best title, if there is one."""
        title = max(entry.title for entry in entries)
        best = {entry.thing for entry in entries if entry.title == title}
        things = best if len(best) == 1 else {entry.thing for entry in entries}
        return tuple(sorted(things, key=lambda thing: (self.display[thing], thing)))

    def _keys_of_name(self, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
        """The keys under which a name is filed, each with its rank."""
        said = [one for one in tokens if one.kind not in ("filler", *MARKS) or one.canon == "and"]
        if not said:
            return
        yield from ((0, self._written(tokens)), (1, self._written(said)), (2, _ordered(said)))
        if any(token.kind in ("hurting", "divider") for token in said):
            return
        yield 3, _unordered(said)
        short = [token for token in said if token.kind != "soft"]
        if len(short) < len(said):
            yield 4, _unordered(short)
        for changed in self.lexicon.alternatives([token.canon for token in short]):
            yield 5, "*" + " ".join(sorted(changed))

    def _written(self, tokens: Iterable[Token]) -> str:
        """The words and marks as they stand, without articles."""
        return "=" + " ".join([token.written for token in tokens if token.written not in self.lexicon.articles])


def _ordered(tokens: Iterable[Token]) -> str:
    return ">" + " ".join([token.canon for token in tokens])


def _unordered(tokens: Iterable[Token]) -> str:
    return "*" + " ".join(sorted([token.canon for token in tokens]))
