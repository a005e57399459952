"""Names of symptoms other than pain: what people call what the muscles' data list; `data/symptoms.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from .base import Id, Many, Name, Record, distinct


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return distinct(values, "name")


class SymptomName(Record):
    """A symptom other than pain, by name."""

    id: Id
    name: Name = Field(description="as the muscles' data write it")
    lay_names: Annotated[Many[Name], AfterValidator(_names)] = Field(
        default=(), description="what people say; other spellings in the data"
    )
