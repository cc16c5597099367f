"""Any file of records, by its ending."""

from pathlib import Path

from artmatch.errors import ConfigurationError
from artmatch.exchange.mapping import ColumnMapping
from artmatch.exchange.problems import Reading
from artmatch.messages import _

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def read_records(file: Path, *, mapping: Path | None = None, photographs: Path | None = None) -> Reading:
    """The objects of a table (CSV, Excel), a LIDO file (``.xml``) or JSON lines (``.jsonl``).

    ``mapping`` and ``photographs`` are for tables: the mapping file, and the folder in which photographs are found by
    number. Raises ConfigurationError for another ending or what does not go together, NotFoundError and InputError as
    the readers of the formats do.
    """
    ending = file.suffix.lower()
    if ending in TABLE_ENDINGS:
        from artmatch.exchange.record_table import read_objects
        from artmatch.exchange.tables import read_table

        columns = None if mapping is None else ColumnMapping.read(mapping)
        return read_objects(read_table(file), columns, photographs)
    if mapping is not None or photographs is not None:
        raise ConfigurationError(_("A mapping file and a folder of photographs go with a table: CSV or Excel."))
    if ending == ".jsonl":
        from artmatch.exchange.json_lines import read_json_lines

        return read_json_lines(file)
    if ending == ".xml":
        from artmatch.exchange.lido_reading import read_lido

        return read_lido(file)
    raise ConfigurationError(
        _(
            "{file} ends like no file of records: give .csv, .xlsx, .xml (LIDO) or .jsonl; a folder of "
            "photographs is for `artmatch index`."
        ).format(file=file)
    )
