"""What is said without a catalogue: the sentences of errors and of the command line, by key. Other sentences stand in `words/`.

say("unknown", kind="muscle", name="'trapezus'")    "unknown muscle 'trapezus'"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final


class Texts:
    """Texts with {placeholders} by key."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a key with its placeholders filled in. A brace in a value stays a brace."""
        return self._texts[key].format(**values)

    def listed(self, join: str, items: Sequence[str]) -> str:
        """Some items as a list in words. join: the key of the text that joins the {first} ones and the {last}."""
        return items[0] if len(items) == 1 else self(join, first=", ".join(items[:-1]), last=items[-1])


def answer_texts(document: Mapping[str, Any]) -> Texts:
    """The sentences of answers of a compiled document: words/en/answer.yaml."""
    return Texts(document["words"]["en"]["answer"]["texts"])


say: Final = Texts(
    {
        # Errors
        "or": "{first} or {last}",
        "problem": "found {found}, allowed {allowed}",
        "problem_nearest": "found {found}, allowed {allowed}, nearest {nearest}",
        "warning": "warning",
        "problem_1": "1 problem in the data",
        "problems": "{count} problems in the data",
        "unknown": "unknown {kind} {name}",
        "ambiguous": "{kind} {name} is ambiguous",
        "ambiguous_names": "{kind} {name} is ambiguous: it may be {names}",
        "did_you_mean": "{said}; did you mean {names}?",
        "not_understood": "not understood: {parts}. 'triggerpoints sites' and 'triggerpoints complaints' list what is known",
        "part_near": "{part} (did you mean {names}?)",
        "parts_more": "{parts}; and {count} more",
        "option": "{option} cannot be {value}; allowed: {allowed}",
        "extra_logo": "a PNG or JPEG logo",
        "extra_pdf": "writing a PDF handout",
        "extra_png": "writing PNG",
        "extra_broken": "{purpose} needs an optional part that cannot be loaded: {why}",
        "extra": "{purpose} needs an optional part: pip install 'triggerpoints[{extra}]'",
        "no_question": "name at least one pain site, complaint or symptom",
        "no_place": "a place is text, or a pair of text and one of {pains}; found {found}",
        "name_of": "the name of a {kind}, as text",
        "texts": "text, or a list of texts",
        "whole": "a whole number, 0 or more",
        "path": "the path of a file or directory",
        "prefix": "letters, digits, '_' and '-'",
        "answer": "an answer of explain",
        "not_written": "{target} cannot be written: {why}",
        "ending": "its name must end in {endings}",
        "no_directory": "no such directory",
        "a_package": "a package with {compiled}, or a checkout with data/",
        "empty_path": "the path of the data is empty",
        "points_of_several": "trigger points can be chosen for a single muscle only",
        "symptom_alone": "a symptom has no place of its own to draw: ask about a pain site too",
        "reaches_none": "{names}: the reported pattern reaches none of the places of {complaint}; leave out one of the two",
        "no_point": "name at least one trigger point, or leave them out to draw all",
        "points_of_other_side": "{points} of {muscle} is described on the other side of the body only",
        "nothing_to_draw": "name at least one muscle to draw",
        "named_twice": "{muscle!r} is named twice",
        "no_view": "name at least one view, or leave them out to let the picture choose",
        "no_base_drawing": "the view {view!r} has no base drawing; tools/build_lineart.py makes it",
        "cautions_of_nothing": "cautions and unexplained sites belong to the pain asked about: give that, too",
        "prefix_of_ids": "a prefix is letters, digits, '_' and '-', and does not start with a digit: not {prefix!r}",
        "cited": "{first} {year}",
        "cited_two": "{first} and {second} {year}",
        "cited_more": "{first} et al. {year}",
        "no_subject": "name a muscle or a complaint that a reported pattern reaches",
        "two_sides": "the side is {side}, but {complaint} says {said}",
        # The command line
        "error": "Error: {said}",
        "output_stopped": "the output cannot be written: {why}",
        "no_command": "no command {name!r}",
        "no_choice": "{value!r} is not one of {allowed}",
        "no_path": "'' is no path",
        "nearest": "{said}; did you mean {name!r}?",
        "none_named": "no {kind} has {text} in its names; 'triggerpoints {command}' lists all",
        "blank_takes": "--blank takes one --view, no muscle, and an output that ends in .svg",
        "blank_written": "{output}: the body to draw on; one unit is one millimetre",
        "written": "{output}: {what}",
        "name_one": "Missing argument 'MUSCLE...': name at least one",
        "name_one_or_complaint": "name a MUSCLE, or a complaint with --for",
        "stopped": "{folder}: {done} of {all:,}, then stopped",
        "not_made": "{handouts} could not be made",
        "unsound": "{errors} in the data",
        "unsound_warned": "{errors}, {warnings} in the data",
        "sound": "{muscles} sound",
        "sound_warned": "{muscles} sound, {warnings}",
        "error_1": "1 error",
        "errors": "{count} errors",
        "in_english": "{texts} in English, for want of others: {keys}",
        "not_on_sheet": "Not on the sheet: {what}",
        "first_of": "{handouts}, {name} the first",
        "crashed": "the process that made it ended unexpectedly",
        "no_process": "no further process can be started here: take processes=1, or call run_batch under "
        "if __name__ == '__main__'",
        "processes": "processes is a whole number from 1 to {most}",
        "no_folder": "the folder {folder!r} cannot be made: {why}",
        "no_name": "it has no name",
        "fallback_1": "1 text",
        "fallbacks": "{count} texts",
        "handout_1": "1 handout",
        "handouts": "{count} handouts",
        "muscle_1": "1 muscle is",
        "muscles": "{count} muscles are",
        "warning_1": "1 warning",
        "warnings": "{count} warnings",
    }
)


def counted(count: int, what: str) -> str:
    """A number of things in words. what: the key of the plural."""
    return say(f"{what.removesuffix('s')}_1" if count == 1 else what, count=count)
