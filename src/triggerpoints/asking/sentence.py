"""Reading a text: which known things it asks about, on which side, how bad, and what of it was not understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Final, cast

from ..text import show
from .scope import Match, again, compared, denied, grades, plural_pairs, sides
from .tokens import MARKS, Token, arrange, cut, only_of_between, part_of, verbatim
from .vocabulary import Thing, Vocabulary
from .wordlist import GROUPS, MISSPELT, NEVER_ALONE, NOT_BEFORE, singular
from .words import Asked, AskedSide, PainWord, Reading, Unread

MOST_CHARACTERS: Final = 500
MOST_WORDS: Final = 60
"""What is longer is read up to here; the rest is returned as unread."""

_LONGEST_NAME: Final = 10
_SUGGESTED: Final = 8
"""Suggestions are looked up for so many unread parts of one text."""
_INVISIBLE: Final = {ord(char): None for char in "\u00ad\u200b\u200c\u200d\u2060\ufe0f"}
_BREAKS: Final = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x85\u2028\u2029", ";"))
# Longer names win, and a name counts less than two of its words, so that one long name beats two short ones.
_WEIGHT: Final = {"C": 10, "P": 10, "Z": 8, "N": 5, "S": 5, "G": 5, "&": 6, "K": 6}
_A_NAME: Final = 6
_ALSO_NAMES: Final = frozenset({"back", "side", "bottom", "top", "front"})
# A comma may be crossed to one of these: "knee, inner side".
_AFTER_COMMA: Final = frozenset({"OUT", "IN", "FRONT", "UPPER", "LOWER", "DORSAL"})


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """Read what somebody typed. Takes any text and never raises; the same text is always read alike.

    What is asked and what is unread come in the order of the text. At least one of the two is not empty.
    """
    shown = _shown(text, 200)
    body, rest = _within_limits(text)
    tokens = cut(body)
    words = [at for at, token in enumerate(tokens) if token.part not in MARKS]
    if len(words) > MOST_WORDS:
        start = tokens[words[MOST_WORDS]].start
        body, rest = body[:start], body[start:] + rest
        tokens = tokens[: words[MOST_WORDS]]
    tokens = arrange(_spelt(tokens, vocabulary))
    matches = _best(tokens, vocabulary)
    if not matches and not any(token.part == "C" for token in tokens):
        # "My left side": where nothing else is named, the side is a place itself.
        tokens = [token._replace(part="P") if token.canon == "SIDE" else token for token in tokens]
        matches = _best(tokens, vocabulary)
    matches = _elided(tokens, matches, vocabulary)
    matches = _groups(tokens, _without_mere_side(tokens, matches), vocabulary)
    matches = _without_owners(tokens, _without_neighbours(tokens, matches))
    asked, unread = _results(body, tokens, matches, vocabulary)
    if rest.strip():
        unread.append(Unread(_shown(rest, 60), ()))
    if not asked and not unread:
        unread.append(Unread(shown, ()))
    return Reading(shown, tuple(asked), tuple(unread))


def _shown(text: str, limit: int) -> str:
    return show(text, limit)[1:-1]


def _within_limits(text: str) -> tuple[str, str]:
    body = unicodedata.normalize("NFKC", text[: 2 * MOST_CHARACTERS].translate(_BREAKS).translate(_INVISIBLE))
    rest = text[2 * MOST_CHARACTERS :][:MOST_CHARACTERS]
    if len(body) <= MOST_CHARACTERS:
        return body, rest
    end = body.rfind(" ", MOST_CHARACTERS // 2, MOST_CHARACTERS)
    end = MOST_CHARACTERS if end < 0 else end
    return body[:end], body[end:] + rest


def _spelt(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Token]:
    """The tokens with words put together, taken apart and corrected where that gives a known word."""
    found: list[Token] = []
    for number, token in enumerate(tokens):
        last = found[-1] if found else None
        if last is not None and last.part not in MARKS and token.part not in MARKS and not token.word.startswith("side"):
            joined = last.word + token.word
            written_so = vocabulary.begins((last.word, token.word))
            if (
                not written_so
                and len(joined) >= 6
                and min(len(last.word), len(token.word)) > 1
                and vocabulary.names_word(singular(joined))
            ):
                found[-1] = Token(joined, *part_of(joined), last.start, token.end, last.corrected)
                continue
            typed = tokens[number - 1]
            if token.canon == "BONE" and typed.part == "C" and last.end == typed.end and not vocabulary.is_known(typed.word):
                words = vocabulary.speller.corrections(typed.word + token.word)
                if len(words) == 1:  # "colar bone"
                    found[-1] = Token(words[0], *part_of(words[0]), last.start, token.end, corrected=True)
                    continue
        if token.part != "C" or vocabulary.is_known(token.word) or token.word.isdecimal():
            found.append(token)
            continue
        common = MISSPELT.get(token.word, "")
        if common and vocabulary.names_word(common) | vocabulary.names_word(singular(common)):
            part, canon = part_of(common)
            found.append(token._replace(word=common, part=part, canon=canon, corrected=True))
            continue
        halves = _halves(token, vocabulary)
        if halves:
            found += halves
            continue
        words = vocabulary.speller.corrections(token.word) or vocabulary.speller.corrections(singular(token.word))
        options = {part_of(word): token._replace(word=word, corrected=True) for word in reversed(words)}
        read_as = [option._replace(part=part, canon=canon) for (part, canon), option in sorted(options.items())]
        if len(token.word) >= 6:
            # "Shouldr" is a shoulder rather than "should"; with short words ("fron") that would be a guess.
            read_as = [option for option in read_as if option.part not in "FK"] or read_as
        if len(read_as) == 1:
            found.append(read_as[0])
        elif read_as:
            found.append(token._replace(options=tuple(read_as)))
        else:
            found.append(token)
    return found


def _halves(token: Token, vocabulary: Vocabulary) -> list[Token]:
    word = token.word
    if len(word) < 7 or len(word) > 24 or token.end - token.start != len(word):
        return []
    for at in range(3, len(word) - 2):
        left, right = word[:at], word[at:]
        parts = part_of(left), part_of(right)
        if vocabulary.is_known(left) and vocabulary.is_known(right) and all(part[0] in "CPNSG" for part in parts):
            middle = token.start + at
            return [Token(left, *parts[0], token.start, middle), Token(right, *parts[1], middle, token.end)]
    return []


def _best(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Match]:
    """The matches that together cover the most of the text, longest names first, none overlapping."""
    starts: list[list[tuple[float, Match]]] = [list(_from(tokens, at, vocabulary)) for at in range(len(tokens))]
    worth = [0.0] * (len(tokens) + 1)
    chosen: list[Match | None] = [None] * len(tokens)
    for at in range(len(tokens) - 1, -1, -1):
        worth[at] = worth[at + 1]
        for score, match in starts[at]:
            total = score + worth[match.last + 1]
            if total > worth[at]:
                worth[at], chosen[at] = total, match
    matches: list[Match] = []
    at = 0
    while at < len(tokens):
        best = chosen[at]
        if best is not None:
            matches.append(best)
            at = best.last
        at += 1
    return matches


def _from(tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> Iterator[tuple[float, Match]]:
    """Every match that begins at a token, with what it is worth."""
    yield from _exact(tokens, first, vocabulary)
    if tokens[first].part not in "CPZNSG":
        return
    used: list[int] = []
    apart = past_comma = False
    for at in range(first, len(tokens)):
        token = tokens[at]
        if token.part == "F" or token.word in ("(", ")"):
            continue
        if token.part in ".XH" or (token.part == "&" and token.canon != "and"):
            return
        if token.part == ",":
            past_comma = True
            continue
        # Names with such a word hold it in its place; otherwise nothing reaches across it.
        apart = apart or token.part == "K"
        if past_comma and (token.canon not in _AFTER_COMMA or token.part != "P"):
            return
        # "A little in the toe" is not the little toe.
        if token.part == "G" and at + 1 < len(tokens) and tokens[at + 1].part in "FK":
            continue
        used.append(at)
        if len(used) > _LONGEST_NAME:
            return
        if used[0] != first:
            return
        if token.part in "&K":
            continue
        found = _match(tokens, used, apart, vocabulary)
        if found is not None:
            yield found


def _exact(tokens: Sequence[Token], first: int, vocabulary: Vocabulary) -> Iterator[tuple[float, Match]]:
    # A name that is written out as it stands, with all its small words: "toothache but the dentist finds nothing".
    words: tuple[str, ...] = ()
    for at in range(first, len(tokens)):
        word = verbatim(tokens[at])
        if not word:
            if not words:
                return
            continue
        words = (*words, word)
        if not vocabulary.begins(words):
            return
        things = vocabulary.exact(words)
        used = [i for i in range(first, at + 1) if tokens[i].part != "F"]
        if not things or not used or (len(used) == 1 and tokens[used[0]].part == "P"):
            continue
        if tokens[at].word == "back" and len(used) > 1 and tokens[at].part == "P" and not _whole_segment(tokens, used):
            continue
        if tokens[at].word == "behind" and _goes_on(tokens, at):
            continue
        corrected = any(tokens[i].corrected for i in used)
        score = sum(_WEIGHT.get(tokens[i].part, 6) for i in used) + (at - first + 1 - len(used)) - _A_NAME + 1 - corrected
        yield max(score, 1.0), Match(first, at, tuple(used), things, corrected)


def _match(tokens: Sequence[Token], used: Sequence[int], apart: bool, vocabulary: Vocabulary) -> tuple[float, Match] | None:
    phrase = [tokens[at] for at in used]
    if len(used) == 1 and phrase[0].part == "P" and used[0] + 1 < len(tokens) and tokens[used[0] + 1].word == "of":
        return None
    for number, token in enumerate(phrase):
        if token.canon != "BACK" or token.word != "back" or len(used) == 1:
            continue
        if number + 1 < len(used):
            if phrase[number + 1].part == "N":
                apart = True
            elif not only_of_between(tokens, used[number], used[number + 1]):
                return None
        elif not _whole_segment(tokens, used):
            return None
        else:
            apart = True
    if len(phrase) == 1 and phrase[0].word in NEVER_ALONE:
        return None
    if all(token.part in "NG" or token.word == "behind" for token in phrase) and _goes_on(tokens, used[-1]):
        return None  # "pain behind the right ear" is no pain in the back
    options = [token.options or (token,) for token in phrase]
    things: dict[Thing, None] = {}
    cost, skipped = 9, False
    for combination in islice(product(*options), 16):
        if any(token.part not in "CPZNSG&K" for token in combination):
            continue
        found = vocabulary.find(combination, apart)
        if found is not None:
            cost, skipped = min(cost, found[0]), skipped or found[2]
            things.update(dict.fromkeys(found[1]))
    if not things:
        return None
    unsure = len(used) == 1 and len(options[0]) > 1
    if unsure and len(things) == 1:
        others = [token for token in options[0] if token.part in "CPZNSG"]
        things = dict.fromkeys((*things, *(thing for token in others for thing in vocabulary.with_word(token.canon)[:2])))
        if len(things) == 1:
            return None
    if skipped:
        used = [at for at in used if tokens[at].part not in "NSG"]
    corrected = any(tokens[at].corrected or tokens[at].options for at in used)
    score = sum(_WEIGHT[tokens[at].part] for at in used) - _A_NAME - 0.4 * cost - corrected
    return max(score, 1.0), Match(used[0], used[-1], tuple(used), tuple(things), corrected)


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the place that a "behind" refers to comes after it, if past small words and a side."""
    after = next((token for token in tokens[at + 1 :] if token.part not in "FS"), None)
    return after is not None and after.part in "CP"


def _whole_segment(tokens: Sequence[Token], used: Sequence[int]) -> bool:
    for step, at in ((-1, used[0] - 1), (1, used[-1] + 1)):
        while 0 <= at < len(tokens) and tokens[at].part not in MARKS:
            if tokens[at].part not in "FSGX":
                return False
            at += step
    return True


def _elided(tokens: Sequence[Token], matches: Sequence[Match], vocabulary: Vocabulary) -> list[Match]:
    """With "inner" of "inner and outer knee" read as the inner knee."""
    found: list[Match] = []
    taken = {at: match for match in matches for at in range(match.first, match.last + 1)}
    base: Match | None = None  # the phrase whose words may be shared
    nearest = 0  # where that list begins
    at = len(tokens) - 1
    while at >= 0:
        match, token = taken.get(at), tokens[at]
        lone = match is None or _also_position(tokens, match)
        if base is not None and lone and (token.part in "CP" or token.word == "little"):
            result = _shares(tokens, at, base, nearest, match is not None, vocabulary)
            if result is not None:
                things, corrected = result
                if things:
                    found.append(Match(at, at, (at,), things, corrected, like=base.first))
                nearest = at
                at -= 1
                continue
        if match is not None:
            found.append(match)
            base = match if len(match.used) > 1 and len(match.things) == 1 else None
            nearest = at = match.first
        elif token.part in "CP":
            base = None
        at -= 1
    return found[::-1]


def _also_position(tokens: Sequence[Token], match: Match) -> bool:
    return len(match.used) == 1 and tokens[match.first].word in _ALSO_NAMES


def _shares(
    tokens: Sequence[Token], at: int, base: Match, nearest: int, names: bool, vocabulary: Vocabulary
) -> tuple[tuple[Thing, ...], bool] | None:
    """What a lone word names with the words of a list's last item, and whether a word was misspelt.

    None when it is no item of that list; nothing when it is one, but names nothing known.
    """
    if tokens[at].word in NEVER_ALONE:
        shared = tokens[base.first].part in "CP" and any(tokens[i].part != "N" for i in base.used[1:])
        if not shared or tokens[nearest - 1].part == ",":
            return None  # "tennis, sore shoulder", "runner with groin pain"
    between = [token for token in tokens[at + 1 : nearest] if token.part not in "FS"]
    if len(between) not in (1, 2) or any(token.part not in "&," for token in between):
        return None
    phrase = [tokens[i] for i in base.used]
    # "Back and inner thigh": the back is a place of its own. "Back and inside of the thigh": it is not.
    if names and (base.first + 1 >= len(tokens) or tokens[base.first + 1].word != "of"):
        return None
    result = vocabulary.find([tokens[at], *phrase[1:]])
    if result is None or len(result[1]) != 1:
        return ((), False) if names else None
    return result[1], tokens[at].corrected or any(token.corrected for token in phrase[1:])


def _without_mere_side(tokens: Sequence[Token], matches: Sequence[Match]) -> list[Match]:
    """Without "side" where it only says where on something else: "neck pain on the side"."""
    kept: list[Match] = []
    for match in matches:
        if all(tokens[at].canon == "SIDE" or tokens[at].part == "N" for at in match.used) and _names_side(tokens, match):
            near = [other for other in matches if other is not match and not _between_marks(tokens, other, match)]
            said = [token.word for token in tokens[max(0, match.first - 3) : match.first]]
            if near or (kept and ("on" in said or "at" in said)):
                continue
        if all(tokens[at].part == "N" for at in match.used) and any(
            other is not match and not _between_marks(tokens, other, match) for other in matches
        ):
            continue  # "stiffness in my neck": the word says what the neck is like
        kept.append(match)
    return kept


def _without_neighbours(tokens: Sequence[Token], matches: Sequence[Match]) -> list[Match]:
    """With nothing asked by what only says which side is meant: the thumb in "the thumb side of it"."""
    found: list[Match] = []
    for match in matches:
        after = tokens[match.last + 1] if match.last + 1 < len(tokens) else None
        beside = after is not None and after.canon == "SIDE" and after.part == "P"
        found.append(replace(match, things=()) if beside else match)
    return found


def _without_owners(tokens: Sequence[Token], matches: Sequence[Match]) -> list[Match]:
    """With "the toes of my left foot" read as toes, on the left: the foot only says whose they are."""
    kept: list[Match] = []
    for match in matches:
        if kept and all(len(one.things) == 1 or one.together for one in (kept[-1], match)):
            part = kept[-1]
            between = [token.word for token in tokens[part.last + 1 : match.first] if token.part != "S"]
            sites = all(kind == "site" for one in (part, match) for kind, _ in one.things)
            if sites and between[:1] == ["of"] and only_of_between(tokens, part.last, match.first):
                kept[-1] = replace(part, last=match.last)
                continue
        kept.append(match)
    return kept


def _names_side(tokens: Sequence[Token], match: Match) -> bool:
    return any(tokens[at].canon == "SIDE" for at in match.used)


def _between_marks(tokens: Sequence[Token], one: Match, other: Match) -> bool:
    first, last = sorted((one, other), key=lambda match: match.first)
    return any(token.part in MARKS for token in tokens[first.last + 1 : last.first])


def _groups(tokens: Sequence[Token], matches: Sequence[Match], vocabulary: Vocabulary) -> list[Match]:
    found = list(matches)
    taken = {at for match in matches for at in range(match.first, match.last + 1)}
    for at, token in enumerate(tokens):
        if at not in taken and token.word in GROUPS:
            things = vocabulary.group(token.word)
            if things:
                found.append(Match(at, at, (at,), things, token.corrected, together=True))
    return sorted(found, key=lambda match: match.first)


def _results(
    body: str, tokens: Sequence[Token], matches: list[Match], vocabulary: Vocabulary
) -> tuple[list[Asked], list[Unread]]:
    inside = {at for match in matches for at in range(match.first, match.last + 1)}
    leftover = [at for at, token in enumerate(tokens) if at not in inside and _says(token) and not _soft(tokens, at)]
    ranges = denied(tokens, matches, leftover)
    gone = {at for first, last in ranges for at in range(first, last + 1)}
    matches, kept = again(tokens, matches, leftover, ranges)
    matches = [match for match in matches if match.first not in gone]
    leftover = [at for at in leftover if at not in gone]
    side, grade = sides(tokens, matches, ranges), grades(tokens, matches, ranges)
    side |= {number: kept[match.first] for number, match in enumerate(matches) if match.first in kept}
    side = plural_pairs(tokens, matches, side)
    apart = compared(tokens, matches, ranges, side)
    side_corrected = any(token.part == "S" and token.corrected for token in tokens)

    def words(first: int, last: int) -> str:
        return _shown(body[tokens[first].start : tokens[last].end], 60)

    asked: list[Asked] = []
    unread: list[tuple[int, Unread]] = [(first, Unread(words(first, last), ())) for first, last in ranges]
    for number, match in enumerate(matches):
        said = words(match.first, match.last)
        if len(match.things) != 1 and not match.together:
            nearest = tuple(dict.fromkeys(vocabulary.display(thing) for thing in match.things))[:3]
            unread.append((match.first, Unread(said, nearest)))
            continue
        for kind, id in match.things:
            for where, how in apart.get(number, [(side.get(number), grade.get(number))]):
                corrected = match.corrected or (side_corrected and where is not None)
                _add(asked, Asked(kind, id, cast("AskedSide | None", where), cast("PainWord | None", how), said, corrected))
    for number, run in enumerate(_runs(tokens, leftover, inside | gone)):
        nearest = vocabulary.nearest([tokens[at] for at in run]) if number < _SUGGESTED else ()
        unread.append((run[0], Unread(words(run[0], run[-1]), nearest)))
    return asked, [one for _, one in sorted(unread, key=lambda item: item[0])]


def _says(token: Token) -> bool:
    return token.part in "CP" or (token.part == "H" and token.word not in NOT_BEFORE - {"fine"})


def _soft(tokens: Sequence[Token], at: int) -> bool:
    # "On the side of it" adds little; in "the front, side and back" it is an item of its own.
    return tokens[at].canon == "SIDE" and (at + 1 == len(tokens) or tokens[at + 1].part not in MARKS)


def _add(asked: list[Asked], new: Asked) -> None:
    # "Neck and shoulder, worst in the shoulder" names the shoulder once.
    for at, old in enumerate(asked):
        if (old.kind, old.id) == (new.kind, new.id) and (new.side is None or new.side == old.side):
            asked[at] = replace(old, pain=new.pain or old.pain, corrected=old.corrected and new.corrected)
            return
    asked.append(new)


def _runs(tokens: Sequence[Token], leftover: Sequence[int], taken: set[int]) -> Iterator[list[int]]:
    """Words that were not understood and stand together."""
    run: list[int] = []
    for at in leftover:
        if run and any(i in taken or tokens[i].part in MARKS for i in range(run[-1] + 1, at)):
            yield run
            run = []
        run.append(at)
    if run:
        yield run
