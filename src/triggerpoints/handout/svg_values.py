"""Values of SVG attributes: each is read whole and written anew, or refused with ValueError, which says what is allowed.

What comes out holds only letters, digits and the signs of numbers, colours and local references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

MOST: Final = 1e6
"""No number may be larger."""
MOST_LETTERS: Final = 40
"""Of one number."""

Reader = Callable[[str], str]

_SPACE: Final = " \t\r\n\f"
_FIGURE: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER: Final = re.compile(_FIGURE)
_POINT: Final = re.compile(r"\.(?=[eE]|$)")  # "1." is a number to some readers only
_LENGTH: Final = re.compile(rf"({_FIGURE})(px|pt|pc|mm|cm|in|%|)")
_BETWEEN: Final = re.compile(rf"[{_SPACE}]*,?[{_SPACE}]*")
_WORD: Final = re.compile(r"[A-Za-z]{1,24}")
_HEX: Final = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
_RGB: Final = re.compile(r"(rgba?|hsla?)\(([^()]{1,80})\)")
_URL: Final = re.compile(r"(?<![A-Za-z])url\s*\(", re.IGNORECASE)
_LOCAL: Final = re.compile(r"""url\([ ]*(["']?)#([^\s"'()<>&]{1,200})\1[ ]*\)[ ]*(.*)""", re.DOTALL)
_STEP: Final = re.compile(rf"[{_SPACE},]*(matrix|translate|scale|rotate|skewX|skewY)[{_SPACE}]*\(([^()]*)\)[{_SPACE},]*")
_STEPS: Final[Mapping[str, tuple[int, ...]]] = {
    "matrix": (6,),
    "translate": (1, 2),
    "scale": (1, 2),
    "rotate": (1, 3),
    "skewX": (1,),
    "skewY": (1,),
}
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_PIXELS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def number(text: str, least: float = -MOST, most: float = MOST) -> str:
    """A number."""
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > MOST_LETTERS or not least <= float(text) <= most:
        raise ValueError(f"a number from {least:g} to {most:g}")
    return _POINT.sub("", text)


def at_least(least: float) -> Reader:
    """A reader of numbers that are not smaller."""
    return lambda text: number(text, least)


def length(text: str) -> str:
    """A number with or without a unit."""
    return _length(text, -MOST)


def size(text: str) -> str:
    """A length that is not negative."""
    return _length(text, 0)


def pixels(text: str) -> float:
    """A length as a number of pixels, 96 to the inch."""
    match = _LENGTH.fullmatch(size(text))
    if match is None or match[2] == "%":
        raise ValueError("a number of px, mm, cm, in, pt or pc")
    return float(match[1]) * _PIXELS[match[2]]


def _length(text: str, least: float) -> str:
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise ValueError("a number, with px, mm, cm, in, pt, pc or % where needed")
    return number(match[1], least) + match[2]


def share(text: str) -> str:
    """A number, or a percentage: an opacity, the place of a colour in a gradient."""
    return number(text.removesuffix("%"), -1000, 1000) + "%" * text.endswith("%")


def numbers(text: str) -> list[str]:
    """Numbers with spaces or single commas between them."""
    found, at = [], 0
    text = text.strip(_SPACE)
    while at < len(text):
        match = _NUMBER.match(text, at)
        if match is None:
            raise ValueError("numbers")
        found.append(number(match[0]))
        between = _BETWEEN.match(text, match.end())
        assert between is not None  # it matches nothing, too
        at = between.end()
        if at >= len(text) and between[0]:
            raise ValueError("no comma at the end")
    return found


def points(text: str) -> str:
    """The corners of a line."""
    found = numbers(text)
    if len(found) % 2:
        raise ValueError("pairs of numbers")
    return " ".join(found)


def view_box(text: str) -> tuple[float, float, float, float]:
    """Left, top, width and height."""
    found = [float(one) for one in numbers(text)]
    if len(found) != 4:
        raise ValueError("four numbers")
    return found[0], found[1], found[2], found[3]


def transform(text: str) -> str:
    """Steps such as translate(1 2)."""
    allowed = "matrix, translate, scale, rotate, skewX or skewY with their numbers"
    steps: list[str] = []
    at = 0
    text = text.strip(_SPACE)
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or len(steps) >= 32:
            raise ValueError(allowed)
        found = numbers(match[2])
        if len(found) not in _STEPS[match[1]]:
            raise ValueError(allowed)
        steps.append(f"{match[1]}({' '.join(found)})")
        at = match.end()
    return " ".join(steps)


def path(text: str) -> str:
    """The way of a path, all commands."""
    text = text.strip(_SPACE)
    out: list[str] = []
    at, command = 0, ""
    while at < len(text):
        letter = text[at]
        if letter.isascii() and letter.upper() in _TAKES:
            command, at = letter, _skip(text, at + 1)
            out.append(letter)
        elif not command or command in "Zz":
            raise ValueError(f"path data: a command at character {at + 1}")
        if out[0] not in "Mm":
            raise ValueError("path data that begins with M")
        for index in range(_TAKES[command.upper()]):
            if command in "Aa" and index in (3, 4):
                word, end = text[at : at + 1], at + 1
                if word not in ("0", "1"):
                    raise ValueError(f"path data: a flag, 0 or 1, at character {at + 1}")
            else:
                match = _NUMBER.match(text, at)
                if match is None:
                    raise ValueError(f"path data: a number at character {at + 1}")
                word, end = number(match[0], 0 if command in "Aa" and index < 2 else -MOST), match.end()
            out.append(word)
            at = _skip(text, end)
    return " ".join(out)


def _skip(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    assert match is not None  # it matches nothing, too
    return match.end()


def one_of(*words: str) -> Reader:
    """A reader of one of some words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(", ".join(words))
        return text

    return read


def colour(text: str) -> str:
    """A colour: its name, # and digits, or rgb(...)."""
    if _WORD.fullmatch(text) or _HEX.fullmatch(text):
        return text
    match = _RGB.fullmatch(text)
    if match is None:
        raise ValueError("a colour: its name, # and digits, or rgb(...)")
    parts = re.split(rf"[{_SPACE},/]+", match[2].strip(_SPACE))
    if len(parts) not in (3, 4):
        raise ValueError("three or four numbers of a colour")
    return f"{match[1]}({', '.join(share(part) for part in parts)})"


def order(text: str) -> str:
    """What is painted first: fill, stroke, markers."""
    words = text.split()
    if words != ["normal"] and (not words or len(words) != len({*words} & {"fill", "stroke", "markers"})):
        raise ValueError("normal, or fill, stroke and markers in an order")
    return " ".join(words)


def reference(text: str) -> str:
    """The id that `#id` refers to. ValueError for a reference to anywhere else."""
    found = text.strip(_SPACE)
    if not re.fullmatch(r"#[^\s\"'()<>&]{1,200}", found):
        raise ValueError("a reference within the picture, such as #a")
    return found[1:]


def local_url(text: str) -> tuple[str, str] | None:
    """The id and the fallback of `url(#id) fallback`, or None for a value without url(). ValueError for a url elsewhere."""
    if not _URL.search(text):
        return None
    match = _LOCAL.fullmatch(text)
    if match is None or _URL.search(match[3]):
        raise ValueError("a reference within the picture, such as url(#a)")
    return match[2], match[3].strip(_SPACE)
