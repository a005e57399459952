"""A drawn pain area: read strictly from JSON (or from plain Python values), and laid on the skin.

    read_drawing(source, views) -> tuple of Area         DataError with every fault at its place
    skin_under(areas) -> Skin                            the samples of the reference skin under them, in mm2

docs/drawing.md says what may stand in a drawing. Nothing of it is kept or written anywhere.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final, TypeGuard, TypeVar, get_args

from ..arguments import FIGURES
from ..body.frames import Frame, frame
from ..bounded import read_bounded
from ..errors import DataError, Problem
from ..results import PainName
from ..sides import SIDES
from ..text import nearest, show
from .json_text import MAX_BYTES, JsonText, Path, Repeated, load_json
from .svg_path import Line, PathError, Point, flatten

if TYPE_CHECKING:
    from ..body.surface import Ints

PAINS: Final[tuple[PainName, ...]] = get_args(PainName)

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
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Area:
    """One drawn area, in mm of the sheet that it was drawn on (`frame`).

    lines: closed rings, filled by the nonzero rule, when `width` is None; else the way of a round brush of that full width in mm.
    pain: how bad it is there, worst when nobody said. source, path: what it was read from, and where it stands there.
    """

    lines: tuple[Line, ...]
    width: float | None
    pain: PainName
    frame: Frame
    path: Path
    source: JsonText = field(repr=False, compare=False)


@dataclass(frozen=True)
class Skin:
    """The skin under drawn areas.

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
) -> tuple[Area, ...]:
    """Read the areas of one drawing or of a list of them.

    source: the path of a JSON file, or what such a file holds as Python values. views: id -> record, as in the compiled document.
    Raises DataError with every problem, up to `MOST_PROBLEMS`.
    """
    if isinstance(source, (str, os.PathLike)):
        text = load_json(read_bounded(source, MAX_BYTES), FilePath(source).as_posix())
    else:
        text = JsonText("drawing", source)
    return _Reader(text, views).read()


def skin_under(drawn: Sequence[Area]) -> Skin:
    """The samples of the reference skin under drawn areas. DataError when there are none."""
    import numpy as np

    from ..body.measure import skin_samples
    from ..body.sketch import inside, under

    areas = skin_samples().areas
    rank = np.full(len(areas), len(PAINS))
    missed = []
    for area in drawn:
        found = inside(area.frame, area.lines) if area.width is None else under(area.frame, area.lines, area.width)
        rank[found] = np.minimum(rank[found], PAINS.index(area.pain))
        if not len(found):
            missed.append(area.source.problem(area.path, "no skin under the area", "an area over the body", "off-body"))
    indices = np.flatnonzero(rank < len(PAINS))
    if not len(indices):
        raise DataError(missed)
    by_pain = tuple((pain, np.flatnonzero(rank == number)) for number, pain in enumerate(PAINS) if number in rank)
    # fsum: the same to the last bit in whatever order, so that left and right agree.
    return Skin(indices, math.fsum(areas[indices].tolist()), by_pain, tuple(sorted(missed)))


class _Reader:
    """Reads the value of one file. A fault is noted, and what has it is read as None; what is too large ends the reading."""

    def __init__(self, text: JsonText, views: Mapping[str, Any]) -> None:
        self.text, self.views = text, views
        self.problems: list[Problem] = []
        self.areas = self.points = 0
        self.length = 0.0

    def read(self) -> tuple[Area, ...]:
        value = self.text.value
        if isinstance(value, Mapping):
            drawings = [self.drawing(value, ())]
        else:
            drawings = self.each(self.drawing, value, (), "a drawing, or a list of drawings", "drawing")
        if self.problems:
            raise DataError(self.problems)
        return tuple(area for drawing in drawings for area in drawing)

    def wrong(self, path: Path, found: str, allowed: str, rule: str, near: Sequence[str] = (), *, key: bool = False) -> None:
        """Note what is wrong at a place. key: the key there is at fault, not its value."""
        self.problems.append(self.text.problem(path, found, allowed, rule, "".join(near), key=key))
        if len(self.problems) == MOST_PROBLEMS:
            raise DataError(self.problems)

    def within(self, path: Path, amount: float, most: int, unit: str, rule: str = "too-many") -> None:
        """Refuse a drawing that is larger than is read. Nothing else is told beside it."""
        if amount > most:
            raise DataError([self.text.problem(path, f"more than {most} {unit} in all", "a simpler drawing", rule)])

    def each(self, read: Callable[[Any, Path], Item | None], value: Any, path: Path, allowed: str, rule: str) -> list[Item]:
        """What `read` makes of every item of a list."""
        if not isinstance(value, (list, tuple)):
            self.wrong(path, show(value), allowed, rule)
            return []
        if not value:
            self.wrong(path, "an empty list", f"{allowed}, at least one", "empty")
        return [found for number, one in enumerate(value) if (found := read(one, (*path, number))) is not None]

    def keys(self, value: Mapping[str, Any], path: Path, allowed: Sequence[str], required: Sequence[str]) -> bool:
        """Whether no key is unknown, missing or there twice."""
        before = len(self.problems)
        if isinstance(value, Repeated):
            self.wrong((*path, value.key), f"the key {show(value.key)} again", "each key once", "duplicate-key", key=True)
        for key in value:
            if key not in allowed:
                near = nearest(key, allowed, 1) if isinstance(key, str) else ()
                found = f"the unknown key {show(key)}"
                self.wrong((*path, str(key)), found, ", ".join(allowed), "unknown-key", near, key=True)
        for key in required:
            if key not in value:
                self.wrong(path, f"no {key}", f"the key {key}, which is required", "missing-key")
        return len(self.problems) == before

    def choice(
        self, value: Mapping[str, Any], key: str, path: Path, allowed: Sequence[Name], default: Name | None = None
    ) -> Name | None:
        """The word that stands under a key, one of some."""
        word = value.get(key)
        if word is None and default is not None:
            return default
        if isinstance(word, str) and word in allowed:
            return allowed[allowed.index(word)]
        some = ", ".join(allowed) if len(allowed) < 5 else f"one of {len(allowed)}, such as {', '.join(allowed[:3])}"
        near = nearest(word, allowed, 1) if isinstance(word, str) else ()
        self.wrong((*path, key), show(word), some, f"unknown-{key}", near)
        return None

    def drawing(self, value: Any, path: Path) -> list[Area]:
        if not isinstance(value, Mapping):
            self.wrong(path, show(value), "a drawing: an object with view and areas", "drawing")
        elif self.keys(value, path, ("view", "figure", "side", "areas"), ("view", "areas")):
            read = partial(self.area, self.sheet(value, path))
            return self.each(read, value["areas"], (*path, "areas"), "a list of areas", "areas")
        return []

    def sheet(self, value: Mapping[str, Any], path: Path) -> Frame | None:
        """The frame that view, figure and side name."""
        view = self.choice(value, "view", path, sorted(self.views))
        figure = self.choice(value, "figure", path, FIGURES, "neutral")
        if view is None or figure is None:
            return None
        record, side = self.views[view], None
        if record["paired"]:
            if value.get("side") is None:
                self.wrong(path, "no side", f"left or right, the patient's own: the view {view} shows one", "side")
                return None
            side = self.choice(value, "side", path, SIDES)
        elif value.get("side") is not None:
            self.wrong((*path, "side"), show(value["side"]), f"no side: the view {view} shows both", "side")
        try:
            return frame(view, record["towards"], record.get("up", (0.0, 1.0, 0.0)), record.get("show", "all"), figure, side)
        except KeyError:
            self.wrong((*path, "view"), show(view), "a view with a base drawing", "no-base-drawing")
            return None

    def area(self, sheet: Frame | None, value: Any, path: Path) -> Area | None:
        self.areas += 1
        self.within(path, self.areas, MOST_AREAS, "areas")
        if not isinstance(value, Mapping):
            self.wrong(path, show(value), f"an area: an object with one of {', '.join(_FORMS)}", "area")
            return None
        forms = [form for form in _FORMS if form in value]
        if len(forms) != 1:
            self.wrong(path, " and ".join(forms) or "none of them", f"exactly one of {', '.join(_FORMS)}", "form")
            return None
        (form,) = forms
        if not self.keys(value, path, _FORMS[form], ("width",) if form == "brush" else ()):
            return None
        before, width, here = len(self.problems), value.get("width"), (*path, form)
        pain = self.choice(value, "pain", path, PAINS, PAINS[0])
        if "width" in value and not (_is_number(width) and 0 < width <= MOST_WIDTH):
            self.wrong((*path, "width"), show(width), f"millimetres, more than 0 and at most {MOST_WIDTH}", "width")
        if form == "path":
            lines = self.path_data(value[form], here)
        else:
            lines = (tuple(self.each(self.point, value[form], here, "a list of points [x, y]", "points")),)
        if len(self.problems) > before or pain is None:
            return None
        if width is None and not any(len(line) > 2 for line in lines):
            some = "points that enclose nothing" if form == "path" else f"{len(lines[0])} points"
            self.wrong(here, some, "at least 3 points, or a brush with a width", "too-few")
            return None
        if sheet is None:
            return None
        self.length += sum(_length(line, sheet, closed=width is None) for line in lines)
        self.within(path, self.length, MOST_LENGTH, "mm of line", "too-long")
        return Area(lines, None if width is None else float(width), pain, sheet, path, self.text)

    def point(self, value: Any, path: Path) -> Point | None:
        self.points += 1
        self.within(path, self.points, MOST_POINTS, "points")
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            self.wrong(path, show(value), "a point [x, y]", "point")
            return None
        for axis, one in enumerate(value):
            if not (_is_number(one) and abs(one) <= MOST_MM):
                self.wrong((*path, axis), show(one), _MILLIMETRES, "coordinate")
                return None
        return float(value[0]), float(value[1])

    def path_data(self, value: Any, path: Path) -> tuple[Line, ...]:
        lines: tuple[Line, ...] = ()
        if not isinstance(value, str):
            self.wrong(path, show(value), "SVG path data as text", "path")
            return lines
        self.within(path, len(value), MOST_TEXT, "characters")
        try:
            lines = flatten(value)
        except PathError as error:
            self.wrong(path, f"{error.found} at character {error.at + 1}", error.allowed, "path")
            return lines
        if not lines:
            self.wrong(path, "empty path data", "a path such as M 10 10 L 60 10 L 35 50 Z", "empty")
        self.points += sum(map(len, lines))
        self.within(path, self.points, MOST_POINTS, "points")
        far = next((one for line in lines for point in line for one in point if abs(one) > MOST_MM), None)
        if far is not None:
            self.wrong(path, f"the coordinate {far:.6g}", _MILLIMETRES, "coordinate")
        return lines


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)  # bool is an int for Python


def _length(line: Line, sheet: Frame, *, closed: bool) -> float:
    """Millimetres of a line within the picture, about."""
    points = [(min(max(x, 0.0), sheet.width), min(max(y, 0.0), sheet.height)) for x, y in line]
    return sum(map(math.dist, points, [*points[1:], *points[:closed]]))
