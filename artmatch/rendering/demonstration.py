"""The demonstration register: objects that artmatch drew itself, with photographs and records to match.

Each object depends on its number and the seed alone, so that several processes can share the drawing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from artmatch.records import ArtworkRecord, Status
from artmatch.rendering.objects import random_object, random_wear
from artmatch.rendering.parameters import CameraFaults, ObjectKind, View
from artmatch.rendering.rendered import Depiction, RenderedObject
from artmatch.rendering.views import seized_view, studio_view

_SIDE = 512
"""Pixels along the longer side of every photograph."""
_ROUND = (
    ObjectKind.PAINTING,
    ObjectKind.VASE,
    ObjectKind.COIN,
    ObjectKind.PAINTING,
    ObjectKind.STATUE,
    ObjectKind.RELIEF,
    ObjectKind.VASE,
    ObjectKind.PAINTING,
    ObjectKind.MASK,
    ObjectKind.COIN,
    ObjectKind.STATUE,
    ObjectKind.PAINTING,
)
_SIBLINGS = {21: 9, 38: 14, 57: 45}
"""Objects (counted from 0) made like an earlier one and worn otherwise: coins of one die, casts of one mould."""
_TOWNS = ("Altenfurt", "Port Merrow", "Sankt Elben", "Villanera", "Osterby", "Karsk", "Beauvallon", "Lindenau")
_EVENTS = (
    "Stolen from the permanent exhibition in {town} in the night to {day} {month} {year}",
    "Missing after the move of the {town} store; noticed on {day} {month} {year}",
    "Taken from a locked case in {town} during opening hours on {day} {month} {year}",
    "Stolen in transit between {town} and a lender on {day} {month} {year}",
)
_MONTHS = ("January", "March", "April", "June", "September", "October", "November")


@dataclass(frozen=True, slots=True, eq=False)
class DemonstrationObject:
    """An invented object with its record and photographs, (H, W, 3) uint8 RGB each."""

    record: ArtworkRecord
    registered: list[NDArray[np.uint8]] = field(repr=False)
    """One or two studio views."""
    seized: list[NDArray[np.uint8]] = field(repr=False)
    """Two bad photographs that are not registered."""


def demonstration_objects(count: int = 84, seed: int = 2026) -> Iterator[DemonstrationObject]:
    """``count`` invented objects, ``DEMO-0001`` and up; the same seed gives the same bytes."""
    return (demonstration_object(number, seed) for number in range(count))


def demonstration_object(number: int, seed: int = 2026) -> DemonstrationObject:
    """The object counted from 0 by itself."""
    rendered = _drawn(number, seed)
    rng = np.random.default_rng([seed, number, 2])
    studio = [_colourful(studio_view(rng)) for _ in range(1 + int(rng.random() < 0.45))]
    field_views = [_recognisable(seized_view(rng)) for _ in range(2)]
    return DemonstrationObject(
        _record(number, seed, rendered.depiction),
        [rendered.photograph(*view, side=_SIDE) for view in studio],
        [rendered.photograph(*view, side=_SIDE) for view in field_views],
    )


def _drawn(number: int, seed: int) -> RenderedObject:
    model = _SIBLINGS.get(number, number)
    kind = _ROUND[model % len(_ROUND)]
    wear = random_wear(np.random.default_rng([seed, number, 1]))
    return random_object(np.random.default_rng([seed, model]), kind, wear)


def _colourful(view: View) -> View:
    return view._replace(faults=replace(view.faults, grey=False))


def _recognisable(view: View) -> View:
    """Within what a person could still match: not everything wrong at once."""
    faults: CameraFaults = view.faults
    return view._replace(
        faults=replace(
            faults,
            exposure=float(np.clip(faults.exposure, 0.7, 1.5)),
            noise=min(faults.noise, 0.03),
            blur=min(faults.blur, 0.004),
            motion=min(faults.motion, 0.014),
        ),
        viewpoint=replace(view.viewpoint, fill=max(view.viewpoint.fill, 0.6)),
        light=replace(view.light, ambient=max(view.light.ambient, 0.18)),
    )


def _record(number: int, seed: int, words: Depiction) -> ArtworkRecord:
    rng = np.random.default_rng([seed, number, 3])
    town = str(rng.choice(_TOWNS))
    year = int(rng.integers(1979, 2026))
    event = str(rng.choice(_EVENTS)).format(
        town=town, day=int(rng.integers(1, 29)), month=str(rng.choice(_MONTHS)), year=year
    )
    sibling = _SIBLINGS.get(number)
    return ArtworkRecord(
        object_id=f"DEMO-{number + 1:04d}",
        title=words.title,
        object_type=words.object_type,
        materials=words.materials,
        measurements=words.measurements,
        inscriptions=words.inscriptions,
        distinguishing_features=words.features,
        subject=words.subject,
        date_or_period=words.period,
        maker=words.maker,
        description=words.description,
        inventory_number=f"DM {int(rng.integers(1890, 1979))}.{int(rng.integers(1, 400))}",
        place_of_origin=words.origin,
        related_objects="" if sibling is None else f"Made like DEMO-{sibling + 1:04d}",
        date_documented=f"{year + int(rng.integers(0, 2))}",
        status=Status.MISSING if event.startswith("Missing") else Status.STOLEN,
        event=event,
        owner=f"Demonstration Museum, {town} (invented)",
        contact="registrar@demonstration-museum.example",
        source="artmatch demonstration",
        demonstration=True,
    )
