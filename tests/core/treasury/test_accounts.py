"""The numbers of accounts are settings: what follows goes to the new one, what is written stays, and all still ties."""

from decimal import Decimal

import pytest

from core.audit.verifying import verify
from core.ledger.errors import AccountUsed
from core.ledger.models import AccountUse
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
    assert balances["411000"] + balances["411200"] == 0
    assert balances["445710"] + balances["445712"] == Decimal("-26.67") - Decimal("3.33") + Decimal(0)
    system = Actor(Role.SYSTEM, SYSTEM.name, company_id=till.trade.company_id, zone=till.manager.zone)
    async with till.work.read(system) as db:
        assert (await verify(db)).broken == []
    async with till.work.read(await _accountant(till)) as db:
        (bank,) = await places.standing(db)
    assert (bank.place.account, bank.balance) == ("512900", Decimal(180))


async def test_two_banks_do_not_share_an_account(till: Till) -> None:
    async with till.work.begin(await _accountant(till)) as uow:
        other = await places.create(uow, name="CIC", kind=PlaceKind.BANK)
        with pytest.raises(AccountUsed):
            await places.number_account(uow, use=AccountUse.BANK, number=other.account)
