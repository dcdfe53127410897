"""What is paid through the messenger: what may be asked and taken, and that each charge is booked once, always."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.invoicing import crediting, issuing
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import NotAllowed, NotFound
from core.permissions import Actor, Role
from core.sales.errors import PaymentLocked
from core.treasury import payments, places
from core.treasury.errors import AmountChanged, CurrencyRefused, InvoiceWithdrawn, NothingDue, NotOnline
from core.treasury.models import Payment, PaymentMethod, PlaceKind
from core.treasury.payments import Charge, Received, asked_online
from tests.companies import a_member, an_owner
from tests.core.sales.orders.counter import Counter
from tests.core.treasury.till import Till


@pytest.fixture
def buyer(till: Till) -> Actor:
    """Somebody of the customer's."""
    return Actor(Role.CUSTOMER, "Marc Roux", company_id=till.trade.company_id, customer_id=till.trade.customer_id)


async def ask(till: Till, buyer: Actor, invoice: Invoice) -> Amount:
    async with till.work.read(buyer) as db:
        return (await payments.ask_online(db, invoice.id))[1]


async def allow(till: Till, buyer: Actor, invoice: Invoice, value: str = "120", currency: str = "EUR") -> None:
    async with till.work.read(buyer) as db:
        await payments.expect_online(db, invoice.id, amount=amount(value), currency=currency)


def charge(till: Till, value: str = "120", **facts: object) -> Charge:
    usual = {"charge_id": "tg_1", "provider_id": "ch_1", "payer": "Marc Roux", "customer_id": till.trade.customer_id}
    return Charge(**{**usual, "amount": amount(value), **facts})  # type: ignore[arg-type]


async def book(till: Till, invoice: Invoice, taken: Charge) -> Received:
    async with till.work.begin(till.system) as uow:
        return await payments.receive_online(uow, invoice.id, charge=taken)


async def test_what_is_left_is_asked_and_allowed(till: Till, buyer: Actor) -> None:
    invoice = await till.issued("100")
    assert await ask(till, buyer, invoice) == 120
    await till.receive("20", invoice)
    assert await ask(till, buyer, invoice) == 100
    await allow(till, buyer, invoice, "100")
    with pytest.raises(AmountChanged) as changed:
        await allow(till, buyer, invoice, "100.01")
    assert changed.value.left == 100


@pytest.mark.parametrize("value", ["0", "-1"])
async def test_nothing_is_no_payment(till: Till, buyer: Actor, value: str) -> None:
    with pytest.raises(AmountChanged):
        await allow(till, buyer, await till.issued("100"), value)


async def test_euros_only(till: Till, buyer: Actor) -> None:
    with pytest.raises(CurrencyRefused):
        await allow(till, buyer, await till.issued("100"), currency="USD")


async def test_what_is_paid_is_asked_no_more(till: Till, buyer: Actor) -> None:
    invoice = await till.issued("100")
    await till.receive("120", invoice)
    with pytest.raises(NothingDue):
        await ask(till, buyer, invoice)
    with pytest.raises(NothingDue):
        await allow(till, buyer, invoice)


async def test_what_was_taken_back_is_asked_no_more(till: Till, buyer: Actor) -> None:
    invoice = await till.issued("100")
    async with till.work.begin(till.manager) as uow:
        draft = await crediting.draft_credit(uow, invoice.id, reason="erreur")
        credit = await issuing.issue(uow, draft.id)
    with pytest.raises(InvoiceWithdrawn):
        await allow(till, buyer, invoice)
    with pytest.raises(NothingDue):
        await ask(till, buyer, credit)


async def test_what_the_law_locks_waits(till: Till, buyer: Actor) -> None:
    invoice = await till.issued("100", payment_locked_until=date(2026, 11, 30))
    for refused in (ask, allow):
        with pytest.raises(PaymentLocked):
            await refused(till, buyer, invoice)
    till.work.clock.advance(days=7)  # type: ignore[attr-defined]
    await allow(till, buyer, invoice)


@pytest.mark.parametrize(("net", "asked"), [("0.50", None), ("0.84", "1.01"), ("6666.66", "7999.99"), ("6667", None)])
async def test_the_messenger_takes_neither_cents_nor_fortunes(
    till: Till, buyer: Actor, net: str, asked: str | None
) -> None:
    invoice = await till.issued(net)
    async with till.work.read(buyer) as db:
        assert await asked_online(db, invoice, ZERO) == (amount(asked) if asked else None)
    if asked is None:
        with pytest.raises(NotOnline):
            await ask(till, buyer, invoice)


async def test_an_invoice_is_paid_by_its_customer_only(till: Till, buyer: Actor) -> None:
    invoice, other = await till.issued("100"), await till.trade.a_customer("Leroy")
    elsewhere = await an_owner(till.work, company="Plomberie Martin")
    for somebody in (replace(buyer, customer_id=other.id), replace(buyer, company_id=elsewhere.company_id)):
        with pytest.raises(NotFound):
            await allow(till, somebody, invoice)
    for nobody in (till.trade.seller, till.manager):
        with pytest.raises(NotAllowed):
            await allow(till, nobody, invoice)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.OWNER, Role.SALES, Role.ACCOUNTANT, Role.VISITOR])
async def test_nobody_says_of_himself_that_he_has_paid(till: Till, buyer: Actor, role: Role) -> None:
    invoice = await till.issued("100")
    with pytest.raises(NotAllowed):
        async with till.work.begin(replace(buyer, role=role)) as uow:
            await payments.receive_online(uow, invoice.id, charge=charge(till))


async def test_a_charge_settles_its_invoice_and_is_booked_once(till: Till) -> None:
    invoice = await till.issued("100")
    first = await book(till, invoice, charge(till))
    again = await book(till, invoice, charge(till))
    assert (first.anew, again.anew, again.payment.id) == (True, False, first.payment.id)
    paid = first.payment
    assert (paid.number, paid.method, paid.reference, paid.note) == (
        "RG2611-0001",
        PaymentMethod.ONLINE,
        "ch_1",
        "Marc Roux",
    )
    assert await till.left(invoice) == 0
    assert await till.balances() == {"512000": Decimal(120), "707000": Decimal(-100), "445710": Decimal(-20)}
    (told,) = await till.notices("payment_online")
    assert (told.person_id, told.facts["held"], told.facts["stranger"]) == (
        till.trade.seller.person_id,
        "0.00",
        False,
    )
    await till.expect_whole([invoice])


async def test_two_charges_are_two_payments_and_the_second_is_credit(till: Till) -> None:
    invoice = await till.issued("100")
    await book(till, invoice, charge(till))
    await book(till, invoice, charge(till, charge_id="tg_2"))
    assert await till.left(invoice) == 0
    assert await till.credit() == 120
    await till.expect_whole([invoice])


async def test_money_is_booked_whatever_has_happened_to_its_invoice(till: Till) -> None:
    keeper = await a_member(till.work, till.trade.company_id, role=Role.ACCOUNTANT, name="Nadia")
    part = await till.issued("100")
    await till.receive("100", part)
    await book(till, part, charge(till))
    locked = await till.issued("100", payment_locked_until=date(2026, 11, 30))
    await book(till, locked, charge(till, charge_id="tg_2"))
    assert [await till.left(part), await till.left(locked), await till.credit()] == [0, 120, 220]
    told = [(one.person_id, one.facts["held"]) for one in await till.notices("payment_online")]
    assert (keeper.person_id, "100.00") in told
    assert (till.trade.seller.person_id, "120.00") in told
    await till.expect_whole([part, locked])


async def test_money_of_somebody_who_has_left_is_his_customers(till: Till) -> None:
    keeper = await a_member(till.work, till.trade.company_id, role=Role.ACCOUNTANT, name="Nadia")
    invoice = await till.issued("100")
    received = await book(till, invoice, charge(till, customer_id=None))
    assert received.payment.customer_id == till.trade.customer_id
    told = {one.person_id: one.facts["stranger"] for one in await till.notices("payment_online")}
    assert {keeper.person_id, till.trade.seller.person_id} <= told.keys()
    assert all(told.values())


async def test_a_deposit_paid_so_counts_for_its_order_once(till: Till) -> None:
    counter = Counter(till.trade)
    order = await counter.placed()
    invoice = await till.issued("100", kind=InvoiceKind.DEPOSIT, order_id=order.id)
    for _time in range(2):
        await book(till, invoice, charge(till))
    assert await till.left(invoice) == 0
    assert (await counter.read(order.id)).deposit_received == 120
    await till.expect_whole([invoice])


async def test_names_too_long_to_keep_refuse_no_money(till: Till) -> None:
    invoice = await till.issued("100")
    endless = charge(till, charge_id="c" * 500, provider_id="p" * 500, payer="M" * 500)
    first, again = await book(till, invoice, endless), await book(till, invoice, endless)
    assert first.payment.id == again.payment.id
    other = await book(till, invoice, replace(endless, charge_id="c" * 501))
    assert other.payment.id != first.payment.id


async def test_what_never_was_an_invoice_takes_no_money(till: Till) -> None:
    with pytest.raises(NotFound):
        async with till.work.begin(till.system) as uow:
            await payments.receive_online(uow, 999, charge=charge(till))


async def test_it_goes_where_cards_go_unless_somebody_says_otherwise(till: Till) -> None:
    owner = await a_member(till.work, till.trade.company_id, role=Role.ACCOUNTANT, name="Nadia")
    invoice = await till.issued("1000")

    async def went(named: str) -> str:
        paid: Payment = (await book(till, invoice, charge(till, charge_id=f"tg_{named}"))).payment
        async with till.work.read(owner) as db:
            assert (await places.by_method(db))[PaymentMethod.ONLINE] == paid.place.name
        return paid.place.name

    assert await went("first") == "Banque"
    for name, method in (("CIC", PaymentMethod.CARD), ("Stripe", PaymentMethod.ONLINE)):
        async with till.work.begin(owner) as uow:
            place = await places.create(uow, name=name, kind=PlaceKind.BANK)
            await places.assign(uow, place.id, method=method)
        assert await went(name) == name
