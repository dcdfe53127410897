"""Quotes, orders, deliveries and returns, with their lines."""

from core.sales.models.delivery import Delivery, DeliveryLine, DeliveryStep, Return, ReturnLine
from core.sales.models.order import Order, OrderLine
from core.sales.models.quote import Quote, QuoteLine, QuoteTemplate
from core.sales.models.sold import SoldLine

__all__ = [
    "Delivery",
    "DeliveryLine",
    "DeliveryStep",
    "Order",
    "OrderLine",
    "Quote",
    "QuoteLine",
    "QuoteTemplate",
    "Return",
    "ReturnLine",
    "SoldLine",
]
