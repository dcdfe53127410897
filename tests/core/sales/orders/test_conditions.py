"""General conditions that have changed: what is shown, what is signed and what is kept are one version."""

from dataclasses import replace
from typing import Any

import pytest

from core.company import companies
from core.kernel.amounts import percent
from core.kernel.errors import Changed
from core.permissions import SYSTEM, Role
from core.sales import orders
from core.sales.lifecycles import Engagement, OrderState
from core.sales.models import Order
from core.sales.orders import CheckKind, Control, Verdict
from core.sales.papers import keeping, order_paper
from tests.core.sales.orders.counter import Counter
from tests.core.sales.trade import accepting

INK = "a" * 64


async def _ordered_since(counter: Counter) -> Order:
    """An order on a quote of the first conditions, recorded when there are others; he had agreed to the first."""
    await counter.trade.set_company(conditions="Les anciennes.", conditions_version=1)
    first = await counter.placed()
    await counter.done(orders.sign, first.id, name="Marc Dupont", signature_sha256=INK)
    quote = await counter.trade.validated()
    await counter.trade.set_company(conditions="Les nouvelles.", conditions_version=2)
    return await counter.place(quote.id)


async def test_who_has_not_agreed_yet_is_shown_the_conditions_of_today_and_agrees_to_them(counter: Counter) -> None:
    order = await _ordered_since(counter)
    assert Control.of(order).failed == (CheckKind.CONDITIONS,)
    assert (order.seller["conditions"], order.conditions_version) == ("Les nouvelles.", 2)
    async with counter.trade.work.read(replace(SYSTEM, company_id=counter.trade.company_id)) as db:
        said = await keeping.order_print(db, order.id)
    paper = order_paper(said.order, said.quote)
    assert "Les nouvelles." in str(paper)
    assert "Les anciennes." not in str(paper)
    signed = await counter.done(orders.sign, order.id, name="Marc Dupont", signature_sha256=INK)
    assert (signed.state, signed.conditions_version) == (OrderState.CONFIRMED, 2)


async def test_what_was_told_by_telephone_is_confirmed_on_the_conditions_of_today(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Les anciennes.", conditions_version=1)
    quote = await counter.trade.validated()
    await counter.trade.set_company(conditions="Les nouvelles.", conditions_version=2)
    order = await counter.place(quote.id, engagement=Engagement.ORAL, told_by="Mme Caron")
    assert (order.seller["conditions"], order.conditions_version) == ("Les nouvelles.", 2)


async def test_a_quote_that_was_accepted_stays_on_the_conditions_that_were_accepted_with_it(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Les anciennes.", conditions_version=1)
    quote, customer = await counter.trade.sent()
    await counter.trade.done(accepting, quote.id, customer)
    await counter.trade.set_company(conditions="Les nouvelles.", conditions_version=2)
    order = await counter.place(quote.id)
    assert (order.seller["conditions"], order.conditions_version) == ("Les anciennes.", 1)


async def test_a_name_written_before_the_seller_counts_as_having_read_the_conditions(counter: Counter) -> None:
    order = await _ordered_since(counter)
    named = await counter.done(orders.sign, order.id, name="Marc Dupont")
    assert (named.engagement, named.state) == (Engagement.NAMED, OrderState.CONFIRMED)
    assert (await counter.control(order.quote_id))[CheckKind.CONDITIONS].facts["accepted"] == 2


async def test_conditions_that_change_while_it_waits_are_shown_before_anybody_agrees_to_them(counter: Counter) -> None:
    order = await _ordered_since(counter)
    customer = await counter.customer(order.id)
    owner = replace(counter.trade.seller, role=Role.OWNER)
    async with counter.trade.work.begin(owner) as uow:
        await companies.change(uow, conditions="Les dernières.")
    agreed: dict[str, Any] = {"actor": customer, "name": "Marc Dupont", "words": "Bon pour accord"}
    with pytest.raises(Changed):  # what he looks at is of yesterday
        await counter.done(orders.agree, order.id, version=order.version, **agreed)
    shown = await counter.read(order.id)
    assert (shown.seller["conditions"], shown.conditions_version) == ("Les dernières.", 3)
    done = await counter.done(orders.agree, order.id, version=shown.version, **agreed)
    assert (done.state, done.conditions_version) == (OrderState.CONFIRMED, 3)


async def test_an_order_that_was_agreed_to_keeps_its_conditions_while_it_waits(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Les anciennes.", conditions_version=1)
    order = await counter.place((await counter.quote(deposit=percent(50))).id)
    signed = await counter.done(orders.sign, order.id, name="Marc Dupont", signature_sha256=INK)
    async with counter.trade.work.begin(replace(counter.trade.seller, role=Role.OWNER)) as uow:
        await companies.change(uow, conditions="Les nouvelles.")
    kept = await counter.read(order.id)
    assert (kept.version, kept.seller["conditions"], kept.conditions_version) == (signed.version, "Les anciennes.", 1)


async def test_the_first_conditions_are_newer_than_none_and_keep_nobody_waiting(counter: Counter) -> None:
    first = await counter.placed()
    await counter.done(orders.sign, first.id, name="Marc Dupont", signature_sha256=INK)
    waiting = await counter.place((await counter.quote(deposit=percent(50))).id)
    await counter.done(orders.sign, waiting.id, name="Marc Dupont", signature_sha256=INK)
    async with counter.trade.work.begin(replace(counter.trade.seller, role=Role.OWNER)) as uow:
        await companies.change(uow, conditions="Les premières.")
    facts = {"accepted": None, "current": 2, "written": True, "before": False}
    for check in (
        Control.of(await counter.placed())[CheckKind.CONDITIONS],
        (await counter.control(waiting.quote_id))[CheckKind.CONDITIONS],
    ):
        assert (check.verdict, check.facts) == (Verdict.WARN, facts)


async def test_who_only_told_his_order_is_not_said_to_have_accepted_any(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Les nôtres.", conditions_version=2)
    told = await counter.placed(engagement=Engagement.ORAL, told_by="Mme Caron")
    signed = await counter.placed()
    await counter.done(orders.sign, signed.id, name="Marc Dupont")
    for order, version in ((told, 0), (signed, 2)):
        (agreed,) = [one.facts for one in await counter.facts(order.id) if one.kind == "OrderAgreed"]
        assert agreed["conditions_version"] == version
