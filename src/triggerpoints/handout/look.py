"""What a handout looks like: the measures, colours and cuts of look.toml, which the estimate and both writers share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final, Literal

from .options import HandoutOptions
from .sheet import Picture

LOOK: Final[dict[str, Any]] = tomllib.loads(resources.files("triggerpoints").joinpath("handout/look.toml").read_text("utf-8"))
"""The file, which says what each of its entries means."""

Amount = Mapping[str, int]
"""How much of everything stands on a sheet: the entries of [amount]."""


def kind(options: HandoutOptions) -> Literal["usual", "large"]:
    """The kind of print."""
    return "large" if options.large else "usual"


def colours(options: HandoutOptions) -> dict[str, str]:
    """Colours as #rrggbb, by what they are for; greys for a sheet in black and white."""
    found: dict[str, str] = LOOK["greys" if options.palette == "mono" else "colours"]
    return found


def stands_beside(picture: Picture, options: HandoutOptions) -> bool:
    """Whether text stands beside a figure."""
    return not options.large and picture.drawn.width_mm <= float(LOOK["beside_mm"])
