"""An invoice goes to its customer: into his chat, and as a link for somebody else."""

from collections.abc import Sequence

from bot.invoices.showing import stale
from bot.invoices.words import invoice_name
from bot.outgoing.say import Say, SendQr
from bot.outgoing.screen import Button, Screen, bold, italic
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.company import links
from core.i18n import _
from core.invoicing import sending
from core.invoicing.models import Invoice
from core.uow import UnitOfWork


async def send_invoice(uow: UnitOfWork, visit: Visit, invoice_id: int) -> Sequence[Say]:
    """Give it to the customer: his people in the chat are told, and the QR is for somebody else."""
    invoice, token = await sending.send(uow, invoice_id)
    link = f"https://t.me/{visit.bot_username}?start=f_{token}"
    return [SendQr(link, _sent_screen(invoice, link))]


def _sent_screen(invoice: Invoice, link: str) -> Screen:
    about = f"{invoice_name(invoice)} — {invoice.buyer.get('name') or invoice.customer.name}"
    asked = _("Le client ouvre ce QR ou ce lien : il voit sa facture, son PDF, et comment la payer.")
    told = _("S'il est déjà dans son chat, il l'y a reçue. Le lien vaut {days} jours, pour une seule personne.")
    rows = ((Button(_("Ouvrir le lien"), url=link), Button(_("Copier le lien"), copy=link)),)
    return Screen((bold(about), asked, italic(told.format(days=links.GOOD_FOR)), link), rows)


@button("invoice-send", writes=True, stale=stale)
async def _send(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await send_invoice(uow, visit, tap.object_id)
