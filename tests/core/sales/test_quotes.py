"""What can be done with a quote, and what is refused; on both databases."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.catalog.models import Product
from core.company.models import Company
from core.history import history
from core.journal import Entry
from core.kernel.amounts import PriceBasis, amount, percent, quantity, rate, unit_price
from core.kernel.errors import BusinessError, Changed, IllegalTransition, NotAllowed, NotFound
from core.notices.models import Notice
from core.parties import customers
from core.parties.models import Customer
from core.permissions import SYSTEM, Actor, Role
from core.sales import quotes
from core.sales.errors import (
    AmountTooLarge,
    DiscountWrong,
    PriceMissing,
    QuantityWrong,
    QuoteEmpty,
    QuoteExpired,
    TooManyLines,
)
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.sales.papers import quote_paper
from core.sales.quotes import NewLine
from core.uow import UnitOfWork, Work
from tests.companies import SettableClock, a_member, two_companies
from tests.core.sales.trade import Trade, a_trade, work_hours

Verb = Callable[[UnitOfWork, int], Awaitable[object]]


@pytest.fixture
async def trade(work: Work) -> Trade:
    return await a_trade(work)


async def _facts(trade: Trade, quote_id: int) -> list[str]:
    async with trade.work.read(trade.seller) as db:
        return [fact.kind for fact in await history(db, "quote", quote_id)]


async def _done(trade: Trade, verb: Verb, quote_id: int, actor: Actor | None = None) -> Quote:
    """The quote after a verb, read anew."""
    async with trade.work.begin(actor or trade.seller) as uow:
        await verb(uow, quote_id)
    return await trade.read(quote_id)


# A draft -------------------------------------------------------------------------------------------------------------


async def test_a_draft_copies_what_it_needs_from_the_product(trade: Trade) -> None:
    quote = await trade.read((await trade.draft(source="7:1", said="devis dupont 2 radiateurs")).id)
    line = quote.lines[0]
    assert (line.reference, line.label, line.unit_price, line.vat) == (
        "RAD-1000",
        "Radiateur aluminium 1000 W",
        Decimal("189"),
        percent(20),
    )
    assert (quote.net, quote.tax, quote.gross) == (Decimal("378.00"), Decimal("75.60"), Decimal("453.60"))
    assert (quote.state, quote.number, quote.salesperson) == (QuoteState.DRAFT, None, "Karim Benali")
    assert quote.validity_days == 30
    assert await _facts(trade, quote.id) == ["QuoteDrafted"]


async def test_a_draft_takes_the_customers_discount_unless_it_has_its_own(trade: Trade) -> None:
    async with trade.work.begin(trade.seller) as uow:
        faithful = await customers.create(uow, name="Leroy", discount=percent(10))
    usual = await trade.draft(customer_id=faithful.id)
    own = await trade.draft(customer_id=faithful.id, discount=percent(0))
    euros = await trade.draft(customer_id=faithful.id, discount_amount=amount("8"))
    assert [(quote.discount, quote.net) for quote in (usual, own, euros)] == [
        (percent(10), Decimal("340.20")),
        (percent(0), Decimal("378.00")),
        (percent(0), Decimal("370.00")),
    ]


async def test_what_is_said_of_a_line_wins_over_its_product(trade: Trade) -> None:
    said = NewLine(
        quantity=quantity("1.5"),
        product_id=trade.product_id,
        label="Radiateur posé",
        unit="H",
        price=unit_price("120"),
        basis=PriceBasis.TTC,
        vat=percent(10),
    )
    line = (await trade.draft(said)).lines[0]
    assert (line.label, line.unit, line.unit_price, line.basis, line.vat) == (
        "Radiateur posé",
        "H",
        Decimal("120"),
        PriceBasis.TTC,
        percent(10),
    )


async def test_a_free_line_costs_nothing_and_keeps_its_price(trade: Trade) -> None:
    quote = await trade.draft(replace(trade.radiators(), free=True), NewLine(quantity=quantity(1), label="Pose", free=True))
    assert [line.discount for line in quote.lines] == [percent(100)] * 2
    assert (quote.lines[0].unit_price, quote.gross) == (Decimal("189"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (NewLine(quantity=quantity(1), label="Pose"), PriceMissing),
        (NewLine(quantity=quantity(1), product_id=999, price=unit_price(1)), NotFound),
        (work_hours(count="0"), QuantityWrong),
        (work_hours(count="-1"), QuantityWrong),
        (work_hours(count="10000000"), QuantityWrong),
        (work_hours(price="-0.01"), AmountTooLarge),
        (work_hours(price="100000000"), AmountTooLarge),
        (work_hours(price="99999999", count="9999999"), AmountTooLarge),
        (work_hours(discount=percent(101)), DiscountWrong),
        (work_hours(discount=rate("-0.01")), DiscountWrong),
    ],
)
async def test_a_line_that_makes_no_sense_is_refused_and_nothing_is_kept(
    trade: Trade, line: NewLine, refusal: type[BusinessError]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(line)
    async with trade.work.read(trade.seller) as db:
        assert await db.session.scalar(select(func.count()).select_from(Quote)) == 0


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"customer_id": 999}, NotFound),
        ({"discount": percent(101)}, DiscountWrong),
        ({"discount": rate("-0.5")}, DiscountWrong),
        ({"discount_amount": amount("-1")}, DiscountWrong),
        ({"lines": [work_hours()] * 501}, TooManyLines),
    ],
)
async def test_a_draft_that_makes_no_sense_is_refused(
    trade: Trade, facts: dict[str, Any], refusal: type[BusinessError]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(**facts)


async def test_five_hundred_lines_are_the_limit_however_they_come(trade: Trade) -> None:
    quote = await trade.draft(*[work_hours()] * 499)
    assert len((await _done(trade, _add(work_hours()), quote.id)).lines) == 500
    with pytest.raises(TooManyLines):
        await _done(trade, _add(work_hours()), quote.id)


# Changing a draft ----------------------------------------------------------------------------------------------------


def _add(*lines: NewLine, **facts: Any) -> Verb:
    return lambda uow, quote_id: quotes.add_lines(uow, quote_id, lines=lines, **facts)


async def test_each_change_settles_the_totals_counts_a_version_and_leaves_one_fact(trade: Trade) -> None:
    quote = await trade.draft(trade.radiators(), work_hours())
    pose = quote.lines[1].id
    changes: list[tuple[Verb, str]] = [
        (_add(work_hours("Mise en service", price="90")), "526.00"),
        (lambda uow, key: quotes.set_line(uow, key, pose, quantity=quantity(2)), "584.00"),
        (lambda uow, key: quotes.set_line(uow, key, pose, price=unit_price("72"), basis=PriceBasis.TTC), "588.00"),
        (lambda uow, key: quotes.set_line(uow, key, pose, discount=percent(50)), "528.00"),
        (lambda uow, key: quotes.set_discount(uow, key, discount=percent(10)), "475.20"),
        (lambda uow, key: quotes.set_discount(uow, key, discount_amount=amount("28")), "500.00"),
        (lambda uow, key: quotes.set_discount(uow, key), "528.00"),
        (lambda uow, key: quotes.remove_line(uow, key, pose), "468.00"),
    ]
    for count, (verb, net) in enumerate(changes, 2):
        changed = await _done(trade, verb, quote.id)
        assert (changed.net, changed.version) == (Decimal(net), count)
        assert (changed.net, changed.tax, changed.gross) == _summed(changed)
        assert len(await _facts(trade, quote.id)) == count


def _summed(quote: Quote) -> tuple[Decimal, Decimal, Decimal]:
    result = quote.totals()
    return result.net, result.tax, result.gross


async def test_the_customer_changes_and_the_discount_stays(trade: Trade) -> None:
    quote = await trade.draft(discount=percent(5))
    async with trade.work.begin(trade.seller) as uow:
        other = await customers.create(uow, name="Leroy", discount=percent(10))
        await quotes.set_customer(uow, quote.id, customer_id=other.id)
    changed = await trade.read(quote.id)
    assert (changed.customer.name, changed.customer_id, changed.discount) == ("Leroy", other.id, percent(5))


VERBS: dict[str, Callable[[int | None], Verb]] = {
    "add_lines": lambda version: _add(work_hours(), version=version),
    "set_line": lambda version: lambda uow, key: quotes.set_line(uow, key, 1, quantity=quantity(3), version=version),
    "remove_line": lambda version: lambda uow, key: quotes.remove_line(uow, key, 1, version=version),
    "set_discount": lambda version: lambda uow, key: quotes.set_discount(uow, key, version=version),
    "set_customer": lambda version: lambda uow, key: quotes.set_customer(uow, key, customer_id=1, version=version),
    "validate": lambda version: lambda uow, key: quotes.validate(uow, key, version=version),
    "cancel": lambda version: lambda uow, key: quotes.cancel(uow, key, version=version),
}


@pytest.mark.parametrize("name", VERBS)
async def test_whoever_saw_another_version_is_refused(trade: Trade, name: str) -> None:
    quote = await trade.draft()
    before = await _facts(trade, quote.id)
    with pytest.raises(Changed) as refusal:
        await _done(trade, VERBS[name](quote.version + 1), quote.id)
    assert (refusal.value.seen, refusal.value.current) == (quote.version + 1, quote.version)
    assert await _facts(trade, quote.id) == before


@pytest.mark.parametrize("name", VERBS)
async def test_a_validated_quote_is_never_changed_again(trade: Trade, name: str) -> None:
    quote = await trade.validated()
    with pytest.raises(IllegalTransition):
        await _done(trade, VERBS[name](None), quote.id)
    assert await _facts(trade, quote.id) == ["QuoteDrafted", "QuoteValidated"]


@pytest.mark.parametrize("name", VERBS)
async def test_there_is_no_changing_what_does_not_exist(trade: Trade, name: str) -> None:
    with pytest.raises(NotFound):
        await _done(trade, VERBS[name](None), 999)


@pytest.mark.parametrize(
    ("verb", "refusal"),
    [
        (lambda uow, key: quotes.set_line(uow, key, 999, quantity=quantity(1)), NotFound),
        (lambda uow, key: quotes.remove_line(uow, key, 999), NotFound),
        (lambda uow, key: quotes.set_line(uow, key, 1, quantity=quantity(0)), QuantityWrong),
        (lambda uow, key: quotes.set_line(uow, key, 1, price=unit_price("-1")), AmountTooLarge),
        (lambda uow, key: quotes.set_line(uow, key, 1, discount=percent(200)), DiscountWrong),
        (lambda uow, key: quotes.set_discount(uow, key, discount=percent(200)), DiscountWrong),
        (lambda uow, key: quotes.set_discount(uow, key, discount_amount=amount("-1")), DiscountWrong),
        (lambda uow, key: quotes.set_customer(uow, key, customer_id=999), NotFound),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(trade: Trade, verb: Verb, refusal: type[BusinessError]) -> None:
    quote = await trade.draft()
    with pytest.raises(refusal):
        await _done(trade, verb, quote.id)
    assert (await trade.read(quote.id)).version == quote.version


# Messages that made it -----------------------------------------------------------------------------------------------


async def test_an_edited_message_replaces_its_own_lines_where_they_stood(trade: Trade) -> None:
    quote = await trade.draft(work_hours("A"), work_hours("B"), source="7:1")
    await _done(trade, _add(work_hours("C"), work_hours("D"), source="7:2"), quote.id)
    await _done(trade, _add(work_hours("E"), source="7:3"), quote.id)
    rewritten = await _done(
        trade, lambda uow, key: quotes.rewrite(uow, key, source="7:2", lines=[work_hours("X"), work_hours("Y"), work_hours("Z")]), quote.id
    )
    assert [(line.position, line.label) for line in rewritten.lines] == list(enumerate("ABXYZE", 1))
    emptied = await _done(trade, lambda uow, key: quotes.rewrite(uow, key, source="7:1", lines=[]), quote.id)
    assert [line.label for line in emptied.lines] == ["X", "Y", "Z", "E"]
    assert emptied.net == Decimal("232.00")


async def test_a_rewritten_quote_takes_the_new_customer_and_discount(trade: Trade) -> None:
    quote = await trade.draft(source="7:1", discount=percent(5))
    async with trade.work.begin(trade.seller) as uow:
        other = await customers.create(uow, name="Leroy")
        await quotes.rewrite(
            uow, quote.id, source="7:1", lines=[work_hours()], customer_id=other.id, discount_amount=amount("8")
        )
    changed = await trade.read(quote.id)
    assert (changed.customer.name, changed.discount, changed.net) == ("Leroy", percent(0), Decimal("50.00"))


async def test_a_message_finds_the_quote_that_it_made_or_added_to(trade: Trade) -> None:
    quote = await trade.draft(source="7:1")
    await _done(trade, _add(work_hours(), source="7:2"), quote.id)
    async with trade.work.read(trade.seller) as db:
        found = [await quotes.made_from(db, source) for source in ("7:1", "7:2", "7:3")]
    assert found == [quote.id, quote.id, None]


async def test_the_same_words_find_their_twin_for_a_while(trade: Trade, clock: SettableClock) -> None:
    within, said = timedelta(minutes=3), "devis dupont 2 radiateurs"
    quote = await trade.draft(said=said)
    colleague = await a_member(trade.work, trade.seller.company_id or 0)

    async def twin(actor: Actor = trade.seller, words: str = said) -> int | None:
        async with trade.work.read(actor) as db:
            found = await quotes.twin(db, said=words, within=within)
            return found.id if found else None

    assert await twin() == quote.id
    assert await twin(words="devis dupont 3 radiateurs") is None
    assert await twin(colleague) is None
    clock.advance(minutes=3, seconds=1)
    assert await twin() is None


async def test_a_quote_given_up_has_no_twin(trade: Trade) -> None:
    quote = await trade.draft(said="devis dupont")
    await _done(trade, quotes.cancel, quote.id)
    async with trade.work.read(trade.seller) as db:
        assert await quotes.twin(db, said="devis dupont", within=timedelta(minutes=3)) is None


async def test_drafts_of_ones_own_wait_newest_first(trade: Trade) -> None:
    first, second, third = await trade.draft(), await trade.draft(), await trade.draft()
    await _done(trade, quotes.cancel, second.id)
    async with trade.work.read(trade.seller) as db:
        assert [quote.id for quote in await quotes.open_drafts(db)] == [third.id, first.id]


# Validating ----------------------------------------------------------------------------------------------------------


async def test_validating_numbers_dates_and_freezes(trade: Trade) -> None:
    quote = await trade.validated()
    assert (quote.number, quote.state) == ("DE2611-0001", QuoteState.VALIDATED)
    assert (quote.issued_on, quote.valid_until) == (date(2026, 11, 23), date(2026, 12, 23))
    assert (quote.seller["name"], quote.buyer["name"]) == ("Menuiserie Dupont", "Dupont Menuiserie")


async def test_numbers_follow_each_other_and_a_draft_takes_none(trade: Trade) -> None:
    first, _draft, second = await trade.validated(), await trade.draft(), await trade.validated()
    assert (first.number, second.number) == ("DE2611-0001", "DE2611-0002")


async def test_an_empty_quote_is_not_validated_and_takes_no_number(trade: Trade) -> None:
    quote = await trade.draft()
    await _done(trade, lambda uow, key: quotes.remove_line(uow, key, quote.lines[0].id), quote.id)
    with pytest.raises(QuoteEmpty):
        await _done(trade, quotes.validate, quote.id)
    assert (await trade.read(quote.id)).state is QuoteState.DRAFT
    assert (await trade.validated()).number == "DE2611-0001"


async def test_what_a_validated_quote_prints_never_changes(trade: Trade, clock: SettableClock) -> None:
    quote = await trade.validated()
    printed = quote_paper(await trade.read(quote.id))
    async with trade.work.begin(trade.seller) as uow:
        await uow.session.execute(update(Customer).values(name="Autre nom", street="Ailleurs", city="Nulle part"))
        await uow.session.execute(update(Company).values(name="Autre société", city="Nulle part", siren="732829320"))
        await uow.session.execute(update(Product).values(label="Autre chose", price=unit_price("1"), vat=percent(10)))
    clock.advance(days=400)
    assert quote_paper(await trade.read(quote.id)) == printed


async def test_the_paper_says_what_the_quote_totals(trade: Trade) -> None:
    quote = await trade.validated()
    paper = quote_paper(await trade.read(quote.id))
    assert (paper.number, paper.buyer.name) == (quote.number, "Dupont Menuiserie")
    assert [total.amount for total in paper.totals] == [quote.net, quote.tax, quote.gross]


async def test_the_first_pdf_is_the_one_that_counts(trade: Trade) -> None:
    quote = await trade.validated()
    system = replace(SYSTEM, company_id=trade.seller.company_id)
    async with trade.work.begin(system) as uow:
        assert await quotes.attach_pdf(uow, quote.id, sha256="a" * 64) == "a" * 64
    async with trade.work.begin(system) as uow:
        assert await quotes.attach_pdf(uow, quote.id, sha256="b" * 64) == "a" * 64
        with pytest.raises(NotFound):
            await quotes.attach_pdf(uow, 999, sha256="c" * 64)
    assert (await trade.read(quote.id)).version == quote.version  # whoever looks at the card sees the same one


@pytest.mark.parametrize("typed", ["DE2611-0001", "de26110001", "de1", "1", "0001"])
async def test_a_quote_is_found_by_its_number(trade: Trade, typed: str) -> None:
    quote = await trade.validated()
    async with trade.work.read(trade.seller) as db:
        assert [found.id for found in await quotes.by_number(db, typed)] == [quote.id]


@pytest.mark.parametrize("typed", ["", "DE", "2", "DE2610-0001", "%", "99999999999999"])
async def test_another_number_finds_no_quote(trade: Trade, typed: str) -> None:
    await trade.validated()
    async with trade.work.read(trade.seller) as db:
        assert await quotes.by_number(db, typed) == []


async def test_a_draft_given_up_can_be_taken_back(trade: Trade) -> None:
    quote = await trade.draft()
    assert (await _done(trade, quotes.cancel, quote.id)).state is QuoteState.CANCELLED
    assert (await _done(trade, quotes.restore, quote.id)).state is QuoteState.DRAFT
    assert await _facts(trade, quote.id) == ["QuoteDrafted", "QuoteCancelled", "QuoteRestored"]


# Sending and answering -----------------------------------------------------------------------------------------------


async def test_a_draft_is_not_sent(trade: Trade) -> None:
    quote = await trade.draft()
    with pytest.raises(IllegalTransition):
        await _done(trade, quotes.send, quote.id)


async def test_a_quote_is_sent_again_with_another_link(trade: Trade) -> None:
    quote = await trade.validated()
    async with trade.work.begin(trade.seller) as uow:
        tokens = {(await quotes.send(uow, quote.id))[1] for _ in range(2)}
    assert len(tokens) == 2
    assert await _facts(trade, quote.id) == ["QuoteDrafted", "QuoteValidated", "QuoteSent", "QuoteSent"]


@pytest.mark.parametrize(
    ("answer", "state", "fact", "told"),
    [
        (quotes.accept, QuoteState.ACCEPTED, "QuoteAccepted", "quote_accepted"),
        (quotes.refuse, QuoteState.REFUSED, "QuoteRefused", "quote_refused"),
    ],
)
async def test_the_customer_answers_and_the_salesperson_is_told(
    trade: Trade, answer: Verb, state: QuoteState, fact: str, told: str
) -> None:
    quote, customer = await trade.sent()
    answered = await _done(trade, answer, quote.id, customer)
    assert (answered.state, answered.answered_by) == (state, "Marc Dupont")
    assert (await _facts(trade, quote.id))[-1] == fact
    async with trade.work.read(trade.seller) as db:
        notices = (await db.session.scalars(select(Notice))).all()
    assert [(notice.kind, notice.person_id) for notice in notices] == [(told, trade.seller.person_id)]
    with pytest.raises(IllegalTransition):
        await _done(trade, answer, quote.id, customer)


async def test_nobody_accepts_a_version_that_he_has_not_seen(trade: Trade) -> None:
    quote, customer = await trade.sent()
    await _done(trade, quotes.send, quote.id)
    with pytest.raises(Changed):
        await _done(trade, lambda uow, key: quotes.accept(uow, key, version=quote.version), quote.id, customer)


async def test_the_last_day_still_counts_and_the_next_does_not(trade: Trade, clock: SettableClock) -> None:
    quote, customer = await trade.sent()
    clock.advance(days=31)
    for verb, actor in ((quotes.accept, customer), (quotes.refuse, customer), (quotes.send, trade.seller)):
        with pytest.raises(QuoteExpired):
            await _done(trade, verb, quote.id, actor)
    clock.advance(days=-1)
    assert (await _done(trade, quotes.accept, quote.id, customer)).state is QuoteState.ACCEPTED


async def test_the_customer_sees_what_was_sent_to_him_and_nothing_else(trade: Trade) -> None:
    mine, customer = await trade.sent()
    unsent = await trade.validated()
    async with trade.work.begin(trade.seller) as uow:
        neighbour = await customers.create(uow, name="Leroy")
        theirs = await quotes.draft(uow, customer_id=neighbour.id, lines=[work_hours()])
        await quotes.validate(uow, theirs.id)
        await quotes.send(uow, theirs.id)
    async with trade.work.read(customer) as db:
        assert [quote.id for quote in await quotes.received(db)] == [mine.id]
        assert (await quotes.read_received(db, mine.id)).gross == mine.gross
        for other in (unsent.id, theirs.id, 999):
            with pytest.raises(NotFound):
                await quotes.read_received(db, other)
    with pytest.raises(NotFound):
        await _done(trade, quotes.accept, theirs.id, customer)


async def test_the_companys_own_people_do_not_answer_for_the_customer(trade: Trade) -> None:
    quote, _customer = await trade.sent()
    with pytest.raises(NotAllowed):
        await _done(trade, quotes.accept, quote.id, trade.seller)


@pytest.mark.parametrize(
    "role", [Role.TECHNICIAN, Role.STOREKEEPER, Role.ACCOUNTANT, Role.CUSTOMER, Role.VISITOR], ids=lambda role: role.value
)
async def test_other_roles_make_no_quote_and_change_none(trade: Trade, role: Role) -> None:
    quote = await trade.draft()
    actor = replace(trade.seller, role=role)
    for name, verb in VERBS.items():
        with pytest.raises(NotAllowed):
            await _done(trade, verb(None), quote.id, actor)
        assert (await trade.read(quote.id)).version == quote.version, name
    async with trade.work.begin(actor) as uow:
        with pytest.raises(NotAllowed):
            await quotes.draft(uow, customer_id=trade.customer_id, lines=[])


async def test_another_company_sees_nothing_and_changes_nothing(work: Work) -> None:
    ours, theirs = [await a_trade(work, owner) for owner in await two_companies(work)]
    quote, _customer = await ours.sent()
    async with work.read(theirs.seller) as db:
        with pytest.raises(NotFound):
            await quotes.read(db, quote.id)
        assert await quotes.by_number(db, "1") == []
        assert await quotes.made_from(db, quote.source) is None
    for verb in (quotes.send, quotes.validate, VERBS["add_lines"](None)):
        with pytest.raises(NotFound):
            await _done(theirs, verb, quote.id)
    for line in (ours.radiators(), work_hours()):
        with pytest.raises(NotFound):
            await theirs.draft(line, customer_id=ours.customer_id)
    with pytest.raises(NotFound):
        await theirs.draft(ours.radiators())
    assert (await theirs.validated()).number == "DE2611-0001"
    async with work.read(theirs.seller) as db:
        subjects = set((await db.session.scalars(select(Entry.subject_id).where(Entry.subject == "quote"))).all())
    assert quote.id not in subjects
