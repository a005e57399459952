"""Which characters the package's own font can print, and text that holds no others.

The font is cut to these by tools/build_fonts.py. PDF/UA refuses a character that its font does not have, so what is missing
gives way to what comes closest, or else to a mark that is seen.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Final

from ..text import clean

MARK: Final = "\ufffd"
"""Printed, as a crossed box, for a character that the font does not have."""

LETTERS: Final = (
    # Latin, with what Western, Central and Eastern Europe, Turkey and Vietnam write
    "0020-007E 00A0-00AC 00AE-017E 0192 01A0-01A1 01AF-01B0 01CD-01DC 01E6-01E7 01EA-01EB 01FC-01FD 0218-021B "
    "02BB-02BC 02C6-02C7 02D8-02DD 0300-030C 0323 0326-0328 1E80-1E85 1E9E 1EA0-1EF9 "
    # Greek and Cyrillic, today's letters
    "0384-038A 038C 038E-03A1 03A3-03CE 0400-045F 0490-0493 0496-049B 04A2-04A3 04AE-04B3 04BA-04BB 04D8-04D9 04E8-04E9 "
    # punctuation, money, figures, arrows, signs
    "2010-2015 2018-201A 201C-201E 2020-2022 2026 2030 2032-2033 2039-203A 2044 2070 2074-2079 2080-2089 20A9 20AB-20AC "
    "20B4 20B8-20BA 20BD 2116 2122 2126 215B-215E 2190-2193 2212 2215 221A 221E 2248 2260 2264-2265 25A0 25CA 2610 2713 FFFD"
)
"""Code points in hexadecimal, as the font has them in every style."""

BREAK: Final = "\u200b"
"""Not seen: where a word that is longer than a line may be broken."""

_LONG: Final = 24  # letters of a narrow column


@cache
def covered() -> frozenset[str]:
    """Every character that the font can print."""
    found: set[str] = set()
    for part in LETTERS.split():
        first, _, last = part.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


def printable(text: str) -> tuple[str, frozenset[str]]:
    """`text` in characters that the font has, with places to break long words at, and the characters it had to give up."""
    kept, lost = spelled(text)
    pieces = ([word[at : at + _LONG] for at in range(0, len(word), _LONG)] for word in kept.split(" "))
    return " ".join(map(BREAK.join, pieces)), lost


def spelled(text: str) -> tuple[str, frozenset[str]]:
    """`text` in characters that the font has, and those that it had to give up.

    Other shapes of a letter become the letter itself and odd spaces become spaces, which loses nothing. What is left
    loses its accent or becomes `MARK`, and is told.
    """
    chars = unicodedata.normalize("NFC", clean(text))
    return "".join(_printed(char)[0] for char in chars), frozenset(char for char in chars if not _printed(char)[1])


@lru_cache(maxsize=4096)
def _printed(char: str) -> tuple[str, bool]:
    """What is printed for a character, and whether it means the same."""
    if char in covered():
        return char, True
    category = unicodedata.category(char)
    if category == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return "", True  # not seen
    if category == "Zs":
        return " ", True
    plain = unicodedata.normalize("NFKC", char)
    if covered().issuperset(plain):
        return plain, True
    if category in ("Mn", "Mc", "Me", "Sk"):
        # An accent alone goes: its letter stands there or is marked already. So do the halves of a composed emoji.
        return "", False
    base = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return base if base and covered().issuperset(base) else MARK, False
