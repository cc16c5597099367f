"""How much of what a detective's photograph suffers the search can bear: one fault at a time, at growing strength.

``python -m benchmarks.factors MANIFEST`` writes benchmarks/results/factors.json, .md and .png.

Some queries of every set, spread over its objects, are made worse in one way and searched among the whole gallery;
recall@1 is the mean over the sets, with 95 % intervals over objects. "Embedding alone" is the order by similarity of
the same search. Viewpoint is measured on the turntable set, untouched: its references are photographed from the front,
and its eight queries follow in the order of their original names, which say the angle as text.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.cli.evaluate_command import register_gallery
from artmatch.config import Settings
from artmatch.evaluation.dataset import Dataset, Item, Role
from artmatch.evaluation.runner import Answered
from artmatch.imaging import decode, encode_jpeg, read
from artmatch.training.augmentation import framed
from artmatch.training.faults import glare, grey_print, hand_in_front
from artmatch.wiring import Query, Workspace
from benchmarks.report import publish
from benchmarks.summary import accuracy, chosen_queries, part_of, take_arguments
from benchmarks.workers import WORKERS, workers

Pixels = NDArray[np.uint8]
Fault = Callable[[Pixels, np.random.Generator], Pixels]

_SIDE = 1_024
"""Pixels of the longer side before the fault: of a crop as much is left as of a photograph taken closer."""
_TURNTABLE = "coil100"
_TURNTABLE_ANGLES = ("20", "280", "300", "320", "340", "40", "60", "80")
"""Of a turntable object's queries in the manifest's order. That neighbours resemble each other most bears it out."""
_COMPARED = 80
"""Objects looked at: the most similar one is always among them, since seventy photographs are verified."""


def main() -> None:
    """Register once, share the questions out among processes, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    take_arguments(parser)
    parser.add_argument("--a-set", type=int, default=10, metavar="N", help="queries of each set (%(default)s)")
    given = parser.parse_args()
    dataset = part_of(Dataset.read(given.manifest), given.every)
    questions = list(_questions(dataset, given.a_set))
    with TemporaryDirectory(prefix="artmatch-factors-") as folder:
        settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
        with Workspace.open(settings) as workspace:
            register_gallery(workspace, dataset)
            model_id, objects = workspace.embedder.model_id, workspace.registry.counts().objects
        parts = [questions[number::WORKERS] for number in range(WORKERS)]
        with workers() as pool:
            asked = pool.map(_ask_all, [settings] * WORKERS, [dataset.folder] * WORKERS, parts)
            answers = [answer for part in asked for answer in part]
    found = {"model_id": model_id, "gallery_objects": objects, "factors": _by_factor(answers)}
    publish("factors", found, given.results)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with one fault."""

    item: Item
    factor: str
    strength: str


def _questions(dataset: Dataset, a_set: int) -> Iterator[Question]:
    chosen = chosen_queries(dataset.questions, a_set)
    for factor, strengths in FACTORS.items():
        for strength in strengths:
            yield from (Question(item, factor, strength) for item in chosen)
    for item, angle in turntable_angles(dataset.questions):
        yield Question(item, "viewpoint, degrees", angle)


def turntable_angles(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """The queries of turntable objects that are all there, with their angles to the reference, 20 to 80 degrees."""
    turned: dict[str, list[Item]] = {}
    for item in items:
        if item.set_name == _TURNTABLE and item.role is Role.QUERY:
            turned.setdefault(item.object_id, []).append(item)
    for members in turned.values():
        if len(members) == len(_TURNTABLE_ANGLES):
            for item, angle in zip(members, map(int, _TURNTABLE_ANGLES), strict=True):
                yield item, str(min(angle, 360 - angle))


def _ask_all(
    settings: Settings, folder: Path, questions: Sequence[Question]
) -> list[tuple[Question, Answered, Answered]]:
    """Each with everything, and by the embedding alone."""
    with Workspace.open(settings) as workspace:
        return [(question, *_asked(workspace, folder, question)) for question in questions]


def _asked(workspace: Workspace, folder: Path, question: Question) -> tuple[Answered, Answered]:
    _, image = read(folder / question.item.path, longest_side=_SIDE)
    rng = np.random.default_rng([7, *question.item.path.encode()])
    fault = FACTORS.get(question.factor, {}).get(question.strength, _untouched)
    query = Query(pixels=fault(image.pixels, rng), sha256=image.sha256, name=question.item.path)
    answer = workspace.match([query], top=_COMPARED)
    similar = sorted(((match.similarity, match.record.object_id) for match in answer.matches), reverse=True)
    embedded = Answered(question.item, tuple((object_id, similarity) for similarity, object_id in similar))
    return Answered.of(question.item, answer), embedded


def _by_factor(answers: Sequence[tuple[Question, Answered, Answered]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, dict[str, list[tuple[Answered, Answered]]]] = {}
    for factor, strengths in FACTORS.items():
        grouped[factor] = {strength: [] for strength in strengths}
    for question, everything, embedded in sorted(answers, key=lambda one: one[0].strength):
        grouped.setdefault(question.factor, {}).setdefault(question.strength, []).append((everything, embedded))
    return {
        factor: [
            {
                "strength": strength,
                "queries": len(pairs),
                "everything": accuracy([one for one, _ in pairs])["macro"]["recall_at_1"],
                "embedding alone": accuracy([one for _, one in pairs])["macro"]["recall_at_1"],
            }
            for strength, pairs in steps.items()
        ]
        for factor, steps in grouped.items()
    }


def _untouched(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return pixels


def kept(share: float) -> Fault:
    """A rectangle of the photograph's shape with ``share`` of its area, anywhere in it."""

    def fault(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        height, width = (max(round(length * np.sqrt(share)), 1) for length in pixels.shape[:2])
        y, x = rng.integers(pixels.shape[0] - height + 1), rng.integers(pixels.shape[1] - width + 1)
        return np.ascontiguousarray(pixels[y : y + height, x : x + width])

    return fault


def turned(degrees: float) -> Fault:
    """Turned anticlockwise, whole, on a plain ground."""

    def fault(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        height, width = pixels.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        cosine, sine = np.abs(matrix[0, :2])
        size = (round(height * sine + width * cosine), round(height * cosine + width * sine))
        matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
        ground = _ground(pixels)
        return np.asarray(cv2.warpAffine(pixels, matrix, size, borderValue=ground), np.uint8)

    return fault


def seen_at(share: float) -> Fault:
    """The whole photograph on ``share`` of the side of a bigger one, anywhere on a plain ground."""

    def fault(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        height, width = pixels.shape[:2]
        small = cv2.resize(
            pixels, (max(round(width * share), 1), max(round(height * share), 1)), interpolation=cv2.INTER_AREA
        )
        picture = np.full_like(pixels, np.array(_ground(pixels), np.uint8))
        y, x = rng.integers(height - small.shape[0] + 1), rng.integers(width - small.shape[1] + 1)
        picture[y : y + small.shape[0], x : x + small.shape[1]] = small
        return picture

    return fault


def blurred(share: float) -> Fault:
    """Out of focus: a Gaussian whose standard deviation is ``share`` of the longer side."""

    def fault(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), share * max(pixels.shape)), np.uint8)

    return fault


def compressed(quality: int) -> Fault:
    """A JPEG of that quality."""

    def fault(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        return decode(encode_jpeg(pixels, quality), name="query.jpg").pixels

    return fault


def repeated(fault: Fault, times: int) -> Fault:
    """The same fault so many times, each drawn anew."""

    def faults(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        for _ in range(times):
            pixels = fault(pixels, rng)
        return pixels

    return faults


def in_frame(border: float) -> Fault:
    """In a mount or frame, gilded or plain, as wide as ``border`` of the shorter side."""
    return lambda pixels, rng: framed(pixels, rng, share=border)


def _ground(pixels: Pixels) -> tuple[float, ...]:
    """One colour: the mean along the borders."""
    borders = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return tuple(float(value) for value in borders.mean(0))


FACTORS: dict[str, dict[str, Fault]] = {
    "untouched": {"": _untouched},
    "crop, share of the area left": {f"{share:.0%}": kept(share) for share in (0.7, 0.5, 0.3, 0.15, 0.07)},
    "size, share of the picture's side": {f"{share:.0%}": seen_at(share) for share in (0.7, 0.5, 0.35, 0.25, 0.18)},
    "rotation, degrees": {str(degrees): turned(degrees) for degrees in (10, 30, 45, 90)},
    "frame, share of the shorter side": {f"{border:.0%}": in_frame(border) for border in (0.1, 0.2, 0.4)},
    "blur, share of the longer side": {f"{share:.1%}": blurred(share) for share in (0.003, 0.006, 0.012, 0.024)},
    "glare, times over": {str(times): repeated(glare, times) for times in (1, 3)},
    "hands, times over": {str(times): repeated(hand_in_front, times) for times in (1, 3)},
    "JPEG, quality": {str(quality): compressed(quality) for quality in (40, 15, 7, 3)},
    "grey": {"print": grey_print},
}
"""By name, then by strength, growing."""


if __name__ == "__main__":
    main()
