import json

import pytest

from artmatch.errors import InputError, NotFoundError
from artmatch.evaluation.dataset import Dataset, Role
from artmatch.evaluation.metrics import figures
from artmatch.evaluation.runner import ask

good = """path,object_id,role,set,licence
a.jpg,vase,reference,pots,CC0
b.jpg,"Guns, Germs",distractor,rest,CC0
c.jpg,vase,query,pots,CC0
d.jpg,unknown,stranger,pots,CC0
"""


@pytest.fixture
def manifest(tmp_path):
    def write(text):
        for name in "abcdef":
            (tmp_path / f"{name}.jpg").write_bytes(b"x")
        file = tmp_path / "manifest.csv"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_manifest_is_split_into_gallery_and_questions(manifest):
    dataset = Dataset.read(manifest(good))
    assert [(item.path, item.object_id) for item in dataset.gallery] == [
        ("a.jpg", "vase"),
        ("b.jpg", "Guns, Germs"),
    ]
    assert [(item.path, item.role) for item in dataset.questions] == [
        ("c.jpg", Role.QUERY),
        ("d.jpg", Role.STRANGER),
    ]


def test_a_byte_order_mark_before_the_header_does_no_harm(manifest):
    assert len(Dataset.read(manifest("\ufeff" + good)).gallery) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "e.jpg,vase,refrence,pots,CC0",
            "row 6: the role 'refrence' is none of reference, distractor",
        ),
        ("e.jpg,,query,pots,CC0", "row 6: object_id is empty"),
        ("gone.jpg,vase,query,pots,CC0", "row 6: there is no file gone.jpg"),
        ("a.jpg,vase,query,pots,CC0", "row 6: a.jpg stands in row 2 already"),
        ("e.jpg,nobody,query,pots,CC0", "row 6: the object nobody of this query has no reference"),
        ("e.jpg,vase,stranger,pots,CC0", "row 6: the object vase of this stranger is registered"),
        ("e.jpg", "row 6: object_id is empty"),
    ],
)
def test_a_wrong_row_is_named_by_its_number(manifest, line, message):
    with pytest.raises(InputError, match=message):
        Dataset.read(manifest(good + line + "\n"))


def test_many_wrong_rows_are_counted(manifest):
    text = good + "".join(f"gone{number}.jpg,vase,query,pots,\n" for number in range(8))
    with pytest.raises(InputError, match="and 3 more rows"):
        Dataset.read(manifest(text))


def test_a_manifest_without_a_needed_column_is_refused(manifest):
    with pytest.raises(InputError, match="lacks the column role"):
        Dataset.read(manifest("path,object_id,set\na.jpg,vase,pots\n"))


def test_a_manifest_without_queries_is_refused(manifest):
    with pytest.raises(InputError, match="nothing to evaluate"):
        Dataset.read(manifest("path,object_id,role,set\na.jpg,vase,reference,pots\n"))


def test_a_missing_manifest_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match=r"gone\.csv"):
        Dataset.read(tmp_path / "gone.csv")


def test_a_photograph_given_as_manifest_is_refused(tmp_path):
    file = tmp_path / "photograph.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    with pytest.raises(InputError, match="cannot be read as CSV"):
        Dataset.read(file)


def test_the_answers_are_asked_in_the_order_of_the_manifest_and_written_unrounded(manifest, answered):
    dataset = Dataset.read(manifest(good))
    answers = {"c.jpg": [("vase", 0.1 + 0.2), ("Guns, Germs", 1e-9)], "d.jpg": [("vase", 0.05)]}
    asked = list(ask(dataset, lambda path: answered(answers[path.name])))
    lines = [json.loads(answered.as_json()) for answered in asked]
    assert [line["path"] for line in lines] == ["c.jpg", "d.jpg"]
    assert [(one["object_id"], one["score"]) for one in lines[0]["objects"]] == answers["c.jpg"]
    assert figures([one.ranking for one in asked]).micro_ap == 1.0


def test_scores_become_chances_at_the_share_of_registered_objects_of_the_manifest(manifest, answered):
    strangers = "".join(f"{name}.jpg,unknown,stranger,a\n" for name in "ef")
    given = answered([("vase", 0.6), ("bowl", 0.2)], unregistered=0.2)
    asked = next(ask(Dataset.read(manifest(good + strangers)), lambda _: given))
    assert asked.said == 0.6
    # one of four is registered: the odds of each object against "none" fall from 1 : 1 to 1 : 3
    assert dict(asked.objects) == pytest.approx({"vase": 0.6 / (0.8 + 3 * 0.2), "bowl": 0.2 / (0.8 + 3 * 0.2)})


def test_where_every_question_shows_a_registered_object_the_chances_make_one(manifest, answered):
    dataset = Dataset.read(manifest(good.replace("stranger", "query").replace("unknown", "vase")))
    asked = next(ask(dataset, lambda _: answered([("vase", 0.3), ("bowl", 0.1)], unregistered=0.6)))
    assert dict(asked.objects) == pytest.approx({"vase": 0.75, "bowl": 0.25})
    lost = next(ask(dataset, lambda _: answered([("vase", 0.0)], unregistered=1.0)))
    assert dict(lost.objects) == {"vase": 0.0}
