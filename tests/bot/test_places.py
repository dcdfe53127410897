"""Where somebody is, for as long as he shares it and no longer."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast

import pytest

from bot import demo_command
from bot.incoming.turn import Kind, SharedPlace
from bot.talk.means import Means
from core.permissions import Role
from core.uow import Work
from tests.bot.talking import IDS, listening

SENT: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)
DRIVER: Final = Role.TECHNICIAN


@pytest.mark.parametrize(
    ("facts", "lasts", "once"),
    [
        ({"live": 3600}, timedelta(hours=1), False),
        ({"live": 3600, "moving": True}, timedelta(hours=1), False),
        ({}, timedelta(minutes=15), True),
    ],
)
async def test_a_place_holds_from_when_it_was_sent(
    work: Work, facts: dict[str, Any], lasts: timedelta, once: bool
) -> None:
    await demo_command.run(work, [(DRIVER, IDS[DRIVER])])
    means = Means(*(cast(Any, None) for _unused in range(3)))
    place = SharedPlace(Decimal("45.75"), Decimal("4.83"), SENT, **facts)
    await listening(work, means).take(DRIVER, Kind.PLACE, place=place)
    seen = means.seen_at[IDS[DRIVER]]
    assert (seen.until, seen.once) == (SENT + lasts, once)
