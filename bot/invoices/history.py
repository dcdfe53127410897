"""What happened to an invoice, in words."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.i18n import N_, _, count, day, money
from core.invoicing.lifecycles import InvoiceKind

SENTENCES: Final[Mapping[str, str]] = {
    "InvoiceDrafted": N_("{kind} préparée pour {customer}, {gross}"),
    "InvoiceChanged": N_("modifiée"),
    "InvoiceDropped": N_("brouillon abandonné"),
    "InvoiceIssued": N_("{number} émise le {issued_on}, {payable} à payer"),
    "InvoicedAhead": N_("validée quand même, pas encore livré : {lines}"),
    "InvoiceSettled": N_("réglée de {amount}, reste {left}"),
    "InvoiceUnsettled": N_("règlement repris : {amount}, reste {left}"),
    "InvoiceCopyKept": N_("PDF archivé, empreinte {sha256}"),
    "InvoiceSent": N_("envoyée au client"),
    "InvoiceSeen": N_("vue par {by}"),
}
_KINDS: Final = {
    InvoiceKind.INVOICE: N_("facture"),
    InvoiceKind.DEPOSIT: N_("facture d'acompte"),
    InvoiceKind.PROGRESS: N_("facture de situation"),
    InvoiceKind.CREDIT: N_("facture d'avoir"),
}


def _money(value: Any) -> str:
    return money(abs(Decimal(value)))


def _day(value: str) -> str:
    return day(date.fromisoformat(value))


def _kind(word: Any) -> str:
    return _(_KINDS[InvoiceKind(word)]) if word in set(InvoiceKind) else str(word)


def _goods(lines: Mapping[str, Any]) -> str:
    return ", ".join(f"{count(Decimal(many))} × {label}" for label, many in lines.items())


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    "InvoiceDrafted.kind": _kind,
    "InvoiceDrafted.gross": _money,
    "InvoiceIssued.issued_on": _day,
    "InvoiceIssued.payable": _money,
    "InvoicedAhead.lines": _goods,
    "InvoiceSettled.amount": _money,
    "InvoiceSettled.left": _money,
    "InvoiceUnsettled.amount": _money,
    "InvoiceUnsettled.left": _money,
    "InvoiceCopyKept.sha256": lambda value: str(value)[:16],
}
