"""Complaints: each is found by all of its names, means sites and never muscles, and is told with sources."""

from __future__ import annotations

import re

import pytest

from triggerpoints import load_catalogue
from triggerpoints.errors import NotUnderstoodError
from triggerpoints.text import fold

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
LONGEST = 20
NO_FIGURES = re.compile(r"%|\b(per ?cent|probab\w*|(un)?likely|chances?|odds|one in \w+|\d+ in \d+)\b", re.I)


def names(id: str) -> list[str]:
    raw = COMPLAINTS[id]
    return [id, raw["name"], *raw.get("lay_names", ()), *raw.get("clinical_names", ())]


def test_there_are_enough():
    assert len(COMPLAINTS) >= 80


@pytest.mark.parametrize("id", IDS)
def test_a_complaint_is_found_by_each_of_its_names(id):
    for name in names(id):
        found = CAT.explain(name)
        assert id in [complaint.id for complaint in found.complaints], name
        assert not found.not_understood, name


@pytest.mark.parametrize("id", IDS)
def test_so_it_is_in_other_spellings_and_with_a_side(id):
    name = COMPLAINTS[id]["name"]
    for text in (name.upper(), name.lower(), f"  {name}  ", f"my {name}", f"{name}!"):
        found = CAT.explain(text)
        assert id in [complaint.id for complaint in found.complaints], text
    found = CAT.explain(id, side="left")
    assert {site.side for site in found.sites if DOCUMENT["sites"][site.id]["laterality"] == "paired"} <= {"left"}


@pytest.mark.parametrize("id", IDS)
def test_a_complaint_means_sites_that_exist_the_worst_first(id):
    meant = COMPLAINTS[id]["sites"]
    assert 1 <= len(meant) <= 8
    assert {one["site"] for one in meant} <= set(DOCUMENT["sites"])
    pains = [("worst", "moderate", "slight").index(one.get("pain", "worst")) for one in meant]
    assert pains == sorted(pains)
    assert pains[0] == 0
    assert {site.id for site in CAT.explain(id).sites} == {one["site"] for one in meant}


@pytest.mark.parametrize("id", IDS)
def test_muscles_follow_from_the_sites_alone(id):
    allowed = {"name", "lay_names", "clinical_names", "sites", "mistaken_for", "cautions", "not_cautions", "sources", "id"}
    raw = COMPLAINTS[id]
    assert set(raw) <= allowed
    assert all(set(one) <= {"site", "pain"} for one in raw["sites"])
    muscles = set(DOCUMENT["muscles"]) | {
        fold(name)
        for record in DOCUMENT["muscles"].values()
        for name in (record["names"]["english"], record["names"].get("latin"), *record["names"].get("synonyms", ()))
        if name
    }
    for one in raw["sites"]:
        assert one["site"] not in muscles
        assert fold(DOCUMENT["sites"][one["site"]]["name"]) not in muscles
    # The same sites asked for by themselves find the same muscles.
    found = CAT.explain(id)
    same = CAT.explain(*((one["site"], one.get("pain", "worst")) for one in raw["sites"]))
    assert found.candidates == same.candidates
    assert found.unexplained == same.unexplained


@pytest.mark.parametrize("id", IDS)
def test_a_complaint_leads_to_muscles_or_says_that_none_explains_it(id):
    found = CAT.explain(id, sets=True)
    assert found.candidates or len(found.unexplained) == len(found.sites)
    told = {match.of for candidate in found for match in candidate.matches} | {one.id for one in found.unexplained}
    assert told == {site.id for site in found.sites}
    assert bool(found.sets) == bool(found.candidates)


@pytest.mark.parametrize("id", IDS)
def test_a_complaint_has_sources_and_known_cautions(id):
    raw = COMPLAINTS[id]
    assert raw["sources"]
    assert set(raw["sources"]) <= set(DOCUMENT["sources"])
    assert set(raw.get("cautions", ())) <= set(DOCUMENT["cautions"])
    for one in raw.get("mistaken_for", ()):
        assert one["sources"]
        assert set(one["sources"]) <= set(DOCUMENT["sources"])


@pytest.mark.parametrize("id", IDS)
def test_a_complaint_speaks_in_short_sentences_without_figures(id):
    for one in COMPLAINTS[id].get("mistaken_for", ()):
        assert not NO_FIGURES.search(one["text"]), one["text"]
        for sentence in re.split(r"(?<=[.!?])\s+", one["text"]):
            assert len(sentence.split()) <= LONGEST, sentence


def test_a_name_belongs_to_one_complaint():
    owners: dict[str, set[str]] = {}
    for id in IDS:
        for name in names(id):
            owners.setdefault(fold(name), set()).add(id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("condition", SEEDS)
def test_every_condition_the_clinics_pages_name_is_understood(condition):
    found = CAT.explain(condition)
    assert found.complaints or found.sites
    assert not found.not_understood
    assert found.candidates


@pytest.mark.parametrize("condition", CLINICS)
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
