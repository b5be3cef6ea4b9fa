"""Contrast: any accent a municipality may choose stays readable in both themes (WCAG 2.2, AA)."""

import math
import re
from pathlib import Path

import pytest

from gemensam.ui.views import HIGHEST_CHROMA

TOKENS = (Path(__file__).parents[1] / "static/ui/css/tokens.css").read_text()
TEXT = 4.5
CONTROL = 3.0
DAY, NIGHT = 0, 1


def _luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance of an oklch colour, clipped to what a screen shows."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _token(name: str, theme: int, hue: float, chroma: float) -> float:
    """Luminance of a token as written in tokens.css, for one accent."""
    value = re.search(rf"--{name}: ([^;]+);", TOKENS)
    assert value, name
    colours = re.findall(r"oklch\(((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*)\)", value[1])
    lightness, c, h = re.fullmatch(
        r"([\d.]+)% (calc\(.*\)|var\(.*?\)|[\d.]+) (var\(.*\)|[\d.]+)",
        colours[min(theme, len(colours) - 1)],
    ).groups()
    factor = re.search(r"\* ([\d.]+)", c)
    own_chroma = chroma * float(factor[1] if factor else 1) if "var" in c else float(c)
    return _luminance(float(lightness) / 100, own_chroma, hue if "var" in h else float(h))


def _contrast(one: float, other: float) -> float:
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    ("accent-ink", "ground", TEXT),
    ("accent-ink", "surface", TEXT),
    ("accent-ink", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-deep", "accent-deep", TEXT),
    ("on-deep-2", "accent-deep", TEXT),
    ("ink", "accent-soft", TEXT),
    ("ink-2", "ground", TEXT),
    ("ink-2", "sunken", TEXT),
    ("ink-2", "accent-soft", TEXT),
    ("warm", "warm-soft", TEXT),
    ("warm", "surface", TEXT),
    ("red", "red-soft", TEXT),
    ("red", "surface", TEXT),
    ("green", "green-soft", TEXT),
    ("green", "surface", TEXT),
    ("on-fill", "red-fill", TEXT),
    ("line-control", "surface", CONTROL),
    ("line-control", "ground", CONTROL),
    ("accent", "surface", CONTROL),
]


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast_holds_for_every_accent(front, back, least, theme):
    too_low = {
        (hue, chroma): round(contrast, 2)
        for hue in range(0, 360, 5)
        for chroma in (0, HIGHEST_CHROMA / 2000, HIGHEST_CHROMA / 1000)
        if (
            contrast := _contrast(
                _token(front, theme, hue, chroma), _token(back, theme, hue, chroma)
            )
        )
        < least
    }
    assert too_low == {}


def test_contrast_of_black_and_white_is_the_greatest():
    assert round(_contrast(_luminance(0, 0, 0), _luminance(1, 0, 0)), 1) == 21.0
