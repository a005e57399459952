"""Write the JSON Schemas of the data files from the models and the data's ids, for editors that complete and check YAML.

    python tools/write_schema.py            write schema/*.schema.json
    python tools/write_schema.py --check    write nothing; exit 1 when a file is not what would be written

A YAML file names its schema in its first line: `# yaml-language-server: $schema=../../schema/muscle.schema.json`

The schemas are those of the short form. Where a file names a landmark, pain site, source, view or caution, an editor is
offered the shipped ones; other ids are allowed, since data of one's own may bring them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final, get_args

from triggerpoints.model import KINDS
from triggerpoints.model.base import ID_PATTERN
from triggerpoints.model.kinds import Kind
from triggerpoints.model.muscle import Claim, EvidenceKind
from triggerpoints.model.points import DIRECTIONS, MAX_LENGTH
from triggerpoints.reading import Tree, read_tree

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "schema"


def schemas() -> dict[str, str]:
    """Return the text of every schema by file name. The shipped data must be sound."""
    tree, problems = read_tree([ROOT / "data"])
    if problems:
        raise SystemExit("\n".join(str(problem) for problem in problems))
    # A file of one record is named after it, a file of many after all of them.
    return {
        f"{kind.name if kind.file is kind.record else kind.key}.schema.json": json.dumps(_schema(kind, tree), indent=1) + "\n"
        for kind in KINDS.values()
    }


def _schema(kind: Kind, tree: Tree) -> dict[str, Any]:
    schema: dict[str, Any] = _plain(kind.file.model_json_schema())
    if kind.name == "muscle":
        _as_written(schema)
    schema = _with_references(schema)
    used = json.dumps(schema)
    offered = {name: _ids(name, tree) for name in KINDS} | _points(tree)
    schema.setdefault("$defs", {}).update((key, one) for key, one in offered.items() if f'"#/$defs/{key}"' in used)
    # Draft 7 is what every editor understands.
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _as_written(schema: dict[str, Any]) -> None:
    """Turn the schema of the model of a muscle into that of its short form."""
    definitions, keys = schema["$defs"], schema["properties"]
    told = {"description": "a sentence; [source] at its end cites another source"}
    definitions["Statement"] = {**definitions["Statement"]["properties"]["text"], **told}
    claims = [f"{claim}, {kind}" for claim in get_args(Claim) for kind in get_args(EvidenceKind)]
    for key, labels, alone in (
        ("Symptom", None, False),
        ("NeedlingCaution", None, False),
        ("Evidence", claims, False),
        ("Provocation", ["avoid"], True),
        ("SelfCare", ["not printed"], True),
    ):
        labelled: dict[str, Any] = {"type": "object", "minProperties": 1, "maxProperties": 1}
        labelled["additionalProperties"] = False if labels else {"$ref": "#/$defs/Statement"}
        if labels:
            labelled["properties"] = {label: {"$ref": "#/$defs/Statement"} for label in labels}
        either = {"anyOf": [{"$ref": "#/$defs/Statement"}, labelled]} if alone else labelled
        definitions[key] = {"description": definitions[key]["description"], **either}
    for key, left_out in (("Anatomy", {"sources"}), ("TriggerPoint", {"sources", "label", "zones"}), ("Zone", {"id", "side"})):
        definitions[key]["required"] = [one for one in definitions[key]["required"] if one not in left_out]
    zones = definitions["TriggerPoint"]["properties"]["zones"]
    name = {"type": "string", "pattern": ID_PATTERN, "description": "a name under patterns:, instead of zones"}
    definitions["TriggerPoint"]["properties"]["pattern"] = name
    names = {"pattern": ID_PATTERN}
    point = {"type": "string", "format": "point"}
    told = {"description": "of all sentences that cite none of their own"}
    keys["sources"] = {**definitions["Anatomy"]["properties"]["sources"], **told}
    shared = {"type": "array", "items": zones["items"], "minItems": 1}
    for key, one, meaning in (
        ("points", point, "named points of this file"),
        ("patterns", shared, "zones that trigger points share"),
    ):
        keys[key] = {"type": "object", "propertyNames": names, "additionalProperties": one, "description": meaning}
    definitions["Around"] = {
        "description": "The shapes of another zone of the trigger point, grown: essential, 17 wider.",
        "type": "object",
        "additionalProperties": False,
        "properties": {"around": {"type": "string", "pattern": r"^[a-z0-9_]+ *, *[0-9.]+ +wider$"}},
        "required": ["around"],
    }
    definitions["Zone"]["properties"]["shapes"]["items"]["oneOf"].append({"$ref": "#/$defs/Around"})


def _with_references(node: Any) -> Any:
    """Return a schema in which points and ids of records refer to the definitions that offer them."""
    if isinstance(node, list):
        return [_with_references(one) for one in node]
    if not isinstance(node, dict):
        return node
    told = {"description": node["description"]} if "description" in node else {}
    if "format" in node and node["format"] in _POINTS:
        # What stands beside a reference is not read by draft 7.
        return {**told, "allOf": [{"$ref": f"#/$defs/{_POINTS[node['format']]}"}]}
    if "x-refers" in node:
        return {**told, "allOf": [{"$ref": f"#/$defs/{node['x-refers']}"}]}
    return {key: _with_references(value) for key, value in node.items()}


_POINTS: Final = {"point": "Point", "spot": "SpotPoint", "sized": "BandPoint"}


def _ids(kind: str, tree: Tree) -> dict[str, Any]:
    known = {"enum": sorted(tree.records(kind))}
    return {"description": f"The id of a {kind}.", "anyOf": [known, {"type": "string", "pattern": ID_PATTERN, "maxLength": 60}]}


def _points(tree: Tree) -> dict[str, dict[str, Any]]:
    """Return the definitions of points: the ids of landmarks to choose from, and what else a point may say."""
    name = ID_PATTERN.strip("^$")
    number = r"[0-9]{1,4}(?:\.[0-9]+)?"
    step = rf"(?: +{number} +(?:{'|'.join(DIRECTIONS)}))"
    whole = operand = rf"(?:other +)?{name}"
    for _ in range(3):  # deeper parentheses are for no file of use
        whole = rf"(?:{operand})(?: +- +(?:{operand})(?: +at +{number}%)?|{step}{{1,3}})?"
        operand = rf"(?:other +)?{name}|\( *{whole} *\)"
    landmarks = sorted(tree.landmarks)
    text = {"type": "string", "maxLength": MAX_LENGTH}
    return {
        "Point": {"description": "A point in words.", "anyOf": [{"enum": landmarks}, {**text, "pattern": f"^{whole}$"}]},
        "SpotPoint": {"description": "A point and a radius in millimetres.", **text, "pattern": rf"^{whole} +radius +{number}$",
                      "examples": [f"{id} radius 25" for id in landmarks]},
        "BandPoint": {"description": "A point, with a width in millimetres unless one width is given for all.",
                      "anyOf": [{"enum": landmarks}, {**text, "pattern": rf"^{whole}(?: +wide +{number})?$"}]},
    }  # fmt: skip


def _plain(node: Any) -> Any:
    """Return a schema without what draft 7 lacks or editors show as noise."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(value) for key, value in node.items()}
    if isinstance(plain.get("title"), str):
        # Titles made from names say nothing; a property called "title" is a dict and stays.
        del plain["title"]
    members = plain.pop("prefixItems", None)
    if members:
        if any(member != members[0] for member in members):
            raise ValueError("draft 7 has no prefixItems: the members of a fixed list must all be alike")
        plain["items"] = members[0]
    if "patternProperties" in plain:
        plain["additionalProperties"] = False
    return plain


def main(arguments: list[str]) -> int:
    """Write or check the files; return the exit code."""
    stale = []
    for name, text in schemas().items():
        path = FOLDER / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{'stale' if '--check' in arguments else 'written'}: {', '.join(stale) or 'nothing'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
