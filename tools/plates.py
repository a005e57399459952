"""Every muscle's plate as PNG, and contact sheets of them, to be looked at.

    python tools/plates.py [MUSCLE...] [--figure F] [--palette P]

Writes out/plates/<figure>-<palette>/<muscle>.png and out/plates/sheet-<figure>-<palette>-<n>.png.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from PIL import Image

from triggerpoints import load_catalogue

OUT = Path(__file__).resolve().parents[1] / "out" / "plates"
COLUMNS, ROWS, CELL = 3, 3, (760, 620)


def draw(muscle: str, figure: str, palette: str) -> Path:
    """One plate."""
    target = OUT / f"{figure}-{palette}" / f"{muscle}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    diagram = load_catalogue().diagram(muscle, side="right", figure=figure, palette=palette)  # type: ignore[arg-type]
    diagram.save(target)
    return target


def sheet(pictures: list[Path], target: Path) -> None:
    """Several plates on one page."""
    page = Image.new("RGB", (COLUMNS * CELL[0], ROWS * CELL[1]), "white")
    for number, path in enumerate(pictures):
        with Image.open(path) as picture:
            small = picture.convert("RGB")
            small.thumbnail((CELL[0] - 10, CELL[1] - 10), Image.Resampling.LANCZOS)
            page.paste(small, (number % COLUMNS * CELL[0] + 5, number // COLUMNS * CELL[1] + 5))
    page.save(target)


def main() -> None:
    """Draw all, then lay out the sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("muscle", nargs="*")
    parser.add_argument("--figure", action="append", choices=("neutral", "female", "male"))
    parser.add_argument("--palette", action="append", choices=("classic", "safe", "mono"))
    options = parser.parse_args()
    muscles = options.muscle or list(load_catalogue())
    for figure in options.figure or ("neutral", "female", "male"):
        for palette in options.palette or ("classic",):
            with ProcessPoolExecutor() as pool:
                done = list(pool.map(partial(draw, figure=figure, palette=palette), muscles))
            for start in range(0, len(done), COLUMNS * ROWS):
                target = OUT / f"sheet-{figure}-{palette}-{start // (COLUMNS * ROWS) + 1}.png"
                sheet(done[start : start + COLUMNS * ROWS], target)
                print(target)


if __name__ == "__main__":
    main()
