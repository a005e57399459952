"""The command line: every verb, every example of its help, every misuse."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner, Result

from triggerpoints.cli import main


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args), prog_name="triggerpoints")


def test_muscles_json_has_the_promised_fields():
    rows = json.loads(run("muscles", "--json").stdout)
    assert len(rows) >= 40
    assert all(set(row) == {"id", "name", "latin", "part_of", "trigger_points"} for row in rows)


def test_muscles_piped_is_one_plain_line_each():
    lines = run("muscles").stdout.splitlines()
    assert all(line.count("\t") == 2 for line in lines)


def test_show_tells_everything():
    text = run("show", "M. trapezius, pars descendens").stdout
    for word in ("Trapezius", "Origin", "TrP1", "Essential", "Sources", "no fixed pattern"):
        assert word in text


def test_show_json_round_trips():
    record = json.loads(run("show", "masseter", "--json").stdout)
    assert record["id"] == "masseter"
    assert record["limits"]


def test_sites_are_searched_by_text():
    assert "knee_front" in run("sites", "knee").stdout
    assert run("sites", "zzz").exit_code == 2


def test_explain_prints_reasons_sources_and_limits():
    result = run("explain", "temple", "--side", "right")
    assert result.exit_code == 0
    for word in ("score", "The reported pattern of", "Sources:", "no fixed pattern is to be expected"):
        assert word in result.stdout


def test_explain_limit_counts():
    answer = json.loads(run("explain", "temple", "--json", "--limit", "2").stdout)
    assert len(answer["candidates"]) == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["explain", "tempelz"], "did you mean 'Temple'"),
        (["show", "masetter"], "masseter"),
        (["explian", "temple"], "did you mean 'explain'"),
        (["explain", "temple", "--side", "rihgt"], "did you mean 'right'"),
        (["explain", "temple", "--sdie", "right"], "--side"),
        (["draw", "masseter", "-o", "x.svg", "--palette", "clasic"], "did you mean 'classic'"),
        (["draw", "masseter", "-o", "x.svg", "--view", "hed_side"], "head_side"),
        (["draw", "masseter", "-o", "x.svg", "--figure", "femal"], "did you mean 'female'"),
        (["draw", "masseter", "-o", "x.gif"], ".svg"),
        (["draw", "masseter", "-o", "/no/such/folder/x.svg"], "/no/such/folder"),
        (["explain"], "name at least one"),
        (["explain", "\ud800"], "not understood"),
    ],
)
def test_misuse_exits_2_with_one_clear_message(args, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not list(tmp_path.iterdir())


def test_check_reports_every_problem_and_exits_1(tmp_path):
    (tmp_path / "one.yaml").write_text("id: two\nnames: {english: A}\ncolour: red\n", "utf-8")
    (tmp_path / "three.yaml").write_text("a: [\n", "utf-8")
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert re.search(r"one\.yaml:3:1: colour: found .*allowed", result.output)
    assert re.search(r"three\.yaml:\d+:\d+", result.output)
    assert "Traceback" not in result.output


def test_bad_user_data_stop_every_command_with_exit_1(tmp_path):
    (tmp_path / "one.yaml").write_text("id: one\n", "utf-8")
    result = run("muscles", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "one.yaml" in result.stderr


def test_the_shipped_data_and_words_are_sound(cat):
    """Without a warning: this is the test of all that check_tree, the drawings and the proofreading ask of each record."""
    result = run("check")
    assert (result.output, result.exit_code) == (f"{len(cat)} muscles are sound\n", 0)


COMMANDS = sorted(main.commands.items())


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_command_has_help_with_an_example_that_works(name: str, command: click.Command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(name, "--help")
    assert result.exit_code == 0
    examples = re.findall(r"^\s+triggerpoints (.+)$", result.stdout.split("Example:")[1], re.M)
    assert examples
    (tmp_path / "my" / "muscles").mkdir(parents=True)
    (tmp_path / "my" / "handouts.yaml").write_text("handouts: [{muscles: masseter, format: html}]")
    import shlex

    for example in examples:
        done = run(*shlex.split(example))
        assert done.exit_code == 0, done.output


LOADED = "print(sorted(m for m in ('pydantic', 'numpy', 'yaml', 'svgwrite', 'contourpy') if m in sys.modules))"


def test_help_loads_neither_pydantic_nor_numpy():
    code = f"import sys; from triggerpoints.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n{LOADED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("\n[]")


def test_explain_loads_neither_numpy_nor_pydantic():
    code = f"import sys, triggerpoints; triggerpoints.load_catalogue().explain('temple')\n{LOADED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_answers_do_not_depend_on_the_hash_seed():
    def ask(seed: str) -> str:
        env = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "triggerpoints", "explain", "temple", "knee", "--side", "left", "--json"]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout

    assert ask("1") == ask("2")


def test_an_answer_with_its_picture(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("explain", "left temple", "--draw", "answer.svg", "--figure", "female", "--palette", "mono")
    assert result.exit_code == 0
    svg = (tmp_path / "answer.svg").read_text("utf-8")
    assert "temple (left)" in svg
    assert svg.index("First rule out") < svg.index("Temporalis")
    assert run("explain", "--symptom", "dizziness", "--draw", "x.svg").exit_code == 2
    assert run("explain", "temple", "--draw", "x.gif").exit_code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["answer.svg"]


def test_a_drawing_is_answered_and_drawn(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    drawing = '{"view": "head_side", "side": "left", "areas": [{"brush": [[80, 110], [110, 110]], "width": 30}]}'
    (tmp_path / "pain.json").write_text(drawing)
    result = run("explain", "--drawing", "pain.json", "--json", "--draw", "pain.svg")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["areas"][0]["sites"][0] == {"id": "temple", "side": "left"}
    assert answer["candidates"][0]["matches"][0]["area"] == 1
    assert "drawn area 1" in (tmp_path / "pain.svg").read_text("utf-8")
    (tmp_path / "bad.json").write_text('{"view": "hed_side", "areas": []}')
    wrong = run("explain", "--drawing", "bad.json")
    assert wrong.exit_code == 1
    assert "bad.json:1:10: view" in wrong.stderr
    assert "nearest head_side" in wrong.stderr


def test_a_blank_body_to_draw_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("draw", "--blank", "--view", "front", "-o", "body.svg").exit_code == 0
    assert 'viewBox="0 0 ' in (tmp_path / "body.svg").read_text("utf-8")
    for wrong in (
        ["--view", "front", "-o", "x.png"],
        ["-o", "x.svg"],
        ["masseter", "--view", "front", "-o", "x.svg"],
        ["--view", "head_side", "-o", "x.svg"],
        ["--view", "hed_side", "--side", "left", "-o", "x.svg"],
    ):
        assert run("draw", "--blank", *wrong).exit_code == 2
    assert run("draw", "-o", "x.svg").exit_code == 2
    assert not (tmp_path / "x.svg").exists()
