"""A chart of days as a picture that reads on a phone: bars above one another, few and large words.

Drawn with Pillow, which is there already: Matplotlib would be 60 MB and a second of imports in a worker for two rows of
bars. Pure: the words are given, in whatever language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

WIDTH: Final = 1080  # pixels: a phone's own width, so that nothing is made smaller
HEIGHT: Final = 1080
_FONTS: Final = Path(__file__).parents[1] / "printing" / "fonts"
_MARGIN: Final = 44
_AXIS: Final = 64  # below the last panel, for the days
_SIDE: Final = 176  # left of the bars, for their heights
_HEAD: Final = 92  # above each panel, for its title
_TITLE: Final = 44  # sizes of letters
_SMALL: Final = 32
_INK: Final = "#1b2733"
_FAINT: Final = "#5b6770"
_GRID: Final = "#dfe4e8"


@dataclass(frozen=True, slots=True)
class Panel:
    """A row of bars. `values` are euro cents, one a day; `ticks` are heights with their words, in the same cents."""

    title: str
    sum: str
    color: str
    values: tuple[int, ...]
    ticks: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`days` are the words below some of the bars, by the bar's place; all panels have as many bars."""

    panels: tuple[Panel, ...]
    days: tuple[tuple[int, str], ...]


def read_chart(facts: Mapping[str, Any]) -> Chart:
    """A chart from its JSON."""
    panels = [
        Panel(one["title"], one["sum"], one["color"], tuple(one["values"]), tuple(map(tuple, one["ticks"])))
        for one in facts["panels"]
    ]
    return Chart(tuple(panels), tuple(map(tuple, facts["days"])))


def chart_png(chart: Chart) -> bytes:
    """The same chart gives the same bytes."""
    paper = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(paper)
    each = (HEIGHT - _AXIS - _MARGIN) // len(chart.panels)
    for index, panel in enumerate(chart.panels):
        top = _MARGIN // 2 + index * each
        _panel(pen, panel, top, top + each - _MARGIN // 2)
    bars = len(chart.panels[0].values)
    for place, words in chart.days:
        pen.text(
            (_left(place, bars, 0.5), HEIGHT - _AXIS), words, fill=_FAINT, font=_font("Regular", _SMALL), anchor="mt"
        )
    made = BytesIO()
    paper.quantize(64).save(made, "PNG", optimize=True)
    return made.getvalue()


def _panel(pen: ImageDraw.ImageDraw, panel: Panel, top: int, bottom: int) -> None:
    pen.text((_MARGIN, top + _HEAD // 2), panel.title, fill=_INK, font=_font("Regular", _TITLE), anchor="lm")
    pen.text((WIDTH - _MARGIN, top + _HEAD // 2), panel.sum, fill=panel.color, font=_font("Bold", _TITLE), anchor="rm")
    heights = [0, *panel.values, *(tick for tick, _words in panel.ticks)]
    lowest, highest = min(heights), max(heights)
    span, room = max(highest - lowest, 1), bottom - top - _HEAD

    def level(cents: int) -> int:
        return bottom - (cents - lowest) * room // span

    for tick, words in panel.ticks:
        pen.line([(_SIDE, level(tick)), (WIDTH - _MARGIN, level(tick))], fill=_GRID, width=2)
        pen.text((_SIDE - 14, level(tick)), words, fill=_FAINT, font=_font("Regular", _SMALL), anchor="rm")
    for place, cents in enumerate(panel.values):
        if cents:
            left, right = _left(place, len(panel.values), 0.12), _left(place, len(panel.values), 0.88)
            upper, lower = sorted((level(cents), level(0)))
            pen.rectangle((left, min(upper, lower - 3), right, lower), fill=panel.color)
    pen.line([(_SIDE, level(0)), (WIDTH - _MARGIN, level(0))], fill=_FAINT, width=2)


def _left(place: int, bars: int, part: float) -> int:
    """Where that part of a bar's own width is."""
    return round(_SIDE + (place + part) * (WIDTH - _MARGIN - _SIDE) / bars)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"Lato-{weight}.ttf"), size)
