"""What several tests share."""

from __future__ import annotations

import pytest

from triggerpoints import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def cat() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue()
