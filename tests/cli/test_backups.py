"""``artmatch backup`` and ``artmatch restore``, from one database to the other."""

import pytest


@pytest.fixture
def filled(artmatch, folder):
    assert artmatch("index", folder).exit_code == 0
    return artmatch


def test_a_register_moves_to_postgresql_and_is_found_in_there(
    filled, folder, tmp_path, new_postgresql, monkeypatch, json_lines
):
    saved = filled("backup", tmp_path / "saved")
    assert (saved.exit_code, saved.stdout) == (0, f"{tmp_path / 'saved'} holds 12 objects with 12 photographs.\n")
    checked = filled("backup", "--verify", tmp_path / "saved")
    assert (checked.exit_code, "is what it was" in checked.stdout) == (0, True)
    monkeypatch.setenv("ARTMATCH_DATABASE", new_postgresql())
    restored = filled("restore", tmp_path / "saved", "--home", tmp_path / "there")
    assert (restored.exit_code, restored.stdout) == (0, "The register holds 12 objects with 12 photographs.\n")
    found = filled("match", folder / "07.jpg", "--home", tmp_path / "there", "--json")
    assert json_lines(found.stdout)[0]["object_id"] == "07"


def test_a_changed_byte_is_named_in_checking_and_in_restoring(filled, tmp_path):
    filled("backup", tmp_path / "saved")
    file = tmp_path / "saved" / "tables" / "objects.jsonl"
    file.write_bytes(file.read_bytes().replace(b"07", b"08", 1))
    for command in (("backup", "--verify"), ("restore", "--home", tmp_path / "there")):
        done = filled(*command, tmp_path / "saved")
        assert done.exit_code == 5
        assert "failed: tables/objects.jsonl has changed" in done.stdout
    assert "0 objects" not in filled("status").stdout
    assert "Objects      0" in filled("status", "--home", tmp_path / "there").stdout


def test_a_register_in_use_is_not_overwritten(filled, tmp_path):
    filled("backup", tmp_path / "saved")
    done = filled("restore", tmp_path / "saved")
    assert (done.exit_code, "never overwrites" in done.stderr) == (5, True)


def test_a_lost_original_is_named_and_the_exit_code_says_so(filled, home, tmp_path):
    lost = next((home / "register" / "photographs").glob("??/*"))
    lost.unlink()
    done = filled("backup", tmp_path / "saved")
    assert done.exit_code == 7
    assert "cannot be read from" in done.stdout
    checked = filled("backup", "--verify", tmp_path / "saved")
    assert (checked.exit_code, f"{lost.name} was lost" in checked.stderr) == (0, True)
