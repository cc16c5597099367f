"""Measurements as people write them, read as dimensions in millimetres and grams."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, "ft": 304.8}
_GRAMS = {"g": 1.0, "kg": 1000.0, "oz": 28.349523125, "lb": 453.59237}
_UNITS = {
    "mm": "mm millimetre millimetres millimeter millimeters",
    "cm": "cm cms centimetre centimetres centimeter centimeters zentimeter",
    "m": "m metre metres meter meters",
    "in": "in ins inch inches zoll \" ″ ” ''",
    "ft": "ft foot feet ' ′ ’",
    "g": "g gr gram grams gramm gramme grammes",
    "kg": "kg kgs kilo kilos kilogram kilograms",
    "oz": "oz ounce ounces",
    "lb": "lb lbs pound pounds",
}
_DIMENSIONS = {
    "height": "h ht height hohe hauteur altezza alto altura hoogte",
    "width": "w width b breite largeur larghezza ancho breedte",
    "depth": "d depth tiefe profondeur profondita profundidad diepte",
    "length": "l length lange longueur lunghezza largo longitud lengte",
    "diameter": "diam dia dm dm diameter diametre diametro durchmesser ø",
    "thickness": "th thickness starke dicke epaisseur spessore dikte",
    "circumference": "circ circumference umfang circonference circonferenza",
    "weight": "wt weight gewicht poids peso",
}
_AFTERWARDS = {
    "high": "height",
    "hoch": "height",
    "tall": "height",
    "wide": "width",
    "breit": "width",
    "deep": "depth",
    "tief": "depth",
    "long": "length",
    "lang": "length",
    "thick": "thickness",
    "across": "diameter",
}
_unit_of = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_dimension_of = {word: name for name, words in _DIMENSIONS.items() for word in words.split()} | _AFTERWARDS
_VULGAR = "½¼¾⅓⅔⅛⅜⅝⅞"
_TOKEN = re.compile(
    rf"""(?P<number>(?:\d{{1,6}}\s+)?\d{{1,3}}/[1-9]\d{{0,2}} | \d{{1,6}}\s?[{_VULGAR}] | [{_VULGAR}]
        | \d{{1,6}}(?:[.,]\d{{1,6}})?)
    | (?P<times>[x×*](?![a-z]) | by\b)
    | (?P<end>;|\n|,|\((?=\s*[\d{_VULGAR}]))
    | (?P<word>(?:mm|cm|m|in|ft)(?=[x×]\s*\d) | [a-zø]+ | '' | ["″”'′’])""",
    re.VERBOSE,
)
_IN_ORDER = ("height", "width", "depth")
"""What the factors of ``41 x 22 x 10 cm`` are where nothing else is said (ICOM: height first)."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One dimension of an object."""

    dimension: str
    """height, width, depth, length, diameter, thickness, circumference or weight; empty where it is not said."""
    value: float
    """In ``unit``, as entered."""
    unit: str
    """mm, cm, m, in, ft, g, kg, oz or lb."""
    size: float
    """In millimetres; of a weight in grams."""


@dataclass(slots=True)
class _Number:
    """A number and what was read of it so far."""

    value: float
    dimension: str = ""
    unit: str = ""
    is_factor: bool = False
    """Whether a sign of multiplication stands before it."""
    follows_feet: bool = False


def parse(text: str) -> tuple[Measurement, ...]:
    """The measurements in ``text``, in its order; numbers whose unit cannot be told are left out."""
    read: list[_Number] = []
    for group in _groups(text):
        _name_factors(group)
        read += group
    for number, following in reversed(list(itertools.pairwise(read))):
        if not number.unit and (following.is_factor or number.dimension):
            number.unit = following.unit
    return tuple(_measurement(number) for number in read if number.unit and number.value > 0)


def _groups(text: str) -> Iterator[list[_Number]]:
    """The numbers of ``text``, those together that are multiplied with each other."""
    group: list[_Number] = []
    waiting: list[str] = []
    multiplied = False
    tokens = list(_TOKEN.finditer(_folded(text)))
    for place, token in enumerate(tokens):
        kind, word = token.lastgroup, token.group()
        following = tokens[place + 1].lastgroup if place + 1 < len(tokens) else "end"
        if kind == "end" or (kind == "number" and group and not multiplied and group[-1].unit != "ft"):
            yield group
            group, multiplied = [], False
        if kind == "number":
            of_feet = bool(group) and not multiplied
            group.append(_Number(_value(word), is_factor=multiplied, follows_feet=of_feet))
            if waiting:
                group[-1].dimension = waiting.pop(0)
            multiplied = False
        elif kind == "times":
            multiplied = bool(group)
        elif kind == "word" and word in _unit_of and group and not group[-1].unit:
            group[-1].unit = _unit_of[word]
        elif kind == "word" and word in _dimension_of:
            unnamed = next((number for number in group if not number.dimension), None)
            if unnamed and (word in _AFTERWARDS or following != "number"):
                unnamed.dimension = _dimension_of[word]
            else:
                waiting.append(_dimension_of[word])
    yield group


def _name_factors(group: list[_Number]) -> None:
    """Put feet and inches together, and name the factors of a product in which nothing is named."""
    for number, inches in list(itertools.pairwise(group)):
        if inches.follows_feet:
            group.remove(inches)
            if inches.unit == "in":
                number.value, number.unit = 12 * number.value + inches.value, "in"
    if 2 <= len(group) <= len(_IN_ORDER) and not any(number.dimension for number in group):
        for number, dimension in zip(group, _IN_ORDER, strict=False):
            number.dimension = dimension


def _measurement(number: _Number) -> Measurement:
    if number.unit in _GRAMS:
        return Measurement("weight", number.value, number.unit, number.value * _GRAMS[number.unit])
    dimension = "" if number.dimension == "weight" else number.dimension
    return Measurement(dimension, number.value, number.unit, number.value * _MILLIMETRES[number.unit])


def _value(text: str) -> float:
    whole = sum(Fraction(part) for part in re.findall(r"\d+/\d+|\d+(?:\.\d+)?", text.replace(",", ".")))
    return float(whole) + sum(unicodedata.numeric(sign) for sign in text if sign in _VULGAR)


def _folded(text: str) -> str:
    """Lower case without accents and without commas between thousands; vulgar fractions stay whole."""
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"(?<=\d),(?=\d{3}\s*(?:mm|g)\b)", "", bare)
