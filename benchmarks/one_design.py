"""Which of several coins of one type is shown, where only scratches, nicks and wear tell them apart.

``python -m benchmarks.one_design`` draws 48 types of six coins each and writes benchmarks/results/one_design.json, .md
and .png, and the table of docs/matching.md. The coins of a type have the same flan, design and amount of wear; where it
fell is each one's own. Each is registered with one studio photograph and asked for twice, turned by any angle in other
light: in a studio again (*careful*), and as those photograph who seize things. What the marks are worth
(artmatch/matching/siblings.py) is fitted on the odd types, by greatest likelihood, and all is measured on the even
ones, before and after the marks have shared the scores anew.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from artmatch.cli.output import progress
from artmatch.config import Settings
from artmatch.imaging import encode_jpeg
from artmatch.matching import scoring
from artmatch.matching.candidates import CloserLook
from artmatch.matching.scoring import Calibration
from artmatch.matching.siblings import Siblings, ToldApart, shared
from artmatch.records import ArtworkRecord
from artmatch.rendering import ObjectKind, View, random_object, seized_view, studio_view
from artmatch.rendering.objects import random_wear
from artmatch.wiring import Workspace
from benchmarks.report import publish
from benchmarks.summary import RESULTS
from benchmarks.workers import workers

_TYPES, _COINS = 48, 6
_SEED = 1_627
_REGISTERED_SIDE, _QUERY_SIDE = 512, 1_024
_KINDS = ("careful", "seized")


@dataclass(frozen=True, slots=True, eq=False)
class Coin:
    """Its photographs, as JPEG."""

    type: int
    number: int
    registered: bytes
    queries: tuple[bytes, ...]
    """One of each kind."""

    @property
    def object_id(self) -> str:
        """In the register."""
        return f"{self.type}-{self.number}"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A coin that was asked for."""

    coin: Coin
    kind: str
    before: NDArray[np.float64]
    """(O,): scores of the objects that were compared."""
    after: NDArray[np.float64]
    truth: int
    """Position of the right one among them; -1 if it is not."""
    marks: dict[int, float]


def main() -> None:
    """Draw, ask, fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--types", type=int, default=_TYPES, metavar="N", help="how many types (%(default)s)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results (%(default)s)")
    given = parser.parse_args()
    torch.set_num_threads(2)
    with workers() as pool:
        coins = list(pool.map(_drawn, *zip(*product(range(given.types), range(_COINS)), strict=True), chunksize=6))
    with TemporaryDirectory(prefix="artmatch-one-design-") as folder:
        settings = replace(Settings.load(), home=Path(folder), demonstration=False, database=None)
        with Workspace.open(settings) as workspace:
            asked = list(_asked(workspace, coins, Path(folder)))
            calibration = Calibration.from_mapping(workspace.embedder.calibration["verification"])
            model_id = workspace.embedder.model_id
    fitted = _fitted([one for one in asked if one.coin.type % 2])
    measured = {
        kind: _measured([one for one in asked if one.coin.type % 2 == 0 and one.kind == kind], calibration)
        for kind in _KINDS
    }
    found = {"model_id": model_id, "types": given.types, "coins_of_a_type": _COINS, "fitted": fitted} | measured
    publish("one_design", found, given.results)


def _drawn(kind: int, number: int) -> Coin:
    wear = random_wear(np.random.default_rng([_SEED, kind, 0]))
    rng = np.random.default_rng([_SEED, kind, number, 1])
    coin = random_object(
        np.random.default_rng([_SEED, kind]), ObjectKind.COIN, replace(wear, seed=int(rng.integers(1 << 31)))
    )
    registered, *queries = _in_colour(studio_view(rng)), _turned(studio_view(rng), rng), _turned(seized_view(rng), rng)
    taken = [coin.photograph(*view, side=_QUERY_SIDE) for view in queries]
    return Coin(
        kind,
        number,
        encode_jpeg(coin.photograph(*registered, side=_REGISTERED_SIDE), 92),
        tuple(encode_jpeg(pixels, 92) for pixels in taken),
    )


def _in_colour(view: View) -> View:
    return view._replace(faults=replace(view.faults, grey=False))


def _turned(view: View, rng: np.random.Generator) -> View:
    """Lying on the table in any direction, the whole coin not too small."""
    fill = max(view.viewpoint.fill, 0.6)
    return view._replace(viewpoint=replace(view.viewpoint, roll=float(rng.uniform(0, 360)), fill=fill))


def _asked(workspace: Workspace, coins: Sequence[Coin], folder: Path) -> Iterator[Asked]:
    for coin in progress(coins, len(coins), "Registering"):
        file = folder / f"{coin.object_id}.jpg"
        file.write_bytes(coin.registered)
        workspace.register(ArtworkRecord(object_id=coin.object_id, title=coin.object_id), [file])
    seen: list[tuple[NDArray[np.float64], CloserLook, ToldApart]] = []
    told_apart = Siblings.told_apart

    def watched(self: Siblings, scores: NDArray[np.float64], look: CloserLook, *rest: Any) -> ToldApart:
        told = told_apart(self, scores, look, *rest)
        seen.append((scores, look, told))
        return told

    Siblings.told_apart = watched  # type: ignore[method-assign, assignment]
    for coin in progress(coins, len(coins), "Asking"):
        for kind, photograph in zip(_KINDS, coin.queries, strict=True):
            file = folder / f"{coin.object_id}-{kind}.jpg"
            file.write_bytes(photograph)
            workspace.match([file])
            before, look, told = seen.pop()
            right = [n for n, one in look.verified.items() if one.photograph.object_id == coin.object_id]
            yield Asked(
                coin,
                kind,
                before,
                told.scores,
                right[0] if right else -1,
                {number: marks.common for number, marks in told.marks.items()},
            )


def _fitted(asked: Sequence[Asked]) -> dict[str, float]:
    """The weights of greatest likelihood for the right one of those whose marks were compared."""
    known = [one for one in asked if one.truth in one.marks]
    best = (np.inf, 0.0, 0.0, 0.0)
    for of_marks, of_scores, doubt in product(
        range(0, 41, 2), np.arange(0, 1.05, 0.1), (0.01, 0.02, 0.05, 0.1, 0.15, 0.2)
    ):
        loss = 0.0
        for one in known:
            numbers = list(one.marks)
            marks, scores = np.array(list(one.marks.values())), one.before[numbers]
            loss -= float(
                np.log(shared(scores, marks, of_marks, of_scores, doubt)[numbers.index(one.truth)] / scores.sum())
            )
        best = min(best, (loss / len(known), of_marks, of_scores, doubt))
    return dict(zip(("loss", "of_marks", "of_scores", "doubt"), map(float, best), strict=True)) | {
        "queries": len(known)
    }


def _measured(asked: Sequence[Asked], calibration: Calibration) -> dict[str, Any]:
    """Shares of the queries, before and after the marks were looked at."""
    found: dict[str, Any] = {
        "queries": len(asked),
        "marks_compared": float(np.mean([bool(one.marks) for one in asked])),
    }
    for when in ("before", "after"):
        rows = []
        for one in asked:
            scores = getattr(one, when)
            order = np.argsort(-scores, kind="stable")
            alike = order[: scoring.tied(scores[order])]
            is_strong = float(scores[alike].sum()) >= calibration.strong
            rows.append((order[0] == one.truth, len(alike) > 1, is_strong, one.truth in alike))
        first, tied, strong, holds = np.array(rows).T
        found[when] = {
            "recall_at_1": float(first.mean()),
            "called_tied": float(tied.mean()),
            "one_called_first": int((~tied).sum()),
            "of_these_right": int((~tied & first).sum()),
            "strong": int(strong.sum()),
            "wrong_among_strong": int((strong & ~holds).sum()),
        }
    return found


if __name__ == "__main__":
    main()
