"""What happens to a photograph between the object and the file: light, things in front, printing, the camera.

Every function takes and returns (H, W, 3) uint8 RGB and draws its strength from ``rng``. The ranges imitate what
visitors' photographs of museum objects suffer (Koniusz et al., "Museum exhibit identification challenge for the
supervised domain adaptation and beyond", 2018, lists glare, blur, occlusion, clutter, rotation and clipping).
"""

from collections.abc import Callable

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from artmatch.training.torchvision_schemas import ensure_torchvision

ensure_torchvision()
from torchvision.transforms.v2 import functional as tv  # noqa: E402 - needs the schemas first

Pixels = NDArray[np.uint8]


def _scaled(pixels: Pixels, gain: NDArray[np.float32] | float, offset: NDArray[np.float32] | float = 0.0) -> Pixels:
    scaled: Pixels = np.clip(pixels * gain + offset, 0, 255).astype(np.uint8)
    return scaled


def _smooth_field(height: int, width: int, cells: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """(H, W, 1) in [0, 1]: random values on a coarse grid, interpolated."""
    coarse = rng.random((cells, cells)).astype(np.float32)
    field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    return np.asarray(np.clip(field, 0, 1), np.float32)


def _blob(height: int, width: int, rng: np.random.Generator, size: float) -> NDArray[np.float32]:
    """(H, W, 1) in [0, 1]: one soft ellipse, its axes about ``size`` of the picture."""
    angle = rng.uniform(0, np.pi)
    cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    dx = np.arange(width, dtype=np.float32) - np.float32(rng.uniform(0, width))
    dy = np.arange(height, dtype=np.float32)[:, None] - np.float32(rng.uniform(0, height))
    along = (dx * cosine + dy * sine) / np.float32(size * width)
    across = (dy * cosine - dx * sine) / np.float32(size * height * rng.uniform(0.2, 1))
    fall = np.minimum(cv2.pow(along * along + across * across, rng.uniform(1, 4)), 40)
    return np.asarray(cv2.exp(-fall)[..., None], np.float32)


def uneven_light(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Light that falls off over the picture."""
    field = _smooth_field(pixels.shape[0], pixels.shape[1], int(rng.integers(2, 4)), rng)
    return _scaled(pixels, 1 + rng.uniform(0.2, 0.7) * (field - 0.6))


def glare(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """One to three reflections of a lamp or a window in glass or varnish."""
    for _ in range(rng.integers(1, 4)):
        blob = _blob(pixels.shape[0], pixels.shape[1], rng, rng.uniform(0.05, 0.3)) * rng.uniform(0.4, 1)
        tint = np.array([255, rng.uniform(235, 255), rng.uniform(210, 255)])
        pixels = cv2.blendLinear(pixels, np.full_like(pixels, tint.astype(np.uint8)), 1 - blob, blob).astype(np.uint8)
    return pixels


def cast_shadow(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """The photographer's shadow: a soft dark half plane or blob."""
    height, width = pixels.shape[:2]
    if rng.random() < 0.5:
        shade = _blob(height, width, rng, rng.uniform(0.2, 0.6))
    else:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.3)
        side = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle) - reach
        shade = (1 / (1 + np.exp(-side * rng.uniform(10, 80))))[..., None].astype(np.float32)
    return _scaled(pixels, 1 - shade * rng.uniform(0.3, 0.7))


def hand_in_front(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Fingers that hold the object by an edge."""
    height, width = pixels.shape[:2]
    skin = np.array([rng.uniform(110, 240), rng.uniform(70, 190), rng.uniform(50, 160)])
    towards, middle = rng.uniform(0, 2 * np.pi), np.array([width / 2, height / 2])
    edge = middle + 0.55 * np.array([width * np.cos(towards), height * np.sin(towards)])
    pixels, thickness = pixels.copy(), max(int(rng.uniform(0.05, 0.12) * width), 2)
    for finger in range(rng.integers(1, 5)):
        sideways = np.array([-np.sin(towards), np.cos(towards)]) * finger * thickness * 1.15
        root = edge + sideways
        tip = root - rng.uniform(0.12, 0.4) * width * np.array(
            [np.cos(towards + rng.normal(0, 0.15)), np.sin(towards + rng.normal(0, 0.15))]
        )
        colour = tuple(float(v) for v in (skin * rng.uniform(0.85, 1.1)).clip(0, 255))
        start, end = (int(root[0]), int(root[1])), (int(tip[0]), int(tip[1]))
        cv2.line(pixels, start, end, tuple(0.7 * v for v in colour), thickness + 2, cv2.LINE_AA)
        cv2.line(pixels, start, end, colour, thickness, cv2.LINE_AA)
    return pixels


def ruler_in_front(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A scale laid along one border."""
    height, width = pixels.shape[:2]
    long, wide = int(width * rng.uniform(0.5, 1)), int(height * rng.uniform(0.06, 0.14))
    ruler = np.full((max(wide, 4), long, 3), rng.uniform(180, 255, 3), np.uint8)
    step = max(int(width * rng.uniform(0.015, 0.06)), 2)
    for number, x in enumerate(range(0, long, step)):
        ruler[: wide // (2 if number % 5 == 0 else 4), x : x + 1] = 20
    if rng.random() < 0.3:
        ruler[wide // 2 :] = np.where((np.arange(long) // (2 * step) % 2)[None, :, None] > 0, 20, ruler[wide // 2 :])
    x = int(rng.integers(0, width - long + 1))
    y = 0 if rng.random() < 0.5 else height - len(ruler)
    pixels = pixels.copy()
    pixels[y : y + len(ruler), x : x + long] = ruler
    return pixels


def caption(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Letters in the picture: a catalogue number, a watermark, a drawn box."""
    height, width = pixels.shape[:2]
    text = "".join(rng.choice(list("ABCDEFGHIKLMNOPRSTUVW0123456789 .-"), int(rng.integers(4, 18))))
    overlay = pixels.copy()
    colour = tuple(float(v) for v in rng.integers(0, 256, 3))
    place = (int(rng.uniform(0, 0.5) * width), int(rng.uniform(0.08, 1) * height))
    size = rng.uniform(0.3, 1.4) * width / 224
    cv2.putText(overlay, text, place, int(rng.integers(0, 8)), size, colour, int(rng.integers(1, 3)), cv2.LINE_AA)
    if rng.random() < 0.3:
        left, right = sorted(int(v) for v in rng.uniform(0, width, 2))
        top, bottom = sorted(int(v) for v in rng.uniform(0, height, 2))
        cv2.rectangle(overlay, (left, top), (right, bottom), colour, int(rng.integers(1, 4)))
    return cv2.addWeighted(overlay, share := rng.uniform(0.4, 1), pixels, 1 - share, 0).astype(np.uint8)


def grey_print(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """An archive photograph: grey or sepia, with another tone curve."""
    grey = cv2.transform(pixels, rng.dirichlet((3, 5, 2))[None])
    tones = 255 * np.linspace(0, 1, 256) ** rng.uniform(0.7, 1.4)
    paper = np.array([1, rng.uniform(0.86, 1), rng.uniform(0.65, 1)]) if rng.random() < 0.4 else np.ones(3)
    toned: Pixels = (tones[:, None] * paper).astype(np.uint8)[grey]
    return toned


def halftone(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A printed reproduction: a screen of dots at an angle, softened as a lens would."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(2.2, 5)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    screen = (np.sin(u * 2 * np.pi / pitch) * np.sin(v * 2 * np.pi / pitch))[..., None]
    dots = _scaled(pixels, 1.0, (screen * rng.uniform(20, 90)).astype(np.float32))
    return cv2.GaussianBlur(dots, (0, 0), rng.uniform(0.4, 1)).astype(np.uint8)


def screen_moire(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A photograph of a screen: coloured bands where the two pixel grids beat."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bands = np.empty((height, width, 3), np.float32)
    for channel in range(3):
        angle, pitch = rng.uniform(0, np.pi), rng.uniform(4, 30)
        bend = rng.uniform(0, 0.02) * (x - width / 2) ** 2 / width
        bands[..., channel] = np.sin((x * np.cos(angle) + y * np.sin(angle) + bend) * 2 * np.pi / pitch)
    return _scaled(pixels, 1 + rng.uniform(0.03, 0.15) * bands)


def colour_cast(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Wrong white balance, exposure, contrast and saturation."""
    image = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))
    image = tv.adjust_brightness(image, rng.uniform(0.55, 1.5))
    image = tv.adjust_contrast(image, rng.uniform(0.6, 1.4))
    image = tv.adjust_saturation(image, rng.uniform(0.2, 1.6))
    gain = np.exp(rng.normal(0, 0.12, 3)).astype(np.float32)
    return _scaled(image.numpy().transpose(1, 2, 0), gain)


def blur(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Out of focus, moved, or too few pixels."""
    height, width = pixels.shape[:2]
    kind = rng.integers(3)
    if kind == 0:
        return cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.5, 2.2) * width / 224).astype(np.uint8)
    if kind == 1:
        length = max(int(rng.uniform(3, 12) * width / 224), 2)
        kernel = np.zeros((length, length), np.float32)
        angle, middle = rng.uniform(0, np.pi), (length - 1) / 2
        reach = np.array([np.cos(angle), np.sin(angle)]) * middle
        start, end = np.round(middle - reach).astype(int), np.round(middle + reach).astype(int)
        cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0)
        return cv2.filter2D(pixels, -1, kernel / kernel.sum()).astype(np.uint8)
    share = rng.uniform(0.25, 0.7)
    small = cv2.resize(pixels, (max(int(width * share), 8), max(int(height * share), 8)), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def noise(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Sensor noise of a dim room."""
    height, width = pixels.shape[:2]
    plane = rng.standard_normal((height, width + 2), dtype=np.float32) * np.float32(rng.uniform(2, 14))
    return _scaled(pixels, 1.0, np.dstack([plane[:, shift : shift + width] for shift in range(3)]))


def jpeg(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Compressed by a camera or a web shop."""
    quality = int(rng.integers(20, 85))
    _, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None
    return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB).astype(np.uint8)


Fault = Callable[[Pixels, np.random.Generator], Pixels]

SEIZED: tuple[tuple[Fault, float], ...] = (
    (grey_print, 0.10),
    (halftone, 0.05),
    (caption, 0.10),
    (uneven_light, 0.45),
    (cast_shadow, 0.20),
    (glare, 0.25),
    (hand_in_front, 0.15),
    (ruler_in_front, 0.08),
    (screen_moire, 0.06),
    (colour_cast, 0.75),
    (blur, 0.40),
    (noise, 0.30),
    (jpeg, 0.70),
    (jpeg, 0.15),
)
"""The faults of a seized photograph in the order in which they happen, each with its probability."""

REGISTERED: tuple[tuple[Fault, float], ...] = (
    (grey_print, 0.12),
    (halftone, 0.02),
    (uneven_light, 0.20),
    (colour_cast, 0.30),
    (jpeg, 0.30),
)
"""The faults of a register's studio photograph or archive print."""


DEGRADED: tuple[tuple[tuple[Fault, float], ...], ...] = (
    ((colour_cast, 1.0), (glare, 1.0), (blur, 1.0), (jpeg, 1.0)),
    ((colour_cast, 1.0), (hand_in_front, 1.0), (blur, 1.0), (jpeg, 1.0)),
    ((grey_print, 1.0), (glare, 1.0), (blur, 1.0), (jpeg, 1.0)),
    ((grey_print, 1.0), (hand_in_front, 1.0), (blur, 1.0), (jpeg, 1.0)),
)
"""Sets of faults of which a degraded query suffers one whole."""


def suffer(pixels: Pixels, faults: tuple[tuple[Fault, float], ...], rng: np.random.Generator) -> Pixels:
    """Let each of ``faults`` happen with its probability, in order."""
    for fault, probability in faults:
        if rng.random() < probability:
            pixels = fault(pixels, rng)
    return pixels
