"""A small data directory whose drawing is sound: one muscle of the thigh, four sites, quick to measure."""

from __future__ import annotations

from pathlib import Path

from reading_samples import damaged

from triggerpoints.compiling.compiler import Compilation, compile_tree
from triggerpoints.reading import read_tree

LANDMARKS = """\
landmarks:
  hip_front: {name: Front of the hip, kind: soft, paired: true, definition: In front., at: [105, 880, 90]}
  thigh_middle: {name: Middle of the thigh, kind: soft, paired: true, definition: Half way., at: [110, 700, 100]}
  knee_top: {name: Top of the knee cap, kind: bone, paired: true, definition: Above the knee cap., at: [111, 518, 100]}
  shin: {name: Middle of the shin, kind: bone, paired: true, definition: Half way., at: [120, 300, 60]}
  sole: {name: Sole, kind: soft, paired: true, definition: Its middle., at: [130, 0, 60]}
  navel: {name: Navel, kind: soft, paired: false, definition: The navel., at: [0, 1034, 137]}
  chest: {name: Chest, kind: bone, paired: false, definition: Its middle., at: [0, 1300, 100]}
  back: {name: Back, kind: bone, paired: false, definition: Its middle., at: [0, 1250, -80]}
  loin: {name: Loin, kind: bone, paired: false, definition: Its middle., at: [0, 1000, -80]}
  crown: {name: Crown, kind: bone, paired: false, definition: The top., at: [0, 1698, 50]}
  elbow: {name: Elbow, kind: bone, paired: true, definition: The outer side., at: [270, 1120, 0]}
  hand: {name: Hand, kind: bone, paired: true, definition: Its back., at: [370, 800, 0]}
"""

SITES = """\
sites:
  thigh_front: {name: Front of the thigh, laterality: paired, area: [spot: thigh_middle radius 80]}
  knee: {name: Knee, lay_names: [kneecap], laterality: paired, area: [spot: knee_top radius 60]}
  belly: {name: Belly, laterality: midline, area: [spot: navel radius 60]}
  all_else:
    name: Everything else
    laterality: midline
    area:
      - spot: crown radius 400
      - spot: chest radius 400
      - spot: back radius 400
      - spot: navel radius 400
      - spot: loin radius 400
      - spot: elbow radius 400
      - spot: hand radius 400
      - spot: thigh_middle radius 400
      - spot: knee_top radius 400
      - spot: shin radius 400
      - spot: sole radius 400
"""

SOURCES = """\
sources:
  book1999: {kind: textbook, authors: [Author A], title: A Book, year: 1999, checked: recalled}
"""

VIEWS = """\
views:
  front: {name: Front, paired: false, towards: [0, 0, -1]}
"""

MUSCLE = """\
id: straight
names: {english: Straight muscle, latin: Musculus strictus, synonyms: [the straight one]}
body_part: thigh
anatomy:
  origin: From the hip.
  insertion: To the knee.
  innervation: {nerve: Femoral nerve, roots: [L2, L3]}
  action: Stretches the knee.
  sources: [book1999]
fibres:
  - {from: [hip_front], to: [knee_top], lines: 1}
trigger_points:
  - id: trp1
    label: TrP1
    part: Middle
    depth: superficial
    location: In the middle.
    point: thigh_middle
    sources: [book1999]
    zones:
      - id: essential
        strength: essential
        side: same
        sites: [knee]
        shapes: [spot: knee_top radius 40]
      - id: spillover
        strength: spillover
        side: same
        sites: [thigh_front, knee]
        shapes: [{band: [thigh_middle, knee_top], width: 60}]
"""

SECOND = damaged(MUSCLE, "id: straight\n", "id: slanting\n")
SECOND = damaged(SECOND, "Straight muscle, latin: Musculus strictus, synonyms: [the straight one]", "Slanting muscle")
SECOND = damaged(SECOND, "radius 40", "radius 30")

FILES = {
    "landmarks/leg.yaml": LANDMARKS,
    "sites/leg.yaml": SITES,
    "sources.yaml": SOURCES,
    "views.yaml": VIEWS,
    "muscles/straight.yaml": MUSCLE,
}


def write(folder: Path, **files: str) -> Path:
    """Write the directory with files replaced or added: `landmarks`, `sites`, `sources`, or the id of a muscle."""
    names = {Path(name).stem: name for name in FILES} | {"landmarks": "landmarks/leg.yaml", "sites": "sites/leg.yaml"}
    content = FILES | {names.get(stem, f"muscles/{stem}.yaml"): text for stem, text in files.items()}
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def compiled(folder: Path, **files: str) -> Compilation:
    """Write, read and compile the directory."""
    tree, found = read_tree([write(folder, **files)])
    return compile_tree(tree, found)
