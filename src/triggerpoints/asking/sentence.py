"""Reading a text: which known things it asks about, on which side, how bad, and what of it was not understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, cast

from ..results import NotUnderstood, PainName
from ..sides import AskedSide
from ..text import show
from .mention import Mention, Reading
from .names import Names
from .scope import Match, Scope
from .tokens import MARKS, NAMING, Token

MOST_CHARACTERS: Final = 500
MOST_WORDS: Final = 60
"""What is longer is read up to here; the rest is returned as unread."""

_LONGEST_NAME: Final = 14
_SUGGESTED: Final = 8
"""Suggestions are looked up for so many unread parts of one text."""
_INVISIBLE: Final = {ord(char): None for char in "\u00ad\u200b\u200c\u200d\u2060\ufe0f"}
_BREAKS: Final = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x85\u2028\u2029", ";"))
# Longer names win, and a name counts less than two of its words, so that one long name beats two short ones.
_WEIGHT: Final = {"content": 10, "position": 10, "soft": 8, "hurting": 5, "side": 5, "grade": 5, "filler": 1}
_A_NAME: Final = 5
_PARTS: Final = NAMING | {"divider"}
_SAID: Final = frozenset({"hurting", "side", "grade"})


def read(text: str, names: Names) -> Reading:
    """Read what somebody typed. Takes any text and never raises; the same text is always read alike.

    What is asked and what is unread come in the order of the text. At least one of the two is not empty.
    """
    return _Reader(text, names).reading()


class _Reader:
    """One text, on its way from characters to what it mentions."""

    def __init__(self, text: str, names: Names) -> None:
        self.names, self.lexicon = names, names.lexicon
        self.shown = _shown(text, 200)
        self.body, self.rest = _within_limits(text)
        tokens = self.lexicon.cut(self.body)
        words = [at for at, token in enumerate(tokens) if token.kind not in MARKS]
        if len(words) > MOST_WORDS:
            start = tokens[words[MOST_WORDS]].start
            self.body, self.rest = self.body[:start], self.body[start:] + self.rest
            tokens = tokens[: words[MOST_WORDS]]
        spelt = [self._corrected(token) for token in tokens]
        self.tokens = self.lexicon.arrange(spelt)
        self.matches = self._best()
        if not self.matches:
            self.tokens = self.lexicon.arrange(spelt, sides_are_places=True)
            self.matches = self._best()

    def reading(self) -> Reading:
        """The text as it is understood."""
        asked, unread = self._results(self._with_owners(self.matches))
        if self.rest.strip():
            unread.append(NotUnderstood(_shown(self.rest, 60), ()))
        if not asked and not unread:
            unread.append(NotUnderstood(self.shown, ()))
        return Reading(self.shown, tuple(asked), tuple(unread))

    def _corrected(self, token: Token) -> Token:
        """A misspelt word as the one known word that is nearest to it; as it stands when several are."""
        word = token.word
        if token.kind != "content" or self.names.is_known(word) or word.isdecimal():
            return token
        common = self.lexicon.misspelt.get(word, "")
        if self.names.words.isdisjoint((common, self.lexicon.singular(common))):
            near = self.names.speller.corrections(word) or self.names.speller.corrections(self.lexicon.singular(word))
        else:
            near = (common,)
        meant = {self.lexicon.kind_of(known)[0::2]: known for known in reversed(near)}
        if len(word) >= 6:
            # "Shouldr" is a shoulder rather than "should"; with short words ("fron") that would be a guess.
            meant = {key: known for key, known in meant.items() if key[0] not in ("filler", "divider")} or meant
        if len(meant) != 1:
            return token
        (known,) = meant.values()
        return Token(known, *self.lexicon.kind_of(known), token.start, token.end, corrected=True)

    # ---- names

    def _best(self) -> list[Match]:
        """The matches that together cover the most of the text, longest names first, none overlapping."""
        count = len(self.tokens)
        worth = [0.0] * (count + 1)
        chosen: list[Match | None] = [None] * count
        for at in range(count - 1, -1, -1):
            worth[at] = worth[at + 1]
            for score, match in self._from(at):
                if score + worth[match.last + 1] > worth[at]:
                    worth[at], chosen[at] = score + worth[match.last + 1], match
        matches: list[Match] = []
        for at, best in enumerate(chosen):
            if best is not None and (not matches or matches[-1].last < at):
                matches.append(best)
        return [match for match in matches if not self._adds_nothing(match, matches)]

    def _from(self, first: int) -> Iterator[tuple[float, Match]]:
        """Every name that begins at a token, with what it is worth."""
        used: list[int] = []
        for last in range(first, min(first + _LONGEST_NAME, len(self.tokens))):
            whole = range(first, last + 1)
            used = used if self._idle(last) else [*used, last]
            if used and self.lexicon.articles.isdisjoint((self.tokens[first].word, self.tokens[last].word)):
                yield from self._named(whole, 0)  # "toothache but the dentist finds nothing"
            if used[:1] != [first] or used[-1] != last or not all(self._is_part(at) for at in used):
                continue
            if len(used) < len(whole):
                yield from self._named(used, 0)
            bare = [at for at in used if self.tokens[at].kind not in _SAID]
            if len(bare) < len(used) and bare[:1] == used[:1] and bare[-1] == last:
                yield from self._named(bare, 2, written=all(self.tokens[at].kind != "hurting" for at in used))

    def _idle(self, at: int) -> bool:
        """Whether a word may stand inside of a name. "A little in the toe" is not the little toe."""
        after = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else ""
        return self.tokens[at].kind == "filler" or (self.tokens[at].kind == "grade" and after in ("filler", "divider"))

    def _is_part(self, at: int) -> bool:
        """Whether a word may be part of a name."""
        return self.tokens[at].kind in _PARTS or self.tokens[at].canon == "and"

    def _named(self, used: Sequence[int], distance: int, *, written: bool = True) -> Iterator[tuple[float, Match]]:
        """What some tokens name, if anything. `distance`: how far they are already from what stands there."""
        phrase = [self.tokens[at] for at in used]
        if all(token.kind in ("position", "hurting", "grade", "filler") for token in phrase) and self._goes_on(used):
            return  # "pain behind the right ear" is no pain in the back
        if len(used) == 1 and phrase[0].word in self.lexicon.listed("alone_nothing"):
            return
        found, together = self.names.find(phrase, written=written), False
        if found is None and len(used) == 1:
            found, together = self.names.group(phrase[0].word), True
        if found is not None:
            corrected = any(token.corrected for token in phrase)
            score = sum(_WEIGHT.get(token.kind, 6) for token in phrase) - _A_NAME - 0.4 * (distance + found.distance) - corrected
            yield max(score, 1.0), Match(used[0], used[-1], tuple(used), found.things, corrected, together)

    def _goes_on(self, used: Sequence[int]) -> bool:
        """Whether the place that a position refers to comes right after it, past small words and a side."""
        after = next((token for token in self.tokens[used[-1] + 1 :] if token.kind not in ("filler", "side")), None)
        return after is not None and after.kind in ("content", "position")

    def _adds_nothing(self, match: Match, matches: Sequence[Match]) -> bool:
        """Whether a "side" or "stiffness" says only where on another thing it is, or how that feels."""
        said = {token.group if token.kind == "position" else token.kind for token in map(self.tokens.__getitem__, match.used)}
        near = [other for other in matches if said != {"hurting"} or self._clause(other) == self._clause(match)]
        return said <= {"side", "hurting"} and len(near) > 1

    def _clause(self, match: Match) -> int:
        """The number of the clause in which a match begins."""
        return sum(token.kind in MARKS for token in self.tokens[: match.first])

    def _with_owners(self, matches: Sequence[Match]) -> list[Match]:
        """With "the toes of my left foot" read as toes, on the left, and "the thumb side" of something as not understood."""
        kept: list[Match] = []
        for match in matches:
            after = self.tokens[match.last + 1] if match.last + 1 < len(self.tokens) else None
            if after is not None and after.group == "side" and after.kind == "position":
                match = replace(match, things=())
            part = kept[-1] if kept else None
            if part is not None and all(kind == "site" for one in (part, match) for kind, _ in one.things):
                between = [token.word for token in self.tokens[part.last + 1 : match.first] if token.kind != "side"]
                of = between[:1] and between[0] in self.lexicon.of and self.lexicon.articles.issuperset(between[1:])
                if of and all(len(one.things) == 1 or one.together for one in (part, match)):
                    kept[-1] = replace(part, last=match.last)
                    continue
            kept.append(match)
        return kept

    # ---- what comes of it

    def _results(self, matches: list[Match]) -> tuple[list[Mention], list[NotUnderstood]]:
        inside = {at for match in matches for at in range(match.first, match.last + 1)}
        left = [at for at in range(len(self.tokens)) if at not in inside and self._says(at)]
        scope = Scope(self.tokens, matches, left, self.lexicon)
        sided = any(token.kind == "side" and token.corrected for token in self.tokens)
        asked: list[Mention] = []
        refused = self._runs(sorted(scope.gone), set(range(len(self.tokens))))
        unread = [(run[0], NotUnderstood(self._words(run[0], run[-1]), ())) for run in refused]
        for match in scope.matches:
            said = self._words(match.first, match.last)
            if match.first in scope.gone:
                continue
            if len(match.things) != 1 and not match.together:
                nearest = tuple(dict.fromkeys(self.names.display[thing] for thing in match.things))[:3]
                unread.append((match.first, NotUnderstood(said, nearest)))
                continue
            side, grade = cast("AskedSide | None", match.side), cast("PainName | None", match.grade)
            corrected = match.corrected or (sided and side is not None)
            for kind, id in match.things:
                _add(asked, Mention(kind, id, side, grade, said, corrected))
        for number, run in enumerate(self._runs([at for at in left if at not in scope.gone], inside | scope.gone)):
            nearest = self.names.nearest([self.tokens[at] for at in run]) if number < _SUGGESTED else ()
            unread.append((run[0], NotUnderstood(self._words(run[0], run[-1]), nearest)))
        return asked, [one for _, one in sorted(unread, key=lambda item: item[0])]

    def _says(self, at: int) -> bool:
        """Whether a token outside of names means something."""
        token = self.tokens[at]
        if token.group == "side" and token.kind == "position":
            # "On the side of it" adds little; in "the front, side and back" it is an item of its own.
            return at + 1 < len(self.tokens) and self.tokens[at + 1].kind in MARKS
        return token.kind in ("content", "position") or (token.kind == "well" and token.group != "well")

    def _words(self, first: int, last: int) -> str:
        return _shown(self.body[self.tokens[first].start : self.tokens[last].end], 60)

    def _runs(self, left: Sequence[int], taken: set[int]) -> Iterator[list[int]]:
        """Words that were not understood and stand together."""
        run: list[int] = []
        for at in left:
            if run and any(i in taken or self.tokens[i].kind in MARKS for i in range(run[-1] + 1, at)):
                yield run
                run = []
            run.append(at)
        if run:
            yield run


def _add(asked: list[Mention], new: Mention) -> None:
    """Keep a mention; "neck and shoulder, worst in the shoulder" names the shoulder once."""
    for at, old in enumerate(asked):
        if (old.kind, old.id) == (new.kind, new.id) and (new.side is None or new.side == old.side):
            asked[at] = replace(old, pain=new.pain or old.pain, corrected=old.corrected and new.corrected)
            return
    asked.append(new)


def _shown(text: str, limit: int) -> str:
    return show(text, limit)[1:-1]


def _within_limits(text: str) -> tuple[str, str]:
    """The text as far as it is read, and the rest of it."""
    body = unicodedata.normalize("NFKC", text[: 2 * MOST_CHARACTERS].translate(_BREAKS).translate(_INVISIBLE))
    rest = text[2 * MOST_CHARACTERS :][:MOST_CHARACTERS]
    if len(body) <= MOST_CHARACTERS:
        return body, rest
    end = body.rfind(" ", MOST_CHARACTERS // 2, MOST_CHARACTERS)
    end = MOST_CHARACTERS if end < 0 else end
    return body[:end], body[end:] + rest
