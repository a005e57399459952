"""Every command and every output in README and docs is run."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from triggerpoints.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    text = page.read_text("utf-8")
    found = re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    return [(text.count("\n", 0, block.start()) + 2, block.group(1)) for block in found]


CONSOLE = [(page, line, block) for page in PAGES for line, block in blocks(page, "console")]


def name(case: object) -> str:
    return case.name if isinstance(case, Path) else str(case) if isinstance(case, int) else ""


@pytest.mark.parametrize(("page", "line", "block"), CONSOLE, ids=name)
def test_console_block(page: Path, line: int, block: str, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command, expected in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.M):
        words = shlex.split(command)
        if words[0] == "make":
            targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
            assert set(words[1:]) <= set(targets), f"{page.name}:{line}"
            continue
        assert words[0] == "triggerpoints", f"{page.name}:{line}: {command}"
        result = CliRunner().invoke(main, words[1:], prog_name="triggerpoints")
        checker = doctest.OutputChecker()
        assert checker.check_output(expected, result.output, FLAGS), f"{page.name}:{line}: {command}\n{result.output}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_python_blocks(page: Path, tmp_path, monkeypatch):
    """The blocks of a page are one story: what one defines the next may use."""
    monkeypatch.chdir(tmp_path)
    story: dict[str, object] = {}
    for line, block in blocks(page, "python"):
        case = doctest.DocTestParser().get_doctest(block, story, page.name, str(page), line)
        assert case.examples, f"{page.name}:{line}: an example without a prompt is not run"
        out: list[str] = []
        doctest.DocTestRunner(optionflags=FLAGS).run(case, out=out.append, clear_globs=False)
        assert not out, "".join(out)
        story = case.globs


def test_the_picture_of_the_readme_is_what_the_code_beside_it_draws(cat):
    shown = (ROOT / "docs" / "images" / "upper_trapezius.svg").read_text("utf-8")
    assert shown == cat.diagram("upper_trapezius", side="right").svg()


def test_links_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    for command in main.commands:
        assert f"triggerpoints {command}" in text
