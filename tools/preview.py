"""Quick pictures while writing data: landmarks, sites and muscles straight from the YAML, with a grid in millimetres.

    python tools/preview.py VIEW -o FILE.png [--landmarks [WORD]] [--sites ID ...] [--muscle ID [--trp ID]]
                            [--crop U0 U1 V0 V1] [--figure female] [--scale PX_PER_MM] [--right]
    python tools/preview.py VIEW --probe U V       print the skin point seen there

A picture is drawn in the view's own coordinates: u to the right, v UP, in millimetres; in front and back views v is y, u is x
(in the back view too: u = -x as seen, the labels show body x). Needs pillow.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from triggerpoints.arguments import FIGURES, Figure
from triggerpoints.body.anchors import Anchors
from triggerpoints.body.camera import camera, shown_quads
from triggerpoints.body.drawn import fibre_lines
from triggerpoints.body.frames import MIDDLE
from triggerpoints.body.patches import FAR, Patch, build_patch
from triggerpoints.body.places import Places
from triggerpoints.body.raster import rasterise
from triggerpoints.body.surface import FLIP, Floats, load_surface
from triggerpoints.model import View
from triggerpoints.reading import read_tree
from triggerpoints.sites import SiteTree
from triggerpoints.text import nearest

DATA = Path(__file__).resolve().parents[1] / "data"
COLOURS = [(220, 60, 60), (60, 120, 220), (60, 170, 80), (200, 140, 30), (150, 70, 190), (30, 160, 170), (120, 120, 60)]
STRENGTHS = {"spillover": ((240, 120, 120), 0.35), "essential": ((205, 20, 40), 0.75)}
HIDDEN = 8.0  # mm behind the skin that a pixel shows, at which a mark is not drawn

Colour = tuple[int, int, int]


class Picture:
    """A shaded body in a window of a view, to paint on. Patches and points are of the left half, unless they are mirrored."""

    def __init__(self, view: View, figure: Figure, right: bool, crop: list[float] | None, scale: float) -> None:
        surface, reference = load_surface(figure), load_surface()
        self.right = right
        self.camera = camera(view.towards, view.up, mirrored=right)
        show = None if isinstance(view.show, str) else view.show
        half = ("right" if right else "left") if view.paired and show and not MIDDLE & set(show) else None
        quads = shown_quads(surface, show, half=half)
        flat = self.camera.project(surface.vertices)
        framed = shown_quads(surface, view.frame.parts, half=half) if view.frame.parts else quads
        margin = view.frame.margin if view.frame.parts else 10.0
        u, v = flat[np.unique(surface.quads[framed]), :2].T * np.array([[1], [-1]])
        self.window = crop or [u.min() - margin, u.max() + margin, v.min() - margin, v.max() + margin]
        u0, u1, v0, v1 = self.window
        self.scale = scale or min(3.0, 1000 / max(u1 - u0, v1 - v0))
        size = int((v1 - v0) * self.scale), int((u1 - u0) * self.scale)
        raster = rasterise(np.stack([*self._pixels(flat), flat[:, 2]], axis=1), surface.triangles[np.tile(quads, 2)], size)
        self.seen, self.depth = raster.covered, raster.depth
        triangle = np.flatnonzero(np.tile(quads, 2))[raster.triangle[self.seen]]
        skin = Anchors(triangle, raster.weights[self.seen])
        self.where, self.facing, self.quads = skin.positions(reference), skin.normals(reference), skin.quads(reference)
        light = -self.camera.towards + 0.5 * self.camera.up - 0.3 * self.camera.right
        bright = np.clip(skin.normals(surface) @ light / np.linalg.norm(light), 0, 1) * 110 + 140
        self.image = np.full((*size, 3), 255.0)
        self.image[self.seen] = bright[:, None]

    def _pixels(self, flat: Floats) -> tuple[Floats, Floats]:
        """Column and row of u and v (N, 2 or more) as the camera gives them: v down."""
        return (flat[:, 0] - self.window[0]) * self.scale, (flat[:, 1] + self.window[3]) * self.scale

    def probe(self, u: float, v: float) -> str:
        """Where on the reference skin the pixel at u, v lies."""
        column, row = int((u - self.window[0]) * self.scale), int((self.window[3] - v) * self.scale)
        if not (0 <= row < self.seen.shape[0] and 0 <= column < self.seen.shape[1] and self.seen[row, column]):
            return "no skin there"
        place = self.where[np.count_nonzero(self.seen.ravel()[: row * self.seen.shape[1] + column])]
        return str([round(float(c), 1) for c in place])

    def paint(self, patches: Iterable[Patch], colour: Colour, share: float, mirrored: bool = False) -> None:
        """Fill the union of patches, with a line around it."""
        where, facing, quads = self.where, self.facing, self.quads
        if mirrored:
            count = len(load_surface().quads)
            where, facing, quads = where * FLIP, facing * FLIP, (quads + count // 2) % count
        fields = [patch.field(where, facing, quads) for patch in patches]
        value = np.full(self.seen.shape, FAR)
        value[self.seen] = np.min(fields, axis=0)
        inside, edge = value <= 0, np.abs(value) < 1.2 / self.scale
        self.image[inside] = self.image[inside] * (1 - share) + np.array(colour) * share
        self.image[edge] = np.array(colour) * 0.7

    def write(self, file: str, lines: Iterable[Floats], marks: Iterable[tuple[Floats, str, Colour]]) -> None:
        """Draw the grid, lines and named marks where they are seen, and write the picture."""
        picture = Image.fromarray(np.clip(self.image, 0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(picture)
        self._grid(draw, picture.size)
        for line in lines:
            seen = list(self._visible(line))
            for start, end in pairwise(seen):
                if start and end:
                    draw.line([start, end], fill=(120, 70, 50), width=1)
        for position, text, colour in marks:
            for at in self._visible(position[None]):
                if at:
                    x, y = at
                    draw.line([(x - 4, y - 4), (x + 4, y + 4)], fill=colour, width=2)
                    draw.line([(x - 4, y + 4), (x + 4, y - 4)], fill=colour, width=2)
                    draw.text((x + 6, y - 5), text, fill=colour)
        picture.save(file)
        u0, u1, v0, v1 = self.window
        print(f"{file}: {picture.size}, u {u0:.0f}..{u1:.0f}, v {v0:.0f}..{v1:.0f} mm")

    def _visible(self, points: Floats) -> Iterator[tuple[float, float] | None]:
        """Column and row of points (N, 3) of the left half, None where skin lies in front of them."""
        flat = self.camera.project(points * FLIP if self.right else points)
        for x, y, depth in zip(*self._pixels(flat), flat[:, 2], strict=True):
            inside = 0 <= y < self.depth.shape[0] and 0 <= x < self.depth.shape[1]
            yield (float(x), float(y)) if inside and depth < self.depth[int(y), int(x)] + HIDDEN else None

    def _grid(self, draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
        u0, u1, v0, v1 = self.window
        step = next((step for wide, step in ((200, 10), (420, 20), (1000, 50)) if u1 - u0 < wide), 100)
        for u in np.arange(np.ceil(u0 / step) * step, u1, step):
            x = (u - u0) * self.scale
            draw.line([(x, 0), (x, size[1])], fill=(190, 200, 225))
            draw.text((x + 1, 1), f"{u:g}", fill=(60, 80, 160))
        for v in np.arange(np.ceil(v0 / step) * step, v1, step):
            y = (v1 - v) * self.scale
            draw.line([(0, y), (size[0], y)], fill=(190, 200, 225))
            draw.text((1, y + 1), f"{v:g}", fill=(60, 80, 160))


def read_folder(kind: str, only: str | None = None) -> Mapping[str, Any]:
    """The sound records of a kind: a draft of one file must not stop the picture of another. What is faulty is printed."""
    place = {"muscles": f"muscles/{only}.yaml", "views": "views.yaml"}.get(kind, kind)
    tree, problems = read_tree([DATA / place])
    for problem in problems:
        print(problem)
    found: Mapping[str, Any] = getattr(tree, kind)
    return found


def chosen(records: Mapping[str, Any], id: str, kind: str) -> Any:
    """The record of that id. Ends the program when there is none."""
    if id not in records:
        near = ", ".join(nearest(id, records))
        sys.exit(f"no {kind} {id!r}" + (f"; the nearest: {near}" if near else ""))
    return records[id]


def with_skin(sites: Mapping[str, Any], id: str) -> Iterator[Any]:
    """The site itself, or its parts with skin of their own when it is their union."""
    site = chosen(sites, id, "site")
    if site.area:
        yield site
    else:
        for part in SiteTree(sites).parts(id):
            yield from with_skin(sites, part)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("view")
    parser.add_argument("-o", dest="out")
    parser.add_argument("--landmarks", nargs="?", const="", help="those with the word in their id; all without a word")
    parser.add_argument("--sites", nargs="+", default=[], metavar="ID", help="or: all")
    parser.add_argument("--muscle")
    parser.add_argument("--trp", help="only this trigger point")
    parser.add_argument("--crop", nargs=4, type=float, metavar=("U0", "U1", "V0", "V1"))
    parser.add_argument("--figure", default="neutral", choices=FIGURES)
    parser.add_argument("--scale", type=float, default=0.0)
    parser.add_argument("--right", action="store_true")
    parser.add_argument("--probe", nargs=2, type=float, metavar=("U", "V"))
    options = parser.parse_args()
    if not options.out and not options.probe:
        parser.error("-o FILE.png is missing")
    return options


def main() -> None:
    """Read the arguments, draw."""
    options = arguments()
    view = chosen(read_folder("views"), options.view, "view")
    picture = Picture(view, options.figure, options.right, options.crop, options.scale)
    if options.probe:
        print(picture.probe(*options.probe))
        return
    surface, landmarks = load_surface(options.figure), read_folder("landmarks")
    places = Places(landmarks)
    marks: list[tuple[Floats, str, Colour]] = []
    lines: list[Floats] = []

    sites = read_folder("sites") if options.sites else {}
    names = [id for id, site in sites.items() if site.area] if options.sites == ["all"] else options.sites
    for number, name in enumerate(names):
        colour = COLOURS[number % len(COLOURS)]
        centres = []
        for site in with_skin(sites, name):
            patches = [build_patch(places, shape) for shape in site.area]
            picture.paint(patches, colour, 0.35, mirrored=options.right)
            if site.laterality == "midline":
                picture.paint(patches, colour, 0.35, mirrored=not options.right)
            centres += [patch.anchors.positions(surface).mean(0) for patch in patches]
        marks.append((np.mean(centres, axis=0), name, colour))

    if options.muscle:
        muscle = chosen(read_folder("muscles", only=options.muscle), options.muscle, "muscle")
        points = [point for point in muscle.trigger_points if options.trp in (None, point.id)]
        zones = [zone for point in points for zone in point.zones]
        for strength, (colour, share) in STRENGTHS.items():
            for zone in (zone for zone in zones if zone.strength == strength):
                patches = [build_patch(places, shape) for shape in zone.shapes]
                if zone.side != "other":
                    picture.paint(patches, colour, share, mirrored=options.right)
                if zone.side != "same":
                    picture.paint(patches, colour, share, mirrored=not options.right)
        lines += [line.positions(surface) for sheet in muscle.fibres for line in fibre_lines(places, sheet)]
        marks += [(places.place(one.point).anchor.positions(surface)[0], f"X {one.label}", (0, 0, 0)) for one in points]

    if options.landmarks is not None:
        wanted = sorted(name for name in landmarks if options.landmarks in name)
        marks += [(places.place(name).anchor.positions(surface)[0], name, (150, 0, 150)) for name in wanted]
    picture.write(options.out, lines, marks)


if __name__ == "__main__":
    main()
