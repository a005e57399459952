"""The look-up: what it answers, its scores, its sides, its errors."""

from __future__ import annotations

import contextlib
import copy
import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triggerpoints import (
    LIMITS,
    AmbiguousNameError,
    Catalogue,
    OptionError,
    UnknownNameError,
    UsageError,
    load_catalogue,
)
from triggerpoints.lookup.sides import muscle_side
from triggerpoints.lookup.weights import WEIGHTS

CAT = load_catalogue()
SITES = list(CAT.sites)
PAIRED = [id for id in SITES if CAT.sites[id].laterality == "paired"]


def test_weights_add_up_to_one():
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_the_temple_is_explained_by_the_muscles_the_books_name():
    found = [candidate.muscle for candidate in CAT.explain("temple")]
    assert {"upper_trapezius", "temporalis", "sternocleidomastoid", "splenius_cervicis"} <= set(found[:12])
    assert found[0] in {"temporalis", "upper_trapezius", "semispinalis_capitis"}


def test_every_site_answers_soundly():
    for site in SITES:
        answer = CAT.explain(site)
        assert answer.limits == LIMITS
        assert bool(answer.candidates) != bool(answer.unexplained)
        for candidate in answer:
            assert 0 < candidate.score <= 1
            assert candidate.score == pytest.approx(candidate.score_parts.total, abs=1e-3)
            assert candidate.trigger_points
            assert candidate.sources
            assert candidate.reason.endswith(".")
            for match in candidate.matches:
                assert match.zones
        scores = [candidate.score for candidate in answer]
        assert scores == sorted(scores, reverse=True)


def test_left_and_right_mirror_exactly():
    for site in PAIRED:
        swap = {"left": "right", "right": "left", "either": "either"}
        left = [(c.muscle, c.side, c.score) for c in CAT.explain(site, side="left")]
        right = [(c.muscle, swap[c.side], c.score) for c in CAT.explain(site, side="right")]
        assert sorted(left) == sorted(right)


def test_a_zone_on_the_other_side_means_the_muscle_of_the_other_side():
    sides = {c.side for c in CAT.explain("forehead", side="right") if c.muscle == "sternocleidomastoid"}
    assert "left" in sides


def test_a_site_with_a_side_of_its_own_needs_none():
    answer = CAT.explain("abdomen_right_lower")
    assert answer.sites[0].side == "right"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SITES), min_size=1, max_size=4, unique=True))
def test_the_order_of_the_sites_does_not_matter(sites):
    reference = [(c.muscle, c.side, c.score) for c in CAT.explain(*sites)]
    for order in itertools.permutations(sites):
        assert [(c.muscle, c.side, c.score) for c in CAT.explain(*order)] == reference


def test_a_site_named_twice_counts_once():
    assert CAT.explain("temple", "Temple").to_dict()["candidates"] == CAT.explain("temple").to_dict()["candidates"]


def test_the_answer_is_plain_json():
    answer = json.loads(json.dumps(CAT.explain("temple", side="right").to_dict()))
    assert set(answer) == {
        "query", "understood", "not_understood", "sites", "areas", "symptoms", "complaint", "complaints", "cautions",
        "candidates", "sets", "unexplained", "uncovered", "limits",
    }  # fmt: skip
    assert list(answer).index("cautions") < list(answer).index("candidates")
    assert set(answer["candidates"][0]) == {
        "rank", "muscle", "name", "side", "score", "score_parts", "strength", "trigger_points", "matches", "reason", "sources",
    }  # fmt: skip
    assert set(answer["candidates"][0]["score_parts"]) == set(WEIGHTS)
    assert set(answer["candidates"][0]["matches"][0]) == {"site", "strength", "coverage"}
    assert answer["sites"] == [{"id": "temple", "side": "right", "pain": "worst"}]


def test_an_explanation_is_a_sequence():
    answer = CAT.explain("temple")
    assert len(answer) == len(list(answer)) == len(answer.candidates)
    assert answer[0] is answer.candidates[0]
    assert answer[:2] == answer.candidates[:2]


def test_lay_names_and_spelling():
    assert CAT.explain("KNEECAP").sites[0].id == "knee_front"
    assert CAT.explain("tmeple").sites[0].id == "temple"
    assert CAT.explain("tmeple").understood[0].corrected
    with pytest.raises(UnknownNameError, match="Temple") as caught:
        CAT.explain("tempelz")
    assert "Temple" in caught.value.suggestions
    assert isinstance(caught.value, KeyError)


def test_bad_questions_are_errors():
    with pytest.raises(UsageError):
        CAT.explain()
    with pytest.raises(OptionError, match="left"):
        CAT.explain("temple", side="lft")  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        CAT.explain("")


def test_the_side_of_the_muscle_behind_every_kind_of_place():
    """A zone on the other side of its muscle speaks for the muscle of the other side, in the midline too."""
    expected = """
        same    none  same: same   | same    left  same: left  | same    right same: right
        other   none  same: other  | other   left  same: right | other   right same: left
        midline none  same: either | midline left  same: left  | midline right same: right
        midline none other: either | midline left other: right | midline right other: left
        midline none  both: either | midline left  both: left  | midline right both: right
    """
    for case in expected.replace("|", "\n").split("\n"):
        if case.strip():
            given, _, side = case.partition(":")
            instance, asked, relation = given.split()
            assert muscle_side(instance, None if asked == "none" else asked, relation) == side.strip(), case  # type: ignore[arg-type]


def test_midline_pain_of_a_zone_on_the_other_side_means_the_muscle_of_the_other_side():
    document = CAT._document
    muscle = copy.deepcopy(document["muscles"]["gluteus_medius"])
    for point in muscle["trigger_points"]:
        for zone in point["zones"]:
            zone["side"] = "other"
    turned = Catalogue({**document, "muscles": {**document["muscles"], "gluteus_medius": muscle}})
    for catalogue, sides in ((CAT, {"left": "left", "right": "right"}), (turned, {"left": "right", "right": "left"})):
        for asked, meant in sides.items():
            found = {one.side for one in catalogue.explain("sacrum", side=asked) if one.muscle == "gluteus_medius"}  # type: ignore[arg-type]
            assert found == {meant}, asked


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_finds_something_or_is_a_clean_error(text):
    for ask in (CAT.site, CAT.muscle):
        with contextlib.suppress(UnknownNameError, AmbiguousNameError):
            ask(text)


def test_a_rare_zone_counts_little_and_is_called_rare():
    answer = CAT.explain("jaw_angle")
    soleus = next(candidate for candidate in answer if candidate.muscle == "soleus")
    assert soleus is answer[-1]
    assert soleus.score < 0.2
    assert "rarely" in soleus.reason
    assert soleus.matches[0].rare


def test_zones_of_one_muscle_count_together():
    """The temple is covered by three of temporalis' points, each in part."""
    match = CAT.explain("temple")[0].matches[0]
    assert len(match.trigger_points) > 1
    assert match.coverage > max(row[4] for row in CAT._document["covers"]["temple"] if row[0] == "temporalis")


def test_what_only_the_drawing_reaches_says_so():
    told = [c for site in SITES for c in CAT.explain(site) if not c.matches[0].claimed]
    assert told
    assert all("by the drawing alone" in candidate.reason for candidate in told)


def test_a_point_of_one_side_speaks_for_that_side_only():
    document = dict(CAT._document)
    muscle = json.loads(json.dumps(document["muscles"]["masseter"]))
    for point in muscle["trigger_points"]:
        point["side"] = "right"
    one_sided = Catalogue({**document, "muscles": {**dict(document["muscles"]), "masseter": muscle}})
    assert "masseter" in {c.muscle for c in one_sided.explain("jaw_angle", side="right")}
    assert "masseter" not in {c.muscle for c in one_sided.explain("jaw_angle", side="left")}


def test_who_names_a_part_or_the_whole_of_a_site_is_found():
    assert "sternocleidomastoid" in {candidate.muscle for candidate in CAT.explain("chest")}  # its zone names the sternum
    assert CAT.explain("knee")[0].matches[0].claimed
