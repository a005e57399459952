"""Sheets of all landmarks and all pain sites, by view, and the README's picture, in docs/sheets/ and docs/images/.

Each sheet is a view of the neutral figure with numbers on it and a key beside it; landmarks.md and sites.md list them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from triggerpoints import Catalogue, load_catalogue
from triggerpoints.body.drawn import unpack_patch
from triggerpoints.body.places import Places
from triggerpoints.body.surface import Floats
from triggerpoints.picture.camera_view import CameraView
from triggerpoints.picture.palettes import palette
from triggerpoints.picture.paths import polygons, ribbon, smooth_rings, thinned
from triggerpoints.picture.skin import skin_map, zone_shape
from triggerpoints.picture.svg import Node, Scene, Style, circle, clip, group, path, rect, render, text_line

OUT = Path(__file__).resolve().parents[1] / "docs" / "sheets"
HEIGHT = 1100.0  # of the body on the page
HEAD = 30.0  # room for the heading
KEY, LINE = 190.0, 11.0  # width of a column of the key, height of a line in it
HUES = ("#c9273a", "#1f64ad", "#2c7a3f", "#8a5a00", "#6b3fa0", "#00707a", "#a0336e", "#5c6b00")
COLOURS = palette("classic")


def base(shot: CameraView, scale: float) -> tuple[list[Node], Floats, Node]:
    """The body of a view, where the sheet's top left corner lies in mm, and the body's outline to cut areas to."""
    art = shot.art
    corner = np.array(art.bounds[:2]) - 12 - np.array([0.0, HEAD / scale])

    def page(points: Floats) -> Floats:
        on_page: Floats = (points - corner) * scale
        return on_page

    outline = polygons(thinned(page(ring)) for ring in art.outline)
    nodes: list[Node] = [path(outline, Style(fill=COLOURS.skin, evenodd=True))]
    pen = max(0.5, art.pen * scale * 0.8)
    inked = [polygons([page(s.points)]) if s.filled else ribbon(page(s.points), s.widths * pen) for s in art.strokes]
    nodes.append(path("".join(inked), Style(fill=COLOURS.ink, fill_opacity=0.7)))
    return nodes, corner, clip(f"skin-{shot.record.id}", outline)


def page(
    shot: CameraView, name: str, heading: str, nodes: Sequence[Node], key: Sequence[tuple[str, str]], scale: float, *clips: Node
) -> None:
    """Body, numbers and key as one SVG."""
    u0, v0, u1, v1 = shot.art.bounds
    width, height = (u1 - u0 + 24) * scale, (v1 - v0 + 24) * scale
    rows = max(1, int((max(height, 400.0) - 10) // LINE))
    columns = -(-len(key) // rows)
    words: list[Node] = []
    for number, (text, colour) in enumerate(key):
        x, y = width + 20 + KEY * (number // rows), 46 + LINE * (number % rows)
        words.append(text_line(x, y, text, 8.5, colour))
    whole = (width + 30 + KEY * columns, max(height, 400.0) + 50)
    scene = Scene(
        f"sheet-{name}",
        whole[0],
        whole[1],
        heading,
        f"{heading}: {len(key)} numbered places.",
        clips,
        (
            rect((0, 0, *whole), Style(fill="#ffffff")),
            text_line(14, 26, heading, 16, COLOURS.text, bold=True),
            group(tuple(nodes)),
            *words,
        ),
    )
    (OUT / f"{name}.svg").write_text(render(scene), "utf-8")


def dot(x: float, y: float, text: str, colour: str) -> list[Node]:
    """A small dot with its number beside it."""
    return [circle(x, y, 1.6, Style(fill=colour)), text_line(x + 2.2, y - 1.4, text, 6.5, colour, halo="#ffffff")]


def landmark_sheet(catalogue: Catalogue, shot: CameraView, places: Places, numbers: dict[str, int], scale: float) -> int:
    """All landmarks that a view shows. Returns how many."""
    nodes, corner, _ = base(shot, scale)
    skin = skin_map(shot, shot.art.bounds, 1 / scale if scale > 1 else 1.5)
    key: list[tuple[str, str]] = []
    for id in catalogue.landmarks:
        place = places.place(id)
        flat = shot.camera.project(place.position[None])
        if shot.facing(place.normal[None])[0] < 0.12 or not skin.sees(flat)[0]:
            continue
        x, y = (flat[0, :2] - corner) * scale
        nodes += dot(float(x), float(y), str(numbers[id]), HUES[numbers[id] % len(HUES)])
        key.append((f"{numbers[id]}  {catalogue.landmarks[id].name}", HUES[numbers[id] % len(HUES)]))
    page(shot, f"landmarks-{shot.record.id}", f"Landmarks: {shot.record.name}", nodes, key, scale)
    return len(key)


def site_sheet(catalogue: Catalogue, shot: CameraView, numbers: dict[str, int], scale: float) -> int:
    """The areas of all sites that a view shows. Returns how many."""
    nodes, corner, outline = base(shot, scale)
    skin = skin_map(shot, shot.art.bounds, 1 / scale if scale > 1 else 1.5)
    key: list[tuple[str, str]] = []
    areas: list[Node] = []
    labels: list[Node] = []
    for id, patches in catalogue.areas.items():
        drawn = tuple(unpack_patch(raw) for raw in patches)
        shape = zone_shape(skin.key, ((drawn, catalogue.sites[id].laterality == "right"),))
        if shape is None:
            continue
        colour = HUES[numbers[id] % len(HUES)]
        rings = [(ring - corner) * scale for ring in shape.rings]
        d = smooth_rings(rings, 6.0)
        areas.append(path(d, Style(fill=colour, fill_opacity=0.05, stroke=colour, width=0.7, evenodd=True)))
        x, y = max(rings, key=len).mean(0)
        labels.append(text_line(float(x), float(y), str(numbers[id]), 8, colour, bold=True, anchor="middle", halo="#ffffff"))
        key.append((f"{numbers[id]}  {catalogue.sites[id].name}", colour))
    page(
        shot,
        f"sites-{shot.record.id}",
        f"Pain sites: {shot.record.name}",
        [*nodes, group(tuple(areas), clip=outline["id"]), *labels],
        key,
        scale,
        outline,
    )
    return len(key)


def main() -> None:
    """Write all sheets and their lists."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT.parent / "images").mkdir(exist_ok=True)
    catalogue = load_catalogue()
    places = Places(catalogue.landmarks)
    marks = {id: number for number, id in enumerate(catalogue.landmarks, start=1)}
    sites = {id: number for number, id in enumerate(catalogue.areas, start=1)}
    shown = {"landmarks": ["# All landmarks, by view", ""], "sites": ["# All pain sites, by view", ""]}
    for id, view in catalogue.views.items():
        shot = CameraView(view, "left" if view.paired else None, "neutral")
        u0, v0, u1, v1 = shot.art.bounds
        scale = min(HEIGHT / (v1 - v0), 1000.0 / (u1 - u0))
        for kind, count in (
            ("landmarks", landmark_sheet(catalogue, shot, places, marks, scale)),
            ("sites", site_sheet(catalogue, shot, sites, scale)),
        ):
            shown[kind] += [
                f"## {view.name}",
                "",
                f"{count} {kind}, numbers as in the list below.",
                "",
                f"![{view.name}]({kind}-{id}.svg)",
                "",
            ]
    shown["landmarks"] += ["## List", "", "| | id | name | definition |", "|---|---|---|---|"]
    shown["landmarks"] += [
        f"| {n} | `{id}` | {catalogue.landmarks[id].name} | {catalogue.landmarks[id].definition} |" for id, n in marks.items()
    ]
    shown["sites"] += ["## List", "", "| | id | name | also called | part of |", "|---|---|---|---|---|"]
    for id, n in sites.items():
        site = catalogue.sites[id]
        shown["sites"].append(f"| {n} | `{id}` | {site.name} | {', '.join(site.lay_names)} | {site.parent or ''} |")
    whole = [id for id in catalogue.sites if id not in sites]
    shown["sites"] += ["", f"Sites that are the union of their parts: {', '.join(f'`{id}`' for id in whole)}."]
    catalogue.diagram("upper_trapezius", side="right").save(OUT.parent / "images" / "upper_trapezius.svg")
    for kind, lines in shown.items():
        (OUT / f"{kind}.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
