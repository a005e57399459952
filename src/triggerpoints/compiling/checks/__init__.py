"""What a schema cannot say: small named functions over the tree, run as a list.

    check_tree(tree) -> problems, sorted     every check of `CHECKS`, ERRORs and WARNINGs together
    CHECKS                                   Tree -> Iterable[Problem], in the order they run; names start with `check_`
    walk                                     one walk over all values of all records

A check yields `tree.problem(kind, id, path, found=..., allowed=..., rule=...)`, which fills in file, line and column.
Checks that need the body's geometry are functions over (tree, geometry) and stand beside these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ...errors import Problem
from ...reading import Tree
from .names import (
    check_complaint_names,
    check_identifiers,
    check_muscle_names,
    check_segments,
    check_site_names,
    check_symptom_names,
)
from .references import (
    check_landmarks_rest_on_others,
    check_named_points,
    check_part_of,
    check_references,
    check_site_parents,
)
from .zones import (
    check_essential_zone,
    check_exceptions,
    check_other_side_described,
    check_other_side_of_midline,
    check_sites_have_skin,
    check_trigger_points_distinct,
)

Check = Callable[[Tree], Iterable[Problem]]

CHECKS: Final[tuple[Check, ...]] = (
    check_references,
    check_part_of,
    check_site_parents,
    check_landmarks_rest_on_others,
    check_named_points,
    check_muscle_names,
    check_site_names,
    check_complaint_names,
    check_symptom_names,
    check_segments,
    check_identifiers,
    check_trigger_points_distinct,
    check_essential_zone,
    check_other_side_described,
    check_other_side_of_midline,
    check_exceptions,
    check_sites_have_skin,
)


def check_tree(tree: Tree, checks: Iterable[Check] = CHECKS) -> tuple[Problem, ...]:
    """Run the checks and return all problems sorted by file and line."""
    return tuple(sorted(problem for check in checks for problem in check(tree)))


__all__ = ["CHECKS", "Check", "check_tree"]
