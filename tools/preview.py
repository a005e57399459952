"""Quick pictures while writing data: landmarks, sites and muscles straight from the YAML, with a grid in millimetres.

    python tools/preview.py VIEW -o FILE.png [--landmarks [WORD]] [--sites ID ...] [--muscle ID [--trp ID]]
                            [--crop U0 U1 V0 V1] [--figure female] [--scale PX_PER_MM] [--right]
    python tools/preview.py VIEW --probe U V       print the skin point seen there

A picture is drawn in the view's own coordinates: u to the right, v UP, in millimetres; in front and back views v is y, u is x
(in the back view too: u = -x as seen, the labels show body x). Needs pillow.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image, ImageDraw
from pydantic import ValidationError

from triggerpoints.body.camera import camera, shown_quads
from triggerpoints.body.fibres import fibre_lines
from triggerpoints.body.patches import build_patch, union
from triggerpoints.body.places import Places, landmark_finder
from triggerpoints.body.raster import rasterise
from triggerpoints.body.surface import load_surface
from triggerpoints.model.landmark import Landmark
from triggerpoints.model.muscle import Muscle
from triggerpoints.model.site import Site
from triggerpoints.model.view import View

DATA = Path(__file__).resolve().parents[1] / "data"


def read_folder(data: Path, kind: str, only: str | None = None) -> dict[str, Any]:
    """The records of a kind, read leniently: a draft of one file must not stop the picture of another."""
    out: dict[str, Any] = {}
    if kind == "muscles":
        assert only is not None
        raw = yaml.load((data / "muscles" / f"{only}.yaml").read_text(), yaml.CSafeLoader)
        return {only: Muscle.model_validate(raw)}
    if kind == "views":
        raw = yaml.load((data / "views.yaml").read_text(), yaml.CSafeLoader)
        return {key: View.model_validate({"id": key, **value}) for key, value in raw["views"].items()}
    model = {"landmarks": Landmark, "sites": Site}[kind]
    for path in sorted((data / kind).glob("*.yaml")):
        raw = yaml.load(path.read_text(), yaml.CSafeLoader)
        for key, value in (raw or {}).get(kind, {}).items():
            try:
                out[key] = model.model_validate({"id": key, **value})
            except ValidationError as error:
                print(f"{path.name}: {key}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}")
    return out


def main() -> None:
    """Read the arguments, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("view")
    parser.add_argument("-o", dest="out")
    parser.add_argument("--landmarks", nargs="?", const="", default=None)
    parser.add_argument("--sites", nargs="*", default=[])
    parser.add_argument("--muscle")
    parser.add_argument("--trp", help="only this trigger point")
    parser.add_argument("--crop", nargs=4, type=float, metavar=("U0", "U1", "V0", "V1"))
    parser.add_argument("--figure", default="neutral")
    parser.add_argument("--scale", type=float, default=0.0)
    parser.add_argument("--right", action="store_true")
    parser.add_argument("--probe", nargs=2, type=float, metavar=("U", "V"))
    options = parser.parse_args()

    landmarks = read_folder(DATA, "landmarks")
    view = read_folder(DATA, "views")[options.view]
    surface, reference = load_surface(options.figure), load_surface()
    places = Places(reference, landmark_finder(reference, landmarks))
    cam = camera(view.towards, view.up, mirrored=options.right)
    half = ("right" if options.right else "left") if view.paired and view.show != "all" and options.view != "head_side" else None
    quads = shown_quads(surface, None if view.show == "all" else view.show, half=half)
    flat = cam.project(surface.vertices)
    corner = flat[np.unique(surface.quads[quads])]
    if view.frame.parts:
        framed = flat[np.unique(surface.quads[shown_quads(surface, view.frame.parts, half=half)])]
        margin = view.frame.margin
    else:
        framed, margin = corner, 10.0
    u0, u1 = framed[:, 0].min() - margin, framed[:, 0].max() + margin
    v0, v1 = -framed[:, 1].max() - margin, -framed[:, 1].min() + margin
    if options.crop:
        u0, u1, v0, v1 = options.crop
    scale = options.scale or min(3.0, 1000 / max(u1 - u0, v1 - v0))
    width, height = int((u1 - u0) * scale), int((v1 - v0) * scale)
    triangles = surface.triangles[np.tile(quads, 2)]
    quad_of = np.tile(np.flatnonzero(quads), 2)
    pixels = np.stack([(flat[:, 0] - u0) * scale, (flat[:, 1] + v1) * scale, flat[:, 2]], axis=1)
    raster = rasterise(pixels, triangles, (height, width))
    seen = raster.covered
    normal = raster.interpolate(surface.normals, triangles)
    light = -cam.towards + 0.5 * cam.up - 0.3 * cam.right
    shade = np.clip(normal @ (light / np.linalg.norm(light)), 0, 1) * 110 + 140
    image = np.repeat(np.where(seen, shade, 255)[:, :, None], 3, axis=2)
    where = raster.interpolate(reference.vertices, triangles)
    facing = raster.interpolate(reference.calm_normals, triangles)
    facing /= np.maximum(np.linalg.norm(facing, axis=2, keepdims=True), 1e-9)

    if options.probe:
        column, row = int((options.probe[0] - u0) * scale), int((v1 - options.probe[1]) * scale)
        print([round(float(c), 1) for c in where[row, column]] if seen[row, column] else "no skin there")
        return

    owner = quad_of[raster.triangle[seen]]

    def paint(patches, colour, share):  # type: ignore[no-untyped-def]
        value = np.full(seen.shape, 99.0)
        value[seen] = union(patches, reference, where[seen], facing[seen], owner)
        inside, edge = value <= 0, np.abs(value) < 1.2 / scale
        image[inside] = image[inside] * (1 - share) + np.array(colour) * share
        image[edge] = np.array(colour) * 0.7

    flip = options.right
    if flip:
        where = where * [-1, 1, 1]
        facing = facing * [-1, 1, 1]
        half_count = len(surface.quads) // 2
        owner = np.where(owner < half_count, owner + half_count, owner - half_count)
    colours = [(220, 60, 60), (60, 120, 220), (60, 170, 80), (200, 140, 30), (150, 70, 190), (30, 160, 170), (120, 120, 60)]
    sites = read_folder(DATA, "sites") if options.sites else {}
    names = list(options.sites)
    if names == ["all"]:
        names = [key for key, site in sites.items() if site.area]
    marks: list[tuple[np.ndarray, str, tuple[int, int, int]]] = []
    for number, name in enumerate(names):
        patches = [build_patch(places, shape) for shape in sites[name].area]
        paint(patches, colours[number % len(colours)], 0.35)
        centre = np.mean([p.anchors.positions(reference).mean(0) for p in patches], axis=0)
        marks.append((centre, name, colours[number % len(colours)]))
    lines = []
    if options.muscle:
        muscle = read_folder(DATA, "muscles", only=options.muscle)[options.muscle]
        points = [t for t in muscle.trigger_points if options.trp in (None, t.id)]
        for strength, colour, share in (("spillover", (240, 120, 120), 0.35), ("essential", (205, 20, 40), 0.75)):
            for point in points:
                for zone in point.zones:
                    if zone.strength == strength:
                        patches = [build_patch(places, shape) for shape in zone.shapes]
                        if zone.side != "other":
                            paint(patches, colour, share)
                        if zone.side != "same":
                            kept = where, facing, owner
                            where, facing = where * [-1, 1, 1], facing * [-1, 1, 1]
                            count = len(surface.quads) // 2
                            owner = np.where(owner < count, owner + count, owner - count)
                            paint(patches, colour, share)
                            where, facing, owner = kept
        for sheet in muscle.fibres:
            for line in fibre_lines(places, sheet):
                lines.append(line.positions(surface))
        for point in points:
            marks.append((places.place(point.point).anchor.positions(surface)[0], "X " + point.label, (0, 0, 0)))
    picture = Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    grid = 10 if u1 - u0 < 200 else 20 if u1 - u0 < 420 else 50 if u1 - u0 < 1000 else 100
    for u in np.arange(np.ceil(u0 / grid) * grid, u1, grid):
        x = (u - u0) * scale
        draw.line([(x, 0), (x, height)], fill=(190, 200, 225))
        draw.text((x + 1, 1), f"{u:g}", fill=(60, 80, 160))
    for v in np.arange(np.ceil(v0 / grid) * grid, v1, grid):
        y = (v1 - v) * scale
        draw.line([(0, y), (width, y)], fill=(190, 200, 225))
        draw.text((1, y + 1), f"{v:g}", fill=(60, 80, 160))
    if options.landmarks is not None:
        for name in sorted(landmarks):
            if options.landmarks in name:
                marks.append((places.place(name).anchor.positions(surface)[0], name, (150, 0, 150)))
    side = np.array([-1.0, 1, 1]) if options.right else np.ones(3)
    depth = np.full((height, width), np.inf)
    depth[seen] = raster.interpolate(flat, triangles)[seen][:, 2]

    def visible(p: np.ndarray) -> tuple[float, float, bool]:
        u, v, d = cam.project(p[None] * side)[0]
        x, y = (u - u0) * scale, (v + v1) * scale
        inside = 0 <= x < width and 0 <= y < height
        return x, y, bool(inside and d < depth[int(y), int(x)] + 8)

    for line in lines:
        previous = None
        for p in line:
            x, y, ok = visible(p)
            if ok and previous:
                draw.line([previous, (x, y)], fill=(120, 70, 50), width=1)
            previous = (x, y) if ok else None
    for position, text, colour in marks:
        x, y, ok = visible(position)
        if ok:
            draw.line([(x - 4, y - 4), (x + 4, y + 4)], fill=colour, width=2)
            draw.line([(x - 4, y + 4), (x + 4, y - 4)], fill=colour, width=2)
            draw.text((x + 6, y - 5), text, fill=colour)
    picture.save(options.out)
    print(f"{options.out}: {picture.size}, u {u0:.0f}..{u1:.0f}, v {v0:.0f}..{v1:.0f} mm")


if __name__ == "__main__":
    main()
