"""Carved reliefs and masks: heights over a plane, with a broken or a shaped outline."""

import cv2
import numpy as np

from artmatch.rendering.figures import draw_figure
from artmatch.rendering.friezes import ORNAMENTS, ornament_band
from artmatch.rendering.mesh import star
from artmatch.rendering.parameters import Colour, Material, ObjectKind, Wear
from artmatch.rendering.rendered import Depiction, RenderedObject, enumerated, with_article
from artmatch.rendering.shading import Texture
from artmatch.rendering.textures import Floats, cavities, cracks, inflate, jitter, mix, noise, streaks

_LONGEST = 400
_STONES: tuple[tuple[Material, Colour, Colour], ...] = (
    (Material("limestone", 0.05, 10), (0.78, 0.72, 0.6), (0.42, 0.36, 0.28)),
    (Material("marble", 0.18, 25), (0.86, 0.84, 0.8), (0.5, 0.47, 0.42)),
    (Material("sandstone", 0.04, 8), (0.72, 0.52, 0.38), (0.4, 0.26, 0.19)),
    (Material("basalt", 0.16, 22), (0.33, 0.33, 0.33), (0.12, 0.12, 0.12)),
    (Material("terracotta", 0.06, 10), (0.72, 0.42, 0.27), (0.36, 0.2, 0.13)),
    (Material("carved wood", 0.16, 18), (0.46, 0.3, 0.17), (0.14, 0.09, 0.06)),
    (Material("bronze", 0.4, 20, 1.0), (0.58, 0.44, 0.27), (0.2, 0.28, 0.22)),
    (Material("ivory", 0.35, 50), (0.9, 0.84, 0.69), (0.5, 0.36, 0.2)),
    (Material("schist", 0.2, 26), (0.4, 0.43, 0.42), (0.16, 0.17, 0.17)),
)


def outline_of(corners: Floats, rng: np.random.Generator, broken: float) -> Floats:
    """(S, 2) points once round a convex polygon (anticlockwise, about the origin), its edges ragged by ``broken``."""
    turn = np.sort(
        np.concatenate([np.linspace(-np.pi, np.pi, 160, endpoint=False), np.arctan2(corners[:, 1], corners[:, 0])])
    )
    turn = turn[np.concatenate([[True], np.diff(turn) > 1e-4])]
    ahead = np.roll(corners, -1, 0) - corners
    inward = np.stack([ahead[:, 1], -ahead[:, 0]], -1)
    inward /= np.linalg.norm(inward, axis=1, keepdims=True)
    reach = (inward * corners).sum(1)
    facing = np.stack([np.cos(turn), np.sin(turn)], -1) @ inward.T
    radius = np.where(facing > 1e-3, reach / np.maximum(facing, 1e-3), 9.0).min(1)
    for wave in range(3, 24):
        radius = radius * (1 + broken * 0.03 * rng.normal() / wave**0.4 * np.cos(wave * turn + rng.uniform(0, 6.3)))
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], -1).astype(np.float32)


def make_relief(rng: np.random.Generator, wear: Wear) -> RenderedObject:
    """A slab with figures in low relief."""
    material, light, dark = _STONES[rng.integers(len(_STONES))]
    aspect = float(rng.choice([0.6, 0.75, 1.0, 1.35, 1.9]))
    rows, columns = (_LONGEST, round(_LONGEST * aspect)) if aspect < 1 else (round(_LONGEST / aspect), _LONGEST)
    height, names, ornament = _carved(rng, rows, columns)
    unit = 1 / _LONGEST
    wide, high = columns * unit, rows * unit
    corners = (
        np.array([[-wide / 2, -high / 2], [wide / 2, -high / 2], [wide / 2, high / 2], [-wide / 2, high / 2]]) * 0.97
    )
    form = str(rng.choice(["whole", "round-topped", "fragment"], p=[0.5, 0.15, 0.35]))
    aged = np.random.default_rng([59, wear.seed])
    if form == "round-topped":
        arc = np.linspace(0, np.pi, 14)
        corners = np.concatenate(
            [corners[:2], np.stack([wide * 0.485 * np.cos(arc), high * 0.485 - wide * 0.3 * (1 - np.sin(arc))], -1)]
        )
    outline = outline_of(
        _fractured(corners, rng) if form == "fragment" else corners,
        aged,
        (0.5 if form == "fragment" else 0.06) + 0.35 * wear.chips,
    )
    height, colour = weathered(
        height, jitter(rng, light, 0.04), jitter(rng, dark, 0.03), wear, wooden="wood" in material.name
    )
    if "wood" in material.name or "terracotta" in material.name or rng.random() < 0.2:
        paint = np.clip((noise(rng, colour.shape[:2], 5, 5) - 0.45) * 5, 0, 0.75) * (height > 0.25)
        colour = mix(colour, tuple(rng.uniform(0.1, 0.8, 3)), paint * float(rng.random() < 0.35))
    depth = float(rng.uniform(0.05, 0.09))
    mesh = star(outline, 0.06 + depth * height, (wide, high), rings=44)
    texture = Texture.of(colour, np.clip(0.4 + height, 0.3, 1), height * depth * _LONGEST, relief=1.4)
    tall = float(rng.uniform(18, 90))
    listed = enumerated(names)
    words = Depiction(
        title=f"{material.name.capitalize()} relief with {listed}" + (" (fragment)" if form == "fragment" else ""),
        object_type="sculpture > relief",
        materials=material.name,
        measurements=f"{tall * high:.0f} x {tall * wide:.0f} x {tall * 0.1:.0f} cm",
        subject=listed,
        period=str(
            rng.choice(
                ["7th century BC", "4th century BC", "2nd century", "6th century", "11th century", "14th century"]
            )
        ),
        maker=str(
            rng.choice(
                ["Halyan culture", "Workshop of the river temples", "Orm kingdom", "unknown sculptor", "Tacora culture"]
            )
        ),
        origin=str(rng.choice(["Theros", "Orm", "Val Sarn", "Tacora valley"])),
        description=("A broken" if form == "fragment" else with_article(form).capitalize())
        + f" slab of {material.name} carved in low relief with {listed}"
        + (f"; {ornament} ornament along the edge." if ornament else "."),
        features="; ".join(
            remark
            for remark, said in (
                ("broken along one side", form == "fragment"),
                ("surface worn", wear.abrasion > 0.45),
                ("chipped edges", wear.chips > 0.4),
                ("cracked", wear.cracks > 0.5),
                ("earth in the hollows", wear.dirt > 0.5),
            )
            if said
        ),
    )
    return RenderedObject(ObjectKind.RELIEF, mesh, texture, material, False, words)


def _fractured(corners: Floats, rng: np.random.Generator) -> Floats:
    """The polygon with a corner or a side cut off at an angle, never near the middle."""
    cut = corners
    for _ in range(int(rng.integers(1, 3))):
        turn = rng.uniform(0, 2 * np.pi)
        normal = np.array([np.cos(turn), np.sin(turn)])
        beyond = cut @ normal
        limit = rng.uniform(0.55, 0.85) * beyond.max()
        kept = []
        for here, there, first, second in zip(cut, np.roll(cut, -1, 0), beyond, np.roll(beyond, -1), strict=True):
            if first <= limit:
                kept.append(here)
            if (first - limit) * (second - limit) < 0:
                kept.append(here + (there - here) * (limit - first) / (second - first))
        cut = np.array(kept)
    return cut


def _carved(rng: np.random.Generator, rows: int, columns: int) -> tuple[Floats, list[str], str]:
    """(H, W) height in [0, 1], the names of what is carved, and the ornament of the border if there is one."""
    shape = (rows, columns)
    height = np.zeros(shape, np.float32)
    margin = round(0.05 * _LONGEST)
    ornament = ""
    if rng.random() < 0.6:
        ornament = str(rng.choice(ORNAMENTS))
        band = round(_LONGEST * rng.uniform(0.07, 0.11))
        for start in (margin // 2, rows - band - margin // 2):
            if rng.random() < 0.8:
                height[start : start + band] = 0.4 * inflate(ornament_band(rng, ornament, band, columns), 4)
        margin += band
    field_rows, field_columns = rows - 2 * margin, columns - margin
    count = max(1, round(field_columns / field_rows * rng.uniform(0.8, 1.6)))
    side = min(field_rows, round(field_columns / count * 1.2), columns)
    # A tall slab carries several rows of figures.
    registers = max(1, round(field_rows / side - 0.2))
    names = []
    for number in range(count * registers):
        family = str(rng.choice(["person", "person", "beast", "bird", "plant", "thing", "head", "ship"]))
        figure = draw_figure(rng, family, side)
        names.append(figure.name)
        middle = margin / 2 + (number % count + 0.5) * field_columns / count
        left = int(np.clip(middle - side / 2, 0, columns - side))
        top = int(np.clip(rows - margin - (number // count + 1) * field_rows / registers, 0, rows - side))
        raised = 0.75 * inflate(figure.body, 0.1 * side) + 0.25 * inflate(figure.body, 0.025 * side)
        raised -= 0.16 * cv2.GaussianBlur(figure.lines, (0, 0), 1.0).astype(np.float32) / 255 * (raised > 0.05)
        window = (slice(top, top + side), slice(left, left + side))
        height[window] = np.maximum(height[window], raised)
    if rng.random() < 0.6:
        frame = np.zeros(shape, np.uint8)
        cv2.rectangle(frame, (4, 4), (columns - 5, rows - 5), 255, max(3, round(0.022 * _LONGEST)))
        height = np.maximum(height, 0.5 * inflate(frame, 5))
    if rng.random() < 0.3:
        row = np.zeros(shape, np.uint8)
        text = "".join(str(rng.choice(list("AEHIKLMNOPTXVZ"))) for _ in range(18))
        cv2.putText(row, text, (margin, rows - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.55, 255, 2, cv2.LINE_AA)
        height -= 0.2 * row.astype(np.float32) / 255
    return cv2.GaussianBlur(height, (0, 0), 0.8), names, ornament


def weathered(height: Floats, light: Colour, dark: Colour, wear: Wear, *, wooden: bool) -> tuple[Floats, Floats]:
    """Heights (H, W) in about [0, 1] and colours (H, W, 3) after time went over them."""
    rng = np.random.default_rng([61, wear.seed])
    shape = height.shape
    worn = cv2.GaussianBlur(np.minimum(height, 1.02 - 0.5 * wear.abrasion), (0, 0), 0.5 + 3.5 * wear.abrasion**1.5)
    if wooden:
        grain = streaks(rng, (shape[1], shape[0]), 12, 50).T
        worn = worn + 0.035 * grain
    else:
        grain = noise(rng, shape, 24, 5, 0.7)
        worn = worn + 0.05 * (grain - 0.5)
    pits = np.clip((noise(rng, shape, 22, 4) - 0.97 + 0.3 * wear.chips) * 8, 0, 1)
    worn = worn - 0.3 * pits
    if wear.cracks > 0.4:
        worn = worn - 0.35 * wear.cracks * cracks(rng, shape, 3, 1.6)
    shade = np.clip(0.28 + cavities(worn, 7) * 2.6 + wear.dirt * (noise(rng, shape, 4, 5) - 0.35), 0, 1)
    colour = mix(light, dark, shade) * (0.86 + 0.28 * np.asarray(grain, np.float32))[..., None]
    return worn.astype(np.float32), mix(colour, light, 0.5 * pits).astype(np.float32)


def soft_oval(
    shape: tuple[int, int], middle: tuple[float, float], wide: float, high: float, power: float = 2.0
) -> Floats:
    """(H, W): a dome of height 1 about ``middle`` (x, y in pixels), 0 outside its half axes."""
    y, x = np.ogrid[0 : shape[0], 0 : shape[1]]
    away = np.abs((x - middle[0]) / wide) ** power + np.abs((y - middle[1]) / high) ** power
    return np.sqrt(np.clip(1 - away, 0, 1)).astype(np.float32)
