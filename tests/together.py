"""Many cases in one test: where a test for each of a thousand records would tell no more than a list of those that fail."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest


def for_every(cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test on each case, its first argument; it fails with every case that did, and why. Other arguments are fixtures."""

    def wrap(check: Callable[..., None]) -> Callable[..., None]:
        every = list(cases)

        @functools.wraps(check)
        def run(**fixtures: Any) -> None:
            assert every, "nothing to check"
            faults = []
            for case in every:
                try:
                    check(case, **fixtures)
                except (Exception, pytest.fail.Exception) as error:
                    faults.append(f"{case!r}: {type(error).__name__}: {error}")
            if faults:
                pytest.fail(f"{len(faults)} of {len(every)}\n" + "\n".join(faults), pytrace=False)

        signature = inspect.signature(check)
        run.__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])  # type: ignore[attr-defined]
        del run.__wrapped__  # type: ignore[attr-defined]
        return run

    return wrap
