"""What a curator does on the command line, under their own name."""

import json

import pytest


@pytest.fixture
def acting(artmatch, monkeypatch):
    """Run a command line as somebody."""

    def run(name, *arguments):
        monkeypatch.setenv("ARTMATCH_USER", name)
        return artmatch(*arguments)

    return run


@pytest.fixture
def registered(acting, folder):
    for number in range(3):
        given = ("--id", f"K{number}", "--title", f"Vase {number}", "--owner", "Museum")
        assert acting("Archive", "register", folder / f"0{number}.jpg", *given).exit_code == 0
    return acting


def shown(acting, object_id):
    return json.loads(acting("Anyone", "show", object_id, "--json").stdout)


def test_an_edit_shows_in_the_record_and_in_its_history(registered):
    done = registered("Miller", "edit", "K1", "--maker", "Anon", "--owner", "", "--note", "catalogue of 1912")
    assert (done.exit_code, done.stdout) == (0, "K1 is at revision 2 now.\n")
    text = registered("Miller", "show", "K1").stdout
    assert text.startswith("Vase 1, K1: live, revision 2\n")
    assert "Anon" in text
    assert "Museum" not in text
    assert "Museum" in registered("Miller", "show", "K1", "--revision", "1").stdout
    history = registered("Miller", "history", "K1").stdout
    assert "edited by Miller: catalogue of 1912" in history
    assert "owner: Museum -> (empty)" in history
    assert registered("Miller", "edit", "K1", "--maker", "Anon").stdout == "K1 says so already: nothing has changed.\n"


def test_an_edit_of_an_older_revision_is_refused_with_who_changed_what(registered):
    registered("Miller", "edit", "K1", "--maker", "Anon")
    late = registered("Jones", "edit", "K1", "--maker", "Other", "--revision", "1")
    assert late.exit_code == 5
    assert "Miller changed maker from nothing to 'Anon'" in late.stderr
    assert shown(registered, "K1")["record"]["maker"] == "Anon"


def test_a_status_keeps_its_date(registered):
    registered("Miller", "edit", "K1", "--status", "recovered", "--status-since", "2026-03")
    assert "recovered since 2026-03" in registered("Miller", "show", "K1").stdout


def test_objects_are_found_by_what_their_records_say(registered):
    registered("Miller", "edit", "K1", "--maker", "Giambologna", "--earliest-year", "1580", "--latest-year", "1590")
    registered("Miller", "edit", "K2", "--status", "recovered")
    for words, numbers in (
        (["giambologna"], ["K1"]),
        (["VASE", "Gianbologna"], ["K1"]),
        (["vase", "--status", "recovered"], ["K2"]),
        (["--from", "1585", "--maker", "giam"], ["K1"]),
        (["--to", "1500", "--maker", "giam"], []),
        (["--type", "vessel"], []),
        ([], ["K0", "K1", "K2"]),
    ):
        done = registered("Anyone", "search", *words)
        assert done.exit_code == 0, done.stderr
        assert [line.split()[0] for line in done.stdout.splitlines()] == numbers, words
    slip = registered("Anyone", "search", "gianbologna", "--json")
    assert json.loads(slip.stdout)["title"] == "Vase 1"
    assert slip.stderr == "1 object; as good as the words: giambologna.\n"
    assert registered("Anyone", "search", "--limit", "2").stderr == "3 objects; the first 2 of them shown.\n"
    refused = registered("Anyone", "search", "--stage", "new")
    assert (refused.exit_code, refused.stderr) == (2, "Error: The stage 'new' is none of draft, reviewed, live.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("edit", "K1"), 2, "nothing to change"),
        (("edit", "K9", "--maker", "x"), 4, "'K9'"),
        (("edit", "K1", "--status", "lost"), 3, "none of stolen"),
        (("edit", "K1", "--earliest-year", "old"), 3, "no year"),
        (("photograph", "99", "--exclude"), 4, "no photograph number 99"),
        (("photograph", "1", "--view", "side"), 3, "none of overall"),
        (("review", "K1"), 2, "neither"),
        (("review", "K1", "--approve"), 5, "is live, not a draft"),
        (("review", "K1", "--send-back"), 2, "--note"),
        (("merge", "K1"), 2, "the other one"),
        (("merge", "K1", "K1"), 3, "into itself"),
        (("link", "K1", "K2", "--kind", "twins"), 2, "none of pair"),
        (("show", "K1", "--revision", "7"), 4, "no revision 7"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(registered, arguments, code, said):
    done = registered("Miller", *arguments)
    assert done.exit_code == code
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_excluded_photograph_is_not_found(registered, folder, json_lines):
    [photograph] = shown(registered, "K1")["photographs"]
    done = registered("Miller", "photograph", photograph["photograph_id"], "--exclude", "--credit", "Alinari")
    assert done.exit_code == 0, done.stderr
    assert "Alinari, not searched" in registered("Miller", "show", "K1").stdout
    found = json_lines(registered("Miller", "match", folder / "01.jpg", "--json").stdout)[:-1]
    assert "K1" not in [one["object_id"] for one in found]


def test_a_draft_is_reviewed_by_somebody_else_and_found_after_its_release(registered, folder, json_lines):
    drafted = registered("Miller", "register", folder / "05.jpg", "--id", "K5", "--title", "Vase", "--draft")
    assert "have it reviewed by somebody else" in drafted.stdout
    assert registered("Jones", "review").stdout == "draft     K5  Vase\n"
    own = registered("Miller", "review", "K5", "--approve")
    assert own.exit_code == 5
    assert "cannot review it" in own.stderr
    assert registered("Jones", "review", "K5", "--approve").stdout == "K5 is reviewed now.\n"
    before = json_lines(registered("Jones", "match", folder / "05.jpg", "--json").stdout)[:-1]
    assert registered("Jones", "review", "K5", "--release").stdout == "K5 is live now.\n"
    after = json_lines(registered("Jones", "match", folder / "05.jpg", "--json").stdout)[:-1]
    assert "K5" not in [one["object_id"] for one in before]
    assert after[0]["object_id"] == "K5"
    assert registered("Jones", "review").stdout == "Nothing waits to be reviewed.\n"


def test_a_folder_can_be_indexed_as_drafts(acting, folder):
    assert acting("Miller", "index", folder, "--draft").exit_code == 0
    assert acting("Jones", "review").stdout.count("draft") == 12
    assert acting("Jones", "match", folder / "01.jpg").stdout.startswith("The register is empty")


def test_an_object_registered_twice_is_offered_merged_and_taken_apart_again(registered, folder, json_lines):
    again = ("--id", "TPC-1", "--title", "Vaso", "--owner", "Museum", "--maker", "Anon")
    registered("Miller", "register", folder / "01.jpg", *again)
    [offered] = json_lines(registered("Miller", "duplicates", "TPC-1", "--json").stdout)
    assert offered["object_id"] == "K1"
    assert offered["reasons"][0] == "This very photograph is registered already."
    assert offered["score"] > 0.5
    assert "This very photograph" in registered("Miller", "duplicates", "K1").stdout
    assert registered("Miller", "merge", "K1", "TPC-1").stdout == "TPC-1 was merged into K1.\n"
    assert shown(registered, "K1")["record"]["maker"] == "Anon"
    assert "merged into K1" in registered("Miller", "show", "TPC-1").stdout
    assert registered("Miller", "merge", "--undo", "TPC-1").stdout == "TPC-1 and K1 are two objects again.\n"
    assert shown(registered, "K1")["record"]["maker"] == ""
    assert registered("Miller", "keep", "K1", "TPC-1").stdout == "K1 and TPC-1 are two objects.\n"
    assert registered("Miller", "duplicates", "K1").stdout == "Nothing in the register resembles K1.\n"


def test_another_photograph_becomes_the_face_and_a_better_one_takes_its_place(registered, folder):
    registered("Archive", "register", folder / "05.jpg", "--id", "K1", "--title", "Vase 1", "--owner", "Museum")
    first, second = (one["photograph_id"] for one in shown(registered, "K1")["photographs"])
    assert registered("Miller", "photograph", second, "--place", "1").exit_code == 0
    assert [one["photograph_id"] for one in shown(registered, "K1")["photographs"]] == [second, first]
    done = registered("Miller", "photograph", second, "--replace-with", folder / "06.jpg", "--note", "colour")
    assert done.exit_code == 0, done.output
    face, *others = shown(registered, "K1")["photographs"]
    assert (face["file_name"], face["replaced_by"]) == ("06.jpg", None)
    assert {one["photograph_id"]: one["replaced_by"] for one in others} == {
        second: face["photograph_id"],
        first: None,
    }
    assert "colour" in registered("Miller", "history", "K1").stdout
    before = shown(registered, "K1")
    (folder / "bad.jpg").write_bytes(b"no photograph")
    assert registered("Miller", "photograph", first, "--replace-with", folder / "bad.jpg").exit_code == 3
    assert shown(registered, "K1") == before


def test_objects_that_belong_together_say_so(registered):
    registered("Miller", "link", "K0", "K1", "--kind", "pair")
    assert "belongs with             K0 (pair)" in registered("Miller", "show", "K1").stdout
    registered("Miller", "link", "K1", "K0", "--remove")
    assert shown(registered, "K0")["links"] == []


def test_registering_remarks_on_unknown_words_and_on_objects_of_the_same_number(registered, folder):
    given = ("--source", "TPC", "--source-number", "04/1", "--object-type", "vesel > cup")
    first = registered("Miller", "register", folder / "06.jpg", "--id", "K6", "--title", "Cup", *given)
    assert "'vesel' is not in the vocabulary: is it 'vessel'?" in first.stderr
    second = registered("Miller", "register", folder / "07.jpg", "--id", "K7", "--title", "Cup", *given)
    assert "Perhaps K6 is the same object" in second.stderr


def test_who_acts_is_the_operating_systems_user_where_nothing_else_is_said(artmatch, registered, monkeypatch):
    monkeypatch.delenv("ARTMATCH_USER")
    monkeypatch.setenv("LOGNAME", "smith")
    artmatch("edit", "K1", "--maker", "Anon")
    assert "edited by smith" in artmatch("history", "K1").stdout
