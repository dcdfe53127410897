"""What is sent and nobody takes: one answer for what was sent together, in whatever role."""

import pytest

from bot import attachments
from bot.errors import explain
from bot.incoming.turn import Kind, SentFile, SharedContact
from core.exchange.tables.errors import Reason, TableUnreadable
from core.permissions import Role
from core.uow import Work
from tests.bot.talking import talking

PHOTO = SentFile("p", "u", "photo.jpg", "image/jpeg", 1000)
CARD = SharedContact("+33612345678", "Zoé")


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.VISITOR], ids=str)
async def test_an_album_is_answered_once(work: Work, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "BEGUN_BY", {})
    chat = await talking(work, *([role] if role is not Role.VISITOR else []))
    said = [payload for _ in range(3) for payload in await chat.take(role, Kind.PHOTO, file=PHOTO, album="77")]
    assert {payload["card"] for payload in said} == {"album:77"}  # one message, shown again in its place
    assert not any(payload["fresh"] for payload in said)
    assert "Je ne sais pas encore lire cela" in said[0]["plain"]


async def test_what_a_group_sends_is_no_business_of_ours(work: Work) -> None:
    chat = await talking(work, Role.SALES)
    for kind, facts in ((Kind.PHOTO, {"file": PHOTO}), (Kind.CONTACT, {"contact": CARD}), (Kind.OTHER, {})):
        assert not await chat.take(Role.SALES, kind, private=False, **facts)


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_not_to_read_a_table_is_said_with_its_limit(reason: Reason) -> None:
    sentence = explain(TableUnreadable(reason))
    assert "{" not in sentence
    assert ("50\N{NO-BREAK SPACE}000" in sentence) is (reason is Reason.TOO_MANY_ROWS)
