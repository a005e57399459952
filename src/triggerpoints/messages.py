"""The sentences that the package says: with placeholders, by key.

say("unknown", kind="muscle", name="'trapezus'")    "unknown muscle 'trapezus'"

`messages.toml` holds what is said without a catalogue, in errors and on the command line. Other sentences stand in `words/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final


class Texts:
    """Texts with {placeholders} by key; those of `messages.toml` unless others are given."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        if texts is not None:
            self._texts = texts

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        """The file is read when something is first said, which most runs never do."""
        import tomllib
        from importlib import resources

        return tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a key with its placeholders filled in. A brace in a value stays a brace."""
        return self._texts[key].format(**values)

    def listed(self, join: str, items: Sequence[str]) -> str:
        """Some items as a list in words. join: the key of the text that joins the {first} ones and the {last}."""
        return items[0] if len(items) == 1 else self(join, first=", ".join(items[:-1]), last=items[-1])


say: Final = Texts()


def answer_texts(document: Mapping[str, Any]) -> Texts:
    """The sentences of answers of a compiled document: words/en/answer.yaml."""
    return Texts(document["words"]["en"]["answer"]["texts"])


def counted(count: int, what: str) -> str:
    """A number of things in words. what: the key of the plural."""
    return say(f"{what.removesuffix('s')}_1" if count == 1 else what, count=count)
