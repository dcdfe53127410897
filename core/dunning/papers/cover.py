"""The first page of the file that is handed over: who owes what, and what the file holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.company.models import Company
from core.dunning.litigation import Contents
from core.dunning.papers.words import title
from core.i18n import _, day, language
from core.kernel.amounts import amount
from core.printing.paper import LineKind, Paper, PaperLine, TotalLine
from core.sales.papers import buyer_copy, seller_copy
from core.sales.papers.mentions import footer
from core.sales.papers.parties import buyer_party, seller_party


@dataclass(frozen=True, slots=True)
class CoverPrint:
    """What a file's first page is printed from; `since` is when he was handed over, `kept` the file's hash."""

    contents: Contents
    company: Company
    since: date
    kept: str | None


def cover_paper(found: CoverPrint, *, logo: bytes | None = None) -> Paper:
    """In the company's own language: whoever recovers by law reads French."""
    with language("fr"):
        seller, contents = seller_copy(found.company), found.contents
        return Paper(
            kind=_("Dossier de recouvrement"),
            number=contents.customer.code,
            language="fr",
            issued_on=found.since,
            seller=seller_party(seller),
            buyer=buyer_party(buyer_copy(contents.customer)),
            subject=_("Pièces : relevé de compte, factures, bons de livraison, relances"),
            lines=tuple(_lines(contents)),
            show_gross=True,
            totals=tuple(_totals(contents)),
            watermark=_("factice") if found.company.demo else "",
            footer=footer(seller),
            logo=logo,
        )


def _lines(contents: Contents) -> Iterator[PaperLine]:
    yield PaperLine(label=_("Factures"), kind=LineKind.SECTION)
    for one in contents.invoices:
        issued, due = day(one.issued_on) if one.issued_on else "", day(one.due_on) if one.due_on else ""
        detail = _("du {issued}, échéance {due}").format(issued=issued, due=due)
        yield PaperLine(label=one.number or "", detail=detail, gross=amount(one.sign * one.payable))
    if contents.deliveries:
        yield PaperLine(label=_("Bons de livraison"), kind=LineKind.SECTION)
    for note in contents.deliveries:
        signed = _("signé par {name}").format(name=note.signed_by) if note.signed_by else _("non signé")
        yield PaperLine(label=note.number or "", kind=LineKind.TEXT, detail=signed)
    if contents.letters:
        yield PaperLine(label=_("Relances"), kind=LineKind.SECTION)
    for letter in contents.letters:
        what = title(letter.level, formal=letter.formal)
        sent = _("{what} du {day}").format(what=what, day=day(letter.sent_on))
        yield PaperLine(label=sent, kind=LineKind.TEXT, detail=", ".join(one["number"] for one in letter.items))


def _totals(contents: Contents) -> Iterator[TotalLine]:
    yield TotalLine(_("Factures échues"), contents.due)
    if contents.penalty:
        yield TotalLine(_("Pénalités de retard"), contents.penalty)
    if contents.indemnity:
        yield TotalLine(_("Indemnité forfaitaire de recouvrement"), contents.indemnity)
    yield TotalLine(_("En tout"), amount(contents.due + contents.penalty + contents.indemnity), strong=True)
