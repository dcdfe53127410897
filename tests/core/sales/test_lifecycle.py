"""Each cell of the quote's life: a step of the table, or a refusal."""

from itertools import product

import pytest

from core.kernel.errors import IllegalTransition
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState

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


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {S.DRAFT}
    for _ in S:
        reached |= {after for (before, _action), after in STEPS.items() if before in reached}
    assert reached == set(S)


def test_an_accepted_quote_goes_nowhere_and_a_refused_one_is_only_replaced() -> None:
    assert list(QUOTE.actions(S.ACCEPTED)) == list(QUOTE.actions(S.REPLACED)) == []
    assert list(QUOTE.actions(S.REFUSED)) == [A.REPLACE]
