"""What stands on a handout, in which order and why: against the words and the data, through `Catalogue.handout` alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from handout_samples import WORDS, strings, words
from test_handout_pages import HEAD, LEG, NECK, NOTE

from triggerpoints import Catalogue, load_catalogue
from triggerpoints.errors import UsageError
from triggerpoints.handout.batch import run_batch
from triggerpoints.handout.handout import Handout
from triggerpoints.handout.jobs import Job
from triggerpoints.handout.sheet import Blanks, Block, Box, Bullets, Heading, Paragraph, Picture, Sheet, Steps, Text
from triggerpoints.model import Muscle
from triggerpoints.picture import short_citation

DATA = WORDS.parent / "data"
DAY = date(2026, 1, 31)
LANGUAGES = ("en", "es")
SINGLE = sorted(path.stem for path in (DATA / "muscles").glob("*.yaml"))
FAR = ("temporalis", "abductor_hallucis", "opponens_pollicis", "psoas_major")
CROWDED: dict[str, Any] = {"language": "es", "paper": "letter", "large": True, "more": True, "note": NOTE, "clinic": HEAD}
STEPS = ("Walk on your heels.", "Rest.")


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def made(*muscles: str, on: date = DAY, **options: Any) -> Handout:
    """A handout, made once for all tests."""
    return catalogue().handout(*muscles, on=on, **options)


def sheet(*muscles: str, **options: Any) -> Sheet:
    return made(*muscles, **options).sheet


@cache
def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@cache
def told(language: str, file: str) -> dict[str, Any]:
    """The records of muscles.yaml, cautions.yaml or complaints.yaml of a language; English ones stand in the data."""
    if language != "en":
        records: dict[str, Any] = read(WORDS / language / f"{file}.yaml")[file]
        return records
    if file == "cautions":
        return {id: one["plain"] for id, one in read(DATA / "cautions.yaml")[file].items() if one["kind"] == "serious"}
    return {muscle.id: english(muscle) for muscle in map(catalogue().muscle, catalogue())}


def english(muscle: Muscle) -> dict[str, Any]:
    """What a muscle's file says to patients, in the form of words/es/muscles.yaml."""
    steps, avoid = [one for one in muscle.self_care if one.printed], [one for one in muscle.provoked_by if one.avoid]
    return {
        "name": muscle.names.plain or muscle.names.english,
        "gloss": muscle.gloss,
        "steps": [one.text for one in steps],
        "avoid": [one.text for one in avoid],
        "sources": {source for one in (*steps, *avoid) for source in one.sources},
    }


def text(key: str, language: str = "en", **values: str) -> str:
    said: str = words(language)["texts"][key].format(**values)
    return said


def listed(key: str, language: str = "en") -> list[str]:
    items: list[str] = words(language)["lists"][key]
    return items


def cause(id: str, language: str = "en") -> str:
    line: str = told(language, "cautions")[id]
    return line


@cache
def serious() -> dict[str, dict[str, Any]]:
    """The serious cautions of the data."""
    return {id: raw for id, raw in read(DATA / "cautions.yaml")["cautions"].items() if raw["kind"] == "serious"}


EVERYWHERE = {id for id, raw in serious().items() if raw.get("everywhere")}
CHILDREN = {id for id, raw in serious().items() if raw.get("children")}


def blocks(of: Sheet) -> list[Block]:
    return [*of.opening, *of.first, *of.second]


def boxes(of: Sheet) -> list[Box]:
    return [block for block in blocks(of) if isinstance(block, Box)]


def items(of: Sheet, key: str) -> list[str]:
    """What the box of this title lists; nothing when it is not there."""
    found = [box for box in boxes(of) if box.title.words == text(key, of.options.language)]
    assert len(found) < 2
    return [item.words for box in found for block in box.blocks if isinstance(block, Bullets) for item in block.items]


def causes(of: Sheet, urgency: str) -> list[str]:
    """The ids of the causes in the box of an urgency, in their order, without what is said in general."""
    ids = {line: id for id, line in told(of.options.language, "cautions").items()}
    return [ids[line] for line in items(of, f"help_{urgency}") if line in ids]


def all_causes(of: Sheet) -> list[str]:
    return [id for urgency in ("emergency", "urgent", "soon") for id in causes(of, urgency)]


def after(of: Sheet, heading: str) -> list[Block]:
    """The blocks from below a heading to the next of its level, a box or the end."""
    every = blocks(of)
    start = next(at for at, block in enumerate(every) if isinstance(block, Heading) and block.text.words == heading)
    level = every[start].level  # type: ignore[union-attr]
    ends = (
        at
        for at, block in enumerate(every)
        if at > start and (isinstance(block, Box) or (isinstance(block, Heading) and block.level <= level))
    )
    return every[start + 1 : next(ends, len(every))]


def headings(of: Sheet, level: int = 2) -> list[str]:
    return [block.text.words for block in blocks(of) if isinstance(block, Heading) and block.level == level]


def near_lung(muscle: str) -> bool:
    return any(word in one.structure for one in catalogue().muscle(muscle).needling_caution for word in ("pleura", "lung"))


# Title, opening, footer


def test_a_title_names_the_muscles_and_the_side() -> None:
    assert sheet("soleus").title == Text("Your sore muscle: Soleus, your right")
    assert sheet("soleus", side="left").title.words == "Your sore muscle: Soleus, your left"
    assert sheet("soleus", side="both", language="es").title.words == "Su músculo con dolor: Sóleo (ambos lados)"
    several = sheet("upper_trapezius", "levator_scapulae", "scalenus_anterior", side="left")
    assert several.title.words == "Your sore muscles: Upper trapezius, Levator scapulae and Scalenus anterior, your left"
    names = "Trapecio superior, Escaleno anterior, Esternocleidomastoideo, Pectoral mayor"
    assert sheet(*NECK, **CROWDED).title.words == f"Sus músculos con dolor: {names} (su lado derecho)"
    # In the data a muscle has the name that its field uses; on a sheet that of the words.
    assert catalogue()["upper_trapezius"].names.english not in several.title.words


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Runner's knee: how your muscles may play a part"), ("es", "Rodilla del corredor: cómo pueden influir sus músculos")],
)
def test_a_complaint_has_a_title_a_message_and_a_sentence_of_its_own(language: str, name: str) -> None:
    found = sheet(complaint="runner's knee", language=language)
    assert found.title.words == name
    leads = [block.text.words for block in found.opening if isinstance(block, Paragraph) and block.tone == "lead"]
    assert leads == [text("main_message_complaint", language)]
    assert found.opening[2] == Paragraph(Text(text("complaint_intro", language)))
    assert text("main_message", language) not in strings(found)
    muscle = sheet("soleus", language=language)
    assert muscle.opening[1] == Paragraph(Text(text("main_message", language)), "lead")
    assert not {text("main_message_complaint", language), text("complaint_intro", language)} & set(strings(muscle))


@pytest.mark.parametrize("options", [{}, CROWDED])
def test_a_sheet_for_a_complaint_names_its_muscles(options: dict[str, Any]) -> None:
    """Its title does not, so they stay even where there is hardly any room."""
    found = sheet("upper_trapezius", "levator_scapulae", complaint="neck pain", **options)
    known = told(found.options.language, "muscles")
    said = "\n".join(strings(found))
    for id in ("upper_trapezius", "levator_scapulae"):
        assert f"{known[id]['name']} ({text('side_right', found.options.language)}): {known[id]['gloss']}." in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_begins_with_lines_for_name_and_date(language: str) -> None:
    blank = Blanks((Text(text("label_name", language)), Text(text("label_date", language))))
    for found in (sheet("soleus", language=language), sheet(complaint="runner's knee", language=language)):
        assert found.opening[0] == blank
        assert blank not in (*found.opening[1:], *found.first, *found.second)


@pytest.mark.parametrize(
    ("side", "gloss"),
    [
        ("left", "Soleus (your left): {}."),
        ("right", "Soleus (your right): {}."),
        ("both", "Soleus (both sides): {}."),
    ],
)
def test_where_a_muscle_lies_is_told_with_its_side(side: Any, gloss: str) -> None:
    assert Paragraph(Text(gloss.format(told("en", "muscles")["soleus"]["gloss"]))) in sheet("soleus", side=side).opening


def numbers(svg: str) -> list[str]:
    """The labels of a figure that are numbers."""
    return [label for label in re.findall(r'<text[^>]*class="tp-label"[^>]*>([^<]*)<', svg) if label.strip().isdigit()]


@pytest.mark.parametrize(
    ("ids", "numbered"),
    [
        (("infraspinatus", "supraspinatus"), False),
        (("upper_trapezius", "levator_scapulae", "scalenus_anterior"), True),
        (NECK, True),
    ],
)
def test_the_list_of_muscles_has_the_numbers_of_the_picture(ids: tuple[str, ...], numbered: bool) -> None:
    made_ = made(*ids, side="left")
    assert bool(numbers(made_.figure())) == numbered
    (glossed,) = [block for block in made_.sheet.opening if isinstance(block, Bullets | Steps)][:1]
    assert isinstance(glossed, Steps) == numbered
    known = told("en", "muscles")
    assert [item.words for item in glossed.items] == [f"{known[id]['name']} (your left): {known[id]['gloss']}." for id in ids]


def test_what_a_picture_shows_is_told_by_its_colours() -> None:
    for palette in ("classic", "safe", "mono"):
        found = sheet("soleus", palette=palette)
        assert text("picture", shade=text(f"picture_shade_{palette}")) in strings(found)
        assert (found.options.palette == "mono") == (palette == "mono")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("large", [False, True])
def test_text_stands_beside_a_narrow_picture_only(language: str, large: bool) -> None:
    """Where it stands aside, all up to the steps belongs to the opening; in large print nothing does."""
    for id, aside in (("upper_trapezius", not large), ("tibialis_anterior", False)):
        found = sheet(id, language=language, large=large)
        today = Heading(Text(text("heading_today", language)))
        stop = Paragraph(Text(text("step_stop", language)))
        assert (today in found.opening, stop in found.opening) == (aside, aside)
        assert (today in found.first, stop in found.first) == (not aside, not aside)
        picture = [isinstance(block, Picture) for block in found.opening].index(True)
        assert len(found.opening) > picture + 1 if aside else len(found.opening) == picture + 1
        assert not any(isinstance(block, Box) for block in found.opening)


@pytest.mark.parametrize(
    ("day", "en", "es"),
    [
        (date(2026, 1, 31), "January 31, 2026", "31 de enero de 2026"),
        (date(2027, 6, 5), "June 5, 2027", "5 de junio de 2027"),
        (date(2027, 12, 1), "December 1, 2027", "1 de diciembre de 2027"),
    ],
)
def test_the_footer_has_version_and_date(day: date, en: str, es: str) -> None:
    from triggerpoints.version import VERSION

    for language, told_ in (("en", en), ("es", es)):
        found = sheet("vastus_intermedius", language=language, on=day)
        assert found.footer.words == text("label_version", language, version=VERSION, date=told_)
        assert found.page_label == words(language)["texts"]["label_page"]


def test_all_handouts_of_a_batch_bear_its_date(tmp_path: Path) -> None:
    job = Job(("vastus_intermedius",), format="html")
    result = run_batch([job], tmp_path, catalogue, on=DAY)
    assert "January 31, 2026" in result.done[0].read_text("utf-8")


# Steps


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_of_one_muscle_have_no_name_above_them(language: str) -> None:
    found = sheet("soleus", language=language)
    known = told(language, "muscles")["soleus"]
    today = [block for block in after(found, text("heading_today", language)) if not isinstance(block, Bullets)]
    steps = Steps(tuple(map(Text, known["steps"])))
    assert today[:2] == [steps, Paragraph(Text(text("step_stop", language)))]
    assert headings(found, 3) == [text("heading_avoid", language)]
    assert Bullets(tuple(map(Text, known["avoid"]))) in found.first


def test_steps_of_several_muscles_stand_below_the_name_of_each() -> None:
    found = sheet("rectus_femoris", "vastus_medialis")
    expected: list[Block] = []
    for id in ("rectus_femoris", "vastus_medialis"):
        known = told("en", "muscles")[id]
        expected += [Heading(Text(f"For {known['name']}"), 3), Steps(tuple(map(Text, known["steps"])))]
    assert after(found, text("heading_today"))[:5] == [*expected, Paragraph(Text(text("step_stop")))]


def test_muscles_that_share_their_steps_are_named_together() -> None:
    ids = ("rectus_capitis_posterior_major", "rectus_capitis_posterior_minor", "soleus")
    known = told("en", "muscles")
    assert known[ids[0]]["steps"] == known[ids[1]]["steps"]
    found = sheet(*ids)
    names = [known[id]["name"] for id in ids]
    assert headings(found, 3)[:2] == [f"For {names[0]} and {names[1]}", f"For {names[2]}"]
    assert strings(found).count(known[ids[0]]["steps"][0]) == 1
    both = sheet(*ids[:2])
    assert not any(heading.startswith("For ") for heading in headings(both, 3))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ids", [("soleus",), LEG, ("upper_trapezius",)])
def test_the_therapists_own_steps_take_the_place_of_the_usual_ones(language: str, ids: tuple[str, ...]) -> None:
    found = sheet(*ids, steps=STEPS, language=language)
    today = after(found, text("heading_today", language))
    assert today[:3] == [
        Heading(Text(text("label_exercises", language)), 3),
        Steps(tuple(map(Text, STEPS))),
        Paragraph(Text(text("step_stop", language))),
    ]
    said = set(strings(found))
    for id in ids:
        known = told(language, "muscles")[id]
        assert not {*known["steps"], *known["avoid"]} & said
    assert not {*listed("steps_any", language), text("heading_avoid", language)} & said
    assert text("label_exercises", language) not in strings(sheet(*ids, language=language))


def test_every_sheet_says_when_to_stop() -> None:
    for found in (sheet("soleus"), sheet(complaint="runner's knee"), sheet(*NECK, **CROWDED), sheet(*LEG, steps=STEPS)):
        every = blocks(found)
        at = every.index(Paragraph(Text(text("step_stop", found.options.language))))
        assert isinstance(every[at - 1], Steps)
    crowded = sheet(*NECK, **CROWDED)
    assert after(crowded, text("heading_today", "es"))[0] == Steps(tuple(map(Text, listed("steps_any", "es")[:3])))


def test_one_muscle_keeps_two_steps_of_its_own_where_there_is_hardly_any_room() -> None:
    """Several muscles fall to one step each, and then to steps that help with any."""
    for language in LANGUAGES:
        for id in ("upper_trapezius", "levator_scapulae"):
            found = made(id, language=language, paper="letter", large=True, note="word " * 119 + "last.", clinic=HEAD)
            own = told(language, "muscles")[id]["steps"]
            assert len(own) > 2
            assert "letters" in found.left_out[-1], "everything else has been left out by then"
            steps = next(block for block in after(found.sheet, text("heading_today", language)) if isinstance(block, Steps))
            assert [item.words for item in steps.items] == own[:2]
    several = sheet(*NECK, **CROWDED)
    assert not {step for id in NECK for step in told("es", "muscles")[id]["steps"]} & set(strings(several))


def test_large_print_leaves_out_what_asks_and_does_not_tell() -> None:
    for large in (False, True):
        for language in LANGUAGES:
            said = strings(sheet("soleus", large=large, language=language))
            for key in ("heading_why", "help_unsure"):
                assert (text(key, language) in said) != large
            for key in ("heading_what", "what", "why", "help_more"):
                assert text(key, language) in said


# When to get help


def test_the_boxes_stand_in_the_order_of_their_urgency() -> None:
    told_ = [
        ("emergency", "help_emergency"),
        ("warning", "help_urgent"),
        ("warning", "help_soon"),
        ("warning", "heading_needle_tell"),
    ]
    noted = [("note", "label_notes"), *told_]
    for found, expected in (
        (sheet("soleus"), told_),
        (sheet("soleus", needling=False), told_[:3]),
        (sheet("upper_trapezius", large=True, language="es"), told_),
        (sheet("upper_trapezius", note="Come back.\nOn Monday."), noted),
        (sheet(*NECK, **CROWDED), noted),
    ):
        assert [(box.kind, box.title.words) for box in boxes(found)] == [
            (kind, text(key, found.options.language)) for kind, key in expected
        ]
        # The three of page one first, then what goes with needles.
        assert [box.title.words for box in found.second if isinstance(box, Box)] == (
            [text("heading_needle_tell", found.options.language)] if expected[-1][1] == "heading_needle_tell" else []
        )
    (note,) = [box for box in boxes(sheet("upper_trapezius", note="Come back.\nOn Monday.")) if box.kind == "note"]
    assert note.blocks == (Paragraph(Text("Come back.")), Paragraph(Text("On Monday.")))


def test_what_follows_the_boxes_of_help() -> None:
    found = sheet("soleus")
    last = [Paragraph(Text(text("help_more"))), Paragraph(Text(text("help_unsure")))]
    assert list(found.first[-2:]) == last
    assert isinstance(found.first[-3], Box)


def test_signs_of_every_muscle() -> None:
    """What holds on every sheet: the heart, the brain, the lung after needles, and the causes in their order."""
    for id in SINGLE:
        found, without = sheet(id), sheet(id, needling=False)
        for one, needles in ((found, True), (without, False)):
            emergency = items(one, "help_emergency")
            beside = needles and near_lung(id)
            assert (text("needle_help") in emergency) == beside, id
            if beside:
                assert emergency[0] == text("needle_help")
                assert cause("pneumothorax") not in strings(one)
            for key, better in (("help_chest", "heart_attack"), ("help_weak", "stroke")):
                assert (text(key) in emergency) != (cause(better) in emergency), key
            general = [line for line in emergency if line not in told("en", "cautions").values()]
            assert emergency[: len(general)] == general, "what holds for everybody comes first"
            # Each cause stands in the box of its own urgency, and once.
            for urgency in ("emergency", "urgent", "soon"):
                assert all(serious()[cause_]["urgency"] == urgency for cause_ in causes(one, urgency))
                ranks = [(cause_ in EVERYWHERE) * 2 + (cause_ in CHILDREN) for cause_ in causes(one, urgency)]
                assert ranks == sorted(ranks), "children's causes after the others, those of everywhere last"
            assert len(set(all_causes(one))) == len(all_causes(one))
            assert causes(one, "urgent")[-2:] == ["fracture_signs", "infection_signs"]
            assert causes(one, "soon")[-1:] == ["cancer_signs"]
            assert len(causes(one, "emergency")) <= 6
            assert len(set(causes(one, "urgent")) - EVERYWHERE) <= 3
            assert len(set(causes(one, "soon")) - EVERYWHERE) <= 2


def test_one_muscle_near_the_lung_is_enough() -> None:
    assert near_lung("infraspinatus")
    assert not near_lung("soleus")
    for ids in (("infraspinatus", "soleus"), ("soleus", "infraspinatus")):
        assert items(sheet(*ids), "help_emergency")[0] == text("needle_help")


@pytest.mark.parametrize("language", LANGUAGES)
def test_general_signs_stand_beside_other_emergencies(language: str) -> None:
    found = sheet("tibialis_anterior", language=language)
    emergency = items(found, "help_emergency")
    assert emergency[:2] == [text("help_chest", language), text("help_weak", language)]
    assert len(emergency) > 4
    heart = items(sheet("upper_trapezius", language=language), "help_emergency")
    assert heart[:3] == [text("needle_help", language), text("help_weak", language), cause("heart_attack", language)]
    both = items(sheet("masseter", language=language), "help_emergency")
    assert {cause("heart_attack", language), cause("stroke", language)} <= set(both)


def test_children_come_after_all_others() -> None:
    """The limping child is as near to the thigh as the clot, and stands behind it."""
    assert len(CHILDREN) > 1
    assert causes(sheet("rectus_femoris"), "urgent")[:3] == ["knee_rupture", "deep_vein_thrombosis", "limping_child"]
    assert causes(sheet("vastus_intermedius"), "urgent")[0] == "deep_vein_thrombosis"
    for ids in (
        ("rectus_femoris", "vastus_medialis"),
        ("rectus_femoris", "biceps_femoris", "soleus"),
        ("vastus_intermedius", "soleus"),
    ):
        urgent = causes(sheet(*ids), "urgent")
        ranks = [(id in EVERYWHERE) * 2 + (id in CHILDREN) for id in urgent]
        assert ranks == sorted(ranks), urgent


@pytest.mark.parametrize(
    ("ids", "options", "expected"),
    [
        (("tibialis_anterior",), {}, {"compartment_syndrome", "deep_vein_thrombosis"}),
        (("rectus_femoris",), {}, {"deep_vein_thrombosis", "hip_fracture"}),
        (("rectus_femoris",), {"side": "left", "paper": "letter"}, {"deep_vein_thrombosis", "hip_fracture"}),
        (("biceps_femoris",), {}, {"cauda_equina"}),
        (("biceps_femoris",), {"language": "es"}, {"cauda_equina"}),
        (("soleus",), {}, {"deep_vein_thrombosis", "achilles_rupture", "cord_compression"}),
        (("infraspinatus",), {"complaint": "tennis elbow"}, {"septic_joint", "heart_attack", "biceps_tendon_torn"}),
        ((), {"complaint": "runner's knee"}, {"knee_rupture", "septic_joint"}),
    ],
)
def test_a_muscle_has_the_causes_of_every_place_where_it_lies_and_hurts(
    ids: tuple[str, ...], options: dict[str, Any], expected: set[str]
) -> None:
    assert expected <= set(all_causes(sheet(*ids, **options)))


def test_the_causes_of_a_complaint_come_before_those_of_its_muscles() -> None:
    assert causes(sheet("infraspinatus"), "emergency")[0] == "heart_attack"
    assert causes(sheet("infraspinatus", complaint="tennis elbow"), "emergency")[0] == "septic_joint"


def test_the_signs_of_a_stroke_stand_on_a_sheet_for_neck_pain() -> None:
    emergency = items(sheet("upper_trapezius", complaint="neck pain"), "help_emergency")
    assert {text("help_weak"), cause("stroke")} & set(emergency)


def test_a_muscle_apart_from_the_complaint_is_refused() -> None:
    with pytest.raises(UsageError, match="reaches none of the places of 'tennis elbow'"):
        catalogue().handout("soleus", complaint="tennis elbow", on=DAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_many_causes_as_are_read(language: str) -> None:
    """Six, three and two for a muscle, one more of the first two for each further one; those of everywhere are not counted."""
    for ids in (("upper_trapezius",), ("infraspinatus", "supraspinatus"), NECK, FAR):
        found, more = sheet(*ids, language=language), len(ids) - 1
        assert made(*ids, language=language).left_out[-1].endswith("less telling serious causes")
        assert len(causes(found, "emergency")) == 6 + more
        assert len(set(causes(found, "urgent")) - EVERYWHERE) == 3 + more
        assert len(set(causes(found, "soon")) - EVERYWHERE) == 2


@pytest.mark.parametrize("urgency", ["emergency", "urgent"])
@pytest.mark.parametrize("ids", [FAR, LEG, ("abductor_hallucis", "temporalis", "psoas_major", "opponens_pollicis")])
def test_the_foremost_cause_of_each_of_four_muscles_is_there(ids: tuple[str, ...], urgency: str) -> None:
    """There is room for more than four in each of these boxes."""
    foremost = [causes(sheet(id), urgency)[0] for id in ids]
    assert set(foremost) <= set(causes(sheet(*ids), urgency))


@pytest.mark.parametrize("options", [{}, {"language": "es", "more": True}, CROWDED])
@pytest.mark.parametrize("ids", [NECK, FAR])
def test_broken_bones_infections_and_cancer_stand_on_every_sheet(ids: tuple[str, ...], options: dict[str, Any]) -> None:
    found = sheet(*ids, **options)
    assert {"fracture_signs", "infection_signs"} <= set(causes(found, "urgent"))
    assert "cancer_signs" in causes(found, "soon")


def called_for(id: str) -> set[str]:
    """The serious causes of every place where a muscle lies or is felt."""
    cat = catalogue()
    felt = {site for point in cat[id].trigger_points for zone in point.zones if not zone.rare for site in zone.sites}
    return {one.id for one in cat.explain(*sorted(felt | set(cat._document["lies_on"][id]))).serious}


@pytest.mark.parametrize(
    ("ids", "options"),
    [
        (("soleus",), {}),
        (("rectus_femoris",), {}),
        (("tibialis_anterior",), {}),
        (("upper_trapezius",), {}),
        (("infraspinatus",), {}),
        (("infraspinatus",), {"needling": False}),
        (("quadratus_lumborum",), {}),
        (("quadratus_lumborum",), {"needling": False}),
        (NECK, {}),
        (FAR, {"language": "es"}),
        (NECK, CROWDED),
    ],
)
def test_it_is_told_how_many_causes_were_left_out(ids: tuple[str, ...], options: dict[str, Any]) -> None:
    found = made(*ids, **options)
    left = set().union(*map(called_for, ids)) - set(all_causes(found.sheet))
    if text("needle_help", found.sheet.options.language) in items(found.sheet, "help_emergency"):
        left.discard("pneumothorax")  # said in other words
    told_ = [line for line in found.left_out if "serious cause" in line]
    assert told_ == ([f"{len(left)} less telling serious cause{'s' * (len(left) > 1)}"] if left else [])


# Needles


@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize(
    ("language", "word"),
    [("en", re.compile("needl|acupunct", re.I)), ("es", re.compile("aguja|punción|punciones|acupunt", re.I))],
    ids=LANGUAGES,
)
def test_without_needling_no_word_is_said_of_it(language: str, word: re.Pattern[str], more: bool) -> None:
    for ids, options in (
        (("infraspinatus",), {}),
        (("vastus_intermedius",), {}),
        (("upper_trapezius",), {}),
        (("pectoralis_major",), {"large": True}),
        ((), {"complaint": "runner's knee"}),
    ):
        found = sheet(*ids, needling=False, more=more, language=language, **options)
        said = [line for line in strings(found) if not line.startswith(text("label_sources", language))]
        said += [block.drawn.alt for block in found.opening if isinstance(block, Picture)]
        assert [line for line in said if word.search(line)] == [], ids
        assert any(word.search(line) for line in strings(sheet(*ids, more=more, language=language, **options)))
        keys = {key: value for key, value in words(language)["texts"].items() if key.startswith("needle_")}
        assert not {*keys.values(), text("heading_needle_tell", language), text("heading_needle_after", language)} & set(said)


def test_with_needling_it_is_told_whom_to_tell_what_happens_and_what_comes_after() -> None:
    found = sheet("soleus")
    tell = Box(
        "warning",
        Text(text("heading_needle_tell")),
        (Bullets(tuple(map(Text, listed("needle_tell")))), Paragraph(Text(text("needle_tell_unsure")))),
    )
    known = [*listed("known"), *listed("needle_known")]
    assert list(found.second[:-1]) == [
        tell,
        Heading(Text(text("heading_needle_after"))),
        Bullets(tuple(map(Text, listed("needle_after")))),
        Heading(Text(text("heading_treatment"))),
        *(Paragraph(Text(text(key))) for key in ("treatment", "needle_treatment", "visits")),
        Heading(Text(text("heading_known"))),
        Bullets(tuple(map(Text, known))),
        Paragraph(Text(text("limits"))),
    ]
    assert list(sheet("soleus", needling=False).second[:-1]) == [
        Heading(Text(text("heading_treatment"))),
        *(Paragraph(Text(text(key))) for key in ("treatment", "visits")),
        Heading(Text(text("heading_known"))),
        Bullets(tuple(map(Text, listed("known")))),
        Paragraph(Text(text("limits"))),
    ]


def test_how_many_visits_are_needed_is_told_where_there_is_room() -> None:
    line = "how many visits are needed"
    for found, room in ((made("soleus"), True), (made(*NECK, **CROWDED), False)):
        assert (text("visits", found.sheet.options.language) in strings(found.sheet)) == room
        assert (line not in found.left_out) == room


def test_some_treatment_is_always_told() -> None:
    """Other kinds go where there is no room for them, unless there is nothing else."""
    for needling in (True, False):
        said = strings(sheet(*NECK, needling=needling, **CROWDED))
        assert (text("needle_treatment", "es") in said) == needling
        assert (text("treatment", "es") in said) != needling


# Page two


def more_of(needling: bool) -> list[Block]:
    """All that `more` adds, in its order."""
    treatment = [*listed("more_treatment"), *(listed("needle_more_treatment") if needling else ())]
    every: list[Block] = [Heading(Text(text("more_heading_treatment"))), Bullets(tuple(map(Text, treatment)))]
    if needling:
        every.append(Heading(Text(text("more_heading_studies"))))
        every += [Paragraph(Text(text(f"more_study_{key}"))) for key in ("one", "many", "long")]
        every.append(Heading(Text(text("more_heading_risk"))))
        every += [Paragraph(Text(text(f"more_risk_{key}"))) for key in ("mild", "serious", "limits")]
    every.append(Heading(Text(text("more_heading_questions"))))
    for topic in (*(("needed", "hurt", "acupuncture") if needling else ()), "long", "cause", "scan"):
        every += [Heading(Text(text(f"more_q_{topic}")), 3), Paragraph(Text(text(f"more_a_{topic}")))]
    return [*every, Heading(Text(text("more_heading_ask"))), Bullets(tuple(map(Text, listed("more_ask"))))]


@pytest.mark.parametrize("needling", [True, False])
def test_more_brings_the_studies_and_the_questions(needling: bool) -> None:
    usual, more = made("vastus_intermedius", needling=needling), made("vastus_intermedius", more=True, needling=needling)
    assert usual.left_out == more.left_out == ()
    assert list(more.sheet.second[:-1]) == [*usual.sheet.second[:-1], *more_of(needling)]
    assert more.sheet.first == usual.sheet.first
    assert not {text(key) for key in words("en")["texts"] if key.startswith("more_")} & set(strings(usual.sheet))


# Sources


def sources(of: Sheet, ids: tuple[str, ...]) -> set[str]:
    """The ids of the sources of all that a sheet says, by the data and the words alone. ids: of its muscles."""
    said, language = set(strings(of)), of.options.language
    found: set[str] = set()
    for key, cited in words("en")["sources"].items():
        if key in words(language)["lists"]:
            there = bool(said & set(listed(key, language)))
        else:
            pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(words(language)["texts"][key]))
            there = any(re.fullmatch(pattern, line) for line in said)
        if there:
            found |= set(cited)
    for id in all_causes(of):
        found |= set(serious()[id]["sources"])
    for id in ids:
        known = told(language, "muscles")[id]
        if said & {*known["steps"], *known["avoid"]}:
            found |= set(told("en", "muscles")[id]["sources"])
    return found


def years(citations: Iterator[str]) -> dict[str, list[str]]:
    """The years of every author or body."""
    found: dict[str, set[str]] = {}
    for one in citations:
        who, _, year = one.rpartition(" ")
        found.setdefault(who, set()).add(year)
    return {who: sorted(found[who]) for who in sorted(found, key=lambda who: (who.casefold(), who))}


@pytest.mark.parametrize(
    ("ids", "options"),
    [
        (("soleus",), {}),
        (("soleus",), {"needling": False, "large": True}),
        (("soleus",), {"steps": STEPS}),
        (("opponens_pollicis",), {"steps": STEPS, "needling": False, "language": "es"}),
        (("upper_trapezius",), {"language": "es"}),
        (("vastus_intermedius",), {"more": True}),
        (("vastus_intermedius",), {"more": True, "needling": False}),
        (("infraspinatus", "soleus"), {}),
        (NECK, {"more": True}),
        (NECK, {"more": True, "language": "es", "paper": "letter", "note": NOTE}),
        (FAR, {"language": "es", "large": True, "note": NOTE}),
        (NECK, CROWDED),
    ],
)
def test_the_sources_of_what_is_said_and_no_others(ids: tuple[str, ...], options: dict[str, Any]) -> None:
    found = sheet(*ids, **options)
    last = found.second[-1]
    assert isinstance(last, Paragraph)
    assert last.tone == "small"
    label = text("label_sources", found.options.language)
    assert [line.startswith(f"{label}: ") for line in strings(found)].count(True) == 1
    cited = last.text.words.removeprefix(f"{label}: ").removesuffix(".").split("; ")
    document = catalogue()._document["sources"]
    expected = years(short_citation(document[id]) for id in sources(found, ids))
    assert cited == [f"{who} {', '.join(when)}" for who, when in expected.items()]


def test_what_was_left_out_is_not_cited() -> None:
    """Mejuto-Vázquez stands for the studies alone: they are on the whole sheet and not on the crowded one."""
    whole, crowded = made("vastus_intermedius", more=True), made(*NECK, **CROWDED)
    assert "what studies found" in crowded.left_out
    assert "Mejuto-Vázquez" in strings(whole.sheet)[-1]
    assert "Mejuto-Vázquez" not in strings(crowded.sheet)[-1]
