"""docs/commands.md says what the commands do."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

from click.testing import CliRunner

from artmatch.cli import main
from artmatch.config import Settings

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def part(heading):
    """What stands under a heading of the second level."""
    return re.search(rf"(?ms)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", REFERENCE)[1]


def help_of(*command):
    """What ``--help`` prints on a terminal of 80 columns."""
    asked = CliRunner().invoke(main, [*command, "--help"], prog_name="artmatch", env={"COLUMNS": "80"})
    return asked.stdout


def test_the_command_reference_shows_the_help_of_every_command():
    documented = re.findall(r"(?m)^## ([a-z]+)$", REFERENCE)
    assert sorted(documented) == sorted(main.commands)
    for name in documented:
        shown = re.findall(r"(?ms)^```text\n(.*?)^```", part(name))
        parts = getattr(main.commands[name], "commands", ())
        expected = [help_of(name), *(help_of(name, part) for part in sorted(parts))]
        assert shown == expected, f"docs/commands.md shows an older help of {name}"


def test_the_command_reference_has_the_exit_codes_of_the_help():
    described = re.findall(r"(?m)^\| `(\d+)` \| (.*) \|$", part("Exit codes"))
    assert described == re.findall(r"(?m)^    (\d+) +(.*)$", help_of().partition("Exit codes:")[2])


def test_the_command_reference_has_every_setting():
    described = re.findall(r"(?m)^\| `(\w+)` \| `(\w+)` \|", part("Settings"))
    settings = [field.name for field in fields(Settings) if field.name not in ("home", "demonstration")]
    assert described == [(name, f"ARTMATCH_{name.upper()}") for name in settings]


def documented_keys(command):
    """The keys of a command's JSON: of its lines, and of the summary that may follow them."""
    text = part(command)
    cells = re.findall(r"(?m)^\| (`[^|]+`) \|", text)
    of_line = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    summary = re.search(r'(?s)`\{"summary": ...\}` with (.*?)\.\n', text)
    return of_line, set(re.findall(r"`(\w+)`", summary[1])) if summary else set()


def test_the_json_of_every_command_has_the_keys_of_the_reference(artmatch, folder, json_lines):
    table = folder / "records.csv"
    table.write_text("object_id,photograph\nK1,01.jpg\nK2,gone.jpg\n", encoding="utf-8")
    manifest = folder / "manifest.csv"
    manifest.write_text(
        "path,object_id,role,set\n02.jpg,K2,reference,a\n03.jpg,K2,query,a\n04.jpg,K4,stranger,a\n", encoding="utf-8"
    )
    register = ("register", folder / "00.jpg", "--id", "K0", "--title", "Cup")
    commands = (
        register,
        ("index", folder),
        ("import", table),
        ("match", folder / "00.jpg"),
        ("compare", folder, "--out", folder / "out"),
        ("status",),
        ("search",),
        ("export", folder / "objects.jsonl"),
        ("evaluate", manifest),
    )
    for command in commands:
        done = artmatch(*command, "--json")
        lines = json_lines(done.stdout)
        of_line, of_summary = documented_keys(command[0])
        if of_summary:
            assert set(lines.pop()["summary"]) == of_summary, command[0]
        assert [set(line) for line in lines] == [of_line] * len(lines), command[0]
        assert lines, done.stderr


def test_the_commands_of_the_readme_run_as_they_stand_there(artmatch, tmp_path, monkeypatch, jpeg):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"(?ms)^## On the command line\n.*?^```sh\n(.*?)^```", readme)[1]
    names = sorted({*re.findall(r"[\w-]+\.jpg", shown), "photographs/mask.jpg", "cup.jpg", "stranger.jpg"})
    (tmp_path / "photographs").mkdir()
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(jpeg(number))
    (tmp_path / "records.csv").write_text("object_id,photograph\nKBI-2,cup.jpg\n", encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(
        "path,object_id,role,set\ncup.jpg,K1,reference,a\nagnes.jpg,K1,query,a\nstranger.jpg,K2,stranger,a\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line, comments=True) for line in shown.splitlines()]
    assert len(commands) == 7
    for program, *arguments in commands:
        done = artmatch(*arguments)
        assert (program, done.exit_code) == ("artmatch", 0), done.output
