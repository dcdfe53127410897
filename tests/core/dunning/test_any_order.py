"""Whatever happens in whatever order: no reminder before the due day, after the payment, twice, or of what is held."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.dunning.models import DunningLetter, Why
from core.dunning.rates import Debtor, yearly
from core.dunning.rules import interest, levels_of, owings
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import BusinessError
from core.parties.models import CustomerKind
from core.treasury.models import Payment
from core.uow import Work
from tests.companies import SettableClock
from tests.core.dunning.desk import Desk, a_desk
from tests.databases import opened

Made = TypeVar("Made")
LEVELS = levels_of((3, 10, 20, 30), formal=True)
CENTS = st.integers(1, 20_000)


class Recovery(RuleBasedStateMachine):
    """A customer who is sold to, pays or does not, contests, promises; and a desk that sends whenever it can.

    Beside the program the test keeps what it knows by itself: what is paid, held and sent.
    """

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.clock = SettableClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
        self.database = opened(self.url)
        self.desk: Desk = self.do(a_desk(Work(self.database, self.clock), self.clock))
        self.invoices: list[Invoice] = []
        self.payments: list[Payment] = []
        self.held: dict[int | None, date | None] = {}  # invoices, or None for all; until when
        self.over = False
        self.letters: list[DunningLetter] = []
        self.consumer = False

    def do(self, deed: Coroutine[Any, Any, Made]) -> Made:
        return self.loop.run(deed)

    def teardown(self) -> None:
        self.do(self.database.close())
        self.loop.close()

    @property
    def today(self) -> date:
        return self.clock.now.date()

    @initialize(consumer=st.booleans())
    def who(self, consumer: bool) -> None:
        self.consumer = consumer
        if consumer:
            self.do(self.desk.set_customer(kind=CustomerKind.CONSUMER))
        for terms in ("", "15J"):
            self.invoices.append(self.do(self.desk.till.issued("250", payment_terms=terms)))

    @precondition(lambda self: len(self.invoices) < 4)
    @rule(cents=CENTS, terms=st.sampled_from(["", "15J", "30J"]))
    def sell(self, cents: int, terms: str) -> None:
        self.invoices.append(self.do(self.desk.till.issued(str(amount(cents) / 100), payment_terms=terms)))

    @rule(days=st.sampled_from([1, 4, 7, 12]))
    def wait(self, days: int) -> None:
        self.clock.advance(days=days)

    @precondition(lambda self: self.invoices)
    @rule(which=st.integers(0, 3), share=st.sampled_from([100, 50, 10, 10]))
    def pay(self, which: int, share: int) -> None:
        invoice = self.invoices[which % len(self.invoices)]
        left = self.do(self.desk.till.left(invoice))
        part = amount(left * share / 100)
        if part > 0:
            self.payments.append(self.do(self.desk.till.receive(str(part), invoice)))

    @precondition(lambda self: self.invoices)
    @rule(cents=st.integers(1, 5_000))
    def pay_something(self, cents: int) -> None:
        """Money that settles nothing by itself."""
        self.payments.append(self.do(self.desk.till.receive(str(amount(cents) / 100))))

    @precondition(lambda self: self.payments)
    @rule(which=st.integers(0, 9))
    def bounce(self, which: int) -> None:
        payment = self.payments.pop(which % len(self.payments))
        self.refusable(self.desk.till.reverse(payment))

    @precondition(lambda self: self.invoices)
    @rule(cents=st.integers(1, 5_000))
    def credit(self, cents: int) -> None:
        self.do(self.desk.till.issued(str(amount(cents) / 100), kind=InvoiceKind.CREDIT))

    @precondition(lambda self: self.invoices)
    @rule(which=st.integers(0, 3))
    def contest(self, which: int) -> None:
        invoice = self.invoices[which % len(self.invoices)]
        self.do(self.desk.paused(Why.DISPUTE, invoice=invoice, note="rayé"))
        self.held[invoice.id] = None

    @rule(days=st.integers(0, 9))
    def promise(self, days: int) -> None:
        self.do(self.desk.promised(days=days))
        self.held[None] = self.today + timedelta(days=days + 2)

    @rule()
    def resume(self) -> None:
        self.refusable(self.desk.resume())
        self.held.clear()

    @precondition(lambda self: self.invoices)
    @rule(sure=st.integers(0, 1))
    def hand_over(self, sure: int) -> None:
        if sure == 0 and self.refusable(self.desk.hand_over()):
            self.over = True

    @rule(formal=st.booleans())
    def send(self, formal: bool) -> None:
        self.sent(self.do(self.desk.send(formal=formal)))

    @rule()
    def send_everything(self) -> None:
        self.sent(self.do(self.desk.send()))
        self.sent(self.do(self.desk.send(formal=True)))

    @rule()
    def remind(self) -> None:
        """Somebody wants one now, whatever the day."""
        letters: list[DunningLetter] = []
        if self.refusable(self.desk.remind(self.desk.till.manager), letters.append):
            self.sent(letters, early=True)

    @rule(automatic=st.booleans())
    def morning(self, automatic: bool) -> None:
        self.do(self.desk.set_up(automatic=automatic))
        before = len(self.do(self.desk.reminders()))
        self.do(self.desk.run_daily())
        if len(self.do(self.desk.reminders())) > before:
            assert automatic
            self.checked_rows(self.do(self.desk.reminders())[before:])

    def refusable(self, deed: Coroutine[Any, Any, Made], take: Callable[[Made], Any] = lambda made: None) -> bool:
        try:
            take(self.do(deed))
        except BusinessError:
            return False
        return True

    def sent(self, letters: Any, *, early: bool = False) -> None:
        """Each letter against what the test knows by itself at this moment."""
        for letter in letters:
            assert not self.over, "whoever was handed over gets nothing"
            assert self.free_from(None)
            self.letters.append(letter)
            for item in letter.items:
                self.one(item, early=early)
            assert letter.due == sum(amount(item["left"]) for item in letter.items)
            assert letter.due <= sum((self.do(self.desk.till.left(one)) for one in self.invoices), ZERO)

    def one(self, item: dict[str, Any], *, early: bool) -> None:
        invoice = next(one for one in self.invoices if one.id == item["invoice_id"])
        assert invoice.due_on is not None
        assert invoice.due_on < self.today, "never before the due date"
        left = amount(self.do(self.desk.till.left(invoice)))
        assert ZERO < amount(item["left"]) <= left, "never after the payment, never more than is left"
        assert self.free_from(invoice.id), "never of what is held"
        if item["level"] and (not early or item["formal"]):
            assert self.today >= invoice.due_on + timedelta(days=LEVELS[item["level"] - 1].days)
        self.costs(invoice, item, left)

    def costs(self, invoice: Invoice, item: dict[str, Any], left: Amount) -> None:
        if self.consumer:
            assert amount(item["indemnity"]) == ZERO
            if not self.formal_before(invoice.id):
                assert amount(item["penalty"]) == ZERO
            return
        assert amount(item["indemnity"]) == amount(40)
        assert invoice.due_on is not None
        most = owings(invoice.payable, invoice.due_on, self.today, [])
        assert amount(item["penalty"]) <= interest(list(most), _of_business)
        least = owings(amount(item["left"]), invoice.due_on, self.today, [])
        assert amount(item["penalty"]) >= interest(list(least), _of_business)

    def formal_before(self, invoice_id: int) -> bool:
        rows = self.do(self.desk.reminders())
        return any(one.formal and one.invoice_id == invoice_id and one.sent_on < self.today for one in rows)

    def free_from(self, about: int | None) -> bool:
        """Whether nothing that the test knows of holds it today."""
        return all(
            until is not None and self.today > until for held, until in self.held.items() if held in (about, None)
        )

    def checked_rows(self, rows: Any) -> None:
        for row in rows:
            invoice = next(one for one in self.invoices if one.id == row.invoice_id)
            assert invoice.due_on is not None
            assert self.today >= invoice.due_on + timedelta(days=LEVELS[row.level - 1].days)
            assert not self.over
            assert not row.formal
            assert self.free_from(row.invoice_id)
            assert ZERO < row.owed <= self.do(self.desk.till.left(invoice))

    @invariant()
    def each_level_once_in_its_order(self) -> None:
        levels: dict[int, list[int]] = {}
        for row in self.do(self.desk.reminders()):
            levels.setdefault(row.invoice_id, []).append(row.level)
        assert all(found == list(range(1, len(found) + 1)) for found in levels.values())


def _of_business(on: date) -> Any:
    return yearly(Debtor.BUSINESS, on, agreed=None)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_happens_nobody_is_chased_too_early_too_late_or_twice(
    kind: str, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(f"{kind}_url")
    here = type("Here", (Recovery,), {"url": address})
    examples = max(settings().max_examples * 2 // (3 if kind == "sqlite" else 10), 2)
    run_state_machine_as_test(here, settings=settings(max_examples=examples, stateful_step_count=25))
