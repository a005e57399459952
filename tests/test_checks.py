"""The checks that a schema cannot make: each passes the sound sample and finds its own fault, at its place."""

from __future__ import annotations

from pathlib import Path

from reading_samples import FEATURES, LANDMARKS, MUSCLE, SITES, damaged, read, said

from triggerpoints.compiling.checks import CHECKS, check_tree
from triggerpoints.errors import ERROR, WARNING

OTHER = MUSCLE.replace("id: sample\n", "id: second\n").replace("part_of: sample_group", "part_of: sample")
OTHER = OTHER.replace('english: "Sample muscle, upper part"', "english: Second").replace("latin: Pars prima, ", "")
OTHER = OTHER.replace("synonyms: [upper sample]", "synonyms: [the second]")
OTHER = OTHER.replace('identifiers: {uberon: "UBERON:0001128", fma: "FMA:13407", ta98: A04.2.01.008}\n', "")
TRIGGER_POINT = MUSCLE[MUSCLE.index("  - id: trp1") : MUSCLE.index("symptoms:")]


def test_the_sound_sample_passes_every_check(tmp_path: Path) -> None:
    tree, problems = read(tmp_path, second=OTHER)
    assert problems == ()
    assert said(tmp_path, check_tree(tree)) == []


def test_checks_have_names_and_say_what_they_hold() -> None:
    assert all(check.__name__.startswith("check_") and check.__doc__ for check in CHECKS)
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)


FAULTS: list[tuple[dict[str, str], list[str]]] = [
    (
        {"sample": damaged(MUSCLE, "action: Lifts.\n  sources: [book1999]", "action: Lifts.\n  sources: [book1998]")},
        ["muscles/sample.yaml:11:13: anatomy.sources[0]: found the unknown source 'book1998', "
         "allowed the id of a source, nearest book1999"],
    ),
    (
        {"sample": damaged(MUSCLE, "As drawn there. [book1999]", "As. [book1999, x1]")},
        ["muscles/sample.yaml:39:5: evidence[0]: found the unknown source 'x1', allowed the id of a source"],
    ),
    (
        {"sample": damaged(MUSCLE, "sites: [temple]", "sites: [temples]")},
        ["muscles/sample.yaml:26:17: trigger_points[0].zones[0].sites[0]: found the unknown site 'temples', "
         "allowed the id of a site, nearest temple"],
    ),
    (
        {"sites": damaged(SITES, "parent: head", "parent: haed")},
        ["sites/head.yaml:2:3: sites.head: found neither an area nor children, allowed one of them",
         "sites/head.yaml:4:75: sites.temple.parent: found the unknown site 'haed', allowed the id of a site, nearest head"],
    ),
    (
        {"sample": damaged(MUSCLE, "point: mastoid 40", "point: (c7 - mastiod) 40")},
        ["muscles/sample.yaml:20:18: trigger_points[0].point: found the unknown landmark 'mastiod', "
         "allowed the id of a landmark, nearest mastoid"],
    ),
    (
        {"sample": damaged(MUSCLE, "to: [acromion]", "to: [akromion]")},
        ["muscles/sample.yaml:13:44: fibres[0].to[0]: found the unknown landmark 'akromion', "
         "allowed the id of a landmark, nearest acromion"],
    ),
    (
        {"sample": damaged(MUSCLE, "other mastoid wide", "other x wide")},
        ["muscles/sample.yaml:29:55: trigger_points[0].zones[0].shapes[1].band[2]: "
         "found the unknown landmark 'x', allowed the id of a landmark"],
    ),
    (
        {"sites": damaged(SITES, "spot: c7 radius 50", "spot: c8 radius 50")},
        ["sites/head.yaml:6:56: sites.neck.area[0].spot: found the unknown landmark 'c8', "
         "allowed the id of a landmark"],
    ),
    (
        {"features": damaged(FEATURES, "views: [front]", "views: [frnt]")},
        ["features.yaml:2:105: features.crease.views[0]: found the unknown view 'frnt', "
         "allowed the id of a view, nearest front"],
    ),
    (
        {"sample": damaged(MUSCLE, "part_of: sample_group", "part_of: sample")},
        ["muscles/sample.yaml:5:10: part_of: found 'sample' itself, allowed another muscle or group"],
    ),
    (
        {"sample": damaged(MUSCLE, "part_of: sample_group", "part_of: second"), "second": OTHER},
        ["muscles/sample.yaml:5:10: part_of: found a circle: sample -> second -> sample, "
         "allowed another muscle or group",
         "muscles/second.yaml:4:10: part_of: found a circle: second -> sample -> second, "
         "allowed another muscle or group"],
    ),
    (
        {"sites": damaged(SITES, "head: {name: Head, laterality: midline}",
                          "head: {name: Head, laterality: midline, parent: temple}")},
        ["sites/head.yaml:2:51: sites.head.parent: found a circle: head -> temple -> head, allowed another site",
         "sites/head.yaml:4:75: sites.temple.parent: found a circle: temple -> head -> temple, allowed another site"],
    ),
    (
        {"landmarks": damaged(LANDMARKS, "point: c7 - mastoid", "point: c7 - acromion")},
        ["landmarks/head.yaml:4:97: landmarks.acromion.point: found 'acromion' itself, "
         "allowed landmarks that do not rest on this one"],
    ),
    (
        {"second": damaged(OTHER, "the second", "Sample-Muscle upper PART")},
        ["muscles/second.yaml:2:37: names.synonyms[0]: found 'Sample-Muscle upper PART', "
         "which sample has as 'Sample muscle, upper part', allowed a name of this muscle alone"],
    ),
    (
        {"second": damaged(OTHER, "english: Second", "english: M. sample")},
        ["muscles/second.yaml:2:18: names.english: found 'M. sample', which sample has as 'sample', "
         "allowed a name of this muscle alone"],
    ),
    (
        {"sites": damaged(SITES, "name: Neck", "name: temple")},
        ["sites/head.yaml:6:16: sites.neck.name: found 'temple', which temple has as 'temple', "
         "allowed a name of this site alone"],
    ),
    (
        {"second": damaged(OTHER, "body_part: neck", "identifiers: {fma: 'FMA:13407'}\nbody_part: neck")},
        ["muscles/second.yaml:3:20: identifiers.fma: found FMA:13407, which sample has too, "
         "allowed an identifier of this muscle alone"],
    ),
    (
        {"sample": damaged(MUSCLE, "- id: spillover", "- id: essential")},
        ["muscles/sample.yaml:30:13: trigger_points[0].zones[1].id: found 'essential' again, "
         "allowed each zone id once"],
    ),
    (
        {"sample": damaged(MUSCLE, "symptoms:", TRIGGER_POINT + "symptoms:")},
        ["muscles/sample.yaml:37:9: trigger_points[1].id: found 'trp1' again, allowed each trigger point id once",
         "muscles/sample.yaml:38:12: trigger_points[1].label: found 'TrP1' again, allowed each label once"],
    ),
    (
        {"sample": damaged(MUSCLE, "strength: essential", "strength: spillover")},
        ["muscles/sample.yaml:23:7: warning: trigger_points[0].zones: found spillover zones only, "
         "allowed at least one essential zone"],
    ),
    (
        {"sample": damaged(MUSCLE, "        description: Reaches the other side in some.\n", "")},
        ["muscles/sample.yaml:32:15: warning: trigger_points[0].zones[1].side: found side both without a description, "
         "allowed a description that says what is felt on the other side"],
    ),
    (
        {"sample": damaged(damaged(MUSCLE, "side: both", "side: other"), "sites: [temple, neck]", "sites: [neck]")},
        ["muscles/sample.yaml:32:15: warning: trigger_points[0].zones[1].side: found side other for sites of the midline, "
         "allowed same, both, or a paired site"],
    ),
    (
        {"sample": damaged(MUSCLE, "rule: uncovered", "rule: unclaimed")},
        ["muscles/sample.yaml:36:29: trigger_points[0].zones[1].exceptions[0].site: found 'neck', "
         "which the zone claims, allowed a site that it does not claim"],
    ),
    (
        {"sample": damaged(MUSCLE, "{site: neck, rule", "{site: head, rule")},
        ["muscles/sample.yaml:36:29: trigger_points[0].zones[1].exceptions[0].site: found 'head', "
         "which the zone does not claim, allowed a site that it claims"],
    ),
    (
        {"sample": damaged(MUSCLE, "reason: Drawn short.}",
                           "reason: Drawn short.}, {site: neck, rule: uncovered, reason: Twice.}")},
        ["muscles/sample.yaml:36:82: trigger_points[0].zones[1].exceptions[1].site: found 'neck' again, "
         "allowed each site once"],
    ),
    (
        {"sites": damaged(SITES, ", area: [spot: c7 radius 50]", "")},
        ["sites/head.yaml:6:3: sites.neck: found neither an area nor children, allowed one of them"],
    ),
]  # fmt: skip


def test_a_fault_is_found_at_its_place(tmp_path: Path) -> None:
    for number, (files, problems) in enumerate(FAULTS):
        folder = tmp_path / str(number)
        tree, read_problems = read(folder, **files)
        assert said(folder, read_problems) == []
        assert said(folder, check_tree(tree)) == problems


def test_a_reference_to_a_faulty_record_is_not_a_second_fault(tmp_path: Path) -> None:
    tree, problems = read(tmp_path, sites=damaged(SITES, "laterality: paired", "laterality: pair"))
    assert len(problems) == 1
    assert check_tree(tree) == ()


def test_a_circle_of_three_is_found_once_for_each_and_a_tail_is_not_part_of_it(tmp_path: Path) -> None:
    places = {"a": "b", "b": "c", "c": "a", "d": "a"}
    landmarks = LANDMARKS + "".join(
        f"  {id}: {{name: Mark {id}, kind: soft, paired: true, definition: D., point: c7 - {base}}}\n"
        for id, base in places.items()
    )
    tree, _ = read(tmp_path, landmarks=landmarks)
    assert [problem.field for problem in check_tree(tree)] == [f"landmarks.{id}.point" for id in "abc"]


def test_errors_and_warnings_come_together_sorted(tmp_path: Path) -> None:
    muscle = damaged(damaged(MUSCLE, "sites: [temple]", "sites: [nose]"), "strength: essential", "strength: spillover")
    tree, _ = read(tmp_path, sample=muscle)
    assert [problem.severity for problem in check_tree(tree)] == [WARNING, ERROR]
