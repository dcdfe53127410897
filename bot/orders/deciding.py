"""What is decided about an order that waits: released, refused, a deposit asked; and a deposit that came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.orders.reasons import ReasonStep
from bot.orders.screens import DEPOSIT, staff_card, tap
from bot.orders.showing import show_order, stale
from bot.orders.words import METHODS, failed_words, method_words
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Screen, bold, in_rows, plain_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from bot.treasury.screens import advance_screen
from bot.understanding.order_requests import read_deposit
from bot.understanding.payments import PaymentSaid, read_payment
from core.i18n import N_, _, money
from core.kernel.amounts import Amount, amount, percent
from core.kernel.errors import IllegalTransition
from core.permissions import Permission
from core.sales import orders
from core.sales.lifecycles import ORDER, OrderAction, OrderState
from core.sales.models import Order
from core.sales.orders import CheckKind, Control
from core.sales.orders.locking import expect_payable
from core.treasury import payments
from core.treasury.models import Payment, PaymentMethod
from core.uow import Reader, UnitOfWork

_CENTS: Final = 100
_OFFERED: Final = ("card", "cheque", "transfer")


def deposit_screen(order: Order, received: Amount, method: str | None) -> Screen:
    """The one confirmation before money is written down: how much, for which order, how it came."""
    deposit, payment = (
        _("Noter un acompte de {amount} sur {number} ?"),
        _("Noter un paiement de {amount} sur {number} ?"),
    )
    about = (payment if _delivered(order) else deposit).format(amount=money(received), number=order.number)
    cents = int(received * _CENTS)
    label = _("✅ Oui, {method}") if method else ""
    methods = (method,) if method else tuple(METHODS)
    buttons = [
        Button(label.format(method=method_words(one)) or method_words(one).capitalize(), _came(order, cents, one))
        for one in methods
    ]
    back = Button(_("Retour"), tap("order", order))
    lines = (bold(about), order.customer.name)
    return Screen(lines, (*in_rows(buttons), (back,)), card=object_key("order", order.id))


def which_deposit(order: Order, sum_: Amount) -> Screen:
    """« Acompte de 100 € sur la 15 »: an invoice of it, or money that came? Nobody guesses."""
    asked = _("{amount} sur {number} : facture d'acompte ou argent reçu ?").format(
        amount=money(sum_), number=order.number
    )
    cents = int(sum_ * _CENTS)
    charge = Button(_("🧾 Facture d'acompte"), tap("invoice-deposit-sum", order, cents))
    came = Button(_("💶 Argent reçu"), tap("order-came", order, cents))
    return Screen((bold(asked), order.customer.name), ((charge, came),), card=object_key("order", order.id))


@button("order-came", writes=False)
async def _came_in(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.PAYMENTS_WRITE)
    received = amount(Decimal(tap.number(0)) / _CENTS)
    return [visit.show(deposit_screen(await orders.read(db, tap.object_id), received, None))]


@button("order-release", writes=True, stale=stale)
async def _release(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await ask_release(uow, visit, tap.object_id, tap.version)


@button("order-review", writes=True, stale=stale)
async def _review(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _reviewed(uow, visit, tap.object_id, tap.version)


async def _reviewed(uow: UnitOfWork, visit: Visit, order_id: int, version: int | None) -> Sequence[Say]:
    order = await orders.review(uow, order_id, version=version)
    waits = _("{number} attend toujours : {checks}").format(
        number=order.number, checks=failed_words(Control.of(order).failed)
    )
    done = _("Plus rien ne la retenait : {number} est confirmée.").format(number=order.number)
    told = waits if order.state is OrderState.WAITING else done
    if not visit.turn.callback_id:
        return [Show(plain_screen(told)), *await show_order(uow, visit, order, fresh=True)]
    return [visit.toast(told), *await show_order(uow, visit, order)]


@button("order-refuse", writes=True, stale=stale)
async def _refuse(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await ask_refuse(uow, visit, tap.object_id, tap.version)


@button("order-deposit", writes=True, stale=stale)
async def _deposit(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    share = percent(tap.word(0, (DEPOSIT,)))
    order = await orders.ask_deposit(uow, tap.object_id, share=share, version=tap.version)
    return [visit.toast(_("Acompte demandé, le vendeur est prévenu.")), *await show_order(uow, visit, order)]


@button("order-paid", writes=True, stale=stale)
async def _paid(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.PAYMENTS_WRITE)
    order = await orders.read(uow, tap.object_id)
    ORDER.after(order.state, OrderAction.PAY)
    await expect_payable(uow, order.id, uow.today)
    due = order.gross if _delivered(order) else amount(order.gross * order.deposit)
    left = due - order.deposit_received
    known = {"order_id": order.id, "number": order.number, "asked": str(left) if left > 0 else ""}
    return await begin(uow, visit, SETTLE if _delivered(order) else RECEIVE, known)


@button("order-received", writes=True, stale=stale)
async def _received(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    received, method = amount(Decimal(tap.number(0)) / _CENTS), tap.word(1, METHODS)
    order = await orders.read(uow, tap.object_id)
    order.expect(tap.version)
    order, told = await _receive(uow, order, received, method)
    return [visit.toast(_noted(order, received)), *await show_order(uow, visit, order), *told]


async def ask_release(uow: UnitOfWork, visit: Visit, order_id: int, version: int | None = None) -> Sequence[Say]:
    """Why is only asked when something is forced. Raises Changed, IllegalTransition, NotAllowed, NotFound."""
    uow.actor.expect(orders.release.permission)
    order = await orders.read(uow, order_id)
    failed = (await orders.standing(uow, order)).failed
    if order.state is OrderState.WAITING and not failed:
        return await _reviewed(uow, visit, order_id, version)
    unlikely = [reason for kind, reason in _AWAITED.items() if kind not in failed]
    return await _asked(uow, visit, order, version, RELEASE, OrderAction.CONFIRM, unlikely=unlikely)


async def ask_refuse(uow: UnitOfWork, visit: Visit, order_id: int, version: int | None = None) -> Sequence[Say]:
    """« Pourquoi refuser ? » Raises Changed, IllegalTransition, NotAllowed, NotFound."""
    uow.actor.expect(orders.refuse.permission)
    return await _asked(uow, visit, await orders.read(uow, order_id), version, REFUSE, OrderAction.REFUSE)


_AWAITED: Final = {CheckKind.STOCK: N_("Le stock arrive"), CheckKind.DEPOSIT: N_("L'acompte est annoncé")}


@dataclass(frozen=True, slots=True)
class DepositStep:
    """How much came and how, {"amount", "method"}, of what was typed also {"reference", "bank"}; what is still asked
    may be tapped."""

    name: str
    asking: str = N_("Quel acompte est reçu sur {number} ?")

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name):
            return None
        asked = _(self.asking).format(number=answers["number"])
        options: tuple[Option, ...] = ()
        if left := answers["asked"]:
            sum_ = money(Decimal(left))
            options = tuple(
                Option(f"{sum_} · {method_words(one)}", {"amount": left, "method": one}) for one in _OFFERED
            )
        return Question((asked, _("Par exemple : 300 cb")), options)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        said = read_deposit(reply.text)
        if said is not None and said.method is not None and said.amount:
            return {"amount": str(said.amount), "method": said.method}
        if (paid := _with_paper(reply.text, db.today)) is not None:
            return paid
        raise Unreadable(N_("J'attends un montant et comment il est venu, par exemple : 300 cb"))

    def value(self, answers: Answers) -> Mapping[str, str]:
        value: Mapping[str, str] = answers[self.name]
        return value


def _with_paper(text: str, today: date) -> Mapping[str, str] | None:
    """« 226,80 chq 1234567 BNP »: with the number of what he paid by, and its bank."""
    said = read_payment(text, today, in_hand=True)
    if not isinstance(said, PaymentSaid) or not said.amount or said.method is None or said.who or said.invoices:
        return None
    return {"amount": str(said.amount), "method": said.method, "reference": said.reference, "bank": said.bank}


async def _receive(
    uow: UnitOfWork, order: Order, received: Amount, method: str, *, reference: str = "", bank: str = ""
) -> tuple[Order, list[Say]]:
    """A payment that is held for the order, once for the version that was looked at; returns the order after it, and
    what there is to say of the money."""
    paid = PaymentMethod.DIRECT_DEBIT if method == "debit" else PaymentMethod(method)
    made = await payments.receive(
        uow,
        order.customer_id,
        amount=received,
        method=paid,
        order_id=order.id,
        reference=reference,
        bank=bank,
        key=f"order:{order.id}:{order.version}",
    )
    after = await orders.read(uow, order.id)
    return after, await _to_invoice(uow, made, after)


async def _asked(
    uow: UnitOfWork,
    visit: Visit,
    order: Order,
    version: int | None,
    flow: Flow,
    action: OrderAction,
    *,
    unlikely: Sequence[str] = (),
) -> Sequence[Say]:
    """Ask why, once it is sure that the order is the one that was looked at and still waits."""
    order.expect(version)
    if order.state is not OrderState.WAITING:
        raise IllegalTransition("order", order.state, action)
    known = {"order_id": order.id, "number": order.number, "version": order.version, "unlikely": list(unlikely)}
    return await begin(uow, visit, flow, known)


async def _changed(uow: UnitOfWork, visit: Visit, order_id: int, version: int) -> Sequence[Say] | None:
    """What to say when the order is no longer the one that was decided upon."""
    order = await orders.load(uow, order_id, locked=True)
    if order.version == version:
        return None
    told = plain_screen(_("Cette commande a changé, voici la version actuelle."))
    return [Show(told), *await show_order(uow, visit, order, fresh=True)]


def _came(order: Order, cents: int, method: str) -> str:
    return tap("order-received", order, cents, method)


def _delivered(order: Order) -> bool:
    """Whether all of it was delivered: what comes now is no deposit any more."""
    return order.state is OrderState.CLOSED


async def _to_invoice(uow: UnitOfWork, payment: Payment, order: Order) -> list[Say]:
    """What came is held for the order: the deposit invoice of it, where this person may make it."""
    if not (uow.actor.may(Permission.INVOICES_WRITE) and uow.actor.may(Permission.PAYMENTS_READ)):
        return []
    held = (await payments.look(uow, payment.id)).rest
    return [Show(advance_screen(payment, order.number), fresh=True)] if held and not _delivered(order) else []


def _noted(order: Order, received: Amount) -> str:
    if _delivered(order):
        return _("Paiement de {amount} noté.").format(amount=money(received))
    if order.state is OrderState.WAITING:
        return _("Acompte de {amount} noté.").format(amount=money(received))
    return _("Acompte de {amount} noté, {number} est confirmée.").format(amount=money(received), number=order.number)


async def _run_release(
    uow: UnitOfWork, visit: Visit, order_id: int, number: str, version: int, reason: str
) -> Sequence[Say]:
    if (changed := await _changed(uow, visit, order_id, version)) is not None:
        return changed
    return await show_order(uow, visit, await orders.release(uow, order_id, reason=reason), fresh=True)


async def _run_refuse(
    uow: UnitOfWork, visit: Visit, order_id: int, number: str, version: int, reason: str
) -> Sequence[Say]:
    if (changed := await _changed(uow, visit, order_id, version)) is not None:
        return changed
    return await show_order(uow, visit, await orders.refuse(uow, order_id, reason=reason), fresh=True)


async def _run_receive(
    uow: UnitOfWork, visit: Visit, order_id: int, number: str, asked: str, deposit: Mapping[str, str]
) -> Sequence[Say]:
    received = amount(deposit["amount"])
    paper = {name: deposit.get(name, "") for name in ("reference", "bank")}
    order, told = await _receive(uow, await orders.read(uow, order_id), received, deposit["method"], **paper)
    return [*await show_order(uow, visit, order, fresh=True), *told]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    order = await orders.read(uow, answers["order_id"])
    return [visit.show(await staff_card(uow, order), fresh=True)]


RELEASE: Final = Flow(
    "order:release",
    (
        Given("order_id"),
        Given("number"),
        Given("version"),
        ReasonStep(
            "reason",
            N_("Pourquoi débloquer {number} ?"),
            (N_("Client de confiance"), *_AWAITED.values()),
            N_("🔓 Débloquer {number}"),
        ),
    ),
    _run_release,
    N_("Déblocage d'une commande"),
    _left,
)
REFUSE: Final = Flow(
    "order:refuse",
    (
        Given("order_id"),
        Given("number"),
        Given("version"),
        ReasonStep(
            "reason",
            N_("Pourquoi refuser {number} ?"),
            (N_("Encours dépassé"), N_("Stock insuffisant"), N_("Acompte non payé")),
            N_("❌ Refuser {number}"),
        ),
    ),
    _run_refuse,
    N_("Refus d'une commande"),
    _left,
)
RECEIVE: Final = Flow(
    "order:receive",
    (Given("order_id"), Given("number"), Given("asked"), DepositStep("deposit")),
    _run_receive,
    N_("Acompte reçu"),
    _left,
)
SETTLE: Final = Flow(
    "order:settle",
    (
        Given("order_id"),
        Given("number"),
        Given("asked"),
        DepositStep("deposit", N_("Quel paiement est reçu sur {number} ?")),
    ),
    _run_receive,
    N_("Paiement reçu"),
    _left,
)
