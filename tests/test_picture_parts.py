"""The parts of the picture alone: labels, paths, words, palettes, the lint itself."""

from __future__ import annotations

import re
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_lint import lint, path_points
from picture_samples import blend, contrast, diagram, known

from triggerpoints.picture import PALETTES, Palette, short_citation
from triggerpoints.picture.labels import CELL, MARK, Layout, Wanted, place
from triggerpoints.picture.paths import Box, even, lines, polygons, ribbon, smooth_rings, thinned
from triggerpoints.picture.svg import number
from triggerpoints.picture.text_width import width, wrapped

NAMES = st.sampled_from([("TrP1",), ("TrP12",), ("Upper trapezius", "TrP1"), ("Sternocleidomastoid TrP4",)])


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def check_layout(wanted: list[Wanted], frame: tuple[float, float], layout: Layout) -> None:
    outer = (-layout.left, 0.0, frame[0] + layout.right, frame[1])
    boxes = [label.box for label in layout.labels]
    assert [label.lines for label in layout.labels] == [label.lines for label in wanted]
    for box in boxes:
        assert box[0] >= outer[0]
        assert box[1] >= outer[1]
        assert box[2] <= outer[2]
        assert box[3] <= outer[3]
    for number_, box in enumerate(boxes):
        assert not any(overlap(box, other) for other in boxes[number_ + 1 :])
        for label in wanted:
            x, y = label.mark
            assert not overlap(box, (x - MARK, y - MARK, x + MARK, y + MARK))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.floats(12, 288), st.floats(12, 388)), min_size=1, max_size=14),
    st.integers(0, 3),
)
def test_labels_keep_clear_of_each_other_of_marks_and_of_the_frame(
    labels: list[tuple[tuple[str, ...], float, float]], ground: int
) -> None:
    frame = (300.0, 400.0)
    rows, columns = int(frame[1] / CELL) + 1, int(frame[0] / CELL) + 1
    cost = np.zeros((rows, columns))
    if ground:
        cost[:, columns // 4 : 3 * columns // 4] = ground
    wanted = [Wanted(lines, (x, y)) for lines, x, y in labels]
    layout = place(wanted, frame, cost)
    check_layout(wanted, frame, layout)
    assert layout == place(wanted, frame, cost)


def test_lines_run_round_other_labels() -> None:
    """Five marks close together, in three hundred arrangements: a line may touch the corner of another label in a few of them.

    Where nobody looks at labels in the way, a hundred and more lines are struck out.
    """
    rng = np.random.default_rng(8)
    frame, cost = (400.0, 400.0), np.zeros((101, 101))
    struck = 0
    for _ in range(300):
        marks = rng.uniform(150, 250, (5, 2)).round(1).tolist()
        layout = place([Wanted(("Supraspinatus TrP1",), (x, y)) for x, y in marks], frame, cost)
        for label, other in permutations(layout.labels, 2):
            share = np.linspace(0, 1, 101)[:, None]
            x, y = (np.array(label.start) * (1 - share) + np.array(label.end) * share).T
            x0, y0, x1, y1 = other.box
            struck += bool(((x > x0 + 0.1) & (x < x1 - 0.1) & (y > y0 + 0.1) & (y < y1 - 0.1)).any())
    assert struck <= 15


def test_too_many_labels_make_more_columns() -> None:
    wanted = [Wanted(("Sternocleidomastoid TrP4",), (140 + n % 7, 100 + n % 11)) for n in range(120)]
    layout = place(wanted, (300.0, 400.0), np.ones((101, 76)))
    check_layout(wanted, (300.0, 400.0), layout)
    assert layout.left + layout.right > 300


@given(st.lists(st.tuples(st.floats(-500, 1500), st.floats(-500, 1500)), min_size=4, max_size=30))
def test_paths_keep_their_points(points: list[tuple[float, float]]) -> None:
    ring = np.array(points)
    d = polygons([ring])
    if not d:
        return
    ends = [(x, y) for x, y, closed in path_points(d) if closed]
    assert abs(ends[0][0] - points[0][0]) <= 0.051
    assert all(min(np.hypot(x - px, y - py) for px, py in points) < 0.08 for x, y in ends)
    assert not re.search(r"\.\d\d", d)


def test_smooth_curves_stay_on_the_line() -> None:
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = 100 + 50 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    ends = path_points(smooth_rings([circle], 6.0))
    assert 40 < len(ends) < 70
    assert all(abs(np.hypot(x - 100, y - 100) - 50) < 0.3 for x, y, _ in ends)
    assert all(closed for *_, closed in ends)
    assert not any(closed for *_, closed in path_points(lines([circle[:100]])))


def test_ribbon_has_its_width() -> None:
    line = np.stack([np.linspace(0, 100, 20), np.full(20, 5.0)], axis=1)
    ends = path_points(ribbon(line, np.full(20, 4.0)))
    assert {round(y, 1) for _, y, _ in ends} == {3.0, 7.0}
    assert len(thinned(line, 20.0)) < 8
    assert np.allclose(even(line, 10.0, closed=False)[[0, -1]], line[[0, -1]])


def test_numbers() -> None:
    assert [number(value) for value in (1.0, 1.25, -0.04, 12.34)] == ["1", "1.2", "0", "12.3"]
    for bad in (float("nan"), float("inf"), 1e9):
        with pytest.raises(ValueError, match="coordinate"):
            number(bad)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120), st.floats(30, 400))
def test_wrapped_lines_fit(text: str, room: float) -> None:
    lines = wrapped(text, room, 14.0)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(width(line, 14.0) <= room for line in lines if len(line) > 1)


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        (("Simons DG",), "Simons 1999"),
        (("Travell JG", "Simons DG"), "Travell and Simons 1999"),
        (("Fernández-de-las-Peñas C", "A B", "C D"), "Fernández-de-las-Peñas et al. 1999"),
        (("World Health Organization",), "World Health Organization 1999"),
    ],
)
def test_short_citations(authors: tuple[str, ...], said: str) -> None:
    assert short_citation({"authors": authors, "year": 1999}) == said


def test_edges_stand_out() -> None:
    for name in PALETTES:
        colours: Palette = PALETTES[name]  # type: ignore[index]
        # The darkest tone of the skin: all levels of shade on top of each other.
        shaded = colours.skin
        for opacity in (0.055, 0.065, 0.075, 0.085, 0.1):
            shaded = blend(colours.shade, opacity, shaded)
        essential = blend(colours.essential, colours.essential_opacity, colours.skin)
        edge = blend(colours.essential_edge, colours.essential_opacity, colours.skin)
        for ground in (colours.skin, shaded, colours.panel, colours.paper):
            assert contrast(edge, ground) >= 3
            assert contrast(colours.spillover_edge, ground) >= 3
            assert contrast(essential, ground) >= 3 or ground == shaded
        for ground in (colours.paper, colours.panel):
            assert contrast(colours.text, ground) >= 7
            assert contrast(colours.quiet, ground) >= 4.5
        assert contrast(colours.mark, colours.halo) >= 7
        assert contrast(colours.mark, essential) >= 3


def test_safe_palette_is_told_apart_without_red_and_green() -> None:
    """Zone and fibre differ in blue and in lightness, not only between red and green."""
    safe = PALETTES["safe"]
    blue = [int(colour[5:7], 16) for colour in (safe.essential, safe.fibre)]
    assert blue[0] - blue[1] > 90


LINTED = [
    ("</svg>", "", "not well-formed"),
    ('role="img"', 'role="x"', "role"),
    ("<defs>", "<script/><defs>", "<script>"),
    ("<defs>", '<g onclick="x"/><defs>', "onclick"),
    ("<defs>", '<rect style="fill:red"/><defs>', "style"),
    ("<defs>", '<rect fill="https://x.org"/><defs>', "outside"),
    ("<defs>", '<path d="M0 0l1 1" fill="#ffffff"/><defs>', "not closed"),
    ("<defs>", '<path d="M0 0l1 nan"/><defs>', "not finite"),
    ("<defs>", '<path d="M0 0l1.25 1"/><defs>', "more than one decimal"),
    ("<defs>", '<path d="M0 0l1"/><defs>', "missing number"),
    ("<defs>", '<path d="M0 0 L 1 1"/><defs>', "unknown form"),
    ("<defs>", '<text x="-5" y="5">a</text><defs>', "outside the frame"),
    ("<defs>", '<rect fill="url(#gone)"/><defs>', "which is not there"),
    ('id="wren-trp1"', 'id="wren-trp7"', "no trigger point"),
    ('id="wren-trp1"', 'id="wren-trp1-essential"', "twice"),
    ('id="wren-trp1-essential"', 'id="wren-trp1"', "no strength"),
]


def test_the_lint_finds() -> None:
    svg = diagram("wren").svg()
    for found, made, says in LINTED:
        assert found in svg
        problems = lint(svg.replace(found, made, 1), known())
        assert any(says in problem for problem in problems), (says, problems)


def test_the_lint_finds_a_zone_off_the_body_and_a_file_too_large() -> None:
    svg = diagram("wren").svg()
    off = re.sub(r'(tp-essential"[^>]*><title>[^<]*</title><path [^>]*?d="M)\d+', r"\g<1>9000", svg)
    assert off != svg
    assert any("out of the body" in problem for problem in lint(off, known()))
    assert any("bytes" in problem for problem in lint(svg.replace("<defs>", f"<desc>{'x' * 200_000}</desc><defs>"), known()))
