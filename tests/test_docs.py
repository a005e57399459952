"""Every command, every file and every output in README and docs is run; tables of fields and numbers agree with the code.

A ```yaml block whose first line is a comment such as `# my/muscles/NAME.yaml` is written to that path (without the comment)
under the directory in which the page's console and Python blocks then run.
"""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from triggerpoints import load_catalogue
from triggerpoints.cli import main
from triggerpoints.compiling.checks import rules
from triggerpoints.lookup import weights
from triggerpoints.model import KINDS, Area, Band, Between, From, Other, Spot, Statement
from triggerpoints.reading.short_form import WRITTEN_KEYS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    text = page.read_text("utf-8")
    found = re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    return [(text.count("\n", 0, block.start()) + 2, block.group(1)) for block in found]


def name(case: object) -> str:
    return case.name if isinstance(case, Path) else ""


@pytest.fixture
def desk(page: Path, tmp_path, monkeypatch) -> Path:
    """The working directory of a page's reader, with the files that the page shows."""
    for line, block in blocks(page, "yaml"):
        comment, content = block.split("\n", 1)
        path = tmp_path / comment.removeprefix("# ")
        assert comment.startswith("# my/"), f"{page.name}:{line}: a file without a path is not tested"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_console_blocks(page: Path, desk):
    for line, block in blocks(page, "console"):
        run(page, line, block)


def run(page: Path, line: int, block: str) -> None:
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
def test_python_blocks(page: Path, desk):
    """The blocks of a page are one story: what one defines the next may use."""
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


def test_every_page_is_reached_from_the_readme():
    seen, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        seen.add(page)
        found = re.findall(r"\]\(([^)#:]+\.md)(?:#[^)]*)?\)", page.read_text("utf-8"))
        ahead += {(page.parent / target).resolve() for target in found} - seen
    assert set(PAGES) <= seen


@pytest.mark.parametrize("model", [kind.file for kind in KINDS.values()])
def test_the_data_format_names_every_field_and_word(model):
    page = (ROOT / "docs" / "data-format.md").read_text("utf-8")
    code = re.findall(r"`([^`\n]+)`|^    (.+)", page, re.M)
    written = {key for keys in WRITTEN_KEYS.values() for key in keys}
    assert (set(words_of(model)) | written) - set(re.findall(r"\w+", str(code))) == set()


def words_of(kind: Any) -> Iterator[str]:
    """The field names of a model and of those inside it, and the words that its fields may take."""
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    elif get_origin(kind) is Annotated:
        yield from words_of(get_args(kind)[0])
    elif get_origin(kind) is not None or isinstance(kind, UnionType):
        for part in get_args(kind):
            yield from words_of(part)
    elif isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in _IN_WORDS:
        for key, field in kind.model_fields.items():
            yield field.alias or key
            yield from words_of(field.annotation)


_IN_WORDS = (Between, From, Other, Spot, Band, Area, Statement)  # written as texts, see docs/placing.md


def test_the_limits_in_the_data_format_are_those_of_the_checks():
    page = (ROOT / "docs" / "data-format.md").read_text("utf-8")
    said = {key: (float(value), unit) for key, value, unit in re.findall(r"\| `([A-Z_]+)` \| ([0-9.]+) (%|mm) \|", page)}
    limits = {key: value for key, value in vars(rules).items() if key.isupper() and isinstance(value, float)}
    assert said == {key: (value, "mm") if key.endswith("_MM") else (round(100 * value, 6), "%") for key, value in limits.items()}


def test_the_weights_in_the_page_on_the_lookup_are_those_of_the_code():
    page = (ROOT / "docs" / "lookup.md").read_text("utf-8")
    assert {key: float(value) for key, value in re.findall(r"^\| (\w+) \| (0\.[0-9]+) \|", page, re.M)} == weights.WEIGHTS
    for word, counts in weights.PAINS.items():
        assert re.search(rf"\*{word}\*[^,.;]*? {counts:g}\b", page), word
    for word, share in weights.SHARES.items():
        assert re.search(rf"\b{word} {share:g}\b", page), word
    assert f"at least {weights.REACHES:.0%}".replace("%", " %") in page


def test_the_readme_counts_what_is_there():
    text = (ROOT / "README.md").read_text("utf-8")
    cat = load_catalogue()
    for count, what in (
        (len(cat.complaints), "complaints"),
        (len(cat.cautions), "cautions"),
        (len(cat.sites), r"\[pain sites\]"),
    ):
        assert re.search(rf"\b{count} {what}", text), what
