"""The compiled catalogue as bytes.

One JSON object. The values of the sections in `PACKED` are themselves JSON texts, one a record: most questions are about a
few records, and the others need not be built.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

PACKED: Final = (
    "muscles", "geometry", "footprints", "sites", "areas", "cells", "landmarks", "cautions", "complaints",
    "words",
)  # fmt: skip


class Packed(Mapping[str, Any]):
    """Records by id, each built from its JSON text when it is first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._built: dict[str, Any] = {}

    def text(self, id: str) -> str:
        """The record as it is kept."""
        return self._texts[id]

    def __getitem__(self, id: str) -> Any:
        if id not in self._built:
            self._built[id] = json.loads(self._texts[id])
        return self._built[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, id: object) -> bool:
        return id in self._texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # equal to any equal mapping, as a dict is

    def __reduce__(self) -> tuple[Any, ...]:
        return Packed, (self._texts,)

    def __repr__(self) -> str:
        return f"<{len(self)} packed records>"


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """The document as JSON, the same bytes for the same content. ValueError for a number that JSON does not have."""
    file = {key: _texts(value) if key in PACKED else value for key, value in document.items()}
    return _json(file).encode("utf-8")


def from_bytes(content: bytes) -> dict[str, Any]:
    """What `to_bytes` wrote. ValueError when it is something else."""
    file = json.loads(content)
    # A tree that is compiled by itself has no words.
    if not isinstance(file, dict) or not all(isinstance(file.get(key), dict) for key in PACKED if key != "words" or key in file):
        raise ValueError("not a compiled catalogue")
    return {key: Packed(value) if key in PACKED else value for key, value in file.items()}


def record_text(section: Mapping[str, Any], id: str) -> str:
    """A record of a section as JSON: what models are built from."""
    return section.text(id) if isinstance(section, Packed) else _json(section[id])


def _texts(section: Mapping[str, Any]) -> dict[str, str]:
    return {id: record_text(section, id) for id in section}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
