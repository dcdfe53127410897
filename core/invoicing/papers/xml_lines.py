"""A line of an invoice as data (BG-25): quantity × price, less its own discounts, is its net to the cent."""

import unicodedata
from decimal import Decimal
from typing import Any, Final

from core.catalog.units import unece
from core.invoicing.models import InvoiceLine
from core.kernel.amounts import NO_RATE, Amount, amount
from core.sales.rules import net_price

_FINE: Final = Decimal("0.000001")  # six places at most (BR-FR-DEC-03)


def line_fields(line: InvoiceLine, number: int) -> dict[str, Any]:
    """The business terms of a line; what comes back has a negative quantity, never a negative price (BR-27)."""
    quantity, price = _counted(line)
    rest = amount(amount(quantity * price) - line.net)
    told = {
        "BT-126": str(number),
        "BT-129": _plain(quantity),
        "BT-130": unece(line.unit),
        "BT-131": str(line.net),
        "BT-146": _plain(price),
        "BT-151": line.category,
        "BT-152": str((line.vat * 100).quantize(Decimal("0.01"))),
        "BT-153": said(line.label) or said(line.reference) or "-",
        "BT-154": said(line.detail),
        "BT-155": said(line.reference),
        **_rest(line, rest),
    }
    return {key: value for key, value in told.items() if value}


def said(text: str) -> str:
    """The text without what XML cannot hold, its lines kept."""
    kept = (c for c in unicodedata.normalize("NFC", text) if c == "\n" or unicodedata.category(c)[0] != "C")
    return "".join(kept).strip()


def _counted(line: InvoiceLine) -> tuple[Decimal, Decimal]:
    """Quantity and price before tax, as fine as it needs to come to the net where nothing else is taken off."""
    quantity, price = Decimal(line.quantity), Decimal(net_price(line.unit_price, line.basis, line.vat))
    if not _reduced(line) and quantity and amount(quantity * price) != line.net:
        price = (line.net / quantity).quantize(_FINE)
    return quantity, price


def _reduced(line: InvoiceLine) -> bool:
    return bool(line.discount != NO_RATE or line.discount_amount or line.free)


def _rest(line: InvoiceLine, rest: Amount) -> dict[str, Any]:
    """What its own discounts take off; a cent that roundings add or take is told as what it is."""
    if not rest:
        return {}
    if _reduced(line) and rest * line.net >= 0:
        return {"BG-27": [{"amount": str(rest), "reason": "Remise"}]}
    return {"BG-27" if rest > 0 else "BG-28": [{"amount": str(abs(rest)), "reason": "Arrondi"}]}


def _plain(value: Decimal) -> str:
    """Without zeros at the end, never in exponents."""
    return f"{value.normalize():f}"
