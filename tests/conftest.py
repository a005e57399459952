"""What several tests share."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

from triggerpoints import Catalogue, load_catalogue

# The tests that must pass try the same examples every time. `make search` looks for new ones; what it finds becomes an @example.
settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the data once, before several processes would each do it, and let Ctrl-C reach what the tests start.

    A shell starts what runs in its background with Ctrl-C ignored, and processes pass that on.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        load_catalogue()


@pytest.fixture(scope="session")
def cat() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue()
