"""What the company's leaders are told of the stock, without having asked."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Final

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, bold, in_rows, plain_screen
from bot.talk.taps import Tap
from core.i18n import _, count, ngettext
from core.notices.notices import DueNotice
from core.stock import warehouses
from core.stock.goods import labels_of
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]


async def _differs(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Which figures the night's check has found wrong: what is shown, and what the moves and promises add up to."""
    rows, many = notice.facts["differences"], notice.facts["many"]
    labels = await labels_of(db, {row[0] for row in rows})
    places = {one.id: one.name for one in await warehouses.all_(db, archived=True)}
    said = ngettext("Stock : {count} chiffre est faux", "Stock : {count} chiffres sont faux", many)
    lines: list[Line] = [("⚠️ ", bold(said.format(count=many)))]
    for product_id, place_id, on_hand, moved, reserved, promised in rows:
        where = f"{labels.get(product_id, '?')}, {places.get(place_id, '?')}{_(' : ')}"
        if Decimal(on_hand) != Decimal(moved):
            lines.append(where + _("{shown} affichés, {real} d'après les mouvements").format(**_both(on_hand, moved)))
        if Decimal(reserved) != Decimal(promised):
            told = _("{shown} affichés réservés, {real} promis aux commandes")
            lines.append(where + told.format(**_both(reserved, promised)))
    lines.append(_("Ne vous fiez pas à ces chiffres : comptez, et prévenez qui s'occupe de Carnet chez vous."))
    buttons = [
        Button(label[:60], Tap("stock-moves", notice.company_id, product_id).packed())
        for product_id, label in labels.items()
    ]
    return [Show(plain_screen(*lines, rows=in_rows(buttons, 1)))]


def _both(shown: str, real: str) -> dict[str, str]:
    return {"shown": count(Decimal(shown)), "real": count(Decimal(real))}


STOCK_SCREENS: Final[dict[str, Tell]] = {"stock_differs": _differs}
