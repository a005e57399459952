"""What a side, a grade of pain or a denial belongs to.

A text falls into segments at its marks. A side or grade belongs to the thing it stands nearest to inside its segment. One
that comes first also covers the bare items of the list that follows ("left neck and shoulder", but not "left neck and the
shoulder"); one that stands alone belongs to what was said before ("sore neck, worse on the left"), or else to what comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .tokens import MARKS, Token
from .vocabulary import Thing
from .wordlist import GRADES, singular


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that names something. `first` and `last`: its tokens. `used`: those of them that are part of the name.

    `things`: what it names; several when they fit equally, or, with `together`, when it asks for all of them.
    """

    first: int
    last: int
    used: tuple[int, ...]
    things: tuple[Thing, ...]
    corrected: bool
    together: bool = False
    like: int | None = None
    """The first token of the match that a shared word was taken from: "inner" in "inner and outer knee"."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two marks: tokens `start` to `end` (excluded), and the mark before it."""

    mark: str
    start: int
    end: int


def denied(tokens: Sequence[Token], matches: Sequence[Match], leftover: Sequence[int]) -> list[tuple[int, int]]:
    """The ranges of tokens (first, last) that the text denies."""
    ranges: list[tuple[int, int]] = []
    segments = list(_segments(tokens, matches))
    inside = {at for match in matches for at in range(match.first, match.last + 1)}
    for at, token in enumerate(tokens):
        if token.part != "X" or at in inside or (ranges and at <= ranges[-1][1]):
            continue
        number = next(n for n, segment in enumerate(segments) if segment.start <= at < segment.end)
        segment = segments[number]
        if not any(at < match.first < segment.end for match in matches) and not any(at < left < segment.end for left in leftover):
            if any(tokens[i].part == "S" for i in range(at + 1, segment.end)):
                ranges.append((at, segment.end - 1))
                continue
            # "My knee does not hurt", "neck: none": it is what stands before that is denied.
            before = [match for match in matches if segment.start <= match.first < at]
            if before and not any(tokens[i].part == "P" for i in range(at + 1, segment.end)):
                ranges.append((before[-1].first, segment.end - 1))
            continue
        ranges.append((at, _end_of_denial(tokens, matches, segments, number) - 1))
    return ranges


def _end_of_denial(tokens: Sequence[Token], matches: Sequence[Match], segments: Sequence[Segment], number: int) -> int:
    # "No pain in the knee, hip or ankle" denies all three: a list goes on while its items are bare; commas count once it
    # is joined by a word.
    end = segments[number].end
    for later in segments[number + 1 :]:
        parts = {tokens[i].part for i in range(later.start, later.end)}
        bare = any(later.start <= match.first < later.end for match in matches) and parts.isdisjoint("NGX")
        if not bare or later.mark == "." or (later.mark == "and" and tokens[later.start].part == "S"):
            break
        if later.mark in ("or", "and"):
            end = later.end
        elif later.mark != ",":
            break
    return end


def sides(tokens: Sequence[Token], matches: Sequence[Match], ignored: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Number of a match -> left, right or both, where the text says so."""
    words = list(tokens)
    _join_sides(words, matches)
    return _spread("S", words, matches, ignored)


def grades(tokens: Sequence[Token], matches: Sequence[Match], ignored: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Number of a match -> worst, moderate or slight, where the text says so."""
    return _spread("G", tokens, matches, ignored)


def _join_sides(words: list[Token], matches: Sequence[Match]) -> None:
    """ "Left and right knee" asks for both; "both the neck and the knee" says nothing of sides."""
    for at, token in enumerate(words):
        if token.part != "S":
            continue
        other = _next_word(words, at + 1)
        if other is not None and words[other].part == "&":
            second = _next_word(words, other + 1)
            if second is not None and words[second].part == "S" and words[second].canon != token.canon:
                before = any(match.last < at and not _marked(words, match.last, at) for match in matches)
                after = any(match.first > second and not _marked(words, second, match.first) for match in matches)
                if not (before and after):
                    words[at] = token._replace(part="F")
                    words[other] = words[other]._replace(part="F")
                    words[second] = words[second]._replace(canon="both")
                    continue
        if token.word == "both":
            match = next((match for match in matches if match.first > at), None)
            if match is None or match.last + 1 >= len(words) or words[match.last + 1].part != "&":
                continue
            if all(singular(words[i].word) == words[i].word for i in match.used) and not _marked(words, at, match.first):
                words[at] = token._replace(part="F")


def _next_word(words: Sequence[Token], at: int) -> int | None:
    return next((i for i in range(at, len(words)) if words[i].part != "F"), None)


def _marked(words: Sequence[Token], first: int, last: int) -> bool:
    return any(words[i].part in MARKS for i in range(first + 1, last))


def _segments(tokens: Sequence[Token], matches: Sequence[Match]) -> Iterator[Segment]:
    inside = {at for match in matches for at in range(match.first, match.last + 1)}
    mark, start = ".", 0
    for at, token in enumerate(tokens):
        if token.part in MARKS and at not in inside:
            yield Segment(mark, start, at)
            mark, start = (token.word if token.word in ("and", "or") else token.part), at + 1
    yield Segment(mark, start, len(tokens))


Item = tuple[Literal["thing"], int] | tuple[Literal["mark"], str]


def _spread(part: str, tokens: Sequence[Token], matches: Sequence[Match], ignored: Sequence[tuple[int, int]]) -> dict[int, str]:
    found: dict[int, str] = {}
    leading: str | None = None  # said before anything was named
    carried: str | None = None  # said first in a list
    latest: list[int] = []  # the things of the last segment, or of several that are joined by "and"
    by_first = {match.first: number for number, match in enumerate(matches)}
    skipped = {at for first, last in ignored for at in range(first, last + 1)}
    taken = {at for match in matches for at in match.used}
    for segment in _segments(tokens, matches):
        if segment.mark == ".":
            leading = carried = None
        items: list[Item] = []
        at, bare, other = segment.start, True, False
        while at < segment.end:
            token = tokens[at]
            if at in skipped:
                pass
            elif at in by_first:
                number = by_first[at]
                match = matches[number]
                for inner in range(match.first, match.last + 1):
                    if inner not in taken and tokens[inner].part == part:
                        found[number] = _value(tokens[inner])
                items.append(("thing", number))
                at = match.last
            elif token.part == part and at not in taken:
                items.append(("mark", _value(token)))
                other = other or token.word == "worse"
            elif not items:
                bare = False
            at += 1
        things = [number for what, number in items if what == "thing" and isinstance(number, int)]
        marks = [value for what, value in items if what == "mark" and isinstance(value, str)]
        if not things:
            if not marks or other:
                continue
            value = _together(marks)
            waiting = [number for number in latest if number not in found]
            if waiting:
                found.update(dict.fromkeys(waiting, value))
            elif latest and part == "S" and segment.mark in ("and", "&"):
                found[latest[-1]] = _together([found[latest[-1]], value])
            else:
                leading = value
            continue
        own = bool(marks) or any(number in found for number in things)
        if not own:
            value_or_none = carried if carried is not None and bare else leading
            if value_or_none is not None:
                found.update(dict.fromkeys(things, value_or_none))
            else:
                carried = None
        else:
            leading = None
            _within(items, found)
            carried = marks[0] if len(set(marks)) == 1 and items[0][0] == "mark" else None
        latest = [*latest, *things] if segment.mark in ("and", "&", "or") else things
    _share(matches, found)
    return found


def _within(items: Sequence[Item], found: dict[int, str]) -> None:
    """Sides or grades inside one segment."""
    current: str | None = None
    last: int | None = None
    kinds = [what for what, _ in items]
    starts_with_thing = kinds[0] == "thing"
    for at, (_, value) in enumerate(items):
        if isinstance(value, int):
            if value not in found and current is not None:
                found[value] = current
            last = value
            continue
        free = last is not None and last not in found
        ends = at + 1 == len(items)
        # "Knee left, elbow right" written without the comma.
        follows = starts_with_thing and kinds[at + 1 : at + 3] == ["thing", "mark"] and kinds[at + 3 : at + 4] in ([], ["thing"])
        if free and (ends or follows) and last is not None:
            found[last] = value
        elif at and not isinstance(items[at - 1][1], int) and current is not None:
            current = _together([current, value])
        else:
            current = value


def _share(matches: Sequence[Match], found: dict[int, str]) -> None:
    # What was said inside of the phrase whose word was shared counts for both: "front and back of both thighs".
    for number in range(len(matches) - 1, -1, -1):
        like = matches[number].like
        if like is not None and number not in found:
            for other, match in enumerate(matches):
                if match.first == like and other in found:
                    found[number] = found[other]


def _value(token: Token) -> str:
    return GRADES[token.word] if token.part == "G" else token.canon


def _together(values: Sequence[str]) -> str:
    distinct = set(values)
    return values[0] if len(distinct) == 1 or not distinct <= {"left", "right", "both"} else "both"
