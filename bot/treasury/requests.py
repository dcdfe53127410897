"""What is typed about money: what came, came back or goes back; what a customer owes, his statement, what there is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from bot.flows.engine import begin
from bot.invoices.showing import show_invoice
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, bold, in_rows, plain_screen
from bot.parties.picking import likely_customers
from bot.talk.pages import PAGE
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, looking, tell
from bot.treasury.correcting import bounced, refund_screen, small_screen, use_screen
from bot.treasury.deposits import mistaken
from bot.treasury.meant import (
    Payer,
    for_another,
    for_order,
    held,
    invoices_named,
    named_customer,
    payer_in_hand,
    payers_named,
)
from bot.treasury.numbered import opened, paper
from bot.treasury.papers import send_statement, usual_days
from bot.treasury.places import places_screen
from bot.treasury.receiving import RECEIVED, receiving
from bot.treasury.screens import list_screen, payment_card, which_payment
from bot.treasury.showing import show_account, show_payment
from bot.treasury.sums import no_such_sum
from bot.treasury.words import BOUNCES
from bot.understanding.payments import (
    AccountAsked,
    BouncedSaid,
    KeepCreditSaid,
    MistakeSaid,
    MoneyAsked,
    MoneySaid,
    PaymentAsked,
    PaymentSaid,
    PaymentsAsked,
    ReceiptAsked,
    RefundSaid,
    StatementAsked,
    UseCreditSaid,
    WriteOffSaid,
    read_payment,
)
from bot.understanding.periods import Period
from core.company import companies
from core.i18n import _, day, money
from core.invoicing import reads as invoices
from core.invoicing.models import Invoice
from core.invoicing.reads import left_of, settled_of
from core.kernel.amounts import ZERO, Amount, amount
from core.numbering import number_said
from core.parties import customers
from core.permissions import Permission
from core.sales import orders
from core.treasury import payments
from core.treasury.errors import DifferenceTooLarge, NothingDue
from core.uow import UnitOfWork

_IN_HAND: Final = ("invoice", "account", "payment")
_SOLD: Final = ("order", "delivery")


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for a sentence about money; None when it is about something else, or answers the open question."""
    may = visit.actor.may
    if not (may(Permission.PAYMENTS_WRITE) or may(Permission.PAYMENTS_READ)):
        return None
    key = held(visit)
    said = read_payment(text, visit.db.today, in_hand=key is not None and key[0] in _IN_HAND)
    if (wrong := no_such_sum(visit, said, text)) is not None:
        return wrong
    if said is None or _is_answer(visit, said) or (isinstance(said, PaymentSaid) and text.rstrip().endswith("?")):
        return None
    return await _PLANS[type(said)](visit, said)


async def booked(visit: Visit) -> Plan | None:
    """The payment that a message led to stays as it is when the message is edited; it is shown with what corrects it.

    None when it led to none."""
    may = visit.actor.may
    made = await payments.made_from(visit.db, visit.turn.source) if may(Permission.PAYMENTS_WRITE) else None
    if made is None:
        return None
    kept = _("Rien n'a changé : ce paiement est déjà comptabilisé ({number}).").format(number=made.number)
    if not (may(Permission.PAYMENTS_READ) and may(Permission.PAYMENTS_CORRECT)):
        return tell(visit, kept, _("Pour le corriger, demandez à un responsable de le reprendre."))
    button = _("⚠️ Impayé") if made.method in BOUNCES else _("🗑 Noté par erreur")
    mend = _("Pour corriger, touchez « {button} » sur le paiement, puis notez-le à nouveau.").format(button=button)
    return answer(Show(plain_screen(kept, mend)), Show(await payment_card(visit.db, made.id), fresh=True))


def _is_answer(visit: Visit, said: MoneySaid) -> bool:
    """Whether these words rather answer the question that is open about money: « 300 cb »."""
    if visit.question is None or visit.card_is_object or not isinstance(said, PaymentSaid):
        return False
    named = bool(said.who or said.invoices or said.order)
    return not named and visit.question["flow"] in ("order:receive", "order:settle")


async def _received(visit: Visit, said: PaymentSaid) -> Plan | None:
    said = await _with_sum(visit, said)
    payer = await _payer(visit, said)
    if payer is None or isinstance(payer, Plan):
        return payer
    visit.actor.expect(Permission.PAYMENTS_WRITE)
    answers = await receiving(visit, payer, said, visit.db)
    return Plan(act=lambda uow: begin(uow, visit, RECEIVED, answers))


async def _with_sum(visit: Visit, said: PaymentSaid) -> PaymentSaid:
    """« payé fa 9 100 »: a last number that is no invoice's is the sum."""
    *numbers, last = said.invoices or ("",)
    if said.amount is not None or not numbers or not last.isdigit() or await payments.named(visit.db, last):
        return said
    return replace(said, invoices=tuple(numbers), amount=Decimal(last))


async def _payer(visit: Visit, said: PaymentSaid) -> Payer | Plan | None:
    """By invoice, by order, by name, by the sum that was owed, by what is in hand; else who is asked."""
    if said.invoices:
        found = await invoices_named(visit, said.invoices)
        if isinstance(found, Plan):
            return found
        doubt = await for_another(visit, said.who, found[0].customer_id)
        return Payer({"id": found[0].customer_id}, tuple(one.id for one in found), doubt=doubt)
    if said.order is not None:
        ordered = await orders.by_number(visit.db, said.order) if visit.actor.may(Permission.ORDERS_READ) else ()
        if len(ordered) != 1:
            return tell(visit, _("Je ne trouve pas la commande {number}.").format(number=number_said(said.order)))
        doubt = await for_another(visit, said.who, ordered[0].customer_id)
        return await for_order(visit.db, ordered[0], doubt)
    if said.who:
        named = await payers_named(visit, said.who)
        return Payer(named) if named is not None else None
    if (owed := await _owed(visit, said)) is not None:
        return owed
    in_hand = await payer_in_hand(visit)
    if said.of is not None and (in_hand is None or (held(visit) or ("",))[0] not in _SOLD):
        return tell(visit, await _nobody_owes(visit, amount(said.of)))
    return in_hand or Payer(await likely_customers(visit.db))


async def _owed(visit: Visit, said: PaymentSaid) -> Payer | None:
    """« 5 000 sur les 9 870 »: the invoice of so much; of the customer in hand, if one is."""
    if said.of is None:
        return None
    in_hand = await payer_in_hand(visit)
    customer_id = in_hand.customer["id"] if in_hand is not None else None
    found = await payments.owing(visit.db, amount(said.of), customer_id=customer_id)
    found = found or await payments.owing(visit.db, amount(said.of))
    return Payer({"id": found[0].customer_id}, (found[0].id,)) if len(found) == 1 else None


async def _nobody_owes(visit: Visit, sum_: Amount) -> str:
    """Why a sum names no invoice: nobody owes it, or several do."""
    if await payments.owing(visit.db, sum_):
        return _("Plusieurs factures sont de {amount} : écrivez le numéro de la facture.").format(amount=money(sum_))
    return _("Personne ne doit {amount} : écrivez le nom du client ou le numéro de la facture.").format(
        amount=money(sum_)
    )


async def _mistake(visit: Visit, said: MistakeSaid) -> Plan | None:
    """Of an order, its deposits; else the payment of that number, or those of that customer."""
    if said.order is not None:
        return await mistaken(visit, said)
    if said.payment is None:
        return await bounced(visit, BouncedSaid(said.amount, said.who))
    visit.actor.expect(Permission.PAYMENTS_READ)
    found = list(await payments.by_number(visit.db, said.payment, limit=1))
    if said.amount is not None:  # « le règlement 4 »: of this number, or of so much
        alike = await payments.that_came(visit.db, amount=amount(said.amount), customer_id=None)
        found += [one for one in alike if one.id not in {each.id for each in found}]
    if not found:
        return tell(visit, _("Je ne trouve pas le paiement {number}.").format(number=number_said(said.payment)))
    if len(found) > 1:
        return answer(Show(which_payment(found, _("Quel paiement ?")), fresh=True))
    return looking(lambda uow: show_payment(uow, visit, found[0].id, fresh=True))


async def _refund(visit: Visit, said: RefundSaid) -> Plan | None:
    visit.actor.expect(Permission.PAYMENTS_CORRECT)
    credit = await _credit(visit, said.credit)
    if isinstance(credit, Plan):
        return credit
    customer_id = credit.customer_id if credit is not None else await _customer(visit, said.who, "account-refund")
    if customer_id is None or isinstance(customer_id, Plan):
        return customer_id
    given = amount(said.amount) if said.amount is not None else None
    credit_id = credit.id if credit is not None else None
    screen = await refund_screen(visit.db, customer_id, credit_id, given=given, method=said.method)
    return answer(Show(screen, fresh=True))


async def _keep(visit: Visit, said: KeepCreditSaid) -> Plan | None:
    credit = await _credit(visit, said.credit)
    if isinstance(credit, Plan):
        return credit
    return tell(visit, _("C'est gardé : cela se déduira d'une prochaine facture, ou se rembourse quand vous voulez."))


async def _use(visit: Visit, said: UseCreditSaid) -> Plan | None:
    visit.actor.expect(Permission.PAYMENTS_WRITE)
    if said.invoice is not None:
        found = await invoices_named(visit, [said.invoice])
        return found if isinstance(found, Plan) else _deduct(visit, found[0])
    credit = await _credit(visit, said.credit)
    if isinstance(credit, Plan):
        return credit
    customer_id = credit.customer_id if credit is not None else await _customer(visit, "", "account")
    if customer_id is None or isinstance(customer_id, Plan):
        return customer_id
    screen = await use_screen(visit.db, customer_id, visit.actor.company_id or 0)
    return answer(Show(screen, fresh=True)) if screen else tell(visit, _("Ce client ne doit rien pour l'instant."))


async def _write_off(visit: Visit, said: WriteOffSaid) -> Plan | None:
    """Asked for consent, whatever was said. Raises DifferenceTooLarge, NothingDue for one that is settled."""
    visit.actor.expect(Permission.PAYMENTS_CORRECT)
    found = await _small_ones(visit, said)
    if found is None or isinstance(found, Plan):
        return found
    settled = await settled_of(visit.db, [one.id for one in found])
    left = {one: left_of(one, settled.get(one.id, ZERO)) for one in found}
    due = [one for one in found if left[one] > ZERO]
    limit = (await companies.read(visit.db)).write_off_limit
    meant = [one for one in due if left[one] == said.amount or (said.amount is None and left[one] <= limit)]
    if len(due) == 1 and said.amount is None:
        meant = due
    if len(meant) == 1:
        rest = left[meant[0]]
        if rest > limit:
            raise DifferenceTooLarge(rest, limit)
        invoice = await invoices.read(visit.db, meant[0].id)  # whole: what becomes of its VAT is said
        back = f"invoice.{invoice.company_id}.{invoice.id}.0"
        return answer(Show(await small_screen(visit.db, invoice, rest, back, "small:0"), fresh=True))
    if len(found) == 1 and not due:
        raise NothingDue(found[0].number or "")
    lines = [f"{one.number}{_(' : ')}{_('reste')} {money(left[one])}" for one in due[:PAGE]]
    return tell(visit, *lines, _("De quelle facture ? Par exemple : solde l'écart de la fa 12"))


async def _small_ones(visit: Visit, said: WriteOffSaid) -> Sequence[Invoice] | Plan | None:
    """The documents of which a small rest may be meant: the one named, those of whoever is named, or what is in hand.

    None for a name that is nobody's.
    """
    if said.invoice is not None:
        return await invoices_named(visit, [said.invoice])
    if not said.who:
        return await _in_hand_invoices(visit)
    customer_id = await _customer(visit, said.who, "account")
    if customer_id is None or isinstance(customer_id, Plan):
        return customer_id
    return await invoices.open_of(visit.db, customer_id)


async def _in_hand_invoices(visit: Visit) -> list[Invoice]:
    key = held(visit)
    if key is None:
        return []
    if key[0] == "payment":
        return [one.invoice for one in (await payments.look(visit.db, key[1])).shares]
    return [await invoices.read(visit.db, key[1])] if key[0] == "invoice" else []


async def _statement(visit: Visit, said: StatementAsked) -> Plan | None:
    customer_id = await _customer(visit, said.who, "account-pdf")
    if customer_id is None or isinstance(customer_id, Plan):
        return customer_id
    days = (said.period.first, said.period.last) if said.period else usual_days(visit.db.today)
    return await send_statement(visit, customer_id, *days)


async def _account(visit: Visit, said: AccountAsked) -> Plan | None:
    customer_id = await _customer(visit, said.who, "account")
    if customer_id is None or isinstance(customer_id, Plan):
        return customer_id
    visit.actor.expect(Permission.PAYMENTS_READ)
    return looking(lambda uow: show_account(uow, visit, customer_id, fresh=True))


async def _payments(visit: Visit, said: PaymentsAsked) -> Plan | None:
    visit.actor.expect(Permission.PAYMENTS_READ)
    every = said.every or (said.period is not None and not said.his)  # of a time: everybody's, whoever is in hand
    if not said.who and (every or held(visit) is None):
        period = said.period
        days = (period.first, period.last) if period else (visit.db.today, visit.db.today)
        found = await payments.came_in(visit.db, starts_on=days[0], ends_on=days[1])
        title = _("Reçu en tout : {amount}").format(amount=money(found.total))
        return answer(Show(which_payment(found.newest, title), fresh=True))
    customer_id = await _customer(visit, said.who, "account-payments")
    if customer_id is None or isinstance(customer_id, Plan):
        return customer_id
    if said.period is not None:
        return await _came_in(visit, customer_id, said.period)
    theirs = await payments.of_customer(visit.db, customer_id, limit=PAGE + 1)
    return answer(Show(list_screen(theirs, await customers.read(visit.db, customer_id), 0), fresh=True))


async def _came_in(visit: Visit, customer_id: int, period: Period) -> Plan:
    """What one customer paid in a time."""
    found = await payments.came_in(visit.db, starts_on=period.first, ends_on=period.last, customer_id=customer_id)
    title = _("{name}, du {first} au {last} : {amount}").format(
        name=(await customers.read(visit.db, customer_id)).name,
        first=day(period.first),
        last=day(period.last),
        amount=money(found.total),
    )
    return answer(Show(which_payment(found.newest, title), fresh=True))


async def _money(visit: Visit, said: MoneyAsked) -> Plan:
    """What the books say is there, and where each way to pay goes."""
    visit.actor.expect(Permission.LEDGER_READ)
    return answer(Show(await places_screen(visit.db), fresh=True))


async def _customer(visit: Visit, who: str, verb: str) -> int | Plan | None:
    """The customer of that name, or in hand; which one is asked when several fit, None for a name that nobody has."""
    if not who:
        payer = await payer_in_hand(visit)
        if payer is None:
            return tell(visit, _("De quel client ? Par exemple : compte dupont"))
        return int(payer.customer["id"])
    match = await named_customer(visit, who)
    if match.certain is not None:
        return match.certain.id
    if not match.candidates:
        return None
    company_id = visit.actor.company_id or 0
    buttons = [
        Button(f"{one.name} — {one.detail}".rstrip(" —"), Tap(verb, company_id, one.id).packed())
        for one in match.candidates[:PAGE]
    ]
    return answer(Show(plain_screen(bold(_("Quel client ?")), rows=in_rows(buttons, 1)), fresh=True))


async def _credit(visit: Visit, typed: str | None) -> Invoice | Plan | None:
    """The credit note of that number, or the one in hand; None when none is."""
    if typed is None:
        key = held(visit)
        if key is None or key[0] != "invoice":
            return None
        shown = await invoices.read(visit.db, key[1])
        return shown if shown.sign < 0 else None
    found = [one for one in await invoices.found_by_number(visit.db, typed) if one.sign < 0]
    if len(found) == 1:
        return found[0]
    return tell(visit, _("Je ne trouve pas l'avoir {number}.").format(number=number_said(typed)))


def _deduct(visit: Visit, invoice: Invoice) -> Plan:
    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await payments.use_credit(uow, invoice.id)
        return await show_invoice(uow, visit, invoice.id, fresh=True)

    return Plan(act=act)


_Planned = Callable[[Visit, Any], Awaitable[Plan | None]]
_PLANS: Final[dict[type[MoneySaid], _Planned]] = {
    PaymentSaid: _received,
    BouncedSaid: bounced,
    MistakeSaid: _mistake,
    RefundSaid: _refund,
    KeepCreditSaid: _keep,
    UseCreditSaid: _use,
    WriteOffSaid: _write_off,
    StatementAsked: _statement,
    AccountAsked: _account,
    PaymentsAsked: _payments,
    ReceiptAsked: paper,
    PaymentAsked: opened,
    MoneyAsked: _money,
}
