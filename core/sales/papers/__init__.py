"""A quote as a printable object; what it says once validated never changes again."""

from core.sales.papers.copies import buyer_copy, place_copy, seller_copy
from core.sales.papers.names import file_name
from core.sales.papers.payment import terms_label
from core.sales.papers.quote import draft_paper, logo_of, quote_paper

__all__ = [
    "buyer_copy",
    "draft_paper",
    "file_name",
    "logo_of",
    "place_copy",
    "quote_paper",
    "seller_copy",
    "terms_label",
]
