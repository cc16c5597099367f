"""``artmatch evaluate``."""

import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from artmatch.cli.options import json_option

if TYPE_CHECKING:
    from artmatch.evaluation.dataset import Dataset
    from artmatch.evaluation.metrics import Figures
    from artmatch.evaluation.runner import Answered
    from artmatch.wiring import Query, Workspace

_ANSWERED_OBJECTS = 10


@click.command()
@click.argument("manifest", type=click.Path(path_type=Path))
@click.option("--answers", type=click.Path(path_type=Path), help="Write a JSON line for every query and stranger.")
@click.option("--degrade", type=int, metavar="SEED", help="Make every query and stranger as bad as can be first.")
@click.option("--embedding-only", is_flag=True, help="Without the comparison point by point.")
@json_option("One JSON object.")
def evaluate(manifest: Path, answers: Path | None, degrade: int | None, embedding_only: bool, as_json: bool) -> None:
    """Measure how well objects are found.

    MANIFEST is a CSV with the columns path, object_id, role and set. Its references and distractors are registered in
    a throw-away register, and its queries and strangers (objects that are not registered) searched there.

    recall@k: share of the queries whose object is among the first k, averaged over the queries of an object, then
    over the objects of a set; macro: the mean over the sets. micro-AP: all first answers, strangers' too, ranked by
    score. R@P90: share of the queries answered right at 90 % precision.

    The answers file has a line {"path", "objects": [{"object_id", "score"}, ...best first]} for each query and
    stranger: enough to recompute every figure with the manifest.

    --degrade keeps half of the object, turns it by any angle, sees it at a slant, lays glare or a hand over it, blurs
    it, changes its colours or takes them away, and compresses it strongly: all at once, drawn from the SEED.
    """
    from artmatch.config import Settings
    from artmatch.evaluation.dataset import Dataset
    from artmatch.evaluation.metrics import figures
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
    found = figures([one.ranking for one in answered])
    rate = len(answered) / seconds
    if as_json:
        _print_json(found, rate, model_id)
    else:
        _print_table(found, rate, model_id)


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
    for outcome in output.progress(workspace.index(intake), len(intake), "Registering"):
        if outcome.reason:
            raise InputError(f"The gallery photograph {outcome.name} cannot be registered: {outcome.reason}")


def _asked(
    workspace: "Workspace", dataset: "Dataset", answers: Path | None, degrade: int | None, *, embedding_only: bool
) -> "Iterator[Answered]":
    """Ask everything; write each answer as soon as it is there."""
    from artmatch.cli import output
    from artmatch.errors import InputError
    from artmatch.evaluation.runner import ask

    def search(path: Path) -> list[tuple[str, float]]:
        query = path if degrade is None else degraded(path, degrade, dataset)
        answer = workspace.match([query], top=_ANSWERED_OBJECTS, embedding_only=embedding_only)
        return [(match.record.object_id, match.score) for match in answer.matches]

    asked = output.progress(ask(dataset, search), len(dataset.questions), "Searching")
    if answers is None:
        yield from asked
        return
    try:
        with answers.open("w", encoding="utf-8") as file:
            for one in asked:
                file.write(one.as_json() + "\n")
                yield one
    except OSError as error:
        raise InputError(f"The answers cannot be written to {answers}: {error.strerror}.") from error


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


def _print_json(found: "Figures", rate: float, model_id: str) -> None:
    from artmatch.cli import output

    output.json_line(asdict(found) | {"queries_per_second": rate, "model_id": model_id})


def _print_table(found: "Figures", rate: float, model_id: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from artmatch.cli import output
    from artmatch.evaluation.metrics import RANKS

    rows = Table("set", "objects", "queries", *(f"recall@{k}" for k in RANKS), box=None, padding=(0, 2, 0, 0))
    for column in rows.columns[1:]:
        column.justify = "right"
    for name, part in found.sets.items():
        recalls = (f"{part.recall[k]:.3f}" for k in RANKS)
        rows.add_row(Text(output.shown(name)), str(part.objects), str(part.queries), *recalls)
    rows.add_row("macro", "", str(found.queries), *(f"{found.macro[k]:.3f}" for k in RANKS))
    output.table(rows)
    output.line(f"micro-AP {found.micro_ap:.3f}   R@P90 {found.r_at_p90:.3f}   strangers {found.strangers}")
    output.line(f"{rate:.1f} queries/s   model {model_id}")
