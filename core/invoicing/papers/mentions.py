"""What the law wants to be read on an invoice, by case and by day; frozen with it when it is issued.

The words are the law's and stay French in every language. A row whose words change one day is followed by another one
that begins there. `subject` is what an electronic invoice files the words under (UNTDID 4451).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.catalog import vatex
from core.company.models import Company
from core.i18n import NBSP, language, percentage
from core.invoicing.lifecycles import InvoiceKind, Nature
from core.invoicing.models import Invoice
from core.invoicing.papers.rates import OVER_ECB, OVER_ECB_PUBLIC, ecb_rate
from core.invoicing.papers.shares import corrected, replaces
from core.invoicing.papers.terms import unsigned
from core.kernel.amounts import rate
from core.parties.models import CustomerKind

PENALTIES: Final = "PMD"
INDEMNITY: Final = "PMT"
DISCOUNT: Final = "AAB"
REGULATORY: Final = "REG"
GENERAL: Final = "AAI"


def mentions_of(invoice: Invoice, company: Company, on: date) -> list[str]:
    """The mentions of an invoice that is issued `on` that day, once all else of it is set.

    Among its `sources` it tells the invoice that it credits or replaces: kind "invoice", its number and day.
    """
    case = Case(invoice, company, on)
    with language("fr"):
        said = (row.text.format_map(row.fields(case)) for row in MENTIONS if row.holds(on) and row.when(case))
        return [*dict.fromkeys((*_untaxed(invoice, on), *said))]


def subject_of(mention: str) -> str:
    """What an electronic invoice files a printed mention under."""
    return next((row.subject for row in MENTIONS if mention.startswith(row.opening)), GENERAL)


@dataclass(frozen=True, slots=True)
class Case:
    """An invoice with who issues it and when: what decides its mentions."""

    invoice: Invoice
    company: Company
    on: date

    @property
    def kind(self) -> str:
        return str(self.invoice.buyer.get("kind") or CustomerKind.PROFESSIONAL)

    @property
    def consumer(self) -> bool:
        return self.kind == CustomerKind.CONSUMER

    @property
    def in_business(self) -> bool:
        """Buys as a business; an association does once it is registered as one."""
        if self.kind == CustomerKind.ASSOCIATION:
            return bool(self.invoice.buyer.get("siren"))
        return not self.consumer

    @property
    def to_pay(self) -> bool:
        return self.in_business and self.invoice.kind is not InvoiceKind.CREDIT

    @property
    def origin(self) -> Mapping[str, Any] | None:
        """What it credits, or in whose place it comes."""
        return corrected(self.invoice)


@dataclass(frozen=True, kw_only=True)
class Mention:
    """`text` has the fields that `fields` gives; `source` is the law; `valid_to` its last day, None while in force."""

    subject: str
    text: str
    source: str
    when: Callable[[Case], bool]
    fields: Callable[[Case], Mapping[str, str]] = lambda _case: {}
    valid_from: date = date.min
    valid_to: date = date.max

    def holds(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to

    @property
    def opening(self) -> str:
        """What the words begin with, whatever the fields."""
        return self.text.partition("{")[0]


def _untaxed(invoice: Invoice, on: date) -> Iterator[str]:
    """Why no VAT is charged, once for each reason."""
    for share in invoice.taxes:
        reason = vatex.reason_of(share.category, share.vatex, on)
        if reason:
            yield reason


def _of_nature(nature: Nature) -> Callable[[Case], bool]:
    return lambda case: case.invoice.nature is nature


def _late(case: Case) -> bool:
    return case.to_pay and case.company.late_rate is None and case.kind != CustomerKind.PUBLIC


def _late_as_agreed(case: Case) -> bool:
    return case.to_pay and case.company.late_rate is not None and case.kind != CustomerKind.PUBLIC


def _late_public(case: Case) -> bool:
    return case.to_pay and case.kind == CustomerKind.PUBLIC


def _over_ecb(points: int) -> Callable[[Case], Mapping[str, str]]:
    def fields(case: Case) -> Mapping[str, str]:
        known = ecb_rate(case.on)
        if known is None:
            return {"known": ""}
        since, ecb = known
        yearly = percentage(rate(ecb + Decimal(points) / 100))
        return {"known": f" (soit {yearly} l'an au {_day(since)})"}

    return fields


def _agreed(case: Case) -> Mapping[str, str]:
    return {"rate": percentage(case.company.late_rate or rate(0))}


def _lock(case: Case) -> Mapping[str, str]:
    until = case.invoice.payment_locked_until
    return {"day": _day(until) if until else ""}


def _origin(case: Case) -> Mapping[str, str]:
    told = case.origin
    assert told is not None, "what is corrected is among the sources"
    return {"number": told["number"], "day": _day(date.fromisoformat(told["on"]))}


def _credits(case: Case) -> bool:
    return case.invoice.kind is InvoiceKind.CREDIT and case.origin is not None


def _replaces(case: Case) -> bool:
    return replaces(case.invoice)


def _guaranteed(case: Case) -> bool:
    """Asked for goods sold on premises (C. cons. L211-2, D211-2); it does no harm elsewhere."""
    owes = case.invoice.kind in (InvoiceKind.INVOICE, InvoiceKind.PROGRESS)
    return owes and case.consumer and case.invoice.nature in (Nature.GOODS, Nature.MIXED)


def _on_debits(case: Case) -> bool:
    """The option is for services; what is delivered falls due by itself (CGI 269, 2)."""
    return case.invoice.vat_on_debits and case.invoice.nature in (Nature.SERVICES, Nature.MIXED)


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


_LATE: Final = "Pénalités de retard exigibles le jour suivant l'échéance"

MENTIONS: Final = (
    Mention(
        subject=REGULATORY,
        text="Avoir sur la facture n° {number} du {day}.",
        source="CGI ann. II 242 nonies A ; CGI 272",
        when=_credits,
        fields=_origin,
    ),
    Mention(
        subject=REGULATORY,
        text="Annule et remplace la facture n° {number} du {day}.",
        source="CGI 289 I-5",
        when=_replaces,
        fields=_origin,
    ),
    Mention(
        subject=REGULATORY,
        text="Nature de l'opération : livraison de biens.",
        source="CGI ann. II 242 nonies A I 8° bis",
        when=_of_nature(Nature.GOODS),
    ),
    Mention(
        subject=REGULATORY,
        text="Nature de l'opération : prestation de services.",
        source="CGI ann. II 242 nonies A I 8° bis",
        when=_of_nature(Nature.SERVICES),
    ),
    Mention(
        subject=REGULATORY,
        text="Nature de l'opération : livraison de biens et prestation de services.",
        source="CGI ann. II 242 nonies A I 8° bis",
        when=_of_nature(Nature.MIXED),
    ),
    Mention(
        subject=REGULATORY,
        text="Option pour le paiement de la taxe d'après les débits.",
        source="CGI ann. II 242 nonies A I 11° bis",
        when=_on_debits,
    ),
    Mention(
        subject=REGULATORY,
        text="Contrat hors établissement : aucun paiement, sous quelque forme que ce soit, avant le {day}.",
        source="C. cons. L221-10",
        when=lambda case: case.invoice.payment_locked_until is not None and not unsigned(case.invoice),
        fields=_lock,
    ),
    Mention(
        subject=REGULATORY,
        text="Contrat hors établissement non encore signé : aucun paiement, sous quelque forme que ce soit, avant "
        "l'expiration d'un délai de sept jours à compter de sa signature.",
        source="C. cons. L221-10",
        when=lambda case: unsigned(case.invoice),
    ),
    Mention(
        subject=PENALTIES,
        text=f"{_LATE} : taux de refinancement de la BCE majoré de 10 points{{known}}.",
        source="C. com. L441-9, L441-10 II",
        when=_late,
        fields=_over_ecb(OVER_ECB),
    ),
    Mention(
        subject=PENALTIES,
        text=f"{_LATE} : {{rate}} l'an.",
        source="C. com. L441-9, L441-10 II",
        when=_late_as_agreed,
        fields=_agreed,
    ),
    Mention(
        subject=PENALTIES,
        text=f"{_LATE} : taux de refinancement de la BCE majoré de 8 points{{known}}.",
        source="CCP L2192-13, R2192-31",
        when=_late_public,
        fields=_over_ecb(OVER_ECB_PUBLIC),
    ),
    Mention(
        subject=INDEMNITY,
        text=f"Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40{NBSP}€.",
        source="C. com. L441-10 II, D441-5 ; CCP D2192-35",
        when=lambda case: case.to_pay,
    ),
    Mention(
        subject=DISCOUNT,
        text="Escompte pour paiement anticipé : {given}.",
        source="C. com. L441-9",
        when=lambda case: case.to_pay,
        fields=lambda case: {"given": case.company.early_discount.rstrip(".") or "néant"},
    ),
    Mention(
        subject=GENERAL,
        text="Les biens vendus bénéficient de la garantie légale de conformité pendant deux ans à compter de leur "
        "délivrance (C. conso. L217-3 et suivants).",
        source="C. cons. L211-2, D211-2",
        when=_guaranteed,
        valid_from=date(2022, 10, 1),
    ),
)
