"""A pain site as the pain asked about: its patches on the side that was named, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..body.drawn import unpack_patch
from ..body.measure import skin_samples
from ..body.patches import Patch
from ..body.surface import Ints
from ..errors import UnknownNameError
from ..sides import OPPOSITE, SIDES, AskedSide, each
from ..sites import SiteTree
from ..text import nearest, plain_name
from .asked import AskedPlace
from .captions import Captions

Records = Mapping[str, Mapping[str, Any]]
Areas = Mapping[str, Sequence[Mapping[str, Any]]]


def asked_site(
    id: str,
    side: AskedSide | None,
    sites: Records,
    areas: Areas,
    texts: Mapping[str, str] | None = None,
    otherwise: AskedSide | None = None,
) -> AskedPlace:
    """A pain site as the pain asked about. UnknownNameError when there is no such site.

    side: the patient's own, of a paired site; without one it is drawn on the side `otherwise`, which the question names for
    other pain. When neither is known, it is drawn on the right, and the label says so.
    A site of the midline has both halves, or the one that `side` says; one that lies on one side only (the appendix) that side.
    sites, areas: the plain records of all sites and their packed patches, as in the compiled document. texts: captions, as a
    DiagramRequest has them.
    """
    if id not in sites:
        raise UnknownNameError("pain site", id, nearest(id, sites))
    laterality, name = sites[id]["laterality"], plain_name(sites[id]["name"])
    paired, half = laterality == "paired", laterality == "midline" and side in SIDES
    if paired:
        side = side or otherwise
    if paired or half:
        captions = Captions(texts or {})
        key = "place_more" if "(" in name else "place"
        name = captions.text(key, place=name, side=captions.text(f"place_{side or 'unknown'}"))
    parts = [(sites[part]["laterality"], unpack_patch(raw)) for part in _with_skin(id, sites, areas) for raw in areas[part]]
    if half:
        return AskedPlace(name, samples=_half(side == "left", [patch for _, patch in parts]))
    drawn = each(side or "right") if paired else SIDES
    left, right = (tuple(patch for lies, patch in parts if here in drawn and lies != OPPOSITE[here]) for here in SIDES)
    return AskedPlace(name, left, right)


def _half(left: bool, patches: Sequence[Patch]) -> Ints:
    """(N,) the samples of the skin on one half of a site in the midline."""
    every = skin_samples()
    mask = every.inside(patches)
    return np.flatnonzero((mask | every.mirrored(mask)) & ((every.positions[:, 0] > 0) == left))


def _with_skin(id: str, sites: Records, areas: Areas) -> Iterator[str]:
    """The site itself, or the parts of it that have skin of their own when it is their union."""
    if areas.get(id):
        yield id
    else:
        for part in SiteTree(sites).parts(id):
            yield from _with_skin(part, sites, areas)
