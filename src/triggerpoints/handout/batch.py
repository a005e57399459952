"""Many handouts at once: a file of jobs, a folder of handouts, several processes.

    read_batch(path)                           the jobs of a YAML or CSV file
    run_batch(jobs, folder, load_catalogue)    what was done and what was not

A job that cannot be done is told with its reason, and the others are done; so it is when a process ends in the middle of one.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from ..errors import DataError, OutputError, TriggerpointsError, UsageError
from ..text import clean
from .jobs import Job, file_names

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from .blocks import Letterhead
    from .handout import Handout

MOST_PROCESSES: Final = 61  # what Windows can wait for
USUAL_PROCESSES: Final = 4
"""No more unless asked for: each takes some 300 MB to set PDFs."""
WORTH_A_PROCESS: Final = 10
"""So many jobs take about as long as another process takes to start."""
CRASHED: Final = "the process that made it ended unexpectedly"
_LONGEST: Final = 400  # characters of a reason

Progress = Callable[[int, int], None]
Task = tuple[Job, Path]
Made = Generator[tuple[int, str], None, None]
"""The index of a task that is settled, and why there is no file, "" if there is one."""


class Sheets(Protocol):
    """A `Catalogue`, as far as it is needed here."""

    def handout(self, *muscles: Any, **options: Any) -> Handout:
        """See `Catalogue.handout`."""
        ...


Load = Callable[[], Sheets]
"""`load_catalogue`, or `functools.partial(load_catalogue, path)`; other processes call it, so it must be a name of a module."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """done: the files, in the order of the jobs. failed: the jobs without a file, in their order, with the reason in one line."""

    done: tuple[Path, ...]
    failed: tuple[tuple[Job, str], ...]

    def failures(self) -> tuple[str, ...]:
        """One line a failed job: where it stands, what it was for, why there is no file."""
        return tuple(_one_line(": ".join(filter(None, (job.place, _subject(job), why)))) for job, why in self.failed)


def read_batch(path: str | Path, *, clinic: str | Path | None = None) -> tuple[Job, ...]:
    """The jobs of a YAML or CSV file (docs/handouts.md), in its order.

    clinic: the clinic's file for those that name none. Raises DataError with every fault, each at its line and column.
    """
    from .batch_file import read_jobs

    return read_jobs(Path(path), Path(clinic) if clinic is not None else None)


def run_batch(
    jobs: Sequence[Job],
    folder: str | Path,
    load: Load,
    *,
    processes: int | None = None,
    on: date | None = None,
    progress: Progress | None = None,
) -> BatchResult:
    """Write every handout into the folder, which is made if it is not there. The files do not depend on `processes`.

    processes: 1 works in this one; None takes as many as there are processors and jobs worth it, four at most.
    on: the date that all bear, today when left out.
    progress: called with how many are done or failed, and how many there are, at the start and after each.
    Raises OutputError for a folder that cannot be made, UsageError for processes that cannot be started, DataError for a
    catalogue that cannot be read.
    """
    target = Path(folder)
    tasks = [(job, target / name) for job, name in zip(jobs, file_names(jobs), strict=True)]
    count = _processes(processes, len(tasks))
    press = _Press(load(), on or date.today())  # also with several: what is wrong with the data is told once, here
    _make_folder(target)
    told = progress or (lambda done, of: None)
    told(0, len(tasks))
    reasons: dict[int, str] = {}
    made = _spread(tasks, (load, press.on), count) if count > 1 else _here(tasks, press)
    with closing(made):
        for index, reason in made:
            reasons[index] = reason
            told(len(reasons), len(tasks))
    return BatchResult(
        tuple(path for k, (_, path) in enumerate(tasks) if not reasons[k]),
        tuple((job, reasons[k]) for k, (job, _) in enumerate(tasks) if reasons[k]),
    )


class _Press:
    """Makes handouts from one catalogue, all of one date; reads each clinic's file once."""

    def __init__(self, catalogue: Sheets, on: date) -> None:
        self.on = on
        self._catalogue = catalogue
        self._letterheads: dict[Path, Letterhead] = {}

    def make(self, task: Task) -> str:
        """Write one. Returns why there is no file, in one line, or "" when there is one."""
        job, path = task
        try:
            self._sheet(job).save(path)
        except KeyboardInterrupt:
            raise
        except DataError as error:
            return _one_line("; ".join(map(str, error.problems)) or str(error))
        except TriggerpointsError as error:
            return _one_line(str(error))
        except BaseException as error:  # a fault of the program, or a panic of the typesetter, is that of one job only
            return _one_line(f"unexpected {type(error).__name__}: {error}")
        return ""

    def _sheet(self, job: Job) -> Handout:
        return self._catalogue.handout(
            *job.muscles,
            complaint=job.complaint or None,
            side=job.side,
            clinic=self._letterhead(job.clinic),
            note=job.note,
            steps=job.steps,
            needling=job.needling,
            more=job.more,
            paper=job.paper,
            large=job.large,
            palette=job.palette,
            figure=job.figure,
            language=job.language,
            on=self.on,
        )

    def _letterhead(self, path: Path | None) -> Letterhead | None:
        from .clinic import read_clinic

        if path is not None and path not in self._letterheads:
            self._letterheads[path] = read_clinic(path)
        return self._letterheads[path] if path is not None else None


def _here(tasks: Sequence[Task], press: _Press) -> Made:
    for index, task in enumerate(tasks):
        yield index, press.make(task)


def _spread(tasks: Sequence[Task], start: tuple[Load, date], count: int) -> Made:
    """Every task, as they get ready.

    When a process ends in the middle, nobody can tell of which task: all that were under way are tried again, each in a process
    of its own, so that only the one that ends it is lost.
    """
    waiting = deque(range(len(tasks)))
    while waiting:
        lost: list[int] = []
        yield from _round(tasks, start, count, waiting, lost)
        for index in sorted(lost):
            yield index, _alone(tasks[index], start)


def _round(tasks: Sequence[Task], start: tuple[Load, date], count: int, waiting: deque[int], lost: list[int]) -> Made:
    """What one set of processes gets done of `waiting`, until it is empty or one of them ends; then `lost` was under way."""
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    with _pool(count, start) as pool:
        ready = pool.submit(_ready)
        flying: dict[Future[str], int] = {}
        broken = False
        while flying or (waiting and not broken):
            # No more than keeps them busy: the fewer are under way, the fewer are to be tried again.
            while waiting and len(flying) < 2 * count and not broken:
                try:
                    flying[pool.submit(_make, tasks[waiting[0]])] = waiting[0]
                    waiting.popleft()
                except BrokenProcessPool:
                    broken = True
            if not flying:
                break
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                index = flying.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    broken = True
                    lost.append(index)
                else:
                    yield index, future.result()
        if broken and (not ready.done() or ready.exception()):
            raise UsageError(
                "no further process can be started here: take processes=1, or call run_batch under if __name__ == '__main__'"
            )
        if broken and not lost and waiting:
            lost.append(waiting.popleft())  # one ended between two tasks: still, every round gets on


def _alone(task: Task, start: tuple[Load, date]) -> str:
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1, start) as pool:
        try:
            return pool.submit(_make, task).result()
        except BrokenProcessPool:
            return CRASHED


def _pool(count: int, start: tuple[Load, date]) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # "spawn" everywhere: the same on every system, and safe whatever threads the caller has.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_start, initargs=start)


_press: _Press | None = None
"""Of a process that was started here."""


def _start(load: Load, on: date) -> None:
    """Begin a process: it leaves Ctrl-C to the one that started it, and uses one processor."""
    import signal

    global _press
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    _press = _Press(load(), on)


def _ready() -> None:
    """Done by the first process that has begun."""


def _make(task: Task) -> str:
    if _press is None:
        raise RuntimeError("the process was not begun")
    return _press.make(task)


def _processes(asked: int | None, jobs: int) -> int:
    if asked is None:
        try:
            there = len(os.sched_getaffinity(0))
        except AttributeError:  # not on every system
            there = os.cpu_count() or 1
        asked = max(1, min(there, USUAL_PROCESSES, jobs // WORTH_A_PROCESS))
    if not isinstance(asked, int) or isinstance(asked, bool) or not 1 <= asked <= MOST_PROCESSES:
        raise UsageError(f"processes is a whole number from 1 to {MOST_PROCESSES}")
    return max(1, min(asked, jobs))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"the folder {str(folder)!r} cannot be made: {why}") from error


def _subject(job: Job) -> str:
    return ", ".join(job.muscles) or job.complaint


def _one_line(text: str) -> str:
    line = " ".join(clean(text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
