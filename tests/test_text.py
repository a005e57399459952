"""Folding, near names, and text that is safe to print."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triggerpoints.text import clean, fold, nearest, show, word_key

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    "spelt",
    ["Trapezius", "M. trapezius", "m.trapezius", "Musculus trapezius", "TRAPEZIUS muscle", "trapézius", " trapezius. "],
)
def test_fold_sees_through_spelling(spelt: str) -> None:
    assert fold(spelt) == "trapezius"


@pytest.mark.parametrize("spelt", ["1st dorsal", "First dorsal", "I dorsal", "1 dorsal"])
def test_fold_knows_number_forms(spelt: str) -> None:
    assert fold(spelt) == "1 dorsal"


def test_fold_knows_genitives_and_plurals_of_musculus() -> None:
    assert fold("Pars descendens musculi trapezii") == "pars descendens trapezii"
    assert fold("Mm. interossei") == "interossei"


def test_fold_keeps_a_name_that_is_nothing_but_noise() -> None:
    assert fold("Muscle") == "muscle"


def test_fold_of_ids_and_names_agree() -> None:
    assert fold("upper_trapezius") == fold("Upper trapezius")


@pytest.mark.parametrize("spelt", ["upper trapezius", "Trapezius, upper part", "upper part of the trapezius"])
def test_word_key_does_not_depend_on_order(spelt: str) -> None:
    assert word_key(spelt) == "trapezius upper"


def test_nearest_finds_a_misspelt_word_of_a_long_name() -> None:
    names = ["upper_trapezius", "lower_trapezius", "masseter", "temporalis"]
    assert nearest("uper trapezus", names)[0] == "upper_trapezius"
    assert nearest("masetter", names) == ("masseter",)


def test_nearest_finds_nothing_for_nonsense() -> None:
    assert nearest("qqqq", ["temple", "heel"]) == ()
    assert nearest("", ["temple"]) == ()


@settings(deadline=None)
@given(st.lists(st.sampled_from(["temple", "temples", "templar", "heel", "ample"]), unique=True), st.randoms())
def test_nearest_does_not_depend_on_the_order_of_choices(choices: list[str], random: object) -> None:
    shuffled = list(choices)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert nearest("temple", choices) == nearest("temple", shuffled)


@settings(deadline=None)
@given(ANY_TEXT)
def test_clean_makes_any_text_valid_xml(text: str) -> None:
    safe = clean(text)
    escaped = safe.replace("&", "&amp;").replace("<", "&lt;")
    assert ElementTree.fromstring(f"<a>{escaped}</a>".encode()).text == (safe or None)


@settings(deadline=None)
@given(ANY_TEXT)
def test_clean_twice_is_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\r\n\tb", "a b"),
        ("a\u2028b", "a b"),
        ("a\u202eb\u2066c", "abc"),
        ("a\ud800b", "a\ufffdb"),
        ("a\ufffeb\uffffc", "a\ufffdb\ufffdc"),
        ("a\x7f\x85b", "a\ufffd b"),
        ("\U0001fffeb", "\ufffdb"),
        ("<script>é漢😀", "<script>é漢😀"),
    ],
)
def test_clean_replaces_what_xml_and_pdf_cannot_carry(hostile: str, safe: str) -> None:
    assert clean(hostile) == safe


@settings(deadline=None)
@given(ANY_TEXT)
def test_fold_nearest_and_show_take_any_text(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    nearest(text, ["temple", "heel"])
    assert len(show(text)) <= 62
    assert clean(show(text)) == show(text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "nothing"),
        (True, "true"),
        (3.5, "3.5"),
        ({"a": 1}, "a mapping with the keys a"),
        ({}, "an empty mapping"),
        ([1, 2], "a list of 2"),
        ("x" * 99, "'" + "x" * 59 + "…'"),
        (b"x", "bytes"),
    ],
)
def test_show_is_short(value: object, shown: str) -> None:
    assert show(value) == shown
