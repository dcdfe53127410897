"""What a till lacks for cash that is about to leave it, said before somebody confirms; it is never refused."""

from dataclasses import replace
from datetime import date

from bot.outgoing.screen import Line, Screen
from bot.treasury.screens import undo_screen
from core.i18n import _, money
from core.kernel.amounts import ZERO, Amount, amount
from core.treasury import places
from core.treasury.models import Payment, PaymentMethod
from core.uow import Reader


async def short_lines(
    db: Reader, asked: Amount, *, place_id: int | None = None, chosen: bool = True
) -> tuple[Line, ...]:
    """« ⚠️ En espèces, il manquerait 40,00 € : il y a 10,00 € dans « Caisse ». », when so much is not there.

    Where cash is not `chosen` yet, who has no till reads nothing of it.
    """
    short = await places.short_till(db, asked, place_id=place_id)
    if short is None or not (chosen or short.name):
        return ()
    told = _("⚠️ En espèces, il manquerait {lacking} : il y a {balance} dans « {name} ».")
    lacking = amount(asked - short.balance)
    return (told.format(lacking=money(lacking), balance=money(short.balance), name=_(short.name or "Caisse")),)


async def undo_card(
    db: Reader, payment: Payment, *, fee: Amount = ZERO, on: date | None = None, mistake: bool = False
) -> Screen:
    """`undo_screen` of a payment; what its cash would leave the till short of is said."""
    screen = undo_screen(payment, fee=fee, on=on, mistake=mistake)
    if payment.method is not PaymentMethod.CASH:
        return screen
    return replace(screen, lines=(*screen.lines, *await short_lines(db, payment.amount, place_id=payment.place_id)))
