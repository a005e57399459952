"""How easy the words of the handouts are to read: a table for every file of words/, and every string that is too hard.

    python tools/reading_level.py                             print the table; exit 1 when a string is too hard
    python tools/reading_level.py --strings en/handout.yaml   and every string of these files with its figures
    python tools/reading_level.py --write docs/handout-words.md   write the table between the markers of the page

English is measured by the Flesch-Kincaid grade, Spanish by the Szigriszt-Pazos index on the INFLESZ scale. docs/handout-words.md
says what is counted and what is exempt. Syllables are counted by rules that tests/test_words.py holds to a list of words.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import yaml

ROOT: Final = Path(__file__).resolve().parents[1]
WORDS: Final = ROOT / "words"
MARKERS: Final = ("<!-- reading level -->", "<!-- /reading level -->")

Kind = Literal["text", "label", "name"]

# What stands in for a placeholder while it is measured: short everyday words, so that a pattern is judged by its own words.
_FILLED: Final = {
    "en": {"muscle": "muscle", "muscles": "muscle", "site": "place", "sites": "place", "complaint": "pain", "side": "your left",
           "shade": "Red", "gloss": "the muscle in your neck", "views": "front", "month": "May"},
    "es": {"muscle": "músculo", "muscles": "músculo", "site": "zona", "sites": "zona", "complaint": "dolor",
           "side": "lado derecho", "shade": "rojo", "gloss": "el músculo del cuello", "views": "frente", "month": "mayo"},
}  # fmt: skip
_MUSCLE: Final = {"en": "muscle", "es": "músculo"}
_OTHER_FILLED: Final = "1"  # dates, versions, page numbers

LABEL_WORDS: Final = 5
"""A string of so few words without a full stop is a label: a formula made for passages says nothing about it."""
ALWAYS_LABEL: Final = 3
"""So few words are a label even with a full stop or a question mark."""


@dataclass(frozen=True)
class Limits:
    """What a language asks. sign: 1 when a low index is easy, -1 when a high one is.

    string, file: the index that a string, or the sentences of a file as one text, may have at worst; sentence: its most words;
    label: the most syllables of a word in a label.
    """

    sign: int
    string: float
    file: float
    sentence: int
    label: int

    def over(self, value: float, bound: float) -> bool:
        """Whether an index lies on the hard side of a bound."""
        return self.sign * (value - bound) > 0


# A Spanish string of one short sentence swings with a single long word ("ambulancia"), so the file answers for "quite easy" (65)
# and the string for "normal" (55).
LIMITS: Final = {"en": Limits(1, 6.0, 6.0, 15, 3), "es": Limits(-1, 55.0, 65.0, 15, 6)}
INDEX_NAMES: Final = {"en": "Flesch-Kincaid grade", "es": "INFLESZ"}


@dataclass(frozen=True)
class Item:
    """A string of a words file. file: "en/handout.yaml"; path: "texts.what" or "lists.known.2"."""

    file: str
    path: str
    text: str

    @property
    def language(self) -> str:
        """The folder it lies in."""
        return self.file.split("/", 1)[0]


@dataclass(frozen=True)
class Measure:
    """A string measured. index: None for labels and names; longest: words of its longest sentence; hard: why it is over."""

    item: Item
    kind: Kind
    words: int
    index: float | None
    longest: int
    hard: tuple[str, ...]


def items(folder: Path = WORDS) -> Iterator[Item]:
    """Every string that a reader sees, in the order of languages, files and lines."""
    for path in sorted(folder.glob("*/*.yaml")):
        name = f"{path.parent.name}/{path.name}"
        for trail, text in _strings(yaml.safe_load(path.read_text("utf-8")) or {}, ()):
            yield Item(name, ".".join(trail), text)


def _strings(value: Any, trail: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield trail, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("sources", "plates"):  # plates are for professionals
                yield from _strings(inner, (*trail, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _strings(inner, (*trail, str(number)))


def kind(item: Item) -> Kind:
    """Name: of a muscle, a pain site, a complaint, a month or a language: exempt. Label: a few words that are no sentence.

    The English names of pain sites are measured: they stand there because those of the data are hard.
    """
    table = item.path.split(".")[0]
    exempt = ("complaints",) if item.language == "en" else ("sites", "complaints")
    if table in exempt or item.path.startswith("lists.months."):
        return "name"
    if table == "muscles" and item.path.endswith(".name"):
        return "name"
    plain = prepared(item)
    count = len(words(plain))
    stopped = re.search(r"[.!?]$", plain.rstrip(")\"'» "))
    return "label" if count <= ALWAYS_LABEL or (count <= LABEL_WORDS and not stopped) else "text"


def prepared(item: Item) -> str:
    """The text as it is measured: placeholders filled, names of muscles replaced."""
    text = filled(item.text, item.language)
    names = _muscle_names(item.language)
    return names.sub(_MUSCLE.get(item.language, "muscle"), text) if names else text


def filled(text: str, language: str) -> str:
    """The text with everyday words for its placeholders."""
    known = _FILLED.get(language, {})
    return re.sub(r"\{([a-z_]+)\}", lambda found: known.get(found.group(1), _OTHER_FILLED), text)


@cache
def _muscle_names(language: str) -> re.Pattern[str] | None:
    """Any printed name of a muscle, the longest first."""
    found: set[str] = set()
    for path in sorted((ROOT / "data/muscles").glob("*.yaml")):
        names = yaml.safe_load(path.read_text("utf-8"))["names"]
        found |= {names["english"], names.get("latin", "")}
    own = WORDS / language / "muscles.yaml"
    if own.exists():
        printed = (yaml.safe_load(own.read_text("utf-8")) or {}).get("muscles", {})
        found |= {entry["name"] for entry in printed.values() if "name" in entry}
    ordered = sorted((name for name in found if name), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b", re.I) if ordered else None


def words(text: str) -> list[str]:
    """Words as a reader sees them: a hyphen joins, digits are words."""
    return re.findall(r"[^\W_]+(?:['’.,-][^\W_]+)*", text)


def sentences(text: str) -> list[str]:
    """Sentences: what ends in a full stop, a question mark or an exclamation mark."""
    parts = re.split(r"(?<=[.!?])[\"')»]*\s+", text.strip())
    return [part for part in parts if words(part)]


def syllables(word: str, language: str = "en") -> int:
    """Syllables of a word, at least 1; a number counts 1 for each digit."""
    digits = sum(char.isdigit() for char in word)
    letters = [part for part in re.split(r"[^a-záéíóúüñ]+", word.lower().replace("'", "").replace("’", "")) if part]
    count = _english if language == "en" else _spanish
    return max(1, digits + sum(count(part) for part in letters))


# Words that the rules below get wrong, as far as handouts use them.
_EXCEPTIONS: Final = {
    "aches": 1, "anyone": 3, "aorta": 3, "area": 3, "areas": 3, "being": 2, "business": 2, "create": 2, "diabetes": 4,
    "diet": 2, "different": 2, "doing": 2, "elsewhere": 2, "evening": 2, "every": 2, "facedown": 2, "fibre": 2, "fluid": 2,
    "forehead": 2, "giant": 2, "going": 2, "homework": 2, "household": 2, "idea": 3, "ideas": 3, "lifestyle": 2, "maybe": 2,
    "museum": 3, "nausea": 3, "pancreas": 3, "poem": 2, "previous": 3, "quiet": 2, "react": 2, "ruin": 2, "science": 2,
    "seeing": 2, "serious": 3, "several": 2, "sidewalk": 2, "sideways": 2, "someone": 2, "something": 2, "sometimes": 2,
    "somewhere": 2, "therefore": 2, "tired": 2, "tongue": 1, "used": 1, "useful": 2, "vague": 1, "various": 3,
    "widespread": 2,
}  # fmt: skip


def _english(word: str) -> int:
    """By vowel groups, without the silent e, with the endings that add a syllable or none. Held to a list by the tests."""
    known = _EXCEPTIONS.get(word)
    if known is not None:
        return known
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


_STRONG: Final = "aeoáéóíú"


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
        count += sum(first in _STRONG and second in _STRONG for first, second in pairwise(vowels))
    return max(1, count)


def index(text: str, language: str) -> float:
    """The index of a text: Flesch-Kincaid grade, or Szigriszt-Pazos. The text has at least one word."""
    every = words(text)
    spoken = sum(syllables(word, language) for word in every) / len(every)
    length = len(every) / max(1, len(sentences(text)))
    if language == "es":
        return 206.835 - 62.3 * spoken - length
    return 0.39 * length + 11.8 * spoken - 15.59


def measure(item: Item) -> Measure:
    """The string with its figures, and why it is too hard where it is."""
    text = prepared(item)
    sort = kind(item)
    limits = LIMITS.get(item.language, LIMITS["en"])
    every = words(text)
    longest = max((len(words(sentence)) for sentence in sentences(text)), default=0)
    if sort == "name" or not every:
        return Measure(item, "name", len(every), None, longest, ())
    hard = [f"a sentence of {longest} words"] if longest > limits.sentence else []
    if sort == "label":
        hard += [f"the long word {word!r}" for word in every if syllables(word, item.language) > limits.label]
        return Measure(item, sort, len(every), None, longest, tuple(hard))
    value = index(text, item.language)
    if limits.over(value, limits.string):
        hard.insert(0, f"{INDEX_NAMES.get(item.language, 'index')} {value:.1f}")
    return Measure(item, sort, len(every), value, longest, tuple(hard))


def as_one(measures: Sequence[Measure]) -> str:
    """The sentences of several strings as one text."""
    return " ".join(re.sub(r"([^.!?])$", r"\1.", prepared(one.item)) for one in measures if one.kind == "text")


def smog(text: str) -> float:
    """The SMOG grade of an English text; it is made for thirty sentences and more."""
    hard = sum(syllables(word) >= 3 for word in words(text))
    return float(1.0430 * (30 * hard / max(1, len(sentences(text)))) ** 0.5 + 3.1291)


def hard_files(measures: Sequence[Measure]) -> list[str]:
    """The files whose sentences as one text are too hard."""
    found = []
    for file in dict.fromkeys(one.item.file for one in measures):
        text = as_one([one for one in measures if one.item.file == file])
        language = file.split("/", 1)[0]
        limits = LIMITS.get(language, LIMITS["en"])
        if words(text) and limits.over(index(text, language), limits.file):
            found.append(file)
    return found


def table(measures: Sequence[Measure]) -> str:
    """A Markdown table: one row a file, the figures of its sentences, and of the whole file read as one text."""
    rows = [
        "| file | strings | labels, names | words | index | mean | worst | whole file | SMOG | longest sentence | too hard |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for file in dict.fromkeys(one.item.file for one in measures):
        mine = [one for one in measures if one.item.file == file]
        language = mine[0].item.language
        limits = LIMITS.get(language, LIMITS["en"])
        texts = [one for one in mine if one.index is not None]
        values = [one.index for one in texts if one.index is not None]
        if values:
            worst = max(values, key=lambda value: limits.sign * value)
            joined = as_one(texts)
            graded = f"{smog(joined):.1f}" if language == "en" else "-"
            figures = f"{statistics.fmean(values):.1f} | {worst:.1f} | {index(joined, language):.1f} | {graded}"
        else:
            figures = "- | - | - | -"
        longest = max((one.longest for one in texts), default=0)
        rows.append(
            f"| `{file}` | {len(mine)} | {len(mine) - len(texts)} | {sum(one.words for one in mine)} "
            f"| {INDEX_NAMES.get(language, '-')} | {figures} | {longest} | {sum(bool(one.hard) for one in mine)} |"
        )
    return "\n".join(rows) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print or write the table; return 1 when a string is too hard."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--strings", nargs="*", metavar="FILE", default=[], help="show every string of these files")
    parser.add_argument("--write", metavar="PAGE", type=Path, help="write the table between the markers of this page")
    options = parser.parse_args(arguments)
    measures = [measure(item) for item in items()]
    print(table(measures))
    for one in measures:
        if one.item.file in options.strings or one.hard:
            value = "" if one.index is None else f"{one.index:5.1f}"
            print(f"{one.item.file} {one.item.path} [{one.kind}] {value} {'; '.join(one.hard)}\n    {one.item.text}")
    hard = hard_files(measures)
    for file in hard:
        print(f"{file}: too hard as a whole")
    if options.write:
        written(options.write, table(measures))
    return 1 if hard or any(one.hard for one in measures) else 0


def written(page: Path, content: str) -> None:
    """Put the content between the markers of the page."""
    first, last = MARKERS
    text = page.read_text("utf-8")
    before, rest = text.split(first, 1)
    page.write_text(f"{before}{first}\n{content}{last}{rest.split(last, 1)[1]}", "utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
