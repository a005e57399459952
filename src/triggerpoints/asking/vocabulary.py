"""The names that can be read, filed by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ..text import clean
from .spelling import Speller
from .tokens import Token, arrange, cut, verbatim
from .wordlist import (
    AND,
    BREAKS,
    FUNCTION,
    GRADES,
    GROUPS,
    IRREGULAR,
    LOOSE,
    NEGATIONS,
    NOISE,
    NOT_DENIED,
    ORDINARY,
    PAIRS,
    POSITION,
    SIDES,
    SOFT,
    SYNONYMS,
    TIMES,
    UNDER_MEANS_BOTTOM,
    WELL,
    singular,
)
from .words import Kind

Thing = tuple[Kind, str]
"""Kind and id."""

_SMALL: Final = (*POSITION, *SIDES, *GRADES, *SOFT, *NOISE, *FUNCTION, *BREAKS, *SYNONYMS, *IRREGULAR, *GROUPS)
_BRACKETS: Final = re.compile(r"^(.*?)\(([^()]*)\)(.*)$")


class Entry(NamedTuple):
    """One name of a thing under one key.

    `rank` says how far the key is from the name: 0 its words in its order, 1 in any order, 2 without words that may be
    left out, 3 with another word for a position. `raw`: its words as written, folded, in the singular. `literal`: only
    these very words will do.
    """

    thing: Thing
    rank: int
    raw: tuple[str, ...]
    is_id: bool
    is_display: bool
    literal: bool


class Vocabulary:
    """All names that `read` knows. Build it once; looking something up does not change it."""

    def __init__(self, terms: Iterable[tuple[str, Kind, str]]) -> None:
        """`terms`: (name as written, kind, id). The first name of a thing that is not its id is shown for it.

        A symptom has no id among its names: its first name is shown, even if it is spelt like the id.
        """
        self._ordered: dict[tuple[str, ...], list[Entry]] = {}
        self._loose: dict[tuple[str, ...], list[Entry]] = {}
        self._exact: dict[tuple[str, ...], list[Entry]] = {}
        self._begins: set[tuple[str, ...]] = set()
        self._display: dict[Thing, str] = {}
        self._things: dict[str, dict[Thing, int]] = {}
        self._known: set[str] = set()
        self._canon_of: dict[str, set[str]] = {}
        seen: dict[str, tuple[str, str, str]] = {}
        for name, kind, id in terms:
            thing: Thing = (kind, id)
            shown = self._display.get(thing)
            if shown is None or (shown == id and kind != "symptom"):
                self._display[thing] = " ".join(clean(name).split())
            self._add(name, thing, name == id, seen)
        known = {*_SMALL, *SYNONYMS.values(), *ORDINARY, *NEGATIONS, *WELL, *TIMES, *NOT_DENIED, *AND, *self._known}
        known.update(word for pair in PAIRS for word in pair)
        self._spelt = frozenset((*known, *map(singular, known)))

    @cached_property
    def speller(self) -> Speller:
        """Finds misspelt words; made when the first one is met."""
        careful = (*SIDES, *FUNCTION, *BREAKS, *GRADES)
        return Speller((*self._known, *_SMALL), like=self._canon_of, careful=careful)

    def display(self, thing: Thing) -> str:
        """The name to show for a thing."""
        return self._display[thing]

    def is_known(self, word: str) -> bool:
        """Whether a folded word is spelt right: part of a name, or ordinary English."""
        return word in self._spelt or singular(word) in self._spelt

    def with_word(self, canon: str) -> tuple[Thing, ...]:
        """The things that have a name with this word, the shortest names first."""
        things = self._things.get(canon, {})
        return tuple(sorted(things, key=lambda thing: (things[thing], self._display[thing], thing)))

    def names_word(self, word: str) -> bool:
        """Whether a folded word is part of a name."""
        return word in self._known

    def find(self, tokens: Sequence[Token], ordered_only: bool = False) -> tuple[int, tuple[Thing, ...], bool] | None:
        """What a phrase names: (distance of the name, things, whether sides, grades and "pain" inside it were left out).

        Several things: it fits them equally.

        `tokens` are the words of the phrase without those that say nothing. `ordered_only`: something in the phrase keeps
        its words apart, so only a name with exactly these words in this order will do.
        """
        whole = tuple([token.canon for token in tokens])
        raw: tuple[str, ...] | None = None
        best: list[Entry] = []
        least, skipped = 99, False
        for key, extra, index in self._keys(tokens, whole, ordered_only):
            for entry in index.get(key, ()):
                if entry.literal:
                    raw = raw or tuple([singular(token.word) for token in tokens])
                    if raw != entry.raw:
                        continue
                if entry.rank + extra < least:
                    least, best, skipped = entry.rank + extra, [entry], len(key) < len(whole) and extra > 0
                elif entry.rank + extra == least:
                    best.append(entry)
        if not best:
            return None
        things = {entry.thing for entry in best}
        if len(things) > 1:
            raw = tuple([singular(token.word) for token in tokens if not skipped or token.part not in "NSG"])
            spelt = [entry for entry in best if entry.raw == raw]
            for narrower in (spelt, [e for e in spelt if e.is_id and e.thing[0] == "site"], [e for e in spelt if e.is_display]):
                if narrower:
                    things = {entry.thing for entry in narrower}
                if len(things) == 1:
                    break
        return least, tuple(sorted(things, key=lambda thing: (self._display[thing], thing))), skipped

    def begins(self, words: tuple[str, ...]) -> bool:
        """Whether a name, written out, begins or is complete with these words (see `tokens.verbatim`)."""
        return words in self._begins

    def exact(self, words: tuple[str, ...]) -> tuple[Thing, ...]:
        """The things that have this name, written out: an id before other names, the name to show before the rest."""
        entries = self._exact.get(words, ())
        for best in ([e for e in entries if e.is_id and e.thing[0] == "site"], [e for e in entries if e.is_display], entries):
            things = {entry.thing for entry in best}
            if len(things) == 1 or (things and best is entries):
                return tuple(sorted(things, key=lambda thing: (self._display[thing], thing)))
        return ()

    def group(self, word: str) -> tuple[Thing, ...]:
        """The things that a plural such as "fingers" asks for together; none if one of them is not known."""
        things: list[Thing] = []
        for name in GROUPS.get(word, ()):
            found = self.find(arrange(cut(name)))
            if found is None or len(found[1]) != 1:
                return ()
            things.append(found[1][0])
        return tuple(things)

    def nearest(self, tokens: Iterable[Token], n: int = 3) -> tuple[str, ...]:
        """The names to show of the things whose names are most like these words, best first."""
        scores: dict[Thing, float] = {}
        for token in tokens:
            if token.part in "PH" or token.word in ORDINARY or token.word.isdecimal() or singular(token.word) in TIMES:
                continue  # too many names have one, or nothing is meant by it
            likeness: dict[str, float] = {}
            for option in token.options or (token,):
                if option.canon in self._things:
                    likeness[option.canon] = 1.0
            if not likeness:
                for score, word in self.speller.like(token.word):
                    for canon in sorted(self._canon_of.get(word, ())):
                        likeness[canon] = max(likeness.get(canon, 0.0), score)
            best: dict[Thing, float] = {}
            for canon, score in likeness.items():
                for thing, words in self._things[canon].items():
                    # A name of few words is more about each of them.
                    best[thing] = max(best.get(thing, 0.0), score - 0.04 * (words - 1))
            for thing, score in best.items():
                scores[thing] = scores.get(thing, 0.0) + score
        ranked = sorted(scores, key=lambda thing: (-scores[thing], self._display[thing], thing))
        return tuple(dict.fromkeys(self._display[thing] for thing in ranked[: 2 * n]))[:n]

    def _keys(
        self, tokens: Sequence[Token], whole: tuple[str, ...], ordered_only: bool
    ) -> Iterable[tuple[tuple[str, ...], int, dict[tuple[str, ...], list[Entry]]]]:
        yield whole, 0, self._ordered
        if ordered_only:
            return
        parts = {token.part for token in tokens}
        # "Lower belly left" is the lower belly, on the left; "left lower belly" and "lower left belly" are names of their own.
        if "N" not in parts and tokens[-1].part != "S":
            yield tuple(sorted(whole)), 0, self._loose
        if not parts.isdisjoint("NSG"):
            if tokens[0].part in "NSG" or tokens[-1].part in "NSG":
                return
            tokens = [token for token in tokens if token.part not in "NSG"]
            inner = tuple([token.canon for token in tokens])
            yield inner, 2, self._ordered
            yield tuple(sorted(inner)), 2, self._loose
        if "Z" in parts and tokens[0].part != "Z" and tokens[-1].part != "Z":
            yield tuple(sorted([token.canon for token in tokens if token.part != "Z"])), 3, self._loose

    def _add(self, name: str, thing: Thing, is_id: bool, seen: dict[str, tuple[str, str, str]]) -> None:
        name = clean(name)
        is_display = self._display[thing] == " ".join(name.split())
        spellings = [name]
        brackets = _BRACKETS.match(name)
        if brackets:
            spellings += [brackets[1] + brackets[3], brackets[2]]
        for number, spelling in enumerate(spellings):
            cuts = cut(spelling.replace(".", " "), seen)
            arranged = arrange(cuts)
            tokens = [token for token in arranged if token.part not in "F,." and (token.part != "&" or token.canon == "and")]
            if not tokens or (number == 2 and all(token.word.isdecimal() or token.part != "C" for token in tokens)):
                continue
            if number == 0:
                words_out = tuple([word for token in arranged if (word := verbatim(token))])
                if words_out not in self._exact:
                    self._begins.update([words_out[:end] for end in range(1, len(words_out) + 1)])
                _put(self._exact, words_out, Entry(thing, 0, words_out, is_id, is_display, False))
                self._known.update(token.word for token in cuts if token.part in "CZP")
                self._known.update(token.word for token in tokens if token.part == "C")
                for token in tokens:
                    if token.part == "C":
                        self._canon_of.setdefault(token.word, set()).add(token.canon)
                        words = self._things.setdefault(token.canon, {})
                        words[thing] = min(words.get(thing, 99), len(tokens))
            self._file(tokens, thing, is_id, is_display)

    def _file(self, tokens: list[Token], thing: Thing, is_id: bool, is_display: bool) -> None:
        raw = tuple([singular(token.word) for token in tokens])
        parts = {token.part for token in tokens}
        whole = tuple([token.canon for token in tokens])
        literal = "C" not in parts and "N" not in parts
        _put(self._ordered, whole, Entry(thing, 0, raw, is_id, is_display, literal))
        if not parts.isdisjoint("NK") or literal:
            return
        _put(self._loose, tuple(sorted(whole)), Entry(thing, 1, raw, is_id, is_display, False))
        core = [token for token in tokens if token.part != "Z"]
        short = tuple(sorted([token.canon for token in core]))
        if len(core) < len(tokens):
            _put(self._loose, short, Entry(thing, 2, raw, is_id, is_display, False))
        if "P" not in parts:
            return
        for one, other in _alternatives(short):
            if one in short:
                _put(
                    self._loose,
                    tuple(sorted([other if canon == one else canon for canon in short])),
                    Entry(thing, 3, raw, is_id, is_display, False),
                )


def _alternatives(canons: Sequence[str]) -> Iterable[tuple[str, str]]:
    for one, other, never in LOOSE:
        if never.isdisjoint(canons):
            yield one, other
            yield other, one
    if not UNDER_MEANS_BOTTOM.isdisjoint(canons):
        yield "BOTTOM", "BELOW"


def _put(index: dict[tuple[str, ...], list[Entry]], key: tuple[str, ...], entry: Entry) -> None:
    entries = index.setdefault(key, [])
    for at, other in enumerate(entries):
        if other.thing == entry.thing and other.raw == entry.raw:
            if entry.rank < other.rank or (entry.rank == other.rank and (entry.is_id or entry.is_display)):
                entries[at] = entry
            return
    entries.append(entry)
