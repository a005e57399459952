"""Print what the drawings of muscle files measure on the reference skin, and what the checks say to them.

python tools/measure.py FILE.yaml...
python tools/measure.py --sites        area of every pain site, and how much skin belongs to none
"""

from __future__ import annotations

import sys
from pathlib import Path

from triggerpoints.compiling.checks import check_tree
from triggerpoints.compiling.checks.drawing import check_muscle
from triggerpoints.compiling.measured import Ruler
from triggerpoints.errors import ERROR
from triggerpoints.reading import read_tree

DATA = Path(__file__).resolve().parents[1] / "data"
# Without the other muscles: a fault in one draft must not stop the measuring of another.
SHARED = [DATA / name for name in ("landmarks", "sites", "sources.yaml", "views.yaml")]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    if not arguments:
        sys.exit(__doc__)
    files = [] if arguments == ["--sites"] else arguments
    tree, found = read_tree([*SHARED, *files])
    problems = [*found, *check_tree(tree)]
    print(*problems, sep="\n", end="\n" if problems else "")
    if any(problem.severity == ERROR for problem in problems):
        sys.exit(1)
    ruler = Ruler(tree)
    if not files:
        for site, mask in ruler.masks.items():
            print(f"{site:28} {ruler.samples.area(mask) / 100:8.1f} cm2")
        print(f"in no site: {ruler.bare_mm2 / 100:.1f} cm2")
    for muscle in tree.muscles.values():
        measured = ruler.measure(muscle)
        for point, gap in measured.fibre_gap.items():
            print(f"{muscle.id} {point}: X {gap:.1f} mm from a fibre line")
            for zone in (zone for zone in measured.zones if zone.point == point):
                record, size = zone.record, zone.mm2 / 100
                said = f"{size:.1f} cm2, {zone.on_claimed:.0%} on the sites it claims"
                print(f"  {record.id} ({record.strength}, {record.side}): {said}")
                for cover in zone.covers:
                    claimed = "claims" if cover.site in record.sites else "  -   "
                    where = f"{cover.site} ({cover.instance})"
                    print(f"    {claimed} {where:36} site {cover.of_site:4.0%}  zone {cover.of_zone:4.0%}")
        for problem in check_muscle(ruler, measured):
            print(problem)


if __name__ == "__main__":
    main(sys.argv[1:])
