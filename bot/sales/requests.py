"""What people ask in words about quotes that exist, and about templates."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from bot.flows.engine import begin
from bot.flows.picking import picked
from bot.outgoing.say import Say, Show
from bot.parties.picking import likely_customers
from bot.sales.repeating import AGAIN, COPY, FROM_TEMPLATE, SAVE_TEMPLATE, copy_answers, revise, template_choice
from bot.sales.screens import found_quotes, list_screen, lost_screen, templates_screen
from bot.sales.showing import show_quote
from bot.talk.pages import PAGE
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from bot.understanding import (
    Match,
    QuoteAgain,
    QuoteCopy,
    QuoteLose,
    QuoteRequest,
    QuoteRevise,
    QuotesAsked,
    TemplatesAsked,
    TemplateSave,
    TemplateUse,
)
from core.i18n import N_, _
from core.numbering import number_said
from core.permissions import Permission
from core.sales import quotes, templates
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState, Reason
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork

S = QuoteState
LISTS: Final = {
    "open": (N_("Mes devis en cours"), (S.DRAFT, S.VALIDATED, S.SENT)),
    "drafts": (N_("Mes brouillons"), (S.DRAFT,)),
    "lost": (N_("Mes devis perdus"), (S.REFUSED, S.EXPIRED)),
    "accepted": (N_("Mes devis acceptés"), (S.ACCEPTED, S.ORDERED)),
}


async def plan_request(visit: Visit, asked: QuoteRequest) -> Plan:
    """The plan for a request about quotes or templates; raises NotAllowed."""
    return await _PLANS[type(asked)](visit, asked)


def quote_in_hand(visit: Visit) -> int | None:
    """The quote replied to, or else the one last worked on."""
    return quote_replied_to(visit) or object_id(visit.focus, "quote")


def quote_replied_to(visit: Visit) -> int | None:
    card = visit.card or ""
    return object_id(card, "quote") or object_id(card, "quote-pdf")


async def listed(db: Reader, which: str, page: int) -> Show:
    """One page of one's quotes in these states."""
    title, states = LISTS[which]
    listing = await quotes.mine(db, states=states, limit=PAGE, offset=page * PAGE)
    return Show(list_screen(listing, which, page, _(title)))


async def one_quote(visit: Visit, number: str | None) -> Quote | Plan:
    """The quote of this number, or the one in hand; a plan that asks which when that is not certain."""
    if number is None:
        quote_id = quote_in_hand(visit)
        if quote_id is None:
            return tell(visit, _("Quel devis ? Répondez à sa carte, ou donnez son numéro."))
        return await quotes.read(visit.db, quote_id)
    found = [quote for quote in await quotes.by_number(visit.db, number) if quote.state is not QuoteState.REPLACED]
    if len(found) == 1:
        return await quotes.read(visit.db, found[0].id)
    if found:
        return answer(Show(found_quotes(found)))
    return tell(visit, _("Je ne trouve pas le devis {number}.").format(number=number_said(number)))


async def _copy(visit: Visit, asked: QuoteCopy) -> Plan:
    visit.actor.expect(Permission.QUOTES_WRITE)
    quote = await one_quote(visit, asked.number)
    if not isinstance(quote, Quote):
        return quote
    known = await copy_answers(visit.db, quote)
    if asked.customer is not None:
        known["customer"] = picked(asked.customer)
    known["source"] = visit.turn.source
    return Plan(act=lambda uow: begin(uow, visit, COPY, known))


async def _again(visit: Visit, asked: QuoteAgain) -> Plan:
    visit.actor.expect(Permission.QUOTES_WRITE)
    known = {"customer": await _customer_meant(visit, asked.customer), "source": visit.turn.source}
    return Plan(act=lambda uow: begin(uow, visit, AGAIN, known))


async def _revise(visit: Visit, asked: QuoteRevise) -> Plan:
    visit.actor.expect(Permission.QUOTES_WRITE)
    quote = await one_quote(visit, asked.number)
    if not isinstance(quote, Quote):
        return quote
    quote_id = quote.id
    return Plan(act=lambda uow: revise(uow, visit, quote_id))


async def _lose(visit: Visit, asked: QuoteLose) -> Plan:
    """With a reason it is done; without one it is asked in one tap."""
    visit.actor.expect(Permission.QUOTES_WRITE)
    quote = await one_quote(visit, asked.number)
    if not isinstance(quote, Quote):
        return quote
    QUOTE.after(quote.state, QuoteAction.LOSE)
    if asked.reason is None:
        return answer(Show(lost_screen(quote), fresh=True))
    quote_id, reason = quote.id, Reason(asked.reason)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        return await show_quote(uow, visit, await quotes.lose(uow, quote_id, reason=reason), fresh=True)

    return Plan(act=act)


async def _list(visit: Visit, asked: QuotesAsked) -> Plan:
    visit.actor.expect(Permission.QUOTES_READ)
    return answer(await listed(visit.db, asked.which, 0))


async def _use(visit: Visit, asked: TemplateUse) -> Plan:
    visit.actor.expect(Permission.QUOTES_WRITE)
    named = await templates.search(visit.db, asked.name)
    found = named or await templates.resembling(visit.db, asked.name)
    if not found:
        none = _("Je n'ai pas de modèle « {name} ».").format(name=asked.name[:60])
        return tell(visit, none, _("« modèles » montre ceux qui existent."))
    customer = picked(asked.customer) if asked.customer else await likely_customers(visit.db)
    known = {"template": template_choice(found, sure=bool(named)), "customer": customer, "source": visit.turn.source}
    return Plan(act=lambda uow: begin(uow, visit, FROM_TEMPLATE, known))


async def _save(visit: Visit, asked: TemplateSave) -> Plan:
    visit.actor.expect(Permission.QUOTES_WRITE)
    quote = await one_quote(visit, None)
    if not isinstance(quote, Quote):
        return quote
    known: dict[str, Any] = {"quote_id": quote.id, **({"template_name": asked.name[:100]} if asked.name else {})}
    return Plan(act=lambda uow: begin(uow, visit, SAVE_TEMPLATE, known))


async def _templates(visit: Visit, _asked: TemplatesAsked) -> Plan:
    visit.actor.expect(Permission.QUOTES_READ)
    return answer(Show(templates_screen(await templates.search(visit.db, limit=20))))


async def _customer_meant(visit: Visit, said: Match | None) -> dict[str, Any]:
    """The customer said, or the one in hand, or one of the latest."""
    if said is not None:
        return picked(said)
    customer_id = object_id(visit.card or "", "customer") or object_id(visit.focus, "customer")
    if customer_id is None and (quote_id := quote_in_hand(visit)) is not None:
        customer_id = (await quotes.read(visit.db, quote_id)).customer_id
    return {"id": customer_id} if customer_id is not None else await likely_customers(visit.db)


_PLANS: Final[dict[type, Callable[[Visit, Any], Awaitable[Plan]]]] = {
    QuoteCopy: _copy,
    QuoteAgain: _again,
    QuoteRevise: _revise,
    QuoteLose: _lose,
    QuotesAsked: _list,
    TemplateUse: _use,
    TemplateSave: _save,
    TemplatesAsked: _templates,
}
