"""The words of the handouts: what code asks of them, and what a sheet says when a language lacks some.

What `triggerpoints check` asks of every string is in test_proofreading.py.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from triggerpoints.handout.words import Words
from triggerpoints.reading.languages import placeholders, read_words

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "words"
LANGUAGES = sorted(path.name for path in WORDS.iterdir() if path.is_dir())


def read(language: str, file: str) -> dict[str, Any]:
    return yaml.safe_load((WORDS / language / file).read_text("utf-8"))


KNOWN = {
    "handout.yaml": {
        "muscle", "muscles", "complaint", "side", "gloss", "first", "last", "rest", "version", "date", "page", "pages", "shade",
        "month", "day", "year",
    },
    "picture.yaml": {"muscle", "muscles", "side", "site", "sites", "views"},
}  # fmt: skip


def test_english_has_the_placeholders_that_are_filled_in():
    """The other languages are held to the English ones."""
    for file, known in KNOWN.items():
        every = {key: placeholders(text) for key, text in read("en", file)["texts"].items()}
        assert {key: found - known for key, found in every.items() if found - known} == {}
        assert set().union(*every.values()) == known


def test_cautions_stand_in_the_order_of_the_data():
    """The same caution is found at the same place in every file."""
    cautions = yaml.safe_load((ROOT / "data/cautions.yaml").read_text("utf-8"))["cautions"]
    for path in WORDS.glob("*/cautions.yaml"):
        assert list(read(path.parent.name, path.name)["cautions"]) == [id for id, one in cautions.items() if "plain" in one]


def words_of(language: str, caution: str = "", site: str = "", **own: dict[str, Any]) -> Words:
    """The words of a small catalogue. caution, site: what the data say of them on handouts. own: what the language says."""
    document = {
        "words": {"en": {}, language: {file: {file: records} for file, records in own.items()}},
        "cautions": {
            "burn": {"name": "A burn", "signs": ["Red skin", "Pain"], **({"plain": caution} if caution else {})},
            "bare": {"name": "A wound"},
        },
        "sites": {"axilla": {"name": "Axilla", **({"plain": site} if site else {})}},
        "complaints": {"cramp": {"name": "Cramp"}},
    }
    return Words(document, language)


def told(words: Words, what: str, id: str) -> tuple[str, str | None]:
    text = getattr(words, what)(id)
    return text.words, text.lang


LINE = "Your skin is red (burn)."


@pytest.mark.parametrize(
    ("words", "burn", "bare", "missing"),
    [
        (words_of("en", LINE), (LINE, None), ("A wound.", None), []),
        (words_of("en"), ("A burn: Red skin.", None), ("A wound.", None), []),
        (words_of("es", LINE), (LINE, "en"), ("A wound.", "en"), ["cautions.burn", "cautions.bare"]),
        (words_of("es"), ("A burn: Red skin.", "en"), ("A wound.", "en"), ["cautions.burn", "cautions.bare"]),
        (words_of("es", LINE, cautions={"burn": "Rojo."}), ("Rojo.", None), ("A wound.", "en"), ["cautions.bare"]),
    ],
    ids=["English line", "English without", "no own", "no words", "own"],
)
def test_a_caution_falls_back_to_english_and_to_the_data(words, burn, bare, missing):
    assert told(words, "caution", "burn") == burn
    assert told(words, "caution", "bare") == bare
    assert list(words.missing) == missing


@pytest.mark.parametrize(
    ("words", "site", "complaint", "missing"),
    [
        (words_of("en"), ("Axilla", None), ("Cramp", None), []),
        (words_of("en", site="Armpit"), ("Armpit", None), ("Cramp", None), []),
        # Another language without a name has the plain English one, not the doctor's.
        (words_of("es", site="Armpit"), ("Armpit", "en"), ("Cramp", "en"), ["sites.axilla", "complaints.cramp"]),
        (words_of("es"), ("Axilla", "en"), ("Cramp", "en"), ["sites.axilla", "complaints.cramp"]),
        (words_of("es", sites={"axilla": {"name": "Axila"}}), ("Axila", None), ("Cramp", "en"), ["complaints.cramp"]),
    ],
    ids=["data", "plain English", "no own", "no words", "own"],
)
def test_names_of_sites_and_complaints(words, site, complaint, missing):
    assert told(words, "site", "axilla") == site
    assert told(words, "complaint", "cramp") == complaint
    assert list(words.missing) == missing


def twice(texts: Iterable[str]) -> list[str]:
    return [a for a, b in pairwise(sorted(text.casefold() for text in texts)) if a == b]


def test_what_english_prints_is_told_apart(cat):
    """Sites by their names, and lines on causes by the signs that stand before their brackets."""
    assert [id for id, site in cat.sites.items() if site.plain == site.name] == []
    assert twice(site.plain or site.name for site in cat.sites.values()) == []
    serious = {id: one for id, one in cat.cautions.items() if one.kind == "serious"}
    assert [id for id, one in serious.items() if not one.plain] == []
    assert twice(re.sub(r" \(.*", "", one.plain).rstrip(".") for one in serious.values()) == []
    assert [id for id, muscle in cat.items() if not muscle.gloss] == []
    assert twice(muscle.names.plain or muscle.names.english for muscle in cat.values()) == []


def test_words_are_read_without_a_problem():
    """English has fixed texts alone; the data have the rest of it."""
    found, problems = read_words(WORDS)
    assert not problems
    assert set(found["en"]) == {"answer", "asking", "handout", "picture"}
    assert {"handout", "picture"} < set(found["es"])


@pytest.mark.parametrize(
    ("english", "other", "rule"),
    [
        ("", "sites: {eye: {name: Ojo}, ear: {name: Oreja}}", ""),
        ("", "cautions: {burn: {name: Rojo}}", "type"),
        ("texts: {one: One}", "texts: {one: Uno, two: Dos}", "words-key"),
        ("texts: {one: 'One {side}'}", "texts: {one: Uno}", "words-placeholder"),
    ],
    ids=["fewer sites", "a caution of several parts", "unknown text", "placeholder"],
)
def test_a_language_is_checked_against_english(tmp_path, english, other, rule):
    name = other.split(":")[0].replace("texts", "handout")
    for language, text in (("en", english), ("es", other)):
        if text:
            (tmp_path / language).mkdir()
            (tmp_path / language / f"{name}.yaml").write_text(text + "\n", "utf-8")
    _, problems = read_words(tmp_path)
    assert [problem.rule for problem in problems] == ([rule] if rule else [])


# What says nothing clinical: parts of the form, questions, and what the sheet says of itself.
FORM = (
    "title_",
    "heading_",
    "label_",
    "name_",
    "join_",
    "side_",
    "note_",
    "format_",
    "picture_shade_",
    "more_heading_",
    "more_q_",
)
NO_CLAIM = {
    "step_stop", "help_emergency", "help_urgent", "help_soon", "help_unsure", "needle_tell_unsure", "limits", "months",
    "more_ask",
}  # fmt: skip


def test_every_statement_has_its_sources():
    words = read("en", "handout.yaml")
    named = words["sources"]
    assert set(named) <= set(words["texts"]) | set(words["lists"])
    bare = [key for key in [*words["texts"], *words["lists"]] if key not in named and not key.startswith(FORM)]
    assert set(bare) <= NO_CLAIM


@pytest.mark.parametrize(
    ("part", "told"),
    [("PEMAT-P", r"understandability {} of {} .*actionability {} of {}"), ("Clear Communication Index", r"{} of the {} \(")],
)
def test_the_ratings_are_what_their_table_says(part, told):
    page = (ROOT / "docs/handout-words.md").read_text("utf-8").split(f"## {part}")[1].split("\n## ")[0]
    rows = [(int(number), holds) for number, holds in re.findall(r"^\| (\d+) [^|]*\| (yes|no|n/a) \|", page, re.M)]
    assert len(rows) > 19
    doing = 20 if part == "PEMAT-P" else 99  # its items of actionability begin there
    counts = []
    for group in ([one for one in rows if one[0] < doing], [one for one in rows if one[0] >= doing]):
        rated = [holds for _, holds in group if holds != "n/a"]
        counts += [rated.count("yes"), len(rated)] if rated else []
    assert re.search(told.format(*counts), page, re.S), counts


def test_the_page_holds_the_table():
    spec = importlib.util.spec_from_file_location("reading_level", ROOT / "tools/reading_level.py")
    assert spec
    assert spec.loader
    tool = sys.modules["reading_level"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    page = (ROOT / "docs/handout-words.md").read_text("utf-8")
    first, last = tool.MARKERS
    shown = page.split(first)[1].split(last)[0].strip()
    assert shown == tool.table(list(tool.rows())).strip(), "python tools/reading_level.py --write docs/handout-words.md"
