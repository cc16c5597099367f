"""Translators get every sentence, and their translations are shown."""

import gettext
import importlib.util
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from sentences import ROOT, helps

from artmatch import messages
from artmatch.answers import Band


def extraction():
    """docs/messages.py, which ``make messages`` runs."""
    specification = importlib.util.spec_from_file_location("messages_extraction", ROOT / "docs" / "messages.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_translators_get_the_help_of_every_command_and_option():
    told = {" ".join(one.id.split()) for one in extraction().catalogue() if isinstance(one.id, str)}
    paragraphs = {" ".join(part.replace("\b", "").split()) for text in helps() for part in text.split("\n\n")}
    assert len(paragraphs) > 150
    assert sorted(paragraphs - told) == []


def test_the_sentences_for_translators_are_those_of_the_code():
    """`make messages` writes them."""
    written = read_po(BytesIO((ROOT / "artmatch" / "locale" / "artmatch.pot").read_bytes()))
    gathered = extraction().catalogue()
    assert {one.id for one in written if one.id} == {one.id for one in gathered if one.id}


def test_the_file_for_translators_is_as_the_command_writes_it():
    module, written = extraction(), BytesIO()
    write_po(written, module.catalogue(), width=120, omit_header=True, sort_output=True, include_lineno=False)
    assert (ROOT / "artmatch" / "locale" / "artmatch.pot").read_bytes() == written.getvalue()


def test_what_is_filled_in_is_named_so_that_a_translation_may_order_it_anew():
    module = extraction()
    for one in module.catalogue():
        for text in () if module.HELP in one.auto_comments else [one.id] if isinstance(one.id, str) else one.id:
            assert not re.search(r"\{(\W|\d|$)", text), text


@pytest.fixture
def interlingua(tmp_path):
    """A catalogue in another language, of a few sentences."""
    catalogue = Catalog(locale="ia")
    catalogue.add("Match", "Concordantia")
    catalogue.add(Band.STRONG.value, "concordantia forte")
    catalogue.add(("object", "objects"), ("objecto", "objectos"))
    catalogue.add("November", "novembre")
    catalogue.add("Show how a register stands.", "Monstrar le registro.")
    catalogue.add("One JSON object.", "Un objecto JSON.")
    folder = tmp_path / "ia" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "artmatch.mo").open("wb") as file:
        write_mo(file, catalogue)
    return tmp_path


def test_a_translation_is_shown_where_there_is_one_and_english_where_there_is_none(interlingua, monkeypatch):
    monkeypatch.setattr(messages, "_LOCALE", interlingua)
    monkeypatch.setenv("ARTMATCH_LANGUAGE", "ia")
    messages._translations.cache_clear()
    try:
        assert messages._("Match") == "Concordantia"
        assert messages._(Band.STRONG.value) == "concordantia forte"
        assert [messages.counted(count, "object", "objects") for count in (1, 2)] == ["1 objecto", "2 objectos"]
        assert messages._("Register") == "Register"
    finally:
        messages._translations.cache_clear()


def test_dates_are_written_with_the_months_of_the_translation(interlingua, monkeypatch):
    when = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)
    assert messages.written_moment(when) == "3 November 2026, 14:02 UTC"
    assert [messages.written_day(date(2026, month, 1)).split()[1][:3] for month in range(1, 13)] == [
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    ]
    monkeypatch.setattr(messages, "_LOCALE", interlingua)
    monkeypatch.setenv("ARTMATCH_LANGUAGE", "ia")
    messages._translations.cache_clear()
    try:
        assert messages.written_moment(when) == "3 novembre 2026, 14:02 UTC"
    finally:
        messages._translations.cache_clear()


def test_the_help_of_a_command_is_shown_in_the_language_of_the_process(interlingua):
    program = (
        "from pathlib import Path; from artmatch import messages;"
        f"messages._LOCALE = Path({str(interlingua)!r}); from artmatch.cli import main;"
        "main(['status', '--help'])"
    )
    command = [sys.executable, "-c", program]
    shown = subprocess.run(command, env={"LANGUAGE": "ia"}, capture_output=True, text=True, check=True).stdout
    assert "Monstrar le registro." in shown
    assert "Un objecto JSON." in shown
    assert "Use the demonstration register" in shown


def test_the_language_is_that_of_the_process_if_none_is_chosen(interlingua):
    program = (
        "from pathlib import Path; from artmatch import messages;"
        f"messages._LOCALE = Path({str(interlingua)!r}); print(messages._('Match'))"
    )
    command = [sys.executable, "-c", program]
    said = [
        subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout
        for variables in ({"LANGUAGE": "ia"}, {"LANG": "en_US.UTF-8"}, {"LANG": "C"})
    ]
    assert said == ["Concordantia\n", "Match\n", "Match\n"]


@pytest.mark.parametrize(("count", "said"), [(0, "0 objects"), (1, "1 object"), (52113, "52,113 objects")])
def test_counts_take_the_right_noun_and_are_grouped(count, said):
    assert messages.counted(count, "object", "objects") == said


def test_nothing_is_said_where_there_is_nothing_to_say():
    """An empty message asks gettext for the head of its catalogue, which nobody should read."""
    assert gettext.NullTranslations().gettext("") == messages._("") == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.0, "more than 99.9 %"),
        (0.9991, "more than 99.9 %"),
        (0.999, "99.9 %"),
        (0.8432, "84.3 %"),
        (0.001, "0.1 %"),
        (0.0009, "less than 0.1 %"),
        (0.0, "less than 0.1 %"),
    ],
)
def test_a_chance_is_never_said_to_be_none_or_all(value, said):
    assert messages.chance(value) == said
