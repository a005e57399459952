"""What a side, a grade of pain or a denial belongs to.

A text falls into clauses at its marks. A side or grade belongs to the thing it stands nearest to inside its clause. One that
comes first also covers the bare items of the list that follows ("left neck and shoulder", but not "left neck and the
shoulder"). A clause that only tells a side or grade speaks of the thing before it ("sore neck, worse on the left"), or else of
what comes. A denial holds for the rest of its clause; what is said to be well is the thing before it.

What is harder is handed back as not understood: a second side of what has one, and a place "below" or "behind" another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .mention import Thing
from .tokens import MARKS, Lexicon, Token


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that names something. `first` and `last` are its tokens, `used` those of them that are part of the name.

    `things`: what it names; several when they fit equally, or, with `together`, when it asks for all of them. `side` and
    `grade` are what the text says of it.
    """

    first: int
    last: int
    used: tuple[int, ...]
    things: tuple[Thing, ...]
    corrected: bool = False
    together: bool = False
    side: str | None = None
    grade: str | None = None


@dataclass(slots=True)
class Clause:
    """What stands between two marks: tokens `start` to `end` (excluded), and the kind of the mark before it."""

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
        self.clauses = list(self._clauses())
        self.gone: set[int] = set()
        """The tokens of what is denied, said to be well, or too hard to read."""
        for number in range(len(self.clauses)):
            self._refuse_in(number)
        side, grade = self._spread("side"), self._spread("grade")
        self.matches = [replace(match, side=side.get(n), grade=grade.get(n)) for n, match in enumerate(self.matches)]

    def _clauses(self) -> Iterator[Clause]:
        mark, start = "but", 0
        for at in range(len(self.tokens) + 1):
            if at == len(self.tokens) or (self.tokens[at].kind in MARKS and at not in self.inside):
                yield Clause(mark, start, at, [n for n, match in enumerate(self.matches) if start <= match.first < at])
                mark, start = self.tokens[at].kind if at < len(self.tokens) else "", at + 1

    def _kinds(self, start: int, end: int) -> set[str]:
        """The kinds of the words outside of names."""
        return {self.tokens[at].kind for at in range(start, end) if at not in self.inside}

    # ---- what is not asked

    def _refuse_in(self, number: int) -> None:
        clause = self.clauses[number]
        for at in range(clause.start, clause.end):
            if at in self.inside or at in self.gone:
                continue
            before = [self.matches[one] for one in clause.things if self.matches[one].first < at]
            after = [self.matches[one] for one in clause.things if self.matches[one].first > at]
            found = None
            if self.tokens[at].kind == "denial":
                found = self._not(number, at, before, after)
            elif self.tokens[at].kind == "well":
                found = self._well(number, at, before, after)
            elif self.tokens[at].word in self.lexicon.listed("outside") and after:
                near = self._kinds(at + 1, after[0].first) <= {"filler", "side", "position", "soft"}
                found = (at, after[0].last) if near else None  # "under the left arm" is not the arm
            if found is not None:
                self._refuse(*found)

    def _refuse(self, first: int, last: int) -> None:
        self.gone.update(range(first, last + 1))

    def _not(self, number: int, at: int, before: list[Match], after: list[Match]) -> tuple[int, int] | None:
        """What a "not" denies: what follows it in its clause, or the thing before it when only "hurts" follows."""
        clause = self.clauses[number]
        rest = [one for one in self.tokens[at + 1 : clause.end] if one.kind not in ("filler", "well")]
        if after:
            return at, self._end_of_list(number, at) - 1
        if all(token.group == "hurts" for token in rest) and not any(at < one < clause.end for one in self.unread):
            said = range(clause.start, at)
            plain = not any(self.tokens[one].kind in ("hurting", "grade") or one in self.unread for one in said)
            if before and plain:
                return self._start_of_list(number, before[-1].first), clause.end - 1
            if not before and any(self.tokens[one].kind == "side" for one in said):
                return clause.start, clause.end - 1  # "hips hurt, the right not as much"
        return (at, clause.end - 1) if rest or before else None

    def _well(self, number: int, at: int, before: list[Match], after: list[Match]) -> tuple[int, int] | None:
        """What a word such as "fine" takes away: the clause up to it and after it, or the thing right after it."""
        clause = self.clauses[number]
        if before:
            return self._start_of_list(number, before[0].first), clause.end - 1
        if after:
            sound = self.tokens[at].group == "sound" and self._kinds(at + 1, after[0].first) <= {"side", "position"}
            return (at, after[0].last) if sound else None
        sided = any(one.kind == "side" for one in self.tokens[clause.start : clause.end])
        return (clause.start, clause.end - 1) if sided else None  # "the right is fine"

    def _start_of_list(self, number: int, first: int) -> int:
        """Where what is denied begins, when its denial comes after it: with its side, and with the bare list it ends."""
        clause, start = self.clauses[number], first
        while start > clause.start and self.tokens[start - 1].kind in ("side", "filler", "position"):
            start -= 1
        while start == clause.start and clause.mark == "and":
            number -= 1
            clause = self.clauses[number]
            said = {token.kind for token in self.tokens[clause.start : clause.end]}
            if not clause.things or said & {"hurting", "grade", "denial", "divider", "well"}:
                break
            start = clause.start
        while self.tokens[start].kind == "filler":
            start += 1
        return start

    def _end_of_list(self, number: int, at: int) -> int:
        """Where a denial ends: a list goes on while its items are bare, and commas count once a word joins it."""
        end = self.clauses[number].end
        for later in self.clauses[number + 1 :]:
            mark = self.tokens[later.start - 1].canon
            # "No knee or hip pain": after "or" the "pain" belongs to all of the list.
            hurts = mark != "or" and any(one.kind == "hurting" for one in self.tokens[later.start : later.end])
            if not later.things or later.mark == "but" or hurts:
                break
            if self._kinds(later.start, later.end) & {"grade", "denial", "well"}:
                break
            end = later.end if later.mark == "and" else end
        return end

    # ---- sides and grades

    def _spread(self, kind: str) -> dict[int, str]:
        """Number of a match -> its side or grade, where the text says so. A side that belongs to nothing is refused."""
        found: dict[int, str] = {}
        free: set[int] = set()  # the tokens that have been given to nothing

        def give(numbers: Iterable[int], said: Sequence[int]) -> None:
            """The things get a side or grade, if they have none."""
            for number in numbers:
                if said and number not in found:
                    groups = {self.tokens[at].group for at in said}
                    two = len(groups) > 1 and groups <= {"left", "right", "both"}
                    found[number] = "both" if two else self.tokens[said[0]].group
                    free.difference_update(said)

        leading: list[int] = []  # said before anything was named
        carried: list[int] = []  # said first in a list
        latest: list[int] = []  # the matches of the last clause, or of several that are joined by "and"
        for clause in self.clauses:
            owner = {at: n for n in clause.things for at in range(self.matches[n].first, self.matches[n].last + 1)}
            said = [at for at in range(clause.start, clause.end) if self.tokens[at].kind == kind and at not in self.gone]
            for at in (one for one in said if one in owner and one not in self.matches[owner[one]].used):
                give([owner[at]], [at])  # "back of the left knee"
            told = bool(found.keys() & clause.things)
            said = [at for at in said if at not in owner]
            free.update(said)
            leading, carried = ([], []) if clause.mark == "but" else (leading, carried)
            if not clause.things:
                bare = [number for number in latest if number not in found and self.matches[number].first not in self.gone]
                give(bare, said)
                leading = said if said and not latest else leading
                continue
            first = self.matches[clause.things[0]].first
            if leading and not latest and clause.mark == "and":
                plain = self._kinds(self.clauses[0].start, leading[-1] + 1) <= {"side", "filler"}
                if plain and said and said[0] < first:
                    give(clause.things[:1], [*leading, said[0]])  # "left and right knee"
                    free.discard(said[0])
                leading = []
            self._give_nearest(clause, said, give)
            if said or told:
                alike = len({self.tokens[at].group for at in said}) == 1
                leading, carried = [], said[:1] if alike and said[0] < first else []
            else:
                # Only the bare items of a list share what was said first in it: not "left neck and the shoulder".
                carried = carried if first == clause.start else []
                give(clause.things, carried or leading)
            latest = [*latest, *clause.things] if clause.mark == "and" else clause.things
        for clause in self.clauses:
            lost = sorted(free & set(range(clause.start, clause.end)) - self.gone) if self.matches else []
            if lost and not clause.things and (kind == "side" or clause.start < self.matches[0].first):
                self._refuse(clause.start, clause.end - 1)  # "left hip, and the right", "little and ring finger"
            elif kind == "side":
                for at in lost:
                    self._refuse(at, at)  # "left neck right"
        return found

    def _give_nearest(self, clause: Clause, said: Sequence[int], give: Callable[[Iterable[int], Sequence[int]], None]) -> None:
        """Give the things of a clause the sides or grades around them.

        They belong to what follows, or to what stands before when the clause begins with a thing and does not end with one:
        "knee left elbow right".
        """
        things = [(self.matches[number].first, number) for number in clause.things]
        items = sorted([*(item for item in things if item[0] not in self.gone), *((at, -1) for at in said)])
        if items and items[-1][1] < 0 <= items[0][1]:
            items.reverse()
        near: list[int] = []
        for (at, number), before in zip(items, [0, *(number for _, number in items)], strict=False):
            if number < 0:
                near = [*near, at] if before < 0 else [at]
            else:
                give([number], near)
