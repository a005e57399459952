"""What both benchmarks share: rows of a table, medians, and the place in a file where the table goes."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The same for code that is run in a fresh process.
TIMER = """
import json, statistics, time
def median(call, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter(); call(); times.append(time.perf_counter() - start)
    return statistics.median(times)
"""


@dataclass(frozen=True)
class Row:
    """One line of the table: what, the figure, and the bound that it should keep."""

    what: str
    figure: str
    bound: str = "-"
    holds: bool = True


def ratio(what: str, value: float, bound: float, seconds: float | None = None) -> Row:
    """A figure that is a ratio; seconds: what it stands for on this machine."""
    told = f" ({seconds * 1000:.0f} ms)" if seconds else ""
    return Row(what, f"{value:.2f} times{told}", f"{bound:g} times", value <= bound)


def most(what: str, value: float, bound: float, unit: str) -> Row:
    """A figure that should not be larger than its bound."""
    return Row(what, f"{value:.2f} {unit}" if value < 10 else f"{value:.0f} {unit}", f"{bound:g} {unit}", value <= bound)


def once(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def median(call: Callable[[], object], runs: int) -> float:
    """Median seconds of a call."""
    return statistics.median(once(call) for _ in range(runs))


def inside(code: str, site: Path | None = None) -> dict[str, float]:
    """What a fresh process prints as JSON. site: the directory to import from, if not where this process does."""
    env = {**os.environ, "PYTHONPATH": str(site)} if site else None
    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True, cwd="/")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown; what breaks its bound says so."""
    lines = ["| what | measured | at most |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.what} | {row.figure}{'' if row.holds else ' (over)'} | {row.bound} |" for row in rows)])


def told(description: str | None, name: str, measure: Callable[[], str]) -> None:
    """The command line of a benchmark: print what it measures, and put it between the markers of a file when asked to."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    text = measure()
    print(text)
    if options.write:
        old = options.write.read_text("utf-8")
        head, rest = old.split(f"<!-- {name} -->", 1)
        tail = rest.split(f"<!-- /{name} -->", 1)[1]
        options.write.write_text(f"{head}<!-- {name} -->\n{text}\n<!-- /{name} -->{tail}", "utf-8")
