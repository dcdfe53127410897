"""Money that came: from whom, for what, how; one confirmation with what it settles, then it is booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.errors import explain
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import bold
from bot.parties.picking import CustomerStep
from bot.talk.visit import Visit
from bot.treasury.ceiling import no_cash
from bot.treasury.meant import Payer, proposed
from bot.treasury.screens import noted_screen
from bot.treasury.showing import receipt, show_payment
from bot.treasury.words import METHODS, OFFERED, came_by, method_words
from bot.understanding import read_amount
from bot.understanding.payments import PaymentSaid, read_payment
from core.i18n import N_, _, day, money
from core.invoicing.reads import load
from core.kernel.amounts import amount
from core.kernel.text import words
from core.ledger.errors import BooksClosed
from core.ledger.posting import expect_open
from core.parties import customers
from core.permissions import Permission
from core.sales import orders
from core.sales.orders.locking import expect_payable as expect_order_payable
from core.treasury import payments
from core.treasury.errors import CashAboveCeiling
from core.treasury.locking import expect_payable
from core.treasury.models import Payment, PaymentMethod
from core.uow import Reader, UnitOfWork

_YES: Final = frozenset(("oui", "ok", "yes", "valider", "encaisser"))
_FEWEST: Final = 2  # letters of a way to pay
_LONGEST: Final = 6  # words of an answer: « chq n° 123456 de la BNP »
_HOW_ASKED: Final = N_("J'attends comment c'est venu, par exemple : cb, ou chq n° 123456 BNP")
_NO_ANSWER: Final = N_("Je n'ai pas compris votre phrase, et rien n'en est noté. Ce paiement-ci attend toujours :")


async def receiving(visit: Visit, payer: Payer, said: PaymentSaid, db: Reader) -> Answers:
    """What is known already, as the flow keeps it. Raises PaymentLocked, NotAgreedYet: nothing is asked in vain."""
    number = (await orders.read(db, payer.order_id)).number if payer.order_id is not None else ""
    known: dict[str, Any] = {
        "amount": str(said.amount) if said.amount is not None else "",
        "of": str(said.of) if said.of is not None else "",
        "invoices": list(payer.invoices),
        "order": payer.order_id,
        "deposit": said.deposit,
        "number": number,
        "reference": said.reference,
        "bank": said.bank,
        "on": said.on.isoformat() if said.on else "",
        "receipt": said.receipt,
        "key": payments.key_of(visit.turn.source, visit.turn.update_id),
    }
    about = {"amount": money(said.amount) if said.amount is not None else _("l'argent")}
    known_payer = payer.customer
    if "id" in known_payer:
        known_payer = await _proposal(db, known_payer["id"], known)
    if payer.order_id is not None:
        await expect_order_payable(db, payer.order_id, said.on or db.today)
    return {
        "said": known,
        "about": about,
        "payer": known_payer,
        "how": {**_how(said), "noted": await _closed(db, said.on) or payer.doubt},
    }


async def _closed(db: Reader, on: date | None) -> str:
    """That the books of that day are closed: another day can be said."""
    try:
        await expect_open(db, on or db.today)
    except BooksClosed as refusal:
        return explain(refusal)
    return ""


async def begin_receiving(uow: UnitOfWork, visit: Visit, payer: Payer, said: PaymentSaid) -> Sequence[Say]:
    """Ask what is missing, then confirm. Raises NotAllowed, NotFound."""
    uow.actor.expect(Permission.PAYMENTS_WRITE)
    return await begin(uow, visit, RECEIVED, await receiving(visit, payer, said, uow))


@dataclass(frozen=True, slots=True)
class PayerStep:
    """Who paid, and with him what his payment would do; an amount that nobody has said is asked here too."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        known = answers[self.name]
        if "id" not in known:
            return _WHO.ask(answers)
        if not known["amount"]:
            return Question((bold(known["name"]), _("Combien a-t-il payé ? Par exemple : 310")))
        return None

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        known, said = answers[self.name], answers["said"]
        if "id" in known:
            whole = read_amount(reply.text)
            if whole is None or whole <= 0:
                raise Unreadable(N_("J'attends un montant, par exemple 310 ou 310,50."))
            return await _proposal(db, known["id"], {**said, "amount": str(amount(whole))})
        picked = await _WHO.take(db, answers, reply)
        return await _proposal(db, picked["id"], said) if "id" in picked else picked

    def value(self, answers: Answers) -> Mapping[str, Any]:
        value: Mapping[str, Any] = answers[self.name]
        return value


@dataclass(frozen=True, slots=True)
class HowStep:
    """The confirmation: what the payment does, and how it came, {"method", "reference", "bank", "on", "sure"}.

    Asked again, it tells why (`noted`): a method was `refused`, or the cheque is that of another payment (`twice`).
    """

    name: str

    def ask(self, answers: Answers) -> Question | None:
        known, payer = answers.get(self.name) or {}, answers["payer"]
        if known.get("sure"):
            return None
        no_cash = payer.get("no_cash", "")
        method = "" if no_cash and known.get("method") == PaymentMethod.CASH else known.get("method")
        paper = f" · {came_by(PaymentMethod(method), known['reference'], known['bank'])}" if method else ""
        title = _("Encaisser {amount}{paper} ?").format(amount=money(Decimal(payer["amount"])), paper=paper)
        told = known.get("noted") or ("" if method else no_cash)
        noted = (f"⚠️ {told}",) if told else ()
        on = known.get("on") or answers["said"]["on"]
        lines = (*noted, bold(title), payer["name"], *payer["lines"], *_dated(on))
        return Question(lines, _options(method, "cash" if no_cash else known.get("refused")), width=1 if method else 2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        known = answers.get(self.name) or {}
        if reply.option is not None:
            return {**known, "method": reply.option, "sure": True}
        if words(reply.text)[:1] and words(reply.text)[0] in _YES and known.get("method"):
            return {**known, "sure": True}
        said = read_payment(f"encaissé 1 € {reply.text}", db.today) if len(reply.text) >= _FEWEST else None
        if not isinstance(said, PaymentSaid) or not (said.method or said.on) or said.who or said.invoices:
            raise Unreadable(_NO_ANSWER if len(words(reply.text)) > _LONGEST else _HOW_ASKED)
        on = said.on.isoformat() if said.on else known.get("on", "")
        return {**_how(said), "on": on, "sure": True} if said.method else {**known, "on": on, "sure": False}

    def value(self, answers: Answers) -> Mapping[str, Any]:
        value: Mapping[str, Any] = answers[self.name]
        return value


async def _proposal(db: Reader, customer_id: int, said: dict[str, Any]) -> dict[str, Any]:
    """Raises PaymentLocked, NotAgreedYet for what it would settle, or be an advance on."""
    name, found = (await customers.read(db, customer_id)).name, await proposed(db, customer_id, said)
    on = date.fromisoformat(said["on"]) if said["on"] else db.today
    await expect_payable(db, [await load(db, one) for one in found["invoices"]], on)
    if said["order"] is None:
        over, named = amount(Decimal(found["over"])), bool(found["invoices"])
        await payments.expect_advance(db, customer_id, over, named=named, on=on)
    return {"name": name, **found, "no_cash": await no_cash(db, found, said)}


def _how(said: PaymentSaid) -> dict[str, Any]:
    return {"method": said.method or "", "reference": said.reference, "bank": said.bank}


def _options(method: str | None, refused: str | None) -> tuple[Option, ...]:
    if method:
        return (Option(_("✅ Encaisser"), method),)
    ways = (one for one in OFFERED if one.value != refused)
    return tuple(Option(f"{METHODS[one][1]} {method_words(one).capitalize()}", one.value) for one in ways)


def _dated(on: str) -> tuple[str, ...]:
    return (_("Reçu le {day}").format(day=day(date.fromisoformat(on))),) if on else ()


async def _received(
    uow: UnitOfWork,
    visit: Visit,
    said: dict[str, Any],
    about: object,
    payer: Mapping[str, Any],
    how: Mapping[str, Any],
) -> Sequence[Say]:
    """What was confirmed is booked; what has changed since it was shown, or is doubtful, is asked again."""
    doubt = await _doubt(uow, said, payer, how)
    if doubt is not None:
        return await begin(uow, visit, RECEIVED, {"said": said, "about": about, **doubt})
    try:
        payment = await _booked(uow, said, payer, how)
    except CashAboveCeiling as refusal:
        told = explain(refusal)
        other = {**how, "method": "", "refused": how["method"], "noted": told, "sure": False}
        asked = await begin(uow, visit, RECEIVED, {"said": said, "about": about, "payer": payer, "how": other})
        return [*([visit.toast(told, alert=True)] if visit.tapped else []), *asked]
    slip = [receipt(payment)] if said["receipt"] else []
    if not uow.actor.may(Permission.PAYMENTS_READ):
        return [visit.show(noted_screen(payment, payer["lines"]), fresh=True), *slip]
    shown = await show_payment(uow, visit, payment.id, fresh=True, invoices_too=payer["invoices"])
    return [*shown, *slip]


async def _booked(
    uow: UnitOfWork, said: Mapping[str, Any], payer: Mapping[str, Any], how: Mapping[str, Any]
) -> Payment:
    on_order = said["order"] is not None and not said["invoices"]
    on = how.get("on") or said["on"]
    return await payments.receive(
        uow,
        payer["id"],
        amount=amount(Decimal(payer["amount"])),
        method=PaymentMethod(how["method"]),
        key=said["key"],
        invoice_ids=() if on_order else payer["invoices"],
        order_id=said["order"] if on_order else None,
        reference=how["reference"] or said["reference"],
        bank=how["bank"] or said["bank"],
        on=date.fromisoformat(on) if on else None,
    )


async def _doubt(
    db: Reader, said: dict[str, Any], payer: Mapping[str, Any], how: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What is asked again before it is booked, as the flow keeps it: {"payer", "how"}; None when nothing is."""
    now = await _proposal(db, payer["id"], {**said, "amount": payer["amount"]})
    if (now["invoices"], now["due"]) != (payer["invoices"], payer["due"]):
        noted = _("Ce que ce client doit a changé entre-temps. Voici ce qui sera noté :")
        return {"payer": now, "how": {**how, "noted": noted, "sure": False}}
    reference = how["reference"] or said["reference"]
    if how["method"] != PaymentMethod.CHEQUE or not reference or how.get("twice") == reference:
        return None
    before = await payments.same_cheque(db, payer["id"], reference=reference, bank=how["bank"] or said["bank"])
    if before is None:
        return None
    noted = _("Ce chèque est déjà noté ({number}) : encore une fois ?").format(number=before.number)
    return {"payer": payer, "how": {**how, "noted": noted, "twice": reference, "sure": False}}


_WHO: Final = CustomerStep("payer", N_("De quel client vient {amount} ?"))
RECEIVED: Final = Flow(
    "payment:receive",
    (Given("said"), Given("about"), PayerStep("payer"), HowStep("how")),
    _received,
    N_("Paiement reçu"),
    about=lambda answers: str(answers["about"]["amount"]),
)
