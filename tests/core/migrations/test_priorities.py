"""What waited to be said before urgency was known is said after: answers as answers, news as news."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from core import migrations
from core.db import Database, connect
from core.kernel.priority import Priority
from core.messages.models import Outbox
from core.notices.notices import due, tell
from core.uow import Work
from tests.companies import SettableClock, an_owner
from tests.postgresql import Server


@pytest.fixture
def own_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'own.db'}"


@pytest.fixture
def own_postgresql(postgresql_server: Server) -> Any:
    name = asyncio.run(postgresql_server.copy("empty"))
    yield postgresql_server.url(name)
    asyncio.run(postgresql_server.drop(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"own_{request.param}")
    return address


@pytest.fixture
async def own(own_url: str) -> AsyncIterator[Database]:
    opened = connect(own_url)
    await migrations.upgrade(opened)
    yield opened
    await opened.close()


async def test_what_waits_is_there_after_the_revision_and_before_it(own: Database) -> None:
    work = Work(own, SettableClock())
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        whom = owner.person_id or 0
        await tell(uow, person_id=whom, key="k", kind="quote_sent", facts={}, priority=Priority.MAILING)
        said = Outbox(chat_id=7, kind="show", payload={}, created_at=uow.now, priority=Priority.DIGEST, notice_id=1)
        uow.session.add(said)
    await migrations.downgrade(own, "0005")
    async with own.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM outbox, notice"))).scalar() == 1
    await migrations.upgrade(own)
    async with own.writing() as session:
        (row,) = await session.scalars(select(Outbox))
        (notice,) = await due(session, work.clock())
    assert (row.priority, row.notice_id, row.sent_at) == (Priority.ANSWER, None, None)
    assert (notice.key, notice.priority) == ("k", Priority.ALERT)
