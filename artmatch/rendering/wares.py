"""Ways of making and painting pots."""

from dataclasses import dataclass

from artmatch.rendering.parameters import Colour, Material


@dataclass(frozen=True, slots=True)
class Ware:
    """A way of making and painting pots."""

    name: str
    ground: str
    """Colour as rrggbb."""
    paint: str
    """Colours as rrggbb, parted by spaces."""
    material: Material
    origin: str
    """Maker, period and place."""
    reserved: bool = False
    """Figures keep the ground's colour and what surrounds them is painted."""

    def ground_colour(self) -> Colour:
        """sRGB in [0, 1]."""
        return _parsed(self.ground)

    def paint_colours(self) -> list[Colour]:
        """sRGB in [0, 1], the main one first."""
        return [_parsed(colour) for colour in self.paint.split()]


def _parsed(colour: str) -> Colour:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return red, green, blue


_TERRACOTTA = "painted terracotta"
wares = (
    Ware("black-figure", "bd6e40", "14120f 6b241f", Material(_TERRACOTTA, 0.3, 40),
         "Workshop of Kallion, 6th century BC, Nemora"),
    Ware("red-figure", "c26b3d", "120f12 d9c7ad", Material(_TERRACOTTA, 0.32, 45),
         "Painter of the Long Meander, 5th century BC, Nemora", reserved=True),
    Ware("geometric", "cca875", "3b2117 66331f", Material(_TERRACOTTA, 0.06, 12),
         "Halyan culture, 8th century BC, Isle of Hal"),
    Ware("blue-and-white", "edf0f0", "1f3385 4766b3", Material("glazed porcelain", 0.75, 180),
         "Kilns of Sey-Lan, 18th century, Sey-Lan"),
    Ware("maiolica", "f0e6cc", "d98c1a 214080 337340", Material("tin-glazed earthenware", 0.6, 120),
         "Workshop of Maestro Orfeo, about 1560, Castel Verano"),
    Ware("celadon", "99b391", "738f70 b3c7a8", Material("celadon-glazed stoneware", 0.65, 140),
         "Kilns of Hwa, 12th century, Hwa"),
    Ware("polychrome slip", "bf8c66", "80211a 1f1714 e6d1ad", Material("slip-painted earthenware", 0.16, 20),
         "Tacora culture, about 500, Tacora valley"),
    Ware("lustre", "e0d6b8", "8c5c1a 1a5966", Material("lustre-painted fritware", 0.6, 90),
         "Potters of Kashar, 13th century, Kashar"),
    Ware("burnished", "3d2e29", "bfad94 803324", Material("burnished earthenware", 0.4, 30),
         "Oumbe culture, 14th century, Oumbe plateau"),
)  # fmt: skip
