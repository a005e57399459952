"""How patterns and pain sites cover an area of skin that somebody drew, in mm2 of the reference skin.

    AreaRuler(document).measure(indices) -> AreaCover

Shares come from whole millionths of a mm2, so that they do not depend on the order of the samples: an area and its mirror image
give the same shares to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..sides import SIDES, Side

if TYPE_CHECKING:
    from ..body.surface import Bools, Ints

LEAST: Final = 0.005
"""Less than this share of the area and of the zone (or site) is not worth a row."""

_UNITS: Final = 1e6
_BLOCK: Final = 64  # samples


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A zone that meets the area. side: of the muscle.

    of_area: share of the area that lies in the zone; of_zone: share of the zone that lies in the area.
    """

    muscle: str
    side: Side
    point: str
    zone: str
    of_area: float
    of_zone: float


@dataclass(frozen=True, slots=True)
class SiteShare:
    """A pain site that meets the area. side: None in the midline. of_site: share of that one place of the site."""

    site: str
    side: Side | None
    of_area: float
    of_site: float


@dataclass(frozen=True, slots=True)
class AreaCover:
    """An area of skin and what covers it.

    rows: strongest first, then by name. cells: the area split by which rows cover it, as (share of the area, bits), largest
    first: bit k is set where rows[k] covers it. The shares add up to 1; that without a bit is what no row reaches.
    sites: strongest first.
    """

    mm2: float
    rows: tuple[AreaRow, ...]
    cells: tuple[tuple[float, int], ...]
    sites: tuple[SiteShare, ...]


@dataclass(frozen=True)
class _Area:
    """The area asked about. own: the samples in it (n,), sorted. units: their sizes (n,); whole: the sum."""

    own: Ints
    units: Ints
    whole: int


class AreaRuler:
    """Measures areas against one compiled document. Reading where its zones and sites lie costs more than a question."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        import numpy as np

        from ..body.measure import skin_samples

        self._document = document
        self._units: Ints = np.round(skin_samples().areas * _UNITS).astype(np.int64)
        self._half = len(self._units) // 2
        self._zones = Footprints(document["footprints"])
        self._sites = Footprints({"": document["site_prints"]})

    def measure(self, indices: Ints) -> AreaCover:
        """How the zones and sites cover the skin samples `indices` (N,), distinct and at least one."""
        import numpy as np

        flags = np.zeros(len(self._units), dtype=bool)
        flags[indices] = True
        own = np.flatnonzero(flags)
        units = self._units[own]
        area = _Area(own, units, int(units.sum()))
        found = sorted(
            self._rows(area),
            key=lambda pair: (-pair[0].of_area, -pair[0].of_zone, pair[0].muscle, pair[0].side, pair[0].point, pair[0].zone),
        )
        sites = sorted(
            (share for share in self._shares(area) if max(share.of_area, share.of_site) >= LEAST),
            key=lambda share: (-share.of_area, -share.of_site, share.site, share.side or ""),
        )
        cells = _cells(area, [hits for _, hits in found])
        return AreaCover(area.whole / _UNITS, tuple(row for row, _ in found), cells, tuple(sites))

    def _seen_from(self, side: Side, area: _Area) -> tuple[Ints, Ints, int]:
        """The samples of the area as they meet what is drawn for the left, their sizes, and by how many places they are turned.

        What lies on the right is met by the mirror image of the area, whose right half comes first then.
        """
        import numpy as np

        if side == "left":
            return area.own, area.units, 0
        turn = int((area.own >= self._half).sum())
        # The left half of the samples comes first, then their mirror images in the same order.
        mirrored = (area.own + self._half) % (2 * self._half)
        return np.roll(mirrored, turn), np.roll(area.units, turn), turn

    def _rows(self, area: _Area) -> Iterator[tuple[AreaRow, Bools]]:
        """The rows, and which of the area's samples (n,) each covers."""
        import numpy as np

        muscles, sizes = self._document["muscles"], self._document["zones_mm2"]
        for side in SIDES:
            own, sized, turn = self._seen_from(side, area)
            for number, starts, ends, units in self._zones.hits(own, sized):
                muscle, key = self._zones.names[number]
                point_id, _, zone_id = key.partition("/")
                of_area, of_zone = _shares_of(units, area, sizes[muscle][key])
                if max(of_area, of_zone) < LEAST:
                    continue
                point = next(point for point in muscles[muscle]["trigger_points"] if point["id"] == point_id)
                if point.get("side") not in (None, side):
                    continue
                steps = np.zeros(len(own) + 1, dtype=np.int64)
                np.add.at(steps, starts, 1)
                np.add.at(steps, ends, -1)
                covered = np.roll(np.cumsum(steps[:-1]) > 0, -turn)
                yield AreaRow(muscle, side, point_id, zone_id, of_area, of_zone), covered

    def _shares(self, area: _Area) -> Iterator[SiteShare]:
        sites, sizes = self._document["sites"], self._document["sites_mm2"]
        for side in SIDES:
            own, sized, _ = self._seen_from(side, area)
            for number, _, _, units in self._sites.hits(own, sized):
                _, key = self._sites.names[number]
                laterality = sites[key]["laterality"]
                # A place in the midline is its own mirror image.
                if laterality in (side, "paired") or (laterality == "midline" and side == "left"):
                    yield SiteShare(key, None if laterality == "midline" else side, *_shares_of(units, area, sizes[key]))


def _shares_of(units: int, area: _Area, mm2: float) -> tuple[float, float]:
    """The shares of the area and of a zone or site of `mm2` that `units` make up."""
    # The document rounds to whole mm2.
    return units / area.whole, min(units / (mm2 * _UNITS), 1.0) if mm2 else 0.0


class Footprints:
    """Where zones (or sites) lie, as runs of samples, and which of them come near to which samples.

    names: (muscle, "point/zone") of each zone, seen from a muscle of the left; of a site ("", its id), that of the left.
    """

    def __init__(self, footprints: Mapping[str, Mapping[str, str]]) -> None:
        import numpy as np

        self.names = [(muscle, key) for muscle, zones in footprints.items() for key in zones]
        runs = [_runs(footprints[muscle][key]) for muscle, key in self.names]
        empty = np.zeros(0, dtype=np.int64)
        self._starts: Ints = np.concatenate([empty, *(starts for starts, _ in runs)])
        self._ends: Ints = np.concatenate([empty, *(ends for _, ends in runs)])
        counts = np.array([len(starts) for starts, _ in runs], dtype=np.int64)
        self._first: Ints = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
        # A table of the zones of each block of samples: a question looks only at those that come near.
        first, last = self._starts // _BLOCK, (self._ends - 1) // _BLOCK
        wide = last - first + 1
        block = np.repeat(first - np.cumsum(wide) + wide, wide) + np.arange(int(wide.sum()))
        zone = np.repeat(np.repeat(np.arange(len(runs)), counts), wide)
        order = np.argsort(block, kind="stable")
        self._zone_of: Ints = zone[order]
        self._blocks: Ints = block[order]

    def hits(self, own: Ints, units: Ints) -> Iterator[tuple[int, Ints, Ints, int]]:
        """The zones that meet sorted samples `own` (n,) of sizes `units` (n,): number, starts and ends of its runs as indices
        into `own`, and the size of what they share.
        """
        import numpy as np

        near = np.zeros(len(self.names), dtype=bool)
        blocks = own // _BLOCK
        blocks = blocks[np.concatenate([np.ones(1, dtype=bool), blocks[1:] != blocks[:-1]])]
        low, high = np.searchsorted(self._blocks, blocks), np.searchsorted(self._blocks, blocks, side="right")
        for a, b in zip(low.tolist(), high.tolist(), strict=True):
            near[self._zone_of[a:b]] = True
        running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(units)])
        for number in np.flatnonzero(near).tolist():
            span = slice(int(self._first[number]), int(self._first[number + 1]))
            starts, ends = np.searchsorted(own, self._starts[span]), np.searchsorted(own, self._ends[span])
            size = int((running[ends] - running[starts]).sum())
            if size:
                yield number, starts, ends, size


def _runs(text: str) -> tuple[Ints, Ints]:
    """First samples, and those behind the last ones, of the runs of a mask that `body.encoding.encode_mask` wrote."""
    import base64

    import numpy as np

    edges = np.cumsum(np.frombuffer(base64.b64decode(text), dtype="<u2"), dtype=np.int64)
    starts, ends = edges[: len(edges) // 2 * 2 : 2], edges[1::2]
    there = ends > starts
    return starts[there], ends[there]


def _cells(area: _Area, hits: Sequence[Bools]) -> tuple[tuple[float, int], ...]:
    import numpy as np

    if not hits:
        return ((1.0, 0),)
    packed = np.packbits(np.array(hits), axis=0, bitorder="little").T
    wide, raw = packed.shape[1], packed.tobytes()
    sums: dict[bytes, int] = {}
    for number, units in enumerate(area.units.tolist()):
        key = raw[number * wide : (number + 1) * wide]
        sums[key] = sums.get(key, 0) + units
    cells = ((units / area.whole, int.from_bytes(key, "little")) for key, units in sums.items())
    return tuple(sorted(cells, key=lambda cell: (-cell[0], cell[1])))
