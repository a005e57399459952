"""The JSON Schemas: made from the models, up to date, and of one mind with them."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
from reading_samples import FEATURES, LANDMARKS, MUSCLE, SITES, SOURCES, VIEWS, damaged

from triggerpoints.reading import load

ROOT = Path(__file__).resolve().parent.parent

SAMPLES = {
    "muscle": MUSCLE,
    "landmarks": LANDMARKS,
    "sites": SITES,
    "sources": SOURCES,
    "views": VIEWS,
    "features": FEATURES,
}


def tool() -> ModuleType:
    """Load the tool that writes the schemas; `tools` is no package."""
    spec = importlib.util.spec_from_file_location("write_schema", ROOT / "tools/write_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def faults(name: str, text: str) -> list[Any]:
    """Return what the shipped schema says against a YAML text."""
    schema = json.loads((ROOT / f"schema/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return list(jsonschema.Draft7Validator(schema).iter_errors(load(text.encode()).value))


def test_the_shipped_schemas_are_what_the_models_say() -> None:
    shipped = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schema").iterdir()}
    assert shipped == tool().schemas(), "run: python tools/write_schema.py"


def test_the_schemas_accept_every_file_of_the_data_and_the_samples() -> None:
    files = [(name, text, name) for name, text in SAMPLES.items()]
    for path in sorted((ROOT / "data").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        schema = re.findall(r"\$schema=(\S+)", text.split("\n")[0])[0]
        assert (path.parent / schema).resolve().parent == ROOT / "schema", path
        files.append((Path(schema).name.removesuffix(".schema.json"), text, path.name))
    assert len(files) > 50
    told = {where: [error.message[:200] for error in faults(name, text)] for name, text, where in files}
    assert {where: errors for where, errors in told.items() if errors} == {}


def test_an_editor_is_offered_the_ids_of_the_shipped_data() -> None:
    schema = json.loads((ROOT / "schema/muscle.schema.json").read_text(encoding="utf-8"))["$defs"]
    assert "mastoid" in schema["Point"]["anyOf"][0]["enum"]
    assert "shoulder_front" in schema["site"]["anyOf"][0]["enum"]
    assert "simons1999" in schema["source"]["anyOf"][0]["enum"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("muscle", "body_part: neck", "body_part: nek"),
        ("muscle", "strength: spillover", "strenght: spillover"),
        ("muscle", "spot: mastoid radius 25", "spto: mastoid radius 25"),
        ("muscle", "spot: mastoid radius 25", "spot: mastoid radius -25"),
        ("muscle", "15.5 in", "15.5 middle"),
        ("muscle", "c7 - mastoid at", "c7 - at"),
        ("muscle", "action: Lifts.", "action: 'Lifts. '"),
        ("muscle", "action: Lifts.", 'action: "a\\u0007b"'),
        ("landmarks", "at: [60, 1560, 10]", "at: [60, 1560]"),
        ("landmarks", "  mastoid:", "  Mastoid:"),
        ("sites", 'choir: ["101"]', "choir: [101]"),
        ("sources", "year: 1999", "year: 99"),
        ("views", "show: [foot]", "show: fot"),
        ("features", "features:", "feature:"),
    ],
)
def test_a_schema_refuses_what_the_models_refuse(name: str, old: str, new: str) -> None:
    assert faults(name, damaged(SAMPLES[name], old, new))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_key_of_a_schema_that_needs_it_is_explained(name: str) -> None:
    schema = json.loads((ROOT / f"schema/{name}.schema.json").read_text(encoding="utf-8"))
    assert all(definition.get("description") for definition in schema["$defs"].values())
