"""Reading a text: which known things it asks about, on which side, how bad, and what of it was not understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Final, cast

from ..results import PainName
from ..sides import AskedSide
from ..text import show
from .mention import Mention, Reading, Thing, Unread
from .names import Names
from .scope import Match, Scope
from .spelling import LONGEST
from .tokens import MARKS, NAMING, Token, only_of_between

MOST_CHARACTERS: Final = 500
MOST_WORDS: Final = 60
"""What is longer is read up to here; the rest is returned as unread."""

_LONGEST_NAME: Final = 10
_MOST_MEANINGS: Final = 16
"""So many combinations of what several misspelt words may mean are tried."""
_SUGGESTED: Final = 8
"""Suggestions are looked up for so many unread parts of one text."""
_INVISIBLE: Final = {ord(char): None for char in "\u00ad\u200b\u200c\u200d\u2060\ufe0f"}
_BREAKS: Final = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x85\u2028\u2029", ";"))
# Longer names win, and a name counts less than two of its words, so that one long name beats two short ones.
_WEIGHT: Final = {"content": 10, "position": 10, "soft": 8, "hurting": 5, "side": 5, "grade": 5, "and": 6, "divider": 6}
_A_NAME: Final = 6
_AFTER_COMMA: Final = frozenset({"outer", "inner", "front", "upper", "lower", "dorsal"})
"""A comma may be crossed to one of these positions: "knee, inner side"."""


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
        spelt = list(self._spelt(tokens))
        self.tokens = self.lexicon.arrange(spelt)
        self.matches = self._best()
        if not self.matches:
            self.tokens = self.lexicon.arrange(spelt, sides_are_places=True)
            self.matches = self._best()

    def reading(self) -> Reading:
        """The text as it is understood."""
        matches = self._with_owners(self._with_shared(self.matches))
        asked, unread = self._results(matches)
        if self.rest.strip():
            unread.append(Unread(_shown(self.rest, 60), ()))
        if not asked and not unread:
            unread.append(Unread(self.shown, ()))
        return Reading(self.shown, tuple(asked), tuple(unread))

    # ---- spelling

    def _spelt(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """The tokens with words put together, taken apart and corrected where that gives a known word."""
        last: Token | None = None
        for token in (half for whole in tokens for half in self._halves(whole)):
            if last is not None and MARKS.isdisjoint((last.kind, token.kind)) and self._one_word(last, token):
                joined = last.word + token.word  # "knee cap"
                last = Token(joined, *self.lexicon.kind_of(joined), last.start, token.end, last.corrected)
                continue
            if last is not None:
                yield last
            last = self._corrected(token)
        if last is not None:
            yield last

    def _one_word(self, last: Token, token: Token) -> bool:
        joined = last.word + token.word
        if len(joined) < 6 or min(len(last.word), len(token.word)) < 2 or token.word.startswith("side"):
            return False
        return self.lexicon.singular(joined) in self.names.words and (last.word, token.word) not in self.names.begins

    def _halves(self, token: Token) -> list[Token]:
        """A side and a place, or a place and its pain, that were written as one word: "leftknee", "backpain"."""
        word = token.word
        if token.kind != "content" or self.names.is_known(word) or token.end - token.start != len(word) or len(word) > LONGEST:
            return [token]
        for at in range(3, len(word) - 2):
            kinds = {self.lexicon.kind_of(word[:at])[0], self.lexicon.kind_of(word[at:])[0]}
            if (
                not kinds.isdisjoint(("side", "hurting"))
                and kinds <= NAMING
                and all(map(self.names.is_known, (word[:at], word[at:])))
            ):
                return [*self.lexicon.cut(word[:at], at=token.start), *self.lexicon.cut(word[at:], at=token.start + at)]
        return [token]

    def _corrected(self, token: Token) -> Token:
        word = token.word
        if token.kind != "content" or self.names.is_known(word) or word.isdecimal():
            return token
        common = self.lexicon.misspelt.get(word, "")
        if common and not self.names.words.isdisjoint((common, self.lexicon.singular(common))):
            return self._as(token, common)
        near = self.names.speller.corrections(word) or self.names.speller.corrections(self.lexicon.singular(word))
        options = {(one.kind, one.canon): one for one in (self._as(token, known) for known in reversed(near))}
        read_as = [options[key] for key in sorted(options)]
        if len(word) >= 6:
            # "Shouldr" is a shoulder rather than "should"; with short words ("fron") that would be a guess.
            read_as = [option for option in read_as if option.kind not in ("filler", "divider")] or read_as
        return read_as[0] if len(read_as) == 1 else token._replace(options=tuple(read_as))

    def _as(self, token: Token, word: str) -> Token:
        kind, group, canon = self.lexicon.kind_of(word)
        return token._replace(word=word, kind=kind, group=group, canon=canon, corrected=True)

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
        """Every name that begins at a token, with what it is worth: written out as it stands, or with other words between."""
        words: tuple[str, ...] | None = ()
        used: list[int] | None = [] if self.tokens[first].kind in NAMING else None
        past_comma = apart = False
        for at in range(first, len(self.tokens)):
            token = self.tokens[at]
            if words is not None:
                words = (*words, word) if (word := self.names.verbatim(token)) else words or None
                if words is not None and words not in self.names.begins:
                    words = None
                if words and word and (found := self._written_out(first, at, words)):
                    yield found
            if used is not None:
                past_comma = past_comma or token.kind == "comma"
                # Names with a divider hold it in its place; otherwise nothing reaches across it.
                apart = apart or token.kind == "divider"
                # "A little in the toe" is not the little toe.
                idle = token.kind == "grade" and at + 1 < len(self.tokens) and self.tokens[at + 1].kind in ("filler", "divider")
                if token.kind in ("filler", "comma") or idle:
                    pass
                elif (
                    (token.kind not in NAMING and token.kind != "divider" and token.word != "and")
                    or (past_comma and (token.canon not in _AFTER_COMMA or token.kind != "position"))
                    or len(used) == _LONGEST_NAME
                ):
                    used = None
                else:
                    used.append(at)
                    if token.kind in NAMING and (found := self._match(used, apart)):
                        yield found
            if words is None and used is None:
                return

    def _written_out(self, first: int, last: int, words: tuple[str, ...]) -> tuple[float, Match] | None:
        """A name that stands there with all its small words: "toothache but the dentist finds nothing"."""
        used = [at for at in range(first, last + 1) if self.tokens[at].kind != "filler"]
        things = self.names.exact(words)
        if not things or not used or (self.tokens[last].kind == "position" and self._goes_on(used)):
            return None
        corrected = any(self.tokens[at].corrected for at in used)
        score = sum(_WEIGHT.get(self.tokens[at].kind, 6) for at in used) + (last - first + 1 - len(used)) - _A_NAME + 1
        return max(score - corrected, 1.0), Match(first, last, tuple(used), things, corrected)

    def _match(self, used: list[int], apart: bool) -> tuple[float, Match] | None:
        phrase = [self.tokens[at] for at in used]
        if len(used) == 1 and (phrase[0].options or phrase[0].word in self.lexicon.listed("alone_nothing")):
            return None
        if all(token.kind in ("position", "hurting", "grade") for token in phrase) and self._goes_on(tuple(used)):
            return None  # "pain behind the right ear" is no pain in the back
        things: dict[Thing, None] = {}
        distance, skipped = 9, False
        for meant in islice(product(*(token.options or (token,) for token in phrase)), _MOST_MEANINGS):
            found = self.names.find(meant, apart) if all(one.kind in _WEIGHT for one in meant) else None
            if found is not None:
                distance, skipped = min(distance, found.distance), skipped or found.skipped
                things.update(dict.fromkeys(found.things))
        together = not things and len(used) == 1
        if together:
            things.update(dict.fromkeys(self.names.group(phrase[0].word)))
        if not things:
            return None
        if skipped:
            used = [at for at in used if self.tokens[at].kind not in ("hurting", "side", "grade")]
        corrected = any(self.tokens[at].corrected or self.tokens[at].options for at in used)
        score = sum(_WEIGHT[self.tokens[at].kind] for at in used) - _A_NAME - 0.4 * distance - corrected
        return max(score, 1.0), Match(used[0], used[-1], tuple(used), tuple(things), corrected, together)

    def _goes_on(self, used: Sequence[int]) -> bool:
        """Whether the place that a position refers to comes right after it, past small words and a side."""
        after = next((token for token in self.tokens[used[-1] + 1 :] if token.kind not in ("filler", "side")), None)
        return after is not None and after.kind in ("content", "position")

    def _adds_nothing(self, match: Match, matches: Sequence[Match]) -> bool:
        """Whether a "side" or "stiffness" says only where on another thing it is, or how that feels."""
        kinds = {self.tokens[at].group if self.tokens[at].kind == "position" else self.tokens[at].kind for at in match.used}
        if not kinds <= {"side", "hurting"}:
            return False
        return any(not self._marked(match, other) for other in matches if other is not match)

    def _marked(self, one: Match, other: Match) -> bool:
        first, last = sorted((one, other), key=lambda match: match.first)
        return any(token.kind in MARKS for token in self.tokens[first.last + 1 : last.first])

    def _with_shared(self, matches: Sequence[Match]) -> list[Match]:
        """With "inner" of "inner and outer knee" read as the inner knee."""
        kept = {match.first: match for match in matches}
        for base in matches:
            nearest: int | None = base.first  # where the list begins that it ends
            while nearest is not None and len(base.used) > 1 and len(base.things) == 1:
                nearest = self._item_before(nearest, kept)
                shared = self._shared(nearest, base) if nearest is not None else None
                if nearest is None or shared is None:
                    break
                kept[nearest] = shared
        return [kept[first] for first in sorted(kept)]

    def _item_before(self, nearest: int, kept: Mapping[int, Match]) -> int | None:
        """Where a single word stands that is the item before in a list."""
        marks: list[Token] = []
        for at in range(nearest - 1, -1, -1):
            token = self.tokens[at]
            if token.kind in ("and", "comma"):
                marks.append(token)
            elif token.kind not in ("filler", "side"):
                known = next((one for one in kept.values() if one.first <= at <= one.last), None)
                single = known is None or (len(known.used) == 1 and token.kind == "position")
                # "Tennis, sore shoulder" is no list.
                loose = token.word in self.lexicon.listed("alone_nothing") and marks and marks[-1].kind == "comma"
                item = token.kind in ("content", "position") or token.word == "little"
                return at if single and item and not loose and len(marks) in (1, 2) else None
        return None

    def _shared(self, at: int, base: Match) -> Match | None:
        """What a word of a list names with the words of the list's last item."""
        token, rest = self.tokens[at], [self.tokens[one] for one in base.used[1:]]
        # "Back and inner thigh": the back is a place of its own. "Back and inside of the thigh": it is not.
        of = base.first + 1 < len(self.tokens) and self.tokens[base.first + 1].word == "of"
        if token.canon == "@back":
            if not of:
                return None
            token = token._replace(kind="position", group="back", canon="back")
        if token.word in self.lexicon.listed("alone_nothing") and all(one.kind == "hurting" for one in rest):
            return None  # "runner with groin pain"
        result = self.names.find([token, *rest])
        if result is None or len(result.things) != 1:
            return Match(at, at, (at,), ()) if of and token.kind == "position" else None
        return Match(at, at, (at,), result.things, any(one.corrected for one in (token, *rest)), like=base.first)

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
                of = between[:1] == ["of"] and only_of_between(self.tokens, part.last, match.first, self.lexicon.articles)
                if of and all(len(one.things) == 1 or one.together for one in (part, match)):
                    kept[-1] = replace(part, last=match.last)
                    continue
            kept.append(match)
        return kept

    # ---- what comes of it

    def _results(self, matches: list[Match]) -> tuple[list[Mention], list[Unread]]:
        inside = {at for match in matches for at in range(match.first, match.last + 1)}
        left = [at for at in range(len(self.tokens)) if at not in inside and self._says(at)]
        scope = Scope(self.tokens, matches, left, self.lexicon)
        sided = any(token.kind == "side" and token.corrected for token in self.tokens)
        asked: list[Mention] = []
        unread = [(first, Unread(self._words(first, last), ())) for first, last in scope.denied]
        for match in scope.matches:
            said = self._words(match.first, match.last)
            if match.first in scope.gone:
                continue
            if len(match.things) != 1 and not match.together:
                nearest = tuple(dict.fromkeys(self.names.display[thing] for thing in match.things))[:3]
                unread.append((match.first, Unread(said, nearest)))
                continue
            side, grade = cast("AskedSide | None", match.side), cast("PainName | None", match.grade)
            corrected = match.corrected or (sided and side is not None)
            for kind, id in match.things:
                _add(asked, Mention(kind, id, side, grade, said, corrected))
        for number, run in enumerate(self._runs([at for at in left if at not in scope.gone], inside | scope.gone)):
            nearest = self.names.nearest([self.tokens[at] for at in run]) if number < _SUGGESTED else ()
            unread.append((run[0], Unread(self._words(run[0], run[-1]), nearest)))
        return asked, [one for _, one in sorted(unread, key=lambda item: item[0])]

    def _says(self, at: int) -> bool:
        """Whether a token outside of names means something."""
        token = self.tokens[at]
        if token.group == "side" and token.kind == "position":
            # "On the side of it" adds little; in "the front, side and back" it is an item of its own.
            return at + 1 < len(self.tokens) and self.tokens[at + 1].kind in MARKS
        return token.kind in ("content", "position") or (token.kind == "well" and token.group != "well") or token.word == "fine"

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
