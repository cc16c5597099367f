"""Vases and bowls: turned on the wheel, painted with friezes, chipped and dirtied."""

from dataclasses import dataclass

import numpy as np

from artmatch.rendering.friezes import ORNAMENTS, figure_band, ornament_band
from artmatch.rendering.mesh import Mesh, join, revolve, tube
from artmatch.rendering.parameters import ObjectKind, Wear
from artmatch.rendering.pen import smooth, trace
from artmatch.rendering.rendered import Depiction, RenderedObject, enumerated, with_article
from artmatch.rendering.shading import Texture
from artmatch.rendering.textures import Floats, cracks, jitter, mix, noise
from artmatch.rendering.wares import Ware, wares

_ROWS, _COLUMNS = 400, 800
_OUTSIDE = 0.74
"""Part of the texture's height that is the outside of the vessel; the rest is its inside."""

_SHAPES = {
    "amphora": "0.16,1 0.15,0.94 0.11,0.86 0.12,0.78 0.26,0.68 0.32,0.52 0.27,0.32 0.13,0.1 0.12,0.05 0.18,0",
    "krater": "0.42,1 0.36,0.93 0.33,0.75 0.36,0.55 0.34,0.38 0.2,0.2 0.11,0.12 0.14,0.05 0.22,0",
    "jug": "0.15,1 0.13,0.9 0.12,0.78 0.2,0.66 0.31,0.48 0.32,0.32 0.24,0.1 0.19,0.03 0.2,0",
    "bottle": "0.1,1 0.065,0.93 0.06,0.72 0.09,0.6 0.24,0.45 0.29,0.28 0.23,0.08 0.17,0.03 0.18,0",
    "jar": "0.2,1 0.19,0.94 0.24,0.88 0.4,0.72 0.44,0.55 0.36,0.28 0.24,0.08 0.22,0.03 0.23,0",
    "beaker": "0.3,1 0.27,0.85 0.24,0.6 0.22,0.35 0.2,0.12 0.21,0.04 0.22,0",
    "bowl": "0.62,0.5 0.61,0.47 0.56,0.33 0.44,0.17 0.26,0.07 0.2,0.05 0.21,0",
    "footed bowl": "0.6,0.72 0.58,0.66 0.53,0.52 0.36,0.4 0.13,0.33 0.1,0.2 0.17,0.06 0.27,0",
    "dish": "0.75,0.3 0.7,0.27 0.56,0.17 0.35,0.08 0.32,0.04 0.33,0",
}
"""Half profiles from the rim down: radius and height."""
_HANDLES = {"amphora": 2, "krater": 2, "jug": 1}
_OPEN = {"bowl", "footed bowl", "dish"}


def make_pot(rng: np.random.Generator, wear: Wear) -> RenderedObject:
    """A vase or a bowl."""
    shape_name = str(rng.choice(list(_SHAPES)))
    ware = wares[rng.integers(len(wares))]
    profile, along, flutes = _profile(rng, shape_name)
    mesh = revolve(profile, along, _COLUMNS // 11, flutes)
    handles = _HANDLES.get(shape_name) or int(rng.random() < 0.25) * 2
    parts = [mesh]
    outside = profile[along <= _OUTSIDE + 1e-6]
    for number in range(handles):
        parts.append(_handle(rng, outside, side=1 - 2 * number))
    colour, height, made = _decorate(rng, ware, outside, is_open=shape_name in _OPEN)
    bands = list(dict.fromkeys(made.ornaments)) or ["plain"]
    colour, height = _age(colour, height, wear, ware)
    texture = Texture.of(colour, np.clip(1.1 - 6 * np.abs(height - 0.5), 0.3, 1), height, relief=3.0)
    tall = float(profile[:, 1].max())
    extent = rng.uniform(14, 52)
    measures = f"height {extent * tall:.0f} cm, diameter {extent * 2 * profile[:, 0].max():.0f} cm"
    listed = enumerated(made.figures)
    title = f"{ware.name.capitalize()} {shape_name}" + (f" with {listed}" if listed else f" with {bands[0]} band")
    family = "bowl" if shape_name in _OPEN else "vase"
    maker, period, place = ware.origin.split(", ")
    words = Depiction(
        title=title,
        object_type=f"vessel > {family}",
        materials=ware.material.name,
        measurements=measures,
        subject=f"frieze of {listed}" if listed else "ornament only",
        period=period,
        maker=maker,
        origin=place,
        description=(
            f"{with_article(shape_name).capitalize()} in {ware.name} ware"
            + (f" with {'two handles' if handles == 2 else 'one handle'}" if handles else " without handles")
            + f", painted with bands of {', '.join(bands)}"
            + (f" and a frieze of {listed}." if listed else ".")
        ),
        features="; ".join(
            remark
            for remark, said in (
                ("chips along the rim and the body", wear.chips > 0.3),
                ("a fine net of cracks", wear.cracks > 0.35),
                ("earth in the hollows", wear.dirt > 0.4),
                ("paint rubbed on the shoulder", wear.abrasion > 0.4),
            )
            if said
        ),
    )
    return RenderedObject(
        ObjectKind.VASE, parts[0] if len(parts) == 1 else join(parts), texture, ware.material, True, words
    )


def _profile(rng: np.random.Generator, name: str) -> tuple[Floats, Floats, Floats | None]:
    """(N, 2) radius and height from the rim down the outside to the foot, then up to the rim inside; (N,) v; flutes."""
    control = np.array(trace(_SHAPES[name]), np.float32)
    control[:, 0] *= np.exp(rng.normal(0, 0.07, len(control))) * np.exp(rng.normal(0, 0.12))
    control[1:-1, 1] += rng.normal(0, 0.012, len(control) - 2)
    outer = smooth(control, 7, closed=False)
    outer = np.concatenate([outer, control[-1:]])
    wall = 0.035
    inner = outer.copy()
    inner[:, 0] = np.maximum(outer[:, 0] - wall, 0.0)
    # Inside ends at a floor above the foot.
    floor = wall + control[-1, 1] + 0.04 * control[0, 1]
    inner = inner[inner[:, 1] > floor][: max(4, len(outer) - 8)]
    inner = np.concatenate([inner, [[0.0, max(float(inner[-1, 1]) - 0.01, floor)]]])[::-1]
    lip = np.array([[outer[0, 0] - wall / 2, outer[0, 1] + wall * 0.4]], np.float32)
    path = np.concatenate([inner, lip, outer, [[0.0, 0.004]]]).astype(np.float32)
    inside = np.linspace(1, _OUTSIDE + 0.02, len(inner))
    steps = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outer, axis=0).T))])
    outside = steps / steps[-1] * _OUTSIDE
    along = np.concatenate([inside, [0.002], outside, [_OUTSIDE]]).astype(np.float32)
    flutes = None
    if rng.random() < 0.15:
        count = int(rng.integers(8, 24))
        turn = np.linspace(0, 2 * np.pi, _COLUMNS // 11 + 1)
        flutes = (1 + rng.uniform(0.01, 0.03) * np.cos(turn * count)).astype(np.float32)
    return path, along, flutes


def _handle(rng: np.random.Generator, outside: Floats, side: int) -> Mesh:
    top, bottom = 0.9 * outside[:, 1].max(), float(np.interp(0.45, [0, 1], [0, outside[:, 1].max()]))
    order = np.argsort(outside[:, 1])
    reach = [float(np.interp(level, outside[order, 1], outside[order, 0])) for level in (top, bottom)]
    out = max(reach) + 0.1
    path = smooth(
        [(reach[0] - 0.02, top), (out * 0.85, top + 0.03), (out, (top + bottom) / 2 + 0.08), (reach[1] - 0.02, bottom)],
        8,
        closed=False,
    )
    bent = np.stack([side * path[:, 0], path[:, 1], np.zeros(len(path))], -1).astype(np.float32)
    return tube(bent, np.full(len(bent), 0.026, np.float32), (0.25, 0.12 * _OUTSIDE))


@dataclass(frozen=True, slots=True, eq=False)
class _Decoration:
    """What is painted on a pot, filled band by band."""

    paints: list[Floats]
    painted: Floats
    """(H, W): where there is paint, 0 to 1."""
    tone: Floats
    """(H, W, 3): which."""
    figures: list[str]
    ornaments: list[str]

    def figure_frieze(self, rng: np.random.Generator, window: slice, stretch: float, *, reserved: bool) -> None:
        """Figures in a row; ``stretch`` is how much wider than high a texel is there."""
        high = window.stop - window.start
        body, lines, names = figure_band(rng, high, _COLUMNS, stretch, int(rng.integers(1, 4)))
        cover = np.where(lines > 0.5, body, 1 - body) if reserved else body * (1 - lines)
        self.painted[window] = cover
        self.tone[window] = self.paints[0]
        self.figures.extend(names)

    def ornament_frieze(self, rng: np.random.Generator, window: slice) -> None:
        """An ornament, a plain stripe or nothing between two lines."""
        name, paint, kind = str(rng.choice(ORNAMENTS)), self.paints[rng.integers(len(self.paints))], rng.random()
        if kind < 0.62:
            band = ornament_band(rng, name, window.stop - window.start, _COLUMNS)
            self.painted[window] = band.astype(np.float32) / 255
            self.ornaments.append(name)
        elif kind < 0.82:
            self.painted[window] = 1.0
        self.tone[window] = paint
        for edge in (window.start, window.stop - 1):
            self.painted[edge : edge + 2] = 1.0
            self.tone[edge : edge + 2] = self.paints[0]


def _decorate(
    rng: np.random.Generator, ware: Ware, outside: Floats, *, is_open: bool
) -> tuple[Floats, Floats, _Decoration]:
    """(H, W, 3) colour, (H, W) height, and what was painted."""
    shape = (_ROWS, _COLUMNS)
    clay = noise(rng, shape, 12, 5, 0.6)
    colour = np.asarray(jitter(rng, ware.ground_colour(), 0.04)) * (0.9 + 0.2 * clay[..., None])
    paints = [np.asarray(jitter(rng, paint, 0.03)) for paint in ware.paint_colours()]
    made = _Decoration(paints, np.zeros(shape, np.float32), np.zeros((*shape, 3), np.float32), [], [])
    rows = round(_ROWS * _OUTSIDE)
    slant_length = float(np.hypot(*np.diff(outside, axis=0).T).sum())
    start, figures_wanted = int(rows * rng.uniform(0.0, 0.06)), rng.random() < 0.85
    while start < rows * 0.92:
        if figures_wanted and start > 0.2 * rows and not made.figures:
            window = slice(start, min(start + int(rows * rng.uniform(0.26, 0.42)), rows))
            level = (window.start + window.stop) / 2
            radius = float(np.interp(level, np.linspace(0, rows, len(outside)), outside[:, 0]))
            stretch = (2 * np.pi * radius / _COLUMNS) / (slant_length / rows)
            made.figure_frieze(rng, window, stretch, reserved=ware.reserved)
        else:
            window = slice(start, min(start + int(rows * rng.uniform(0.04, 0.11)), rows))
            made.ornament_frieze(rng, window)
        start = window.stop + int(rows * rng.uniform(0.005, 0.05))
    made.painted[rows:] = float(rng.random() < 0.4)
    made.tone[rows:] = paints[0]
    if is_open:
        # Bowls and dishes are seen from above: rings and figures inside, from the rim down.
        high = _ROWS - rows
        made.painted[rows:] = 0
        made.ornament_frieze(rng, slice(rows + 4, rows + round(high * 0.2)))
        stretch = (2 * np.pi * 0.6 * float(outside[:, 0].max()) / _COLUMNS) / (slant_length / high)
        made.figure_frieze(rng, slice(rows + round(high * 0.25), rows + round(high * 0.72)), stretch, reserved=False)
        made.painted[rows + round(high * 0.8) :] = float(rng.random() < 0.5)
    # A brush lays paint thinner in places.
    cover = made.painted * (0.82 + 0.18 * noise(rng, shape, 40, 3))
    height = 0.5 + 0.02 * clay + 0.015 * cover
    return mix(colour, made.tone, cover), height.astype(np.float32), made


def _age(colour: Floats, height: Floats, wear: Wear, ware: Ware) -> tuple[Floats, Floats]:
    rng = np.random.default_rng([41, wear.seed])
    shape = (_ROWS, _COLUMNS)
    ground = np.asarray(ware.ground_colour(), np.float32)
    rubbed = np.clip((noise(rng, shape, 9, 5, 0.65) - 0.95 + 0.6 * wear.abrasion) * 6, 0, 0.85)
    colour = mix(colour, ground * 0.95, rubbed)
    if wear.cracks > 0.25:
        net = cracks(rng, shape, int(6 + 10 * rng.random()), 1.2)
        colour = colour * (1 - wear.cracks * 0.75 * net[..., None])
        height = height - 0.15 * wear.cracks * net
    chipped = np.clip((noise(rng, shape, 16, 4) - 0.98 + 0.35 * wear.chips) * 14, 0, 1)
    colour = mix(colour, ground * 0.75 + 0.12, chipped)
    height = height - 0.35 * chipped
    soil = np.clip(noise(rng, shape, 5, 6, 0.65) - 0.9 + 0.7 * wear.dirt, 0, 1)
    return mix(colour, (0.45, 0.37, 0.28), soil * 0.9), height.astype(np.float32)
