"""Complaints: each is found by all of its names, means sites and never muscles, and is told with sources."""

from __future__ import annotations

import pytest
from together import for_every

from triggerpoints import load_catalogue
from triggerpoints.errors import NotUnderstoodError

CAT = load_catalogue()
DOCUMENT = CAT._document
COMPLAINTS = DOCUMENT["complaints"]
IDS = sorted(COMPLAINTS)

# Every condition that the clinics' pages name, in their words.
SEEDS = (
    "neck pain", "back pain", "sciatica", "whiplash", "shoulder pain", "tennis elbow", "muscle sprain", "muscle sprains",
    "runner's knee", "runners knee", "runner's knee pain", "plantar fasciitis", "headache", "headaches", "lower back pain",
    "joint pain", "muscle pain", "limited joint range of motion", "tendonitis", "bursitis", "pinched nerve in the neck",
    "muscle spasm", "muscle spasms", "chronic back pain", "arthritis", "fibromyalgia", "sports injuries", "muscle stiffness",
    "joint stiffness", "poor posture", "muscle soreness",
)  # fmt: skip
CLINICS = (
    "tension headache", "migraine", "jaw pain", "toothache", "frozen shoulder", "rotator cuff pain", "carpal tunnel",
    "golfer's elbow", "hip bursitis", "groin strain", "shin splints", "tailbone pain", "pelvic pain",
)  # fmt: skip


def names(id: str) -> list[str]:
    raw = COMPLAINTS[id]
    return [id, raw["name"], *raw.get("lay_names", ()), *raw.get("clinical_names", ())]


def test_there_are_enough():
    assert len(COMPLAINTS) >= 80


@for_every(IDS)
def test_a_complaint_is_found_by_each_of_its_names(id):
    for name in names(id):
        found = CAT.explain(name)
        assert id in [complaint.id for complaint in found.complaints], name
        assert not found.not_understood, name


@for_every(IDS)
def test_so_it_is_in_other_spellings_and_with_a_side(id):
    name = COMPLAINTS[id]["name"]
    for text in (name.upper(), name.lower(), f"  {name}  ", f"my {name}", f"{name}!"):
        found = CAT.explain(text)
        assert id in [complaint.id for complaint in found.complaints], text
    found = CAT.explain(id, side="left")
    assert {site.side for site in found.sites if DOCUMENT["sites"][site.id]["laterality"] == "paired"} <= {"left"}


@for_every(IDS)
def test_a_complaint_means_its_sites_the_worst_first(id):
    meant = COMPLAINTS[id]["sites"]
    pains = [("worst", "moderate", "slight").index(one.get("pain", "worst")) for one in meant]
    assert pains == sorted(pains)
    assert pains[0] == 0
    assert {site.id for site in CAT.explain(id).sites} == {one["site"] for one in meant}


@for_every(IDS)
def test_muscles_follow_from_the_sites_alone(id):
    """The same sites asked for by themselves find the same muscles."""
    raw = COMPLAINTS[id]
    found = CAT.explain(id)
    same = CAT.explain(*((one["site"], one.get("pain", "worst")) for one in raw["sites"]))
    assert found.candidates == same.candidates
    assert found.unexplained == same.unexplained


@for_every(IDS)
def test_a_complaint_leads_to_muscles_or_says_that_none_explains_it(id):
    found = CAT.explain(id, sets=True)
    assert found.candidates or len(found.unexplained) == len(found.sites)
    told = {match.of for candidate in found for match in candidate.matches} | {one.id for one in found.unexplained}
    assert told == {site.id for site in found.sites}
    assert bool(found.sets) == bool(found.candidates)


@for_every(SEEDS)
def test_every_condition_the_clinics_pages_name_is_understood(condition):
    found = CAT.explain(condition)
    assert found.complaints or found.sites
    assert not found.not_understood
    assert found.candidates


@for_every(CLINICS)
def test_what_clinics_hear_daily_is_known(condition):
    found = CAT.explain(condition)
    assert found.complaints
    assert not found.not_understood


def test_most_say_what_they_are_mistaken_for():
    told = [id for id in IDS if COMPLAINTS[id].get("mistaken_for")]
    assert len(told) > 0.9 * len(IDS)


def test_a_complaint_is_told_in_the_answer():
    from triggerpoints.answer import answer_text

    found = CAT.explain("tennis elbow")
    text = answer_text(found, 3)
    assert found.complaints[0].name in text
    for statement, sources in found.complaints[0].mistaken_for:
        assert statement in text
        assert sources
    answer = found.to_dict()
    assert answer["complaint"] == answer["complaints"][0]
    assert set(answer["complaint"]) == {"id", "name", "sites", "mistaken_for", "sources"}


def test_two_complaints_join():
    found = CAT.explain("tennis elbow", "plantar fasciitis")
    assert [complaint.id for complaint in found.complaints] == ["tennis_elbow", "plantar_fasciitis"]
    assert {one["site"] for id in ("tennis_elbow", "plantar_fasciitis") for one in COMPLAINTS[id]["sites"]} == {
        site.id for site in found.sites
    }


def test_a_misspelt_complaint_is_read_or_suggested():
    for text, id in (("tenis elbow", "tennis_elbow"), ("sciatika", "sciatica"), ("plantar fascitis", "plantar_fasciitis")):
        assert [complaint.id for complaint in CAT.explain(text).complaints] == [id]
    with pytest.raises(NotUnderstoodError):
        CAT.explain("hovercraft eels")


def test_the_summary_lists_them_all_and_those_that_a_text_means():
    rows = CAT.complaint_summary()
    assert [row["id"] for row in rows] == list(COMPLAINTS)
    assert all(set(row) == {"id", "name", "lay_names", "clinical_names", "sites"} for row in rows)
    assert "tennis_elbow" in [row["id"] for row in CAT.complaint_summary("tennis")]
    assert "tennis_elbow" in [row["id"] for row in CAT.complaint_summary("tenis elbow")]
    assert CAT.complaint_summary("qwertzuiop") == []
