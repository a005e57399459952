"""How patterns and pain sites cover an area of skin that somebody drew, in mm2 of the reference skin.

    AreaRuler(document).measure(indices) -> AreaCover

Shares come from whole millionths of a mm2, so that they do not depend on the order of the samples: an area and its mirror image
give the same shares to the last bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..sides import SIDES, Side
from .weights import MEANT

if TYPE_CHECKING:
    from ..body.surface import Bools, Ints

LEAST: Final = 0.005
"""Less than this share of the area and of the zone (or site) is not worth a row."""

_UNITS: Final = 1e6


class AreaRow(NamedTuple):
    """A zone that meets the area. side: of the muscle.

    of_area: share of the area that lies in the zone; of_zone: share of the zone that lies in the area.
    """

    muscle: str
    side: Side
    point: str
    zone: str
    of_area: float
    of_zone: float


class SiteShare(NamedTuple):
    """A pain site that meets the area. side: None in the midline. of_site: share of that one place of the site."""

    site: str
    side: Side | None
    of_area: float
    of_site: float


class AreaCover(NamedTuple):
    """An area of skin and what covers it.

    rows: strongest first, then by name. cells: the area split by which rows cover it, as (share of the area, bits), largest
    first: bit k is set where rows[k] covers it. The shares add up to 1; that without a bit is what no row reaches.
    sites: strongest first.
    """

    mm2: float
    rows: tuple[AreaRow, ...]
    cells: tuple[tuple[float, int], ...]
    sites: tuple[SiteShare, ...]

    @property
    def meant(self) -> list[SiteShare]:
        """The sites that the area means."""
        return [share for share in self.sites if share.of_area >= MEANT or share.of_site >= MEANT]


class AreaRuler:
    """Measures areas against one compiled document. Reading where its zones and sites lie costs more than a question."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        import numpy as np

        from ..body.measure import skin_samples

        self._document = document
        self._units: Ints = np.round(skin_samples().areas * _UNITS).astype(np.int64)
        prints = document["footprints"]
        zones = {(muscle, key): text for muscle, own in prints.items() for key, text in own.items()}
        self._zones = _Masks(zones, self._units)
        self._sites = _Masks(document["site_prints"], self._units)

    def measure(self, indices: Ints) -> AreaCover:
        """How the zones and sites cover the skin samples `indices` (N,), distinct and at least one."""
        import numpy as np

        area = np.zeros(len(self._units), dtype=bool)
        area[indices] = True
        units = self._units[area]
        whole = int(units.sum())
        found = sorted(self._rows(area, whole), key=lambda pair: _strongest(pair[0]))
        sites = sorted(self._shares(area, whole), key=_strongest)
        cells = _cells(units, [places for _, places in found])
        return AreaCover(whole / _UNITS, tuple(row for row, _ in found), cells, tuple(sites))

    def _rows(self, area: Bools, whole: int) -> Iterator[tuple[AreaRow, Ints]]:
        """The rows, each with the samples that it covers, as places in the area."""
        muscles, sizes = self._document["muscles"], self._document["zones_mm2"]
        for side in SIDES:
            for (muscle, key), units, places in self._zones.meeting(area, side):
                point, _, zone = key.partition("/")
                row = AreaRow(muscle, side, point, zone, units / whole, _share(units, sizes[muscle][key]))
                only = next(one.get("side") for one in muscles[muscle]["trigger_points"] if one["id"] == point)
                if max(row.of_area, row.of_zone) >= LEAST and only in (None, side):
                    yield row, places

    def _shares(self, area: Bools, whole: int) -> Iterator[SiteShare]:
        sites, sizes = self._document["sites"], self._document["sites_mm2"]
        for side in SIDES:
            for id, units, _ in self._sites.meeting(area, side):
                laterality = sites[id]["laterality"]
                midline = laterality == "midline"
                share = SiteShare(id, None if midline else side, units / whole, _share(units, sizes[id]))
                # A place in the midline is its own mirror image, so it is counted once.
                here = side == "left" if midline else laterality in (side, "paired")
                if here and max(share.of_area, share.of_site) >= LEAST:
                    yield share


class _Masks:
    """Where the zones or the sites of the left lie on the skin. units: the size of each sample of the skin (N,)."""

    def __init__(self, texts: Mapping[Any, str], units: Ints) -> None:
        import numpy as np

        from ..body.encoding import decode_mask

        self._names, self._units = list(texts), units
        masks = [np.flatnonzero(decode_mask(text, len(units))) for text in texts.values()]
        self._samples: Ints = np.concatenate([np.zeros(0, dtype=np.int64), *masks])
        self._mask_of: Ints = np.repeat(np.arange(len(masks)), [len(mask) for mask in masks])

    def meeting(self, area: Bools, side: Side) -> Iterator[tuple[Any, int, Ints]]:
        """The masks that share skin with an area (N,): the name, the size of what they share, and its samples as places in the
        area. What lies on the right is the mirror image of what lies on the left.
        """
        import numpy as np

        # The left half of the samples comes first, then their mirror images in the same order.
        turn = 0 if side == "left" else len(area) // 2
        hits = np.flatnonzero(np.roll(area, turn)[self._samples])
        samples = (self._samples[hits] + turn) % len(area)
        numbers, starts = np.unique(self._mask_of[hits], return_index=True)
        place = np.cumsum(area) - 1
        for number, shared in zip(numbers.tolist(), np.split(samples, starts[1:]), strict=False):
            yield self._names[number], int(self._units[shared].sum()), place[shared]


def _strongest(found: AreaRow | SiteShare) -> tuple[Any, ...]:
    """The order of rows and of sites: by their two shares, then by name and side."""
    *named, of_area, of_own = found
    return -of_area, -of_own, *(name or "" for name in named)


def _share(units: int, mm2: float) -> float:
    """The share of a zone or site of `mm2`, which the document rounds, that `units` make up."""
    return min(units / (mm2 * _UNITS), 1.0) if mm2 else 0.0


def _cells(units: Ints, rows: Sequence[Ints]) -> tuple[tuple[float, int], ...]:
    """The area split by which rows cover it. units: the size of each of its samples (n,). rows: places in it that each covers."""
    import numpy as np

    covered = np.zeros((len(rows), len(units)), dtype=bool)
    for row, places in zip(covered, rows, strict=True):
        row[places] = True
    packed = np.packbits(covered, axis=0, bitorder="little").T
    sums = Counter[bytes]()
    for bits, size in zip(map(bytes, packed), units.tolist(), strict=True):
        sums[bits] += size
    cells = ((size / int(units.sum()), int.from_bytes(bits, "little")) for bits, size in sums.items())
    return tuple(sorted(cells, key=lambda cell: (-cell[0], cell[1])))
