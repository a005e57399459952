"""Read the words of all languages: one folder a language, the same files in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from ..errors import DataError, Problem
from ..model.language import LANGUAGE_FILES
from .explain import explain
from .files import read_document
from .strict_yaml import Document

ENGLISH: Final = "en"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")

Languages = Mapping[str, Mapping[str, Document]]
"""Language -> name of a file -> its content."""


def read_words(folder: Path) -> tuple[Languages, tuple[Problem, ...]]:
    """Return the sound files of every language under `folder`, and all problems. Raises nothing for bad data."""
    problems: list[Problem] = []
    found: dict[str, dict[str, Document]] = {}
    for path in sorted(folder.rglob("*.yaml"), key=lambda path: path.as_posix()):
        language, name = path.parent.name, path.stem
        if path.parent.parent != folder or not _LANGUAGE.fullmatch(language) or name not in LANGUAGE_FILES:
            allowed = f"a file such as {ENGLISH}/{next(iter(LANGUAGE_FILES))}.yaml; names: {', '.join(LANGUAGE_FILES)}"
            problems.append(Problem(path.as_posix(), 0, 0, "", "a file that belongs to no language", allowed, rule="words-file"))
            continue
        try:
            document = read_document(path)
            problems += document.problems
            LANGUAGE_FILES[name].model_validate(document.value)
            found.setdefault(language, {})[name] = document
        except DataError as error:
            problems += error.problems
        except ValidationError as error:
            problems += explain(error, document, LANGUAGE_FILES[name])
    english = found.get(ENGLISH, {})
    for files in found.values():
        for name in files.keys() & english.keys():
            problems += _unlike_english(files[name], english[name].value)
    return found, tuple(sorted(problems))


def _unlike_english(document: Document, english: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Yield texts that English does not have, or whose placeholders differ: they would not be shown, or not be filled in."""
    for section in ("texts", "plates"):
        known = english.get(section, {})
        for key, text in document.value.get(section, {}).items():
            path = section, key
            if key not in known:
                yield document.problem(path, "a text that English lacks", "the keys that English has", rule="words-key")
            elif placeholders(text) != placeholders(known[key]):
                own, allowed = (", ".join(sorted(placeholders(one))) or "none" for one in (text, known[key]))
                yield document.problem(path, f"the placeholders {own}", allowed, rule="words-placeholder")


def placeholders(text: str) -> set[str]:
    """Return the names in braces of a text."""
    return set(re.findall(r"\{([^{}]*)\}", text))
