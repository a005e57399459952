"""Anchors and masks as short text, base64, for the compiled catalogue.

An anchor takes 4 bytes; a mask of the skin's samples two bytes for each of its runs.
"""

from __future__ import annotations

import base64

import numpy as np

from .anchors import Anchors
from .surface import Bools

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


def encode_mask(mask: Bools) -> str:
    """A mask (N,) as text: lengths of its runs, the first of them outside, two bytes each."""
    edges = np.flatnonzero(np.diff(mask, prepend=False))
    lengths = np.diff(edges, prepend=0, append=len(mask) if len(edges) % 2 else edges[-1:])
    runs: list[int] = []
    for length in lengths.tolist():
        while length > 0xFFFF:  # a run too long for two bytes goes on after an empty one of the other kind
            runs += [0xFFFF, 0]
            length -= 0xFFFF
        runs.append(length)
    return base64.b64encode(np.array(runs, dtype="<u2").tobytes()).decode("ascii")


def decode_mask(text: str, size: int) -> Bools:
    """The mask (size,) that `encode_mask` wrote."""
    runs = np.frombuffer(base64.b64decode(text), dtype="<u2")
    inside = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    mask = np.zeros(size, dtype=bool)
    mask[: len(inside)] = inside
    return mask
