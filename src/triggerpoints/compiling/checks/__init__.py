"""What a schema cannot say: small named functions over the tree.

    check_tree(tree) -> problems, sorted     every check of `CHECKS`, ERRORs and WARNINGs together
    CHECKS                                   every function named `check_...` of references, names and zones
    drawing                                  the checks that need the body's geometry
    rules                                    the sentences of all rules, and the limits of the drawing

A check yields `rules.violation(tree, kind, id, path, rule, ...)`, which fills in the sentence and the file, line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ...errors import Problem
from ...reading import Tree
from . import names, references, zones

CHECKS: Final[tuple[Callable[[Tree], Iterable[Problem]], ...]] = tuple(
    check for module in (references, names, zones) for name, check in vars(module).items() if name.startswith("check_")
)


def check_tree(tree: Tree) -> tuple[Problem, ...]:
    """Run the checks and return all problems sorted by file and line."""
    return tuple(sorted(problem for check in CHECKS for problem in check(tree)))
