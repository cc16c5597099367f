"""A growing gallery: searched as the product searches, and counted by hand."""

import csv

import numpy as np
import pytest

from artmatch import engine
from artmatch.answers import Band
from artmatch.config import Settings
from artmatch.evaluation.dataset import Dataset
from artmatch.imaging import read
from artmatch.matching.query import views
from artmatch.matching.scoring import Calibration
from artmatch.records import ArtworkRecord
from artmatch.wiring import Workspace
from benchmarks.growth import Answer, Question, Search, counted, described, embedded, gallery_of


@pytest.fixture
def dataset(tmp_path, jpeg):
    """Sixteen registered objects, the first with two photographs; a query and a stranger."""
    rows = [(f"{n}.jpg", f"o{n}", "reference" if n in (2, 3) else "distractor") for n in range(16)]
    rows += [("again.jpg", "o3", "reference"), ("query.jpg", "o3", "query"), ("stranger.jpg", "s", "stranger")]
    for number, (name, _, _) in enumerate(rows):
        shown = {"again.jpg": 3, "query.jpg": 3, "stranger.jpg": 99}.get(name, number)
        (tmp_path / name).write_bytes(jpeg(shown, height=60 + 5 * (number > 15)))
    with (tmp_path / "manifest.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("path", "object_id", "role", "set"))
        writer.writerows((*row, "a") for row in rows)
    (tmp_path / "training.csv").write_text("path\n" + "".join(f"t{n}.jpg\n" for n in range(5)))
    return Dataset.read(tmp_path / "manifest.csv")


def test_the_references_come_first_and_training_photographs_last(dataset):
    gallery = gallery_of(dataset, dataset.folder / "training.csv", 18)
    assert [path.name for path in gallery.paths[:3]] == ["2.jpg", "3.jpg", "again.jpg"]
    assert [path.name for path in gallery.paths[-2:]] == ["t0.jpg", "t1.jpg"]
    assert gallery.owners[:3].tolist() == [0, 1, 1]
    assert len(gallery.numbers) == 18


def test_what_a_killed_run_embedded_is_not_embedded_again(dataset, embedder, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.kept._BATCH", 4)
    paths = [dataset.folder / f"{number}.jpg" for number in range(10)]
    decoded = [read(path, longest_side=512)[1].pixels for path in paths]
    embed, sizes = embedder.embed_in_detail, []
    embedded(paths[:6], embedder, tmp_path / "kept")
    (tmp_path / "kept" / f"{embedder.model_id}-{embedder.precision}" / "unfinished.npz").write_bytes(
        b"PK, and then it was killed"
    )
    monkeypatch.setattr(embedder, "embed_in_detail", lambda given: sizes.append(len(given)) or embed(given))
    parts, places = embedded(paths, embedder, tmp_path / "kept")
    np.testing.assert_allclose(parts, embed(decoded).parts, atol=1e-3)
    np.testing.assert_allclose(places, embed(decoded).places.reshape(len(paths), -1), atol=1e-3)
    assert sizes == [4]


def question_and_known(query, gallery, embedder):
    """What is asked, and what is known of the gallery: each of the query's views is as similar to a photograph as to
    the whole of it or to a part, whichever is closer.
    """
    registered = embedder.embed_in_detail([read(path, longest_side=64)[1].pixels for path in gallery.paths])
    seen = embedder.embed_in_detail(views(read(query, longest_side=64)[1].pixels, None))
    similarities = np.stack([(seen.parts[:, 0] @ parts.T).max(1) for parts in registered.parts], 1)
    places = registered.places.reshape(len(gallery.paths), -1).astype(np.float16)
    return Question(query, 1, similarities, seen), list(map(described, gallery.paths, places))


def test_it_answers_what_the_product_answers(dataset, embedder, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "load_embedder", lambda settings: embedder)
    gallery = gallery_of(dataset, dataset.folder / "training.csv", 16)
    embedder.calibration["verification"]["detail"] = 1.0  # the smooth query has a few points only
    calibrations = {
        "everything": Calibration.from_mapping(embedder.calibration["verification"]),
        "embedding alone": Calibration.from_mapping(embedder.calibration["embedding"]),
    }
    query = dataset.folder / "query.jpg"
    question, known = question_and_known(query, gallery, embedder)
    ours = [one for one in Search(gallery, known, calibrations).answers(question, [16]) if not one.stranger]
    with Workspace.open(Settings.load(tmp_path / "home", env={})) as workspace:
        for item in dataset.gallery:
            record = ArtworkRecord(object_id=item.object_id, title=item.object_id)
            workspace.register(record, [dataset.folder / item.path])
        for answer, embedding_only in zip(ours, (False, True), strict=True):
            product = workspace.match([query], top=16, embedding_only=embedding_only)
            assert answer.first == (product.matches[0].record.object_id == "o3")
            assert answer.score == pytest.approx(
                sum(match.score for match in product.matches[: product.tied]),
                abs=3e-3,  # the product keeps parts as float16
            )
            assert answer.band == product.band


def test_an_object_that_is_taken_out_is_not_answered(dataset, embedder):
    gallery = gallery_of(dataset, dataset.folder / "training.csv", 16)
    query = dataset.folder / "query.jpg"
    question, known = question_and_known(query, gallery, embedder)
    calibrations = {"embedding alone": Calibration.from_mapping(embedder.calibration["embedding"])}
    registered, removed = Search(gallery, known, calibrations).answers(question, [16])
    assert (registered.stranger, registered.first) == (False, True)
    assert (removed.stranger, removed.first, removed.holds) == (True, False, False)
    assert removed.score < registered.score


def answer(score, *, stranger=False, band=Band.NONE, holds=True):
    return Answer(1_000, "everything", stranger, score, band, holds and not stranger, holds and not stranger)


def test_false_alarms_and_misses_are_shares():
    answers = [answer(0.9, band=Band.STRONG), answer(0.6, band=Band.POSSIBLE), answer(0.95, holds=False), answer(0.1)]
    answers += [answer(0.7, stranger=True, band=Band.POSSIBLE)] + [answer(0.2, stranger=True)] * 3
    [size] = counted(answers)
    found = size["ways"]["everything"]
    assert found["recall_at_1"] == 3 / 4
    assert found["bands"]["strong match"] == {"false_alarms": 0, "misses": 3 / 4}
    assert found["bands"]["possible match"] == {"false_alarms": 1 / 4, "misses": 2 / 4}
    assert found["misses_at_1_percent"] == 3 / 4  # without any false alarm only 0.9 is above 0.7
    assert found["curve"][0] == [0, 3 / 4]
    assert found["curve"][-1] == [1, 1 / 4]
