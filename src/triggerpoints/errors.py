"""Every error the package raises on purpose.

One base class, `TriggerpointsError`. Each error also subclasses the built-in a caller would expect (an unknown
name is a `KeyError`, bad data is a `ValueError`), so that both `except TriggerpointsError` and the usual handlers work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from .messages import counted, say
from .text import clean, show

_TOLD: Final = 10  # parts of a question that a message lists

Severity = Literal["ERROR", "WARNING"]
ERROR: Final = "ERROR"
WARNING: Final = "WARNING"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One fault of one place in the data. Sorts by place; `str` is always a single line.

    file      the file as the caller named it ("" when the fault belongs to no file)
    line      from 1; 0 when the fault belongs to the whole file
    column    from 1; 0 when the fault belongs to the whole file
    field     the path inside the file, such as `trigger_points[0].zones[1].strength` ("" for the file itself)
    found     what stands there
    allowed   what may stand there
    nearest   the allowed value that looks most like what was found ("" when there is none)
    rule      a short stable id of the rule that was broken, such as `unknown-site`
    severity  ERROR (the data is not usable) or WARNING
    """

    file: str
    line: int
    column: int
    field: str
    found: str
    allowed: str
    nearest: str = ""
    rule: str = ""
    severity: Severity = ERROR

    def __str__(self) -> str:
        where = self.file or "data"
        if self.line:
            where += f":{self.line}:{self.column}"
        parts = [where]
        if self.severity == WARNING:
            parts.append(say("warning"))
        if self.field:
            parts.append(self.field)
        key = "problem_nearest" if self.nearest else "problem"
        parts.append(say(key, found=self.found, allowed=self.allowed, nearest=self.nearest))
        return " ".join(clean(": ".join(parts)).split())


class TriggerpointsError(Exception):
    """Base class of every error of this package. Two errors are equal when they are of one class and say the same.

    Python copies and pickles an error by calling its class with its `args`.
    """

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash((type(self), str(self)))


class UnknownNameError(TriggerpointsError, KeyError):
    """A muscle, site, view... of that name does not exist.

    kind          what was looked for ("muscle", "site", "view", ...)
    name          the name that was asked for
    suggestions   names that exist and look alike, best first; may be empty
    """

    def __init__(self, kind: str, name: str, suggestions: Iterable[str] = ()) -> None:
        self.kind = kind
        self.name = name
        self.suggestions: tuple[str, ...] = tuple(suggestions)
        super().__init__(kind, name, self.suggestions)

    def __str__(self) -> str:  # KeyError would show the repr of its argument
        return _suggested(say("unknown", kind=self.kind, name=show(self.name)), self.suggestions)


class AmbiguousNameError(UnknownNameError):
    """A name fits several things equally well; `suggestions` holds all of them."""

    def __str__(self) -> str:
        key, names = ("ambiguous_names", _one_of(self.suggestions)) if self.suggestions else ("ambiguous", "")
        return say(key, kind=self.kind, name=show(self.name), names=names)


class NotUnderstoodError(UnknownNameError):
    """Nothing of a question was understood. `parts`: each part of it with the known names that look like it, best first."""

    def __init__(self, parts: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self.parts: tuple[tuple[str, tuple[str, ...]], ...] = tuple(parts)
        first = self.parts[0][0] if self.parts else ""
        super().__init__("pain site", first, dict.fromkeys(name for _, names in self.parts for name in names))
        self.args = (self.parts,)

    def __str__(self) -> str:
        told = [say("part_near", part=show(part), names=_one_of(near)) if near else show(part) for part, near in self.parts]
        parts = "; ".join(told[:_TOLD])
        return say("not_understood", parts=say("parts_more", parts=parts, count=len(told) - _TOLD) if told[_TOLD:] else parts)


class DataError(TriggerpointsError, ValueError):
    """The data cannot be used. `problems` holds every fault that was found, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join([counted(len(self.problems), "problems"), *(f"  {problem}" for problem in self.problems)])


class OptionError(TriggerpointsError, ValueError):
    """An argument has a value that is not allowed (a side, a palette, a figure, ...).

    option        name of the argument
    value         the value that was given; in another process, its picture in words when it is no plain value
    allowed       the values that may be given, in the order to be shown
    suggestions   the allowed values that look alike, best first; may be empty
    """

    def __init__(self, option: str, value: object, allowed: Iterable[str], suggestions: Iterable[str] = ()) -> None:
        self.option = option
        self.value = value
        self.allowed: tuple[str, ...] = tuple(allowed)
        self.suggestions: tuple[str, ...] = tuple(suggestions)
        self._shown = show(value)
        super().__init__(option, self._shown)

    def __reduce__(self) -> tuple[Any, ...]:
        plain = self.value is None or isinstance(self.value, str | bytes | int | float)  # others may not be picklable
        made_of = (self.option, self.value if plain else self._shown, self.allowed, self.suggestions)
        return type(self), made_of, {"_shown": self._shown, "args": self.args}

    def __str__(self) -> str:
        said = say("option", option=self.option, value=self._shown, allowed=", ".join(self.allowed))
        return _suggested(said, self.suggestions)


class UsageError(TriggerpointsError, ValueError):
    """The call makes no sense as a whole, although each argument alone is allowed."""


class OutputError(TriggerpointsError, OSError):
    """A result could not be written; nothing half-written is left behind.

    filename   what should have been written, None when the fault lies elsewhere
    errno      the number of the system's fault (see the module `errno`), None when it has none
    """

    def __init__(self, said: str, filename: str | None = None, errno: int | None = None) -> None:
        self._said = said
        super().__init__(errno, said, filename)

    def __reduce__(self) -> tuple[Any, ...]:
        # OSError keeps the name of the file apart from its other arguments.
        return type(self), (self._said, self.filename, self.errno), self.__dict__

    def __str__(self) -> str:
        return self._said


class MissingExtraError(TriggerpointsError, ImportError):
    """An optional part was asked for whose dependency is not installed. `extra` names the extra to install."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        self.purpose = purpose
        super().__init__(extra, purpose)

    def __str__(self) -> str:
        return say("extra", purpose=self.purpose, extra=self.extra)


def _suggested(said: str, names: tuple[str, ...]) -> str:
    return say("did_you_mean", said=said, names=_one_of(names)) if names else said


def _one_of(names: tuple[str, ...]) -> str:
    return say.listed("or", [repr(name) for name in names])
