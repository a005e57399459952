"""Read the words of all languages: one folder a language, the same files in each.

    read_words(folder) -> ({language: {section: value}}, problems)

Raises nothing for bad data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any, Final

from pydantic import ValidationError

from ..errors import DataError, Problem
from ..model.language import LANGUAGE_FILES
from .explain import explain
from .files import read_document
from .strict_yaml import Document

ENGLISH: Final = "en"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def read_words(folder: Path) -> tuple[dict[str, dict[str, Any]], tuple[Problem, ...]]:
    """Every language under `folder`, as plain values by file name; what a language does not have is left out."""
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {}
    documents: dict[tuple[str, str], Document] = {}
    for path in sorted(folder.rglob("*.yaml"), key=lambda path: path.as_posix()):
        language, name = path.parent.name, path.stem
        if path.parent.parent != folder or not _LANGUAGE.fullmatch(language) or name not in LANGUAGE_FILES:
            allowed = f"a file such as {ENGLISH}/{next(iter(LANGUAGE_FILES))}.yaml; names: {', '.join(LANGUAGE_FILES)}"
            problems.append(Problem(path.as_posix(), 0, 0, "", "a file that belongs to no language", allowed, rule="words-file"))
            continue
        try:
            document = read_document(path)
        except DataError as error:
            problems += error.problems
            continue
        problems += document.problems
        try:
            record = LANGUAGE_FILES[name].model_validate(document.value)
        except ValidationError as error:
            problems += explain(error, document, LANGUAGE_FILES[name])
            continue
        found.setdefault(language, {})[name] = record.model_dump(mode="json", exclude_defaults=True)
        documents[language, name] = document
    for (language, name), document in documents.items():
        if language != ENGLISH and name in found.get(ENGLISH, {}):
            problems += _unlike_english(document, found[language][name], found[ENGLISH][name])
    return found, tuple(sorted(problems))


def _unlike_english(document: Document, own: Mapping[str, Any], english: Mapping[str, Any]) -> list[Problem]:
    """Texts that English does not have, or whose placeholders differ: they would never be shown, or not be filled in."""
    problems = []
    for section, key, text in ((part, *entry) for part in ("texts", "plates") for entry in own.get(part, {}).items()):
        known = english.get(section, {})
        if key not in known:
            found, allowed, rule = "a text that English lacks", "the keys that English has", "words-key"
        elif placeholders(text) != placeholders(known[key]):
            given, allowed = (", ".join(sorted(placeholders(one))) or "none" for one in (text, known[key]))
            found, rule = f"the placeholders {given}", "words-placeholder"
        else:
            continue
        problems.append(document.problem((section, key), found, allowed, rule=rule))
    return problems


def placeholders(text: str) -> set[str]:
    """The names in braces of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
