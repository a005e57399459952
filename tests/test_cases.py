"""The look-up against cases written from sources: no figure may fall below its floor (see tests/cases/README.md)."""

from __future__ import annotations

import json
from pathlib import Path

import case_figures
import pytest
import yaml

from triggerpoints import load_catalogue

ROOT = Path(__file__).resolve().parents[1]
CAT = load_catalogue()
CASES = case_figures.read_cases(CAT)
JUDGED = [case_figures.judge(CAT, case) for case in CASES]
FLOORS = json.loads(case_figures.FLOORS.read_text("utf-8"))
MUSCLES = {*CAT, *(name for names in case_figures.GROUPS.values() for name in names), *case_figures.GROUPS}


def test_there_are_enough_cases_and_a_third_is_kept_aside():
    assert len(CASES) >= 60
    assert len({case.id for case in CASES}) == len(CASES)
    assert abs(sum(case.aside for case in CASES) / len(CASES) - 1 / 3) < 0.05


@pytest.mark.parametrize("part", ["all", "tuned", "aside", "guide"])
@pytest.mark.parametrize("figure", ["top1", "top3", "top5", "recall", "mrr"])
def test_no_figure_falls_below_its_floor(part, figure):
    assert case_figures.floors(JUDGED)[part][figure] >= FLOORS[part][figure]


def test_every_case_is_understood():
    for case in CASES:
        answer = CAT.explain(*case.ask, side=case.side)
        assert not answer.not_understood


def test_every_case_has_sources_that_exist():
    for file in sorted(case_figures.CASES.glob("*.yaml")):
        for raw in yaml.safe_load(file.read_text("utf-8"))["cases"]:
            assert raw["expected"], raw["id"]
            assert raw["sources"], raw["id"]
            assert not set(raw["sources"]) - set(CAT.sources), raw["id"]


def test_the_page_on_the_lookup_tells_the_figures_of_today():
    page = (ROOT / "docs" / "lookup.md").read_text("utf-8")
    shown = page.split("<!-- case figures -->\n", 1)[1].split("\n<!-- /case figures -->", 1)[0]
    assert shown == case_figures.report(CASES, JUDGED)
