"""The button that opens a page: whole where phones reach it, left out where they do not."""

from pathlib import Path
from typing import Any, cast

import pytest
from telegram import Bot

from bot.outgoing.marks import Marks
from bot.outgoing.say import Show, written
from bot.outgoing.screen import Button, Screen
from bot.outgoing.sending import SENDERS, CardsOnScreen, FileSource, Sending
from bot.outgoing.transport import Transport
from bot.web.links import Signable, web_button
from core.i18n import language
from core.uow import Work
from tests.bot.localchat.driving import TOKEN, running

PUBLIC = "https://carnet.example/app"


async def _shown(work: Work, folder: Path, web: str, *rows: tuple[Button, ...]) -> Any:
    """The keyboard that arrives."""
    cards = CardsOnScreen(work.database, Marks(work.database, work.clock))
    async with running(folder) as local, Transport() as transport:
        person = await local.started()
        bot = Bot(TOKEN, f"{local.chat.url}/bot", request=transport, get_updates_request=transport)
        kind, payload = written(Show(Screen(("Commande",), rows)))
        await SENDERS[kind](Sending(bot, cards, cast(FileSource, None), person, payload, web))
        message = (await local.history(person))["messages"][-1]
        return message.get("reply_markup", {}).get("inline_keyboard", [])


async def test_it_opens_the_page_of_the_document_in_the_readers_language(work: Work, tmp_path: Path) -> None:
    with language("en"):
        button = web_button("Sign", Signable.DELIVERY, 12, 3)
    address = f"{PUBLIC}/sign/delivery/12?company=3&language=en"
    shown = await _shown(work, tmp_path, PUBLIC, (button, Button("No", "no")))
    assert shown == [
        [{"text": "Sign", "web_app": {"url": address}}, {"text": "No", "callback_data": "no"}],
    ]


async def test_without_a_public_address_the_other_buttons_stay(work: Work, tmp_path: Path) -> None:
    button = web_button("Signer", Signable.ORDER, 12, 3)
    assert await _shown(work, tmp_path / "a", "", (button,), (Button("Non", "no"),)) == [
        [{"text": "Non", "callback_data": "no"}]
    ]
    assert await _shown(work, tmp_path / "b", "", (button,)) == []


def test_only_orders_and_deliveries_are_signed_there() -> None:
    with pytest.raises(ValueError, match="quote"):
        web_button("Signer", "quote", 1, 1)
