"""What quotes and orders have in common: the lines that are sold."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from core.db.columns import Word
from core.kernel.amounts import LARGEST_AMOUNT, NO_RATE, NOTHING, ZERO, Amount, PriceBasis, Quantity, Rate, UnitPrice
from core.sales.errors import AmountTooLarge
from core.sales.lifecycles import LineKind
from core.sales.rules import PricedLine, Totals


class SoldLine(MappedAsDataclass, kw_only=True, eq=False):
    """What a line of a quote and one of an order say: copies, the product may change later.

    Titles and texts only have a label. `free` of the quantity are not paid; `discount_amount` is in the line's basis;
    `list_price` is the catalogue's, in the same basis, when another price was agreed. `cost` is before tax, per unit.
    `vat` is the rate where it is sold, not charged when there is a reason: `vatex`, a key of `core.catalog.vatex`.
    """

    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(Word(LineKind), default=LineKind.ITEM)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    reference: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(String(2000), default="")
    quantity: Mapped[Quantity]
    free: Mapped[Quantity] = mapped_column(default=NOTHING)
    unit: Mapped[str] = mapped_column(String(10))
    unit_price: Mapped[UnitPrice]
    basis: Mapped[PriceBasis] = mapped_column(Word(PriceBasis))
    list_price: Mapped[UnitPrice | None] = mapped_column(default=None)
    discount: Mapped[Rate]
    discount_amount: Mapped[Amount] = mapped_column(default=ZERO)
    vat: Mapped[Rate]
    vatex: Mapped[str] = mapped_column(String(30), default="", server_default="")
    cost: Mapped[UnitPrice | None] = mapped_column(default=None)

    @property
    def charged(self) -> Rate:
        """The rate of VAT that the customer pays."""
        return NO_RATE if self.vatex else self.vat


def priced(line: SoldLine, *, counted: bool) -> PricedLine:
    return PricedLine(
        line.quantity,
        line.unit_price,
        line.basis,
        line.discount,
        line.charged,
        line.free,
        line.discount_amount,
        counted,
    )


def stored(result: Totals) -> tuple[Amount, Amount, Amount]:
    """Net, tax and gross as a document keeps them beside its lines. Raises AmountTooLarge."""
    if result.gross > LARGEST_AMOUNT:
        raise AmountTooLarge
    return result.net, result.tax, result.gross
