"""What a quote earns: figures for those allowed, a light for whoever sells."""

from core.company import companies
from core.company.models import Company
from core.permissions import Permission, requires
from core.sales.models import Quote
from core.sales.quotes.floors import guarded
from core.sales.rules import Light, Margin, margin
from core.uow import Reader


@requires(Permission.MARGINS_READ)
async def margin_of(db: Reader, quote: Quote) -> Margin:
    """The margin of a quote that was read, at the costs of the days its lines were made."""
    return _margin(quote, await companies.read(db))


@requires(Permission.QUOTES_WRITE)
async def light_of(db: Reader, quote: Quote) -> Light | None:
    """The colour of the quote's margin without its figures; None where no cost is known."""
    return _margin(quote, await companies.read(db)).light


def _margin(quote: Quote, company: Company) -> Margin:
    return margin(
        guarded(quote),
        discount=quote.discount,
        discount_amount=quote.discount_amount,
        floor_margin=company.floor_margin,
        good_margin=company.good_margin,
    )
