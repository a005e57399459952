"""Names of symptoms other than pain: what people call what the muscles' data list; `data/symptoms.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from .base import Id, Many, Name, Record, distinct


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return distinct(values, "name")


class SymptomNameEntry(Record):
    """A symptom as it stands in the file, under its id. Which muscles it goes with stands in their files alone."""

    name: Name = Field(description="as the muscles' data write it")
    lay_names: Annotated[Many[Name], AfterValidator(_names)] = Field(
        default=(), description="what people say; other spellings in the data"
    )


class SymptomName(SymptomNameEntry):
    """A symptom other than pain, by name."""

    id: Id


class SymptomFile(Record):
    """`data/symptoms.yaml`."""

    symptoms: dict[Id, SymptomNameEntry]
