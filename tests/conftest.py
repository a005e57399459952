"""What several tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from triggerpoints import Catalogue, load_catalogue

# The tests that must pass try the same examples every time. `make search` looks for new ones; what it finds becomes an @example.
settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the data once, before several processes would each do it."""
    if not hasattr(config, "workerinput"):
        load_catalogue()


@pytest.fixture(scope="session")
def cat() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue()
