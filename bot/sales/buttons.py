"""The buttons of quotes: what each verb does when it is tapped."""

from collections.abc import Sequence

from bot.flows.engine import begin
from bot.outgoing.say import Say, SendQr, SendQuotePdf, Toast
from bot.outgoing.screen import Folded, Screen, bold
from bot.sales.asking import likely_customers
from bot.sales.changing import ADD_LINES, OTHER_CUSTOMER, SET_VALUE
from bot.sales.history import history_lines
from bot.sales.making import show_quote
from bot.sales.screens import confirm_answer, edit_card, line_card, quote_card, quote_name, received_card, sent_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.company import companies, links
from core.history import history
from core.i18n import _, day, money
from core.kernel.amounts import Quantity, quantity
from core.kernel.errors import NotFound
from core.permissions import Role
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote, QuoteLine
from core.uow import Reader, UnitOfWork

# What a verb leads to: a second tap on it finds the thing done, and says so.
_LEADS_TO = {
    "quote-validate": {QuoteState.VALIDATED, QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.REFUSED},
    "quote-cancel": {QuoteState.CANCELLED},
    "quote-restore": {QuoteState.DRAFT},
    "quote-accept": {QuoteState.ACCEPTED},
    "quote-refuse": {QuoteState.REFUSED},
}


async def _stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The card as it is now, with a toast: it was done already, or it has changed since."""
    if db.actor.role is Role.CUSTOMER:
        quote = await quotes.read_received(db, tap.object_id)
        screen = received_card(quote, visit.known.company)
    else:
        quote = await quotes.read(db, tap.object_id)
        screen = quote_card(quote)
    if quote.state in _LEADS_TO.get(tap.verb, ()):
        text = _("C'est déjà fait : {name}.").format(name=quote_name(quote))
    else:
        text = _("Ce devis a changé, voici la version actuelle.")
    return [_toast(visit, text), visit.show(screen)]


@button("quote", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(quote_card(await quotes.read(db, tap.object_id)))]


@button("quote-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_quote(uow, visit, await quotes.read(uow, tap.object_id))


@button("quote-edit", writes=False, stale=_stale)
async def _edit(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    if quote.state is not QuoteState.DRAFT:
        return await _stale(db, visit, tap)
    return [visit.show(edit_card(quote, _number(tap, 0)))]


@button("line", writes=False, stale=_stale)
async def _line(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    return [visit.show(line_card(quote, _line_of(quote, tap)))]


@button("line-qty", writes=True, stale=_stale)
async def _quantity(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    line_id, target = _number(tap, 0), _target(tap)
    quote = await quotes.set_line(uow, tap.object_id, line_id, quantity=target, version=tap.version)
    return [visit.show(line_card(quote, _line_of(quote, tap)))]


@button("line-remove", writes=True, stale=_stale)
async def _remove(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.remove_line(uow, tap.object_id, _number(tap, 0), version=tap.version)
    return [_toast(visit, _("Ligne supprimée.")), visit.show(edit_card(quote))]


async def _ask_value(uow: UnitOfWork, visit: Visit, tap: Tap, what: str) -> Sequence[Say]:
    quote = await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    return await begin(uow, visit, SET_VALUE, {"quote_id": quote.id, "line_id": _line_of(quote, tap).id, "what": what})


@button("line-quantity", writes=True, stale=_stale)
async def _line_quantity(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _ask_value(uow, visit, tap, "quantity")


@button("line-price", writes=True, stale=_stale)
async def _price(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _ask_value(uow, visit, tap, "price")


@button("line-discount", writes=True, stale=_stale)
async def _line_discount(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _ask_value(uow, visit, tap, "discount")


@button("quote-discount", writes=True, stale=_stale)
async def _discount(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    return await begin(uow, visit, SET_VALUE, {"quote_id": tap.object_id, "line_id": None, "what": "discount"})


@button("quote-add", writes=True, stale=_stale)
async def _add(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    return await begin(uow, visit, ADD_LINES, {"quote_id": tap.object_id, "lines": []})


@button("quote-customer", writes=True, stale=_stale)
async def _customer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    given = {"quote_id": tap.object_id, "customer": await likely_customers(uow)}
    return await begin(uow, visit, OTHER_CUSTOMER, given)


@button("quote-validate", writes=True, stale=_stale)
async def _validate(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.validate(uow, tap.object_id, version=tap.version)
    shown = await show_quote(uow, visit, quote)
    return [_toast(visit, _("Validé : {number}").format(number=quote.number)), *shown, _pdf(quote)]


@button("quote-cancel", writes=True, stale=_stale)
async def _cancel(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.cancel(uow, tap.object_id, version=tap.version)
    return [_toast(visit, _("Brouillon abandonné, rien n'est perdu.")), visit.show(quote_card(quote))]


@button("quote-restore", writes=True, stale=_stale)
async def _restore(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_quote(uow, visit, await quotes.restore(uow, tap.object_id, version=tap.version))


@button("quote-send", writes=True, stale=_stale)
async def _send(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote, token = await quotes.send(uow, tap.object_id, version=tap.version)
    link = f"https://t.me/{visit.bot_username}?start=q_{token}"
    shown = await show_quote(uow, visit, quote)
    return [*shown, SendQr(link, sent_screen(quote, link, links.GOOD_FOR))]


@button("quote-preview", writes=False, stale=_stale)
async def _preview(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.expect_draft(db, tap.object_id)
    caption = _("Aperçu, sans valeur : {gross} TTC").format(gross=money(quote.gross))
    return [SendQuotePdf(quote.company_id, quote.id, caption)]


@button("quote-pdf", writes=False)
async def _send_pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [_pdf(await quotes.read(db, tap.object_id))]


@button("quote-history", writes=False)
async def _history(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    return [visit.show(await history_screen(db, quote))]


async def history_screen(db: Reader, quote: Quote) -> Screen:
    """The quote's card with what happened to it, folded."""
    card = quote_card(quote)
    facts = await history(db, "quote", quote.id)
    return card.noting(bold(_("Historique")), Folded(history_lines(db, facts)))  # type: ignore[arg-type]


@button("received", writes=False)
async def _received(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read_received(db, tap.object_id)
    return [visit.show(received_card(quote, visit.known.company))]


@button("received-pdf", writes=False)
async def _received_pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [_pdf(await quotes.read_received(db, tap.object_id))]


@button("quote-accept-ask", writes=False)
async def _accept_ask(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _ask_customer(db, visit, tap, accepting=True)


@button("quote-refuse-ask", writes=False)
async def _refuse_ask(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _ask_customer(db, visit, tap, accepting=False)


@button("quote-accept", writes=True, stale=_stale)
async def _accept(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.accept(uow, tap.object_id, version=tap.version)
    company = await companies.read(uow)
    return [_toast(visit, _("Merci ! {company} est prévenu.").format(company=company.name)), _answered(visit, quote)]


@button("quote-refuse", writes=True, stale=_stale)
async def _refuse(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.refuse(uow, tap.object_id, version=tap.version)
    return [_toast(visit, _("C'est noté.")), _answered(visit, quote)]


async def _ask_customer(db: Reader, visit: Visit, tap: Tap, *, accepting: bool) -> Sequence[Say]:
    quote = await quotes.read_received(db, tap.object_id)
    if quote.state is not QuoteState.SENT or quote.version != tap.version:
        return await _stale(db, visit, tap)
    return [visit.show(confirm_answer(quote, accepting=accepting))]


def _answered(visit: Visit, quote: Quote) -> Say:
    return visit.show(received_card(quote, visit.known.company))


def _pdf(quote: Quote) -> SendQuotePdf:
    if quote.valid_until is None:  # a draft has no PDF, and no button that asks for it
        raise NotFound("quote_pdf", quote.id)
    caption = _("Devis {number} — {gross} TTC, valable jusqu'au {day}").format(
        number=quote.number, gross=money(quote.gross), day=day(quote.valid_until)
    )
    return SendQuotePdf(quote.company_id, quote.id, caption)


def _line_of(quote: Quote, tap: Tap) -> QuoteLine:
    line_id = _number(tap, 0)
    for line in quote.lines:
        if line.id == line_id:
            return line
    raise NotFound("quote_line", line_id)


def _number(tap: Tap, index: int) -> int:
    """A numeric argument of a button; anything else is a button we never made."""
    argument = tap.arguments[index] if index < len(tap.arguments) else "0"
    if not argument.isdecimal():
        raise NotFound("button", tap.verb)
    return int(argument)


def _target(tap: Tap) -> Quantity:
    """The quantity that a step leads to: `4` or `2.500`; anything else is a button we never made."""
    typed = ".".join(tap.arguments[1:])  # the point of 2.500 parts arguments too
    if not typed.replace(".", "", 1).isdecimal():
        raise NotFound("button", tap.verb)
    return quantity(typed)


def _toast(visit: Visit, text: str) -> Toast:
    return Toast(visit.turn.callback_id, text)
