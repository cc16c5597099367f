"""Portraits and icons."""

import cv2
import numpy as np

from artmatch.rendering.easel import Easel, cloth_colours, paint_wall
from artmatch.rendering.pen import Point, smooth, trace
from artmatch.rendering.textures import Floats, noise, ramp

_SKINS = ((226, 182, 150), (205, 155, 118), (160, 110, 78), (110, 72, 50), (236, 200, 172))
_HAIR = ((40, 28, 22), (95, 60, 30), (170, 130, 70), (120, 120, 118), (150, 70, 30), (215, 210, 200))
_STYLES = ("long hair", "short hair", "a turban", "a wide hat", "a veil", "a beard", "a cap")
_SITTERS = ("a merchant", "a lady", "a scholar", "a young man", "an old woman", "a musician", "an admiral")


def paint_face(easel: Easel, middle: Point, size: float, skin: Floats, *, turn: float, stylised: bool = False) -> None:
    """A face of half height ``size``; ``turn`` from -1 to 1 looks left or right."""
    rng = easel.rng
    x, y = middle
    wide = size * 0.76
    shift = turn * size * 0.22 / easel.aspect
    chin = rng.uniform(0.45, 0.62)
    outline = [*trace("-1,-0.25 -0.8,-0.85 0,-1.12 0.8,-0.85 1,-0.25 0.88,0.4"), (chin, 0.82), (0, 1.02)]
    outline += [(-chin, 0.82), (-0.88, 0.4)]
    easel.model(
        easel.shape(smooth([(x + a * wide / easel.aspect, y + b * size) for a, b in outline])),
        skin,
        depth=0.75,
        darkest=0.35,
    )
    dark = np.array([45, 30, 25]) if not stylised else np.array([60, 35, 20])
    gap = float(rng.uniform(0.33, 0.4)) * size / easel.aspect
    for side in (-1, 1):
        eye = (x + shift + side * gap, y - 0.12 * size)
        easel.model(easel.oval(eye, 0.17 * size, 0.085 * size), np.array([225, 215, 200]))
        easel.disc((eye[0] + shift * 0.2, eye[1]), 0.075 * size, dark)
        lid = [
            (eye[0] - 0.2 * size / easel.aspect, eye[1] + 0.02 * size),
            (eye[0], eye[1] - 0.11 * size),
            (eye[0] + 0.2 * size / easel.aspect, eye[1] + 0.02 * size),
        ]
        easel.line(smooth(lid, closed=False), dark, 0.022 * size + 0.002)
        brow = [(p[0], p[1] - (0.16 + 0.02 * side) * size) for p in lid]
        easel.line(smooth(brow, closed=False), skin * 0.4, 0.05 * size)
    tip = (x + shift * 2.1, y + 0.26 * size)
    bridge = [
        (x + shift + 0.03, y - 0.1 * size),
        (x + shift * 1.7, y + 0.1 * size),
        tip,
        (tip[0] - 0.1 * size * np.sign(turn + 0.01) / easel.aspect, tip[1] + 0.05 * size),
    ]
    easel.line(smooth(bridge, closed=False), skin * 0.6, 0.045 * size)
    mouth = (x + shift * 1.3, y + 0.53 * size)
    half, smile = 0.24 * size / easel.aspect, rng.normal(0, 0.035) * size
    lips = [
        (mouth[0] - half, mouth[1] - smile),
        (mouth[0], mouth[1] - 0.05 * size),
        (mouth[0] + half, mouth[1] - smile),
        (mouth[0], mouth[1] + 0.1 * size),
    ]
    easel.fill(smooth(lips), skin * np.array([0.8, 0.5, 0.48]))
    easel.line(smooth([lips[0], mouth, lips[2]], closed=False), skin * 0.4, 0.025 * size)


def paint_portrait(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    paint_wall(easel, np.asarray(rng.choice(cloth_colours)) / 255 * rng.uniform(0.35, 0.9))
    size = float(rng.uniform(0.15, 0.2))
    at = (float(rng.normal(0.5, 0.04)), float(rng.uniform(0.34, 0.41)))
    turn = float(rng.uniform(-1, 1))
    skin, hair = np.asarray(rng.choice(_SKINS), np.float32), np.asarray(rng.choice(_HAIR), np.float32)
    cloth = np.asarray(rng.choice(cloth_colours), np.float32) * rng.uniform(0.8, 1.3)
    style = str(rng.choice(_STYLES))
    if style in {"long hair", "a veil"}:
        mane = smooth(easel.around(at, size, "-1.1,1.6 -1.15,-0.3 0,-1.42 1.15,-0.3 1.1,1.6"))
        easel.model(easel.shape(mane), hair if style == "long hair" else cloth * 0.6 + 90, depth=0.6)
    _body(easel, at, size, cloth)
    easel.model(
        easel.shape(easel.around(at, size, "-0.4,0.6 -0.46,1.6 0,1.85 0.46,1.6 0.4,0.6")), skin * 0.85, depth=0.8
    )
    collar = _collar(easel, at, size)
    paint_face(easel, at, size, skin, turn=turn)
    _headgear(easel, at, size, style, hair, cloth)
    worn = [f"half-length figure with {style}"] + ([collar] if collar else [])
    return f"Portrait of {rng.choice(_SITTERS)} with {style}", ", ".join(worn)


def _body(easel: Easel, at: Point, size: float, cloth: Floats) -> None:
    rng = easel.rng
    wide = float(rng.uniform(2.1, 2.9))
    shoulders = f"{-wide},4.5 {-0.92 * wide},2.1 -0.35,1.35 0.35,1.35 {0.92 * wide},2.1 {wide},4.5"
    easel.model(easel.shape(smooth(easel.around(at, size, shoulders), closed=False)), cloth, depth=0.6)
    for _ in range(int(rng.integers(3, 9))):
        side = float(rng.uniform(-0.8, 0.8)) * wide
        fold = easel.around(at, size, f"{0.5 * side},2.0 {0.8 * side},2.9 {side},4.4")
        easel.line(smooth(fold, closed=False), cloth * rng.choice([0.6, 1.25]), 0.01)


def _collar(easel: Easel, at: Point, size: float) -> str:
    """Paint what is worn around the neck and say what it is; an empty text for nothing."""
    rng = easel.rng
    (x, y), a = at, easel.aspect
    kind = str(rng.choice(["a white ruff", "a lace collar", "a necklace", ""], p=[0.3, 0.25, 0.25, 0.2]))
    if kind == "a white ruff":
        for turn in np.pi * np.linspace(0.04, 0.96, 22):
            fold = (x + 0.95 * size * np.cos(turn) / a, y + (1.22 + 0.42 * np.sin(turn)) * size)
            easel.model(easel.oval(fold, 0.13 * size, 0.2 * size), (232, 230, 222), depth=0.9)
    elif kind == "a lace collar":
        for points in ("0,1.6 0.45,1.3 1.3,1.9 0.7,2.3", "0,1.6 -0.45,1.3 -1.3,1.9 -0.7,2.3"):
            easel.model(easel.shape(easel.around(at, size, points)), (228, 224, 214), depth=0.3)
    elif kind == "a necklace":
        beads = ((230, 190, 80), (235, 230, 225), (170, 40, 45))
        first, second = rng.integers(3, size=2)
        for number, turn in enumerate(np.pi * np.linspace(0.08, 0.92, 15)):
            bead = (x + 0.62 * size * np.cos(turn) / a, y + (1.35 + 0.5 * np.sin(turn)) * size)
            easel.model(easel.oval(bead, 0.055 * size, 0.055 * size), beads[second if number % 2 else first], shine=0.8)
    return kind


def _headgear(easel: Easel, at: Point, size: float, style: str, hair: Floats, cloth: Floats) -> None:
    rng = easel.rng
    x, y = at
    match style:
        case "a wide hat":
            brim = easel.oval((x, y - 0.82 * size), 1.75 * size, 0.36 * size, float(rng.uniform(-12, 12)))
            easel.model(brim, cloth * 0.5 + 12)
            easel.model(easel.oval((x, y - 1.25 * size), 0.85 * size, 0.62 * size), cloth * 0.55 + 14)
        case "a turban":
            for number in range(5):
                wide, high = (1.0 - 0.1 * number) * size, 0.24 * size
                fold = easel.oval((x, y - (0.75 + 0.16 * number) * size), wide, high, float(rng.uniform(-25, 25)))
                easel.model(fold, cloth * 0.7 + 70)
        case "a cap":
            cap = easel.around(at, size, "-0.85,-0.55 -0.7,-1.3 0.7,-1.35 0.88,-0.55 0,-0.72")
            easel.model(easel.shape(smooth(cap)), cloth * 0.7)
        case "a veil":
            hood = "-0.9,0.2 -0.86,-0.8 0,-1.35 0.86,-0.8 0.9,0.2 0.62,-0.6 0,-0.95 -0.62,-0.6"
            easel.model(easel.shape(smooth(easel.around(at, size, hood))), cloth * 0.5 + 100)
        case _:
            parting, fringe = float(rng.uniform(-0.3, 0.3)), float(rng.uniform(0.5, 0.85))
            crown = "-0.86,0.15 -0.95,-0.6 -0.4,-1.28 0.4,-1.28 0.95,-0.6 0.86,0.15 0.66,-0.45"
            locks = smooth(easel.around(at, size, f"{crown} {parting},{-fringe} -0.66,-0.45"))
            easel.model(easel.shape(locks), hair, depth=0.5)
    if style == "a beard":
        tip = float(rng.uniform(1.2, 1.7))
        beard = f"-0.78,0.25 -0.3,0.4 0,0.42 0.3,0.4 0.78,0.25 0.5,1.1 0,{tip} -0.5,1.1"
        easel.model(easel.shape(smooth(easel.around(at, size, beard))), hair * 0.9, depth=0.6)
        easel.line(easel.around(at, size, "-0.18,0.55 0.18,0.55"), (130, 70, 60), 0.06 * size)


def paint_icon(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng, shape = easel.rng, (easel.height, easel.width)
    easel.wash(ramp(noise(rng, shape, 18, 5, 0.6), [(0.6, 0.42, 0.14), (0.82, 0.63, 0.26), (0.93, 0.78, 0.42)]))
    at, size = (float(rng.normal(0.5, 0.03)), float(rng.uniform(0.27, 0.33))), float(rng.uniform(0.085, 0.115))
    robe, veil = rng.permutation([(120, 30, 40), (30, 45, 90), (50, 75, 55), (110, 70, 40)])[:2].astype(np.float32)
    skin, gold = np.array([190, 135, 85]), np.array([235, 200, 110])
    (x, y), a = at, easel.aspect
    cloak = smooth([(x - 0.32 / a, 1.05), (x - 0.24 / a, 0.6), (x - 0.1, y + size), (x + 0.1, y + size), (x + 0.24 / a, 0.6), (x + 0.32 / a, 1.05)])  # fmt: skip # noqa: E501
    easel.model(easel.shape(cloak), veil, depth=0.35)
    _holy_head(easel, at, size, skin, veil)
    for side in np.linspace(-0.28, 0.28, 13):
        fold = [(x + 0.25 * side, y + 1.6 * size), (x + side * 0.75, 0.72), (x + side * 1.1 / a, 1.0)]
        easel.line(smooth(fold, closed=False), gold * 0.9, 0.004)
    if rng.random() < 0.55:
        subject, side = "mother with child", float(rng.choice([-1, 1]))
        child = (x + side * 0.14 / a, y + 2.6 * size)
        gown = smooth(easel.around(child, 0.1, "-0.9,3 -0.8,0.6 0.8,0.6 1,3"))
        easel.model(easel.shape(gown), robe * 0.5 + 100, depth=0.5)
        _holy_head(easel, child, size * 0.55, skin, np.array([90, 55, 30]))
        easel.model(easel.oval((child[0] - side * 0.06, child[1] + 0.22), 0.06, 0.025, 20 * side), skin)
    else:
        subject, book = "saint with book", (x + 0.14 / a * float(rng.choice([-1, 1])), 0.68)
        easel.fill(easel.around(book, 0.1, "-0.6,-0.9 0.6,-1 0.6,0.8 -0.6,0.9"), robe)
        easel.line(easel.around(book, 0.1, "0,-0.7 0,0.6"), gold, 0.01)
        easel.line(easel.around(book, 0.1, "-0.4,-0.2 0.4,-0.25"), gold, 0.01)
        easel.model(easel.oval((book[0], book[1] + 0.1), 0.055, 0.024), skin)
    for left in (0.07, 0.8):
        letters = "".join(str(rng.choice(list("IXMPTKAHOC"))) for _ in range(int(rng.integers(2, 4))))
        place = (round(left * easel.width), round(0.14 * easel.height))
        font, scale = cv2.FONT_HERSHEY_COMPLEX, easel.height / 620
        cv2.putText(easel.picture, letters, place, font, scale, (140, 30, 25), 2, cv2.LINE_AA)
    edge = round(0.03 * easel.height)
    cv2.rectangle(easel.picture, (0, 0), (easel.width - 1, easel.height - 1), (120, 40, 30), edge)
    return f"Icon of a {subject}", f"{subject} on a gold ground"


def _holy_head(easel: Easel, at: Point, size: float, skin: Floats, cover: Floats) -> None:
    """A hooded head before a punched halo."""
    gold, (x, y) = np.array([235, 200, 110]), at
    easel.disc((x, y - 0.1 * size), 2.0 * size, gold * 0.75)
    easel.disc((x, y - 0.1 * size), 1.88 * size, gold)
    for turn in np.arange(24) * np.pi / 12:
        dot = (x + 1.65 * size * np.cos(turn) / easel.aspect, y + (1.65 * np.sin(turn) - 0.1) * size)
        easel.disc(dot, 0.09 * size, (160, 50, 40))
    hood = smooth(easel.around(at, size, "-1.1,1.3 -1.02,-0.5 0,-1.4 1.02,-0.5 1.1,1.3"))
    easel.model(easel.shape(hood), cover, depth=0.5)
    paint_face(easel, at, size * 0.85, skin, turn=float(easel.rng.uniform(-0.8, 0.8)), stylised=True)
