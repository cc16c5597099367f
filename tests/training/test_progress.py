"""What a training run tells while it goes on."""

import csv

import cv2
import pytest

from artmatch.training.progress import Progress, draw_curves
from artmatch.training.validation import ValidationFigures

_FIGURES = ValidationFigures(recall_at_1=0.625, recall_at_5=0.75, micro_ap=0.5)


def _steps(file):
    with file.open(newline="") as stream:
        return [int(row["step"]) for row in csv.DictReader(stream)]


def test_a_step_is_told_with_its_losses_the_throughput_and_the_minutes_left(tmp_path):
    said = []
    progress = Progress(tmp_path, steps=1_000, done=0, say=said.append)
    progress.stepped(50, {"info_nce": 2.5, "koleo": 0.25}, views_per_second=20.0, views_per_step=64)
    assert said == ["Step 50 of 1,000: info_nce 2.500, koleo 0.250; 20.0 views a second, 51 min left."]
    with (tmp_path / "metrics.csv").open(newline="") as stream:
        assert list(csv.DictReader(stream)) == [
            {"step": "50", "info_nce": "2.5", "koleo": "0.25", "views_per_second": "20.0"}
        ]


def test_figures_on_objects_held_out_are_told_kept_and_drawn(tmp_path):
    said = []
    Progress(tmp_path, steps=100, done=0, say=said.append).validated(0, _FIGURES)
    assert said == ["After step 0, on objects held out: recall@1 0.625, recall@5 0.750, micro-AP 0.500."]
    assert cv2.imread(str(tmp_path / "curves.png")) is not None


def test_a_run_that_was_killed_drops_the_rows_of_the_steps_that_it_makes_again(tmp_path):
    first = Progress(tmp_path, steps=200, done=0, say=lambda _: None)
    first.validated(0, _FIGURES)
    for step in (50, 100, 150):
        first.stepped(step, {"info_nce": 1.0}, 10.0, 100)
    first.validated(150, _FIGURES)
    said = []
    again = Progress(tmp_path, steps=200, done=100, say=said.append)
    assert said == ["Going on after step 100 of 200."]
    again.stepped(150, {"info_nce": 0.5}, 10.0, 50)
    assert _steps(tmp_path / "metrics.csv") == [50, 100, 150]
    assert _steps(tmp_path / "validation.csv") == [0]


def test_a_run_killed_before_its_first_checkpoint_begins_its_rows_anew(tmp_path):
    Progress(tmp_path, steps=200, done=0, say=lambda _: None).validated(0, _FIGURES)
    Progress(tmp_path, steps=200, done=0, say=lambda _: None).validated(0, _FIGURES)
    assert _steps(tmp_path / "validation.csv") == [0]


@pytest.mark.parametrize("falls", [True, False])
def test_the_curve_of_a_loss_goes_where_the_loss_goes(tmp_path, falls):
    progress = Progress(tmp_path, steps=200, done=0, say=lambda _: None)
    losses = [4.0, 3.0, 2.0, 1.0] if falls else [1.0, 2.0, 3.0, 4.0]
    for step, loss in zip((50, 100, 150, 200), losses, strict=True):
        progress.stepped(step, {"info_nce": loss}, 10.0, 0)
    draw_curves(tmp_path)
    drawn = cv2.imread(str(tmp_path / "curves.png"))
    left = drawn[:, : drawn.shape[1] // 3].astype(int)
    blue = (left[..., 0] > 150) & (left[..., 2] < 60)  # the first line of every panel
    rows, columns = blue.nonzero()
    rows, columns = rows[columns > 80], columns[columns > 80]
    begins, ends = (rows[columns == column].mean() for column in (columns.min(), columns.max()))
    assert (ends > begins) == falls, "rows count downwards"
    assert abs(ends - begins) > drawn.shape[0] / 2, "the losses have the panel to themselves"
