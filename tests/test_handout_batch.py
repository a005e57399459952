"""Many handouts at once: what the file may say, what becomes of each handout, whatever the others do."""

from __future__ import annotations

import csv
import inspect
import io
import itertools
import json
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from handout_stubs import ends, no_catalogue, slow_stub, stub
from hypothesis import given
from hypothesis import strategies as st

from triggerpoints import Catalogue, load_catalogue
from triggerpoints.cli import main
from triggerpoints.errors import DataError, OutputError, UsageError
from triggerpoints.handout.batch import BatchResult, BatchStopped, read_batch, run_batch
from triggerpoints.handout.batch_file import MOST_BYTES, MOST_JOBS
from triggerpoints.handout.clinic import read_clinic
from triggerpoints.handout.csv_table import MOST_COLUMNS, table
from triggerpoints.handout.jobs import FORMATS, Job, file_names
from triggerpoints.handout.make import MOST_MUSCLES
from triggerpoints.handout.options import MOST_PROCESSES
from triggerpoints.output import write
from triggerpoints.reading import load
from triggerpoints.reading.strict_yaml import MAX_BYTES, MAX_PROBLEMS, MAX_VALUES

DAY = date(2026, 11, 21)


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def told(path: Path, folder: Path) -> list[str]:
    """Every problem of a batch file, without its folder."""
    with pytest.raises(DataError) as caught:
        read_batch(path)
    assert all("\n" not in str(problem) for problem in caught.value.problems)
    return [str(problem).removeprefix(f"{folder.as_posix()}/") for problem in caught.value.problems]


# Reading


YAML = """\
clinic: clinic.yaml
defaults: {paper: letter, side: left, format: html, note: Come back on Monday.}
handouts:
  - muscles: [upper_trapezius, M. masseter]
    file: two muscles
  - {for: runner's knee, side: both, steps: [Rest., Walk slowly.], format: pdf}
  - {muscles: upper_trapezius; masseter | soleus, needling: false, more: true, large: true, palette: mono}
  - {muscles: soleus, figure: female, language: es, note: Other words., file: calf.svg}
"""


def test_yaml_with_defaults(tmp_path):
    put(tmp_path, "clinic.yaml", "name: A clinic\n")
    path = put(tmp_path, "all.yaml", YAML)
    first, second, third, fourth = read_batch(path)
    clinic, note, name = read_clinic(tmp_path / "clinic.yaml"), "Come back on Monday.", path.as_posix()
    common: dict[str, Any] = {"clinic": clinic, "paper": "letter"}
    assert first == Job(
        ("upper_trapezius", "M. masseter"),
        side="left",
        note=note,
        format="html",
        file="two muscles",
        place=f"{name}:4:5",
        **common,
    )
    assert second == Job(
        complaint="runner's knee", side="both", note=note, steps=("Rest.", "Walk slowly."), place=f"{name}:6:5", **common
    )
    assert third.muscles == ("upper_trapezius", "masseter", "soleus")
    assert (third.needling, third.more, third.large, third.palette) == (False, True, True, "mono")
    assert (fourth.figure, fourth.language, fourth.note) == ("female", "es", "Other words.")
    assert (fourth.file, fourth.format) == ("calf", "svg")


def test_csv(tmp_path):
    for mark, end, cut in itertools.product((b"", b"\xef\xbb\xbf"), ("\n", "\r\n", "\r"), ";,"):
        rows = [
            ["Muscles", " for ", "side", "large", "needling", "note", "steps", "file"],
            [
                "upper_trapezius|masseter",
                "",
                "left",
                "yes",
                "No",
                '"He said ""rest"";' + end + 'then, walk"',
                "Rest. | Walk.",
                "a",
            ],
            ["", "", "", "", "", "", "", ""],
            ["", "runner's knee", "both", "0", "", "", "", "ü.html"],
            ['"soleus; masseter"', "", "", "", "", "", "", ""],
        ]
        text = end.join(cut.join(row) for row in rows) + end
        path = put(tmp_path, "all.csv", mark + text.encode("utf-8"))
        name = path.as_posix()
        assert read_batch(path) == (
            Job(
                ("upper_trapezius", "masseter"),
                side="left",
                large=True,
                needling=False,
                note='He said "rest";\nthen, walk',
                steps=("Rest.", "Walk."),
                file="a",
                place=f"{name}:2:1",
            ),
            Job(complaint="runner's knee", side="both", large=False, file="ü", format="html", place=f"{name}:5:1"),
            Job(("soleus", "masseter"), place=f"{name}:6:1"),
        )


def test_a_clinic_for_those_that_name_none(tmp_path):
    put(tmp_path, "own.yaml", "name: Own\n")
    other = put(tmp_path, "other.yaml", "name: Other\n")
    path = put(tmp_path, "all.csv", "muscles,clinic\nsoleus,own.yaml\nsoleus,\n")
    assert [job.clinic.name for job in read_batch(path, clinic=str(other))] == ["Own", "Other"]


@pytest.mark.parametrize("content", [None, "name: [1]\n"], ids=["not there", "bad"])
def test_the_clinic_for_all_is_judged_before_anything_is_written(tmp_path, content):
    clinic = put(tmp_path, "nix.yaml", content) if content else tmp_path / "nix.yaml"
    sound = put(tmp_path, "sound.yaml", "handouts: [{muscles: soleus, format: svg}, {muscles: masseter, format: svg}]\n")
    done = CliRunner().invoke(main, ["handouts", str(sound), "-o", str(tmp_path / "out"), "--clinic", str(clinic)])
    assert done.exit_code == 1
    assert done.stderr.count("nix.yaml") == 1
    assert not (tmp_path / "out").exists()


BAD: dict[str, tuple[str, str | bytes, list[str]]] = {
    "every fault of a file": (
        "a.yaml",
        "clinic: nowhere.yaml\n"
        "defaults: {colour: red}\n"
        "handouts:\n"
        "  - {muscles: soleus, side: lft, file: a.html, format: pdf}\n"
        "  - {side: left, note: 3}\n"
        "  - {muscles: [a, b, c, d, e], large: perhaps}\n"
        "  - soleus\n",
        [
            "a.yaml:2:12: defaults.colour: found the unknown key 'colour', allowed ",
            "a.yaml:4:29: handouts[0].side: found 'lft', allowed left, right, both, nearest left",
            "a.yaml:5:24: handouts[1].note: found 3, allowed text (put it in quotes)",
            "a.yaml:6:15: handouts[2].muscles: found a list of 5, allowed at most 4",
            "a.yaml:6:39: handouts[2].large: found 'perhaps', allowed true or false",
            "a.yaml:7:5: handouts[3]: found 'soleus', allowed a mapping",
        ],
    ),
    "two formats": (
        "a.yaml",
        "handouts: [{for: a, file: a.html, format: pdf}]\n",
        ["a.yaml:1:27: handouts[0].file: found a name that ends in .html, allowed the format, .pdf, or no ending"],
    ),
    "no muscle": (
        "a.yaml",
        'handouts: [{muscles: [], side: left}, {muscles: ""}, {note: x, muscles: "; |"}, {muscles: [], for: neck pain}]\n',
        [
            "a.yaml:1:12: handouts[0]: found neither muscles nor for, allowed at least one of them",
            "a.yaml:1:39: handouts[1]: found neither",
            "a.yaml:1:54: handouts[2]: found neither",
        ],
    ),
    "no muscle in a table": ("a.csv", "for,muscles\n,;\nx,;\n", ["a.csv:2:1: handouts[0]: found neither"]),
    "no side": ("a.yaml", "handouts: [{for: a, side: }]\n", ["a.yaml:1:27: handouts[0].side: found nothing, allowed left"]),
    "no list": ("a.yaml", "defaults: {}\n", ["a.yaml:1:1: handouts: found no handouts, allowed the key handouts"]),
    "an empty list": ("a.yaml", "handouts: []\n", ["a.yaml:1:11: handouts: found an empty list, allowed at least 1"]),
    "too many": (
        "a.yaml",
        "handouts:\n" + "- {for: a}\n" * (MOST_JOBS + 1),
        [f"a.yaml:2:1: handouts: found a list of {MOST_JOBS + 1}, allowed at most {MOST_JOBS}"],
    ),
    "no mapping": ("a.yaml", "- a\n", ["a.yaml:1:1: found a list of 1, allowed a mapping"]),
    "no yaml": ("a.yaml", "a: [\n", ["a.yaml:1:4: found a [ that is not closed"]),
    "tags": ("a.yaml", "handouts: !!python/object:os.system [{for: a}]\n", ["a.yaml:1:11: found the tag"]),
    "a note too long": (
        "a.yaml",
        f"handouts: [{{for: a, note: {'x ' * 700}}}]\n",
        ["a.yaml:1:27: handouts[0].note: found 'x x"],
    ),
    "steps too long": (
        "a.yaml",
        f"handouts: [{{for: a, steps: [Fine., {'x' * 161}]}}]\n",
        ["a.yaml:1:28: handouts[0].steps: found 'xxx"],
    ),
    "a step that is no text": ("a.yaml", "handouts: [{for: a, steps: [7]}]\n", ["a.yaml:1:29: handouts[0].steps[0]: found 7"]),
    "control characters in a path": (
        "a.yaml",
        'handouts: [{for: a, clinic: "a\\0b"}]\n',
        ["a.yaml:1:29: handouts[0].clinic: found 'a"],
    ),
    "every fault of a header": (
        "a.csv",
        "muscles,for,syde,side,side,\nsoleus,,left,lft,left,\n",
        [
            "a.csv:1:3: found the unknown column 'syde', allowed muscles, for, ",
            "a.csv:1:5: found the column 'side' again, allowed each column once",
            "a.csv:1:6: found a column without a name, allowed muscles, ",
        ],
    ),
    "every fault of a table": (
        "a.csv",
        "muscles,for,note,side\nsoleus,,left,lft\nsoleus,,left\n,,left,left\n",
        [
            "a.csv:2:4: handouts[0].side: found 'lft', allowed left, right, both, nearest left",
            "a.csv:3:1: found 3 cells, allowed 4, as in the header",
            "a.csv:4:1: handouts[2]: found neither muscles nor for, allowed at least one of them",
        ],
    ),
    "no column that says what for": (
        "a.csv",
        "side,large\nlft,perhaps\n",
        [
            "a.csv:2:1: handouts[0].side: found 'lft', allowed left, right, both, nearest left",
            "a.csv:2:2: handouts[0].large: found 'perhaps', allowed true or false",
        ],
    ),
    "quotes": (
        "a.csv",
        'muscles,note\nsoleus,"a\nb" c\nsoleus,x\n',
        ["a.csv:2:1: found a quote that does not end its cell, allowed the whole cell in quotes"],
    ),
    "a quote that is never closed": ("a.csv", 'for\na\n"b\n', ["a.csv:3:1: found a quote that does not end its cell"]),
    "places behind quotes": (
        "a.csv",
        'muscles,note,side,large\n"sol""eus","a\nb,""c""",lft,perhaps\n',
        [
            "a.csv:2:3: handouts[0].side: found 'lft'",
            "a.csv:2:4: handouts[0].large: found 'perhaps'",
        ],
    ),
    "no rows": ("a.csv", "muscles\n\n", ["a.csv:1:1: handouts: found an empty list, allowed at least 1"]),
    "nothing": (
        "a.csv",
        "",
        ["a.csv:1:1: found no columns, allowed muscles, for, "],
    ),
    "utf-16": ("a.csv", "muscles\nsoleus\n".encode("utf-16"), ["a.csv:1:1: found byte 0xff, allowed UTF-8"]),
    "latin-1": ("a.csv", "muscles,note\nsoleus,früh\n".encode("latin-1"), ["a.csv:2:10: found byte 0xfc, allowed UTF-8"]),
    "control characters": (
        "a.csv",
        "muscles\nsol\x00eus\n",
        ["a.csv:2:4: found the control character U+0000, allowed printable"],
    ),
    "marks of direction": ("a.csv", "muscles\n\u202emasseter\n", ["a.csv:2:1: found the control character U+202E"]),
    "many steps": (
        "a.yaml",
        f"handouts: [{{for: a, steps: [{'Walk, ' * 7}]}}]\n",
        ["a.yaml:1:28: handouts[0].steps: found a list of 7, allowed at most 6 steps (these are 7)"],
    ),
    "a large list": ("a.yaml", b"x" * (MOST_BYTES + 1), ["a.yaml: found more than 2 MB, allowed at most 2 MB"]),
    "a list without end": (
        "a.yaml",
        "handouts:\n" + "- a\n" * 400_000,
        [f"a.yaml:{MAX_VALUES}:3: found more than 100,000 values, allowed at most 100,000"],
    ),
    "a bomb": (
        "a.yaml",
        "handouts: " + "[" * 1_900_000,
        ["a.yaml:1:42: found nesting deeper than 32, allowed at most 32 levels"],
    ),
    "a scalar of 2 MB": ("a.yaml", "handouts: " + "a " * 990_000, ["a.yaml:1:11: handouts: found 'a a a"]),
    "a table without end": (
        "a.csv",
        "for\n" + "a\n" * 900_000,
        [f"a.csv:1:1: handouts: found a list of {MOST_JOBS + 1}, allowed at most {MOST_JOBS}"],
    ),
    "a table of nothing": (
        "a.csv",
        "for\n" + "\n" * 1_900_000,
        ["a.csv:1:1: handouts: found an empty list, allowed at least 1"],
    ),
    "a header without end": (
        "a.csv",
        "for" + ",for" * 400_000,
        [f"a.csv:1:{k}: found the column 'for' again" for k in range(2, MOST_COLUMNS + 1)],
    ),
    "a large table": ("a.csv", b"x" * (MOST_BYTES + 1), ["a.csv: found more than 2 MB, allowed at most 2 MB"]),
    "a table of many faults": ("a.csv", "muscles\n" + "a,b\n" * 5000, ["a.csv:2:1: found 2 cells, allowed 1, as in the header"]),
    "another kind of file": ("a.txt", "muscles\n", ["a.txt: found a name that ends in '.txt', allowed one that ends in"]),
    "no kind of file": ("a", "muscles\n", ["a: found a name without ending, allowed one that ends in"]),
}


def test_bad_files(tmp_path):
    wrong = []
    for case, (name, content, expected) in BAD.items():
        found = told(put(tmp_path, name, content), tmp_path)
        found = found[: len(expected)] if "many faults" in case else found
        if [line[: len(start)] for line, start in zip(found, expected, strict=False)] != expected or len(found) != len(expected):
            wrong.append((case, found))
    assert wrong == []


@pytest.mark.parametrize("kind", ["yaml", "csv"])
def test_as_many_handouts_as_there_may_be(tmp_path, kind):
    note, steps = "Heat in the evening, then walk. " * 15, ["Roll your shoulders ten times."] * 6
    if kind == "yaml":
        row = f"  - muscles: [upper_trapezius, masseter]\n    side: left\n    note: {note}\n    steps: {json.dumps(steps)}\n"
        text = "handouts:\n" + row * MOST_JOBS
    else:
        text = "muscles,side,note,steps\n" + f'upper_trapezius;masseter,left,"{note}",{"|".join(steps)}\n' * MOST_JOBS
    assert 5 * MAX_BYTES < len(text) < MOST_BYTES
    jobs = read_batch(put(tmp_path, f"a.{kind}", text))
    assert len(jobs) == MOST_JOBS
    assert (jobs[-1].note, jobs[-1].steps) == (note.strip(), tuple(steps))
    with pytest.raises(DataError, match="more than 256 KB"):
        load(text.encode(), "a.yaml")  # data files have their own limit


def test_no_more_faults_are_told_than_a_person_reads(tmp_path):
    text = "handouts:\n" + "- {for: a, side: left, note: [1]}\n- {side: left}\n" * 300
    found = told(put(tmp_path, "a.yaml", text), tmp_path)
    assert len(found) == MAX_PROBLEMS + 1
    assert sum("more problems" in line for line in found) == 1


def test_files_that_are_none(tmp_path):
    for name in ("a.yaml", "a.csv"):
        assert "that cannot be read (No such file" in told(tmp_path / name, tmp_path)[0]
        (tmp_path / name).mkdir()
        assert "no ordinary file" in told(tmp_path / name, tmp_path)[0]


def test_names_that_are_none(tmp_path):
    for name in ("a\x00.yaml", "a\x00.csv", "\ud800.csv"):
        with pytest.raises(DataError):
            read_batch(tmp_path / name)


def test_a_clinics_name_that_is_too_long(tmp_path):
    path = put(tmp_path, "a.yaml", f"clinic: {'x' * 900}\nhandouts: [{{for: a}}]\n")
    assert told(path, tmp_path)[0].startswith("a.yaml:1:9: clinic: found no file 'xxx")


def test_a_clinics_faults_are_told_once(tmp_path):
    clinic = put(tmp_path, "c.yaml", "name: [1]\nphone: 3\n")
    path = put(tmp_path, "a.csv", "muscles,clinic\nsoleus,c.yaml\nsoleus,d.yaml\nsoleus,c.yaml\n")
    found = told(path, tmp_path)
    assert [line.split(" ")[0] for line in found] == ["a.csv:3:2:", f"{clinic.name}:1:7:", f"{clinic.name}:2:1:"]


CELL = st.text(alphabet=st.sampled_from('ab ,;"\nü'), max_size=8).map(str.strip)


@given(st.lists(st.tuples(CELL.filter(bool), CELL), min_size=1, max_size=5), st.sampled_from(";,"), st.booleans())
def test_tables_are_read_as_the_standard_library_writes_them(rows, cut, quote):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=cut, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerows([("for", "note"), *rows])
    document = table(out.getvalue(), "a.csv", "handouts", ("for", "note"), MOST_JOBS)
    assert document.problems == ()
    assert [(row["for"], row.get("note", "")) for row in document.value["handouts"]] == rows


@given(st.text(alphabet=st.sampled_from('a,;"\n\r \x00ü|'), max_size=40), st.booleans())
def test_no_table_does_worse_than_a_data_error(tmp_path_factory, text, header):
    path = put(tmp_path_factory.getbasetemp(), "any.csv", ("muscles;note\n" if header else "") + text)
    try:
        assert all(isinstance(job, Job) for job in read_batch(path))
    except DataError as error:
        assert error.problems  # noqa: PT017


def test_the_defaults_of_a_handout_are_the_same_everywhere(tmp_path):
    usual = {field.name: field.default for field in fields(Job)}
    of_one = {name: one.default for name, one in inspect.signature(Catalogue.handout).parameters.items()}
    for name in usual.keys() - {"muscles", "complaint", "format", "file", "place"}:
        assert usual[name] == of_one[name], name
    asked = main.commands["handout"].make_context("handout", ["soleus", "-o", "x.pdf"]).params
    command = {**asked, "needling": not asked["no_needling"]}
    for name in ("side", "clinic", "note", "steps", "paper", "large", "palette", "figure", "language", "more", "needling"):
        assert command[name] == usual[name], name
    path = put(tmp_path, "a.csv", "muscles\nsoleus\n")
    assert read_batch(path) == (Job(("soleus",), place=f"{path.as_posix()}:2:1"),)


def test_a_file_takes_as_many_muscles_as_a_handout(tmp_path):
    path = put(tmp_path, "a.yaml", f"handouts: [{{muscles: [{', '.join('abcdefgh'[:MOST_MUSCLES])}]}}]\n")
    assert len(read_batch(path)[0].muscles) == MOST_MUSCLES
    path = put(tmp_path, "a.yaml", f"handouts: [{{muscles: [{', '.join('abcdefgh'[: MOST_MUSCLES + 1])}]}}]\n")
    assert f"allowed at most {MOST_MUSCLES}" in told(path, tmp_path)[0]


# Names of files


def name_of(file: str, **options: Any) -> str:
    return file_names([Job(("soleus",), file=file, **options)])[0]


HOSTILE_NAMES = [
    ("knee", "knee.pdf"),
    ("knee.pdf", "knee.pdf"),
    ("Größe 3 – Knie", "Gro-e-3-Knie.pdf"),
    ("../../etc/passwd", "etc-passwd.pdf"),
    ("/etc/passwd", "etc-passwd.pdf"),
    ("C:\\Windows\\x", "C-Windows-x.pdf"),
    ("..", "001-soleus.pdf"),
    (".hidden", "hidden.pdf"),
    ("-rf", "rf.pdf"),
    ("a..b", "a.b.pdf"),
    ("CON", "handout-CON.pdf"),
    ("nul.x", "handout-nul.x.pdf"),
    ("Lpt9", "handout-Lpt9.pdf"),
    ("con_", "con_.pdf"),
    ("console", "console.pdf"),
    ("a\x00b\n", "a-b.pdf"),
    ("\u202efdp.exe", "fdp.exe.pdf"),
    ("膝", "001-soleus.pdf"),
    ("<script>", "script.pdf"),
    ("$(rm -rf ~)", "rm-rf.pdf"),
    ("x" * 1000, "x" * 80 + ".pdf"),
]


def test_hostile_names():
    assert [(asked, name_of(asked)) for asked, _ in HOSTILE_NAMES] == HOSTILE_NAMES


@given(st.lists(st.builds(Job, file=st.text(max_size=30), complaint=st.text(max_size=30), format=st.sampled_from(FORMATS))))
def test_any_names_are_plain_and_all_different(jobs):
    names = file_names(jobs)
    assert len({name.lower() for name in names}) == len(jobs)
    for name, job in zip(names, jobs, strict=True):
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
        assert name.endswith(f".{job.format}")
        assert name[0] not in ".-"
        assert len(name) < 120


def test_two_jobs_never_write_the_same_file():
    files = ["a", "A", "a.pdf", "a-2", "b", ""]
    assert file_names([Job(("soleus", "masseter"), file=file) for file in files]) == (
        "a.pdf",
        "A-2.pdf",
        "a-3.pdf",
        "a-2-2.pdf",
        "b.pdf",
        "006-soleus-masseter.pdf",
    )
    assert file_names([Job(file="a", format="pdf"), Job(file="a", format="html")]) == ("a.pdf", "a.html")


def test_a_name_says_no_side_that_nobody_asked_for(tmp_path):
    """What is drawn may be the side that the complaint names."""
    jobs = [Job(complaint="left runner's knee", format="html"), Job(complaint="runner's knee", side="left", format="html")]
    jobs += [Job(complaint="left runner's knee", side="right", format="html"), Job(("soleus",), format="html")]
    result = run_batch(jobs, tmp_path, load_catalogue, on=DAY)
    names = ["001-left-runner-s-knee.html", "002-runner-s-knee-left.html", "004-soleus.html"]
    assert [path.name for path in result.done] == names
    for path, side in zip(result.done, ("left", "left", "right"), strict=True):
        page, other = path.read_text("utf-8"), {"left": "right", "right": "left"}[side]
        assert f"your {side} " in page.lower()
        assert f"your {other} " not in page.lower()
    assert [job for job, _ in result.failed] == [jobs[2]]
    assert "the side is right" in result.failed[0][1]


# Writing


def many(*extra: str, count: int = 8) -> list[Job]:
    names = [*(f"muscle {k}" for k in range(count)), *extra]
    return [Job((name,), note=f"note of {k}", side="left", place=f"a.csv:{k + 2}:1") for k, name in enumerate(names)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_whatever_the_number_of_processes(tmp_path):
    jobs = many("nowhere", "fault", "leave")
    jobs = [*jobs[8:], *jobs[:8]]
    results = [run_batch(jobs, tmp_path / str(count), stub, processes=count, on=DAY) for count in (1, 2)]
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert len({result.failures() for result in results}) == 1
    for count, result in enumerate(results, start=1):
        assert [path.name for path in result.done] == [f"{k + 4:03}-muscle-{k}-left.pdf" for k in range(8)]
        assert all(path.parent == tmp_path / str(count) and path.is_file() for path in result.done)
        assert [job for job, _ in result.failed] == jobs[:3]
        assert result.failures() == (
            "a.csv:10:1: nowhere: unknown muscle 'nowhere at all'; did you mean 'masseter'?",
            "a.csv:11:1: fault: unexpected ZeroDivisionError: a fault of the program",
            "a.csv:12:1: leave: unexpected SystemExit: 7",
        )


def test_what_a_handout_is_asked_for(tmp_path):
    clinic = put(tmp_path, "c.yaml", "name: The clinic\n")
    job = Job(
        ("soleus",),
        "runner's knee",
        side="both",
        clinic=read_clinic(clinic),
        note="Note.",
        steps=("Walk.",),
        needling=False,
        more=True,
        paper="letter",
        large=True,
        palette="mono",
        figure="male",
        language="es",
    )
    result = run_batch([job, Job(complaint="x")], tmp_path / "out", stub, on=DAY)
    muscles, options = json.loads(result.done[0].read_text("utf-8"))
    assert muscles == ["soleus"]
    assert "The clinic" in options.pop("clinic")
    assert options == {
        "complaint": "runner's knee",
        "side": "both",
        "note": "Note.",
        "steps": ["Walk."],
        "needling": False,
        "more": True,
        "paper": "letter",
        "large": True,
        "palette": "mono",
        "figure": "male",
        "language": "es",
        "on": "2026-11-21",
    }


def test_a_batch_tells_what_its_handouts_tell(tmp_path):
    jobs = [Job((name, "crowded"), format=kind) for name, kind in [("a", "html"), ("b", "pdf"), ("c", "svg"), ("d", "html")]]
    results = [run_batch([*jobs, Job(("nowhere",))], tmp_path, stub, processes=count, on=DAY) for count in (1, 2)]
    assert results[0] == results[1]
    both = "2 texts in English, for want of others: picture.x, handout.y"
    assert results[0].notes == (
        (both, "Not on the sheet: a figure", "Not on the sheet: a"),
        (both, "Not on the sheet: a figure", "Not on the sheet: b", "Small letters."),
        ("1 text in English, for want of others: picture.x",),
        (both, "Not on the sheet: a figure", "Not on the sheet: d"),
    )
    assert results[0].told()[:3] == tuple(
        f"{name}: {both}" for name in ("001-a-crowded.html", "002-b-crowded.pdf", "004-d-crowded.html")
    )
    assert results[0].told()[-2] == "003-c-crowded.svg: 1 text in English, for want of others: picture.x"


def test_what_many_handouts_tell_is_counted():
    files = tuple(Path(f"out/{k}.pdf") for k in range(5))
    result = BatchResult(files, (), (("a", "b"), ("a",), ("a",), ("a", "c"), ("c",)))
    assert result.told() == ("4 handouts, 0.pdf the first: a", "0.pdf: b", "3.pdf: c", "4.pdf: c")


def test_a_process_that_ends_takes_only_its_own_job(tmp_path):
    jobs = many("crash", "last", count=3)
    seen: list[tuple[int, int]] = []
    result = run_batch(jobs, tmp_path, stub, processes=2, on=DAY, progress=lambda done, of: seen.append((done, of)))
    assert result.failed == ((jobs[3], "the process that made it ended unexpectedly"),)
    assert len(result.done) == 4
    assert seen == [(k, 5) for k in range(6)]
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in result.done}


def test_processes_that_cannot_be_started_are_one_error(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDOUT_TEST_PARENT", str(os.getpid()))
    with pytest.raises(UsageError, match="processes=1"):
        run_batch(many(), tmp_path / "out", ends, processes=2)


def test_progress_in_one_process(tmp_path):
    seen: list[tuple[int, int]] = []
    run_batch(many("nowhere", count=2), tmp_path, stub, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_nothing_to_do(tmp_path):
    result = run_batch([], tmp_path / "out", stub)
    assert result.done == result.failed == ()


def test_files_are_replaced_whole_or_not_at_all(tmp_path):
    kept, old = (tmp_path / f"{name}.pdf" for name in ("kept", "old"))
    kept.write_text("kept")
    old.write_text("old")
    (tmp_path / "folder.pdf").mkdir()
    jobs = [Job(("nowhere",), file="kept"), Job(("soleus",), file="old"), Job(("soleus",), file="folder")]
    result = run_batch(jobs, tmp_path, stub, on=DAY)
    assert result.done == (old,)
    assert kept.read_text() == "kept"
    assert json.loads(old.read_text())[0] == ["soleus"]
    assert [job.file for job, _ in result.failed] == ["kept", "folder"]
    assert "cannot be written" in result.failed[1][1]
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


def test_a_file_that_is_there_keeps_who_may_read_it(tmp_path):
    for mode in (0o600, 0o640, 0o666):
        old = put(tmp_path, "old.html", "old")
        old.chmod(mode)
        write(old, b"new")
        assert old.read_bytes() == b"new"
        assert stat.S_IMODE(old.stat().st_mode) == mode


def test_a_new_file_has_the_usual_mode(tmp_path):
    before = os.umask(0o027)
    try:
        write(tmp_path / "new", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(tmp_path, there):
    (tmp_path / "other").mkdir()
    elsewhere = tmp_path / "other" / "elsewhere"
    if there:
        elsewhere.write_text("old")
        elsewhere.chmod(0o600)
    link = tmp_path / "link.pdf"
    link.symlink_to("other/elsewhere")
    write(link, b"new")
    assert link.is_symlink()
    assert elsewhere.read_bytes() == b"new"
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600 or not there
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["elsewhere", "link.pdf", "other"]


def test_what_is_no_ordinary_file_is_left_alone(tmp_path):
    circle, pipe = tmp_path / "circle.pdf", tmp_path / "pipe.pdf"
    circle.symlink_to("circle.pdf")
    os.mkfifo(pipe)
    for target in (circle, pipe):
        with pytest.raises(OutputError, match="cannot be written"):
            write(target, b"new")
    assert circle.is_symlink()
    assert pipe.is_fifo()
    assert len(list(tmp_path.iterdir())) == 2


def test_names_as_long_as_names_can_be(tmp_path):
    for length in (249, 250, 255):
        target = tmp_path / ("x" * (length - 5) + ".html")
        write(target, b"new")
        assert [path.name for path in tmp_path.iterdir()] == [target.name]
        target.unlink()


def test_a_clinic_that_is_gone_is_the_fault_of_its_jobs(tmp_path):
    jobs = [Job(("soleus",), clinic=tmp_path / "gone.yaml", format="svg"), Job(("soleus",), format="svg")]
    result = run_batch(jobs, tmp_path, load_catalogue, on=DAY)
    assert len(result.done) == 1
    assert "gone.yaml" in result.failed[0][1]
    assert "\n" not in result.failed[0][1]


def test_folders_that_cannot_be_made(tmp_path):
    for folder in (put(tmp_path, "file", "x"), tmp_path / "file" / "below", tmp_path / "a\x00b"):
        with pytest.raises(OutputError, match="cannot be made"):
            run_batch(many(), folder, stub)


def test_a_folder_without_a_name_is_not_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="the folder '' cannot be made"):
        run_batch(many(), "", stub)
    assert not list(tmp_path.iterdir())


def test_a_catalogue_that_cannot_be_read_is_told_once(tmp_path):
    with pytest.raises(DataError):
        run_batch(many(), tmp_path / "out", no_catalogue, processes=2)
    assert not (tmp_path / "out").exists()


def test_processes_that_make_no_sense(tmp_path):
    for processes in (0, -1, MOST_PROCESSES + 1, True, 1.5, "2"):
        with pytest.raises(UsageError, match="whole number from 1 to 61"):
            run_batch(many(), tmp_path / "out", stub, processes=processes)


# Being stopped

SLOW = """
import os, pathlib, sys, time
from functools import partial

class Paper:
    def notes(self, path): return ()
    def save(self, path): path.write_text("x")

class Slow:
    def __init__(self, folder): self.folder = folder
    def handout(self, *muscles, **options):
        pathlib.Path(self.folder, f"process-{os.getpid()}").touch()
        time.sleep(0.2)
        return Paper()

def load(folder):
    return Slow(folder)

if __name__ == "__main__":
    from triggerpoints import cli, handout
    import triggerpoints.catalogue
    triggerpoints.catalogue.load_catalogue = load
    cli.main(["handouts", "all.csv", "-o", "out", "--processes", "2", "--data", "."], prog_name="triggerpoints")
"""


def started(folder: Path) -> subprocess.Popen[str]:
    """`triggerpoints handouts` of some two minutes with two processes, in a group of its own, as a terminal starts it."""
    put(folder, "slow.py", SLOW)
    put(folder, "all.csv", "muscles,format\n" + "soleus,html\n" * 1000)
    words = [sys.executable, "slow.py"]
    return subprocess.Popen(words, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0)


def waited(until: Any, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(until())


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:  # one that has ended, and that nobody has asked about yet, is no more
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()


POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals")


@POSIX
def test_no_process_outlives_the_one_that_began_it(tmp_path):
    run, theirs = started(tmp_path), []
    try:
        assert waited(lambda: len(list(tmp_path.glob("process-*"))) == 2)
        theirs = [int(path.name.partition("-")[2]) for path in tmp_path.glob("process-*")]
        assert run.pid not in theirs
        run.kill()
        run.wait(10)
        assert waited(lambda: not any(map(alive, theirs)), 10)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate(timeout=10)


@POSIX
@pytest.mark.parametrize("after", [0.0, 0.3, None], ids=["at once", "while they begin", "in the middle"])
def test_ctrl_c_is_told_in_a_few_lines(tmp_path, after):
    run = started(tmp_path)
    if after is None:
        assert waited(lambda: len(list(tmp_path.glob("out/*"))) > 4)
    else:
        assert waited((tmp_path / "out").exists)
        time.sleep(after)
    os.killpg(run.pid, signal.SIGINT)
    try:
        out, err = run.communicate(timeout=30)
    finally:
        run.kill()
        run.communicate()
    assert run.returncode == 1
    assert "Traceback" not in err
    assert "Process" not in err
    assert err.rstrip().endswith("Aborted!")
    done = len(list(tmp_path.glob("out/*.html")))
    assert out == f"out: {done} handout{'' if done == 1 else 's'} of 1,000, then stopped\n"
    assert done or after is not None


@pytest.mark.parametrize("processes", [1, 2])
def test_ctrl_c_tells_what_was_done_by_then(tmp_path, processes):
    def stop(done: int, of: int) -> None:
        if done == 3:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(BatchStopped) as caught:
        run_batch(many("nowhere", count=400), tmp_path, slow_stub, processes=processes, on=DAY, progress=stop)
    assert caught.value.of == 401
    assert {path.name for path in caught.value.result.done} == {path.name for path in tmp_path.iterdir()}
    assert 3 <= len(caught.value.result.done) < 100, "what has been begun is finished, and nothing else is begun"


# All of it


def test_real_handouts(tmp_path):
    """The catalogue itself, from a file: the same bytes from one process and from two."""
    put(tmp_path, "clinic.yaml", "name: Clinic at the Park\ntelephone: 555 0100\n")
    text = (
        "clinic: clinic.yaml\ndefaults: {side: left}\nhandouts:\n"
        "  - {muscles: upper_trapezius, format: html, note: See you on Monday.}\n"
        "  - {for: runner's knee, format: html, language: es}\n"
        "  - {muscles: sholder, format: html}\n"
        "  - {muscles: soleus, format: svg}\n"
        "  - {muscles: infraspinatus, format: pdf, paper: letter}\n"
    )
    jobs = read_batch(put(tmp_path, "all.yaml", text))
    one, two = (run_batch(jobs, tmp_path / str(count), partial(load_catalogue), processes=count, on=DAY) for count in (1, 2))
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert one.failures() == two.failures()
    assert [path.name for path in one.done] == [
        "001-upper_trapezius-left.html",
        "002-runner-s-knee-left.html",
        "004-soleus-left.svg",
        "005-infraspinatus-left.pdf",
    ]
    assert len(one.failed) == 1
    assert "unknown muscle 'sholder'" in one.failures()[0]
    html = one.done[0].read_text("utf-8")
    assert "Clinic at the Park" in html
    assert "See you on Monday." in html
