"""A drawn pain area: read strictly from JSON (or from plain Python values), and laid on the skin.

    read_drawing(source, views) -> tuple of Drawing      DataError with every fault at its place
    skin_under(drawings) -> Skin                         the samples of the reference skin under them, in mm2

docs/drawing.md says what may stand in a drawing. Nothing of it is kept or written anywhere.
"""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final, NoReturn, get_args

from ..body.frames import Frame, frame
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
FORMS: Final = ("polygon", "brush", "path")

MOST_AREAS: Final = 64
MOST_POINTS: Final = 20_000
MOST_MM: Final = 10_000
MOST_WIDTH: Final = 300
MOST_LENGTH: Final = 200_000
"""Millimetres of line within the picture, all areas together: what takes for ever to draw takes for ever to measure."""
MOST_TEXT: Final = 500_000
MOST_PROBLEMS: Final = 20

_KEYS: Final = ("view", "figure", "side", "areas")
_OF_FORM: Final = {"polygon": ("polygon", "pain"), "brush": ("brush", "width", "pain"), "path": ("path", "width", "pain")}


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
    text = _load(FilePath(source)) if isinstance(source, (str, os.PathLike)) else JsonText("drawing", source)
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


def _load(path: FilePath) -> JsonText:
    name = path.as_posix()
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for ever
            raise DataError([Problem(name, 0, 0, "", "no ordinary file", "a readable file", rule="file")])
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        if isinstance(error, DataError):
            raise
        found = f"a file that cannot be read ({getattr(error, 'strerror', None) or error})"
        raise DataError([Problem(name, 0, 0, "", found, "a readable file", rule="file")]) from None
    return load_json(data, name)


class _Reader:
    """Walks the value of one file; keeps what is wrong with it."""

    def __init__(self, text: JsonText, views: Mapping[str, Any]) -> None:
        self.text, self.views = text, views
        self.problems: list[Problem] = []
        self.areas = self.points = 0
        self.length = 0.0

    def read(self) -> tuple[Drawing, ...]:
        value = self.text.value
        drawings: list[Drawing | None]
        if isinstance(value, Mapping):
            drawings = [self.drawing(value, ())]
        elif isinstance(value, (list, tuple)):
            if not value:
                self.wrong((), "an empty list", "at least one drawing", "empty")
            if len(value) > MOST_AREAS:
                self.stop((), f"{len(value)} drawings", f"at most {MOST_AREAS}", "too-many")
            drawings = [self.drawing(one, (number,)) for number, one in enumerate(value)]
        else:
            drawings = []
            self.wrong((), show(value), "a drawing, or a list of drawings", "drawing")
        if self.problems:
            raise DataError(self.problems)
        return tuple(one for one in drawings if one is not None)

    def wrong(self, path: Path, found: str, allowed: str, rule: str, near: str = "", *, key: bool = False) -> None:
        line, column = self.text.find(path, key=key)
        self.problems.append(Problem(self.text.file, line, column, _name(path), found, allowed, near, rule))
        if len(self.problems) >= MOST_PROBLEMS:
            raise DataError(self.problems)

    def stop(self, path: Path, found: str, allowed: str, rule: str) -> NoReturn:
        self.wrong(path, found, allowed, rule)
        raise DataError(self.problems)

    def keys(self, value: Mapping[str, Any], path: Path, allowed: tuple[str, ...]) -> None:
        if isinstance(value, Repeated):
            found = f"the key {show(value.key)} again"
            self.wrong((*path, value.key), found, "each key once", "duplicate-key", key=True)
        for key in value:
            if key not in allowed:
                near = nearest(key, allowed, 1) if isinstance(key, str) else ()
                where = (*path, key) if isinstance(key, str) else path
                self.wrong(where, f"the unknown key {show(key)}", ", ".join(allowed), "unknown-key", "".join(near), key=True)

    def choice(self, value: Any, path: Path, allowed: Sequence[str], rule: str, *, what: str = "") -> str | None:
        if isinstance(value, str) and value in allowed:
            return value
        near = nearest(value, allowed, 1) if isinstance(value, str) else ()
        self.wrong(path, show(value), what or ", ".join(allowed), rule, "".join(near))
        return None

    def drawing(self, value: Any, path: Path) -> Drawing | None:
        if not isinstance(value, Mapping):
            self.wrong(path, show(value), "a drawing: an object with view and areas", "drawing")
            return None
        self.keys(value, path, _KEYS)
        for key in ("view", "areas"):
            if key not in value:
                self.wrong(path, f"no {key}", f"the key {key}, which is required", "missing-key")
        sheet = self.sheet(value, path) if "view" in value else None
        areas = self.shapes(value["areas"], (*path, "areas"), sheet) if "areas" in value else ()
        if sheet is None:
            return None
        return Drawing(sheet.view, sheet.figure, sheet.side, areas, sheet, self.text)

    def sheet(self, value: Mapping[str, Any], path: Path) -> Frame | None:
        """The frame that view, figure and side name."""
        before = len(self.problems)
        view = self.choice(value["view"], (*path, "view"), sorted(self.views), "unknown-view", what=self.views_known())
        given = value.get("figure", "neutral")
        figure = self.choice(given, (*path, "figure"), FIGURES, "unknown-figure")
        side = value.get("side")
        record = self.views[view] if view is not None else {}
        if view is None:
            return None
        if not record["paired"] and side is not None:
            self.wrong((*path, "side"), show(side), f"no side: the view {view} shows both", "side")
        elif record["paired"] and side is None:
            where = (*path, "side") if "side" in value else path
            self.wrong(where, "no side", f"left or right, the patient's own: the view {view} shows one", "side")
        elif side is not None:
            self.choice(side, (*path, "side"), SIDES, "unknown-side")
        if len(self.problems) > before:
            return None
        named = next(one for one in FIGURES if one == figure)
        own = next((one for one in SIDES if one == side), None)
        try:
            up, seen = record.get("up", (0.0, 1.0, 0.0)), record.get("show", "all")
            return frame(view, record["towards"], up, seen, named, own)
        except KeyError:
            self.wrong((*path, "view"), show(view), "a view with a base drawing", "no-base-drawing")
            return None

    def views_known(self) -> str:
        return f"one of the {len(self.views)} views, such as {', '.join(sorted(self.views)[:3])}"

    def shapes(self, value: Any, path: Path, sheet: Frame | None) -> tuple[Area, ...]:
        if not isinstance(value, (list, tuple)):
            self.wrong(path, show(value), "a list of areas", "areas")
            return ()
        if not value:
            self.wrong(path, "an empty list", "at least one area", "empty")
        self.areas += len(value)
        if self.areas > MOST_AREAS:
            self.stop(path, f"{self.areas} areas in all", f"at most {MOST_AREAS}", "too-many")
        found = [self.shape(one, (*path, number), sheet) for number, one in enumerate(value)]
        return tuple(one for one in found if one is not None)

    def shape(self, value: Any, path: Path, sheet: Frame | None) -> Area | None:
        if not isinstance(value, Mapping):
            self.wrong(path, show(value), f"an area: an object with one of {', '.join(FORMS)}", "area")
            return None
        forms = [form for form in FORMS if form in value]
        if len(forms) != 1:
            if not forms:
                self.keys(value, path, (*FORMS, "width", "pain"))
            found = " and ".join(forms) if forms else "none of them"
            self.wrong(path, found, f"exactly one of {', '.join(FORMS)}", "form")
            return None
        form, before = forms[0], len(self.problems)
        self.keys(value, path, _OF_FORM[form])
        pain = self.choice(value["pain"], (*path, "pain"), PAINS, "unknown-pain") if value.get("pain") is not None else PAINS[0]
        width = self.width(value, path, form)
        here = (*path, form)
        lines = self.path_data(value[form], here) if form == "path" else self.line(value[form], here)
        if len(self.problems) > before:
            return None
        self.points += sum(len(line) for line in lines)
        if self.points > MOST_POINTS:
            self.stop(path, f"{self.points} points in all", f"at most {MOST_POINTS}", "too-many")
        if width is None and not any(len(line) > 2 for line in lines):
            some = "points that enclose nothing" if form == "path" else f"{len(lines[0])} points"
            self.wrong(here, some, "at least 3 points, or a brush with a width", "too-few")
            return None
        if sheet is not None:
            self.length += sum(_length(line, sheet, closed=width is None) for line in lines)
            if self.length > MOST_LENGTH:
                self.stop(path, f"more than {MOST_LENGTH // 1000} m of line in all", "a simpler drawing", "too-long")
        return Area(lines, width, next(one for one in PAINS if one == pain), path)

    def width(self, value: Mapping[str, Any], path: Path, form: str) -> float | None:
        """The full width of a brush in mm, None for what is filled."""
        if "width" not in value:
            if form == "brush":
                self.wrong(path, "no width", "the key width, which a brush requires", "missing-key")
            return None
        if form == "polygon":
            return None  # an unknown key: said already
        width = value["width"]
        if type(width) in (int, float) and 0 < width <= MOST_WIDTH:
            return float(width)
        self.wrong((*path, "width"), show(width), f"millimetres, more than 0 and at most {MOST_WIDTH}", "width")
        return None

    def line(self, value: Any, path: Path) -> tuple[Line, ...]:
        """One line of points."""
        if not isinstance(value, (list, tuple)):
            self.wrong(path, show(value), "a list of points [x, y]", "points")
            return ()
        if not value:
            self.wrong(path, "an empty list", "points [x, y]", "empty")
        if len(value) > MOST_POINTS:
            self.stop(path, f"{len(value)} points", f"at most {MOST_POINTS} in all", "too-many")
        out: list[Point] = []
        for number, point in enumerate(value):
            if isinstance(point, (list, tuple)) and len(point) == 2:
                x, y = point
                if _sound(x) and _sound(y):
                    out.append((float(x), float(y)))
                    continue
                axis = 1 if _sound(x) else 0
                allowed = f"millimetres between -{MOST_MM} and {MOST_MM}"
                self.wrong((*path, number, axis), show(point[axis]), allowed, "coordinate")
            else:
                self.wrong((*path, number), show(point), "a point [x, y]", "point")
        return (tuple(out),)

    def path_data(self, value: Any, path: Path) -> tuple[Line, ...]:
        if not isinstance(value, str):
            self.wrong(path, show(value), "SVG path data as text", "path")
            return ()
        if len(value) > MOST_TEXT:
            self.stop(path, f"{len(value)} characters", f"at most {MOST_TEXT}", "too-many")
        try:
            lines = flatten(value)
        except PathError as error:
            self.wrong(path, f"{error.found} at character {error.at + 1}", error.allowed, "path")
            return ()
        if not lines:
            self.wrong(path, "empty path data", "a path such as M 10 10 L 60 10 L 35 50 Z", "empty")
        far = next((c for line in lines for point in line for c in point if not _sound(c)), None)
        if far is not None:
            self.wrong(path, f"the coordinate {far:.6g}", f"millimetres between -{MOST_MM} and {MOST_MM}", "coordinate")
        return lines


def _sound(value: Any) -> bool:
    # bool is an int for Python, but nobody draws with it; a whole number may be too large for a float.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -MOST_MM <= value <= MOST_MM


def _length(line: Line, sheet: Frame, *, closed: bool) -> float:
    """Millimetres of a line within the picture, about."""
    points = [(min(max(x, 0.0), sheet.width), min(max(y, 0.0), sheet.height)) for x, y in line]
    return sum(map(math.dist, points, _after(points, closed)))


def _after(points: list[Point], closed: bool) -> Iterator[Point]:
    yield from points[1:]
    if closed:
        yield points[0]


def _name(path: Path) -> str:
    """`areas[0].polygon[3]`, as in other problems."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out
