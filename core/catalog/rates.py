"""What a product is taxed by, here and today, and its price with and without tax."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.catalog.models import Product
from core.catalog.vat import VatClass, rate_of, rates_on
from core.company.models import VatRegime
from core.kernel.amounts import NO_RATE, PriceBasis, Rate, UnitPrice, unit_price


@dataclass(frozen=True, slots=True)
class Rates:
    """The VAT of one company's place on one day."""

    regime: VatRegime
    zone: str
    day: date

    def of(self, product: Product) -> Rate:
        """The rate of a product; zero in a franchise, whose documents write no VAT (CGI 293 B), and for a product that
        has a reason of its own to bear none."""
        return NO_RATE if product.vatex else self.of_class(product.vat_class)

    def of_class(self, vat_class: VatClass) -> Rate:
        return NO_RATE if self.regime is VatRegime.FRANCHISE else rate_of(vat_class, self.day, self.zone)

    def known(self) -> tuple[Rate, ...]:
        """The rates that a product may be given, highest first."""
        return (
            (NO_RATE,)
            if self.regime is VatRegime.FRANCHISE
            else tuple(row.rate for row in rates_on(self.day, self.zone))
        )

    def priced(self, product: Product, wanted: PriceBasis) -> UnitPrice | None:
        """The product's price in this basis; None when it is asked each time."""
        if product.price is None or product.basis is wanted:
            return product.price
        factor = Decimal(1) + self.of(product)
        return unit_price(product.price * factor if wanted is PriceBasis.TTC else product.price / factor)
