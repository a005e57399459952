"""The main job in one go: what might explain pain at the temple and a runner's knee, and the pictures, in out/."""

from __future__ import annotations

from pathlib import Path

from triggerpoints import load_catalogue
from triggerpoints.answer import answer_text

OUT = Path(__file__).resolve().parents[1] / "out"

# The situations: a person with neck pain and headache, a runner's knee, and rotator-cuff pain down the outside of the arm.
SITUATIONS = {
    "neck_and_headache": ("upper_trapezius", "splenius_capitis"),
    "runners_knee": ("rectus_femoris", "vastus_medialis", "vastus_lateralis"),
    "rotator_cuff": ("supraspinatus", "infraspinatus", "teres_minor", "subscapularis"),
}
TEMPLE = "temple_upper_trapezius"
ASKED = "runner's knee on the left"
ANSWER = "answer_runners_knee"


def main() -> None:
    """Print the answer, write the pictures, say where they are."""
    catalogue = load_catalogue()
    print("$ triggerpoints explain temple --side right\n")
    print(answer_text(catalogue.explain("temple", side="right"), 10))
    print(f'\n$ triggerpoints explain "{ASKED}" --sets --draw {ANSWER}.svg\n')
    found = catalogue.explain(ASKED, sets=True)
    print(answer_text(found, 3))
    print("\nPictures:")
    OUT.mkdir(exist_ok=True)
    for name, muscles in {TEMPLE: ("upper_trapezius",), **SITUATIONS}.items():
        diagram = catalogue.diagram(*muscles, side="right")
        for suffix in (".svg", ".png"):
            target = OUT / f"{name}{suffix}"
            diagram.save(target)
            print(f"  {target}")
    for suffix in (".svg", ".png"):
        target = OUT / f"{ANSWER}{suffix}"
        catalogue.answer_diagram(found).save(target)
        print(f"  {target}")
    print("\nHandouts:")
    for name, language in (("handout", "en"), ("handout_es", "es")):
        for suffix in (".html", ".pdf"):
            target = OUT / f"{name}{suffix}"
            catalogue.handout(complaint=ASKED, side="left", language=language).save(target)
            print(f"  {target}")


if __name__ == "__main__":
    main()
