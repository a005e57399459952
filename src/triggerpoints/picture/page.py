"""The composer: any number of panels under one title and one legend, with captions, as one scene.

The words are set into blocks first, which say how high they are: so what is measured is what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .panel import CAPTION, Look, definitions, draw_panel, sample
from .prepare import Panel
from .svg import Node, Rect, Scene, Style, TextLine
from .text_width import width, wrapped

_SIGN = 34.0  # units from the left of a sign to its words


@dataclass(frozen=True)
class Letters:
    """How a text is set. step: from line to line; rise: from the top of a line to its base line; cls: its class in the SVG."""

    size: float
    step: float
    rise: float
    cls: str
    bold: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class PageStyle:
    """How a page is set, in units.

    edge: paper around the page; between: from panel to panel. after: below an entry of a column of words. Then what is left free
    below the title, below the captions of the panels, between the entries of the legend, and below the legend.
    """

    edge: float
    between: float
    title: Letters
    subtitle: Letters
    legend: Letters
    note: Letters
    after: float
    below_title: float
    below_panels: float
    between_signs: float
    below_legend: float


@dataclass(frozen=True)
class PageWords:
    """The words besides those of the panels. legend: signs and what they mean; caution: what must be ruled out first."""

    title: str
    legend: Sequence[tuple[str, str]]
    notes: Sequence[str]
    subtitle: str = ""
    caution: str = ""


class Block:
    """Words set below each other. height: in units, so far."""

    def __init__(self) -> None:
        self.height = 0.0
        self._set: list[tuple[float, float, str, Letters, bool]] = []  # x, base line, text or key of a sign, letters, is a sign

    def text(self, text: str, letters: Letters, room: float, x: float = 0.0) -> None:
        """Set a text in lines no wider than `room`."""
        for line in wrapped(text, room, letters.size, bold=letters.bold):
            self._set.append((x, self.height + letters.rise, line, letters, False))
            self.height += letters.step

    def entry(self, key: str, text: str, letters: Letters, room: float, x: float = 0.0) -> None:
        """Set a sign and what it means."""
        self._set.append((x, self.height + letters.rise, key, letters, True))
        self.text(text, letters, room, x + _SIGN)

    def nodes(self, x: float, y: float, look: Look) -> Iterator[Node]:
        """The words with the block's corner at a place of the page."""
        for right, base, text, letters, sign in self._set:
            if sign and not text.isdigit():
                yield from sample(text, x + right, y + base - (letters.size - 4.5) / 2, look)
            elif sign:  # a number as it stands at a muscle
                middle = x + right + 13
                yield TextLine(
                    middle, y + base, text, letters.size, look.colours.text, bold=True, anchor="middle", cls="tp-label"
                )
            else:
                colour = look.colours.quiet if letters.quiet else look.colours.text
                yield TextLine(x + right, y + base, text, letters.size, colour, bold=letters.bold, cls=letters.cls)


def heading(words: PageWords, style: PageStyle, room: float) -> Block:
    """What stands above the panels."""
    block = Block()
    block.text(words.title, style.title, room)
    block.text(words.subtitle, style.subtitle, room)
    block.height += style.below_title
    return block


def footing(words: PageWords, style: PageStyle, room: float) -> Block:
    """What stands below the panels: the legend in rows, then the notes."""
    block, x = Block(), 0.0
    for number, (key, text) in enumerate(words.legend):
        wide = _SIGN + width(text, style.legend.size)
        if number and x + wide <= room:
            block.height -= style.legend.step  # the row goes on
        else:
            x = 0.0
        block.entry(key, text, style.legend, wide, x)
        x += wide + style.between_signs
    block.height += style.below_legend
    for note in words.notes:
        block.text(note, style.note, room)
    return block


def column(words: PageWords, style: PageStyle, room: float) -> Block:
    """What stands beside the panels: title, legend and notes, one below the other."""
    block = Block()
    block.text(words.title, style.title, room)
    block.height += style.after
    for key, text in words.legend:
        block.entry(key, text, style.legend, room - _SIGN)
        block.height += style.after
    block.height += style.after
    for note in words.notes:
        block.text(note, style.note, room)
        block.height += style.after
    return block


def page_size(
    style: PageStyle, widths: Sequence[float], high: float, words: Sequence[Block], beside: float
) -> tuple[float, float]:
    """Width and height of a page. high: of the panels with their captions; beside: width of the column of words, if any."""
    wide = sum(widths) + style.between * (len(widths) - 1) + 2 * style.edge
    if beside:
        return wide + style.between + beside, max(high, words[0].height) + 2 * style.edge
    return wide, high + sum(block.height for block in words) + 2 * style.edge


def caption_room(captions: int, style: PageStyle) -> float:
    """The height of what stands below panels, of so many lines."""
    return captions * CAPTION + 8 + style.below_panels


def composed(
    panels: Sequence[Panel],
    words: PageWords,
    style: PageStyle,
    look: Look,
    alt: tuple[str, str],
    *,
    least: float,
    beside: float = 0.0,
) -> Scene:
    """The page. alt: its title and its description. least: its width at least; beside: width of a column of words, if any."""
    widths = [panel.width for panel in panels]
    lines = max(len(look.captions.caption_lines(panel.crop.view, panel.width)) for panel in panels)
    high = max(panel.crop.height for panel in panels) + caption_room(lines, style)
    natural, _ = page_size(style, widths, high, [Block()], beside)
    # Whole units: a page that ends inside a pixel leaves a see-through line along the edge of a PNG.
    wide = float(np.ceil(round(natural if beside else max(natural, least), 6)))
    room = wide - 2 * style.edge
    warning, top = _caution(words.caution, style, look, room)
    head, foot = heading(words, style, room), footing(words, style, room)
    blocks = [column(words, style, beside)] if beside else [head, foot]
    _, tall = page_size(style, widths, high, blocks, beside)
    height = float(np.ceil(round(tall + top - style.edge, 6)))
    nodes: list[Node] = [Rect((0, 0, wide, height), Style(fill=look.colours.paper), cls="tp-paper"), *warning]
    if not beside:
        nodes += head.nodes(style.edge, top, look)
        top += head.height
    defined = definitions(look, asked=bool(panels[0].depicted.asked))
    x = style.edge if beside else (wide - natural) / 2 + style.edge
    for panel in panels:
        group, clips = draw_panel(panel, (x, top), look)
        nodes.append(group)
        defined += clips
        x += panel.width + style.between
    nodes += blocks[0].nodes(x, top, look) if beside else foot.nodes(style.edge, top + high, look)
    return Scene(look.ids.shared("figure"), wide, height, *alt, tuple(defined), tuple(nodes))


def _caution(text: str, style: PageStyle, look: Look, room: float) -> tuple[list[Node], float]:
    """What must be ruled out first, in a frame above everything else; where the rest begins."""
    if not text:
        return [], style.edge
    block = Block()
    block.text(text, Letters(15.0, 19.0, 21.0, "tp-caution", bold=True), room - 30)
    x0, y0 = style.edge, style.edge
    x1, y1 = x0 + room, y0 + block.height + 15
    colours = look.colours
    frame = [
        Rect((x0, y0, x1, y1), Style(fill=colours.paper, stroke=colours.text, width=1.6), 6, "tp-caution"),
        Rect((x0, y0, x0 + 7, y1), Style(fill=colours.text), 3, "tp-caution"),
    ]
    return [*frame, *block.nodes(x0 + 18, y0, look)], y1 + 12
