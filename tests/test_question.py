"""From words, codes and options to what is asked: sides, pain, complaints, symptoms, segments, and what is not understood."""

from __future__ import annotations

from typing import Any

import pytest

from triggerpoints import LIMITS, Catalogue, OptionError, TriggerpointsError, UnknownNameError, UsageError, load_catalogue
from triggerpoints.asking.question import PAIN_NAMES, Reader
from triggerpoints.errors import NotUnderstoodError

CAT = load_catalogue()
DOCUMENT = CAT._document
SITES = DOCUMENT["sites"]
SEGMENTS = {raw["choir"]: raw for raw in DOCUMENT["segments"].values()}
COMPLAINTS = DOCUMENT["complaints"]


def sites(*where: Any, **how: Any) -> dict[tuple[str, str | None], str]:
    """(site, side) -> pain, of what was understood."""
    return {(site.id, site.side): site.pain for site in CAT.explain(*where, **how).sites}


def outcome(*where: Any, **how: Any) -> tuple[Any, TriggerpointsError | None]:
    """The answer, or the error."""
    try:
        return CAT.explain(*where, **how), None
    except TriggerpointsError as error:
        return None, error


# ---- sides


def test_every_site_has_the_side_that_was_meant():
    for where, side, expected in [
        (["both knees"], None, {("knee", "left"), ("knee", "right")}),
        (["knee"], "both", {("knee", "left"), ("knee", "right")}),
        (["knee"], None, {("knee", None)}),
        (["knee"], "left", {("knee", "left")}),
        (["left temple"], "right", {("temple", "left")}),
        (["left temple", "knee"], "right", {("temple", "left"), ("knee", "right")}),
        (["left temple", "right temple"], None, {("temple", "left"), ("temple", "right")}),
        (["left temple", "temple"], None, {("temple", "left")}),
        (["temple", "left temple"], None, {("temple", "left")}),
        (["abdomen_right_lower"], None, {("abdomen_right_lower", "right")}),
        (["abdomen_right_lower"], "left", {("abdomen_right_lower", "right")}),
        (["abdomen_right_lower"], "both", {("abdomen_right_lower", "right")}),
        (["precordium"], "right", {("precordium", "left")}),
        (["sternum"], None, {("sternum", None)}),
        (["sternum"], "left", {("sternum", "left")}),
        (["sternum"], "both", {("sternum", None)}),
        (["left sternum"], None, {("sternum", "left")}),
        (["sternum", "knee"], "both", {("sternum", None), ("knee", "left"), ("knee", "right")}),
    ]:
        assert set(sites(*where, side=side)) == expected


def test_a_site_of_its_own_side_or_of_the_midline_keeps_it():
    for id in sorted(SITES):
        laterality = SITES[id]["laterality"]
        for side in ("left", "right", "both", None):
            if laterality == "paired":
                expected = {"left", "right"} if side == "both" else {side}
            else:
                expected = {(None if side == "both" else side) if laterality == "midline" else laterality}
            assert {where for _, where in sites(id, side=side)} == expected


def test_the_side_holds_for_every_site_of_a_complaint():
    for id, raw in COMPLAINTS.items():
        asked = sites(id, side="left")
        # What lies on the right alone is not meant when it hurts on the left.
        assert {site for site, _ in asked} == {
            meant["site"] for meant in raw["sites"] if SITES[meant["site"]]["laterality"] != "right"
        }
        assert {side for _, side in asked} == {"left"}


# ---- how much it hurts


def test_pain_is_told_by_words_or_beside_them():
    for where, expected in [
        (["nose"], {"nose": "worst"}),
        (["slight pain in the nose"], {"nose": "slight"}),
        (["moderate nose pain"], {"nose": "moderate"}),
        ([("nose", "slight")], {"nose": "slight"}),
        ([("nose", "moderate"), "heel"], {"nose": "moderate", "heel": "worst"}),
        ([("slight pain in the nose", "worst")], {"nose": "worst"}),
        ([("nose", "slight"), ("nose", "worst")], {"nose": "worst"}),
        ([("nose", "worst"), ("nose", "slight")], {"nose": "worst"}),
        ([("nose", "moderate"), ("nose", "slight")], {"nose": "moderate"}),
    ]:
        assert {site: pain for (site, _), pain in sites(*where).items()} == expected


def test_the_same_place_on_both_sides_may_hurt_differently():
    asked = sites(("left temple", "worst"), ("right temple", "slight"))
    assert asked == {("temple", "left"): "worst", ("temple", "right"): "slight"}


def test_a_place_named_with_and_without_a_side_hurts_as_the_worse_says():
    assert sites(("temple", "worst"), ("left temple", "slight")) == {("temple", "left"): "worst"}


def test_naming_a_place_twice_changes_nothing():
    once, twice = CAT.explain("temple", "heel"), CAT.explain("temple", "heel", "Temple", "heel")
    assert once.candidates == twice.candidates
    assert once.sites == twice.sites


def test_a_complaint_hurts_at_each_site_as_it_says_but_no_more_than_was_told():
    for pain in PAIN_NAMES:
        for id, raw in COMPLAINTS.items():
            own = {meant["site"]: meant.get("pain", "worst") for meant in raw["sites"]}
            expected = {site: max(pain, usual, key=PAIN_NAMES.index) for site, usual in own.items()}
            assert {site: told for (site, _), told in sites((id, pain)).items()} == expected


def test_a_site_named_beside_its_complaint_hurts_as_the_worse_of_both():
    meant = [(id, one["site"]) for id, raw in COMPLAINTS.items() for one in raw["sites"] if one.get("pain") == "slight"]
    id, site = meant[0]
    for order in ((id, site), (site, id)):
        assert sites(*order)[site, None] == "worst"


def test_how_much_it_hurts_changes_the_order():
    """The muscle that explains the worst place goes first."""
    assert CAT.explain(("temple", "worst"), ("calf", "slight"), side="left")[0].matches[0].of == "temple"
    assert CAT.explain(("temple", "slight"), ("calf", "worst"), side="left")[0].matches[0].of == "calf"


def test_a_bad_pain_is_an_option_error():
    for pain in ["awful", "", "WORST", 3, ["worst"], "x" * 5000, "\ud800\n"]:
        with pytest.raises(OptionError, match="pain") as caught:
            CAT.explain(("temple", pain))
        assert caught.value.allowed == PAIN_NAMES
        assert isinstance(caught.value, ValueError)
        assert str(caught.value).isprintable()


def test_a_bad_side_is_an_option_error():
    for side in ["lft", "", "LEFT", 3, ["left"], "same", "x" * 5000]:
        with pytest.raises(OptionError, match="side") as caught:
            CAT.explain("temple", side=side)
        assert str(caught.value).isprintable()


def test_the_message_about_a_bad_option_is_short():
    for ask in (lambda: CAT.explain("temple", side="x" * 5000), lambda: CAT.explain(("temple", "x" * 5000))):
        with pytest.raises(OptionError) as caught:
            ask()
        assert len(str(caught.value)) < 500


# ---- complaints and symptoms


def test_a_complaint_says_what_it_means():
    found = CAT.explain("tennis elbow", side="left")
    assert [complaint.id for complaint in found.complaints] == ["tennis_elbow"]
    assert found.to_dict()["complaint"]["id"] == "tennis_elbow"
    assert ("lateral_epicondyle", "left") in {(site.id, site.side) for site in found.sites}
    assert found.complaints[0].sources


def test_a_complaint_and_sites_join():
    found = CAT.explain("tennis elbow", "temple")
    assert {"lateral_epicondyle", "temple"} <= {site.id for site in found.sites}


def test_every_symptom_is_found_by_its_id_and_its_names():
    for id in sorted(DOCUMENT["symptom_muscles"]):
        names = {DOCUMENT["symptom_names"][id], *(name for name, kind, of in DOCUMENT["terms"] if kind == "symptom" and of == id)}
        for name in (id, *sorted(names)):
            found = CAT.explain(symptoms=[name])
            assert id in [symptom.id for symptom in found.symptoms], name
            assert {candidate.muscle for candidate in found} >= set(DOCUMENT["symptom_muscles"][id])


def test_a_symptom_is_found_by_what_people_call_it():
    for words, id in [
        ("ringing in the ears", "tinnitus"),
        ("vertigo", "dizziness"),
        ("blurry vision", "blurred_vision"),
        ("dizzyness", "dizziness"),
    ]:
        assert [symptom.id for symptom in CAT.explain(symptoms=[words]).symptoms] == [id]
        assert [symptom.id for symptom in CAT.explain("neck", symptoms=[words]).symptoms] == [id]


def test_a_symptom_may_stand_among_the_places():
    found = CAT.explain("neck", "dizziness")
    assert [symptom.id for symptom in found.symptoms] == ["dizziness"]
    assert found.symptoms == CAT.explain("neck", symptoms=["dizziness"]).symptoms


def test_a_symptom_is_no_pain():
    found = CAT.explain(symptoms=["dizziness"])
    assert not found.sites
    assert all(match.kind == "symptom" and match.site is None for candidate in found for match in candidate.matches)
    assert all(candidate.strength == "spillover" for candidate in found)


def shared_names() -> list[str]:
    """Names of symptoms that sites or complaints have too."""
    places = {name for name, kind, _ in DOCUMENT["terms"] if kind != "symptom"}
    return sorted(name for name in DOCUMENT["symptom_names"].values() if name in places)


def test_a_name_that_a_symptom_shares_with_a_place_means_what_was_asked_for():
    assert shared_names(), "the data hold such names"
    for name in shared_names():
        assert CAT.explain(symptoms=[name]).symptoms
        assert not CAT.explain(symptoms=[name]).sites
        assert CAT.explain(name).sites
        assert not CAT.explain(name).symptoms


def test_a_caution_of_a_symptom_is_called_for_by_it_whatever_else_has_that_name():
    """Stiff neck calls for meningitis, although the words alone mean a place."""
    ids = {name: id for id, name in DOCUMENT["symptom_names"].items()}
    for id, raw in DOCUMENT["cautions"].items():
        for name in raw.get("symptoms", ()):
            found = CAT.explain(symptoms=[ids.get(name, name)])
            assert id in {caution.id for caution in found.cautions}, (name, id)


def test_an_unknown_symptom_is_named():
    found = CAT.explain("neck", symptoms=["qwertzuiop"])
    assert [one.words for one in found.not_understood] == ["qwertzuiop"]
    with pytest.raises(NotUnderstoodError, match="qwertzuiop"):
        CAT.explain(symptoms=["qwertzuiop"])


def test_a_misspelt_symptom_is_read_or_suggested():
    found = CAT.explain("nose", symptoms=["tinitus"])
    near = [name for one in found.not_understood for name in one.nearest]
    assert "tinnitus" in [*near, *(symptom.name for symptom in found.symptoms)]


# ---- segments of the CHOIR body map


def test_a_segment_gives_sites_of_its_own_side_that_touch_it():
    """Also the two of the crown, whose only site they cover less than half of."""
    for code in sorted(SEGMENTS):
        found = CAT.explain("tongue", choir=[code])  # never alone, so that there always is an answer
        assert not found.not_understood
        asked = {(site.id, site.side) for site in found.sites} - {("tongue", None)}
        for id, side in asked:
            assert code in SITES[id]["identifiers"]["choir"]
            assert side in (SEGMENTS[code]["side"], None)
            assert (side is None) == (SITES[id]["laterality"] == "midline")


def test_every_segment_alone_has_an_answer_or_says_why_not():
    for code in sorted(SEGMENTS):
        found, error = outcome(choir=[code])
        assert error is not None or found.sites
        assert error is None or code in str(error)


def test_there_are_74_segments_half_of_them_of_each_side():
    assert len(SEGMENTS) == 74
    assert sum(raw["side"] == "left" for raw in SEGMENTS.values()) == 37
    assert {code for raw in SITES.values() for code in raw.get("identifiers", {}).get("choir", ())} == set(SEGMENTS)


def test_in_front_the_lower_number_is_the_right_side_and_behind_the_left():
    for code, site, side in [
        ("129", "knee_front", "right"),
        ("130", "knee_front", "left"),
        ("231", "knee_back", "left"),
        ("232", "knee_back", "right"),
        ("101", "forehead", "right"),
        ("102", "forehead", "left"),
        ("233", "calf", "left"),
        ("234", "calf", "right"),
    ]:
        assert (site, side) in sites(choir=[code])


def test_codes_are_text_or_numbers():
    assert sites(choir=["112"]) == sites(choir=[112]) == sites(choir=[" 112 "]) == sites(choir=("112", "112"))


def test_marking_all_segments_marks_every_site_fully():
    asked = sites(choir=sorted(SEGMENTS))
    assert set(asked.values()) == {"worst"}
    touched = {id for id, raw in SITES.items() if raw.get("identifiers", {}).get("choir")}
    named = {id for id, _ in asked}
    assert named <= touched
    # A whole is left out where its parts are named, nothing else is.
    parents = {SITES[id].get("parent") for id in named}
    while grown := {SITES[id].get("parent") for id in parents if id} - parents:
        parents |= grown
    assert touched - named <= parents
    for id in named:
        if SITES[id]["laterality"] == "paired":
            assert {side for other, side in asked if other == id} == {"left", "right"}


def test_segments_never_name_a_whole_beside_its_parts():
    """Not even a whole of the midline, whose parts have sides: the neck beside the backs of the neck."""
    for codes in (["205", "206"], sorted(SEGMENTS)):
        named = {id for id, _ in sites(choir=codes)}
        assert {SITES[id].get("parent") for id in named} & named == set(), codes


def test_a_site_of_which_half_the_segments_are_marked_counts_less():
    own = [code for code in SITES["thigh_lateral"]["identifiers"]["choir"] if SEGMENTS[code]["side"] == "left"]
    assert len(own) == 2
    assert sites(choir=own[:1])["thigh_lateral", "left"] == "moderate"
    assert sites(choir=own)["thigh_lateral", "left"] == "worst"


def test_a_site_counts_from_half_of_its_segments_on():
    """A third is too little while another site says it better; the half of them is enough, and hurts less than all."""
    sizes = {"spot": 1, "third": 3, "two_fifths": 5, "half": 4, "all": 2}
    marked = {"spot": 1, "third": 1, "two_fifths": 2, "half": 2, "all": 2}
    codes = ["101", "102", "103", "104", "105"]
    sites = {
        id: {"name": id, "laterality": "paired", "identifiers": {"choir": codes[2 - marked[id] : 2 - marked[id] + size]}}
        for id, size in sizes.items()
    }
    segments = {f"s{code}": {"choir": code, "side": "right"} for code in codes}
    document = {"sites": sites, "segments": segments, "symptom_names": {}, "complaints": {}, "terms": []}
    found = Reader(document).question((), choir=["101", "102"])
    told = {site.id: (site.side, site.pain) for site in found.sites}
    assert told == {"all": ("right", "worst"), "half": ("right", "moderate"), "spot": ("right", "worst")}


def test_an_unknown_segment_is_named_with_its_nearest():
    found = CAT.explain(choir=["112", "1112"])
    assert len(found.not_understood) == 1
    assert "1112" in found.not_understood[0].words
    assert "112" in found.not_understood[0].nearest
    with pytest.raises(NotUnderstoodError, match="999"):
        CAT.explain(choir=["999"])
    for odd in ("", "x" * 5000, "\ud800", "\x00\n", -1, 112.5, None):
        with pytest.raises((NotUnderstoodError, UsageError, OptionError)) as caught:
            CAT.explain(choir=[odd])  # type: ignore[list-item]
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 500


def test_segments_join_what_is_named():
    asked = sites("left temple", choir=["130"])
    assert {("temple", "left"), ("knee_front", "left")} <= set(asked)


# ---- what is not understood


def test_a_partly_understood_question_answers_the_part_and_names_the_rest():
    found = CAT.explain("left temple", "qwertzuiop")
    assert [(site.id, site.side) for site in found.sites] == [("temple", "left")]
    assert found.candidates == CAT.explain("left temple").candidates
    assert [one.words for one in found.not_understood] == ["qwertzuiop"]
    assert found.to_dict()["not_understood"] == [{"words": "qwertzuiop", "nearest": []}]
    assert found.query == ("left temple", "qwertzuiop")


def test_the_nearest_names_of_the_rest_are_told():
    found = CAT.explain("knee", "templexx")
    assert "Temple" in found.not_understood[0].nearest


def test_nothing_understood_is_an_error():
    for where in [["qwertzuiop"], ["qwertzuiop", "asdfghjkl"], ["\x00"], ["the"], ["left"]]:
        with pytest.raises(NotUnderstoodError) as caught:
            CAT.explain(*where)
        assert isinstance(caught.value, UnknownNameError)
        assert isinstance(caught.value, KeyError)
        assert isinstance(caught.value, TriggerpointsError)
        assert len(caught.value.parts) == len(where)
        assert str(caught.value).isprintable()


def test_nothing_understood_names_what_is_near():
    with pytest.raises(NotUnderstoodError) as caught:
        CAT.explain("templexx")
    assert "Temple" in caught.value.suggestions
    assert "did you mean" in str(caught.value)


def test_an_empty_question_is_a_usage_error():
    for how in [{}, {"side": "left"}, {"symptoms": []}, {"choir": []}, {"sets": True}]:
        with pytest.raises(UsageError):
            CAT.explain(**how)


def test_what_is_no_text_is_one_clear_error():
    for where in [(5,), (None,), (b"temple",), (("temple",),), (("temple", "worst", "left"),), ((5, "worst"),), ({"temple": 1},)]:
        with pytest.raises(TriggerpointsError):
            CAT.explain(*where)  # type: ignore[arg-type]


def test_one_symptom_or_code_that_is_no_list_is_taken_whole_or_refused():
    """Never letter by letter."""
    for how in ({"symptoms": "dizziness"}, {"choir": "112"}, {"choir": "112,113"}, {"choir": 112}, {"symptoms": 5}):
        found, error = outcome("nose", **how)
        assert error is not None or not found.not_understood


def test_a_very_long_question_is_an_answer_or_one_short_message():
    with pytest.raises(NotUnderstoodError) as caught:
        CAT.explain(*(f"qwertzuiop{number}" for number in range(500)))
    assert len(str(caught.value)) < 2000
    assert CAT.explain("temple" + " temple" * 5000).sites


def test_every_answer_says_its_limits():
    for how in ({"symptoms": ["dizziness"]}, {"choir": ["112"]}, {"side": "left"}):
        assert CAT.explain("tongue", **how).limits == LIMITS


def test_a_question_changes_nothing_in_the_catalogue():
    before = CAT.explain("left temple", sets=True)
    for other in ("both knees", "tennis elbow", "qwertzuiop"):
        CAT.explain(other, symptoms=["dizziness"], choir=["112"], side="right")
    assert CAT.explain("left temple", sets=True) == before == Catalogue(DOCUMENT).explain("left temple", sets=True)
