"""What the law wants before an invoice is issued: said on its card, each with the tap that asks it."""

from collections.abc import Sequence
from typing import Final

from bot.invoices.words import missing_words
from bot.outgoing.screen import Button, Line, Screen, bold, plain_screen
from bot.talk.taps import Tap
from core.i18n import _
from core.invoicing.lawful import Lacking
from core.invoicing.models import Invoice
from core.parties.models import Customer
from core.permissions import Permission
from core.printing.lacking import lacked
from core.sales.models import Quote
from core.uow import Reader

Rows = tuple[tuple[Button, ...], ...]

_SETTINGS: Final = {"zip": "street", "city": "street"}  # an address is one setting
_NUMBERS: Final = ("siren", "siret", "vat_number")
_SIGNS: Final = 40  # told at most
_OWN: Final = "customer_number"  # of the document, not of the card


def lacking_lines(found: Lacking) -> tuple[Line, ...]:
    """« ⚠️ Il manque : SIREN », of the customer; of the company that it is hers; and the lines that need a reason."""
    lines: list[Line] = []
    if found.seller:
        told = _("Votre entreprise : il manque {missing}").format(missing=missing_words(found.seller))
        lines.append(("⚠️ ", bold(told)))
    if wanted := (*found.buyer, *found.advised):
        lines.append(("⚠️ ", bold(_("Il manque : {missing}").format(missing=missing_words(wanted)))))
    if found.unexplained:
        labels = ", ".join(dict.fromkeys(found.unexplained))[:200]
        lines.append(("⚠️ ", bold(_("TVA 0 % sans motif : {lines}").format(lines=labels))))
    return tuple(lines)


def unprinted_lines(paper: Invoice | Quote) -> tuple[Line, ...]:
    """« ⚠️ Ne s'imprimera pas : 😀 »: signs that were typed, and that a PDF leaves out."""
    lines = (text for line in paper.lines for text in (line.label, line.detail))
    about = (paper.customer.name, paper.customer.street, paper.subject, paper.notes)
    signs = lacked(filter(None, (*about, *lines)))
    return (("⚠️ ", bold(_("Ne s'imprimera pas : {signs}").format(signs=signs[:_SIGNS]))),) if signs else ()


def lacking_rows(
    db: Reader, found: Lacking, customer: Customer, back: tuple[str, int], invoice: Invoice | None = None
) -> Rows:
    """A tap for what the company's settings lack, another for the customer's card, which leads `back` to the draft;
    another for the number that the customer ordered under."""
    rows: list[tuple[Button, ...]] = []
    if found.seller and db.actor.may(Permission.COMPANY_WRITE):
        rows.append((_complete_company(customer.company_id, found.seller),))
    wanted = [one for one in (*found.buyer, *found.advised) if one != _OWN]
    if wanted and db.actor.may(Permission.CUSTOMERS_WRITE):
        field = "numbers" if set(wanted) <= set(_NUMBERS) else "address"
        ask = Tap(
            "customer-ask", customer.company_id, customer.id, customer.version, (field, back[0], str(back[1]))
        ).packed()
        rows.append((Button(_("✏️ Compléter la fiche"), ask),))
    if _OWN in found.advised and db.actor.may(Permission.INVOICES_WRITE):
        ask = Tap("order-number", customer.company_id, back[1]).packed()
        if invoice is not None:
            ask = Tap("invoice-customer-number", invoice.company_id, invoice.id, invoice.version).packed()
        rows.append((Button(_("📋 N° du client"), ask),))
    return tuple(rows)


def seller_screen(db: Reader, company_id: int, fields: Sequence[str]) -> Screen:
    """Nothing is issued until the company has said who it is; whoever may say it does so in one tap."""
    missing = missing_words(fields)
    told = _("La loi veut aussi {missing} de votre entreprise sur ses factures.").format(missing=missing)
    if not db.actor.may(Permission.COMPANY_WRITE):
        return plain_screen(bold(told), _("Votre gérant le complète dans /reglages. Aucun numéro n'est pris."))
    how = _("Aucun numéro n'est pris : complétez, puis validez.")
    return plain_screen(bold(told), how, rows=((_complete_company(company_id, fields),),))


def _complete_company(company_id: int, fields: Sequence[str]) -> Button:
    """Asks for the first that is missing."""
    key = _SETTINGS.get(fields[0], fields[0])
    return Button(_("⚙️ Compléter l'entreprise"), Tap("setting", company_id, arguments=(key,)).packed())
