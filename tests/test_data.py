"""Every record of the data, one by one. What the validators guard is not repeated here."""

from __future__ import annotations

from pathlib import Path

from together import for_every

from triggerpoints import load_catalogue
from triggerpoints.text import word_key

CAT = load_catalogue()
FORTY = """
upper_trapezius middle_trapezius lower_trapezius sternocleidomastoid masseter temporalis splenius_capitis splenius_cervicis
semispinalis_capitis rectus_capitis_posterior_major rectus_capitis_posterior_minor obliquus_capitis_superior
obliquus_capitis_inferior levator_scapulae scalenus_anterior scalenus_medius scalenus_posterior supraspinatus infraspinatus
teres_minor subscapularis extensor_carpi_radialis_longus dorsal_interossei_hand opponens_pollicis pectoralis_major
quadratus_lumborum psoas_major gluteus_medius gluteus_minimus piriformis levator_ani rectus_femoris vastus_medialis
vastus_lateralis vastus_intermedius biceps_femoris gastrocnemius soleus tibialis_anterior abductor_hallucis
""".split()  # noqa: SIM905  a list of forty would fill a page


def test_the_forty_are_there():
    assert len(FORTY) == 40
    assert not set(FORTY) - set(CAT)


@for_every(CAT)
def test_muscle_is_complete(id):
    muscle = CAT[id]
    assert muscle.evidence, "says what kind of evidence stands behind it"
    assert muscle.self_care
    assert muscle.provoked_by
    assert muscle.needling_caution
    assert any(zone.strength == "essential" for point in muscle.trigger_points for zone in point.zones)


@for_every(CAT)
def test_muscle_is_found_by_each_of_its_names(id):
    names = CAT[id].names
    for name in filter(None, [id, names.english, names.latin, *names.synonyms]):
        assert CAT.muscle(name).id == id
        assert CAT.muscle(name.upper()).id == id


@for_every(CAT)
def test_every_zone_is_drawn_and_measured(id):
    drawn = CAT.drawn(id)
    keys = {(point.id, zone.id) for point in CAT[id].trigger_points for zone in point.zones}
    assert set(drawn.zones) == keys
    assert set(drawn.points) == {point.id for point in CAT[id].trigger_points}
    assert drawn.fibres
    assert all(size > 20 for size in CAT._document["zones_mm2"][id].values()), "mm2"


@for_every(CAT.sites)
def test_site_is_found_by_its_own_names(id):
    site = CAT.sites[id]
    assert CAT.site(id).id == id
    assert CAT.site(site.name).id == id
    assert CAT._document["sites_mm2"][id] > 20, "mm2"


@for_every(CAT.sources)
def test_source_can_be_found_by_its_reader(id):
    source = CAT.sources[id]
    if source.checked == "recalled":
        assert source.doi is None, "an identifier nobody looked up"
    assert CAT.citation(id).count(str(source.year)) >= 1


def test_no_two_sources_share_an_identifier():
    dois = [source.doi.lower() for source in CAT.sources.values() if source.doi]
    assert len(dois) == len(set(dois))


def test_names_of_muscles_are_distinct_even_when_words_are_swapped():
    keys = [word_key(CAT[id].names.english) for id in CAT]
    assert len(keys) == len(set(keys))


def test_no_snomed_code_is_shipped():
    data = Path(__file__).resolve().parents[1] / "data"
    for file in data.rglob("*.yaml"):
        assert "SCTID" not in file.read_text("utf-8")
