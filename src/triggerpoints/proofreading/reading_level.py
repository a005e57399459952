"""How easy a text for patients is to read.

English is measured by the Flesch-Kincaid grade, Spanish by the Szigriszt-Pazos index on the INFLESZ scale.
docs/handout-words.md says what is counted and what is exempt; rules.toml holds what a language asks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

RULES: Final[Mapping[str, Any]] = tomllib.loads(resources.files(__package__).joinpath("rules.toml").read_text("utf-8"))
LEVELS: Final[Mapping[str, Mapping[str, Any]]] = RULES["reading_level"]
_KNOWN: Final[dict[str, int]] = {word: int(count) for count, every in LEVELS["en"]["syllables"].items() for word in every.split()}
_NOTHING: Final = re.compile(r"(?!)")
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
LABEL: Final = (3, 5)
"""A string of at most 3 words, or of 5 without a full stop, is a label: a formula made for passages says nothing about it."""


class Measure(NamedTuple):
    """A string measured.

    kind: how it was judged. words: how many it has. score: its index; None for labels. longest: words of its longest sentence.
    hard: why it is too hard; empty when it is not. plain: the text as it was measured.
    """

    kind: Literal["text", "label"]
    words: int
    score: float | None
    longest: int
    hard: tuple[str, ...]
    plain: str


def measure(text: str, language: str, names: re.Pattern[str] = _NOTHING) -> Measure:
    """Measure a string. names: those of muscles, which are exempt. A language without a table has only its sentences counted."""
    level = LEVELS.get(language, {})
    filled = level.get("filled", {})
    plain = _PLACEHOLDER.sub(lambda found: filled.get(found[1], "1"), text)  # others are dates, versions and numbers
    plain = names.sub(filled.get("muscle", "muscle"), plain)
    every = words(plain)
    longest = max((len(words(sentence)) for sentence in sentences(plain)), default=0)
    hard = [f"a sentence of {longest} words"] if longest > (level or LEVELS["en"])["sentence"] else []
    if len(every) <= LABEL[0] or (len(every) <= LABEL[1] and not re.search(r"[.!?]$", plain.rstrip(")\"'» "))):
        long = [word for word in every if level and syllables(word, language) > level["label"]]
        return Measure("label", len(every), None, longest, (*hard, *(f"the long word {word!r}" for word in long)), plain)
    value = index(plain, language) if level else None
    if value is not None and level["sign"] * (value - level["string"]) > 0:
        hard.insert(0, f"{level['index']} {value:.1f}")
    return Measure("text", len(every), value, longest, tuple(hard), plain)


def as_one(measures: Iterable[Measure]) -> str:
    """The sentences of several strings as one text."""
    return " ".join(re.sub(r"([^.!?])$", r"\1.", one.plain) for one in measures if one.kind == "text")


def hard_as_one(measures: Iterable[Measure], language: str) -> float | None:
    """The index of the sentences of several strings as one text, when it is too hard for a file; None when it is not."""
    text, level = as_one(measures), LEVELS.get(language)
    value = index(text, language) if level and words(text) else None
    return value if level and value is not None and level["sign"] * (value - level["file"]) > 0 else None


def words(text: str) -> list[str]:
    """Words as a reader sees them: a hyphen joins, digits are words."""
    return re.findall(r"[^\W_]+(?:['’.,-][^\W_]+)*", text)


def sentences(text: str) -> list[str]:
    """Sentences: what ends in a full stop, a question mark or an exclamation mark."""
    parts = re.split(r"(?<=[.!?])[\"')»]*\s+", text.strip())
    return [part for part in parts if words(part)]


def index(text: str, language: str) -> float:
    """The index of a text: Flesch-Kincaid grade, or Szigriszt-Pazos. The text has at least one word."""
    every = words(text)
    spoken = sum(syllables(word, language) for word in every) / len(every)
    length = len(every) / max(1, len(sentences(text)))
    if language == "es":
        return 206.835 - 62.3 * spoken - length
    return 0.39 * length + 11.8 * spoken - 15.59


def syllables(word: str, language: str = "en") -> int:
    """Syllables of a word, at least 1; a number counts 1 for each digit."""
    digits = sum(char.isdigit() for char in word)
    letters = [part for part in re.split(r"[^a-záéíóúüñ]+", word.lower().replace("'", "").replace("’", "")) if part]
    count = _english if language == "en" else _spanish
    return max(1, digits + sum(count(part) for part in letters))


def _english(word: str) -> int:
    """By vowel groups, without the silent e, with the endings that add a syllable or none. Held to a list by the tests."""
    if word in _KNOWN:
        return _KNOWN[word]
    stem, extra = word, 0
    if re.search(r"[^td]ed$", stem) and not re.search(r"(?:[^aeiouy]l|i)ed$", stem) and len(stem) > 4:
        stem = stem[:-1] if stem.endswith("eed") else stem[:-2] + "e"
    elif re.search(r"(?:s|x|z|ch|sh|[cg])es$", stem):
        extra, stem = 1, stem[:-2]
        if stem.endswith(("c", "g")) or re.search(r"[aeiouy]s$", stem):
            stem += "e"
    elif re.search(r"[^aeiouys]es$", stem) and len(stem) > 3:
        stem = stem[:-1]
    for ending in ("less", "ness", "ful", "fully", "ment", "ments", "ly"):
        if stem.endswith("e" + ending) and len(stem) > len(ending) + 3:
            stem = stem[: -len(ending)]
            extra += 2 if ending == "fully" else 1
            break
    if re.search(r"[^aeiouy]le$", stem):
        return max(1, len(re.findall(r"[aeiouy]+", stem[:-2])) + 1 + extra)
    if stem.endswith("e") and not stem.endswith(("ee", "ye", "oe", "ue", "ie")) and re.search(r"[aeiouy].*e$", stem):
        stem = stem[:-1]
    groups = len(re.findall(r"[aeiouy]+", re.sub(r"^y(?=[aeiou])", "", stem)))
    groups += len(re.findall(r"(?:i[ao](?!us\b|n)|[^tscg]ion|[^aeiouqg]ua|eo(?!u)|uou|[^aeiou]ying$|ier$|iest$)", stem))
    groups -= len(re.findall(r"(?:[tcsg]ia|[tcsg]io(?!n))", stem))
    return max(1, groups + extra)


def _spanish(word: str) -> int:
    """Vowel groups, split between two strong vowels and where a weak one carries the accent."""
    word = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word).replace("ü", "u")
    word = re.sub(r"y(?![aeiouáéíóú])", "i", word)
    count = 0
    for group in re.findall(r"[aeiouáéíóúh]+", re.sub(r"(?<![aeiouáéíóú])h|ch|h(?![aeiouáéíóú])", "_", word)):
        vowels = group.replace("h", "")
        if not vowels:
            continue
        count += 1
        count += sum({first, second} <= set("aeoáéóíú") for first, second in pairwise(vowels))
    return max(1, count)
