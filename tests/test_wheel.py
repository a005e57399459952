"""The product that users get: a wheel built from the sdist, installed away from the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from triggerpoints.document import from_bytes

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def in_wheel(site: Path, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with the wheel before all else, in a folder away from the checkout."""
    env = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-P", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder or site, env=env)


def test_wheel_holds_the_compiled_data_the_assets_and_the_licences(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in ("catalogue.json", "assets/body.npz", "assets/lineart.zip", "py.typed", "cli.py"):
        assert f"triggerpoints/{name}" in names
    for licence in ("MIT.txt", "CC-BY-4.0.txt", "CC0-1.0.txt"):
        assert any(name.endswith(licence) for name in names)
    assert not any(name.endswith(".yaml") or name.startswith(("tests", "data", "tools")) for name in names)
    assert wheel.stat().st_size < 6 * 2**20


def test_wheel_and_checkout_hold_the_same_catalogue(wheel: Path, cat):
    with zipfile.ZipFile(wheel) as file:
        packed = from_bytes(file.read("triggerpoints/catalogue.json"))
    here = {key: value for key, value in cat._document.items() if key != "stamp"}
    assert packed == here


def test_wheel_explains_and_draws_away_from_the_checkout(site: Path, cat):
    code = """
import json, triggerpoints
from pathlib import Path
cat = triggerpoints.load_catalogue()
assert Path(triggerpoints.__file__).is_relative_to(Path.cwd()), triggerpoints.__file__
assert not Path(triggerpoints.__file__).parents[2].joinpath("data").exists()
diagram = cat.diagram("upper_trapezius", side="right")
words = cat.explain("slite pain behind the left eye", "tennis elbow", symptoms=["dizziness"], choir="112", sets=True)
stroke = {"view": "head_side", "side": "left", "areas": [{"brush": [[80, 110], [110, 110]], "width": 30}]}
print(json.dumps({
    "explain": cat.explain("temple", side="right").to_dict(), "svg": diagram.svg(), "words": words.to_dict(),
    "drawn": cat.explain(drawing=stroke).to_dict(), "answer": cat.answer_diagram(cat.explain("left temple")).svg(),
}))
"""
    found = json.loads(in_wheel(site, "-c", code).stdout)
    assert found["explain"] == cat.explain("temple", side="right").to_dict()
    words = cat.explain("slite pain behind the left eye", "tennis elbow", symptoms=["dizziness"], choir="112", sets=True)
    assert found["words"] == words.to_dict()
    stroke = {"view": "head_side", "side": "left", "areas": [{"brush": [[80, 110], [110, 110]], "width": 30}]}
    assert found["drawn"] == cat.explain(drawing=stroke).to_dict()
    assert found["answer"] == cat.answer_diagram(cat.explain("left temple")).svg()
    assert found["svg"] == cat.diagram("upper_trapezius", side="right").svg()


def test_wheel_takes_muscles_of_ones_own_and_checks_them(site: Path, tmp_path: Path, cat):
    mine = (ROOT / "data" / "muscles" / "masseter.yaml").read_text("utf-8")
    mine = mine.replace("english: Masseter", "english: My masseter")
    (tmp_path / "masseter.yaml").write_text(mine, "utf-8")
    code = f"import triggerpoints; print(triggerpoints.load_catalogue({str(tmp_path)!r})['masseter'].names.english)"
    assert in_wheel(site, "-c", code).stdout.strip() == "My masseter"
    sound = f"{len(cat)} muscles are sound"
    assert in_wheel(site, "-m", "triggerpoints", "check").stdout == f"{sound}\n"
    faulty = re.sub(r"(?m)^( +location: ).*$", r"\1Mind the needle depth.", mine, count=1)
    (tmp_path / "masseter.yaml").write_text(faulty, "utf-8")
    first, *rest = in_wheel(site, "-m", "triggerpoints", "check", "masseter.yaml", folder=tmp_path).stdout.splitlines()
    assert re.fullmatch(
        r"masseter\.yaml:\d+:\d+: warning: trigger_points\[0\]\.location: found 'needle depth', allowed .*", first
    )
    assert rest == [f"{sound}, 1 warning"]
