"""How a patient's picture is laid out: the largest panels with which all words still fit the room on the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from . import words
from .framing import Panel
from .panel import CAPTION, Said
from .shots import Shot

EDGE = 3.0  # units of paper around the picture
BETWEEN = 12.0  # between panels
LEGEND, TITLE = 13.5, 17.0  # sizes of letters
LINE, TITLE_LINE = 17.0, 21.0  # from line to line
AFTER = 5.0  # units more after an entry of the legend
SIGN = 34.0  # units from the left of a sign to its words
_COLUMNS = (150.0, 170.0, 190.0, 210.0, 235.0, 260.0)  # widths of words beside the panels, the best first
_HIGH, _LOW, _STEP = 520.0, 110.0, 2.0  # units: heights of a panel that are tried
NARROWEST = 112.0  # units: width of a panel with its labels at least, for the words below it
_BESIDE = 0.96  # words stand beside the panels rather than below them when these become no smaller than this


@dataclass(frozen=True)
class Told:
    """The words besides those of the panels."""

    title: str
    legend: Sequence[tuple[str, str]]
    notes: Sequence[str]


@dataclass(frozen=True)
class Arranged:
    """How the picture is laid out. high: of the panels; column: width of the words beside them, 0 for words above and below."""

    high: float
    column: float


def arrange(drawn: Sequence[Panel], margins: Sequence[float], said: Said, told: Told, room: tuple[float, float]) -> Arranged:
    """The largest panels that fit, with their words beside them or below; the lowest picture when none does."""
    shots = [panel.shot for panel in drawn]
    shapes = [panel.width / panel.height for panel in drawn]
    # The same widths are tried with several columns, and the same columns with many heights.
    lines, words_high = cache(said.caption_lines), cache(lambda column: _words_high(told, room[0], column))

    def size(column: float, tall: float) -> tuple[float, float]:
        widths = [max(shape * tall + margin, NARROWEST) for shape, margin in zip(shapes, margins, strict=True)]
        return _size(widths, tall + _caption_room(shots, widths, lines), words_high(column), column)

    def highest(column: float) -> float:
        """The greatest height of the panels at which all fits, 0 when it never does."""
        low, high = -1, int((_HIGH - _LOW) / _STEP)
        while low < high:
            tried = (low + high + 1) // 2
            wide, whole = size(column, _LOW + _STEP * tried)
            low, high = (tried, high) if wide <= room[0] and whole <= room[1] else (low, tried - 1)
        return _LOW + _STEP * low if low >= 0 else 0.0

    below = Arranged(highest(0.0), 0.0)
    beside = max((Arranged(highest(column), column) for column in _COLUMNS), key=lambda arranged: arranged.high)
    best = beside if beside.high >= _BESIDE * below.high else below
    if best.high:
        return best
    narrow = [column for column in (0.0, *_COLUMNS) if size(column, _LOW)[0] <= room[0]]
    return Arranged(_LOW, min(narrow or (0.0,), key=lambda column: size(column, _LOW)[1]))


def caption_room(shots: Sequence[Shot], widths: Sequence[float], said: Said) -> float:
    """The height of what stands below the panels."""
    return _caption_room(shots, widths, said.caption_lines)


def _caption_room(shots: Sequence[Shot], widths: Sequence[float], lines: Callable[[Shot, float], int]) -> float:
    return max(lines(shot, wide) for shot, wide in zip(shots, widths, strict=True)) * CAPTION + 8


def page_size(widths: Sequence[float], high: float, told: Told, page: float, column: float) -> tuple[float, float]:
    """The width and height of the whole picture. high: of the panels with what stands below them; page: width of the room."""
    return _size(widths, high, _words_high(told, page, column), column)


def _size(widths: Sequence[float], high: float, words_high: float, column: float) -> tuple[float, float]:
    wide = sum(widths) + BETWEEN * (len(widths) - 1) + 2 * EDGE
    if column:
        return wide + BETWEEN + column, max(high, words_high) + 2 * EDGE
    return wide, high + words_high + AFTER + 2 * EDGE


def _words_high(told: Told, page: float, column: float) -> float:
    """The height of the words beside the panels, or without a column of those above and below."""
    if column:
        return _column_high(told, column)
    rows = len(flow(told.legend, page - 2 * EDGE))
    notes = sum(len(words.wrapped(note, page - 2 * EDGE, LEGEND)) for note in told.notes)
    titles = len(words.wrapped(told.title, page - 2 * EDGE, TITLE, bold=True))
    return titles * TITLE_LINE + (rows + notes) * LINE


def _column_high(told: Told, column: float) -> float:
    titles = len(words.wrapped(told.title, column, TITLE, bold=True))
    legend = sum(len(words.wrapped(text, column - SIGN, LEGEND)) * LINE + AFTER for _, text in told.legend)
    notes = sum(len(words.wrapped(note, column, LEGEND)) * LINE + AFTER for note in told.notes)
    return titles * TITLE_LINE + AFTER + legend + AFTER + notes


def flow(legend: Sequence[tuple[str, str]], room: float) -> list[list[tuple[str, str, float]]]:
    """The legend in rows: sign, words and where each starts."""
    rows: list[list[tuple[str, str, float]]] = []
    x = room
    for key, text in legend:
        wide = SIGN + words.width(text, LEGEND) + 14
        if not rows or x + wide - 14 > room:
            rows.append([])
            x = 0.0
        rows[-1].append((key, text, x))
        x += wide
    return rows
