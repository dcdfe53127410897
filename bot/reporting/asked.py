"""What is typed about figures that come by themselves, whom to follow up, and minimum stock."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot.agenda.words import hour
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, bold, in_rows, plain_screen
from bot.reporting.lists import below_screen, expiring_screen, quiet_screen
from bot.reporting.screens import brief_screen, summary, summary_screen
from bot.reporting.weekly import questions_screen, saved, stopped
from bot.stock.goods import in_units
from bot.stock.places import is_certain, meant
from bot.talk.lookup import Lookup
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, tell
from bot.understanding import understand
from bot.understanding.reports import (
    BelowAsked,
    DigestAgain,
    DigestAt,
    DigestNow,
    ExpiringAsked,
    MinimumSaid,
    QuietAsked,
    WeeklyAsked,
    WeeklySaid,
    read_report,
)
from bot.understanding.stock_said import StockFind
from core.catalog import products
from core.catalog.models import ProductKind
from core.i18n import N_, _
from core.kernel.amounts import Quantity, quantity
from core.permissions import Permission
from core.reporting import digests
from core.reporting.digests import Digest
from core.reporting.quiet import QUIET_DAYS
from core.stock import minimums
from core.stock.models import Warehouse
from core.uow import Reader, UnitOfWork

_MOST: Final = 6
_SET: Final = {
    Digest.SUMMARY: N_("📊 C'est noté : le résumé arrive à {hour}, les jours où vous travaillez, sans bruit."),
    Digest.BRIEF: N_("☀️ C'est noté : le brief arrive à {hour}, les jours où vous travaillez, sans bruit."),
}
_OFF: Final = {
    Digest.SUMMARY: N_("C'est noté : plus de résumé. Pour le voir : résumé"),
    Digest.BRIEF: N_("C'est noté : plus de brief. Pour le voir : brief"),
}


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for a sentence about these; None when it is about something else."""
    said = read_report(text)
    return await stopped(visit, text) if said is None else await _PLANS[type(said)](visit, said)


async def below_plan(visit: Visit) -> Plan:
    """« qu'est-ce qui manque », in whatever words."""
    visit.actor.expect(Permission.STOCK_READ)
    return answer(Show(await below_screen(visit.db), fresh=True))


async def _now(visit: Visit, said: DigestNow) -> Plan:
    if Digest(said.digest) is Digest.BRIEF:
        return answer(Show(await brief_screen(visit.db), fresh=True))
    visit.actor.expect(Permission.REPORTS_READ)
    says = await summary(visit.db, visit.db.today)
    return answer(*(says or [Show((await summary_screen(visit.db, visit.db.today))[1], fresh=True)]))


async def _set(visit: Visit, said: DigestAt) -> Plan:
    digest, at = Digest(said.digest), said.at

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await digests.set_time(uow, digest, at=at)
        return [Show(plain_screen(_(_SET[digest]).format(hour=hour(at)) if at is not None else _(_OFF[digest])))]

    return Plan(act=act)


async def _again(visit: Visit, said: DigestAgain) -> Plan:
    return await _set(visit, DigestAt(said.digest, digests.USUAL[Digest(said.digest)]))


async def _quiet(visit: Visit, said: QuietAsked) -> Plan:
    visit.actor.expect(Permission.QUOTES_READ)
    days = min(max(said.days or QUIET_DAYS, 1), 999)
    return answer(Show(await quiet_screen(visit.db, own=said.own, days=days), fresh=True))


async def _expiring(visit: Visit, said: ExpiringAsked) -> Plan:
    visit.actor.expect(Permission.QUOTES_READ)
    return answer(Show(await expiring_screen(visit.db, own=said.own), fresh=True))


async def _below(visit: Visit, said: BelowAsked) -> Plan:
    return await below_plan(visit)


async def _minimum(visit: Visit, said: MinimumSaid) -> Plan:
    """« mini ballon 150 camion mehdi : 4 »: the goods and the place are read as those of a question about stock."""
    visit.actor.expect(Permission.STOCK_ADJUST)
    lookup = Lookup(visit.db)
    found = (await understand(said.question, lookup.context())).slots
    if not isinstance(found, StockFind):
        return tell(visit, _("Je ne trouve pas « {words} ».").format(words=said.goods[:60]))
    place = await meant(visit.db, found.place) if found.place else None
    if found.place is not None and not is_certain(place):
        return tell(visit, _("Je ne connais pas ce lieu : « {name} ».").format(name=found.place.words[:60]))
    goods = [lookup.products.get(one.id) or await products.read(visit.db, one.id) for one in found.product.candidates]
    goods = [one for one in goods if one.kind is ProductKind.GOODS]
    wanted, place_id = quantity(said.minimum), place["id"] if place else None
    if not goods:
        return tell(visit, _("Je ne trouve pas « {words} ».").format(words=said.goods[:60]))
    if len(goods) > 1:
        company = visit.actor.company_id or 0
        arguments = (str(int(wanted * 1000)), str(place_id or 0))
        buttons = [
            Button(one.label[:48], Tap("minimum", company, one.id, 0, arguments).packed()) for one in goods[:_MOST]
        ]
        return answer(Show(plain_screen(bold(_("Lequel ?")), rows=in_rows(buttons, 1)), fresh=True))
    product_id = goods[0].id

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        where = await minimums.set_minimum(uow, product_id, minimum=wanted, warehouse_id=place_id)
        return [Show(plain_screen(*[await minimum_said(uow, product_id, where, wanted)]))]

    return Plan(act=act)


async def minimum_said(db: Reader, product_id: int, place: Warehouse, wanted: Quantity) -> Line:
    """« Ballon 150 L, Dépôt : mini 4 »; and whether there is less already."""
    product = await products.read(db, product_id)
    if not wanted:
        return _("{label}, {place} : plus de mini.").format(label=product.label, place=place.name)
    told = _("📉 {label}, {place} : mini {minimum}.").format(
        label=product.label, place=place.name, minimum=in_units(wanted, product)
    )
    lacking = [one for one in await minimums.below(db, warehouse_ids=[place.id]) if one.product.id == product_id]
    now = _(" Il y en a {there} : il en manque déjà {lacking}.")
    return told + "".join(
        now.format(there=in_units(one.available, product), lacking=in_units(one.lacking, product)) for one in lacking
    )


async def _questions(visit: Visit, said: WeeklyAsked) -> Plan:
    return answer(Show(await questions_screen(visit.db), fresh=True))


async def _weekly(visit: Visit, said: WeeklySaid) -> Plan | None:
    if not visit.actor.may(Permission.REPORTS_READ) and not said.sure:
        return None
    visit.actor.expect(Permission.REPORTS_READ)
    return await saved(visit, said)


_PLANS: Final[Mapping[type[Any], Callable[[Visit, Any], Awaitable[Plan | None]]]] = {
    DigestNow: _now,
    DigestAt: _set,
    DigestAgain: _again,
    QuietAsked: _quiet,
    ExpiringAsked: _expiring,
    BelowAsked: _below,
    MinimumSaid: _minimum,
    WeeklySaid: _weekly,
    WeeklyAsked: _questions,
}
