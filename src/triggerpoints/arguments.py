"""What the public functions check of their arguments: the kind of value, before anything is done with it.

Each function returns the value when it is good and raises OptionError, which names the argument and what it may be.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Final, Literal, get_args

from .errors import OptionError
from .messages import say
from .text import nearest

Figure = Literal["neutral", "female", "male"]
FIGURES: Final[tuple[Figure, ...]] = get_args(Figure)


def choice(option: str, value: Any, allowed: Sequence[str]) -> Any:
    """One of some names."""
    if not isinstance(value, str) or value not in allowed:
        raise OptionError(option, value, allowed, nearest(str(value), allowed))
    return value


def name_of(option: str, value: object) -> str:
    """Text. option: what it names, such as "muscle"."""
    if not isinstance(value, str):
        raise OptionError(option, value, [say("name_of", kind=option)])
    return value


def texts(option: str, value: object, *, numbers: bool = False) -> tuple[Any, ...]:
    """A list of texts; a single text is a list of one. numbers: whether whole numbers are good, too."""
    items = tuple(value) if isinstance(value, list | tuple) else (value,)
    if any(isinstance(one, bool) or not isinstance(one, (str, int) if numbers else str) for one in items):
        raise OptionError(option, value, [say("texts_or_numbers" if numbers else "texts")])
    return items


def flag(option: str, value: object) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise OptionError(option, value, ["True", "False"])
    return value


def count(option: str, value: object) -> int:
    """A whole number, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise OptionError(option, value, [say("whole")])
    return value


def path(option: str, value: Any) -> Any:
    """The path of a file or directory."""
    if not isinstance(value, str | os.PathLike) or isinstance(os.fspath(value), bytes):
        raise OptionError(option, value, [say("path")])
    return value
