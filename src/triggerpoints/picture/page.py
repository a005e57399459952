"""The composer: any number of panels under one title and one legend, with captions, as one scene.

The words are set into blocks first, which say how high they are: so what is measured is what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from .captions import PageWords
from .panel import CAPTION, Look, definitions, draw_panel, sample
from .prepare import Panel
from .svg import Node, Scene, Style, rect, text_line
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


_CAUTION = Letters(15.0, 19.0, 21.0, "tp-caution", bold=True)


@dataclass(frozen=True)
class PageStyle:
    """How a page is set, in units; unless told otherwise, as a plate is.

    edge: paper around the page; between: from panel to panel. after: below an entry of a column of words. Then what is left free
    below the title, below the captions of the panels, between the entries of the legend, and below the legend.
    """

    subtitle: Letters
    edge: float = 20.0
    between: float = 14.0
    title: Letters = Letters(22.0, 25.0, 18.0, "tp-title", bold=True)
    legend: Letters = Letters(12.5, 20.0, 20.0, "tp-legend")
    note: Letters = Letters(12.0, 15.0, 11.0, "tp-caption", quiet=True)
    after: float = 0.0
    below_title: float = 16.0
    below_panels: float = 4.0
    between_signs: float = 16.0
    below_legend: float = 13.0


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
        ink = look.colours.text
        for right, base, text, letters, sign in self._set:
            if sign and text.isdigit():  # a number as it stands at a muscle
                middle = x + right + 13
                yield text_line(middle, y + base, text, letters.size, ink, bold=True, anchor="middle", cls="tp-label")
            elif sign:
                yield from sample(text, x + right, y + base - (letters.size - 4.5) / 2, look)
            else:
                colour = look.colours.quiet if letters.quiet else ink
                yield text_line(x + right, y + base, text, letters.size, colour, bold=letters.bold, cls=letters.cls)


def blocks(words: PageWords, style: PageStyle, room: float, beside: float) -> list[Block]:
    """What stands above and what stands below the panels, in so much room.

    With `beside`, both stand below each other in a column of that width.
    """
    head, foot, x = Block(), Block(), 0.0
    room, after = (beside, style.after) if beside else (room, 0.0)
    head.text(words.title, style.title, room)
    head.text(words.subtitle, style.subtitle, room)
    head.height += after if beside else style.below_title
    for key, text in words.legend:
        wide = _SIGN + width(text, style.legend.size)
        if x and x + wide <= room and not beside:
            foot.height -= style.legend.step  # the row goes on
        else:
            x = 0.0
        foot.entry(key, text, style.legend, min(wide, room - _SIGN), x)
        foot.height += after
        x += wide + style.between_signs
    foot.height += after if beside else style.below_legend
    for note in words.notes:
        foot.text(note, style.note, room)
        foot.height += after
    return [head, foot]


def page_size(
    style: PageStyle, widths: Sequence[float], high: float, words: Sequence[Block], beside: float
) -> tuple[float, float]:
    """Width and height of a page. high: of the panels with their captions; beside: width of the column of words, if any."""
    wide, tall = sum(widths) + style.between * (len(widths) - 1) + 2 * style.edge, sum(block.height for block in words)
    if beside:
        return wide + style.between + beside, max(high, tall) + 2 * style.edge
    return wide, high + tall + 2 * style.edge


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
    natural, _ = page_size(style, widths, high, [], beside)
    # Whole units: a page that ends inside a pixel leaves a see-through line along the edge of a PNG.
    wide = float(ceil(round(natural if beside else max(natural, least), 6)))
    room = wide - 2 * style.edge
    head, foot = blocks(words, style, room, beside)
    warning, top = _caution(words.caution, style, look, room)
    _, tall = page_size(style, widths, high, [head, foot], beside)
    height = float(ceil(round(tall + top - style.edge, 6)))
    nodes: list[Node] = [rect((0, 0, wide, height), Style(fill=look.colours.paper), cls="tp-paper"), *warning]
    x = style.edge
    if not beside:
        nodes += head.nodes(x, top, look)
        top += head.height
        x += (wide - natural) / 2
    defined = definitions(look, asked=bool(panels[0].depicted.asked))
    for panel in panels:
        group, clips = draw_panel(panel, (x, top), look)
        nodes.append(group)
        defined += clips
        x += panel.width + style.between
    if beside:
        nodes += [*head.nodes(x, top, look), *foot.nodes(x, top + head.height, look)]
    else:
        nodes += foot.nodes(style.edge, top + high, look)
    return Scene(look.ids.shared("figure"), wide, height, *alt, tuple(defined), tuple(nodes))


def _caution(text: str, style: PageStyle, look: Look, room: float) -> tuple[list[Node], float]:
    """What must be ruled out first, in a frame above everything else; where the rest begins."""
    if not text:
        return [], style.edge
    block, colours = Block(), look.colours
    block.text(text, _CAUTION, room - 30)
    x0, y0 = style.edge, style.edge
    x1, y1 = x0 + room, y0 + block.height + 15
    frame = rect((x0, y0, x1, y1), Style(fill=colours.paper, stroke=colours.text, width=1.6), 6, "tp-caution")
    bar = rect((x0, y0, x0 + 7, y1), Style(fill=colours.text), 3, "tp-caution")
    return [frame, bar, *block.nodes(x0 + 18, y0, look)], y1 + 12
