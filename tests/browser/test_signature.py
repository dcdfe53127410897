"""The signature page in a real Chromium: from the chat's button, and on a phone of 360 pixels with a bad network."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Frame, FrameLocator, Page, ViewportSize, expect
from pypdf import PdfReader
from sqlalchemy import update
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from bot.localchat.client.webapps import init_data
from bot.localchat.store import Person as Looker
from bot.outgoing.documents import Documents
from bot.web.door import open_door
from bot.web.links import Signable, web_button
from bot.web.server import Site
from core.company.models import Person
from core.db import Database
from core.files import FileStore
from core.kernel.amounts import quantity
from core.offload.pool import Pool
from core.sales import deliveries, orders
from core.sales.lifecycles import Engagement
from core.sales.models import Order
from core.uow import Work
from tests.bot.localchat.driving import TOKEN
from tests.bot.test_documents import InPlace
from tests.browser.stage import Stage, browser_context
from tests.core.sales.trade import Trade, a_trade, work_hours
from tests.databases import opened

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in one loop

PHONE = ViewportSize(width=360, height=640)
LYING = ViewportSize(width=640, height=360)
INKED = """() => {
  const pad = document.getElementById("pad");
  const shown = pad.getContext("2d").getImageData(0, 0, pad.width, pad.height).data;
  return shown.reduce((sum, value, at) => sum + (at % 4 === 3 && value > 0 ? 1 : 0), 0) / (pad.width * pad.height);
}"""


@dataclass(frozen=True)
class Desk:
    """A seller with an order to be signed, known to the chat as `person`."""

    trade: Trade
    site: Site
    order: Order
    person: int

    @property
    def address(self) -> str:
        return self.page(Signable.ORDER, self.order.id)

    def page(self, kind: Signable, row_id: int) -> str:
        """The page, as a button opens it."""
        button = web_button("✍️ Signer", kind, row_id, self.trade.company_id)
        return f"{self.site.door.address}{button.web}"

    async def read(self) -> Order:
        async with self.trade.work.read(self.trade.seller) as db:
            return await orders.read(db, self.order.id)

    def launched(self, page: str = "", **theme: str) -> str:
        """The page, the order's unless another is named, as Telegram opens it for the seller with no chat around it."""
        looker = Looker(self.person, "Karim", "Benali", None, "fr", "")
        colours = ",".join(f'"{name}":"#{colour}"' for name, colour in theme.items())
        given = {"tgWebAppData": init_data(looker, TOKEN), "tgWebAppThemeParams": "{" + colours + "}"}
        return f"{page or self.address}#{urlencode(given)}"


@asynccontextmanager
async def _desk(database: Database, folder: Path, person: int) -> AsyncIterator[Desk]:
    trade = await a_trade(Work(database))
    quote = await trade.draft(trade.radiators("3"), work_hours("Pose et mise en service"), for_order=True)
    async with trade.work.begin(trade.seller) as uow:
        order = await orders.place(uow, quote.id)
        await uow.session.execute(update(Person).where(Person.id == trade.seller.person_id).values(telegram_id=person))
    door = open_door("127.0.0.1", 0, "")
    site = Site(door, TOKEN, trade.work, FileStore(folder), lambda _parcels: None, lambda: None)
    with closing(door.listener):
        running = asyncio.create_task(site.run())
        try:
            yield Desk(trade, site, order, person)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="session")
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    here = opened(sqlite_url)
    yield here
    await here.close()


async def _draw(page: Page, pad: Any) -> None:
    """A stroke with the mouse across the pad."""
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.7)
    await page.mouse.down()
    for step in range(1, 12):
        up = 0.3 if step % 2 else 0.7
        await page.mouse.move(box["x"] + box["width"] * (0.2 + step * 0.05), box["y"] + box["height"] * up, steps=4)
    await page.mouse.up()


def _frame(page: Page) -> Frame:
    return next(frame for frame in page.frames if "/sign/order/" in frame.url)


async def test_from_the_chat_name_then_drawing_kept_over_a_closed_page_and_signed_once(
    stage: Stage, database: Database, tmp_path: Path
) -> None:
    sophie = await stage.opened()
    async with _desk(database, tmp_path, sophie) as desk:
        button = InlineKeyboardButton("✍️ Signer", web_app=WebAppInfo(desk.address))
        await stage.bot.send_message(sophie, "Commande", reply_markup=InlineKeyboardMarkup([[button]]))
        page, dialog = stage.page, stage.page.get_by_test_id("web-app")
        app: FrameLocator = page.frame_locator('[data-testid="web-app-frame"]')

        await stage.pane(sophie).get_by_test_id("inline-button").click()
        await expect(app.locator("#title")).to_have_text(f"Commande {desk.order.number}")
        await expect(app.locator("#sums")).to_contain_text("750,00")
        await app.locator("#sign").click()
        await expect(app.locator("#status")).to_contain_text("votre nom")
        await app.locator("#name").fill("Paul Martin")
        await app.locator("#role").fill("gérant")
        await app.locator("#sign").click()
        await expect(app.locator("#status")).to_contain_text("Signez dans le cadre")
        await _draw(page, app.locator("#pad"))
        drawn = await _frame(page).evaluate(INKED)
        assert drawn > 0.01
        await dialog.get_by_role("button", name="Fermer").first.click()
        await expect(dialog).to_have_count(0)

        await stage.pane(sophie).get_by_test_id("inline-button").click()
        await expect(app.locator("#name")).to_have_value("Paul Martin")
        await expect(app.locator("#role")).to_have_value("gérant")
        assert await _frame(page).evaluate(INKED) == pytest.approx(drawn, rel=0.1)
        assert (await desk.read()).engagement is Engagement.NONE
        await app.locator("#sign").dblclick()
        await expect(app.locator("#done-words")).to_contain_text("Signé par Paul Martin (gérant)")
        signed = await desk.read()
        assert (signed.engagement, signed.agreed_by) == (Engagement.DRAWN, "Paul Martin")
        assert signed.version == desk.order.version + 1
        await app.locator("#close").click()
        await expect(dialog).to_have_count(0)

        await stage.pane(sophie).get_by_test_id("inline-button").click()
        await expect(app.locator("#done-words")).to_contain_text("Signé par Paul Martin (gérant)")
        await expect(app.locator("#form")).to_be_hidden()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    touch: dict[str, Any] = {"has_touch": True, "is_mobile": True, "device_scale_factor": 3}
    async with browser_context(browser, **touch) as context:
        yield context


async def _phone_page(phone: BrowserContext, address: str) -> Page:
    page = await phone.new_page()
    await page.set_viewport_size(PHONE)
    await page.goto(address)
    await expect(page.locator("#form")).to_be_visible()
    return page


async def _swipe(page: Page, *, down: int) -> None:
    """One finger, from the upper part of the pad downwards."""
    await page.locator("#pad").scroll_into_view_if_needed()
    box = await page.locator("#pad").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 3, box["y"] + 20
    client = await page.context.new_cdp_session(page)

    async def touch(kind: str, *points: dict[str, float]) -> None:
        await client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    await touch("touchStart", {"x": x, "y": y})
    for step in range(1, 11):
        await touch("touchMove", {"x": x + 4 * step, "y": y + down * step / 10})
    await touch("touchEnd")


async def test_a_finger_on_the_pad_draws_and_does_not_scroll_and_turning_the_phone_keeps_it(
    phone: BrowserContext, database: Database, tmp_path: Path
) -> None:
    async with _desk(database, tmp_path, 1001) as desk:
        page = await _phone_page(phone, desk.launched(bg_color="17212b", text_color="f5f5f5"))
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        await page.locator("#pad").scroll_into_view_if_needed()
        before = await page.evaluate("scrollY")
        await _swipe(page, down=120)
        assert await page.evaluate("scrollY") == before
        assert await page.evaluate(INKED) > 0.002
        assert await page.evaluate("document.getElementById('pad').width") > 900  # three pixels for each of the page's
        await page.set_viewport_size(LYING)
        async with asyncio.timeout(10):  # asked anew: the page's own policy forbids a waiting function made of text
            while await page.evaluate("document.getElementById('pad').width") <= 1200:
                await asyncio.sleep(0.05)
        assert await page.evaluate(INKED) > 0.002
        for target in await page.locator("button:visible, input:visible").all():
            box = await target.bounding_box()
            assert box
            assert box["height"] >= 48
        await page.locator("#clear").tap()
        assert await page.evaluate(INKED) == 0


async def test_a_receiver_checks_the_lines_writes_a_reserve_and_signs_a_delivery_with_his_finger(
    phone: BrowserContext, database: Database, tmp_path: Path
) -> None:
    async with _desk(database, tmp_path, 1001) as desk:
        radiators, work = desk.order.lines
        brought = [
            deliveries.Left(radiators.id, quantity("2"), damaged=quantity("1")),
            deliveries.Left(work.id, work.quantity),
        ]
        async with desk.trade.work.begin(desk.trade.seller) as uow:
            delivery = await deliveries.deliver_order(uow, desk.order.id, lines=brought)
        address = desk.launched(desk.page(Signable.DELIVERY, delivery.id))
        page = await _phone_page(phone, address)
        await expect(page.locator("#title")).to_have_text(f"Bon de livraison {delivery.number}")
        await expect(page.locator("#lines")).to_contain_text("reste 1 à livrer · 1 avec réserve")
        order = await page.evaluate(
            "[...document.querySelectorAll('#lines, #name, #role, #reserves, #pad')].map(n => n.id)"
        )
        assert order == ["lines", "name", "role", "reserves", "pad"]
        await page.locator("#name").fill("Mme Caron")
        await page.locator("#role").fill("magasinière")
        await page.locator("#reserves").fill("Un carton mouillé")
        await _swipe(page, down=90)
        drawn = await page.evaluate(INKED)
        await page.close()

        again = await _phone_page(phone, address)
        await expect(again.locator("#reserves")).to_have_value("Un carton mouillé")
        assert await again.evaluate(INKED) == pytest.approx(drawn, rel=0.1)
        await again.locator("#sign").dblclick()
        await expect(again.locator("#done-words")).to_contain_text("Signé par Mme Caron (magasinière)")
        async with desk.trade.work.read(desk.trade.seller) as db:
            signed = await deliveries.read(db, delivery.id)
        assert (signed.signed_by, signed.signed_role, signed.reserves) == (
            "Mme Caron",
            "magasinière",
            "Un carton mouillé",
        )
        assert signed.version == delivery.version + 1, "sent twice, signed once"
        documents = Documents(desk.trade.work, desk.site.files, cast(Pool, InPlace()))
        _name, note = await documents.pdf("delivery", desk.trade.company_id, delivery.id)
        (sheet,) = PdfReader(BytesIO(note)).pages
        words = " ".join(sheet.extract_text().split())
        assert all(said in words for said in ("Mme Caron", "magasinière", "Un carton mouillé", desk.order.number))
        assert len(sheet.images) == 1, "the drawn signature"


async def test_without_network_the_form_waits_and_is_sent_when_it_is_back(
    phone: BrowserContext, database: Database, tmp_path: Path
) -> None:
    async with _desk(database, tmp_path, 1001) as desk:
        page = await _phone_page(phone, desk.launched())
        await page.locator("#name").fill("Paul Martin")
        await page.locator("#other").tap()
        await expect(page.locator("#typed-name")).to_have_text("Paul Martin")
        await expect(page.locator("#typed-words")).to_contain_text("devant le vendeur")
        await phone.set_offline(True)
        await page.locator("#sign").tap()
        await expect(page.locator("#status")).to_contain_text("Pas de réseau")
        await phone.set_offline(False)
        await expect(page.locator("#done-words")).to_contain_text("Nom écrit devant le vendeur : Paul Martin")
        assert (await desk.read()).engagement is Engagement.NAMED


async def test_a_document_changed_meanwhile_is_shown_anew_and_signed_anew(
    phone: BrowserContext, database: Database, tmp_path: Path
) -> None:
    async with _desk(database, tmp_path, 1001) as desk:
        page = await _phone_page(phone, desk.launched())
        await page.locator("#name").fill("Paul Martin")
        await _swipe(page, down=100)
        async with desk.trade.work.begin(desk.trade.seller) as uow:
            line = (await orders.load(uow, desk.order.id)).lines[0]
            await orders.set_quantity(uow, desk.order.id, line.id, quantity=quantity("2"))
        await page.locator("#sign").tap()
        await expect(page.locator("#status")).to_contain_text("changé")
        await expect(page.locator("#lines")).to_contain_text("2 ×")
        assert await page.evaluate(INKED) == 0
        await expect(page.locator("#name")).to_have_value("Paul Martin")
        assert (await desk.read()).engagement is Engagement.NONE


async def test_reserves_noted_in_the_chat_and_those_typed_on_the_page_are_signed_together(
    phone: BrowserContext, database: Database, tmp_path: Path
) -> None:
    async with _desk(database, tmp_path, 1001) as desk:
        async with desk.trade.work.begin(desk.trade.seller) as uow:
            delivery = await deliveries.deliver_order(uow, desk.order.id)
        page = await _phone_page(phone, desk.launched(desk.page(Signable.DELIVERY, delivery.id)))
        await page.locator("#name").fill("Mme Caron")
        await page.locator("#reserves").fill("Une rayure")
        await _swipe(page, down=90)
        async with desk.trade.work.begin(desk.trade.seller) as uow:
            await deliveries.note_reserves(uow, delivery.id, reserves="Carton mouillé")
        await page.locator("#sign").tap()
        await expect(page.locator("#status")).to_contain_text("changé")
        await expect(page.locator("#reserves")).to_have_value("Carton mouillé\nUne rayure")
        await _swipe(page, down=90)
        await page.locator("#sign").tap()
        await expect(page.locator("#done-words")).to_contain_text("Signé par Mme Caron")
        async with desk.trade.work.read(desk.trade.seller) as db:
            assert (await deliveries.read(db, delivery.id)).reserves == "Carton mouillé\nUne rayure"


async def test_where_nothing_may_be_stored_the_page_works_while_it_is_open(
    phone: BrowserContext, database: Database, tmp_path: Path
) -> None:
    async with _desk(database, tmp_path, 1001) as desk:
        await phone.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
        )
        page = await _phone_page(phone, desk.launched())
        await page.locator("#name").fill("Paul Martin")
        await _swipe(page, down=100)
        async with desk.trade.work.begin(desk.trade.seller) as uow:
            line = (await orders.load(uow, desk.order.id)).lines[0]
            await orders.set_quantity(uow, desk.order.id, line.id, quantity=quantity("2"))
        await page.locator("#sign").tap()
        await expect(page.locator("#status")).to_contain_text("changé")
        await expect(page.locator("#name")).to_have_value("Paul Martin")
        await page.locator("#other").tap()
        await page.locator("#sign").tap()
        await expect(page.locator("#done-words")).to_contain_text("Paul Martin")


async def test_opened_outside_of_the_chat_it_says_where_to_open_it(
    phone: BrowserContext, database: Database, tmp_path: Path
) -> None:
    async with _desk(database, tmp_path, 1001) as desk:
        page = await phone.new_page()
        await page.goto(desk.address)
        await expect(page.locator("#wait")).to_contain_text("depuis la conversation")
