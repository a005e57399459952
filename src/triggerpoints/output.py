"""Writing a result to a file, whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from . import arguments
from .errors import OutputError
from .messages import say


def target_of(path: str | os.PathLike[str], endings: Sequence[str]) -> tuple[Path, str]:
    """Where to write, and which of the endings its name has, in lower case. Raises OutputError for another ending."""
    target = Path(arguments.path("path", path))
    kind = target.suffix.lower()
    if kind not in endings:
        raise _refused(path, say("ending", endings=say.listed("or", endings)), errno.EINVAL)
    return target, kind


def write(target: Path, data: bytes) -> None:
    """Through a temporary file in the same folder, so that a failure leaves nothing half-written. Raises OutputError.

    A file that is there keeps who may read it; a link stays a link, and what it points to is written.
    """
    temporary = None
    try:
        place = Path(os.path.realpath(target))
        there = _replaceable(place)
        # Not called after the target, whose name may be as long as names can be.
        temporary = place.parent / f".{token_hex(8)}.part"
        with temporary.open("xb") as file:
            if there:
                shutil.copymode(place, temporary)
            file.write(data)
        temporary.replace(place)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise _refused(target, getattr(error, "strerror", None) or error, getattr(error, "errno", None)) from error
    finally:
        if temporary is not None:
            with suppress(OSError):  # it has its own name by now
                temporary.unlink()


def _refused(target: str | os.PathLike[str], why: object, number: int | None) -> OutputError:
    return OutputError(say("not_written", target=repr(str(target)), why=why), str(target), number)


def _replaceable(place: Path) -> bool:
    """Whether there is a file already. OSError for what must not be replaced by one."""
    try:
        found = place.lstat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(found):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found):  # a device or a pipe would be no more; links that lead to each other end here, too
        raise OSError(errno.EINVAL, "no ordinary file")
    return True
