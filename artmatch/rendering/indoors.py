"""Still lifes, portraits, icons and abstract pictures."""

import cv2
import numpy as np

from artmatch.rendering.easel import Easel
from artmatch.rendering.figures import Point, smooth
from artmatch.rendering.textures import Floats, mix, noise, ramp, streaks

_CLOTHS = ((120, 30, 35), (35, 50, 95), (40, 65, 45), (30, 28, 30), (150, 120, 60), (95, 60, 110), (190, 180, 165), (110, 70, 45))

_PIGMENTS = ((178, 42, 36), (28, 62, 130), (226, 178, 52), (32, 32, 36), (236, 230, 214), (60, 104, 78), (198, 110, 48), (110, 54, 84), (120, 160, 176), (176, 148, 116), (88, 70, 52), (214, 132, 128))


def _backdrop(easel: Easel, colour: Floats) -> None:
    shape = (easel.height, easel.width)
    y, x = np.mgrid[0:1:shape[0] * 1j, 0:1:shape[1] * 1j].astype(np.float32)
    glow = np.exp(-(((x - 0.5 - 0.25 * easel.light) / 0.5) ** 2 + ((y - 0.35) / 0.6) ** 2))
    tone = (0.35 + 0.8 * glow + 0.35 * (noise(easel.rng, shape, 4, 5, 0.6) - 0.5))[..., None]
    easel.wash(np.clip(colour * tone, 0, 1).astype(np.float32))


def paint_still_life(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    _backdrop(easel, np.asarray(rng.choice(_CLOTHS), np.float32) / 255 * rng.uniform(0.4, 1.0))
    edge = float(rng.uniform(0.5, 0.66))
    shape = (easel.height, easel.width)
    board = np.asarray(rng.choice([(0.4, 0.25, 0.15), (0.75, 0.72, 0.66), (0.3, 0.3, 0.32), (0.5, 0.15, 0.14)]), np.float32)
    rows = np.arange(easel.height, dtype=np.float32)[:, None] / easel.height
    tone = 0.75 + 0.4 * streaks(rng, shape, 6, 16)
    easel.wash(board * tone[..., None], np.broadcast_to(np.clip((rows - edge) * easel.height, 0, 1), shape))
    front = edge + (1 - edge) * rng.uniform(0.62, 0.9)
    easel.wash(board * 0.45 * tone[..., None], np.broadcast_to(np.clip((rows - front) * easel.height, 0, 1), shape))
    if rng.random() < 0.4:
        left = rng.uniform(0.05, 0.6)
        fall = [(left, edge + 0.03), (left + 0.3, edge + 0.02), (left + 0.36, front), (left + 0.3, 0.99), (left + 0.12, 0.93), (left - 0.03, front)]
        easel.model(easel.shape(smooth(fall)), np.asarray(rng.choice(_CLOTHS)) * 1.3, depth=0.4)
    seen = []
    big = int(rng.integers(2, 5))
    for at in np.linspace(0.18, 0.82, big) + rng.normal(0, 0.05, big):
        seen.append(_large_thing(easel, float(at), edge + 0.06 + rng.uniform(0, 0.06)))
    for _ in range(int(rng.integers(4, 10))):
        seen.append(_small_thing(easel, float(rng.uniform(0.12, 0.88)), float(rng.uniform(edge + 0.1, front))))
    names = list(dict.fromkeys(seen))
    return f"Still life with {names[0]} and {names[-1]}", ", ".join(names)


def _turned(easel: Easel, x: float, foot: float, profile: list[Point], colour: Floats, shine: float) -> None:
    """A vessel from its half profile: (radius, height), parts of the picture's height."""
    outline = [(x - r / easel.aspect, foot - h) for r, h in profile] + [(x + r / easel.aspect, foot - h) for r, h in reversed(profile)]
    easel.shadow((x + 0.05 * -easel.light, foot), profile[0][0] * 1.8, 0.025, 0.55)
    easel.model(easel.shape(smooth(outline)), colour, depth=0.95, shine=shine, darkest=0.12)
    mouth = profile[-1]
    easel.model(easel.oval((x, foot - mouth[1] + 0.004), mouth[0] * 0.9, mouth[0] * 0.2), colour * 0.3)


def _large_thing(easel: Easel, x: float, foot: float) -> str:
    rng = easel.rng
    name = str(rng.choice(["bottle", "jug", "vase of flowers", "candlestick", "books", "glass"]))
    s = float(rng.uniform(1.0, 1.5))
    colour = rng.uniform(40, 215, 3)
    match name:
        case "bottle":
            _turned(easel, x, foot, [(0.06 * s, 0), (0.065 * s, 0.2 * s), (0.05 * s, 0.27 * s), (0.02 * s, 0.32 * s), (0.019 * s, 0.42 * s)], colour * 0.5, 0.9)
        case "glass":
            easel.shadow((x, foot), 0.06, 0.02)
            easel.line([(x, foot), (x, foot - 0.12 * s)], (190, 190, 180), 0.008)
            easel.model(easel.oval((x, foot), 0.05 * s, 0.014 * s), np.array([170, 170, 165]))
            easel.model(easel.oval((x, foot - 0.19 * s), 0.055 * s, 0.08 * s), np.array([130, 40, 40]) * rng.uniform(0.5, 1.5), shine=0.8)
        case "candlestick":
            _turned(easel, x, foot, [(0.07 * s, 0), (0.03 * s, 0.03), (0.018, 0.1 * s), (0.026, 0.13 * s), (0.016, 0.2 * s)], np.array([175, 140, 60]), 0.8)
            easel.model(easel.shape([(x - 0.012, foot - 0.2 * s), (x - 0.012, foot - 0.36 * s), (x + 0.012, foot - 0.36 * s), (x + 0.012, foot - 0.2 * s)]), np.array([235, 225, 195]))
            easel.disc((x, foot - 0.39 * s), 0.016, (255, 215, 120))
        case "books":
            for level in range(int(rng.integers(2, 5))):
                left, wide, y = x - rng.uniform(0.1, 0.14), rng.uniform(0.2, 0.28), foot - 0.045 * level
                easel.fill([(left, y), (left, y - 0.04), (left + wide, y - 0.04), (left + wide, y)], rng.uniform(40, 180, 3))
                easel.fill([(left + wide, y - 0.004), (left + wide, y - 0.036), (left + wide + 0.03, y - 0.045), (left + wide + 0.03, y - 0.01)], (215, 205, 180))
        case _:
            _turned(easel, x, foot, [(0.06 * s, 0), (0.1 * s, 0.09 * s), (0.08 * s, 0.17 * s), (0.04 * s, 0.22 * s), (0.055 * s, 0.26 * s)], colour, 0.7)
            if name == "jug":
                easel.line(smooth([(x + 0.06 / easel.aspect, foot - 0.22 * s), (x + 0.15 / easel.aspect, foot - 0.2 * s), (x + 0.1 / easel.aspect, foot - 0.08 * s)], closed=False), colour * 0.6, 0.016)
            else:
                for _ in range(int(rng.integers(7, 20))):
                    place = (x + rng.normal(0, 0.09) / easel.aspect, foot - 0.26 * s - abs(rng.normal(0.12, 0.08)))
                    easel.line([(x, foot - 0.24 * s), place], (50, 80, 40), 0.005)
                    _flower(easel, place, float(rng.uniform(0.028, 0.055)))
    return name


def _flower(easel: Easel, place: Point, size: float) -> None:
    rng = easel.rng
    petals = int(rng.integers(5, 10))
    colour = np.asarray(rng.choice([(220, 60, 60), (240, 200, 90), (230, 225, 215), (150, 90, 170), (235, 140, 150)])) * rng.uniform(0.7, 1.05)
    start = rng.uniform(0, 6)
    for number in range(petals):
        turn = start + number * 2 * np.pi / petals
        at = (place[0] + size * np.cos(turn) / easel.aspect, place[1] + size * np.sin(turn))
        easel.disc(at, size * 0.62, colour * rng.uniform(0.7, 1.1))
    easel.disc(place, size * 0.5, (200, 160, 50))


def _small_thing(easel: Easel, x: float, foot: float) -> str:
    rng = easel.rng
    name = str(rng.choice(["apple", "lemon", "pear", "grapes", "bread", "oranges", "knife", "plums"]))
    size = float(rng.uniform(0.05, 0.078))
    easel.shadow((x - 0.03 * easel.light, foot), size * 1.5, size * 0.4, 0.5)
    hue = {"apple": (190, 50, 40), "lemon": (235, 205, 70), "oranges": (230, 130, 40), "plums": (75, 40, 85)}
    if name in hue:
        for number in range(1 if name in {"apple", "lemon"} else int(rng.integers(2, 4))):
            at = (x + (number - 0.5) * size * 1.5 / easel.aspect, foot - size * 0.8)
            stretch = 1.35 if name == "lemon" else 1.0
            mask = easel.oval(at, size * stretch, size * 0.95, float(rng.uniform(-30, 30)))
            easel.model(mask, np.asarray(hue[name]) * rng.uniform(0.8, 1.1), depth=1, shine=0.5, darkest=0.15)
            if name == "apple":
                easel.line([(at[0], at[1] - size * 0.8), (at[0] + 0.008, at[1] - size * 1.25)], (60, 45, 25), 0.006)
    elif name == "pear":
        outline = [(x - size / easel.aspect, foot - size), (x, foot), (x + size / easel.aspect, foot - size), (x + size * 0.45 / easel.aspect, foot - size * 2.1), (x, foot - size * 2.7), (x - size * 0.45 / easel.aspect, foot - size * 2.1)]
        easel.model(easel.shape(smooth(outline)), np.array([185, 170, 70]) * rng.uniform(0.8, 1.1), depth=1, shine=0.4)
    elif name == "grapes":
        colour = np.asarray([(70, 40, 80), (150, 165, 70)][rng.integers(2)])
        for _ in range(24):
            at = (x + rng.normal(0, 0.035) / easel.aspect, foot - 0.02 - abs(rng.normal(0, 0.03)))
            easel.model(easel.oval(at, 0.016, 0.016), colour * rng.uniform(0.7, 1.2), depth=1, shine=0.9)
    elif name == "bread":
        easel.model(easel.oval((x, foot - size * 0.6), size * 1.9, size * 0.85), np.array([185, 125, 60]), depth=0.9)
        for number in range(4):
            easel.line([(x - 0.05 + number * 0.03, foot - size * 1.1), (x - 0.03 + number * 0.03, foot - size * 0.7)], (225, 185, 120), 0.008)
    else:
        easel.line([(x, foot), (x + 0.09, foot - 0.015)], (60, 40, 30), 0.016)
        easel.line([(x + 0.09, foot - 0.015), (x + 0.22, foot - 0.035)], (190, 190, 190), 0.012)
    return name


def _face(easel: Easel, middle: Point, size: float, skin: Floats, *, turn: float, stylised: bool = False) -> None:
    """A face of half height ``size``; ``turn`` from -1 to 1 looks left or right."""
    rng = easel.rng
    x, y = middle
    wide = size * 0.76
    shift = turn * size * 0.22 / easel.aspect
    chin = rng.uniform(0.45, 0.62)
    outline = [(-1, -0.25), (-0.8, -0.85), (0, -1.12), (0.8, -0.85), (1, -0.25), (0.88, 0.4), (chin, 0.82), (0, 1.02), (-chin, 0.82), (-0.88, 0.4)]
    easel.model(easel.shape(smooth([(x + a * wide / easel.aspect, y + b * size) for a, b in outline])), skin, depth=0.75, darkest=0.35)
    dark = np.array([45, 30, 25]) if not stylised else np.array([60, 35, 20])
    gap = float(rng.uniform(0.33, 0.4)) * size / easel.aspect
    for side in (-1, 1):
        eye = (x + shift + side * gap, y - 0.12 * size)
        easel.model(easel.oval(eye, 0.17 * size, 0.085 * size), np.array([225, 215, 200]))
        easel.disc((eye[0] + shift * 0.2, eye[1]), 0.075 * size, dark)
        lid = [(eye[0] - 0.2 * size / easel.aspect, eye[1] + 0.02 * size), (eye[0], eye[1] - 0.11 * size), (eye[0] + 0.2 * size / easel.aspect, eye[1] + 0.02 * size)]
        easel.line(smooth(lid, closed=False), dark, 0.022 * size + 0.002)
        brow = [(p[0], p[1] - (0.16 + 0.02 * side) * size) for p in lid]
        easel.line(smooth(brow, closed=False), skin * 0.4, 0.05 * size)
    tip = (x + shift * 2.1, y + 0.26 * size)
    bridge = [(x + shift + 0.03, y - 0.1 * size), (x + shift * 1.7, y + 0.1 * size), tip, (tip[0] - 0.1 * size * np.sign(turn + 0.01) / easel.aspect, tip[1] + 0.05 * size)]
    easel.line(smooth(bridge, closed=False), skin * 0.6, 0.045 * size)
    mouth = (x + shift * 1.3, y + 0.53 * size)
    half, smile = 0.24 * size / easel.aspect, rng.normal(0, 0.035) * size
    lips = [(mouth[0] - half, mouth[1] - smile), (mouth[0], mouth[1] - 0.05 * size), (mouth[0] + half, mouth[1] - smile), (mouth[0], mouth[1] + 0.1 * size)]
    easel.fill(smooth(lips), skin * np.array([0.8, 0.5, 0.48]))
    easel.line(smooth([lips[0], mouth, lips[2]], closed=False), skin * 0.4, 0.025 * size)


def paint_portrait(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    _backdrop(easel, np.asarray(rng.choice(_CLOTHS), np.float32) / 255 * rng.uniform(0.35, 0.9))
    size = float(rng.uniform(0.15, 0.2))
    x, y = float(rng.normal(0.5, 0.04)), float(rng.uniform(0.34, 0.41))
    turn = float(rng.uniform(-1, 1))
    skin = np.asarray(rng.choice([(226, 182, 150), (205, 155, 118), (160, 110, 78), (110, 72, 50), (236, 200, 172)]), np.float32)
    hair = np.asarray(rng.choice([(40, 28, 22), (95, 60, 30), (170, 130, 70), (120, 120, 118), (150, 70, 30), (215, 210, 200)]), np.float32)
    cloth = np.asarray(rng.choice(_CLOTHS), np.float32) * rng.uniform(0.8, 1.3)
    a = easel.aspect
    style = str(rng.choice(["long hair", "short hair", "a turban", "a wide hat", "a veil", "a beard", "a cap"]))
    if style in {"long hair", "a veil"}:
        mane = [(x - 1.1 * size / a, y + 1.6 * size), (x - 1.15 * size / a, y - 0.3 * size), (x, y - 1.42 * size), (x + 1.15 * size / a, y - 0.3 * size), (x + 1.1 * size / a, y + 1.6 * size)]
        easel.model(easel.shape(smooth(mane)), hair if style == "long hair" else cloth * 0.6 + 90, depth=0.6)
    wide = rng.uniform(2.1, 2.9) * size
    shoulders = [(x - wide / a, 1.05), (x - 0.92 * wide / a, y + 2.1 * size), (x - 0.35 * size / a, y + 1.35 * size), (x + 0.35 * size / a, y + 1.35 * size), (x + 0.92 * wide / a, y + 2.1 * size), (x + wide / a, 1.05)]
    easel.model(easel.shape(smooth(shoulders, closed=False)), cloth, depth=0.6)
    for _ in range(int(rng.integers(3, 9))):
        at = rng.uniform(-0.8, 0.8)
        easel.line(smooth([(x + at * 0.5 * wide / a, y + 2.0 * size), (x + at * 0.8 * wide / a, y + 2.9 * size), (x + at * wide / a, 1.02)], closed=False), cloth * rng.choice([0.6, 1.25]), 0.01)
    easel.model(easel.shape([(x - 0.4 * size / a, y + 0.6 * size), (x - 0.46 * size / a, y + 1.6 * size), (x, y + 1.85 * size), (x + 0.46 * size / a, y + 1.6 * size), (x + 0.4 * size / a, y + 0.6 * size)]), skin * 0.85, depth=0.8)
    extras = []
    collar = rng.random()
    if collar < 0.3:
        extras.append("a white ruff")
        for number in range(22):
            t = np.pi * (0.04 + 0.92 * number / 21)
            easel.model(easel.oval((x + 0.95 * size * np.cos(t) / a, y + 1.22 * size + 0.42 * size * np.sin(t)), 0.13 * size, 0.2 * size), np.array([232, 230, 222]), depth=0.9)
    elif collar < 0.55:
        extras.append("a lace collar")
        for side in (-1, 1):
            easel.model(easel.shape([(x, y + 1.6 * size), (x + side * 0.45 * size / a, y + 1.3 * size), (x + side * 1.3 * size / a, y + 1.9 * size), (x + side * 0.7 * size / a, y + 2.3 * size)]), np.array([228, 224, 214]), depth=0.3)
    elif collar < 0.8:
        extras.append("a necklace")
        for number in range(15):
            t = np.pi * (0.08 + 0.84 * number / 14)
            easel.model(easel.oval((x + 0.62 * size * np.cos(t) / a, y + 1.35 * size + 0.5 * size * np.sin(t)), 0.055 * size, 0.055 * size), np.asarray([(230, 190, 80), (235, 230, 225), (170, 40, 45)][number % 2 * int(rng.integers(2))]), shine=0.8)
    _face(easel, (x, y), size, skin, turn=turn)
    crown: list[Point]
    match style:
        case "a wide hat":
            easel.model(easel.oval((x, y - 0.82 * size), 1.75 * size, 0.36 * size, float(rng.uniform(-12, 12))), cloth * 0.5 + 12)
            easel.model(easel.oval((x, y - 1.25 * size), 0.85 * size, 0.62 * size), cloth * 0.55 + 14)
        case "a turban":
            for number in range(5):
                easel.model(easel.oval((x, y - (0.75 + 0.16 * number) * size), (1.0 - 0.1 * number) * size, 0.24 * size, float(rng.uniform(-25, 25))), cloth * 0.7 + 70)
        case "a cap":
            crown = [(x - 0.85 * size / a, y - 0.55 * size), (x - 0.7 * size / a, y - 1.3 * size), (x + 0.7 * size / a, y - 1.35 * size), (x + 0.88 * size / a, y - 0.55 * size), (x, y - 0.72 * size)]
            easel.model(easel.shape(smooth(crown)), cloth * 0.7)
        case "a veil":
            crown = [(x - 0.9 * size / a, y + 0.2 * size), (x - 0.86 * size / a, y - 0.8 * size), (x, y - 1.35 * size), (x + 0.86 * size / a, y - 0.8 * size), (x + 0.9 * size / a, y + 0.2 * size), (x + 0.62 * size / a, y - 0.6 * size), (x, y - 0.95 * size), (x - 0.62 * size / a, y - 0.6 * size)]
            easel.model(easel.shape(smooth(crown)), cloth * 0.5 + 100)
        case _:
            fringe = rng.uniform(0.5, 0.85)
            crown = [(x - 0.86 * size / a, y + 0.15 * size), (x - 0.95 * size / a, y - 0.6 * size), (x - 0.4 * size / a, y - 1.28 * size), (x + 0.4 * size / a, y - 1.28 * size), (x + 0.95 * size / a, y - 0.6 * size), (x + 0.86 * size / a, y + 0.15 * size), (x + 0.66 * size / a, y - 0.45 * size), (x + 0.1 * size / a, y - fringe * size), (x - 0.66 * size / a, y - 0.45 * size)]
            easel.model(easel.shape(smooth(crown)), hair, depth=0.5)
            if style == "a beard":
                beard = [(x - 0.78 * size / a, y + 0.25 * size), (x - 0.3 * size / a, y + 0.4 * size), (x, y + 0.42 * size), (x + 0.3 * size / a, y + 0.4 * size), (x + 0.78 * size / a, y + 0.25 * size), (x + 0.5 * size / a, y + 1.1 * size), (x, y + rng.uniform(1.2, 1.7) * size), (x - 0.5 * size / a, y + 1.1 * size)]
                easel.model(easel.shape(smooth(beard)), hair * 0.9, depth=0.6)
                easel.line([(x - 0.18 * size / a, y + 0.55 * size), (x + 0.18 * size / a, y + 0.55 * size)], (130, 70, 60), 0.06 * size)
    sitter = str(rng.choice(["a merchant", "a lady", "a scholar", "a young man", "an old woman", "a musician", "an admiral"]))
    return f"Portrait of {sitter} with {style}", ", ".join([f"half-length figure with {style}", *extras])


def paint_icon(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    shape = (easel.height, easel.width)
    gold = ramp(noise(rng, shape, 18, 5, 0.6), [(0.6, 0.42, 0.14), (0.82, 0.63, 0.26), (0.93, 0.78, 0.42)])
    easel.wash(gold)
    a = easel.aspect
    x, y, size = float(rng.normal(0.5, 0.03)), float(rng.uniform(0.27, 0.33)), float(rng.uniform(0.085, 0.115))
    robe, veil = (np.asarray(each, np.float32) for each in rng.permutation([(120, 30, 40), (30, 45, 90), (50, 75, 55), (110, 70, 40)])[:2])
    child = rng.random() < 0.55
    skin = np.float32([190, 135, 85])
    halo = np.array([235, 200, 110])

    def saint(cx: float, cy: float, s: float, cover: Floats) -> None:
        easel.disc((cx, cy - 0.1 * s), 2.0 * s, halo * 0.75)
        easel.disc((cx, cy - 0.1 * s), 1.88 * s, halo)
        for number in range(24):
            t = number * np.pi / 12
            easel.disc((cx + 1.65 * s * np.cos(t) / a, cy - 0.1 * s + 1.65 * s * np.sin(t)), 0.09 * s, (160, 50, 40))
        hood = [(cx - 1.1 * s / a, cy + 1.3 * s), (cx - 1.02 * s / a, cy - 0.5 * s), (cx, cy - 1.4 * s), (cx + 1.02 * s / a, cy - 0.5 * s), (cx + 1.1 * s / a, cy + 1.3 * s)]
        easel.model(easel.shape(smooth(hood)), cover, depth=0.5)
        _face(easel, (cx, cy), s * 0.85, skin, turn=float(rng.uniform(-0.8, 0.8)), stylised=True)

    easel.model(easel.shape(smooth([(x - 0.4 / a * 0.8, 1.05), (x - 0.3 / a * 0.8, 0.6), (x - 0.1, y + size), (x + 0.1, y + size), (x + 0.3 / a * 0.8, 0.6), (x + 0.4 / a * 0.8, 1.05)])), veil, depth=0.35)
    saint(x, y, size, veil)
    for number in range(13):
        at = -0.28 + 0.047 * number
        easel.line(smooth([(x + 0.25 * at, y + 1.6 * size), (x + at * 0.75, 0.72), (x + at * 1.1 / a, 1.0)], closed=False), halo * 0.9, 0.004)
    subject = "saint with book"
    if child:
        subject = "mother with child"
        side = float(rng.choice([-1, 1]))
        cx, cy = x + side * 0.14 / a, y + 2.6 * size
        easel.model(easel.shape(smooth([(cx - 0.09 / a, cy + 0.3), (cx - 0.08 / a, cy + 0.06), (cx + 0.08 / a, cy + 0.06), (cx + 0.1 / a, cy + 0.3)])), robe * 0.5 + 100, depth=0.5)
        saint(cx, cy, size * 0.55, np.float32([90, 55, 30]))
        easel.model(easel.oval((cx - side * 0.06, cy + 0.22), 0.06, 0.025, 20 * side), skin)
    else:
        at = (x + 0.14 / a * float(rng.choice([-1, 1])), 0.68)
        easel.fill([(at[0] - 0.06 / a, at[1] - 0.09), (at[0] + 0.06 / a, at[1] - 0.1), (at[0] + 0.06 / a, at[1] + 0.08), (at[0] - 0.06 / a, at[1] + 0.09)], robe)
        easel.line([(at[0], at[1] - 0.07), (at[0], at[1] + 0.06)], halo, 0.01)
        easel.line([(at[0] - 0.04 / a, at[1] - 0.02), (at[0] + 0.04 / a, at[1] - 0.025)], halo, 0.01)
        easel.model(easel.oval((at[0], at[1] + 0.1), 0.055, 0.024), skin)
    for side in (0.07, 0.8):
        for number in range(int(rng.integers(2, 4))):
            glyph = str(rng.choice(list("ΙΧMPTKAHOC")))
            cv2.putText(easel.picture, glyph if glyph.isascii() else "X", (round((side + 0.06 * number) * easel.width), round(0.14 * easel.height)), cv2.FONT_HERSHEY_COMPLEX, easel.height / 620, (140, 30, 25), 2, cv2.LINE_AA)
    edge = round(0.03 * easel.height)
    cv2.rectangle(easel.picture, (0, 0), (easel.width - 1, easel.height - 1), (120, 40, 30), edge)
    return f"Icon of a {subject}", f"{subject} on a gold ground"


def paint_abstract(easel: Easel) -> tuple[str, str]:
    """Fill the easel; returns a title and what is to be seen."""
    rng = easel.rng
    shape = (easel.height, easel.width)
    count = int(rng.integers(3, 7))
    chosen = rng.choice(len(_PIGMENTS), count, replace=False)
    colours = [np.asarray(_PIGMENTS[each], np.float32) * rng.uniform(0.75, 1.1) for each in chosen]
    easel.wash(np.broadcast_to(np.asarray(rng.choice([(0.92, 0.9, 0.85), (0.1, 0.1, 0.12), (0.75, 0.65, 0.5)]), np.float32), (*shape, 3)))
    style = str(rng.choice(["fields", "grid", "circles", "gesture", "shards", "waves"]))
    match style:
        case "fields":
            edges = np.sort(rng.uniform(0.05, 0.95, int(rng.integers(1, 4))))
            spans = zip([0.05, *edges + 0.02], [*edges - 0.02, 0.95], strict=True)
            easel.wash(np.broadcast_to(colours[0] / 255, (*shape, 3)))
            for number, (top, bottom) in enumerate(spans):
                mask = easel.shape([(0.06, top), (0.94, top), (0.94, bottom), (0.06, bottom)])
                soft = cv2.GaussianBlur(mask, (0, 0), easel.height / 70).astype(np.float32) / 255
                tone = (0.85 + 0.3 * noise(rng, shape, 6, 5))[..., None]
                easel.wash(colours[(number + 1) % count] / 255 * tone, soft)
        case "grid":
            x = [0.0, *np.sort(rng.uniform(0.08, 0.92, int(rng.integers(3, 6)))), 1.0]
            y = [0.0, *np.sort(rng.uniform(0.08, 0.92, int(rng.integers(3, 6)))), 1.0]
            for left, right in zip(x[:-1], x[1:], strict=True):
                for top, bottom in zip(y[:-1], y[1:], strict=True):
                    if rng.random() < 0.5:
                        easel.fill([(left, top), (right, top), (right, bottom), (left, bottom)], colours[rng.integers(count)])
            for at in x[1:-1]:
                easel.line([(at, 0), (at, 1)], (20, 20, 20), 0.016)
            for at in y[1:-1]:
                easel.line([(0, at), (1, at)], (20, 20, 20), 0.016)
        case "circles":
            for _ in range(int(rng.integers(6, 22))):
                at, size = (float(rng.random()), float(rng.random())), float(rng.exponential(0.09) + 0.02)
                for ring in range(int(rng.integers(1, 5)), 0, -1):
                    easel.disc(at, size * ring / 3, colours[rng.integers(count)])
            for _ in range(int(rng.integers(3, 10))):
                easel.line(rng.random((2, 2)).astype(np.float32), (25, 25, 25), float(rng.uniform(0.003, 0.012)))
        case "gesture":
            for _ in range(int(rng.integers(14, 50))):
                points = np.cumsum(np.concatenate([rng.random((1, 2)), rng.normal(0, 0.16, (4, 2))]), 0)
                easel.line(smooth([(float(p), float(q)) for p, q in points], closed=False), colours[rng.integers(count)], float(rng.exponential(0.02) + 0.004))
            for _ in range(150):
                easel.disc((float(rng.random()), float(rng.random())), float(rng.exponential(0.005)), colours[rng.integers(count)])
        case "shards":
            for _ in range(int(rng.integers(14, 40))):
                middle = rng.random(2)
                turn = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 6))))
                size = rng.uniform(0.06, 0.32)
                corners = np.stack([middle[0] + size * np.cos(turn) / easel.aspect, middle[1] + size * np.sin(turn)], -1)
                easel.model(easel.shape(corners), colours[rng.integers(count)], depth=0.15, darkest=0.5)
        case _:
            turn = noise(rng, shape, rng.uniform(2, 5), 3)
            bands = np.abs(turn * rng.uniform(4, 12) % 1 - 0.5) * 2
            easel.wash(mix(ramp(turn, [tuple(c / 255) for c in colours]), tuple(colours[0] / 255), np.clip((bands - 0.7) * 6, 0, 1)))
    names = {"fields": "colour fields", "grid": "ruled fields", "circles": "circles and lines", "gesture": "gestural strokes", "shards": "broken planes", "waves": "flowing bands"}
    return f"Composition no. {int(rng.integers(2, 90))} ({names[style]})", names[style]
