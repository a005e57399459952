"""Print how much of each site every zone of the named muscles covers (drafts included).

python tools/measure.py MUSCLE...
python tools/measure.py --sites        area of every site, and how much skin belongs to none
"""

from __future__ import annotations

import sys

import numpy as np
from preview import DATA, read_folder

from triggerpoints.body.fibres import fibre_lines
from triggerpoints.body.measure import skin_samples
from triggerpoints.body.patches import build_patch
from triggerpoints.body.places import Places, landmark_finder
from triggerpoints.body.surface import load_surface


def main(names: list[str]) -> None:
    """Measure and print."""
    surface, samples = load_surface(), skin_samples()
    places = Places(surface, landmark_finder(surface, read_folder(DATA, "landmarks")))
    sites = read_folder(DATA, "sites")
    masks: dict[str, np.ndarray] = {}
    for key, site in sites.items():
        if site.area:
            try:
                masks[key] = samples.inside(surface, [build_patch(places, shape) for shape in site.area])
            except KeyError as error:
                print(f"site {key}: no landmark {error}")
    if names == ["--sites"]:
        bare = np.ones(len(samples.areas), dtype=bool)
        for key, mask in masks.items():
            print(f"{key:28} {samples.area(mask) / 100:8.1f} cm2")
            bare &= ~mask
            bare &= ~samples.mirrored(mask)
        print(f"in no site: {samples.area(bare) / 100:.1f} cm2 of {samples.areas.sum() / 100:.0f}")
        for part, name in enumerate(surface.part_names):
            here = bare & (surface.part[samples.quads] == part) & (samples.positions[:, 0] > 0)
            if here.any():
                middle = samples.positions[here][np.argsort(-samples.areas[here])[:3]].round().tolist()
                print(f"  {name}: {samples.area(here) / 100:.1f} cm2 on the left, for instance at {middle}")
        return
    for name in names:
        muscle = read_folder(DATA, "muscles", only=name)[name]
        lines = [line.positions(surface) for sheet in muscle.fibres for line in fibre_lines(places, sheet)]
        for point in muscle.trigger_points:
            here = places.place(point.point).position
            print(
                f"{name} {point.id}: X {min(float(np.linalg.norm(line - here, axis=1).min()) for line in lines):.1f} mm from a fibre line"
            )
            for zone in point.zones:
                mask = samples.inside(surface, [build_patch(places, shape) for shape in zone.shapes])
                print(f"  {zone.id} ({zone.strength}, {zone.side}): {samples.area(mask) / 100:.1f} cm2")
                for key, site in masks.items():
                    both = samples.area(mask & site)
                    of_site, of_zone = both / max(samples.area(site), 1), both / max(samples.area(mask), 1)
                    claimed = key in zone.sites
                    if claimed or of_site >= 0.1 or of_zone >= 0.15:
                        wrong = (claimed and of_site < 0.1 and of_zone < 0.15) or (not claimed and of_site >= 0.5)
                        print(
                            f"    {'!!' if wrong else '  '} {'claims' if claimed else '   -  '} {key:26} site {of_site:4.0%}  zone {of_zone:4.0%}"
                        )


if __name__ == "__main__":
    main(sys.argv[1:])
