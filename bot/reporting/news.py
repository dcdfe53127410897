"""What people are told of figures without having asked: the summary, the brief, what falls under its minimum."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, bold, plain_screen
from bot.reporting.lists import below_line
from bot.reporting.screens import brief_screen, summary
from bot.talk.taps import Tap
from core.dunning.telling import as_person
from core.i18n import _, moment, ngettext
from core.notices.notices import DueNotice
from core.permissions import Permission
from core.reporting import briefs
from core.reporting.digests import Digest
from core.stock import minimums
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]

_LATE: Final = timedelta(minutes=15)


async def _summary(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """With the eyes of whoever reads it; nothing for somebody who may no more."""
    seen = await _as(db, notice)
    if not seen.actor.may(Permission.REPORTS_READ):
        return []
    due = datetime.fromisoformat(notice.facts["due_at"])
    late = _("En retard : c'était pour {moment}.").format(moment=moment(due.astimezone(ZoneInfo(notice.own_zone))))
    on = date.fromisoformat(notice.facts["day"])
    return await summary(seen, on, late=late if db.now - due > _LATE else "")


async def _brief(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Nothing where nothing waits for him, nor once its day is over: another one comes in the morning."""
    seen = await _as(db, notice)
    if notice.facts["day"] < seen.today.isoformat():
        return []
    if not seen.actor.may(Permission.AGENDA_OWN) or (await briefs.brief(seen)).is_empty:
        return []
    return [Show(await brief_screen(seen), fresh=True)]


async def _below(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """What has just fallen under its minimum, as it stands now; nothing when there is enough again."""
    seen = await _as(db, notice)
    if not seen.actor.may(Permission.STOCK_READ):
        return []
    told = {(product_id, place_id) for product_id, place_id, _minimum in notice.facts["products"]}
    found = [one for one in await minimums.below(seen) if (one.product.id, one.warehouse.id) in told]
    if not found:
        return []
    title = ngettext("{count} article passe sous le mini", "{count} articles passent sous le mini", len(found))
    lines: list[Line] = [("📉 ", bold(title.format(count=len(found))))]
    lines += [f"{below_line(one)} · {one.warehouse.name}" for one in found]
    every = Button(_("📉 Sous le mini"), Tap("alert", notice.company_id, 0, 0, ("below", "0")).packed())
    return [Show(plain_screen(*lines, rows=((every,),)))]


async def _as(db: Reader, notice: DueNotice) -> Reader:
    """What the person who is told may see and do."""
    return replace(db, actor=replace(await as_person(db, notice.person_id), language=notice.language))


REPORT_SCREENS: Final[dict[str, Tell]] = {
    Digest.SUMMARY.value: _summary,
    Digest.BRIEF.value: _brief,
    minimums.TOLD: _below,
}
