"""Modules point one way. `ORDER` is the only place where the order is written down."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "triggerpoints"

ORDER = (
    "version",
    "text",
    "limits",
    "messages",
    "errors",
    "extras",
    "bounded",
    "arguments",
    "output",
    "sides",
    "sites",
    "model",
    "reading",
    "body",
    "document",
    "compiling",
    "proofreading",
    "loading",
    "results",
    "asking",
    "lookup",
    "picture",
    "handout",
    "catalogue",
    "describe",
    "answer",
    "cli",
    "__init__",
    "__main__",
)
"""A module or folder of the package may import only itself and what stands before it, inside functions too."""

APART = {
    "body": {"text", "limits", "errors", "reading"},
    "proofreading": {"body", "compiling"},
    "asking": {"model", "compiling", "proofreading", "document", "loading"},
    "picture": {"reading", "compiling", "proofreading", "document", "loading", "results", "asking", "lookup"},
    "lookup": {"model", "reading", "compiling", "proofreading", "document", "loading", "asking"},
    "answer": {name for name in ORDER[ORDER.index("model") : ORDER.index("describe")] if name not in ("results", "handout")},
}
"""What stands before but is not for them: geometry knows no YAML files, pictures no compiler, the look-up only the document
and the skin, the text of an answer nothing but the answer."""


@cache
def modules() -> dict[str, set[str]]:
    """Module (such as `body.places`; a folder's own is `body`) -> the modules of the package it imports."""
    files = {path: path.relative_to(PACKAGE).with_suffix("").parts for path in sorted(PACKAGE.rglob("*.py"))}
    names = {path: parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts for path, parts in files.items()}
    known = {".".join(name) for name in names.values()}
    return {".".join(name): imported(path, files[path], known) for path, name in names.items()}


def imported(path: Path, parts: tuple[str, ...], known: set[str]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(name.name.split(".")[0] == "triggerpoints" for name in node.names), f"{path}: import by dots"
        elif isinstance(node, ast.ImportFrom) and node.level:
            start = ".".join([*parts[: len(parts) - node.level], *([node.module] if node.module else [])])
            for name in node.names:
                inner = f"{start}.{name.name}" if start else name.name
                found.add(inner if inner in known else start or "__init__")
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] != "triggerpoints", f"{path}: import by dots"
    return found


def test_everything_has_its_place_in_the_order():
    assert {name.split(".")[0] for name in modules()} == set(ORDER)


def test_modules_point_one_way():
    for name, targets in modules().items():
        here = name.split(".")[0]
        for target in (target.split(".")[0] for target in targets):
            assert ORDER.index(target) <= ORDER.index(here), f"{name} imports {target}"
            assert target not in APART.get(here, ()), f"{name} imports {target}"


def test_no_module_leads_back_to_itself():
    graph = modules()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join([*way, name])
        if name in done:
            return
        for target in sorted(graph[name] - {name}):
            walk(target, (*way, name))
        done.add(name)

    done: set[str] = set()
    for name in graph:
        walk(name, ())


def test_the_page_on_architecture_names_every_module_and_folder():
    page = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text("utf-8")
    for name in ORDER:
        assert f"{name}.py" in page or f"{name}/" in page, name
