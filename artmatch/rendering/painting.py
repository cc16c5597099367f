"""Framed paintings: a painted canvas or panel, its age, and a frame with a real profile around it."""

from collections.abc import Callable

import cv2
import numpy as np

from artmatch.rendering.abstracts import paint_abstract
from artmatch.rendering.easel import Easel, brushed
from artmatch.rendering.landscapes import paint_landscape
from artmatch.rendering.mesh import from_grid
from artmatch.rendering.parameters import Colour, Material, ObjectKind, Wear
from artmatch.rendering.portraits import paint_icon, paint_portrait
from artmatch.rendering.rendered import Depiction, RenderedObject, with_article
from artmatch.rendering.seascapes import paint_seascape
from artmatch.rendering.shading import Texture
from artmatch.rendering.still_life import paint_still_life
from artmatch.rendering.textures import Floats, cracks, jitter, mix, noise, scratches, streaks

_LONGEST = 448
_GENRES: dict[str, tuple[Callable[[Easel], tuple[str, str]], tuple[float, ...]]] = {
    "landscape": (paint_landscape, (1.2, 1.35, 1.6)),
    "seascape": (paint_seascape, (1.2, 1.4, 1.7)),
    "still life": (paint_still_life, (0.8, 1.0, 1.25)),
    "portrait": (paint_portrait, (0.7, 0.78, 0.85)),
    "icon": (paint_icon, (0.72, 0.8)),
    "abstract": (paint_abstract, (0.75, 1.0, 1.33)),
}
_FRAMES: tuple[tuple[str, Colour, float], ...] = (
    ("gilded", (0.8, 0.61, 0.28), 1.0),
    ("gilded and dark", (0.72, 0.53, 0.24), 1.0),
    ("black", (0.1, 0.09, 0.09), 0.5),
    ("walnut", (0.36, 0.22, 0.12), 0.4),
    ("oak", (0.58, 0.41, 0.24), 0.3),
    ("silver-gilt", (0.72, 0.7, 0.64), 1.0),
    ("white", (0.88, 0.86, 0.82), 0.3),
)
_PAINTERS = (
    "Ansel Verhoeve",
    "Mira Castellane",
    "the Master of the Grey Sky",
    "Jonas Ekeby",
    "Lucia di Monteverde",
    "unknown painter",
    "Tomas Havlan",
    "Edda Norrholm",
)


def make_painting(rng: np.random.Generator, wear: Wear) -> RenderedObject:
    """A painting of any genre, framed or not."""
    genre = str(rng.choice(list(_GENRES), p=[0.22, 0.15, 0.18, 0.2, 0.09, 0.16]))
    painter, aspects = _GENRES[genre]
    aspect = float(rng.choice(aspects)) * float(rng.uniform(0.95, 1.05))
    width, height = (_LONGEST, round(_LONGEST / aspect)) if aspect > 1 else (round(_LONGEST * aspect), _LONGEST)
    easel = Easel(height, width, rng)
    subject_title, seen = painter(easel)
    coarse = {"icon": 0.0, "portrait": rng.choice([0.0, 0.2, 0.35]), "abstract": rng.choice([0.0, 0.3])}.get(
        genre, rng.uniform(0.3, 1.0)
    )
    painted, thickness = brushed(easel.picture, rng, float(coarse))
    canvas, relief = _age(painted.astype(np.float32) / 255, thickness, wear, on_panel=genre == "icon")

    name, colour, shine = _FRAMES[rng.integers(len(_FRAMES))]
    unframed = genre in {"icon", "abstract"} and rng.random() < 0.5
    wide = 0.0 if unframed else float(rng.uniform(0.05, 0.16))
    border = round(wide * _LONGEST)
    profile = _profile(rng)
    picture, gloss, height_map = _framed(rng, canvas, relief, border, jitter(rng, colour, 0.04), shine, name, wear)
    rows, columns = picture.shape[:2]
    unit = 1 / max(rows, columns)
    mesh_grid, uv = _slab(rows, columns, border, profile, unit)
    texture = Texture.of(picture, gloss, height_map, relief=0.8)
    longer = float(rng.choice([22, 35, 48, 61, 75, 92, 118])) * rng.uniform(0.9, 1.1)
    cm = longer / max(width, height)
    base = "panel" if genre == "icon" or rng.random() < 0.2 else "canvas"
    medium = "egg tempera and gold" if genre == "icon" else "oil"
    words = Depiction(
        title=subject_title,
        object_type=f"painting > {genre}",
        materials=f"{medium} on {base}" + ("" if unframed else f", {name} frame"),
        measurements=f"{height * cm:.0f} x {width * cm:.0f} cm" + ("" if unframed else " (without frame)"),
        subject=seen,
        period=str(
            rng.choice(
                ["about 1650", "18th century", "1874", "about 1900"]
                if genre != "abstract"
                else ["1921", "1953", "1968"]
            )
        ),
        maker=str(rng.choice(_PAINTERS)),
        origin=str(rng.choice(["Altenfurt", "Villanera", "Osterby", "Karsk"])),
        description=f"{genre.capitalize()} in {medium} on {base}: {seen}. "
        + ("No frame." if unframed else f"In {with_article(name)} frame."),
        features="; ".join(
            remark
            for remark, said in (
                ("craquelure all over", wear.cracks > 0.35),
                ("yellowed varnish", wear.dirt > 0.4),
                ("losses of paint", wear.chips > 0.45),
                ("scratches", wear.abrasion > 0.5),
            )
            if said
        ),
    )
    material = Material(f"{medium} on {base}", 0.34, float(rng.uniform(30, 90)), 0.0)
    return RenderedObject(ObjectKind.PAINTING, from_grid(mesh_grid, uv), texture, material, False, words)


def _age(picture: Floats, thickness: Floats, wear: Wear, *, on_panel: bool) -> tuple[Floats, Floats]:
    rng = np.random.default_rng([47, wear.seed])
    shape = picture.shape[:2]
    weave = 0.0
    if not on_panel:
        across, down = np.arange(shape[1]) * 1.9, np.arange(shape[0])[:, None] * 1.9
        weave = 0.05 * (np.sin(across) * np.sin(down)).astype(np.float32)
    relief = thickness + weave
    varnish = np.array([1.0, 1 - 0.12 * wear.dirt, 1 - 0.42 * wear.dirt], np.float32)
    aged = picture * varnish * (1 - 0.18 * wear.dirt * noise(rng, shape, 3, 4)[..., None])
    if wear.cracks > 0.2:
        net = cracks(rng, shape, int(rng.integers(18, 44)), 0.7) * noise(rng, shape, 4, 2)
        aged = aged * (1 - 0.55 * wear.cracks * net[..., None])
        relief = relief - 0.5 * wear.cracks * net
    lost = np.clip((noise(rng, shape, 9, 5, 0.6) - 1.0 + 0.22 * wear.chips) * 30, 0, 1)
    aged = mix(aged, (0.75, 0.68, 0.56), lost * 0.9)
    relief = relief - 0.8 * lost
    if wear.abrasion > 0.3:
        lines = scratches(rng, shape, int(14 * wear.abrasion))
        aged = mix(aged, (0.8, 0.74, 0.62), 0.6 * lines)
    return aged.astype(np.float32), relief.astype(np.float32)


def _profile(rng: np.random.Generator) -> Floats:
    """(N, 2): place from the frame's outer edge (0) to the picture (1), and height over the wall."""
    high = rng.uniform(0.035, 0.07)
    middle = rng.uniform(0.3, 0.7)
    shapes = (
        [(0, 0.6), (0.1, 1.0), (0.25, 1.0), (middle, 0.62), (0.85, 0.5), (0.93, 0.62), (1, 0.3)],
        [(0, 0.5), (0.12, 0.6), (middle, 0.8), (0.85, 1.0), (0.94, 0.95), (1, 0.35)],
        [(0, 0.85), (0.1, 0.9), (0.9, 0.9), (1, 0.4)],
        [(0, 0.4), (0.2, 0.5), (middle, 1.0), (0.8, 0.6), (0.92, 0.55), (1, 0.3)],
    )
    points = np.asarray(shapes[rng.integers(len(shapes))], np.float32)
    return np.asarray(points * (1, high), np.float32)


def _slab(rows: int, columns: int, border: int, profile: Floats, unit: float) -> tuple[Floats, Floats]:
    """Grid of points and their places in the texture: grid lines run along the frame's ridges."""

    def lines(length: int) -> Floats:
        edge = profile[:, 0] * border
        inside = np.linspace(border, length - border, 12)[1:-1]
        steps = np.concatenate([edge, inside, (length - edge)[::-1]]) if border else np.linspace(0, length, 14)
        return np.concatenate([[0], steps, [length]]).astype(np.float32)

    x, y = lines(columns), lines(rows)
    across, down = np.meshgrid(x, y)
    away = np.minimum(np.minimum(across, columns - across), np.minimum(down, rows - down))
    height = np.interp(away / border, profile[:, 0], profile[:, 1]) if border else np.full(away.shape, 0.025)
    height[[0, -1]] = 0
    height[:, [0, -1]] = 0
    points = np.stack([(across - columns / 2) * unit, (rows / 2 - down) * unit, height], -1)
    return points.astype(np.float32), np.stack([across / columns, down / rows], -1)


def _framed(
    rng: np.random.Generator,
    canvas: Floats,
    relief: Floats,
    border: int,
    colour: Colour,
    shine: float,
    name: str,
    wear: Wear,
) -> tuple[Floats, Floats, Floats]:
    """(H, W, 3) colour, (H, W) shine and (H, W) height in texels of the picture in its frame."""
    if not border:
        return canvas, np.full(canvas.shape[:2], 0.6, np.float32), relief * 2
    rows, columns = canvas.shape[0] + 2 * border, canvas.shape[1] + 2 * border
    shape = (rows, columns)
    y, x = np.arange(rows)[:, None], np.arange(columns)[None]
    to_side, to_end = np.minimum(x, columns - 1 - x), np.minimum(y, rows - 1 - y)
    away = np.minimum(to_side, to_end).astype(np.float32)
    along = np.where(to_side < to_end, y, x).astype(np.float32)
    place = away / border
    grain = streaks(rng, shape, 9, 60)
    tone = 0.85 + 0.3 * np.where(
        to_side < to_end, cv2.resize(streaks(rng, (columns, rows), 9, 60).T.copy(), (columns, rows)), grain
    )
    look = np.asarray(colour, np.float32) * tone[..., None]
    height = np.zeros(shape, np.float32)
    if name == "gilded and dark":
        look = mix(look, (0.12, 0.08, 0.06), ((place > 0.35) & (place < 0.75)).astype(np.float32))
    if name in {"black", "walnut"} and rng.random() < 0.7:
        look = mix(look, (0.78, 0.6, 0.28), (place > 0.87).astype(np.float32))
    if name.startswith(("gilded", "silver")):
        ornament = str(rng.choice(["leaves", "beads", "none", "scrolls"]))
        pitch = border * rng.uniform(0.35, 0.9)
        phase = along / pitch * 2 * np.pi
        ridge = np.exp(-(((place - rng.uniform(0.2, 0.8)) / 0.16) ** 2))
        wave = {
            "leaves": np.abs(np.sin(phase + 5 * place)),
            "beads": np.abs(np.sin(phase)),
            "scrolls": np.sin(phase) * np.sin(7 * place + phase / 2),
        }
        if ornament != "none":
            raised = (wave[ornament] * ridge).astype(np.float32)
            height += raised * border * 0.16
            look = look * (0.72 + 0.36 * raised[..., None])
        # Red bole shows where the leaf is rubbed.
        aged = np.random.default_rng([53, wear.seed])
        rubbed = np.clip((noise(aged, shape, 20, 4) - 0.95 + 0.4 * wear.abrasion) * 5, 0, 0.7)
        look = mix(look, (0.45, 0.2, 0.13), rubbed)
    seam = np.abs(to_side - to_end) < 1.0
    look = look * np.where(seam, 0.6, 1)[..., None]
    look = look * np.clip(0.55 + (1 - place[..., None]) * 6, 0, 1)
    gloss = np.full(shape, shine, np.float32)
    window = (slice(border, rows - border), slice(border, columns - border))
    look[window] = canvas
    gloss[window] = 0.7
    height[window] = relief * 2
    # The frame shades the picture's upper edge.
    inner = np.clip((np.minimum(y - border, 8) / 8), 0, 1)[border : rows - border]
    look[window] *= 0.7 + 0.3 * inner[..., None]
    return look.astype(np.float32), gloss, height
