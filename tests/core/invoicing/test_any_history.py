"""Whatever is drafted, issued, credited and paid: the books balance and say what the documents say."""

import random

from hypothesis import given
from hypothesis import strategies as st

from core.company.models import StockOut
from core.invoicing import crediting, deposits, drafting, issuing
from core.invoicing.rules import TaxedLine, shared
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.kernel.errors import BusinessError
from core.sales.models import Order
from core.sales.rules import PricedLine
from tests.core.invoicing.office import Office, sold

_LINES = st.lists(
    st.builds(
        TaxedLine,
        line=st.builds(
            PricedLine,
            quantity=st.integers(-900, 9000).filter(bool).map(lambda n: quantity(n) / 10).map(quantity),
            unit_price=st.integers(0, 999_999).map(lambda n: unit_price(unit_price(n) / 100)),
            basis=st.sampled_from(PriceBasis),
            discount=st.integers(0, 50).map(percent),
            vat=st.sampled_from(["20", "10", "5.5", "2.1", "0"]).map(percent),
        ),
        category=st.sampled_from("SE"),
        vatex=st.just(""),
        service=st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@given(_LINES, st.integers(0, 30).map(percent), st.integers(0, 5000).map(lambda n: amount(amount(n) / 100)))
def test_shares_sum_to_the_totals(lines: list[TaxedLine], discount: object, cut: object) -> None:
    sums, shares = shared(lines, discount=discount, discount_amount=cut)  # type: ignore[arg-type]
    assert [sum(one.base for one in shares), sum(one.tax for one in shares)] == [sums.net, sums.tax]
    assert sums.gross == sums.net + sums.tax
    assert sum(sums.lines) == sums.lines_net


async def test_any_history_leaves_the_books_sound(office: Office) -> None:
    for seed in range(4):
        chance = random.Random(seed)
        await office.shop.trade.set_company(vat_on_debits=bool(seed % 2))
        orders = [await an_order(office, chance) for _ in range(2)]
        done = [await do_something(office, chance, chance.choice(orders)) for _turn in range(9)]
        assert any(done)
        await office.expect_sound()


async def an_order(office: Office, chance: random.Random) -> Order:
    product = await office.shop.product(many="500")
    lines = [
        sold(
            str(chance.randint(1, 12)),
            f"{chance.randint(1, 300)}.{chance.randint(0, 99):02}",
            vat=chance.choice(("20", "10", "5.5")),
            ttc=chance.random() < 0.5,
            discount=percent(chance.choice((0, 5, 12))),
            **({"product_id": product} if place == 0 else {}),
        )
        for place in range(chance.randint(1, 4))
    ]
    facts = chance.choice(({}, {"discount": percent(3)}, {"discount_amount": amount("7.77")}))
    ways = (StockOut.DELIVERY, StockOut.INVOICE)
    return await office.ordered(*lines, delivered=chance.random() < 0.5, stock_out=chance.choice(ways), **facts)


async def do_something(office: Office, chance: random.Random, order: Order) -> bool:
    """Whether it was done: what is refused leaves nothing."""
    deed = chance.choice((_invoice, _invoice, _deposit, _credit, _pay, _pay))
    try:
        await deed(office, chance, order)
    except BusinessError:
        return False
    return True


async def _invoice(office: Office, chance: random.Random, order: Order) -> None:
    asked = {line.id: quantity(chance.randint(0, 5)) for line in order.lines}
    async with office.work.begin(office.boss) as uow:
        draft = await drafting.draft_of_order(uow, order.id, quantities=asked, beyond=True)
        await issuing.issue(uow, draft.id)


async def _deposit(office: Office, chance: random.Random, order: Order) -> None:
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_deposit(uow, order.id, share=percent(chance.choice((10, 30))))
        await issuing.issue(uow, draft.id)


async def _credit(office: Office, chance: random.Random, order: Order) -> None:
    found = await office.documents(order.id)
    invoice = chance.choice([one for one in found if one.sign > 0] or [None])
    if invoice is None:
        return
    price = amount(chance.randint(1, 40)) if chance.random() < 0.3 else None
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(
            uow, invoice.id, price_only=price, net_of_tax=chance.random() < 0.2, reason="essai"
        )
        await issuing.issue(uow, draft.id)


async def _pay(office: Office, chance: random.Random, order: Order) -> None:
    found = await office.documents(order.id)
    for invoice in chance.sample(found, min(len(found), 1)):
        left = await office.left(invoice.id)
        share = amount(left * chance.choice((1, 1, 2)) / 2)
        if share:
            await office.pay(invoice.id, share)
