"""An index in PostgreSQL itself, by its extension pgvector: one for all processes and machines of a register.

Nothing is held in memory and nothing has to be saved. The table is derived from the register's embeddings and can be
dropped at any time.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, LiteralString

import numpy as np
from numpy.typing import NDArray

from artmatch.answers import Neighbour
from artmatch.errors import ConfigurationError, VectorIndexError
from artmatch.index.protocol import VectorIndex, checked_embeddings, checked_queries, nearest, unknown_photograph
from artmatch.messages import _
from artmatch.records import Embeddings

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

_CONNECTING_SECONDS = 10
_TAKE_TURN: LiteralString = "SELECT pg_advisory_xact_lock(hashtext('index_vectors'))"
"""For whoever changes the table, ..."""
_FOLLOW_ALONE: LiteralString = "SELECT pg_advisory_xact_lock(hashtext('index_vectors alone'))"
"""... and for whoever brings it up to date, in several changes."""
_ROUNDING = 1e-4
"""More than two float32 sums of 512 products can be off together: 2 x 512 x 2^-24 = 6e-5."""
_SPARE = 16
"""Candidates beyond k in the first round; enough unless that many photographs are all but equal."""
_TABLE: tuple[LiteralString, ...] = (
    "CREATE TABLE index_vectors (model_id text, photograph_id bigint, vector vector NOT NULL, "
    "PRIMARY KEY (model_id, photograph_id))",
    # Vectors of 512 numbers would be kept out of their rows, where searching them takes five times as long.
    "ALTER TABLE index_vectors ALTER COLUMN vector SET STORAGE MAIN",
)


class PgVectorIndex:
    """Exact search by pgvector, which compares every vector of the model; one connection, one thread at a time."""

    def __init__(self, url: str, model_id: str, dimension: int) -> None:
        """Use the table in the database at ``url``, made if there is none.

        Raises ConfigurationError without the driver, VectorIndexError if the database or pgvector cannot be used.
        """
        if find_spec("psycopg") is None or find_spec("pgvector") is None:
            raise ConfigurationError(
                _("An index in PostgreSQL needs its driver: install it with `pip install 'artmatch[postgresql]'`.")
            )
        self.model_id = model_id
        self.dimension = dimension
        self._url = url
        self._connection: Connection[Any] | None = None
        self._lock = threading.RLock()
        with self._transaction():
            pass

    def __len__(self) -> int:
        query = "SELECT count(*) FROM index_vectors WHERE model_id = %s"
        with self._transaction() as cursor:
            [(count,)] = cursor.execute(query, (self.model_id,))
        return int(count)

    def photograph_ids(self) -> NDArray[np.int64]:
        """Return the photographs that can be found, ascending."""
        query = "SELECT photograph_id FROM index_vectors WHERE model_id = %s ORDER BY photograph_id"
        with self._transaction() as cursor:
            return np.array([number for (number,) in cursor.execute(query, (self.model_id,))], dtype=np.int64)

    def add(self, embeddings: Embeddings) -> None:
        """Make ``embeddings`` findable by everybody; raises as the protocol says."""
        with self._transaction(changes=True) as cursor:
            known = self._known(cursor, embeddings.photograph_ids)
            ids, vectors = checked_embeddings(embeddings, self.model_id, self.dimension, known)
            with cursor.copy("COPY index_vectors (model_id, photograph_id, vector) FROM STDIN (FORMAT BINARY)") as rows:
                rows.set_types(["text", "int8", "vector"])
                for number, vector in zip(ids.tolist(), vectors, strict=True):
                    rows.write_row((self.model_id, number, vector))

    def remove(self, photograph_ids: NDArray[np.int64]) -> None:
        """Forget these photographs; raises as the protocol says."""
        with self._transaction(changes=True) as cursor:
            self._check_known(cursor, photograph_ids)
            query = "DELETE FROM index_vectors WHERE model_id = %s AND photograph_id = ANY(%s)"
            cursor.execute(query, (self.model_id, photograph_ids.tolist()))

    def search(self, queries: NDArray[np.float32], k: int) -> list[list[Neighbour]]:
        """Return the nearest photographs of every query; raises as the protocol says."""
        queries = checked_queries(queries, self.dimension, k)
        with self._transaction() as cursor:
            return [self._nearest(cursor, query, k) for query in queries]

    def vectors(self, photograph_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of these photographs; raises as the protocol says."""
        with self._transaction() as cursor:
            self._check_known(cursor, photograph_ids)
            query = "SELECT photograph_id, vector FROM index_vectors WHERE model_id = %s AND photograph_id = ANY(%s)"
            found = dict(cursor.execute(query, (self.model_id, photograph_ids.tolist())).fetchall())
        return self._stacked([found[number] for number in photograph_ids.tolist()])

    def embeddings(self) -> Embeddings:
        """Return everything, by ascending photograph id."""
        query = "SELECT photograph_id, vector FROM index_vectors WHERE model_id = %s ORDER BY photograph_id"
        with self._transaction() as cursor:
            found = cursor.execute(query, (self.model_id,)).fetchall()
        ids = np.array([number for number, _ in found], dtype=np.int64)
        return Embeddings(self.model_id, ids, self._stacked([vector for _, vector in found]))

    def _nearest(self, cursor: "Cursor[Any]", query: NDArray[np.float32], k: int) -> list[Neighbour]:
        """Widen the search until the last candidate lies clearly below the k-th: pgvector rounds to float32 and breaks
        ties as it likes; what it left out lies lower still.
        """
        closest = (
            "SELECT photograph_id, vector, vector <#> %s AS negative FROM index_vectors WHERE model_id = %s "
            "ORDER BY negative LIMIT %s"
        )
        wide = k + _SPARE
        while True:
            found = cursor.execute(closest, (query, self.model_id, wide)).fetchall()
            if len(found) < wide or found[-1][2] - found[k - 1][2] > _ROUNDING:
                ids = np.array([number for number, _, _ in found], dtype=np.int64)
                return nearest(query, ids, self._stacked([vector for _, vector, _ in found]), k)
            wide *= 4

    def _known(self, cursor: "Cursor[Any]", photograph_ids: NDArray[np.int64]) -> set[int]:
        """Those of ``photograph_ids`` that are in here."""
        query = "SELECT photograph_id FROM index_vectors WHERE model_id = %s AND photograph_id = ANY(%s)"
        return {number for (number,) in cursor.execute(query, (self.model_id, photograph_ids.tolist()))}

    def _check_known(self, cursor: "Cursor[Any]", photograph_ids: NDArray[np.int64]) -> None:
        unknown = set(photograph_ids.tolist()) - self._known(cursor, photograph_ids)
        if unknown:
            raise unknown_photograph(min(unknown))

    def _stacked(self, vectors: list[Any]) -> NDArray[np.float32]:
        stacked = np.array([vector.to_numpy() for vector in vectors], dtype=np.float32)
        return stacked.reshape(-1, self.dimension)

    @contextmanager
    def _transaction(self, *, changes: bool = False) -> "Iterator[Cursor[Any]]":
        """One state of the table; whoever changes it waits for the others who do."""
        with self._lock, _clear_errors():
            connection = self._connected()
            with connection.transaction(), connection.cursor(binary=True) as cursor:
                cursor.execute(_TAKE_TURN if changes else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                yield cursor

    def _connected(self) -> "Connection[Any]":
        """The connection, made anew after the server was gone."""
        from pgvector.psycopg import register_vector

        if self._connection is None or self._connection.closed:
            self._connection = _connect(self._url)
            with self._connection.transaction():
                self._connection.execute(_TAKE_TURN)
                self._connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
                if self._connection.execute("SELECT to_regclass('index_vectors')").fetchone() == (None,):
                    for statement in _TABLE:
                        self._connection.execute(statement)
            register_vector(self._connection)
        return self._connection


class SharedIndex:
    """Keeps an index where every process finds it as it is."""

    def __init__(self, url: str) -> None:
        self._url = url

    def new(self, model_id: str, dimension: int) -> VectorIndex:
        """Return the index that everybody uses."""
        return PgVectorIndex(self._url, model_id, dimension)

    def open(self, model_id: str, dimension: int) -> tuple[VectorIndex, int]:
        """Return the index that everybody uses; it has no generations."""
        return self.new(model_id, dimension), 0

    def only(self, index: VectorIndex, photograph_ids: NDArray[np.int64]) -> VectorIndex:
        """Take the other photographs out of the index."""
        index.remove(np.setdiff1d(index.photograph_ids(), photograph_ids))
        return index

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait for the others who bring the index up to date, so that none undoes what another did."""
        with _clear_errors(), _connect(self._url) as connection, connection.transaction():
            connection.execute(_FOLLOW_ALONE)
            yield

    def save(self, index: VectorIndex) -> int:
        """Nothing is to be done: what was added is stored."""
        return 0

    def latest(self) -> None:
        """There are no generations."""


def _connect(url: str) -> "Connection[Any]":
    import psycopg

    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return psycopg.connect(plain, connect_timeout=_CONNECTING_SECONDS, autocommit=True)


@contextmanager
def _clear_errors() -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        reason = str(error).partition("\n")[0]
        raise VectorIndexError(
            _(
                "The index in PostgreSQL cannot be used ({reason}): check the database and its extension pgvector."
            ).format(reason=reason)
        ) from error
