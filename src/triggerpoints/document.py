"""The compiled catalogue as bytes.

One JSON object. The values of the sections in `PACKED` are themselves JSON texts, one a record: most questions are about a
few records, and the others need not be built.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

V = TypeVar("V")

PACKED: Final = (
    "muscles", "geometry", "footprints", "sites", "areas", "cells", "landmarks", "cautions", "complaints",
    "words",
)  # fmt: skip


class LazyRecords(Mapping[str, V]):
    """Records by id, each built when it is first asked for."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self._built: dict[str, V] = {}

    @abstractmethod
    def _build(self, id: str) -> V:
        """The record of an id. KeyError when there is none."""

    def __getitem__(self, id: str) -> V:
        if id not in self._built:
            self._built[id] = self._build(id)
        return self._built[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and id in self._raw


class Packed(LazyRecords[Any]):
    """Records as their JSON texts."""

    def text(self, id: str) -> str:
        """The record as it is kept."""
        return str(self._raw[id])

    def _build(self, id: str) -> Any:
        return json.loads(self._raw[id])


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """The document as JSON, the same bytes for the same content. ValueError for a number that JSON does not have."""
    texts = {key: {id: record_text(document[key], id) for id in document[key]} for key in PACKED if key in document}
    return _json({**document, **texts}).encode("utf-8")


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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
