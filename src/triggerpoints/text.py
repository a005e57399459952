"""Names and text: folding names for comparison, near names for suggestions, text that is safe to print.

    fold("M. trapezius, Pars descendens")    "trapezius pars descendens"
    word_key("Trapezius, upper part")        "trapezius upper": the same for "upper trapezius"
    nearest("templ", ["temple", "heel"])     ("temple",)
    clean("a\\x00b")                          safe for XML 1.0 and PDF
    show(value)                              a short one-line picture of any value, for messages
    columns(rows)                            a table as aligned lines

Nothing here knows about the data; everything is deterministic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from typing import Final

# Inside of a regular-expression class. Written with \\u escapes, which Python, Rust and ECMAScript read alike, because
# the same class stands in the models' patterns and in the JSON Schema.
BIDI: Final = r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"
LINE_BREAKS: Final = r"\u0009-\u000D\u0085\u2028\u2029"
CONTROLS: Final = r"\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFDD0-\uFDEF\uFEFF\uFFFE\uFFFF"

_BIDI = re.compile(f"[{BIDI}]")
_BREAKS = re.compile(f"[{LINE_BREAKS}]+")
# XML 1.0 forbids U+FFFE, U+FFFF and surrogates; the last two code points of every other plane are noncharacters too.
_PLANE_ENDS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17))
_UNSAFE = re.compile(f"[{CONTROLS}\ud800-\udfff{_PLANE_ENDS}]")

_NOISE: Final = frozenset({"m", "mm", "musculus", "musculi", "muscle", "muscles", "the"})
_NOISE_FREE_ORDER: Final = frozenset({"part", "parts", "portion", "of"})
_EACH_ORDINAL: Final = (
    "first primus prima primum 1st i",
    "second secundus secunda secundum 2nd ii",
    "third tertius tertia tertium 3rd iii",
    "fourth quartus quarta quartum 4th iv",
    "fifth quintus quinta quintum 5th v",
    "sixth 6th vi",
    "seventh 7th vii",
    "eighth 8th viii",
    "ninth 9th ix",
    "tenth 10th x",
)
_ORDINALS: Final = {word: str(number) for number, words in enumerate(_EACH_ORDINAL, start=1) for word in words.split()}
_LIGATURES: Final = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "\u0131": "i"})


def clean(text: str, replacement: str = "\ufffd") -> str:
    """Return `text` with everything removed or replaced that XML 1.0 or PDF cannot carry.

    Line breaks and tabs become one space, bidirectional controls vanish, other control characters, lone surrogates and
    noncharacters become `replacement`. Cleaning twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(replacement, _BREAKS.sub(" ", _BIDI.sub("", text)))


def show(value: object, limit: int = 60) -> str:
    """Return a short single-line picture of `value` for a message: text in quotes, containers by their size."""
    if isinstance(value, str):
        text = " ".join(clean(value[: 4 * limit]).split())
        return f"'{text}'" if len(text) <= limit else f"'{text[: limit - 1]}…'"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value!r}"[:limit]
    if isinstance(value, dict):
        keys = ", ".join(clean(str(key))[:20] for key in list(value)[:4])
        return f"a mapping with the keys {keys}"[:limit] if keys else "an empty mapping"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}" if value else "an empty list"
    return type(value).__name__


def columns(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """Rows of cells as lines whose columns are aligned. right: the numbers of the columns that are flush right."""
    sides = [str.rjust if number in right else str.ljust for number in range(len(rows[0]))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = ([side(cell, width) for side, cell, width in zip(sides, row, widths, strict=True)] for row in rows)
    return ["  ".join(cells).rstrip() for cells in padded]


def plain_name(name: str) -> str:
    """A name inside a sentence: "Temple" -> "temple", but "TMJ" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def fold(name: str) -> str:
    """Return the form of a name in which spelling variants agree.

    Case, accents, punctuation and the words "M.", "Mm.", "musculus" and "muscle" do not count; ordinals and Roman
    numerals up to ten become digits ("1st", "first", "I" -> "1"). The order of the words is kept. Returns "" when
    nothing is left.
    """
    return " ".join(_words(name))


def word_key(name: str) -> str:
    """Return `fold(name)` with its words sorted and "part", "of" left out, so that word order does not count either."""
    words = _words(name)
    return " ".join(sorted([word for word in words if word not in _NOISE_FREE_ORDER] or words))


def nearest(word: str, choices: Iterable[str], n: int = 3, cutoff: float = 0.6) -> tuple[str, ...]:
    """Return up to `n` of `choices` that look most like `word`, best first.

    Compared word by word (so that one misspelt word of a long name is found) and as a whole. Ties break by the spelling
    of the choice: the order of `choices` does not matter. Only choices that score at least `cutoff` (0 to 1) count.
    """
    asked = _words(word[:100])
    if not asked or n < 1:
        return ()
    from rapidfuzz.distance import Indel

    whole = " ".join(asked)
    scored: list[tuple[float, str]] = []
    likeness = cache(Indel.normalized_similarity)  # the same words stand in many choices
    for choice in choices:
        parts = _words(choice)
        if not parts:
            continue
        forward = sum(max(likeness(one, part) for part in parts) for one in asked) / len(asked)
        # A choice with more words than were asked for is a weaker answer, but only a little.
        score = forward - 0.05 * max(0, len(parts) - len(asked))
        if score < cutoff:
            score = max(score, Indel.normalized_similarity(whole, " ".join(parts)))
        if score >= cutoff:
            scored.append((-score, choice))
    return tuple(choice for _, choice in sorted(scored)[:n])


@lru_cache(maxsize=1 << 14)  # the same names are compared again and again
def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold().translate(_LIGATURES))
    spaced = "".join(
        char if char.isalnum() else " " for char in plain if not unicodedata.combining(char) and char not in "'\u2019"
    )
    words = spaced.split()
    kept = [word for word in words if word not in _NOISE] or words
    return tuple(_ORDINALS.get(word, word) for word in kept)
