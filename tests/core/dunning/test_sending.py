"""Reminders leave once, to whom they concern, with what being late costs that day."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.dunning import proposing, sending
from core.dunning.errors import HandedOver, NothingToRemind
from core.dunning.models import Why
from core.history import history
from core.invoicing.crediting import draft_credit
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, amount
from core.kernel.errors import Changed, NotAllowed
from core.mail import mail
from core.mail.models import Email
from core.parties.models import CustomerKind
from core.sales.errors import NotAgreedYet
from core.sales.lifecycles import Channel
from tests.core.dunning.desk import Desk
from tests.core.sales.orders.counter import Counter


async def test_a_business_owes_interest_and_forty_euros_as_the_letter_freezes_them(desk: Desk) -> None:
    invoice = await desk.late("1000", days=10)
    (letter,) = await desk.send()
    exact = amount(1200 * 10 * Decimal("0.1240") / 365)
    assert (letter.level, letter.due, letter.penalty, letter.indemnity) == (1, amount(1200), exact, amount(40))
    (row,) = await desk.reminders()
    assert (row.invoice_id, row.level, row.owed, row.penalty) == (invoice.id, 1, amount(1200), letter.penalty)


async def test_a_level_leaves_once_whoever_sends_again(desk: Desk) -> None:
    await desk.late(days=3)
    assert len(await desk.send()) == 1
    assert await desk.send() == []
    desk.clock.advance(days=7)
    assert [one.level for one in await desk.send()] == [2]
    assert [one.level for one in await desk.reminders()] == [1, 2]


async def test_the_due_day_itself_is_not_late(desk: Desk) -> None:
    await desk.late(days=0)
    assert await desk.arrears() is None
    desk.clock.advance(days=2)
    assert (await desk.batch()).ready == []
    desk.clock.advance(days=1)
    assert len((await desk.batch()).ready) == 1


async def test_one_message_names_all_that_is_late_and_each_invoice_takes_its_own_level(desk: Desk) -> None:
    old = await desk.late("500", days=5)
    assert [one.level for one in await desk.send()] == [1]
    desk.clock.advance(days=2)
    new = await desk.late("100", days=3)
    (letter,) = await desk.send()
    assert [(one["number"], one["level"]) for one in letter.items] == [(old.number, 2), (new.number, 1)]
    assert (letter.level, letter.due) == (2, amount(720))


async def test_what_is_paid_is_not_asked_for(desk: Desk) -> None:
    invoice = await desk.late()
    await desk.till.receive("1200", invoice)
    assert await desk.arrears() is None
    assert await desk.send() == []


async def test_money_that_settles_nothing_yet_is_counted_for_the_oldest(desk: Desk) -> None:
    await desk.late("1000")
    await desk.till.receive("1200")
    assert await desk.arrears() is None


async def test_a_cheque_that_bounced_is_asked_for_again_from_the_level_that_was_reached(desk: Desk) -> None:
    invoice = await desk.late()
    await desk.send()
    payment = await desk.till.receive("1200", invoice)
    desk.clock.advance(days=7)
    assert await desk.send() == []
    await desk.till.reverse(payment)
    assert [one.level for one in await desk.send()] == [2]


async def test_a_consumer_owes_no_indemnity_and_interest_from_the_formal_notice_only(desk: Desk) -> None:
    await desk.set_customer(kind=CustomerKind.CONSUMER)
    await desk.set_up(days=[3, 10])
    await desk.late(days=3)
    (first,) = await desk.send()
    desk.clock.advance(days=7)
    (notice,) = await desk.send(formal=True)
    assert notice.formal
    assert {first.penalty, first.indemnity, notice.penalty, notice.indemnity} == {ZERO}
    desk.clock.advance(days=100)
    found = await desk.arrears()
    assert found is not None
    assert found.late[0].penalty == amount(1200 * 100 * Decimal("0.0275") / 365)
    assert found.late[0].indemnity == ZERO


async def test_a_formal_notice_waits_for_whoever_may_sign_it(desk: Desk) -> None:
    await desk.set_up(days=[3])
    await desk.late()
    assert [len(found) for found in ((await desk.batch()).ready, (await desk.batch()).formal)] == [0, 1]
    assert await desk.send() == []
    with pytest.raises(NotAllowed):
        await desk.remind()
    (letter,) = await desk.send(formal=True)
    assert letter.formal
    assert len(await desk.notices("dunning_formal_sent")) == 1, "whoever follows the customer is told"


async def test_a_formal_notice_that_waits_holds_up_no_newer_invoice(desk: Desk) -> None:
    await desk.set_up(days=[3, 30])
    old = await desk.late("500", days=3)
    await desk.send()
    desk.clock.advance(days=25)
    new = await desk.late("100", days=3)
    batch = await desk.batch()
    assert [[late.invoice.id for late in one.asked] for one in batch.formal] == [[old.id, new.id]]
    assert [[late.invoice.id for late in one.asked] for one in batch.ready] == [[new.id]]
    (letter,) = await desk.send()
    assert [(one["number"], one["level"]) for one in letter.items] == [(new.number, 1)]
    (notice,) = await desk.send(formal=True)
    assert [(one["number"], one["level"]) for one in notice.items] == [(old.number, 2), (new.number, 0)]


async def test_a_credit_note_that_was_awaited_ends_the_wait_once_it_is_issued(desk: Desk) -> None:
    invoice, other = await desk.late("1000"), await desk.till.issued("100")
    await desk.paused(Why.CREDIT, invoice=invoice)
    await desk.paused(Why.CREDIT, invoice=other)
    async with desk.work.begin(desk.till.manager) as uow:
        draft = await draft_credit(uow, invoice.id, reason="Erreur")
        await issue(uow, draft.id)
    async with desk.work.read(desk.accountant) as db:
        holding = await proposing.pauses_of(db, desk.customer_id)
    assert [one.invoice_id for one in holding] == [other.id]


async def test_what_nobody_may_ask_for_yet_is_said(desk: Desk) -> None:
    await desk.set_customer(kind=CustomerKind.CONSUMER)
    counter = Counter(desk.till.trade)
    order = await counter.place((await counter.quote(channel=Channel.OFF_PREMISES)).id)
    invoice = await desk.late("100", order_id=order.id)
    async with desk.work.read(desk.accountant) as db:
        found = await proposing.of_customer(db, desk.customer_id)
    assert found.arrears is None
    ((locked, reason),) = found.locked
    assert (locked.id, type(reason)) == (invoice.id, NotAgreedYet)


async def test_a_promise_holds_until_two_days_after_and_then_the_next_level_leaves(desk: Desk) -> None:
    await desk.late()
    promise = await desk.promised(days=4)
    assert promise.until is not None
    assert promise.promised_on is not None
    assert promise.until - promise.promised_on == timedelta(days=2)
    for _day in range(6):
        assert await desk.send() == []
        desk.clock.advance(days=1)
    desk.clock.advance(days=1)
    assert len(await desk.send()) == 1


async def test_a_dispute_holds_one_invoice_and_not_the_others(desk: Desk) -> None:
    first, second = await desk.till.issued("100"), await desk.late("200", days=4)
    await desk.paused(Why.DISPUTE, invoice=first, note="radiateur rayé")
    (letter,) = await desk.send()
    assert [one["number"] for one in letter.items] == [second.number]
    await desk.resume(invoice=first)
    (letter,) = await desk.send()
    assert [(one["number"], one["level"]) for one in letter.items] == [(first.number, 1), (second.number, 0)]


async def test_a_drafted_credit_note_holds_its_invoice(desk: Desk) -> None:
    invoice = await desk.late()
    async with desk.work.begin(desk.till.manager) as uow:
        credit = Invoice(
            kind=InvoiceKind.CREDIT,
            customer_id=invoice.customer_id,
            origin_id=invoice.id,
            created_at=uow.now,
            created_by=desk.till.manager.person_id,
        )
        uow.session.add(credit)
    assert (await desk.batch()).ready == []
    found = await desk.arrears()
    assert found is not None
    assert found.late[0].credit_pending


async def test_somebody_may_remind_before_the_level_s_day_once_in_some_days(desk: Desk) -> None:
    invoice = await desk.late(days=1)
    assert (await desk.batch()).ready == []
    assert (await desk.remind(invoice=invoice)).level == 1
    with pytest.raises(NothingToRemind) as refused:
        await desk.remind()
    assert invoice.due_on is not None
    assert refused.value.next_on == invoice.due_on + timedelta(days=10)


async def test_whoever_was_handed_over_gets_nothing_more(desk: Desk) -> None:
    await desk.late()
    await desk.hand_over()
    assert await desk.send() == []
    with pytest.raises(HandedOver):
        await desk.remind()
    with pytest.raises(HandedOver):
        await desk.hand_over()


async def test_the_customer_s_people_are_told_and_the_history_says_so(desk: Desk) -> None:
    _quote, person = await desk.till.trade.sent()
    invoice = await desk.late()
    (letter,) = await desk.send()
    assert letter.channels == ["chat"]
    (notice,) = await desk.notices("reminder_yours")
    assert (notice.person_id, notice.facts) == (person.person_id, {"letter_id": letter.id})
    async with desk.work.read(desk.accountant) as db:
        of_invoice = [one.kind for one in await history(db, "invoice", invoice.id)]
        of_customer = [one.kind for one in await history(db, "customer", desk.customer_id)]
    assert "InvoiceReminded" in of_invoice
    assert "CustomerReminded" in of_customer


async def test_what_was_sent_is_never_changed(desk: Desk) -> None:
    await desk.late()
    await desk.send()
    for statement in (
        "UPDATE dunning_reminder SET level = 4",
        "DELETE FROM dunning_reminder",
        "UPDATE dunning_letter SET due = 1",
        "DELETE FROM dunning_letter",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with desk.work.begin(desk.accountant) as uow:
                await uow.session.execute(text(statement))


async def test_whoever_has_a_mailbox_gets_the_letter_his_account_and_the_invoices(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.set_customer(email="compta@dupont.example", language="en")
    invoice = await desk.late()
    found = await desk.arrears()
    assert found is not None
    assert found.channels == [], "no server, no e-mail"
    monkeypatch.setattr(mail, "connected", lambda: True)
    (letter,) = await desk.send()
    assert letter.channels == ["mail"]
    async with desk.work.read(desk.accountant) as db:
        (email,) = (await db.session.scalars(select(Email))).all()
    assert (email.to_address, email.language) == ("compta@dupont.example", "en")
    assert "1,200.00" in email.subject
    assert [(one["document"], one["id"]) for one in email.attachments] == [
        ("reminder", letter.id),
        ("reminder-statement", letter.id),
        ("invoice", invoice.id),
    ]
    assert email.told_person_id == desk.accountant.person_id


async def test_an_address_that_is_none_is_no_mailbox(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.set_customer(email="à demander")
    monkeypatch.setattr(mail, "connected", lambda: True)
    await desk.late()
    (letter,) = await desk.send()
    assert letter.channels == ["paper"]


async def test_two_who_send_at_once_send_it_once(desk: Desk) -> None:
    await desk.late()
    sent = await asyncio.gather(desk.send(), desk.send(), desk.send())
    assert sorted(len(letters) for letters in sent) == [0, 0, 1]
    assert len(await desk.reminders()) == 1


async def test_money_that_comes_at_that_moment_is_asked_for_before_it_or_not_at_all(desk: Desk) -> None:
    invoice = await desk.late()
    letters, payment = await asyncio.gather(desk.send(), desk.till.receive("1200", invoice))
    assert payment.amount == amount(1200)
    assert all(letter.due == amount(1200) for letter in letters)
    assert await desk.send() == []


async def test_two_who_set_it_at_once_leave_one_setting(desk: Desk) -> None:
    await asyncio.gather(desk.set_up(days=[5, 15]), desk.set_up(automatic=True))
    async with desk.work.read(desk.accountant) as db:
        found = await proposing.plan(db)
    assert ([level.days for level in found.levels], found.automatic) == ([5, 15], True)


async def test_the_fictitious_company_writes_to_nobody_s_mailbox(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.till.trade.set_company(demo=True)
    await desk.set_customer(email="compta@dupont.example")
    monkeypatch.setattr(mail, "connected", lambda: True)
    await desk.late()
    (letter,) = await desk.send()
    assert letter.channels == ["paper"]


@pytest.mark.parametrize("since", ["nothing", "paid", "part paid", "disputed", "promised", "handed over"])
async def test_a_letter_that_waits_leaves_only_while_it_is_true(desk: Desk, since: str) -> None:
    invoice = await desk.late()
    (letter,) = await desk.send()
    match since:
        case "paid" | "part paid":
            await desk.till.receive("1200" if since == "paid" else "500", invoice)
        case "disputed":
            await desk.paused(Why.DISPUTE, invoice=invoice, note="radiateur rayé")
        case "promised":
            await desk.promised(days=4)
        case "handed over":
            await desk.hand_over()
    async with desk.work.begin(desk.till.system) as uow:
        assert await sending.may_leave(uow, letter.id) is (since == "nothing")


async def test_what_was_not_shown_does_not_leave(desk: Desk) -> None:
    await desk.late("1000", days=3)
    async with desk.work.read(desk.accountant) as db:
        seen = proposing.shown((await proposing.batch(db)).ready, db.today)
    desk.clock.advance(days=30)
    with pytest.raises(Changed):
        async with desk.work.begin(desk.accountant) as uow:
            await sending.send_batch(uow, seen=seen)
    with pytest.raises(Changed):
        async with desk.work.begin(desk.accountant) as uow:
            await sending.remind(uow, desk.customer_id, level=2)
    assert await desk.reminders() == []
