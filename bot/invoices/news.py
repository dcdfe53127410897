"""What whoever sold is told of invoices that nobody has asked for, and customers of those that are sent to them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.invoices.screens import staff_card
from bot.invoices.words import invoice_name
from bot.orders.screens import May
from bot.orders.screens import staff_card as order_card
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, bold, plain_screen
from bot.talk.taps import Tap
from core.i18n import _, money
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceState
from core.notices.notices import DueNotice
from core.sales import orders
from core.uow import Reader


async def _made(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """The card as it stands now: a draft is looked through, an issued invoice is known of."""
    invoice = await reads.read(db, notice.facts["invoice_id"])
    card = await staff_card(db, invoice)
    draft = invoice.state is InvoiceState.DRAFT
    told = _("Facture préparée d'office, à valider") if draft else _("Facture faite d'office")
    return [Show(replace(card, lines=(("🧾 ", bold(told)), *card.lines)), fresh=True)]


async def _refused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """It was confirmed or delivered, and its invoice is still to be made."""
    card = await order_card(db, await orders.read(db, notice.facts["order_id"]), may=May())
    told = _("Je n'ai pas pu facturer {order} d'office : à faire à la main.").format(order=notice.facts["order"])
    return [Show(replace(card, lines=(("⚠️ ", bold(told)), *card.lines)), fresh=True)]


async def _sent(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For a person of the customer, who was in the chat before; the card comes at his tap, which is a « vu le »."""
    invoice = await reads.load(db, notice.facts["invoice_id"])
    about = f"{invoice_name(invoice)} — {money(invoice.payable)} {_('TTC')}"
    open_ = Button(_("💶 Voir la facture"), Tap("my-invoice", notice.company_id, invoice.id).packed())
    heading = ("📨 ", bold(notice.facts["by"]), " ", _("vous envoie votre facture."))
    return [Show(plain_screen(heading, about, rows=((open_,),)))]


async def _came_back(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Goods that are invoiced came back: the credit note is one tap away."""
    facts = notice.facts
    title = _("{name} a noté le retour {number}.").format(name=facts["by"], number=facts["number"])
    charged = _("C'est facturé : {invoices}").format(invoices=", ".join(facts["invoices"]))
    credit = Button(_("↩️ Faire l'avoir"), Tap("credit-return", notice.company_id, facts["return_id"]).packed())
    return [Show(plain_screen(("↩️ ", bold(title)), charged, rows=((credit,),)))]


INVOICE_SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {
    "invoice_made": _made,
    "invoice_refused": _refused,
    "invoice_sent": _sent,
    "return_to_credit": _came_back,
}
