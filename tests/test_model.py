"""The models: strict, frozen, and true to what they were read from."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from reading_samples import MUSCLE

from triggerpoints.model import KINDS, Band, Between, From, Muscle, Record, Shape, Source, Spot, View
from triggerpoints.model.base import ID_PATTERN
from triggerpoints.model.points import read_point
from triggerpoints.model.source import isbn_is_sound
from triggerpoints.reading import load
from triggerpoints.reading.short_form import ShortForm


@pytest.fixture
def raw() -> dict[str, Any]:
    """Return the sample muscle as plain values."""
    value = ShortForm(load(MUSCLE.encode())).value
    assert isinstance(value, dict)
    return value


def test_a_muscle_is_frozen_hashable_and_made_of_tuples(raw: dict[str, Any]) -> None:
    muscle = Muscle.model_validate(raw)
    assert hash(muscle) == hash(Muscle.model_validate(raw))
    assert isinstance(muscle.trigger_points, tuple)
    with pytest.raises(ValidationError):
        setattr(muscle, "id", "other")  # noqa: B010 -- a plain assignment is refused by the type checker too


def test_a_muscle_survives_json(raw: dict[str, Any]) -> None:
    muscle = Muscle.model_validate(raw)
    assert Muscle.model_validate_json(muscle.model_dump_json()) == muscle
    assert Muscle.model_validate_json(muscle.model_dump_json(exclude_defaults=True)) == muscle
    assert Muscle.model_validate(muscle.model_dump()) == muscle


def test_the_json_of_a_muscle_is_the_same_every_time(raw: dict[str, Any]) -> None:
    backwards = dict(reversed(raw.items()))
    assert Muscle.model_validate(backwards).model_dump_json() == Muscle.model_validate(raw).model_dump_json()


def test_a_shift_has_its_steps_in_a_fixed_order() -> None:
    assert read_point("c7 3 forward 1 up") == From(from_="c7", shift=(("superior", 1.0), ("anterior", 3.0)))


def test_shapes_are_told_apart_by_their_key() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Shape)
    assert isinstance(adapter.validate_python({"spot": "a radius 3"}), Spot)
    band = adapter.validate_python({"band": ["a", "b"], "width": 30})
    assert isinstance(band, Band)
    assert band.widths == (30.0, 30.0)
    assert adapter.validate_python({"band": ["a wide 30", "b wide 20"]}).widths == (30.0, 20.0)


def test_a_number_that_is_not_finite_is_refused_as_such() -> None:
    for number in (float("nan"), float("inf"), float("-inf")):
        with pytest.raises(ValidationError) as caught:
            Between(between=("mastoid", "c7"), at=number)
        assert caught.value.errors()[0]["type"] == "finite_number"


WRONG_MUSCLES: list[tuple[list[Any], object]] = [
    (["id"], "Sample"),
    (["id"], "a__b"),
    (["id"], "1a"),
    (["id"], "a" * 61),
    (["names", "english"], ""),
    (["names", "english"], " a"),
    (["names", "english"], "a\nb"),
    (["names", "english"], "a\x07"),
    (["names", "english"], "a\u202eb"),
    (["names", "english"], "a\ufeffb"),
    (["names", "english"], "a" * 121),
    (["names", "english"], 3),
    (["names", "synonyms"], ["a", "a"]),
    (["names", "synonyms"], "a"),
    (["identifiers", "uberon"], "UBERON:123"),
    (["identifiers", "fma"], "13407"),
    (["identifiers", "ta98"], "A04"),
    (["body_part"], "nose"),
    (["anatomy", "sources"], []),
    (["anatomy", "innervation", "roots"], ["C9"]),
    (["anatomy", "innervation", "roots"], ["C3", "C3"]),
    (["fibres"], []),
    (["fibres", 0, "lines"], 5.0),
    (["fibres", 0, "lines"], 0),
    (["fibres", 0, "to"], []),
    (["trigger_points"], []),
    (["trigger_points", 0, "id"], "tp1"),
    (["trigger_points", 0, "id"], "trp0"),
    (["trigger_points", 0, "depth"], "middle"),
    (["trigger_points", 0, "zones"], []),
    (["trigger_points", 0, "zones", 0, "side"], "left"),
    (["trigger_points", 0, "zones", 0, "strength"], "Essential"),
    (["trigger_points", 0, "zones", 0, "sites"], []),
    (["trigger_points", 0, "zones", 0, "sites"], ["temple", "temple"]),
    (["trigger_points", 0, "zones", 0, "shapes"], []),
    (["trigger_points", 0, "colour"], "red"),
    (["evidence", 0, "kind"], "hearsay"),
    (["evidence", 0, "sources"], []),
]


def test_a_wrong_muscle_is_refused(raw: dict[str, Any]) -> None:
    accepted = []
    for path, value in WRONG_MUSCLES:
        muscle = deepcopy(raw)
        inner: Any = muscle
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        accepted += [] if refused(Muscle, muscle) else [(path, value)]
    assert accepted == []
    assert not refused(Muscle, raw)


def refused(model: type[Record], value: object) -> bool:
    """Whether a model takes a value."""
    try:
        model.model_validate(value)
    except ValidationError:
        return True
    return False


def test_names_are_text_whatever_they_look_like(raw: dict[str, Any]) -> None:
    raw["names"]["english"] = "<script>alert('1')</script> & ]]>"
    assert Muscle.model_validate(raw).names.english == "<script>alert('1')</script> & ]]>"


def test_an_isbn_is_judged_by_its_check_digit() -> None:
    sound = ("978-0-7817-5560-3", "9780781755603", "0-306-40615-2", "080442957X")
    unsound = ("978-0-7817-5560-4", "9770781755603", "0-306-40615-3", "X804429570", "12345678901", "08044295²X", "",
               "978-0-7817-5560-X")  # fmt: skip
    assert [isbn for isbn in (*sound, *unsound) if isbn_is_sound(isbn)] == list(sound)


SOURCE = {"id": "book", "kind": "textbook", "authors": ["Author A"], "title": "T", "year": 1999, "checked": "seen"}


WRONG_SOURCES: list[tuple[str, object]] = [
    ("kind", "blog"),
    ("authors", []),
    ("year", 1700),
    ("year", "1999"),
    ("year", 1999.0),
    ("doi", "https://doi.org/10.1093/pm/pnx207"),
    ("doi", "10.1093"),
    ("doi", "10.1093/a b"),
    ("isbn", "978-0-7817-5560-4"),
    ("isbn", "X-804-42957-0"),
    ("isbn", "abc"),
    ("pmid", 123),
    ("pmid", "012"),
    ("url", "ftp://example.org"),
    ("url", "javascript:alert(1)"),
    ("checked", "maybe"),
    ("author", "A"),
]


def test_a_wrong_source_is_refused() -> None:
    assert not refused(Source, SOURCE)
    assert [wrong for wrong in WRONG_SOURCES if not refused(Source, {**SOURCE, wrong[0]: wrong[1]})] == []


VIEW = {"id": "front", "name": "Front", "paired": False, "towards": [0, 0, -1]}


WRONG_VIEWS: list[tuple[str, object]] = [
    ("towards", [0, 1, 0]),
    ("towards", [0, 0, 0]),
    ("towards", [0, 0]),
    ("towards", [0, 0, float("nan")]),
    ("paired", "no"),
    ("paired", 1),
    ("show", "none"),
    ("show", []),
    ("scale", 0),
    ("frame", {"margin": -1}),
    ("frame", {"left": 1}),
]


def test_a_wrong_view_is_refused() -> None:
    assert View.model_validate(VIEW).show == "all"
    assert [wrong for wrong in WRONG_VIEWS if not refused(View, {**VIEW, wrong[0]: wrong[1]})] == []


def every_model(base: type[Record]) -> set[type[Record]]:
    """Return all models that inherit from a base, directly or not."""
    return {model for one in base.__subclasses__() for model in (one, *every_model(one))}


NO_DATA = ("triggerpoints.model.language", "triggerpoints.model.kinds")


def test_every_id_of_another_record_says_of_which_kind() -> None:
    """A reference that is not marked with its kind would never be checked: what is not marked names no record."""
    unmarked = {
        f"{model.__name__}.{name}"
        for model in every_model(Record)
        if model.__module__.startswith("triggerpoints.model.") and model.__module__ not in NO_DATA
        if not model.__name__.endswith(("File", "Words"))
        for name, info in model.model_fields.items()
        if ID_PATTERN in repr((info.annotation, info.metadata)) and "Refers" not in repr((info.annotation, info.metadata))
    }
    of_other_things = {"Muscle.part_of", "Frame.parts", "View.show"}  # a muscle that may be missing, parts of the body
    assert unmarked - {f"{kind.record.__name__}.id" for kind in KINDS.values()} - {"Zone.id"} == of_other_things
