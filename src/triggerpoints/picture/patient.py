"""The picture on a handout: what a patient sees, in the words of one language, as large as the room on the sheet allows.

Body, zones and marks are those of a plate. There are three views at most, no labels of trigger points, no sources. With several
muscles each has its name once a panel, with a line to every X of its own.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from ..errors import UsageError
from ..messages import say
from .callouts import labelled
from .camera_view import CameraView
from .captions import PageWords, PatientCaptions
from .choice import choose, mark_scores
from .diagram import id_parts
from .framing import Crop, crops
from .page import Block, Letters, PageStyle, blocks, caption_room, composed, page_size
from .palettes import palette
from .panel import ARM, Look, SvgIds
from .prepare import Panel, prepared
from .request import Depicted, DiagramRequest, PointMark, depicted
from .seen import Coverage
from .svg import render

MM_A_UNIT: Final = 0.25
"""Millimetres on paper of one unit of the SVG: its smallest letters have 8.9 points then."""
MM_A_UNIT_LARGE: Final = 0.34
"""The same in large print: 12.1 points."""
MOST_VIEWS: Final = 3

_WIDTH_MM: Final = 174.0  # of the text on a sheet
_STYLE: Final = PageStyle(
    edge=3.0,
    between=12.0,
    title=Letters(17.0, 21.0, 17.0, "tp-title", bold=True),
    subtitle=Letters(13.5, 17.0, 13.0, "tp-legend"),
    legend=Letters(13.5, 17.0, 13.0, "tp-legend"),
    note=Letters(13.5, 17.0, 13.0, "tp-caption", quiet=True),
    after=5.0,
    below_title=0.0,
    below_panels=0.0,
    between_signs=14.0,
    below_legend=5.0,
)
_SLIMMEST = 0.6  # width over height of a panel at least
_NARROWEST = 112.0  # units: width of a panel with its labels at least, for the words below it
_COLUMNS = (150.0, 170.0, 190.0, 210.0, 235.0, 260.0)  # units: widths of words beside the panels, the best first
_HEIGHTS = [float(high) for high in range(520, 109, -2)]  # units: heights of a panel that are tried
_BESIDE = 0.96  # words stand beside the panels rather than below them when these become no smaller than this share
_SAME_PLACE = 7.0  # units: an X so near to another of its muscle would lie on top of it
_LEAST_ARM, _ROOMY = 3.2, 2.6  # half the size of an X at least; how many of these two X are apart at least, if they can be
_OF_BODY = 0.028  # half the size of an X at most, of the height of a panel
_SMALLER = 0.85  # muscles have numbers when their names would make the panels smaller than this share
_PENS = {"body": 1.4, "leader": 1.1, "fibre": 1.8, "halo": 7.2}  # broader than in a plate, for copies of copies
_ROUNDS = 3  # the labels of the muscles may need room beside the panels, which makes these smaller


@dataclass(frozen=True)
class PatientPicture:
    """A picture, and what it shows in sentences.

    svg: the picture as an SVG document. inline_svg: the picture as an svg element of an HTML page. It has role="img", is named
    by its alternative text, and has neither declaration nor title; its ids begin with the request's `prefix`, or with a digest of
    what it shows. alt: what it shows. width_mm, height_mm: its size on paper. numbered: whether it calls the muscles by numbers,
    in the order of the request.
    """

    svg: str
    inline_svg: str
    alt: str
    width_mm: float
    height_mm: float
    numbered: bool


def patient_picture(
    request: DiagramRequest,
    texts: Mapping[str, str],
    names: Mapping[str, str],
    sites: Mapping[str, str] | None = None,
    *,
    large: bool = False,
    height_mm: float = 92.0,
) -> PatientPicture:
    """The picture of muscles as SVG, and what it shows in sentences.

    texts: those of words/<language>/picture.yaml. names, sites: printed names of muscles and of pain sites by id. large: large
    print. height_mm: how high the picture may be on the sheet.
    Raises UsageError when there is no muscle, UnknownNameError for a view or a text that does not exist.
    """
    if not request.subjects:
        raise UsageError(say("nothing_to_draw"))
    unit = MM_A_UNIT_LARGE if large else MM_A_UNIT
    everything = depicted(request)
    views = _telling(choose(request, everything, MOST_VIEWS), everything)
    coverage = Coverage([_widened(crop) for crop in crops(views, everything)], everything)
    sheet = _Sheet(PatientCaptions(request, texts, names, sites or {}), (_WIDTH_MM / unit, height_mm / unit))
    words = sheet.captions.words(coverage)
    alt = sheet.captions.alt(coverage, words.notes)
    fitted = sheet.best(coverage, words)
    # Ids that no plate has, nor the same picture in another language or size.
    prefix, key = id_parts(request, views)
    said = "\n".join([words.title, alt, *(text for _, text in words.legend), f"{sheet.room}"])
    ids = SvgIds(prefix, f"{key}-{hashlib.sha256(said.encode()).hexdigest()[:4]}")
    look = Look(palette(request.palette, copied=True), ids, sheet.captions, _arm(fitted.panels), **_PENS)
    scene = composed(fitted.panels, fitted.words, _STYLE, look, (words.title, alt), least=sheet.room[0], beside=fitted.beside)
    svg, inline_svg = render(scene), render(scene, inline=True)
    return PatientPicture(svg, inline_svg, alt, scene.width * unit, scene.height * unit, fitted.words is not words)


def _telling(views: Sequence[CameraView], everything: Depicted) -> tuple[CameraView, ...]:
    """The views, that which shows most first."""

    def worth(view: CameraView) -> int:
        areas = (zone.areas for zone in everything.zones if not zone.rare)
        shares = (float((area * view.shows).sum()) / max(float(area.sum()), 1e-9) for area in areas)
        return -round(2 * (float(mark_scores(everything, [view]).sum()) + sum(shares)))

    return tuple(sorted(views, key=worth))


def _widened(crop: Crop) -> Crop:
    """The crop with more of the body on both sides, where it is too slim for the words below it."""
    u0, v0, u1, v1 = crop.window
    more = max(_SLIMMEST * (v1 - v0) - (u1 - u0), 0.0) / 2
    return replace(crop, window=(u0 - more, v0, u1 + more, v1))


@dataclass(frozen=True)
class _Fitted:
    """The panels in their size. high: their height, 0 where they are wider than the room; beside: width of the words beside
    them, 0 for words above and below."""

    panels: Sequence[Panel]
    words: PageWords
    high: float
    beside: float


@dataclass(frozen=True)
class _Sheet:
    """The room for a picture, its width and height in units, and what is written there."""

    captions: PatientCaptions
    room: tuple[float, float]

    def best(self, coverage: Coverage, words: PageWords) -> _Fitted:
        """The panels with names at the marks, or with numbers where names would make the panels much smaller."""
        # The panels are prepared once, in the size they have without labels: labels only make them a little smaller.
        high, _ = self._arranged(coverage.crops, [0.0] * len(coverage.crops), words)
        panels = [
            replace(prepared(_as_high(crop, high), coverage.depicted, whole=False), marks=marks)
            for crop, marks in zip(coverage.crops, coverage.marks, strict=True)
        ]
        names = self.captions.muscles
        if len(names) < 2:
            return self._fitted(panels, {}, words)
        numbers = {id: str(number) for number, id in enumerate(names, start=1)}
        named = self._fitted(panels, names, words)
        numbered = self._fitted(panels, numbers, self.captions.numbered(words, numbers))
        return named if named.high > _SMALLER * numbered.high else numbered

    def _fitted(self, panels: Sequence[Panel], labels: Mapping[str, str], words: PageWords) -> _Fitted:
        """The panels as large as the room allows. labels: of muscles, none for a single one."""
        margins = [0.0] * len(panels)
        for _ in range(_ROUNDS):
            high, beside = self._arranged([panel.crop for panel in panels], margins, words)
            tried = [_named(panel, _as_high(panel.crop, high), labels, self.captions) for panel in panels]
            needed = [panel.width - panel.crop.width for panel in tried]
            if all(need <= margin + 1 for need, margin in zip(needed, margins, strict=True)):
                break
            margins = list(map(max, needed, margins))
        tried = [_padded(panel) for panel in tried]
        wide, _ = page_size(_STYLE, [panel.width for panel in tried], 0.0, [Block()], beside)
        return _Fitted(tried, words, high if wide <= self.room[0] + 1 else 0.0, beside)

    def _arranged(self, drawn: Sequence[Crop], margins: Sequence[float], words: PageWords) -> tuple[float, float]:
        """The greatest height of the panels at which all fits, and the width of the words beside them, 0 for words above and
        below; the least height when nothing fits. margins: for labels, in units."""

        def highest(beside: float) -> float:
            """The greatest height at which all fits, 0 when it never does."""
            set_words = blocks(words, _STYLE, self.room[0] - 2 * _STYLE.edge, beside)

            def fits(tall: float) -> bool:
                widths = [max(c.width / c.height * tall + margin, _NARROWEST) for c, margin in zip(drawn, margins, strict=True)]
                lines = max(len(self.captions.caption_lines(c.view, wide)) for c, wide in zip(drawn, widths, strict=True))
                wide, high = page_size(_STYLE, widths, tall + caption_room(lines, _STYLE), set_words, beside)
                return wide <= self.room[0] and high <= self.room[1]

            found = bisect_left(_HEIGHTS, True, key=fits)
            return _HEIGHTS[found] if found < len(_HEIGHTS) else 0.0

        below = highest(0.0)
        high, beside = max(((highest(beside), beside) for beside in _COLUMNS), key=lambda found: found[0])
        if high < _BESIDE * below or not high:
            return below or _HEIGHTS[-1], 0.0
        return high, beside


def _padded(panel: Panel) -> Panel:
    """The panel with paper on both sides, where it is too slim for the words below it."""
    more, layout = max(_NARROWEST - panel.width, 0.0) / 2, panel.layout
    return replace(panel, layout=replace(layout, left=layout.left + more, right=layout.right + more))


def _as_high(crop: Crop, high: float) -> Crop:
    """The crop so large that its panel has that height."""
    return replace(crop, scale=high / (crop.window[3] - crop.window[1]))


def _named(panel: Panel, crop: Crop, labels: Mapping[str, str], captions: PatientCaptions) -> Panel:
    """The panel in the size of a crop, with the labels of its muscles: one mark of each has it, the one in the middle of them."""
    kept: list[PointMark] = []
    at = {mark.id: crop.spot(mark) for mark in panel.marks}
    for mark in panel.marks:
        # Two X of a muscle in one place cannot be read: the first stays.
        own = (other for other in kept if other.owner == mark.owner)
        if all(float(np.hypot(*(at[other.id] - at[mark.id]))) >= _SAME_PLACE for other in own):
            kept.append(mark)
    named: set[str] = set()
    for owner in dict.fromkeys(mark.owner for mark in kept if mark.muscle in labels):
        ids = [mark.id for mark in kept if mark.owner == owner]
        middle = np.mean([at[id] for id in ids], axis=0)
        named.add(min(ids, key=lambda id: (round(float(np.hypot(*(at[id] - middle))), 3), id)))
    marks = [replace(mark, label=labels[mark.muscle] if mark.id in named else "") for mark in kept]
    # Not far from its own size: what it shows is not made again.
    return labelled(replace(panel, crop=crop), marks, (), captions)


def _arm(panels: Sequence[Panel]) -> float:
    """Half the size of an X: smaller where two would touch, and on a small body."""
    pairs = [pair for panel in panels for pair in combinations(map(panel.crop.spot, panel.marks), 2)]
    nearest = min((float(np.hypot(*(one - other))) for one, other in pairs), default=_ROOMY * ARM)
    body = min(_OF_BODY * panel.crop.height for panel in panels)
    return float(np.clip(min(nearest / _ROOMY, body), _LEAST_ARM, ARM).round(1))
