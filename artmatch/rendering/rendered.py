"""A drawn object: its shape, its surface, and the photographs that can be taken of it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from artmatch.rendering.camera import develop
from artmatch.rendering.mesh import Mesh
from artmatch.rendering.parameters import Background, CameraFaults, Light, Material, ObjectKind, Viewpoint
from artmatch.rendering.projection import Camera, place_camera
from artmatch.rendering.rasteriser import rasterise
from artmatch.rendering.shading import Texture, lamp_direction, shade
from artmatch.rendering.surroundings import cast_shadow, draw_surroundings
from artmatch.rendering.textures import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Depiction:
    """What was drawn, in the words of an artwork record."""

    title: str
    object_type: str
    """Two levels, general first: ``painting > landscape``."""
    materials: str
    measurements: str
    subject: str
    period: str
    maker: str
    origin: str
    description: str
    inscriptions: str = ""
    features: str = ""


def enumerated(names: list[str]) -> str:
    """Each name once: ``an owl, a bull and a ship`` for three; an empty text for none."""
    *others, last = dict.fromkeys(names) or [""]
    return f"{', '.join(others)} and {last}" if others else last


def with_article(noun: str) -> str:
    """``an oak frame``, ``a jar``."""
    return ("an " if noun[0].lower() in "aeiou" else "a ") + noun


@dataclass(frozen=True, slots=True, eq=False)
class RenderedObject:
    """An object that exists nowhere, ready to be photographed."""

    kind: ObjectKind
    mesh: Mesh = field(repr=False)
    texture: Texture = field(repr=False)
    material: Material
    standing: bool
    """On the ground (y = 0), seen from around; otherwise on a wall or table behind z = 0, seen from the front."""
    depiction: Depiction

    def photograph(
        self,
        viewpoint: Viewpoint,
        light: Light,
        background: Background,
        faults: CameraFaults,
        *,
        side: int,
    ) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 sRGB, ``side`` pixels along its longer side; the same parameters give the same bytes."""
        vertices = self.mesh.vertices
        camera = place_camera(viewpoint, vertices, faults.crop, side)
        lamp = lamp_direction(light, viewpoint.roll)
        sky = np.array([0, 1, 0] if self.standing else [0, 0.6, 0.8], np.float32)
        layer = shade(self.mesh, self.texture, self.material, sky, camera, light, lamp)
        spread = float(np.ptp(vertices, axis=0).max())
        scene = draw_surroundings(background, camera, standing=self.standing, spread=spread)
        fall = 0.75 * light.strength * np.asarray(light.colour, np.float32) + light.ambient
        scene *= fall * cast_shadow(vertices, camera, light, lamp, standing=self.standing)
        scene *= 1 - layer[..., 3:]
        scene += layer[..., :3]
        return develop(scene, faults)

    def surface(self, viewpoint: Viewpoint, faults: CameraFaults, *, side: int) -> tuple[Camera, Floats]:
        """The camera of such a :meth:`photograph`, and (H, W, 3) the place on the object that each of its pixels sees,
        in the object's world; not numbers where it sees something else.
        """
        camera = place_camera(viewpoint, self.mesh.vertices, faults.crop, side)
        screen = camera.project(self.mesh.vertices)
        pixels, triangles, shares = rasterise(screen, self.mesh.triangles, camera.width, camera.height)
        first, second, third = (self.mesh.vertices[corner] for corner in self.mesh.triangles[triangles].T)
        places = np.full((camera.height * camera.width, 3), np.nan, np.float32)
        places[pixels] = first + (second - first) * shares[0][:, None] + (third - first) * shares[1][:, None]
        return camera, places.reshape(camera.height, camera.width, 3)
