"""The law's ceiling of cash, said before anybody pays so."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.i18n import _, money
from core.invoicing.reads import load
from core.kernel.amounts import ZERO, amount, total
from core.treasury.cash import expect_cash
from core.treasury.errors import CashAboveCeiling
from core.treasury.rules import spread
from core.uow import Reader


async def no_cash(db: Reader, payer: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """Why what is proposed cannot come in cash; "" when it can, or when no sum is known yet."""
    whole = amount(Decimal(payer["amount"] or 0))
    if whole <= ZERO:
        return ""
    invoices = [await load(db, one) for one in payer["invoices"]]
    shares = spread(whole, [amount(Decimal(one)) for one in payer["due"]])
    held = amount(whole - total(shares))
    on = date.fromisoformat(said["on"]) if said["on"] else db.today
    order_id = None if invoices else said["order"]
    paid = dict(zip(invoices, shares, strict=True))
    try:
        await expect_cash(db, payer["id"], on, shares=paid, order_id=order_id, held=held)
    except CashAboveCeiling as ceiling:
        return _too_much(ceiling)
    return ""


def _too_much(ceiling: CashAboveCeiling) -> str:
    most, paid = money(ceiling.ceiling), money(ceiling.paid)
    if ceiling.paid > 0:
        told = _("Pas en espèces : la loi les limite à {most} pour une même dette, et {paid} sont déjà venus ainsi.")
        return told.format(most=most, paid=paid)
    return _("Pas en espèces : la loi les limite à {most} pour une même dette.").format(most=most)
