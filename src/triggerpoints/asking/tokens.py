"""Cutting a text into words and marks, each of a kind.

The kinds of the small words and what belongs to each are data (`words/<language>/asking.yaml`). Every other word is of the
kind "content". Marks are of the kind "and" (also "&", "/"), "comma" (also a dash or a bracket) or "but" (also ".", ";").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..text import fold

MARKS: Final = frozenset({"and", "comma", "but"})
NAMING: Final = frozenset({"content", "position", "soft", "hurting", "side", "grade"})
"""The kinds of which names are made."""

_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|['’`\u0300-\u036f])*|[,;&+!?|/•>()\[\]{}.\n]|(?<=\s)[-–—]+(?=\s)|[–—]")
_MARK_KINDS: Final = {**dict.fromkeys(";!?|•.\n", "but"), **dict.fromkeys("&+/", "and"), ">": "denial"}
_ROMAN: Final = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"])
_LONGEST_PHRASE: Final = 4


class Token(NamedTuple):
    """A word or mark of a text.

    `word` is folded, and `canon` is the form in which words of one meaning agree. `group` is its group within its kind.
    `start` and `end` count characters of the text.
    """

    word: str
    kind: str
    group: str
    canon: str
    start: int
    end: int
    corrected: bool = False

    @property
    def written(self) -> str:
        """What it counts as in a name that stands there as it is written: a mark as its kind, a word as itself."""
        return self.kind if self.kind in MARKS and not self.word.isalpha() else self.word


class Lexicon:
    """The small words of one language."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """`words`: the content of `words/<language>/asking.yaml`; nothing in it, and only names are known."""
        self._kinds: dict[str, tuple[str, str]] = {}
        self._phrases: dict[tuple[str, ...], tuple[str, str]] = {}
        for kind, groups in words.get("kinds", {}).items():
            for group, text in groups.items():
                for word in text.split():
                    parts = tuple(word.split("_"))
                    if len(parts) == 1:
                        self._kinds[word] = kind, group
                    else:
                        self._phrases[parts] = kind, group
        self._opens = {parts[0] for parts in self._phrases}
        self._plurals: dict[str, str] = {plural: one for one, text in words.get("plurals", {}).items() for plural in text.split()}
        self.misspelt = {word: meant for meant, text in words.get("misspelt", {}).items() for word in text.split()}
        self.groups: Mapping[str, list[str]] = {word: text.split(", ") for word, text in words.get("groups", {}).items()}
        self._loose = [(pair.split("_"), text.split()) for pair, text in words.get("loose", {}).items()]
        self._lists = {name: frozenset(text.split()) for name, text in words.get("lists", {}).items()}
        self.articles, self.aspects, self.of = map(self.listed, ("articles", "aspects", "of"))
        self.just, self.after_just = map(self.listed, ("just", "after_just"))
        spelt = {*self._kinds, *self.groups, *self._plurals, *self.listed("times"), *self.listed("ordinary")}
        spelt.update(group for kind, group in self._kinds.values() if kind == "content")
        spelt.update(word for parts in self._phrases for word in parts)
        self.words = frozenset({*spelt, *map(self.singular, spelt)})
        """Every word that is spelt right."""

    def listed(self, name: str) -> frozenset[str]:
        """The words of one of the lists, such as `ordinary`."""
        return self._lists.get(name, frozenset())

    def alternatives(self, canons: Sequence[str]) -> Iterator[list[str]]:
        """The canonical words of a name with another word for a position, one at a time."""
        for pair, (rule, *nouns) in self._loose:
            if (rule == "only") != set(nouns).isdisjoint(canons):
                for one, other in (pair, pair[::-1]):
                    if one in canons:
                        yield [other if canon == one else canon for canon in canons]

    def group(self, kind: str, group: str) -> frozenset[str]:
        """The single words of one group of a kind."""
        return frozenset(word for word, entry in self._kinds.items() if entry == (kind, group))

    def of_kinds(self, *kinds: str) -> frozenset[str]:
        """The single words of some kinds."""
        return frozenset(word for word, (kind, _) in self._kinds.items() if kind in kinds)

    def singular(self, word: str) -> str:
        """The form in which a word and its simple plural agree. It need not be a word: both sides are treated alike."""
        known = self._plurals.get(word)
        if known is not None:
            return known
        if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "is", "ous")):
            return word
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("ches", "shes", "xes", "sses")) and not word.endswith("aches"):
            return word[:-2]
        return word[:-1]

    def kind_of(self, word: str) -> tuple[str, str, str]:
        """Kind, group and canonical form of a folded word."""
        one = self.singular(word)
        kind, group = self._kinds.get(word) or self._kinds.get(one, ("content", one))
        if kind in ("content", "position", "side", "soft", "and"):
            return kind, group, group
        # Every grade stays itself: the little toe is not the slight toe.
        return kind, group, word if kind == "grade" else one

    def cut(self, text: str, known: dict[str, tuple[str, str, str, str]] | None = None, at: int = 0) -> list[Token]:
        """The words and marks of a text whose first character is number `at`.

        `known` keeps what was found for a spelling, for who cuts many texts.
        """
        found: list[Token] = []
        for match in _TOKEN.finditer(text):
            raw = match.group()
            start, end = match.start() + at, match.end() + at
            if not raw[0].isalnum():
                if raw == "." and found and len(found[-1].word) <= 2 and found[-1].end == start and found[-1].kind not in MARKS:
                    continue  # an abbreviation: "r. elbow"
                kind = _MARK_KINDS.get(raw, "comma")
                found.append(Token(raw, kind, kind, kind if raw in "&+" else raw, start, end))
                continue
            entry = known.get(raw) if known is not None else None
            if entry is None:
                lower = raw.casefold()
                word = lower if lower in _ROMAN else "".join(fold(raw).split())
                entry = (word, *self.kind_of(word))
                if known is not None:
                    known[raw] = entry
            if entry[0]:
                found.append(Token(*entry, start, end))
        return found

    def arrange(self, tokens: Sequence[Token], *, sides_are_places: bool = False) -> list[Token]:
        """The same tokens after looking at their neighbours: words that are one, "my back", "the inner side".

        `sides_are_places`: "my left side" is a place, and does not only say which side is meant.
        """
        found = self._joined(tokens)
        for at, token in enumerate(found):
            before = found[at - 1] if at else None
            after = found[at + 1] if at + 1 < len(found) else None
            of = after is not None and after.word in self.of
            if token.word in self.listed("trunk_back"):
                found[at] = self._back(found, at)
            elif before is None:
                continue
            elif before.kind == "position" and token.word in self.aspects:
                # After a position these words add nothing: the inner side is the inside.
                if before.group != "back" or of:
                    found[at] = _filler(token)
            elif token.group == "except" and any(one.kind in ("denial", "well") for one in found[:at]):
                found[at] = token._replace(kind="but")  # "all fine except the knee"
            elif token.group == "side" and before.kind == "side" and not sides_are_places:
                # "The left side of the neck" is the side of the neck, but "the lower left side of the back" its lower part.
                if not of or (at > 1 and found[at - 2].kind == "position"):
                    found[at] = _filler(token)
            elif token.word in self.just and before.kind not in MARKS and after is not None and after.word in self.after_just:
                # "Pain right behind the ear": the word only says "just". At the beginning of a phrase it is the side.
                found[at] = _filler(token)
        return found

    def _joined(self, tokens: Sequence[Token]) -> list[Token]:
        found: list[Token] = []
        at = 0
        while at < len(tokens):
            token, taken = tokens[at], 1
            if token.word in self._opens or token.canon in self._opens:
                for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 1, -1):
                    parts = tokens[at : at + size]
                    entry = self._phrases.get(tuple(part.word for part in parts)) or self._phrases.get(
                        tuple(part.canon for part in parts)
                    )
                    if entry is not None:
                        kind, group = entry
                        word = group if kind == "content" else "".join(part.word for part in parts)
                        plural = "s" * (kind == "content" and parts[-1].word.endswith("s"))
                        corrected = any(part.corrected for part in parts)
                        token = Token(word + plural, kind, group, group, token.start, parts[-1].end, corrected)
                        taken = size
                        break
            found.append(token)
            at += taken
        return found

    def _back(self, found: list[Token], at: int) -> Token:
        """The position before what it is the back of ("the back of the knee"), else the back of the trunk, as content."""
        noun = at - 1
        while noun > 0 and found[noun].word in self.articles:
            noun -= 1
        own = at - 2 if at > 1 and found[at - 1].kind == "side" else at - 1  # "lower left back"
        after = next((one for one in found[at + 1 :] if one.kind != "side" and one.group != "side"), None)
        if (after is not None and after.word in self.of) or (at == 1 and after is None and found[0].kind == "content"):
            return found[at]
        if noun >= 0 and found[noun].word in self.listed("at"):
            clause = [one.kind for one in found[:noun]]
            clause = clause[max((n for n, kind in enumerate(clause) if kind in MARKS), default=0) :]
            if "content" in clause:
                return found[at]  # "the knee hurts at the back"
        owned = (own >= 0 and found[own].group in ("upper", "lower", "middle")) or (noun >= 0 and found[noun].word in self.of)
        if after is not None and after.kind == "content" and not owned:
            return found[at]
        return found[at]._replace(kind="content", group="@back", canon="@back")


def _filler(token: Token) -> Token:
    return token._replace(kind="filler", group="filler")
