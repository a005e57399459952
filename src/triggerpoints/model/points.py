"""Points: places on the skin, written in anatomical words.

    mastoid                                      a landmark by name (a plain str)
    shoulder_joint_front - bicipital_groove at 40%   on the line of two points; without `at` half way: `Between`
    scapula_spine_inner 20 down 3 in             so many millimetres from a point: `From`
    other mastoid                                the landmark of the opposite side: `Other`

An end of a line, or a start, that is more than a name stands in parentheses: `(c7 - acromion at 40%) 20 down`. In a shape
the size of the patch follows: `c7 20 down radius 24`, `c7 wide 30`.

`read_point` reads this notation and `write_point` writes it. The types
`Point`, `SpotPoint` and `BandPoint` do so in the models.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import PydanticCustomError, core_schema

from ..text import nearest, show
from .base import ID_PATTERN, Id, LandmarkId, Record, Refers, broken

Direction = Literal["superior", "inferior", "medial", "lateral", "anterior", "posterior"]

DIRECTIONS: Final[Mapping[str, Direction]] = {
    "up": "superior", "down": "inferior", "in": "medial", "out": "lateral", "forward": "anterior", "back": "posterior",
}  # fmt: skip
"""The words of the notation, opposites beside each other. In is towards the midline, out away from it."""

SIZES: Final = {"radius": 400, "wide": 600}
"""The words of sizes, and how many millimetres they may be."""

RESERVED: Final = frozenset(("other", *SIZES))
"""Words of the notation that cannot be the name of a point."""

_WORD: Final = {str(direction): word for word, direction in DIRECTIONS.items()}
_OPPOSITE: Final = {"up": "down", "down": "up", "in": "out", "out": "in", "forward": "back", "back": "forward"}
_SAID_ELSEWHERE: Final[Mapping[str, str]] = {
    **_WORD,
    "cranial": "up", "caudal": "down", "proximal": "up", "distal": "down", "ulnar": "in", "radial": "out",
    "inward": "in", "inwards": "in", "outward": "out", "outwards": "out", "upward": "up", "upwards": "up",
    "downward": "down", "downwards": "down", "above": "up", "below": "down", "front": "forward", "forwards": "forward",
    "ventral": "forward", "dorsal": "back", "backward": "back", "backwards": "back",
}  # fmt: skip
_OTHER_SIDE: Final = frozenset(("opposite", "contralateral", "left", "right"))
_UNITS: Final = frozenset(("mm", "cm", "m", "in.", "inch", "inches", "millimetres", "millimeters", "centimetres", "centimeters"))

MAX_LENGTH: Final = 400
MAX_DEPTH: Final = 8
MAX_MILLIMETRES: Final = 1000
_ENDS: Final = frozenset(("", ")", *SIZES))
_TOKEN: Final = re.compile(r"[()]|[^\s()]+")
_NUMBER: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,20})?")
_ID: Final = re.compile(ID_PATTERN)

_A_POINT: Final = "a point in words, such as: mastoid; c2 22 out; c7 - acromion at 40%; other mastoid"
_A_STEP: Final = "' - ' and a second point, or millimetres and a direction: 20 down"
_A_LINE: Final = "a line of two points, parentheses around what is more: (c7 - acromion at 40%) 20 down; (c7 20 down) - acromion"
_MM: Final = f"millimetres, more than 0 and at most {MAX_MILLIMETRES}, such as 20 or 2.5 (the other direction instead of a minus)"

Millimetres = Annotated[float, Field(gt=0, le=MAX_MILLIMETRES)]


class Between(Record):
    """The place on the straight line from the first point (at = 0) to the second (at = 1), dropped onto the skin."""

    between: tuple[Point, Point]
    at: Annotated[float, Field(ge=0, le=1)] = 0.5


class From(Record):
    """The place that lies so many millimetres in anatomical directions from another point, dropped onto the skin."""

    from_: Point
    shift: tuple[tuple[Direction, Millimetres], ...]


class Other(Record):
    """A landmark of the opposite side of the body."""

    other: LandmarkId


class Sized(Record):
    """A point of a shape, with the size of the patch in millimetres that stands beside it."""

    point: Point
    size: float | None = None


def write_point(point: Point) -> str:
    """Return the text that `read_point` reads as `point`."""
    if isinstance(point, Between):
        line = " - ".join(_operand(end) for end in point.between)
        return line if point.at == 0.5 else f"{line} at {number(Decimal(repr(float(point.at))) * 100)}%"
    if isinstance(point, From):
        return " ".join([_operand(point.from_), *(f"{number(mm)} {_WORD[way]}" for way, mm in point.shift)])
    return f"other {point.other}" if isinstance(point, Other) else point


def _operand(point: Point) -> str:
    text = write_point(point)
    return text if isinstance(point, (str, Other)) else f"({text})"


def number(value: float | Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = format(Decimal(repr(float(value))) if isinstance(value, (int, float)) else value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_point(text: str, named: Mapping[str, Point] | None = None) -> Point:
    """Return the point that `text` writes.

    named: points that stand for themselves by name. Raises the error of a broken rule, with the offset of the fault in the
    text, for everything else than the notation.
    """
    return _Reader(text, named or {}).whole().point


@dataclass(frozen=True, slots=True)
class _InWords:
    """Marks a type that is read from and written as text. size: the word of its size. format: its mark in the JSON Schema."""

    size: str
    format: str

    def read(self, value: Any, info: ValidationInfo) -> Any:
        """Validate a value. The reader's context holds the named points of the file under "points"."""
        if isinstance(value, str):
            read = _Reader(value, (info.context or {}).get("points", {}), self.size).whole()
            if self.size == "radius" and read.size is None:
                raise broken("shape", "no radius", f"the radius behind the point: {value} radius 25")
            return read if self.size else read.point
        if isinstance(value, Sized if self.size else (Between, From, Other)):
            return value
        raise broken("point", show(value), _A_POINT)

    def write(self, value: Any) -> str:
        if not isinstance(value, Sized):
            return write_point(value)
        return write_point(value.point) + (f" {self.size} {number(value.size)}" if value.size else "")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(self.write, return_schema=core_schema.str_schema())
        return core_schema.with_info_plain_validator_function(self.read, serialization=written)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "maxLength": MAX_LENGTH, "description": "a point in words", "format": self.format}


Point = Annotated[Id | Between | From | Other, _InWords("", "point"), Refers("landmark")]
"""A landmark's id, or one of `Between`, `From`, `Other`."""

SpotPoint = Annotated[Sized, _InWords("radius", "spot"), Refers("landmark")]
BandPoint = Annotated[Sized, _InWords("wide", "sized"), Refers("landmark")]


class _Reader:
    """Reads one point, and its size where `size` is the word of one. Parentheses are the only nesting, and bounded."""

    def __init__(self, text: str, named: Mapping[str, Point], size: str = "") -> None:
        if len(text) > MAX_LENGTH:
            raise broken("point", f"{len(text)} characters", f"a point of at most {MAX_LENGTH}")
        self.words = [*((found.group(), found.start()) for found in _TOKEN.finditer(text)), ("", len(text))]
        self.named = named
        self.size = size
        self.next = 0

    @property
    def word(self) -> str:
        """The word to be read next; "" at the end."""
        return self.words[self.next][0]

    def fault(self, allowed: str, near: str = "") -> PydanticCustomError:
        word, offset = self.words[self.next]
        return broken("point", show(word) if word else "the end of the point", allowed, near, offset)

    def take(self, fits: object, allowed: str = "", near: str = "") -> str:
        """Return the next word and go on, or raise when it does not fit."""
        if not fits:
            raise self.fault(allowed, near)
        self.next += 1
        return self.words[self.next - 1][0]

    def whole(self) -> Sized:
        """Read all of the text."""
        point, word = self.point(0), self.size
        if not word or not self.word:
            self.take(not self.word, "nothing more: this parenthesis was never opened")
            return Sized.model_construct(point=point, size=None)
        self.take(self.word == word, f"{word} and millimetres: {word} 30", word)
        fits = _NUMBER.fullmatch(self.word) and 0 < float(self.word) <= SIZES[word]
        length = self.take(fits, f"millimetres after {word}, more than 0 and at most {SIZES[word]}, such as: {word} 30")
        self.take(not self.word, "nothing more: the size stands last")
        return Sized.model_construct(point=point, size=float(length))

    def point(self, depth: int) -> Point:
        """Read a point up to the end of the text or of its parentheses, or up to a size."""
        start = self.operand(depth)
        if self.word == "-":
            self.take(True)
            ends = start, self.operand(depth)
            line = Between.model_construct(between=ends, at=self.share() if self.word == "at" else 0.5)
            if self.word not in _ENDS:
                raise self.fault(_A_LINE)
            return line
        shift: dict[str, float] = {}
        while self.word not in _ENDS:
            self.step(shift)
        ordered = tuple((way, shift[way]) for way in DIRECTIONS.values() if way in shift)
        return From.model_construct(from_=start, shift=ordered) if shift else start

    def operand(self, depth: int) -> Point:
        if self.word == "(":
            self.take(depth < MAX_DEPTH, f"parentheses at most {MAX_DEPTH} deep")
            point = self.point(depth + 1)
            self.take(self.word == ")", "a closing parenthesis")
            return point
        if self.word == "other":
            self.take(True)
            if self.word in self.named:
                raise self.fault("a landmark: only a landmark has another side")
            return Other.model_construct(other=self.name())
        name = self.name()
        return self.named.get(name, name)

    def name(self) -> str:
        fits = self.word not in RESERVED and _ID.fullmatch(self.word)
        return self.take(fits, "the name of a landmark or a named point (lower case, words joined by '_')")

    def share(self) -> float:
        self.take(True)
        share = self.word.removesuffix("%")
        fits = share != self.word and _NUMBER.fullmatch(share) and float(share) <= 100
        self.take(fits, "a share of the way from 0% to 100%, such as: at 40%")
        return float(f"{share}e-2")

    def step(self, shift: dict[str, float]) -> None:
        """Read millimetres and a direction into `shift`."""
        word = self.word
        way = _SAID_ELSEWHERE.get(word, word)
        instead = _MM if word[0] in "+-.0123456789" else _A_STEP
        if word in ("-", "at"):
            instead = _A_LINE
        elif way in DIRECTIONS:
            instead = f"the millimetres first: 20 {way}"
        near, before, after = "", self.words[self.next - 1][0], self.words[self.next + 1][0]
        if self.size and not after and _NUMBER.fullmatch(word):
            start = " ".join(one for one, _ in self.words[: self.next])
            raise self.fault(f"{self.size} before the size: {start} {self.size} {word}")
        if self.next == 1 and after in _ENDS and _ID.fullmatch(word) and way not in DIRECTIONS:  # two words for one name
            near = f"other {word}" if before in _OTHER_SIDE else f"{before}_{word}"
        length = float(self.take(_NUMBER.fullmatch(word) and 0 < float(word) <= MAX_MILLIMETRES, instead, near))
        if self.word.lower() in _UNITS:
            raise self.fault("millimetres without a unit: 20 down (2 cm are 20)")
        if self.word not in DIRECTIONS:
            near = _SAID_ELSEWHERE.get(self.word.lower()) or "".join(nearest(self.word, DIRECTIONS, 1))
            raise self.fault(f"a direction: {', '.join(DIRECTIONS)}", near)
        way, opposite = self.word, _OPPOSITE[self.word]
        fits = not {DIRECTIONS[way], DIRECTIONS[opposite]} & shift.keys()
        self.take(fits, f"each direction once, and only one of {opposite} and {way}")
        shift[DIRECTIONS[way]] = length
