"""``artmatch evaluate``."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import json_option
from artmatch.messages import _

if TYPE_CHECKING:
    from artmatch.answers import Answer
    from artmatch.evaluation.dataset import Dataset
    from artmatch.evaluation.runner import Answered
    from artmatch.wiring import Query, Workspace

_ANSWERED_OBJECTS = 10


@click.command()
@click.argument("manifest", type=click.Path(path_type=Path))
@click.option("--answers", type=click.Path(path_type=Path), help="Write a JSON line for every query and stranger.")
@click.option("--degrade", type=int, metavar="SEED", help="Make every query and stranger as bad as can be first.")
@click.option("--failures", type=click.Path(path_type=Path), help="Draw what was answered wrongly on a JPEG sheet.")
@click.option("--embedding-only", is_flag=True, help="Without the comparison point by point.")
@json_option("One JSON object.")
def evaluate(
    manifest: Path,
    answers: Path | None,
    degrade: int | None,
    failures: Path | None,
    embedding_only: bool,
    as_json: bool,
) -> None:
    """Measure how well objects are found.

    MANIFEST is a CSV with the columns path, object_id, role and set. Its references and distractors are registered in
    a throw-away register, and its queries and strangers (objects that are not registered) searched there. A further
    column, category, asks for recall by kind of thing too.

    recall@k: share of the queries whose object is among the first k, averaged over the queries of an object, then
    over the objects of a set; macro: the mean over the sets. micro-AP: all first answers, strangers' too, ranked by
    score. R@P90: share of the queries answered right at 90 % precision. In brackets: 95 % intervals over objects.

    For each band: how many strangers were answered so, and how many of its answers are wrong. Expected calibration
    error: by how much scores miss the chances that they claim to be. A score as artmatch match gives it supposes that
    every second photograph shows a registered object; here it is what it comes to at the manifest's share of them.

    The answers file has a line {"path", "said", "objects": [{"object_id", "score"}, ...best first]} for each query and
    stranger: enough to recompute every figure with the manifest. "said" is the answer's score as artmatch match has
    it.

    --degrade keeps half of the object, turns it by any angle, sees it at a slant, lays glare or a hand over it, blurs
    it, changes its colours or takes them away, and compresses it strongly: all at once, drawn from the SEED.

    The sheet of failures shows query, first answer and right answer with their scores, the most certain errors first:
    queries whose object does not come first, and strangers who are taken for a registered object.
    """
    from artmatch.cli.evaluate_output import draw_failures, print_json, print_tables
    from artmatch.config import Settings
    from artmatch.evaluation.dataset import Dataset
    from artmatch.evaluation.intervals import measured
    from artmatch.evaluation.reliability import reliability
    from artmatch.wiring import Workspace

    dataset = Dataset.read(manifest)
    with TemporaryDirectory(prefix="artmatch-evaluate-") as folder:
        settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
        with Workspace.open(settings) as workspace:
            register_gallery(workspace, dataset)
            started = time.monotonic()
            answered = list(_asked(workspace, dataset, answers, degrade, embedding_only=embedding_only))
            seconds = time.monotonic() - started
            model_id = workspace.embedder.model_id
    found, reliable = measured(answered), reliability(answered)
    rate = len(answered) / seconds
    if as_json:
        print_json(found, reliable, rate, model_id)
    else:
        print_tables(found, reliable, rate, model_id)
    if failures is not None:
        draw_failures(
            failures,
            answered,
            dataset,
            None if degrade is None else lambda path: degraded(path, degrade, dataset).pixels,
        )


def register_gallery(workspace: "Workspace", dataset: "Dataset") -> None:
    """Register the references and distractors of ``dataset``; InputError that names one that cannot be read."""
    from artmatch.cli import output
    from artmatch.errors import InputError
    from artmatch.matching.intake import Entry, Intake, PhotographInput
    from artmatch.records import ArtworkRecord

    grouped: dict[str, list[PhotographInput]] = {}
    for item in dataset.gallery:
        grouped.setdefault(item.object_id, []).append(PhotographInput(dataset.folder / item.path, item.path))
    entries = (
        Entry(ArtworkRecord(object_id=object_id, title=object_id), tuple(photographs))
        for object_id, photographs in grouped.items()
    )
    intake = Intake(tuple(entries))
    for outcome in output.progress(workspace.index(intake), len(intake), _("Registering")):
        if outcome.reason:
            raise InputError(
                _("The gallery photograph {name} cannot be registered: {reason}").format(
                    name=outcome.name, reason=outcome.reason
                )
            )


def _asked(
    workspace: "Workspace", dataset: "Dataset", answers: Path | None, degrade: int | None, *, embedding_only: bool
) -> "Iterator[Answered]":
    """Ask everything; write each answer as soon as it is there."""
    from artmatch.cli import output
    from artmatch.errors import InputError
    from artmatch.evaluation.runner import ask

    def search(path: Path) -> "Answer":
        query = path if degrade is None else degraded(path, degrade, dataset)
        return workspace.match([query], top=_ANSWERED_OBJECTS, embedding_only=embedding_only)

    asked = output.progress(ask(dataset, search), len(dataset.questions), _("Searching"))
    if answers is None:
        yield from asked
        return
    try:
        with answers.open("w", encoding="utf-8") as file:
            for one in asked:
                file.write(one.as_json() + "\n")
                yield one
    except OSError as error:
        raise InputError(
            _("The answers cannot be written to {answers}: {reason}.").format(answers=answers, reason=error.strerror)
        ) from error


def degraded(path: Path, seed: int, dataset: "Dataset") -> "Query":
    """The photograph made worse; the same for the same seed and place in the data set."""
    import numpy as np

    from artmatch.imaging import read
    from artmatch.training.augmentation import degraded_query
    from artmatch.wiring import Query

    name = path.relative_to(dataset.folder).as_posix()
    _, image = read(path, longest_side=960)
    rng = np.random.default_rng([seed, *name.encode()])
    return Query(pixels=degraded_query(image.pixels, rng), sha256=image.sha256, name=name)
