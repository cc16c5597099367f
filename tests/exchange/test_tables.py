"""CSV and Excel to objects; every problem by row and column."""

from datetime import date, datetime, time
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from artmatch.errors import ConfigurationError, InputError, NotFoundError
from artmatch.exchange.problems import Weight
from artmatch.exchange.reading import read_records
from artmatch.exchange.tables import column_letter
from artmatch.records import EventKind, Status, ViewLabel


@pytest.fixture
def csv(tmp_path):
    """Write a CSV and read it."""

    def read(text, encoding="utf-8", **options):
        file = tmp_path / "objects.csv"
        file.write_bytes(text.encode(encoding))
        return read_records(file, **options)

    return read


@pytest.fixture
def xlsx(tmp_path):
    """Write an Excel workbook and read it."""

    def read(*rows, **options):
        file = tmp_path / "objects.xlsx"
        workbook = Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(file)
        return read_records(file, **options)

    return read


def objects(reading):
    return {entry.record.object_id: [one.name for one in entry.photographs] for entry in reading.intake.entries}


def errors(reading):
    """From cell to sentence, errors only."""
    return {one.cell: one.problem for one in reading.problems if one.weight is Weight.ERROR}


def remarks(reading):
    return [one.problem for one in reading.problems if one.weight is Weight.REMARK]


def test_rows_of_one_object_belong_together_and_later_ones_may_be_short(csv, tmp_path):
    reading = csv(
        "object_id,title,maker,status,photograph,view,credit,taken,included\n"
        'K1,"Bust, gilded",Anon,missing,k1.jpg,,Studio,2001-05,\n'
        "K2,Cup,,,k2.jpg,mark,,,no\n"
        "K1,,,,k1b.jpg,verso,,,yes\n"
    )
    first, second = reading.intake.entries
    assert (first.record.title, first.record.maker, first.record.status) == ("Bust, gilded", "Anon", Status.MISSING)
    assert [(one.name, one.view, one.credit, one.taken, one.included, one.row) for one in first.photographs] == [
        ("k1.jpg", ViewLabel.OVERALL, "Studio", "2001-05", True, 2),
        ("k1b.jpg", ViewLabel.VERSO, "", "", True, 4),
    ]
    assert first.photographs[0].content == tmp_path / "k1.jpg"
    assert (second.record.status, second.photographs[0].view) == (Status.STOLEN, ViewLabel.MARK)
    assert not second.photographs[0].included
    assert not reading.problems


def test_only_the_fields_that_a_table_fills_are_given(csv):
    [entry] = csv("object_id,owner,maker,photograph\nK1,Museum,,a.jpg\n").intake.entries
    assert entry.given == {"object_id", "owner"}
    assert entry.record.title == "K1"  # stands in, but replaces no registered one


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_cells(csv, delimiter):
    text = f"object_id{delimiter}title{delimiter}photograph\r\nK1{delimiter}Bust{delimiter}a.jpg\r\n"
    assert csv(text, "utf-8-sig").intake.entries[0].record.title == "Bust"


@pytest.mark.parametrize(
    ("row", "cell", "reason"),
    [
        (",Cup,c.jpg,,,,", "A4", "object_id is empty"),
        ("K9,,c.jpg,,,,", "B4", "has no title"),
        ("K9,Cup,c.jpg,side,,,", "D4", "view 'side' is none of overall, detail"),
        ("K9,Cup,c.jpg,,lost,,", "E4", "status 'lost' is none of stolen"),
        ("K9,Cup,c.jpg,,,14th c.,", "F4", "'14th c.' is no year"),
        ("K9,Cup,c.jpg,,,1450,1440", "G4", "exchange the years"),
        ("K9,Cup,c.jpg,,,,,extra", "H4", "more than the 7 cells"),
        ("K1,Other,x.jpg,,,,", "B4", r"title of object K1 is 'Bust' in row 2 but 'Other' in row 4"),
        ("K1,,k1.jpg,,,,", "A4", "Row 2 says the same"),
        ("K\x07,Cup,c.jpg,,,,", "A4", "control characters"),
    ],
)
def test_a_wrong_row_is_reported_by_its_cell_and_the_others_go_on(csv, row, cell, reason):
    header = "object_id,title,photograph,view,status,earliest_year,latest_year"
    reading = csv(f"{header}\nK1,Bust,k1.jpg,,,,\nK2,Vase,k2.jpg,,,,\n{row}\n")
    assert reason in errors(reading)[cell]
    assert "K2" in objects(reading)
    assert len(reading.intake) == 3
    assert reason in {one.row: one.reason for one in reading.intake.refused}[4]


def test_every_problem_of_a_row_is_reported_at_once(csv):
    reading = csv("object_id,title,status,view,event_earliest\nK1,Bust,lost,side,2004-13\n")
    assert set(errors(reading)) == {"C2", "D2", "E2"}


def test_a_contradiction_refuses_the_whole_object(csv):
    reading = csv("object_id,title,photograph\nK1,Bust,a.jpg\nK1,Head,b.jpg\nK2,Cup,c.jpg\n")
    assert objects(reading) == {"K2": ["c.jpg"]}
    assert [one.row for one in reading.intake.refused] == [2, 3]


def test_a_photograph_of_two_objects_is_remarked_on(csv):
    reading = csv("object_id,photograph\nK1,a.jpg\nK2,a.jpg\n")
    assert remarks(reading) == ["Row 2 gives the same photograph to object K1: is that right?"]
    assert set(objects(reading)) == {"K1", "K2"}


def test_an_object_without_a_photograph_is_kept_and_remarked_on(csv):
    reading = csv("object_id,title,photograph\nK1,Bust,\n")
    assert objects(reading) == {"K1": []}
    assert "no photograph" in remarks(reading)[0]
    assert len(reading.intake) == 1


def test_bytes_in_another_encoding_are_reported_by_their_cell(csv):
    reading = csv("object_id,title,photograph\nK1,Béguin,a.jpg\nK2,Cup,b.jpg\n", "latin-1")
    assert errors(reading) == {
        "B2": "The title 'B\ufffdguin' holds bytes that are not UTF-8: save the table as CSV UTF-8."
    }
    assert objects(reading) == {"K2": ["b.jpg"]}


def test_blank_rows_are_no_inputs_but_count_as_rows(csv):
    reading = csv("object_id,photograph\n\nK1,k1.jpg\n,\n")
    assert reading.intake.entries[0].photographs[0].row == 3
    assert len(reading.intake) == 1


def test_columns_that_are_no_fields_are_named(csv):
    assert "tilte" in remarks(csv("object_id,photograph,tilte\nK1,k1.jpg,Cup\n"))[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title,photograph\nCup,a.jpg\n", "lacks the column object_id"),
        ("", "lacks the column object_id"),
        ("object_id,photograph,photograph\nK1,a,b\n", "names the column photograph twice"),
        ('object_id,photograph\nK1,"a\n', "line 2"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(csv, text, message):
    with pytest.raises(InputError, match=message):
        csv(text)


def test_a_table_in_utf_16_is_told_how_to_be_saved(csv):
    with pytest.raises(InputError, match="UTF-16: save it as CSV UTF-8"):
        csv("object_id\nK1\n", "utf-16")


def test_a_missing_file_is_not_found(tmp_path):
    for name in ("gone.csv", "gone.xlsx", "gone.xml", "gone.jsonl"):
        with pytest.raises(NotFoundError):
            read_records(tmp_path / name)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match=r"give \.csv, \.xlsx"):
        read_records(tmp_path / "objects.docx")


def test_an_excel_table_is_read_as_it_was_typed(xlsx):
    reading = xlsx(
        ["object_id", "title", "earliest_year", "event_kind", "event_earliest", "photograph", "taken", "included"],
        [1907, " Bust ", 1450, "theft", date(2004, 3, 12), "a.jpg", datetime(2001, 5, 6), True],
        ["0042", "Cup", None, None, "2004-03", "b.jpg", 2001, "no"],
    )
    assert not reading.problems
    first, second = reading.intake.entries
    assert (first.record.object_id, first.record.title, first.record.earliest_year) == ("1907", "Bust", 1450)
    assert (first.record.event_kind, first.record.event_earliest) == (EventKind.THEFT, "2004-03-12")
    assert (first.photographs[0].taken, first.photographs[0].included) == ("2001-05-06", True)
    assert (second.record.object_id, second.record.event_earliest) == ("0042", "2004-03")
    assert (second.photographs[0].taken, second.photographs[0].included) == ("2001", False)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("title", "=A1", "formula"),
        ("title", "#REF!", "error of the spreadsheet"),
        ("inventory_number", date(2026, 4, 3), "turned into the date 2026-04-03"),
        ("date_or_period", datetime(1925, 5, 1), "turned into the date 1925-05-01"),
        ("measurements", time(4, 30), "turned into the time 04:30:00"),
        ("event_earliest", 38058, "the number that a spreadsheet keeps the date 2004-03-12 as"),
        ("date_documented", 38058, "keeps the date 2004-03-12 as"),
        ("inventory_number", 1234567890123456, "more than 15 digits"),
        ("source_number", "1.23E+15", "shortened"),
        ("earliest_year", 1450.5, "is no year"),
        ("status", "gone", "none of stolen"),
    ],
)
def test_what_a_spreadsheet_has_spoilt_is_reported_by_its_cell(xlsx, column, value, reason):
    reading = xlsx(["object_id", column, "photograph"], ["K1", value, "a.jpg"], ["K2", None, "b.jpg"])
    assert reason in errors(reading)["B2"]


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    file = tmp_path / "objects.xlsx"
    file.write_bytes(b"object_id\nK1\n")
    with pytest.raises(InputError, match="no Excel workbook"):
        read_records(file)
    with ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<no")
    with pytest.raises(InputError, match="save it again as XLSX"):
        read_records(file)


def test_columns_are_lettered_as_in_a_spreadsheet():
    letters = [column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702)]
    assert letters == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


MAPPING = """
[columns]
"Inventarnr." = "object_id"
"Bezeichnung" = "title"
"Zustand" = "status"
"Foto" = "photograph"
"Ansicht" = "view"
"Bearbeiter" = ""

[values.status]
"gestohlen" = "stolen"
"wiedergefunden" = "recovered"

[values.view]
"Rückseite" = "verso"
"""


@pytest.fixture
def mapping(tmp_path):
    """Write a mapping file."""
    file = tmp_path / "mapping.toml"

    def write(text=MAPPING):
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_foreign_columns_and_values_are_mapped(csv, mapping):
    header = "Inventarnr.;Bezeichnung;Zustand;Foto;Ansicht;Bearbeiter"
    reading = csv(f"{header}\n7;Becher;Wiedergefunden;a.jpg;Rückseite;Meier\n", mapping=mapping())
    [entry] = reading.intake.entries
    assert (entry.record.object_id, entry.record.title, entry.record.status) == ("7", "Becher", Status.RECOVERED)
    assert entry.photographs[0].view is ViewLabel.VERSO
    assert not reading.problems  # a column that is left alone on purpose is not remarked on


def test_a_problem_is_reported_by_the_foreign_column_and_what_stands_there(csv, mapping):
    reading = csv("Inventarnr.;Zustand;Foto\n7;verschollen;a.jpg\n", mapping=mapping())
    [problem] = reading.problems
    assert (problem.cell, problem.column, problem.value) == ("B2", "Zustand", "verschollen")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[columns]\n"Foto" = "picture"\n', "names the column 'picture', which there is not"),
        ("[values.colour]\n", "names the column 'colour'"),
        ("[colums]\n", r"has the table \[colums\]"),
        ("[columns]\nFoto = 3\n", "needs lines such as"),
        ("[values]\nstatus = 3\n", "needs lines such as"),
        ("values = 3\n", "gives no table for values"),
        ("[columns\n", "cannot be read"),
    ],
)
def test_a_mapping_file_that_cannot_be_used_says_why(csv, mapping, text, message):
    with pytest.raises(ConfigurationError, match=message):
        csv("object_id\nK1\n", mapping=mapping(text))


def test_a_missing_mapping_file_is_not_found(csv, tmp_path):
    with pytest.raises(NotFoundError):
        csv("object_id\nK1\n", mapping=tmp_path / "gone.toml")


def test_photographs_are_found_by_the_objects_number(csv, tmp_path):
    folder = tmp_path / "photographs"
    names = ("K1.jpg", "K1_2.jpg", "K1_10.jpg", "K2/front.png", "K2/back.jpg", "A_B_1.tif", "K_1.jpg", "K_1_1.jpg")
    for name in (*names, "stray.jpg", "K1.txt", ".K1.jpg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    reading = csv("object_id\nK1\nK2\nA/B\nK_1\nK3\n", photographs=folder)
    assert objects(reading) == {
        "K1": ["K1.jpg", "K1_2.jpg", "K1_10.jpg"],
        "K2": ["K2/back.jpg", "K2/front.png"],
        "A/B": ["A_B_1.tif"],
        "K_1": ["K_1.jpg", "K_1_1.jpg"],
        "K3": [],
    }
    left, without = remarks(reading)
    assert left.endswith("(1) were left alone: stray.jpg.")
    assert "no photograph" in without


def test_without_a_column_for_photographs_they_are_looked_for_beside_the_table(csv, tmp_path):
    (tmp_path / "K1.jpg").write_bytes(b"x")
    assert objects(csv("object_id\nK1\n")) == {"K1": ["K1.jpg"]}


def test_a_missing_folder_of_photographs_is_not_found(csv, tmp_path):
    with pytest.raises(NotFoundError, match="no folder"):
        csv("object_id\nK1\n", photographs=tmp_path / "gone")
