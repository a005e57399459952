"""Anchors as short text, for the compiled catalogue: 4 bytes a point, base64."""

from __future__ import annotations

import base64

import numpy as np

from .anchors import Anchors

_RECORD = np.dtype([("triangle", "<u2"), ("a", "u1"), ("b", "u1")])


def encode(anchors: Anchors) -> str:
    """Triangle number and two corner weights in 255ths (the third follows): off by 0.1 mm at most."""
    record = np.zeros(len(anchors), dtype=_RECORD)
    steps = np.round(anchors.weights[:, :2] * 255)
    steps[:, 1] = np.minimum(steps[:, 1], 255 - steps[:, 0])
    record["triangle"], record["a"], record["b"] = anchors.triangle, steps[:, 0], steps[:, 1]
    return base64.b64encode(record.tobytes()).decode("ascii")


def decode(text: str) -> Anchors:
    """The anchors that `encode` wrote. ValueError when the text is not of that form."""
    record = np.frombuffer(base64.b64decode(text, validate=True), dtype=_RECORD)
    first, second = record["a"] / 255.0, record["b"] / 255.0
    return Anchors(record["triangle"].astype(np.int64), np.stack([first, second, 1 - first - second], axis=1))
