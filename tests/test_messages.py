"""Every sentence that a page, a command or a template says is marked for translation, and the list is up to date."""

import ast
import re

import pytest
from sentences import (
    COMMANDS,
    HELP,
    LIBRARY,
    PAGES,
    ROOT,
    TEMPLATES,
    WIDGETS,
    gaps_left_open,
    sentences,
    shadowed,
    unmarked,
    unmarked_in_command,
    unmarked_in_template,
)


def test_streamlit_has_the_functions_that_the_pages_are_made_of():
    assert {"button", "text_input", "selectbox", "html", "markdown", "error", "spinner", "expander"} <= WIDGETS


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_every_sentence_of_a_page_is_marked(file):
    assert list(unmarked(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", COMMANDS, ids=lambda file: file.name)
def test_every_sentence_of_a_command_is_marked(file):
    gathered = HELP if file.parent.name == "cli" else frozenset()
    assert list(unmarked_in_command(file.read_text(encoding="utf-8"), gathered)) == []


@pytest.mark.parametrize("file", LIBRARY, ids=lambda file: file.name)
def test_every_remark_and_error_of_the_library_is_marked(file):
    assert list(sentences(file.read_text(encoding="utf-8"))) == []


def test_a_remark_that_somebody_forgets_to_mark_is_found():
    assert list(sentences('return "holds a formula: copy the column and paste its values"'))


@pytest.mark.parametrize("file", sorted((ROOT / "artmatch").rglob("*.py")), ids=lambda file: file.name)
def test_no_function_takes_the_name_of_the_translation_for_itself(file):
    assert list(shadowed(file.read_text(encoding="utf-8"))) == []


def test_a_function_that_takes_the_name_of_the_translation_is_found():
    assert list(shadowed('def f():\n    _, b = pair()\n    return _("Hello")')) == ["f"]


@pytest.mark.parametrize(
    "line",
    [
        'output.line("done")',
        'output.line(f"exhibit {number}")',
        'output.note(f"{count} of {total}")',
        'output.progress(items, total, "Indexing")',
        'Table("object", box=None)',
        'rows.add_row("macro", number)',
        'HINTS = {"owner": "Whom it belongs to."}',
        'raise InputError(f"{file} is there already: give another name.")',
    ],
)
def test_a_sentence_of_a_command_that_somebody_forgets_to_mark_is_found(line):
    assert list(unmarked_in_command(line))


def test_no_month_or_weekday_is_named_in_the_language_of_the_machine():
    """Python writes %B and its like in the locale of the process, which is not the language of our sentences."""
    for file in sorted((ROOT / "artmatch").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"%[aAbBcpxX](?![\w%])", node.value), f"{file}, line {node.lineno}"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_sentence_of_a_template_is_marked(file):
    assert list(unmarked_in_template(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'st.write("Hello")',
        'st.write("hello")',
        'st.button("go", type="primary")',
        'left.text_input("name", key="name")',
        'st.text_input(_("Name"), placeholder="as on the bag")',
        'st.button(_("Go"), help="why")',
        'parts.notice("plain", "Nothing was found.")',
        'parts.notice("plain", f"Nothing was found for {text}.")',
        'parts.section("Figures")',
        "st.html('<p class=\"am-line\">Not searched yet</p>')",
        "st.html(f'<h1 class=\"am-title\">Exhibit {escaped(number)}</h1>')",
        'st.html(f\'<img src="{data}" alt="Exhibit">\')',
        'said = f"{model}, generation {number}"',
        'rows = [("Owner", record.owner)]',
        '@st.dialog("Compare")\ndef compare(): ...',
        'raise InputError("The exhibit has no number yet.")',
        'st.write(_(f"Hello {name}"))',
    ],
)
def test_a_sentence_that_somebody_forgets_to_mark_is_found(line):
    assert list(unmarked(line))


@pytest.mark.parametrize(
    "line",
    [
        'st.write(_("Hello"))',
        'st.button(_("Go"), key="go", type="primary", icon=":material/arrow_back:")',
        'parts.notice("plain", _("Nothing was found for {text}.").format(text=text))',
        "st.html(f'<p class=\"am-line\">{escaped(text)}</p>')",
        'said = counted(count, "object", "objects")',
        'def show() -> "Picture":\n    """Show the page."""',
        'st.session_state["answer"] = f"{score:.3f}"',
    ],
)
def test_what_is_marked_or_never_shown_is_let_be(line):
    assert list(unmarked(line)) == []


@pytest.mark.parametrize(
    "text", ["<h2>To look at</h2>", '<img alt="Photograph">', '{{ picture or "It can no longer be read." }}']
)
def test_a_sentence_that_somebody_forgets_to_mark_in_a_template_is_found(text):
    assert list(unmarked_in_template(text))
    assert not list(unmarked_in_template('<h2 class="a b">{{ _("To look at") }}</h2>{{ lot.title }}'))


@pytest.mark.parametrize("file", sorted((ROOT / "artmatch").rglob("*.py")), ids=lambda file: file.name)
def test_every_gap_of_a_sentence_is_filled(file):
    assert list(gaps_left_open(file.read_text(encoding="utf-8"))) == []


def test_a_gap_that_nothing_fills_is_found():
    assert list(gaps_left_open('_("{count} of {total}").format(count=1)'))
