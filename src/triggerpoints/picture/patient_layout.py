"""How a patient's picture is laid out: the largest panels with which all words still fit the room on the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
_COLUMNS = (210.0, 190.0, 170.0, 150.0, 235.0, 260.0)  # widths of words beside the panels, the best first
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
    """The largest panels that fit, with their words beside them or below."""
    below = Arranged(_highest(drawn, margins, said, told, room, 0.0), 0.0)
    columns = [Arranged(_highest(drawn, margins, said, told, room, column), column) for column in _COLUMNS]
    beside = max(columns, key=lambda arranged: arranged.high)
    return beside if beside.high >= _BESIDE * below.high else below


def _highest(
    drawn: Sequence[Panel], margins: Sequence[float], said: Said, told: Told, room: tuple[float, float], column: float
) -> float:
    """The greatest height of the panels at which all fits, the least one if none does."""
    shots = [panel.shot for panel in drawn]
    shapes = [panel.width / panel.height for panel in drawn]
    low, high = 0, int((_HIGH - _LOW) / _STEP)
    while low < high:
        tried = (low + high + 1) // 2
        tall = _LOW + _STEP * tried
        widths = [max(shape * tall + margin, NARROWEST) for shape, margin in zip(shapes, margins, strict=True)]
        wide, whole = page_size(widths, tall + caption_room(shots, widths, said), told, room[0], column)
        low, high = (tried, high) if wide <= room[0] and whole <= room[1] else (low, tried - 1)
    return _LOW + _STEP * low


def caption_room(shots: Sequence[Shot], widths: Sequence[float], said: Said) -> float:
    """The height of what stands below the panels."""
    return max(len(said.captions(shot, wide)) for shot, wide in zip(shots, widths, strict=True)) * CAPTION + 8


def page_size(widths: Sequence[float], high: float, told: Told, page: float, column: float) -> tuple[float, float]:
    """The width and height of the whole picture. high: of the panels with what stands below them; page: width of the room."""
    wide = sum(widths) + BETWEEN * (len(widths) - 1) + 2 * EDGE
    if column:
        return wide + BETWEEN + column, max(high, _column_high(told, column)) + 2 * EDGE
    rows = len(flow(told.legend, page - 2 * EDGE))
    notes = sum(len(words.wrapped(note, page - 2 * EDGE, LEGEND)) for note in told.notes)
    titles = len(words.wrapped(told.title, page - 2 * EDGE, TITLE, bold=True))
    return wide, high + titles * TITLE_LINE + (rows + notes) * LINE + AFTER + 2 * EDGE


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
