"""SVG path data as lines of points: all commands, absolute and relative, curves flattened.

Read by our own hand because a path that a person drew must be read whole or refused at its place: readers of the trade pass over
what they do not know.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
Line = tuple[Point, ...]

MOST_POINTS: Final = 20_000
"""Of all lines of one path together."""

_SPACE: Final = " \t\r\n\f"
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FLAG: Final = re.compile("[01]")
_BETWEEN: Final = re.compile(rf"[{_SPACE}]*(,?)[{_SPACE}]*")
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_STEP: Final = 2.0  # units between the points of a flattened curve, about
_PIECES: Final = (4, 64)  # least and most points of one curve
_LONGEST_NUMBER: Final = 40  # characters
_MOST: Final = 1e6  # no number may be larger: the reader of a drawing has a narrower limit


class PathError(ValueError):
    """Path data that cannot be read. at: index of the character; found, allowed: what stands there, and what may."""

    def __init__(self, at: int, found: str, allowed: str) -> None:
        self.at, self.found, self.allowed = at, found, allowed
        super().__init__(f"at {at}: found {found}, allowed {allowed}")


def flatten(data: str) -> tuple[Line, ...]:
    """The subpaths of path data as lines of points, in its own units; a closed one does not repeat its first point.

    Raises PathError, nothing else.
    """
    pen, at, command = _Pen(), 0, ""
    while True:
        at, comma = _gap(data, at)
        letter, start = data[at : at + 1], at
        names_command = letter.upper() in _TAKES and letter.isascii()
        if comma >= 0 and (names_command or not letter):
            raise PathError(comma, "a comma with no number after it", "a number, or no comma")
        if not letter:
            return tuple(tuple(line) for line in pen.lines)
        if names_command:
            command, at = letter, at + 1
        elif not command or command in "Zz":
            found = "nothing to say what to draw" if not command else "a number after the end of a subpath"
            raise PathError(at, f"{found}: {letter!r}", "a command, one of M L H V C S Q T A Z")
        if not pen.lines and command not in "Mm":
            raise PathError(start, f"{command!r} at the start", "M, which says where to begin")
        numbers, at = _numbers(data, at, command.upper(), after_command=at > start)
        pen.draw(command, numbers)
        if pen.count > MOST_POINTS:
            raise PathError(at, f"more than {MOST_POINTS} points", f"at most {MOST_POINTS}")
        # Further pairs after a move are lines.
        command = {"M": "L", "m": "l"}.get(command, command)


def _gap(data: str, at: int) -> tuple[int, int]:
    """Where the next sign stands, and where a comma stood before it, else -1."""
    match = _BETWEEN.match(data, at)
    assert match is not None  # it matches nothing, too
    return match.end(), match.start(1) if match[1] else -1


def _numbers(data: str, at: int, command: str, *, after_command: bool) -> tuple[list[float], int]:
    """The numbers of one command from `at` on, and where they end. No comma may stand right after a command."""
    out: list[float] = []
    while len(out) < _TAKES[command]:
        where, comma = _gap(data, at)
        if comma >= 0 and after_command and not out:
            raise PathError(comma, "a comma before the first number", "a number")
        # A flag of an arc is one character, and needs nothing behind it.
        flag = command == "A" and len(out) in (3, 4)
        match = (_FLAG if flag else _NUMBER).match(data, where)
        if match is None:
            found = repr(data[where]) if where < len(data) else "the end"
            raise PathError(where, found, "a flag, 0 or 1" if flag else f"a number: {command} takes {_TAKES[command]}")
        value = float(match[0]) if len(match[0]) <= _LONGEST_NUMBER else math.inf
        if not abs(value) <= _MOST:
            raise PathError(where, f"the number {match[0][:24]}", f"numbers between -{_MOST:.0f} and {_MOST:.0f}")
        if command == "A" and len(out) < 2 and value < 0:
            raise PathError(where, f"the radius {match[0][:24]}", "a radius of 0 or more")
        out.append(value)
        at = match.end()
    return out, at


class _Pen:
    """Draws commands: where it is, where the subpath began, the last control point and the command that set it."""

    def __init__(self) -> None:
        self.lines: list[list[Point]] = []
        self.count = 0  # of the points of all lines
        self.here = self.start = self.control = (0.0, 0.0)
        self.last = ""

    def draw(self, command: str, numbers: list[float]) -> None:
        """Draw one command with its numbers."""
        kind = command.upper()
        x, y = (0.0, 0.0) if command == kind else self.here
        if kind == "Z":
            self.here, self.last = self.start, kind
            return
        if kind == "H":
            target = (x + numbers[0], self.here[1])
        elif kind == "V":
            target = (self.here[0], y + numbers[0])
        else:
            target = (x + numbers[-2], y + numbers[-1])
        if kind == "M":
            self.start = target
        if kind == "M" or self.last == "Z":
            # Drawing on after a Z begins a new subpath where the old one began.
            self.lines.append([] if kind == "M" else [self.here])
        between = (
            _arc(self.here, numbers, target) if kind == "A" else self._curve(kind, (x, y), numbers) if kind in "CSQT" else []
        )
        self.lines[-1] += [*between, target]
        self.count += len(between) + 1
        self.here, self.last = target, kind

    def _curve(self, kind: str, base: Point, numbers: list[float]) -> list[Point]:
        """The points of a Bezier curve between its ends; remembers its last control point."""
        hull = [(base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if kind in "ST":
            same = self.last and self.last in ("CS" if kind == "S" else "QT")
            mirrored = (2 * self.here[0] - self.control[0], 2 * self.here[1] - self.control[1])
            hull.insert(0, mirrored if same else self.here)
        self.control = hull[-2]
        hull.insert(0, self.here)
        count = _pieces(sum(map(math.dist, hull, hull[1:])))
        out = []
        for number in range(1, count):
            points, t = hull, number / count
            while len(points) > 1:
                points = [((1 - t) * a[0] + t * b[0], (1 - t) * a[1] + t * b[1]) for a, b in pairwise(points)]
            out.append(points[0])
        return out


def _arc(start: Point, numbers: list[float], target: Point) -> list[Point]:
    """The points of an elliptical arc between its ends, by the standard's way from ends to centre."""
    rx, ry, turn, large, sweep = numbers[:5]
    if rx == 0 or ry == 0 or start == target:
        return []
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    dx, dy = (start[0] - target[0]) / 2, (start[1] - target[1]) / 2
    x, y = cos * dx + sin * dy, cos * dy - sin * dx
    far = math.hypot(x / rx, y / ry)
    if far > 1:  # radii too small to reach are made larger
        rx, ry = rx * far, ry * far
    room = (x / rx) ** 2 + (y / ry) ** 2
    if not 0 < room < math.inf:
        return []
    scale = math.sqrt(max(0.0, 1 / room - 1)) * (-1 if large == sweep else 1)
    cx, cy = scale * rx * y / ry, -scale * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    angle = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
    if sweep and angle < 0:
        angle += 2 * math.pi
    elif not sweep and angle > 0:
        angle -= 2 * math.pi
    middle = ((start[0] + target[0]) / 2 + cos * cx - sin * cy, (start[1] + target[1]) / 2 + sin * cx + cos * cy)
    count = _pieces(abs(angle) * max(rx, ry))
    out = []
    for number in range(1, count):
        t = first + angle * number / count
        a, b = rx * math.cos(t), ry * math.sin(t)
        out.append((middle[0] + cos * a - sin * b, middle[1] + sin * a + cos * b))
    return out


def _pieces(length: float) -> int:
    return max(_PIECES[0], min(_PIECES[1], math.ceil(length / _STEP)))
