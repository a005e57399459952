"""Colours, from palettes.toml. Meaning never rests on them alone: essential is solid with a dark edge, spillover dotted with a
dashed edge, the pain asked about hatched with a broad dashed edge."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Final, Literal, get_args

from .. import arguments

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


_TABLES: Final[dict[str, dict[str, Any]]] = tomllib.loads(
    resources.files("triggerpoints").joinpath("picture/palettes.toml").read_text("utf-8")
)
_COPIED: Final = {name: table.pop("copied") for name, table in _TABLES.items()}
PALETTES: Final[dict[str, Palette]] = {name: Palette(**table) for name, table in _TABLES.items()}


def palette(name: str, *, copied: bool = False) -> Palette:
    """The palette of that name; with darker lines and letters for what will be photocopied. OptionError for another name."""
    arguments.choice("palette", name, get_args(PaletteName))
    return replace(PALETTES[name], **_COPIED[name]) if copied else PALETTES[name]
