"""What an export says of an object beside its record and photographs."""

from dataclasses import dataclass
from typing import Final

from artmatch.registry import DatedStatus, Link


@dataclass(frozen=True, slots=True)
class Relations:
    """What is said of an object beside its record."""

    links: tuple[Link, ...] = ()
    """The objects of the same export that it belongs with."""
    statuses: tuple[DatedStatus, ...] = ()
    """Every status that it was given, oldest first."""


NO_RELATIONS: Final = Relations()
