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
from ..sites import SiteTree
from .patterns import named

if TYPE_CHECKING:
    from ..body.surface import Bools, Floats, Ints

LEAST: Final = 0.005
"""Less than this share of the area and of the zone (or site) is not worth a row."""

_UNITS: Final = 1e6
_BLOCK: Final = 64  # samples
_MANY: Final = 4000  # samples: a tenth of a view of the whole body
_ROOM: Final = 1.0  # mm around a shape, for rounding
_BULGE: Final = 0.35  # of its longest edge, by which the skin inside a border may bulge out of the border's box


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


@dataclass(slots=True)
class _Piece:
    """One shape of a site, as drawn on the left half. low, high: a box (3,) around all its skin, mm.

    samples: those inside, sorted, once an area came near.
    """

    packed: Mapping[str, Any]
    low: Floats
    high: Floats
    samples: Ints | None = None


@dataclass(frozen=True)
class _Area:
    """The area asked about. flags: (N,) over all samples; own: the samples in it (n,), sorted.

    units: their sizes (n,); whole: the sum. places: positions (n, 3), and mirrored; boxes: around each.
    """

    flags: Bools
    own: Ints
    units: Ints
    whole: int
    places: tuple[Floats, Floats]
    boxes: tuple[tuple[Floats, Floats], ...]

    def meets(self, piece: _Piece) -> bool:
        """Whether some of the area, or of its mirror image, lies in the box of a piece."""
        for (low, high), at in zip(self.boxes, self.places, strict=True):
            if (low <= piece.high).all() and (high >= piece.low).all():
                if piece.samples is not None or len(at) > _MANY:
                    return True  # it costs nothing any more, or less than to look closely
                if ((at >= piece.low) & (at <= piece.high)).all(1).any():
                    return True
        return False


class AreaRuler:
    """Measures areas against one compiled document. Laying its zones on the skin costs more than a question."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        import numpy as np

        from ..body.measure import skin_samples

        self._document = document
        self._skin = skin_samples()
        self._units: Ints = np.round(self._skin.areas * _UNITS).astype(np.int64)
        self._half = len(self._units) // 2
        self._zones = Footprints(document["footprints"])
        self._sites = dict(zip(document["areas"], _pieces(list(document["areas"].values())), strict=True))
        self._tree = SiteTree(document["sites"])

    def measure(self, indices: Ints) -> AreaCover:
        """How the zones and sites cover the skin samples `indices` (N,), distinct and at least one."""
        import numpy as np

        flags = np.zeros(len(self._units), dtype=bool)
        flags[indices] = True
        own = np.flatnonzero(flags)
        # Everything is drawn on the left: what lies on the right is met by the mirror image of the area.
        places = self._skin.positions[own], self._skin.positions[own] * np.array([-1.0, 1.0, 1.0])
        boxes = tuple((at.min(0), at.max(0)) for at in places)
        units = self._units[own]
        area = _Area(flags, own, units, int(units.sum()), places, boxes)
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

    def _rows(self, area: _Area) -> Iterator[tuple[AreaRow, Bools]]:
        """The rows, and which of the area's samples (n,) each covers."""
        import numpy as np

        muscles, sizes = self._document["muscles"], self._document["zones_mm2"]
        # The right half of the area comes first in its mirror image.
        on_right = int((area.own >= self._half).sum())
        for side in SIDES:
            turn = on_right if side == "right" else 0
            own = np.roll(self._mirrored(area.own), turn) if side == "right" else area.own
            for number, starts, ends, units in self._zones.hits(own, np.roll(area.units, turn)):
                muscle, key = self._zones.names[number]
                point_id, _, zone_id = key.partition("/")
                size = sizes[muscle][key] * _UNITS
                of_area, of_zone = units / area.whole, min(units / size, 1.0) if size else 0.0
                if max(of_area, of_zone) < LEAST:
                    continue
                if named(muscles[muscle]["trigger_points"], point_id).get("side") not in (None, side):
                    continue
                steps = np.zeros(len(own) + 1, dtype=np.int64)
                np.add.at(steps, starts, 1)
                np.add.at(steps, ends, -1)
                covered = np.roll(np.cumsum(steps[:-1]) > 0, -turn)
                yield AreaRow(muscle, side, point_id, zone_id, of_area, of_zone), covered

    def _shares(self, area: _Area) -> Iterator[SiteShare]:
        for key, site in self._document["sites"].items():
            drawn = self._site(key, area)
            if drawn is None:
                continue
            laterality = site["laterality"]
            sides: tuple[Side | None, ...] = tuple(side for side in SIDES if laterality in (side, "paired")) or (None,)
            for side in sides:
                # What an author drew of the midline on one side counts on both.
                hits = self._hits(drawn, area, as_drawn=side != "right", both=side is None)
                if len(hits):
                    of_area, of_site = self._part(hits, area, self._document["sites_mm2"][key])
                    yield SiteShare(key, side, of_area, of_site)

    def _part(self, hits: Ints, area: _Area, mm2: float) -> tuple[float, float]:
        """Shares of the area and of a site of `mm2` that the samples `hits` make up."""
        units = int(self._units[hits].sum())
        # The document rounds to whole mm2.
        return units / area.whole, min(units / (mm2 * _UNITS), 1.0) if mm2 else 0.0

    def _site(self, key: str, area: _Area) -> Ints | None:
        """The samples of a site as drawn on the left half, as far as the area may reach it; None when it does not."""
        import numpy as np

        if key in self._sites:
            return self._near(self._sites[key], area)
        parts = []
        for child in self._tree.parts(key):
            samples = self._site(child, area)
            if samples is not None:
                parts.append(samples)
                if self._document["sites"][child]["laterality"] == "midline":
                    parts.append(self._mirrored(samples))
        return self._union(np.concatenate(parts)) if parts else None

    def _near(self, pieces: Sequence[_Piece], area: _Area) -> Ints | None:
        """The samples inside those pieces that the area may reach, None when there are none."""
        import numpy as np

        met = [self._samples(piece) for piece in pieces if area.meets(piece)]
        if not met:
            return None
        return met[0] if len(met) == 1 else self._union(np.concatenate(met))

    def _hits(self, samples: Ints, area: _Area, *, as_drawn: bool, both: bool) -> Ints:
        """Which samples of a drawing, or of its mirror image, or of both, lie in the area."""
        import numpy as np

        if both:
            samples = self._union(np.concatenate([samples, self._mirrored(samples)]))
        elif not as_drawn:
            samples = self._mirrored(samples)
        hits: Ints = samples[area.flags[samples]]
        return hits

    def _mirrored(self, samples: Ints) -> Ints:
        # The left half first, then their mirror images in the same order.
        return (samples + self._half) % (2 * self._half)

    def _union(self, samples: Ints) -> Ints:
        from ..body.surface import distinct

        return distinct(samples, 2 * self._half)

    def _samples(self, piece: _Piece) -> Ints:
        if piece.samples is None:
            import numpy as np

            from ..body.drawn import unpack_patch
            from ..body.surface import load_surface

            skin = self._skin
            near = np.ones(len(self._units), dtype=bool)
            for values, low, high in zip(skin.positions.T, piece.low, piece.high, strict=True):
                near &= (values >= low) & (values <= high)
            box = np.flatnonzero(near)
            patch = unpack_patch(piece.packed)
            value = patch.field(load_surface(), skin.positions[box], skin.normals[box], skin.quads[box])
            piece.samples = box[value <= 0]
        return piece.samples


class Footprints:
    """Where the zones of all muscles are felt, as runs of samples, and which zones come near to which samples.

    names: (muscle, "point/zone") of each zone, seen from a muscle of the left.
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


def _pieces(packed: Sequence[Sequence[Mapping[str, Any]]]) -> list[tuple[_Piece, ...]]:
    """The shapes of every drawing, each with the box around it, from its path and radii alone: nothing is measured yet."""
    import numpy as np

    from ..body.anchors import join
    from ..body.drawn import unpack_patch
    from ..body.surface import load_surface

    patches = [unpack_patch(raw) for shapes in packed for raw in shapes]
    if not patches:
        return [() for _ in packed]
    positions = join([patch.anchors for patch in patches]).positions(load_surface())
    room = np.concatenate([patch.radii for patch in patches])[:, None] + _ROOM
    starts = np.cumsum([0, *(len(patch.anchors) for patch in patches)])[:-1]
    low, high = np.minimum.reduceat(positions - room, starts), np.maximum.reduceat(positions + room, starts)
    # Inside of a border the skin may bulge out of the border's own box.
    bulge = np.array([_BULGE * patch.closed for patch in patches])[:, None] * (high - low).max(1, keepdims=True)
    low, high = low - bulge, high + bulge
    pieces = iter(zip(low, high, strict=True))
    return [tuple(_Piece(raw, *next(pieces)) for raw in shapes) for shapes in packed]
