"""The errors: one base, the built-in a caller expects, and messages that read well."""

from __future__ import annotations

import pickle

import pytest

from triggerpoints.errors import (
    WARNING,
    AmbiguousNameError,
    DataError,
    MissingExtraError,
    OptionError,
    OutputError,
    Problem,
    TriggerpointsError,
    UnknownNameError,
    UsageError,
)

PROBLEM = Problem("a.yaml", 3, 7, "names.english", "14", "text", "fourteen", rule="type")


def test_problem_reads_as_file_line_column_field() -> None:
    assert str(PROBLEM) == "a.yaml:3:7: names.english: found 14, allowed text, nearest fourteen"


def test_problem_without_nearest_field_or_line_leaves_them_out() -> None:
    assert str(Problem("a.yaml", 0, 0, "", "nothing", "a file")) == "a.yaml: found nothing, allowed a file"


def test_problem_is_one_line_whatever_is_in_it() -> None:
    assert "\n" not in str(Problem("a\n.yaml", 1, 1, "x\ny", "a\nb", "c\r\nd", "e\nf"))


def test_warning_says_so() -> None:
    assert str(Problem("a.yaml", 1, 1, "x", "y", "z", severity=WARNING)) == "a.yaml:1:1: warning: x: found y, allowed z"


def test_problems_sort_by_file_line_and_column() -> None:
    later = [Problem("b", 1, 1, "", "", ""), Problem("a", 10, 1, "", "", ""), Problem("a", 2, 9, "", "", "")]
    assert [(one.file, one.line) for one in sorted(later)] == [("a", 2), ("a", 10), ("b", 1)]


def test_unknown_name_shows_the_name_and_suggestions_without_key_error_quoting() -> None:
    error = UnknownNameError("muscle", "trapezus", ["upper_trapezius", "lower_trapezius"])
    assert str(error) == "unknown muscle 'trapezus'; did you mean 'upper_trapezius' or 'lower_trapezius'?"
    assert str(UnknownNameError("site", "x")) == "unknown site 'x'"


def test_ambiguous_name_lists_what_it_may_be() -> None:
    error = AmbiguousNameError("site", "crown", ["vertex", "tooth", "head"])
    assert str(error) == "site 'crown' is ambiguous: it may be 'vertex', 'tooth' or 'head'"


def test_option_error_lists_what_is_allowed() -> None:
    error = OptionError("side", "rihgt", ["left", "right"], ["right"])
    assert str(error) == "side cannot be 'rihgt'; allowed: left, right; did you mean 'right'?"


def test_data_error_lists_every_problem_sorted() -> None:
    error = DataError([PROBLEM, Problem("a.yaml", 1, 1, "id", "x", "y")])
    assert str(error).splitlines()[0] == "2 problems in the data"
    assert [problem.line for problem in error.problems] == [1, 3]


def test_missing_extra_says_what_to_install() -> None:
    assert str(MissingExtraError("png", "a PNG")).endswith("pip install 'triggerpoints[png]'")


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (UnknownNameError("muscle", "x"), KeyError),
        (AmbiguousNameError("muscle", "x"), KeyError),
        (DataError([PROBLEM]), ValueError),
        (OptionError("side", "x", ["left"]), ValueError),
        (UsageError("x"), ValueError),
        (OutputError("x"), OSError),
        (MissingExtraError("png", "a PNG"), ImportError),
    ],
)
def test_every_error_has_the_base_and_the_builtin_and_survives_pickling(error: Exception, builtin: type) -> None:
    assert isinstance(error, TriggerpointsError)
    assert isinstance(error, builtin)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
