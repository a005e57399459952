"""Data of one's own beside the shipped data: what it may add and override, and one clear error for each fault."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reading_samples import damaged
from small_tree import LANDMARKS, MUSCLE, SECOND, SITES, compiled

from triggerpoints import DataError, catalogue, load_catalogue, loading
from triggerpoints.cli import main

FIRST = "shapes: [spot: knee_top radius 30]"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    document = compiled(tmp_path_factory.mktemp("shipped")).document
    assert document is not None
    return {**document, "words": load_catalogue()._document["words"]}


@pytest.fixture(autouse=True)
def small(shipped: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small data stand for the shipped ones, and tests work in an empty directory."""
    monkeypatch.setattr(catalogue, "shipped", lambda: shipped)
    monkeypatch.setattr(loading, "shipped", lambda: shipped)
    monkeypatch.chdir(tmp_path)


def put(**files: str | bytes) -> None:
    """Write files of the directory `mine`; `__` in a name stands for a folder."""
    Path("mine").mkdir(exist_ok=True)
    for stem, text in files.items():
        path = Path("mine", f"{stem.replace('__', '/')}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args), prog_name="triggerpoints")


def complaints() -> list[str]:
    """What `check`, and loading, say about `mine`: the problems, without the summary."""
    with pytest.raises(DataError) as caught:
        load_catalogue("mine")
    said = [str(problem) for problem in caught.value.problems]
    checked = run("check", "mine")
    assert checked.exit_code == 1
    assert checked.exception is None or isinstance(checked.exception, SystemExit)
    *lines, summary = checked.stderr.splitlines()
    assert lines == said
    assert summary.startswith(f"Error: {len(said)} error")
    listed = run("muscles", "--data", "mine")
    assert listed.exit_code == 1
    assert listed.stdout == ""
    assert listed.stderr == f"Error: {caught.value}\n"
    return said


def test_a_muscle_is_added() -> None:
    put(slanting=SECOND)
    cat = load_catalogue("mine")
    assert list(cat) == ["slanting", "straight"]
    assert [candidate.muscle for candidate in cat.explain("knee")] == ["straight", "slanting"]
    assert len(cat.drawn("slanting").fibres) == 1
    assert list(load_catalogue()) == ["straight"], "the shipped catalogue is as it was"


@pytest.mark.parametrize("paths", [["mine/slanting.yaml"], ["mine/slanting.yaml", "mine/straight.yaml"], ["mine", "more"]])
def test_files_and_directories_may_be_named(paths: list[str]) -> None:
    put(slanting=SECOND, straight=MUSCLE)
    Path("more").mkdir()
    Path("more/third.yaml").write_text(damaged(damaged(SECOND, "id: slanting", "id: third"), "Slanting", "Third"), "utf-8")
    cat = load_catalogue(paths[0], *map(Path, paths[1:]))
    assert set(cat) == {"slanting", "straight", "third"} if "more" in paths else {"slanting", "straight"}


def test_a_shipped_muscle_is_overridden_by_its_id(shipped: dict[str, object]) -> None:
    put(straight=damaged(damaged(MUSCLE, "english: Straight muscle", "english: My muscle"), "radius 40", "radius 55"))
    cat = load_catalogue("mine")
    assert cat["straight"].names.english == "My muscle"
    assert cat.muscle("my muscle").id == "straight"
    assert cat.explain("knee")[0].score > load_catalogue().explain("knee")[0].score
    assert load_catalogue()["straight"].names.english == "Straight muscle"


def test_a_later_path_overrides_an_earlier_one() -> None:
    put(slanting=SECOND)
    Path("more").mkdir()
    Path("more/slanting.yaml").write_text(damaged(SECOND, "Slanting", "Crooked"), "utf-8")
    assert load_catalogue("mine", "more")["slanting"].names.english == "Crooked muscle"


def test_landmarks_sites_and_sources_of_ones_own_may_stand_beside_the_muscles() -> None:
    muscle = damaged(SECOND, "sites: [knee]", "sites: [shin]").replace("book1999", "mine2020")
    muscle = damaged(muscle, FIRST, "shapes: [spot: shin_low radius 30]")
    put(
        slanting=muscle,
        landmarks="landmarks:\n  shin_low: {name: Lower shin, kind: bone, paired: true, definition: It., at: [120, 200, 50]}\n",
        sites="sites:\n  shin: {name: Shin, laterality: paired, area: [spot: shin_low radius 50]}\n",
        sources="sources:\n  mine2020: {kind: textbook, authors: [Me M], title: Mine, year: 2020, checked: seen}\n",
    )
    cat = load_catalogue("mine")
    assert cat.explain("shin")[0].muscle == "slanting"
    assert cat.citation("mine2020") == "Me M (2020). Mine."
    assert run("show", "slanting", "--data", "mine").exit_code == 0


def test_what_is_no_yaml_is_left_alone() -> None:
    put(slanting=SECOND)
    Path("mine/README.md").write_text("# Mine", "utf-8")
    Path("mine/.hidden.yaml").write_text("[", "utf-8")
    assert "slanting" in load_catalogue("mine")


def test_links_to_files_and_directories_are_followed() -> None:
    put(slanting=SECOND)
    Path("linked").mkdir()
    Path("linked/slanting.yaml").symlink_to(Path("mine/slanting.yaml").resolve())
    Path("whole").symlink_to("mine")
    assert "slanting" in load_catalogue("linked")
    assert "slanting" in load_catalogue("whole")


def test_a_directory_without_yaml_is_a_warning() -> None:
    Path("mine").mkdir()
    assert list(load_catalogue("mine")) == ["straight"]
    result = run("check", "mine")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "mine: warning: found a directory without YAML, allowed at least one file that ends in .yaml",
        "1 muscle is sound, 1 warning",
    ]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"slanting": damaged(SECOND, "point: thigh_middle", "point: thigh_midle")},
         "mine/slanting.yaml:18:12: trigger_points[0].point: found the unknown landmark 'thigh_midle', "
         "allowed the id of a landmark, nearest thigh_middle"),
        ({"slanting": damaged(SECOND, "sites: [knee]", "sites: [kne]")},
         "mine/slanting.yaml:24:17: trigger_points[0].zones[0].sites[0]: found the unknown site 'kne', "
         "allowed the id of a site, nearest knee"),
        ({"slanting": damaged(SECOND, "  action: Stretches the knee.\n  sources: [book1999]",
                              "  action: Stretches the knee.\n  sources: [book1998]")},
         "mine/slanting.yaml:9:13: anatomy.sources[0]: found the unknown source 'book1998', "
         "allowed the id of a source, nearest book1999"),
        ({"slanting": damaged(SECOND, FIRST, "shapes: [spot: knee_top 900 forward radius 30]")},
         "mine/slanting.yaml:25:24: trigger_points[0].zones[0].shapes[0].spot: found a place N mm off the skin, "
         "allowed at most 60 mm"),
        ({"slanting": damaged(SECOND, "radius 30", "radius .nan")},
         "mine/slanting.yaml:25:40: trigger_points[0].zones[0].shapes[0].spot: found '.nan', "
         "allowed millimetres after radius, more than 0 and at most 400, such as: radius 30"),
        ({"slanting": damaged(SECOND, "radius 30", "radius 1e999")},
         "mine/slanting.yaml:25:40: trigger_points[0].zones[0].shapes[0].spot: found '1e999', "
         "allowed millimetres after radius, more than 0 and at most 400, such as: radius 30"),
        ({"slanting": damaged(SECOND, "body_part: thigh", "body_part: thigh\npart_of: slanting")},
         "mine/slanting.yaml:4:10: part_of: found 'slanting' itself, allowed another muscle or group"),
        ({"slanting": "[" * 30_000},
         "mine/slanting.yaml:1:33: found nesting deeper than 32, allowed at most 32 levels"),
        ({"slanting": b"a" * 10_000_000},
         "mine/slanting.yaml: found more than 256 KB, allowed at most 256 KB"),
        ({"slanting": damaged(SECOND, "Slanting muscle", "Slanting\x07 muscle")},
         "mine/slanting.yaml:2:26: found the control character U+0007, allowed printable characters"),
        ({"slanting": damaged(SECOND, "Slanting muscle", '"Slanting\\x07 muscle"')},
         "mine/slanting.yaml:2:18: names.english: found 'Slanting\ufffd muscle', allowed one line of text "
         "without control characters and without spaces at its ends (a block needs '>-')"),
        ({"slanting": SECOND, "more__slanting": SECOND},
         "mine/slanting.yaml:1:1: id: found the muscle 'slanting' again (first in mine/more/slanting.yaml:1), "
         "allowed each id once"),
        ({"crooked": SECOND},
         "mine/crooked.yaml:1:5: id: found 'slanting', allowed the file name, 'crooked'"),
        ({"slanting": damaged(SECOND, "english: Slanting muscle", "english: Slanting muscle, synonyms: [M. Strictus]")},
         "mine/slanting.yaml:2:46: names.synonyms[0]: found 'M. Strictus', which straight has as 'Musculus strictus', "
         "allowed a name of this muscle alone"),
        ({"slanting": b"\xff\xfe"},
         "mine/slanting.yaml:1:1: found byte 0xff, allowed UTF-8"),
        ({"slanting": ""},
         "mine/slanting.yaml:1:1: found nothing, allowed a mapping"),
        ({"sites": damaged(SITES, "laterality: midline, area: [spot: navel", "laterality: middle, area: [spot: navel")},
         "mine/sites.yaml:4:36: sites.belly.laterality: found 'middle', allowed paired, midline, left, right, nearest midline"),
        ({"landmarks": LANDMARKS + "  x: [\n", "slanting": damaged(SECOND, "point: thigh_middle", "point: x")},
         "mine/landmarks.yaml:15:1: found a fault of syntax: expected the node content, but found '<stream end>', "
         "while parsing a flow node, allowed YAML"),
        ({"landmarks": "landmarks:\n  x: {name: X, kind: bone, paired: true, definition: D., at: [-1, 0, 0]}\n",
          "slanting": damaged(SECOND, "point: thigh_middle", "point: x")},
         "mine/landmarks.yaml:2:6: landmarks.x: found x = -1, allowed x > 0 for a paired landmark: the left one"),
        ({"straight": damaged(MUSCLE, "depth: superficial", "depth: shallow")},
         "mine/straight.yaml:16:12: trigger_points[0].depth: found 'shallow', allowed superficial, deep"),
    ],
    ids=[
        "unknown-landmark", "unknown-site", "unknown-source", "zone-off-body", "nan", "infinite", "part-of-itself", "brackets",
        "10-mb", "control", "escaped-control", "duplicate-id", "file-name", "shipped-synonym",
        "no-utf8", "empty-file", "bad-site", "broken-landmarks", "bad-landmark", "bad-override",
    ],
)  # fmt: skip
def test_a_fault_is_one_clear_error(files: dict[str, str | bytes], complaint: str) -> None:
    put(**files)
    assert [re.sub(r"[0-9]+(?= mm off)", "N", line) for line in complaints()] == [complaint]


def test_an_override_that_takes_a_shipped_name_is_at_fault_itself() -> None:
    """Not the shipped muscle, which has no file that the user could mend."""
    put(slanting=SECOND)
    Path("more").mkdir()
    Path("more/straight.yaml").write_text(damaged(MUSCLE, "english: Straight muscle", "english: Slanting muscle"), "utf-8")
    with pytest.raises(DataError) as caught:
        load_catalogue("mine", "more")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("more/straight.yaml", 2, 18)


@pytest.mark.parametrize("path", ["nowhere", "nowhere/at/all.yaml", "a\0b"])
def test_a_path_that_is_not_there_is_one_clear_error(path: str) -> None:
    with pytest.raises(DataError) as caught:
        load_catalogue(path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.found, problem.allowed) == (path, "nothing", "a file or directory")


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.symlink_to("nowhere"),
        lambda path: path.symlink_to("slanting.yaml"),
        os.mkfifo,
        pytest.param(
            lambda path: (path.write_text("id: a"), path.chmod(0)),
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything"),
        ),
    ],
    ids=["dangling", "loop", "pipe", "forbidden"],
)
def test_a_file_that_cannot_be_read_is_one_clear_error(make: Callable[[Path], object]) -> None:
    Path("mine").mkdir()
    make(Path("mine/slanting.yaml"))
    (said,) = complaints()
    assert said.startswith(
        ("mine/slanting.yaml: found a file that cannot be read (", "mine/slanting.yaml: found no ordinary file")
    )


@pytest.mark.parametrize("what", ["iterdir", "is_dir"])
def test_a_directory_that_cannot_be_read_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    original = getattr(Path, what)

    def forbidden(path: Path) -> object:
        if path.name == "mine":
            raise PermissionError(13, "Permission denied")
        return original(path)

    put(slanting=SECOND)
    monkeypatch.setattr(Path, what, forbidden)
    with pytest.raises(DataError, match=r"mine: found a path that cannot be read \(Permission denied\), allowed a readable path"):
        load_catalogue("mine")


def test_a_path_of_absurd_length_is_one_clear_error() -> None:
    with pytest.raises(DataError, match="1 problem"):
        load_catalogue("x" * 5000)


def test_markup_in_a_name_is_text_and_nothing_more() -> None:
    put(slanting=damaged(SECOND, "Slanting muscle", "Slanting <script>alert(1)</script> & muscle"))
    cat = load_catalogue("mine")
    assert cat["slanting"].names.english == "Slanting <script>alert(1)</script> & muscle"
    assert run("show", "slanting", "--data", "mine").exit_code == 0
    assert json.loads(run("explain", "knee", "--data", "mine", "--json").stdout)["candidates"][1]["muscle"] == "slanting"


def test_drawing_faults_are_found_beside_faults_of_other_files() -> None:
    put(
        slanting=damaged(SECOND, "sites: [knee]", "sites: [knee, belly]"),
        third="id: third\n",
        straight=damaged(MUSCLE, "depth: superficial", "depth: shallow"),
    )
    said = complaints()
    assert sum("slanting.yaml:24:23" in line and "covered to 0%" in line for line in said) == 1
    assert sum("third.yaml" in line for line in said) > 3
    assert sum("straight.yaml:16:12" in line for line in said) == 1


def test_check_tells_warnings_from_errors() -> None:
    put(slanting=damaged(SECOND, "side: same\n        sites: [knee]", "side: both\n        sites: [knee]"))
    fine = run("check", "mine")
    assert fine.exit_code == 0
    assert fine.stderr == ""
    assert fine.stdout.splitlines()[0].startswith("mine/slanting.yaml:23:15: warning: trigger_points[0].zones[0].side: ")
    assert fine.stdout.splitlines()[1:] == ["2 muscles are sound, 1 warning"]
    put(straight=damaged(MUSCLE, "depth: superficial", "depth: shallow"))
    bad = run("check", "mine")
    assert bad.exit_code == 1
    assert "warning" in bad.stdout
    assert bad.stderr.splitlines()[-1] == "Error: 1 error, 1 warning in the data"


def test_warnings_about_shipped_muscles_are_not_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_spillover = damaged(MUSCLE, "strength: essential", "strength: spillover")
    done = compiled(tmp_path / "base", straight=only_spillover)
    assert [problem.severity for problem in done.problems] == ["WARNING"]
    monkeypatch.setattr(loading, "shipped", lambda: done.document)
    monkeypatch.setattr(catalogue, "shipped", lambda: done.document)
    put(slanting=SECOND)
    assert run("check", "mine").stdout == "2 muscles are sound\n"
    put(slanting=damaged(SECOND, "depth: superficial", "depth: shallow"))
    assert len(complaints()) == 1


def test_check_proofreads_what_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = "  action: Heals  (mostly."
    base = compiled(tmp_path / "base", straight=damaged(MUSCLE, "  action: Stretches the knee.", careless)).document
    monkeypatch.setattr(loading, "shipped", lambda: base)
    put(slanting=damaged(SECOND, "  action: Stretches the knee.", careless))
    load_catalogue("mine")
    result = run("check", "mine")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "mine/slanting.yaml:8:11: warning: anatomy.action: found a bracket without its pair, allowed as many ( as )",
        "mine/slanting.yaml:8:11: warning: anatomy.action: found two spaces, allowed plain text, each word and space once",
        "2 muscles are sound, 2 warnings",
    ]


def test_check_names_files_as_seen_from_the_working_directory() -> None:
    put(slanting=damaged(SECOND, "depth: superficial", "depth: shallow"))
    assert run("check", str(Path("mine").resolve())).stderr.startswith("mine/slanting.yaml:16:12: ")


def test_an_empty_path_is_misuse() -> None:
    result = run("check", "")
    assert result.exit_code == 2
    assert result.stderr.endswith("'' is no path\n")


def test_the_real_command_on_the_real_catalogue() -> None:
    data = Path(__file__).resolve().parents[1] / "data/muscles"
    put(soleus=data.joinpath("soleus.yaml").read_text("utf-8"), slanting=SECOND)

    def check(path: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "triggerpoints", "check", path]
        return subprocess.run(command, capture_output=True, text=True, timeout=300)

    fine = check("mine/soleus.yaml")
    assert (fine.returncode, fine.stderr) == (0, "")
    assert "muscles are sound" in fine.stdout
    bad = check("mine")
    assert bad.returncode == 1
    assert "mine/slanting.yaml:9:13: anatomy.sources[0]: found the unknown source 'book1999'" in bad.stderr
    assert "Traceback" not in bad.stderr
