"""A base drawing as the bytes that triggerpoints.picture.art reads."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence

import numpy as np

from triggerpoints.body.surface import Floats
from triggerpoints.picture.art import SHARE_STEPS, WIDTH_STEPS, Art


def pack(art: Art, unit: float) -> bytes:
    """`art` as bytes, coordinates rounded to `unit` mm."""
    u0, v0, u1, v1 = art.bounds
    origin = np.round([(u0 + u1) / 2, (v0 + v1) / 2])
    head = {
        "unit": unit,
        "origin": origin.tolist(),
        "pen": art.pen,
        "bounds": [round(edge, 1) for edge in art.bounds],
        "outline": _lengths(art.outline),
        "tones": [[tone.opacity, _lengths(tone.rings)] for tone in art.tones],
        "strokes": [[stroke.kind, int(stroke.filled), len(stroke.points)] for stroke in art.strokes],
        "cuts": _lengths(art.cuts),
    }
    lines = [*art.outline, *(ring for tone in art.tones for ring in tone.rings)]
    lines += [*(stroke.points for stroke in art.strokes), *art.cuts]
    text = json.dumps(head, separators=(",", ":")).encode("ascii")
    whole = [np.round((line - origin) / unit).astype(np.int64) for line in lines]
    steps = [np.concatenate([line[:1], np.diff(line, axis=0)]) for line in whole]
    both = np.concatenate(steps).T if steps else np.zeros((2, 0))
    widths = np.concatenate([stroke.widths for stroke in art.strokes] or [np.zeros(0)])
    return b"".join(
        [
            struct.pack("<I", len(text)),
            text,
            np.ascontiguousarray(both).astype("<i2").tobytes(),
            np.clip(np.round(widths * WIDTH_STEPS), 0, 255).astype("u1").tobytes(),
            np.clip(np.round(art.visible * SHARE_STEPS), 0, 255).astype("u1").tobytes(),
        ]
    )


def _lengths(lines: Sequence[Floats]) -> list[int]:
    return [len(line) for line in lines]
