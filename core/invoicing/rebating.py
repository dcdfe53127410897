"""Credit notes on the price alone, where nothing comes back: an amount off what is left of a document, or so much off
each piece of a line. An amount that was said with tax is credited to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.i18n import N_, language
from core.i18n import _ as translated
from core.invoicing.errors import BeyondOrdered, CreditTooLarge
from core.invoicing.fitting import OF_A_LINE, Left, bases_by_line, sums_of
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.making import text_line
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.rules import Kind
from core.kernel.amounts import (
    NO_RATE,
    NOTHING,
    ONE,
    Amount,
    PriceBasis,
    Quantity,
    UnitPrice,
    amount,
    apportion,
    quantity,
    unit_price,
)
from core.kernel.errors import Invalid, NotFound
from core.sales.lifecycles import LineKind
from core.sales.rules import net_price

_REBATE: Final = N_("Réduction de prix sur {number}")


@dataclass(frozen=True, slots=True)
class OffEach:
    """So much less for each of so many pieces of a line, or of all that is left of it; `with_tax`: tax included.
    `discounted`: it is off the price as it was listed, less what the line and the document had off that."""

    line_id: int
    each: UnitPrice
    count: Quantity | None = None
    with_tax: bool = False
    discounted: bool = False


def rebate(origin: Invoice, price: Amount, left: Left, *, with_tax: bool) -> list[InvoiceLine]:
    """An amount off what is left to credit of each kind, in proportion. Raises Invalid (amount), CreditTooLarge."""
    net, tax = sums_of(left)
    gross = amount(net + tax)
    if price <= 0:
        raise Invalid("amount", str(price))
    if price > (gross if with_tax else net):
        raise CreditTooLarge(net, gross)
    shares = [(key, base) for key, base in left.bases.items() if base > 0]
    if with_tax and price == gross:  # all of it: its bases to the cent, and their tax with them
        price, with_tax = net, False
    weights = [amount(base * (1 + kind.rate)) if with_tax else base for (kind, _service), base in shares]
    parts = apportion(price, weights)
    basis = PriceBasis.TTC if with_tax else PriceBasis.HT
    label = _label(origin)
    return [
        _line(origin, label, kind, ONE, unit_price(part), basis, service=service)
        for ((kind, service), _base), part in zip(shares, parts, strict=True)
        if part
    ]


def rebate_each(
    origin: Invoice, before: Mapping[int, Quantity], left: Left, asked: Sequence[OffEach]
) -> list[InvoiceLine]:
    """So much off each piece of these lines, of which so many are credited `before`: no more than these pieces cost,
    nor than is `left` of the line, whose price may have been lowered before.

    Raises Invalid (amount), BeyondOrdered, CreditTooLarge, NotFound.
    """
    items = {line.id: (line, base) for line, base in bases_by_line(origin)}
    made = []
    for one in asked:
        if one.line_id not in items:
            raise NotFound("invoice_line", one.line_id)
        line, base = items[one.line_id]
        pieces = quantity(line.quantity - before.get(line.id, NOTHING))
        count = pieces if one.count is None else one.count
        basis = PriceBasis.TTC if one.with_tax else PriceBasis.HT
        discount = line.discount if one.discounted else NO_RATE
        if one.each <= 0:
            raise Invalid("amount", str(one.each))
        if not 0 < count <= pieces:
            raise BeyondOrdered(line.label, pieces)
        most = min(amount(base * count / line.quantity), left.lines[line.id])
        whole = origin.discount if one.discounted else NO_RATE
        if amount(count * net_price(one.each, basis, line.vat) * (1 - discount) * (1 - whole)) > most + OF_A_LINE:
            raise CreditTooLarge(most, amount(most * (1 + line.vat)))
        kind = Kind(line.category, line.vatex, line.vat)
        label = f"{_label(origin)} : {line.label}"
        credited = _line(origin, label, kind, count, one.each, basis, service=line.service)
        credited.unit, credited.discount, credited.lowers_line_id = line.unit, discount, line.id
        made.append(credited)
    return made


def _label(origin: Invoice) -> str:
    with language(origin.language):
        return translated(_REBATE).format(number=origin.number)


def _line(
    origin: Invoice, label: str, kind: Kind, count: Quantity, each: UnitPrice, basis: PriceBasis, *, service: bool
) -> InvoiceLine:
    line = text_line(LineKind.ITEM, label)
    line.quantity, line.unit_price, line.basis, line.vat = count, each, basis, kind.rate
    line.category, line.vatex = kind.category, kind.vatex
    line.service = service or origin.kind is InvoiceKind.DEPOSIT
    return line
