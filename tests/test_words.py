"""The words of the handouts: easy enough, complete in every language, sourced, and nothing promised."""

from __future__ import annotations

import importlib.util
import re
import sys
from itertools import pairwise
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
import yaml

from triggerpoints.handout.words import Words
from triggerpoints.reading import load
from triggerpoints.reading.languages import read_words

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "words"
LANGUAGES = sorted(path.name for path in WORDS.iterdir() if path.is_dir())
OTHERS = [language for language in LANGUAGES if language != "en"]
FIXED = ("handout.yaml", "picture.yaml")
FILES = sorted(WORDS.glob("*/*.yaml"))


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reading_level", ROOT / "tools/reading_level.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["reading_level"] = module
    spec.loader.exec_module(module)
    return module


LEVEL = tool()
ITEMS = list(LEVEL.items())


def read(language: str, file: str) -> dict[str, Any]:
    path = WORDS / language / file
    return (yaml.safe_load(path.read_text("utf-8")) or {}) if path.exists() else {}


def data(file: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / file).read_text("utf-8"))


SOURCES = set(data("sources.yaml")["sources"])
MUSCLES = {path.stem for path in (ROOT / "data/muscles").glob("*.yaml")}
SITES = {
    id: site
    for path in sorted((ROOT / "data/sites").glob("*.yaml"))
    for id, site in yaml.safe_load(path.read_text("utf-8"))["sites"].items()
}
CAUTIONS = data("cautions.yaml")["cautions"]
SERIOUS = [id for id, one in CAUTIONS.items() if one["kind"] == "serious"]
COMPLAINTS = set(data("complaints.yaml")["complaints"])


def item_id(item: Any) -> str:
    return f"{item.file}:{item.path}"


@pytest.mark.parametrize("item", ITEMS, ids=item_id)
def test_is_easy_to_read(item):
    assert not LEVEL.measure(item).hard, item.text


def test_files_are_easy_as_a_whole():
    assert not LEVEL.hard_files([LEVEL.measure(item) for item in ITEMS])


# Syllables as the CMU Pronouncing Dictionary counts them.
SYLLABLES = {
    1: "bruise bruised used tongue vague through strength weight once eyes aches stretched breathe clothes does pressed x a",
    2: "muscle needle needles gentle trigger table people every quiet lying movement careful breathless painful swollen needed "
    "needling doctor ankle bruises forehead useful collapse maybe somewhere sometimes fluid handle people's warm-up",
    3: "therapist infection ambulance pregnancy exercise medicine serious previous idea area hospital physical anyone nausea "
    "vitamin numbering trapezius 100",
    4: "diabetes epilepsy january diagnosis acupuncture especially situation information temperature",
    5: "immediately examination electricity university",
}


@pytest.mark.parametrize(("count", "word"), [(n, word) for n, words in SYLLABLES.items() for word in words.split()])
def test_syllables(count, word):
    assert LEVEL.syllables(word) == count


@pytest.mark.parametrize(
    ("count", "word"),
    [(3, "músculo"), (4, "ambulancia"), (2, "dolor"), (1, "pie"), (1, "muy"), (2, "hueso"), (2, "día"), (3, "aguja"),
     (2, "sangre"), (3, "riesgoso"), (2, "quiere"), (2, "guiso"), (3, "oído"), (2, "leer"), (6, "fisioterapeuta"),
     (3, "ahora"), (2, "noche"), (2, "yeso"), (1, "hoy"), (3, "vergüenza"), (4, "inflamado"), (3, "cadera"), (3, "espalda")],
)  # fmt: skip
def test_spanish_syllables(count, word):
    assert LEVEL.syllables(word, "es") == count


def test_grade_by_hand():
    # Two sentences, 10 words, 12 syllables.
    text = "Stop if it makes your pain worse. Tell your therapist."
    assert LEVEL.index(text, "en") == pytest.approx(0.39 * 10 / 2 + 11.8 * 12 / 10 - 15.59)
    # One sentence, 4 words, 6 syllables.
    assert LEVEL.index("Llame hoy al doctor.", "es") == pytest.approx(206.835 - 62.3 * 6 / 4 - 4)


def test_what_is_too_hard_is_found():
    def hard(text: str, language: str = "en") -> tuple[str, ...]:
        return LEVEL.measure(LEVEL.Item(f"{language}/handout.yaml", "texts.what", text)).hard

    assert hard("Myofascial pathology necessitates multidisciplinary rehabilitation intervention.")
    assert hard("You go on and on and on and on and on and on and on and on.")
    assert hard("Contraindications")
    assert hard("La rehabilitación multidisciplinar proporciona beneficios terapéuticos significativos.", "es")
    assert not hard("Your sore muscle: {muscle}")
    assert not hard("The gastrocnemius is sore. Rest it.")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_is_strict_yaml(path):
    document = load(path.read_bytes(), path.name)
    assert not document.problems


@pytest.mark.parametrize("item", ITEMS, ids=item_id)
def test_is_clean(item):
    """One line, straight quotes of its language, no markup, balanced brackets, nothing that the writers would have to guess."""
    text = item.text
    assert text == text.strip()
    assert not re.search(r"[\x00-\x1f<>*_`#$\\\u200b-\u200f\u202a-\u202e]|  |&\w+;", re.sub(r"\{[a-z_]+\}", "x", text))
    assert text.count("(") == text.count(")")
    assert not re.search(r"[ ][.,;:!?]", text)


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


KNOWN = {
    "handout.yaml": {
        "muscle", "muscles", "complaint", "side", "gloss", "first", "last", "rest", "version", "date", "page", "pages", "shade",
        "month", "day", "year",
    },
    "picture.yaml": {"muscle", "muscles", "side", "site", "sites", "views"},
}  # fmt: skip


@pytest.mark.parametrize("item", ITEMS, ids=item_id)
def test_placeholders(item):
    assert set(fields(item.text)) <= KNOWN.get(item.file.split("/")[1], set())


@pytest.mark.parametrize("file", FIXED)
@pytest.mark.parametrize("language", OTHERS)
def test_same_keys_in_every_language(language, file):
    mine, english = read(language, file), read("en", file)
    assert set(mine["texts"]) == set(english["texts"])
    assert set(mine.get("lists", {})) == set(english.get("lists", {}))
    assert {key: len(lines) for key, lines in mine.get("lists", {}).items()} == {
        key: len(lines) for key, lines in english.get("lists", {}).items()
    }


@pytest.mark.parametrize("file", FIXED)
@pytest.mark.parametrize("language", OTHERS)
def test_same_placeholders_in_every_language(language, file):
    mine, english = read(language, file)["texts"], read("en", file)["texts"]
    # A pattern may name a value twice, where grammar wants it; it may not lose one.
    assert {key: set(fields(mine[key])) for key in english if key in mine} == {
        key: set(fields(english[key])) for key in english if key in mine
    }


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_complete(language):
    assert set(read(language, "sites.yaml")["sites"]) == set(SITES)
    assert set(read(language, "complaints.yaml")["complaints"]) == COMPLAINTS
    assert set(read(language, "muscles.yaml")["muscles"]) <= MUSCLES


def test_english_is_complete():
    assert set(read("en", "muscles.yaml")["muscles"]) == MUSCLES


# A line of the list of causes: so short that many of them can be read at one glance.
CAUTION_WORDS = 15
CAUTION_LETTERS = 95


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_serious_caution_has_a_line(language):
    """In the order of the data, so that the same caution is found at the same place in every file."""
    assert list(read(language, "cautions.yaml")["cautions"]) == SERIOUS


@pytest.mark.parametrize("id", SERIOUS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caution_is_one_short_line(language, id):
    line = read(language, "cautions.yaml")["cautions"][id]
    assert len(LEVEL.words(line)) <= CAUTION_WORDS
    assert len(line) <= CAUTION_LETTERS
    # It goes on from "Call an ambulance now if:", and a cause in brackets stands at its end.
    assert re.fullmatch(r"[A-ZÁÉÍÓÚÑ][^.!?()]*[^.!?() ]( \([^.!?()]+\))?\.", line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_cautions_are_told_apart(language):
    """No line twice, and none that has the same signs as another before its brackets."""
    lines = read(language, "cautions.yaml")["cautions"].values()
    signs = sorted(re.sub(r" \(.*", "", line).rstrip(".").casefold() for line in lines)
    assert [a for a, b in pairwise(signs) if a == b] == []


def words_of(language: str, **changed: dict[str, Any]) -> Words:
    """The words of a small catalogue. changed: the words of a language, by file."""
    document = {
        "words": {"en": {}, language: {}, **changed},
        "cautions": {"burn": {"name": "A burn", "signs": ["Red skin", "Pain"]}, "bare": {"name": "A wound"}},
        "sites": {"axilla": {"name": "Axilla"}},
        "complaints": {"cramp": {"name": "Cramp"}},
    }
    return Words(document, language)


def told(words: Words, what: str, id: str) -> tuple[str, str | None]:
    text = getattr(words, what)(id)
    return text.words, text.lang


LINES = {"cautions": {"cautions": {"burn": "Your skin is red (burn)."}}}


def test_a_caution_in_its_own_words():
    words = words_of("es", en=LINES, es={"cautions": {"cautions": {"burn": "La piel está roja."}}})
    assert told(words, "caution", "burn") == ("La piel está roja.", None)
    assert not words.missing


def test_a_caution_falls_back_to_english_and_says_so():
    words = words_of("es", en=LINES)
    assert told(words, "caution", "burn") == ("Your skin is red (burn).", "en")
    assert list(words.missing) == ["cautions.burn"]


@pytest.mark.parametrize(("language", "lang", "missing"), [("en", None, []), ("es", "en", ["cautions.burn", "cautions.bare"])])
def test_a_caution_without_words_is_that_of_the_data(language, lang, missing):
    words = words_of(language)
    assert told(words, "caution", "burn") == ("A burn: Red skin.", lang)
    assert told(words, "caution", "bare") == ("A wound.", lang)
    assert list(words.missing) == missing


PLAIN = {"sites": {"sites": {"axilla": {"name": "Armpit"}}}, "complaints": {"complaints": {"cramp": {"name": "Muscle cramp"}}}}


@pytest.mark.parametrize(
    ("words", "lang", "site", "complaint", "missing"),
    [
        (words_of("en"), None, "Axilla", "Cramp", []),
        (words_of("en", en=PLAIN), None, "Armpit", "Muscle cramp", []),
        # Another language without a name has the plain English one, not the doctor's.
        (words_of("es", en=PLAIN), "en", "Armpit", "Muscle cramp", ["sites.axilla", "complaints.cramp"]),
        (words_of("es"), "en", "Axilla", "Cramp", ["sites.axilla", "complaints.cramp"]),
        (words_of("es", en=PLAIN, es={"sites": {"sites": {"axilla": {"name": "Axila"}}}}), None, "Axila", None, []),
    ],
    ids=["data", "plain English", "no own", "no words", "own"],
)
def test_names_of_sites_and_complaints(words, lang, site, complaint, missing):
    assert told(words, "site", "axilla") == (site, lang)
    if complaint:
        assert told(words, "complaint", "cramp") == (complaint, lang)
    assert list(words.missing) == missing


PRINTED = {id: read("en", "sites.yaml")["sites"].get(id, site)["name"] for id, site in SITES.items()}
# What doctors say and patients do not.
DOCTORS = re.compile(
    r"\b(region|lateral|medial|superior|inferior|volar|dorsal|dorsum|ulnar|radial|quadrant|eminence|crest|junction|vertex|"
    r"occiput|mastoid|axilla|scapular?|sternum|xiphoid|costal|precordial|abdomen|flank|perineum|sacral|coccyx|great|lesser)\b",
    re.I,
)


@pytest.mark.parametrize("id", SITES)
def test_a_site_has_a_plain_english_name(id):
    assert not LEVEL.measure(LEVEL.Item("en/sites.yaml", f"sites.{id}.name", PRINTED[id])).hard
    assert not DOCTORS.search(PRINTED[id])


def test_english_renames_only_what_it_must():
    own = read("en", "sites.yaml")["sites"]
    assert set(own) <= set(SITES)
    assert [id for id in own if own[id]["name"] == SITES[id]["name"]] == []
    names = sorted(name.casefold() for name in PRINTED.values())
    assert [a for a, b in pairwise(names) if a == b] == []


def test_words_are_read_without_a_problem():
    """English may have fewer names of sites and complaints than other languages: the data have the others."""
    found, problems = read_words(WORDS)
    assert not problems
    assert set(found["en"]["sites"]["sites"]) < set(found["es"]["sites"]["sites"])


@pytest.mark.parametrize(
    ("english", "other", "rule"),
    [
        ("sites: {eye: {name: Eye}}", "sites: {eye: {name: Ojo}, ear: {name: Oreja}}", ""),
        ("cautions: {burn: Red.}", "cautions: {burn: {name: Rojo}}", "type"),
        ("texts: {one: One}", "texts: {one: Uno, two: Dos}", "words-key"),
        ("texts: {one: 'One {side}'}", "texts: {one: Uno}", "words-placeholder"),
    ],
    ids=["fewer sites", "a caution of several parts", "unknown text", "placeholder"],
)
def test_a_language_is_checked_against_english(tmp_path, english, other, rule):
    name = {"sites": "sites", "cautions": "cautions"}.get(english.split(":")[0], "handout")
    for language, text in (("en", english), ("es", other)):
        (tmp_path / language).mkdir()
        (tmp_path / language / f"{name}.yaml").write_text(text + "\n", "utf-8")
    _, problems = read_words(tmp_path)
    assert [problem.rule for problem in problems] == ([rule] if rule else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_told_apart(language):
    for file, table in (("muscles.yaml", "muscles"), ("sites.yaml", "sites"), ("complaints.yaml", "complaints")):
        names = [entry["name"].casefold() for entry in read(language, file).get(table, {}).values()]
        assert [a for a, b in pairwise(sorted(names)) if a == b] == []


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


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sources_exist(path):
    found: list[str] = []

    def collect(value: Any, under: bool) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                collect(inner, under or key == "sources")
        elif isinstance(value, list):
            for inner in value:
                collect(inner, under)
        elif under:
            found.append(value)

    collect(yaml.safe_load(path.read_text("utf-8")), under=False)
    assert set(found) <= SOURCES


# A cure promised, blame, a probability, a depth or an angle: no handout says such a thing.
NEVER = {
    "en": r"\b(cures?|cured|guarantee\w*|always works?|pain[- ]free|proven|miracle|should have|toxins?|"
    r"\d+ ?%|percent|(?:centi|milli)met(?:er|re)s?|inch(?:es)?|mm|cm|angle|probab\w+)\b",
    "es": r"\b(curar?|cura|garantiza\w*|siempre funciona|milagro|toxinas?|"
    r"\d+ ?%|por ciento|centímetros?|milímetros?|mm|cm|ángulo|probab\w+)\b",
}


@pytest.mark.parametrize("item", [item for item in ITEMS if LEVEL.kind(item) != "name"], ids=item_id)
def test_promises_nothing(item):
    assert not re.search(NEVER[item.language], item.text, re.I), item.text


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
    page = (ROOT / "docs/handout-words.md").read_text("utf-8")
    first, last = LEVEL.MARKERS
    shown = page.split(first)[1].split(last)[0].strip()
    assert shown == LEVEL.table([LEVEL.measure(item) for item in ITEMS]).strip(), (
        "python tools/reading_level.py --write docs/handout-words.md"
    )
