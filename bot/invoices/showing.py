"""Showing an invoice that the next words are about, its PDF, and what an old button answers."""

from collections.abc import Sequence

from bot.invoices.screens import staff_card
from bot.invoices.words import invoice_name
from bot.outgoing.say import Say, SendPdf, Show
from bot.parties.changing import COMING_BACK
from bot.talk.talks import focus_on
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_id, object_key
from core.i18n import _, money
from core.invoicing import reads, replacing
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.kernel.errors import NotFound
from core.uow import Reader, UnitOfWork


async def show_invoice(uow: UnitOfWork, visit: Visit, invoice_id: int, *, fresh: bool = False) -> Sequence[Say]:
    """Show its card; the next words are about it."""
    await uow.session.flush()
    key = object_key("invoice", invoice_id)
    if visit.focus != key:
        await focus_on(uow, visit.turn.chat_id, key)
    return [visit.show(await staff_card(uow, await reads.read(uow, invoice_id)), fresh=fresh)]


async def show_issued(uow: UnitOfWork, visit: Visit, invoice: Invoice, *, fresh: bool = False) -> Sequence[Say]:
    """The card of what was issued just now, and its PDF in the same chat."""
    return [*await show_invoice(uow, visit, invoice.id, fresh=fresh), invoice_pdf(invoice)]


async def show_after(uow: UnitOfWork, visit: Visit, credit: Invoice) -> Sequence[Say]:
    """What a credit note that was issued just now has changed: the card of what it corrects, where it stands; and once
    a deposit is taken back, the draft of its order that had to wait for that."""
    if credit.kind is not InvoiceKind.CREDIT or credit.origin_id is None:
        return ()
    origin = await reads.read(uow, credit.origin_id)
    corrected = Show(await staff_card(uow, origin), standing=True)
    waits = origin.kind is InvoiceKind.DEPOSIT and origin.order_id is not None
    drafts = await replacing.waiting_on(uow, origin.order_id) if waits and origin.order_id is not None else ()
    if not drafts:
        return (corrected,)
    await focus_on(uow, visit.turn.chat_id, object_key("invoice", drafts[0].id))
    return (corrected, Show(await staff_card(uow, await reads.read(uow, drafts[0].id)), fresh=True))


def done_words(invoice: Invoice) -> str:
    """« FA2611-0001 est faite. »"""
    credit = invoice.kind is InvoiceKind.CREDIT
    return (_("{number} est fait.") if credit else _("{number} est faite.")).format(number=invoice.number)


def invoice_pdf(invoice: Invoice) -> SendPdf:
    """The PDF with what it says in one line. Raises NotFound for a draft: it is no invoice yet."""
    if invoice.state is not InvoiceState.ISSUED:
        raise NotFound("invoice_pdf", invoice.id)
    caption = f"{invoice_name(invoice)} — {money(invoice.gross)} {_('TTC')}"
    return SendPdf("invoice", invoice.company_id, invoice.id, caption)


def invoice_in_hand(visit: Visit) -> int | None:
    """The invoice replied to, or else the one last worked on."""
    return invoice_replied_to(visit) or object_id(visit.focus, "invoice")


def invoice_replied_to(visit: Visit) -> int | None:
    card = visit.card or ""
    return object_id(card, "invoice") or object_id(card, "invoice-pdf")


# What a verb leads to: a second tap on it finds the thing done, and says so.
_LEADS_TO = {
    "invoice-issue": {InvoiceState.ISSUED},
    "invoice-drop": {InvoiceState.DROPPED},
}


async def stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The card as it is now, with a toast: it was done already, or it has changed since."""
    invoice = await reads.read(db, tap.object_id)
    done = invoice.state in _LEADS_TO.get(tap.verb, ())
    text = _("C'est déjà fait.") if done else _("Cela a changé entre-temps, voici la version actuelle.")
    return [visit.toast(text), visit.show(await staff_card(db, invoice))]


async def _back(uow: UnitOfWork, visit: Visit, invoice_id: int) -> Sequence[Say]:
    """The draft that waited for what its customer's card lacked."""
    return await show_invoice(uow, visit, invoice_id, fresh=True)


COMING_BACK["invoice"] = _back
