"""The small words of English that say where, which side, how much, or nothing at all.

Every table maps folded words (see `triggerpoints.text.fold`). Position words that mean the same share one canonical
form in capitals. "upper" and "top of" are kept apart, and "lower", "bottom of" and "below" too, because "under the jaw" is
not the lower jaw and the top of the forearm is not the upper forearm: `LOOSE` says where they may stand for each other.
"""

from __future__ import annotations

from typing import Final


def words_of(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def _table(**groups: str) -> dict[str, str]:
    return {word: name for name, words in groups.items() for word in words.split()}


POSITION: Final = _table(
    OUT="outside outer exterior lateral outward laterally out outermost outward",
    IN="inside inner interior medial medially inward innermost",
    FRONT="front anterior ventral anteriorly",
    BACK="back rear posterior behind posteriorly",
    DORSAL="dorsal dorsum dorsally",
    UPPER="upper superior uppermost",
    TOP="top topside",
    ABOVE="above",
    LOWER="lower low inferior lowermost lowest",
    BOTTOM="bottom underside plantar",
    BELOW="below under underneath beneath",
    MID="mid middle center centre central",
    SIDE="side sides",
)

LOOSE: Final = (
    # (one, other, the nouns that they never stand for each other with)
    ("UPPER", "TOP", frozenset({"forearm", "hand", "wrist", "finger", "toe", "spine", "foot", "knee", "hip"})),
    ("LOWER", "BOTTOM", frozenset({"forearm", "hand", "wrist", "finger", "toe", "spine", "foot", "knee", "tongue"})),
    ("BACK", "DORSAL", frozenset({"foot", "toe"})),
)
"""Both ways round."""

UNDER_MEANS_BOTTOM: Final = frozenset({"foot", "heel"})
"""With these nouns "under the ..." is the underside. (Under the jaw is another place than the bottom of it.)"""

SIDES: Final = {
    "left": "left", "l": "left", "lt": "left", "leftside": "left", "leftsided": "left",
    "right": "right", "r": "right", "rt": "right", "rightside": "right", "rightsided": "right",
    "both": "both", "bilateral": "both", "bilaterally": "both",
}  # fmt: skip
PAIRED: Final = frozenset({"either", "each", "both", "two"})
"""Before "side" or "sides" these mean both."""

GRADES: Final = _table(
    worst=(
        "worst severe severely strong strongly strongest bad badly mainly mostly most main intense intensely terrible terribly "
        "awful excruciating unbearable extreme extremely horrible primarily chiefly especially worse biggest"
    ),
    moderate="moderate moderately medium middling",
    slight=(
        "slight slightly mild mildly little bit somewhat sometimes light lightly minor faint faintly occasional occasionally "
        "less least"
    ),
)

FUNCTION: Final = words_of(
    """
 the a an of my mine his her hers your yours our their its it i me im ive he she we they you us them is are was were be
 been being am as at in on by for near so too very really quite just only all whole entire entirely this that these those
 there theres here has have had having get gets getting got gotten feel feels feeling felt seem seems seemed do does did
 doing can could would should will may might must also who what which how some any more much lot lots bunch
 kind sort like again always often usually now today yesterday currently lately recently still already since ago where
 please hi hello hey help thanks thank doctor anyway maybe perhaps probably especially come comes coming came go goes
 going went start starts started starting begin begins began keep keeps down up off deep deeply sided exactly directly
 somewhere even yes think know say said suffer suffers suffering troubled bothering bothers bother give gives
 giving killing kills radiating radiates radiate shooting shoots shoot spreading spreads spread traveling travelling
 travels running runs run located location place places constant constantly chronic acute new old one
    """
)
"""Skipped wherever it stands."""

BREAKS: Final = words_of(
    """
    to into onto towards toward from until till through when while if because after before during
    """
)
"""Skipped too, but what stands on both sides of it is not one thing: "from the back to the knee"."""

DETERMINERS: Final = words_of("the my his her your our their a an in on at its")

ARTICLES: Final = words_of("the a an my your his her our their")

NOISE: Final = words_of(
    """
    pain pains painful painfully ache aches aching achy ached hurt hurts hurting hurted sore sorely soreness tender
    tenderness stiff stiffness tight tightness stabbing throbbing burning sharp dull cramping crampy cramp cramps discomfort
    uncomfortable agony trouble problem problems issue issues complaint complaints symptom symptoms referred injury injured
    nagging pulling pressure pounding pulsing twinge twinges twinging spasm spasms sensation sensations muscle muscles
    myofascial pinching
    """
)
"""Says that something hurts, not where. Part of a name only in the order of the name: "neck pain"."""

SOFT: Final = _table(
    AREA="area region regio regions areas zone zones spot spots",
    EDGE="edge edges border borders margin rim margo",
    JOINT="joint joints articulation",
    BONE="bone bones",
    ALONG="along across over throughout",
    AROUND="around round surrounding",
)
"""Part of a name where a name has it; otherwise it says nothing new."""

ASPECTS: Final = words_of("side sides aspect surface part parts half portion section face region area")
"""After a position word these add nothing: the inner side is the inside."""

AND: Final = words_of("and or nor with plus but then than und et n")
STRONG: Final = words_of("but then than")
NEGATIONS: Final = words_of(
    """
    no not without never none nor neither except excluding isnt arent wasnt doesnt dont didnt hasnt havent aint nothing
    deny denies denied denying absent minus lacks lacking unlike painless painlessly painfree previously formerly otherthan
    insteadof apartfrom freeof
    """
)
NEGATED_VERBS: Final = words_of("not never isnt arent wasnt doesnt dont didnt hasnt havent aint")
"""Negations that belong to a verb: "does not hurt". What says how somebody is loses its meaning after one: "not well"."""
STATES: Final = words_of("absent denied painless painfree none previously formerly")
"""Negations that may end their clause with a word of time after them: "absent today"."""
OWNERS: Final = words_of("my the his her your our their why how where what")
WITHIN: Final = words_of("in of at on near around to into inside behind")
"""A denial reaches past a word that is not understood to a place "in" or "of" which it is, but not to "my" place:
"no swelling in the knee", but "no idea why my neck hurts".
"""
EXCEPTIONS: Final = words_of("except excluding otherthan apartfrom")
"""After "nothing hurts" or "all fine" these take the denial away."""
NO_MORE: Final = words_of("any more anymore at all ever longer")
JUST_NOW: Final = words_of("now today currently lately still already again usually since always yesterday recently")
PREDICATES: Final = words_of("does do is are has too also now")
"""What makes a clause of a side that stands alone: "the left does"."""

WELL: Final = words_of(
    """
    fine ok okay normal healthy good well unaffected unharmed uninjured perfect spared replaced operated amputated
    """
)
"""Says that what it is about is not where it hurts, unless the same clause says that it hurts."""
MENDED: Final = words_of("replaced operated amputated")
"""Those of them that hold whatever follows: "replaced last year"."""
COPULAS: Final = words_of("is are was were be been feel feels felt seem seems seemed im its look looks looked")
NOT_BEFORE: Final = words_of("well ok okay fine")
"""Those of them that say nothing of what stands right after them: "ok left knee hurts"."""

MORE: Final = words_of("more worse greater stronger")
LESS: Final = words_of("less")

PAIRED_PLACES: Final = words_of(
    """
    knees hips shoulders elbows wrists ankles feet hands arms legs thighs calves heels shins ears eyes buttocks temples
    forearms breasts armpits groins soles palms hamstrings kneecaps
    """
)
"""Plurals of what everybody has two of."""

HURTING: Final = words_of("hurt hurts hurting ache aches aching achy sore painful tender")
HURTS: Final = words_of(
    """
    pain pains painful ache aches aching achy ached hurt hurts hurting hurted sore soreness tender tenderness discomfort
    uncomfortable agony trouble problem problems issue issues complaint complaints symptom symptoms throbbing throb
    """
)
"""The words of `NOISE` that say it hurts at all; the rest say how, or why."""
NOT_DENIED: Final = frozenset({"only", "just", "sure", "merely", "simply"})
"""After "not" these take the denial away."""

MISSPELT: Final = {
    "nee": "knee", "hipp": "hip", "brest": "breast", "thie": "thigh", "tempal": "temple", "buttox": "buttocks",
    "toung": "tongue", "tounge": "tongue", "groyne": "groin",
}  # fmt: skip
"""Common misspellings that are too short, or too far off, to be found by their letters."""

TIMES: Final = words_of(
    """
    second minute hour day week month year night morning evening afternoon weekend monday tuesday wednesday thursday friday
    saturday sunday january february march april june july august september october november december
    """
)
"""Singular forms; nothing is suggested for them, nor for numbers."""

SYNONYMS: Final = {
    "cant": "cannot",
    "scapula": "shoulderblade", "scapulae": "shoulderblade", "patella": "kneecap", "patellae": "kneecap",
    "tummy": "belly", "stomach": "belly", "abdomen": "belly", "abdominal": "belly", "navel": "bellybutton",
    "umbilicu": "bellybutton", "bum": "buttock", "butt": "buttock", "glute": "buttock", "rump": "buttock",
    "buttcheek": "buttock", "skull": "head", "backbone": "spine", "great": "big", "pinkie": "pinky", "quadricep": "quad",
    "shinbone": "shin", "clavicle": "collarbone", "clavicular": "collarbone", "volar": "palmar", "sternum": "breastbone",
    "coccyx": "tailbone", "forefinger": "indexfinger", "malleoli": "malleolus", "epicondylu": "epicondyle",
    "lumbar": "lumbar", "eyesocket": "eyesocket",
}  # fmt: skip
"""Of singular forms (see `singular`), between words that mean the same place in any name."""

PAIRS: Final = {
    ("shoulder", "blade"): "shoulderblade",
    ("belly", "button"): "bellybutton",
    ("index", "finger"): "indexfinger",
    ("buttock", "cheek"): "buttock",
    ("bottom", "cheek"): "buttock",
    ("pinky", "finger"): "pinky",
    ("next", "to"): "beside",
    ("other", "than"): "otherthan",
    ("instead", "of"): "insteadof",
    ("apart", "from"): "apartfrom",
    ("aside", "from"): "apartfrom",
    ("free", "of"): "freeof",
    ("free", "from"): "freeof",
    ("pain", "free"): "painfree",
    ("symptom", "free"): "painfree",
    ("no", "longer"): "not",
}
"""Two words (canonical, or as written) that are one."""

IRREGULAR: Final = {
    "feet": "foot", "teeth": "tooth", "calves": "calf", "halves": "half", "knives": "knife", "testes": "testicle",
    "testis": "testicle", "aches": "ache", "biceps": "biceps", "triceps": "triceps", "lens": "lens",
}  # fmt: skip

GROUPS: Final = {
    "fingers": ("index finger", "middle finger", "ring finger", "little finger"),
    "teeth": ("upper teeth", "lower teeth"),
}
"""A plural that names no thing of its own asks for each of these, if all are known."""

ORDINARY: Final = words_of(
    """
    walk walks walking sit sits sitting stand stands standing sleep sleeping night nights morning mornings evening day days
    week weeks month months year years hour hours minute minutes time times work working works home house car drive driving
    computer desk chair phone lift lifting lifted carry carrying turn turning bend bending twist twisting push pull reach
    reaching throw throwing climb climbing stairs kneel squat squatting exercise exercises jump jumping fall fell fallen
    sport sports football tennis golf game play playing food eat eating meal chew chewing talk talking breathe breathing
    breath cough coughing laugh cry crying water cold warm heat heal healed heard hear hears hard hold holding wake waking
    woke rest resting better best good great less move moves moving movement first last next every each other others another
    same different one ones once twice never ever not none nothing thing things something anything everything someone people
    person man woman child baby mother father wife husband son daughter friend need needs want wants wish make makes made
    take takes taking took tell told ask asked look looks looking see seen saw find found use used using try tried read
    write name call called went gone knew known touch touching press pressing pressed check checked chick cheap sight light
    might fight tight eight weight height power tower flower slower shower cover even level fever clever skill skip spin
    spit ship shop shot short shirt chip chap chop thin think thank them they thee three tree free fire four five nine
    ten hundred able table cable tall tail tale tool book cook hook wood foods goods root roof room boot boat coat goat fool
    pool cool calm came lame fame late mate rate gate hate date wait main rain train brain grain drain gain again fact pack
    rack lack sack deck peck beck tech lace race pace place space mace fast past cast vast test west nest pest list mist
    fist sand land send tend lend mend life live lives love loves lose lost loss lots song strong wrong bring king sing wing
    during daily weekly due dust must just trust most post host cost coast toast roast boast beast feast least east yeast
    easy ease please cause because pause mouse horse nurse purse curse course worse worst worth word world words sword lord
    cord card yard ward bard beard bored board broad road red bed bad dad sad mad had bag big bug dog dig fig pig lag log
    lot let lit lie die tie pie tea sea bee fee real seal deal feed seed weed speed sheet sweet street sleepy steep deep
    keep jeep heap leap reap seat meat beat neat treat threat sweat wheat what hat bat cat rat mat fat sat pat that chat
    flat habit rabbit sign signs size since sick stuff staff story state stage stay stop step steps still style such sudden
    suddenly summer winter spring autumn sun soon sound source south north money monkey many mean means meet medicine tablet
    tablets pills pill doctor dentist surgery operation scan xray accident crash bar bike cycling cycle swim swimming gym
    yoga run runner jog jogging hike hiking dance dancing music piano guitar type typing screen watch watching television
    sofa couch pillow mattress bath door floor wall full empty wear wearing dear gear fear bear year near tear pear wide
    ride riding hide size sized tide guide
    decide wonder older elder winner dinner supper frown flour sour
    """
)
"""Words that are no misspelling of anything, though they may look like one: "night" is not "right", "feel" not "heel"."""


def singular(word: str) -> str:
    """The form in which a word and its simple plural agree. It need not be a word: both sides are treated alike."""
    known = IRREGULAR.get(word)
    if known is not None:
        return known
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "is", "ous")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")) and not word.endswith("aches"):
        return word[:-2]
    return word[:-1]


NEVER_ALONE: Final = frozenset(
    [
        "ball", "band", "bite", "burning", "degenerative", "funny", "hunching", "injuries", "injury", "sick", "sit", "sits",
        "sitting", "vertebral", "worn", "runner", "runners", "tennis", "golf", "golfer", "golfers", "swimmer", "swimmers",
        "cyclist", "cyclists", "thrower", "throwers",
    ]
)  # fmt: skip
"""Words that name a thing only together with others: a band is no "IT band", though "it" says nothing elsewhere."""
