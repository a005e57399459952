"""Speed and size, as ratios measured in one run: python benchmarks/run.py [--write README.md].

Everything is measured on the wheel that users install, in fresh processes where the claim is about fresh processes.
Medians; the ratios matter, the milliseconds are those of the machine at hand.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import ROOT, TIMER, Row, inside, most, ratio, table, told

RUNS = 15


def install(folder: Path) -> tuple[Path, Path]:
    """Build the sdist, the wheel from it, and install that: (wheel, directory to import from)."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    wheel = next(folder.glob("*.whl"))
    target = folder / "site"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(command, check=True)
    return wheel, target


def process(code: str, site: Path, runs: int = RUNS) -> float:
    """Median seconds of a fresh Python process that runs `code`."""
    env = {**os.environ, "PYTHONPATH": str(site)}
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], env=env, check=True, stdout=subprocess.DEVNULL, cwd="/")
        times.append(time.perf_counter() - start)
    return statistics.median(times)


LOAD = (
    TIMER
    + """
import triggerpoints.loading as loading
from pathlib import Path
from triggerpoints import load_catalogue
path = Path(loading.__file__).parent / loading.COMPILED
def load():
    loading.shipped.cache_clear(); load_catalogue()
load()
cat = load_catalogue(); cat.explain("temple")
ratio = [median(load, 9) / median(lambda: json.loads(path.read_bytes()), 9) for _ in range(5)]
print(json.dumps({"ratio": statistics.median(ratio), "json_kb": path.stat().st_size / 1024,
                  "explain": median(lambda: cat.explain("temple"), 300)}))
"""
)

DRAW = (
    TIMER
    + """
import resource
from triggerpoints import load_catalogue
cat = load_catalogue()
names = ["upper_trapezius", "infraspinatus", "rectus_femoris"]
def draw(name): return cat.diagram(name, side="right").svg()
sizes = [len(draw(name)) / len(cat.diagram(name, side="right").views) for name in names]
warm = statistics.mean(median(lambda: draw(name), 9) for name in names)
print(json.dumps({"warm": warm, "kb": max(sizes) / 1024, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
)

# The same polygons, drawn by matplotlib: the paths of our own SVG as vertices, filled and stroked the same way.
MATPLOTLIB = (
    TIMER
    + """
import io, re
from triggerpoints import load_catalogue
cat = load_catalogue()
def ours(): return cat.diagram("upper_trapezius", side="right").svg()
svg = ours()
shapes = []
for d in re.findall(r'<path[^>]* d="([^"]+)"', svg):
    for part in re.split("[Zz]", d):
        numbers = [float(n) for n in re.findall(r"-?\\d+(?:\\.\\d+)?", part)]
        if len(numbers) >= 6: shapes.append(list(zip(numbers[::2], numbers[1::2])))
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.patches import Polygon
def theirs():
    figure, axes = plt.subplots()
    for points in shapes: axes.add_patch(Polygon(points, facecolor="#fbf7f1", edgecolor="#4a3a30"))
    axes.autoscale(); axes.set_axis_off()
    out = io.StringIO(); figure.savefig(out, format="svg"); plt.close(figure)
theirs()
print(json.dumps({"ratio": median(ours, 9) / median(theirs, 5), "shapes": len(shapes)}))
"""
)


def measure() -> list[Row]:
    """All rows of the table."""
    with tempfile.TemporaryDirectory() as name:
        wheel, site = install(Path(name))
        base = process("from pydantic import BaseModel", site)
        explain = process("import triggerpoints; triggerpoints.load_catalogue().explain('temple')", site)
        load = inside(LOAD, site)
        picture = process(
            "import triggerpoints; triggerpoints.load_catalogue().diagram('upper_trapezius', side='right').svg()", site
        )
        draw = inside(DRAW, site)
        bare = process("import click\n@click.group()\ndef main(): pass\ntry: main(['--help'])\nexcept SystemExit: pass", site)
        ours = process("from triggerpoints.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass", site)
        rows = [
            ratio(
                'fresh process: import, load, `explain("temple")`, against one that imports pydantic\'s BaseModel',
                explain / base,
                2.0,
                explain,
            ),
            ratio(
                f"`load_catalogue()` from the wheel against `json.loads` of the same file ({load['json_kb']:.0f} KB)",
                load["ratio"],
                2.0,
            ),
            most("`explain` warm", load["explain"] * 1000, 1.0, "ms"),
            most("a picture in a fresh process", picture * 1000, 400, "ms"),
            most("a picture after that", draw["warm"] * 1000, 25, "ms"),
            most("SVG a view, the largest of three pictures", draw["kb"], 150, "KB"),
            most("memory after loading and drawing", draw["mb"], 150, "MB"),
            most("wheel", wheel.stat().st_size / 2**20, 6, "MB"),
            ratio("`triggerpoints --help` against bare click", ours / bare, 1.5, ours),
        ]
        try:
            versus = inside(MATPLOTLIB, site)
            rows.append(
                Row(
                    f"one drawing against the same {versus['shapes']:.0f} polygons by matplotlib",
                    f"{versus['ratio']:.2f} times",
                    "-",
                    True,
                )
            )
        except subprocess.CalledProcessError:
            rows.append(Row("one drawing against the same polygons by matplotlib", "matplotlib is not installed", "-", True))
    return rows


if __name__ == "__main__":
    told(__doc__, "benchmarks", lambda: table(measure()))
