"""How easy the words for patients are to read: a table for every file, and every string that is too hard.

    python tools/reading_level.py                             print the table; exit 1 when a string is too hard
    python tools/reading_level.py --strings en/handout.yaml   and every string of these files with its figures
    python tools/reading_level.py --write docs/handout-words.md   write the table between the markers of the page

The measuring is `triggerpoints.proofreading`, which `triggerpoints check` runs too.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from triggerpoints.proofreading import reading_level
from triggerpoints.proofreading.reading_level import LEVELS, Measure, as_one, hard_as_one, index, measure, words
from triggerpoints.proofreading.texts import FOR_PATIENTS, Text, names_of_muscles, read_languages, texts
from triggerpoints.reading import read_tree

ROOT: Final = Path(__file__).resolve().parents[1]
MARKERS: Final = ("<!-- reading level -->", "<!-- /reading level -->")


class Row(NamedTuple):
    """A string of a file with its figures; names (of complaints, months, muscles...) are counted and not judged."""

    file: str
    text: Text
    measure: Measure

    @property
    def judged(self) -> bool:
        """Whether its words are held to the limits."""
        return self.text.sort in FOR_PATIENTS

    @property
    def hard(self) -> tuple[str, ...]:
        """Why it is too hard; empty when it is not."""
        return self.measure.hard if self.judged else ()

    @property
    def score(self) -> float | None:
        """Its index; None for names and labels."""
        return self.measure.score if self.judged else None


def rows(root: Path = ROOT) -> Iterator[Row]:
    """Every string for patients: of the records, then of the languages, in the order of files and lines."""
    tree, _ = read_tree([root / "data"])
    languages = read_languages(root / "words")
    names = {language: names_of_muscles(tree, files) for language, files in languages.items()}
    for text in texts(tree, languages):
        if text.sort in FOR_PATIENTS or text.sort == "name":
            top, *inner = Path(text.place[0]).relative_to(root).parts
            # The records of a folder are one text, as a file of a language is.
            file = "/".join(inner) if top == "words" else f"{top}/{inner[0]}"
            yield Row(file, text, measure(text.text, text.language, names[text.language]))


def smog(text: str) -> float:
    """The SMOG grade of an English text; it is made for thirty sentences and more."""
    hard = sum(reading_level.syllables(word) >= 3 for word in words(text))
    return float(1.0430 * (30 * hard / max(1, len(reading_level.sentences(text)))) ** 0.5 + 3.1291)


def table(found: Sequence[Row]) -> str:
    """A Markdown table: one row a file, the figures of its sentences, and of the whole file read as one text."""
    lines = [
        "| file | strings | labels, names | words | index | mean | worst | whole file | SMOG | longest sentence | too hard |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for file in dict.fromkeys(one.file for one in found):
        mine = [one for one in found if one.file == file]
        language = mine[0].text.language
        judged = [one for one in mine if one.score is not None]
        scores = [one.score for one in judged if one.score is not None]
        figures = "- | - | - | -"
        if scores:
            worst = max(scores, key=lambda score: LEVELS[language]["sign"] * score)
            joined = as_one(one.measure for one in judged)
            graded = f"{smog(joined):.1f}" if language == "en" else "-"
            figures = f"{statistics.fmean(scores):.1f} | {worst:.1f} | {index(joined, language):.1f} | {graded}"
        longest = max((one.measure.longest for one in judged), default=0)
        lines.append(
            f"| `{file}` | {len(mine)} | {len(mine) - len(judged)} | {sum(one.measure.words for one in mine)} "
            f"| {LEVELS.get(language, {}).get('index', '-')} | {figures} | {longest} | {sum(bool(one.hard) for one in mine)} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print or write the table; return 1 when a string, or a file as a whole, is too hard."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--strings", nargs="*", metavar="FILE", default=[], help="show every string of these files")
    parser.add_argument("--write", metavar="PAGE", type=Path, help="write the table between the markers of this page")
    options = parser.parse_args(arguments)
    found = list(rows())
    print(table(found))
    for one in found:
        if one.file in options.strings or one.hard:
            value = "" if one.score is None else f"{one.score:5.1f}"
            print(f"{one.file} {one.text.field} {value} {'; '.join(one.hard)}\n    {one.text.text}")
    if options.write:
        first, last = MARKERS
        before, rest = options.write.read_text("utf-8").split(first, 1)
        options.write.write_text(f"{before}{first}\n{table(found)}{last}{rest.split(last, 1)[1]}", "utf-8", newline="\n")
    hard = []
    for file in dict.fromkeys(one.file for one in found):
        mine = [one for one in found if one.file == file and one.judged]
        if mine and hard_as_one([one.measure for one in mine], mine[0].text.language) is not None:
            hard.append(file)
            print(f"{file}: too hard as a whole")
    return 1 if hard or any(one.hard for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
