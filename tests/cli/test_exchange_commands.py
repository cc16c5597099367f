"""``artmatch import``, ``export`` and ``template``, in process over a real register."""

import csv
import json

import pytest
from openpyxl import load_workbook

from artmatch import wiring
from artmatch.matching.intake import TABLE_COLUMNS


@pytest.fixture
def table(folder, tmp_path):
    """Write a table of the photographs in ``folder``, by their numbers."""

    def write(*rows, columns="object_id,title,photograph"):
        file = tmp_path / "objects.csv"
        file.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
        return file

    return write


def held(home_option=()):
    """What the register holds: records by number, and of each the photographs."""
    with wiring.open_register(*home_option) as workspace:
        registry = workspace.registry
        return {
            object_id: (registry.record(object_id), registry.photographs_of(object_id))
            for object_id in registry.object_ids()
        }


def test_a_later_table_updates_what_it_speaks_of_and_keeps_the_rest(artmatch, table):
    columns = "object_id,title,owner,maker,photograph"
    artmatch("import", table("K1,Cup,Museum,Anon,photographs/00.jpg", "K2,Vase,,,photographs/01.jpg", columns=columns))
    again = artmatch(
        "import", table("K1,Goblet,,Rossi,photographs/00.jpg", "K2,,,,photographs/01.jpg", columns=columns)
    )
    assert "failed: row 3, photographs/01.jpg: The record of object K2 has no title" in again.stdout
    done = artmatch(
        "import", table("K1,Rossi,photographs/02.jpg", "K2,,photographs/01.jpg", columns="object_id,maker,photograph")
    )
    assert done.exit_code == 0, done.output
    records = held()
    assert (records["K1"][0].title, records["K1"][0].owner, records["K1"][0].maker) == ("Goblet", "Museum", "Rossi")
    assert [len(photographs) for _, photographs in records.values()] == [2, 1]


def test_the_same_file_again_changes_nothing(artmatch, table):
    file = table("K1,Cup,photographs/00.jpg", "K2,Vase,", "K3,Mask,photographs/02.jpg")
    first = artmatch("import", file)
    assert first.stdout.startswith(
        "3 indexed, 0 updated, 0 already known, 0 failed. The register holds 3 objects with 2"
    )
    before = held()
    again = artmatch("import", file)
    assert again.stdout.startswith("0 indexed, 0 updated, 3 already known, 0 failed.")
    assert held() == before


def test_an_update_is_counted(artmatch, table, json_lines):
    artmatch("import", table("K1,Cup,photographs/00.jpg", "K2,Vase,"))
    done = artmatch("import", table("K1,Goblet,photographs/00.jpg", "K2,Bowl,"), "--json")
    *lines, summary = json_lines(done.stdout)
    assert [(line["object_id"], line["outcome"], line["row"]) for line in lines] == [
        ("K1", "updated", 2),
        ("K2", "updated", 3),
    ]
    assert summary["summary"]["updated"] == 2
    assert [record.title for record, _ in held().values()] == ["Goblet", "Bowl"]


def test_a_dry_run_reports_every_problem_and_writes_nothing(artmatch, table, folder, tmp_path):
    artmatch("import", table("K1,Cup,photographs/00.jpg"))
    before = held()
    (folder / "cut.jpg").write_bytes((folder / "01.jpg").read_bytes()[:300])
    file = table(
        "K1,Goblet,photographs/00.jpg,",
        "K2,Vase,photographs/gone.jpg,",
        "K3,Mask,photographs/cut.jpg,",
        "K4,Coin,photographs/04.jpg,side",
        "K5,Seal,photographs/05.jpg,mark",
        columns="object_id,title,photograph,view",
    )
    report = tmp_path / "problems.csv"
    done = artmatch("import", file, "--dry-run", "--report", report)
    assert done.exit_code == 7
    assert done.stdout.endswith(
        "Would register 1, update 1 and leave 0 as they are; 3 cannot be used. Nothing was written.\n"
    )
    assert held() == before
    with report.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["cell"], row["column"], row["weight"]) for row in rows] == [
        ("C3", "photograph", "error"),
        ("C4", "photograph", "error"),
        ("D5", "view", "error"),
    ]
    assert ["no file" in rows[0]["problem"], "damaged" in rows[1]["problem"], rows[2]["value"]] == [True, True, "side"]
    for cell in ("C3", "C4", "D5"):
        assert any(line.startswith(cell) for line in done.stdout.splitlines())
    as_json = tmp_path / "problems.json"
    artmatch("import", file, "--dry-run", "--report", as_json)
    assert [row["cell"] for row in json.loads(as_json.read_text("utf-8"))] == ["C3", "C4", "D5"]


def test_a_dry_run_in_json_has_a_line_for_each_problem(artmatch, table, json_lines):
    done = artmatch("import", table("K1,Cup,", "K2,,photographs/01.jpg"), "--dry-run", "--json")
    *problems, summary = json_lines(done.stdout)
    assert [(one["cell"], one["weight"]) for one in problems] == [("C2", "remark"), ("B3", "error")]
    assert summary == {"summary": {"indexed": 1, "updated": 0, "already_known": 0, "failed": 1}}


def test_a_dry_run_without_problems_ends_well(artmatch, table):
    done = artmatch("import", table("K1,Cup,photographs/00.jpg"), "--dry-run")
    assert done.exit_code == 0
    assert done.stdout == "Would register 1, update 0 and leave 0 as they are; 0 cannot be used. Nothing was written.\n"


def test_a_museums_own_table_is_read_with_a_mapping_file_and_a_folder(artmatch, folder, tmp_path):
    (folder / "00.jpg").rename(folder / "7.jpg")
    file = tmp_path / "museum.csv"
    file.write_text("Inventarnr.;Zustand\n7;gestohlen\n", encoding="utf-8")
    mapping = tmp_path / "museum.toml"
    mapping.write_text(
        '[columns]\n"Inventarnr." = "object_id"\nZustand = "status"\n[values.status]\ngestohlen = "stolen"\n'
    )
    done = artmatch("import", file, "--mapping", mapping, "--photographs", folder)
    assert done.exit_code == 0, done.output
    assert "(11) were left alone" in done.stderr
    [(record, photographs)] = held().values()
    assert (record.object_id, record.status, len(photographs)) == ("7", "stolen", 1)


@pytest.mark.parametrize("ending", ["xml", "jsonl"])
def test_what_was_exported_is_imported_into_another_register_as_it_was(artmatch, table, tmp_path, ending):
    file = table(
        'K1,"Cup, gilt",missing,photographs/00.jpg,mark,Rossi,2001-05,no',
        "K1,,,photographs/01.jpg,,,,",
        "K2,Vase,,,,,,",
        columns="object_id,title,status,photograph,view,credit,taken,included",
    )
    artmatch("import", file)
    export = tmp_path / f"all.{ending}"
    done = artmatch("export", export)
    assert done.stdout == f"Wrote 2 objects with 2 photographs to {export}.\n"
    other = tmp_path / "other"
    assert artmatch("import", export, "--home", other).exit_code == 0

    def facts(objects):
        own = ("photograph_id", "registered_at")
        return {
            number: (record, [{k: v for k, v in as_dict(one).items() if k not in own} for one in photographs])
            for number, (record, photographs) in objects.items()
        }

    assert facts(held((other,))) == facts(held())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_exported_table_is_imported_again_without_a_change(artmatch, table, tmp_path, ending):
    artmatch("import", table("K1,Cup,photographs/00.jpg", "K1,,photographs/01.jpg", "K2,=Vase,"))
    artmatch("link", "K1", "K2", "--kind", "pair")
    artmatch("export", tmp_path / f"all.{ending}")
    again = artmatch("import", tmp_path / f"all.{ending}")
    assert again.stdout.startswith("0 indexed, 0 updated, 3 already known, 0 failed."), again.output
    other = tmp_path / "other"
    artmatch("import", tmp_path / f"all.{ending}", "--home", other)
    assert [record for record, _ in held((other,)).values()] == [record for record, _ in held().values()]
    artmatch("export", tmp_path / f"records.{ending}", "--without-photographs")
    assert not (tmp_path / "records.photographs").exists()


def as_dict(photograph):
    return {name: getattr(photograph, name) for name in photograph.__dataclass_fields__}


def test_photographs_of_objects_that_are_not_public_stay_out_of_an_export(artmatch, table, tmp_path):
    artmatch(
        "import",
        table(
            "K1,Cup,public,photographs/00.jpg",
            "K2,Mask,culturally sensitive,photographs/01.jpg",
            columns="object_id,title,sensitivity,photograph",
        ),
    )
    export = tmp_path / "all.jsonl"
    done = artmatch("export", export)
    assert "Left out 1 photograph of objects that are not public" in done.stdout
    folder = tmp_path / "all.photographs"
    assert len(list(folder.iterdir())) == 1
    assert [len(json.loads(line)["photographs"]) for line in export.open(encoding="utf-8")] == [1, 0]
    artmatch("export", export, "--with-hidden")
    assert len(list(folder.iterdir())) == 2


def test_drafts_wait_for_review_and_stay_out_of_an_export(artmatch, table, tmp_path, folder):
    artmatch("import", table("K1,Cup,photographs/00.jpg"), "--draft")
    assert "K1" not in artmatch("match", folder / "00.jpg", "--json").stdout
    artmatch("import", table("K2,Vase,photographs/01.jpg"))
    done = artmatch("export", tmp_path / "all.jsonl")
    assert "Left out 1 object that is not live yet" in done.stdout
    [line] = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["record"]["object_id"] == "K2"


def test_an_exported_photograph_that_was_changed_is_refused(artmatch, table, tmp_path, jpeg):
    artmatch("import", table("K1,Cup,photographs/00.jpg"))
    artmatch("export", tmp_path / "all.jsonl")
    [photograph] = (tmp_path / "all.photographs").iterdir()
    photograph.write_bytes(jpeg(77))
    done = artmatch("import", tmp_path / "all.jsonl", "--home", tmp_path / "other")
    assert done.exit_code == 7
    assert "is not the one that the file of records means" in done.stdout


def test_a_photograph_that_is_gone_from_the_register_is_reported_and_the_rest_exported(artmatch, table, tmp_path, home):
    artmatch("import", table("K1,Cup,photographs/00.jpg", "K2,Vase,photographs/01.jpg"))
    gone = held()["K1"][1][0].sha256
    next(home.glob(f"register/photographs/*/{gone}*")).unlink()
    done = artmatch("export", tmp_path / "all.jsonl", "--json")
    assert done.exit_code == 7
    assert "restore it from a backup" in done.stderr
    assert json.loads(done.stdout) == {
        "file": str(tmp_path / "all.jsonl"), "objects": 2, "photographs": 1, "hidden": 0, "unreleased": 0, "failed": 1
    }  # fmt: skip


def test_a_failed_export_leaves_the_earlier_file(artmatch, table, tmp_path, monkeypatch):
    artmatch("import", table("K1,Cup,photographs/00.jpg"))
    export = tmp_path / "all.jsonl"
    artmatch("export", export)
    before = export.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("artmatch.exchange.json_lines.JsonLinesWriter.write", full)
    done = artmatch("export", export)
    assert (done.exit_code, "No space left" in done.stderr) == (3, True)
    assert export.read_bytes() == before
    assert not list(tmp_path.glob("*.unfinished"))


def test_the_template_is_made_and_read(artmatch, tmp_path, folder):
    file = tmp_path / "objects.xlsx"
    assert artmatch("template", file).exit_code == 0
    workbook = load_workbook(file)
    for name, value in {"object_id": "K1", "title": "Cup", "photograph": "photographs/00.jpg"}.items():
        workbook.worksheets[0].cell(2, TABLE_COLUMNS.index(name) + 1, value)
    workbook.save(file)
    assert artmatch("import", file).stdout.startswith("1 indexed")
    assert artmatch("template", file).exit_code == 2


def test_what_excel_cannot_hold_is_told_and_the_rest_is_exported(artmatch, table, tmp_path):
    artmatch("import", table("K1,Cup,short", f"K2,Vase,{'x' * 40_000}", columns="object_id,title,description"))
    done = artmatch("export", tmp_path / "out.xlsx")
    assert done.exit_code == 7
    assert "Object K2 is left out: its description has 40,000 characters" in done.stderr
    [row] = load_workbook(tmp_path / "out.xlsx")["objects"].iter_rows(min_row=2, max_col=1, values_only=True)
    assert row == ("K1",)
