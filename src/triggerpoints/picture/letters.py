"""Which characters the package's own font can print, and text that holds no others.

The font is cut to those of letters.toml by tools/build_fonts.py. PDF/UA refuses a character that its font does not have, so
what is missing gives way to what comes closest, or else to a mark that is seen.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from ..text import clean

MARK: Final = "\ufffd"
"""Printed, as a crossed box, for a character that the font does not have."""

BREAK: Final = "\u200b"
"""Not seen: where a word that is longer than a line may be broken."""

_LONG: Final = 24  # letters of a narrow column


@cache
def covered() -> frozenset[str]:
    """Every character that the font can print."""
    table = tomllib.loads(resources.files("triggerpoints").joinpath("picture/letters.toml").read_text("utf-8"))
    ranges = [part.partition("-") for part in " ".join(table.values()).split()]
    return frozenset(chr(code) for first, _, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1))


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
