"""The optional dependencies, imported when they are first needed. One that is missing or broken is told of in one way."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from .errors import MissingExtraError, OutputError
from .messages import say

_MODULES: Final = {"logo": "PIL.Image", "pdf": "typst", "png": "resvg_py"}


def need(extra: str) -> None:
    """Raise MissingExtraError when what the extra installs is not there, OutputError when it is there and cannot be loaded."""
    module, purpose = _MODULES[extra], say(f"extra_{extra}")
    try:
        import_module(module)
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError) and error.name in (module, module.partition(".")[0]):
            raise MissingExtraError(extra, purpose) from error
        raise OutputError(say("extra_broken", purpose=purpose, why=error)) from error
