"""The main job in one go: who might explain pain at the temple, and the pictures of three situations, in out/."""

from __future__ import annotations

from pathlib import Path

from triggerpoints import load_catalogue
from triggerpoints.cli import explained

OUT = Path(__file__).resolve().parents[1] / "out"

# The situations: a person with neck pain and headache, a runner's knee, and rotator-cuff pain down the outside of the arm.
SITUATIONS = {
    "neck_and_headache": ("upper_trapezius", "splenius_capitis"),
    "runners_knee": ("rectus_femoris", "vastus_medialis", "vastus_lateralis"),
    "rotator_cuff": ("supraspinatus", "infraspinatus", "teres_minor", "subscapularis"),
}
TEMPLE = "temple_upper_trapezius"


def main() -> None:
    """Print the answer, write the pictures, say where they are."""
    catalogue = load_catalogue()
    print("$ triggerpoints explain temple --side right\n")
    print(explained(catalogue.explain("temple", side="right"), 10))
    print("\nPictures:")
    OUT.mkdir(exist_ok=True)
    for name, muscles in {TEMPLE: ("upper_trapezius",), **SITUATIONS}.items():
        diagram = catalogue.diagram(*muscles, side="right")
        for suffix in (".svg", ".png"):
            target = OUT / f"{name}{suffix}"
            diagram.save(target)
            print(f"  {target}")


if __name__ == "__main__":
    main()
