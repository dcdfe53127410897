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
        """The rate of a product; zero in a franchise, whose documents write no VAT (CGI 293 B)."""
        return self.of_class(product.vat_class)

    def of_class(self, vat_class: VatClass) -> Rate:
        return NO_RATE if self.regime is VatRegime.FRANCHISE else rate_of(vat_class, self.day, self.zone)

    def known(self) -> tuple[Rate, ...]:
        """The rates that a product may be given, highest first."""
        return (
            (NO_RATE,)
            if self.regime is VatRegime.FRANCHISE
            else tuple(row.rate for row in rates_on(self.day, self.zone))
        )

    def converted(self, price: UnitPrice, vat_class: VatClass, *, said: PriceBasis, wanted: PriceBasis) -> UnitPrice:
        """A price said in one basis, in the other; the same when they are one."""
        if said is wanted:
            return price
        factor = Decimal(1) + self.of_class(vat_class)
        return unit_price(price * factor if wanted is PriceBasis.TTC else price / factor)

    def priced(self, product: Product, wanted: PriceBasis) -> UnitPrice | None:
        """The product's price in this basis; None when it is asked each time."""
        if product.price is None:
            return None
        return self.converted(product.price, product.vat_class, said=product.basis, wanted=wanted)
