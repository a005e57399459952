"""Colours. Meaning never rests on them alone: essential is solid with a dark edge, spillover dotted with a dashed edge,
the pain asked about hatched with a broad dashed edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from ..errors import OptionError
from ..text import nearest

PaletteName = Literal["classic", "safe", "mono"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a picture, as #rrggbb.

    paper, panel: page and panel. skin, shade, ink: the body, its shadows and its lines. essential, spillover: fill of a zone
    (of the dots). essential_edge, spillover_edge: their outlines, at least 3:1 against skin and paper. essential_opacity: how
    much of the muscle fibres shines through. asked: outline and hatching of the pain asked about. fibre: muscle fibres.
    mark, halo: the X and what sets it off. text, quiet: words.
    """

    paper: str
    panel: str
    skin: str
    shade: str
    ink: str
    essential: str
    essential_edge: str
    essential_opacity: float
    spillover: str
    spillover_edge: str
    asked: str
    fibre: str
    mark: str
    halo: str
    text: str
    quiet: str


_BODY: Final = {"paper": "#ffffff", "panel": "#fbfaf8", "skin": "#f9eee3", "shade": "#6f4a35", "ink": "#4a3b33"}
_WORDS: Final = {"mark": "#14110f", "halo": "#ffffff", "text": "#231d1a", "quiet": "#5c534d"}

PALETTES: Final[dict[PaletteName, Palette]] = {
    "classic": Palette(
        **_BODY,
        **_WORDS,
        essential="#c9273a",
        essential_edge="#7d0f20",
        essential_opacity=0.84,
        spillover="#c9273a",
        spillover_edge="#a81f33",
        asked="#14306e",
        fibre="#8a4b32",
    ),
    "safe": Palette(
        **{**_BODY, "skin": "#f8f1e8"},
        **_WORDS,
        essential="#1f64ad",
        essential_edge="#0b3360",
        essential_opacity=0.86,
        spillover="#1f64ad",
        spillover_edge="#1c5592",
        asked="#9c3a00",
        fibre="#96540f",
    ),
    "mono": Palette(
        paper="#ffffff",
        panel="#ffffff",
        skin="#ffffff",
        shade="#4d4d4d",
        ink="#3a3a3a",
        mark="#000000",
        halo="#ffffff",
        text="#000000",
        quiet="#404040",
        essential="#5a5a5a",
        essential_edge="#000000",
        essential_opacity=0.9,
        spillover="#3f3f3f",
        spillover_edge="#2b2b2b",
        asked="#000000",
        fibre="#777777",
    ),
}


def palette(name: str) -> Palette:
    """The palette of that name. OptionError for another."""
    for known in get_args(PaletteName):
        if name == known:
            return PALETTES[known]
    raise OptionError("palette", name, get_args(PaletteName), nearest(str(name), get_args(PaletteName)))
