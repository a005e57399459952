"""Speed of handouts, one at a time and many at once: python benchmarks/handouts.py [--write README.md].

Measured on the wheel that users install, in fresh processes; the whole way from names to bytes. No two sheets say the same, or
the typesetter would take what it made before. The ratios matter, the milliseconds are those of the machine at hand.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from measuring import TIMER, Row, inside, table, told
from run import install, process

COUNT: Final = 200
RUNS: Final = 5
ROUNDS: Final = 2
"""Of the batches."""

WARM: Final = (
    TIMER
    + """
from triggerpoints import load_catalogue
cat = load_catalogue()
def timed(call, *args):
    start = time.perf_counter(); found = call(*args); return time.perf_counter() - start, found
write = {KIND}
def one(muscle, note):
    made, sheet = timed(lambda: cat.handout(muscle, side="left", note=note))
    written, content = timed(write, sheet)
    return made, made + written, len(content)
several = ("upper_trapezius", "infraspinatus", "rectus_femoris")
for muscle in several: one(muscle, "First")
again = [one(muscle, f"Number {k}") for k in range(9) for muscle in several]
other = [one(muscle, "Other") for muscle in cat if muscle not in several]
import resource
print(json.dumps({"made": statistics.median(o[0] for o in again), "whole": statistics.median(o[1] for o in again),
                  "kb": statistics.median(o[2] for o in again) / 1024, "other": statistics.median(o[1] for o in other),
                  "worst": max(o[1] for o in other), "count": len(other),
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
)

FRESH: Final = "import triggerpoints; triggerpoints.load_catalogue().handout('upper_trapezius', side='left').{KIND}()"

# As many processors as processes: one core against two. Elsewhere than on Linux both may use all.
BATCH: Final = (
    TIMER
    + """
import hashlib, os, tempfile
from datetime import date
from pathlib import Path
from triggerpoints import load_catalogue
from triggerpoints.handout.batch import run_batch
from triggerpoints.handout.jobs import Job
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:{PROCESSES}]))
muscles = list(load_catalogue())
sides = ("left", "right", "both")
jobs = [Job((muscles[k % len(muscles)],), side=sides[k // len(muscles) % 3], paper=("a4", "letter")[k % 2],
            note=f"Number {k}") for k in range({COUNT})]
with tempfile.TemporaryDirectory() as name:
    start = time.perf_counter()
    result = run_batch(jobs, name, load_catalogue, processes={PROCESSES}, on=date(2026, 1, 31))
    seconds = time.perf_counter() - start
    whole = hashlib.sha256()
    for path in result.done: whole.update(path.name.encode() + path.read_bytes())
print(json.dumps({"seconds": seconds, "failed": len(result.failed), "hash": int(whole.hexdigest()[:12], 16)}))
"""
)


def measure() -> str:
    """The table."""
    if importlib.util.find_spec("typst") is None:
        raise SystemExit("typst is not installed")
    with tempfile.TemporaryDirectory() as name:
        _, site = install(Path(name))
        return table([*_single(site), *_batch(site)])


def _single(site: Path) -> list[Row]:
    """One handout: PDF and HTML, warm and in a fresh process."""
    rows = []
    for kind, write, bound in (("PDF", "lambda sheet: sheet.pdf()", 200), ("HTML", "lambda sheet: sheet.html().encode()", 50)):
        found = inside(WARM.replace("{KIND}", write), site)
        made, whole, other, worst = (found[key] * 1000 for key in ("made", "whole", "other", "worst"))
        figure = f"{whole:.0f} ms ({made:.0f} ms until it is written; {found['kb']:.0f} KB)"
        rows.append(Row(f"{kind} of three muscles, over and over with other notes", figure, f"{bound} ms", whole <= bound))
        rows.append(Row(f"the same for {found['count']:.0f} others, once each", f"{other:.0f} ms; the worst {worst:.0f} ms"))
        fresh = process(FRESH.replace("{KIND}", kind.lower()), site, RUNS) * 1000
        rows.append(Row("one in a fresh process", f"{fresh:.0f} ms", "1000 ms", fresh <= 1000))
        rows.append(Row("memory after all of those", f"{found['mb']:.0f} MB"))
    return rows


def _batch(site: Path) -> list[Row]:
    """Many on one core and on two."""
    if len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)) < 2:
        return [Row(f"{COUNT} PDFs on two processes against one", "there is one processor only")]
    code = BATCH.replace("{COUNT}", str(COUNT))
    runs = [[inside(code.replace("{PROCESSES}", str(processes)), site) for processes in (1, 2)] for _ in range(ROUNDS)]
    if any(run["failed"] or run["hash"] != runs[0][0]["hash"] for pair in runs for run in pair):
        raise SystemExit("the handouts of two processes are not those of one, or some failed")
    # The quicker of each: whatever else the machine does, it only makes them slower.
    one, two = (min(run["seconds"] for run in same) for same in zip(*runs, strict=True))
    times = one / two
    figure = f"{times:.2f} times as fast ({one:.0f} s, {two:.0f} s)"
    return [Row(f"{COUNT} PDFs on two processors with two processes, against one and one", figure, "at least 1.7", times >= 1.7)]


if __name__ == "__main__":
    try:
        told(__doc__, "handout benchmarks", measure)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stderr or ''}")
