"""What the law wants to read of the company on its invoices, and its settings do not say yet."""

from typing import Final

from core.company.models import Company, VatRegime

_ALWAYS: Final = ("name", "street", "zip", "city", "siren")


def missing(company: Company) -> tuple[str, ...]:
    """The settings that are empty and belong on an invoice: name, address, SIREN, and the VAT number of who charges VAT
    (CGI ann. II 242 nonies A I 1° and 2°, C. com. R123-237)."""
    charges = company.vat_regime is not VatRegime.FRANCHISE
    wanted = (*_ALWAYS, "vat_number") if charges else _ALWAYS
    return tuple(field for field in wanted if not getattr(company, field))
