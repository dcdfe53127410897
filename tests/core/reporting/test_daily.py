"""Each figure is what the documents of the day come to; each alert what the lists behind it come to."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.invoicing import crediting, deposits
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import percent
from core.kernel.errors import NotAllowed
from core.ledger import reports
from core.permissions import Actor, Permission
from core.reporting import alerts, daily
from core.reporting.alerts import AlertKind
from core.reporting.chart import WIDTH, chart_png, read_chart
from core.reporting.daily import Figures
from core.reporting.papers import chart_of
from core.sales.models import Delivery, Quote
from core.treasury.models import Payment, PaymentMethod
from tests.companies import SettableClock
from tests.core.sales.deliveries.shop import Shop, some
from tests.core.sales.trade import accepting
from tests.core.treasury.till import Till

PARIS = ZoneInfo("Europe/Paris")


async def figures_of(till: Till, on: date, actor: Actor | None = None) -> Figures:
    async with till.work.read(actor or till.manager) as db:
        return await daily.figures(db, on)


async def recomputed(till: Till, on: date) -> tuple[Decimal, dict[PaymentMethod, Decimal], int, Decimal, int]:
    """The same, document by document."""
    async with till.work.read(till.system) as db:
        issued = (await db.session.scalars(select(Invoice).where(Invoice.state == InvoiceState.ISSUED))).all()
        paid = (await db.session.scalars(select(Payment))).all()
        answered = [one for one in await db.session.scalars(select(Quote)) if one.agreed]
        brought = (await db.session.scalars(select(Delivery))).all()
    deposits = {one.id for one in issued if one.kind is InvoiceKind.DEPOSIT}
    counted = [
        one for one in issued if one.issued_on == on and one.id not in deposits and one.origin_id not in deposits
    ]
    money: defaultdict[PaymentMethod, Decimal] = defaultdict(Decimal)
    for payment in paid:
        if payment.on == on:
            money[payment.method] += payment.amount
    signed = [one for one in answered if one.answered_at and one.answered_at.astimezone(PARIS).date() == on]
    there = [one for one in brought if one.delivered_at and one.delivered_at.astimezone(PARIS).date() == on]
    net = sum((one.sign * one.net for one in counted), Decimal(0))
    return net, dict(money), len(signed), sum((one.net for one in signed), Decimal(0)), len(there)


async def test_the_figures_are_what_the_documents_come_to(till: Till, shop: Shop, clock: SettableClock) -> None:
    invoice = await till.issued("1000")
    await till.receive("400", invoice)
    await till.receive("50", method=PaymentMethod.CASH)
    bounced = await till.receive("200", method=PaymentMethod.CHEQUE)
    quote, person = await till.trade.sent()
    async with till.work.begin(person) as uow:
        await accepting(uow, quote.id)
    product = await shop.product(many="5")
    order = await shop.order(some(product, "2"))
    await shop.deliver_order(order.id)
    async with till.work.begin(till.manager) as uow:
        await issue(uow, (await deposits.draft_deposit(uow, order.id, share=percent(50))).id)  # no turnover yet
    first = date(2026, 11, 23)
    clock.advance(days=1)
    await till.reverse(bounced)
    async with till.work.begin(till.manager) as uow:
        credit = await crediting.draft_credit(uow, invoice.id, reason="erreur")
        await issue(uow, credit.id)
    for on in (first, first + timedelta(days=1), first - timedelta(days=1)):
        found = await figures_of(till, on)
        net, money, signed, signed_net, brought = await recomputed(till, on)
        assert found.turnover == net
        assert found.received == money
        assert (found.signed, found.signed_net, found.deliveries) == (signed, signed_net, brought)
    today = await figures_of(till, first)
    assert [today.turnover, today.cash, today.signed, today.deliveries] == [1000, 650, 1, 1]
    after = await figures_of(till, first + timedelta(days=1))
    assert [after.turnover, after.cash] == [-1000, -200]
    async with till.work.read(till.manager) as db:
        points = await daily.points(db, first + timedelta(days=1))
    assert [one.turnover for one in points[-2:]] == [1000, -1000]
    assert [one.cash for one in points[-2:]] == [650, -200]
    assert len(points) == 30
    assert not any(one.turnover or one.cash for one in points[:-2])


async def test_a_day_is_the_companys_own(till: Till, clock: SettableClock) -> None:
    """Half past midnight in Paris is the evening before in London."""
    quote, person = await till.trade.sent()
    clock.now = datetime(2026, 11, 25, 0, 30, tzinfo=PARIS)
    async with till.work.begin(person) as uow:
        await accepting(uow, quote.id)
    assert (await figures_of(till, date(2026, 11, 25))).signed == 1
    assert (await figures_of(till, date(2026, 11, 24))).signed == 0


async def test_what_somebody_may_not_know_is_left_out(till: Till, shop: Shop) -> None:
    await till.issued("1000")
    partly = Actor(
        till.manager.role,
        till.manager.name,
        till.manager.person_id,
        till.manager.company_id,
        refusals=frozenset({Permission.PAYMENTS_READ, Permission.LEDGER_READ}),
    )
    found = await figures_of(till, date(2026, 11, 23), partly)
    assert found.turnover == 1000
    assert found.received is None
    with pytest.raises(NotAllowed):
        await figures_of(till, date(2026, 11, 23), till.trade.seller)


async def test_alerts_are_what_their_lists_come_to_the_most_money_first(
    till: Till, shop: Shop, clock: SettableClock
) -> None:
    await till.issued("1000")
    product = await shop.product(many="5")
    order = await shop.order(some(product, "2"))
    await shop.deliver_order(order.id)
    await till.trade.sent()
    async with till.work.read(till.manager) as db:
        assert await alerts.alerts(db) == []
    clock.advance(days=2)
    async with till.work.read(till.manager) as db:
        assert AlertKind.TO_INVOICE not in {one.kind for one in await alerts.alerts(db)}, "two days are no long time"
    clock.advance(days=60)
    async with till.work.read(till.manager) as db:
        found = await alerts.alerts(db)
        aged = await reports.aged_receivables(db)
    kinds = {one.kind: one for one in found}
    assert kinds[AlertKind.OVERDUE].money == sum((sum(one.slices[1:]) for one in aged), Decimal(0)) == 1200
    assert kinds[AlertKind.TO_INVOICE].count == 1
    assert kinds[AlertKind.TO_INVOICE].money == 200
    assert kinds[AlertKind.QUIET].count == 1
    assert [one.money for one in found] == sorted((one.money for one in found), reverse=True)


async def test_ones_own_late_customers_are_those_of_the_aged_balance(till: Till, clock: SettableClock) -> None:
    await till.issued("1000")
    await till.receive("150")
    clock.advance(days=60)
    async with till.work.read(till.trade.seller) as db:
        own = {one.kind: one for one in await alerts.own_alerts(db, arrears=True)}
        assert AlertKind.OVERDUE not in {one.kind for one in await alerts.own_alerts(db, arrears=False)}
    async with till.work.read(till.manager) as db:
        (aged,) = await reports.aged_receivables(db)
        others = {one.kind for one in await alerts.own_alerts(db, arrears=True)}
    assert own[AlertKind.OVERDUE].money == sum(aged.slices[1:]) == 1050
    assert AlertKind.OVERDUE not in others, "the customer is not his"


async def test_the_picture_says_the_same_whoever_draws_it(till: Till) -> None:
    await till.issued("1000")
    async with till.work.read(till.manager) as db:
        points = await daily.points(db, date(2026, 11, 23))
    chart = chart_of(points)
    assert chart is not None
    assert chart.panels[0].values[-1] == 100_000
    assert chart.panels[0].title == "Facturé HT, 30 jours", "a sum of other days than the words beside it"
    assert chart.days[-1] == (29, "23/11")
    written = {
        "panels": [
            {"title": one.title, "sum": one.sum, "color": one.color, "values": [*one.values], "ticks": [*one.ticks]}
            for one in chart.panels
        ],
        "days": [list(one) for one in chart.days],
    }
    assert read_chart(written) == chart
    assert chart_png(chart) == chart_png(read_chart(written))
    assert int.from_bytes(chart_png(chart)[16:20], "big") == WIDTH
    assert chart_of(points, sold=False) is None, "no money came: there is nothing to draw"
