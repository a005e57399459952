"""From pydantic's errors to problems in this project's words, each at its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema

from ..errors import Problem
from ..model.base import MEANING, Record
from ..model.shapes import SHAPE_KEYS
from ..text import nearest, show
from .short_form import WRITTEN_KEYS, ShortForm
from .yaml_events import MAX_PROBLEMS, Document, Path, field_name

_TAG: Final = re.compile(r"<[a-z]+>")
_QUOTED: Final = re.compile(r"'([^']*)'")

Error = Mapping[str, Any]
Said = tuple[str, str, str, str]
"""found, allowed, nearest, rule"""


def explain(error: ValidationError, document: Document, model: type[Record], form: ShortForm | None = None) -> Iterator[Problem]:
    """Yield a problem for every error that pydantic found in the value of `document` when reading it as `model`.

    form: the long form of the value, when it was read from that.
    """
    known = {(problem.line, problem.column) for problem in (*document.problems, *(form.problems if form else ()))}
    seen: set[tuple[object, ...]] = set()  # zones that trigger points share are at fault once
    count = 0
    errors = error.errors(include_url=False)
    unknown = islice((one for one in errors if one["type"] == "extra_forbidden"), MAX_PROBLEMS)  # the rest is not listed
    misspelt = {(*one["loc"][:-1], near) for one in unknown for near in _say(one, model)[2:3] if near}
    for one in errors:
        loc = one["loc"]
        if _follows_from_others(one) or (one["type"] == "missing" and loc in misspelt):
            continue
        context = one.get("ctx") or {}
        path = _data_path(loc, form.value if form else document.value) + context.get("path", ())
        path = form.where(path) if form else path
        own_key = one["type"] == "extra_forbidden" or loc[-1:] == ("[key]",)
        line, column = document.place.find(path, key=own_key)
        if (line, column) in known:
            continue  # the YAML itself is at fault there, and that is already said
        found, allowed, near, rule = _say(one, model)
        if one["type"] == "string_type" and type(one["input"]) in (int, float):
            found = document.written(line, column) or found
        column += document.offset(line, column, context.get("offset", 0))
        if (line, column, found) in seen:
            continue
        seen.add((line, column, found))
        count += 1
        if count > MAX_PROBLEMS:
            yield Problem(document.file, line, column, "", "more problems than are listed", "none", rule="too-many")
            return
        yield Problem(document.file, line, column, field_name(path), found, allowed, near, rule=rule)


def _follows_from_others(error: Error) -> bool:
    """Return whether a list is called too short only because members of it are faulty themselves."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _data_path(loc: tuple[str | int, ...], value: Any) -> Path:
    """Return the keys and indices of `loc` without what is not in the data: union tags and "[key]"."""
    path: list[str | int] = []
    for step in loc:
        inside = isinstance(value, dict) and step in value
        if isinstance(step, str) and not inside and (_TAG.fullmatch(step) or step == "[key]"):
            continue
        path.append(step)
        inside = inside or (isinstance(value, list) and isinstance(step, int) and step < len(value))
        value = value[step] if inside else None
    return tuple(path)


_TYPES: Final = {
    "string_type": "text",
    "string_unicode": "text of Unicode characters",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "finite_number": "a finite number",
}
_BOUNDS: Final = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def _say(error: Error, model: type[Record]) -> Said:
    kind, given, context = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "rule":
        return context["found"], context["allowed"], context["nearest"], context["rule"]
    if kind in _TYPES:
        quotes = " (put it in quotes)" if kind == "string_type" and isinstance(given, (bool, int, float)) else ""
        return show(given), f"{_TYPES[kind]}{quotes}", "", "type"
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return show(given), f"{word} {context[key]:g}", "", "range"
    if kind in ("too_short", "too_long", "string_too_short", "string_too_long"):
        is_list = isinstance(given, (list, tuple))
        size = len(given) if isinstance(given, (list, tuple, dict, str)) else context.get("actual_length")
        allowed = f"at least {context['min_length']}" if "min_length" in context else f"at most {context['max_length']}"
        return f"a list of {size}" if is_list else f"{size} characters", allowed, "", "list-length" if is_list else "text-length"
    if kind == "missing":
        step = error["loc"][-1]
        if isinstance(step, int):
            return f"a list of {step}", f"at least {step + 1}", "", "list-length"
        return f"no {step}", f"the key {step}, which is required", "", "missing-key"
    if kind == "extra_forbidden":
        *parents, key = error["loc"]
        keys = _keys(model, tuple(parents))
        return f"the unknown key {show(key)}", ", ".join(keys), "".join(nearest(str(key), keys, 1)), "unknown-key"
    if kind == "literal_error":
        words = _QUOTED.findall(context["expected"])
        return show(given), ", ".join(words), "".join(nearest(given, words, 1)) if isinstance(given, str) else "", "unknown-word"
    if kind == "string_pattern_mismatch":
        return show(given), MEANING.get(context["pattern"], context["pattern"]), "", "pattern"
    if kind == "shape_form":
        near = (nearest(str(key), SHAPE_KEYS, 1, 0.5) for key in (given if isinstance(given, dict) else ()))
        return show(given), "spot:, band:, area: or around:", next(("".join(one) for one in near if one), ""), "shape"
    return show(given), error["msg"][:1].lower() + error["msg"][1:], "", kind.replace("_", "-")


def _keys(model: type[Record], loc: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the model at `loc` allows, in the order in which they are written."""
    whole = _schema(model)
    nodes = _members(whole, whole)
    for step in loc:
        nodes = [inner for node in nodes for one in _step(node, step) for inner in _members(one, whole)]
    return [key for node in nodes for key in (*node.get("properties", ()), *WRITTEN_KEYS.get(node.get("title", ""), ()))]


class _Keys(GenerateJsonSchema):
    """Leaves out default values: older pydantic cannot write those that are models not built yet."""

    def encode_default(self, dft: Any) -> Any:
        return None


@cache
def _schema(model: type[Record]) -> dict[str, Any]:
    return model.model_json_schema(schema_generator=_Keys)


def _step(node: dict[str, Any], step: str | int) -> Iterator[dict[str, Any]]:
    """Yield the schemas that `node` may have one step further down; a tag keeps the member of its union alone."""
    if isinstance(step, int):
        yield from (node["items"],) if "items" in node else ()
    elif _TAG.fullmatch(step):
        yield from (node,) if step[1:-1] in node.get("properties", ()) else ()
    else:
        own = node.get("properties", {}).get(step)
        yield from (own,) if own else node.get("patternProperties", {}).values()


def _members(node: dict[str, Any], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the members of a union, with references followed; a lone schema is its own member."""
    if "$ref" in node:
        return _members(whole["$defs"][node["$ref"].rpartition("/")[2]], whole)
    union = node.get("anyOf", node.get("oneOf"))
    return [inner for one in union for inner in _members(one, whole)] if union else [node]
