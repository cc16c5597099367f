"""What a picture is taken of and how: frozen values that the renderer is steered by.

Lengths are in units of the object (its largest extent is about 1), angles in degrees, colours are sRGB in [0, 1].
The world has x to the right, y up and z towards a viewer who stands in front of the object.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Colour = tuple[float, float, float]


class ObjectKind(StrEnum):
    """What can be drawn."""

    PAINTING = "painting"
    VASE = "vase"
    COIN = "coin"
    MASK = "mask"
    RELIEF = "relief"
    STATUE = "statue"


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where the camera stands and what it has in its frame."""

    azimuth: float = 0.0
    """Degrees to the right of the object's front."""
    elevation: float = 0.0
    """Degrees above the horizon."""
    roll: float = 0.0
    """Degrees that the camera is turned anticlockwise about its own axis."""
    distance: float = 4.0
    """Between camera and object's middle, in object sizes; small values give steep perspective. More than 0.8."""
    fill: float = 0.85
    """Part of the frame that the object spans along the tighter axis; more than 1 cuts it off."""
    offset: tuple[float, float] = (0.0, 0.0)
    """Of the object's middle from the frame's middle, as parts of the frame; right and down are positive."""
    aspect: float | None = None
    """Width over height of the frame; None shapes it to the object."""


@dataclass(frozen=True, slots=True)
class Light:
    """One lamp and what comes from everywhere else."""

    direction: tuple[float, float, float] = (-0.4, 0.6, 0.8)
    """Towards the lamp, seen by the camera: right, up, towards the camera; any length."""
    strength: float = 0.85
    ambient: float = 0.35
    colour: Colour = (1.0, 1.0, 1.0)
    specular: float = 0.6
    """How much the lamp mirrors in polished surfaces, 0 to 1."""
    hardness: float = 0.5
    """0 an overcast sky, 1 a bare bulb: how sharp and dark the shadows are."""


class Surface(StrEnum):
    """What an object lies or stands on."""

    SWEEP = "studio sweep"
    PLASTER = "plaster"
    WOOD = "wood"
    CLOTH = "cloth"
    PAPER = "paper"
    STONE = "stone"
    EARTH = "earth"
    TILES = "tiles"
    CARPET = "carpet"


@dataclass(frozen=True, slots=True)
class Background:
    """What is around the object."""

    surface: Surface = Surface.SWEEP
    colour: Colour = (0.8, 0.8, 0.8)
    backdrop: Colour = (0.75, 0.75, 0.75)
    """Of the wall behind an object that stands."""
    clutter: float = 0.0
    """How much else lies about, 0 to 1."""
    blur: float = 0.0
    """Of everything but the object, as a part of the frame."""
    seed: int = 0
    """Which wood, which clutter."""


@dataclass(frozen=True, slots=True)
class Material:
    """How a surface takes light."""

    name: str = "stone"
    gloss: float = 0.2
    """Strength of reflections, 0 to 1."""
    sharpness: float = 20.0
    """Exponent of the highlight: 5 for wax, 200 for glaze."""
    metal: float = 0.0
    """1 if reflections take the surface's own colour."""


@dataclass(frozen=True, slots=True)
class Wear:
    """What time did, each 0 (as made) to 1 (ruined). Two objects that differ only here are siblings."""

    abrasion: float = 0.2
    chips: float = 0.2
    dirt: float = 0.2
    cracks: float = 0.2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CameraFaults:
    """What goes wrong between the scene and the file, each 0 where nothing does."""

    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Parts of the frame cut off at the left, top, right and bottom; they sum to less than 1 along each axis."""
    glare: float = 0.0
    shadow: float = 0.0
    """Of somebody or something between lamp and object."""
    finger: float = 0.0
    """How far fingers reach into the frame, as a part of it."""
    ruler: bool = False
    blur: float = 0.0
    """Standard deviation of a soft focus, as a part of the frame's longer side."""
    motion: float = 0.0
    """Length of the smear, as a part of the frame's longer side."""
    noise: float = 0.0
    """Standard deviation of sensor noise, of full white."""
    exposure: float = 1.0
    contrast: float = 1.0
    cast: Colour = (1.0, 1.0, 1.0)
    vignette: float = 0.0
    grey: bool = False
    jpeg: int = 95
    """JPEG quality, 1 to 100; the picture is compressed and read again below 95."""
    seed: int = 0


class View(NamedTuple):
    """All that a photograph of an object needs; ``rendered.photograph(*view, side=256)``."""

    viewpoint: Viewpoint
    light: Light
    background: Background
    faults: CameraFaults
