"""A catalogue whose handouts are made at once. Apart from the tests, so that a process that needs it begins quickly."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from triggerpoints.errors import DataError, UnknownNameError
from triggerpoints.handout.handout import Handout
from triggerpoints.output import write


class Paper:
    fallbacks = ("picture.x", "handout.y")
    notes = Handout.notes

    def __init__(self, text: str, left_out: tuple[str, ...] = (), pdf_notes: tuple[str, ...] = ()) -> None:
        self.text, self.left_out, self._pdf_notes = text, left_out, pdf_notes

    def pdf_notes(self) -> tuple[str, ...]:
        return self._pdf_notes

    def save(self, path: Path) -> None:
        write(path, self.text.encode("utf-8"))


class Stub:
    """A catalogue whose handouts say what they were asked for; names of muscles make it fail in every way."""

    def handout(self, *muscles: str, **options: Any) -> Paper:
        if "nowhere" in muscles:
            raise UnknownNameError("muscle", "nowhere\nat all", ["masseter"])
        if "fault" in muscles:
            raise ZeroDivisionError("a fault\nof the program")
        if "leave" in muscles:
            raise SystemExit(7)
        if "crash" in muscles:
            os._exit(3)
        left_out = ("a figure", muscles[0] if muscles else "") if "crowded" in muscles else ()
        return Paper(json.dumps([muscles, options], default=str, sort_keys=True), left_out, ("Small letters.",))


def stub() -> Stub:
    return Stub()


class Slow(Stub):
    """Its handouts take a while, as real ones do."""

    def handout(self, *muscles: str, **options: Any) -> Paper:
        time.sleep(0.03)
        return super().handout(*muscles, **options)


def slow_stub() -> Stub:
    return Slow()


def no_catalogue() -> Stub:
    raise DataError([])


def ends() -> Stub:
    """Loads where it is called from, and ends every other process."""
    if os.environ.get("HANDOUT_TEST_PARENT") != str(os.getpid()):
        os._exit(4)
    return Stub()
