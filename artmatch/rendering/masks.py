"""Masks: carved, modelled or beaten faces."""

import cv2
import numpy as np

from artmatch.rendering.mesh import star
from artmatch.rendering.parameters import Colour, Material, ObjectKind, Wear
from artmatch.rendering.pen import smooth
from artmatch.rendering.reliefs import soft_oval, weathered
from artmatch.rendering.rendered import Depiction, RenderedObject, with_article
from artmatch.rendering.shading import Texture
from artmatch.rendering.textures import Floats, Mask, inflate, jitter, mix, noise

_SHAPE = _HIGH, _WIDE = 400, 320
_EYES = {
    "slit eyes": (0.075, 0.016),
    "round eyes": (0.045, 0.042),
    "almond eyes": (0.075, 0.034),
    "closed eyes": (0.075, 0.04),
    "bulging eyes": (0.062, 0.055),
}
"""Half width and half height."""
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
_PAINTS: tuple[Colour, ...] = (
    (0.72, 0.16, 0.12),
    (0.93, 0.9, 0.84),
    (0.08, 0.08, 0.09),
    (0.16, 0.28, 0.52),
    (0.85, 0.62, 0.16),
    (0.2, 0.42, 0.26),
)


def make_mask(rng: np.random.Generator, wear: Wear) -> RenderedObject:
    """A face to be worn or hung."""
    material, light, dark = _STUFFS[rng.integers(len(_STUFFS))]
    outline, form = _outline(rng)
    face = _Face(rng, outline)
    face.brows()
    face.eyes()
    face.mouth(face.nose())
    face.crest()
    remarks = face.remarks
    lines = _cuts(rng)
    height = face.height * (face.body > 0) * 0.8 - 0.05 * cv2.GaussianBlur(lines, (0, 0), 1.1).astype(np.float32) / 255
    height, colour = weathered(
        height, jitter(rng, light, 0.04), jitter(rng, dark, 0.03), wear, wooden="wood" in material.name
    )
    painted = (
        "painted" in material.name
        or "papier" in material.name
        or (("wood" in material.name or "terra" in material.name) and rng.random() < 0.6)
    )
    if painted:
        colour = _painted(rng, colour, wear)
        remarks.append("painted")
    colour = mix(colour, (0.03, 0.025, 0.02), face.holes)
    unit = 1 / _HIGH
    depth = float(rng.uniform(0.26, 0.4))
    points = np.stack([(outline[:, 0] - _WIDE / 2) * unit, (_HIGH / 2 - outline[:, 1]) * unit], -1)
    mesh = star(points[::-1], 0.03 + depth * height, (_WIDE * unit, 1.0), rings=52)
    texture = Texture.of(
        colour, np.clip(0.5 + 0.6 * height, 0.3, 1) * (1 - face.holes), height * depth * _HIGH, relief=1.0
    )
    tall = float(rng.uniform(16, 44))
    culture = str(
        rng.choice(["Oumbe culture", "Tacora culture", "Kings of Orm", "Islanders of Hal", "Sey-Lan theatre"])
    )
    words = Depiction(
        title=f"{form.capitalize()} mask of {material.name}"
        + (f" with {remarks[0]}" if remarks[0] != "painted" else ", painted"),
        object_type=f"mask > {'funerary mask' if material.metal else 'dance mask'}",
        materials=material.name + (", pigment" if painted else ""),
        measurements=f"height {tall:.0f} cm, width {tall * np.ptp(points[:, 0]):.0f} cm",
        subject="human face" if form != "horned" else "horned being",
        period=str(
            rng.choice(["19th century", "about 1900", "15th century", "early 20th century", "1st millennium BC"])
        ),
        maker=culture,
        origin=str(rng.choice(["Oumbe plateau", "Tacora valley", "Isle of Hal", "Sey-Lan"])),
        description=f"{with_article(form).capitalize()} face of {material.name}; {', '.join(remarks)}.",
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
    wide, high = {
        "oval": (0.36, 0.46),
        "heart-shaped": (0.4, 0.44),
        "long": (0.27, 0.48),
        "square-jawed": (0.37, 0.44),
        "round": (0.39, 0.42),
        "horned": (0.34, 0.4),
    }[form]
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


class _Face:
    """Features laid out on a mask; lengths in parts of its height."""

    def __init__(self, rng: np.random.Generator, outline: Floats) -> None:
        self.rng = rng
        self.body = np.zeros(_SHAPE, np.uint8)
        cv2.fillPoly(self.body, [np.round(outline).astype(np.int32)], 255)
        self.height = 0.62 * self.dome(0, 0.5, 0.46, 0.56) * inflate(self.body, 0.1 * _HIGH)
        """(H, W) in about [0, 1]."""
        self.holes: Floats = np.zeros(_SHAPE, np.float32)
        """(H, W): 1 where the mask is open or painted black."""
        self.remarks: list[str] = []
        self.eye_level = float(rng.uniform(0.38, 0.46))
        self.gap = float(rng.uniform(0.12, 0.165))
        """Of each eye from the middle."""
        rows, columns = np.mgrid[0:_HIGH, 0:_WIDE].astype(np.float32)
        self.y, self.x = rows / _HIGH, (columns - _WIDE / 2) / _HIGH

    def dome(self, x: float, y: float, wide: float, high: float) -> Floats:
        """A soft oval about (x, y)."""
        return soft_oval(_SHAPE, (_WIDE / 2 + x * _HIGH, y * _HIGH), wide * _HIGH, high * _HIGH)

    def oval(self, x: float, y: float, wide: float, high: float, turn: float = 0.0) -> Mask:
        """A hard one."""
        mask = np.zeros(_SHAPE, np.uint8)
        place, axes = (round(_WIDE / 2 + x * _HIGH), round(y * _HIGH)), (round(wide * _HIGH), round(high * _HIGH))
        cv2.ellipse(mask, place, axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
        return mask

    def brows(self) -> None:
        """Ridges over the eyes, sockets and cheeks."""
        rng, level, gap = self.rng, self.eye_level, self.gap
        rise, arch, thick = rng.uniform(0.05, 0.16), rng.uniform(-0.03, 0.06), round(rng.uniform(0.025, 0.045) * _HIGH)
        cheek = rng.uniform(0.05, 0.13)
        for side in (-1, 1):
            ends = [(side * 0.02, level - 0.05), (side * gap, level - 0.085 - arch), (side * gap * 1.9, level - 0.04)]
            path = smooth(ends, closed=False) * _HIGH + (_WIDE / 2, 0)
            ridge = np.zeros(_SHAPE, np.uint8)
            cv2.polylines(ridge, [np.round(path).astype(np.int32)], False, 255, thick, cv2.LINE_AA)
            self.height += rise / 255 * cv2.GaussianBlur(ridge, (0, 0), 0.012 * _HIGH).astype(np.float32)
            self.height -= 0.12 * self.dome(side * gap, level + 0.01, 0.1, 0.07)
            self.height += cheek * self.dome(side * gap * 1.15, level + 0.15, 0.1, 0.09)

    def eyes(self) -> None:
        """Slits, openings, lids or bulges."""
        style = str(self.rng.choice(list(_EYES)))
        self.remarks.append(style)
        wide, high = _EYES[style]
        tilt = float(self.rng.uniform(-18, 18))
        for side in (-1, 1):
            x, y = side * self.gap, self.eye_level
            lids = self.oval(x, y, wide, high, side * tilt)
            self.height += 0.07 * inflate(cv2.dilate(lids, np.ones((9, 9), np.uint8)), 9)
            opening = lids.astype(np.float32) / 255
            if style in {"closed eyes", "bulging eyes"}:
                self.height += (0.1 if style == "closed eyes" else 0.2) * inflate(lids, high * _HIGH)
                lower = self.oval(x, y + 0.01, wide, high * 0.5, side * tilt)
                upper = self.oval(x, y + 0.002, wide, high * 0.5, side * tilt)
                opening = 0.9 * cv2.subtract(lower, upper).astype(np.float32) / 255
            if style == "bulging eyes":
                opening = np.maximum(opening, self.oval(x, y, 0.016, 0.016).astype(np.float32) / 255)
            self.holes = np.maximum(self.holes, opening)

    def nose(self) -> float:
        """A wedge; returns where it ends."""
        start, end = self.eye_level - 0.06, self.eye_level + float(self.rng.uniform(0.17, 0.25))
        along = np.clip((self.y - start) / (end - start), 0, 1)
        half = 0.02 + self.rng.uniform(0.028, 0.06) * along**1.5
        wedge = np.clip(1 - np.abs(self.x) / half, 0, 1) * np.clip((end - self.y) / 0.02, 0, 1) * (self.y > start)
        wedge = cv2.GaussianBlur(np.sqrt(wedge) * (0.25 + 0.75 * along), (0, 0), 1.6)
        self.height += self.rng.uniform(0.2, 0.42) * wedge
        return end

    def mouth(self, nose_end: float) -> None:
        """Lips, an opening, perhaps teeth, and a chin."""
        rng = self.rng
        level = nose_end + float(rng.uniform(0.075, 0.13))
        wide, high = float(rng.uniform(0.07, 0.16)), float(rng.uniform(0.012, 0.06))
        self.height += 0.14 * self.dome(0, level, wide * 1.25, high + 0.03)
        gape = self.oval(0, level, wide, high).astype(np.float32) / 255
        self.remarks.append("an open mouth" if high > 0.03 else "a narrow mouth")
        if high > 0.035 and rng.random() < 0.6:
            self.remarks.append("bared teeth")
            teeth = np.abs(self.x / (wide / rng.integers(3, 6)) % 1 - 0.5) < 0.4
            teeth &= np.abs(self.y - level) > high * 0.25
            self.height += 0.05 * gape * teeth
            gape = gape * (1 - 0.95 * teeth)
        self.holes = np.maximum(self.holes, gape)
        self.height += rng.uniform(0, 0.1) * self.dome(0, level + 0.13, 0.08, 0.07)

    def crest(self) -> None:
        """Hair or knobs over the brow, or neither."""
        kind, level = self.rng.random(), self.eye_level
        if kind < 0.35:
            self.remarks.append("a ridged crest of hair")
            rays = np.abs(np.sin(np.arctan2(self.y - level, self.x) * self.rng.integers(14, 30)))
            self.height += 0.1 * rays * np.clip((level - 0.13 - self.y) / 0.03, 0, 1) * inflate(self.body, 8)
        elif kind < 0.55:
            self.remarks.append("a band of knobs on the brow")
            for number in range(-4, 5):
                self.height += 0.12 * self.dome(number * 0.062, level - 0.2 + 0.0035 * number**2, 0.024, 0.024)


def _cuts(rng: np.random.Generator) -> Floats:
    """(H, W) uint8 lines cut into cheeks and brow, the same on both sides."""
    half = np.zeros((_HIGH, _WIDE), np.uint8)
    for _ in range(int(rng.integers(0, 5))):
        at = np.array([rng.uniform(0.58, 0.85) * _WIDE, rng.uniform(0.15, 0.85) * _HIGH])
        step = rng.normal(0, 9, 2)
        stroke = rng.normal(0, 26, 2)
        for number in range(int(rng.integers(1, 6))):
            start = at + step * number
            path = smooth(
                [tuple(start), tuple(start + stroke * 0.5 + rng.normal(0, 2, 2)), tuple(start + stroke)], closed=False
            )
            cv2.polylines(half, [np.round(path).astype(np.int32)], False, 255, 3, cv2.LINE_AA)
    return np.maximum(half, half[:, ::-1])


def _painted(rng: np.random.Generator, colour: Floats, wear: Wear) -> Floats:
    """Fields and stripes of paint, mirrored, flaking with wear."""
    y, x = np.mgrid[0:_HIGH, 0:_WIDE].astype(np.float32)
    side = np.abs(x - _WIDE / 2)
    flaking = np.random.default_rng([67, wear.seed])
    kept = np.clip((noise(flaking, _SHAPE, 10, 5, 0.65) - 0.75 * wear.abrasion) * 9, 0.0, 0.95)
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
