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
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from ..errors import DataError, OutputError, TriggerpointsError, UsageError
from ..text import clean
from .jobs import MOST_PROCESSES, USUAL_PROCESSES, Job, file_names
from .notes import counted, notes

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from .blocks import Letterhead
    from .handout import Handout

WORTH_A_PROCESS: Final = 10
"""So many jobs take about as long as another process takes to start."""
CRASHED: Final = "the process that made it ended unexpectedly"
_LONGEST: Final = 400  # characters of a reason
_EACH: Final = 3  # files with the same note that are named one by one

Progress = Callable[[int, int], None]
Task = tuple[Job, Path]


class Outcome(NamedTuple):
    """What became of a job: why there is no file, "" if there is one, and what is to be told of it."""

    reason: str
    notes: tuple[str, ...] = ()


Settle = Callable[[int, Outcome], None]
"""Called with the index of a task and what became of it."""


class Sheets(Protocol):
    """A `Catalogue`, as far as it is needed here."""

    def handout(self, *muscles: Any, **options: Any) -> Handout:
        """See `Catalogue.handout`."""
        ...


Load = Callable[[], Sheets]
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
        return tuple(_one_line(": ".join(filter(None, (job.place, _subject(job), why)))) for job, why in self.failed)

    def told(self) -> tuple[str, ...]:
        """The notes, one line a file and note; what holds for more than a few files is one line with their number."""
        files: dict[str, list[str]] = {}
        for path, told in zip(self.done, self.notes, strict=True):
            for note in told:
                files.setdefault(note, []).append(path.name)
        return tuple(
            f"{name}: {note}"
            for note, names in files.items()
            for name in (names if len(names) <= _EACH else [f"{counted(len(names), 'handout')}, {names[0]} the first"])
        )


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
    if isinstance(folder, str) and not folder:
        # pathlib would take it for the working directory, which is hardly what an unset variable meant.
        raise OutputError("the folder '' cannot be made: it has no name", "", errno.ENOENT)
    target = Path(folder)
    tasks = [(job, target / name) for job, name in zip(jobs, file_names(jobs), strict=True)]
    count = _processes(processes, len(tasks))
    press = _Press(load(), on or date.today())  # also with several: what is wrong with the data is told once, here
    _check_extras({job.format for job in jobs})
    _make_folder(target)
    told = progress or (lambda done, of: None)
    outcomes: dict[int, Outcome] = {}

    def settle(index: int, outcome: Outcome) -> None:
        if index not in outcomes:  # after Ctrl-C some are settled again
            outcomes[index] = outcome
            told(len(outcomes), len(tasks))

    try:
        told(0, len(tasks))
        if count > 1:
            _spread(tasks, (load, press.on), count, settle)
        else:
            for index, task in enumerate(tasks):
                settle(index, press.make(task))
    except KeyboardInterrupt:
        raise BatchStopped(_result(tasks, outcomes), len(tasks)) from None
    return _result(tasks, outcomes)


def _result(tasks: Sequence[Task], outcomes: dict[int, Outcome]) -> BatchResult:
    settled = [(task, outcomes[k]) for k, task in enumerate(tasks) if k in outcomes]
    return BatchResult(
        tuple(path for (_, path), outcome in settled if not outcome.reason),
        tuple((job, outcome.reason) for (job, _), outcome in settled if outcome.reason),
        tuple(outcome.notes for _, outcome in settled if not outcome.reason),
    )


class _Press:
    """Makes handouts from one catalogue, all of one date; reads each clinic's file once."""

    def __init__(self, catalogue: Sheets, on: date) -> None:
        self.on = on
        self._catalogue = catalogue
        self._letterheads: dict[Path, Letterhead] = {}

    def make(self, task: Task) -> Outcome:
        """Write one."""
        job, path = task
        try:
            sheet = self._sheet(job)
            sheet.save(path)
            return Outcome("", tuple(map(_one_line, notes(sheet, job.format))))
        except KeyboardInterrupt:
            raise
        except DataError as error:
            return Outcome(_one_line("; ".join(map(str, error.problems)) or str(error)))
        except TriggerpointsError as error:
            return Outcome(_one_line(str(error)))
        except BaseException as error:  # a fault of the program, or a panic of the typesetter, is that of one job only
            return Outcome(_one_line(f"unexpected {type(error).__name__}: {error}"))

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


def _spread(tasks: Sequence[Task], start: tuple[Load, date], count: int, settle: Settle) -> None:
    """Every task, as they get ready.

    When a process ends in the middle, nobody can tell of which task: all that were under way are tried again, each in a process
    of its own, so that only the one that ends it is lost.
    """
    waiting = deque(range(len(tasks)))
    while waiting:
        for index in sorted(_round(tasks, start, count, waiting, settle)):
            settle(index, _alone(tasks[index], start))


def _round(tasks: Sequence[Task], start: tuple[Load, date], count: int, waiting: deque[int], settle: Settle) -> list[int]:
    """What one set of processes gets done of `waiting`, until it is empty or one of them ends; then what was under way is
    returned.
    """
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    lost: list[int] = []
    with _pool(count, start) as pool:
        with _deaf():
            ready = pool.submit(_ready)
        flying: dict[Future[Outcome], int] = {}
        broken = False
        try:
            while flying or (waiting and not broken):
                # No more than keeps them busy: the fewer are under way, the fewer are to be tried again.
                while waiting and len(flying) < 2 * count and not broken:
                    try:
                        with _deaf():  # it may start a process
                            flying[pool.submit(_make, tasks[waiting[0]])] = waiting[0]
                            waiting.popleft()
                    except BrokenProcessPool:
                        broken = True
                if not flying:
                    break
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    if isinstance(future.exception(), BrokenProcessPool):
                        broken = True
                        lost.append(flying[future])
                    else:
                        settle(flying[future], future.result())
                    del flying[future]
        except BaseException:
            # What has begun is finished, and counts; nothing else is begun.
            pool.shutdown()
            for future, index in flying.items():
                if future.exception() is None:
                    settle(index, future.result())
            raise
        if broken and (not ready.done() or ready.exception()):
            raise UsageError(
                "no further process can be started here: take processes=1, or call run_batch under if __name__ == '__main__'"
            )
        if broken and not lost and waiting:
            lost.append(waiting.popleft())  # one ended between two tasks: still, every round gets on
    return lost


def _alone(task: Task, start: tuple[Load, date]) -> Outcome:
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1, start) as pool:
        try:
            with _deaf():
                future = pool.submit(_make, task)
            return future.result()
        except BrokenProcessPool:
            return Outcome(CRASHED)


def _pool(count: int, start: tuple[Load, date]) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # "spawn" everywhere: the same on every system, and safe whatever threads the caller has.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_start, initargs=start)


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C waits until the end of this, and for ever in processes that are started meanwhile: they leave it to this one from
    their first moment.
    """
    if not hasattr(signal, "pthread_sigmask"):  # not on Windows; there `_start` is the first moment
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # to begin with the first process, and to let Ctrl-C through
    # Processes inherit what this thread blocks. But the signal may go to another thread, such as one of numpy's, and would be
    # raised here all the same: so it is kept until the end.
    kept: list[int] = []
    here = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: kept.append(number)) if here else None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if here:
            signal.signal(signal.SIGINT, handler if handler is not None else signal.SIG_DFL)
        if kept:
            signal.raise_signal(signal.SIGINT)


_press: _Press | None = None
"""Of a process that was started here."""


def _start(load: Load, on: date) -> None:
    """Begin a process: it ends with the one that started it, leaves Ctrl-C to that, and uses one processor."""
    global _press
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    _press = _Press(load(), on)


def _end_with_parent() -> None:
    """A process that is killed tells its own nothing: they would wait for the next task for ever."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _ready() -> None:
    """Done by the first process that has begun."""


def _make(task: Task) -> Outcome:
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


def _check_extras(formats: Collection[str]) -> None:
    """What is not installed is told once."""
    if "pdf" in formats:
        from .pdf import need_typst

        need_typst()
    if "png" in formats:
        from ..picture import png  # noqa: F401


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        why = getattr(error, "strerror", None) or error
        number = getattr(error, "errno", None)
        raise OutputError(f"the folder {str(folder)!r} cannot be made: {why}", str(folder), number) from error


def _subject(job: Job) -> str:
    return ", ".join(job.muscles) or job.complaint


def _one_line(text: str) -> str:
    line = " ".join(clean(text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
