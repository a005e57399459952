"""From pydantic's errors to problems in this project's words, each at its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError

from ..errors import Problem
from ..model.base import MEANING, Record
from ..model.shapes import SHAPE_KEYS
from ..text import nearest, show
from .short_form import WRITTEN_KEYS, Fault, ShortForm
from .tree import field_name
from .yaml_events import MAX_PROBLEMS, Document, Path

_TAG: Final = re.compile(r"<[a-z]+>")
_QUOTED: Final = re.compile(r"'([^']*)'")

_SHAPE: Final = "spot:, band:, area: or around:"

Error = Mapping[str, Any]
Said = tuple[str, str, str, str]
"""found, allowed, nearest, rule"""


def explain(
    error: ValidationError,
    document: Document,
    model: type[Record],
    form: ShortForm | None = None,
    told: Iterable[Problem] = (),
) -> Iterator[Problem]:
    """Yield a problem for every error that pydantic found in the value of `document` when reading it as `model`.

    form: the long form of the value, when it was read from that. told: what is already known of the document.
    """
    known = {(problem.line, problem.column) for problem in (*document.problems, *told)}
    seen: set[tuple[object, ...]] = set()  # zones that trigger points share are at fault once
    count = 0
    errors = error.errors(include_url=False)
    unknown = islice((one for one in errors if one["type"] == "extra_forbidden"), MAX_PROBLEMS)  # the rest is not listed
    misspelt = {(*one["loc"][:-1], near) for one in unknown for near in _say(one, model)[2:3] if near}
    for one in errors:
        loc = one["loc"]
        if _follows_from_others(one) or (one["type"] == "missing" and loc in misspelt):
            continue
        path = _data_path(loc, form.value if form else document.value) + (one.get("ctx") or {}).get("path", ())
        path = form.where(path) if form else path
        own_key = one["type"] == "extra_forbidden" or loc[-1:] == ("[key]",)
        line, column = document.place.find(path, key=own_key)
        if (line, column) in known:
            continue  # the YAML itself is at fault there, and that is already said
        found, allowed, near, rule = _say(one, model)
        if one["type"] == "string_type" and type(one["input"]) in (int, float):
            found = document.written(line, column) or found
        column += text_offset(document, line, column, (one.get("ctx") or {}).get("offset", 0))
        if (line, column, found) in seen:
            continue
        seen.add((line, column, found))
        count += 1
        if count > MAX_PROBLEMS:
            yield Problem(document.file, line, column, "", "more problems than are listed", "none", rule="too-many")
            return
        yield Problem(document.file, line, column, field_name(path), found, allowed, near, rule=rule)


def fault_problem(fault: Fault, document: Document) -> Problem:
    """Return what the short form found wrong as a problem at its place."""
    line, column = document.place.find(fault.path, key=fault.rule == "unused-name")
    column += text_offset(document, line, column, fault.offset)
    name = field_name(fault.path)
    return Problem(document.file, line, column, name, fault.found, fault.allowed, fault.nearest, rule=fault.rule)


def text_offset(document: Document, line: int, column: int, offset: int) -> int:
    """Return the columns from the start of a text in the file to its character `offset`, when both stand in one line."""
    if not offset:
        return 0
    rest = document.text.split("\n")[line - 1][column - 1 :]
    offset += rest[:1] in ("'", '"')
    return offset if offset < len(rest) else 0


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


_TYPES: Final[Mapping[str, str]] = {
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
_BOUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
    "too_short": ("at least", "min_length"),
    "too_long": ("at most", "max_length"),
    "string_too_short": ("at least", "min_length"),
    "string_too_long": ("at most", "max_length"),
}
"""The word for a bound, and where pydantic's error holds it."""


def _say(error: Error, model: type[Record]) -> Said:
    kind, given, context = error["type"], error.get("input"), error.get("ctx") or {}
    if kind in _TYPES:
        quotes = kind == "string_type" and isinstance(given, (bool, int, float))
        return show(given), _TYPES[kind] + (" (put it in quotes)" if quotes else ""), "", "type"
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        found, rule = show(given), "range"
        if key.endswith("length"):
            is_list = isinstance(given, (list, tuple))
            size = len(given) if isinstance(given, (list, tuple, dict, str)) else context.get("actual_length")
            found, rule = (f"a list of {size}", "list-length") if is_list else (f"{size} characters", "text-length")
        return found, f"{word} {context[key]:g}", "", rule
    if kind == "missing":
        step = error["loc"][-1]
        if isinstance(step, int):
            return f"a list of {step}", f"at least {step + 1}", "", "list-length"
        return f"no {step}", f"the key {step}, which is required", "", "missing-key"
    if kind == "extra_forbidden":
        *parents, key = error["loc"]
        allowed = _keys(model, tuple(parents))
        return f"the unknown key {show(key)}", ", ".join(allowed), _near(str(key), allowed), "unknown-key"
    if kind == "literal_error":
        words = _QUOTED.findall(context["expected"])
        return show(given), ", ".join(words), _near(given, words), "unknown-word"
    if kind == "string_pattern_mismatch":
        return show(given), MEANING.get(context["pattern"], context["pattern"]), "", "pattern"
    if kind == "rule":
        return context["found"], context["allowed"], context["nearest"], context["rule"]
    if kind == "shape_form":
        keys = (_near(str(key), SHAPE_KEYS, 0.5) for key in given) if isinstance(given, dict) else ()
        return show(given), _SHAPE, next(filter(None, keys), ""), "shape"
    return show(given), error["msg"][:1].lower() + error["msg"][1:], "", kind.replace("_", "-")


def _near(given: Any, allowed: Iterable[str], *least: float) -> str:
    return next(iter(nearest(given, allowed, 1, *least)), "") if isinstance(given, str) else ""


def _keys(model: type[Record], loc: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the record at `loc` allows, in the order in which they are written."""
    places = _members(model, _schema(model))
    for step in loc:
        if isinstance(step, str) and _TAG.fullmatch(step):  # a tag is the key by which the members of a union are told apart
            places = [place for place in places if step[1:-1] in place.get("properties", {})]
        else:
            places = [member for place in places for member in _members(model, _inside(place, step))]
    keys = [key for place in places for key in (*place.get("properties", ()), *WRITTEN_KEYS.get(place.get("title", ""), ()))]
    return list(dict.fromkeys(keys))


@cache
def _schema(model: type[Record]) -> dict[str, Any]:
    return model.model_json_schema()


def _inside(place: Mapping[str, Any], step: str | int) -> Any:
    """Return the schema of what stands at a key or an index."""
    if isinstance(step, int):
        return place.get("items") or next(iter(place.get("prefixItems", ())), {})
    others = (*place.get("patternProperties", {}).values(), place.get("additionalProperties"))
    return place.get("properties", {}).get(step) or others[0]


def _members(model: type[Record], node: Any) -> list[Mapping[str, Any]]:
    """Return the members of a union, with references resolved. What is no union is its own only member."""
    if not isinstance(node, dict):
        return []
    if "$ref" in node:
        node = _schema(model)["$defs"][node["$ref"].rpartition("/")[2]]
    union = node.get("anyOf") or node.get("oneOf") or node.get("allOf")
    return [inner for member in union for inner in _members(model, member)] if union else [node]
