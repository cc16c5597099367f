"""An evaluation set: a manifest of photographs with their roles, checked row by row."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from artmatch.errors import InputError, NotFoundError
from artmatch.messages import _, ngettext

_COLUMNS = ("path", "object_id", "role", "set")
_SHOWN_PROBLEMS = 5


class Role(StrEnum):
    """What a photograph is for."""

    REFERENCE = "reference"
    """A registered photograph of an object that is asked for."""
    DISTRACTOR = "distractor"
    """A registered photograph of an object that nobody asks for."""
    QUERY = "query"
    """Another photograph of a registered object, to be found."""
    STRANGER = "stranger"
    """A photograph of an object that is not registered; no object is the right answer."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a manifest."""

    path: str
    """As the manifest gives it, relative to its folder."""
    object_id: str
    role: Role
    set_name: str
    category: str = ""
    """Kind of thing, such as coins, across sets."""

    @property
    def registered(self) -> bool:
        """Whether the photograph belongs to the gallery."""
        return self.role in (Role.REFERENCE, Role.DISTRACTOR)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Gallery and questions of a manifest, each in its order."""

    folder: Path
    gallery: tuple[Item, ...]
    questions: tuple[Item, ...]
    """Queries and strangers."""

    @classmethod
    def read(cls, manifest: Path) -> "Dataset":
        """Read a CSV with the columns path, object_id, role and set, perhaps category; further ones are left alone.

        Raises NotFoundError if it is missing; InputError that names the rows whose role is unknown, whose file
        is missing or comes twice, whose query shows no registered object or whose stranger shows one.
        """
        rows = _rows(manifest)
        problems: list[tuple[int, str]] = []
        items: list[tuple[int, Item]] = []
        lines: dict[str, int] = {}
        for line, row in rows:
            problem = _problem(row, manifest.parent)
            if not problem and row["path"] in lines:
                problem = _("{path} stands in row {line} already").format(path=row["path"], line=lines[row["path"]])
            if problem:
                problems.append((line, problem))
                continue
            lines[row["path"]] = line
            items.append((line, _item(row)))
        if not problems:
            problems = _contradictions(items)
        if problems:
            raise InputError(
                _("The manifest {manifest} cannot be used: {problems}.").format(
                    manifest=manifest, problems=_listed(problems)
                )
            )
        gallery = tuple(item for _, item in items if item.registered)
        questions = tuple(item for _, item in items if not item.registered)
        if not any(item.role is Role.QUERY for item in questions):
            raise InputError(
                _("The manifest {manifest} has no row with the role query: there is nothing to evaluate.").format(
                    manifest=manifest
                )
            )
        return cls(manifest.parent, gallery, questions)

    @property
    def registered_share(self) -> float:
        """Share of the questions that show a registered object."""
        return sum(item.role is Role.QUERY for item in self.questions) / len(self.questions)


def _listed(problems: list[tuple[int, str]]) -> str:
    """The first of ``problems`` and how many there are beside."""
    said = [_("row {row}: {problem}").format(row=line, problem=problem) for line, problem in problems[:_SHOWN_PROBLEMS]]
    others = len(problems) - _SHOWN_PROBLEMS
    if others > 0:
        said.append(ngettext("and {count} more row", "and {count} more rows", others).format(count=others))
    return "; ".join(said)


def _rows(manifest: Path) -> list[tuple[int, Mapping[str, str]]]:
    """The rows with the number of the line on which each ends."""
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="", strict=True)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(
                    _("The manifest {manifest} lacks the column {column}: it needs {columns}.").format(
                        manifest=manifest, column=missing[0], columns=", ".join(_COLUMNS)
                    )
                )
            return [(reader.line_num, row) for row in reader]
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no manifest {manifest}: check the path.").format(manifest=manifest)) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            _("The manifest {manifest} cannot be read as CSV in UTF-8: {reason}.").format(
                manifest=manifest, reason=error
            )
        ) from error


def _item(row: Mapping[str, str]) -> Item:
    return Item(row["path"], row["object_id"], Role(row["role"]), row["set"], row.get("category", ""))


def _problem(row: Mapping[str, str], folder: Path) -> str:
    empty = [name for name in _COLUMNS if not row[name]]
    if empty:
        return _("{column} is empty").format(column=empty[0])
    if row["role"] not in list(Role):
        return _("the role {role!r} is none of {roles}").format(role=row["role"], roles=", ".join(Role))
    if not (folder / row["path"]).is_file():
        return _("there is no file {path}").format(path=row["path"])
    return ""


def _contradictions(items: list[tuple[int, Item]]) -> list[tuple[int, str]]:
    gallery = {item.object_id for _, item in items if item.registered}
    wrong = {
        Role.QUERY: _("the object {object_id} of this query has no reference, so that it could never be found"),
        Role.STRANGER: _("the object {object_id} of this stranger is registered, so that it is no stranger"),
    }
    return [
        (line, wrong[item.role].format(object_id=item.object_id))
        for line, item in items
        if not item.registered and (item.object_id in gallery) == (item.role is Role.STRANGER)
    ]
