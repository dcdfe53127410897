"""The numbers of accounts are settings: what follows goes to the new one, what is written stays, and all still ties."""

from decimal import Decimal

import pytest

from core.audit.verifying import verify
from core.kernel.amounts import ZERO
from core.ledger.errors import AccountUsed
from core.ledger.models import AccountUse
from core.ledger.receivables import owed
from core.ledger.reports import aged_receivables
from core.permissions import SYSTEM, Actor, Role
from core.treasury import places
from core.treasury.models import PlaceKind
from tests.companies import a_member
from tests.core.treasury.till import Till


async def _accountant(till: Till) -> Actor:
    return await a_member(till.work, till.trade.company_id, role=Role.ACCOUNTANT)


async def _number(till: Till, **said: str) -> None:
    async with till.work.begin(await _accountant(till)) as uow:
        for use, number in said.items():
            await places.number_account(uow, use=AccountUse(use.replace("_", "-")), number=number)


async def test_an_invoice_of_before_is_paid_on_the_new_accounts_and_lettered(till: Till) -> None:
    before = await till.issued("100", services=True)
    await till.receive("20", before)
    await _number(till, bank="512900", customers="411200", vat_due="445712", vat_pending="445810")
    await till.receive("100", before)
    after = await till.issued("50")
    await till.receive("60", after)
    balances = await till.balances()
    assert (balances["512000"], balances["512900"]) == (Decimal(20), Decimal(160))
    assert {balances.get(one, ZERO) for one in ("411000", "411200", "445800", "445810")} == {ZERO}
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


async def test_renumbering_back_and_forth_leaves_nothing_behind(till: Till) -> None:
    await till.issued("100")
    for number in ("411200", "411000", "411000", "411300"):
        await _number(till, customers=number)
    balances = await till.balances()
    assert [balances.get(one, ZERO) for one in ("411000", "411200", "411300")] == [0, 0, 120]


async def test_two_banks_do_not_share_an_account(till: Till) -> None:
    async with till.work.begin(await _accountant(till)) as uow:
        other = await places.create(uow, name="CIC", kind=PlaceKind.BANK)
        with pytest.raises(AccountUsed):
            await places.number_account(uow, use=AccountUse.BANK, number=other.account)
