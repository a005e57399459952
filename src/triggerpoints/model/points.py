"""Points: places on the skin, written in anatomical words.

    mastoid                                      a landmark by name (a plain str)
    shoulder_joint_front - bicipital_groove at 40%   on the line of two points; without `at` half way: `Between`
    scapula_spine_inner 20 down 3 in             so many millimetres from a point: `From`
    other mastoid                                the landmark of the opposite side: `Other`

An end of a line, or a start, that is more than a name stands in parentheses: `(c7 - acromion at 40%) 20 down`.
`read_point` reads this notation, `write_point` writes it. Everything that holds points is written with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field, PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from ..text import nearest, show
from .base import ID_PATTERN, Id, LandmarkId, Record, Refers, broken

Direction = Literal["superior", "inferior", "medial", "lateral", "anterior", "posterior"]

DIRECTIONS: Final[Mapping[str, Direction]] = {
    "up": "superior", "down": "inferior", "in": "medial", "out": "lateral", "forward": "anterior", "back": "posterior",
}  # fmt: skip
"""The words of the notation, opposites beside each other. In is towards the midline, out away from it."""

RESERVED: Final = frozenset(("other", "wide", "radius"))
"""Words of the notation that cannot be the name of a point."""

_WORD: Final = {direction: word for word, direction in DIRECTIONS.items()}
_OPPOSITE: Final = {"up": "down", "down": "up", "in": "out", "out": "in", "forward": "back", "back": "forward"}
_SAID_ELSEWHERE: Final[dict[str, str]] = {
    **{str(direction): word for word, direction in DIRECTIONS.items()},
    "cranial": "up", "caudal": "down", "proximal": "up", "distal": "down", "ulnar": "in", "radial": "out",
    "inward": "in", "inwards": "in", "outward": "out", "outwards": "out", "upward": "up", "upwards": "up",
    "downward": "down", "downwards": "down", "above": "up", "below": "down", "front": "forward", "forwards": "forward",
    "ventral": "forward", "dorsal": "back", "backward": "back", "backwards": "back",
}  # fmt: skip
_UNITS: Final = frozenset(("mm", "cm", "m", "in.", "inch", "inches", "millimetres", "millimeters", "centimetres", "centimeters"))

MAX_LENGTH: Final = 400
MAX_DEPTH: Final = 8
MAX_MILLIMETRES: Final = 1000
_TOKEN: Final = re.compile(r"[()]|[^\s()]+")
_NUMBER: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,20})?")
_ID: Final = re.compile(ID_PATTERN)
_A_POINT: Final = "a point in words, such as: mastoid; c2 22 out; c7 - acromion at 40%; other mastoid"

Millimetres = Annotated[float, Field(gt=0, le=MAX_MILLIMETRES)]


class Shift(Record):
    """How far to go, in millimetres (each more than 0), in one or more anatomical directions."""

    superior: Millimetres | None = None
    inferior: Millimetres | None = None
    medial: Millimetres | None = None
    lateral: Millimetres | None = None
    anterior: Millimetres | None = None
    posterior: Millimetres | None = None

    def steps(self) -> Iterator[tuple[Direction, float]]:
        """Yield (direction, millimetres) for every direction that is given."""
        for direction in DIRECTIONS.values():
            length = getattr(self, direction)
            if length is not None:
                yield direction, float(length)


def _validated(value: Any, info: ValidationInfo) -> Any:
    """Read the text of a point. The context of the reader holds the named points of the file under "points"."""
    if isinstance(value, str):
        return read_point(value, (info.context or {}).get("points", {}))
    if isinstance(value, (Between, From, Other)):
        return value
    raise broken("point", show(value), _A_POINT)


def write_point(point: Point) -> str:
    """Return the text that `read_point` reads as `point`."""
    if isinstance(point, Between):
        line = " - ".join(_operand(end) for end in point.between)
        return line if point.at == 0.5 else f"{line} at {number(Decimal(repr(float(point.at))) * 100)}%"
    if isinstance(point, From):
        return " ".join([_operand(point.from_), *(f"{number(mm)} {_WORD[way]}" for way, mm in point.shift.steps())])
    return f"other {point.other}" if isinstance(point, Other) else point


def number(value: float | Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _operand(point: Point) -> str:
    text = write_point(point)
    return text if isinstance(point, (str, Other)) else f"({text})"


class Between(Record):
    """The place on the straight line from the first point (at = 0) to the second (at = 1), dropped onto the skin."""

    between: Annotated[tuple[Point, Point], Field(strict=False)] = Field(description="the two ends of the line")
    at: Annotated[float, Field(ge=0, le=1)] = Field(default=0.5, description="share of the way from the first to the second")


class From(Record):
    """The place that lies so far from another point, dropped onto the skin."""

    from_: Point = Field(alias="from", description="where to start")
    shift: Shift = Field(description="anatomical directions, millimetres")


class Other(Record):
    """A landmark of the opposite side of the body."""

    other: LandmarkId = Field(description="id of a landmark")


Point = Annotated[
    Id | Between | From | Other,
    PlainValidator(_validated),
    PlainSerializer(write_point, return_type=str),
    WithJsonSchema({"type": "string", "maxLength": MAX_LENGTH, "description": "a point in words", "format": "point"}),
    Refers("landmark"),
]
"""A landmark's id, or one of `Between`, `From`, `Other`. Read from and written as text."""


def read_point(text: str, named: Mapping[str, Point] | None = None) -> Point:
    """Return the point that `text` writes.

    named: points that stand for themselves by name. Raises the error of a broken rule, with the offset of the fault in the
    text, for everything else than the notation.
    """
    if len(text) > MAX_LENGTH:
        raise broken("point", f"{len(text)} characters", f"a point of at most {MAX_LENGTH}")
    return _Reader(text, named or {}).whole()


class _Reader:
    """Reads one point, word by word. Parentheses are the only nesting, and bounded."""

    def __init__(self, text: str, named: Mapping[str, Point]) -> None:
        self.words = [(found.group(), found.start()) for found in _TOKEN.finditer(text)]
        self.end = len(text)
        self.named = named
        self.next = 0

    def whole(self) -> Point:
        point = self._point(0)
        if self.next < len(self.words):
            raise self._fault("nothing more: this parenthesis was never opened")
        return point

    def _peek(self) -> str:
        return self.words[self.next][0] if self.next < len(self.words) else ""

    def _fault(self, allowed: str, near: str = "") -> Exception:
        word, offset = self.words[self.next] if self.next < len(self.words) else ("", self.end)
        return broken("point", show(word) if word else "the end of the point", allowed, near, offset)

    def _point(self, depth: int) -> Point:
        start = self._operand(depth)
        if self._peek() == "-":
            self.next += 1
            between = (start, self._operand(depth))
            point: Point = Between.model_construct(between=between, at=self._share())
            if self._peek() not in ("", ")"):
                more = self._peek() == "-" or self._peek()[0].isdigit()
                raise self._fault(_MORE if more else "at and a share, such as: at 40%")
            return point
        shift: dict[str, float] = {}
        while self._peek() not in ("", ")"):
            self._step(shift)
        return From.model_construct(from_=start, shift=Shift.model_construct(**shift)) if shift else start  # type: ignore[arg-type]

    def _operand(self, depth: int) -> Point:
        word = self._peek()
        if word == "(":
            if depth >= MAX_DEPTH:
                raise self._fault(f"parentheses at most {MAX_DEPTH} deep")
            self.next += 1
            point = self._point(depth + 1)
            if self._peek() != ")":
                raise self._fault("a closing parenthesis")
            self.next += 1
            return point
        if word == "other":
            self.next += 1
            if self._peek() in self.named:
                raise self._fault("a landmark: only a landmark has another side")
            return Other.model_construct(other=self._name())
        name = self._name()
        return self.named.get(name, name)

    def _name(self) -> str:
        word = self._peek()
        if word in RESERVED or not _ID.fullmatch(word):
            raise self._fault("the name of a landmark or a named point (lower case, words joined by '_')")
        self.next += 1
        return word

    def _share(self) -> float:
        if self._peek() != "at":
            return 0.5
        self.next += 1
        text = self._peek()
        if not text.endswith("%") or not _NUMBER.fullmatch(text[:-1]) or float(text[:-1]) > 100:
            raise self._fault("a share of the way from 0% to 100%, such as: at 40%")
        self.next += 1
        return float(f"{text[:-1]}e-2")

    def _step(self, shift: dict[str, float]) -> None:
        word = self._peek()
        if word in DIRECTIONS or word in _SAID_ELSEWHERE:
            raise self._fault(f"the millimetres first: 20 {_SAID_ELSEWHERE.get(word, word)}")
        if word == "-":
            raise self._fault("parentheses around a shifted end of a line: (c7 20 down) - acromion")
        if word == "at":
            raise self._fault("a line of two points before at: c7 - acromion at 40%")
        if not _NUMBER.fullmatch(word) or not 0 < float(word) <= MAX_MILLIMETRES:
            raise self._fault(_MM if word[0] in "+-.0123456789" else _NEXT)
        self.next += 1
        way = self._peek()
        if way not in DIRECTIONS:
            if way.lower() in _UNITS:
                raise self._fault("millimetres without a unit: 20 down (2 cm are 20)")
            near = _SAID_ELSEWHERE.get(way.lower()) or "".join(nearest(way, DIRECTIONS, 1))
            raise self._fault(f"a direction: {', '.join(DIRECTIONS)}", near)
        for given in (way, _OPPOSITE[way]):
            if DIRECTIONS[given] in shift:
                raise self._fault("each direction once" if given == way else f"one of {given} and {way}")
        shift[DIRECTIONS[way]] = float(word)
        self.next += 1


_NEXT: Final = "' - ' and a second point, or millimetres and a direction: 20 down"
_MORE: Final = "parentheses around a line that goes on: (c7 - acromion) 20 down; around a shifted end: c7 - (acromion 20 down)"
_MM: Final = f"millimetres, more than 0 and at most {MAX_MILLIMETRES}, such as 20 or 2.5 (the other direction instead of a minus)"
