"""What a side, a grade of pain or a denial belongs to.

A text falls into segments at its marks. A side or grade belongs to the thing it stands nearest to inside its segment. One
that comes first also covers the bare items of the list that follows ("left neck and shoulder", but not "left neck and the
shoulder"); one that stands alone belongs to what was said before ("sore neck, worse on the left"), or else to what comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, cast

from .tokens import MARKS, Token
from .vocabulary import Thing
from .wordlist import (
    COPULAS,
    GRADES,
    HURTING,
    HURTS,
    JUST_NOW,
    LESS,
    MENDED,
    MORE,
    NEGATED_VERBS,
    NO_MORE,
    NOT_BEFORE,
    OWNERS,
    PAIRED_PLACES,
    PREDICATES,
    STATES,
    TIMES,
    WITHIN,
    singular,
)


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


Range = tuple[int, int]
"""First and last token."""


def denied(tokens: Sequence[Token], matches: Sequence[Match], leftover: Sequence[int]) -> list[Range]:
    """The ranges of tokens (first, last) that the text denies, or says to be well."""
    ranges: list[Range] = []
    segments = list(_segments(tokens, matches))
    inside = {at for match in matches for at in range(match.first, match.last + 1)}
    for at, token in enumerate(tokens):
        if token.part not in "XH" or at in inside or any(first <= at <= last for first, last in ranges):
            continue
        number = next(n for n, segment in enumerate(segments) if segment.start <= at < segment.end)
        find = _not if token.part == "X" else _well
        found = find(tokens, matches, leftover, segments, number, at)
        if found is not None:
            ranges = [one for one in ranges if not found[0] <= one[0] <= found[1]]
            ranges.append(found)
    return sorted(ranges)


def _not(
    tokens: Sequence[Token],
    matches: Sequence[Match],
    leftover: Sequence[int],
    segments: Sequence[Segment],
    number: int,
    at: int,
) -> Range | None:
    """What a "not" at a token denies: what follows it, or what stands before it when it ends its clause."""
    segment = segments[number]
    after = [match for match in matches if at < match.first < segment.end]
    last = segment.end - 1
    telling_after = any(token.word in HURTS for token in tokens[at + 1 : segment.end])
    if tokens[at].word in ("previously", "formerly") and telling_after:
        return None  # "previously broken left wrist hurts"
    if after:
        between = [left for left in leftover if at < left < after[0].first]
        if between:
            words = {token.word for token in tokens[between[-1] + 1 : after[0].first]}
            if words & OWNERS and not words & WITHIN:
                return at, between[-1]
        return at, _end_of_denial(tokens, matches, segments, number, at) - 1
    if any(at < left < segment.end for left in leftover):
        return at, last
    rest = [token for token in tokens[at + 1 : segment.end] if token.part != "H"]
    if any(token.part in "SP" for token in rest):
        return at, last
    before = [match for match in matches if segment.start <= match.first < at]
    if not before and any(token.part == "S" for token in tokens[segment.start : at]):
        return segment.start, last  # "hips hurt, the right not as much"
    word = tokens[at].word
    telling = [token for token in rest if token.part not in "FK"]
    if all(token.word in NO_MORE or (word in STATES and token.word in JUST_NOW) for token in rest):
        ends = True
    elif word in NEGATED_VERBS:
        ends = bool(telling) and all(token.part == "N" and token.word in HURTS for token in telling)
    else:
        # "Knee: no pain". With "chest tightness no pain" or "arm tingling, no pain" something is still wrong there.
        plain = not any(segment.start <= left < at for left in leftover) and not any(
            token.part in "NG" for token in tokens[segment.start : at]
        )
        sites = all(kind == "site" for match in before for kind, _ in match.things)
        pains = bool(telling) and all(token.part == "N" and token.word in HURTS for token in telling)
        ends = plain and sites and pains
    if before and ends:
        return _start_of_denial(tokens, matches, segments, number, before[-1]), last
    return (at, last) if telling or before else None


def _well(
    tokens: Sequence[Token],
    matches: Sequence[Match],
    leftover: Sequence[int],
    segments: Sequence[Segment],
    number: int,
    at: int,
) -> Range | None:
    """What a word such as "fine" takes away: the thing before it ("is fine") or right after it ("healthy knee")."""
    segment, word = segments[number], tokens[at].word
    before = [match for match in matches if segment.start <= match.first < at]
    after = [match for match in matches if at < match.first < segment.end]
    copula = at > segment.start and tokens[at - 1].word in COPULAS
    if after and not copula and word not in NOT_BEFORE:
        thing = after[0]
        clause = tokens[segment.start : segment.end]
        if all(token.part in "SP" for token in tokens[at + 1 : thing.first]) and not any(token.part in "NG" for token in clause):
            return at, thing.last
    if before and (copula or not after):
        thing = before[-1]
        first = before[-2].last + 1 if len(before) > 1 else segment.start
        if any(token.part in "NGX" for token in tokens[first:at]):
            return None  # "pain since the knee was replaced"
        end = after[0].first if after else segment.end
        rest = range(at + 1, end)
        if word not in MENDED and any(tokens[i].part == "K" or (i in leftover and not _time(tokens[i])) for i in rest):
            return None  # "fine until I fell"
        return _start_of_denial(tokens, matches, segments, number, thing), (at if after else segment.end - 1)
    if not before and not after and any(token.part == "S" for token in tokens[segment.start : segment.end]):
        return segment.start, segment.end - 1  # "the right is fine"
    return None


def _time(token: Token) -> bool:
    return token.word.isdecimal() or singular(token.word) in TIMES or token.word in JUST_NOW or token.word == "last"


def _start_of_denial(
    tokens: Sequence[Token], matches: Sequence[Match], segments: Sequence[Segment], number: int, thing: Match
) -> int:
    """Where what is denied begins, when its denial comes after it: with its side, and with the bare list it ends."""
    inside = {at for match in matches for at in range(match.first, match.last + 1)}
    start = thing.first
    first = start
    while start > segments[number].start and start - 1 not in inside and tokens[start - 1].part in "SFP":
        start -= 1
        first = start if tokens[start].part in "SP" else first
    while number and start == segments[number].start and segments[number].mark in ("and", "or", "nor", "&"):
        number -= 1
        segment = segments[number]
        parts = {tokens[i].part for i in range(segment.start, segment.end)}
        listed = [match for match in matches if segment.start <= match.first < segment.end]
        if not listed or not parts.isdisjoint("NGXHK"):
            break
        start = first = segment.start
        while tokens[first].part == "F" and first < listed[0].first:
            first += 1
    return first


def _end_of_denial(tokens: Sequence[Token], matches: Sequence[Match], segments: Sequence[Segment], number: int, at: int) -> int:
    # "No pain in the knee, hip or ankle" denies all three: a list goes on while its items are bare; commas count once it
    # is joined by a word.
    end = segments[number].end
    for later in segments[number + 1 :]:
        parts = {tokens[i].part for i in range(later.start, later.end)}
        # "No knee or hip pain": after "or" the "pain" belongs to all of the list.
        never = "GXH" if later.mark in ("or", "nor") and tokens[at].word not in NEGATED_VERBS else "NGXH"
        bare = any(later.start <= match.first < later.end for match in matches) and parts.isdisjoint(never)
        if not bare or later.mark == "." or (later.mark == "and" and tokens[later.start].part == "S"):
            break
        if later.mark in ("or", "nor", "and"):
            end = later.end
        elif later.mark != ",":
            break
    return end


def again(
    tokens: Sequence[Token], matches: Sequence[Match], leftover: Sequence[int], ranges: Sequence[Range]
) -> tuple[list[Match], dict[int, str]]:
    """The matches, and those that are meant again where only a side is said: "the right leg is fine but the left hurts".

    Such a match stands at the side and uses no word of its own. Where not even a side is said ("the left knee looks normal
    but hurts"), the second result has the side said before, by the first token of the match.
    """
    kept: dict[int, str] = {}
    gone = {at for first, last in ranges for at in range(first, last + 1)}
    found = list(matches)
    segments = list(_segments(tokens, matches))
    for segment in segments:
        own = range(segment.start, segment.end)
        earlier = [match for match in matches if match.first < segment.start]
        if not earlier or any(segment.start <= match.first < segment.end for match in matches):
            continue
        if any(at in gone or at in leftover for at in own) or any(tokens[at].word == "worse" for at in own):
            continue
        thing = earlier[-1]
        is_denied = thing.first in gone
        side = next((at for at in own if tokens[at].part == "S"), None)
        home = next(one for one in segments if one.start <= thing.first < one.end)
        said = {tokens[at].canon for at in range(home.start, home.end) if tokens[at].part == "S"}
        says = any(tokens[at].part in "NG" or tokens[at].word in PREDICATES for at in own)
        if side is not None and says:
            graded = segment.mark not in ("and", "&") or any(tokens[at].part == "G" for at in own)
            if is_denied or (graded and len(said) == 1 and said.isdisjoint({tokens[side].canon, "both"})):
                found.append(Match(side, side, (), thing.things, thing.corrected, thing.together))
        elif side is None and is_denied and segment.mark in (".", ","):
            known = HURTS if tokens[segment.start - 1].word == "but" else HURTING
            hurts = next((at for at in own if tokens[at].part == "N" and tokens[at].word in known), None)
            if hurts is not None:
                found.append(Match(hurts, hurts, (), thing.things, thing.corrected, thing.together))
                if len(said) == 1:
                    kept[hurts] = min(said)
    return sorted(found, key=lambda match: match.first), kept


Parts = list[tuple[str, str | None]]
"""A side and a grade for each."""


def compared(
    tokens: Sequence[Token], matches: Sequence[Match], ranges: Sequence[Range], side: dict[int, str]
) -> dict[int, Parts]:
    """Number of a match -> its sides with a grade of their own: "left more than right", "severe left and mild right knee"."""
    gone = {at for first, last in ranges for at in range(first, last + 1)}
    found: dict[int, Parts] = {}
    inside = {at for match in matches for at in match.used}
    for at, token in enumerate(tokens):
        if at in gone or at in inside:
            continue
        if token.word == "than":
            _than(tokens, matches, at, found)
        elif token.word in ("worse", "more") and not any(other.word == "than" for other in tokens[at : at + 6]):
            near = [i for i in range(max(0, at - 3), min(len(tokens), at + 5)) if tokens[i].canon in ("left", "right")]
            near = [i for i in near if tokens[i].part == "S" and not _marked(tokens, min(i, at), max(i, at))]
            before = [number for number, match in enumerate(matches) if match.last < at and match.first not in gone]
            if near and before and side.get(before[-1]) == "both":
                worse = tokens[near[-1]].canon
                found[before[-1]] = [(worse, "worst"), ("right" if worse == "left" else "left", "moderate")]
    segments = list(_segments(tokens, matches))
    for one, two in pairwise(segments):
        if two.mark not in ("and", "&", ",") or any(at in gone for at in range(one.start, two.end)):
            continue
        number = next((n for n, match in enumerate(matches) if two.start <= match.first < two.end), None)
        if number is None or any(one.start <= match.first < one.end for match in matches):
            continue
        first, second = tokens[one.start : one.end], tokens[two.start : matches[number].first]
        if any(token.part not in "SGFN" for token in (*first, *second)):
            continue
        told = [[token.canon for token in piece if token.part == "S"] for piece in (first, second)]
        how = [next((GRADES[token.word] for token in piece if token.part == "G"), None) for piece in (first, second)]
        if sorted(told) == [["left"], ["right"]] and any(how):
            found[number] = [(own[0], grade) for own, grade in zip(told, how, strict=True)]
    return found


def _than(tokens: Sequence[Token], matches: Sequence[Match], at: int, found: dict[int, Parts]) -> None:
    """ "Left more than right": the two sides of one thing, or of two."""
    start = at
    while start and tokens[start - 1].part not in MARKS:
        start -= 1
    end = at + 1
    while end < len(tokens) and tokens[end].part not in MARKS:
        end += 1
    one = [i for i in range(start, at) if tokens[i].part == "S"]
    two = [i for i in range(at + 1, end) if tokens[i].part == "S"]
    words = {token.word for token in tokens[start:at]}
    if len(one) != 1 or not two or not words & (MORE | LESS):
        return
    first, second = tokens[one[0]].canon, tokens[two[0]].canon
    if {first, second} != {"left", "right"}:
        return
    how = ("moderate", "worst") if words & LESS else ("worst", "moderate")
    own = [n for n, match in enumerate(matches) if start <= match.first < at]
    other = [n for n, match in enumerate(matches) if at < match.first < end]
    earlier = [n for n, match in enumerate(matches) if match.last < start]
    if own and other:
        found[own[-1]], found[other[0]] = [(first, how[0])], [(second, how[1])]
    elif own or other or earlier:
        found[(own[-1:] or other[:1] or earlier[-1:])[0]] = [(first, how[0]), (second, how[1])]


def plural_pairs(tokens: Sequence[Token], matches: Sequence[Match], side: dict[int, str]) -> dict[int, str]:
    """`side`, with both for plurals of what comes in pairs, where the text tells a side elsewhere: "hips and left knee"."""
    if not side:
        return side
    found = dict(side)
    for number, match in enumerate(matches):
        if number not in found and any(tokens[at].word in PAIRED_PLACES for at in match.used):
            found[number] = "both"
    return found


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
            if part == "S" and _closes_list(tokens, segment, items, matches):
                found.update({number: found[things[0]] for number in latest if number not in found and things[0] in found})
            carried = marks[0] if len(set(marks)) == 1 and items[0][0] == "mark" else None
        latest = [*latest, *things] if segment.mark in ("and", "&", "or") else things
    _share(matches, found)
    return found


def _closes_list(tokens: Sequence[Token], segment: Segment, items: Sequence[Item], matches: Sequence[Match]) -> bool:
    """Whether a side ends a list and so holds for all of it: "hip and knee on the left", but not "neck and knee left"."""
    if segment.mark not in ("and", "&", "or") or [what for what, _ in items] != ["thing", "mark"]:
        return False
    thing = matches[cast("int", items[0][1])]
    between = {token.word for token in tokens[thing.last + 1 : segment.end]}
    bare = all(token.part in "FP" for token in tokens[segment.start : thing.first])
    # In "my neck hurts and knee on the left" the first is no bare item of a list.
    before = segment.start - 2
    return bare and "on" in between and not any(tokens[i].part in "NX" for i in (before,) if i >= 0)


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
