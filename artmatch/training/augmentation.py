"""Views of one photograph: as a register keeps it, and as a detective may bring it.

The seized view puts a crop of the photograph, framed or not, somewhere into another scene: turned by any angle, seen
at a slant, partly outside the picture; then the camera's faults follow (:mod:`artmatch.training.faults`).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from artmatch.training.faults import DEGRADED, REGISTERED, SEIZED, Pixels, suffer


def registered_view(photograph: Pixels, rng: np.random.Generator, side: int) -> Pixels:
    """(H, W, 3) uint8 to (side, side, 3) uint8: squashed to a square, hardly cropped, hardly turned."""
    shown = _random_crop(photograph, rng, smallest=0.75)
    if rng.random() < 0.10:
        shown = framed(shown, rng)
    if rng.random() < 0.20:
        quad = _placed_square(rng, scale=rng.uniform(0.7, 0.98), turn=rng.normal(0, 1), slant=0.01, wander=0.02)
        background = _plain_background(rng, side)
    else:
        quad = _placed_square(rng, scale=1.08, turn=rng.normal(0, 1.5), slant=0.02, wander=0.01)
        background = np.zeros((side, side, 3), np.uint8)
    return suffer(_composed(shown, quad, background), REGISTERED, rng)


def seized_view(photograph: Pixels, other: Pixels, rng: np.random.Generator, side: int) -> Pixels:
    """(H, W, 3) uint8 to (side, side, 3) uint8: a bad photograph of what ``photograph`` shows.

    ``other``: a photograph of something else, (H', W', 3) uint8, that may serve as the scene behind.
    """
    shown = photograph
    if rng.random() < 0.55:
        shown = _random_crop(photograph, rng, smallest=0.3)
    if rng.random() < 0.35:
        shown = framed(shown, rng)
    quarter = 90 * int(rng.integers(0, 4)) if rng.random() < 0.3 else 0
    tilt = rng.uniform(-180, 180) if rng.random() < 0.35 else rng.uniform(-20, 20)
    close = rng.random() < 0.5
    quad = _placed_square(
        rng,
        scale=rng.uniform(0.9, 1.35) if close else rng.uniform(0.45, 0.95),
        turn=quarter + tilt,
        slant=rng.uniform(0, 0.16),
        wander=0.10 if close else 0.20,
    )
    background = _plain_background(rng, side) if rng.random() < 0.5 else _scene(other, rng, side)
    picture = _composed(shown, quad, background, shadow=rng.random() < 0.4)
    return suffer(picture, SEIZED, rng)


def held_view(photograph: Pixels, rng: np.random.Generator, side: int) -> Pixels:
    """(H, W, 3) uint8 to (side, side, 3) uint8: the camera turned and moved over a photograph that is bad already."""
    quarter = 90 * int(rng.integers(0, 4)) if rng.random() < 0.5 else 0
    tilt = rng.uniform(-180, 180) if rng.random() < 0.3 else rng.normal(0, 8)
    quad = _placed_square(rng, scale=rng.uniform(0.85, 1.3), turn=quarter + tilt, slant=0.04, wander=0.08)
    ends = np.ascontiguousarray(photograph[:: len(photograph) - 1])  # what lies around goes on about as at the borders
    soft = cv2.GaussianBlur(cv2.resize(ends, (24, 24), interpolation=cv2.INTER_AREA), (0, 0), 3)
    around = cv2.resize(soft, (side, side)).astype(np.uint8)
    return suffer(_composed(photograph, quad, around), REGISTERED, rng)


def placed_in_a_scene(
    photograph: Pixels, other: Pixels, rng: np.random.Generator, side: int
) -> tuple[Pixels, NDArray[np.float32]]:
    """``photograph`` somewhere in another scene, perhaps framed, with a seized photograph's faults, and its outline.

    Returns (side, side, 3) uint8 and the corners (4, 2) of what it shows without its frame, in fractions of the side.
    """
    shown = _random_crop(photograph, rng, smallest=0.4)
    border = 0
    if rng.random() < 0.4:
        bare, shown = shown, framed(shown, rng)
        border = (len(shown) - len(bare)) // 2
    turn = rng.uniform(-180, 180) if rng.random() < 0.5 else rng.normal(0, 6)
    quad = _placed_square(rng, scale=rng.uniform(0.22, 1.1), turn=turn, slant=0.08, wander=0.15)
    plain = rng.random() < 0.5
    background = _plain_background(rng, side) if plain else _scene(other, rng, side)
    picture = suffer(_composed(shown, quad, background, shadow=rng.random() < 0.4), SEIZED, rng)
    height, width = shown.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inner = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32) * border + corners
    homography = cv2.getPerspectiveTransform(corners, quad)
    return picture, np.asarray(cv2.perspectiveTransform(inner[None], homography)[0], np.float32)


def laid_in_a_scene(
    photograph: Pixels, other: Pixels, rng: np.random.Generator, side: int
) -> tuple[Pixels, NDArray[np.float64]]:
    """A part of ``photograph`` as a flat thing in another scene, without a camera's faults, and where it lies.

    Returns (side, side, 3) uint8 and the homography (3, 3) of pixels of the photograph to pixels of the picture.
    """
    left, top, width, height = _random_window(photograph, rng, smallest=0.3)
    shown = photograph[top : top + height, left : left + width]
    near = rng.random() < 0.6
    scale = rng.uniform(0.75, 1.3) if near else rng.uniform(0.4, 0.8)
    angle = rng.uniform(-np.pi, np.pi) if rng.random() < 0.6 else rng.normal(0, 0.25)
    quad = _turned(_placed_square(rng, scale=scale, turn=0, slant=0.08, wander=0.12), width, height, angle)
    background = _plain_background(rng, side) if rng.random() < 0.5 else _scene(other, rng, side)
    picture = _composed(shown, quad.astype(np.float32), background, shadow=rng.random() < 0.3)
    right, bottom = left + width, top + height
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    homography = cv2.getPerspectiveTransform(corners, (quad * side).astype(np.float32))
    return picture, np.asarray(homography, np.float64)


def degraded_query(photograph: Pixels, rng: np.random.Generator) -> Pixels:
    """A query of an evaluation set made as bad as can be: (H, W, 3) uint8 to (480, 480, 3) uint8, half the object."""
    return degraded_view(photograph, rng, side=480, share=0.5)


def degraded_view(photograph: Pixels, rng: np.random.Generator, *, side: int, share: float) -> Pixels:
    """(H, W, 3) uint8 to (side, side, 3) uint8: ``share`` of the photograph's area, with every fault at once.

    Turned by any angle, seen at a slant on another ground, with glare or a hand over it, out of focus, in another
    light's colour or grey, and strongly compressed.
    """
    shown = _random_crop(photograph, rng, smallest=share, largest=share)
    height, width = shown.shape[:2]
    corners = _placed_square(rng, scale=rng.uniform(0.75, 1.0), turn=0, slant=0, wander=0.05)
    angle = rng.uniform(-np.pi, np.pi)
    quad = _turned(corners, width, height, angle) + rng.uniform(-0.07, 0.07, (4, 2))
    picture = _composed(shown, quad.astype(np.float32), _plain_background(rng, side))
    return suffer(picture, DEGRADED[int(rng.integers(len(DEGRADED)))], rng)


def framed(photograph: Pixels, rng: np.random.Generator, share: float | None = None) -> Pixels:
    """The photograph within a mount, a plain or a gilded frame; the border is ``share`` of its shorter side, 4 to 25 %
    if that is not given.
    """
    height, width = photograph.shape[:2]
    border = max(int((rng.uniform(0.04, 0.25) if share is None else share) * min(height, width)), 3)
    picture = cv2.copyMakeBorder(photograph, border, border, border, border, cv2.BORDER_CONSTANT)
    y, x = np.arange(height + 2 * border)[:, None], np.arange(width + 2 * border)
    # pixels from the outer edge
    depth = np.minimum(np.minimum(x, x[::-1]), np.minimum(y, y[::-1]))
    inside = depth >= border
    depth = np.minimum(depth, border - 1)
    kind = rng.random()
    if kind < 0.45:  # gilded, carved in steps
        colour = np.array([rng.uniform(140, 235), rng.uniform(105, 185), rng.uniform(30, 100)])
        knots = int(rng.integers(3, 9))
        profile = np.interp(np.arange(border), np.linspace(0, border, knots), rng.uniform(0.35, 1.25, knots))
        along = rng.uniform(0, 0.35) * np.sin(np.arange(x.size + y.size) * rng.uniform(0.15, 1.2))
        inwards = np.sin(np.arange(border) * rng.uniform(0.3, 2))
        carved = 1 + along.astype(np.float32)[x + y] * inwards.astype(np.float32)[depth]
    elif kind < 0.8:  # wood or paint
        colour = rng.uniform(10, 130) * np.array([1, rng.uniform(0.6, 1), rng.uniform(0.4, 1)])
        profile = np.linspace(rng.uniform(0.6, 1.3), rng.uniform(0.6, 1.3), border)
        carved = 1 + np.float32(0.04) * rng.standard_normal(depth.shape, np.float32)
    else:  # mount
        colour = rng.uniform(170, 255) * np.array([1, rng.uniform(0.92, 1), rng.uniform(0.82, 1)])
        profile, carved = np.ones(border), np.float32(1)
    shade = profile.astype(np.float32)[depth] * carved
    # the two sides towards the light, the two away from it
    lit = np.float32(rng.uniform(-0.25, 0.25))
    shade *= np.where((x > y) == (x + y > (width + height) / 2 + border), 1 + lit, 1 - lit)
    frame = np.clip(shade[..., None] * colour.astype(np.float32), 0, 255).astype(np.uint8)
    return np.where(inside[..., None], picture, frame).astype(np.uint8)


def _random_crop(photograph: Pixels, rng: np.random.Generator, smallest: float, largest: float = 1.0) -> Pixels:
    """A rectangle of ``smallest`` to ``largest`` of the area."""
    left, top, width, height = _random_window(photograph, rng, smallest, largest)
    return photograph[top : top + height, left : left + width]


def _random_window(
    photograph: Pixels, rng: np.random.Generator, smallest: float, largest: float = 1.0
) -> tuple[int, int, int, int]:
    """Left, top, width and height in pixels of a rectangle of ``smallest`` to ``largest`` of the area."""
    height, width = photograph.shape[:2]
    share, aspect = rng.uniform(smallest, largest), np.exp(rng.uniform(-0.3, 0.3))
    across, down = min(np.sqrt(share * aspect), 1), min(np.sqrt(share / aspect), 1)
    crop_width, crop_height = max(int(width * across), 8), max(int(height * down), 8)
    x, y = rng.integers(0, width - crop_width + 1), rng.integers(0, height - crop_height + 1)
    return int(x), int(y), crop_width, crop_height


def _turned(corners: NDArray[np.float32], width: int, height: int, angle: float) -> NDArray[np.float64]:
    """A square (4, 2) given the aspect of what it is to show, and turned by radians about its middle."""
    middle = corners.mean(0)
    aspect = np.array([width, height]) / max(width, height)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned: NDArray[np.float64] = ((corners - middle) * aspect) @ turn + middle
    return turned


def _placed_square(
    rng: np.random.Generator, *, scale: float, turn: float, slant: float, wander: float
) -> NDArray[np.float32]:
    """(4, 2) corners in fractions of the picture: a square of side ``scale``, turned, slanted and moved."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], float) * scale / 2
    corners *= np.exp(rng.normal(0, 0.15, 2))
    angle = np.deg2rad(turn)
    corners = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners += rng.uniform(-slant, slant, (4, 2)) * scale
    corners += 0.5 + rng.uniform(-wander, wander, 2)
    return np.asarray(corners, np.float32)


def _composed(shown: Pixels, quad: NDArray[np.float32], background: Pixels, *, shadow: bool = False) -> Pixels:
    """``shown`` drawn onto ``background`` at the four corners, its own aspect squashed; smooth at the edges."""
    side, (height, width) = len(background), shown.shape[:2]
    target = quad * side
    extent = max(float(np.linalg.norm(target[n + 1] - target[n])) for n in range(2)) + 1.0
    if max(height, width) > 1.5 * extent:  # average before sampling: a warp alone aliases
        shrink = extent / max(height, width)
        shown = cv2.resize(
            shown, (max(int(width * shrink), 4), max(int(height * shrink), 4)), interpolation=cv2.INTER_AREA
        ).astype(np.uint8)
        height, width = shown.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    homography = cv2.getPerspectiveTransform(corners, target)
    warped = cv2.warpPerspective(
        shown, homography, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    mask = np.zeros((side, side), np.uint8)
    cv2.fillConvexPoly(mask, np.round(target * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    if shadow:
        dark = cv2.resize(np.roll(mask, (side // 40, side // 40), (0, 1)), (48, 48), interpolation=cv2.INTER_AREA)
        dark = cv2.resize(cv2.GaussianBlur(dark, (0, 0), 1), (side, side))
        background = (background * (1 - dark[..., None].astype(np.float32) / 510)).astype(np.uint8)
    share = mask.astype(np.float32) / 255
    return cv2.blendLinear(warped, background, share, 1 - share).astype(np.uint8)


def _plain_background(rng: np.random.Generator, side: int) -> Pixels:
    """A wall, a table or cloth: one colour, a gradient, and grain along one direction."""
    colour = rng.uniform(0, 255, 3) if rng.random() < 0.4 else rng.uniform(20, 255) + rng.normal(0, 12, 3)
    colour = colour.astype(np.float32)
    coarse = rng.normal(0, rng.uniform(0, 25), (int(rng.integers(2, 9)), int(rng.integers(2, 40)), 1))
    grain = cv2.resize(coarse.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)[..., None]
    if rng.random() < 0.5:
        grain = grain.transpose(1, 0, 2)
    grain = grain + rng.standard_normal((side, side, 1), dtype=np.float32) * np.float32(rng.uniform(0, 6))
    return np.clip(colour + grain, 0, 255).astype(np.uint8)


def _scene(other: Pixels, rng: np.random.Generator, side: int) -> Pixels:
    """Another photograph as the scene behind, usually out of focus."""
    scene = cv2.resize(_random_crop(other, rng, smallest=0.3), (side, side), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.7:
        scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.5, 8) * side / 224)
    return scene.astype(np.uint8)
