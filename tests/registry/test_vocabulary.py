import pytest

from artmatch.records import ArtworkRecord
from artmatch.registry.vocabulary import remarks, vocabulary


def of(**given):
    return remarks(ArtworkRecord(object_id="K", title="t", **given))


def test_the_vocabulary_has_two_levels_without_repetitions():
    words = vocabulary()
    assert len(words.object_types) >= 25
    for general, special in words.object_types.items():
        assert len(special) >= 8, general
        assert len(set(special)) == len(special), general
    assert len(set(words.materials)) == len(words.materials)
    assert len(set(words.techniques)) == len(words.techniques)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"object_type": "sculpture > reliquary bust"},
        {"object_type": "vessel >cup"},
        {"materials": "Silver, gold leaf; oil paint on canvas", "techniques": "lost-wax casting and gilded"},
        {"materials": "partly gilded silver"},
    ],
)
def test_known_words_are_not_remarked_on(given):
    assert of(**given) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"object_type": "sculpure > bust"}, "'sculpure' is not in the vocabulary: is it 'sculpture'?"),
        ({"object_type": "sculpture"}, "has one level"),
        (
            {"object_type": "sculpture > gargantua"},
            "type of sculpture 'gargantua' is not in the vocabulary; it is kept",
        ),
        ({"materials": "silver, bronse"}, "material 'bronse' is not in the vocabulary: is it 'bronze'?"),
        ({"techniques": "teleported"}, "technique 'teleported'"),
    ],
)
def test_unknown_words_are_remarked_on_and_a_likely_one_is_offered(given, said):
    [remark] = of(**given)
    assert said in remark
