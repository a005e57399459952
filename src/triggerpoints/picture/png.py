"""SVG to PNG, by resvg. Needs the extra `png`.

Text is set in the font that the package carries, so that it looks the same, and is there at all, on a machine without fonts.
"""

from __future__ import annotations

from contextlib import ExitStack
from importlib import resources
from typing import Final

from ..errors import OptionError
from ..extras import need
from .letters import covered

_ZOOMS: Final = (0.05, 16.0)
"""The least and the most: beyond them the renderer has no pixel left, or no memory, and takes the whole process with it."""
_FONTS: Final = ("PlateSans-Regular.ttf", "PlateSans-Semibold.ttf")


def to_png(svg: str, zoom: float) -> bytes:
    """The document at `zoom` pixels a unit.

    Raises OptionError for a zoom at which it cannot be drawn, MissingExtraError without the extra `png`.
    """
    if isinstance(zoom, bool) or not isinstance(zoom, int | float) or not _ZOOMS[0] <= zoom <= _ZOOMS[1]:
        raise OptionError("zoom", zoom, [f"a number from {_ZOOMS[0]} to {_ZOOMS[1]:g}"])
    need("png")
    import resvg_py

    with ExitStack() as stack:
        folder = resources.files("triggerpoints").joinpath("assets/fonts")
        files = [str(stack.enter_context(resources.as_file(folder.joinpath(name)))) for name in _FONTS]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=zoom,
                font_files=files,
                font_family="Plate Sans",
                sans_serif_family="Plate Sans",
                # The fonts of the machine only for letters that ours does not have.
                skip_system_fonts=covered().issuperset(svg.replace("\n", " ")),
            )
        )
