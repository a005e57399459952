"""How wide text is, and how it is broken into lines. No font is asked: the widths are those of a wide sans serif."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

# Thousandths of the size, of DejaVu Sans, one of the widest fonts a reader may have; a narrower font leaves some room.
_WIDTHS: Final = dict(
    zip(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
        (318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, *[636] * 10, 337, 337, 838, 838, 838,
         531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684,
         989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634,
         612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838),
        strict=True,
    )
)  # fmt: skip
_BOLD: Final = 1.11
_OTHER: Final = 690  # other Latin, Greek, Cyrillic letters
_WIDE: Final = 1050  # everything from the CJK blocks on


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """An upper estimate of the width of a line, in the units of `size`."""
    thousandths = sum(_WIDTHS.get(char) or (_WIDE if ord(char) >= 0x1100 else _OTHER) for char in text)
    return thousandths / 1000 * size * (_BOLD if bold else 1.0)


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room`; a word that is wider by itself is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = ""
        for char in word:
            if line and width(line + char, size, bold=bold) > room:
                lines.append(line)
                line = ""
            line += char
    return [*lines, line] if line else lines


def balanced(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """As `wrapped`, in as many lines, but of about one length: no last word stands alone."""
    lines = wrapped(text, room, size, bold=bold)
    share = 1.0 / max(len(lines), 1)
    for narrower in (share + (1 - share) * step / 8 for step in range(8)):
        tried = wrapped(text, room * narrower, size, bold=bold)
        if len(tried) == len(lines) and all(width(line, size, bold=bold) <= room * narrower for line in tried):
            return tried
    return lines
