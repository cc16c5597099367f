"""The command line. Nothing heavy is imported before a command runs."""

import click

from artmatch.cli.app_command import app
from artmatch.cli.backup_command import backup, restore
from artmatch.cli.case_command import case
from artmatch.cli.compare_command import compare
from artmatch.cli.demo_command import demo
from artmatch.cli.duplicates_command import duplicates, keep, link, merge
from artmatch.cli.edit_command import edit, photograph
from artmatch.cli.evaluate_command import evaluate
from artmatch.cli.exhibit_command import exhibit
from artmatch.cli.export_command import export
from artmatch.cli.group import ArtmatchGroup
from artmatch.cli.import_command import import_
from artmatch.cli.inbox_command import inbox
from artmatch.cli.index_command import index
from artmatch.cli.judge_command import judge
from artmatch.cli.ledger_command import ledger
from artmatch.cli.match_command import match
from artmatch.cli.register_command import register
from artmatch.cli.replay_command import replay
from artmatch.cli.report_command import report
from artmatch.cli.review_command import review
from artmatch.cli.search_command import search
from artmatch.cli.show_command import history, show
from artmatch.cli.status_command import status
from artmatch.cli.template_command import template
from artmatch.cli.train_command import train
from artmatch.cli.watch_command import watch

_EXIT_CODES = """\b
Exit codes:
  0    all done
  1    something unforeseen
  2    an argument or a setting cannot be used
  3    a photograph, table or record that was given is at fault
  4    no such object, photograph or file
  5    the register or its index cannot be used as it stands
  6    the model is missing or damaged
  7    a batch went through but some of its inputs failed
  130  interrupted; what was stored before stays, start again to go on

\b
Results go to standard output, progress and notes to standard error.
"""


@click.group(cls=ArtmatchGroup, epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="artmatch", message="%(prog)s %(version)s")
def main() -> None:
    """Find the registered object that a bad photograph shows: stolen art and antiquities."""


_commands = (
    *(app, backup, case, compare, demo, duplicates, edit, evaluate, exhibit, export, history, import_, inbox, index),
    *(judge, keep, ledger, link, match, merge, photograph, register, replay, report, restore, review, search, show),
    *(status, template, train, watch),
)
for _command in _commands:
    main.add_command(_command)
