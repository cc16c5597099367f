"""The longer texts say what the code does: they are read here and compared with it."""

import importlib.util
import json
import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from artmatch.casework import Action, Casework, Circumstances, Entry, NewExhibitPhotograph
from artmatch.cli.register_command import FIELDS
from artmatch.config import Settings
from artmatch.exchange.lido import PHOTOGRAPH_PLACES, PLACES, RELATION_PLACES
from artmatch.exchange.mapping import ColumnMapping
from artmatch.exchange.problems import Problem, Weight
from artmatch.exchange.reading import read_records
from artmatch.imaging import decode, encode_jpeg
from artmatch.matching.intake import TABLE_COLUMNS
from artmatch.records import ArtworkRecord, Status, ViewLabel
from artmatch.registry import Registry, Stage

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def part(text, heading):
    """What stands under a heading of the second level."""
    return re.search(rf"(?ms)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text)[1]


def first_cells(text):
    """The first cells of a table's rows that are set as code."""
    return re.findall(r"(?m)^\| `([^`]+)` \|", text)


def blocks(text, language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", text)


def test_the_fields_of_a_record_are_described_in_their_order():
    described = first_cells(text_of("docs/fields.md").partition("\n## ")[0])
    given = [field.name for field in fields(ArtworkRecord) if field.name != "demonstration"]
    assert described == given
    assert set(described) == {"object_id", "title", *FIELDS}


def test_the_columns_of_the_table_are_the_fields_and_what_is_described_beside_them():
    text = text_of("docs/fields.md")
    of_record = first_cells(text.partition("\n## ")[0])
    of_photograph = first_cells(part(text_of("docs/exchange.md"), "The table"))
    assert (*of_record, *of_photograph) == TABLE_COLUMNS


def test_every_view_and_every_status_is_described():
    text = text_of("docs/fields.md")
    assert first_cells(part(text, "Photographs")) == list(ViewLabel)
    [row] = re.findall(r"(?m)^\| `status` \|.*$", text)
    assert set(re.findall(r"`(\w+)`", row)) == {"status", *Status}


def test_the_limits_on_a_photograph_are_those_of_the_settings():
    megabytes, megapixels = re.search(r"Up to (\d+) MB and (\d+) million pixels", text_of("docs/fields.md")).groups()
    settings = Settings.load(env={})
    assert (settings.max_megabytes, settings.max_megapixels) == (float(megabytes), float(megapixels))


def test_the_table_shown_is_read_as_two_objects_with_three_photographs(tmp_path):
    [shown] = blocks(text_of("docs/exchange.md"), "csv")
    (tmp_path / "records.csv").write_text(shown, encoding="utf-8")
    reading = read_records(tmp_path / "records.csv")
    assert not reading.problems
    intake = reading.intake
    assert [(entry.record.object_id, len(entry.photographs)) for entry in intake.entries] == [
        ("KBI-1", 2),
        ("KBI-2", 1),
    ]
    assert intake.entries[0].record.event == "Modena, 12 March 2004"
    assert intake.entries[0].photographs[1].view is ViewLabel.MARK


def test_the_mapping_file_shown_is_one(tmp_path):
    [shown] = blocks(text_of("docs/exchange.md"), "toml")
    (tmp_path / "museum.toml").write_text(shown, encoding="utf-8")
    mapping = ColumnMapping.read(tmp_path / "museum.toml")
    assert mapping.column("Inventarnr.") == "object_id"
    assert mapping.value("status", "Gestohlen") == "stolen"


def test_the_line_of_json_shown_is_read(tmp_path):
    [shown] = blocks(text_of("docs/exchange.md"), "json")
    (tmp_path / "objects.jsonl").write_text(shown, encoding="utf-8")
    reading = read_records(tmp_path / "objects.jsonl")
    assert not reading.problems
    assert reading.intake.entries[0].record.earliest_year == 1450


def test_the_places_of_fields_in_lido_are_those_of_the_code():
    rows = re.findall(r"(?m)^\| `(\w+)` \| `([^`]+)` \|$", part(text_of("docs/exchange.md"), "LIDO"))
    assert rows == [*PLACES.items(), *RELATION_PLACES.items(), *PHOTOGRAPH_PLACES.items()]


def test_a_line_of_a_report_has_the_keys_that_are_described():
    described = part(text_of("docs/exchange.md"), "The dry run")
    assert first_cells(described) == list(Problem("x").as_dict())
    assert all(f"`{weight}`" in described for weight in Weight)


@pytest.mark.parametrize(
    "name", ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in DOCS.glob("*.md"))]
)
def test_every_file_that_a_text_links_to_is_there(name):
    folder = (ROOT / name).parent
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text_of(name))
    missing = [link for link in links if "://" not in link and not (folder / link).exists()]
    assert missing == []


def test_a_court_verifies_ledger_photographs_and_checkpoint_with_the_lines_of_the_text(tmp_path, monkeypatch, capsys):
    [lines] = blocks(text_of("docs/casework.md"), "python")
    with Registry.open(tmp_path) as registry:
        casework = Casework.open(tmp_path, registry.database, Circumstances)
        data = encode_jpeg(np.zeros((40, 60, 3), np.uint8))
        casework.cases.open_case("KBI-1", by="Jones", notes="Müller’s cellar, 3 µm, “quoted”")
        exhibit = casework.cases.add_exhibit("KBI-1", "3", by="Jones")
        new = NewExhibitPhotograph(data, decode(data, name=""), "bust.jpg")
        [photograph] = casework.cases.add_photographs(exhibit.exhibit_id, [new], by="Jones")
        (tmp_path / "checkpoint.json").write_bytes(casework.checkpoint(by="Jones"))
        (tmp_path / "key.pem").write_bytes(casework.public_key())
    monkeypatch.chdir(tmp_path)
    exec(lines, {})
    assert capsys.readouterr().out == "4 entries hold, the signature too\n"
    file = tmp_path / "exhibits" / photograph.sha256[:2] / photograph.sha256
    file.chmod(0o644)
    file.write_bytes(data[:-1])
    with pytest.raises(AssertionError, match="was changed"):
        exec(lines, {})


def test_every_action_and_every_key_of_an_entry_is_described():
    text = part(text_of("docs/casework.md"), "The ledger")
    assert set(first_cells(text)) == {field.name for field in fields(Entry)} - {"hash"}
    named = re.search(r"(?s)Actions: (.*?)\.\n", text)[1]
    assert [" ".join(one.split()) for one in named.split(",")] == list(Action)


def test_the_page_of_the_tables_is_what_the_code_writes_now():
    """`python docs/registry.py` writes it."""
    specification = importlib.util.spec_from_file_location("registry_reference", DOCS / "registry.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert text_of("docs/registry.md") == module.reference()


def test_every_stage_is_described():
    assert first_cells(part(text_of("docs/fields.md"), "On its way into the register")) == list(Stage)


def test_the_model_card_says_what_the_fit_came_to():
    measured = json.loads(text_of("models/embedding.json"))["error_rates"]
    card = " ".join(text_of("models/README.md").split())

    def short(name):
        return f"{measured[name]:.3f}".removeprefix("0")

    assert f"a trial of {measured['queries']:,} queries and as many strangers" in card
    assert measured["queries"] == measured["strangers"]
    said = (
        f"{short('recall_at_1')} are found; of the strangers {short('strangers_called_strong')} are called strong "
        f"(where .005 is meant), {short('strangers_called_possible_or_strong')} possible or better, "
        f"{short('strangers_called_weak_or_better')} weak or better; of the answers called strong "
        f"{short('wrong_among_strong')} are wrong"
    )
    assert said in card
