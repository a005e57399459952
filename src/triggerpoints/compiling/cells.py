"""How the patterns of all muscles split each pain site: exact unions of any group of muscles follow from the pieces.

rows     site id -> [muscle, side, rank, only] that reach it, as seen from a site of the left: side "same" or "other"
         for a paired site, "left" or "right" in the midline; rank as in RANKS; only: the one side of the body on which
         the muscle's points of these zones are described, else null
cells    site id -> [share of the site, bits]: the pieces, largest first; bit k is set where rows[k] covers the piece
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from ..body.encoding import decode_mask
from ..body.measure import Samples
from ..body.surface import Bools, Floats, Ints
from ..model import Muscle, Site, Zone

RANKS: Final = ("essential", "spillover", "rare")
_PLACES: Final = 5  # decimals of a share: pieces are small


def rank(zone: Zone) -> int:
    """Return the place of a zone in RANKS."""
    return 2 if zone.rare is not None else RANKS.index(zone.strength)


def arrange(
    samples: Samples,
    sites: Mapping[str, Site],
    site_masks: Mapping[str, Bools],
    muscles: Mapping[str, Muscle],
    footprints: Mapping[str, Mapping[str, str]],
) -> dict[str, dict[str, Any]]:
    """Return `rows` and `cells` of every site."""
    size = len(samples.areas)
    names: list[tuple[str, int, str | None]] = []
    masks: list[Bools] = []
    for id, muscle in sorted(muscles.items()):
        for mask, number, only in _by_rank(muscle, footprints[id], size):
            names.append((id, number, only))
            masks.append(mask)
    left = np.array(masks) if masks else np.zeros((0, size), dtype=bool)
    half = size // 2
    right = np.concatenate([left[:, half:], left[:, :half]], axis=1)
    result = {}
    for key in sorted(sites):
        where = np.flatnonzero(site_masks[key])
        sides = ("left", "right") if sites[key].laterality == "midline" else ("same", "other")
        found: list[tuple[str, str, int, str | None]] = []
        covers: list[Bools] = []
        for side, all_masks in zip(sides, (left, right), strict=True):
            here = all_masks[:, where]
            for index in np.flatnonzero(here.any(axis=1)).tolist():
                id, number, only = names[index]
                found.append((id, side, number, only))
                covers.append(here[index])
        result[key] = _cells(found, covers, samples.areas[where])
    return result


def _by_rank(muscle: Muscle, prints: Mapping[str, str], size: int) -> Iterable[tuple[Bools, int, str | None]]:
    """Yield the union of a muscle's zones of each rank. Points that are described on one side only are kept apart."""
    unions: dict[tuple[int, str | None], Bools] = {}
    for point in muscle.trigger_points:
        for zone in point.zones:
            key = rank(zone), point.side
            mask = decode_mask(prints[f"{point.id}/{zone.id}"], size)
            unions[key] = unions[key] | mask if key in unions else mask
    for (number, only), mask in sorted(unions.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield mask, number, only


def _cells(found: list[tuple[str, str, int, str | None]], covers: list[Bools], areas: Floats) -> dict[str, Any]:
    if not found:
        return {"rows": [], "cells": []}
    packed = np.packbits(np.array(covers), axis=0)
    order = np.lexsort(packed)
    changed = np.concatenate([[True], (packed[:, order[1:]] != packed[:, order[:-1]]).any(axis=0)])
    group: Ints = np.cumsum(changed) - 1
    sizes = np.bincount(group, weights=areas[order])
    pieces = []
    for index, first in enumerate(order[changed].tolist()):
        bits = sum(1 << row for row, cover in enumerate(covers) if cover[first])
        share = round(float(sizes[index] / areas.sum()), _PLACES)
        if bits and share > 0:
            pieces.append([share, bits])
    pieces.sort(key=lambda piece: (-piece[0], piece[1]))
    return {"rows": [list(row) for row in found], "cells": pieces}
