"""The statement of an account: what moved from one day to another, and what is to be paid."""

from collections.abc import Iterator

from core.i18n import _, day, language
from core.invoicing.papers.transfer import transfer_code
from core.kernel.amounts import ZERO, amount
from core.ledger.receivables import Owed
from core.printing.paper import BankAccount, Paper, PaperLine, Payment, TotalLine
from core.sales.papers import buyer_copy, seller_copy
from core.sales.papers.mentions import footer
from core.sales.papers.parties import buyer_party, seller_party
from core.treasury.account import Move
from core.treasury.papers.keeping import StatementPrint


def statement_paper(found: StatementPrint, *, speaking: str = "", logo: bytes | None = None) -> Paper:
    """The statement in its customer's language; what he owes today may be paid by the code on it."""
    spoken = speaking or found.statement.customer.language
    with language(spoken):
        return _paper(found, spoken, logo)


def _paper(found: StatementPrint, spoken: str, logo: bytes | None) -> Paper:
    told, seller = found.statement, seller_copy(found.company)
    return Paper(
        kind=_("Relevé de compte"),
        number=told.customer.code,
        language=spoken,
        issued_on=told.ends_on,
        seller=seller_party(seller),
        buyer=buyer_party(buyer_copy(told.customer)),
        facts=((_("Du"), day(told.starts_on)), (_("Au"), day(told.ends_on))),
        lines=tuple(_lines(found)),
        show_gross=True,
        totals=tuple(_totals(found)),
        payment=_payment(found),
        watermark=_("factice") if found.company.demo else "",
        footer=footer(seller),
        logo=logo,
    )


def _lines(found: StatementPrint) -> Iterator[PaperLine]:
    told = found.statement
    yield PaperLine(label=_("Solde au {day}").format(day=day(told.starts_on)), gross=told.before)
    for move in told.moves:
        yield PaperLine(label=f"{day(move.on)} · {_named(move)}", detail=_detail(move), gross=move.amount)


def _named(move: Move) -> str:
    """Payments bear their number; documents too; and a difference is one."""
    if move.subject == "invoice":
        named = _("Facture {number}") if move.amount > 0 else _("Avoir {number}")
    elif move.subject == "payment":
        given = _("Paiement impayé ou annulé {number}") if move.back else _("Remboursement {number}")
        named = _("Paiement {number}") if move.amount < 0 else given
    else:
        named = _("Écart sur {number}")
    return named.format(number=move.number)


def _detail(move: Move) -> str:
    return _("à payer le {day}").format(day=day(move.due_on)) if move.due_on and move.amount > ZERO else ""


def _totals(found: StatementPrint) -> Iterator[TotalLine]:
    told = found.statement
    after, owes = told.after, told.after > ZERO
    label = _("Vous nous devez, au {day}") if owes else _("En votre faveur, au {day}")
    if not after:
        label = _("Solde au {day}")
    if told.owed.overdue:
        yield TotalLine(_("dont en retard aujourd'hui"), told.owed.overdue)
    yield TotalLine(label.format(day=day(told.ends_on)), amount(abs(after)), strong=True)


def _payment(found: StatementPrint) -> Payment | None:
    owed: Owed = found.statement.owed
    company, customer = found.company, found.statement.customer
    if owed.balance <= ZERO or not company.iban:
        return None
    return Payment(
        account=BankAccount(company.iban, holder=company.name),
        code="" if company.demo else transfer_code(company.name, company.iban, owed.balance, customer.code),
        code_label=_("Payer par virement"),
    )
