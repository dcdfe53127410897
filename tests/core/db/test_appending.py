"""What is appended is there for whoever asks, and stays or goes with the transaction and its savepoints."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from sqlalchemy import select

from core.journal import Entry, Fact
from core.permissions import Actor
from core.uow import Reader, UnitOfWork, Work
from tests.companies import an_owner


@dataclass(frozen=True, slots=True)
class Rung(Fact):
    subject: ClassVar[str] = "bell"


@pytest.fixture
async def owner(work: Work) -> Actor:
    return await an_owner(work)


async def rung(db: Reader) -> list[int]:
    kept = select(Entry.subject_id).where(Entry.kind == Rung.__name__)
    return list(await db.session.scalars(kept.order_by(Entry.id)))


async def rings(work: Work, owner: Actor) -> list[int]:
    async with work.read(owner) as db:
        return await rung(db)


async def test_what_was_appended_is_there_for_who_asks_and_after_the_block(work: Work, owner: Actor) -> None:
    async with work.begin(owner) as uow:
        uow.record(Rung(2))
        uow.record(Rung(1))
        assert await rung(uow) == [2, 1]
        uow.record(Rung(3))
    assert await rings(work, owner) == [2, 1, 3]


async def test_a_block_that_fails_has_appended_nothing(work: Work, owner: Actor) -> None:
    async def half_way(uow: UnitOfWork) -> None:
        uow.record(Rung(1))
        await rung(uow)
        uow.record(Rung(2))
        raise LookupError

    with pytest.raises(LookupError):
        async with work.begin(owner) as uow:
            await half_way(uow)
    assert await rings(work, owner) == []


@pytest.mark.parametrize("asks", [False, True])
async def test_a_savepoint_takes_back_what_was_appended_since_and_nothing_else(
    work: Work, owner: Actor, asks: bool
) -> None:
    async with work.begin(owner) as uow:
        uow.record(Rung(1))
        with pytest.raises(LookupError):
            async with uow.session.begin_nested():
                uow.record(Rung(2))
                if asks:
                    await rung(uow)
                raise LookupError
        async with uow.session.begin_nested():
            uow.record(Rung(3))
        uow.record(Rung(4))
    assert await rings(work, owner) == [1, 3, 4]
