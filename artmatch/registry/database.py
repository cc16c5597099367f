"""Connections, transactions and what a database's errors mean: the one place that knows SQLite from PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from artmatch.errors import ConfigurationError, RegistryError
from artmatch.messages import _
from artmatch.registry import postgresql

_BUSY_SECONDS = 60.0
"""How long another process may be writing before one gives up; a batch is written in well under a second."""
_VALUES_IN_A_STATEMENT = 5_000
"""SQLite takes 32,766, PostgreSQL's drivers 32,767."""
_PAGE_BYTES = 16_384
"""An embedding of 512 dimensions has 2 KiB; seven fit on such a page, but only one on SQLite's usual 4 KiB."""
_WRITES = "artmatch_writes"
WITNESS = "artmatch_witness"
"""Option of a writing connection: who is told of what it changes (:mod:`artmatch.registry.witness`)."""
MANY_BYTES = {postgresql.BINARY: True}
"""Execution options of a query for embeddings and the like."""

T = TypeVar("T")


class Database:
    """One database, open for use from any thread: every transaction has its own connection from a pool."""

    def __init__(self, file: Path, url: str | None = None) -> None:
        """Name the SQLite database in ``file``, or the one at ``url``; nothing is opened yet.

        Raises ConfigurationError if ``url`` is none that can be used.
        """
        self.url = _checked(url) if url else URL.create("sqlite", database=str(file))
        self.witness: Callable[..., None] | None = None
        """Told of every change to the register inside its transaction; see :mod:`artmatch.registry.witness`."""
        self._reading: dict[str, Any] = {}
        self._writing: dict[str, Any] = {_WRITES: True}
        if self._is_postgresql:
            self.name = postgresql.name_of(self.url)
            self._engine = create_engine(self.url, **postgresql.engine_arguments(self.url))
            self._reading |= postgresql.READING
            self._writing |= postgresql.WRITING
            event.listen(self._engine, "before_cursor_execute", postgresql.choose_format)
        else:
            self.name = self.url.database or ""
            arguments = {} if "timeout" in self.url.query else {"timeout": _BUSY_SECONDS}
            self._engine = create_engine(self.url, connect_args=arguments)
            event.listen(self._engine, "connect", _on_connect)
        event.listen(self._engine, "begin", _on_begin)

    def prepare(self) -> None:
        """Have readers and a writer work side by side, and the file made; one process at a time may do this.

        Raises RegistryError if the file is not a database, or the database cannot be used.
        """
        with self._clear_errors():
            if self._is_postgresql:
                postgresql.check(self._engine, self.name)
                return
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute(f"PRAGMA page_size = {_PAGE_BYTES}")  # heeded as long as the file is empty
                cursor.execute("PRAGMA journal_mode = WAL")
            finally:
                raw.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees the database as it is at its first query, whatever others write."""
        with (
            self._clear_errors(),
            self._engine.connect().execution_options(**self._reading) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writes beside; stored when the block ends, not at all if it raises."""
        with (
            self._clear_errors(),
            self._engine.connect().execution_options(**self._writing, **{WITNESS: self.witness}) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._engine.dispose()

    @property
    def _is_postgresql(self) -> bool:
        return self.url.get_backend_name() == "postgresql"

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, SQLiteError) as error:
            known = None
            if self._is_postgresql and isinstance(error, DBAPIError):
                known = postgresql.sentence(self.name, error)
            raise RegistryError(known or _sentence(self.name, error)) from error


def storable(text: str) -> str:
    """``text`` with what no database keeps as text replaced: halves of characters and the null character."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")


def in_portions(values: Iterable[T]) -> Iterator[list[T]]:
    """``values``, each once, in as many portions as statements must be made for them; without text that none hold."""
    unique = [value for value in dict.fromkeys(values) if not isinstance(value, str) or value == storable(value)]
    for start in range(0, len(unique), _VALUES_IN_A_STATEMENT):
        yield unique[start : start + _VALUES_IN_A_STATEMENT]


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(
            _(
                "The database's URL cannot be read: give one like sqlite:////folder/file or "
                "postgresql://user@host/database."
            )
        ) from error
    if parsed.get_backend_name() == "postgresql":
        return postgresql.url_with_driver(parsed)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise ConfigurationError(
            _(
                "The database {database} cannot hold a register: give a SQLite file, "
                "sqlite:////folder/file, or a PostgreSQL database, postgresql://user@host/database."
            ).format(database=parsed.render_as_string())
        )
    return parsed


def _on_connect(connection: SQLiteConnection, _: Any) -> None:
    connection.isolation_level = None  # _on_begin begins; left to itself the driver begins too late for a snapshot
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # what was stored survives a power cut as well


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    if connection.dialect.name == "postgresql":
        if writes:
            postgresql.take_turn(connection)
        return
    # Asking for the write lock at once waits for its turn; a reading transaction that starts to write may be refused.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sentence(name: str, error: SQLAlchemyError | SQLiteError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = getattr(cause, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
    match code:
        case "BUSY" | "LOCKED":
            return _(
                "The register {name} is being written by another program: try again when that has finished."
            ).format(name=name)
        case "FULL":
            return _("The disk is full, nothing was stored in the register {name}: make room and try again.").format(
                name=name
            )
        case "READONLY" | "CANTOPEN" | "PERM" | "AUTH":
            return _("The register {name} cannot be opened and written: check the path and its permissions.").format(
                name=name
            )
        case "NOTADB":
            return _("{name} is not a register's database: move the file away or name another folder.").format(
                name=name
            )
        case "CORRUPT":
            return _("The register {name} is damaged: restore it from a backup.").format(name=name)
    reason = str(cause).partition("\n")[0]
    return _(
        "The register {name} cannot be used ({reason}): repair what the reason says, or restore it from a backup."
    ).format(name=name, reason=reason)
