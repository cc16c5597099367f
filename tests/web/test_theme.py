"""The theme against WCAG 2.2 AA, measured on the colours as they stand in the files."""

import re
import tomllib
from pathlib import Path

import pytest

import artmatch.web

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
THEME = CONFIG["theme"]
CSS = (Path(artmatch.web.__file__).parent / "theme.css").read_text(encoding="utf-8")
NAMED = dict(re.findall(r"(--am-[a-z]+): (#[0-9a-f]{6});", CSS))


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_knows_its_two_ends():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("ink", ["textColor", "linkColor", "primaryColor"])
def test_text_stands_out_from_both_grounds(ink, ground):
    assert contrast(THEME[ink], THEME[ground]) >= 4.5


def test_the_edges_of_fields_and_buttons_stand_out():
    assert contrast(THEME["borderColor"], THEME["backgroundColor"]) >= 3


@pytest.mark.parametrize("ink", ["--am-ink", "--am-quiet", "--am-accent", "--am-strong", "--am-possible", "--am-none"])
@pytest.mark.parametrize("ground", ["#ffffff", "--am-ground"])
def test_every_named_ink_can_be_read(ink, ground):
    assert contrast(NAMED[ink], NAMED.get(ground, ground)) >= 4.5


@pytest.mark.parametrize("band", ["--am-strong", "--am-possible", "--am-none"])
def test_white_words_on_the_bands_can_be_read(band):
    assert contrast("#ffffff", NAMED[band]) >= 4.5


def test_the_banner_of_the_demonstration_can_be_read():
    ground, ink = re.search(r"\.am-banner \{ background: (#\w{3,6}); color: (#\w{6})", CSS).groups()
    assert contrast(ink, ground) >= 7


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_reported():
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")


def test_the_page_listens_to_this_machine_only_unless_told_otherwise():
    assert CONFIG["server"]["address"] == "localhost"
