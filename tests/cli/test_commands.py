import csv
import json
from dataclasses import fields

import numpy as np
import pytest
from coins import scratched_coin

from artmatch import wiring
from artmatch.cli import main
from artmatch.cli.register_command import FIELDS
from artmatch.errors import ArtmatchError
from artmatch.imaging import encode_jpeg
from artmatch.records import ArtworkRecord
from artmatch.rendering import random_object, studio_view


def test_a_folder_is_indexed_found_and_counted(artmatch, folder):
    done = artmatch("index", folder)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "12 indexed, 0 already known, 0 failed. The register holds 12 objects with 12 photographs.\n"
    found = artmatch("match", folder / "03.jpg")
    assert found.exit_code == 0
    assert found.stdout.startswith("Strong match among 12 objects: 03.")
    assert "A lead, not an identification" in found.stdout
    assert found.stdout.count("match") >= 5
    assert "Objects      12" in artmatch("status").stdout


def test_one_is_not_called_many(artmatch, tmp_path, jpeg):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "cup.jpg").write_bytes(jpeg(1))
    done = artmatch("index", tmp_path / "one")
    assert done.stdout == "1 indexed, 0 already known, 0 failed. The register holds 1 object with 1 photograph.\n"


def test_indexing_again_skips_what_is_known(artmatch, folder, jpeg, embedder):
    artmatch("index", folder)
    (folder / "new.jpg").write_bytes(jpeg(77))
    embedded = embedder.embedded
    done = artmatch("index", folder)
    assert done.stdout.startswith("1 indexed, 12 already known, 0 failed.")
    assert embedder.embedded <= embedded + 2  # the new one, and the canary


def test_index_accounts_for_every_input_in_json_lines(artmatch, folder, json_lines):
    (folder / "05.jpg").write_bytes(b"no photograph")
    done = artmatch("index", folder, "--json")
    assert done.exit_code == 7
    *outcomes, last = json_lines(done.stdout)
    assert [one["photograph"] for one in outcomes] == [f"{number:02}.jpg" for number in range(12)]
    assert [one["photograph"] for one in outcomes if one["outcome"] == "failed"] == ["05.jpg"]
    assert "not a photograph" in outcomes[5]["reason"]
    assert {key: last["summary"][key] for key in ("indexed", "already_known", "failed")} == {
        "indexed": 11,
        "already_known": 0,
        "failed": 1,
    }


def test_a_table_is_imported_with_its_wrong_rows_named(artmatch, folder, tmp_path):
    table = tmp_path / "objects.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["object_id", "title", "maker", "photograph", "view"])
        rows.writerow(["K1", "Bust, gilded", "Anon", "photographs/00.jpg", ""])
        rows.writerow(["K1", "", "", "photographs/01.jpg", "verso"])
        rows.writerow(["K2", "Cup", "", "photographs/gone.jpg", ""])
        rows.writerow(["K3", "", "", "photographs/03.jpg", ""])
        rows.writerow(["K4", "Mask", "", "photographs/04.jpg", "sideways"])
        rows.writerow(["K5", "Coin", "", "photographs/05.jpg", ""])
    done = artmatch("import", table)
    assert done.exit_code == 7
    assert "failed: row 4, photographs/gone.jpg: There is no file" in done.stdout
    assert "failed: row 5, photographs/03.jpg: The record of object K3 has no title" in done.stdout
    assert "failed: row 6, photographs/04.jpg: The view 'sideways'" in done.stdout
    assert (
        "3 indexed, 0 updated, 0 already known, 3 failed. The register holds 2 objects with 3 photographs."
        in done.stdout
    )
    found = artmatch("match", folder / "01.jpg")
    assert "Bust, gilded" in found.stdout.splitlines()[0]


def test_one_object_is_registered_and_found_at_once(artmatch, folder):
    done = artmatch(
        "register", folder / "00.jpg", "--id", "KBI-1", "--title", "Bust of Agnes", "--verso", folder / "01.jpg",
        "--object-type", "sculpture > bust", "--status", "missing",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "Registered KBI-1 with 2 photographs" in done.stdout
    with wiring.open_register() as register:
        record = register.registry.record("KBI-1")
        assert (record.object_type, record.status, record.demonstration) == ("sculpture > bust", "missing", False)
        assert [one.view for one in register.registry.photographs_of("KBI-1")] == ["overall", "verso"]
    assert "Bust of Agnes" in artmatch("match", folder / "01.jpg").stdout.splitlines()[0]
    again = artmatch("register", folder / "00.jpg", "--id", "KBI-1", "--title", "Bust of Agnes")
    assert again.exit_code == 5
    assert "object_type" in again.stderr


def test_the_photographs_of_a_new_object_are_counted_once_each(artmatch, folder):
    twice = artmatch("register", folder / "00.jpg", folder / "00.jpg", "--id", "K1", "--title", "Cup")
    assert twice.stdout == "Registered K1 with 1 photograph. It can be found from now on.\n"


def test_an_object_may_be_extended_and_is_recognised(artmatch, folder, json_lines):
    base = ("--id", "K1", "--title", "Cup", "--json")
    assert [
        json_lines(artmatch("register", folder / name, *base).stdout)[0]["outcome"]
        for name in ("00.jpg", "01.jpg", "00.jpg")
    ] == ["new", "extended", "known"]


def test_the_table_says_chances_and_never_that_one_is_certain(artmatch, folder, json_lines):
    artmatch("index", folder)
    [first, *_] = json_lines(artmatch("match", folder / "03.jpg", "--json").stdout)
    assert first["score"] > 0.999, "a photograph of the register itself"
    table = " ".join(artmatch("match", folder / "03.jpg").stdout.split())
    assert "more than 99.9 %" in table
    assert "100 %" not in table


def test_match_gives_json_lines_best_first_and_a_summary(artmatch, folder, json_lines):
    artmatch("index", folder)
    *ranked, last = json_lines(artmatch("match", folder / "03.jpg", folder / "03.jpg", "--json", "--top", "6").stdout)
    assert [one["rank"] for one in ranked] == [1, 2, 3, 4, 5, 6]
    assert (ranked[0]["object_id"], ranked[0]["band"]) == ("03", "strong match")
    assert all(one["sentence"] for one in ranked)
    scores = [one["score"] for one in ranked]
    assert scores == sorted(scores, reverse=True)
    assert last["summary"]["object_count"] == 12
    assert len(last["summary"]["query_sha256"]) == 2


def test_at_least_five_objects_are_shown(artmatch, folder):
    artmatch("index", folder)
    assert artmatch("match", folder / "03.jpg", "--top", "4").exit_code == 2


def test_a_stranger_is_no_reliable_match_and_no_error(artmatch, folder, tmp_path, jpeg):
    artmatch("index", folder)
    (tmp_path / "stranger.jpg").write_bytes(jpeg(999))
    found = artmatch("match", tmp_path / "stranger.jpg")
    assert found.exit_code == 0
    assert found.stdout.startswith("No reliable match among 12 objects.")


def test_the_two_registers_of_a_home_do_not_mix(artmatch, folder):
    artmatch("register", folder / "00.jpg", "--id", "D1", "--title", "Drawn", "--demo")
    assert "Objects      0" in artmatch("status").stdout
    status = artmatch("status", "--demo").stdout
    assert "Objects      1" in status
    assert "demonstration" in status
    assert "(demonstration)" in artmatch("match", folder / "00.jpg", "--demo").stdout


def test_another_home_may_be_given(artmatch, folder, tmp_path, json_lines):
    artmatch("index", folder, "--home", tmp_path / "other")
    [status] = json_lines(artmatch("status", "--home", tmp_path / "other", "--json").stdout)
    assert (status["objects"], status["findable"]) == (12, 12)
    assert json_lines(artmatch("status", "--json").stdout)[0]["objects"] == 0


def test_a_change_of_model_is_refused_until_the_index_is_rebuilt(artmatch, folder, embedder, home):
    artmatch("index", folder)
    embedder.model_id, embedder.seed = "colour-layout-2", 2
    manifest = home.parent / "model.json"
    manifest.write_text(manifest.read_text().replace("colour-layout-1", "colour-layout-2"))
    refused = artmatch("match", folder / "03.jpg")
    assert refused.exit_code == 5
    assert "index --rebuild" in refused.stderr
    assert "12 photographs cannot be found" in artmatch("status").stdout
    rebuilt = artmatch("index", "--rebuild")
    assert rebuilt.exit_code == 0, rebuilt.stderr
    assert rebuilt.stdout.startswith("12 indexed")
    assert artmatch("match", folder / "03.jpg").stdout.startswith("Strong match")


def test_a_damaged_index_is_rebuilt_on_request(artmatch, folder, home):
    artmatch("index", folder)
    for vectors in home.rglob("vectors.npy"):
        vectors.write_bytes(b"")
    assert artmatch("index", "--rebuild").stdout.startswith("0 indexed")
    assert artmatch("match", folder / "03.jpg").stdout.startswith("Strong match")


def test_nothing_but_results_goes_to_standard_output(artmatch, folder):
    (folder / "notes.txt").write_text("x")
    done = artmatch("index", folder)
    assert "left alone" in done.stderr
    assert "Indexing" in done.stderr
    assert done.stdout.count("\n") == 1


def test_titles_cannot_steer_the_terminal(artmatch, folder):
    artmatch("register", folder / "00.jpg", "--id", "K1", "--title", "\x1b[31mred[bold]\x07")
    found = artmatch("match", folder / "00.jpg").stdout
    assert "\x1b" not in found
    assert "[bold]" in found


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("match", "{folder}/gone.jpg"), 4),
        (("index", "{folder}/gone"), 4),
        (("match", "{folder}/text.jpg"), 3),
        (("index", "{folder}/text.jpg"), 2),
        (("import", "{folder}/text.jpg"), 2),
        (("import", "{folder}/gone.csv"), 4),
        (("import", "{folder}/broken.csv"), 3),
        (("import", "{folder}/broken.csv", "--report", "{folder}/problems.txt"), 2),
        (("import", "{folder}/gone.jsonl", "--photographs", "{folder}"), 2),
        (("export", "{folder}/objects.txt"), 2),
        (("export", "{folder}/gone/objects.xml"), 3),
        (("template", "{folder}/objects.ods"), 2),
        (("template", "{folder}/text.xlsx"), 2),
        (("template", "{folder}/gone/objects.xlsx"), 3),
        (("index",), 2),
        (("index", "{folder}", "--rebuild"), 2),
        (("index", "{folder}/text.jpg", "--group-by-folder"), 2),
        (("match",), 2),
        (("frobnicate",), 2),
        (("register", "{folder}/00.jpg", "--id", " K", "--title", "Cup"), 3),
        (("register", "{folder}/00.jpg", "--id", "K", "--title", "Cup", "--status", "lost"), 3),
        (("evaluate", "{folder}/gone.csv"), 4),
    ],
)
def test_each_fault_has_its_exit_code_and_one_sentence(artmatch, folder, arguments, code):
    for name in ("text.jpg", "text.xlsx"):
        (folder / name).write_text("object_id\n")
    (folder / "broken.csv").write_text("title\n")
    done = artmatch(*(argument.format(folder=folder) for argument in arguments))
    assert done.exit_code == code, done.output
    assert done.stdout == ""
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_model_has_an_exit_code_of_its_own(artmatch, folder, monkeypatch):
    monkeypatch.undo()
    done = artmatch("status", "--home", folder / "home")
    del done
    monkeypatch.setenv("ARTMATCH_MODEL", str(folder / "gone.json"))
    done = artmatch("match", folder / "00.jpg", "--home", folder / "home")
    assert done.exit_code == 6
    assert "gone.json" in done.stderr


def test_a_wrong_setting_has_the_exit_code_of_the_configuration(artmatch, monkeypatch):
    monkeypatch.setenv("ARTMATCH_DEVICE", "abacus")
    assert artmatch("status").exit_code == 2


def test_an_interruption_leaves_what_is_done_and_says_so(artmatch, folder, embedder, monkeypatch):
    def interrupted(photographs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(embedder, "embed_in_detail", interrupted)
        done = artmatch("index", folder)
    assert done.exit_code == 130
    assert "start again" in done.stderr
    assert artmatch("index", folder).stdout.startswith("12 indexed")


def test_every_exit_code_of_an_error_stands_in_the_help(artmatch):
    def tree(kind):
        return [kind, *(one for child in kind.__subclasses__() for one in tree(child))]

    text = artmatch("--help").stdout
    for code in {kind.exit_code for kind in tree(ArtmatchError)} | {0, 7, 130}:
        assert f"\n    {code} " in text


@pytest.mark.parametrize("command", main.commands)
def test_every_command_explains_itself(artmatch, command):
    shown = artmatch(command, "--help")
    assert shown.exit_code == 0
    assert command in artmatch("--help").stdout


def test_the_options_of_register_are_the_fields_of_a_record():
    own = {"object_id", "title", "demonstration"}
    assert set(FIELDS) == {field.name for field in fields(ArtworkRecord)} - own


def test_the_evidence_is_drawn_into_a_folder(artmatch, tmp_path):
    rng = np.random.default_rng(3)
    studio = tmp_path / "studio.jpg"
    studio.write_bytes(encode_jpeg(random_object(rng).photograph(*studio_view(rng), side=400)))
    assert artmatch("register", "--id", "K1", "--title", "Vase", studio).exit_code == 0
    other = tmp_path / "other.jpg"
    other.write_bytes(encode_jpeg(np.full((300, 300, 3), 128, np.uint8)))
    assert artmatch("register", "--id", "K2", "--title", "Slab", other).exit_code == 0
    answer = artmatch("match", studio, "--evidence", tmp_path / "evidence", "--json")
    assert json.loads(answer.stdout.splitlines()[0])["points"] > 50
    drawn = sorted(path.name for path in (tmp_path / "evidence").glob("[0-9]*"))
    assert drawn == ["1-aligned.jpg", "1-difference.jpg", "1-points.jpg", "2-resemblance.jpg"]


def test_the_marks_that_tell_a_coin_from_others_of_its_type_are_drawn_too(artmatch, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(scratched_coin(number, 1))
        added = artmatch("register", "--id", f"C{number}", "--title", "Coin", tmp_path / f"{number}.jpg")
        assert added.exit_code == 0
    (tmp_path / "seized.jpg").write_bytes(scratched_coin(2, 2, side=1_000))
    answer = artmatch("match", tmp_path / "seized.jpg", "--evidence", tmp_path / "evidence", "--json")
    first = json.loads(answer.stdout.splitlines()[0])
    assert first["object_id"] == "C2"
    assert (tmp_path / "evidence" / "1-marks.jpg").exists()
    assert not (tmp_path / "evidence" / "2-marks.jpg").exists()


def test_the_evidence_of_an_object_that_is_not_shown_is_not_drawn(artmatch, tmp_path):
    rng = np.random.default_rng(3)
    studio = tmp_path / "studio.jpg"
    studio.write_bytes(encode_jpeg(random_object(rng).photograph(*studio_view(rng), side=400)))
    hidden = ("--sensitivity", "culturally sensitive", "--consultation-contact", "Elders of Uluru")
    assert artmatch("register", "--id", "K1", "--title", "Mask", *hidden, studio).exit_code == 0
    answer = artmatch("match", studio, "--evidence", tmp_path / "evidence")
    assert answer.exit_code == 0
    assert list((tmp_path / "evidence").iterdir()) == []
    assert "not shown here. Consult Elders of Uluru." in answer.stderr


def test_evidence_that_cannot_be_written_is_one_sentence(artmatch, folder):
    assert artmatch("register", "--id", "K1", "--title", "Vase", folder / "01.jpg").exit_code == 0
    asked = artmatch("match", folder / "01.jpg", "--evidence", folder / "01.jpg" / "in-a-file")
    assert asked.exit_code == 3
    assert "The evidence cannot be written to" in asked.stderr
