"""Handouts as somebody who means no good, or is in a hurry, asks for them. Faults that are known are marked as such."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from triggerpoints import load_catalogue
from triggerpoints.cli import main
from triggerpoints.errors import OutputError, TriggerpointsError, UsageError
from triggerpoints.handout.options import Letterhead
from triggerpoints.handout.sheet import Box, Bullets

DAY = date(2026, 11, 21)
MARKUP = '#read("/etc/passwd") $x^2$ `raw` \\ *b* <lbl> @ref // c /* d */ #[x] <script>alert(1)</script> &amp; ]]>'


def made(*muscles, **asked):
    return load_catalogue().handout(*muscles, **{"on": DAY, **asked})


def command(*words: str, env: dict[str, str] | None = None, **run) -> subprocess.CompletedProcess[str]:
    whole = {**os.environ, **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "triggerpoints", *words], env=whole, text=True, stderr=subprocess.PIPE, timeout=120, **run
    )


def emergencies(sheet) -> set[str]:
    """What it says to get help at once for."""
    boxes = [block for block in (*sheet.sheet.first, *sheet.sheet.second) if isinstance(block, Box) and block.kind == "emergency"]
    return {item.words for box in boxes for inner in box.blocks if isinstance(inner, Bullets) for item in inner.items}


def test_words_are_words_in_a_pdf_and_in_html():
    pdfium = pytest.importorskip("pypdfium2")
    sheet = made("soleus", note=MARKUP, steps=[MARKUP], clinic=Letterhead(MARKUP, (), "", None))
    assert "<script" not in sheet.html()
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(sheet.pdf())]
    shown = "".join("".join(pages).replace("\u200b", "").split())
    assert shown.count("".join(MARKUP.split())) == 3
    assert "root:x:" not in shown


def test_a_place_that_cannot_be_written_leaves_all_as_it_was(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("d.html").mkdir()
    sheet = made("soleus")
    for name in (".", "nix/x.html", "x\0.html", "x\ud800.html", "a" * 300 + ".html", "d.html"):
        with pytest.raises(OutputError):
            sheet.save(name)
    for name in ("", "x", "x.txt"):
        with pytest.raises(OutputError, match=f"^{name!r} cannot be written"):
            sheet.save(name)
    assert [path.name for path in tmp_path.iterdir()] == ["d.html"]


def test_a_file_stays_when_its_disk_is_full(tmp_path):
    resource = pytest.importorskip("resource")
    target = tmp_path / "old.html"
    target.write_text("old")
    small = (10_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    done = command(
        *("handout", "soleus", "-o", str(target)),
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, small),
        stdout=subprocess.PIPE,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old.html", "old")]


def test_the_same_bytes_wherever_and_whenever(tmp_path):
    places = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "USER": "patient", "SOURCE_DATE_EPOCH": "5"},
    ]
    asked = "muscles: [soleus, masseter], language: es, note: Zürich, file: x, format:"
    found = []
    for k, env in enumerate(places):
        folder = tmp_path / str(k)
        folder.mkdir()
        (folder / "all.yaml").write_text(
            "handouts:\n" + "".join(f"- {{{asked} {kind}}}\n" for kind in ("html", "pdf", "svg")), "utf-8"
        )
        done = command("handouts", "all.yaml", "-o", "all", "--date", "2026-11-21", env=env, cwd=folder, stdout=subprocess.PIPE)
        assert done.returncode == 0, done.stderr
        found.append({path.name: path.read_bytes() for path in (folder / "all").iterdir()})
    assert set(found[0]) == {"x.html", "x.pdf", "x.svg"}
    assert found[0] == found[1]


def test_nothing_of_the_patient_in_what_a_pdf_says_of_itself():
    pike = pytest.importorskip("pikepdf")
    import io

    with pike.open(io.BytesIO(made("soleus", note="Zaphod Beeblebrox").pdf())) as pdf:
        said = str(dict(pdf.docinfo)) + pdf.Root.Metadata.read_bytes().decode()
    assert "Soleus" in said
    assert not any(word in said for word in ("Zaphod", "Author", "CreateDate", "ModifyDate", os.getcwd(), "/tmp"))


def test_a_complaint_hides_no_serious_causes_of_the_muscle_beside_it():
    alone, both, other = made("psoas_major"), made("psoas_major", complaint="runner's knee"), made(complaint="runner's knee")
    of_the_muscle = emergencies(alone) - emergencies(other)
    assert of_the_muscle
    assert of_the_muscle & emergencies(both)


def test_a_batch_tells_what_one_handout_tells(tmp_path):
    crowded = ("soleus", "gastrocnemius", "--large", "--language", "es", "--paper", "letter", "--date", "2026-11-21")
    one = CliRunner().invoke(main, ["handout", *crowded, "-o", str(tmp_path / "one.html")])
    assert "Not on the sheet: " in one.stderr
    asked = "{muscles: [soleus, gastrocnemius], large: true, language: es, paper: letter, format: html}"
    (tmp_path / "all.yaml").write_text(f"handouts: [{asked}]\n")
    many = CliRunner().invoke(main, ["handouts", str(tmp_path / "all.yaml"), "-o", str(tmp_path / "all"), "--date", "2026-11-21"])
    assert many.exit_code == 0
    told = [f"001-soleus-gastrocnemius.html: {line}" for line in one.stderr.splitlines()]
    assert [line for line in many.stderr.splitlines() if "Handouts" not in line] == told


def test_letters_that_nobody_can_print_are_told_or_refused():
    usual = made("soleus", note="caf b").pdf_notes()
    for note in ("caf\udce9", "a\x07b", "a\ufffeb"):
        with contextlib.suppress(TriggerpointsError):
            sheet = made("soleus", note=note)
            assert "\ufffd" not in sheet.html() or sheet.pdf_notes() != usual


def test_a_batch_needs_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("all.yaml").write_text("handouts: [{muscles: soleus, format: html}]\n")
    done = CliRunner().invoke(main, ["handouts", "all.yaml", "-o", ""])
    assert done.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["all.yaml"]


COMMANDS = {
    "help": ["--help"],
    "muscles": ["muscles"],
    "show": ["show", "soleus"],
    "sites": ["sites"],
    "complaints": ["complaints", "knee"],
    "explain": ["explain", "temple"],
    "draw": ["draw", "soleus", "-o", "x.svg"],
    "blank": ["draw", "--blank", "--view", "front", "-o", "x.svg"],
    "handout": ["handout", "soleus", "-o", "x.html"],
    "handouts": ["handouts", "all.yaml", "-o", "all"],
    "check": ["check", "all"],
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_is_full(tmp_path):
    (tmp_path / "all").mkdir()
    (tmp_path / "all.yaml").write_text("handouts: [{muscles: soleus, format: html}]\n")
    for words in COMMANDS.values():
        with open("/dev/full", "w") as full:
            done = command(*words, cwd=tmp_path, stdout=full)
        lines = [line for line in done.stderr.splitlines() if "Not on the sheet" not in line and "Handouts" not in line]
        assert (done.returncode, lines) == (1, ["Error: the output cannot be written: No space left on device"]), words


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_an_output_that_is_closed():
    done = subprocess.run(
        ["sh", "-c", f"exec '{sys.executable}' -m triggerpoints explain temple >&-"], stderr=subprocess.PIPE, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_is_tried_with_a_full_output():
    assert set(main.commands) <= {words[0] for words in COMMANDS.values()}


def test_paths_that_are_empty_are_shown_and_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("all.yaml").write_text("handouts: [{muscles: soleus, format: html}]\n")
    for words in (
        ["handouts", "all.yaml", "-o", ""],
        ["handouts", "all.yaml", "-o", "all", "--clinic", ""],
        ["handouts", "", "-o", "all"],
        ["handout", "soleus", "-o", ""],
        ["handout", "soleus", "-o", "x.html", "--clinic", ""],
        ["draw", "soleus", "-o", ""],
        ["muscles", "--data", ""],
        ["explain", "--drawing", ""],
        ["check", ""],
    ):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2, words
        assert "'' is no path" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["all.yaml"]


@pytest.mark.parametrize("extra", ["pdf", "png"])
@pytest.mark.parametrize("missing", [True, False], ids=["not installed", "broken"])
def test_what_cannot_be_imported_is_told_as_it_is(tmp_path, monkeypatch, extra, missing):
    """Only what is not there can be installed. A batch tells it once, before there is a folder."""
    module = {"pdf": "typst", "png": "resvg_py"}[extra]
    monkeypatch.delitem(sys.modules, module, raising=False)
    if missing:
        monkeypatch.setitem(sys.modules, module, None)
    else:
        (tmp_path / f"{module}.py").write_text("raise ImportError('libfoo.so.3: cannot open shared object file')\n")
        monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "all.yaml").write_text(f"handouts: [{{muscles: soleus, format: {extra}}}, {{muscles: masseter, format: html}}]\n")
    for words in (
        ["handout", "soleus", "-o", str(tmp_path / f"x.{extra}")],
        ["handouts", str(tmp_path / "all.yaml"), "-o", str(tmp_path / "all")],
        *([["draw", "soleus", "-o", str(tmp_path / "x.png")]] if extra == "png" else []),
    ):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2
        assert ("pip install" in done.stderr) is missing
        assert ("libfoo" in done.stderr) is not missing
        assert done.stderr.count("Error") == 1
    assert not {"all", f"x.{extra}"} & {path.name for path in tmp_path.iterdir()}


def test_a_muscle_named_twice_is_one_answer_by_whatever_name():
    def answer(*muscles: str) -> str:
        try:
            return made(*muscles).html()
        except UsageError:
            return "refused"

    assert answer("soleus", "M. soleus") == answer("soleus", "soleus")


def test_values_of_a_wrong_type():
    asked = [((["soleus"],), {}), ((5,), {}), (("soleus",), {"steps": None}), (("soleus",), {"clinic": {"name": "X"}})]
    asked += [(("soleus",), {switch: "no"}) for switch in ("needling", "more", "large")]
    for muscles, options in asked:
        with pytest.raises(TriggerpointsError):
            made(*muscles, **options)
