"""Reading a file that may be anything: never more of it than is wanted, and one clear error when it is none."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .errors import DataError, Problem
from .text import clean


def read_bounded(path: str | os.PathLike[str], most: int) -> bytes:
    """The first `most` bytes of a file and one more, which shows that it is larger. DataError for what is no readable file."""
    try:
        target = Path(path)
        if stat.S_ISREG(target.stat().st_mode):
            with target.open("rb") as stream:
                return stream.read(most + 1)
        found = "no ordinary file"  # a pipe would wait for ever
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror or type(error).__name__})"
    except ValueError:  # a null character or half a character in the name
        found = "a file that cannot be read (no name of a file)"
    raise DataError([Problem(clean(Path(path).as_posix()), 0, 0, "", found, "a readable file", rule="file")])
