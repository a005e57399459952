"""Many handouts at once: a file of jobs, a folder of handouts, several processes.

    read_batch(path)                           the jobs of a YAML or CSV file
    run_batch(jobs, folder, load_catalogue)    what was done and what was not

A job that cannot be done is told with its reason, and the others are done; so it is when a process ends in the middle of one.
"""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import DataError, OutputError, TriggerpointsError, UsageError
from ..extras import need
from ..messages import counted, say
from ..text import clean
from .jobs import Job, file_names
from .options import MOST_PROCESSES, USUAL_PROCESSES

WORTH_A_PROCESS: Final = 10
"""So many jobs take about as long as another process takes to start."""
_LONGEST: Final = 400  # characters of a reason
_EACH: Final = 3  # files with the same note that are named one by one

Progress = Callable[[int, int], None]
Task = tuple[Job, Path]


class Outcome(NamedTuple):
    """What became of a job: why there is no file, "" if there is one, and what is to be told of it."""

    reason: str
    notes: tuple[str, ...] = ()


Load = Callable[[], Any]
"""`load_catalogue`, or `functools.partial(load_catalogue, path)`; other processes call it, so it must be a name of a module."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """done: the files, in the order of the jobs. failed: the jobs without a file, in their order, with the reason in one line.
    notes: for each file of `done` what it has no room for, what stands in English and what its PDF needed, one line each.
    """

    done: tuple[Path, ...]
    failed: tuple[tuple[Job, str], ...]
    notes: tuple[tuple[str, ...], ...]

    def failures(self) -> tuple[str, ...]:
        """One line a failed job: where it stands, what it was for, why there is no file."""
        parts = [(job.place, ", ".join(job.muscles) or job.complaint, why) for job, why in self.failed]
        return tuple(_one_line(": ".join(filter(None, part))) for part in parts)

    def told(self) -> tuple[str, ...]:
        """The notes, one line a file and note; what holds for more than a few files is one line with their number."""
        files: dict[str, list[str]] = {}
        for path, told in zip(self.done, self.notes, strict=True):
            for note in told:
                files.setdefault(note, []).append(path.name)
        lines = []
        for note, names in files.items():
            if len(names) > _EACH:
                names = [say("first_of", handouts=counted(len(names), "handouts"), name=names[0])]
            lines += [f"{name}: {note}" for name in names]
        return tuple(lines)


class BatchStopped(KeyboardInterrupt):
    """Ctrl-C in the middle of `run_batch`. result: what was settled by then; of: how many jobs there were."""

    def __init__(self, result: BatchResult, of: int) -> None:
        self.result, self.of = result, of
        super().__init__(f"stopped when {len(result.done)} of {of} were done")


def read_batch(path: str | Path, *, clinic: str | Path | None = None) -> tuple[Job, ...]:
    """The jobs of a YAML or CSV file (docs/handouts.md), in its order.

    clinic: the clinic's file for those that name none. Raises DataError with every fault, each at its line and column, those of
    the clinics' files too. Whether there are such muscles, complaints and languages only `run_batch` finds out.
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
    Before the folder is made: UsageError for processes that make no sense, DataError for a catalogue that cannot be read,
    MissingExtraError for a format whose extra is missing. Then OutputError for a folder that cannot be made, UsageError for
    processes that cannot be started, BatchStopped after Ctrl-C.
    """
    tasks = [(job, Path(folder) / name) for job, name in zip(jobs, file_names(jobs), strict=True)]
    count = _processes(processes, len(tasks))
    start = load, on or date.today()
    catalogue = load()  # also with several processes: what is wrong with the data is told once, here
    for extra in sorted({job.format for job in jobs} & {"pdf", "png"}):
        need(extra)  # what is not installed is told once
    _make_folder(folder)
    told = progress or (lambda done, of: None)
    mine, stop = threading.local(), threading.Event()

    def made(task: Task) -> Outcome | None:
        """Make a handout, in a thread that has a process of its own: when that ends in the middle, only its own task is lost."""
        if stop.is_set():
            return None
        if count == 1:
            return _made(catalogue, start[1], task)
        if not hasattr(mine, "pool"):
            mine.pool = pools.enter_context(_begun(start))
        try:
            outcome: Outcome = mine.pool.submit(_work, task).result()
        except BrokenExecutor:
            del mine.pool
            return Outcome(say("crashed"))
        return outcome

    futures: list[Future[Outcome | None]] = []
    with suppress(KeyboardInterrupt), ExitStack() as pools, ThreadPoolExecutor(count, initializer=_block_ctrl_c) as threads:
        try:
            for task in tasks:
                futures.append(threads.submit(made, task))
            told(0, len(tasks))
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()  # raises what is the fault of no handout
                told(done, len(tasks))
        except BaseException:
            stop.set()  # what has been begun is finished, and nothing else is begun
            raise
    settled = [(*task, future.result()) for task, future in zip(tasks, futures, strict=False) if future.done()]
    result = BatchResult(
        tuple(path for _, path, outcome in settled if outcome and not outcome.reason),
        tuple((job, outcome.reason) for job, _, outcome in settled if outcome and outcome.reason),
        tuple(outcome.notes for _, _, outcome in settled if outcome and not outcome.reason),
    )
    if stop.is_set():
        raise BatchStopped(result, len(tasks))
    return result


def _made(catalogue: Any, on: date, task: Task) -> Outcome:
    job, path = task
    try:
        options = job.keywords() | {"complaint": job.complaint or None, "on": on}
        sheet = catalogue.handout(*job.muscles, **options)
        sheet.save(path)
        return Outcome("", tuple(map(_one_line, sheet.notes(path))))
    except DataError as error:
        return Outcome(_one_line("; ".join(map(str, error.problems)) or str(error)))
    except TriggerpointsError as error:
        return Outcome(_one_line(str(error)))
    except BaseException as error:  # a fault of the program, or a panic of the typesetter, is that of one job only
        return Outcome(_one_line(f"unexpected {type(error).__name__}: {error}"))


def _begun(start: tuple[Load, date]) -> ProcessPoolExecutor:
    """One more process. UsageError when none can be started."""
    from multiprocessing import get_context

    # "spawn" everywhere: the same on every system, and safe whatever threads the caller has.
    pool = ProcessPoolExecutor(1, get_context("spawn"), _begin_work, start)
    try:
        pool.submit(os.getpid).result()
    except BrokenExecutor:
        raise UsageError(say("no_process")) from None
    return pool


def _block_ctrl_c() -> None:
    """In this thread, and from the start in the processes that it begins: the main thread answers it for all."""
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # would unblock Ctrl-C if it were begun together with a process
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])


_here: tuple[Any, date]
"""In a process of a batch: the catalogue, and the date that its handouts bear."""


def _begin_work(load: Load, on: date) -> None:
    """What a process does first. It works on one processor, and ends with the process that began it."""
    global _here
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here = load(), on


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _work(task: Task) -> Outcome:
    return _made(*_here, task)


def _processes(asked: int | None, jobs: int) -> int:
    if asked is None:
        try:
            there = len(os.sched_getaffinity(0))
        except AttributeError:  # not on every system
            there = os.cpu_count() or 1
        asked = max(1, min(there, USUAL_PROCESSES, jobs // WORTH_A_PROCESS))
    if not isinstance(asked, int) or isinstance(asked, bool) or not 1 <= asked <= MOST_PROCESSES:
        raise UsageError(say("processes", most=MOST_PROCESSES))
    return max(1, min(asked, jobs))


def _make_folder(folder: str | Path) -> None:
    try:
        if not str(folder):  # pathlib would take it for the working directory, which is hardly what an unset variable meant
            raise OSError(errno.ENOENT, say("no_name"))
        Path(folder).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        why = getattr(error, "strerror", None) or error
        number = getattr(error, "errno", None)
        raise OutputError(say("no_folder", folder=str(folder), why=why), str(folder), number) from error


def _one_line(text: str) -> str:
    line = " ".join(clean(text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
