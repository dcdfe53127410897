"""Issued invoices of every kind and case as rows that no database holds: what pages and data are made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from core.company.models import Company, VatRegime
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.papers.mentions import mentions_of
from core.invoicing.rules import Charged, Kind
from core.invoicing.totalling import total_up
from core.kernel.amounts import Amount, PriceBasis, amount, percent, quantity, unit_price
from core.kernel.terms import due_on
from core.parties.models import Customer, CustomerKind
from core.sales.lifecycles import LineKind
from core.sales.papers import buyer_copy, seller_copy
from core.sales.taxation import NET_OF_TAX, tax_of

AT = datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
ON = date(2026, 11, 22)
IBAN = "FR7630006000011234567890189"
RATES = ("20", "10", "5.5")


@dataclass(frozen=True)
class Sold:
    """A line before it is taxed."""

    label: str = "Radiateur acier « Compact » 600 × 1000"
    count: str = "2"
    price: str = "289.90"
    rate: str = "20"
    service: bool = False
    vatex: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def a_company(**facts: Any) -> Company:
    return Company(
        **{
            "name": "Chauffage Morel SARL", "created_at": AT, "street": "14 rue des Frères-Lumière", "zip": "69680",
            "city": "Chassieu", "siren": "452881937", "vat_number": "FR40452881937", "legal_form": "SARL",
            "capital": amount("20000"), "register_town": "Lyon", "iban": IBAN, "phone": "+33478901234",
            "email": "contact@chauffage-morel.fr", "insurance": "Décennale AXA 4711, France", "mediator": "CM2C, Paris",
            **facts,
        }
    )  # fmt: skip


def a_customer(**facts: Any) -> Customer:
    return Customer(
        **{
            "code": "C0007", "name": "Dupont Menuiserie", "street": "3 rue du Bois", "zip": "69340",
            "city": "Francheville", "siren": "552100554", "vat_number": "FR96552100554", "created_at": AT, **facts,
        }
    )  # fmt: skip


def a_consumer(**facts: Any) -> Customer:
    named = {"name": "Jeanne Martin", "kind": CustomerKind.CONSUMER, "siren": "", "vat_number": ""}
    return a_customer(**{**named, **facts})


def an_invoice(
    *sold: Sold,
    company: Company | None = None,
    customer: Customer | None = None,
    place: Mapping[str, Any] | None = None,
    net_of_tax: bool = False,
    charged: Sequence[Charged] = (),
    on: date = ON,
    **facts: Any,
) -> Invoice:
    """Issued on that day, with the lines taxed by their case; two radiators and a day's work unless it is said."""
    company, customer = company or a_company(), customer or a_customer()
    lines = sold or (Sold(), Sold("Pose et mise en service", "7.5", "52", "10", service=True))
    invoice = Invoice(
        **{
            "kind": InvoiceKind.INVOICE, "state": InvoiceState.ISSUED, "customer_id": 1, "number": "FA2611-0001",
            "created_at": AT, "created_by": 1, "issued_on": on, "issued_at": AT, "salesperson": "Vincent Morel",
            "payment_terms": "30J", "subject": "Chauffage de l'atelier", "seller": seller_copy(company),
            "buyer": buyer_copy(customer), "place": dict(place or {}), "supplied_on": date(2026, 11, 20),
            "net_of_tax": net_of_tax,
            "sources": [
                {"kind": "quote", "number": "DE2611-0045", "on": "2026-11-02"},
                {"kind": "order", "number": "CO2611-0001", "on": "2026-11-09"},
                {"kind": "delivery", "number": "BL2611-0003", "on": "2026-11-20"},
            ],
            **facts,
        }
    )  # fmt: skip
    invoice.lines = [_line(one, number, company, customer, place, net_of_tax) for number, one in enumerate(lines, 1)]
    total_up(invoice, company, charged)
    if invoice.kind is not InvoiceKind.CREDIT:
        invoice.due_on = due_on(invoice.payment_terms, on)
    invoice.mentions = mentions_of(invoice, company, on)
    return invoice


def _line(
    sold: Sold, number: int, company: Company, customer: Customer, place: Mapping[str, Any] | None, net_of_tax: bool
) -> InvoiceLine:
    rate = percent(sold.rate)
    tax = tax_of(company, customer, place or {}, rate=rate, service=sold.service, vatex=sold.vatex)
    tax = NET_OF_TAX if net_of_tax else tax
    titled = sold.facts.get("kind", LineKind.ITEM) is not LineKind.ITEM
    return InvoiceLine(
        **{
            "position": number, "product_id": number, "reference": "" if titled else f"REF{number:03}",
            "label": sold.label, "quantity": quantity("0" if titled else sold.count), "unit": "U",
            "unit_price": unit_price(sold.price), "basis": PriceBasis.HT, "discount": percent(0), "vat": tax.rate,
            "category": tax.category, "vatex": tax.vatex, "service": sold.service, **sold.facts,
        }
    )  # fmt: skip


def charged(deposit: int, net: Amount, tax: Amount, rate: str = "20") -> Charged:
    return Charged(deposit, Kind("S", "", percent(rate)), net, tax)


ORIGIN = {"kind": "invoice", "number": "FA2611-0001", "on": "2026-11-10"}
DEPOSITS = [
    {"kind": "deposit", "id": 11, "number": "AC2611-0001", "on": "2026-11-03"},
    {"kind": "deposit", "id": 12, "number": "AC2611-0002", "on": "2026-11-12"},
]
BELGIAN = {"name": "Janssens bvba", "country": "BE", "zip": "1000", "city": "Bruxelles", "siren": "",
           "vat_number": "BE0897223571"}  # fmt: skip
SWISS = {"name": "Rossier SA", "country": "CH", "zip": "1200", "city": "Genève", "siren": "", "vat_number": ""}
WORK = Sold("Étude thermique", "1", "1200", service=True)
GOODS = Sold()

CASES: Mapping[str, Callable[[], Invoice]] = {
    "professional": an_invoice,
    "goods": lambda: an_invoice(GOODS),
    "services": lambda: an_invoice(WORK),
    "services on debits": lambda: an_invoice(WORK, company=a_company(vat_on_debits=True)),
    "consumer": lambda: an_invoice(customer=a_consumer(email="j.martin@exemple.fr")),
    "consumer without e-mail": lambda: an_invoice(customer=a_consumer()),
    "public": lambda: an_invoice(customer=a_customer(name="Ville de Lyon", kind=CustomerKind.PUBLIC)),
    "association": lambda: an_invoice(
        customer=a_customer(name="Club alpin", kind=CustomerKind.ASSOCIATION, siren="", vat_number="")
    ),
    "professional without SIREN": lambda: an_invoice(customer=a_customer(siren="", vat_number="")),
    "locked": lambda: an_invoice(customer=a_consumer(), payment_locked_until=date(2026, 11, 29)),
    "unsigned": lambda: an_invoice(customer=a_consumer(), sources=[{"kind": "unsigned"}], payment_terms="3X"),
    "unsigned, no terms": lambda: an_invoice(customer=a_consumer(), sources=[{"kind": "unsigned"}], payment_terms=""),
    "franchise": lambda: an_invoice(company=a_company(vat_regime=VatRegime.FRANCHISE, vat_number="")),
    "franchise with a VAT number": lambda: an_invoice(company=a_company(vat_regime=VatRegime.FRANCHISE)),
    "reverse charge": lambda: an_invoice(customer=a_customer(reverse_charge=True)),
    "goods to the Union": lambda: an_invoice(GOODS, customer=a_customer(**BELGIAN)),
    "services to the Union": lambda: an_invoice(WORK, customer=a_customer(**BELGIAN)),
    "both to the Union": lambda: an_invoice(GOODS, WORK, customer=a_customer(**BELGIAN)),
    "export": lambda: an_invoice(GOODS, customer=a_customer(**SWISS)),
    "services outside the Union": lambda: an_invoice(WORK, customer=a_customer(**SWISS)),
    "both outside the Union": lambda: an_invoice(GOODS, WORK, customer=a_customer(**SWISS)),
    "Guyane": lambda: an_invoice(customer=a_customer(zip="97300", city="Cayenne")),
    "Réunion": lambda: an_invoice(Sold(rate="8.5"), customer=a_customer(zip="97400", city="Saint-Denis")),
    "margin scheme": lambda: an_invoice(Sold("Chaudière d'occasion", "1", "900", vatex="VATEX-EU-F"), GOODS),
    "exempt": lambda: an_invoice(Sold("Formation", "2", "450", service=True, vatex="VATEX-FR-CGI261-4")),
    "two exemptions": lambda: an_invoice(
        Sold("Formation", "1", "450", service=True, vatex="VATEX-FR-CGI261-4"), Sold(vatex="VATEX-EU-F")
    ),
    "no rate": lambda: an_invoice(Sold(rate="0")),
    "delivered elsewhere": lambda: an_invoice(
        place={"label": "Chantier Œuvrard", "street": "8 cours de l’Intendance", "zip": "33000", "city": "Bordeaux",
               "country": "FR"}
    ),
    "nothing delivered": lambda: an_invoice(supplied_on=None, sources=[], subject="", salesperson=""),
    "deposit": lambda: an_invoice(
        Sold("Acompte de 30 % sur la commande CO2611-0001", "1", "300"),
        kind=InvoiceKind.DEPOSIT, number="AC2611-0001", percent=percent(30), payment_terms="COMPTANT",
    ),
    "final": lambda: an_invoice(
        GOODS, charged=[charged(11, amount(100), amount(20)), charged(12, amount("33.33"), amount("6.67"))],
        sources=[*DEPOSITS, {"kind": "final"}],
    ),
    "progress": lambda: an_invoice(
        WORK, kind=InvoiceKind.PROGRESS, percent=percent(60),
        sources=[{"kind": "progress", "number": "FA2610-0009", "on": "2026-10-20", "percent": "0.3"}],
    ),
    "credit": lambda: an_invoice(
        kind=InvoiceKind.CREDIT, number="AV2611-0001", sources=[ORIGIN], reason="Matériel rendu",
    ),
    "credit net of tax": lambda: an_invoice(
        kind=InvoiceKind.CREDIT, number="AV2611-0002", sources=[ORIGIN], net_of_tax=True, reason="Geste commercial",
    ),
    "credit on a deposit": lambda: an_invoice(
        Sold("Acompte rendu", "1", "300"), kind=InvoiceKind.CREDIT, number="AV2611-0003",
        sources=[{"kind": "invoice", "number": "AC2611-0001", "on": "2026-11-10", "deposit": True}],
    ),
    "replacing": lambda: an_invoice(number="FA2611-0002", sources=[ORIGIN]),
    "discount": lambda: an_invoice(discount=percent(5)),
    "amount off": lambda: an_invoice(discount_amount=amount("33.33")),
    "lines with discounts": lambda: an_invoice(
        Sold(facts={"discount": percent(10)}), Sold(facts={"discount_amount": amount("12.50")}),
        Sold(count="3", facts={"free": quantity(1)}), Sold(facts={"discount": percent(100)}),
        Sold(price="0"),
    ),
    "returned line": lambda: an_invoice(Sold(count="5"), Sold(count="-2"), Sold(count="-1",
        facts={"discount": percent(10)})),
    "prices with tax": lambda: an_invoice(
        Sold(count="10", price="3.80", facts={"basis": PriceBasis.TTC}),
        Sold(count="1", price="6.20", facts={"basis": PriceBasis.TTC}),
        Sold(count="1000", price="0.95", facts={"basis": PriceBasis.TTC, "discount": percent(3)}),
        customer=a_consumer(),
    ),
    "sections": lambda: an_invoice(
        Sold("BL2611-0003 du 20/11/2026", facts={"kind": LineKind.SECTION}), GOODS,
        Sold("Posé au rez-de-chaussée", facts={"kind": LineKind.TEXT}), WORK,
    ),
    "three payments": lambda: an_invoice(payment_terms="3X"),
    "one line in four rates": lambda: an_invoice(Sold(rate="20"), Sold(rate="10"), Sold(rate="5.5"), Sold(rate="2.1")),
    "in English": lambda: an_invoice(customer=a_customer(**BELGIAN, language="en"), language="en"),
    "fictitious": lambda: an_invoice(demo=True),
    "200 lines": lambda: an_invoice(
        *(Sold(f"Article {n}", str(n % 7 + 1), f"{n}.{n % 100:02}", ("20", "10", "5.5")[n % 3],
               facts={"discount": percent(n % 4 * 5)}) for n in range(1, 201)),
        discount=percent(3),
    ),
}  # fmt: skip
