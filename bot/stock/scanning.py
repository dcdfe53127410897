"""A photo of a bar code answers with the card of what it is on."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.catalog.cards import found_screen, show_product
from bot.deliveries.attaching import at_the_door
from bot.deliveries.showing import show_delivery
from bot.flows import Flow, Question, Reply
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import code, plain_screen
from bot.stock.goods import product_taken, which
from bot.talk.lookup import product_entry
from bot.talk.visit import Plan, Visit, answer
from core.catalog import products
from core.catalog.barcodes import looks_like_gtin
from core.catalog.models import Product
from core.i18n import N_, _
from core.kernel.text import words
from core.offload.pool import JobFailed
from core.permissions import OUTSIDE, Permission
from core.pictures.errors import PictureUnreadable
from core.pictures.jobs import BARCODES
from core.sales.papers.preparation import slip_delivery
from core.uow import Reader, UnitOfWork

log = logging.getLogger(__name__)

_MOST: Final = 5  # codes of one photo that are looked up


async def scanned(visit: Visit) -> Plan | None:
    """The product whose code is on the photo, or those; or the delivery, of a slip.

    None when there is no code on it, or words beside it, or when it shows what was left at the door.
    """
    file = visit.turn.file
    if file is None or not file.is_picture or visit.turn.text or visit.actor.role in OUTSIDE:
        return None
    if not visit.actor.may(Permission.PRODUCTS_READ):
        return None
    try:
        codes = await visit.pool.run(BARCODES, await visit.download(file))
    except (PictureUnreadable, JobFailed) as failure:  # it may still be a picture for somebody else
        log.info("no bar code read: %s", failure)
        return None
    if not codes:
        return None
    slips = [one for one in map(slip_delivery, codes) if one is not None]
    if slips and visit.actor.may(Permission.DELIVERIES_READ):
        return Plan(act=lambda uow: show_delivery(uow, visit, slips[0], fresh=True))
    if await at_the_door(visit) is not None:
        return None  # what is on the boxes is not what the photo is for
    found = {one.id: one for text in codes[:_MOST] for one in await _bearing(visit.db, text)}
    if not found:
        return _unknown(visit, codes[0])
    goods = list(found.values())
    if len(goods) == 1:
        return answer(await show_product(visit.db, visit, goods[0], fresh=True))
    return answer(Show(found_screen(visit, _("Codes-barres"), list(map(product_entry, goods)))))


def _unknown(visit: Visit, text: str) -> Plan:
    """Nothing bears this code: whoever may, says what does."""
    if visit.actor.may(Permission.PRODUCTS_WRITE) and looks_like_gtin(text):
        known = {"goods": [{"words": "", "quantity": "1", "unit": None, "candidates": []}], "barcode": text}
        return Plan(act=lambda uow: begin(uow, visit, GIVE, known))
    return answer(Show(plain_screen((_("Je ne connais pas ce code-barres :"), " ", code(text[:60])))))


@dataclass(frozen=True, slots=True)
class BearerStep:
    """The product that bears the code, asked as the goods of a move are."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        one = answers[self.name][0]
        if "id" in one:
            return None
        asked = (_("Je ne connais pas ce code-barres :"), " ", code(answers["barcode"]))
        if one["candidates"]:
            return which(one)
        return Question((asked, _("Sur quel article est-il ? Écrivez son nom, je le retiendrai.")))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        return [await product_taken(db, answers[self.name][0], reply)]

    def value(self, answers: Answers) -> int:
        return int(answers[self.name][0]["id"])


async def _give(uow: UnitOfWork, visit: Visit, goods: int, barcode: str) -> Sequence[Say]:
    await products.change(uow, goods, barcode=barcode)
    product = await products.read(uow, goods)
    return [await show_product(uow, visit, product, undo="product-revert", fresh=True)]


GIVE: Final = Flow("stock:barcode", (BearerStep("goods"), Given("barcode")), _give, N_("Code-barres"))


async def _bearing(db: Reader, text: str) -> Sequence[Product]:
    """Those that bear this number, or whose reference it is."""
    if looks_like_gtin(text):
        return await products.by_barcode(db, text)
    near = await products.entries(db, words(text)) if words(text) else ()
    return [one for one in near if words(one.reference) == words(text)]
