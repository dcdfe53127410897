"""Showing a payment or an account that the next words are about, and what stands beside it."""

from collections.abc import Sequence

from bot.invoices.screens import staff_card as invoice_card
from bot.outgoing.say import Say, SendPdf, Show
from bot.talk.talks import focus_on
from bot.talk.visit import Visit, object_key
from bot.treasury.screens import account_card, payment_card
from bot.treasury.words import paper_words
from core.i18n import _, money
from core.invoicing import reads as invoices
from core.parties import customers
from core.permissions import Permission
from core.treasury.models import Payment
from core.uow import UnitOfWork


async def show_payment(
    uow: UnitOfWork, visit: Visit, payment_id: int, *, fresh: bool = False, invoices_too: Sequence[int] = ()
) -> Sequence[Say]:
    """Its card, and the cards of the invoices that it has changed, where they stand; the next words are about it."""
    await uow.session.flush()
    await _about(uow, visit, object_key("payment", payment_id))
    says: list[Say] = [visit.show(await payment_card(uow, payment_id), fresh=fresh)]
    if uow.actor.may(Permission.INVOICES_READ):
        says += [await _invoice(uow, one) for one in dict.fromkeys(invoices_too)]
    return says


async def show_account(uow: UnitOfWork, visit: Visit, customer_id: int, *, fresh: bool = False) -> Sequence[Say]:
    await uow.session.flush()
    await _about(uow, visit, object_key("account", customer_id))
    return [visit.show(await account_card(uow, await customers.read(uow, customer_id)), fresh=fresh)]


def receipt(payment: Payment) -> SendPdf:
    """The PDF with what it says in one line."""
    caption = _("Reçu {number} — {amount}, {paper}").format(
        number=payment.number, amount=money(abs(payment.amount)), paper=paper_words(payment)
    )
    return SendPdf("receipt", payment.company_id, payment.id, caption)


async def _invoice(uow: UnitOfWork, invoice_id: int) -> Show:
    return Show(await invoice_card(uow, await invoices.read(uow, invoice_id)), standing=True)


async def _about(uow: UnitOfWork, visit: Visit, key: str) -> None:
    if visit.focus != key:
        await focus_on(uow, visit.turn.chat_id, key)
