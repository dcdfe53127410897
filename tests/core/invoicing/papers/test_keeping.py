"""Issued invoices as the database holds them: printed from what they froze, and kept once, for ever."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlalchemy import select

from core.company.models import AccessLink, LinkPurpose
from core.invoicing import crediting, deposits, issuing
from core.invoicing.models import Invoice
from core.invoicing.papers import keeping
from core.invoicing.papers.embedding import made
from core.invoicing.papers.jobs import FACTURX_PDF
from core.invoicing.papers.xml import fields
from core.kernel.amounts import percent
from core.kernel.errors import NotAllowed, NotFound
from core.offload.job import resolved
from core.permissions import SYSTEM, Actor
from core.uow import UnitOfWork
from tests.core.invoicing.office import Office
from tests.core.invoicing.papers.checking import broken, data_of
from tests.core.printing.reading import whole

_Made = TypeVar("_Made")


@pytest.fixture(autouse=True)
async def identified(office: Office) -> None:
    await office.shop.trade.set_company(siren="452881937", vat_number="FR40452881937", city="Lyon", zip="69001")


def upkeep(office: Office) -> Actor:
    return replace(SYSTEM, company_id=office.shop.trade.company_id)


async def done(office: Office, act: Callable[[UnitOfWork], Awaitable[_Made]], actor: Actor | None = None) -> _Made:
    async with office.work.begin(actor or office.boss) as uow:
        return await act(uow)


async def to_print(office: Office, invoice_id: int) -> keeping.InvoicePrint:
    async with office.work.read(upkeep(office)) as db:
        return await keeping.invoice_print(db, invoice_id)


async def kept(office: Office, invoice_id: int, sha256: str) -> str:
    return await done(office, lambda uow: keeping.attach(uow, invoice_id, sha256=sha256), upkeep(office))


async def done_so_far(office: Office, order_id: int, share: int) -> Invoice:
    draft = await done(office, lambda uow: deposits.draft_progress(uow, order_id, percent=percent(share)))
    return await office.issue(draft.id)


async def an_issued(office: Office) -> Invoice:
    order = await office.ordered(office.shop.trade.radiators("2"))
    return await office.invoiced(order.id)


async def test_the_first_file_that_is_kept_counts_for_ever(office: Office) -> None:
    issued = await an_issued(office)
    assert (await to_print(office, issued.id)).kept is None
    assert await kept(office, issued.id, "a" * 64) == "a" * 64
    assert await kept(office, issued.id, "b" * 64) == "a" * 64
    assert (await to_print(office, issued.id)).kept == "a" * 64


async def test_what_is_read_a_year_later_is_printed_to_the_same_bytes(office: Office) -> None:
    issued = await an_issued(office)
    before = made(*(await to_print(office, issued.id)).asked())
    office.work.clock.advance(days=365)  # type: ignore[attr-defined]
    await office.pay(issued.id, "453.60")
    await office.shop.trade.set_company(name="Autre nom", late_rate=percent(9), iban="")
    assert made(*(await to_print(office, issued.id)).asked()) == before


async def test_a_draft_has_no_file(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("2"))
    draft = await office.drafted(order.id)
    with pytest.raises(NotFound):
        await to_print(office, draft.id)
    with pytest.raises(NotFound):
        await kept(office, draft.id, "a" * 64)


async def test_only_the_clock_keeps_files(office: Office) -> None:
    issued = await an_issued(office)
    with pytest.raises(NotAllowed):
        await done(office, lambda uow: keeping.attach(uow, issued.id, sha256="a" * 64))


async def test_its_file_is_named_after_it_and_its_customer(office: Office) -> None:
    issued = await an_issued(office)
    name = (await to_print(office, issued.id)).file_name
    assert name.startswith("FA2611-0001_")
    assert name.endswith(".pdf")


async def test_the_worker_makes_the_whole_file(office: Office) -> None:
    asked = (await to_print(office, (await an_issued(office)).id)).asked()
    assert resolved(FACTURX_PDF.function) is made
    assert "FA2611-0001" in whole(made(*asked))


async def test_a_deposit_is_named_on_what_deducts_it(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("2"))
    deposit = await done(office, lambda uow: deposits.draft_deposit(uow, order.id, share=percent(30)))
    deposit = await done(office, lambda uow: issuing.issue(uow, deposit.id))
    final = await office.invoiced(order.id)
    asked = (await to_print(office, final.id)).asked()
    assert [one.label for one in asked[0].deducted] == [f"{deposit.number} du 23/11/2026"]
    assert asked[0].deducted[0].gross == final.deducted == deposit.gross
    assert broken(data_of(await office.read(final.id))) == broken(data_of(await office.read(deposit.id))) == []


async def test_shares_of_works_are_counted_and_tell_what_was_before(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("10"), delivered=False)
    await done_so_far(office, order.id, 30)
    issued = await done_so_far(office, order.id, 60)
    paper, _terms = (await to_print(office, issued.id)).asked()
    assert paper.kind == "Facture de situation n° 2"
    assert dict(paper.facts)["Avancement précédent"].startswith("30")
    assert broken(data_of(await office.read(issued.id))) == []


@pytest.mark.parametrize("net_of_tax", [False, True])
async def test_a_credit_note_names_its_origin_in_all_its_data(office: Office, net_of_tax: bool) -> None:
    issued = await an_issued(office)
    draft = await done(
        office, lambda uow: crediting.draft_credit(uow, issued.id, net_of_tax=net_of_tax, reason="Geste")
    )
    credit = await done(office, lambda uow: issuing.issue(uow, draft.id))
    assert f"Avoir sur la facture n° {issued.number} du 23/11/2026." in credit.mentions
    assert fields(await office.read(credit.id))["BG-3"][0]["BT-25"] == issued.number
    assert broken(data_of(await office.read(credit.id))) == []


async def test_its_page_bears_what_opens_the_account_where_there_is_somebody_to_open_it(office: Office) -> None:
    said = await to_print(office, (await an_issued(office)).id)
    (paper, _terms), (bare, _same) = said.asked(opening="https://t.me/somebot?start=p_"), said.asked()
    assert paper.payment is not None
    assert paper.payment.link == f"https://t.me/somebot?start=p_{said.code}"
    assert len(f"p_{said.code}") <= 64, "as long as a deep link may be"
    assert bare.payment is not None
    assert bare.payment.link == ""


async def test_its_code_is_told_by_its_place_in_the_chain_and_known_once_it_is_printed(office: Office) -> None:
    first, second = await an_issued(office), await an_issued(office)
    codes = {(await to_print(office, one.id)).code for one in (first, second, first)}
    assert len(codes) == 2
    for _printing in range(2):
        await kept(office, first.id, "a" * 64)
    async with office.work.read(upkeep(office)) as db:
        papers = (await db.session.scalars(select(AccessLink))).all()
    assert [(one.purpose, one.subject_id, one.customer_id) for one in papers] == [
        (LinkPurpose.PAPER, first.id, first.customer_id)
    ]
