"""A pain site as the pain asked about: its patches on the side that was named, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np

from ..body.drawn import unpack_patch
from ..body.measure import skin_samples
from ..body.patches import Patch
from ..body.surface import Ints
from ..errors import OptionError, UnknownNameError
from ..sides import Side
from ..text import nearest
from .asked import Asked, plain_name
from .captions import Captions

AskedSide = Literal["left", "right", "both"]
Records = Mapping[str, Mapping[str, Any]]
Areas = Mapping[str, Sequence[Mapping[str, Any]]]


def asked_site(id: str, side: AskedSide | None, sites: Records, areas: Areas, texts: Mapping[str, str] | None = None) -> Asked:
    """A pain site as the pain asked about.

    side: the patient's own, of a paired site; None when it is not known: then the right one is drawn, and the label says so.
    A site of the midline has both halves, or the one that `side` says; one that lies on one side only (the appendix) that side.
    sites, areas: the plain records of all sites and their packed patches, as in the compiled document. texts: captions, as a
    DiagramRequest has them.
    """
    if id not in sites:
        raise UnknownNameError("pain site", id, nearest(id, sites))
    if side is not None and side not in get_args(AskedSide):
        raise OptionError("side", side, get_args(AskedSide), nearest(str(side), get_args(AskedSide)))
    laterality, name = sites[id]["laterality"], plain_name(sites[id]["name"])
    half = laterality == "midline" and side in ("left", "right")
    if laterality == "paired" or half:
        captions = Captions(texts or {})
        key = "place_more" if "(" in name else "place"
        name = captions.text(key, place=name, side=captions.text(f"place_{side or 'unknown'}"))
    parts = [(part, [unpack_patch(raw) for raw in areas[part]]) for part in _with_skin(id, sites, areas)]
    if half:
        return Asked(name, samples=_half(side, [patch for _, patches in parts for patch in patches]))
    wanted = ("left", "right") if laterality != "paired" or side == "both" else (side or "right",)

    def on(half: Side) -> tuple[Patch, ...]:
        other = "left" if half == "right" else "right"
        there = (patches for part, patches in parts if sites[part]["laterality"] != other)
        return tuple(patch for patches in there for patch in patches) if half in wanted else ()

    return Asked(name, on("left"), on("right"))


def _half(side: str | None, patches: Sequence[Patch]) -> Ints:
    """(N,) the samples of the skin on one half of a site in the midline."""
    every = skin_samples()
    mask = every.inside(patches)
    mask |= every.mirrored(mask)
    mask &= (every.positions[:, 0] > 0) == (side == "left")
    return np.flatnonzero(mask)


def _with_skin(id: str, sites: Records, areas: Areas) -> Iterator[str]:
    """The site itself, or the parts of it that have skin of their own when it is their union."""
    if areas.get(id):
        yield id
    else:
        for child in sites:
            if sites[child].get("parent") == id:
                yield from _with_skin(child, sites, areas)
