"""What several tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from triggerpoints import Catalogue, load_catalogue

# The tests that must pass try the same examples every time. `make search` looks for new ones; what it finds becomes an @example.
settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile("same")


@pytest.fixture(scope="session")
def cat() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue()
