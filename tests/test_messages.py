"""Every sentence that a page, a command or a template says is marked for translation, and the list is up to date."""

import ast
import gettext
import importlib.util
import inspect
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
import streamlit
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from artmatch import messages
from artmatch.cli import main
from artmatch.records import Band

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "app.py", *sorted((ROOT / "artmatch" / "web").glob("*.py"))]
COMMANDS = [
    *sorted((ROOT / "artmatch" / "cli").glob("*.py")),
    ROOT / "artmatch" / "evaluation" / "dataset.py",
    ROOT / "artmatch" / "exchange" / "template.py",
]
LIBRARY = [
    ROOT / "artmatch" / f"{name}.py"
    for name in (
        *("casework/audit", "exchange/cells", "exchange/tables", "exchange/record_table", "imaging/pdf"),
        *("index/generations", "matching/catalogue", "matching/intake", "matching/screening", "registry/duplicates"),
        *("registry/postgresql", "registry/vocabulary"),
    )
]
"""Modules below the pages and commands whose remarks and errors are shown as they are."""
TEMPLATES = sorted((ROOT / "artmatch" / "documents" / "templates").glob("*.html"))
MARKS = {"_", "ngettext", "counted"}
UNSPOKEN = {"artmatch", "KBI-2026-0117", "SHA-256 …", "SHA-256", "web page", "a page failed", "A- -"}
"""Names and numbers that are the same in every language; the last but one is the ledger's, the last the log's."""
SHOWN = {"label", "body", "text", "title", "placeholder", "help", "caption", "alternative", "show_spinner", "details"}
SPOKEN = {
    "line",
    "note",
    "progress",
    "Table",
    "_table",
    "add_row",
    "add_column",
    "Comment",
    "echo",
    "report",
    "_report",
}
"""What commands say something with: every text given to them is shown, whatever it looks like."""
UNSHOWN = {
    *("ARTMATCH_HOME", "ARTMATCH_DEMONSTRATION", "http:// :", "PHOTO- -region.jpg", "already known"),
    *("Command", "Fraction", "Item", "C2", "FFD9E8D2", "FFE7E6E6", "FFDCE6F1"),
}
"""Names of settings, files, types, a cell and its colours; a state by its stored name, which is translated where it is
shown."""
GATHERED = {"option", "argument", "json_option"}
"""What is declared with these is help, gathered from the finished commands, or a name."""
TAG = re.compile(r"(?s)<(?:script>.*?</script|[^>]*)>")
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')


def widgets():
    """The names of Streamlit's functions whose first argument is shown."""
    found = {"write", "page_link"}
    for name, function in vars(streamlit).items():
        if callable(function) and not name.startswith("_") and not inspect.isclass(function):
            first = next(iter(inspect.signature(function).parameters), "")
            found |= {name} if first in SHOWN else set()
    return found


WIDGETS = widgets()


def test_streamlit_has_the_functions_that_the_pages_are_made_of():
    assert {"button", "text_input", "selectbox", "html", "markdown", "error", "spinner", "expander"} <= WIDGETS


def text_of(node):
    """What a literal says; a gap where something is filled in."""
    parts = [node] if isinstance(node, ast.Constant) else node.values
    return "".join(part.value if isinstance(part, ast.Constant) else " \0 " for part in parts)


def texts_shown(html):
    """What a reader of ``html`` sees or hears: what stands between tags, and what screen readers say."""
    texts = [*TAG.split(html), *SPOKEN_ATTRIBUTE.findall(html)]
    texts = [" ".join(text.replace("\0", " ").split()) for text in texts]
    return [text for text in texts if re.search(r"[^\W\d_]", text) and text not in UNSPOKEN]


def is_sentence(text):
    """Whether a text is for people by the look of it: it begins with a capital, or words stand apart in it."""
    return bool(re.match(r"\W*[A-Z]", text) or (re.search(r"(^| )[^\W\d_]{3,}([ ,.:;]|$)", text) and " " in text))


def called(node):
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))


def is_shown(node, parent):
    """Whether a literal is what a widget shows, whatever it looks like."""
    if isinstance(parent, ast.keyword):
        return parent.arg in SHOWN
    return called(parent) in WIDGETS and parent.args[:1] == [node]


def unmarked(source, spoken=frozenset(), gathered=frozenset()):
    """The literals of a module that people read but translators never get to see.

    ``spoken``: functions all of whose texts are shown; ``gathered``: those whose texts are looked for elsewhere.
    """
    tree = ast.parse(source)
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    silent = {
        inner
        for node in ast.walk(tree)
        for outer in (
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
            getattr(node, "format_spec", None),
        )
        if outer is not None
        for inner in ast.walk(outer)
    } | {inner for node in ast.walk(tree) if called(node) in gathered for inner in ast.walk(node)}
    for node, parent in parents.items():
        is_text = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        is_marked = called(parent) in MARKS and isinstance(node, ast.Constant)
        is_said = not is_marked and not isinstance(parent, ast.Expr | ast.JoinedStr)
        is_spoken = called(parent) in spoken and node in parent.args
        if is_text and is_said and node not in silent:
            for text in texts_shown(text_of(node)):
                if is_sentence(text) or is_shown(node, parent) or is_spoken:
                    yield f"line {node.lineno}: {text}"


def helps():
    """Every text that click holds as help of a command or option of ours, with no knowledge of the catalogue."""
    asked, found = [main], set()
    while asked:
        command = asked.pop()
        found |= {command.help, command.epilog, *(getattr(option, "help", None) for option in command.params)}
        asked += getattr(command, "commands", {}).values()
    return {text for text in found if text}


HELP = {" ".join(text.split()) for text in helps()}


def unmarked_in_command(source, gathered=frozenset()):
    """The same of a module of the command line; ``gathered``: texts that translators get from elsewhere."""
    for said in unmarked(source, SPOKEN, GATHERED):
        text = said.partition(": ")[2]
        if text not in UNSHOWN and text not in gathered:
            yield said


def unmarked_in_template(source):
    """The same of a Jinja2 template."""
    spoken = re.sub(r"(?s)<style>.*?</style>|\{#.*?#\}", "", source)
    yield from texts_shown(re.sub(r"(?s)\{\{.*?\}\}|\{%.*?%\}", "\0", spoken))
    tree = Environment(autoescape=True).parse(source)
    marked = {id(inner) for call in tree.find_all(nodes.Call) if called_name(call) == "_" for inner in call.args}
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and id(constant) not in marked:
            yield from (text for text in texts_shown(constant.value) if is_sentence(text) and not text.istitle())


def called_name(call):
    return getattr(call.node, "name", "")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_every_sentence_of_a_page_is_marked(file):
    assert list(unmarked(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", COMMANDS, ids=lambda file: file.name)
def test_every_sentence_of_a_command_is_marked(file):
    gathered = HELP if file.parent.name == "cli" else frozenset()
    assert list(unmarked_in_command(file.read_text(encoding="utf-8"), gathered)) == []


def sentences(source):
    """The unmarked literals of a module with a verb and an end, or a colon and advice: no queries, no names."""
    for said in unmarked(source):
        text = said.partition(": ")[2]
        if len(re.findall(r"[^\W\d_]{2,}", text)) >= 3 and not re.match(r"[A-Z]{3}|[{}()?]", text):
            yield said


@pytest.mark.parametrize("file", LIBRARY, ids=lambda file: file.name)
def test_every_remark_and_error_of_the_library_is_marked(file):
    assert list(sentences(file.read_text(encoding="utf-8"))) == []


def test_a_remark_that_somebody_forgets_to_mark_is_found():
    assert list(sentences('return "holds a formula: copy the column and paste its values"'))


def shadowed(source):
    """Functions that name something ``_`` and translate with it too, which fails when the sentence is needed."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            of_scopes = {
                inner
                for scope in ast.walk(node)
                if isinstance(scope, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp)
                for inner in ast.walk(scope)
            }
            names = [one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id == "_"]
            is_set = any(isinstance(one.ctx, ast.Store) and one not in of_scopes for one in names)
            if is_set and any(called(one) == "_" for one in ast.walk(node)):
                yield node.name


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


def test_translators_get_the_help_of_every_command_and_option():
    told = {" ".join(one.id.split()) for one in extraction().catalogue() if isinstance(one.id, str)}
    paragraphs = {" ".join(part.replace("\b", "").split()) for text in helps() for part in text.split("\n\n")}
    assert len(paragraphs) > 150
    assert sorted(paragraphs - told) == []


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


def extraction():
    """docs/messages.py, which ``make messages`` runs."""
    specification = importlib.util.spec_from_file_location("messages_extraction", ROOT / "docs" / "messages.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


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


def gaps_left_open(source):
    """Sentences of a module whose gaps are not those that ``format`` fills."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and called(node) == "format"
            and called(getattr(node.func, "value", None)) in MARKS
        ):
            given = {keyword.arg for keyword in node.keywords}
            for text in (one.value for one in node.func.value.args if isinstance(one, ast.Constant)):
                gaps = {name.partition(".")[0] for _, name, _, _ in Formatter().parse(str(text)) if name is not None}
                if isinstance(text, str) and gaps != given:
                    yield f"line {node.lineno}: {text}"


@pytest.mark.parametrize("file", sorted((ROOT / "artmatch").rglob("*.py")), ids=lambda file: file.name)
def test_every_gap_of_a_sentence_is_filled(file):
    assert list(gaps_left_open(file.read_text(encoding="utf-8"))) == []


def test_a_gap_that_nothing_fills_is_found():
    assert list(gaps_left_open('_("{count} of {total}").format(count=1)'))
