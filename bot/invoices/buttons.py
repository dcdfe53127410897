"""The buttons of invoices: drafted from orders, deliveries and quotes, changed, validated, given up, looked at."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Text
from bot.invoices import (  # noqa: F401 - the other buttons
    correcting,
    crediting,
    documents,
    listing,
    received,
    replacing,
    sending,
)
from bot.invoices.making import FORCED, direct_screen, draft_deposit, draft_order, draft_progress
from bot.invoices.pieces import bill_quote
from bot.invoices.screens import billed_words, edit_card, line_card, staff_card, terms_card
from bot.invoices.showing import done_words, invoice_pdf, show_after, show_invoice, show_issued, stale
from bot.outgoing.say import Say
from bot.sales.words import USUAL_TERMS
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from bot.understanding import read_amount
from core.i18n import N_, _
from core.invoicing import drafting, editing, issuing, outlook, reads
from core.invoicing.lifecycles import INVOICE, InvoiceAction
from core.invoicing.models import Invoice, InvoiceLine
from core.kernel.amounts import ZERO, amount, percent, quantity
from core.kernel.errors import Invalid, NotFound
from core.permissions import Permission
from core.sales import quotes
from core.uow import Reader, UnitOfWork


@button("invoice", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await staff_card(db, await reads.read(db, tap.object_id)))]


@button("invoice-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_invoice(uow, visit, tap.object_id)


@button("invoice-order", writes=True)
async def _of_order(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """From an order's card, in whose place the draft stands; the invoice leads back to it."""
    return await draft_order(uow, visit, tap.object_id)


@button("invoice-all", writes=True)
async def _all(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await draft_order(uow, visit, tap.object_id, everything=True)


@button("invoice-delivery", writes=True)
async def _of_delivery(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    draft = await drafting.draft_of_deliveries(uow, [tap.object_id])
    return await show_invoice(uow, visit, draft.id)


@button("invoice-deposit", writes=True)
async def _deposit(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await draft_deposit(uow, visit, tap.object_id, share=percent(tap.number(0)))


@button("invoice-deposit-asked", writes=True)
async def _deposit_asked(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """As the order asks it."""
    return await draft_deposit(uow, visit, tap.object_id)


@button("invoice-deposit-sum", writes=True)
async def _deposit_sum(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await draft_deposit(uow, visit, tap.object_id, amount=amount(Decimal(tap.number(0)) / 100))


@button("invoice-progress", writes=True)
async def _progress(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await draft_progress(uow, visit, tap.object_id, done=percent(Decimal(tap.number(0)) / 100))


@button("quote-invoice", writes=False)
async def _direct(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.INVOICES_WRITE)
    return [visit.show(await direct_screen(db, await quotes.read(db, tap.object_id)))]


@button("quote-bill", writes=True)
async def _bill(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """All of a quote is done: its invoice is issued, once the numbers of its pieces are said."""
    forced = bool(tap.arguments) and tap.word(0, (FORCED,)) == FORCED
    return await bill_quote(uow, visit, tap.object_id, version=tap.version, forced=forced)


@button("invoice-issue", writes=True, stale=stale)
async def _issue(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    agreed = bool(tap.arguments) and tap.word(0, ("beyond",)) == "beyond"
    draft = await reads.read(uow, tap.object_id)
    found = await outlook.of_draft(uow, draft)
    if found.billed:
        return [visit.toast(billed_words(found), alert=True), visit.show(await staff_card(uow, draft))]
    invoice = await issuing.issue(uow, tap.object_id, version=tap.version, beyond=agreed)
    done = visit.toast(done_words(invoice))
    return [done, *await show_issued(uow, visit, invoice), *await show_after(uow, visit, invoice)]


@button("invoice-drop", writes=True, stale=stale)
async def _drop(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await editing.drop(uow, tap.object_id, version=tap.version)
    told = visit.toast(_("Brouillon abandonné : aucun numéro n'est perdu."))
    return [told, *await show_invoice(uow, visit, tap.object_id)]


@button("invoice-pdf", writes=False)
async def _pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [invoice_pdf(await reads.read(db, tap.object_id))]


@button("invoice-edit", writes=False, stale=stale)
async def _edit(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(edit_card(await _draft(db, tap), tap.number(0)))]


@button("invoice-line", writes=False, stale=stale)
async def _line(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    invoice = await _draft(db, tap)
    return [visit.show(line_card(invoice, _line_of(invoice, tap.number(0))))]


@button("invoice-qty", writes=True, stale=stale)
async def _set(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    invoice = await _draft(uow, tap)
    line = _line_of(invoice, tap.number(0))
    many = quantity(Decimal(tap.arguments[1]) if _is_number(tap, 1) else 0)
    await editing.set_line(uow, invoice.id, line.id, quantity=many, version=tap.version)
    return await show_invoice(uow, visit, invoice.id)


@button("invoice-count", writes=True, stale=stale)
async def _count(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    invoice = await _draft(uow, tap)
    line = _line_of(invoice, tap.number(0))
    return await begin(uow, visit, COUNT, {"invoice_id": invoice.id, "line_id": line.id, "label": line.label})


@button("invoice-terms", writes=False, stale=stale)
async def _terms(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(terms_card(await _draft(db, tap)))]


@button("invoice-term", writes=True, stale=stale)
async def _term(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await editing.change(uow, tap.object_id, payment_terms=tap.word(0, USUAL_TERMS), version=tap.version)
    return await show_invoice(uow, visit, tap.object_id)


@button("invoice-deduct", writes=True, stale=stale)
async def _deduct(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    at_most = None if tap.word(0, ("0", "1")) == "1" else ZERO
    await editing.deduct(uow, tap.object_id, at_most=at_most, version=tap.version)
    return await show_invoice(uow, visit, tap.object_id)


def _asking(verb: str, flow: Flow) -> None:
    """A button that asks for words on a draft."""

    @button(verb, writes=True, stale=stale)
    async def _ask(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
        return await begin(uow, visit, flow, {"invoice_id": (await _draft(uow, tap)).id})


async def _draft(db: Reader, tap: Tap) -> Invoice:
    """The draft as the person saw it. Raises Changed, IllegalTransition, NotFound, NotAllowed."""
    db.actor.expect(Permission.INVOICES_WRITE)
    invoice = await reads.read(db, tap.object_id)
    INVOICE.after(invoice.state, InvoiceAction.CHANGE)
    invoice.expect(tap.version)
    return invoice


def _line_of(invoice: Invoice, line_id: int) -> InvoiceLine:
    for line in invoice.lines:
        if line.id == line_id:
            return line
    raise NotFound("invoice_line", line_id)


def _is_number(tap: Tap, index: int) -> bool:
    said = tap.arguments[index] if index < len(tap.arguments) else ""
    return said.replace(".", "", 1).isdecimal() and said.isascii()


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return await show_invoice(uow, visit, answers["invoice_id"], fresh=True)


async def _run_count(
    uow: UnitOfWork, visit: Visit, invoice_id: int, line_id: int, label: str, typed: str
) -> Sequence[Say]:
    many = read_amount(typed)
    if many is None or many < 0:
        raise Invalid("quantity", typed)
    await editing.set_line(uow, invoice_id, line_id, quantity=quantity(many))
    return await show_invoice(uow, visit, invoice_id, fresh=True)


def _run_change(field: str) -> Any:
    async def run(uow: UnitOfWork, visit: Visit, invoice_id: int, text: str) -> Sequence[Say]:
        said: Mapping[str, Any] = {field: text}
        await editing.change(uow, invoice_id, **said)
        return await show_invoice(uow, visit, invoice_id, fresh=True)

    return run


COUNT: Final = Flow(
    "invoice:count",
    (Given("invoice_id"), Given("line_id"), Given("label"), Text("typed", N_("Combien en facturer ?"))),
    _run_count,
    N_("Quantité d'une facture"),
    _left,
)
NOTE: Final = Flow(
    "invoice:note",
    (Given("invoice_id"), Text("text", N_("Quelle note imprimer sur la facture ?"), skip=N_("Aucune"), limit=2000)),
    _run_change("notes"),
    N_("Note d'une facture"),
    _left,
)
SUBJECT: Final = Flow(
    "invoice:subject",
    (Given("invoice_id"), Text("text", N_("Quel objet ?"), skip=N_("Aucun"))),
    _run_change("subject"),
    N_("Objet d'une facture"),
    _left,
)
REASON: Final = Flow(
    "invoice:reason",
    (
        Given("invoice_id"),
        Text(
            "text",
            N_("Pourquoi cet avoir ?"),
            usual=(N_("Retour de marchandise"), N_("Erreur de facturation"), N_("Geste commercial")),
            limit=300,
        ),
    ),
    _run_change("reason"),
    N_("Motif d'un avoir"),
    _left,
)
CUSTOMER_NUMBER: Final = Flow(
    "invoice:customer-number",
    (
        Given("invoice_id"),
        Text(
            "text",
            N_("Quel n° de commande ou d'engagement le client a-t-il donné ?"),
            N_("Une administration demande aussi parfois un code service : il va dans la note."),
            skip=N_("Aucun"),
            limit=60,
        ),
    ),
    _run_change("customer_number"),
    N_("Commande du client"),
    _left,
)
for _verb, _flow in (
    ("invoice-note", NOTE),
    ("invoice-subject", SUBJECT),
    ("invoice-reason", REASON),
    ("invoice-customer-number", CUSTOMER_NUMBER),
):
    _asking(_verb, _flow)
