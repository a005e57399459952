"""What a handout looks like: the measures, colours and cuts of look.toml, which the estimate and both writers share."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, Final

from .options import HandoutOptions
from .sheet import Picture

LOOK: Final[dict[str, Any]] = tomllib.loads(resources.files("triggerpoints").joinpath("handout/look.toml").read_text("utf-8"))
"""The file, which says what each of its entries means."""


def kind(options: HandoutOptions) -> str:
    """The kind of print: "usual" or "large"."""
    return "large" if options.large else "usual"


def letter_sizes(options: HandoutOptions) -> dict[str, float]:
    """The sizes of headings and of the main message, as shares of the size of the text."""
    sizes = dict(LOOK["letters"])
    large = sizes.pop("title_large")
    return {**sizes, "title": large} if options.large else sizes


def colours(options: HandoutOptions) -> dict[str, str]:
    """Colours as #rrggbb, by what they are for; greys for a sheet in black and white."""
    found: dict[str, str] = LOOK["greys" if options.palette == "mono" else "colours"]
    return found


def stands_beside(picture: Picture, options: HandoutOptions) -> bool:
    """Whether text stands beside a figure."""
    return not options.large and picture.drawn.width_mm <= float(LOOK["beside_mm"])
