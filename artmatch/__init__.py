"""Find the registered object that a bad photograph shows.

::

    from artmatch import ArtworkRecord, open_register

    with open_register("my-register") as register:
        register.add(ArtworkRecord(object_id="KBI-1", title="Bust of Saint Agnes"), ["agnes.jpg"])
        answer = register.match(["seized.jpg"])
        print(answer.headline)
        for match in answer.matches:
            print(match.record.title, match.sentence)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from artmatch.answers import Answer, Band, Match
    from artmatch.config import Settings
    from artmatch.errors import ArtmatchError
    from artmatch.matching.intake import PhotographInput
    from artmatch.records import ArtworkRecord, Collection, EventKind, Photograph, Sensitivity, Status, ViewLabel
    from artmatch.wiring import Workspace, open_register

__all__ = [
    "Answer",
    "ArtmatchError",
    "ArtworkRecord",
    "Band",
    "Collection",
    "EventKind",
    "Match",
    "Photograph",
    "PhotographInput",
    "Sensitivity",
    "Settings",
    "Status",
    "ViewLabel",
    "Workspace",
    "open_register",
]

_HOMES = {
    "artmatch.answers": ("Answer", "Band", "Match"),
    "artmatch.config": ("Settings",),
    "artmatch.errors": ("ArtmatchError",),
    "artmatch.matching.intake": ("PhotographInput",),
    "artmatch.records": (
        "ArtworkRecord",
        "Collection",
        "EventKind",
        "Photograph",
        "Sensitivity",
        "Status",
        "ViewLabel",
    ),
    "artmatch.wiring": ("Workspace", "open_register"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562), so that ``artmatch --help`` does not wait for numpy."""
    for module, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module 'artmatch' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
