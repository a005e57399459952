"""Cutting a text into words and marks, each of a kind.

The kinds of the small words and what belongs to each are data (`words/<language>/asking.yaml`). Every other word is of the
kind "content". Marks are of the kind "and" (also "&", "/"), "comma" (also a dash or a bracket) or "but" (also ".", ";").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final, NamedTuple

from ..text import fold

MARKS: Final = frozenset({"and", "comma", "but"})
NAMING: Final = frozenset({"content", "position", "soft", "hurting", "side", "grade"})
"""The kinds of which names are made."""

_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|['’`\u0300-\u036f])*|[,;&+!?|/•>()\[\]{}.\n]|(?<=\s)[-–—]+(?=\s)|[–—]")
_MARK_KINDS: Final = {**dict.fromkeys(";!?|•.\n", "but"), **dict.fromkeys("&+/", "and"), ">": "denial"}
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
        self._entries: dict[str, tuple[str, str]] = {
            word.replace("_", " "): (kind, group)
            for kind, groups in words.get("kinds", {}).items()
            for group, text in groups.items()
            for word in text.split()
        }
        """Kind and group of a word, and of several words that count as one."""
        self._opens = {words.split()[0] for words in self._entries if " " in words}
        self._lists = {name: frozenset(text.split()) for name, text in words.get("lists", {}).items()}
        self._plurals: dict[str, str] = {plural: one for one, text in words.get("plurals", {}).items() for plural in text.split()}
        # Longer endings go first: "headaches" before "inches" before "knees".
        self._endings = sorted((tuple(pair.split("_")) for pair in self.listed("plural_endings")), key=lambda two: -len(two[0]))
        self.misspelt = {word: meant for meant, text in words.get("misspelt", {}).items() for word in text.split()}
        self.groups: Mapping[str, list[str]] = {word: text.split(", ") for word, text in words.get("groups", {}).items()}
        self._loose = [(pair.split("_"), text.split()) for pair, text in words.get("loose", {}).items()]
        self.articles, self.aspects, self.of = map(self.listed, ("articles", "aspects", "of"))
        self.just, self.after_just = map(self.listed, ("just", "after_just"))
        spelt = {*self.groups, *self._plurals, *self.listed("times"), *self.listed("ordinary")}
        spelt.update(group for kind, group in self._entries.values() if kind == "content")
        spelt.update(word for words in self._entries for word in words.split())
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

    def of_kinds(self, *kinds: str) -> frozenset[str]:
        """The single words of some kinds."""
        return frozenset(word for word, (kind, _) in self._entries.items() if kind in kinds and " " not in word)

    def singular(self, word: str) -> str:
        """The form in which a word and its simple plural agree. It need not be a word: both sides are treated alike."""
        if word in self._plurals or len(word) <= 3:
            return self._plurals.get(word, word)
        for ending, one in self._endings:
            if word.endswith(ending):
                return word.removesuffix(ending) + one
        return word

    def kind_of(self, word: str) -> tuple[str, str, str]:
        """Kind, group and canonical form of a folded word."""
        one = self.singular(word)
        kind, group = self._entries.get(word) or self._entries.get(one, ("content", one))
        if kind in ("content", "position", "side", "soft", "and"):
            return kind, group, group
        return kind, group, one

    def cut(self, text: str, known: dict[str, tuple[str, str, str, str]] | None = None) -> list[Token]:
        """The words and marks of a text. `known` keeps what was found for a spelling, for who cuts many texts."""
        found: list[Token] = []
        known = {} if known is None else known
        for match in _TOKEN.finditer(text):
            raw, start, end = match.group(), match.start(), match.end()
            if raw[0].isalnum():
                if raw not in known:
                    lower = raw.casefold()
                    word = lower if lower in self._entries else "".join(fold(raw).split())  # "I" may be no number
                    known[raw] = (word, *self.kind_of(word))
                if known[raw][0]:
                    found.append(Token(*known[raw], start, end))
            elif raw != "." or not found or len(found[-1].word) > 2 or found[-1].end != start or found[-1].kind in MARKS:
                kind = _MARK_KINDS.get(raw, "comma")  # unless it ends an abbreviation: "r. elbow"
                found.append(Token(raw, kind, kind, raw, start, end))
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
                found[at] = _filler(token)  # the inner side is the inside
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
        """The same tokens with several words that count as one as one token."""
        found: list[Token] = []
        at = 0
        while at < len(tokens):
            token, end = tokens[at], at + 1
            opens = not self._opens.isdisjoint((token.word, token.canon))
            for last in range(min(at + _LONGEST_PHRASE, len(tokens)) - 1, at if opens else len(tokens), -1):
                parts = tokens[at : last + 1]
                entry = self._entries.get(" ".join([one.word for one in parts]))
                entry = entry or self._entries.get(" ".join([one.canon for one in parts]))
                if entry is not None:
                    kind, group = entry
                    word = group if kind == "content" else "".join(part.word for part in parts)
                    token = Token(word, kind, group, group, token.start, parts[-1].end, any(part.corrected for part in parts))
                    end = last + 1
                    break
            found.append(token)
            at = end
        return found

    def _back(self, found: list[Token], at: int) -> Token:
        """The position before what it is the back of ("the back of the knee"), else the back of the trunk, as content."""
        noun = at - 1
        while noun > 0 and found[noun].word in self.articles:
            noun -= 1
        before, after = found[max(noun, 0)], found[at + 1] if at + 1 < len(found) else None
        clause = takewhile(lambda one: one.kind not in MARKS, reversed(found[: max(noun, 0)]))
        owned = at > 0 and found[at - 1].group in ("upper", "lower", "middle")
        if (
            (after is not None and (after.word in self.of or (after.kind == "content" and not owned)))
            or (at == 1 and after is None and before.kind == "content")
            or (before.word in self.listed("at") and any(one.kind == "content" for one in clause))  # "the knee hurts at the back"
        ):
            return found[at]
        return found[at]._replace(kind="content", group="@back", canon="@back")


def _filler(token: Token) -> Token:
    return token._replace(kind="filler", group="filler")
