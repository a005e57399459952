"""From pydantic's errors to problems in this project's words, each at its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import Tag, ValidationError

from ..errors import Problem
from ..model.base import MEANING, TEXT_PATTERN, Record
from ..model.shapes import SHAPE_KEYS
from ..text import nearest, show
from .short_form import WRITTEN_KEYS, ShortForm
from .strict_yaml import MAX_PROBLEMS, Document, Path

_WORD: Final = re.compile(r"\w{1,60}")
_UNWRITTEN: Final = re.compile(r"<[a-z]+>|\[key\]")
"""What pydantic tells of its own way through the data: the tag of a union's member, or that a key is at fault."""

_QUOTED: Final = re.compile(r"'([^']*)'")

Error = Mapping[str, Any]
Said = tuple[str, str, str, str]
"""What is found, what is allowed, what comes nearest, and the rule."""


def explain(error: ValidationError, document: Document, model: type[Record], form: ShortForm | None = None) -> Iterator[Problem]:
    """Yield a problem for every error that pydantic found in the value of `document` when reading it as `model`.

    form: the long form of the value, when it was read from that.
    """
    known = {(problem.line, problem.column) for problem in (*document.problems, *(form.problems if form else ()))}
    told: set[tuple[object, ...]] = set()  # zones that trigger points share are at fault once
    errors = error.errors(include_url=False)
    unknown = [one for one in errors if one["type"] == "extra_forbidden"][:MAX_PROBLEMS]  # the rest is not listed
    misspelt = {(*one["loc"][:-1], _say(one, model)[2]) for one in unknown}
    for one in errors:
        loc, context = one["loc"], one.get("ctx") or {}
        shortened = one["type"] == "too_short" and len(one["input"]) >= context["min_length"]  # by faulty members
        if shortened or (one["type"] == "missing" and loc in misspelt):
            continue
        path: Path = tuple(step for step in loc if not _UNWRITTEN.fullmatch(str(step)))
        path = form.where(path) if form else path
        path += (context["field"],) if context.get("field") else ()
        found, allowed, near, rule = _say(one, model)
        if one["type"] == "string_type" and type(one["input"]) in (int, float):
            found = document.written(path) or found
        own_key = one["type"] == "extra_forbidden" or loc[-1:] == ("[key]",)
        place = document.find(path, key=own_key)
        problem = document.problem(path, found, allowed, near, own_key, context.get("offset", 0), rule=rule)
        this = problem.line, problem.column, problem.found
        if place in known or this in told:  # the YAML itself is at fault there, and that is already said
            continue
        told.add(this)
        if len(told) > MAX_PROBLEMS:
            yield Problem(document.file, *place, "", "more problems than are listed", "none", rule="too-many")
            return
        yield problem


_SAID: Final[Mapping[str, tuple[str, str, str]]] = {
    "string_type": ("{given}", "text{quotes}", "type"),
    "string_unicode": ("{given}", "text of Unicode characters", "type"),
    "float_type": ("{given}", "a number", "type"),
    "finite_number": ("{given}", "a finite number", "type"),
    "bool_type": ("{given}", "true or false", "type"),
    **dict.fromkeys(("int_type", "int_from_float"), ("{given}", "a whole number", "type")),
    **dict.fromkeys(("tuple_type", "list_type"), ("{given}", "a list{example}", "type")),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), ("{given}", "a mapping", "type")),
    "greater_than": ("{given}", "more than {gt:g}", "range"),
    "greater_than_equal": ("{given}", "at least {ge:g}", "range"),
    "less_than": ("{given}", "less than {lt:g}", "range"),
    "less_than_equal": ("{given}", "at most {le:g}", "range"),
    "too_short": ("{given}", "at least {min_length}", "list-length"),
    "too_long": ("a list of {size}", "at most {max_length}", "list-length"),
    "string_too_short": ("{size} characters", "at least {min_length}", "text-length"),
    "string_too_long": ("{size} characters", "at most {max_length}", "text-length"),
}
"""What is found, what is allowed and the rule, by the type of pydantic's error."""


def _say(error: Error, model: type[Record]) -> Said:
    kind, given, context = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "rule":
        return context["found"], context["allowed"], context["nearest"], context["rule"]
    if kind in _SAID:
        found, allowed, rule = _SAID[kind]
        size = len(given) if isinstance(given, (list, tuple, dict, str)) else context.get("actual_length")
        quotes = " (put it in quotes)" if isinstance(given, (bool, int, float)) else ""
        example = f", such as [{given}]" if isinstance(given, str) and _WORD.fullmatch(given) else ""
        said = {"given": show(given), "size": size, "quotes": quotes, "example": example, **context}
        return found.format(**said), allowed.format(**said), "", rule
    near: tuple[str, ...] = ()
    found, allowed, rule = show(given), error["msg"][:1].lower() + error["msg"][1:], kind.replace("_", "-")
    key = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        found, allowed, rule = f"no {key}", f"the key {key}, which is required", "missing-key"
        if key.isdigit():  # of a list of a fixed length
            found, allowed, rule = f"a list of {key}", f"at least {int(key) + 1}", "list-length"
    elif kind == "extra_forbidden":
        keys = list(_keys(model, error["loc"][:-1]))
        found, allowed, rule, near = f"the unknown key {show(key)}", ", ".join(keys), "unknown-key", nearest(key, keys, 1)
    elif kind == "literal_error":
        words = _QUOTED.findall(context["expected"])
        allowed, rule, near = ", ".join(words), "unknown-word", nearest(str(given), words, 1)
    elif kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        likely = () if pattern == TEXT_PATTERN else (str(given).upper(), "_".join(str(given).lower().split()))
        near = tuple(one for one in likely if re.search(pattern, one))[:1]
        allowed, rule = MEANING.get(pattern, pattern), "pattern"
    elif kind == "shape_form":
        near = tuple(one for key in (given if isinstance(given, dict) else ()) for one in nearest(key, SHAPE_KEYS, 1, 0.5))[:1]
        allowed, rule = "spot:, band:, area: or around:", "shape"
    return found, allowed, "".join(near), rule


def _keys(kind: Any, loc: Path) -> Iterator[str]:
    """Yield the keys that are allowed at `loc` in a value of a type, in the order in which they are written."""
    if isinstance(kind, type) and issubclass(kind, Record):
        fields = {info.alias or name: info for name, info in kind.model_fields.items() if not info.exclude}
        if not loc:
            yield from (*fields, *WRITTEN_KEYS.get(kind.__name__, ()))
        elif loc[0] in fields:
            yield from _keys(fields[str(loc[0])].annotation, loc[1:])
        return
    parts = get_args(kind)
    if get_origin(kind) is Annotated:
        tags = [mark.tag for mark in parts[1:] if isinstance(mark, Tag)]
        if tags[:1] in ([], [*loc[:1]]):  # the member of a union that the value was taken for
            yield from _keys(parts[0], loc[len(tags) :])
        return
    inside = loc[1:] if get_origin(kind) in (tuple, dict) else loc
    for part in parts:
        yield from _keys(part, inside)
