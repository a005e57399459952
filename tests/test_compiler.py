"""The compiler: one document for one content, whatever the order and the process; only what changed is measured again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reading_samples import damaged
from small_tree import LANDMARKS, MUSCLE, SECOND, SITES, SOURCES, compiled, write

from triggerpoints.compiling.compiler import Compilation, compile_tree, tree_of
from triggerpoints.compiling.measured import Ruler
from triggerpoints.document import from_bytes, to_bytes
from triggerpoints.model import Muscle
from triggerpoints.reading import read_tree


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the muscles that were measured."""
    seen: list[str] = []
    original = Ruler.measure

    def measure(self: Ruler, muscle: Muscle) -> object:
        seen.append(muscle.id)
        return original(self, muscle)

    monkeypatch.setattr(Ruler, "measure", measure)
    return seen


def again(folder: Path, previous: Compilation, **files: str) -> Compilation:
    """Compile the directory with files changed, with the earlier document at hand."""
    tree, found = read_tree([write(folder, **files)])
    return compile_tree(tree, found, previous.document)


def content(done: Compilation) -> bytes:
    assert done.document is not None, [str(problem) for problem in done.problems]
    return to_bytes(done.document)


def test_the_document_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    folder = write(tmp_path, slanting=SECOND)
    files = sorted(folder.rglob("*.yaml"))
    documents = set()
    for order in (files, files[::-1], files[2:] + files[:2]):
        tree, found = read_tree(order)
        documents.add(content(compile_tree(tree, found)))
    assert len(documents) == 1


def test_the_document_does_not_depend_on_the_order_of_entries(tmp_path: Path) -> None:
    head, *entries = LANDMARKS.splitlines(keepends=True)
    turned = head + "".join(reversed(entries))
    assert content(compiled(tmp_path / "a")) == content(compiled(tmp_path / "b", landmarks=turned))


def test_the_document_does_not_depend_on_process_or_hash_seed(tmp_path: Path) -> None:
    write(tmp_path, slanting=SECOND)
    code = (
        "import sys\n"
        "from triggerpoints.compiling.compiler import compile_tree\nfrom triggerpoints.document import to_bytes\n"
        "from triggerpoints.reading import read_tree\n"
        "sys.stdout.buffer.write(to_bytes(compile_tree(*read_tree(sys.argv[1:])).document))\n"
    )

    def run(seed: str) -> bytes:
        env = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, env=env).stdout

    assert run("1") == run("2") == content(compiled(tmp_path, slanting=SECOND))


def test_reuse_gives_the_same_bytes_and_measures_nothing(tmp_path: Path, measured: list[str]) -> None:
    first = compiled(tmp_path, slanting=SECOND)
    assert measured == ["slanting", "straight"]
    second = again(tmp_path, first, slanting=SECOND)
    assert measured == ["slanting", "straight"]
    assert content(second) == content(first)


def test_reuse_survives_a_journey_through_json(tmp_path: Path, measured: list[str]) -> None:
    first = compiled(tmp_path)
    read = Compilation(from_bytes(content(first)), ())
    measured.clear()
    assert content(again(tmp_path, read)) == content(first)
    assert measured == []


def test_a_change_of_one_muscle_measures_that_one_alone(tmp_path: Path, measured: list[str]) -> None:
    first = compiled(tmp_path, slanting=SECOND)
    measured.clear()
    changed = damaged(SECOND, "radius 30", "radius 35")
    second = again(tmp_path, first, slanting=changed)
    assert measured == ["slanting"]
    assert content(second) == content(compiled(tmp_path / "fresh", slanting=changed)) != content(first)


@pytest.mark.parametrize(
    "files",
    [
        {"landmarks": damaged(LANDMARKS, "at: [110, 700, 100]", "at: [110, 705, 100]")},
        {"sites": damaged(SITES, "spot: knee_top radius 60", "spot: knee_top radius 58")},
    ],
    ids=["landmark", "site"],
)
def test_a_change_of_landmarks_or_sites_measures_all(tmp_path: Path, measured: list[str], files: dict[str, str]) -> None:
    first = compiled(tmp_path, slanting=SECOND)
    measured.clear()
    second = again(tmp_path, first, **files)
    assert measured == ["slanting", "straight"]
    assert content(second) == content(compiled(tmp_path / "fresh", slanting=SECOND, **files)) != content(first)


def test_a_change_of_words_elsewhere_measures_nothing(tmp_path: Path, measured: list[str]) -> None:
    first = compiled(tmp_path)
    measured.clear()
    second = again(tmp_path, first, sources=damaged(SOURCES, "A Book", "The Book"))
    assert measured == []
    assert content(second) == content(compiled(tmp_path / "fresh", sources=damaged(SOURCES, "A Book", "The Book")))


def test_a_muscle_that_went_leaves_nothing_behind(tmp_path: Path) -> None:
    first = compiled(tmp_path, slanting=SECOND)
    (tmp_path / "muscles/slanting.yaml").unlink()
    assert content(again(tmp_path, first)) == content(compiled(tmp_path / "fresh"))


def test_a_document_of_another_format_is_not_reused(tmp_path: Path, measured: list[str]) -> None:
    first = compiled(tmp_path)
    measured.clear()
    assert first.document is not None
    old = Compilation({"format": 0, "stamp": "x"}, ())
    assert content(again(tmp_path, old)) == content(first)
    assert measured == ["straight"]


def test_a_tree_goes_into_the_document_and_back(tmp_path: Path, measured: list[str]) -> None:
    done = compiled(tmp_path, slanting=SECOND)
    assert done.document is not None
    read, _ = read_tree([tmp_path])
    tree = tree_of(from_bytes(content(done)))
    for kind in ("muscle", "landmark", "site", "source", "view"):
        assert dict(tree.records(kind)) == dict(read.records(kind))
    measured.clear()
    assert content(compile_tree(tree)) == content(done)


def test_the_document_is_plain_json_with_covers_sorted_strongest_first(tmp_path: Path) -> None:
    done = compiled(tmp_path, slanting=SECOND)
    document = from_bytes(content(done))
    assert content(done) == to_bytes(document)
    assert list(document["muscles"]) == list(document["geometry"]) == ["slanting", "straight"]
    for kind in ("muscles", "sites", "sources", "landmarks", "views", "covers"):
        assert list(document[kind]) == sorted(document[kind])
    assert set(document["covers"]) == set(document["sites"])
    for rows in document["covers"].values():
        assert rows == sorted(rows, key=lambda row: (-row[4], -row[5], *row[:4]))
    assert {row[0] for row in document["covers"]["knee"]} == {"slanting", "straight"}


def test_numbers_that_json_cannot_carry_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_bytes({"area": float("nan")})


def test_drawings_of_sound_muscles_are_judged_beside_faulty_ones(tmp_path: Path) -> None:
    off = damaged(SECOND, "sites: [knee]", "sites: [knee, belly]")
    done = compiled(tmp_path, straight=damaged(MUSCLE, "body_part: thigh", "body_part: tail"), slanting=off)
    assert [(Path(problem.file).name, problem.rule) for problem in done.problems] == [
        ("slanting.yaml", "claim-not-drawn"),
        ("straight.yaml", "unknown-word"),
    ]
    assert done.document is None


@pytest.mark.parametrize(
    "files",
    [
        {"sites": damaged(SITES, "knee: {name: Knee, ", "knee: {name: Knee, colour: red, ")},
        {"sites": SITES + "  [\n"},
        {"landmarks": "landmarks: 3\n"},
        {"landmarks": damaged(LANDMARKS, "paired: true, definition: Above", "paired: 1, definition: Above")},
    ],
    ids=["a-site", "all-sites", "all-landmarks", "a-landmark"],
)
def test_a_fault_of_sites_or_landmarks_is_one_problem_and_no_drawing_is_judged(tmp_path: Path, files: dict[str, str]) -> None:
    done = compiled(tmp_path, straight=damaged(MUSCLE, "sites: [knee]", "sites: [knee, belly]"), **files)
    assert len(done.problems) == 1, done.problems
    assert done.document is None


def test_a_faulty_landmark_alone_in_its_file_is_one_problem(tmp_path: Path) -> None:
    write(tmp_path)
    extra = "landmarks:\n  spot: {name: A spot, kind: bone, paired: true, definition: Here., at: [-5, 700, 100]}\n"
    (tmp_path / "landmarks/extra.yaml").write_text(extra, "utf-8")
    (tmp_path / "muscles/straight.yaml").write_text(damaged(MUSCLE, "point: thigh_middle", "point: spot"), "utf-8")
    done = compile_tree(*read_tree([tmp_path]))
    assert [problem.rule for problem in done.problems] == ["landmark-side"]
