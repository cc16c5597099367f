"""One byte changed on disk, by whatever means, is found."""

import hashlib
import math
import random
import shutil
import sqlite3
from contextlib import suppress

import pytest

from artmatch.casework import Casework, Circumstances, read_checkpoint
from artmatch.errors import InputError, RegistryError
from artmatch.registry import Registry

TABLES = (
    "cases",
    "exhibits",
    "exhibit_photographs",
    "derived_pictures",
    "searches",
    "search_candidates",
    "judgements",
    "alerts",
    "withdrawals",
    "ledger",
)


@pytest.fixture
def database(everything):
    """The register's own SQLite file as somebody with a knife sees it: the triggers are gone."""
    database = sqlite3.connect(everything.settings.folder / "registry.sqlite", isolation_level=None)
    for [name] in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    yield database
    database.close()


def altered(value, moment):
    """``value`` with one byte or the last bit of a number changed."""
    if isinstance(value, float):
        return math.nextafter(value, 2)
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 0
    if not value:
        return "x"
    place = moment.randrange(len(value))
    if isinstance(value, bytes):
        return value[:place] + bytes([value[place] ^ 1 << moment.randrange(8)]) + value[place + 1 :]
    return value[:place] + ("a" if value[place] != "a" else "b") + value[place + 1 :]


def cells(database):
    """Every cell of every table: its table, row number and column."""
    for table in TABLES:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        for [rowid] in database.execute(f"SELECT rowid FROM {table}").fetchall():
            yield from ((table, rowid, column) for column in columns)


def test_a_change_of_one_byte_in_any_row_is_found(everything, database):
    assert not everything.casework.verify(with_files=False).faults
    moment = random.Random(2026)
    everywhere = list(cells(database))
    chosen = [cell for cell in everywhere if cell[0] in ("ledger", "judgements", "withdrawals", "alerts")]
    chosen += moment.sample([cell for cell in everywhere if cell not in chosen], 150)
    database.execute("PRAGMA foreign_keys = OFF")
    for table, rowid, column in chosen:
        where = f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?'
        [before] = database.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', [rowid]).fetchone()
        after = altered(before, moment)
        try:
            database.execute(where, [after, rowid])
        except sqlite3.IntegrityError:  # another row has that value: the database noticed by itself
            continue
        # A row whose number was changed is found under its new one.
        key = after if column in ("number", f"{table[:-1]}_id") and isinstance(after, int) else rowid
        faults = everything.casework.verify(with_files=False).faults
        assert faults, f"{column} of {table} {rowid} was {before!r}, became {after!r} and nobody noticed"
        if table == "ledger":
            assert faults[0].entry == rowid
        database.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', [before, key])
    assert len(chosen) > 200
    assert not everything.casework.verify(with_files=False).faults


def test_a_change_of_one_byte_in_any_photograph_is_found_and_named(everything):
    files = [
        path
        for folder in ("exhibits", "photographs")
        for path in (everything.settings.folder / folder).rglob("*")
        if len(path.name) == 64
    ]
    assert len(files) == 14
    moment = random.Random(7)
    for path in files:
        path.chmod(0o644)
        before = path.read_bytes()
        for _ in range(3):
            path.write_bytes(altered(before, moment))
            [fault] = everything.casework.verify().faults
            assert path.name in fault.sentence
        path.unlink()
        [fault] = everything.casework.verify().faults
        assert path.name in fault.sentence
        path.write_bytes(before)
    assert not everything.casework.verify().faults


def test_a_bit_that_flips_on_the_disk_itself_is_found(everything, tmp_path):
    folder = everything.settings.folder
    everything.close()
    with sqlite3.connect(folder / "registry.sqlite") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        stored = [row[0] for row in database.execute("SELECT entry FROM ledger")]
        stored += [row[0].encode() for row in database.execute("SELECT note FROM judgements WHERE note != ''")]
        stored += [row[0].encode() for row in database.execute("SELECT sentence FROM search_candidates LIMIT 5")]
    database.close()
    data = (folder / "registry.sqlite").read_bytes()
    moment = random.Random(5)
    flipped = 0
    for text in stored:
        start = data.find(text)
        if start < 0:  # it goes on in an overflow page
            continue
        copy = tmp_path / f"copy {flipped}"
        shutil.copytree(folder, copy)
        place = start + moment.randrange(len(text))
        changed = data[:place] + bytes([data[place] ^ 1 << moment.randrange(8)]) + data[place + 1 :]
        (copy / "registry.sqlite").write_bytes(changed)
        with Registry.open(copy) as registry, suppress(RegistryError):  # so broken that it cannot be read
            assert Casework.open(copy, registry.database, Circumstances).verify(with_files=False).faults
        shutil.rmtree(copy)
        flipped += 1
    assert flipped >= 15


def test_a_row_taken_away_or_put_in_is_found(everything, database):
    database.execute("PRAGMA foreign_keys = OFF")
    copied = database.execute("SELECT * FROM withdrawals").fetchone()
    database.execute("DELETE FROM withdrawals")
    [fault] = everything.casework.verify(with_files=False).faults
    assert (fault.entry, fault.sentence) == (13, "withdrawals/1, which entry 13 tells of, is gone.")
    database.execute("INSERT INTO withdrawals VALUES (?, ?, ?, ?, ?)", copied)
    database.execute("INSERT INTO withdrawals VALUES (9, 1, 'invented', ?, 'nobody')", [copied[3]])
    [fault] = everything.casework.verify(with_files=False).faults
    assert (fault.entry, fault.sentence) == (None, "No entry tells of withdrawals/9.")


def test_an_entry_taken_out_is_named(everything, database):
    for number in (12, 6, 1):
        database.execute("DELETE FROM ledger WHERE number = ?", [number])
        assert everything.casework.verify(with_files=False).faults[0].entry == number


def test_an_entry_written_anew_with_its_hash_breaks_the_link_to_the_next(everything, database):
    [data] = database.execute("SELECT entry FROM ledger WHERE number = 9").fetchone()
    forged = data.replace(b"Jones", b"Smith")
    database.execute(
        "UPDATE ledger SET entry = ?, hash = ? WHERE number = 9", [forged, hashlib.sha256(forged).hexdigest()]
    )
    assert everything.casework.verify(with_files=False).faults[0].entry == 10


def test_a_tail_that_was_cut_is_found_by_a_checkpoint_from_before(everything, database):
    casework = everything.casework
    casework.ledger.note("login", by="Smith", details={})
    checkpoint = read_checkpoint(casework.checkpoint(by="Smith"), casework.public_key())
    assert not casework.verify(against=checkpoint).faults
    database.execute("DELETE FROM ledger WHERE number > 14")
    assert not casework.verify().faults
    [fault] = casework.verify(against=checkpoint).faults
    assert fault.entry == 15
    assert fault.sentence == "The ledger ends at entry 14, but entry 16 was signed: its tail was cut."
    for _ in range(2):
        casework.ledger.note("login", by="Somebody else", details={})
    [fault] = casework.verify(against=checkpoint).faults
    assert (fault.entry, fault.sentence) == (16, "Entry 16 is not the one that was signed.")


def test_a_checkpoint_that_was_changed_or_signed_by_another_key_is_refused(everything, tmp_path):
    casework = everything.casework
    signed, key = casework.checkpoint(by="Smith"), casework.public_key()
    assert read_checkpoint(signed, key).number == 15
    for place in range(0, len(signed) - 1, 7):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        with pytest.raises(InputError):
            read_checkpoint(changed, key)
    with Registry.open(tmp_path / "other") as registry:
        other = Casework.open(tmp_path / "other", registry.database, Circumstances)
        with pytest.raises(InputError, match="was not signed with this key"):
            read_checkpoint(signed, other.public_key())


def test_the_signing_key_is_made_once_and_readable_by_its_owner_only(everything):
    first = everything.casework.public_key()
    file = everything.settings.folder / "ledger-key.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert everything.casework.public_key() == first
    assert not list(file.parent.glob(".unfinished*"))
