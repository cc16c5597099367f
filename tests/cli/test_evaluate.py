import csv
import json

import pytest
from PIL import Image


@pytest.fixture
def evaluation(folder, jpeg):
    """A manifest: eight queries, of which two show something else, and a stranger."""
    manifest = folder / "manifest.csv"
    with manifest.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["path", "object_id", "role", "set", "category"])
        for number in range(12):
            rows.writerow([f"{number:02}.jpg", f"o{number}", "reference" if number < 8 else "distractor", "a", ""])
        for number in range(8):
            (folder / f"q{number}.jpg").write_bytes(jpeg(number if number < 6 else 200 + number, height=120))
            rows.writerow(
                [f"q{number}.jpg", f"o{number}", "query", "a" if number % 2 else "b", "coins" if number > 4 else ""]
            )
        (folder / "s.jpg").write_bytes(jpeg(300))
        rows.writerow(["s.jpg", "unknown", "stranger", "a", ""])
    return manifest


def test_evaluate_prints_figures_that_the_answers_file_gives_again(artmatch, evaluation, tmp_path):
    manifest = evaluation
    answers = tmp_path / "answers.jsonl"
    done = artmatch("evaluate", manifest, "--json", "--answers", answers)
    assert done.exit_code == 0, done.stderr
    printed = json.loads(done.stdout)

    truth = {row["path"]: row for row in csv.DictReader(manifest.open())}
    lines = [json.loads(line) for line in answers.read_text().splitlines()]
    assert len(lines) == 9
    assert all(len(line["objects"]) == 10 for line in lines)
    right = {}
    for line in lines:
        row = truth[line["path"]]
        right[line["path"]] = row["role"] == "query" and line["objects"][0]["object_id"] == row["object_id"]
    for name in "ab":
        of_set = [right[path] for path, row in truth.items() if row["role"] == "query" and row["set"] == name]
        assert printed["sets"][name]["recall"]["1"] == pytest.approx(sum(of_set) / len(of_set))
    ranked = sorted(lines, key=lambda line: -line["objects"][0]["score"])
    total = seen = 0
    for position, line in enumerate(ranked, start=1):
        if right[line["path"]]:
            seen += 1
            total += seen / position
    assert printed["micro_ap"] == pytest.approx(total / 8)
    assert printed["macro"]["1"] >= 0.5
    assert printed["strangers"] == 1

    of_coins = [right[f"q{number}.jpg"] for number in (5, 6, 7)]
    assert printed["categories"]["coins"]["recall"]["1"] == pytest.approx(sum(of_coins) / 3)
    bands = printed["bands"].values()
    assert (sum(band["queries"] for band in bands), sum(band["strangers"] for band in bands)) == (8, 1)
    assert sum(one["answers"] for one in printed["reliability"]) == 9
    low, high = printed["intervals"]["macro"]["1"]
    assert low <= printed["macro"]["1"] <= high

    table = artmatch("evaluate", manifest).stdout
    assert f"{printed['macro']['1']:.3f}" in table
    assert "micro-AP" in table
    assert "queries/s" in table
    assert "category coins" in table
    assert "no reliable match" in table
    error, as_said = (printed[name] for name in ("expected_calibration_error", "calibration_error_as_said"))
    assert error != pytest.approx(as_said, abs=1e-3)
    assert f"calibration error {error:.3f} where 89% of the photographs" in " ".join(table.split())
    assert f"as here; {as_said:.3f} by the scores as given" in " ".join(table.split())


def test_evaluate_draws_what_it_answered_wrongly(artmatch, evaluation, tmp_path):
    sheet, answers = tmp_path / "sheet.jpg", tmp_path / "answers.jsonl"
    done = artmatch("evaluate", evaluation, "--failures", sheet, "--answers", answers, "--json")
    assert done.exit_code == 0, done.stderr
    printed = json.loads(done.stdout)
    asked = {row["path"]: row for row in csv.DictReader(evaluation.open()) if row["role"] == "query"}
    lines = {line["path"]: line["objects"] for line in map(json.loads, answers.read_text().splitlines())}
    missed = sum(lines[path][0]["object_id"] != row["object_id"] for path, row in asked.items())
    alarms = 1 - printed["bands"]["no reliable match"]["strangers"]
    assert missed
    assert f"{missed + alarms} of {missed + alarms} failure" in done.stderr
    with Image.open(sheet) as drawn:
        assert drawn.width > 3 * 200


def test_evaluate_says_that_nothing_was_wrong(artmatch, folder, jpeg, tmp_path):
    (folder / "q.jpg").write_bytes(jpeg(1))
    manifest = folder / "manifest.csv"
    manifest.write_text("path,object_id,role,set\n01.jpg,K1,reference,a\n02.jpg,K2,distractor,a\nq.jpg,K1,query,a\n")
    done = artmatch("evaluate", manifest, "--failures", tmp_path / "sheet.jpg")
    assert "Nothing was answered wrongly" in done.stderr
    assert not (tmp_path / "sheet.jpg").exists()


def test_a_sheet_that_cannot_be_written_is_one_sentence(artmatch, evaluation, folder):
    done = artmatch("evaluate", evaluation, "--failures", folder / "01.jpg" / "sheet.jpg")
    assert done.exit_code == 3
    assert "The failures cannot be written to" in done.stderr
