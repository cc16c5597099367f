"""Masks: carved, modelled or beaten faces."""

import cv2
import numpy as np

from artmatch.rendering.figures import smooth
from artmatch.rendering.mesh import star
from artmatch.rendering.parameters import Colour, Material, ObjectKind, Wear
from artmatch.rendering.reliefs import soft_oval, weathered
from artmatch.rendering.rendered import Depiction, RenderedObject
from artmatch.rendering.shading import Texture
from artmatch.rendering.textures import Floats, inflate, jitter, mix, noise

_HIGH, _WIDE = 400, 320
_STUFFS: tuple[tuple[Material, Colour, Colour], ...] = (
    (Material("carved wood", 0.2, 20), (0.42, 0.27, 0.15), (0.12, 0.07, 0.05)),
    (Material("blackened wood", 0.3, 28), (0.2, 0.16, 0.13), (0.05, 0.04, 0.04)),
    (Material("painted wood", 0.15, 18), (0.82, 0.77, 0.68), (0.3, 0.22, 0.16)),
    (Material("terracotta", 0.07, 10), (0.74, 0.45, 0.3), (0.36, 0.2, 0.14)),
    (Material("beaten gold", 0.8, 22, 1.0), (0.93, 0.75, 0.34), (0.5, 0.32, 0.12)),
    (Material("cast bronze", 0.4, 20, 1.0), (0.62, 0.46, 0.27), (0.22, 0.28, 0.22)),
    (Material("jade", 0.5, 70), (0.4, 0.6, 0.46), (0.16, 0.3, 0.22)),
    (Material("lacquered papier-mache", 0.55, 90), (0.78, 0.14, 0.12), (0.3, 0.05, 0.06)),
)
_PAINTS: tuple[Colour, ...] = ((0.72, 0.16, 0.12), (0.93, 0.9, 0.84), (0.08, 0.08, 0.09), (0.16, 0.28, 0.52), (0.85, 0.62, 0.16), (0.2, 0.42, 0.26))


def make_mask(rng: np.random.Generator, wear: Wear) -> RenderedObject:
    """A face to be worn or hung."""
    material, light, dark = _STUFFS[rng.integers(len(_STUFFS))]
    outline, form = _outline(rng)
    height, holes, remarks = _features(rng, outline, form)
    lines = _cuts(rng)
    height = height - 0.05 * cv2.GaussianBlur(lines, (0, 0), 1.1).astype(np.float32) / 255
    height, colour = weathered(height, jitter(rng, light, 0.04), jitter(rng, dark, 0.03), wear, wooden="wood" in material.name)
    painted = "painted" in material.name or "papier" in material.name or (("wood" in material.name or "terra" in material.name) and rng.random() < 0.6)
    if painted:
        colour = _painted(rng, colour, wear)
        remarks.append("painted")
    colour = mix(colour, (0.03, 0.025, 0.02), holes)
    unit = 1 / _HIGH
    depth = float(rng.uniform(0.26, 0.4))
    points = np.stack([(outline[:, 0] - _WIDE / 2) * unit, (_HIGH / 2 - outline[:, 1]) * unit], -1)
    mesh = star(points[::-1], 0.03 + depth * height, (_WIDE * unit, 1.0), rings=52)
    texture = Texture.of(colour, np.clip(0.5 + 0.6 * height, 0.3, 1) * (1 - holes), height * depth * _HIGH, relief=1.0)
    tall = float(rng.uniform(16, 44))
    culture = str(rng.choice(["Oumbe culture", "Tacora culture", "Kings of Orm", "Islanders of Hal", "Sey-Lan theatre"]))
    words = Depiction(
        title=f"{form.capitalize()} mask of {material.name}" + (f" with {remarks[0]}" if remarks[0] != "painted" else ", painted"),
        object_type=f"mask > {'funerary mask' if material.metal else 'dance mask'}",
        materials=material.name + (", pigment" if painted else ""),
        measurements=f"height {tall:.0f} cm, width {tall * np.ptp(points[:, 0]):.0f} cm",
        subject="human face" if form != "horned" else "horned being",
        period=str(rng.choice(["19th century", "about 1900", "15th century", "early 20th century", "1st millennium BC"])),
        maker=culture,
        origin=str(rng.choice(["Oumbe plateau", "Tacora valley", "Isle of Hal", "Sey-Lan"])),
        description=f"A {form} face of {material.name}; {', '.join(remarks)}.",
        features="; ".join(
            remark
            for remark, said in (
                ("rubbed on nose and brow", wear.abrasion > 0.4),
                ("chipped rim", wear.chips > 0.4),
                ("a long crack", wear.cracks > 0.45),
                ("dark deposits", wear.dirt > 0.45),
            )
            if said
        ),
    )
    return RenderedObject(ObjectKind.MASK, mesh, texture, material, False, words)


def _outline(rng: np.random.Generator) -> tuple[Floats, str]:
    """(S, 2) pixels running clockwise on the picture, and the form's name."""
    form = str(rng.choice(["oval", "heart-shaped", "long", "square-jawed", "round", "horned"]))
    turn = np.linspace(0, 2 * np.pi, 168, endpoint=False)
    x, y = np.cos(turn), np.sin(turn)
    wide, high = {"oval": (0.36, 0.46), "heart-shaped": (0.4, 0.44), "long": (0.27, 0.48), "square-jawed": (0.37, 0.44), "round": (0.39, 0.42), "horned": (0.34, 0.4)}[form]
    wide, high = wide * rng.uniform(0.93, 1.07), high * rng.uniform(0.95, 1.03)
    power = 3.6 if form == "square-jawed" else rng.uniform(2.0, 2.4)
    radius = (np.abs(x) ** power + np.abs(y) ** power) ** (-1 / power)
    if form == "heart-shaped":
        radius *= 1 - 0.16 * np.exp(-(((turn - 1.5 * np.pi) / 0.3) ** 2)) - 0.1 * np.clip(y, 0, 1) * np.abs(x)
    narrow = 1 - rng.uniform(0.05, 0.3) * np.clip(y, 0, 1)
    if form == "horned":
        for side in (1.5 * np.pi - 0.55, 1.5 * np.pi + 0.55):
            radius *= 1 + 0.32 * np.exp(-(((turn - side) / 0.13) ** 2))
    else:
        ears = rng.uniform(0, 0.12) if rng.random() < 0.5 else 0.0
        for side in (0.05, np.pi - 0.05, 2 * np.pi + 0.05):
            radius *= 1 + ears * np.exp(-(((turn - side) / 0.16) ** 2))
    points = np.stack([_WIDE / 2 + radius * x * wide * narrow * _HIGH, _HIGH / 2 + radius * y * high * _HIGH], -1)
    return np.clip(points, 3, (_WIDE - 4, _HIGH - 4)).astype(np.float32), form


def _features(rng: np.random.Generator, outline: Floats, form: str) -> tuple[Floats, Floats, list[str]]:
    """(H, W) height in about [0, 1], (H, W) openings in [0, 1], and remarks on the face."""
    shape = (_HIGH, _WIDE)
    x0, s = _WIDE / 2, _HIGH
    body = np.zeros(shape, np.uint8)
    cv2.fillPoly(body, [np.round(outline).astype(np.int32)], 255)
    height = 0.62 * soft_oval(shape, (x0, s * 0.5), s * 0.46, s * 0.56) * inflate(body, 0.1 * s)
    remarks = []
    eye_y, gap = s * rng.uniform(0.38, 0.46), s * rng.uniform(0.12, 0.165)
    brow = rng.uniform(0.05, 0.16)
    arch = rng.uniform(-0.03, 0.06) * s
    for side in (-1, 1):
        path = smooth([(x0 + side * s * 0.02, eye_y - 0.05 * s), (x0 + side * gap, eye_y - 0.085 * s - arch), (x0 + side * gap * 1.9, eye_y - 0.04 * s)], closed=False)
        ridge = np.zeros(shape, np.uint8)
        cv2.polylines(ridge, [np.round(path).astype(np.int32)], False, 255, round(rng.uniform(0.025, 0.045) * s), cv2.LINE_AA)
        height += brow * cv2.GaussianBlur(ridge, (0, 0), 0.012 * s).astype(np.float32) / 255
        height -= 0.12 * soft_oval(shape, (x0 + side * gap, eye_y + 0.01 * s), 0.1 * s, 0.07 * s)
        height += rng.uniform(0.05, 0.13) * soft_oval(shape, (x0 + side * gap * 1.15, eye_y + 0.15 * s), 0.1 * s, 0.09 * s)
    holes = np.zeros(shape, np.float32)
    style = str(rng.choice(["slit eyes", "round eyes", "almond eyes", "closed eyes", "bulging eyes"]))
    remarks.append(style)
    tilt = float(rng.uniform(-18, 18))
    for side in (-1, 1):
        middle = (round(x0 + side * gap), round(eye_y))
        wide, high = {"slit eyes": (0.075, 0.016), "round eyes": (0.045, 0.042), "almond eyes": (0.075, 0.034), "closed eyes": (0.075, 0.04), "bulging eyes": (0.062, 0.055)}[style]
        lids = np.zeros(shape, np.uint8)
        cv2.ellipse(lids, middle, (round(wide * s), round(high * s)), side * tilt, 0, 360, 255, -1, cv2.LINE_AA)
        rim = cv2.dilate(lids, np.ones((9, 9), np.uint8))
        height += 0.07 * inflate(rim, 9)
        if style in {"closed eyes", "bulging eyes"}:
            height += (0.1 if style == "closed eyes" else 0.2) * inflate(lids, high * s)
            slit = np.zeros(shape, np.uint8)
            cv2.ellipse(slit, (middle[0], middle[1] + round(0.01 * s)), (round(wide * s), round(high * 0.5 * s)), side * tilt, 10, 170, 255, 3, cv2.LINE_AA)
            holes = np.maximum(holes, slit.astype(np.float32) / 255 * 0.9)
            if style == "bulging eyes":
                cv2.circle(slit, middle, round(0.016 * s), 255, -1, cv2.LINE_AA)
                holes = np.maximum(holes, slit.astype(np.float32) / 255)
        else:
            holes = np.maximum(holes, lids.astype(np.float32) / 255)
    nose_end, nose_wide = eye_y + rng.uniform(0.17, 0.25) * s, rng.uniform(0.028, 0.06) * s
    y, x = np.mgrid[0:_HIGH, 0:_WIDE].astype(np.float32)
    along = np.clip((y - eye_y + 0.06 * s) / (nose_end - eye_y + 0.06 * s), 0, 1)
    half = 0.02 * s + (nose_wide - 0.0 * s) * along**1.5
    wedge = np.clip(1 - np.abs(x - x0) / half, 0, 1) * np.clip((nose_end - y) / (0.02 * s), 0, 1) * (y > eye_y - 0.06 * s)
    height += rng.uniform(0.2, 0.42) * cv2.GaussianBlur(np.sqrt(wedge) * (0.25 + 0.75 * along), (0, 0), 1.6)
    mouth_y = nose_end + rng.uniform(0.075, 0.13) * s
    wide, high = rng.uniform(0.07, 0.16) * s, rng.uniform(0.012, 0.06) * s
    lips = soft_oval(shape, (x0, mouth_y), wide * 1.25, high + 0.03 * s)
    height += 0.14 * lips
    gape = np.zeros(shape, np.uint8)
    cv2.ellipse(gape, (round(x0), round(mouth_y)), (round(wide), round(high)), 0, 0, 360, 255, -1, cv2.LINE_AA)
    remarks.append("an open mouth" if high > 0.03 * s else "a narrow mouth")
    inside = gape.astype(np.float32) / 255
    if high > 0.035 * s and rng.random() < 0.6:
        remarks.append("bared teeth")
        teeth = np.abs(((x - x0) / (wide / rng.integers(3, 6))) % 1 - 0.5) < 0.4
        row = np.abs(y - mouth_y) > high * 0.25
        inside = inside * (1 - 0.95 * (teeth & row))
        height += 0.05 * gape.astype(np.float32) / 255 * (teeth & row)
    holes = np.maximum(holes, inside)
    height += rng.uniform(0, 0.1) * soft_oval(shape, (x0, mouth_y + 0.13 * s), 0.08 * s, 0.07 * s)
    crest = rng.random()
    if crest < 0.35:
        remarks.append("a ridged crest of hair")
        rays = np.abs(np.sin(np.arctan2(y - eye_y, x - x0) * rng.integers(14, 30)))
        height += 0.1 * rays * np.clip((eye_y - 0.13 * s - y) / (0.03 * s), 0, 1) * inflate(body, 8)
    elif crest < 0.55:
        remarks.append("a band of knobs on the brow")
        for number in range(-4, 5):
            height += 0.12 * soft_oval(shape, (x0 + number * 0.062 * s, eye_y - 0.2 * s + 0.0035 * s * number * number), 0.024 * s, 0.024 * s)
    return (height * (body > 0)).astype(np.float32) * 0.8, holes, remarks


def _cuts(rng: np.random.Generator) -> Floats:
    """(H, W) uint8 lines cut into cheeks and brow, the same on both sides."""
    half = np.zeros((_HIGH, _WIDE), np.uint8)
    for _ in range(int(rng.integers(0, 5))):
        at = np.array([rng.uniform(0.58, 0.85) * _WIDE, rng.uniform(0.15, 0.85) * _HIGH])
        step = rng.normal(0, 9, 2)
        stroke = rng.normal(0, 26, 2)
        for number in range(int(rng.integers(1, 6))):
            start = at + step * number
            path = smooth([tuple(start), tuple(start + stroke * 0.5 + rng.normal(0, 2, 2)), tuple(start + stroke)], closed=False)
            cv2.polylines(half, [np.round(path).astype(np.int32)], False, 255, 3, cv2.LINE_AA)
    return np.maximum(half, half[:, ::-1])


def _painted(rng: np.random.Generator, colour: Floats, wear: Wear) -> Floats:
    """Fields and stripes of paint, mirrored, flaking with wear."""
    shape = (_HIGH, _WIDE)
    y, x = np.mgrid[0:_HIGH, 0:_WIDE].astype(np.float32)
    side = np.abs(x - _WIDE / 2)
    flaking = np.random.default_rng([67, wear.seed])
    kept = np.clip((noise(flaking, shape, 10, 5, 0.65) - 0.75 * wear.abrasion) * 9, 0.0, 0.95)
    for _ in range(int(rng.integers(2, 5))):
        paint = jitter(rng, _PAINTS[rng.integers(len(_PAINTS))], 0.04)
        kind = int(rng.integers(5))
        at = rng.uniform(0.1, 0.9) * _HIGH
        if kind == 0:
            cover = np.abs(y - at) < rng.uniform(8, 40)
        elif kind == 1:
            cover = side < rng.uniform(8, 40)
        elif kind == 2:
            cover = ((side - 0.2 * _HIGH) / 30) ** 2 + ((y - at) / 30) ** 2 < rng.uniform(0.4, 2)
        elif kind == 3:
            cover = (np.abs((side * rng.uniform(-1, 1) + y) / rng.uniform(18, 50) % 1 - 0.5) < 0.2) & (y > at)
        else:
            cover = (((side / 14) % 1 - 0.5) ** 2 + ((y / 14) % 1 - 0.5) ** 2 < 0.07) & (np.abs(y - at) < 50)
        soft = cv2.GaussianBlur(cover.astype(np.float32), (0, 0), 1.0)
        colour = mix(colour, paint, soft * kept)
    return colour
