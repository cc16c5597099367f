"""Finds what people read in a module or template and translators never get to see."""

import ast
import inspect
import re
from pathlib import Path
from string import Formatter

import streamlit
from jinja2 import Environment, nodes

from artmatch.cli import main

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


def sentences(source):
    """The unmarked literals of a module with a verb and an end, or a colon and advice: no queries, no names."""
    for said in unmarked(source):
        text = said.partition(": ")[2]
        if len(re.findall(r"[^\W\d_]{2,}", text)) >= 3 and not re.match(r"[A-Z]{3}|[{}()?]", text):
            yield said


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
