import pytest


@pytest.fixture
def seized(artmatch, folder, jpeg):
    """Exhibits 1 and 2 of KBI-1, which show nothing that is registered yet."""
    artmatch("index", folder)
    artmatch("case", "open", "KBI-1")
    for number in ("1", "2"):
        (folder / f"seized-{number}.jpg").write_bytes(jpeg(500 + int(number)))
        artmatch("exhibit", "add", "KBI-1", number, folder / f"seized-{number}.jpg")
    return folder


def test_a_record_that_is_registered_later_is_told_as_a_json_line_once(artmatch, seized, json_lines):
    [nothing] = json_lines(artmatch("watch").stdout)
    assert nothing == {"summary": {"exhibits": 2, "alerts": 0, "failed": 0}}
    assert artmatch("inbox").stdout == "The inbox is empty.\n"
    artmatch("register", seized / "seized-2.jpg", "--id", "K2", "--title", "Bust of Agnes")
    [alert, summary] = json_lines(artmatch("watch", "--by", "service").stdout)
    assert (alert["case"], alert["exhibit"], alert["object_id"], alert["title"]) == (
        "KBI-1",
        "2",
        "K2",
        "Bust of Agnes",
    )
    assert (alert["band"], alert["standing"]) == ("strong match", "not judged")
    assert summary["summary"]["alerts"] == 1
    assert len(json_lines(artmatch("watch").stdout)) == 1


def test_the_inbox_shows_what_is_to_be_judged(artmatch, seized, json_lines):
    for number in ("1", "2"):
        artmatch("register", seized / f"seized-{number}.jpg", "--id", f"K{number}", "--title", f"Bust {number}")
    artmatch("watch")
    shown = artmatch("inbox").stdout
    assert shown.index("exhibit 2 of KBI-1") < shown.index("exhibit 1 of KBI-1"), "the newest first"
    artmatch("judge", "give", "KBI-1", "2", "K2", "different", "--by", "Jones")
    assert [one["exhibit"] for one in json_lines(artmatch("inbox", "--json").stdout)] == ["1"]
    everything = json_lines(artmatch("inbox", "--all", "--json").stdout)
    assert [(one["exhibit"], one["standing"]) for one in everything] == [("2", "dismissed"), ("1", "not judged")]
    assert "dismissed" in artmatch("inbox", "--all").stdout


def test_an_exhibit_that_cannot_be_compared_is_told_with_its_reason(artmatch, seized, home, json_lines):
    for file in (home / "register" / "exhibits").glob("*/*"):
        if file.is_file():
            file.unlink()
    done = artmatch("watch")
    assert done.exit_code == 7
    *failed, last = json_lines(done.stdout)
    assert [one["exhibit"] for one in failed] == ["1", "2"]
    assert all("cannot be read" in one["reason"] for one in failed)
    assert last["summary"] == {"exhibits": 2, "alerts": 0, "failed": 2}
