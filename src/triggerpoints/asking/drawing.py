"""A drawn pain area: read strictly from JSON (or from plain Python values), and laid on the skin.

    read_drawing(source, views) -> tuple of Drawing      DataError with every fault at its place
    skin_under(drawings) -> Skin                         the samples of the reference skin under them, in mm2

docs/drawing.md says what may stand in a drawing. Nothing of it is kept or written anywhere.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from ..body.frames import Frame, frame
from ..bounded import read_bounded
from ..errors import DataError, Problem
from ..results import PainName
from ..sides import SIDES, Side
from ..text import nearest, show
from .json_text import MAX_BYTES, JsonText, Path, Repeated, load_json
from .svg_path import Line, PathError, Point, flatten

if TYPE_CHECKING:
    from ..body.surface import Figure, Ints

PAINS: Final[tuple[PainName, ...]] = get_args(PainName)
FIGURES: Final[tuple[Figure, ...]] = ("neutral", "female", "male")

MOST_AREAS: Final = 64
MOST_POINTS: Final = 20_000
MOST_MM: Final = 10_000
MOST_WIDTH: Final = 300
MOST_LENGTH: Final = 200_000
"""Millimetres of line within the picture, all areas together: what takes for ever to draw takes for ever to measure."""
MOST_TEXT: Final = 500_000
MOST_PROBLEMS: Final = 20

_FORMS: Final = {"polygon": ("polygon", "pain"), "brush": ("brush", "width", "pain"), "path": ("path", "width", "pain")}
"""The forms of an area, each with the keys that go with it."""
_MILLIMETRES: Final = f"millimetres between -{MOST_MM} and {MOST_MM}"
Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a drawing, in mm of its frame.

    lines: closed rings, filled by the nonzero rule, when `width` is None; else the way of a round brush of that full width in mm.
    pain: how bad it is there, worst when nobody said. path: where it stands in what was read.
    """

    lines: tuple[Line, ...]
    width: float | None
    pain: PainName
    path: Path


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn on one view. frame: the sheet it was drawn on; source: what it was read from."""

    view: str
    figure: Figure
    side: Side | None
    areas: tuple[Area, ...]
    frame: Frame
    source: JsonText = field(repr=False, compare=False)


@dataclass(frozen=True)
class Skin:
    """The skin under drawings.

    indices: sorted samples (N,) of `body.measure.skin_samples`; mm2: their area on the reference figure. by_pain: the same
    samples by how bad it is there, worst first; where areas overlap the worse one counts.
    missed: areas with no skin under them.
    """

    indices: Ints
    mm2: float
    by_pain: tuple[tuple[PainName, Ints], ...]
    missed: tuple[Problem, ...]


def read_drawing(
    source: str | os.PathLike[str] | Mapping[str, Any] | Sequence[Any], views: Mapping[str, Any]
) -> tuple[Drawing, ...]:
    """Read one drawing or a list of them.

    source: the path of a JSON file, or what such a file holds as Python values. views: id -> record, as in the compiled document.
    Raises DataError with every problem, up to `MOST_PROBLEMS`.
    """
    if isinstance(source, (str, os.PathLike)):
        text = load_json(read_bounded(source, MAX_BYTES), FilePath(source).as_posix())
    else:
        text = JsonText("drawing", source)
    return _Reader(text, views).read()


def skin_under(drawings: Sequence[Drawing]) -> Skin:
    """The samples of the reference skin under drawings. DataError when there are none."""
    import numpy as np

    from ..body.measure import skin_samples
    from ..body.sketch import inside, under

    areas = skin_samples().areas
    rank = np.full(len(areas), len(PAINS))
    missed = []
    for drawing in drawings:
        for area in drawing.areas:
            sheet, lines, width = drawing.frame, area.lines, area.width
            found = inside(sheet, lines) if width is None else under(sheet, lines, width)
            rank[found] = np.minimum(rank[found], PAINS.index(area.pain))
            if not len(found):
                line, column = drawing.source.find(area.path)
                said = "no skin under the area", "an area over the body"
                missed.append(Problem(drawing.source.file, line, column, _name(area.path), *said, rule="off-body"))
    indices = np.flatnonzero(rank < len(PAINS))
    if not len(indices):
        raise DataError(missed)
    groups: list[tuple[PainName, Ints]] = []
    for number, pain in enumerate(PAINS):
        own = np.flatnonzero(rank == number)
        if len(own):
            groups.append((pain, own))
    # fsum: the same to the last bit in whatever order, so that left and right agree.
    return Skin(indices, math.fsum(areas[indices].tolist()), tuple(groups), tuple(sorted(missed)))


class _TooMuchError(DataError):
    """A drawing that is larger than is read. Nothing else is told beside it."""


class _Reader:
    """Reads the value of one file. Each method returns what it read, or raises DataError with what is wrong with it."""

    def __init__(self, text: JsonText, views: Mapping[str, Any]) -> None:
        self.text, self.views = text, views
        self.points = 0
        self.length = 0.0

    def read(self) -> tuple[Drawing, ...]:
        value = self.text.value
        drawings: list[tuple[Path, Any]]
        if isinstance(value, Mapping):
            drawings = [((), value)]
        elif isinstance(value, (list, tuple)):
            drawings = [((number,), one) for number, one in enumerate(value)]
        else:
            raise self.wrong((), show(value), "a drawing, or a list of drawings", "drawing")
        if not drawings:
            raise self.wrong((), "an empty list", "at least one drawing", "empty")
        if len(drawings) > MOST_AREAS:
            raise self.wrong((), f"{len(drawings)} drawings", f"at most {MOST_AREAS}", "too-many")
        areas = 0
        for path, one in drawings:
            listed = one.get("areas") if isinstance(one, Mapping) else None
            areas += len(listed) if isinstance(listed, (list, tuple)) else 0
            if areas > MOST_AREAS:
                raise self.wrong((*path, "areas"), f"{areas} areas in all", f"at most {MOST_AREAS}", "too-many")
        return tuple(_all(partial(self.drawing, one, path) for path, one in drawings))

    def problem(self, path: Path, found: str, allowed: str, rule: str, near: str = "", *, key: bool = False) -> Problem:
        """What is wrong at a place. key: the key there is at fault, not its value."""
        line, column = self.text.find(path, key=key)
        return Problem(self.text.file, line, column, _name(path), found, allowed, near, rule)

    def wrong(self, path: Path, found: str, allowed: str, rule: str, near: str = "") -> DataError:
        return DataError([self.problem(path, found, allowed, rule, near)])

    def too_much(self, path: Path, found: str, allowed: str, rule: str = "too-many") -> _TooMuchError:
        return _TooMuchError([self.problem(path, found, allowed, rule)])

    def keys(self, value: Mapping[str, Any], path: Path, allowed: Sequence[str], required: Sequence[str]) -> None:
        """Refuse keys that are unknown, missing or there twice."""
        problems = []
        if isinstance(value, Repeated):
            found = f"the key {show(value.key)} again"
            problems.append(self.problem((*path, value.key), found, "each key once", "duplicate-key", key=True))
        for key in value:
            if key not in allowed:
                near = nearest(key, allowed, 1) if isinstance(key, str) else ()
                where, found = (*path, str(key)), f"the unknown key {show(key)}"
                problems.append(self.problem(where, found, ", ".join(allowed), "unknown-key", "".join(near), key=True))
        missing = [key for key in required if key not in value]
        problems += [self.problem(path, f"no {key}", f"the key {key}, which is required", "missing-key") for key in missing]
        if problems:
            raise DataError(problems[:MOST_PROBLEMS])

    def choice(self, value: Any, path: Path, allowed: Sequence[Name], rule: str, told: str = "") -> Name:
        """One of some words. told: what is said to be allowed, when the words are too many to list."""
        near = nearest(value, allowed, 1) if isinstance(value, str) else ()
        for word in allowed if isinstance(value, str) else ():
            if word == value:
                return word
        raise self.wrong(path, show(value), told or ", ".join(allowed), rule, "".join(near))

    def drawing(self, value: Any, path: Path) -> Drawing:
        if not isinstance(value, Mapping):
            raise self.wrong(path, show(value), "a drawing: an object with view and areas", "drawing")
        self.keys(value, path, ("view", "figure", "side", "areas"), ("view", "areas"))
        sheet, areas = _all([partial(self.sheet, value, path), partial(self.areas, value["areas"], (*path, "areas"))])
        for area in areas:
            self.length += sum(_length(line, sheet, closed=area.width is None) for line in area.lines)
            if self.length > MOST_LENGTH:
                said = f"more than {MOST_LENGTH // 1000} m of line in all"
                raise self.too_much(area.path, said, "a simpler drawing", "too-long")
        return Drawing(sheet.view, sheet.figure, sheet.side, areas, sheet, self.text)

    def sheet(self, value: Mapping[str, Any], path: Path) -> Frame:
        """The frame that view, figure and side name."""
        some = f"one of the {len(self.views)} views, such as {', '.join(sorted(self.views)[:3])}"
        view = self.choice(value["view"], (*path, "view"), sorted(self.views), "unknown-view", some)
        figure = self.choice(value.get("figure", "neutral"), (*path, "figure"), FIGURES, "unknown-figure")
        record, side, where = self.views[view], value.get("side"), (*path, "side")
        if record["paired"] and side is None:
            allowed = f"left or right, the patient's own: the view {view} shows one"
            raise self.wrong(where if "side" in value else path, "no side", allowed, "side")
        if not record["paired"] and side is not None:
            raise self.wrong(where, show(side), f"no side: the view {view} shows both", "side")
        side = self.choice(side, where, SIDES, "unknown-side") if record["paired"] else None
        try:
            up, seen = record.get("up", (0.0, 1.0, 0.0)), record.get("show", "all")
            return frame(view, record["towards"], up, seen, figure, side)
        except KeyError:
            raise self.wrong((*path, "view"), show(view), "a view with a base drawing", "no-base-drawing") from None

    def areas(self, value: Any, path: Path) -> tuple[Area, ...]:
        if not isinstance(value, (list, tuple)):
            raise self.wrong(path, show(value), "a list of areas", "areas")
        if not value:
            raise self.wrong(path, "an empty list", "at least one area", "empty")
        return tuple(_all(partial(self.area, one, (*path, number)) for number, one in enumerate(value)))

    def area(self, value: Any, path: Path) -> Area:
        if not isinstance(value, Mapping):
            raise self.wrong(path, show(value), f"an area: an object with one of {', '.join(_FORMS)}", "area")
        forms = [form for form in _FORMS if form in value]
        if len(forms) != 1:
            raise self.wrong(path, " and ".join(forms) or "none of them", f"exactly one of {', '.join(_FORMS)}", "form")
        (form,) = forms
        self.keys(value, path, _FORMS[form], ("width",) if form == "brush" else ())
        pain, width = value.get("pain"), value.get("width")
        pain = PAINS[0] if pain is None else self.choice(pain, (*path, "pain"), PAINS, "unknown-pain")
        if "width" in value and not (type(width) in (int, float) and 0 < value["width"] <= MOST_WIDTH):
            allowed = f"millimetres, more than 0 and at most {MOST_WIDTH}"
            raise self.wrong((*path, "width"), show(width), allowed, "width")
        here = (*path, form)
        lines = self.path_data(value[form], here) if form == "path" else self.line(value[form], here)
        self.points += sum(map(len, lines))
        if self.points > MOST_POINTS:
            raise self.too_much(path, f"{self.points} points in all", f"at most {MOST_POINTS}")
        if width is None and not any(len(line) > 2 for line in lines):
            some = "points that enclose nothing" if form == "path" else f"{len(lines[0])} points"
            raise self.wrong(here, some, "at least 3 points, or a brush with a width", "too-few")
        return Area(lines, None if width is None else float(width), pain, path)

    def line(self, value: Any, path: Path) -> tuple[Line, ...]:
        """One line of points."""
        if not isinstance(value, (list, tuple)):
            raise self.wrong(path, show(value), "a list of points [x, y]", "points")
        if not value:
            raise self.wrong(path, "an empty list", "points [x, y]", "empty")
        if len(value) > MOST_POINTS:
            raise self.too_much(path, f"{len(value)} points", f"at most {MOST_POINTS} in all")
        return (tuple(_all(partial(self.point, point, (*path, number)) for number, point in enumerate(value))),)

    def point(self, value: Any, path: Path) -> Point:
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise self.wrong(path, show(value), "a point [x, y]", "point")
        for axis, one in enumerate(value):
            if not _sound(one):
                raise self.wrong((*path, axis), show(one), _MILLIMETRES, "coordinate")
        return float(value[0]), float(value[1])

    def path_data(self, value: Any, path: Path) -> tuple[Line, ...]:
        if not isinstance(value, str):
            raise self.wrong(path, show(value), "SVG path data as text", "path")
        if len(value) > MOST_TEXT:
            raise self.too_much(path, f"{len(value)} characters", f"at most {MOST_TEXT}")
        try:
            lines = flatten(value)
        except PathError as error:
            raise self.wrong(path, f"{error.found} at character {error.at + 1}", error.allowed, "path") from None
        if not lines:
            raise self.wrong(path, "empty path data", "a path such as M 10 10 L 60 10 L 35 50 Z", "empty")
        far = next((one for line in lines for point in line for one in point if not _sound(one)), None)
        if far is not None:
            raise self.wrong(path, f"the coordinate {far:.6g}", _MILLIMETRES, "coordinate")
        return lines


def _all(reads: Iterable[Callable[[], Any]]) -> list[Any]:
    """What several calls return. Raises DataError with what is wrong in all of them, up to `MOST_PROBLEMS`."""
    found: list[Any] = []
    problems: list[Problem] = []
    for read in reads:
        try:
            found.append(read())
        except _TooMuchError:
            raise
        except DataError as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise DataError(problems[:MOST_PROBLEMS])
    return found


def _sound(value: Any) -> bool:
    # bool is an int for Python, but nobody draws with it; a whole number may be too large for a float.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -MOST_MM <= value <= MOST_MM


def _length(line: Line, sheet: Frame, *, closed: bool) -> float:
    """Millimetres of a line within the picture, about."""
    points = [(min(max(x, 0.0), sheet.width), min(max(y, 0.0), sheet.height)) for x, y in line]
    return sum(map(math.dist, points, [*points[1:], *points[:closed]]))


def _name(path: Path) -> str:
    """`areas[0].polygon[3]`, as in other problems."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out
