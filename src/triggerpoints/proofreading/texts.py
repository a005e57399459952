"""Every string that somebody reads: where it stands, in which language, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as Folder
from typing import Any, Final, Literal, NamedTuple

from ..reading import Document, Kind, Path, Tree, field_name
from ..reading.languages import ENGLISH, Languages, read_words
from .reading_level import RULES

Sort = Literal["fixed", "patient", "cause", "site", "name", "plain", "clinical"]
"""fixed, patient, cause (a line on a serious cause) and site (its English name): read by patients on a handout. name: said by
patients themselves. plain: what anybody reads of a caution or a complaint. clinical: written for therapists."""

FOR_PATIENTS: Final = ("fixed", "patient", "cause", "site")
OF_RECORDS: Final[Mapping[str, Mapping[str, Sort]]] = RULES["records"]
OF_WORDS: Final[Mapping[str, Sort]] = RULES["files"]


class Text(NamedTuple):
    """A string, the file, line and column where it stands, and the path to it there."""

    place: tuple[str, int, int]
    field: str
    language: str
    sort: Sort
    text: str


def read_languages(folder: Folder | None) -> Languages:
    """The languages under a folder, as far as somebody reads them; English is always among them."""
    found = read_words(folder)[0] if folder else {}
    read = {name: {stem: one for stem, one in files.items() if stem in OF_WORDS} for name, files in found.items()}
    return {ENGLISH: {}, **read}


def texts(tree: Tree, languages: Languages) -> Iterator[Text]:
    """Every string of the records that came from files, and of the languages."""
    for (kind, id), origin in tree.origins.items():
        record = tree.records(kind).get(id)
        raw = record.model_dump(mode="json", exclude_defaults=True) if record else {}
        for path, text in strings(raw):
            if sort := _of_record(kind, raw, path):
                yield Text(tree.place(kind, id, *path), field_name(origin.written(path)), ENGLISH, sort, text)
    for language, files in languages.items():
        for stem, document in files.items():
            for path, text in strings(document.value):
                if "sources" not in path and path[0] != "plates":  # plates are for professionals
                    named = path[:2] == ("lists", "months") or (stem == "muscles" and path[-1] == "name")
                    place = (document.file, *document.find(path))
                    yield Text(place, field_name(path), language, "name" if named else OF_WORDS[stem], text)


def _of_record(kind: Kind, raw: Mapping[str, Any], path: Path) -> Sort | None:
    """The sort of a text of a record; None for what is no text. What does not stand on a handout is not held to its rules."""
    if "sources" in path or (kind == "site" and path == ("name",) and "plain" in raw):
        return None
    first = str(path[0])
    sort = OF_RECORDS.get(kind, {}).get(first)
    if first in ("self_care", "provoked_by"):
        said = raw[first][path[1]]
        sort = sort if said.get("printed", first == "self_care") or said.get("avoid") else None
    return sort or ("clinical" if kind == "muscle" and path[-1] in RULES["clinical"] else None)


def strings(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every string in plain values, with the path to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(inner, (*path, key))


def names_of_muscles(tree: Tree, files: Mapping[str, Document]) -> re.Pattern[str]:
    """A pattern that finds any printed name of a muscle in a language, the longest first."""
    names = {name for one in tree.muscles.values() for name in (one.names.plain, one.names.english, one.names.latin) if name}
    names |= {text for path, text in (strings(files["muscles"].value) if "muscles" in files else ()) if path[-1] == "name"}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b" if ordered else r"(?!)", re.I)
