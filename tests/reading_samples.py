"""A small sound data directory as text, and helpers to damage it and read it back."""

from __future__ import annotations

from pathlib import Path

from triggerpoints.errors import Problem
from triggerpoints.reading import Tree, read_tree

MUSCLE = """\
id: sample
names: {english: "Sample muscle, upper part", latin: Pars prima, synonyms: [upper sample]}
identifiers: {uberon: "UBERON:0001128", fma: "FMA:13407", ta98: A04.2.01.008}
body_part: neck
part_of: sample_group
anatomy:
  origin: From here.
  insertion: To there.
  innervation: {nerve: Accessory nerve, roots: [C3, C4]}
  action: Lifts.
  sources: [book1999]
fibres:
  - {from: [c7, c7 - mastoid at 25%], to: [acromion], lines: 5}
trigger_points:
  - id: trp1
    label: TrP1
    part: Upper border
    depth: superficial
    location: Half way along the border.
    point: mastoid 40 down 15.5 in
    sources: [book1999]
    zones:
      - id: essential
        strength: essential
        side: same
        sites: [temple]
        shapes:
          - spot: mastoid radius 25
          - band: [mastoid wide 10, c7 wide 20, other mastoid wide 10]
      - id: spillover
        strength: spillover
        side: both
        sites: [temple, neck]
        description: Reaches the other side in some.
        shapes: [{area: [mastoid, c7, acromion]}]
        exceptions: [{site: neck, rule: uncovered, reason: Drawn short.}]
symptoms: [dizziness: "It turns. [book1999]"]
evidence:
  - pattern, textbook: "As drawn there. [book1999]"
"""

LANDMARKS = """\
landmarks:
  c7: {name: Seventh cervical spine, kind: bone, paired: false, definition: The prominent one., at: [0, 1450, -60]}
  mastoid: {name: Mastoid process, kind: bone, paired: true, definition: Behind the ear., at: [60, 1560, 10]}
  acromion: {name: Acromion, kind: bone, paired: true, definition: Tip of the shoulder., point: c7 - mastoid}
"""

SITES = """\
sites:
  head: {name: Head, laterality: midline}
  temple:
    {name: Temple, lay_names: [side of head], laterality: paired, parent: head, identifiers: {choir: ["101"]}, match: exact,
     area: [spot: mastoid radius 30]}
  neck: {name: Neck, laterality: midline, area: [spot: c7 radius 50]}
"""

SOURCES = """\
sources:
  book1999: {kind: textbook, authors: [Author A], title: A Book, year: 1999, isbn: 978-0-7817-5560-3, checked: seen}
"""

VIEWS = """\
views:
  front: {name: Front, paired: false, towards: [0, 0, -1]}
  sole: {name: Sole, paired: true, towards: [0, 1, 0], up: [0, 0, 1], show: [foot], frame: {parts: [foot], margin: 15}}
"""

FEATURES = """\
features:
  crease: {name: Crease, paired: true, kind: line, points: [mastoid, c7], width: [0.2, 1, 0.2], views: [front]}
"""

FILES = {
    "muscles/sample.yaml": MUSCLE,
    "landmarks/head.yaml": LANDMARKS,
    "sites/head.yaml": SITES,
    "sources.yaml": SOURCES,
    "views.yaml": VIEWS,
    "features.yaml": FEATURES,
}


def write(folder: Path, **files: str | bytes) -> Path:
    """Write the sample directory, with some files (named by their stem: `sample`, `views`...) replaced or added."""
    names = {Path(name).stem: name for name in ("muscles/sample.yaml", "sources.yaml", "views.yaml", "features.yaml")}
    names |= {"landmarks": "landmarks/head.yaml", "sites": "sites/head.yaml"}
    content: dict[str, str | bytes] = dict(FILES)
    content |= {names.get(stem, f"muscles/{stem}.yaml"): text for stem, text in files.items()}
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def damaged(text: str, old: str, new: str) -> str:
    """Return `text` with its one `old` replaced."""
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new)


def read(folder: Path, **files: str | bytes) -> tuple[Tree, tuple[Problem, ...]]:
    """Write and read the sample directory."""
    return read_tree([write(folder, **files)])


def said(folder: Path, problems: tuple[Problem, ...]) -> list[str]:
    """Return the problems as text, with paths relative to the directory."""
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in problems]
