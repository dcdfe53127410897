"""The page of a reminder, or of a formal notice: from what the letter froze, the same whenever it is printed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.dunning.models import DunningLetter
from core.dunning.papers.words import asked, body, charged, demanded, subject_of, title
from core.i18n import _, day, language, money
from core.invoicing.papers.transfer import transfer_code
from core.kernel.amounts import ZERO, amount
from core.printing.paper import BankAccount, LineKind, Paper, PaperLine, Payment, TotalLine
from core.sales.papers.mentions import footer
from core.sales.papers.parties import buyer_party, seller_party


def letter_paper(letter: DunningLetter, *, logo: bytes | None = None) -> Paper:
    with language(letter.language):
        return _paper(letter, logo)


def number_of(letter: DunningLetter) -> str:
    """How a letter is named: its customer's number and its own."""
    return f"{letter.buyer['code']}-{letter.id}"


def _paper(letter: DunningLetter, logo: bytes | None) -> Paper:
    return Paper(
        kind=title(letter.level, formal=letter.formal),
        number=number_of(letter),
        language=letter.language,
        issued_on=letter.sent_on,
        seller=seller_party(letter.seller),
        buyer=buyer_party(letter.buyer),
        facts=((_("Date"), day(letter.sent_on)),),
        subject=subject_of(letter),
        lines=tuple(_lines(letter)),
        show_gross=True,
        totals=tuple(_totals(letter)),
        payment=_payment(letter),
        watermark=_("factice") if letter.demo else "",
        footer=footer(letter.seller),
        logo=logo,
    )


def _lines(letter: DunningLetter) -> Iterator[PaperLine]:
    yield PaperLine(label="\n".join((_("Madame, Monsieur,"), body(letter))), kind=LineKind.TEXT)
    first = [one for one in letter.items if one["formal"] == letter.formal]
    others = [one for one in letter.items if one["formal"] != letter.formal]
    yield from (_line(letter, one) for one in first)
    if others:
        yield PaperLine(label=_("Également échues, pour rappel"), kind=LineKind.SECTION)
        yield from (_line(letter, one) for one in others)
    greeting = _("Veuillez agréer, Madame, Monsieur, nos salutations distinguées.")
    yield PaperLine(label=f"{greeting}\n{letter.seller['name']}", kind=LineKind.TEXT)


def _line(letter: DunningLetter, item: Mapping[str, Any]) -> PaperLine:
    due_on = date.fromisoformat(item["due_on"])
    late = _("échéance {day}, {days} jours de retard").format(day=day(due_on), days=item["days"])
    details = [late]
    if item["left"] != item["payable"]:
        details.append(_("sur {amount}").format(amount=money(amount(item["payable"]))))
    if charged(letter) and amount(item["penalty"]):
        details.append(_("pénalités {amount}").format(amount=money(amount(item["penalty"]))))
    issued = _(" du {day}").format(day=day(date.fromisoformat(item["issued_on"]))) if item["issued_on"] else ""
    label = _("Facture {number}").format(number=item["number"]) + issued
    return PaperLine(label=label, detail=" · ".join(details), gross=amount(item["left"]))


def _totals(letter: DunningLetter) -> Iterator[TotalLine]:
    if letter.formal and demanded(letter) != letter.due:
        yield TotalLine(_("Objet de la mise en demeure"), demanded(letter))
    if not charged(letter):
        yield TotalLine(_("À régler"), letter.due, strong=True)
        return
    yield TotalLine(_("Factures échues"), letter.due)
    if letter.penalty:
        yield TotalLine(_("Pénalités de retard au {day}").format(day=day(letter.sent_on)), letter.penalty)
    if letter.indemnity:
        yield TotalLine(_("Indemnité forfaitaire de recouvrement"), letter.indemnity)
    yield TotalLine(_("À régler"), asked(letter), strong=True)


def _payment(letter: DunningLetter) -> Payment | None:
    iban, wanted = letter.seller.get("iban") or "", asked(letter)
    if not iban or wanted <= ZERO:
        return None
    return Payment(
        account=BankAccount(iban, holder=letter.seller["name"]),
        code="" if letter.demo else transfer_code(letter.seller["name"], iban, wanted, letter.buyer["code"]),
        code_label=_("Payer par virement"),
    )
