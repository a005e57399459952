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
_SAID: Final = frozenset({"hurting", "side", "grade"})
Key = tuple[str, ...]


class Entry(NamedTuple):
    """One name of a thing under one key.

    `rank` says how far the key is from the name: 0 its words in its order, 1 in any order, 2 without words that may be
    left out, 3 with another word for a position. `raw` holds its words as written, in the singular.
    """

    thing: Thing
    rank: int
    raw: Key
    is_id: bool
    is_display: bool


class Found(NamedTuple):
    """What a phrase names. Several `things`: it fits them equally. `skipped`: sides, grades and "pain" were left out."""

    distance: int
    things: tuple[Thing, ...]
    skipped: bool


class Names:
    """All names that `read` knows. Build it once; looking something up does not change it."""

    def __init__(self, terms: Iterable[tuple[str, Kind, str]], lexicon: Lexicon) -> None:
        """`terms`: (name as written, kind, id). The first name of a thing that is not its id is shown for it.

        A symptom has no id among its names: its first name is shown, even if it is spelt like the id.
        """
        self.lexicon = lexicon
        self._ordered: dict[Key, list[Entry]] = {}
        self._loose: dict[Key, list[Entry]] = {}
        self._exact: dict[Key, list[Entry]] = {}
        self.begins: set[Key] = set()
        """The beginnings of all names, written out (see `verbatim`)."""
        self.display: dict[Thing, str] = {}
        """The name to show for each thing."""
        self.words: set[str] = set()
        """The words of the names, folded."""
        seen: dict[str, tuple[str, str, str, str]] = {}
        for name, kind, id in terms:
            thing: Thing = (kind, id)
            shown = self.display.get(thing)
            if shown is None or (shown == id and kind != "symptom"):
                self.display[thing] = " ".join(clean(name).split())
            self._add(name, thing, name == id, seen)
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

    def find(self, tokens: Sequence[Token]) -> Found | None:
        """What a phrase names. `tokens` are its words without those that say nothing."""
        whole = tuple([token.canon for token in tokens])
        best: list[Entry] = []
        least, skipped = 99, False
        for key, extra, index in self._keys(tokens, whole):
            for entry in index.get(key, ()):
                if entry.rank + extra < least:
                    least, best, skipped = entry.rank + extra, [], len(key) < len(whole) and extra > 0
                if entry.rank + extra == least:
                    best.append(entry)
        if not best:
            return None
        raw = self._raw([token for token in tokens if not skipped or token.kind not in _SAID])
        return Found(least, self._narrowed([[e for e in best if e.raw == raw] or best]), skipped)

    def exact(self, words: Key) -> tuple[Thing, ...]:
        """The things that have this name, written out: an id before other names, the name to show before the rest."""
        return self._narrowed([self._exact.get(words, [])])

    def verbatim(self, token: Token) -> str:
        """What a word or mark counts as in a name that is written out as it stands; "" for articles."""
        if token.kind in MARKS and not token.word.isalpha():
            return token.kind
        return "" if token.word in self.lexicon.articles else token.word

    def group(self, word: str) -> tuple[Thing, ...]:
        """The things that a plural such as "fingers" asks for together; none if one of them is not known."""
        found = [self.find(self.lexicon.arrange(self.lexicon.cut(name))) for name in self.lexicon.groups.get(word, ())]
        if any(one is None or len(one.things) != 1 for one in found):
            return ()
        return tuple(one.things[0] for one in found if one)

    def nearest(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """The names to show that are most like these words, best first."""
        quiet = self.lexicon.listed("ordinary") | self.lexicon.listed("times")
        # Too many names have a position, and nothing is meant by the rest.
        told = [one.word for one in tokens if one.kind not in ("position", "well") and quiet.isdisjoint((one.word, one.canon))]
        return nearest(" ".join(word for word in told if not word.isdecimal()), dict.fromkeys(self.display.values()))

    def _narrowed(self, choices: list[list[Entry]]) -> tuple[Thing, ...]:
        """The things of some entries, if several fit: those by an id of a site, else those whose name to show it is."""
        entries = choices[0]
        for best in (entries, [e for e in entries if e.is_id and e.thing[0] == "site"], [e for e in entries if e.is_display]):
            if len({entry.thing for entry in best}) == 1:
                return (best[0].thing,)
        return tuple(sorted({entry.thing for entry in entries}, key=lambda thing: (self.display[thing], thing)))

    def _raw(self, tokens: Iterable[Token]) -> Key:
        return tuple([self.lexicon.singular(token.word) for token in tokens])

    def _keys(self, tokens: Sequence[Token], whole: Key) -> Iterator[tuple[Key, int, dict[Key, list[Entry]]]]:
        yield whole, 0, self._ordered
        kinds = {token.kind for token in tokens}
        # "Lower belly left" is the lower belly, on the left; "left lower belly" and "lower left belly" are names of their own.
        if "hurting" not in kinds and tokens[-1].kind != "side":
            yield tuple(sorted(whole)), 0, self._loose
        if not kinds.isdisjoint(_SAID):
            if tokens[0].kind in _SAID or tokens[-1].kind in _SAID:
                return
            inner = tuple([token.canon for token in tokens if token.kind not in _SAID])
            yield inner, 2, self._ordered
            yield tuple(sorted(inner)), 2, self._loose

    def _add(self, name: str, thing: Thing, is_id: bool, seen: dict[str, tuple[str, str, str, str]]) -> None:
        name = clean(name)
        is_display = self.display[thing] == " ".join(name.split())
        brackets = _BRACKETS.match(name)
        spellings = [name, brackets[1] + brackets[3], brackets[2]] if brackets else [name]
        for number, spelling in enumerate(spellings):
            cuts = self.lexicon.cut(spelling.replace(".", " "), seen)
            arranged = self.lexicon.arrange(cuts)
            tokens = [one for one in arranged if one.kind not in ("filler", *MARKS) or one.canon == "and"]
            if not tokens or (number == 2 and all(token.word.isdecimal() or token.kind != "content" for token in tokens)):
                continue
            if number == 0:
                words_out = tuple([word for token in arranged if (word := self.verbatim(token))])
                if words_out not in self._exact:
                    self.begins.update([words_out[:end] for end in range(1, len(words_out) + 1)])
                _put(self._exact, words_out, Entry(thing, 0, words_out, is_id, is_display))
                self.words.update(token.word for token in cuts if token.kind in ("content", "soft", "position"))
                self.words.update(token.word for token in tokens if token.kind == "content")
            self._file(tokens, Entry(thing, 0, self._raw(tokens), is_id, is_display))

    def _file(self, tokens: list[Token], entry: Entry) -> None:
        kinds = {token.kind for token in tokens}
        whole = tuple([token.canon for token in tokens])
        _put(self._ordered, whole, entry)
        if not kinds.isdisjoint(("hurting", "divider")):
            return
        _put(self._loose, tuple(sorted(whole)), entry._replace(rank=1))
        short = sorted([token.canon for token in tokens if token.kind != "soft"])
        if len(short) < len(tokens):
            _put(self._loose, tuple(short), entry._replace(rank=2))
        for changed in self.lexicon.alternatives(short) if "position" in kinds else ():
            _put(self._loose, tuple(sorted(changed)), entry._replace(rank=3))


def _put(index: dict[Key, list[Entry]], key: Key, entry: Entry) -> None:
    entries = index.setdefault(key, [])
    for at, other in enumerate(entries):
        if other.thing == entry.thing and other.raw == entry.raw:
            if entry.rank < other.rank or (entry.rank == other.rank and (entry.is_id or entry.is_display)):
                entries[at] = entry
            return
    entries.append(entry)
