"""The rules: easy words for patients, no promise, no likelihood, no technique, clean, complete and sourced in every language.

Rules of wording are WARNINGs: they are about judgement, and a text that breaks one can still be shown. Words for a record, or a
source, that does not exist are ERRORs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path as Folder
from typing import Final

from ..errors import ERROR, WARNING, Problem, Severity
from ..model import KINDS
from ..reading import Document, Kind, Path, Tree, field_name
from ..reading.languages import ENGLISH
from ..text import fold, nearest, show
from .reading_level import LEVELS, RULES, Measure, hard_as_one, measure, sentences, words
from .texts import FOR_PATIENTS, OF_WORDS, Text, names_of_muscles, read_languages, strings, texts

_NEVER: Final = [(never, re.compile(rf"(?<!\w)(?:{'|'.join(never['words'])})(?!\w)", re.I)) for never in RULES["never"]]
_UNCLEAN: Final = re.compile(r"[<>*_`#$\\\u200b-\u200f]|  |&\w+;| [.,;:!?]|\b(?!(?:that|had) )([^\W\d_]+) \1\b")
_CAUSE: Final = re.compile(r"[A-ZÁÉÍÓÚÑ][^.!?()]*[^.!?() ]( \([^.!?()]+\))?\.")


def proofread(tree: Tree, folder: Folder | None = None) -> Iterator[Problem]:
    """Every rule on the records that came from files, and on the languages under `folder`."""
    languages = read_languages(folder)
    names = {language: names_of_muscles(tree, files) for language, files in languages.items()}
    whole: dict[tuple[str, str], list[Measure]] = {}
    for text in texts(tree, languages):
        faults = [*_wording(text), *_form(text)]
        if text.sort in FOR_PATIENTS:
            level = measure(text.text, text.language, names[text.language])
            whole.setdefault((text.language, text.place[0]), []).append(level)
            faults += [("reading-level", hard, "words that are easy to read") for hard in level.hard]
        for rule, found, allowed in faults:
            yield Problem(*text.place, text.field, found, allowed, rule=rule, severity=WARNING)
    for (language, file), levels in whole.items():
        if (value := hard_as_one(levels, language)) is not None:
            found, allowed = f"{LEVELS[language]['index']} {value:.1f} as a whole", f"{LEVELS[language]['file']:g}"
            yield Problem(file, 0, 0, "", found, allowed, rule="reading-level", severity=WARNING)
    yield from _cautions(tree)
    for language, files in languages.items():
        for stem, document in files.items():
            yield from _complete(tree, language, stem, document, languages[ENGLISH].get(stem))


def _wording(text: Text) -> Iterator[tuple[str, str, str]]:
    """What a text of its sort never says, and what none may hold: the rule, what was found and what is allowed."""
    for never, pattern in _NEVER:
        if text.sort in never["sorts"] and never.get("language", text.language) == text.language:
            yield from ((never["rule"], show(met.group()), never["allowed"]) for met in pattern.finditer(text.text))
    plain = re.sub(r"\{[a-z_]+\}", "1", text.text) if text.sort == "fixed" else text.text
    if met := _UNCLEAN.search(plain):
        yield "unclean", show(met.group()) if met.group().strip() else "two spaces", "plain text, each word and space once"
    if plain.count("(") != plain.count(")"):
        yield "brackets", "a bracket without its pair", "as many ( as )"
    if text.sort != "clinical" and re.search("[{}]", plain):
        yield "placeholder", "a brace", "placeholders in handout.yaml and picture.yaml alone"


def _form(text: Text) -> Iterator[tuple[str, str, str]]:
    """Cautions and complaints speak in short sentences, and a cause is one short line: as in `_wording`."""
    if text.sort == "plain":
        for count in (len(sentence.split()) for sentence in sentences(text.text)):
            if count > RULES["plain"]["sentence"]:
                yield "long-sentence", f"a sentence of {count} words", f"at most {RULES['plain']['sentence']}"
    if text.sort == "cause":
        size, most = (len(words(text.text)), len(text.text)), (RULES["cause"]["words"], RULES["cause"]["letters"])
        if size[0] > most[0] or size[1] > most[1]:
            yield "long-cause", "{} words, {} letters".format(*size), "at most {} words, {} letters".format(*most)
        if not _CAUSE.fullmatch(text.text):
            yield "form-of-cause", show(text.text), "one sentence such as 'You have a fever and a stiff neck (meningitis).'"


def _cautions(tree: Tree) -> Iterator[Problem]:
    """A serious caution has two to six signs, and its text says what to do as soon as its urgency asks."""
    for id, caution in tree.cautions.items():
        if ("caution", id) not in tree.origins or caution.urgency is None:
            continue
        say = partial(tree.problem, "caution", id, severity=WARNING)
        if not 2 <= len(caution.signs) <= 6:
            yield say(("signs",), found=f"{len(caution.signs)} signs", allowed="2 to 6", rule="signs")
        if not re.search(RULES["how_soon"][caution.urgency], caution.text, re.I):
            yield say(("text",), found="no word of how soon", allowed=f"one that fits {caution.urgency}", rule="how-soon")


def _complete(tree: Tree, language: str, stem: str, own: Document, english: Document | None) -> Iterator[Problem]:
    """A file of a language has all that English or the data have, each in words of its own, and sources that exist."""

    def say(path: Path, rule: str, found: str, allowed: str, near: str = "", severity: Severity = WARNING) -> Problem:
        place = own.find(path)
        return Problem(own.file, *place, field_name(path), found, allowed, near, rule=rule, severity=severity)

    def known(path: Path, kind: Kind, id: str) -> Iterator[Problem]:
        if not tree.has(kind, id):
            near = next(iter(nearest(id, tree.records(kind))), "")
            yield say(path, f"unknown-{kind}", f"the unknown {kind} {show(id)}", f"the id of a {kind}", near, ERROR)

    for path, source in strings(own.value):
        if "sources" in path:
            yield from known(path, "source", source)
    if OF_WORDS[stem] == "fixed":
        for table in ("texts", "lists"):
            mine, other = own.value.get(table, {}), english.value.get(table, {}) if english else {}
            for key in other | mine:
                if key not in mine:
                    yield say((table,), "words-missing", f"no {key}", "every text that English has")
                elif table == "lists" and (wanted := len(other.get(key, ()))) != len(mine[key]):
                    yield say((table, key), "words-missing", f"{len(mine[key])} lines", f"{wanted}, as in English")
        return
    kind, mine = next(name for name, kind in KINDS.items() if kind.key == stem), own.value[stem]
    serious = [id for id, caution in tree.cautions.items() if caution.urgency]
    for id in serious if kind == "caution" else tree.records(kind):
        if id not in mine:
            yield say((stem,), "words-missing", f"no {id}", f"every {kind} of the data")
    first: dict[str, str] = {}
    for id, raw in mine.items():
        yield from known((stem, id), kind, id)
        # Lines on causes are told apart by their signs, which stand before the brackets.
        name = fold(re.sub(r" \(.*", "", raw) if isinstance(raw, str) else raw["name"])
        if first.setdefault(name, id) != id:
            yield say((stem, id), "words-twice", f"{show(name)}, which {first[name]} has too", f"words of this {kind} alone")
