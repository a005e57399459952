"""How well the look-up finds the muscles that published sources name: figures over the cases of tests/cases.

    python tests/case_figures.py              print the figures, those of the cases kept aside apart
    python tests/case_figures.py --misses     and every case with the ranks of its expected muscles
    python tests/case_figures.py --floors     write the figures as the new floors, which may only rise, and into docs/lookup.md

For one case: the ranks of the expected muscles among all muscles found (a muscle found on two sides counts once, by the better;
equal scores take the worst rank). A group counts when any member of it is found. Expected muscles that the catalogue does not
hold are left out and counted; a case that expects no other is left out.
    top-1, top-3, top-5   share of cases with an expected muscle at that rank or better
    recall                share of the expected muscles within twice as many ranks as there are, mean over the cases
    mrr                   mean of 1 / (rank of the first expected muscle)
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from triggerpoints import Catalogue, UnknownNameError, load_catalogue

CASES = Path(__file__).resolve().parent / "cases"
FLOORS = CASES / "floors.json"
PAGE = CASES.parents[1] / "docs" / "lookup.md"
GROUPS = {
    "suboccipitals": {
        "rectus_capitis_posterior_major", "rectus_capitis_posterior_minor",
        "obliquus_capitis_superior", "obliquus_capitis_inferior",
    },
    "scalenes": {"scalenus_anterior", "scalenus_medius", "scalenus_posterior", "scalenus_minimus"},
    "intercostals": {"external_intercostals", "internal_intercostals"},
}  # fmt: skip
FAR = 10**6  # the rank of what is not found


@dataclass(frozen=True)
class Case:
    """A question and the muscles its source names. held: those the catalogue holds; missing: how many it does not."""

    id: str
    file: str
    ask: tuple[str, ...]
    side: str | None
    held: tuple[str, ...]
    missing: int
    aside: bool


@dataclass(frozen=True)
class Judged:
    """A case with the rank of each expected muscle, FAR where it is not found."""

    case: Case
    ranks: dict[str, int]


@dataclass(frozen=True)
class Figures:
    """Means over cases, 0 to 1."""

    cases: int
    top1: float
    top3: float
    top5: float
    recall: float
    mrr: float


def members(name: str) -> set[str]:
    return GROUPS.get(name, {name})


def read_cases(catalogue: Catalogue) -> list[Case]:
    cases = []
    for file in sorted(CASES.glob("*.yaml")):
        for raw in yaml.safe_load(file.read_text("utf-8"))["cases"]:
            held = tuple(name for name in raw["expected"] if members(name) & set(catalogue))
            missing = len(raw["expected"]) - len(held)
            cases.append(Case(raw["id"], file.stem, tuple(raw["ask"]), raw.get("side"), held, missing, raw.get("aside", False)))
    return cases


def judge(catalogue: Catalogue, case: Case) -> Judged:
    best: dict[str, float] = {}
    try:
        for candidate in catalogue.explain(*case.ask, side=case.side):  # type: ignore[arg-type]
            best[candidate.muscle] = max(best.get(candidate.muscle, 0.0), candidate.score)
    except UnknownNameError:
        pass  # counts as nothing found
    ranks = {}
    for name in case.held:
        score = max((best[muscle] for muscle in members(name) if muscle in best), default=None)
        ranks[name] = sum(other >= score for other in best.values()) if score is not None else FAR
    return Judged(case, ranks)


def figures(judged: Sequence[Judged]) -> Figures:
    counted = [one for one in judged if one.ranks]

    def mean(values: Iterable[float]) -> float:
        return round(sum(values) / len(counted), 4)

    def top(k: int) -> float:
        return mean(min(one.ranks.values()) <= k for one in counted)

    return Figures(
        cases=len(counted),
        top1=top(1),
        top3=top(3),
        top5=top(5),
        recall=mean(sum(rank <= 2 * len(one.ranks) for rank in one.ranks.values()) / len(one.ranks) for one in counted),
        mrr=mean(1 / min(one.ranks.values()) for one in counted),
    )


def groups(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """The cases as they are reported: all, those that weights were tuned on, those kept aside, and the sample guide."""
    return {
        "all": list(judged),
        "tuned": [one for one in judged if not one.case.aside],
        "aside": [one for one in judged if one.case.aside],
        "guide": [one for one in judged if one.case.file == "guide"],
    }


def table(judged: Sequence[Judged]) -> str:
    lines = [
        "| cases | number | top-1 | top-3 | top-5 | recall at twice the list | mean reciprocal rank |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, part in groups(judged).items():
        f = figures(part)
        lines.append(f"| {name} | {f.cases} | {f.top1:.2f} | {f.top3:.2f} | {f.top5:.2f} | {f.recall:.2f} | {f.mrr:.2f} |")
    return "\n".join(lines)


def report(cases: Sequence[Case], judged: Sequence[Judged]) -> str:
    missing = sum(case.missing for case in cases)
    left_out = sum(not case.held for case in cases)
    told = f"{missing} expected muscles are not in the catalogue yet; {left_out} of {len(cases)} cases expect no other: left out."
    return f"{table(judged)}\n\n{told}"


def floors(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    return {
        name: {key: value for key, value in vars(figures(part)).items() if key != "cases"}
        for name, part in groups(judged).items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="list every case")
    parser.add_argument("--floors", action="store_true", help="write the floors")
    options = parser.parse_args()
    catalogue = load_catalogue()
    cases = read_cases(catalogue)
    judged = [judge(catalogue, case) for case in cases]
    print(report(cases, judged))
    if options.misses:
        for one in judged:
            told = ", ".join(f"{name} {rank if rank < FAR else '-'}" for name, rank in one.ranks.items())
            print(f"{one.case.file}/{one.case.id}{' (aside)' if one.case.aside else ''}: {told}")
    if options.floors:
        new = floors(judged)
        old = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
        fallen = [f"{name} {key}" for name in old for key in old[name] if new[name][key] < old[name][key]]
        if fallen:
            raise SystemExit(f"floors may only rise; fallen: {', '.join(fallen)}")
        FLOORS.write_text(json.dumps(new, indent=2) + "\n", "utf-8")
        head, rest = PAGE.read_text("utf-8").split("<!-- case figures -->", 1)
        tail = rest.split("<!-- /case figures -->", 1)[1]
        shown = f"<!-- case figures -->\n{report(cases, judged)}\n<!-- /case figures -->"
        PAGE.write_text(f"{head}{shown}{tail}", "utf-8")


if __name__ == "__main__":
    main()
