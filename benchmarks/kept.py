"""What a model made of photographs, kept from run to run, so that a long measurement goes on where it was killed."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from artmatch.cli.output import progress
from artmatch.matching.protocol import PhotographEmbedder
from artmatch.records import Embedded, Outline

Vectors = NDArray[np.float32]

_BATCH = 256
"""Photographs whose vectors are kept in one file."""


def kept(
    names: Sequence[str], embed: Callable[[Sequence[int]], Iterable[Vectors]], embedder: PhotographEmbedder, runs: Path
) -> list[Vectors]:
    """(V, D) of each photograph: by ``embed``, which is given numbers of ``names``, or from ``runs``, where the same
    model in the same precision embedded it before.
    """
    folder = runs / f"{embedder.model_id}-{embedder.precision}"
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[str, Vectors] = {}
    for file in sorted(folder.glob("[0-9]*.npz")):
        with np.load(file) as stored:
            parts = np.split(stored["vectors"], np.cumsum(stored["counts"])[:-1])
            known |= dict(zip(stored["names"].tolist(), parts, strict=True))
    missing = [number for number, name in enumerate(names) if name not in known]
    batches = [missing[start : start + _BATCH] for start in range(0, len(missing), _BATCH)]
    for batch in progress(batches, len(batches), "Embedding"):
        made, own = list(embed(batch)), [names[number] for number in batch]
        counts = [len(vectors) for vectors in made]
        np.savez(folder / "unfinished", names=np.array(own), vectors=np.concatenate(made), counts=np.array(counts))
        (folder / "unfinished.npz").rename(folder / f"{len(known):06d}.npz")
        known |= dict(zip(own, made, strict=True))
    return [known[name] for name in names]


def name_of(*pixels: NDArray[np.uint8]) -> str:
    """Of pictures without a file: the same pixels have the same name."""
    digest = hashlib.sha256()
    for picture in pixels:
        digest.update(str(picture.shape).encode() + picture.tobytes())
    return digest.hexdigest()


def keep_all(embedder: Any, runs: Path) -> None:
    """From now on ``embedder`` reads what it made of the same pictures before from ``runs``, where it keeps the rest.

    For what searches as the product does, one photograph after the other; what is embedded is embedded in detail, since
    most of it is asked for both ways.
    """
    folder = runs / f"{embedder.model_id}-{embedder.precision}"
    folder.mkdir(parents=True, exist_ok=True)

    def remembered(
        kind: str, compute: Callable[[Any], Sequence[NDArray[Any]]], pictures: Sequence[NDArray[np.uint8]]
    ) -> list[NDArray[Any]]:
        file = folder / f"{kind}-{name_of(*pictures)}.npz"
        if not file.exists():
            unfinished = file.with_suffix(f".{os.getpid()}")  # two processes may make the same at once
            with unfinished.open("wb") as stream:
                np.savez(stream, *compute(pictures))
            unfinished.rename(file)
        with np.load(file) as stored:
            return [stored[name] for name in stored.files]

    embed_in_detail, outline = embedder.embed_in_detail, embedder.outline

    def in_half_the_space(pictures: Sequence[NDArray[np.uint8]]) -> Embedded:
        made: Embedded = embed_in_detail(pictures)
        return made._replace(places=made.places.astype(np.float16))

    def remembered_details(pictures: Sequence[NDArray[np.uint8]]) -> Embedded:
        made = remembered(embedder.places_id, in_half_the_space, pictures)
        return Embedded(*(array.astype(np.float32) for array in made))

    def remembered_outline(pixels: NDArray[np.uint8]) -> Outline | None:
        [corners] = remembered("outline", lambda one: [np.array(outline(*one) or ())], [pixels])
        return tuple((float(x), float(y)) for x, y in corners) or None

    embedder.embed = lambda pictures: remembered_details(pictures).parts[:, 0]
    embedder.embed_in_detail = remembered_details
    embedder.outline = remembered_outline
