"""When the VAT of deposits is due: as they are paid, and at the latest with the goods that they are deducted for."""

import random
from decimal import Decimal
from itertools import count

from sqlalchemy import func, select

from core.invoicing import crediting, deposits
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, VatDue
from core.invoicing.sources import deductible
from core.invoicing.vat import vat_report
from core.kernel.amounts import Amount, amount, percent, quantity
from core.kernel.errors import BusinessError
from core.sales.models import Order
from core.treasury import payments
from core.treasury.models import Payment, PaymentMethod
from tests.core.invoicing.office import ADVANCES, VAT_DUE, VAT_PENDING, Office, sold

_keys = count(1)


async def _goods(office: Office, count_: str, price: str, *, vat: str = "20") -> object:
    product = await office.shop.product(many="500")
    return sold(count_, price, vat=vat, product_id=product)


async def _deposit(office: Office, order_id: int, share: int = 30) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_deposit(uow, order_id, share=percent(share))
        return await issue(uow, draft.id)


async def _credit(office: Office, invoice_id: int, **asked: object) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice_id, reason="retour", **asked)  # type: ignore[arg-type]
        return await issue(uow, draft.id)


async def _receive(office: Office, invoice: Invoice, value: Amount) -> Payment:
    async with office.work.begin(office.boss) as uow:
        return await payments.receive(
            uow,
            invoice.customer_id,
            amount=value,
            method=PaymentMethod.CHEQUE,
            invoice_ids=[invoice.id],
            key=f"tap:{next(_keys)}",
        )


async def _bounce(office: Office, payment: Payment) -> None:
    async with office.work.begin(office.boss) as uow:
        await payments.reverse(uow, payment.id, reason="Sans provision")


async def _due(office: Office, rate: str) -> Decimal:
    async with office.work.read(office.boss) as db:
        found = await db.session.scalar(select(func.sum(VatDue.tax)).where(VatDue.rate == percent(rate)))
        return found or Decimal(0)


async def test_a_deposit_that_nobody_paid_keeps_no_vat_of_delivered_goods_back(office: Office) -> None:
    order = await office.ordered(await _goods(office, "2", "142.26"))  # type: ignore[arg-type]
    deposit = await _deposit(office, order.id)
    assert await _due(office, "20") == 0
    final = await office.invoiced(order.id)
    assert final.payable == final.gross - deposit.gross
    balances = await office.balances()
    assert (balances[VAT_DUE], balances.get(VAT_PENDING)) == (-final.tax, None)
    assert ADVANCES not in balances
    async with office.work.read(office.boss) as db:
        report = await vat_report(db, final.issued_on or db.today)
    assert [(row.base, row.tax) for row in report.rows] == [(final.net, final.tax)]
    await _bounce(office, await _receive(office, deposit, deposit.gross))
    assert (await office.balances())[VAT_DUE] == -final.tax
    await office.expect_sound()


async def test_a_cheque_that_bounces_after_the_final_invoice_takes_no_vat_of_goods_back(office: Office) -> None:
    order = await office.ordered(await _goods(office, "1", "100"), await _goods(office, "1", "50", vat="5.5"))  # type: ignore[arg-type]
    deposit = await _deposit(office, order.id)
    cheque = await _receive(office, deposit, deposit.gross)
    assert await _due(office, "20") == amount("6")
    final = await office.invoiced(order.id)
    await _bounce(office, cheque)
    assert (await office.balances())[VAT_DUE] == -final.tax
    assert VAT_PENDING not in await office.balances()
    await office.expect_sound()


async def test_services_wait_for_the_deposit_to_be_paid_unless_taxed_on_debits(office: Office) -> None:
    for on_debits, due in ((False, amount("0")), (True, amount("20"))):
        await office.shop.trade.set_company(vat_on_debits=on_debits)
        before = await _due(office, "20")
        order = await office.ordered(sold("1", "100"))
        deposit = await _deposit(office, order.id)
        await office.invoiced(order.id)
        assert await _due(office, "20") - before == due
        await _bounce(office, await _receive(office, deposit, deposit.gross))
        assert await _due(office, "20") - before == due
        await office.expect_sound()


async def test_a_deposit_for_goods_and_services_of_one_rate_is_due_for_the_goods(office: Office) -> None:
    order = await office.ordered(await _goods(office, "1", "300"), sold("1", "100"))  # type: ignore[arg-type]
    deposit = await _deposit(office, order.id, 50)
    await _receive(office, deposit, amount("120"))
    assert await _due(office, "20") == 20
    final = await office.invoiced(order.id)
    assert await _due(office, "20") == 65  # 60 of the goods, and half of the 10 that the deposit has for services
    await _receive(office, deposit, amount("120"))
    assert await _due(office, "20") == 70
    await _receive(office, final, final.payable)
    assert await _due(office, "20") == 80
    await office.expect_sound()


async def test_goods_that_come_back_have_the_deposit_wait_again(office: Office) -> None:
    order = await office.ordered(await _goods(office, "1", "100"))  # type: ignore[arg-type]
    deposit = await _deposit(office, order.id)
    final = await office.invoiced(order.id)
    await _credit(office, final.id)
    balances = await office.balances()
    assert (balances.get(VAT_DUE), balances[VAT_PENDING]) == (None, amount("-6"))
    await _credit(office, deposit.id)
    assert (await office.balances()).get(VAT_PENDING) is None
    await office.expect_sound()


async def test_what_is_credited_of_a_deposit_takes_nothing_of_what_was_deducted(office: Office) -> None:
    order = await office.ordered(await _goods(office, "4", "100"), delivered=False)  # type: ignore[arg-type]
    deposit = await _deposit(office, order.id, 50)
    await office.invoiced(order.id, quantities={order.lines[0].id: quantity("1")}, beyond=True)
    assert await _due(office, "20") == 20
    await _credit(office, deposit.id, price_only=amount("100"))
    assert await _due(office, "20") == 20
    await _receive(office, deposit, amount("120"))
    assert await _due(office, "20") == 20
    await office.expect_sound()


async def test_services_that_are_credited_while_their_deposit_is_unpaid_take_nothing_of_the_goods(
    office: Office,
) -> None:
    order = await office.ordered(await _goods(office, "4", "250"), sold("1", "500"))  # type: ignore[arg-type]
    deposit = await _deposit(office, order.id)
    final = await office.read((await office.invoiced(order.id)).id)
    assert await _due(office, "20") == 200
    await _credit(office, final.id, quantities={final.lines[1].id: quantity(1)})
    assert await _due(office, "20") == 200
    cheque = await _receive(office, deposit, deposit.gross)
    assert await _due(office, "20") == 200
    await _bounce(office, cheque)
    assert await _due(office, "20") == 200
    await _receive(office, final, await office.left(final.id))
    assert await _due(office, "20") == 200
    await _receive(office, deposit, deposit.gross)
    assert await _due(office, "20") == 200
    await office.expect_sound()


async def test_goods_that_come_back_have_their_deposit_pay_the_services_as_far_as_it_is_paid(office: Office) -> None:
    order = await office.ordered(await _goods(office, "4", "250"), sold("1", "500"))  # type: ignore[arg-type]
    deposit = await _deposit(office, order.id)
    final = await office.read((await office.invoiced(order.id)).id)
    await _credit(office, final.id, quantities={final.lines[0].id: quantity(4)})
    assert await _due(office, "20") == 0
    await _receive(office, deposit, amount(270))
    assert await _due(office, "20") == 45
    await _receive(office, deposit, amount(270))
    assert await _due(office, "20") == 90
    await _receive(office, final, await office.left(final.id))
    assert await _due(office, "20") == 100
    await office.expect_sound()


async def test_whatever_is_credited_of_lines_and_paid_services_are_due_as_they_are_paid(office: Office) -> None:
    """While nothing is paid only the goods are due; once all is, everything that stays charged."""
    for seed in range(8):
        chance = random.Random(seed)
        order = await office.ordered(
            await _goods(office, "3", f"{chance.randint(5, 90)}.{chance.randint(0, 99):02}"),  # type: ignore[arg-type]
            sold("2", f"{chance.randint(5, 90)}.{chance.randint(0, 99):02}"),
            sold("1", f"{chance.randint(5, 90)}.33", vat="10"),
        )
        before = await _due_of_all(office)
        first = await _deposit(office, order.id, chance.choice((20, 35)))
        second = await _deposit(office, order.id, chance.choice((10, 40)))
        final = await office.read((await office.invoiced(order.id)).id)
        mine, cheques = [final], list[Payment]()
        for _turn in range(8):
            try:
                if chance.random() < 0.4:
                    line = chance.choice(final.lines)
                    asked: dict[str, object] = {"quantities": {line.id: quantity(1)}}
                    if chance.random() < 0.3:
                        asked = {"price_only": amount(chance.randint(1, 30))}
                    mine.append(await office.read((await _credit(office, final.id, **asked)).id))
                elif cheques and chance.random() < 0.4:
                    await _bounce(office, cheques.pop(chance.randrange(len(cheques))))
                else:
                    paid = chance.choice((first, second, final))
                    part = amount((await office.left(paid.id)) * chance.choice((1, 2)) / 2)
                    cheques.append(await _receive(office, paid, max(part, amount("0.01"))))
            except BusinessError:
                continue
        for cheque in cheques:
            await _bounce(office, cheque)
        goods = sum(one.sign * row.tax for one in mine for row in one.taxes if not row.on_receipt)
        cents = Decimal("0.02") * len(mine)
        assert abs(await _due_of_all(office) - before - goods) <= cents, seed
        for one in (first, second, final):
            if left := await office.left(one.id):
                await _receive(office, one, left)
        for one in mine[1:]:
            if left := await office.left(one.id):
                await _refund(office, one, amount(-left))
        assert await _due_of_all(office) - before == sum(one.sign * one.tax for one in mine), seed
        await office.expect_sound()


async def _refund(office: Office, credit: Invoice, value: Amount) -> None:
    async with office.work.begin(office.boss) as uow:
        await payments.refund(
            uow,
            credit.customer_id,
            amount=value,
            method=PaymentMethod.TRANSFER,
            credit_id=credit.id,
            key=f"tap:{next(_keys)}",
        )


async def _due_of_all(office: Office) -> Decimal:
    async with office.work.read(office.boss) as db:
        return Decimal(await db.session.scalar(select(func.sum(VatDue.tax))) or 0)


async def test_whatever_becomes_of_deposits_goods_are_taxed_as_they_are_invoiced(office: Office) -> None:
    for seed in range(5):
        chance = random.Random(seed)
        await office.shop.trade.set_company(vat_on_debits=seed == 4)
        order = await office.ordered(
            sold(str(chance.randint(1, 4)), f"{chance.randint(5, 90)}.{chance.randint(0, 99):02}", vat="10"),
            await _goods(office, "4", f"{chance.randint(5, 90)}.{chance.randint(0, 99):02}", vat="5.5"),  # type: ignore[arg-type]
            await _goods(office, "3", f"{chance.randint(5, 90)}.{chance.randint(0, 99):02}"),  # type: ignore[arg-type]
            sold("1", f"{chance.randint(5, 90)}.33"),
        )
        for _turn in range(10):
            try:
                await _do(office, chance, order)
            except BusinessError:
                continue
            await _expect_goods_taxed(office, order)
        await office.expect_sound()


async def _do(office: Office, chance: random.Random, order: Order) -> None:
    found = await office.documents(order.id)
    of_kind = {kind: [one for one in found if one.kind is kind] for kind in InvoiceKind}
    deed = chance.choice(("deposit", "invoice", "invoice", "pay", "pay", "bounce", "credit"))
    if deed == "deposit":
        await _deposit(office, order.id, chance.choice((20, 35)))
    elif deed == "invoice":
        asked = {line.id: quantity(chance.randint(0, 3)) for line in order.lines}
        await office.invoiced(order.id, beyond=True, **({"quantities": asked} if chance.random() < 0.5 else {}))
    elif deed == "pay" and (owed := [*of_kind[InvoiceKind.DEPOSIT], *of_kind[InvoiceKind.INVOICE]]):
        one = chance.choice(owed)
        left = await office.left(one.id)
        await _receive(office, one, max(amount(left * chance.choice((1, 2, 3)) / 3), amount("0.01")))
    elif deed == "bounce":
        async with office.work.read(office.boss) as db:
            made = (await db.session.scalars(select(Payment).where(Payment.amount > 0))).all()
        if made:
            await _bounce(office, chance.choice(made))
    elif deed == "credit" and found:
        await _credit(office, chance.choice(found).id)


async def _expect_goods_taxed(office: Office, order: Order) -> None:
    """Of a rate that only goods have: the tax of what is invoiced less what is credited, and beside it no more than
    what deposits charge for what is not invoiced yet."""
    async with office.work.read(office.boss) as db:
        waiting = await deductible(db, [order.id])
        ids = [one.id for one in await office.documents(order.id)]
        due = await db.session.scalar(
            select(func.sum(VatDue.tax)).where(VatDue.rate == percent("5.5"), VatDue.invoice_id.in_(ids))
        )
    documents = [await office.read(one) for one in ids]
    kinds = {one.id: one.kind for one in documents}
    charged, back = Decimal(0), Decimal(0)
    for one in documents:
        tax = sum((row.tax for row in one.taxes if row.rate == percent("5.5")), Decimal(0))
        if kinds.get(one.origin_id or 0) is InvoiceKind.DEPOSIT:
            back += tax if await office.left(one.id) else 0
        elif one.kind is not InvoiceKind.DEPOSIT:
            charged += one.sign * tax
    ahead = sum((one.tax for one in waiting if one.kind.rate == percent("5.5")), Decimal(0))
    assert charged <= (due or 0) <= charged + ahead + back
