"""Changing the lines of a draft."""

from collections.abc import Sequence

from core.kernel.amounts import Amount, PriceBasis, Quantity, Rate, UnitPrice
from core.kernel.errors import Invalid
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind
from core.sales.models import Quote, QuoteLine
from core.sales.quotes.checks import (
    checked_cut,
    checked_detail,
    checked_discount,
    checked_free,
    checked_label,
    checked_price,
    checked_quantity,
)
from core.sales.quotes.drafting import change, changed
from core.sales.quotes.lines import NewLine, append, catalogue_price, line_of, renumber
from core.uow import UnitOfWork


@requires(Permission.QUOTES_WRITE)
async def add_lines(
    uow: UnitOfWork, quote_id: int, *, lines: Sequence[NewLine], source: str = "", version: int | None = None
) -> Quote:
    """Add lines at the end of a draft. Raises as `draft` does, and Changed, IllegalTransition."""
    quote = await change(uow, quote_id, version)
    await append(uow, quote, lines, source)
    return await changed(uow, quote, "add_lines")


@requires(Permission.QUOTES_WRITE)
async def set_line(
    uow: UnitOfWork,
    quote_id: int,
    line_id: int,
    *,
    quantity: Quantity | None = None,
    price: UnitPrice | None = None,
    basis: PriceBasis = PriceBasis.HT,
    discount: Rate | None = None,
    discount_amount: Amount | None = None,
    free: Quantity | None = None,
    label: str | None = None,
    detail: str | None = None,
    optional: bool | None = None,
    version: int | None = None,
) -> Quote:
    """Change one line; what is None stays. `basis` is that of `price`; `discount_amount` is in the line's basis.

    Titles and texts have a label and a detail only. Raises QuantityWrong, AmountTooLarge, DiscountWrong, Invalid.
    """
    quote = await change(uow, quote_id, version)
    line = line_of(quote, line_id)
    if label is not None:
        line.label = checked_label(label)
    if detail is not None:
        line.detail = checked_detail(detail)
    if line.kind is not LineKind.ITEM:
        _expect_words_only(line, quantity, price, discount, discount_amount, free, optional)
        return await changed(uow, quote, "set_line")
    _count(line, quantity, free)
    if price is not None:
        await _price(uow, line, price, basis)
    if discount is not None:
        line.discount = checked_discount(discount)
    if discount_amount is not None:
        line.discount_amount = checked_cut(discount_amount)
    if optional is not None:
        line.optional, line.chosen = optional, line.chosen and optional
    return await changed(uow, quote, "set_line")


@requires(Permission.QUOTES_WRITE)
async def remove_line(uow: UnitOfWork, quote_id: int, line_id: int, *, version: int | None = None) -> Quote:
    quote = await change(uow, quote_id, version)
    quote.lines.remove(line_of(quote, line_id))
    return await changed(uow, quote, "remove_line")


@requires(Permission.QUOTES_WRITE)
async def move_line(uow: UnitOfWork, quote_id: int, line_id: int, *, to: int, version: int | None = None) -> Quote:
    """Put a line at a place, counted from 1; beyond the last one is the last."""
    quote = await change(uow, quote_id, version)
    line = line_of(quote, line_id)
    others = [each for each in quote.lines if each is not line]
    place = max(to, 1) - 1
    quote.lines[:] = [*others[:place], line, *others[place:]]
    renumber(quote)
    return await changed(uow, quote, "move_line")


def _count(line: QuoteLine, quantity: Quantity | None, free: Quantity | None) -> None:
    if quantity is not None:
        line.quantity = checked_quantity(quantity, line.label)
    line.free = checked_free(line.free if free is None else free, line.quantity, line.label)


async def _price(uow: UnitOfWork, line: QuoteLine, price: UnitPrice, basis: PriceBasis) -> None:
    """Another price; the catalogue's stays beside it as what it was before."""
    line.unit_price, line.basis = checked_price(price), basis
    usual = await catalogue_price(uow, line)
    line.list_price = None if usual == line.unit_price else usual


def _expect_words_only(line: QuoteLine, *figures: object) -> None:
    if any(figure is not None for figure in figures):
        raise Invalid("line", line.label)
