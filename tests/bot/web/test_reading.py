"""The pages that e-mails link to: what they show, to whom, until when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select, update

from bot.web.door import open_door
from bot.web.reading import Reading
from bot.web.server import Site
from core.files import FileStore
from core.journal import Entry
from core.kernel.errors import NotAllowed, NotFound
from core.mail import links
from core.mail.models import WebLink
from core.permissions import Role
from core.sales import mailing, orders
from core.sales.models import Quote
from core.uow import Work
from tests.companies import SettableClock, a_member, an_owner
from tests.core.sales.trade import Trade, a_trade

PDF = b"%PDF-1.7 of the test"


class Files:
    async def pdf(self, kind: str, company_id: int, subject_id: int) -> tuple[str, bytes]:
        return f"{kind}-{company_id}-{subject_id}_Hôtel.pdf", PDF

    async def kept(self, sha256: str) -> bytes:
        raise AssertionError

    async def chart(self, facts: dict[str, Any]) -> bytes:
        raise AssertionError


@dataclass
class Browser:
    trade: Trade
    clock: SettableClock
    http: aiohttp.ClientSession

    async def get(self, path: str, status: int = 200) -> str:
        async with self.http.get(path) as answer:
            assert answer.status == status, await answer.text()
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert answer.headers["Cache-Control"] == "no-store"
            return (await answer.read()).decode("utf-8", "replace")

    async def quote_link(self) -> tuple[Quote, str]:
        quote = await self.trade.validated()
        async with self.trade.work.begin(self.trade.seller) as uow:
            return quote, await mailing.link_quote(uow, quote.id)


@pytest.fixture
async def browser(work: Work, clock: SettableClock, tmp_path: Path) -> AsyncIterator[Browser]:
    door = open_door("127.0.0.1", 0, "")
    reading = Reading(work, Files())
    site = Site(door, "4242:t", work, FileStore(tmp_path), lambda _parcels: None, lambda: None, reading)
    trade = await a_trade(work)
    with closing(door.listener):
        running = asyncio.create_task(site.run())
        async with aiohttp.ClientSession(door.address) as http:
            yield Browser(trade, clock, http)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_quote_is_shown_with_its_pdf_and_that_it_was_opened(browser: Browser) -> None:
    quote, token = await browser.quote_link()
    page = await browser.get(f"/d/{token}")
    assert f"Devis {quote.number}" in page
    assert "Total TTC" in page
    assert "<script" not in page
    assert f'href="{token}/pdf"' in page
    async with browser.http.get(f"/d/{token}/pdf") as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "application/pdf", PDF)
        assert "H%C3%B4tel" in answer.headers["Content-Disposition"]
    await browser.get(f"/d/{token}")
    assert await _seen(browser, quote.id) == 1, "loading it again is no second look"
    browser.clock.advance(hours=1)
    await browser.get(f"/d/{token}")
    assert await _seen(browser, quote.id) == 2


async def test_an_order_is_shown_to_whom_it_was_given(browser: Browser) -> None:
    quote = await browser.trade.validated()
    async with browser.trade.work.begin(browser.trade.seller) as uow:
        order = await orders.place(uow, quote.id)
        token = await mailing.link_order(uow, order.id)
    assert f"Commande {order.number}" in await browser.get(f"/d/{token}")


async def test_asking_only_whether_it_is_there_is_no_look(browser: Browser) -> None:
    _quote, token = await browser.quote_link()
    async with browser.http.head(f"/d/{token}") as answer:
        assert answer.status == 200
    async with browser.trade.work.read(browser.trade.seller) as db:
        assert (await db.session.scalars(select(WebLink))).one().opened_at is None


async def test_a_link_ends(browser: Browser) -> None:
    quote, token = await browser.quote_link()
    browser.clock.advance(days=links.GOOD_FOR, seconds=1)
    said = await browser.get(f"/d/{token}", status=404)
    assert "demandez-en un nouveau" in said
    await browser.get(f"/d/{token}/pdf", status=404)
    assert str(quote.number) not in said


async def test_a_link_that_is_cut_shows_nothing(browser: Browser) -> None:
    quote, token = await browser.quote_link()
    async with browser.trade.work.begin(browser.trade.seller) as uow:
        assert await links.cut(uow, "quote", quote.id) == 1
    await browser.get(f"/d/{token}", status=404)


async def test_whoever_guesses_learns_nothing(browser: Browser) -> None:
    await browser.get(f"/d/{'a' * 43}", status=404)
    async with browser.http.get("/d/short") as answer:
        assert answer.status == 404


async def test_a_link_opens_nothing_of_another_customer(browser: Browser) -> None:
    """What was given to one is not read as another, whatever the row says."""
    _quote, token = await browser.quote_link()
    other = await browser.trade.a_customer()
    async with browser.trade.work.begin(browser.trade.seller) as uow:
        await uow.session.execute(update(WebLink).values(customer_id=other.id))
    await browser.get(f"/d/{token}", status=404)


async def test_names_are_escaped(browser: Browser) -> None:
    _quote, token = await browser.quote_link()
    async with browser.trade.work.begin(browser.trade.seller) as uow:
        evil = {"name": "<script>alert(1)</script>"}
        await uow.session.execute(update(Quote).values(buyer=evil, seller=evil))
    page = await browser.get(f"/d/{token}")
    assert "&lt;script&gt;" in page
    assert "<script" not in page


async def test_only_who_may_send_it_cuts_its_links(browser: Browser) -> None:
    quote, token = await browser.quote_link()
    driver = await a_member(browser.trade.work, browser.trade.company_id, role=Role.TECHNICIAN)
    stranger = await an_owner(browser.trade.work, company="Ailleurs")
    for actor, refusal in ((driver, NotAllowed), (stranger, NotFound)):
        with pytest.raises(refusal):
            async with browser.trade.work.begin(actor) as uow:
                await links.cut(uow, "quote", quote.id)
    await browser.get(f"/d/{token}")


async def _seen(browser: Browser, quote_id: int) -> int:
    async with browser.trade.work.read(browser.trade.seller) as db:
        found = await db.session.scalars(select(Entry).where(Entry.kind == "QuoteSeen", Entry.subject_id == quote_id))
        return len(found.all())
