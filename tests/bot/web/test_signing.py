"""The signature page's server: who may see a document, and that it is signed once."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.localchat.client.webapps import init_data
from bot.localchat.store import Person as Looker
from bot.orders.received import waits_for_agreement
from bot.outgoing.parcel import Parcel
from bot.web.door import open_door
from bot.web.form import LARGEST
from bot.web.server import Site
from core.company.models import Person
from core.files import FileStore
from core.kernel.amounts import quantity
from core.messages.models import Card
from core.permissions import Actor, Role
from core.sales import deliveries, orders
from core.sales.lifecycles import Engagement
from core.sales.models import Delivery, Order
from core.uow import Work
from tests.companies import a_member, an_owner
from tests.core.sales.trade import Trade, a_trade

TOKEN = "4242:test-token"
DRAWN = [[[100, 100], [300, 250], [500, 100]], [[600, 300]]]


@dataclass
class Shop:
    """A company with an order and a delivery, and its site on a free port. `said` is what the chat was to show."""

    trade: Trade
    site: Site
    http: aiohttp.ClientSession
    said: list[Parcel] = field(default_factory=list)

    async def order(self) -> Order:
        quote = await self.trade.validated()
        async with self.trade.work.begin(self.trade.seller) as uow:
            return await orders.place(uow, quote.id)

    async def delivery(self) -> Delivery:
        """Two radiators of an order, both left with the customer."""
        order = await self.order()
        async with self.trade.work.begin(self.trade.seller) as uow:
            return await deliveries.deliver_order(uow, order.id)

    async def read_order(self, order_id: int) -> Order:
        async with self.trade.work.read(self.trade.seller) as db:
            return await orders.read(db, order_id)

    async def ask(
        self, path: str, actor: Actor | None = None, *, token: str = TOKEN, body: Any = None, status: int = 200
    ) -> dict[str, Any]:
        """A request in the name of somebody, whose answer has this status."""
        words = await self.words(actor or self.trade.seller, token)
        async with self.http.request(
            "GET" if body is None else "POST",
            f"/api/sign/{path}?company={self.trade.company_id}",
            headers={"Authorization": f"tma {words}"},
            json=body,
        ) as answer:
            assert answer.status == status, await answer.text()
            return dict(await answer.json())

    async def words(self, actor: Actor, token: str = TOKEN) -> str:
        async with self.trade.work.database.reading() as session:
            person = await session.get(Person, actor.person_id)
            assert person is not None
        looker = Looker(person.telegram_id, person.name, None, None, "fr", "")
        return init_data(looker, token)


def form(version: int, **facts: Any) -> dict[str, Any]:
    return {"name": "Paul Martin", "role": "gérant", "reserves": "", "version": version, "strokes": DRAWN, **facts}


@asynccontextmanager
async def _served(site: Site) -> AsyncIterator[aiohttp.ClientSession]:
    running = asyncio.create_task(site.run())
    try:
        async with aiohttp.ClientSession(site.door.address) as http:
            yield http
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def shop(work: Work, tmp_path: Path) -> AsyncIterator[Shop]:
    trade, said = await a_trade(work), list[Parcel]()

    def submit(parcels: Iterable[Parcel]) -> None:
        said.extend(parcels)

    door = open_door("127.0.0.1", 0, "")
    site = Site(door, TOKEN, work, FileStore(tmp_path), submit, lambda: None)
    with closing(door.listener):
        async with _served(site) as http:
            yield Shop(trade, site, http, said)


async def test_the_seller_sees_the_lines_and_the_total_of_an_order(shop: Shop) -> None:
    order = await shop.order()
    paper = await shop.ask(f"order/{order.id}")
    assert (paper["title"], paper["customer"]) == (f"Commande {order.number}", "Dupont Menuiserie")
    assert [line["label"] for line in paper["lines"]] == ["Radiateur aluminium 1000 W"]
    assert paper["sums"][-1] == ["Total TTC", "453,60\u00a0€", True]
    assert (paper["signed"], paper["asks_reserves"]) == ("", False)


async def test_the_page_of_a_cancelled_order_offers_nothing_to_sign(shop: Shop) -> None:
    order = await shop.order()
    assert (await shop.ask(f"order/{order.id}"))["over"] == ""
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        await orders.cancel(uow, order.id, reason="Le client y renonce")
    assert "annulée" in (await shop.ask(f"order/{order.id}"))["over"]


async def test_conditions_are_named_only_by_a_company_that_has_written_some(shop: Shop) -> None:
    order = await shop.order()
    assert "conditions générales" not in (await shop.ask(f"order/{order.id}"))["note"]
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        (await orders.load(uow, order.id)).seller = {**order.seller, "conditions": "30 jours", "conditions_version": 2}
    assert "conditions générales" in (await shop.ask(f"order/{order.id}"))["note"]


async def test_the_page_of_a_delivery_that_was_taken_back_says_so(shop: Shop) -> None:
    delivery = await shop.delivery()
    paper = await shop.ask(f"delivery/{delivery.id}")
    assert (paper["over"], paper["typed"]) == ("", "Reçu par"), "whoever receives goods agrees to nothing"
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        await deliveries.cancel(uow, delivery.id)
    assert "annulée" in (await shop.ask(f"delivery/{delivery.id}"))["over"]


async def test_a_drawn_signature_is_stored_as_a_picture_with_name_and_role(shop: Shop) -> None:
    order = await shop.order()
    answer = await shop.ask(f"order/{order.id}", body=form(order.version))
    assert answer["signed"].startswith("Signé par Paul Martin (gérant), ")
    signed = await shop.read_order(order.id)
    assert (signed.engagement, signed.agreed_by, signed.agreed_role) == (Engagement.DRAWN, "Paul Martin", "gérant")
    assert signed.signature_sha256 is not None
    assert (await shop.site.files.get(signed.signature_sha256)).startswith(b"\x89PNG")
    assert [parcel.payload["card"] for parcel in shop.said] == [f"order:{order.id}"]
    assert (await shop.ask(f"order/{order.id}"))["signed"] == answer["signed"]


async def test_a_name_typed_before_the_seller_is_no_yes_of_the_customers(shop: Shop) -> None:
    quote, customer = await shop.trade.sent()
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        order = await orders.place(uow, quote.id)
    paper, body = await shop.ask(f"order/{order.id}"), form(order.version, strokes=[])
    assert paper["typed"] == "Écrit devant le vendeur, sous le nom de"
    answer = await shop.ask(f"order/{order.id}", body=body)
    assert answer["signed"].startswith("Nom écrit devant le vendeur : Paul Martin (gérant), ")
    assert await shop.ask(f"order/{order.id}", body=body) == answer
    named = await shop.read_order(order.id)
    assert (named.engagement, named.agreed_words, named.signature_sha256) == (Engagement.NAMED, "", None)
    assert waits_for_agreement(named), "the customer is still asked"
    theirs = await shop.ask(f"order/{order.id}", customer)
    assert (theirs["signed"], theirs["typed"]) == ("", "")
    await shop.ask(f"order/{order.id}", customer, body=form(named.version, strokes=[], name="Marc Dupont"))
    agreed = await shop.read_order(order.id)
    assert (agreed.engagement, agreed.agreed_by) == (Engagement.TAPPED, "Marc Dupont")


async def test_sent_twice_it_is_signed_once(shop: Shop) -> None:
    order = await shop.order()
    first, second = await asyncio.gather(
        *(shop.ask(f"order/{order.id}", body=form(order.version)) for _time in range(2))
    )
    after = await shop.read_order(order.id)
    third = await shop.ask(f"order/{order.id}", body=form(order.version, name="Quelqu'un d'autre"))
    assert first == second == third
    assert (await shop.read_order(order.id)).version == after.version
    assert len(shop.said) == 1


async def test_a_document_that_has_changed_meanwhile_is_not_signed(shop: Shop) -> None:
    order = await shop.order()
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        line = (await orders.load(uow, order.id)).lines[0]
        await orders.set_quantity(uow, order.id, line.id, quantity=quantity("3"))
    refused = await shop.ask(f"order/{order.id}", body=form(order.version), status=409)
    assert refused["code"] == "changed"
    assert (await shop.read_order(order.id)).engagement is Engagement.NONE


async def test_a_customer_signs_his_own_order_under_his_own_name_and_nobody_elses(shop: Shop) -> None:
    quote, customer = await shop.trade.sent()
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        order = await orders.place(uow, quote.id)
    other = await shop.order()
    assert (await shop.ask(f"order/{order.id}", customer))["name"] == "Marc Dupont"
    await shop.ask(f"order/{order.id}", customer, body=form(order.version, name="Marc Dupont"))
    assert (await shop.read_order(order.id)).agreed_by == "Marc Dupont"
    stranger = await a_member(shop.trade.work, shop.trade.company_id, role=Role.CUSTOMER)
    await shop.ask(f"order/{other.id}", stranger, status=404)
    await shop.ask(f"order/{other.id}", stranger, body=form(other.version), status=404)


async def test_the_customers_own_card_and_the_sellers_show_the_signature_where_they_stand(shop: Shop) -> None:
    quote, customer = await shop.trade.sent()
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        order = await orders.place(uow, quote.id)
        seats = [await uow.session.get(Person, actor.person_id) for actor in (shop.trade.seller, customer)]
        seller, marc = [seat.telegram_id for seat in seats if seat is not None]
        cards = ((seller, f"order:{order.id}"), (marc, f"my-order:{order.id}"))
        uow.session.add_all(
            Card(chat_id=chat, message_id=41 + at, key=key, live=True) for at, (chat, key) in enumerate(cards)
        )
    await shop.ask(f"order/{order.id}", customer, body=form(order.version, name="Marc Dupont"))
    edits = [parcel for parcel in shop.said if parcel.payload.get("standing")]
    assert {(parcel.chat_id, parcel.payload["card"]) for parcel in edits} == set(cards)
    assert all("Marc Dupont" in parcel.payload["plain"] for parcel in edits)
    told = [parcel for parcel in shop.said if parcel not in edits]
    assert [parcel.chat_id for parcel in told] == [marc], "he alone gets a message"


async def test_the_receiver_reads_what_is_still_to_come(shop: Shop) -> None:
    order = await shop.order()
    line = order.lines[0].id
    async with shop.trade.work.begin(shop.trade.seller) as uow:
        delivery = await deliveries.deliver_order(uow, order.id, lines=[deliveries.Left(line, quantity("1"))])
    paper = await shop.ask(f"delivery/{delivery.id}")
    assert (paper["lines"][0]["amount"], paper["lines"][0]["detail"]) == ("1", "reste 1 à livrer")


async def test_a_delivery_shows_what_was_left_and_keeps_the_receivers_reserves(shop: Shop) -> None:
    delivery = await shop.delivery()
    paper = await shop.ask(f"delivery/{delivery.id}")
    assert [(line["label"], line["amount"]) for line in paper["lines"]] == [("Radiateur aluminium 1000 W", "2")]
    assert paper["asks_reserves"]
    body = form(paper["version"], reserves="un carton abîmé")
    answer = await shop.ask(f"delivery/{delivery.id}", body=body)
    assert await shop.ask(f"delivery/{delivery.id}", body=body) == answer
    async with shop.trade.work.read(shop.trade.seller) as db:
        signed = await deliveries.read(db, delivery.id)
    assert (signed.signed_by, signed.reserves) == ("Paul Martin", "un carton abîmé")
    assert signed.signature_sha256 is not None


async def test_nobody_sees_the_documents_of_another_company(shop: Shop) -> None:
    order = await shop.order()
    stranger = await an_owner(shop.trade.work, company="Plomberie Martin", name="Paul Martin")
    await shop.ask(f"order/{order.id}", stranger, status=403)
    await shop.ask(f"order/{order.id}", stranger, body=form(order.version), status=403)
    assert (await shop.read_order(order.id)).engagement is Engagement.NONE


async def test_whoever_left_the_company_sees_nothing_any_more(shop: Shop) -> None:
    order = await shop.order()
    nobody = await an_owner(shop.trade.work, company="Ailleurs")
    async with shop.http.get(
        f"/api/sign/order/{order.id}", headers={"Authorization": f"tma {await shop.words(nobody)}"}
    ) as answer:
        assert answer.status == 404  # in the company that this person has in view there is no such order


async def test_words_signed_for_another_bot_open_nothing(shop: Shop) -> None:
    order = await shop.order()
    refused = await shop.ask(f"order/{order.id}", token="4242:another", status=401)
    assert refused["code"] == "refused"
    async with shop.http.get(f"/api/sign/order/{order.id}") as answer:
        assert answer.status == 401


async def test_a_page_left_open_too_long_says_so(shop: Shop, tmp_path: Path) -> None:
    order = await shop.order()
    later = replace(shop.site, clock=lambda: datetime.now(UTC) + timedelta(hours=2), door=open_door("127.0.0.1", 0, ""))
    with closing(later.door.listener):
        async with _served(later) as http:
            refused = await replace(shop, site=later, http=http).ask(f"order/{order.id}", status=401)
    assert refused["code"] == "old"


async def test_a_huge_or_senseless_form_is_refused(shop: Shop) -> None:
    order = await shop.order()
    await shop.ask(f"order/{order.id}", body=form(order.version, reserves="x" * LARGEST), status=413)
    await shop.ask(f"order/{order.id}", body=form(order.version, strokes=[[[1]]]), status=400)
    await shop.ask(f"order/{order.id}", body=form(order.version, name=" "), status=409)
    assert (await shop.read_order(order.id)).engagement is Engagement.NONE


async def test_the_page_itself_holds_no_document_and_runs_only_our_scripts(shop: Shop) -> None:
    order = await shop.order()
    async with shop.http.get(f"/sign/order/{order.id}?language=en") as answer:
        page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
    assert order.number not in page
    assert 'lang="en"' in page
    assert "$" not in page
    assert "script-src 'self';" in policy
    for path in ("/web/sign.html", "/web/../server.py", "/web/nothing.js", "/sign/quote/1", "/sign/order/x"):
        async with shop.http.get(path) as answer:
            assert answer.status == 404, path


def test_phones_get_telegrams_own_script_and_no_other() -> None:
    door = open_door("127.0.0.1", 0, "https://carnet.example")
    with closing(door.listener):
        assert door.telegram == "https://telegram.org/js/telegram-web-app.js"
        assert "script-src 'self' https://telegram.org;" in door.policy
        assert "127.0.0.1" not in door.policy
