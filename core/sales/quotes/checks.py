"""What the figures and words of a quote may be."""

from datetime import date
from typing import Final

from core.kernel.amounts import LARGEST_AMOUNT, LARGEST_PRICE, LARGEST_QUANTITY, Amount, Quantity, Rate, UnitPrice
from core.kernel.errors import Invalid
from core.kernel.typed import line
from core.sales.errors import AmountTooLarge, DiscountWrong, QuantityWrong

LONGEST_VALIDITY: Final = 3650  # days
LONGEST_LABEL: Final = 300
LONGEST_TEXT: Final = 2000


def checked_quantity(quantity: Quantity, label: str) -> Quantity:
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise QuantityWrong(label)
    return quantity


def checked_free(free: Quantity, quantity: Quantity, label: str) -> Quantity:
    """How many of them are not paid: none, some, or all."""
    if not 0 <= free <= quantity:
        raise QuantityWrong(label)
    return free


def checked_price(price: UnitPrice) -> UnitPrice:
    if not 0 <= price <= LARGEST_PRICE:
        raise AmountTooLarge
    return price


def checked_discount(discount: Rate) -> Rate:
    if not 0 <= discount <= 1:
        raise DiscountWrong
    return discount


def checked_cut(discount_amount: Amount) -> Amount:
    """A discount in euros; more than what it is taken off takes all of it."""
    if not 0 <= discount_amount <= LARGEST_AMOUNT:
        raise DiscountWrong
    return discount_amount


def checked_validity(days: int) -> int:
    if not 1 <= days <= LONGEST_VALIDITY:
        raise Invalid("validity_days", str(days))
    return days


def checked_deposit(deposit: Rate) -> Rate:
    if not 0 <= deposit <= 1:
        raise Invalid("deposit", str(deposit))
    return deposit


def checked_delivery(day: date, today: date) -> date:
    if day < today:
        raise Invalid("delivery_on", day.isoformat())
    return day


def checked_label(label: str) -> str:
    return line("label", label, longest=LONGEST_LABEL, required=True)


def checked_detail(detail: str) -> str:
    return paragraphs("detail", detail)


def paragraphs(field: str, text: str, *, longest: int = LONGEST_TEXT) -> str:
    """A text with its line breaks; raises Invalid(field) when it is too long."""
    kept = "\n".join(line(field, each, longest=longest) for each in text.splitlines()).strip()
    if len(kept) > longest:
        raise Invalid(field, text)
    return kept
