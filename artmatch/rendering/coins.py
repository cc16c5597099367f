"""Struck coins: a design raised in a flan that is never quite round."""

import cv2
import numpy as np

from artmatch.rendering.figures import Figure, draw_figure
from artmatch.rendering.mesh import star
from artmatch.rendering.parameters import Colour, Material, ObjectKind, Wear
from artmatch.rendering.rendered import Depiction, RenderedObject
from artmatch.rendering.shading import Texture
from artmatch.rendering.textures import Floats, cavities, inflate, jitter, mix, noise, scratches

_SIDE = 384
_METALS: tuple[tuple[str, Colour, Colour, float], ...] = (
    ("silver", (0.8, 0.79, 0.77), (0.28, 0.27, 0.27), 0.5),
    ("gold", (0.93, 0.76, 0.36), (0.45, 0.3, 0.12), 0.75),
    ("bronze", (0.5, 0.38, 0.22), (0.2, 0.28, 0.2), 0.3),
    ("copper", (0.62, 0.37, 0.25), (0.22, 0.32, 0.26), 0.35),
    ("billon", (0.58, 0.56, 0.5), (0.25, 0.24, 0.2), 0.35),
)
_RULERS = ("Aridion", "Queen Selva", "Marcan II", "the city of Theros", "Kavad of Orm", "Bishop Liudger", "King Halmar")
_UNITS = ("stater", "drachm", "denar", "obol", "tetradrachm", "solidar", "penny", "groat", "dirhan")
_LETTERS = "ABCDEHIKLMNOPRSTVXYZ"


def make_coin(rng: np.random.Generator, wear: Wear) -> RenderedObject:
    """One face of a struck coin."""
    metal, bright, dark, gloss = _METALS[rng.integers(len(_METALS))]
    family = str(rng.choice(["head", "head", "head", "beast", "bird", "ship", "plant", "thing", "person"]))
    figure = draw_figure(rng, family, round(_SIDE * 0.6))
    length = int(rng.integers(5, 17)) if rng.random() < 0.8 else 0
    legend = "".join(str(rng.choice(list(_LETTERS))) for _ in range(length))
    border = str(rng.choice(["dots", "line", "none", "both"], p=[0.45, 0.2, 0.1, 0.25]))
    relief = _design(rng, figure, legend, border)
    shift = rng.normal(0, 0.018, 2) * _SIDE
    outline = _flan(rng)
    relief = cv2.warpAffine(relief, np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32), (_SIDE, _SIDE))
    height, colour = _age(relief, jitter(rng, bright, 0.03), jitter(rng, dark, 0.03), wear)
    # The coin is a unit wide and the texture reaches a little past it.
    mesh = star(outline, 0.045 + 0.05 * height, (1.12, 1.12), rings=36)
    texture = Texture.of(colour, np.clip(0.55 + 0.7 * (height - 0.4), 0.2, 1), height * _SIDE * 0.06, relief=1.5)
    ruler, unit = str(rng.choice(_RULERS)), str(rng.choice(_UNITS))
    millimetres = rng.uniform(14, 36)
    title = f"{metal.capitalize()} {unit} of {ruler}, {figure.name}"
    words = Depiction(
        title=title,
        object_type=f"coin > {metal} coin",
        materials=f"{metal}, struck",
        measurements=f"diameter {millimetres:.1f} mm, weight {millimetres**2 * rng.uniform(0.006, 0.016):.2f} g",
        subject=figure.name,
        period=str(
            rng.choice(
                ["4th century BC", "2nd century BC", "1st century", "3rd century", "9th century", "13th century"]
            )
        ),
        maker=ruler,
        origin=str(rng.choice(["mint of Theros", "mint of Orm", "mint of Val Sarn", "uncertain mint"])),
        description=f"A {metal} {unit}; {figure.name} within "
        + {"dots": "a border of dots", "line": "a line border", "none": "a plain field", "both": "a double border"}[
            border
        ]
        + (", struck off centre." if float(np.hypot(*shift)) > 9 else "."),
        inscriptions=legend,
        features="; ".join(
            remark
            for remark, said in (
                ("worn flat on the high points", wear.abrasion > 0.45),
                ("nicks in the edge", wear.chips > 0.4),
                ("dark patina", wear.dirt > 0.4),
                ("scratches across the field", wear.cracks > 0.45),
            )
            if said
        ),
    )
    return RenderedObject(
        ObjectKind.COIN, mesh, texture, Material(metal, gloss, float(rng.uniform(12, 30)), 1.0), False, words
    )


def _flan(rng: np.random.Generator) -> Floats:
    """(S, 2) outline of about half a unit's radius."""
    turn = np.linspace(0, 2 * np.pi, 121)[:-1]
    radius = np.full(120, 0.5)
    irregular = rng.choice([0.002, 0.012, 0.03], p=[0.4, 0.4, 0.2])
    for wave in range(2, 8):
        radius += irregular * rng.normal() / wave**0.5 * np.cos(wave * turn + rng.uniform(0, 2 * np.pi))
    return np.stack([radius * np.cos(turn), radius * np.sin(turn)], -1).astype(np.float32)


def _design(rng: np.random.Generator, figure: Figure, legend: str, border: str) -> Floats:
    """(H, W) relief in [0, 1]."""
    middle = _SIDE / 2
    relief = np.zeros((_SIDE, _SIDE), np.float32)
    size = figure.body.shape[0]
    scale = rng.uniform(0.85, 1.12)
    wide = round(size * scale)
    body = cv2.resize(figure.body, (wide, wide), interpolation=cv2.INTER_AREA)
    lines = cv2.resize(figure.lines, (wide, wide), interpolation=cv2.INTER_AREA)
    start = round(middle - wide / 2)
    window = (slice(start, start + wide), slice(start, start + wide))
    raised = 0.55 * inflate(body, 0.09 * wide) + 0.35 * inflate(body, 0.025 * wide)
    raised -= 0.22 * cv2.GaussianBlur(lines, (0, 0), 0.9).astype(np.float32) / 255 * (raised > 0.05)
    relief[window] = raised
    drawn = np.zeros((_SIDE, _SIDE), np.uint8)
    radius = 0.5 / 1.12 * _SIDE
    if border in {"dots", "both"}:
        count = int(rng.integers(40, 80))
        for turn in np.arange(count) * 2 * np.pi / count:
            place = (round(middle + 0.93 * radius * np.cos(turn)), round(middle + 0.93 * radius * np.sin(turn)))
            cv2.circle(drawn, place, max(2, round(radius * 2.0 / count)), 255, -1, cv2.LINE_AA)
    if border in {"line", "both"}:
        cv2.circle(
            drawn, (round(middle),) * 2, round(radius * (0.99 if border == "line" else 0.985)), 255, 3, cv2.LINE_AA
        )
    begin, spread = rng.uniform(0, 360), rng.uniform(16, 24)
    for number, letter in enumerate(legend):
        glyph = np.zeros((44, 44), np.uint8)
        cv2.putText(glyph, letter, (8, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.05, 255, 4, cv2.LINE_AA)
        angle = begin + number * spread
        if number * spread > 330:
            break
        turn = np.radians(angle)
        # Letters stand on the border with their heads outwards, read clockwise.
        placing = cv2.getRotationMatrix2D((22, 22), -angle, 0.85)
        placing[:, 2] += (middle + 0.78 * radius * np.sin(turn) - 22, middle - 0.78 * radius * np.cos(turn) - 22)
        drawn = np.maximum(drawn, cv2.warpAffine(glyph, placing, (_SIDE, _SIDE)))
    relief = np.maximum(relief, 0.42 * inflate(drawn, 4))
    return cv2.GaussianBlur(relief, (0, 0), 0.7)


def _age(relief: Floats, bright: Colour, dark: Colour, wear: Wear) -> tuple[Floats, Floats]:
    """Heights (H, W) in about [0, 1] and colours (H, W, 3) after years of use."""
    rng = np.random.default_rng([43, wear.seed])
    shape = (_SIDE, _SIDE)
    flattened = np.minimum(relief, 1.05 - 0.75 * wear.abrasion)
    height: Floats = cv2.GaussianBlur(flattened, (0, 0), 0.5 + 3.2 * wear.abrasion**1.5)
    height += 0.03 * (noise(rng, shape, 5, 5, 0.6) - 0.5)
    pits = np.clip((noise(rng, shape, 40, 3) - 0.95 + 0.25 * wear.chips) * 8, 0, 1)
    height -= 0.16 * pits + 0.14 * wear.cracks * scratches(rng, shape, int(40 * wear.cracks))
    y, x = np.mgrid[0:_SIDE, 0:_SIDE] / _SIDE - 0.5
    for _ in range(round(6 * wear.chips)):
        turn = rng.uniform(0, 2 * np.pi)
        away = np.hypot(x - 0.44 * np.cos(turn), y - 0.44 * np.sin(turn))
        height -= (0.5 * np.exp(-((away / rng.uniform(0.01, 0.035)) ** 2))).astype(np.float32)
    patina = np.clip(cavities(height, 5) * (3 + 6 * wear.dirt) + wear.dirt * 0.75 * noise(rng, shape, 4, 5), 0, 1)
    colour = mix(bright, dark, patina)
    colour *= 0.94 + 0.12 * noise(rng, shape, 30, 4, 0.7)[..., None]
    return height, colour
