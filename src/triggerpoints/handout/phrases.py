"""The phrases of a handout in one language. What it does not have stands in English, marked, counted and listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, Final, NamedTuple

from ..errors import OptionError
from ..text import clean, nearest
from .sheet import Text

ENGLISH: Final = "en"


class MusclePhrases(NamedTuple):
    """What patients are told of a muscle. name: as printed. gloss: where it lies. avoid: what to do less of."""

    name: str
    gloss: str
    steps: tuple[Text, ...]
    avoid: tuple[Text, ...]
    sources: Sequence[str]


class Phrases:
    """The fixed texts and plain names of one language, by key.

    document: the compiled catalogue. language: a folder of `words/`.
    missing: the keys that stand in English, in the order in which they were met. cited: the sources of the texts used so far.
    Raises OptionError for a language that is not there.
    """

    def __init__(self, document: Mapping[str, Any], language: str) -> None:
        languages = tuple(document.get("words", ()))
        if language not in languages:
            raise OptionError("language", language, languages, nearest(str(language), languages))
        self.language = language
        self.missing: dict[str, None] = {}
        self.cited: dict[str, None] = {}
        self._document = document
        self._own: Mapping[str, Any] = document["words"][language]
        self._english: Mapping[str, Any] = document["words"][ENGLISH]

    def again(self) -> Phrases:
        """These phrases for another draft: what was missing so far is still noted, and nothing is cited."""
        fresh = copy(self)
        fresh.missing, fresh.cited = dict(self.missing), {}
        return fresh

    def text(self, key: str, **values: str) -> Text:
        """A fixed text with its placeholders filled in; its sources are noted."""
        text, lang = self._fixed("texts", key)
        # Values are data, never patterns: a brace in a name stays a brace.
        for name, value in values.items():
            text = text.replace("{" + name + "}", value.replace("{", "\ue000"))
        return Text(text.replace("\ue000", "{"), lang)

    def list(self, key: str) -> tuple[Text, ...]:
        """A fixed list; its sources are noted."""
        items, lang = self._fixed("lists", key)
        return tuple(Text(item, lang) for item in items)

    def word(self, key: str, **values: str) -> str:
        """A fixed text that becomes part of another."""
        return self.text(key, **values).words

    def picture(self) -> dict[str, str]:
        """All words of figures, English where there are no others."""
        return {key: self._found("picture", "texts", key, text)[0] for key, text in self._english["picture"]["texts"].items()}

    def muscle(self, id: str) -> MusclePhrases:
        """What is said of a muscle. Where the language has no steps for it, the English ones stand there."""
        english = _english_muscle(self._document["muscles"][id])
        said, lang = self._found("muscles", "muscles", id, english)
        name, gloss = said["name"], said["gloss"]
        if not said.get("steps") and lang is None and self.language != ENGLISH:
            self.missing[f"muscles.{id}.steps"] = None
            said, lang = english, ENGLISH
        steps, avoid = (tuple(Text(clean(item), lang) for item in said.get(key, ())) for key in ("steps", "avoid"))
        return MusclePhrases(name, gloss, steps, avoid, said.get("sources", ()))

    def site(self, id: str) -> Text:
        """The name of a pain site."""
        return self._name("sites", id)

    def complaint(self, id: str) -> Text:
        """The name of a complaint."""
        return self._name("complaints", id)

    def caution(self, id: str) -> Text:
        """A serious caution in one line: its signs, then its cause. When no words know it: the data's name and first sign."""
        record = self._document["cautions"][id]
        english = record.get("plain") or clean(": ".join((record["name"], *record.get("signs", ())[:1])) + ".")
        return Text(*self._found("cautions", "cautions", id, english))

    def _name(self, file: str, id: str) -> Text:
        record = self._document[file][id]
        said, lang = self._found(file, file, id, {"name": record.get("plain", record.get("name"))})
        return Text(said["name"], lang)

    def _fixed(self, part: str, key: str) -> tuple[Any, str | None]:
        self.cited |= dict.fromkeys(self._english["handout"].get("sources", {}).get(key, ()))
        return self._found("handout", part, key, self._english["handout"][part].get(key))

    def _found(self, file: str, part: str, key: str, english: Any) -> tuple[Any, str | None]:
        """What the language's file says in one of its parts, else the English, with its language."""
        own = self._own.get(file, {}).get(part, {}).get(key)
        if own is not None:
            return own, None
        if self.language == ENGLISH:
            return english, None
        self.missing[f"{file}.{key}"] = None
        return english, ENGLISH


def _english_muscle(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the data say to patients of a muscle, in the form of the words' files."""
    steps = [said for said in record.get("self_care", ()) if said.get("printed", True)]
    avoid = [said for said in record.get("provoked_by", ()) if said.get("avoid", False)]
    return {
        "name": record["names"].get("plain", record["names"]["english"]),
        "gloss": record.get("gloss", ""),
        "steps": [said["text"] for said in steps],
        "avoid": [said["text"] for said in avoid],
        "sources": list(dict.fromkeys(source for said in (*steps, *avoid) for source in said["sources"])),
    }
