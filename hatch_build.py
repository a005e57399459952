"""Build hook: compile the YAML under data/ into the one JSON file that the wheel carries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileData(BuildHookInterface):  # type: ignore[type-arg]
    """Adds triggerpoints/catalogue.json to the wheel; stops the build when the data have an error."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the wheel is packed."""
        if version == "editable":  # a checkout compiles its own YAML when it changed
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from triggerpoints.document import to_bytes
            from triggerpoints.loading import COMPILED, compiled_checkout

            document = {key: value for key, value in compiled_checkout(root).items() if key != "stamp"}
        finally:
            sys.path.remove(str(root / "src"))
        target = root / "build" / "wheel" / COMPILED
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(to_bytes(document))
        build_data["force_include"][str(target)] = f"triggerpoints/{COMPILED}"
