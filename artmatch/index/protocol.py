"""What every vector index promises, and the checks and the order that all of them share."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Neighbour
from artmatch.errors import ModelMismatchError, VectorIndexError
from artmatch.messages import _
from artmatch.records import Embeddings

_norm_tolerance = 1e-3
"""How far a norm may be from 1: float32 rounding leaves 1e-6, an embedding stored in bfloat16 would leave 4e-3."""


class VectorIndex(Protocol):
    """Embeddings of one model, searched exactly; every method may be called from any thread.

    Adding and removing is all or nothing. Nothing else is refused than what is named here.
    """

    @property
    def model_id(self) -> str:
        """The model that made every vector in here."""

    @property
    def dimension(self) -> int:
        """D, the length of a vector."""

    def __len__(self) -> int:
        """Return how many photographs can be found."""

    def photograph_ids(self) -> NDArray[np.int64]:
        """Return the photographs that can be found, (N,), ascending."""

    def add(self, embeddings: Embeddings) -> None:
        """Make ``embeddings`` findable.

        Raises :class:`~artmatch.errors.ModelMismatchError` for another model or dimension and
        :class:`~artmatch.errors.VectorIndexError` for an id that is known, repeated or negative and for a
        vector that is not of unit norm.
        """

    def remove(self, photograph_ids: NDArray[np.int64]) -> None:
        """Forget these photographs, (n,). Raises :class:`~artmatch.errors.VectorIndexError` for unknown ids."""

    def search(self, queries: NDArray[np.float32], k: int) -> list[list[Neighbour]]:
        """Return for each of ``queries``, (Q, D) of unit norm, its ``k`` nearest photographs, or all if fewer.

        Ordered by similarity, highest first; equal ones by photograph id, lowest first. Raises
        :class:`~artmatch.errors.ModelMismatchError` for another dimension,
        :class:`~artmatch.errors.VectorIndexError` for queries not of unit norm, ``ValueError`` for k below 1.
        """

    def vectors(self, photograph_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of these photographs, (n, D).

        Raises :class:`~artmatch.errors.VectorIndexError` for unknown ids.
        """

    def embeddings(self) -> Embeddings:
        """Return everything, by ascending photograph id."""


class IndexKeeper(Protocol):
    """Where an index is kept while no process works with it."""

    def new(self, model_id: str, dimension: int) -> VectorIndex:
        """Return the index to begin with where nothing was kept."""

    def open(self, model_id: str, dimension: int) -> tuple[VectorIndex, int] | None:
        """Return what was kept and the number of its generation, 0 if it has none; None if nothing was kept.

        Raises :class:`~artmatch.errors.ModelMismatchError` if another model made it,
        :class:`~artmatch.errors.VectorIndexError` if it is damaged or cannot be reached.
        """

    def only(self, index: VectorIndex, photograph_ids: NDArray[np.int64]) -> VectorIndex:
        """Return an index with those of ``index`` that are among ``photograph_ids``, (n,).

        Where processes do not share it that is a new one: others may be searching ``index``.
        """

    def alone(self) -> AbstractContextManager[None]:
        """While this is open no other process changes an index that they share."""

    def save(self, index: VectorIndex) -> int:
        """Keep ``index``; return the number of its generation. Raises :class:`~artmatch.errors.VectorIndexError`."""

    def latest(self) -> tuple[int, datetime] | None:
        """Return number and time (UTC) of the generation that is kept, None if there is none."""


def checked_embeddings(
    embeddings: Embeddings, model_id: str, dimension: int, known: Collection[int]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return ids (N,) and vectors (N, D) of ``embeddings`` if an index may take them; raises as ``add`` does."""
    if embeddings.model_id != model_id:
        raise ModelMismatchError(
            _(
                "The index holds vectors of the model {model_id} and cannot take those of {given_id}: "
                "rebuild it with `artmatch index --rebuild`."
            ).format(model_id=model_id, given_id=embeddings.model_id)
        )
    vectors = _checked_vectors(embeddings.vectors, dimension)
    ids = np.array(embeddings.photograph_ids, dtype=np.int64)
    if ids.shape != (len(vectors),):
        raise VectorIndexError(
            _("{count} vectors came with photograph ids of shape {shape}.").format(count=len(vectors), shape=ids.shape)
        )
    if len(ids) and ids.min() < 0:
        raise VectorIndexError(
            _("The photograph id {min} is negative, which no photograph's is.").format(min=ids.min())
        )
    if len(np.unique(ids)) < len(ids):
        raise VectorIndexError(_("Two of the vectors to add carry the same photograph id."))
    again = next((number for number in ids.tolist() if number in known), None)
    if again is not None:
        raise VectorIndexError(
            _("The index knows photograph {again} already: remove it before adding it anew.").format(again=again)
        )
    return ids, vectors


def checked_queries(queries: NDArray[np.float32], dimension: int, k: int) -> NDArray[np.float32]:
    """Return ``queries``, (Q, D), if they can be searched for; raises as ``search`` does."""
    if k < 1:
        raise ValueError(_("k is {k}; at least one neighbour has to be asked for").format(k=k))
    return _checked_vectors(queries, dimension)


def _checked_vectors(vectors: NDArray[np.float32], dimension: int) -> NDArray[np.float32]:
    vectors = np.array(vectors, dtype=np.float32, order="C")
    if vectors.ndim != 2 or vectors.shape[1] != dimension:
        raise ModelMismatchError(
            _(
                "The index holds vectors of {dimension} numbers; those given have the shape {shape}: they "
                "come from another model."
            ).format(dimension=dimension, shape=vectors.shape)
        )
    norms = np.linalg.norm(vectors.astype(np.float64), axis=1)
    if not bool(np.all(np.abs(norms - 1) <= _norm_tolerance)):  # NaN and infinity are not near 1 either
        raise VectorIndexError(_("A vector is not of unit norm: its photograph was not embedded properly."))
    return vectors


def nearest(
    query: NDArray[np.float32], ids: NDArray[np.int64], vectors: NDArray[np.float32], k: int
) -> list[Neighbour]:
    """Return the first ``k`` of ``vectors``, (N, D), in the order that ``search`` promises.

    Each product is summed by itself and in float64: the same two vectors give the same similarity wherever
    they stand and whatever stands beside them, which a matrix product does not promise.
    """
    products = vectors.astype(np.float64) * query.astype(np.float64)
    similarities = np.clip(products.sum(axis=1), -1.0, 1.0)
    order = np.lexsort((ids, -similarities))[:k]
    return [Neighbour(int(ids[place]), float(similarities[place])) for place in order]


def unknown_photograph(photograph_id: int) -> VectorIndexError:
    """Return the error for a photograph that an index does not hold."""
    return VectorIndexError(_("The index does not know photograph {number}.").format(number=photograph_id))
