"""What is typed about e-mail: « envoie la facture 213 par mail », « mail quote 45 to a@dupont.fr », « par mail »."""

from typing import Final

from bot.invoices.meant import invoice_meant
from bot.invoices.showing import invoice_in_hand, invoice_replied_to
from bot.mail.buttons import begin_mail
from bot.orders.requests import numbered
from bot.orders.showing import order_in_hand, order_replied_to
from bot.sales.requests import one_quote, quote_in_hand, quote_replied_to
from bot.talk.visit import Plan, Visit, tell
from bot.understanding.mailing import MailSaid, read_mail
from core.i18n import _
from core.numbering import number_said
from core.permissions import Permission
from core.sales.models import Quote

_READS: Final = {
    "quote": Permission.QUOTES_READ,
    "order": Permission.ORDERS_READ,
    "invoice": Permission.INVOICES_READ,
}


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for a sentence about an e-mail; None when it is about something else, or no document is meant."""
    said = read_mail(text)
    if said is None:
        return None
    if said.several:
        return tell(visit, _("Rien n'est parti : un seul destinataire à la fois. Écrivez-le une fois pour chacun."))
    found = await _meant(visit, said)
    if found is None or isinstance(found, Plan):
        return found
    return mail_plan(visit, *found, to=said.to)


def mail_plan(visit: Visit, kind: str, subject_id: int, *, to: str = "") -> Plan:
    """Ask for the yes, and for the address when it is missing."""
    return Plan(act=lambda uow: begin_mail(uow, visit, kind, subject_id, to=to))


async def _meant(visit: Visit, said: MailSaid) -> tuple[str, int] | Plan | None:
    if said.number == "" or said.kind == "":
        return _in_hand(visit, said.kind) if said.number == "" else None
    if not visit.actor.may(_READS[said.kind]):
        return None
    match said.kind:
        case "invoice":
            invoice = await invoice_meant(visit, said.number)
            return invoice if isinstance(invoice, Plan) else ("invoice", invoice.id)
        case "order":
            found = await numbered(visit, said.number)
            if len(found) == 1:
                return "order", found[0].id
            return tell(visit, _("Je ne trouve pas la commande {number}.").format(number=number_said(said.number)))
        case _:
            quote = await one_quote(visit, said.number)
            return ("quote", quote.id) if isinstance(quote, Quote) else quote


def _in_hand(visit: Visit, kind: str) -> tuple[str, int] | None:
    """The document replied to, or the one last worked on; of this kind, where one is named."""
    those = {
        "invoice": (invoice_replied_to(visit), invoice_in_hand(visit)),
        "order": (order_replied_to(visit), order_in_hand(visit)),
        "quote": (quote_replied_to(visit), quote_in_hand(visit)),
    }
    mine = {name: found for name, found in those.items() if kind in ("", name)}
    for which in (0, 1):
        for name, found in mine.items():
            if (number := found[which]) is not None and visit.actor.may(_READS[name]):
                return name, number
    return None
