"""Where the compiled catalogue comes from: the wheel, or the YAML of a checkout, compiled when it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .document import from_bytes, to_bytes
from .errors import ERROR, DataError, Problem, UsageError
from .messages import say
from .output import write

if TYPE_CHECKING:
    from .reading import Tree

COMPILED: Final = "catalogue.json"
_ROOT: Final = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Any]:
    """The document of the data that came with the package.

    Raises DataError when the package is a checkout whose YAML has errors.
    """
    packaged = _packaged()
    if packaged.is_file():
        return from_bytes(packaged.read_bytes())
    return compiled_checkout(_ROOT)


def compiled_checkout(root: Path) -> Mapping[str, Any]:
    """The document of a checkout: the one in `build/` when it is of the present files, else a new one."""
    data = root / "data"
    if not data.is_dir():
        allowed = say("a_package", compiled=COMPILED)
        raise DataError([Problem(str(data), 0, 0, "", say("no_directory"), allowed, rule="file")])
    stamp = _stamp(data, root / "words")
    kept = root / "build" / COMPILED
    previous = None
    with suppress(OSError, ValueError, RecursionError):  # there is none, or it is no document
        previous = from_bytes(kept.read_bytes())
        if previous.get("stamp") == stamp:
            return previous

    from .compiling.compiler import compile_tree

    tree, found, words, astray = _read(root)
    result = compile_tree(tree, found, previous)
    if result.document is None or astray:
        raise DataError([*result.problems, *astray])
    document = {**result.document, "words": words, "stamp": stamp}
    with suppress(OSError):  # a checkout that cannot be written to still works
        kept.parent.mkdir(parents=True, exist_ok=True)
        write(kept, to_bytes(document))
    return document


def extended(base: Mapping[str, Any], paths: Sequence[str | Path]) -> Mapping[str, Any]:
    """The document of `base` with the records of further directories or files added; they override by id.

    Raises DataError with every problem of every file, UsageError for an empty path.
    """
    from .compiling.compiler import compile_tree, tree_of
    from .reading import read_tree

    tree, found = read_tree(_named(paths), tree_of(base))
    result = compile_tree(tree, found, base)
    if result.document is None:
        raise DataError(_not_shipped(result.problems))
    return {**result.document, "words": base.get("words", {})}


def checked(paths: Sequence[str | Path]) -> tuple[int, tuple[Problem, ...]]:
    """How many muscles there are with `paths` added, and every problem; raises DataError only when the shipped data fail.

    Without paths a checkout's YAML is checked anew; a wheel's data were checked when it was built.
    """
    from .compiling.compiler import compile_tree, tree_of
    from .proofreading import proofread
    from .reading import read_tree

    if not paths and (_ROOT / "data").is_dir() and not _packaged().is_file():
        tree, found, _, astray = _read(_ROOT)
        told = (*compile_tree(tree, found).problems, *astray, *proofread(tree, _near(_ROOT / "words")))
    else:
        base = shipped()
        tree, found = read_tree(map(_near, _named(paths)), tree_of(base))
        told = _not_shipped([*compile_tree(tree, found, base).problems, *proofread(tree)])
    return len(tree.muscles), tuple(sorted(told))


def _read(root: Path) -> tuple[Tree, tuple[Problem, ...], dict[str, Any], tuple[Problem, ...]]:
    """The records and the words of a checkout, each with what is wrong with them."""
    from .reading import read_tree
    from .reading.languages import read_words

    languages, astray = read_words(_near(root / "words"))
    words = {language: {name: one.value for name, one in files.items()} for language, files in languages.items()}
    return *read_tree([_near(root / "data")]), words, astray


def _not_shipped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without warnings about shipped records: those have no file here, and the user cannot mend them."""
    return tuple(problem for problem in problems if problem.file or problem.severity == ERROR)


def _packaged() -> Traversable:
    return resources.files("triggerpoints").joinpath(COMPILED)


def _named(paths: Sequence[str | Path]) -> list[Path]:
    if any(path == "" for path in paths):
        # pathlib would take it for the working directory, which is hardly what an unset variable meant.
        raise UsageError(say("empty_path"))
    return [Path(path) for path in paths]


def _near(path: Path) -> Path:
    """The path as seen from the working directory when it lies under it: shorter to read in a message."""
    try:
        return path.relative_to(Path.cwd())
    except (ValueError, OSError):  # elsewhere, or relative already, or no working directory any more
        return path


def _stamp(data: Path, words: Path) -> str:
    """Of every YAML file's path and content, and of the code that reads, checks and measures them."""
    import hashlib

    package, whole = Path(__file__).resolve().parent, hashlib.sha256()
    code = ("body/**/*.py", "compiling/**/*.py", "model/**/*.py", "reading/**/*.py", "text.py", "assets/body.npz")
    for root, pattern in ((data, "**/*.yaml"), (words, "**/*.yaml"), *((package, one) for one in code)):
        for file in sorted(root.glob(pattern)):
            content = b""
            with suppress(OSError):  # the reader will say what is wrong with it
                content = file.read_bytes()
            whole.update(f"{file.relative_to(root).as_posix()}:{len(content)}:".encode("utf-8", "surrogateescape"))
            whole.update(content)
    return whole.hexdigest()
