"""SVG to PNG, by resvg. Imported only when a PNG is asked for: it needs the extra `png`, without which
the import raises MissingExtraError.

Text is set in the font that the package carries, so that it looks the same, and is there at all, on a machine without fonts.
"""

from __future__ import annotations

from contextlib import ExitStack
from importlib import resources
from typing import Final

from ..errors import MissingExtraError, OptionError, OutputError
from .letters import covered

try:
    import resvg_py
except ImportError as error:
    if isinstance(error, ModuleNotFoundError) and error.name == "resvg_py":
        raise MissingExtraError("png", "writing PNG") from error
    raise OutputError(f"PNG cannot be written: {error}") from error  # it is there, and cannot be loaded

_ZOOMS: Final = (0.05, 16.0)
"""The least and the most: beyond them the renderer has no pixel left, or no memory, and takes the whole process with it."""
_FONTS: Final = ("PlateSans-Regular.ttf", "PlateSans-Semibold.ttf")


def to_png(svg: str, zoom: float) -> bytes:
    """The document at `zoom` pixels a unit. OptionError for a zoom at which it cannot be drawn."""
    if isinstance(zoom, bool) or not isinstance(zoom, int | float) or not _ZOOMS[0] <= zoom <= _ZOOMS[1]:
        raise OptionError("zoom", zoom, [f"a number from {_ZOOMS[0]} to {_ZOOMS[1]:g}"])
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
