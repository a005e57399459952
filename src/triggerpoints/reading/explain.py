"""From pydantic's errors to problems in this project's words, each at its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError

from ..errors import Problem
from ..model.base import MEANING, Record
from ..model.shapes import SHAPE_KEYS
from ..text import nearest, show
from .short_form import WRITTEN_KEYS, ShortForm
from .yaml_events import MAX_PROBLEMS, Document, Path, field_name

_TAG: Final = re.compile(r"<[a-z]+>")
_QUOTED: Final = re.compile(r"'([^']*)'")

_SHAPE: Final = "spot:, band:, area: or around:"

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


def _say(error: Error, model: type[Record]) -> Said:
    kind: str = error["type"]
    speaker = _SPEAKERS.get(kind)
    if speaker is not None:
        return speaker(error, model)
    return show(error.get("input")), _lower(error["msg"]), "", kind.replace("_", "-")


def _missing(error: Error, model: type[Record]) -> Said:
    step = error["loc"][-1]
    if isinstance(step, int):
        return f"a list of {step}", f"at least {step + 1}", "", "list-length"
    return f"no {step}", f"the key {step}, which is required", "", "missing-key"


def _extra(error: Error, model: type[Record]) -> Said:
    *parents, key = error["loc"]
    allowed = _keys(model, tuple(parents))
    near = nearest(str(key), allowed, 1)
    return f"the unknown key {show(key)}", ", ".join(allowed), near[0] if near else "", "unknown-key"


def _literal(error: Error, model: type[Record]) -> Said:
    allowed = _QUOTED.findall(error["ctx"]["expected"])
    given = error["input"]
    near = nearest(given, allowed, 1) if isinstance(given, str) else ()
    return show(given), ", ".join(allowed), near[0] if near else "", "unknown-word"


def _pattern(error: Error, model: type[Record]) -> Said:
    pattern = error["ctx"]["pattern"]
    return show(error["input"]), MEANING.get(pattern, pattern), "", "pattern"


def _text(error: Error, model: type[Record]) -> Said:
    given = error["input"]
    quotes = isinstance(given, (bool, int, float))
    return show(given), "text (put it in quotes)" if quotes else "text", "", "type"


def _typed(allowed: str) -> Callable[[Error, type[Record]], Said]:
    def speak(error: Error, model: type[Record]) -> Said:
        return show(error["input"]), allowed, "", "type"

    return speak


def _length(error: Error, model: type[Record]) -> Said:
    context = error["ctx"]
    given = error["input"]
    size = len(given) if isinstance(given, (list, tuple, dict, str)) else context.get("actual_length")
    what = f"a list of {size}" if isinstance(given, (list, tuple)) else f"{size} characters"
    rule = "list-length" if isinstance(given, (list, tuple)) else "text-length"
    if "min_length" in context:
        return what, f"at least {context['min_length']}", "", rule
    return what, f"at most {context['max_length']}", "", rule


def _bound(word: str, key: str) -> Callable[[Error, type[Record]], Said]:
    def speak(error: Error, model: type[Record]) -> Said:
        return show(error["input"]), f"{word} {error['ctx'][key]:g}", "", "range"

    return speak


def _rule(error: Error, model: type[Record]) -> Said:
    context = error["ctx"]
    return context["found"], context["allowed"], context["nearest"], context["rule"]


def _form(allowed: str, keys: Mapping[str, object], rule: str) -> Callable[[Error, type[Record]], Said]:
    def speak(error: Error, model: type[Record]) -> Said:
        given = error["input"]
        near: tuple[str, ...] = ()
        for key in given if isinstance(given, dict) else ():
            near = near or nearest(str(key), keys, 1, 0.5)
        return show(given), allowed, near[0] if near else "", rule

    return speak


_SPEAKERS: Final[dict[str, Callable[[Error, type[Record]], Said]]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "string_type": _text,
    "string_unicode": _typed("text of Unicode characters"),
    "float_type": _typed("a number"),
    "int_type": _typed("a whole number"),
    "int_from_float": _typed("a whole number"),
    "bool_type": _typed("true or false"),
    "tuple_type": _typed("a list"),
    "list_type": _typed("a list"),
    "dict_type": _typed("a mapping"),
    "model_type": _typed("a mapping"),
    "model_attributes_type": _typed("a mapping"),
    "finite_number": _typed("a finite number"),
    "too_short": _length,
    "too_long": _length,
    "string_too_short": _length,
    "string_too_long": _length,
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("at most", "le"),
    "rule": _rule,
    "shape_form": _form(_SHAPE, SHAPE_KEYS, "shape"),
}


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _keys(model: type[Record], loc: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the model at `loc` allows, in the order in which they are written."""
    whole = _schema(model)
    nodes = _members(whole, whole)
    for step in loc:
        nodes = [inner for node in nodes for one in _step(node, step) for inner in _members(one, whole)]
    return [key for node in nodes for key in (*node.get("properties", ()), *WRITTEN_KEYS.get(node.get("title", ""), ()))]


@cache
def _schema(model: type[Record]) -> dict[str, Any]:
    return model.model_json_schema()


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
