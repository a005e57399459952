"""Muscle fibres: lines over the skin from points along the origin to points along the insertion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model.muscle import Fibres
from .anchors import Anchors
from .places import Place, Places


def fibre_lines(places: Places, sheet: Fibres) -> list[Anchors]:
    """The ruled lines of a sheet of fibres, first to last, each as samples on the skin from origin to insertion."""
    origin = [places.place(point) for point in sheet.from_]
    insertion = [places.place(point) for point in sheet.to]
    shares = [0.5] if sheet.lines == 1 else [number / (sheet.lines - 1) for number in range(sheet.lines)]
    return [places.path([_along(places, origin, share), _along(places, insertion, share)])[0] for share in shares]


def _along(places: Places, row: Sequence[Place], share: float) -> Place:
    """The place at a share of the way along a row of places (by number of places, not by length)."""
    if len(row) == 1:
        return row[0]
    position = share * (len(row) - 1)
    start = min(int(np.floor(position)), len(row) - 2)
    t = position - start
    first, second = row[start], row[start + 1]
    if t == 0:
        return first
    return places.dropped((1 - t) * first.position + t * second.position, (1 - t) * first.normal + t * second.normal)
