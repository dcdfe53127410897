"""What the buttons of summaries, briefs and their lists do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bot.agenda.buttons import day_of
from bot.dunning.screens import batch_screen, mine_screen
from bot.invoices.listing import waiting_screen
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Screen, plain_screen
from bot.reporting.lists import below_screen, expiring_screen, quiet_screen
from bot.reporting.screens import brief_screen, summary_screen
from bot.reporting.weekly import questions_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.agenda import items
from core.i18n import _
from core.kernel.amounts import quantity
from core.kernel.errors import NotFound
from core.reporting import questions
from core.reporting.alerts import AlertKind
from core.reporting.quiet import QUIET_DAYS, quiet_quotes
from core.sales import quotes
from core.stock import minimums
from core.uow import Reader, UnitOfWork

_Opened = Callable[[Reader, bool], Awaitable[Screen]]


async def _overdue(db: Reader, own: bool) -> Screen:
    return await (mine_screen(db) if own else batch_screen(db))


_OPENED: Final[Mapping[AlertKind, _Opened]] = {
    AlertKind.OVERDUE: _overdue,
    AlertKind.TO_INVOICE: lambda db, _own: waiting_screen(db),
    AlertKind.QUIET: lambda db, own: quiet_screen(db, own=own),
    AlertKind.EXPIRING: lambda db, own: expiring_screen(db, own=own),
    AlertKind.BELOW: lambda db, own: below_screen(db, own=own),
}


@button("alert", writes=False)
async def _alert(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The list comes below: the summary stays what it is."""
    kind = AlertKind(tap.word(0, set(AlertKind)))
    return [Show(await _OPENED[kind](db, tap.number(1) == 1), fresh=True)]


@button("summary", writes=False)
async def _summary(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    _figures, screen = await summary_screen(db, _day(tap))
    return [visit.toast(_("À jour.")), visit.show(screen)]


@button("brief", writes=False)
async def _brief(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.toast(_("À jour.")), visit.show(await brief_screen(db))]


@button("report-day", writes=False)
async def _own_day(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [Show(await day_of(db, db.actor.person_id or 0, db.today), fresh=True)]


@button("quote-called", writes=True)
async def _called(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The call is noted on the customer, once; his quotes leave the list."""
    own, days = tap.number(0) == 1, min(max(tap.number(1), 1), 999)
    quote = await quotes.read(uow, tap.object_id)
    if any(one.quote.id == quote.id for one in await quiet_quotes(uow, days=days)):
        text = _("appelé {name} pour le devis {number}").format(name=quote.customer.name, number=quote.number or "")
        await items.log_call(uow, customer_id=quote.customer_id, text=text)
        said = _("Appel noté.")
    else:
        said = _("C'est déjà noté.")
    return [visit.toast(said), visit.show(await quiet_screen(uow, own=own, days=days or QUIET_DAYS))]


@button("minimum", writes=True)
async def _minimum(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """Which of several products was meant; the argument is in thousandths."""
    from bot.reporting.asked import minimum_said  # which offers this button

    wanted = quantity(Decimal(tap.number(0)) / 1000)
    place = await minimums.set_minimum(uow, tap.object_id, minimum=wanted, warehouse_id=tap.number(1) or None)
    return [visit.show(plain_screen(await minimum_said(uow, tap.object_id, place, wanted)))]


@button("question-drop", writes=True)
async def _drop(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    dropped = await questions.drop(uow, tap.object_id)
    told = _("« {text} » n'est plus envoyé.").format(text=dropped.text[:100])
    return [visit.toast(told), visit.show(await questions_screen(uow))]


def _day(tap: Tap) -> date:
    try:
        packed = tap.number(0)
        asked = date(packed // 10_000, packed // 100 % 100, packed % 100)
    except ValueError as error:
        raise NotFound("button", tap.verb) from error
    if not date(2000, 1, 1) <= asked <= date(2999, 12, 31):  # the ends of the calendar have no day before or after
        raise NotFound("button", tap.verb)
    return asked
