"""Writes artmatch/locale/artmatch.pot from the code, for translators: ``make messages``."""

import sys
from enum import StrEnum
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from artmatch import answers, casework, cli, records, registry
from artmatch.cli import help_texts
from artmatch.evaluation.dataset import Role
from artmatch.matching.work import State

_PACKAGE = Path(records.__file__).parent
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
_KEYWORDS = {"_": None, "ngettext": (1, 2), "counted": (2, 3)}
_WORDS: tuple[type[StrEnum], ...] = (
    answers.Band,
    records.Collection,
    records.EventKind,
    records.Sensitivity,
    records.Status,
    records.ViewLabel,
    registry.Action,
    registry.LinkKind,
    registry.Stage,
    casework.Action,
    casework.Decision,
    casework.Reason,
    casework.Standing,
    Role,
    State,
)
"""Values that are stored in English and translated where they are shown."""
HELP = "Help of the command line, shown as it stands: braces are no gaps."
_TARGET = _PACKAGE / "locale" / "artmatch.pot"


def catalogue() -> Catalog:
    """Every sentence and word that is translated, with the files that say it."""
    found = Catalog(project="artmatch", charset="utf-8")
    for file, _line, message, comments, context in extract_from_dir(
        _PACKAGE, _METHODS, keywords=_KEYWORDS, comment_tags=("TRANSLATORS:",)
    ):
        found.add(message, locations=[(f"artmatch/{file}", None)], auto_comments=comments, context=context)
    for kind in _WORDS:
        for one in kind:
            found.add(one.value, locations=[(f"{kind.__module__.replace('.', '/')}.py", None)])
    for command, holder, name in help_texts.every_help(cli.main):
        declared = f"{getattr(command.callback, '__module__', '').replace('.', '/')}.py"
        for _mark, paragraph in help_texts.paragraphs(getattr(holder, name)):
            found.add(paragraph, locations=[(declared, None)], auto_comments=(HELP,))
    return found


def main() -> int:
    """Write the file."""
    _TARGET.parent.mkdir(exist_ok=True)
    with _TARGET.open("wb") as file:
        write_po(file, catalogue(), width=120, omit_header=True, sort_output=True, include_lineno=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
