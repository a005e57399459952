"""Many cases in one test: every case is tried, and all that fail are told."""

from __future__ import annotations

import pytest
from together import for_every


def test_every_case_that_fails_is_told(tmp_path) -> None:
    @for_every([1, 2, 3, 4])
    def check(number: int, tmp_path: object) -> None:
        assert tmp_path
        assert number % 2, "even"
        with pytest.raises(ZeroDivisionError):
            assert 1 / (number - 3)

    with pytest.raises(pytest.fail.Exception) as caught:
        check(tmp_path=tmp_path)
    first, *others = str(caught.value).splitlines()
    assert first == "3 of 4"
    assert [line.split(":")[0] for line in others if line[:1].isdigit()] == ["1", "2", "4"]
    assert "even" in str(caught.value)


def test_no_case_is_no_success() -> None:
    @for_every([])
    def check(case: object) -> None:
        """Never called."""

    with pytest.raises(AssertionError, match="nothing to check"):
        check()
