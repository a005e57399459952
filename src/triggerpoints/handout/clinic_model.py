"""What a clinic's file may say. Apart from `clinic`, so that only reading such a file needs pydantic."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StringConstraints

from ..model.base import TEXT_PATTERN, Name, Record

MOST_LINES: Final = 4

_BREAKS: Final = re.compile(r"\s*\n\s*")


def _lines(value: Any) -> Any:
    """One text is a list of its lines."""
    return _BREAKS.split(value.strip()) if isinstance(value, str) else value


class ClinicFile(Record):
    """`clinic.yaml`: who hands the sheet out. Everything may be left out, but a logo does not stand without the name."""

    name: Name | None = None
    address: Annotated[tuple[Name, ...], Field(strict=False, max_length=MOST_LINES), BeforeValidator(_lines)] = ()
    telephone: Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=40)] | None = None
    logo: Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=1000)] | None = None
