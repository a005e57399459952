"""Cutting a text into words and marks, each with the part it plays.

A word plays one part (`Token.part`):

    C content ("knee")              P position ("inner")           Z may be left out of a name ("area")
    S side ("left")                 G grade of pain ("slight")     N says that it hurts ("pain")
    F says nothing ("the")          K says nothing and divides ("to")   X denies ("not")
    H says that it is well ("fine")

and a mark or joining word one of: & ("and", "/"), "," (also a dash or a bracket), "." (also "but").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..text import fold
from .wordlist import (
    AND,
    ARTICLES,
    ASPECTS,
    BREAKS,
    EXCEPTIONS,
    FUNCTION,
    GRADES,
    MENDED,
    NEGATED_VERBS,
    NEGATIONS,
    NOISE,
    NOT_DENIED,
    PAIRED,
    PAIRS,
    POSITION,
    SIDES,
    SOFT,
    STRONG,
    SYNONYMS,
    WELL,
    singular,
    words_of,
)

_TOKEN: Final = re.compile(r"(?i:\bw/o\b)|[^\W_](?:[^\W_]|['’`\u0300-\u036f])*|[,;&+!?|/•()\[\]{}.\n]|(?<=\s)[-–—]+(?=\s)|[–—]")
_MARKS: Final = {**dict.fromkeys(";!?|•.\n", "."), **dict.fromkeys("&+/", "&")}
_ROMAN: Final = words_of("i ii iii iv v vi vii viii ix x")
# Between "back" and what it is the back of.
_OF: Final = words_of("of the my his her your our their a an both")
_OWN_BACK: Final = words_of("upper lower low mid middle")
_AFTER_RIGHT: Final = words_of(
    """
    behind between under underneath beneath below above in inside at on next around along across where here there now over
    """
)
MARKS: Final = frozenset("&,.")


class Token(NamedTuple):
    """A word or mark. `word` is folded, `canon` the form in which words of one meaning agree.

    `start` and `end` count characters of the text that was cut. `options`: the words it may be a misspelling of when
    several are equally near; then `canon` is not used.
    """

    word: str
    part: str
    canon: str
    start: int
    end: int
    corrected: bool = False
    options: tuple[Token, ...] = ()


def part_of(word: str) -> tuple[str, str]:
    """The part a folded word plays, and its canonical form."""
    for part, table in (("P", POSITION), ("S", SIDES), ("G", GRADES), ("Z", SOFT)):
        canon = table.get(word)
        if canon is not None:
            # Every grade word stays itself: the little toe is not the slight toe.
            return part, word if part == "G" else canon
    if word in NEGATIONS:
        return "X", word
    if word in WELL:
        return "H", word
    if word in AND:
        return ("." if word in STRONG else "&"), word
    if word in BREAKS:
        return "K", word
    if word in FUNCTION or word in PAIRED:
        return "F", word
    if word in NOISE:
        return "N", singular(word)
    one = singular(word)
    return "C", SYNONYMS.get(one, one)


def cut(text: str, known: dict[str, tuple[str, str, str]] | None = None) -> list[Token]:
    """The words and marks of `text`. `known` keeps what was found for a spelling, for who cuts many texts."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        raw = match.group()
        start, end = match.span()
        if raw.casefold() == "w/o":
            found.append(Token("without", "X", "without", start, end))
            continue
        if not raw[0].isalnum():
            if raw == "." and found and len(found[-1].word) <= 2 and found[-1].end == start and found[-1].part not in MARKS:
                continue  # an abbreviation: "r. elbow"
            part = _MARKS.get(raw, ",")
            found.append(Token("and" if raw in "&+" else raw, part, "and" if raw in "&+" else raw, start, end))
            continue
        entry = known.get(raw) if known is not None else None
        if entry is None:
            lower = raw.casefold()
            word = lower if lower in _ROMAN else "".join(fold(raw).split())
            entry = (word, *part_of(word))
            if known is not None:
                known[raw] = entry
        if entry[0]:
            found.append(Token(*entry, start, end))
    return found


def arrange(tokens: list[Token]) -> list[Token]:
    """The same tokens after looking at their neighbours: two words that are one, "left hand side", "my back"."""
    found: list[Token] = []
    for token in tokens:
        if found:
            last = found[-1]
            pair = PAIRS.get((last.canon, token.canon)) or PAIRS.get((last.word, token.word))
            if pair is not None and not last.options and not token.options:
                part = "P" if pair == "beside" else "X" if pair in NEGATIONS else "C"
                both = last.corrected or token.corrected
                plural = "s" * (part != "X" and token.word.endswith("s"))
                found[-1] = Token(pair + plural, part, pair, last.start, token.end, both)
                continue
        found.append(token)
    if len(found) < 2:
        return found
    for at, token in enumerate(found):
        before = found[at - 1] if at else None
        after = found[at + 1] if at + 1 < len(found) else None
        word = token.word
        if word in ("side", "sides") and before is not None:
            _side(found, at, after)
        elif word == "back" and before is not None:
            found[at] = _back(token, found, at)
        elif word in ASPECTS and token.part != "P" and before is not None and before.part == "P":
            found[at] = token._replace(part="F")
        elif word == "right" and after is not None and after.word in _AFTER_RIGHT and before is not None:
            # "Pain right behind the ear": the word only says "just". At the beginning of a phrase it is the side.
            if before.part not in MARKS:
                found[at] = token._replace(part="F")
        elif token.part == "X" and after is not None and after.word in NOT_DENIED:
            found[at], found[at + 1] = token._replace(part="F"), after._replace(part="F")
        elif word in EXCEPTIONS and _all_else(found[:at]):
            found[at] = token._replace(word="but", part=".")
        elif token.part == "X":
            _not_well(found, at)
        elif token.word == "opposite" and after is not None and (after.part == "S" or after.word in _OF or after.word == "to"):
            found[at] = token._replace(part="X")
        elif word == "under" and (arm := _underarm(found, at)):
            found[at], found[arm] = token._replace(part="F"), found[arm]._replace(word="underarm", canon="underarm")
    return found


def _not_well(found: list[Token], at: int) -> None:
    """ "Not well" says nothing of where it hurts, and nor does "previously healthy"."""
    after = next((i for i in range(at + 1, len(found)) if found[i].part != "F"), None)
    if after is None or found[after].part != "H":
        return
    if found[at].word in NEGATED_VERBS or (found[at].word in ("previously", "formerly") and found[after].word not in MENDED):
        found[at], found[after] = found[at]._replace(part="F"), found[after]._replace(part="F")


def _all_else(before: Sequence[Token]) -> bool:
    """Whether it was said that nothing hurts, so that an exception does: "all fine except the knee"."""
    for token in reversed(before):
        if token.part == ".":
            return False
        if token.part == "H" or token.word in ("nothing", "none", "no", "never", "neither"):
            return True
    return False


def _underarm(found: list[Token], at: int) -> int | None:
    """Where the arm of "under my arm" stands: that is the armpit."""
    noun = at + 1
    while noun < len(found) and (found[noun].part == "S" or found[noun].word in _OF - {"of"}):
        noun += 1
    return noun if noun > at + 1 and noun < len(found) and found[noun].word in ("arm", "arms") else None


def _side(found: list[Token], at: int, after: Token | None) -> None:
    of = after is not None and after.word == "of"
    first = at - 1
    if found[first].word in ("hand", "handed") and first and found[first - 1].part == "S":
        found[first] = found[first]._replace(part="F")
        first -= 1
    before = found[first]
    if before.word in PAIRED:
        found[first] = before = before._replace(part="S", canon="both")
    if before.part == "S":
        # "The left side of the neck" is the side of the neck, but "the lower left side of the back" is its lower part.
        if not of or (first and found[first - 1].part == "P"):
            found[at] = found[at]._replace(part="F")
    elif (before.part == "P" and before.word != "back") or (before.word == "back" and of):
        found[at] = found[at]._replace(part="F")


def _back(token: Token, found: list[Token], at: int) -> Token:
    before, after = found[at - 1], found[at + 1] if at + 1 < len(found) else None
    if before.word in ("come", "comes", "came", "coming", "go", "goes", "went", "going", "get", "gets"):
        return token._replace(part="F")
    if after is not None and (
        after.word == "of" or (after.word == "side" and at + 2 < len(found) and found[at + 2].word == "of")
    ):
        return token
    noun = at - 1
    while noun > 0 and found[noun].word in ("the", "my", "his", "her", "your", "our", "their"):
        noun -= 1
    own = before
    if before.part == "S" and at > 1:
        own = found[at - 2]  # "lower left back"
    if own.word in _OWN_BACK or any(option.word in _OWN_BACK for option in own.options) or found[noun].word == "of":
        return token._replace(part="C", canon="@back")
    if found[noun].word in ("at", "on", "towards", "toward"):
        # "The knee hurts at the back": a position, not the back of the trunk.
        for earlier in reversed(found[:noun]):
            if earlier.part in MARKS:
                break
            if earlier.part == "C":
                return token._replace(word="behind")
    return token


def only_of_between(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether nothing but "of the", "my" and sides stands between two tokens."""
    return all(token.part == "S" or token.word in _OF for token in tokens[first + 1 : last])


def verbatim(token: Token) -> str:
    """What a word or mark counts as in a name that is written out as it stands; "" for articles."""
    if token.part in MARKS and not token.word.isalpha():
        return token.part
    return "" if token.word in ARTICLES else token.word
