"""Which of the registered objects a query is compared with."""

from dataclasses import replace

import numpy as np
import pytest

from artmatch.answers import Band
from artmatch.imaging import Limits
from artmatch.index import Generations
from artmatch.matching.indexer import Indexer
from artmatch.matching.intake import Entry, Intake, PhotographInput
from artmatch.matching.live_index import LiveIndex
from artmatch.matching.matcher import Matcher
from artmatch.records import ArtworkRecord
from artmatch.registry import RecordFilter, Registry, Stage


def test_a_narrowed_search_looks_among_such_objects_only_and_says_so(tmp_path, embedder, jpeg, pixels, query):
    """Two bronzes, 41 and 60 cm high, and a vase of clay."""
    bronze = {"object_type": "Sculpture", "materials": "bronze"}
    records = [
        ArtworkRecord(object_id="A", title="Bust", measurements="41 cm high", **bronze),
        ArtworkRecord(object_id="B", title="Nymph", measurements="60 cm high", **bronze),
        ArtworkRecord(object_id="C", title="Vase", object_type="Vessel", materials="clay", measurements="41 cm"),
    ]
    entries = [Entry(one, (PhotographInput(jpeg(number), "a.jpg"),)) for number, one in enumerate(records)]
    with Registry.open(tmp_path) as registry:
        list(Indexer(registry, embedder, limits=Limits()).run(Intake(tuple(entries))))
        matcher = Matcher(
            registry, embedder, LiveIndex(registry, embedder, Generations(tmp_path / "g"), limits=Limits())
        )

        def answer(**among):
            return matcher.match([query(pixels(2))], among=RecordFilter(**among))

        def ids(found):
            return sorted(match.record.object_id for match in found.matches)

        assert ids(answer()) == ["A", "B", "C"]
        assert "search among all of them" not in answer().caution
        narrow = answer(material="bronze")
        assert ids(narrow) == ["A", "B"]
        assert (narrow.object_count, narrow.photograph_count) == (2, 2)
        assert "search among all of them too" in narrow.caution
        assert ids(answer(size=400.0)) == ["A", "C"]
        assert ids(answer(object_type="Sculpture", size=400.0)) == ["A"]
        nothing = answer(material="gold")
        assert (ids(nothing), nothing.band) == ([], Band.NONE)
        assert nothing.headline == "No registered object is of these kinds: narrow the search less."


def test_photographs_that_this_model_has_not_embedded_are_said_to_be_missing(tmp_path, embedder, jpeg, pixels, query):
    entries = [
        Entry(ArtworkRecord(object_id=f"K{number}", title="Vase"), (PhotographInput(jpeg(number), "a.jpg"),))
        for number in range(3)
    ]
    newer = type(embedder)(model_id="newer", seed=2)
    with Registry.open(tmp_path) as registry:
        list(Indexer(registry, embedder, limits=Limits()).run(Intake(tuple(entries[:2]))))
        list(Indexer(registry, newer, limits=Limits()).run(Intake(tuple(entries[2:]))))
        index = LiveIndex(registry, newer, Generations(tmp_path / "generations"), limits=Limits())
        answer = Matcher(registry, newer, index).match([query(pixels(2))])
    assert "2 registered photographs could not be searched" in answer.caution


@pytest.fixture
def registry_of(opened):
    return opened[0]


def test_a_draft_is_found_only_where_drafts_are_asked_for(matcher, registry_of, embedder, pixels, jpeg, query):
    record = ArtworkRecord(object_id="NEW", title="New vase")
    entry = Entry(record, (PhotographInput(jpeg(200), "200.jpg"),))
    indexer = Indexer(registry_of, embedder, limits=Limits(), by="Miller", stage=Stage.DRAFT)
    list(indexer.run(Intake((entry,))))
    without = matcher.match([query(pixels(200))], top=50)
    assert "NEW" not in [match.record.object_id for match in without.matches]
    assert (without.object_count, without.photograph_count) == (40, 41)
    assert "could not be searched" not in without.caution
    drafts_too = matcher.match([query(pixels(200))], top=50, include_drafts=True)
    assert drafts_too.matches[0].record.object_id == "NEW"
    assert (drafts_too.object_count, drafts_too.photograph_count) == (41, 42)
    assert matcher.match([query(pixels(5))], include_drafts=True).matches[0].record.object_id == "K5"


def test_an_excluded_photograph_is_never_the_answer(matcher, registry_of, pixels, query):
    front, _ = registry_of.photographs_of("K7")
    registry_of.curator("Miller").edit_photograph(replace(front, included=False), revision=1)
    answer = matcher.match([query(pixels(7))], top=40)
    shown = [match.photograph.photograph_id for match in answer.matches]
    assert len(shown) == 40
    assert front.photograph_id not in shown
    assert "could not be searched" not in answer.caution


def test_a_merged_object_answers_as_the_one_that_was_kept(matcher, registry_of, pixels, query):
    registry_of.curator("Miller").merge("K5", "K9")
    answer = matcher.match([query(pixels(9))], top=40)
    assert answer.matches[0].record.object_id == "K5"
    assert "K9" not in [match.record.object_id for match in answer.matches]
    assert answer.object_count == 39


def test_an_object_that_is_left_out_is_no_answer_and_takes_no_chance_from_the_others(matcher, pixels, query):
    between = query((pixels(5).astype(int) * 6 // 10 + pixels(9).astype(int) * 4 // 10).astype(np.uint8))
    with_it = matcher.match([between], top=40)
    without = matcher.match([between], top=40, without="K5")
    assert (with_it.matches[0].record.object_id, without.matches[0].record.object_id) == ("K5", "K9")
    assert "K5" not in [match.record.object_id for match in without.matches]
    [before] = [match.score for match in with_it.matches if match.record.object_id == "K9"]
    assert without.matches[0].score > before
