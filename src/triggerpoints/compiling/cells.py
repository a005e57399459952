"""How the patterns of all muscles split each pain site: exact unions of any group of muscles follow from the pieces.

rows     site id -> [muscle, side, rank, only] that reach it, as seen from a site of the left: side "same" or "other"
         for a paired site, "left" or "right" in the midline; rank as in RANKS; only: the one side of the body on which
         the muscle's points of these zones are described, else null
cells    site id -> [share of the site, bits]: the pieces, largest first; bit k is set where rows[k] covers the piece
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from ..body.encoding import decode_mask
from ..body.measure import Samples
from ..body.surface import Bools, Floats
from ..model import Muscle, Site
from .checks.walk import zones_of

RANKS: Final = ("essential", "spillover", "rare")
_PLACES: Final = 5  # decimals of a share: pieces are small


def arrange(
    samples: Samples,
    sites: Mapping[str, Site],
    site_masks: Mapping[str, Bools],
    muscles: Mapping[str, Muscle],
    footprints: Mapping[str, Mapping[str, str]],
) -> dict[str, dict[str, Any]]:
    """Return `rows` and `cells` of every site."""
    unions: dict[tuple[str, int, str | None], Bools] = {}
    for id, muscle in muscles.items():
        for _, point, zone in zones_of(muscle):
            # Points that are described on one side only are kept apart.
            key = id, RANKS.index(zone.strength if zone.rare is None else "rare"), point.side
            mask = decode_mask(footprints[id][f"{point.id}/{zone.id}"], len(samples.areas))
            unions[key] = unions[key] | mask if key in unions else mask
    found = sorted(unions.items(), key=lambda item: (*item[0][:2], item[0][2] or ""))
    result = {}
    for site in sorted(sites):
        where = np.flatnonzero(site_masks[site])
        sides = ("left", "right") if sites[site].laterality == "midline" else ("same", "other")
        rows: list[list[Any]] = []
        covers: list[Bools] = []
        for number, side in enumerate(sides):
            for (id, strength, only), mask in found:
                cover = (samples.mirrored(mask) if number else mask)[where]
                if cover.any():
                    rows.append([id, side, strength, only])
                    covers.append(cover)
        result[site] = {"rows": rows, "cells": _cells(covers, samples.areas[where])}
    return result


def _cells(covers: list[Bools], areas: Floats) -> list[list[float | int]]:
    """Return the pieces into which masks (N,) cut samples with those areas (N,)."""
    if not covers:
        return []
    _, first, piece = np.unique(np.packbits(covers, axis=0), axis=1, return_index=True, return_inverse=True)
    shares = np.bincount(piece.ravel(), areas) / areas.sum()
    bits = [sum(1 << row for row, cover in enumerate(covers) if cover[sample]) for sample in first]
    cells = [[round(share, _PLACES), number] for share, number in zip(shares.tolist(), bits, strict=True)]
    return sorted((cell for cell in cells if cell[0] > 0 and cell[1]), key=lambda cell: (-cell[0], cell[1]))
