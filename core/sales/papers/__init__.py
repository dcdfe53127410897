"""Sales documents as printable objects; what one says once it is given never changes again."""

from core.sales.papers.copies import buyer_copy, conditions_copy, place_copy, seller_copy
from core.sales.papers.delivery import delivery_paper, return_paper
from core.sales.papers.names import file_name
from core.sales.papers.order import order_paper
from core.sales.papers.payment import terms_label
from core.sales.papers.preparation import ToPick, preparation_paper, slip_code, slip_delivery
from core.sales.papers.quote import draft_paper, logo_of, quote_paper

__all__ = [
    "ToPick",
    "buyer_copy",
    "conditions_copy",
    "delivery_paper",
    "draft_paper",
    "file_name",
    "logo_of",
    "order_paper",
    "place_copy",
    "preparation_paper",
    "quote_paper",
    "return_paper",
    "seller_copy",
    "slip_code",
    "slip_delivery",
    "terms_label",
]
