"""What `triggerpoints check` says about wording: nothing about the shipped data, and each fault that is planted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import small_tree
from small_tree import MUSCLE, write

from triggerpoints.errors import Problem
from triggerpoints.proofreading import proofread, rules
from triggerpoints.proofreading.reading_level import RULES, index, measure, syllables
from triggerpoints.proofreading.texts import Text
from triggerpoints.reading import Tree, read_tree

CAUTIONS = """\
cautions:
  burn:
    kind: serious
    name: A burn
    structure: skin
    urgency: soon
    signs: [Red skin, Pain]
    text: The skin was too hot. See a doctor soon.
    plain: Your skin is red (burn).
    everywhere: true
    sources: [book1999]
"""
COMPLAINTS = """\
complaints:
  cramp:
    name: Cramp
    sites: [{site: knee}]
    mistaken_for: [{text: It may come from a nerve., sources: [book1999]}]
    sources: [book1999]
  ache: {name: Ache, sites: [{site: belly}], sources: [book1999]}
"""
HANDOUT = 'texts:\n  what: "{}"\n  why: "Your nerves may mix it up."\nlists:\n  known: ["One thing.", "Another."]\n'
SPANISH = "sites: {knee: {name: Rodilla}, belly: {name: Vientre}, thigh_front: {name: Muslo}, all_else: {name: Lo demás}}\n"
SOUND = {
    "sites": small_tree.SITES.replace("name: Everything else", "name: Everything else\n    plain: The rest"),
    "cautions": CAUTIONS,
    "complaints": COMPLAINTS,
    "en/handout": HANDOUT.format("Rest it, {side}."),
    "es/handout": HANDOUT.format("Descanse, {side}."),
    "es/cautions": "cautions: {burn: La piel está roja.}\n",
    "es/sites": SPANISH,
    "es/complaints": "complaints: {cramp: {name: Calambre}, ache: {name: Dolor}}\n",
    "es/muscles": "muscles: {straight: {name: Recto, gloss: un músculo del muslo}}\n",
}


def told(folder: Path, **changed: str) -> list[Problem]:
    """What is said of the small tree with some files changed; `__` stands for a slash."""
    files = SOUND | {name.replace("__", "/"): text for name, text in changed.items()}
    data = write(folder / "data", **{name: text for name, text in files.items() if "/" not in name})
    (data / "muscles/cautions.yaml").rename(data / "cautions.yaml")
    (data / "muscles/complaints.yaml").rename(data / "complaints.yaml")
    for name, text in files.items():
        if "/" in name:
            path = folder / f"words/{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    tree, problems = read_tree([data])
    assert problems == ()
    return sorted(proofread(tree, folder / "words"))


def test_sound_words_are_sound(tmp_path: Path) -> None:
    assert told(tmp_path) == []


LONG = "The skin was " + "very " * 20 + "hot. See a doctor soon."
TALE = "You go on and on and on and on and on and on and on and on."
HARD = "Myofascial pathology necessitates multidisciplinary rehabilitation intervention."


def caution(text: str) -> dict[str, str]:
    return {"cautions": CAUTIONS.replace("The skin was too hot. See a doctor soon.", text)}


def signs(text: str) -> dict[str, str]:
    return {"cautions": CAUTIONS.replace("Red skin, Pain", text)}


def complaint(text: str) -> dict[str, str]:
    return {"complaints": COMPLAINTS.replace("It may come from a nerve.", text)}


def handout(text: str) -> dict[str, str]:
    return {"en__handout": HANDOUT.format(text + " {side}")}


def cause(text: str) -> dict[str, str]:
    return {"cautions": CAUTIONS.replace("Your skin is red (burn).", f'"{text}"')}


def site(plain: str) -> dict[str, str]:
    return {"sites": SOUND["sites"].replace("The rest", plain)}


def spanish(old: str, new: str, file: str = "sites") -> dict[str, str]:
    assert old in SOUND[f"es/{file}"]
    return {f"es__{file}": SOUND[f"es/{file}"].replace(old, new)}


@pytest.mark.parametrize(
    ("changed", "rule", "field"),
    [
        (handout(HARD), "reading-level", "texts.what"),
        (handout(TALE), "reading-level", "texts.what"),
        (spanish("Descanse, {side}.", "La rehabilitación multidisciplinar es {side}.", "handout"), "reading-level", "texts.what"),
        (site("Extraordinary place"), "reading-level", "sites.all_else.plain"),
        (site("Lateral place"), "doctors-word", "sites.all_else.plain"),
        (handout("It will cure you."), "promise", "texts.what"),
        (handout("It helps 33 % of us."), "promise", "texts.what"),
        (spanish("Descanse", "Lo cura", "handout"), "promise", "texts.what"),
        (cause("Your skin is pain-free."), "promise", "cautions.burn.plain"),
        (caution(LONG), "long-sentence", "cautions.burn.text"),
        (caution("See a doctor as 5 % of burns are bad."), "likelihood", "cautions.burn.text"),
        (caution("See a doctor, this is a heart attack."), "verdict", "cautions.burn.text"),
        (caution("A doctor will insert a tube."), "technique", "cautions.burn.text"),
        (signs("Red skin, It is probably bad"), "likelihood", "cautions.burn.signs[1]"),
        (signs("Red skin"), "signs", "cautions.burn.signs"),
        (caution("The skin was too hot. Rest."), "how-soon", "cautions.burn.text"),
        (complaint("One in ten has a bad nerve."), "likelihood", "complaints.cramp.mistaken_for[0].text"),
        (cause("Your skin is red and red " + "or red " * 6 + "again."), "long-cause", "cautions.burn.plain"),
        (cause("Your skin (burn) is red."), "form-of-cause", "cautions.burn.plain"),
        (handout("Rest  it."), "unclean", "texts.what"),
        (handout("Rest the the leg."), "unclean", "texts.what"),
        (handout("Rest <b>it</b>."), "unclean", "texts.what"),
        (handout("Rest it ."), "unclean", "texts.what"),
        (handout("Rest (it."), "brackets", "texts.what"),
        (cause("Your {side} is red."), "placeholder", "cautions.burn.plain"),
        (spanish('  why: "Your nerves may mix it up."\n', "", "handout"), "words-missing", "texts"),
        (spanish(', "Another."', "", "handout"), "words-missing", "lists.known"),
        (spanish("lists:\n", "lists:\n  more: [Otra.]\n", "handout"), "words-missing", "lists.more"),
        (spanish("belly: {name: Vientre}, ", ""), "words-missing", "sites"),
        ({"es__muscles": "muscles: {}\n"}, "words-missing", "muscles"),
        ({"es__cautions": "cautions: {}\n"}, "words-missing", "cautions"),
        (spanish("Vientre", "Rodilla"), "words-twice", "sites.belly"),
        (spanish("belly:", "bely: {name: Barriga}, belly:"), "unknown-site", "sites.bely"),
        (spanish("burn:", "brun:", "cautions"), "unknown-caution", "cautions.brun"),
        ({"en__handout": SOUND["en/handout"] + "sources: {what: [book1989]}\n"}, "unknown-source", "sources.what[0]"),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_place(tmp_path: Path, changed: dict[str, str], rule: str, field: str) -> None:
    assert (rule, field) in [(problem.rule, problem.field) for problem in told(tmp_path, **changed)]


def test_a_problem_has_its_place_and_the_nearest_name(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, **spanish("burn:", "burnn:", "cautions"))[:1]
    place = (tmp_path / "words/es/cautions.yaml").as_posix()
    assert str(problem) == f"{place}:1:11: warning: cautions: found no burn, allowed every caution of the data"
    (problem,) = [one for one in told(tmp_path, **spanish("burn:", "burnn:", "cautions")) if one.severity == "ERROR"]
    assert str(problem) == (
        f"{place}:1:19: cautions.burnn: found the unknown caution 'burnn', allowed the id of a caution, nearest burn"
    )


def test_texts_of_muscles_say_nothing_of_technique(tmp_path: Path) -> None:
    muscle = MUSCLE.replace("location: In the middle.", "location: Push the needle depth of a thumb.")
    assert [(one.rule, one.field) for one in told(tmp_path, straight=muscle)] == [("technique", "trigger_points[0].location")]


def test_what_a_patient_reads_of_a_muscle_is_easy(tmp_path: Path) -> None:
    """What is not printed on handouts is for therapists."""
    said = f'gloss: "{HARD}"\nself_care: ["{HARD}", not printed: "{HARD}"]\n'
    said += f'provoked_by: ["{HARD}", avoid: "{HARD}"]\nsources: [book1999]\n'
    hard = [one for one in told(tmp_path, straight=MUSCLE + said) if one.line]
    assert {one.rule for one in hard} == {"reading-level"}
    assert [one.field for one in hard] == ["gloss", "self_care[0]", "provoked_by[1]"]


def test_every_word_that_is_never_said_is_found(tmp_path: Path) -> None:
    """Each alternative of rules.toml finds at least what it is written as, within a sentence."""
    count = 0
    for never in RULES["never"]:
        for word in never["words"]:
            written = re.sub(r"\(\?:([^()|]*)[^()]*\)\??", r"\1", re.sub(r"\\d[+*]|\\w\+", "7", word)).replace(r"\w*", "")
            written = re.sub(r"\[(.)[^]]*\]|(.)\?|\\s\*", lambda met: met.group(1) or met.group(2) or " ", written)
            plain = Text(("a.yaml", 1, 1), "texts.a", never.get("language", "en"), never["sorts"][0], f"It is {written}, here")
            assert never["rule"] in [rule for rule, _, _ in rules._wording(plain)], (word, written)
            count += 1
    assert count > 80


def test_texts_without_a_place_are_not_judged(tmp_path: Path) -> None:
    """The shipped records, on which a user's own stand: the user cannot mend them."""
    assert list(proofread(Tree(muscles=read_tree([write(tmp_path)])[0].muscles))) == []


def test_a_file_with_faults_of_its_own_is_left_to_them(tmp_path: Path) -> None:
    for text in ("", "[]", "[", "sites: []", "sites: {knee: {nam: Rodilla}}", "\ud800"):
        assert told(tmp_path, es__sites=text.encode("utf-8", "surrogatepass").decode("latin-1") + "\n") == []


def test_a_whole_file_may_not_be_hard(tmp_path: Path) -> None:
    """In Spanish a string may be harder than a whole file."""
    text = "texts: {what: Llame a una ambulancia ahora mismo.}\n"
    (problem,) = told(tmp_path, en__picture="texts: {what: Call an ambulance now.}\n", es__picture=text)
    assert (problem.rule, problem.line, problem.field) == ("reading-level", 0, "")


# ---- how easy a text is

# Syllables as the CMU Pronouncing Dictionary counts them.
ENGLISH = {
    1: "bruise bruised used tongue vague through strength weight once eyes aches stretched breathe clothes does pressed x a",
    2: "muscle needle needles gentle trigger table people every quiet lying movement careful breathless painful swollen needed "
    "needling doctor ankle bruises forehead useful collapse maybe somewhere sometimes fluid handle people's warm-up",
    3: "therapist infection ambulance pregnancy exercise medicine serious previous idea area hospital physical anyone nausea "
    "vitamin numbering trapezius 100",
    4: "diabetes epilepsy january diagnosis acupuncture especially situation information temperature",
    5: "immediately examination electricity university",
}
SPANISH_WORDS = {
    1: "pie muy hoy",
    2: "dolor hueso día sangre quiere guiso leer noche yeso",
    3: "músculo aguja riesgoso oído ahora vergüenza cadera espalda",
    4: "ambulancia inflamado",
    6: "fisioterapeuta",
}


@pytest.mark.parametrize(("language", "known"), [("en", ENGLISH), ("es", SPANISH_WORDS)])
def test_syllables(language: str, known: dict[int, str]) -> None:
    right = {word: count for count, every in known.items() for word in every.split()}
    assert {word: syllables(word, language) for word in right} == right


def test_grade_by_hand() -> None:
    # Two sentences, 10 words, 12 syllables.
    text = "Stop if it makes your pain worse. Tell your therapist."
    assert index(text, "en") == pytest.approx(0.39 * 10 / 2 + 11.8 * 12 / 10 - 15.59)
    # One sentence, 4 words, 6 syllables.
    assert index("Llame hoy al doctor.", "es") == pytest.approx(206.835 - 62.3 * 6 / 4 - 4)


def test_what_is_too_hard_is_found() -> None:
    assert measure(HARD, "en").hard
    assert measure(TALE, "en").hard == ("a sentence of 17 words",)
    assert measure(TALE, "fr").hard == ("a sentence of 17 words",), "a language without a formula"
    assert measure("Contraindications", "en").hard == ("the long word 'Contraindications'",)
    assert measure("La rehabilitación multidisciplinar proporciona beneficios terapéuticos.", "es").hard
    assert not measure("Your sore muscle: {muscle}", "en").hard
    assert measure("The gastrocnemius is here.", "en").hard
    assert not measure("The gastrocnemius is here.", "en", re.compile("gastrocnemius")).hard
