"""Documents by e-mail: who may, what is given with it, nothing twice, nothing of another company."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from core.invoicing import mailing as invoice_mailing
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.mail import mail, outbox
from core.mail.errors import MailNotSetUp, MailUnderWay
from core.mail.models import Email, EmailState
from core.mail.rules import LINK
from core.permissions import Role
from core.sales import mailing, quotes
from core.sales.lifecycles import QuoteState
from core.uow import Work
from tests.companies import a_member, an_owner
from tests.core.invoicing.office import an_office, sold
from tests.core.sales.trade import Trade, a_trade

TO = "compta@dupont.example"


@pytest.fixture(autouse=True)
def server() -> Iterator[None]:
    mail.connect("carnet@menuiserie.example")
    yield
    mail.connect("")


@pytest.fixture
async def trade(work: Work) -> Trade:
    return await a_trade(work)


async def mailed(trade: Trade, quote_id: int, *, after: int = 0, to: str = TO) -> Email:
    async with trade.work.begin(trade.seller) as uow:
        return await mailing.mail_quote(uow, quote_id, to=to, after=after)


async def test_a_quote_that_is_mailed_is_given_and_written_down_once(trade: Trade) -> None:
    quote = await trade.validated()
    first, again = await mailed(trade, quote.id), await mailed(trade, quote.id)
    assert first.id == again.id
    assert (first.to_address, first.about, first.link) == (TO, f"quote:{quote.id}", f"quote:{quote.id}")
    assert first.attachments == [{"document": "quote", "id": quote.id}]
    assert LINK in first.text.split("\n")
    assert first.told_person_id == trade.seller.person_id
    async with trade.work.read(trade.seller) as db:
        assert (await quotes.read(db, quote.id)).state is QuoteState.SENT
    later = await mailed(trade, quote.id, after=first.id)
    assert later.id != first.id, "whoever knows of the first wants another"


async def test_without_a_server_nothing_is_given(trade: Trade) -> None:
    mail.connect("")
    quote = await trade.validated()
    with pytest.raises(MailNotSetUp):
        await mailed(trade, quote.id)
    async with trade.work.read(trade.seller) as db:
        assert (await quotes.read(db, quote.id)).state is QuoteState.VALIDATED


async def test_what_is_no_address_gives_nothing(trade: Trade) -> None:
    quote = await trade.validated()
    with pytest.raises(Invalid):
        await mailed(trade, quote.id, to="a@b.example\r\nBcc: c@d.example")
    async with trade.work.read(trade.seller) as db:
        assert (await quotes.read(db, quote.id)).state is QuoteState.VALIDATED
        assert await db.session.scalar(select(func.count()).select_from(Email)) == 0


@pytest.mark.parametrize(("language", "said"), [("fr", "À régler au plus tard le"), ("en", "To be paid by")])
async def test_an_invoice_says_what_is_owed_in_the_language_of_its_reader(work: Work, language: str, said: str) -> None:
    office = await an_office(work)
    customer = await office.a_customer(language=language)
    order = await office.ordered(sold("2", "100"), customer_id=customer.id)
    invoice = await office.invoiced(order.id, everything=True)
    async with work.begin(office.boss) as uow:
        email = await invoice_mailing.mail_invoice(uow, invoice.id, to=TO)
    assert invoice.number is not None
    assert invoice.number in email.subject
    assert said in email.text
    assert email.language == language


async def test_one_that_failed_is_asked_for_again_once(trade: Trade) -> None:
    email = await mailed(trade, (await trade.validated()).id)
    async with trade.work.begin(trade.seller) as uow:
        with pytest.raises(MailUnderWay):
            await mail.again(uow, email.id)
    async with trade.work.begin(trade.seller) as uow:
        await outbox.refuse(uow, email.id, "550 unknown")
    async with trade.work.begin(trade.seller) as uow:
        assert (await mail.again(uow, email.id, to="neuf@dupont.example", asked=1)).state is EmailState.WAITING
    async with trade.work.begin(trade.seller) as uow:
        await outbox.refuse(uow, email.id, "550 unknown")
    async with trade.work.begin(trade.seller) as uow:
        with pytest.raises(MailUnderWay):
            await mail.again(uow, email.id, asked=1)


async def test_only_who_may_send_it_has_it_sent_again_and_nobody_of_another_company(trade: Trade) -> None:
    email = await mailed(trade, (await trade.validated()).id)
    driver = await a_member(trade.work, trade.company_id, role=Role.TECHNICIAN)
    stranger = await an_owner(trade.work, company="Ailleurs")
    for actor, refusal in ((driver, NotAllowed), (stranger, NotFound)):
        async with trade.work.begin(actor) as uow:
            with pytest.raises(refusal):
                await mail.again(uow, email.id)
        async with trade.work.read(actor) as db:
            with pytest.raises(refusal):
                await mail.read(db, email.id)
    async with trade.work.read(stranger) as db:
        assert (await mail.trace(db, "quote", 1)).last is None
