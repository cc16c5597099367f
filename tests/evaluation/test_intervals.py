"""95 % intervals, against a bootstrap written out in full and a table of Wilson's."""

import random

import pytest

from artmatch.evaluation.dataset import Item, Role
from artmatch.evaluation.intervals import measured, wilson
from artmatch.evaluation.metrics import Ranking, figures
from artmatch.evaluation.runner import Answered


def asked(set_name, object_id, *, right, score, role=Role.QUERY):
    return Answered(
        Item(f"{object_id}-{score}", object_id, role, set_name), ((object_id if right else "other", score),)
    )


def some_answers():
    rng = random.Random(5)
    return [
        asked(name, f"{name}{number}", right=rng.random() < 0.3 + 0.05 * number, score=rng.random())
        for name in "ab"
        for number in range(12)
        for _ in range(rng.randint(1, 4))
    ] + [asked("a", f"s{n}", right=False, score=rng.random() / 2, role=Role.STRANGER) for n in range(9)]


def resampled_in_full(answers, rng):
    """One draw of whole objects within each set and role; a copy is an object of its own."""
    groups = {}
    for one in answers:
        groups.setdefault((one.item.set_name, one.item.role), {}).setdefault(one.item.object_id, []).append(one)
    sample = []
    for members in groups.values():
        names = list(members)
        for copy in range(len(names)):
            for one in members[rng.choice(names)]:
                ranking = one.ranking
                renamed = tuple((f"{name}#{copy}", score) for name, score in ranking.answers)
                shown = None if ranking.object_id is None else f"{ranking.object_id}#{copy}"
                sample.append(Ranking(ranking.set_name, shown, renamed))
    return figures(sample)


def test_the_intervals_are_those_of_a_bootstrap_written_out_in_full():
    answers = some_answers()
    found = measured(answers)
    rng = random.Random(1)
    draws = [resampled_in_full(answers, rng) for _ in range(1_500)]
    for interval, values, tolerance in (
        (found.macro[1], [one.macro[1] for one in draws], 0.03),
        (found.recall["a"][1], [one.sets["a"].recall[1] for one in draws], 0.03),
        (found.micro_ap, [one.micro_ap for one in draws], 0.03),
        (found.r_at_p90, [one.r_at_p90 for one in draws], 0.08),  # it jumps
    ):
        ordered = sorted(values)
        expected = (ordered[len(ordered) // 40], ordered[-len(ordered) // 40 - 1])
        assert interval == pytest.approx(expected, abs=tolerance)


def test_the_figures_are_those_without_intervals():
    answers = some_answers()
    assert measured(answers, resamples=10).figures == figures([one.ranking for one in answers])


def test_answers_that_are_all_right_have_no_spread():
    answers = [asked("a", f"o{number}", right=True, score=0.9) for number in range(5)]
    found = measured(answers, resamples=50)
    assert (found.macro[1], found.micro_ap, found.r_at_p90) == ((1, 1), (1, 1), (1, 1))


def test_a_question_without_any_answer_counts_as_missed():
    unanswered = Answered(Item("q", "o", Role.QUERY, "a"), ())
    found = measured([unanswered, asked("a", "p", right=True, score=0.5)], resamples=50)
    assert found.figures.macro[1] == 0.5
    assert found.figures.micro_ap == 0.5


@pytest.mark.parametrize(
    ("count", "of", "interval"),
    [
        (0, 10, (0.0, 0.2775)),  # Newcombe, "Two-sided confidence intervals for the single proportion", 1998
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_of_a_share_is_the_one_of_the_literature(count, of, interval):
    assert wilson(count, of) == pytest.approx(interval, abs=1e-4)


def test_a_share_of_nothing_may_be_anything():
    assert wilson(0, 0) == (0, 1)
