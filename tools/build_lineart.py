"""Build the base drawing that the package ships: src/triggerpoints/assets/lineart.zip.

    python tools/build_lineart.py [--views ID ...] [--figures ID ...] [-o FILE.zip]

For every figure and view: outline, soft tone, pen strokes and which quads are seen (see triggerpoints.picture.art).
The surface comes from assets/body.npz, the cameras from data/views.yaml, the surface cues from data/features.yaml.
Needs scipy besides the package's own dependencies. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from lineart.contours import Style, contour_strokes, cut_lines, inner_strokes, outline_rings, thin_rings, visible_cuts
from lineart.cues import Cue, cue_strokes, tie
from lineart.lines import eased
from lineart.mesh import Floats, Smooth, smooth_skin, vertex_normals
from lineart.packing import pack
from lineart.scene import FADE, Scene, look_at, share_seen
from lineart.wash import tones
from scipy.ndimage import distance_transform_edt

from triggerpoints.arguments import FIGURES, Figure
from triggerpoints.body.camera import camera
from triggerpoints.body.places import Places
from triggerpoints.body.surface import load_surface
from triggerpoints.model.landmark import Landmark
from triggerpoints.model.view import Feature, View
from triggerpoints.picture.art import Art

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src/triggerpoints/assets/lineart.zip"

# How fine each view is drawn: step of the raster (mm), rounds of subdivision, rounds of smoothing of the normals for
# the tone (much, little), size of its forms (mm), style. A view that is not named is drawn as a whole body.
BODY = (0.6, 1, (12, 3), 110.0, Style(pen=1.9, detail=7.0, calm=2.1, tolerance=0.11, jump=22.0))
HEAD = (0.22, 2, (18, 7), 75.0, Style(pen=0.75, detail=3.0, calm=0.7, tolerance=0.06, jump=9.0))
HAND = (0.2, 2, (20, 5), 26.0, Style(pen=0.6, detail=2.6, calm=0.7, tolerance=0.05, jump=5.0))
FOOT = (0.22, 2, (20, 5), 40.0, Style(pen=0.7, detail=3.0, calm=0.8, tolerance=0.06, jump=6.0))
LEG = (0.45, 1, (12, 3), 90.0, Style(pen=1.3, detail=5.0, calm=1.2, tolerance=0.12, jump=15.0))
GROIN = (0.3, 2, (20, 6), 60.0, Style(pen=0.8, detail=4.0, calm=1.8, tolerance=0.08, jump=8.0))
REACH = (34.0, 170.0)  # mm before and behind the centre of the view from below
DEEP = {"foot_sole": 48.0}  # mm: no ankle beyond the edge of the sole
KINDS = {"head": HEAD, "hip": LEG, "hand": HAND, "foot": FOOT, "leg": LEG, "perineum": GROIN}


def records(folder: str, key: str, model: Any) -> dict[str, Any]:
    """All records `key` of a file or folder of data/."""
    out: dict[str, Any] = {}
    path = ROOT / "data" / folder
    for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
        raw = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
        out.update({name: model.model_validate({"id": name, **value}) for name, value in raw.get(key, {}).items()})
    return out


@lru_cache(maxsize=1)
def places() -> Places:
    """Points on the reference skin."""
    return Places(records("landmarks", "landmarks", Landmark))


@lru_cache(maxsize=6)
def skin_of(figure: Figure, rounds: int) -> tuple[Smooth, Floats]:
    """The smooth skin of a figure and its unit normals."""
    surface = load_surface(figure)
    skin = smooth_skin(surface.vertices, surface.quads, rounds)
    return skin, vertex_normals(skin.vertices, skin.quads)


def from_crop(scene: Scene) -> Floats:
    """(H, W) how far each pixel is from an edge of the raster that cuts the skin, mm."""
    high, wide = scene.depth.shape
    rows, columns = np.arange(high)[:, None], np.arange(wide)[None, :]
    across = [(scene.covered[0], rows), (scene.covered[-1], high - 1 - rows)]
    along = [(scene.covered[:, 0], columns), (scene.covered[:, -1], wide - 1 - columns)]
    away = np.full((high, wide), np.inf)
    for edge, distance in across + along:
        if edge.any():
            away = np.minimum(away, distance * scene.step)
    return away


def draw(figure: Figure, name: str, view: View, cues: list[Cue]) -> bytes:
    """The drawing of a view, packed."""
    step, rounds, calm_rounds, size, style = KINDS.get(name.partition("_")[0], BODY)
    surface = load_surface(figure)
    skin, normals = skin_of(figure, rounds)
    calm, fine = (vertex_normals(skin.vertices, skin.quads, n) for n in calm_rounds)
    centre = None
    if view.frame.centre is not None:
        centre = places().place(view.frame.centre).anchor.positions(surface)[0]
    reach = REACH if centre is not None else None
    scene = look_at(view, camera(view.towards, view.up), surface, skin, step, centre, reach, DEEP.get(name))
    rings = outline_rings(scene, style)
    cuts = [] if name in DEEP else cut_lines(scene)  # the edge of the sole is an edge of the body
    near_cut, seen_cuts = visible_cuts(scene, cuts, style)
    fade = None
    if near_cut is not None and centre is None:
        fade = eased(distance_transform_edt(~near_cut) * scene.step / (0.5 * size))
    if scene.cropped:
        rim = eased(from_crop(scene) / FADE)
        fade = rim if fade is None else fade * rim
    strokes = contour_strokes(scene, rings, near_cut, style)
    marks = cue_strokes(scene, name, cues, fine, near_cut, style)
    strokes += inner_strokes(scene, normals, near_cut, marks, style)
    strokes += [mark for mark in marks if mark.filled or mark.widths.any()]
    art = Art(
        bounds=scene.bounds,
        pen=style.pen,
        outline=thin_rings(rings, style.tolerance),
        tones=tuple(tones(scene, calm, fine, style, size, fade)),
        strokes=tuple(strokes),
        cuts=seen_cuts,
        visible=share_seen(scene, surface),
    )
    return pack(art, 0.1 if step > 0.4 else 0.02)


def _task(cues: list[Cue], job: tuple[Figure, str, View]) -> tuple[str, bytes, float]:
    start = time.perf_counter()
    figure, name, view = job
    return f"{name}/{figure}", draw(figure, name, view, cues), time.perf_counter() - start


def main() -> None:
    """Read the arguments, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--views", nargs="*")
    parser.add_argument("--figures", nargs="*", default=list(FIGURES))
    parser.add_argument("-o", dest="out", type=Path, default=OUT)
    options = parser.parse_args()
    views = records("views.yaml", "views", View)
    features = records("features.yaml", "features", Feature)
    cues = tie(features, places(), load_surface())
    jobs = [(f, n, views[n]) for f in FIGURES if f in options.figures for n in views if n in (options.views or views)]
    with ProcessPoolExecutor(2) as pool:
        drawn = list(pool.map(partial(_task, cues), jobs))
    with zipfile.ZipFile(options.out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, raw, _ in sorted(drawn):
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw, zipfile.ZIP_DEFLATED, 9)
    for name, raw, seconds in drawn:
        print(f"{name}: {len(raw)} bytes, {seconds:.1f} s", file=sys.stderr)
    size, digest = options.out.stat().st_size, hashlib.sha256(options.out.read_bytes()).hexdigest()
    print(f"{options.out.name}: {size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
