"""Where the catalogue comes from: the packaged JSON first, else a checkout's YAML, compiled only when it changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading_samples import damaged
from small_tree import LANDMARKS, MUSCLE, SECOND, write

from triggerpoints import DataError, UsageError, loading
from triggerpoints.compiling import compiler
from triggerpoints.document import PACKED, from_bytes, to_bytes

Compilations = list[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with the small data."""
    write(tmp_path / "data")
    return tmp_path


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> Compilations:
    """One entry for every time a tree was compiled."""
    seen: Compilations = []
    original = compiler.compile_tree

    def compile_tree(*args: Any) -> compiler.Compilation:
        seen.append("once")
        return original(*args)

    monkeypatch.setattr(compiler, "compile_tree", compile_tree)
    return seen


def kept(root: Path) -> Path:
    return root / "build" / loading.COMPILED


def test_a_checkout_is_compiled_once(root: Path, compilations: Compilations) -> None:
    first = loading.compiled_checkout(root)
    assert list(first["muscles"]) == ["straight"]
    assert loading.compiled_checkout(root) == first
    assert compilations == ["once"]
    assert [file.name for file in kept(root).parent.iterdir()] == [loading.COMPILED]


def test_a_checkout_is_compiled_again_when_a_file_changed(root: Path, compilations: Compilations) -> None:
    third = damaged(damaged(SECOND, "id: slanting", "id: third"), "Slanting", "Third")
    changes: dict[str, Callable[[], object]] = {
        "none": lambda: write(root / "data", slanting=SECOND),
        "edited": lambda: write(root / "data", straight=damaged(MUSCLE, "From the hip.", "From the hip bone.")),
        "added": lambda: write(root / "data", third=third),
        "removed": (root / "data/muscles/slanting.yaml").unlink,
        "moved": lambda: (root / "data/landmarks").rename(root / "data/marks"),
    }
    stamps = set()
    for number, (change, make) in enumerate(changes.items(), start=1):
        make()
        document = loading.compiled_checkout(root)
        assert len(compilations) == number, change
        assert from_bytes(kept(root).read_bytes()) == document
        stamps.add(document["stamp"])
    assert len(stamps) == len(changes)


DAMAGED = [b"", b"{", b"\xff", b"null", b"[]", b"[" * 100_000, b'{"stamp": "x"}', b'{"stamp": "x", "format": 1, "digests": {}}']


def test_a_damaged_result_of_last_time_is_made_anew(root: Path) -> None:
    first = loading.compiled_checkout(root)
    for content in DAMAGED:
        kept(root).write_bytes(content)
        assert loading.compiled_checkout(root) == first, content[:40]
        assert from_bytes(kept(root).read_bytes()) == first, content[:40]


@pytest.mark.parametrize("where", ["build", "build/catalogue.json"])
def test_a_checkout_that_cannot_be_written_to_still_works(root: Path, where: str) -> None:
    if where == "build":
        (root / where).write_text("a file in the way", "utf-8")
    else:
        (root / where).mkdir(parents=True)
    assert list(loading.compiled_checkout(root)["muscles"]) == ["straight"]
    assert [path.name for path in root.rglob("catalogue.json*")] == ([] if where == "build" else ["catalogue.json"])


def test_a_full_disk_leaves_nothing_half_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert loading.compiled_checkout(root)
    assert list((root / "build").iterdir()) == []


def test_every_problem_of_every_file_is_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    bad = damaged(damaged(MUSCLE, "body_part: thigh", "body_part: tail"), "depth: superficial", "depth: shallow")
    write(root / "data", straight=bad, slanting=damaged(SECOND, "sites: [knee]", "sites: [knee, elbow]"))
    with pytest.raises(DataError) as caught:
        loading.compiled_checkout(root)
    places = [f"{problem.file}:{problem.line}:{problem.column}" for problem in caught.value.problems]
    assert places == [
        "data/muscles/slanting.yaml:24:23",
        "data/muscles/straight.yaml:3:12",
        "data/muscles/straight.yaml:16:12",
    ]
    assert str(caught.value).startswith("3 problems in the data\n  data/muscles/slanting.yaml:24:23: ")
    assert not kept(root).exists(), "bad data are not kept"


def test_a_fault_is_reported_every_time_and_goes_when_it_is_mended(root: Path) -> None:
    write(root / "data", landmarks=damaged(LANDMARKS, "paired: false, definition: The top.", "definition: The top."))
    for _ in range(2):
        with pytest.raises(DataError, match=r"leg\.yaml:11:10: landmarks\.crown\.paired: found no paired"):
            loading.compiled_checkout(root)
    write(root / "data")
    assert loading.compiled_checkout(root)


def test_neither_package_nor_checkout_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"found no such directory, allowed a package with catalogue\.json, or a checkout"):
        loading.compiled_checkout(tmp_path)


def test_a_file_that_cannot_be_read_is_one_problem(root: Path) -> None:
    (root / "data/muscles/gone.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(DataError) as caught:
        loading.compiled_checkout(root)
    (problem,) = caught.value.problems
    assert (problem.line, problem.found) == (0, "a file that cannot be read (No such file or directory)")


def test_processes_that_compile_at_once_do_not_disturb_each_other(root: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from triggerpoints import loading\n"
        "print(loading.compiled_checkout(Path(sys.argv[1]))['stamp'])"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    stamps = {process.communicate(timeout=120)[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert stamps == {from_bytes(kept(root).read_bytes())["stamp"]}
    assert [file.name for file in kept(root).parent.iterdir()] == [loading.COMPILED]


def test_the_packaged_document_is_preferred(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = root / "packaged.json"
    empty = {"format": 0, **{section: {} for section in PACKED}}
    packaged.write_bytes(to_bytes(empty))
    monkeypatch.setattr(loading, "_packaged", lambda: packaged)
    monkeypatch.setattr(loading, "_ROOT", root / "nowhere")
    loading.shipped.cache_clear()
    try:
        assert loading.shipped() == empty
    finally:
        loading.shipped.cache_clear()


def test_an_empty_path_is_refused() -> None:
    """An unset shell variable must not mean the working directory."""
    with pytest.raises(UsageError, match="the path of the data is empty"):
        loading.extended({}, [""])
    with pytest.raises(UsageError, match="the path of the data is empty"):
        loading.checked([""])
