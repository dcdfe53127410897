"""The numbers of accounts are settings: what follows goes to the new one, what is written stays, and all still ties."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.audit.verifying import verify
from core.invoicing.drafting import draft_of_order
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind
from core.kernel.amounts import ZERO
from core.ledger.errors import AccountUsed
from core.ledger.models import AccountUse, LedgerEntry, LedgerLine
from core.ledger.receivables import owed
from core.ledger.reports import aged_receivables
from core.permissions import SYSTEM, Actor, Role
from core.treasury import places
from core.treasury.account import statement
from core.treasury.models import PaymentMethod, PlaceKind
from tests.companies import a_member
from tests.core.sales.orders.counter import Counter
from tests.core.treasury.till import Till


async def _accountant(till: Till) -> Actor:
    return await a_member(till.work, till.trade.company_id, role=Role.ACCOUNTANT)


async def _number(till: Till, **said: str) -> None:
    async with till.work.begin(await _accountant(till)) as uow:
        for use, number in said.items():
            await places.number_account(uow, use=AccountUse(use.replace("_", "-")), number=number)


async def _letters(till: Till) -> dict[tuple[str, str | None], list[str]]:
    """Debit less credit of customers' lines, by account and letter."""
    async with till.work.read(till.manager) as db:
        lines = select(LedgerLine).where(LedgerLine.customer_id.is_not(None)).order_by(LedgerLine.id)
        found: dict[tuple[str, str | None], list[str]] = {}
        for line in await db.session.scalars(lines):
            found.setdefault((line.account, line.letter), []).append(str(line.debit - line.credit))
        return found


async def _expect_true(till: Till) -> None:
    system = Actor(Role.SYSTEM, SYSTEM.name, company_id=till.trade.company_id, zone=till.manager.zone)
    async with till.work.read(system) as db:
        assert (await verify(db)).broken == []


async def test_an_invoice_of_before_is_paid_on_the_new_accounts_and_lettered(till: Till) -> None:
    before = await till.issued("100", services=True)
    await till.receive("20", before)
    await _number(till, bank="512900", customers="411200", vat_due="445712", vat_pending="445810")
    await till.receive("100", before)
    after = await till.issued("50")
    await till.receive("60", after)
    balances = await till.balances()
    assert balances["512900"] == Decimal(180)
    assert {balances.get(one, ZERO) for one in ("411000", "411200", "445800", "445810", "512000")} == {ZERO}
    assert balances["445710"] + balances["445712"] == Decimal("-26.67") - Decimal("3.33") + Decimal(0)
    system = Actor(Role.SYSTEM, SYSTEM.name, company_id=till.trade.company_id, zone=till.manager.zone)
    async with till.work.read(system) as db:
        assert (await verify(db)).broken == []
    async with till.work.read(await _accountant(till)) as db:
        (bank,) = await places.standing(db)
    assert (bank.place.account, bank.balance) == ("512900", Decimal(180))


async def test_what_is_open_goes_along_and_is_settled_and_reversed_on_the_new_account(till: Till) -> None:
    """A service on credit, a deposit that is deducted later, a payment that bounces: no account is left open."""
    service = await till.issued("100", services=True)
    payment = await till.receive("50", service)
    kept = await till.issued("30")
    await _number(till, customers="411200", vat_pending="445810")
    balances = await till.balances()
    assert (balances.get("411000", ZERO), balances["411200"]) == (Decimal(0), Decimal(106))
    assert (balances.get("445800", ZERO), balances.get("445810", ZERO)) == (Decimal(0), Decimal("-11.67"))
    await till.reverse(payment)
    await till.receive("120", service)
    balances = await till.balances()
    assert (balances.get("411000", ZERO), balances["411200"]) == (Decimal(0), Decimal(36))
    assert (balances.get("445800", ZERO), balances.get("445810", ZERO)) == (Decimal(0), Decimal(0))
    system = Actor(Role.SYSTEM, SYSTEM.name, company_id=till.trade.company_id, zone=till.manager.zone)
    async with till.work.read(system) as db:
        assert (await verify(db)).broken == []
    async with till.work.read(await _accountant(till)) as db:
        assert (await owed(db, kept.customer_id)).balance == Decimal(36)
        (late,) = await aged_receivables(db)
    assert late.balance == Decimal(36)


async def test_a_deposit_that_waits_goes_along_and_is_deducted_on_the_new_account(till: Till) -> None:
    counter = Counter(till.trade)
    order = await counter.placed()
    deposit = await till.issued("100", kind=InvoiceKind.DEPOSIT, order_id=order.id)
    await till.receive("120", deposit)
    await _number(till, advances="419200")
    balances = await till.balances()
    assert (balances.get("419100", ZERO), balances["419200"]) == (Decimal(0), Decimal(-100))
    async with till.work.begin(till.manager) as uow:
        draft = await draft_of_order(uow, order.id, everything=True, beyond=True)
        invoice = await issue(uow, draft.id, beyond=True)
    assert invoice.deducted == 120
    balances = await till.balances()
    assert (balances.get("419100", ZERO), balances.get("419200", ZERO)) == (Decimal(0), Decimal(0))
    await till.expect_whole([deposit, invoice])


async def test_a_payment_at_the_moment_of_a_renumbering_goes_to_the_new_accounts(till: Till) -> None:
    invoice = await till.issued("100")
    await till.receive("20", invoice)
    accountant = await _accountant(till)

    async def renumbered() -> None:
        async with till.work.begin(accountant) as uow:
            await places.number_account(uow, use=AccountUse.BANK, number="512900")
            await asyncio.sleep(0.2)

    async def paid() -> None:
        await asyncio.sleep(0.05)
        await till.receive("30", invoice)

    await asyncio.gather(renumbered(), paid())
    balances = await till.balances()
    assert (balances.get("512000", ZERO), balances["512900"]) == (Decimal(0), Decimal(50))


async def test_renumbering_back_and_forth_leaves_nothing_behind(till: Till) -> None:
    await till.issued("100")
    for number in ("411200", "411000", "411000", "411300"):
        await _number(till, customers=number)
    balances = await till.balances()
    assert [balances.get(one, ZERO) for one in ("411000", "411200", "411300")] == [0, 0, 120]


async def test_renumbering_what_holds_nothing_leaves_no_gap_between_entries(till: Till) -> None:
    await _number(till, customers="411200")
    await till.issued("100")
    await _number(till, vat_pending="445810")
    await till.issued("100")
    async with till.work.read(till.manager) as db:
        assert (await db.session.scalars(select(LedgerEntry.number).order_by(LedgerEntry.id))).all() == [1, 2]


async def test_what_is_settled_after_a_renumbering_is_lettered_on_each_account_by_itself(till: Till) -> None:
    invoice, other = await till.issued("100"), await till.issued("10")
    await till.receive("20", invoice)
    await _number(till, customers="411200")
    await till.receive("100", invoice)
    assert await _letters(till) == {
        ("411000", "AAA"): ["120.00", "-120.00"],
        ("411000", "AAB"): ["12.00", "-12.00"],
        ("411000", "AAC"): ["-20.00", "20.00"],
        ("411200", None): ["12.00"],
        ("411200", "AAD"): ["120.00", "-20.00", "-100.00"],
    }
    await _expect_true(till)
    today = other.issued_on or date.min
    async with till.work.read(await _accountant(till)) as db:
        found = await statement(db, other.customer_id, starts_on=today, ends_on=today)
        assert (await owed(db, other.customer_id)).balance == Decimal(12)
    assert [str(move.amount) for move in found.moves] == ["120.00", "12.00", "-20.00", "-100.00"]


async def test_what_bounces_after_a_renumbering_opens_its_invoice_on_the_new_account(till: Till) -> None:
    invoice = await till.issued("100")
    payment = await till.receive("120", invoice)
    await _number(till, customers="411200")
    await till.reverse(payment)
    balances = await till.balances()
    assert (balances.get("411000", ZERO), balances["411200"]) == (Decimal(0), Decimal(120))
    await _number(till, customers="411000")
    again = await till.receive("120", invoice)
    await till.reverse(again)
    await _number(till, customers="411300")
    await till.receive("120", invoice)
    assert {account for (account, letter) in await _letters(till) if letter is None} == set()
    for (account, letter), sides in (await _letters(till)).items():
        assert sum(map(Decimal, sides)) == 0, (account, letter)
    await _expect_true(till)


async def test_money_goes_along_to_the_new_number_of_its_till_and_bank(till: Till) -> None:
    await till.receive("50", method=PaymentMethod.CASH)
    await till.receive("20", await till.issued("100"))
    await _number(till, cash="531000", bank="512900")
    payment = await till.receive("30", method=PaymentMethod.CASH)
    await till.reverse(payment)
    balances = await till.balances()
    found = [balances.get(one, ZERO) for one in ("530000", "531000", "512000", "512900")]
    assert found == [0, 50, 0, 20]
    async with till.work.read(await _accountant(till)) as db:
        held = {one.place.account: one.balance for one in await places.standing(db)}
    assert held == {"531000": Decimal(50), "512900": Decimal(20)}
    await _expect_true(till)


async def test_two_banks_do_not_share_an_account(till: Till) -> None:
    async with till.work.begin(await _accountant(till)) as uow:
        other = await places.create(uow, name="CIC", kind=PlaceKind.BANK)
        with pytest.raises(AccountUsed):
            await places.number_account(uow, use=AccountUse.BANK, number=other.account)
