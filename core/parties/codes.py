"""The codes of customers: C0001, C0002 … counted, so that no code comes back. A creation that fails may leave a gap."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select

from core.db.upsert import inserting
from core.numbering import Counter
from core.parties.visibility import KIND
from core.uow import UnitOfWork

_OURS: Final = re.compile(r"C(\d{1,9})")


async def take_codes(uow: UnitOfWork, count: int) -> Sequence[str]:
    """So many new codes, in order."""
    last = await _count_up(uow, count)
    return [_code(number) for number in range(last - count + 1, last + 1)]


async def leave_out(uow: UnitOfWork, codes: Iterable[str]) -> None:
    """Codes that came from elsewhere and look like ours are not given to anybody else later."""
    highest = max((int(ours[1]) for code in codes if (ours := _OURS.fullmatch(code))), default=0)
    counted = select(Counter.last).where(Counter.series == KIND, Counter.year == 0).with_for_update()
    last = await uow.session.scalar(counted) or 0
    if highest > last:
        await _count_up(uow, highest - last)


async def _count_up(uow: UnitOfWork, by: int) -> int:
    company_id = uow.session.info["company_id"]
    first = inserting(uow.session, Counter, company_id=company_id, series=KIND, year=0, last=by, last_on=uow.today)
    last: int | None = await uow.session.scalar(
        first.on_conflict_do_update(
            index_elements=[Counter.company_id, Counter.series, Counter.year],
            set_={"last": Counter.last + by, "last_on": uow.today},
        ).returning(Counter.last)
    )
    assert last is not None, "the counter was made or counted up"
    return last


def _code(number: int) -> str:
    return f"C{number:04d}"
