"""What is wrong with a logo, before anybody knows which file it came from."""

from __future__ import annotations

from typing import Final

MOST_PIXELS: Final = 4_000
"""Along each side."""


class LogoFault(Exception):
    """A logo that is not taken. found, allowed, rule: as in `errors.Problem`; line, column: from 1, 0 for the whole file."""

    def __init__(self, found: str, allowed: str, rule: str, line: int = 0, column: int = 0) -> None:
        self.found, self.allowed, self.rule, self.line, self.column = found, allowed, rule, line, column
        super().__init__(found, allowed, rule)


def check_size(width: int, height: int) -> None:
    """LogoFault for a picture without or with too many pixels. Told by the header: nothing has been unpacked by then."""
    if not width or not height or max(width, height) > MOST_PIXELS:
        allowed = f"1 to {MOST_PIXELS:,} pixels each way"
        raise LogoFault(f"a picture of {width:,} x {height:,} pixels", allowed, "logo-size")
