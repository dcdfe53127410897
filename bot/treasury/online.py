"""Paying an invoice through the messenger: asked for, allowed when its provider asks, booked when it has the money."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.errors import explain
from bot.incoming.turn import Money
from bot.invoices.received import ask_tap, pay_screen, received_card
from bot.invoices.words import due_words, invoice_name
from bot.outgoing.say import AllowMoney, AskMoney, Say, SendPdf, Show
from bot.outgoing.screen import Line, Screen, bold, plain_screen
from bot.talk.buttons import button
from bot.talk.means import Provider
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer
from bot.treasury.own import own_screen
from core.company import companies
from core.db.engine import scope
from core.i18n import _, money
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import BusinessError, NotAllowed, NotFound
from core.permissions import SYSTEM
from core.treasury import payments
from core.treasury.payments import Charge, Received
from core.treasury.payments.online import CURRENCY
from core.uow import Reader, UnitOfWork

log = logging.getLogger(__name__)

_VERB: Final = "pay"  # of what the messenger keeps with a request, packed as a button's data is


@button("my-invoice-online", writes=True)
async def _ask(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The messenger's own request for what is left, below his card."""
    invoice, left = await payments.ask_online(uow, tap.object_id)
    if not visit.provider.takes(demo=invoice.demo):
        return [visit.toast(_("Ce bouton ne sert plus."))]
    return [_request(uow, visit.provider, invoice, left)]


async def checkout(visit: Visit, asked: Tap | None) -> Plan:
    """The provider asks whether it may take the money: the last moment to say no, with why."""
    return answer(AllowMoney(visit.turn.callback_id, await _why_not(visit, asked)))


async def paid(visit: Visit, asked: Tap | None) -> Plan:
    """The provider has the money: it is booked whoever has paid, and whatever has happened to the invoice."""
    return Plan(act=lambda uow: _book(uow, visit, asked))


def _request(db: Reader, provider: Provider, invoice: Invoice, left: Amount) -> AskMoney:
    seller = str(invoice.seller.get("name") or "")
    parts = (seller, due_words(invoice, amount(invoice.payable - left), db.today), _trial(provider))
    card = pay_screen(invoice, left, locked=None)
    sorry = _("Le paiement en ligne ne répond pas pour l'instant.")
    return AskMoney(
        title=invoice_name(invoice),
        description=" · ".join(filter(None, parts)),
        data=ask_tap(_VERB, invoice),
        cents=int(left * 100),
        instead=replace(card, lines=(card.lines[0], sorry, *card.lines[1:])),
    )


def _trial(provider: Provider) -> str:
    return _("Paiement d'essai : aucun argent ne circule.") if provider is Provider.TRIAL else ""


async def _why_not(visit: Visit, asked: Tap | None) -> str:
    """Nothing when the money may be taken."""
    taken = visit.turn.money
    if asked is None or asked.verb != _VERB or taken is None:
        return _("Cette demande ne vient pas de nous : rien n'est payé.")
    if visit.provider is Provider.NONE:
        return _("Le paiement en ligne n'est plus proposé : rien n'est payé.")
    try:
        sum_ = _in_euros(taken)
        await payments.expect_online(visit.db, asked.object_id, amount=sum_, currency=taken.currency)
    except (NotAllowed, NotFound):
        return _("Cette facture n'est pas à votre nom : rien n'est payé.")
    except BusinessError as refusal:
        return explain(refusal)
    return ""


async def _book(uow: UnitOfWork, visit: Visit, asked: Tap | None) -> Sequence[Say]:
    """In the company that asked, by the messenger's word: the payer may be nobody there any more."""
    taken = visit.turn.money
    try:
        if asked is None or asked.verb != _VERB or taken is None or taken.currency != CURRENCY:
            raise NotFound("invoice", 0)
        await _enter(uow, asked.company_id, visit)
        charge = Charge(taken.charge_id, taken.provider_id, _in_euros(taken), visit.turn.name, visit.actor.customer_id)
        received = await payments.receive_online(uow, asked.object_id, charge=charge)
    except NotFound:
        log.error("money came for nothing that we know: %s for %r", taken, visit.turn.data)
        told = _(
            "Votre paiement est arrivé, mais je ne trouve pas sa facture. Écrivez à l'entreprise : rien n'est perdu."
        )
        return [Show(plain_screen(told))]
    return await _thanks(uow, visit, received)


async def _enter(uow: UnitOfWork, company_id: int, visit: Visit) -> None:
    """Raises NotFound for a company that never was."""
    uow.actor = replace(SYSTEM, company_id=company_id, language=visit.actor.language, source=visit.turn.source)
    await scope(uow.session, company_id)
    uow.actor = replace(uow.actor, zone=(await companies.read(uow)).zone)


async def _thanks(uow: UnitOfWork, visit: Visit, received: Received) -> Sequence[Say]:
    """In the place of his card, and of his account's where it stands; the receipt once."""
    payment, invoice = received.payment, received.invoice
    if visit.actor.customer_id != payment.customer_id:
        seller = str(invoice.seller.get("name") or "")
        told = _("{company} est prévenue, et vous donnera le reçu.").format(company=seller)
        return [Show(plain_screen(_heading(), f"{invoice_name(invoice)} · {money(payment.amount)}", told))]
    mine = await own_screen(Reader(uow.session, visit.actor, uow.now), visit.provider)
    receipt = [SendPdf("receipt", payment.company_id, payment.id)] if received.anew else []
    return [Show(mine, standing=True), Show(await _paid_card(uow, visit.provider, received)), *receipt]


async def _paid_card(db: Reader, provider: Provider, received: Received) -> Screen:
    card = await received_card(db, received.invoice, provider)
    over = (await payments.look(db, received.payment.id)).rest
    return replace(card, lines=(_heading(), *card.lines, *_kept(over, whole=over == received.payment.amount)))


def _kept(over: Amount, *, whole: bool) -> tuple[Line, ...]:
    """What he has paid too much, all of it where the invoice was paid before; nothing where it was not."""
    if over <= ZERO:
        return ()
    told = _("⚠️ {amount} payés en trop.")
    twice = _("⚠️ Cette facture était déjà payée : ces {amount} sont payés en trop.")
    way = _("Ils restent à vous : écrivez-nous pour être remboursé, sinon ils se déduisent de votre prochaine facture.")
    return ((twice if whole else told).format(amount=money(over)), way)


def _heading() -> Line:
    return ("✅ ", bold(_("Payé, merci")))


def _in_euros(taken: Money) -> Amount:
    return amount(amount(taken.total) / 100)
