"""Cautions: each is sourced and plain; each site, complaint and situation calls for its own; first in every output."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from together import for_every

from triggerpoints import LIMITS, cli, load_catalogue
from triggerpoints.answer import answer_text
from triggerpoints.cli import main

CAT = load_catalogue()
DOCUMENT = CAT._document
CAUTIONS = DOCUMENT["cautions"]
SERIOUS = sorted(id for id, raw in CAUTIONS.items() if raw["kind"] == "serious")
EVERYWHERE = {id for id, raw in CAUTIONS.items() if raw.get("everywhere")}
SITES = sorted(DOCUMENT["sites"])
URGENCY = ("emergency", "urgent", "soon")

# ---- each record


@for_every(sorted(CAUTIONS))
def test_a_caution_is_called_for_by_something_that_exists(id):
    raw = CAUTIONS[id]
    named = {cause for complaint in DOCUMENT["complaints"].values() for cause in complaint.get("cautions", ())}
    assert raw.get("sites") or raw.get("symptoms") or raw.get("everywhere") or id in named
    known = set(DOCUMENT["symptom_names"].values()) | set(DOCUMENT["symptom_names"])
    assert set(raw.get("symptoms", ())) <= known


# ---- what calls for them


def test_some_hold_everywhere():
    assert {"infection_signs", "fracture_signs", "cancer_signs"} <= EVERYWHERE


@for_every(SITES)
def test_every_site_calls_for_cautions_of_its_own_and_for_those_of_everywhere(site):
    found = CAT.explain(site).cautions
    ids = [caution.id for caution in found]
    assert len(set(ids)) == len(ids)
    assert set(ids) >= EVERYWHERE
    own = [caution for caution in found if caution.id not in EVERYWHERE]
    assert own
    for caution in found:
        assert bool(caution.because) == (caution.id not in EVERYWHERE)
        assert caution.to_dict()["sources"] == list(CAUTIONS[caution.id]["sources"])


def family(site: str) -> set[str]:
    """The site with its wholes and parts."""
    parents = {id: raw.get("parent") for id, raw in DOCUMENT["sites"].items()}

    def wholes(id: str) -> list[str]:
        return [id, *(wholes(parents[id]) if parents[id] else [])]

    return set(wholes(site)) | {id for id in parents if site in wholes(id)}


@for_every(SITES)
def test_a_caution_belongs_to_its_sites_their_parts_and_wholes_and_to_no_other(site):
    called = {caution.id for caution in CAT.explain(site, side=None).cautions}
    expected = {id for id, raw in CAUTIONS.items() if family(site) & set(raw.get("sites", ()))}
    assert called == expected | EVERYWHERE


@pytest.mark.parametrize(
    ("where", "caution"),
    [
        (["chest"], "heart_attack"),
        (["chest", "arm_medial", "lower_jaw"], "heart_attack"),
        (["arm_medial"], "heart_attack"),
        (["lower_jaw"], "heart_attack"),
        (["precordium"], "heart_attack"),
        (["chest"], "pulmonary_embolism"),
        (["temple"], "giant_cell_arteritis"),
        (["temple"], "sudden_headache"),
        (["neck_back"], "meningitis"),
        (["perineum"], "cauda_equina"),
        (["lower_back"], "cauda_equina"),
        (["calf"], "deep_vein_thrombosis"),
        (["abdomen"], "acute_abdomen"),
        (["abdomen_right_lower"], "appendicitis"),
        (["scapula"], "pneumothorax"),
        (["eye"], "acute_glaucoma"),
        (["knee"], "septic_joint"),
        (["sciatica"], "cauda_equina"),
        (["headache"], "sudden_headache"),
    ],
)
def test_a_situation_calls_for_its_serious_cause(where, caution):
    for side in (None, "left", "both"):
        found = CAT.explain(*where, side=side)
        assert caution in {one.id for one in found.serious}


def test_heart_stands_at_the_top_when_chest_arm_and_jaw_hurt():
    assert CAT.explain("chest", "left arm_medial", "lower_jaw").cautions[0].id == "heart_attack"


def test_a_complaint_brings_its_own_cautions_and_those_of_its_sites():
    for id, raw in DOCUMENT["complaints"].items():
        found = CAT.explain(id).cautions
        called = {caution.id for caution in found}
        assert set(raw.get("cautions", ())) <= called, id
        for meant in raw["sites"]:
            of_site = {caution.id for caution in CAT.explain(meant["site"]).cautions}
            assert of_site - set(raw.get("not_cautions", ())) <= called, id
        assert not called & set(raw.get("not_cautions", ())) - set(raw.get("cautions", ())), id
        for caution in found:
            if caution.id in raw.get("cautions", ()):
                assert raw["name"] in caution.because


def test_another_place_never_takes_a_caution_away():
    alone = {caution.id for caution in CAT.explain("chest").cautions}
    assert alone <= {caution.id for caution in CAT.explain("chest", "calf", "left temple", symptoms=["dizziness"]).cautions}


def test_a_look_alike_of_the_nerve_roots_names_its_root():
    roots = [raw for id, raw in CAUTIONS.items() if id.startswith("root_") and raw.get("root")]
    assert len(roots) >= 10
    assert all(raw["kind"] == "look_alike" for raw in roots)


# ---- first in every output

QUESTIONS: list[tuple[list[str], dict[str, Any]]] = [
    (["chest"], {}),
    (["left temple", "neck_back"], {"sets": True}),
    (["sciatica"], {"side": "left"}),
    (["calf", "qwertzuiop"], {}),
    ([], {"symptoms": ["dizziness"]}),
    ([], {"choir": ["130"]}),
]


@pytest.mark.parametrize(("where", "how"), QUESTIONS)
def test_serious_ones_stand_first_then_by_urgency(where, how):
    found = CAT.explain(*where, **how)
    kinds = [caution.kind for caution in found.cautions]
    assert kinds == sorted(kinds, key=["serious", "look_alike"].index)
    urgencies = [caution.urgency for caution in found.serious]
    assert urgencies == sorted(urgencies, key=URGENCY.index)
    assert (*found.serious, *found.look_alikes) == found.cautions
    answer = found.to_dict()
    keys = list(answer)
    assert keys.index("cautions") < keys.index("candidates") < keys.index("sets")
    assert [one["id"] for one in answer["cautions"]] == [caution.id for caution in found.cautions]


def squeezed(text: str) -> str:
    """Without spaces and line breaks, which depend on the width."""
    return "".join(text.split())


def check_order(text: str, found: Any) -> None:
    """Every serious caution stands before the first word about any muscle, and every look-alike after the serious ones."""
    told = squeezed(text)
    first_muscle = min(told.index(squeezed(found[0].reason)), told.index("Muscleswhosereportedpattern"))
    last = 0
    for caution in found.serious:
        at = told.index(squeezed(f"! {caution.name}:"))
        assert at < first_muscle
        last = max(last, at)
        for sign in caution.signs:
            assert squeezed(sign) in told[:first_muscle]
        for source in caution.sources:
            assert source in told
    for caution in found.look_alikes:
        assert told.index(squeezed(f"- {caution.name}:")) > last
    assert told.endswith(squeezed(LIMITS))


@pytest.mark.parametrize(("where", "how"), QUESTIONS)
def test_serious_ones_stand_before_any_muscle_in_text(where, how):
    found = CAT.explain(*where, **how)
    for width in (None, 40, 80, 200):
        check_order(answer_text(found, 10, width), found)


def test_no_caution_is_left_out_however_few_muscles_are_shown():
    found = CAT.explain("chest")
    for limit in (1, 3, 10_000):
        check_order(answer_text(found, limit), found)


@pytest.mark.parametrize(("where", "how"), QUESTIONS)
def test_serious_ones_stand_before_any_muscle_on_the_command_line(where, how, monkeypatch):
    monkeypatch.setattr(cli, "_catalogue", lambda paths: CAT)
    options = [f"--symptom={one}" for one in how.get("symptoms", ())] + [f"--choir={one}" for one in how.get("choir", ())]
    options += [f"--side={how['side']}"] if "side" in how else []
    for extra in ([], ["--limit", "1"], ["--sets"]):
        done = CliRunner().invoke(main, ["explain", *where, *options, *extra])
        assert done.exit_code == 0
        check_order(done.stdout, CAT.explain(*where, **how))
    done = CliRunner().invoke(main, ["explain", *where, *options, "--json"])
    assert done.stdout.index('"cautions"') < done.stdout.index('"candidates"')


def test_cautions_are_told_when_no_pattern_reaches():
    found = next(found for site in SITES if not (found := CAT.explain(site)).candidates)
    text = answer_text(found, 10)
    assert text.index("RULE OUT FIRST") < text.index("No reported pattern reaches")
