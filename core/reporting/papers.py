"""The chart of the last days in the words of whoever looks at it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from core.i18n import _, day_month, money, rounded_money
from core.kernel.amounts import Amount, total
from core.reporting.chart import Chart, Panel
from core.reporting.daily import Point

_SOLD: Final = "#1f77b4"
_CAME: Final = "#2a9d5c"
_EVERY: Final = 7  # days between the words below
_STEPS: Final = (1, 2, 5)


def chart_of(points: Sequence[Point], *, sold: bool = True, came: bool = True) -> Chart | None:
    """Turnover above, cash below, as far as they may be known; None when there is nothing to draw."""
    panels = []
    if sold:
        panels.append(_panel(_("Facturé HT, {n} jours"), _SOLD, [one.turnover for one in points]))
    if came:
        panels.append(_panel(_("Encaissé, {n} jours"), _CAME, [one.cash for one in points]))
    if not any(value for panel in panels for value in panel.values):
        return None
    last = len(points) - 1
    days = tuple((place, day_month(points[place].day)) for place in range(last % _EVERY, last + 1, _EVERY) if place)
    return Chart(tuple(panels), days)


def _panel(title: str, color: str, amounts: Sequence[Amount]) -> Panel:
    values = tuple(int(one * 100) for one in amounts)
    ticks = tuple((tick, rounded_money(Decimal(tick) / 100)) for tick in _ticks(values))
    return Panel(title.format(n=len(amounts)), money(total(amounts)), color, values, ticks)


def _ticks(values: Sequence[int]) -> Sequence[int]:
    """One or two round heights, the highest at most as high as the highest bar."""
    most = max((0, *values)) // 100
    if most < 1:
        return ()
    power = 10 ** (len(str(most)) - 1)
    top = max(step * power for step in _STEPS if step * power <= most)
    return [each * 100 for each in ((top // 2, top) if top >= 2 else (top,))]
