"""Fiscal years and their days; closing a month or a year: asked once, then for good."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.ledger.screens import close_screen, years_screen
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import bold, plain_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, tell
from bot.understanding.periods import Period
from core.company import companies
from core.i18n import _, day
from core.kernel.errors import NotFound
from core.ledger import years
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_WHAT = ("days", "year")


async def closing_asked(visit: Visit, period: Period | None) -> Plan:
    """A fiscal year is closed with its balances carried forward; any other period only shuts its days."""
    if period is None:
        return tell(visit, _("Clôturer quoi ? Par exemple : clôture octobre, ou clôture 2026"))
    if period.last >= visit.db.today:
        return tell(
            visit, _("Cette période dure jusqu'au {day} : elle se clôture ensuite.").format(day=day(period.last))
        )
    year = next((one for one in await years.years(visit.db) if one.ends_on == period.last), None)
    closed = (await companies.read(visit.db)).books_closed_until
    if closed is not None and period.last <= closed and (year is None or year.closed_at is not None):
        return tell(visit, _("C'est déjà clôturé : les comptes sont fermés jusqu'au {day}.").format(day=day(closed)))
    what = "year" if year is not None and period.first <= year.starts_on else "days"
    screen = close_screen(period, what, visit.actor.company_id or 0)
    return answer(Show(screen, fresh=True))


async def years_asked(visit: Visit, period: Period | None) -> Plan:
    """The fiscal years; with days, the year around them has these from now on."""
    if period is None:
        return answer(Show(years_screen(await years.years(visit.db), visit.db.today), fresh=True))
    visit.actor.expect(Permission.LEDGER_WRITE)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await years.set_days(uow, starts_on=period.first, ends_on=period.last)
        return [visit.show(years_screen(await years.years(uow), uow.today), fresh=True)]

    return Plan(act=act)


@button("books-close", writes=True)
async def close_books(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    what, last = tap.word(0, _WHAT), _day(tap, 2)
    uow.actor.expect(Permission.LEDGER_WRITE)
    if what == "days":
        company = await years.close_until(uow, day=last)
        told = _("Les comptes sont fermés jusqu'au {day}.").format(day=day(company.books_closed_until or last))
        return [visit.show(plain_screen(("🔒 ", bold(told))))]
    year = next((one for one in await years.years(uow) if one.ends_on == last), None)
    if year is None:
        raise NotFound("fiscal_year", 0)
    closed = await years.close(uow, year.id)
    told = _("L'exercice clos le {day} est clôturé, et ses soldes sont reportés.").format(day=day(closed.ends_on))
    return [visit.show(plain_screen(("🔒 ", bold(told))))]


@button("books-keep", writes=False)
async def _keep(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(plain_screen(_("Rien n'est clôturé.")))]


def _day(tap: Tap, index: int) -> date:
    """Raises NotFound for a button we never made."""
    try:
        return datetime.strptime(str(tap.number(index)), "%Y%m%d").date()  # noqa: DTZ007 - a day, in no zone
    except ValueError:
        raise NotFound("button", tap.verb) from None
