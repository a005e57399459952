"""What one handout of a batch is made from, the name of the file that it becomes, how many are made at a time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from .options import HandoutOptions

Format = Literal["pdf", "html", "png", "svg"]
"""pdf, html: the handout; png, svg: its figure alone."""
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_LONGEST: Final = 80  # characters of a name without number and ending: whole paths stay short enough for every system
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|clock\$?|conin\$?|conout\$?|com[0-9]|lpt[0-9])(?=\.|$)", re.I)


@dataclass(frozen=True, slots=True)
class Job(HandoutOptions):
    """One handout of a batch: what it is about, its options, and where it goes.

    complaint: as it is called, "" for none. format: one of FORMATS. file: the name that was asked for, without folder and ending;
    "" for one of its own. place: where it stands in the batch file (file:line:column), for messages; "" for nowhere.
    """

    muscles: tuple[str, ...] = ()
    complaint: str = ""
    format: Format = "pdf"
    file: str = ""
    place: str = ""


def file_names(jobs: Sequence[Job]) -> tuple[str, ...]:
    """A name for each job's file: letters, digits, '-', '_' and '.' only, never a path, and no two alike, whatever their case.

    The same jobs get the same names. A job without a name of its own is called after its number, its muscles or complaint, and
    the side if it names one: which side is drawn otherwise is for the catalogue to say.
    """
    digits = max(3, len(str(len(jobs))))
    taken: set[str] = set()
    names = []
    for number, job in enumerate(jobs, start=1):
        stem = safe_stem(job.file.removesuffix(f".{job.format}")) or _own(job, f"{number:0{digits}}")
        name, again = f"{stem}.{job.format}", 1
        while name.lower() in taken:
            again += 1
            name = f"{stem}-{again}.{job.format}"
        taken.add(name.lower())
        names.append(name)
    return tuple(names)


def safe_stem(text: str) -> str:
    """A file name without ending that every system takes, as near to `text` as can be; "" when nothing of it is left.

    Accents are dropped, everything else that is not an ASCII letter, a digit or '._-' becomes '-'; what Windows keeps for
    devices is told apart.
    """
    plain = unicodedata.normalize("NFKD", text[: 4 * _LONGEST])
    plain = _UNSAFE.sub("-", "".join(char for char in plain if not unicodedata.combining(char)))
    plain = re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", plain)).strip("-.")[:_LONGEST].rstrip("-.")
    return f"handout-{plain}" if _RESERVED.match(plain) else plain


def _own(job: Job, number: str) -> str:
    told, side = safe_stem("-".join(job.muscles) or job.complaint), job.side or ""
    return "-".join(part for part in (number, told, side if side.isalpha() and side.isascii() else "") if part)
