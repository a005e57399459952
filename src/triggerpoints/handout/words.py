"""The words of a handout in one language, English where that language has none: the fallback is marked, counted and listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import OptionError
from ..text import clean, nearest
from .blocks import Text

ENGLISH: Final = "en"


class Words:
    """Words by key. document: the compiled catalogue. language: a folder of `words/`.

    missing: what was asked for and stands in English, in the order in which it was met. cited: sources of the texts used.
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

    def text(self, key: str, **values: str) -> Text:
        """A fixed text with its placeholders filled in; its sources are noted."""
        self._cite(key)
        return self._filled(key, values)

    def list(self, key: str) -> tuple[Text, ...]:
        """A fixed list; its sources are noted."""
        self._cite(key)
        items, lang = self._find("lists", key)
        return tuple(Text(item, lang) for item in items)

    def word(self, key: str, **values: str) -> str:
        """A fixed text that becomes part of another."""
        return self.text(key, **values).words

    def cite(self, muscle: str) -> None:
        """Note the sources of a muscle's steps and of what to do less."""
        raw, _ = self._record("muscles", muscle)
        self.cited |= dict.fromkeys(raw.get("sources", ()))

    def picture(self) -> dict[str, str]:
        """All words of figures, English where there are no others."""
        own = self._own.get("picture", {}).get("texts", {})
        for key in self._english["picture"]["texts"]:
            if key not in own:
                self._miss(f"picture.{key}")
        return {**self._english["picture"]["texts"], **own}

    def muscle(self, id: str) -> tuple[str, str, tuple[Text, ...], tuple[Text, ...]]:
        """A muscle's printed name, gloss, steps and what to do less."""
        raw, lang = self._record("muscles", id)
        steps, avoid = raw.get("steps", ()), raw.get("avoid", ())
        if not steps and lang is None and self.language != ENGLISH:
            self._miss(f"muscles.{id}.steps")
            english = self._english_record("muscles", id)
            steps, avoid, lang = english["steps"], english["avoid"], ENGLISH
        return raw["name"], raw["gloss"], _texts(steps, lang), _texts(avoid, lang)

    def site(self, id: str) -> Text:
        """The name of a pain site."""
        return self._name("sites", id)

    def complaint(self, id: str) -> Text:
        """The name of a complaint."""
        return self._name("complaints", id)

    def caution(self, id: str) -> Text:
        """A serious caution in one line: its signs, then its cause. When no words know it: the data's name and first sign."""
        return Text(*self._record("cautions", id))

    def _name(self, file: str, id: str) -> Text:
        raw, lang = self._record(file, id)
        return Text(raw["name"], lang)

    def _filled(self, key: str, values: Mapping[str, str]) -> Text:
        text, lang = self._find("texts", key)
        # Values are data, never patterns: a brace in a name stays a brace.
        for name, value in values.items():
            text = text.replace("{" + name + "}", value.replace("{", "\ue000"))
        return Text(text.replace("\ue000", "{"), lang)

    def _find(self, part: str, key: str) -> tuple[Any, str | None]:
        own = self._own.get("handout", {}).get(part, {})
        if key in own:
            return own[key], None
        self._miss(f"handout.{key}")
        return self._english["handout"][part][key], None if self.language == ENGLISH else ENGLISH

    def _record(self, file: str, id: str) -> tuple[Any, str | None]:
        """What the language's file says of an id (a mapping, or the line of a caution), else what the data say in English."""
        own = self._own.get(file, {}).get(file, {}).get(id)
        if own is not None:
            return own, None
        self._miss(f"{file}.{id}")
        return self._english_record(file, id), None if self.language == ENGLISH else ENGLISH

    def _english_record(self, file: str, id: str) -> Any:
        """What the data say to patients of an id, in the form of the words' files."""
        record = self._document[file][id]
        if file == "cautions":
            return record.get("plain") or clean(": ".join((record["name"], *record.get("signs", ())[:1])) + ".")
        if file != "muscles":
            return {"name": record.get("plain", record.get("name"))}
        steps = [said for said in record.get("self_care", ()) if said.get("printed", True)]
        avoid = [said for said in record.get("provoked_by", ()) if said.get("avoid", False)]
        return {
            "name": record["names"].get("plain", record["names"]["english"]),
            "gloss": record.get("gloss", ""),
            "steps": [said["text"] for said in steps],
            "avoid": [said["text"] for said in avoid],
            "sources": list(dict.fromkeys(source for said in (*steps, *avoid) for source in said["sources"])),
        }

    def _miss(self, key: str) -> None:
        if self.language != ENGLISH:
            self.missing[key] = None

    def _cite(self, key: str) -> None:
        self.cited |= dict.fromkeys(self._english["handout"].get("sources", {}).get(key, ()))


def _texts(items: Sequence[str], lang: str | None) -> tuple[Text, ...]:
    return tuple(Text(clean(item), lang) for item in items)
