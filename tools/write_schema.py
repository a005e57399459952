"""Write the JSON Schemas of the data files from the models, for editors that complete and check YAML.

    python tools/write_schema.py            write schema/*.schema.json
    python tools/write_schema.py --check    write nothing; exit 1 when a file is not what would be written

A YAML file names its schema in its first line: `# yaml-language-server: $schema=../../schema/muscle.schema.json`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from triggerpoints.model import KINDS, Record

FOLDER = Path(__file__).resolve().parent.parent / "schema"


def schemas() -> dict[str, str]:
    """Return the text of every schema by file name."""
    # A file of one record is named after it, a file of many after all of them.
    return {
        f"{kind.name if kind.file is kind.record else kind.key}.schema.json": json.dumps(_schema(kind.file), indent=1) + "\n"
        for kind in KINDS.values()
    }


def _schema(model: type[Record]) -> dict[str, Any]:
    # Draft 7 is what every editor understands.
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_plain(model.model_json_schema())}


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
