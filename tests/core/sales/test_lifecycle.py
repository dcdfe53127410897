"""Each cell of the lives of quotes and orders: a step of the table, or a refusal."""

from itertools import product

import pytest

from core.kernel.errors import IllegalTransition
from core.sales.lifecycles import (
    DELIVERY,
    ORDER,
    QUOTE,
    DeliveryAction,
    OrderAction,
    OrderState,
    QuoteAction,
    QuoteState,
)

A, S = QuoteAction, QuoteState

# Written out here once more, so that a change of the table is a decision and not an accident.
STEPS = {
    (S.DRAFT, A.CHANGE): S.DRAFT,
    (S.DRAFT, A.VALIDATE): S.VALIDATED,
    (S.DRAFT, A.CANCEL): S.CANCELLED,
    (S.CANCELLED, A.RESTORE): S.DRAFT,
    (S.VALIDATED, A.SEND): S.SENT,
    (S.SENT, A.SEND): S.SENT,
    (S.SENT, A.CHOOSE): S.SENT,
    (S.SENT, A.ACCEPT): S.ACCEPTED,
    (S.SENT, A.REFUSE): S.REFUSED,
    (S.VALIDATED, A.LOSE): S.REFUSED,
    (S.SENT, A.LOSE): S.REFUSED,
    (S.EXPIRED, A.LOSE): S.REFUSED,
    (S.VALIDATED, A.EXPIRE): S.EXPIRED,
    (S.SENT, A.EXPIRE): S.EXPIRED,
    (S.VALIDATED, A.REPLACE): S.REPLACED,
    (S.SENT, A.REPLACE): S.REPLACED,
    (S.EXPIRED, A.REPLACE): S.REPLACED,
    (S.REFUSED, A.REPLACE): S.REPLACED,
    (S.DRAFT, A.ORDER): S.ORDERED,
    (S.VALIDATED, A.ORDER): S.ORDERED,
    (S.SENT, A.ORDER): S.ORDERED,
    (S.ACCEPTED, A.ORDER): S.ORDERED,
}
O, OA = OrderState, OrderAction  # noqa: E741 - as the table has them
ORDER_STEPS = {
    (O.WAITING, OA.PAY): O.WAITING,
    (O.CONFIRMED, OA.PAY): O.CONFIRMED,
    (O.CLOSED, OA.PAY): O.CLOSED,
    (O.WAITING, OA.CONFIRM): O.CONFIRMED,
    (O.WAITING, OA.REFUSE): O.REFUSED,
    (O.WAITING, OA.CHANGE): O.WAITING,
    (O.WAITING, OA.SIGN): O.WAITING,
    (O.WAITING, OA.CANCEL): O.CANCELLED,
    (O.CONFIRMED, OA.HOLD): O.WAITING,
    (O.CONFIRMED, OA.CHANGE): O.CONFIRMED,
    (O.CONFIRMED, OA.SIGN): O.CONFIRMED,
    (O.CONFIRMED, OA.CLOSE): O.CLOSED,
    (O.CONFIRMED, OA.CANCEL): O.CANCELLED,
    (O.CLOSED, OA.REOPEN): O.CONFIRMED,
}


@pytest.mark.parametrize(("state", "action"), list(product(S, A)))
def test_a_step_is_in_the_table_or_refused(state: QuoteState, action: QuoteAction) -> None:
    assert QUOTE.allows(state, action) == ((state, action) in STEPS)
    if (state, action) in STEPS:
        assert QUOTE.after(state, action) is STEPS[state, action]
        return
    with pytest.raises(IllegalTransition) as refusal:
        QUOTE.after(state, action)
    assert (refusal.value.document, refusal.value.state, refusal.value.action) == ("quote", state, action)


def test_a_delivery_may_fail_as_long_as_nothing_is_delivered() -> None:
    failing = {state for state, action, _after in DELIVERY.rows if action is DeliveryAction.FAIL}
    assert failing == {state for state, action, _after in DELIVERY.rows if action is DeliveryAction.DELIVER}


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {S.DRAFT}
    for _ in S:
        reached |= {after for (before, _action), after in STEPS.items() if before in reached}
    assert reached == set(S)


def test_an_accepted_quote_is_only_ordered_and_a_refused_one_only_replaced() -> None:
    assert list(QUOTE.actions(S.ORDERED)) == list(QUOTE.actions(S.REPLACED)) == []
    assert list(QUOTE.actions(S.ACCEPTED)) == [A.ORDER]
    assert list(QUOTE.actions(S.REFUSED)) == [A.REPLACE]


@pytest.mark.parametrize(("state", "action"), list(product(O, OA)))
def test_a_step_of_an_order_is_in_the_table_or_refused(state: OrderState, action: OrderAction) -> None:
    assert ORDER.allows(state, action) == ((state, action) in ORDER_STEPS)
    if (state, action) in ORDER_STEPS:
        assert ORDER.after(state, action) is ORDER_STEPS[state, action]
        return
    with pytest.raises(IllegalTransition):
        ORDER.after(state, action)
