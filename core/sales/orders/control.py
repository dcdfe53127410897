"""The control of an order before it is recorded: five checks, each with the facts that it was judged by."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from core.catalog.models import Product, Tracking
from core.company import companies
from core.company.models import Company
from core.kernel.amounts import NOTHING, ZERO, Amount, Rate, amount, quantity, total
from core.ledger.receivables import Owed, owed
from core.parties.models import Customer, CustomerKind
from core.permissions import Permission, requires
from core.sales.lifecycles import Engagement, OrderState, QuoteState
from core.sales.models import Order, Quote, SoldLine
from core.sales.orders.goods import LineGoods, goods_by_line, together
from core.sales.orders.progress import SUBJECT, items_of
from core.sales.orders.reads import BINDING, placed_on
from core.sales.orders.remaining import remaining_of
from core.sales.quotes.reads import load as load_quote
from core.stock.availability import Available, availability
from core.stock.goods import Goods, labels_of
from core.stock.warehouses import depot
from core.uow import Reader

# He had the conditions before his eyes: on our order, or on the page where his name was written. His own paper says
# nothing of them.
READ: Final = (Engagement.NAMED, Engagement.TAPPED, Engagement.DRAWN)


Ahead = Callable[[Reader, int], Awaitable[Amount]]  # of a customer, by id
Refused = Callable[[Reader, int], Awaitable[date | None]]  # since when, of a customer, by id
_AHEAD: Final[list[Ahead]] = []
_REFUSED: Final[list[Refused]] = []


class CheckKind(StrEnum):
    STOCK = "stock"
    CREDIT = "credit"  # what he owes against what he may owe, and whether he is late
    CONDITIONS = "conditions"  # which version of the general conditions he has accepted
    CONFORMITY = "conformity"  # with the quote, and the number that he gave his own order
    DEPOSIT = "deposit"


class Verdict(StrEnum):
    OK = "ok"
    WARN = "warn"  # worth a look, and no obstacle
    FAIL = "fail"  # somebody has to decide


@dataclass(frozen=True, slots=True)
class Check:
    """`facts` are JSON values, amounts and quantities as text:

    STOCK: `lines`, each with product_id, label, wanted, now (free now, less than nothing when more is promised), on
    (the day on which what is missing is expected, or None), short; `untracked`, the labels of goods never counted, and
    `never` those of goods by lot or serial number that have never come, when there are any.
    CREDIT: limit (None: none was set), owed, this; late None when nothing is overdue, else what is, and since when:
    amount, since; refused, when the customer is given no credit at all, the day since when.
    CONDITIONS: accepted (None: not agreed yet), current, written (whether the company has any), before (accepted is of
    his last order: he agrees to this one before it is confirmed when there are newer ones).
    CONFORMITY: quoted (whether a quote was given before), same_lines, number, needed (whether such a customer usually
    gives a number), used (our number of another order of his that bears the same number, or nothing).
    DEPOSIT: share, asked, received, payable_from (None: at once).
    """

    kind: CheckKind
    verdict: Verdict
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Control:
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[CheckKind, ...]:
        return tuple(check.kind for check in self.checks if check.verdict is Verdict.FAIL)

    def __getitem__(self, kind: CheckKind) -> Check:
        return next(check for check in self.checks if check.kind is kind)

    def kept(self) -> dict[str, Any]:
        """As an order keeps it."""
        return {check.kind: {"verdict": check.verdict, "facts": dict(check.facts)} for check in self.checks}

    @classmethod
    def of(cls, order: Order) -> "Control":
        """What the control of an order found when it was last made."""
        kept = order.control.items()
        return cls(tuple(Check(CheckKind(kind), Verdict(one["verdict"]), one["facts"]) for kind, one in kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is controlled: a quote that is to be ordered, or an order that is not delivered yet.

    `accepted` is the version of the general conditions that the customer has agreed to, None before he has; 0: he has
    agreed when the company had written none. `coming` is money that is not in the books yet.
    """

    customer: Customer
    lines: Sequence[SoldLine]
    gross: Amount
    deposit: Rate
    received: Amount = ZERO
    invoiced: Amount = ZERO
    coming: Amount = ZERO
    payable_from: date | None = None
    accepted: int | None = None
    number: str = ""
    quoted: bool = True
    same_lines: bool = True
    order_id: int | None = None
    reserved_by: tuple[int, ...] = ()  # lines whose reservations are its own
    warehouse_id: int | None = None
    made_of: Sequence[LineGoods] | None = None  # the goods of the lines, None: to be looked up


@requires(Permission.ORDERS_WRITE)
async def control(db: Reader, quote_id: int) -> Control:
    """The five checks as they stand now, of a quote that is to be ordered or of the order that stands on it.

    Nothing is written. Raises NotFound.
    """
    quote = await load_quote(db, quote_id)
    if quote.state is QuoteState.ORDERED:
        return await control_of_order(db, await placed_on(db, quote_id))
    return await control_of(db, case_of(quote))


async def control_of_order(
    db: Reader,
    order: Order,
    quote: Quote | None = None,
    *,
    coming: Amount = ZERO,
    made_of: Sequence[LineGoods] | None = None,
) -> Control:
    """The five checks of a whole order as they stand now; `quote` is the whole one it was made from, and `made_of` the
    goods of its lines, if at hand.

    `coming` is money of the customer's that this transaction books when the order is done with.
    """
    quote = quote or (await db.session.scalars(_QUOTED, {"quote_id": order.quote_id})).unique().one()
    quoted = [line for line in quote.lines if line.counted]
    items = items_of(order)
    case = Case(
        customer=order.customer,
        lines=items,
        gross=order.gross,
        deposit=order.deposit,
        received=order.deposit_received,
        invoiced=order.invoiced,
        coming=coming,
        payable_from=quote.payment_locked_until,
        accepted=_agreed_to(order.seller) if accepts_conditions(order) else None,
        number=order.customer_number,
        quoted=not quote.for_order,
        same_lines=[_said(line) for line in items] == [_said(line) for line in quoted],
        order_id=order.id,
        reserved_by=tuple(line.id for line in items) if order.state is OrderState.CONFIRMED else (),
        warehouse_id=order.warehouse_id,
        made_of=made_of,
    )
    return await control_of(db, case)


async def control_of(db: Reader, case: Case) -> Control:
    """The five checks. Who asks in order to reserve holds the stock levels already."""
    company = await companies.read(db)
    return Control(
        (
            await _stock(db, case, company),
            await credit(db, case),
            await _conditions(db, case, company),
            await _conformity(db, case),
            _deposit(case, db.today),
        )
    )


def case_of(quote: Quote) -> Case:
    """A quote that is to be ordered, as it is controlled."""
    return Case(
        customer=quote.customer,
        lines=[line for line in quote.lines if line.counted],
        gross=quote.gross,
        deposit=quote.deposit,
        payable_from=quote.payment_locked_until,
        accepted=_agreed_to(quote.seller) if quote.agreed else None,
        number=quote.order_number,
        quoted=not quote.for_order,
    )


async def owed_by(db: Reader, customer_id: int, *, but: int | None = None) -> Amount:
    """What the customer owes: what his orders come to that nobody has invoiced yet, and what the books say.

    His deposits are payments there. `but` is an order of which nothing but its invoices and payments counts.
    """
    return amount(await _to_invoice(db, customer_id, but) + (await owed(db, customer_id)).balance)


def count_ahead(ahead: Ahead) -> None:
    """Have `ahead` asked what invoices have charged a customer of his orders that does not count as invoiced there:
    deposits, until they are deducted."""
    _AHEAD.append(ahead)


def refuse_credit(refused: Refused) -> None:
    """Have `refused` asked since when a customer is given no credit at all; None when he is given some."""
    _REFUSED.append(refused)


def stock_line(one: Available, label: str) -> dict[str, Any]:
    """What the stock's check says of one product."""
    return {
        "product_id": one.product_id,
        "label": label,
        "wanted": str(one.wanted),
        "now": str(one.now),
        "on": one.on.isoformat() if one.on else None,
        "short": str(quantity(max(one.wanted - max(one.now, NOTHING), NOTHING))),
    }


async def _stock(db: Reader, case: Case, company: Company) -> Check:
    made_of = case.made_of or await goods_by_line(db, [(line, line.quantity) for line in case.lines])
    uncounted = [line for line, one in zip(case.lines, made_of, strict=True) if one.untracked]
    awaited = await _numbered(db, uncounted)
    never = [line.label for line in uncounted if line.product_id in awaited]
    untracked = [line.label for line in uncounted if line.product_id not in awaited]
    found = await _available(db, case, together(made_of))
    short = any(one["short"] != str(NOTHING) for one in found)
    verdict = Verdict.OK if not (short or never) else Verdict.FAIL
    if verdict is Verdict.FAIL and (company.stock_may_lack or not short):
        verdict = Verdict.WARN
    facts = {"lines": found, "untracked": untracked, **({"never": never} if never else {})}
    return Check(CheckKind.STOCK, verdict, facts)


async def _numbered(db: Reader, lines: Sequence[SoldLine]) -> Collection[int]:
    """The products among these lines whose pieces or lots have numbers: they are kept in stock, once they have come."""
    ids = sorted({line.product_id for line in lines if line.product_id is not None})
    asked = select(Product.id).where(Product.id.in_(ids), Product.tracking != Tracking.NONE)
    return frozenset(await db.session.scalars(asked)) if ids else frozenset()


async def _available(db: Reader, case: Case, goods: Sequence[Goods]) -> list[dict[str, Any]]:
    place = case.warehouse_id or getattr(await depot(db), "id", None)
    if not goods or place is None:
        return []
    own = [(SUBJECT, line_id) for line_id in case.reserved_by]
    labels = await labels_of(db, [one.product_id for one in goods])
    return [
        stock_line(one, labels[one.product_id]) for one in await availability(db, goods, warehouse_id=place, but=own)
    ]


async def credit(db: Reader, case: Case) -> Check:
    """What the customer would owe with this order, against what he may owe; and whether he is late with the rest.

    A deposit that is held for the order is in the books: it is shown as less to come of this order.
    """
    limit, booked = case.customer.credit_limit, await owed(db, case.customer.id, coming=case.coming)
    others = await _to_invoice(db, case.customer.id, case.order_id)
    rest = max(case.gross - case.invoiced, ZERO)
    held = min(max(case.received - case.invoiced, ZERO), rest)
    before, this = amount(others + booked.balance + held), amount(rest - held)
    beyond = limit is not None and before + this > limit
    facts = {"limit": None if limit is None else str(limit), "owed": str(before), "this": str(this)}
    late, since = _late(booked), await _refused(db, case.customer.id) if this > 0 else None
    no = {"refused": since.isoformat()} if since is not None else {}
    failed = beyond or late or no
    return Check(CheckKind.CREDIT, Verdict.FAIL if failed else Verdict.OK, {**facts, "late": late, **no})


async def _refused(db: Reader, customer_id: int) -> date | None:
    """Since when nothing is sold to him but against payment."""
    found = [await refused(db, customer_id) for refused in _REFUSED]
    return min((one for one in found if one is not None), default=None)


def _late(booked: Owed) -> dict[str, str] | None:
    if not booked.overdue or booked.oldest_due is None:
        return None
    return {"amount": str(booked.overdue), "since": booked.oldest_due.isoformat()}


async def _to_invoice(db: Reader, customer_id: int, but: int | None) -> Amount:
    """What nobody has charged yet of the orders that stand."""
    orders = (await db.session.scalars(_TO_INVOICE, {"customer_id": customer_id, "but": but or 0})).all()
    left = total((await remaining_of(db, orders)).values()) if orders else ZERO
    return amount(left - total([await ahead(db, customer_id) for ahead in _AHEAD]))


async def _conditions(db: Reader, case: Case, company: Company) -> Check:
    """What he has agreed to with this order, or else with the last one that he has agreed to."""
    known = {"customer_id": case.customer.id, "but": case.order_id or 0}
    accepted = await db.session.scalar(_ACCEPTED, known) if case.accepted is None else case.accepted or None
    current, before = company.conditions_version, case.accepted is None and accepted is not None
    facts = {"accepted": accepted, "current": current, "written": bool(company.conditions), "before": before}
    agreed = not company.conditions or accepted == current
    failed = Verdict.FAIL if before else Verdict.WARN
    return Check(CheckKind.CONDITIONS, Verdict.OK if agreed else failed, facts)


async def _conformity(db: Reader, case: Case) -> Check:
    needed = case.customer.kind in _GIVE_NUMBERS
    known = {"customer_id": case.customer.id, "number": case.number.lower(), "but": case.order_id or 0}
    used = (await db.session.scalar(_USED, known) or "") if case.number else ""
    conform = case.same_lines and not used and (bool(case.number) or not needed)
    facts = {
        "quoted": case.quoted,
        "same_lines": case.same_lines,
        "number": case.number,
        "needed": needed,
        "used": used,
    }
    return Check(CheckKind.CONFORMITY, Verdict.OK if conform else Verdict.WARN, facts)


def _deposit(case: Case, today: date) -> Check:
    asked = amount(case.gross * case.deposit)
    locked = case.payable_from is not None and today < case.payable_from
    facts = {
        "share": str(case.deposit),
        "asked": str(asked),
        "received": str(case.received),
        "payable_from": case.payable_from.isoformat() if locked and case.payable_from else None,
    }
    return Check(CheckKind.DEPOSIT, Verdict.OK if case.received >= asked else Verdict.FAIL, facts)


def accepts_conditions(order: Order) -> bool:
    """Whether his agreement to the order is one to the conditions that it bears."""
    return order.engagement in READ or order.confirmed_at is not None


def waits_for_his_yes(order: Order) -> bool:
    """Whether nothing but the customer's agreement to newer conditions keeps it."""
    return order.state is OrderState.WAITING and Control.of(order).failed == (CheckKind.CONDITIONS,)


def _agreed_to(seller: Mapping[str, Any]) -> int:
    """The version of the conditions that a document bears; 0 when it bears none."""
    return int(seller.get("conditions_version", 1)) if seller.get("conditions") else 0


def _said(line: SoldLine) -> tuple[Any, ...]:
    """What must be the same in a quote and in the order made from it."""
    return tuple(getattr(line, name) for name in _COMPARED)


_GIVE_NUMBERS: Final = (CustomerKind.PROFESSIONAL, CustomerKind.PUBLIC)
_COMPARED: Final = (
    "product_id",
    "label",
    "quantity",
    "free",
    "unit",
    "unit_price",
    "basis",
    "discount",
    "discount_amount",
    "vat",
)
_QUOTED: Final = select(Quote).where(Quote.id == bindparam("quote_id")).options(joinedload(Quote.lines))
_ACCEPTED: Final = (
    select(Order.conditions_version)
    .where(
        Order.customer_id == bindparam("customer_id"),
        or_(Order.engagement.in_(READ), Order.confirmed_at.is_not(None)),
        Order.id != bindparam("but"),
        Order.seller["conditions"].as_string() != "",  # nobody agrees to conditions that are not written yet
    )
    .order_by(Order.id.desc())
    .limit(1)
)
_USED: Final = (
    select(Order.number)
    .where(
        Order.customer_id == bindparam("customer_id"),
        func.lower(Order.customer_number) == bindparam("number"),
        Order.state.not_in((OrderState.REFUSED, OrderState.CANCELLED)),
        Order.id != bindparam("but"),
    )
    .order_by(Order.id.desc())
    .limit(1)
)
_TO_INVOICE: Final = (
    select(Order)
    .where(
        Order.customer_id == bindparam("customer_id"),
        Order.state.in_(BINDING),
        Order.gross > Order.invoiced,
        Order.direct.is_(False),  # invoiced as it was made: what is not any more was credited
        Order.id != bindparam("but"),
    )
    .options(selectinload(Order.lines))
)
