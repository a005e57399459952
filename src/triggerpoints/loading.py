"""Where the compiled catalogue comes from: the wheel, or the YAML of a checkout, compiled when it changed."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from .errors import DataError, Problem

COMPILED: Final = "catalogue.json"
_ROOT: Final = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Any]:
    """The document of the data that came with the package.

    Raises DataError when the package is a checkout whose YAML has errors.
    """
    packaged = resources.files("triggerpoints").joinpath(COMPILED)
    if packaged.is_file():
        document: Mapping[str, Any] = json.loads(packaged.read_bytes())
        return document
    return compiled_checkout(_ROOT)


def compiled_checkout(root: Path) -> Mapping[str, Any]:
    """The document of a checkout: the one in `build/` when it is of the present files, else a new one."""
    data = root / "data"
    if not data.is_dir():
        raise DataError([Problem(str(data), 0, 0, "", "no such directory", f"a package with {COMPILED}, or a checkout with data/")])
    stamp = _stamp(data)
    kept = root / "build" / COMPILED
    previous: dict[str, Any] | None = None
    try:
        previous = json.loads(kept.read_bytes())
    except (OSError, ValueError):
        pass
    if previous is not None and previous.get("stamp") == stamp:
        return previous

    from .compiling.compiler import compile_tree, to_bytes
    from .reading import read_tree

    tree, found = read_tree([data])
    result = compile_tree(tree, found, previous)
    if result.document is None:
        raise DataError(result.problems)
    document = {**result.document, "stamp": stamp}
    _keep(kept, to_bytes(document))
    return document


def extended(base: Mapping[str, Any], paths: Sequence[str | Path]) -> Mapping[str, Any]:
    """The document of `base` with the records of further directories or files added; they override by id.

    Raises DataError with every problem of every file.
    """
    from .compiling.compiler import compile_tree, tree_of
    from .reading import read_tree

    tree, found = read_tree(paths, tree_of(base))
    result = compile_tree(tree, found, base)
    if result.document is None:
        raise DataError(result.problems)
    return result.document


def checked(paths: Sequence[str | Path]) -> tuple[int, tuple[Problem, ...]]:
    """How many muscles there are with `paths` added, and every problem; raises DataError only when the shipped data fail.

    Without paths a checkout's YAML is checked anew; a wheel's data were checked when it was built.
    """
    from .compiling.compiler import compile_tree, tree_of
    from .reading import read_tree

    data = _ROOT / "data"
    if not paths and data.is_dir() and not resources.files("triggerpoints").joinpath(COMPILED).is_file():
        tree, found = read_tree([data])
        return len(tree.muscles), compile_tree(tree, found).problems
    base = shipped()
    tree, found = read_tree(paths, tree_of(base))
    return len(tree.muscles), compile_tree(tree, found, base).problems


def _stamp(data: Path) -> str:
    """Of every YAML file's name and content, and of the code that compiles them."""
    import hashlib

    package = Path(__file__).resolve().parent
    whole = hashlib.sha256()
    code = [*package.glob("body/*.py"), *package.glob("compiling/**/*.py"), *package.glob("model/*.py"), package / "assets/body.npz"]
    for file in [*sorted(data.rglob("*.yaml")), *sorted(code)]:
        content = file.read_bytes()
        whole.update(f"{file.name}:{len(content)}:".encode())
        whole.update(content)
    return whole.hexdigest()


def _keep(path: Path, content: bytes) -> None:
    """Write for the next time, whole or not at all; a checkout that cannot be written to still works."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except OSError:
        pass
