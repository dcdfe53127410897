"""Says notices: each becomes a screen in its reader's chat, in the transaction that marks it said."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.agenda.news import AGENDA_SCREENS
from bot.audit.news import AUDIT_SCREENS
from bot.company.telling import SEAT_SCREENS
from bot.deliveries.news import DELIVERY_SCREENS
from bot.dunning.news import DUNNING_SCREENS
from bot.invoices.news import INVOICE_SCREENS
from bot.mail.news import MAIL_SCREENS
from bot.orders.news import ORDER_SCREENS
from bot.outgoing.parcel import Parcel
from bot.outgoing.post import post
from bot.outgoing.reachability import REACHABILITY_SCREENS
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Line, italic, plain_screen
from bot.outgoing.speaker import Speaker
from bot.outgoing.waiting import CROWD
from bot.reporting.news import REPORT_SCREENS
from bot.reporting.weekly import answered
from bot.sales.news import QUOTE_SCREENS
from bot.stock.news import STOCK_SCREENS
from bot.talk.means import Means
from bot.treasury.news import PAYMENT_SCREENS
from bot.treasury.proving import PROVING_SCREENS
from core.company.models import LinkPurpose
from core.db.engine import passing, scope
from core.i18n import N_, _, language
from core.invoicing import reads as invoices
from core.kernel.priority import Priority
from core.notices import notices
from core.notices.notices import DueNotice
from core.parties import customers
from core.permissions import SYSTEM
from core.reporting.questions import ASK
from core.sales import orders, quotes
from core.uow import Reader, UnitOfWork, Work

log = logging.getLogger(__name__)

_EVERY = 2.0  # seconds, when nobody says that there is something to tell
_BATCH = 20  # notices of one transaction: while it lasts no answer is written on SQLite


@dataclass
class Herald:
    work: Work
    speaker: Speaker
    means: Means | None = None  # of whoever answers saved questions
    _in_doubt: bool = False  # a commit failed, and may have gone through unheard
    _untellable: set[int] = field(default_factory=set)  # notices that fail: they wait for the next start
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.speaker.on_room = self.call

    def call(self) -> None:
        """There is something to tell."""
        self._called.set()

    async def run(self) -> None:
        """Tell what is due, for ever."""
        while True:
            await self._tell_all()
            try:
                await asyncio.wait_for(self._called.wait(), _EVERY)
            except TimeoutError:
                continue
            finally:
                self._called.clear()

    async def _tell_all(self) -> None:
        try:
            while await self.tell():
                pass
            if self._in_doubt:
                await self.speaker.resume()
                self._in_doubt = False
        except Exception as fault:
            if not passing(fault):
                raise
            log.warning("notices could not be told, they are tried again: %s", fault)
            self._in_doubt = True

    async def tell(self) -> int:
        """Tell some of what is due now, the most urgent first; returns how many. What has no room yet waits as rows."""
        least = self.speaker.room_for()
        if least is None:
            return 0
        async with self.work.begin(SYSTEM) as uow:
            posted = {notice.id: await self._posted(uow, notice) for notice in await self._due(uow, least)}
            told = {notice_id: parcels for notice_id, parcels in posted.items() if parcels is not None}
            await scope(uow.session, None)
            await notices.mark_said(uow.session, told, uow.now)
        self.speaker.submit(parcel for parcels in told.values() for parcel in parcels)
        return len(told)

    async def _due(self, uow: UnitOfWork, least: Priority) -> Sequence[DueNotice]:
        """A few for each: somebody who has many to hear keeps nobody else waiting."""
        crowded, each = self.speaker.crowded(), Counter[int]()
        found = await notices.due(uow.session, uow.now, _BATCH, least=least, but=self._untellable, but_to=crowded)
        kept: list[DueNotice] = []
        for notice in found:
            each[notice.telegram_id] += 1
            if each[notice.telegram_id] <= CROWD:
                kept.append(notice)
        return kept

    async def _posted(self, uow: UnitOfWork, notice: DueNotice) -> Sequence[Parcel] | None:
        """The notice as parcels; None when it fails, which must neither stop the program nor hold the others back."""
        try:
            async with uow.attempt():
                return await self._post(uow, notice)
        except Exception as fault:
            if passing(fault):
                raise
            log.exception("notice %s cannot be told, it waits for the next start", notice.id)
            self._untellable.add(notice.id)
            return None

    async def _post(self, uow: UnitOfWork, notice: DueNotice) -> Sequence[Parcel]:
        await scope(uow.session, notice.company_id)
        actor = replace(SYSTEM, company_id=notice.company_id, zone=notice.zone, language=notice.language)
        reader = Reader(uow.session, actor, uow.now)
        with language(notice.language):
            says = _named(await self._says(reader, notice), notice.company)
            return await post(
                uow,
                notice.telegram_id,
                says,
                silent=notice.priority >= Priority.DIGEST or notice.silent(uow.now),
                priority=Priority(notice.priority),
                notice_id=notice.id,
            )

    async def _says(self, reader: Reader, notice: DueNotice) -> Sequence[Say]:
        if not notice.seated and notice.kind not in SEAT_SCREENS:
            return []  # whoever was shut out hears nothing of the company any more
        if notice.kind == ASK:
            return await answered(reader, notice, self.means) if self.means is not None else []
        return await SCREENS[notice.kind](reader, notice)


def _named(says: Sequence[Say], company: str) -> Sequence[Say]:
    """Whoever is of several companies is told which one speaks."""
    if not company:
        return says
    heading: Line = ("🏢 ", italic(company))
    return [
        replace(one, screen=replace(one.screen, lines=(heading, *one.screen.lines))) if isinstance(one, Show) else one
        for one in says
    ]


async def _link_used(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """What the link gives is named by its number; an account, by its customer."""
    for purpose, (text, named) in _LINKED.items():
        if (subject_id := notice.facts.get(f"{purpose}_id")) is not None:
            told = _(text).format(name=notice.facts["by"], number=await named(db, subject_id))
            return [Show(plain_screen(("⚠️ ", told)))]
    return []


async def _quote(db: Reader, quote_id: int) -> str:
    return (await quotes.read(db, quote_id)).number or ""


async def _order(db: Reader, order_id: int) -> str:
    return (await orders.read(db, order_id)).number


async def _invoice(db: Reader, invoice_id: int) -> str:
    return (await invoices.load(db, invoice_id)).number or ""


async def _account(db: Reader, customer_id: int) -> str:
    return (await customers.read(db, customer_id)).name


_LINKED: Final[dict[LinkPurpose, tuple[str, Callable[[Reader, int], Awaitable[str]]]]] = {
    LinkPurpose.QUOTE: (
        N_("{name} a ouvert le lien du devis {number}, qui avait déjà servi à quelqu'un. Rien ne lui a été montré."),
        _quote,
    ),
    LinkPurpose.ORDER: (
        N_("{name} a ouvert le lien de la commande {number}, qui avait déjà servi. Rien ne lui a été montré."),
        _order,
    ),
    LinkPurpose.ACCOUNT: (
        N_("{name} a ouvert le lien du compte de {number}, qui avait déjà servi. Rien ne lui a été montré."),
        _account,
    ),
    LinkPurpose.INVOICE: (
        N_("{name} a ouvert le lien de la facture {number}, qui avait déjà servi. Rien ne lui a été montré."),
        _invoice,
    ),
}


SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {
    "link_used": _link_used,
    **QUOTE_SCREENS,
    **DELIVERY_SCREENS,
    **ORDER_SCREENS,
    **INVOICE_SCREENS,
    **PAYMENT_SCREENS,
    **PROVING_SCREENS,
    **SEAT_SCREENS,
    **STOCK_SCREENS,
    **AUDIT_SCREENS,
    **AGENDA_SCREENS,
    **REACHABILITY_SCREENS,
    **DUNNING_SCREENS,
    **MAIL_SCREENS,
    **REPORT_SCREENS,
}
