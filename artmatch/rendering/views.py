"""Random ways to photograph an object: as a museum does, and as those do who seize it."""

import numpy as np

from artmatch.rendering.parameters import Background, CameraFaults, Light, Surface, View, Viewpoint
from artmatch.rendering.textures import jitter

_STREET_COLOURS = (
    (0.45, 0.3, 0.2),
    (0.62, 0.5, 0.38),
    (0.3, 0.3, 0.32),
    (0.55, 0.55, 0.52),
    (0.2, 0.28, 0.42),
    (0.5, 0.16, 0.15),
    (0.35, 0.42, 0.28),
    (0.75, 0.72, 0.66),
)


def studio_view(rng: np.random.Generator) -> View:
    """A register's photograph: nearly from the front, soft light, plain ground, hardly a fault."""
    shade = float(rng.choice([0.08, 0.35, 0.55, 0.7, 0.8, 0.9], p=[0.14, 0.1, 0.14, 0.22, 0.2, 0.2]))
    ground = jitter(rng, (shade, shade, shade), 0.025)
    return View(
        Viewpoint(
            azimuth=float(rng.normal(0, 6)),
            elevation=float(rng.uniform(1, 16)),
            roll=float(rng.normal(0, 0.6)),
            distance=float(rng.uniform(4, 7)),
            fill=float(rng.uniform(0.78, 0.94)),
        ),
        Light(
            direction=(float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.4, 1.0)), float(rng.uniform(0.6, 1.2))),
            strength=float(rng.uniform(0.55, 0.85)),
            ambient=float(rng.uniform(0.3, 0.5)),
            specular=float(rng.uniform(0.2, 0.7)),
            hardness=float(rng.uniform(0.1, 0.6)),
        ),
        Background(Surface.SWEEP, ground, jitter(rng, ground, 0.03), seed=int(rng.integers(1 << 31))),
        CameraFaults(
            grey=bool(rng.random() < 0.08),
            jpeg=int(rng.integers(85, 100)),
            noise=float(rng.uniform(0, 0.006)),
            exposure=float(rng.uniform(1.05, 1.35)),
            seed=int(rng.integers(1 << 31)),
        ),
    )


def seized_view(rng: np.random.Generator) -> View:
    """A photograph from the field: another side, a lamp or flash, a cluttered table, and the phone's faults."""

    def sometimes(chance: float, low: float, high: float) -> float:
        return float(rng.uniform(low, high)) if rng.random() < chance else 0.0

    warmth = float(rng.normal(0, 0.13))
    crop = tuple(sometimes(0.25, 0.02, 0.14) for _ in range(4))
    surface = Surface(rng.choice([str(each) for each in Surface]))
    colour = jitter(rng, _STREET_COLOURS[rng.integers(len(_STREET_COLOURS))], 0.08)
    wall = jitter(rng, _STREET_COLOURS[rng.integers(len(_STREET_COLOURS))], 0.08)
    return View(
        Viewpoint(
            azimuth=float(np.clip(rng.normal(0, 26), -62, 62)),
            elevation=float(np.clip(rng.normal(16, 14), -8, 55)),
            roll=float(rng.normal(0, 7)),
            distance=float(rng.uniform(1.3, 3.5)),
            fill=float(rng.uniform(0.5, 1.12)),
            offset=(float(rng.normal(0, 0.07)), float(rng.normal(0, 0.06))),
            aspect=float(rng.choice([0.75, 1.3333, 1.0, 0.5625, 1.7778], p=[0.4, 0.3, 0.1, 0.1, 0.1])),
        ),
        Light(
            direction=(float(rng.normal(0, 0.9)), float(rng.uniform(0, 1.2)), float(rng.uniform(0.3, 1.0))),
            strength=float(rng.uniform(0.45, 1.05)),
            ambient=float(rng.uniform(0.1, 0.4)),
            colour=(1.0, 1.0 - max(warmth, 0) * 0.5, float(np.clip(1.0 - warmth, 0.55, 1.25))),
            specular=float(rng.uniform(0.3, 1.0)),
            hardness=float(rng.uniform(0.2, 1.0)),
        ),
        Background(
            surface,
            colour,
            wall,
            clutter=sometimes(0.6, 0.1, 1.0),
            blur=sometimes(0.5, 0.003, 0.02),
            seed=int(rng.integers(1 << 31)),
        ),
        CameraFaults(
            crop=(crop[0], crop[1], crop[2], crop[3]),
            glare=sometimes(0.35, 0.2, 0.8),
            shadow=sometimes(0.3, 0.25, 0.65),
            finger=sometimes(0.15, 0.06, 0.2),
            ruler=bool(rng.random() < 0.12),
            blur=sometimes(0.45, 0.001, 0.006),
            motion=sometimes(0.2, 0.005, 0.022),
            noise=sometimes(0.7, 0.008, 0.06),
            exposure=float(np.exp(rng.normal(0.05, 0.25))),
            contrast=float(rng.uniform(0.75, 1.25)),
            cast=(float(np.exp(rng.normal(0, 0.05))), 1.0, float(np.exp(rng.normal(0, 0.09)))),
            vignette=sometimes(0.35, 0.1, 0.45),
            grey=bool(rng.random() < 0.04),
            jpeg=int(rng.integers(35, 95)),
            seed=int(rng.integers(1 << 31)),
        ),
    )
