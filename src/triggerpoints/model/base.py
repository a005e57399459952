"""What all models share: the strict base class and the scalar types.

Patterns are written so that Python, Rust and ECMAScript read them alike: they also stand in the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler, StringConstraints, Tag, create_model
from pydantic_core import CoreSchema, PydanticCustomError

from ..text import BIDI, CONTROLS, LINE_BREAKS

T = TypeVar("T")

_SAFE = f"{CONTROLS}{LINE_BREAKS}{BIDI}"
TEXT_PATTERN: Final = rf"^[^\s{_SAFE}](?:[^{_SAFE}]*[^\s{_SAFE}])?$"
ID_PATTERN: Final = r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"

MEANING: Final[dict[str, str]] = {
    TEXT_PATTERN: "one line of text without control characters and without spaces at its ends (a block needs '>-')",
    ID_PATTERN: "an id: lower case words of letters and digits joined by '_'",
}
"""Every pattern in words, for messages."""


def worded(pattern: str, meaning: str, longest: int | None = None) -> StringConstraints:
    """Return the constraint of a text that has a pattern. meaning: the pattern in words."""
    MEANING[pattern] = meaning
    return StringConstraints(pattern=pattern, max_length=longest)


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


def one_or_list(value: Any) -> str:
    """Return the tag that tells a list from a single value, for a union of the two: `ONE` or `LIST`."""
    return LIST.tag if isinstance(value, (list, tuple)) else ONE.tag


ONE: Final = Tag(tag("one"))
LIST: Final = Tag(tag("list"))


def broken(rule: str, found: str, allowed: str, nearest: str = "", offset: int = 0, field: str = "") -> PydanticCustomError:
    """Return the error for a rule that a validator of a model found broken.

    The reader takes `found`, `allowed` and `nearest` over into its message; all must be single-line. offset: where in a text
    the fault stands, in characters. field: the field at fault, when the whole record was judged.
    """
    context = {"rule": rule, "found": found, "allowed": allowed, "nearest": nearest, "offset": offset, "field": field}
    return PydanticCustomError("rule", "found {found}, allowed {allowed}", context)


def distinct(values: tuple[T, ...], what: str, key: Callable[[T], object] = lambda value: value) -> tuple[T, ...]:
    """Return `values`, or raise when one of them stands there twice. key: what of a value may stand there once."""
    seen: set[object] = set()
    for value in map(key, values):
        if value in seen:
            raise broken("listed-twice", f"{value!r} twice", f"each {what} once")
        seen.add(value)
    return values


def each_once(what: str, key: Callable[[Any], object] = lambda value: value) -> AfterValidator:
    """Return the validator of a list in which nothing may stand twice."""
    return AfterValidator(partial(distinct, what=what, key=key))


# Lists of a file become tuples; only the list -> tuple step is relaxed, the members stay strict.
Many = Annotated[tuple[T, ...], Field(strict=False)]
Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=60)]
Name = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=120)]
Sentence = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=1000)]
NameList = Annotated[Many[Name], each_once("name")]


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

SourceIds = Some[SourceId]


def by_id(name: str, key: str, entry: Any) -> type[Record]:
    """Return the model of a file that holds entries under its one key: {key: {id: entry}}."""
    content: dict[str, Any] = {key: (dict[Id, entry], ...)}
    return create_model(name, __base__=Record, __doc__=f"A file of {key}.", **content)
