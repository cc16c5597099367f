"""What only PostgreSQL needs: how to connect, whose turn it is to write, and what its errors mean."""

from importlib.util import find_spec
from typing import Any

from sqlalchemy import URL, Column, Connection, Engine, ExecutionContext, func, select
from sqlalchemy.exc import DBAPIError

from artmatch.errors import ConfigurationError, RegistryError
from artmatch.messages import _

DRIVER = "postgresql+psycopg"

READING: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}
"""Every query of a transaction sees the state that its first one saw."""
WRITING: dict[str, Any] = {"isolation_level": "READ COMMITTED"}
"""Once it is its turn a writer sees what the one before it stored."""

BINARY = "artmatch_binary"
"""Execution option: have bytes come as they are, in half the time that it takes to spell and read them."""

_CONNECTING_SECONDS = 10
_TURN = int.from_bytes(b"artmatch")
"""The advisory lock that a writer holds until its transaction ends, however it ends."""
_TAKE_TURN = f"""
SELECT set_config('lock_timeout', '60s', true)
    WHERE current_setting('lock_timeout') = '0';
SET LOCAL tcp_keepalives_idle = 20;
SET LOCAL tcp_keepalives_interval = 10;
SET LOCAL tcp_keepalives_count = 3;
SELECT pg_advisory_xact_lock({_TURN});
DO $$
DECLARE numbers text;
BEGIN
    FOR numbers IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = current_schema() LOOP
        EXECUTE 'ALTER SEQUENCE ' || numbers || ' INCREMENT BY 1';
    END LOOP;
END $$
"""
"""Waits as long as SQLite does, if nobody set otherwise. A writer whose machine died loses its turn within a minute.

An altered sequence, even one altered to what it was, belongs to the transaction: numbers that were given are given back
if that is not stored."""


_BUSY = ("55P03", "40001", "40P01")
"""SQLSTATEs: waited too long for a lock, or two waited for each other."""
_FULL = ("53100",)
_NOT_WRITABLE = ("25006", "42501")
"""The transaction reads only, as on a standby, or the user may not."""
_DAMAGED = ("XX001", "XX002")
_WENT_AWAY = ("57P01", "57P02", "57P03")
"""The server was shut down, crashed, or is not yet there; a connection that cannot be made has no code."""


def url_with_driver(url: URL) -> URL:
    """``url`` for the one driver that is used. Raises ConfigurationError for another one, or if it is missing."""
    if url.drivername not in ("postgresql", DRIVER):
        raise ConfigurationError(
            _("The database {url} names a driver that is not used: write postgresql://.").format(
                url=url.render_as_string()
            )
        )
    if find_spec("psycopg") is None:
        raise ConfigurationError(
            _("A register on PostgreSQL needs its driver: install it with `pip install 'artmatch[postgresql]'`.")
        )
    return url.set(drivername=DRIVER)


def name_of(url: URL) -> str:
    """How people know the database: without its user and password."""
    return _("{database} on {host}").format(
        database=url.database or url.username, host=url.host or url.query.get("host", _("this machine"))
    )


def engine_arguments(url: URL) -> dict[str, Any]:
    """For ``create_engine``: give up on a server that does not answer, and notice one that was started anew."""
    arguments = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECTING_SECONDS}
    return {"connect_args": arguments, "pool_pre_ping": True}


def check(engine: Engine, name: str) -> None:
    """Raise RegistryError for a database that cannot hold every text, or that sorts in the order of a language.

    That order differs from SQLite's, and changes with the server's operating system, which damages indexes.
    """
    with engine.connect() as connection:
        query = "SELECT current_setting('server_encoding') = 'UTF8' AND 'Z'::text < 'a'::text AND 'z'::text < 'é'::text"
        is_fit = connection.exec_driver_sql(query).scalar_one()
    if not is_fit:
        raise RegistryError(
            _(
                "The database {name} does not keep text as UTF-8 in the order of its characters: make it with "
                "CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'."
            ).format(name=name)
        )


def choose_format(
    _connection: Connection, cursor: Any, _query: str, _values: Any, context: ExecutionContext, _many: bool
) -> None:
    """Before a query is sent."""
    cursor.format = int(context.execution_options.get(BINARY, False))


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction writes; from then on this one does until it ends."""
    connection.exec_driver_sql(_TAKE_TURN)


def count_on(connection: Connection, column: Column[Any]) -> None:
    """Go on with the numbers of ``column`` after the highest of the rows that came with theirs."""
    sequence = func.pg_get_serial_sequence(column.table.name, column.name)
    connection.execute(select(func.setval(sequence, func.max(column))).having(func.max(column).is_not(None)))


def sentence(name: str, error: DBAPIError) -> str | None:
    """What ``error`` means; None if that is for its own words to say."""
    reason = str(error.orig).partition("\n")[0]
    code = getattr(error.orig, "sqlstate", None)
    if code is None or code in _WENT_AWAY:
        if "password" in reason:
            return _("The register {name} refuses user or password: check them in the URL or in ~/.pgpass.").format(
                name=name
            )
        return _("The register {name} cannot be reached ({reason}): check its URL and whether its server runs.").format(
            name=name, reason=reason
        )
    if code in _BUSY:
        said = _("The register {name} is being written by another program: try again when that has finished.")
    elif code in _FULL:
        said = _("The server's disk is full, nothing was stored in the register {name}: make room and try again.")
    elif code in _NOT_WRITABLE:
        said = _("The register {name} may not be written: check the rights of the URL's user, and the server.")
    elif code in _DAMAGED:
        said = _("The register {name} is damaged: restore it from a backup.")
    else:
        return None
    return said.format(name=name)
