"""The buttons of a quote's card: looking, validating, sending, giving up, losing, an agreement under the floor."""

from collections.abc import Sequence

from bot.company.history import history_lines
from bot.flows.engine import begin
from bot.outgoing.say import Say, SendQr, SendQuotePdf
from bot.outgoing.screen import Folded, Screen, bold
from bot.parties.picking import likely_customers
from bot.sales.changing import ADD_LINES, OTHER_CUSTOMER
from bot.sales.editing import edit_card, terms_card
from bot.sales.repeating import COPY, SAVE_TEMPLATE, copy_answers, revise
from bot.sales.requests import LISTS, listed
from bot.sales.screens import lost_screen, reached_lines, sent_screen, staff_card
from bot.sales.showing import show_quote
from bot.sales.stale import stale
from bot.sales.terms import SET_TERM, TERMS, term_answers
from bot.sales.values import SET_VALUE
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.company import links
from core.history import history
from core.i18n import _, day, money
from core.kernel.errors import NotFound
from core.sales import quotes
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState, Reason
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork


@button("quote", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await staff_card(db, await quotes.read(db, tap.object_id)))]


@button("quote-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_quote(uow, visit, await quotes.read(uow, tap.object_id))


@button("quote-list", writes=False)
async def _list(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    page = await listed(db, tap.word(0, LISTS), tap.number(1))
    return [visit.show(page.screen)]


@button("quote-edit", writes=False, stale=stale)
async def _edit(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    if quote.state is not QuoteState.DRAFT:
        return await stale(db, visit, tap)
    return [visit.show(edit_card(quote, tap.number(0)))]


@button("quote-terms", writes=False, stale=stale)
async def _terms(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(terms_card(await quotes.expect_draft(db, tap.object_id)))]


@button("quote-term", writes=True, stale=stale)
async def _term(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    return await begin(uow, visit, SET_TERM, await term_answers(uow, quote, tap.word(0, TERMS)))


@button("quote-discount", writes=True, stale=stale)
async def _discount(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    return await begin(uow, visit, SET_VALUE, {"quote_id": tap.object_id, "line_id": None, "what": "discount"})


@button("quote-title", writes=True, stale=stale)
async def _title(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    return await begin(uow, visit, SET_VALUE, {"quote_id": tap.object_id, "line_id": None, "what": "title"})


@button("quote-add", writes=True, stale=stale)
async def _add(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    return await begin(uow, visit, ADD_LINES, {"quote_id": tap.object_id, "lines": []})


@button("quote-customer", writes=True, stale=stale)
async def _customer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    given = {"quote_id": tap.object_id, "customer": await likely_customers(uow)}
    return await begin(uow, visit, OTHER_CUSTOMER, given)


@button("quote-validate", writes=True, stale=stale)
async def _validate(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.validate(uow, tap.object_id, version=tap.version)
    shown = await show_quote(uow, visit, quote)
    return [visit.toast(_("Validé : {number}").format(number=quote.number)), *shown, send_pdf(quote)]


@button("quote-cancel", writes=True, stale=stale)
async def _cancel(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.cancel(uow, tap.object_id, version=tap.version)
    return [visit.toast(_("Brouillon abandonné, rien n'est perdu.")), visit.show(await staff_card(uow, quote))]


@button("quote-restore", writes=True, stale=stale)
async def _restore(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_quote(uow, visit, await quotes.restore(uow, tap.object_id, version=tap.version))


@button("quote-send", writes=True, stale=stale)
async def _send(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote, token = await quotes.send(uow, tap.object_id, version=tap.version)
    link = f"https://t.me/{visit.bot_username}?start=q_{token}"
    shown = await show_quote(uow, visit, quote)
    reached = reached_lines(await quotes.told(uow, quote.id), uow)
    return [*shown, SendQr(link, sent_screen(quote, link, links.GOOD_FOR, reached))]


@button("quote-revise", writes=True, stale=stale)
async def _revise(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await revise(uow, visit, tap.object_id)


@button("quote-copy", writes=True)
async def _copy(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await begin(uow, visit, COPY, await copy_answers(uow, await quotes.read(uow, tap.object_id)))


@button("quote-template", writes=True)
async def _template(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(uow, tap.object_id)
    return await begin(uow, visit, SAVE_TEMPLATE, {"quote_id": quote.id})


@button("quote-lost", writes=False, stale=stale)
async def _lost(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    if not QUOTE.allows(quote.state, QuoteAction.LOSE):
        return await stale(db, visit, tap)
    return [visit.show(lost_screen(quote))]


@button("quote-lose", writes=True, stale=stale)
async def _lose(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    reason = Reason(tap.word(0, tuple(Reason)))
    quote = await quotes.lose(uow, tap.object_id, reason=reason, version=tap.version)
    return [visit.toast(_("C'est noté.")), *await show_quote(uow, visit, quote)]


@button("floor-ask", writes=True, stale=stale)
async def _floor_ask(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.ask_floor(uow, tap.object_id, version=tap.version)
    asked = _("Accord demandé à votre responsable. Vous serez prévenu.")
    return [visit.toast(asked), *await show_quote(uow, visit, quote)]


@button("floor-approve", writes=True, stale=stale)
async def _floor_approve(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.approve_floor(uow, tap.object_id, version=tap.version)
    return [visit.toast(_("Prix autorisé.")), visit.show(await staff_card(uow, quote))]


@button("floor-refuse", writes=True, stale=stale)
async def _floor_refuse(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.refuse_floor(uow, tap.object_id, version=tap.version)
    return [visit.toast(_("Refus transmis.")), visit.show(await staff_card(uow, quote))]


@button("quote-preview", writes=False, stale=stale)
async def _preview(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.expect_draft(db, tap.object_id)
    caption = _("Aperçu, sans valeur : {gross} TTC").format(gross=money(quote.gross))
    return [SendQuotePdf(quote.company_id, quote.id, caption)]


@button("quote-pdf", writes=False)
async def _send_pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [send_pdf(await quotes.read(db, tap.object_id))]


@button("quote-history", writes=False)
async def _history(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    return [visit.show(await history_screen(db, quote))]


async def history_screen(db: Reader, quote: Quote) -> Screen:
    """The quote's card with what happened to it, folded."""
    card = await staff_card(db, quote)
    facts = await history(db, "quote", quote.id)
    return card.noting(bold(_("Historique")), Folded(await history_lines(db, facts)))


def send_pdf(quote: Quote) -> SendQuotePdf:
    """Its PDF with what it says in one line; raises NotFound for a draft, which has none."""
    if quote.valid_until is None:
        raise NotFound("quote_pdf", quote.id)
    caption = _("Devis {number} — {gross} TTC, valable jusqu'au {day}").format(
        number=quote.number, gross=money(quote.gross), day=day(quote.valid_until)
    )
    return SendQuotePdf(quote.company_id, quote.id, caption)
