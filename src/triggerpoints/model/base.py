"""What all models share: the strict base class and the scalar types.

Patterns are written so that Python, Rust and ECMAScript read them alike: they also stand in the JSON Schema.
`MEANING` says each pattern in words, for messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError

from ..text import BIDI, CONTROLS, LINE_BREAKS

T = TypeVar("T")

_SAFE = f"{CONTROLS}{LINE_BREAKS}{BIDI}"
TEXT_PATTERN: Final = rf"^[^\s{_SAFE}](?:[^{_SAFE}]*[^\s{_SAFE}])?$"
ID_PATTERN: Final = r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"
TRIGGER_POINT_PATTERN: Final = r"^trp[1-9][0-9]?$"
UBERON_PATTERN: Final = r"^UBERON:[0-9]{7}$"
FMA_PATTERN: Final = r"^FMA:[1-9][0-9]{0,6}$"
TA98_PATTERN: Final = r"^A[0-9]{2}\.[0-9]\.[0-9]{2}\.[0-9]{3}[FM]?$"
CHOIR_PATTERN: Final = r"^[12][0-9]{2}$"
ROOT_PATTERN: Final = r"^(?:C[1-8]|T(?:[1-9]|1[0-2])|L[1-5]|S[1-5]|Co1)$"
DOI_PATTERN: Final = r"^10\.[0-9]{4,9}/[!-~]+$"
ISBN_PATTERN: Final = r"^(?:[0-9]-?){9,12}[0-9X]$"
PMID_PATTERN: Final = r"^[1-9][0-9]{0,8}$"
URL_PATTERN: Final = r"^https?://[!-~]+$"

MEANING: Final[dict[str, str]] = {
    TEXT_PATTERN: "one line of text without control characters and without spaces at its ends (a block needs '>-')",
    ID_PATTERN: "an id: lower case words of letters and digits joined by '_'",
    TRIGGER_POINT_PATTERN: "trp1, trp2, ... up to trp99",
    UBERON_PATTERN: "UBERON: and seven digits",
    FMA_PATTERN: "FMA: and a number",
    TA98_PATTERN: "a code such as A04.2.01.008",
    CHOIR_PATTERN: 'a three-digit segment in quotes, such as "101"',
    ROOT_PATTERN: "a spinal root: C1-C8, T1-T12, L1-L5, S1-S5 or Co1",
    DOI_PATTERN: "a DOI such as 10.1093/pm/pnx207, without https://doi.org/",
    ISBN_PATTERN: "an ISBN of 10 or 13 digits",
    PMID_PATTERN: "a PubMed number in quotes",
    URL_PATTERN: "an http or https address",
}


class Record(BaseModel):
    """Base of all models: frozen, strict (no coercion), unknown keys refused, finite numbers only."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        defer_build=True,
        serialize_by_alias=True,
    )


def tag(name: str) -> str:
    """Return the tag of a union member. No YAML key looks like it: the reader skips it in an error's `loc`."""
    return f"<{name}>"


# Lists of a file become tuples; only the list -> tuple step is relaxed, the members stay strict.
Many = Annotated[tuple[T, ...], Field(strict=False)]

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=60)]
Name = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=120)]
Label = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=12)]
Sentence = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=1000)]

Uberon = Annotated[str, StringConstraints(pattern=UBERON_PATTERN)]
Fma = Annotated[str, StringConstraints(pattern=FMA_PATTERN)]
Ta98 = Annotated[str, StringConstraints(pattern=TA98_PATTERN)]


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a type whose texts are ids of records of a kind (a key of `KINDS`): they must exist, and are checked for it."""

    kind: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Mark the schema of the type as well, for what an editor offers."""
        return {**handler(schema), "x-refers": self.kind}


CautionId = Annotated[Id, Refers("caution")]
LandmarkId = Annotated[Id, Refers("landmark")]
SiteId = Annotated[Id, Refers("site")]
SourceId = Annotated[Id, Refers("source")]
ViewId = Annotated[Id, Refers("view")]

SourceIds = Annotated[tuple[SourceId, ...], Field(strict=False, min_length=1)]


def broken(
    rule: str, found: str, allowed: str, nearest: str = "", offset: int = 0, path: tuple[str | int, ...] = ()
) -> PydanticCustomError:
    """Return the error for a rule that a validator of a model found broken.

    The reader takes `found`, `allowed` and `nearest` over into its message; all must be single-line. offset: where in a text
    the fault stands, in characters. path: where in the value that was validated.
    """
    context: dict[str, Any] = {"found": found, "allowed": allowed, "nearest": nearest, "offset": offset, "path": path}
    return PydanticCustomError("rule", "found {found}, allowed {allowed}", {"rule": rule, **context})


def distinct(values: tuple[T, ...], what: str) -> tuple[T, ...]:
    """Return `values`, or raise when one of them stands there twice."""
    seen: set[T] = set()
    for value in values:
        if value in seen:
            raise broken("listed-twice", f"{value!r} twice", f"each {what} once")
        seen.add(value)
    return values
