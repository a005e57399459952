"""The errors: one base, the built-in a caller expects, and messages that read well."""

from __future__ import annotations

import copy
import errno
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import triggerpoints
from triggerpoints import Catalogue, errors, load_catalogue
from triggerpoints.errors import (
    WARNING,
    AmbiguousNameError,
    DataError,
    MissingExtraError,
    NotUnderstoodError,
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


EVERY = (
    (UnknownNameError("muscle", "x", ["y"]), KeyError),
    (AmbiguousNameError("muscle", "x", ["y", "z"]), KeyError),
    (NotUnderstoodError([("tempel", ("temple",)), ("knoe", ())]), KeyError),
    (DataError([PROBLEM]), ValueError),
    (OptionError("side", "x", ["left"]), ValueError),
    (OptionError("side", (one for one in ()), ["left"]), ValueError),
    (UsageError("x"), ValueError),
    (OutputError("x cannot be written", "x", errno.EACCES), OSError),
    (OutputError("x"), OSError),
    (MissingExtraError("png", "a PNG"), ImportError),
)


def test_every_error_has_the_base_and_the_builtin_and_survives_pickling_and_copying() -> None:
    known = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TriggerpointsError)}
    assert known - {TriggerpointsError} == {type(error) for error, _ in EVERY}
    for error, builtin in EVERY:
        assert isinstance(error, TriggerpointsError)
        assert isinstance(error, builtin)
        for twin in twins(error):
            assert twin == error
            assert hash(twin) == hash(error)
            assert (type(twin), str(twin), repr(twin)) == (type(error), str(error), repr(error))
            told = {name: value for name, value in vars(error).items() if name != "value"}
            assert {name: value for name, value in vars(twin).items() if name != "value"} == told
        assert error != UsageError("something else")


def test_an_output_error_tells_the_file_and_the_number_of_the_fault(tmp_path: Path, cat: Catalogue) -> None:
    for place, number in ((tmp_path / "no such folder" / "a.svg", errno.ENOENT), (tmp_path / "a.txt", errno.EINVAL)):
        for result in (cat.diagram("masseter"), cat.handout("masseter")):
            with pytest.raises(OutputError) as caught:
                result.save(place)
            caught.value.add_note("seen by a caller")
            for error in (caught.value, *twins(caught.value)):
                assert error.__notes__ == ["seen by a caller"]
                assert (error.filename, error.errno) == (str(place), number)


def test_public_results_survive_pickling_and_copying(cat: Catalogue) -> None:
    drawing = {"view": "head_side", "side": "left", "areas": [{"brush": [[80, 110], [110, 110]], "width": 30}]}
    answer = cat.explain("left temple", "tennis elbow", "right temple", symptoms=["dizziness"], drawing=drawing, sets=True)
    results = [answer, *answer, *answer.sets, *answer.cautions, *answer.complaints, *answer.uncovered, *answer.areas]
    results += [*answer.sites, *answer.symptoms, *answer.understood, *answer.not_understood]
    results += [cat["masseter"], cat.sites["temple"], cat.sources["simons1999"], cat.views["front"], cat.landmarks["acromion"]]
    results += [next(iter(kind.values())) for kind in (cat.complaints, cat.cautions)]
    results += [cat.diagram("masseter"), cat.answer_diagram(answer), cat.handout("masseter"), PROBLEM]
    for result in results:
        for twin in twins(result):
            assert twin == result, type(result)
    for twin in twins(cat):
        assert list(twin) == list(cat)
        assert twin.explain("temple") == cat.explain("temple")
        assert twin.drawn("masseter") != cat.drawn("masseter")  # told by identity, without a complaint about arrays


def test_a_misspelt_place_in_a_worker_leaves_its_pool_whole() -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        for error in (NotUnderstoodError, UnknownNameError):
            with pytest.raises(error, match="tempelz"):
                pool.submit(_ask, "tempelz").result()
        assert pool.submit(_ask, "temple").result() == "temporalis"


def _ask(where: str) -> str:
    return load_catalogue().explain(where)[0].muscle


def twins(value: Any) -> Iterator[Any]:
    yield from (pickle.loads(pickle.dumps(value, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1))
    yield copy.copy(value)
    yield copy.deepcopy(value)


def test_a_misspelt_public_name_is_a_fault_to_type_checkers_and_at_run_time(tmp_path: Path) -> None:
    code = tmp_path / "user.py"
    code.write_text(
        "import triggerpoints\nfrom triggerpoints import Catalogue, load_katalog\n"
        "triggerpoints.Explanatoin\ntriggerpoints.__version__\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", "--follow-imports=silent", code],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert "load_katalog" in done.stdout
    assert "Explanatoin" in done.stdout
    assert "Catalogue" not in done.stdout.replace("load_katalog", "")
    assert "__version__" not in done.stdout
    for name in (*triggerpoints.__all__, *dir(triggerpoints)):
        assert getattr(triggerpoints, name) is not None
    with pytest.raises(AttributeError, match="load_katalog"):
        triggerpoints.load_katalog  # noqa: B018
