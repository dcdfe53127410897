"""Whatever is paid, split, bounced, given back and written off: the books balance and nothing is lost."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.verifying import verify
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.errors import BusinessError
from core.treasury.models import Payment, PaymentMethod
from core.uow import Work
from tests.core.sales.trade import a_trade
from tests.core.treasury.till import Till, a_till

CENTS = st.integers(1, 15_000).map(lambda cents: str(Decimal(cents) / 100))
SOME = st.lists(st.integers(0, 4), min_size=0, max_size=3)
STEPS = st.one_of(
    st.tuples(st.just("receive"), CENTS, SOME),
    st.tuples(st.just("oldest"), CENTS, SOME),
    st.tuples(st.just("reverse"), CENTS, SOME),
    st.tuples(st.just("refund"), CENTS, SOME),
    st.tuples(st.just("credit"), CENTS, SOME),
    st.tuples(st.just("write_off"), CENTS, SOME),
    st.tuples(st.just("pay_up"), CENTS, SOME),
)
HISTORIES = st.lists(STEPS, min_size=1, max_size=8)
PRICES = st.lists(st.tuples(CENTS, st.booleans()), min_size=2, max_size=4)


@settings(max_examples=12)
@given(PRICES, CENTS, HISTORIES)
async def test_whatever_happens_to_money_the_books_tell_it_to_the_cent(
    work: Work, prices: list[tuple[str, bool]], credited: str, history: list[tuple[str, str, list[int]]]
) -> None:
    till = await a_till(await a_trade(work))
    documents = [await till.issued(net, services=services) for net, services in prices]
    documents.append(await till.issued(credited, kind=InvoiceKind.CREDIT))
    paid: list[Payment] = []
    for verb, value, which in history:
        chosen = [documents[one % len(documents)] for one in which]
        try:
            made = await _take(till, verb, value, chosen, paid)
        except BusinessError:
            made = None
        if made is not None:
            paid.append(made)
        await till.expect_whole(documents)
    async with work.read(till.system) as db:
        assert (await verify(db)).broken == []


async def _take(till: Till, verb: str, value: str, chosen: list[Invoice], paid: list[Payment]) -> Payment | None:
    asked: dict[str, Any] = {"method": PaymentMethod.CHEQUE}
    first = chosen[0] if chosen else None
    match verb:
        case "receive":
            return await till.receive(value, *chosen, **asked)
        case "oldest":
            return await till.receive(value, oldest=True, **asked)
        case "reverse" if paid:
            return await till.reverse(paid[int(Decimal(value) * 100) % len(paid)])
        case "refund":
            is_credit = first is not None and first.kind is InvoiceKind.CREDIT
            return await till.refund(value, credit_id=first.id if first is not None and is_credit else None)
        case "credit" if first:
            await till.use_credit(first)
        case "write_off" if first:
            await till.write_off(first)
        case "pay_up" if first and (left := await till.left(first)) > Decimal("0.5"):
            return await till.receive(str(left - Decimal("0.5")), first)
    return None
