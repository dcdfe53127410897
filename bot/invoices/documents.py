"""All the papers of a customer in one list: filtered and paged in place, each opens its PDF."""

from collections.abc import Sequence
from typing import Final

from bot.invoices.showing import invoice_pdf
from bot.outgoing.say import Say, SendPdf, SendQuotePdf
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.talk.buttons import button
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from core.i18n import N_, _, day, money, ngettext
from core.invoicing import reads
from core.parties import customers
from core.parties.models import Customer
from core.sales import deliveries, orders, quotes
from core.treasury import documents, payments
from core.treasury.documents import Document, DocumentKind, Documents
from core.uow import Reader

ALL: Final = "a"
# The letter of each filter, its name, and the sign of each document.
KINDS: Final = {
    "q": (DocumentKind.QUOTE, N_("devis"), "📝"),
    "o": (DocumentKind.ORDER, N_("cdes"), "🧾"),
    "d": (DocumentKind.DELIVERY, N_("BL"), "🚚"),
    "i": (DocumentKind.INVOICE, N_("factures"), "💶"),
    "p": (DocumentKind.PAYMENT, N_("paiements"), "💰"),
}
_SIGNS: Final = {kind: sign for kind, _name, sign in KINDS.values()}
_LETTERS: Final = {kind: letter for letter, (kind, _name, _sign) in KINDS.items()}


async def documents_screen(db: Reader, customer: Customer, *, kind: str = ALL, page: int = 0) -> Screen:
    """A page of them, newest first; `kind` is the letter of a filter."""
    wanted = (KINDS[kind][0],) if kind in KINDS else ()
    found = await documents.of_customer(db, customer.id, kinds=wanted, limit=PAGE, offset=page * PAGE)
    total = found.counts.get(wanted[0], 0) if wanted else found.total
    many = ngettext("{count} document", "{count} documents", total).format(count=total)
    counts = many if total else _("Aucun document ici.")
    rows = [(Button(_label(db, one), _open(customer, one)),) for one in found.rows]
    pages = page_row(page, more=total > (page + 1) * PAGE, tap=lambda other: _tap(customer, kind, other))
    title = ("📁 ", bold(customer.name))
    return Screen(
        (title, counts), (*rows, *pages, *_filters(customer, kind, found)), card=object_key("docs", customer.id)
    )


@button("docs", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    customer = await customers.read(db, tap.object_id)
    kind = tap.word(0, (ALL, *KINDS))
    return [visit.show(await documents_screen(db, customer, kind=kind, page=tap.number(1)))]


@button("doc", writes=False)
async def _paper(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """Its PDF, for whoever may read it."""
    kind = KINDS[tap.word(0, KINDS)][0]
    if kind is DocumentKind.INVOICE:
        return [invoice_pdf(await reads.read(db, tap.object_id))]
    if kind is DocumentKind.QUOTE:
        quote = await quotes.read(db, tap.object_id)
        return [SendQuotePdf(quote.company_id, quote.id, _("Devis {number}").format(number=quote.number))]
    if kind is DocumentKind.ORDER:
        order = await orders.read(db, tap.object_id)
        return [SendPdf("order", order.company_id, order.id, _("Commande {number}").format(number=order.number))]
    if kind is DocumentKind.DELIVERY:
        delivery = await deliveries.read(db, tap.object_id)
        caption = _("Bon de livraison {number}").format(number=delivery.number)
        return [SendPdf("delivery", delivery.company_id, delivery.id, caption)]
    payment = await payments.read(db, tap.object_id)
    caption = _("Reçu {number}").format(number=payment.number)
    return [SendPdf("receipt", payment.company_id, payment.id, caption)]


def _label(db: Reader, one: Document) -> str:
    sign = "↩️" if one.part == "credit" else _SIGNS[one.kind]
    sum_ = f" · {money(one.amount)}" if one.amount else ""
    return f"{sign} {one.number} · {day(db.local(one.at).date())}{sum_}"


def _filters(customer: Customer, kind: str, found: Documents) -> tuple[tuple[Button, ...], ...]:
    """« tout », then each kind of which there is something; what is shown is marked."""
    named = [(ALL, _("tout"), found.total)]
    named += [(letter, _(name), found.counts.get(which, 0)) for letter, (which, name, _sign) in KINDS.items()]
    each = [
        Button(f"{'• ' if letter == kind else ''}{name} {count}", _tap(customer, letter, 0))
        for letter, name, count in named
        if count
    ]
    return in_rows(each, 3) if len(each) > 2 else ()


def _open(customer: Customer, one: Document) -> str:
    return Tap("doc", customer.company_id, one.id, 0, (_LETTERS[one.kind],)).packed()


def _tap(customer: Customer, kind: str, page: int) -> str:
    return Tap("docs", customer.company_id, customer.id, 0, (kind, str(page))).packed()
