"""Myofascial trigger points and their referred pain: a sourced data set, a look-up and annotated diagrams.

    >>> from triggerpoints import load_catalogue
    >>> cat = load_catalogue()
    >>> cat["upper_trapezius"].names.latin
    'Pars descendens musculi trapezii'

The names in `__init__.pyi` are the public surface; everything else may change without notice. They load on first use.
"""

from __future__ import annotations

from functools import cache

from .version import VERSION

__version__ = VERSION


def __getattr__(name: str) -> object:
    # Type checkers read the stub beside this file, so that a misspelt name is a fault to them.
    homes = _homes()
    if name == "__all__":
        value: object = sorted([*homes, "__version__"])
    elif name in homes:
        from importlib import import_module

        value = getattr(import_module(f".{homes[name]}", __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*_homes(), "__version__"])


@cache
def _homes() -> dict[str, str]:
    """The module of each public name, as the stub has them."""
    import re
    from importlib import resources

    stub = resources.files(__name__).joinpath("__init__.pyi").read_text("utf-8")
    return {name: home for home, name in re.findall(r"^from \.([\w.]+) import (\w+) as \2$", stub, re.MULTILINE)}
