"""Names of symptoms other than pain: what people call what the muscles' data list; `data/symptoms.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import Id, Many, Name, Record, each_once


class SymptomName(Record):
    """A symptom other than pain, by name."""

    id: Id
    name: Name = Field(description="as the muscles' data write it")
    lay_names: Annotated[Many[Name], each_once("name")] = Field(
        default=(), description="what people say; other spellings in the data"
    )
