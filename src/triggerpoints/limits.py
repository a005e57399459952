"""What every output says about its limits. Written once, here."""

from __future__ import annotations

from typing import Final

LIMITS: Final = (
    "Charts show where pain is commonly reported; no fixed pattern is to be expected, and examiners agree only moderately. "
    "This is not a diagnosis."
)
"""After the Delphi consensus (source fernandez2018) and the reliability reviews (lucas2009, rathbone2017)."""
