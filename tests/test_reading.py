"""Directories of YAML: every problem of every file, each at its place and in plain words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_samples import FEATURES, LANDMARKS, MUSCLE, SITES, SOURCES, VIEWS, damaged, read, said, write

from triggerpoints.model import Landmark, Muscle, Site, Source, View
from triggerpoints.reading import Place, Tree, load, read_tree


def test_a_sound_directory_is_read_without_a_problem(tmp_path: Path) -> None:
    tree, problems = read(tmp_path)
    assert said(tmp_path, problems) == []
    assert isinstance(tree.muscles["sample"], Muscle)
    assert isinstance(tree.landmarks["mastoid"], Landmark)
    assert isinstance(tree.sites["temple"], Site)
    assert isinstance(tree.sources["book1999"], Source)
    assert isinstance(tree.views["sole"], View)
    assert [site.id for site in tree.sites.values()] == ["head", "temple", "neck"]
    assert list(tree.features) == ["crease"]


MUSCLE_FAULTS = [
    (
        "body_part: neck",
        "body_part: nek",
        "muscles/sample.yaml:4:12: body_part: found 'nek', allowed head, neck, shoulder, arm, forearm, hand, chest, "
        "abdomen, back, pelvis, hip, thigh, leg, foot, nearest neck",
    ),
    (
        "strength: spillover",
        "strenght: spillover",
        "muscles/sample.yaml:31:9: trigger_points[0].zones[1].strenght: found the unknown key 'strenght', allowed id, "
        "strength, side, sites, description, shapes, rare, exceptions, nearest strength",
    ),
    (
        "    part: Upper border\n",
        "",
        "muscles/sample.yaml:15:5: trigger_points[0].part: found no part, allowed the key part, which is required",
    ),
    (
        "spot: mastoid radius 25",
        "spto: mastoid radius 25",
        "muscles/sample.yaml:28:13: trigger_points[0].zones[0].shapes[0]: found a mapping with the keys spto, "
        "allowed spot:, band:, area: or around:, nearest spot",
    ),
    (
        "spot: mastoid radius 25",
        "spot: mastoid",
        "muscles/sample.yaml:28:19: trigger_points[0].zones[0].shapes[0].spot: found no radius, "
        "allowed the radius behind the point: mastoid radius 25",
    ),
    (
        "spot: mastoid radius 25",
        "{spot: mastoid radius 25, radius: 25}",
        "muscles/sample.yaml:28:39: trigger_points[0].zones[0].shapes[0].radius: found the unknown key 'radius', allowed spot",
    ),
    (
        "c7 wide 20",
        "c7",
        "muscles/sample.yaml:29:13: trigger_points[0].zones[0].shapes[1]: found 2 widths for 3 points, "
        "allowed the width beside every point: c7 wide 30, or one width: for all",
    ),
    (
        "c7 wide 20",
        "c7 wide some",
        "muscles/sample.yaml:29:45: trigger_points[0].zones[0].shapes[1].band[1]: found 'some', "
        "allowed millimetres after wide, more than 0 and at most 600, such as: wide 30",
    ),
    (
        "point: mastoid 40 down 15.5 in",
        "point: {from: mastoid, shift: {inferior: 40}}",
        "muscles/sample.yaml:20:12: trigger_points[0].point: found a mapping with the keys from, shift, "
        "allowed a point in words, such as: mastoid; c2 22 out; c7 - acromion at 40%; other mastoid",
    ),
    (
        "action: Lifts.",
        "action: *lifts",
        "muscles/sample.yaml:10:11: found the alias '*lifts', allowed the value itself",
    ),
    (
        "lines: 5",
        "lines: 5.5",
        "muscles/sample.yaml:13:62: fibres[0].lines: found 5.5, allowed a whole number",
    ),
    (
        "c7 - mastoid at 25%",
        "c7 - mastoid at 125%",
        "muscles/sample.yaml:13:33: fibres[0].from[1]: found '125%', allowed a share of the way from 0% to 100%, such as: at 40%",
    ),
    (
        "roots: [C3, C4]",
        "roots: [C3, C44]",
        "muscles/sample.yaml:9:53: anatomy.innervation.roots[1]: found 'C44', "
        "allowed a spinal root: C1-C8, T1-T12, L1-L5, S1-S5 or Co1",
    ),
    (
        "roots: [C3, C4]",
        "roots: [c3, C4]",
        "muscles/sample.yaml:9:49: anatomy.innervation.roots[0]: found 'c3', "
        "allowed a spinal root: C1-C8, T1-T12, L1-L5, S1-S5 or Co1, nearest C3",
    ),
    (
        "roots: [C3, C4]",
        "roots: [C3, C3]",
        "muscles/sample.yaml:9:48: anatomy.innervation.roots: found 'C3' twice, allowed each root once",
    ),
    (
        "action: Lifts.",
        "action: 3.10",
        "muscles/sample.yaml:10:11: anatomy.action: found 3.10, allowed text (put it in quotes)",
    ),
    (
        "action: Lifts.",
        "action: >\n    Lifts.",
        "muscles/sample.yaml:10:11: anatomy.action: found 'Lifts.', allowed one line of text without control characters "
        "and without spaces at its ends (a block needs '>-')",
    ),
    ("action: Lifts.", "action:", "muscles/sample.yaml:10:10: anatomy.action: found nothing, allowed text"),
    (
        "action: Lifts.",
        f"action: {'x' * 1001}",
        "muscles/sample.yaml:10:11: anatomy.action: found 1001 characters, allowed at most 1000",
    ),
    (
        "id: sample\n",
        "id: simple\n",
        "muscles/sample.yaml:1:5: id: found 'simple', allowed the file name, 'sample'",
    ),
    ("id: sample\n", "", "muscles/sample.yaml:1:1: id: found no id, allowed the key id, which is required"),
    (
        "sites: [temple]",
        "sites: temple",
        "muscles/sample.yaml:26:16: trigger_points[0].zones[0].sites: found 'temple', allowed a list, such as [temple]",
    ),
    (
        "sites: [temple]",
        "sites: []",
        "muscles/sample.yaml:26:16: trigger_points[0].zones[0].sites: found an empty list, allowed at least 1",
    ),
    (
        "anatomy:\n  origin: From here.",
        "anatomy:\n  origin: From here.\n  origin: Again.",
        "muscles/sample.yaml:8:3: found the key 'origin' again (first in line 7), allowed each key once",
    ),
    (
        'english: "Sample muscle, upper part"',
        'english: "a\\u0007b"',
        "muscles/sample.yaml:2:18: names.english: found 'a\ufffdb', allowed one line of text without control characters "
        "and without spaces at its ends (a block needs '>-')",
    ),
]
"""What is replaced in the sample, by what, and the one problem that this is."""


def test_a_fault_of_a_muscle_is_one_clear_problem(tmp_path: Path) -> None:
    for number, (old, new, problem) in enumerate(MUSCLE_FAULTS):
        folder = tmp_path / str(number)
        _, problems = read(folder, sample=damaged(MUSCLE, old, new))
        assert said(folder, problems) == [problem]


LIST_FAULTS: list[tuple[str, str | bytes, str]] = [
    (
        "landmarks",
        damaged(LANDMARKS, "kind: bone, paired: true, definition: Behind", "kind: bone, paired: no, definition: Behind"),
        "landmarks/head.yaml:3:56: landmarks.mastoid.paired: found 'no', allowed true or false",
    ),
    (
        "landmarks",
        damaged(LANDMARKS, "at: [60, 1560, 10]", "at: [-60, 1560, 10]"),
        "landmarks/head.yaml:3:12: landmarks.mastoid: found x = -60, allowed x > 0 for a paired landmark: the left one",
    ),
    (
        "landmarks",
        damaged(LANDMARKS, "at: [0, 1450, -60]", "at: [1, 1450, -60]"),
        "landmarks/head.yaml:2:7: landmarks.c7: found x = 1, allowed x = 0 for a landmark of the midline",
    ),
    (
        "landmarks",
        damaged(LANDMARKS, ", at: [60, 1560, 10]", ""),
        "landmarks/head.yaml:3:12: landmarks.mastoid: found neither, allowed exactly one of at and point",
    ),
    (
        "landmarks",
        damaged(LANDMARKS, "  mastoid:", "  Mastoid:"),
        "landmarks/head.yaml:3:3: landmarks.Mastoid: found 'Mastoid', "
        "allowed an id: lower case words of letters and digits joined by '_', nearest mastoid",
    ),
    (
        "sites",
        damaged(SITES, 'choir: ["101"]', "choir: [101]"),
        "sites/head.yaml:4:103: sites.temple.identifiers.choir[0]: found 101, allowed text (put it in quotes)",
    ),
    (
        "sources",
        damaged(SOURCES, "978-0-7817-5560-3", "978-0-7817-5560-4"),
        "sources.yaml:2:84: sources.book1999.isbn: found '978-0-7817-5560-4', "
        "allowed an ISBN of 10 or 13 digits whose check digit is right",
    ),
    (
        "views",
        damaged(VIEWS, "towards: [0, 0, -1]", "towards: [0, 1, 0]"),
        "views.yaml:2:10: views.front: found towards and up that are zero or parallel, allowed two different directions",
    ),
    (
        "views",
        damaged(VIEWS, "show: [foot]", "show: fot"),
        "views.yaml:3:77: views.sole.show: found 'fot', allowed all, or a list of body parts in [ ]",
    ),
    (
        "features",
        damaged(FEATURES, "kind: line", "kind: closed"),
        "features.yaml:2:11: features.crease: found 2 points, allowed at least 3 for kind closed",
    ),
    (
        "features",
        damaged(FEATURES, "points: [mastoid, c7], ", ""),
        "features.yaml:2:11: features.crease: found neither, allowed exactly one of at and points",
    ),
    (
        "features",
        damaged(FEATURES, "features:", "feature:"),
        "features.yaml:1:1: feature: found the unknown key 'feature', allowed features, nearest features",
    ),
    ("features", "[]", "features.yaml:1:1: found an empty list, allowed a mapping"),
    ("features", "", "features.yaml:1:1: found nothing, allowed a mapping"),
    ("features", "features:", "features.yaml:1:10: features: found nothing, allowed a mapping"),
    ("views", b"\xff\xfe", "views.yaml:1:1: found byte 0xff, allowed UTF-8"),
    ("views", "[" * 30_000, "views.yaml:1:33: found nesting deeper than 32, allowed at most 32 levels"),
    ("views", "- " * 30_000, "views.yaml:1:65: found nesting deeper than 32, allowed at most 32 levels"),
    ("views", b"a" * 10_000_000, "views.yaml: found more than 256 KB, allowed at most 256 KB"),
]


def test_a_fault_of_a_list_is_one_clear_problem(tmp_path: Path) -> None:
    for number, (stem, text, problem) in enumerate(LIST_FAULTS):
        folder = tmp_path / str(number)
        _, problems = read(folder, **{stem: text})
        assert problem in said(folder, problems)
        assert len(problems) == 1 or stem == "features"


def test_all_problems_of_all_files_come_at_once_in_order(tmp_path: Path) -> None:
    muscle = damaged(damaged(MUSCLE, "body_part: neck", "body_part: nek"), "depth: superficial", "depth: shallow")
    _, problems = read(tmp_path, sample=muscle, views="views: 3", second="id: [")
    assert [(Path(one.file).name, one.line) for one in problems] == [
        ("sample.yaml", 4),
        ("sample.yaml", 18),
        ("second.yaml", 1),
        ("views.yaml", 1),
    ]


def test_a_faulty_entry_does_not_take_the_sound_ones_with_it(tmp_path: Path) -> None:
    tree, problems = read(tmp_path, landmarks=damaged(LANDMARKS, "kind: bone, paired: false", "kind: stone, paired: false"))
    assert list(tree.landmarks) == ["mastoid", "acromion"]
    assert tree.has("landmark", "c7")
    assert not tree.has("landmark", "c8")
    assert len(problems) == 1


def test_markup_in_names_is_text(tmp_path: Path) -> None:
    tree, problems = read(tmp_path, sample=damaged(MUSCLE, '"Sample muscle, upper part"', "<script>alert(1)</script>"))
    assert problems == ()
    assert tree.muscles["sample"].names.english == "<script>alert(1)</script>"


def test_marks_lead_back_to_the_file(tmp_path: Path) -> None:
    tree, _ = read(tmp_path)
    muscle = (tmp_path / "muscles/sample.yaml").as_posix()
    assert tree.place("muscle", "sample", "trigger_points", 0, "zones", 0, "shapes", 1, "band", 2, "other") == Place(
        muscle, 29, 49
    )
    assert tree.place("muscle", "sample", "fibres", 0, "from", 0) == Place(muscle, 13, 13)
    assert tree.place("landmark", "mastoid")[1:] == (3, 3)
    assert tree.place("landmark", "mastoid", "at", 1)[1:] == (3, 100)
    assert tree.place("muscle", "unheard_of") == Place("", 0, 0)


def test_two_records_of_one_id_are_a_problem(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "landmarks/more.yaml").write_text(LANDMARKS)
    _, problems = read_tree([tmp_path])
    first = f"{tmp_path.as_posix()}/landmarks/head.yaml"
    assert said(tmp_path, problems)[0] == (
        "landmarks/more.yaml:2:3: landmarks.c7: found the landmark 'c7' again (first in "
        f"{first}:2), allowed each id once".replace(f"{tmp_path.as_posix()}/", "")
    )
    assert len(problems) == 3


def test_a_later_directory_overrides_an_earlier_one(tmp_path: Path) -> None:
    base, _ = read(tmp_path / "data")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "sample.yaml").write_text(damaged(MUSCLE, "label: TrP1", "label: Mine"))
    for tree, problems in (read_tree([tmp_path / "data", mine]), read_tree([mine], base)):
        assert problems == ()
        assert tree.muscles["sample"].trigger_points[0].label == "Mine"
        assert tree.place("muscle", "sample").file.endswith("mine/sample.yaml")
        assert list(tree.sites) == ["head", "temple", "neck"]
    assert base.muscles["sample"].trigger_points[0].label == "TrP1"


def test_a_directory_of_ones_own_may_hold_any_kind_by_content(tmp_path: Path) -> None:
    for name, text in (("sample", MUSCLE), ("my_sources", SOURCES), ("my_sites", SITES), ("my_marks", LANDMARKS)):
        (tmp_path / f"{name}.yaml").write_text(text)
    tree, problems = read_tree([tmp_path])
    assert problems == ()
    assert (len(tree.muscles), len(tree.sources), len(tree.sites), len(tree.landmarks)) == (1, 1, 3, 3)


def test_a_single_file_can_be_read(tmp_path: Path) -> None:
    tree, problems = read_tree([write(tmp_path) / "muscles/sample.yaml"])
    assert problems == ()
    assert list(tree.muscles) == ["sample"]


def test_a_path_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    tree, problems = read_tree([tmp_path / "none"])
    assert said(tmp_path, problems) == ["none: found nothing, allowed a file or directory"]
    assert tree == Tree()


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    _, problems = read_tree([tmp_path / "views.yaml"])
    assert said(tmp_path, problems) == [
        "views.yaml: found a file that cannot be read (Permission denied), allowed a readable file"
    ]


def test_a_misspelt_ending_is_a_problem_and_hidden_files_are_not(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "muscles/other.yml").write_text("")
    (tmp_path / "muscles/.hidden.yaml").write_text("][")
    (tmp_path / "muscles/notes.txt").write_text("][")
    _, problems = read_tree([tmp_path])
    assert said(tmp_path, problems) == ["muscles/other.yml: found a name that ends in .yml, allowed one that ends in .yaml"]


def test_a_muscle_that_is_overridden_by_a_faulty_one_is_not_used(tmp_path: Path) -> None:
    base, _ = read(tmp_path / "data")
    (tmp_path / "sample.yaml").write_text("id: sample")
    tree, problems = read_tree([tmp_path / "sample.yaml"], base)
    assert problems
    assert tree.muscles == {}
    assert tree.has("muscle", "sample")


def test_a_faulty_record_that_is_overridden_by_a_sound_one_is_mended(tmp_path: Path) -> None:
    base, problems = read(tmp_path / "data", sample="id: sample")
    assert problems
    (tmp_path / "sample.yaml").write_text(MUSCLE)
    tree, problems = read_tree([tmp_path / "sample.yaml"], base)
    assert problems == ()
    assert list(tree.muscles) == ["sample"]
    assert tree.broken == frozenset()


def test_many_problems_are_cut_off(tmp_path: Path) -> None:
    points = ", ".join(["{}"] * 5000)
    _, problems = read(tmp_path, features=f"features: {{a: {{points: [{points}]}}}}")
    assert len(problems) < 300
    assert problems[-1].rule == "too-many" or any(one.rule == "too-many" for one in problems)


LINES = MUSCLE.splitlines(keepends=True)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(0, len(LINES) - 1),
    start=st.integers(0, 60),
    length=st.integers(0, 12),
    put=st.text(max_size=8) | st.sampled_from(["[", "{", ": ", "- ", "null", "1e999", "'", '"', "\n", "<landmark>", "[key]"]),
)
def test_any_damage_to_a_muscle_is_told_and_never_a_crash(tmp_path: Path, number: int, start: int, length: int, put: str) -> None:
    line = LINES[number]
    text = "".join([*LINES[:number], line[:start] + put + line[start + length :], *LINES[number + 1 :]])
    path = tmp_path / "sample.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    tree, problems = read_tree([path])
    assert problems or "sample" in tree.muscles
    for problem in problems:
        assert "\n" not in str(problem)
        assert problem.found
        assert problem.allowed
        assert problem.line <= text.count("\n") + 2


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["sample", "mastoid"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "id",
                        "names",
                        "fibres",
                        "from",
                        "to",
                        "patterns",
                        "points",
                        "pattern",
                        "around",
                        "self_care",
                        "evidence",
                        "spot",
                        "band",
                        "area",
                        "width",
                        "trigger_points",
                        "zones",
                        "shapes",
                        "point",
                        "sites",
                        "views",
                        "sources",
                        "landmarks",
                        "features",
                        "<spot>",
                        "[key]",
                        "x",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=30,
    )
)
def test_any_structure_is_told_and_never_a_crash(tmp_path: Path, data: object) -> None:
    path = tmp_path / "sample.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    _, problems = read_tree([path])
    assert problems or isinstance(data, dict)


def test_the_sample_reads_the_same_twice() -> None:
    assert load(MUSCLE.encode()).value == load(MUSCLE.encode()).value


def test_a_number_where_text_belongs_is_shown_as_it_is_written(tmp_path: Path) -> None:
    _, problems = read(
        tmp_path, sample=damaged(damaged(MUSCLE, "label: TrP1", "label: 3.10"), "roots: [C3, C4]", "roots: [1e2,C4]")
    )
    assert said(tmp_path, problems) == [
        "muscles/sample.yaml:9:49: anatomy.innervation.roots[0]: found 1e2, allowed text (put it in quotes)",
        "muscles/sample.yaml:16:12: trigger_points[0].label: found 3.10, allowed text (put it in quotes)",
    ]


def test_an_entry_has_no_id_of_its_own(tmp_path: Path) -> None:
    _, problems = read(tmp_path, sources=SOURCES.replace("{", "{id: book1999, ", 1))
    assert [(one.found, one.allowed, one.rule) for one in problems] == [("an id", "none: the key is the id", "unknown-key")]
    _, problems = read(tmp_path / "b", sources=damaged(SOURCES, "year:", "yaer:"))
    assert problems[0].rule == "unknown-key"
    assert "id" not in problems[0].allowed.split(", ")
