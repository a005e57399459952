"""Strict YAML: what is read, what is refused, and where."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from triggerpoints.errors import DataError, Problem
from triggerpoints.reading import load
from triggerpoints.reading.strict_yaml import MAX_BYTES, MAX_DEPTH, Loader

LOADERS = [Loader, yaml.SafeLoader]


def value(text: str) -> Any:
    """Read text that must be without fault."""
    document = load(text.encode(), "f.yaml")
    assert document.problems == ()
    return document.value


def refused(data: str | bytes, loader: Any = Loader) -> list[Problem]:
    """Read text that must be refused, and return its problems."""
    try:
        problems = load(data if isinstance(data, bytes) else data.encode(), "f.yaml", loader=loader).problems
    except DataError as error:
        problems = error.problems
    assert problems, "it was read without a problem"
    assert all("\n" not in str(problem) for problem in problems)
    return list(problems)


def test_the_c_parser_is_in_use_where_pyyaml_has_it() -> None:
    assert Loader is (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)


SCALARS = [
    ("no", "no"),
    ("Yes", "Yes"),
    ("on", "on"),
    ("1:30", "1:30"),
    ("012", "012"),
    ("0x1F", "0x1F"),
    ("1_000", "1_000"),
    ("+1", "+1"),
    (".5", ".5"),
    ("5.", "5."),
    ("2024-01-01", "2024-01-01"),
    ("True", "True"),
    ("NULL", "NULL"),
    ("=", "="),
    ("٣", "٣"),
    ("3.10", 3.1),
    ("3", 3),
    ("-0.5", -0.5),
    ("1e3", 1000.0),
    ("1E-2", 0.01),
    ("true", True),
    ("false", False),
    ("null", None),
    ("~", None),
    ("", None),
    ('"3.10"', "3.10"),
    ("'no'", "no"),
    ('"true"', "true"),
    ("'null'", "null"),
    ('""', ""),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
]


def test_scalars_are_those_of_yaml_1_2() -> None:
    read = [(scalar, value(f"a: {scalar}\n")["a"]) for scalar, _ in SCALARS]
    assert repr(read) == repr(SCALARS)


def test_block_scalars_are_text() -> None:
    assert value("a: >-\n  12\nb: |-\n  true\n") == {"a": "12", "b": "true"}


def test_flow_and_block_collections() -> None:
    assert value("a: [1, {b: c}, []]\nd:\n- e\n- f: g\n  h: {}\n") == {
        "a": [1, {"b": "c"}, []],
        "d": ["e", {"f": "g", "h": {}}],
    }


def test_an_empty_document_is_nothing() -> None:
    assert [value(text) for text in ("", "# nothing\n", "---\n", "---\n...\n")] == [None] * 4


def test_a_document_may_be_marked_and_end_lines_in_any_way() -> None:
    assert value("---\r\na: 1\r\nb: 2\r\n...\r\n") == {"a": 1, "b": 2}


REFUSED = [
    ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1),
    ('a: 1\n"a": 3\n', "duplicate-key", 2, 1),
    ("{a: 1, b: {c: 1, c: 2}}", "duplicate-key", 1, 18),
    ("a: &x 1\n", "anchor", 1, 4),
    ("a: &x [1]\n", "anchor", 1, 4),
    ("a: &x {}\n", "anchor", 1, 4),
    ("a: &x 1\nb: *x\n", "alias", 2, 4),
    ("a: &x [*x]\n", "alias", 1, 8),
    ("a: !!str 1\n", "tag", 1, 4),
    ("a: !!python/object:os.system {}\n", "tag", 1, 4),
    ("a: !mine [1]\n", "tag", 1, 4),
    ("a: ! 1\n", "tag", 1, 4),
    ("<<: {a: 1}\n", "merge-key", 1, 1),
    ("a: 1\n---\nb: 2\n", "second-document", 2, 1),
    ("%YAML 1.1\n---\na: 1\n", "directive", 1, 1),
    ("%TAG ! tag:x,2000:\n---\na: 1\n", "directive", 1, 1),
    ("1: a\n", "key", 1, 1),
    ("true: a\n", "key", 1, 1),
    ("null: a\n", "key", 1, 1),
    ("? [a]\n: b\n", "key", 1, 3),
    ("? {a: b}\n: b\n", "key", 1, 3),
    ("{[a]: b}\n", "key", 1, 2),
    ("a: .nan\n", "not-finite", 1, 4),
    ("a: -.inf\n", "not-finite", 1, 4),
    ("a: 1e999\n", "not-finite", 1, 4),
    (f"a: {'1' * 5000}\n", "number", 1, 4),
    ("a: 1\n\tb: 2\n", "characters", 2, 1),
    ("a:\t1\n", "characters", 1, 3),
    ("a: b\x07c\n", "characters", 1, 5),
    ("a: b\u202ec\n", "characters", 1, 5),
    ("a: b\u2028c\n", "characters", 1, 5),
    ("a: 1\ufeff\n", "characters", 1, 5),
    ("a: Bends the wrist #1 most.\nb: 1\n", "comment", 1, 4),
]


@pytest.mark.parametrize("loader", LOADERS)
def test_what_is_refused_is_named_and_placed(loader: Any) -> None:
    for text, *place in REFUSED:
        assert place in [[one.rule, one.line, one.column] for one in refused(text, loader)], text


def test_a_byte_order_mark_and_a_comment_are_no_fault() -> None:
    document = load("\ufeffa: c7 20 down # a comment\n".encode(), "f.yaml")
    assert (document.value, document.problems) == ({"a": "c7 20 down"}, ())


def test_a_fault_of_syntax_is_told_alike_with_and_without_libyaml() -> None:
    for text in ("a: [1, 2\nb: 3\n", "a: 'b\n", "a: b: c\n", "a: @b\n", "a: %b\n", "a: [", "a: {b\nc: d"):
        fast, slow = (refused(text, loader) for loader in LOADERS)
        assert fast == slow, text
        assert fast[-1].rule == "yaml", text


MISTAKES = [
    ("names\n  english: Rectus\n", "1:6: found no colon behind 'names'"),
    ("id: a\nbody_part thigh\ngloss: b\n", "2:10: found no colon behind 'body_part'"),
    ("id: a\nbody_part:thigh\ngloss: b\n", "2:10: found no space behind the colon"),
    ("a:\n  -id: b\n   c: d\n", "2:3: found no space behind -"),
    ("a: On the belly: here\n", "1:16: found a second colon in the line"),
    ("a: “On the belly: here”\n", "1:4: found the quotation mark “"),
    ('a: "Do not "grip" hard."\n', "1:13: found more text behind a closing quotation mark"),
    ('a:\n  - "Do not grip.\n  - "Rest."\n', "2:5: found a quotation mark that is not closed"),
    ("a: [b, c\nd: e\n", "1:4: found a [ that is not closed"),
    ("a: b\n c: d\n", "2:2: found 1 space at the start of the line, allowed as many as in a line above: 0"),
    ("a: b\n   c: d\n", "2:4: found 3 spaces at the start of the line, allowed as many as in a line above: 0"),
    ("a:\n  - b: c\n   d: e\n", "3:4: found 3 spaces at the start of the line, allowed as many as in a line above: 0, 4"),
    ("a: %b\n", "1:4: found a text that begins with %"),
    ("a:\u00a0b\nc: d\n", "1:3: found a no-break space"),
    ("a： b\nc: d\n", "1:2: found the wide colon ："),
    ("a: }\n", "1:4: found a fault of syntax, allowed a key, a colon and a space"),
]


def test_a_fault_of_syntax_names_the_likely_mistake() -> None:
    for loader in LOADERS:
        for text, told in MISTAKES:
            assert str(refused(text, loader)[-1]).startswith(f"f.yaml:{told}"), (text, str(refused(text, loader)[-1]))


def test_one_file_can_have_many_faults() -> None:
    rules = [one.rule for one in refused("a: &x 1\na: 2\nb: !t 3\n<<: 4\n5: 6\n")]
    assert rules == ["anchor", "duplicate-key", "tag", "merge-key", "key"]


def test_a_refused_key_takes_its_value_with_it() -> None:
    assert load(b"a: 1\na: [2, {b: 3}]\n4: {c: d}\ne: 5\n").value == {"a": 1, "e": 5}


def test_a_duplicate_key_says_where_the_first_is() -> None:
    assert str(refused("a: 1\nb: 2\na: 3\n")[0]) == (
        "f.yaml:3:1: found the key 'a' again (first in line 1), allowed each key once"
    )


def test_faults_are_listed_up_to_a_limit() -> None:
    assert len(refused("a: 1\n" * 20_000)) < 300


@pytest.mark.parametrize("loader", LOADERS)
def test_thirty_thousand_levels_are_one_clear_error(loader: Any) -> None:
    for bomb, column in (("[", 33), ("- ", 65), ("{a: ", 129), ("[{a: ", 81), ("[\n", 1)):
        (problem,) = refused(bomb * 30_000, loader)
        assert str(problem).endswith(f":{column}: found nesting deeper than 32, allowed at most 32 levels"), bomb
    assert [problem.rule for problem in refused("[" * 30_000 + "]" * 30_000, loader)] == ["depth"]
    assert [problem.rule for problem in refused("? " * 30_000, loader)] == ["key"]


def test_depth_is_allowed_up_to_the_limit_and_not_beyond() -> None:
    assert value("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))[0].rule == "depth"


def test_ten_megabytes_are_one_clear_error() -> None:
    (problem,) = refused(b"a: 1\n" * 2_000_000)
    assert str(problem) == "f.yaml: found more than 256 KB, allowed at most 256 KB"


def test_size_is_allowed_up_to_the_limit_and_not_beyond() -> None:
    assert load(b"a: " + b"x" * (MAX_BYTES - 3)).value
    assert refused(b"a: " + b"x" * (MAX_BYTES - 2))[0].rule == "file-size"


def test_other_encodings_are_refused_where_they_start() -> None:
    (problem,) = refused(b"a: 1\nb: caf\xe9\n")
    assert (problem.rule, problem.line, problem.column) == ("encoding", 2, 7)
    assert refused("a: 1".encode("utf-16"))[0].rule == "encoding"


def test_places_are_those_an_editor_shows() -> None:
    text = "é: {ü: [x, ä: 1]}\nb:\n  - c: 漢字\n    d: 2\n"
    place = load(text.encode())
    assert place.find(("b", 0, "d")) == (4, 8)
    assert place.find(("b", 0, "d"), key=True) == (4, 5)
    assert place.find(("é", "ü", 1)) == (1, 12)
    assert place.find(("b", 0, "nothing", "there")) == (3, 5)
    assert place.find(()) == (1, 1)


def test_yaml_and_json_agree_with_pyyaml_on_plain_data() -> None:
    text = "a: [1, 2.5, x, {y: true}]\nb: {c: null, d: 'e f'}\ng: |\n  h\n  i\n"
    assert value(text) == yaml.safe_load(text)


@pytest.mark.parametrize("loader", LOADERS)
@settings(deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(data=b'"\\UFFFFFFFF"')
@example(data=b'"\\ud800"')
@example(data=b"%YAML 1.99999999999999999999\n---\n")
@example(data=b"%TAG ! !\n%TAG ! !\n--- a")
@example(data=b"\x00")
@example(data=b"? ")
@example(data=b"*a")
@example(data=b"--- >9\n")
def test_any_bytes_are_read_or_refused_but_never_crash(data: bytes, loader: Any) -> None:
    try:
        document = load(data, "f.yaml", loader=loader)
    except DataError as error:
        problems = error.problems
        refused_as_a_whole = True
    else:
        problems = document.problems
        refused_as_a_whole = False
        assert document.find(("a", 0))[0] >= 1
    assert problems or not refused_as_a_whole
    assert all("\n" not in str(problem) for problem in problems)


YAML_PIECES = st.sampled_from([*"abc019 \n-:?[]{},&*!|>'\"%@#~.<", "\n  ", "- ", ": ", "---\n", "<<", "true", "\\x"])


@settings(deadline=None)
@given(st.lists(YAML_PIECES, max_size=60).map("".join))
def test_both_parsers_agree_on_what_is_sound(text: str) -> None:
    read: list[object] = []
    for loader in LOADERS:
        try:
            document = load(text.encode(), loader=loader)
        except DataError:
            return
        if document.problems:
            return
        read.append(document.value)
    assert read[0] == read[1]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, width=32) | st.text("abc é1:-", max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé-", min_size=1, max_size=6), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(PLAIN)
def test_what_a_writer_of_json_writes_is_read_back(data: object) -> None:
    text = json.dumps(data, ensure_ascii=False)
    if "<<" not in text and not re.search(r"\d{41}", text):
        assert load(text.encode()).value == data


def test_brackets_in_quotes_and_comments_are_no_nesting() -> None:
    """Where the parser gives up first, our own count of the levels must not be taken in by text."""
    many = "[" * 40
    for text in (f"a: '{many}", f'a: "{many}', f"# {many}\na: @b", f"a: ['{many}', @b"):
        assert refused(text)[-1].rule == "yaml", text
    assert str(refused("a: " + "[" * 30_000)[-1]) == ("f.yaml:1:35: found nesting deeper than 32, allowed at most 32 levels")
