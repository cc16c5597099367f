"""The mapping file: what a museum's own columns and values are called here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from artmatch.errors import ConfigurationError, NotFoundError
from artmatch.matching.intake import TABLE_COLUMNS
from artmatch.messages import _


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """From foreign columns and values to ours; what is not mentioned keeps its name and value."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Foreign column to ours; to nothing, where the column is left alone on purpose."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By our column: foreign value, casefolded, to ours."""

    @classmethod
    def read(cls, file: Path) -> "ColumnMapping":
        """Read the TOML file; raises NotFoundError, or ConfigurationError that says which entry cannot be used."""
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NotFoundError(_("There is no mapping file {file}: check the path.").format(file=file)) from error
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                _("The mapping file {file} cannot be read: {error}.").format(file=file, error=error)
            ) from error
        unknown = sorted(content.keys() - {"columns", "values"})
        if unknown:
            raise ConfigurationError(
                _(
                    "The mapping file {file} has the table [{unknown}]: only [columns] and [values.COLUMN] are known."
                ).format(file=file, unknown=unknown[0])
            )
        columns = _texts(content.get("columns", {}), "columns", file)
        values = content.get("values", {})
        if not isinstance(values, dict):
            raise ConfigurationError(
                _("The mapping file {file} gives no table for values: write [values.COLUMN].").format(file=file)
            )
        for name in (*(ours for ours in columns.values() if ours), *values):
            if name not in TABLE_COLUMNS:
                raise ConfigurationError(
                    _(
                        "The mapping file {file} names the column {name!r}, which there is not: docs/fields.md has "
                        "those that there are."
                    ).format(file=file, name=name)
                )
        by_column = {name: _texts(pairs, f"values.{name}", file) for name, pairs in values.items()}
        return cls(columns, {name: {k.casefold(): v for k, v in pairs.items()} for name, pairs in by_column.items()})

    def column(self, name: str) -> str:
        """What the foreign column ``name`` is called here; empty for one that is left alone on purpose."""
        return self.columns.get(name, name)

    def value(self, column: str, text: str) -> str:
        """What ``text`` in our ``column`` means."""
        return self.values.get(column, {}).get(text.casefold(), text)


def _texts(pairs: Any, table: str, file: Path) -> dict[str, str]:
    if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
        raise ConfigurationError(
            _('The table [{table}] of the mapping file {file} needs lines such as "theirs" = "ours".').format(
                table=table, file=file
            )
        )
    return pairs
