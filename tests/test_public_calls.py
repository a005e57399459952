"""Whatever the public functions are given, they do it or raise an error of ours: no traceback from inside, no silent guess."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from triggerpoints import Catalogue, OptionError, TriggerpointsError, load_catalogue

ODD: tuple[Any, ...] = (
    None, 0, -1, 7, 1e6, 0.5, math.nan, math.inf, True, b"temple", object(), "", " ", "\0", "no such thing", "x" * 10_000,
    (), [], [None], {}, {"a": 1}, {"temple"}, ["temple", 5], range(3), ValueError,
)  # fmt: skip


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def in_(*allowed: Any) -> Callable[[Any], bool]:
    return lambda value: any(value is one or (type(value) is type(one) and value == one) for one in allowed)


NOTHING = in_()
NOTHING_SAID = in_(None)


def segments(value: Any) -> bool:
    return is_text(value) or in_((), [], 0, -1, 7, ["temple", 5])(value)


def calls(cat: Catalogue) -> dict[str, tuple[Callable[[Any], object], Callable[[Any], bool]]]:
    """Each argument of the public surface: the call with one value for it, and which odd values are good values there."""
    found = cat.explain("temple", side="right")
    muscle = "masseter"
    picture = cat.diagram(muscle)
    sheet = cat.handout(muscle)
    return {
        "load_catalogue": (load_catalogue, NOTHING),
        "cat[]": (lambda value: cat[value], NOTHING),
        "sites[]": (lambda value: cat.sites[value], NOTHING),
        "muscle": (cat.muscle, NOTHING),
        "site": (cat.site, NOTHING),
        "citation": (cat.citation, NOTHING),
        "drawn": (cat.drawn, NOTHING),
        "site_summary": (cat.site_summary, lambda value: is_text(value) or value is None),
        "complaint_summary": (cat.complaint_summary, lambda value: is_text(value) or value is None),
        "explain": (cat.explain, NOTHING),
        "explain two": (lambda value: cat.explain("temple", value), is_text),
        "explain pain": (lambda value: cat.explain(("temple", value)), NOTHING_SAID),
        "explain side": (lambda value: cat.explain("temple", side=value), NOTHING_SAID),
        "explain symptoms": (lambda value: cat.explain("temple", symptoms=value), lambda v: is_text(v) or in_((), [])(v)),
        "explain choir": (lambda value: cat.explain("temple", choir=value), segments),
        "explain drawing": (lambda value: cat.explain(drawing=value), NOTHING_SAID),
        "explain sets": (lambda value: cat.explain("temple", sets=value), in_(True)),
        "diagram": (cat.diagram, NOTHING),
        "diagram side": (lambda value: cat.diagram(muscle, side=value), NOTHING),
        "diagram figure": (lambda value: cat.diagram(muscle, figure=value), NOTHING),
        "diagram views": (lambda value: cat.diagram(muscle, views=value), NOTHING_SAID),
        "diagram palette": (lambda value: cat.diagram(muscle, palette=value), NOTHING),
        "diagram points": (lambda value: cat.diagram(muscle, trigger_points=value), NOTHING_SAID),
        "diagram prefix": (lambda value: cat.diagram(muscle, prefix=value), in_("", "x" * 10_000)),
        "blank view": (cat.blank, NOTHING),
        "blank figure": (lambda value: cat.blank("front", figure=value), NOTHING),
        "blank side": (lambda value: cat.blank("front", side=value), NOTHING_SAID),
        "blank side paired": (lambda value: cat.blank("head_side", side=value), NOTHING),
        "answer_diagram": (cat.answer_diagram, NOTHING),
        "answer_diagram best": (lambda value: cat.answer_diagram(found, best=value), in_(0, 7)),
        "answer_diagram figure": (lambda value: cat.answer_diagram(found, figure=value), NOTHING),
        "answer_diagram views": (lambda value: cat.answer_diagram(found, views=value), NOTHING_SAID),
        "answer_diagram palette": (lambda value: cat.answer_diagram(found, palette=value), NOTHING),
        "png zoom": (picture.png, in_(7, 0.5)),
        "save": (picture.save, NOTHING),
        "handout": (cat.handout, NOTHING),
        "handout complaint": (lambda value: cat.handout(complaint=value), NOTHING),
        "handout side": (lambda value: cat.handout(muscle, side=value), NOTHING_SAID),
        "handout clinic": (lambda value: cat.handout(muscle, clinic=value), NOTHING_SAID),
        "handout note": (lambda value: cat.handout(muscle, note=value), is_text),
        "handout steps": (lambda value: cat.handout(muscle, steps=value), lambda v: is_text(v) or in_((), [])(v)),
        "handout needling": (lambda value: cat.handout(muscle, needling=value), in_(True)),
        "handout more": (lambda value: cat.handout(muscle, more=value), in_(True)),
        "handout paper": (lambda value: cat.handout(muscle, paper=value), NOTHING),
        "handout large": (lambda value: cat.handout(muscle, large=value), in_(True)),
        "handout palette": (lambda value: cat.handout(muscle, palette=value), NOTHING),
        "handout figure": (lambda value: cat.handout(muscle, figure=value), NOTHING),
        "handout language": (lambda value: cat.handout(muscle, language=value), NOTHING),
        "handout on": (lambda value: cat.handout(muscle, on=value), NOTHING_SAID),
        "handout figure_png": (sheet.figure_png, in_(7, 0.5)),
        "handout save": (sheet.save, NOTHING),
    }  # fmt: skip


def test_odd_arguments_are_refused_with_an_error_of_ours(cat: Catalogue, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = []
    for name, (call, good) in calls(cat).items():
        for value in ODD:
            if good(value):
                continue
            try:
                call(value)
            except TriggerpointsError:
                pass
            except Exception as error:
                wrong.append(f"{name}({str(value)[:30]!r}): {type(error).__name__}: {str(error)[:100]}")
            else:
                wrong.append(f"{name}({str(value)[:30]!r}): accepted")
    assert not wrong, "\n".join([f"{len(wrong)} faults", *wrong])


def test_a_bad_value_comes_with_its_argument_and_what_is_allowed(cat: Catalogue) -> None:
    odd: Any = [3.5], "1 <", "tomorrow"
    for option, value, allowed, call in (
        ("choir", odd[0], "whole number", lambda: cat.explain(choir=odd[0])),
        ("symptoms", odd[0], "list of texts", lambda: cat.explain(symptoms=odd[0])),
        ("prefix", odd[1], "letters, digits", lambda: cat.diagram("masseter", prefix=odd[1])),
        ("on", odd[2], "date", lambda: cat.handout("masseter", on=odd[2])),
    ):
        with pytest.raises(OptionError, match=allowed) as caught:
            call()
        assert (caught.value.option, caught.value.value) == (option, value)
