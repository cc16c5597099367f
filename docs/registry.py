"""Writes docs/registry.md from the code: ``python docs/registry.py``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Table

from artmatch.records import ArtworkRecord, Collection, EventKind, Sensitivity, Status, ViewLabel
from artmatch.registry import Action, LinkKind, Stage
from artmatch.registry.schema import metadata, version

_VALUES = {
    ("objects", "status"): Status,
    ("objects", "event_kind"): EventKind,
    ("objects", "collection"): Collection,
    ("objects", "sensitivity"): Sensitivity,
    ("objects", "stage"): Stage,
    ("photographs", "view"): ViewLabel,
    ("revisions", "action"): Action,
    ("links", "kind"): LinkKind,
    ("statuses", "status"): Status,
}
_FIELDS = set(ArtworkRecord.__slots__)
_TARGET = Path(__file__).with_name("registry.md")


def reference() -> str:
    """The page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    tables = sorted(metadata.tables.values(), key=lambda table: (table.name != "objects", table.name != "photographs"))
    yield "# The tables of a register"
    yield ""
    yield "Written by `python docs/registry.py` from the code; a test compares. What the fields of a record mean stands"
    yield f"in [Fields of a record](fields.md). This is version {version} of the tables; a register of an earlier"
    yield "version is brought to it when it is opened."
    yield ""
    yield "```mermaid"
    yield "erDiagram"
    for table in tables:
        yield from (f"    {line}" for line in _entity(table))
    for table in tables:
        yield from (f"    {line}" for line in _relations(table))
    yield "```"
    for table in tables:
        yield ""
        yield f"## {table.name}"
        yield ""
        yield table.info["about"]
        yield ""
        yield "| column | type | |"
        yield "|---|---|---|"
        yield from (_row(column) for column in table.columns)


def _entity(table: Table) -> Iterator[str]:
    """A table in the picture: of objects only the columns that are no fields of the record."""
    yield f"{table.name} {{"
    for column in table.columns:
        if table.name == "objects" and column.name in _FIELDS and not column.primary_key:
            continue
        key = "PK" if column.primary_key else "FK" if column.foreign_keys else ""
        yield f"    {_type(column).partition(' (')[0].replace(' ', '_')} {column.name} {key}".rstrip()
    yield "}"


def _relations(table: Table) -> Iterator[str]:
    for constraint in sorted(table.foreign_key_constraints, key=lambda one: one.column_keys):
        columns = " and ".join(constraint.column_keys)
        yield f'{constraint.referred_table.name} ||--o{{ {table.name} : "{columns}"'


def _row(column: Column) -> str:
    said = []
    if column.primary_key:
        said.append("key")
    said += [f"refers to `{key.column}`" for key in column.foreign_keys]
    if column.nullable:
        said.append("may be missing")
    if column.table.name == "objects" and column.name in _FIELDS:
        said.append("field of the record")
    values = _VALUES.get((column.table.name, column.name))
    if values is not None:
        said.append("one of " + ", ".join(f"`{value}`" for value in values))
    return f"| `{column.name}` | {_type(column)} | {'; '.join(said)} |"


def _type(column: Column) -> str:
    names = {"bytes": "bytes", "str": "text", "int": "whole number", "float": "number", "bool": "yes or no"}
    return names.get(column.type.python_type.__name__, "moment (UTC)")


if __name__ == "__main__":
    _TARGET.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"Wrote {_TARGET}.\n")
