"""The colours of a handout, whatever it is written as, and those of a black-and-white one. All as #rrggbb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_COLOURS: Final = {
    "ink": "#14191c",
    "accent": "#1c5560",
    "danger": "#8c1d18",
    "danger_bar": "#b3261e",
    "care": "#6b4000",
    "care_bar": "#c77700",
    "rule": "#8aa0a5",
    "quiet": "#45525a",
    "emergency_tint": "#fdf0ee",
    "warning_tint": "#fdf6e8",
    "note_tint": "#eff5f6",
}
_GREYS: Final = {
    **dict.fromkeys(_COLOURS, "#000000"),
    "rule": "#444444",
    "quiet": "#333333",
    **dict.fromkeys([key for key in _COLOURS if key.endswith("_tint")], "#ffffff"),
}


def colours(mono: bool) -> Mapping[str, str]:
    """By what they are for. Text has a contrast of more than 7 to 1 on white; the tints lie behind boxes.

    mono: without colours, for a photocopy.
    """
    return _GREYS if mono else _COLOURS
