"""What a side, a grade of pain or a denial belongs to.

A text falls into segments at its marks. A side or grade belongs to the thing it stands nearest to inside its segment. One
that comes first also covers the bare items of the list that follows ("left neck and shoulder", but not "left neck and the
shoulder"). A segment with a side but without a thing speaks of the thing before it ("sore neck, worse on the left"), or else
of what comes. A denial holds for the rest of its clause; what is said to be well is the thing before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..sides import OPPOSITE
from .mention import Thing
from .tokens import MARKS, Lexicon, Token


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that names something. `first` and `last` are its tokens, `used` those of them that are part of the name.

    `things`: what it names; several when they fit equally, or, with `together`, when it asks for all of them. `side` and
    `grade` are what the text says of it. `like`: the match whose word it shares, as "inner" in "inner and outer knee".
    """

    first: int
    last: int
    used: tuple[int, ...]
    things: tuple[Thing, ...]
    corrected: bool = False
    together: bool = False
    side: str | None = None
    grade: str | None = None
    like: int | None = None


@dataclass(slots=True)
class Segment:
    """What stands between two marks: tokens `start` to `end` (excluded), and the mark before it."""

    mark: str
    start: int
    end: int
    things: list[int]
    """Numbers of the matches that begin in it."""


class Scope:
    """A text whose names have been found: finds what is denied, and the side and grade of the rest."""

    def __init__(self, tokens: Sequence[Token], matches: Sequence[Match], unread: Iterable[int], lexicon: Lexicon) -> None:
        """`unread`: the tokens that belong to no match and mean something all the same."""
        self.tokens, self.matches, self.lexicon = tokens, list(matches), lexicon
        self.unread = set(unread)
        self.inside = {at for match in matches for at in range(match.first, match.last + 1)}
        self.segments = list(self._segments())
        self.denied: list[tuple[int, int]] = []
        """The first and last token of each part that is denied or said to be well."""
        self._deny()
        self.gone = {at for first, last in self.denied for at in range(first, last + 1)}
        self._mean_again()
        side, grade = self._spread("side"), self._spread("grade")
        if side:
            # Plurals of what comes in pairs, where the text tells a side elsewhere: "hips and left knee".
            pairs = lexicon.listed("paired")
            plural = [n for n, match in enumerate(self.matches) if any(tokens[at].word in pairs for at in match.used)]
            side = dict.fromkeys(plural, "both") | side
        self._compared(side, grade)
        self.matches = [replace(match, side=side.get(n), grade=grade.get(n)) for n, match in enumerate(self.matches)]

    def _segments(self) -> Iterator[Segment]:
        mark, start = "but", 0
        for at in range(len(self.tokens) + 1):
            if at == len(self.tokens) or (self.tokens[at].kind in MARKS and at not in self.inside):
                yield Segment(mark, start, at, [n for n, match in enumerate(self.matches) if start <= match.first < at])
                mark, start = self.tokens[at].kind if at < len(self.tokens) else "", at + 1

    def _kinds(self, start: int, end: int) -> set[str]:
        """The kinds of the words outside of names."""
        return {self.tokens[at].kind for at in range(start, end) if at not in self.inside}

    # ---- denial

    def _deny(self) -> None:
        for number, segment in enumerate(self.segments):
            for at in range(segment.start, segment.end):
                if at in self.inside or any(first <= at <= last for first, last in self.denied):
                    continue
                kind = self.tokens[at].kind
                found = self._not(number, at) if kind == "denial" else self._well(number, at) if kind == "well" else None
                if found is not None:
                    self.denied = [one for one in self.denied if not found[0] <= one[0] <= found[1]] + [found]
        self.denied.sort()

    def _not(self, number: int, at: int) -> tuple[int, int] | None:
        """What a "not" denies: what follows it in its clause, or the thing before it when only "hurts" follows."""
        segment, hurts = self.segments[number], self.lexicon.group("hurting", "hurts")
        rest = [one for one in self.tokens[at + 1 : segment.end] if one.kind not in ("filler", "well")]
        before = [one for one in segment.things if self.matches[one].first < at]
        if any(self.matches[one].first > at for one in segment.things):
            return at, self._end_of_list(number, at) - 1
        if all(token.word in hurts for token in rest) and not any(at < one < segment.end for one in self.unread):
            said = range(segment.start, at)
            plain = not any(self.tokens[one].kind in ("hurting", "grade") or one in self.unread for one in said)
            if before and plain:
                return self._start_of_list(number, self.matches[before[-1]].first), segment.end - 1
            if not before and any(self.tokens[one].kind == "side" for one in said):
                return segment.start, segment.end - 1  # "hips hurt, the right not as much"
        return (at, segment.end - 1) if rest or before else None

    def _well(self, number: int, at: int) -> tuple[int, int] | None:
        """What a word such as "fine" takes away: the thing before it ("is fine") or right after it ("healthy knee")."""
        segment, token = self.segments[number], self.tokens[at]
        before = [self.matches[one] for one in segment.things if self.matches[one].first < at]
        after = [self.matches[one] for one in segment.things if self.matches[one].first > at]
        if not before:
            if after and token.group != "well" and self._kinds(at + 1, after[0].first) <= {"side", "position"}:
                return at, after[0].last
            sided = any(one.kind == "side" for one in self.tokens[segment.start : segment.end])
            return (segment.start, segment.end - 1) if sided and not after else None  # "the right is fine"
        if after and self.tokens[at - 1].kind != "filler":
            return None  # "knee ok the hip"
        first = before[-2].last + 1 if len(before) > 1 else segment.start
        end = after[0].first if after else segment.end
        said = self._kinds(first, at) & {"hurting", "grade", "denial"}
        until = "divider" in self._kinds(at, end) or any(at < one < end for one in self.unread)
        if token.group != "absent" and (said or (until and token.group != "mended")):
            return None  # "pain since the knee was replaced", "fine until I fell"
        return self._start_of_list(number, before[-1].first), (at if after else segment.end - 1)

    def _start_of_list(self, number: int, first: int) -> int:
        """Where what is denied begins, when its denial comes after it: with its side, and with the bare list it ends."""
        start = first
        while start > self.segments[number].start and self.tokens[start - 1].kind in ("side", "filler", "position"):
            start -= 1
            first = start if self.tokens[start].kind != "filler" else first
        while start == self.segments[number].start and self.segments[number].mark == "and":
            number -= 1
            segment = self.segments[number]
            said = {token.kind for token in self.tokens[segment.start : segment.end]}
            if not segment.things or said & {"hurting", "grade", "denial", "divider", "well"}:
                break
            start = first = segment.start
            while self.tokens[first].kind == "filler":
                first += 1
        return first

    def _end_of_list(self, number: int, at: int) -> int:
        """Where a denial ends: a list goes on while its items are bare, and commas count once a word joins it."""
        end = self.segments[number].end
        for later in self.segments[number + 1 :]:
            mark = self.tokens[later.start - 1].word
            # "No knee or hip pain": after "or" the "pain" belongs to all of the list.
            hurts = mark not in ("or", "nor") and any(one.kind == "hurting" for one in self.tokens[later.start : later.end])
            if not later.things or later.mark == "but" or hurts:
                break
            if self._kinds(later.start, later.end) & {"grade", "denial", "well"}:
                break
            end = later.end if later.mark == "and" else end
        return end

    # ---- sides and grades

    def _mean_again(self) -> None:
        """Add matches for what is meant again where only a side is said: "the left hip, and the right", "left and right knee".

        Such a match stands at the side and uses no word of its own.
        """
        added = []
        for number, segment in enumerate(self.segments):
            own = range(segment.start, segment.end)
            sides = [at for at in own if self.tokens[at].kind == "side"]
            if segment.things or not sides or any(at in self.gone or at in self.unread for at in own):
                continue
            side = self.tokens[sides[0]].canon
            named = [one for one in range(number) if self.segments[one].things]
            if named:
                thing = self.matches[self.segments[named[-1]].things[-1]]
                said = self._sides(range(self._list_before(named[-1]), segment.start))
                if not said or (said == {side} and thing.first not in self.gone):
                    continue
            else:
                later = self.segments[number + 1] if number + 1 < len(self.segments) else segment
                said = self._sides(range(later.start, later.end))
                if later.mark not in ("and", "than") or not later.things or len({side, *said}) < 2:
                    continue
                thing = self.matches[later.things[0]]
            added.append(Match(sides[0], sides[0], (), thing.things, thing.corrected, thing.together))
        self.matches = sorted([*self.matches, *added], key=lambda match: match.first)
        self.segments = list(self._segments())

    def _sides(self, places: Iterable[int]) -> set[str]:
        """The sides that are said at some tokens, if they are no part of a name."""
        used = {at for match in self.matches for at in match.used}
        return {self.tokens[at].group for at in places if self.tokens[at].kind == "side" and at not in used}

    def _list_before(self, number: int) -> int:
        """Where the list begins that a segment ends."""
        while number and self.segments[number].mark == "and" and self.segments[number - 1].things:
            number -= 1
        return self.segments[number].start

    def _spread(self, kind: str) -> dict[int, str]:
        """Number of a match -> its side or grade, where the text says so."""
        found: dict[int, str] = {}
        leading: str | None = None  # said before anything was named
        carried: str | None = None  # said first in a list
        latest: list[int] = []  # the matches of the last segment, or of several that are joined by "and"
        for segment in self.segments:
            if segment.mark == "but":
                leading = carried = None
            items = self._items(segment, kind, found)
            values = [item for item in items if isinstance(item, str)]
            if not segment.things:
                if values:
                    found.update({number: _together(values) for number in latest if number not in found})
                    leading = leading if latest else _together(values)
                continue
            if values or any(number in found for number in segment.things):
                leading = None
                _within(items, found)
                if kind == "side" and self._closes_list(segment, items) and segment.things[0] in found:
                    found.update({number: found[segment.things[0]] for number in latest if number not in found})
                carried = values[0] if len(set(values)) == 1 and items[0] == values[0] else None
            else:
                # Only the bare items of a list share what was said first in it: not "left neck and the shoulder".
                carried = carried if self.matches[segment.things[0]].first == segment.start else None
                value = carried or leading
                if value is not None:
                    found.update(dict.fromkeys(segment.things, value))
            latest = [*latest, *segment.things] if segment.mark == "and" else segment.things
        for number, match in enumerate(self.matches):
            # What was said inside of the phrase whose word was shared counts for both: "front and back of both thighs".
            like = next((n for n, other in enumerate(self.matches) if other.first == match.like), None)
            if like in found:
                found.setdefault(number, found[like])
        return found

    def _items(self, segment: Segment, kind: str, found: dict[int, str]) -> list[int | str]:
        """The numbers of the matches of a segment and the sides or grades around them, in order.

        What is said inside of a match ("back of the left knee") goes to `found`.
        """
        items: list[int | str] = []
        owner = {at: n for n in segment.things for at in range(self.matches[n].first, self.matches[n].last + 1)}
        for at in range(segment.start, segment.end):
            number = owner.get(at)
            if at in self.gone:
                continue
            if number is not None and at == self.matches[number].first:
                items.append(number)
            if self.tokens[at].kind == kind and number is None:
                items.append(self.tokens[at].group)
            elif self.tokens[at].kind == kind and number is not None and at not in self.matches[number].used:
                found[number] = self.tokens[at].group
        return items

    def _closes_list(self, segment: Segment, items: Sequence[int | str]) -> bool:
        """Whether a side ends a list and so holds for all of it: "hip and knee on the left", but not "neck and knee left"."""
        if segment.mark != "and" or [isinstance(item, str) for item in items] != [False, True]:
            return False
        thing = self.matches[segment.things[0]]
        after = range(thing.last + 1, segment.end)
        bare = self._kinds(segment.start, thing.first) <= {"filler", "position"}
        # In "my neck hurts and knee on the left" the first is no bare item of a list.
        before = self.tokens[segment.start - 2].kind if segment.start > 1 else ""
        return bare and any(self.tokens[at].word == "on" for at in after) and before not in ("hurting", "denial")

    def _compared(self, side: dict[int, str], grade: dict[int, str]) -> None:
        """Grades of what is compared: "right knee worse than left", "both knees, the left more"."""
        for one, two in pairwise(self.segments):
            for number in two.things:
                match = self.matches[number]
                said = {self.tokens[at].word for at in range(two.start, two.end)}
                if two.mark == "than" and number not in grade and "slight" not in (grade.get(n) for n in one.things):
                    grade[number] = "moderate"
                both = not match.used and one.things and side.get(one.things[-1]) == "both"
                if both and side.get(number) in OPPOSITE and (grade.get(number) == "worst" or "more" in said):
                    side[one.things[-1]], grade[one.things[-1]] = OPPOSITE[side[number]], "moderate"
                    grade[number] = "worst"


def _within(items: Sequence[int | str], found: dict[int, str]) -> None:
    """Give the things of a segment the sides or grades around them.

    They belong to what follows, or to what stands before when the segment begins with a thing and does not end with one:
    "knee left elbow right".
    """
    backwards = bool(items) and isinstance(items[0], int) and isinstance(items[-1], str)
    said: list[str] = []
    last: int | str = ""
    for item in items[::-1] if backwards else items:
        if isinstance(item, str):
            said = [*said, item] if isinstance(last, str) else [item]
        elif said:
            found.setdefault(item, _together(said))
        last = item


def _together(values: Sequence[str]) -> str:
    distinct = set(values)
    return values[0] if len(distinct) == 1 or not distinct <= {"left", "right", "both"} else "both"
