"""The program is killed while it speaks to the mail server: nothing is lost, nothing is sent twice."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.faults.stage import KARIM, Stage
from tests.smtp import NEVER, Postman, a_postman


@pytest.fixture
async def postman() -> AsyncIterator[Postman]:
    async with a_postman() as postman:
        yield postman


def with_mail(stage: Stage, postman: Postman) -> None:
    settings: dict[str, Any] = dict(stage.program.settings)
    stage.program.settings = {**settings, "CARNET_SMTP_URL": postman.url, "CARNET_MAIL_FROM": "carnet@shop.example"}


async def mail_a_quote(stage: Stage) -> None:
    await stage.say(KARIM, "devis girard 2 radiateurs 1000w")
    await stage.press(KARIM, "quote-validate")
    await stage.press(KARIM, "mail")
    asked, _data = await stage.sees_button(KARIM, "answer")
    await stage.tap(KARIM, asked, _data_of_first(stage))


def _data_of_first(stage: Stage) -> str:
    """The first answer of the newest question: yes, to this address."""
    rows = next(
        message["reply_markup"]["inline_keyboard"]
        for message in reversed(stage.messages(KARIM))
        if "answer." in str(message.get("reply_markup", ""))
    )
    return str(rows[0][0]["callback_data"])


async def test_killed_before_the_server_has_the_content_it_leaves_after_the_start(
    on_both: Stage, postman: Postman
) -> None:
    with_mail(on_both, postman)
    postman.rcpt = ["450 not yet"]
    await on_both.program.start()
    await mail_a_quote(on_both)
    await on_both.sees_row("SELECT id FROM email WHERE attempts = 1")
    await on_both.program.kill()
    assert postman.letters == []
    await on_both.program.start()
    await on_both.sees_row("SELECT id FROM email WHERE state = 'sent'")
    assert len(postman.letters) == 1


async def test_killed_while_the_server_has_the_content_it_is_a_doubt_and_no_second_e_mail(
    on_both: Stage, postman: Postman
) -> None:
    with_mail(on_both, postman)
    postman.data = [NEVER]
    await on_both.program.start()
    await mail_a_quote(on_both)
    await postman.has(1)
    await on_both.program.kill()
    await on_both.program.start()
    await on_both.sees(lambda: on_both.said(KARIM, "Je ne sais pas si cet e-mail est arrivé") or None, "the doubt")
    assert len(postman.letters) == 1
    await on_both.press(KARIM, "mail-again")
    await on_both.sees_row("SELECT id FROM email WHERE state = 'sent'")
    first, second = postman.letters
    assert first["Message-ID"] == second["Message-ID"]
