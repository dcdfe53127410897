"""What is asked of the books, and the buttons of what answers it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from bot.flows import Reply
from bot.flows.engine import readable, takes_any_words
from bot.ledger import files, screens
from bot.ledger.chart import chart_asked
from bot.ledger.closing import closing_asked, years_asked
from bot.outgoing.say import Say, SendFile, Show
from bot.talk.buttons import planned
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, tell
from bot.treasury.meant import named_customer
from bot.understanding.books import (
    AccountsAsked,
    AgedAsked,
    BooksSaid,
    CloseSaid,
    JournalAsked,
    LedgerAsked,
    ReportAsked,
    VerifySaid,
    YearsAsked,
    read_books,
)
from bot.understanding.periods import Period
from core.audit.archive.making import keep, kept, make
from core.audit.errors import NothingToArchive
from core.audit.verifying import verify
from core.company import companies
from core.i18n import _, day
from core.invoicing.vat import vat_report
from core.kernel.errors import NotFound
from core.ledger import exporting, reports, years
from core.ledger.fec import of_year
from core.ledger.models import FiscalYear, Journal
from core.parties import customers
from core.permissions import SYSTEM, Permission
from core.treasury.advances import uninvoiced
from core.uow import Reader, UnitOfWork

_JOURNALS: Final = {
    "VE": Journal.SALES,
    "AC": Journal.PURCHASES,
    "BQ": Journal.BANK,
    "CA": Journal.CASH,
    "OD": Journal.OTHER,
    "AN": Journal.OPENING,
}


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for a sentence about the books; None when it is about something else, or not for this person."""
    said = read_books(text, visit.db.today)
    if said is None or await _is_answer(visit, text):
        return None
    visit.actor.expect(Permission.LEDGER_READ)
    plan = _REPORTS[said.report] if isinstance(said, ReportAsked) else _PLANS[type(said)]
    return await plan(visit, said)


async def _is_answer(visit: Visit, text: str) -> bool:
    """Whether the open question takes these words: it takes any sentence, or a single word that it can read."""
    if visit.question is None or visit.card_is_object:
        return False
    if takes_any_words(visit.question):
        return True
    return len(text.split()) == 1 and await readable(visit.db, visit.question, Reply(text=text))


async def _vat(visit: Visit, said: ReportAsked) -> Plan:
    """Of a month, or of each month of a longer time and of all together."""
    reports_ = [await vat_report(visit.db, month) for month in _months(said.period, visit.db.today)]
    company = await companies.read(visit.db)
    ahead = await uninvoiced(visit.db, until=reports_[-1].ends_on)
    if len(reports_) > 1:
        months = screens.vat_months_screen(reports_, company_id=company.id, advances=ahead)
        return answer(Show(months, fresh=True))
    shown = screens.vat_screen(reports_[0], on_debits=company.vat_on_debits, company_id=company.id, advances=ahead)
    return answer(Show(shown, fresh=True))


@planned("vat-file")
async def _vat_file(visit: Visit, tap: Tap) -> Plan:
    typed = str(tap.number(0))
    if len(typed) != 6 or not 1 <= int(typed[4:]) <= 12:
        raise NotFound("button", tap.verb)
    report = await vat_report(visit.db, date(int(typed[:4]), int(typed[4:]), 1))
    return answer(await files.vat_file(visit, report))


async def _fec(visit: Visit, said: ReportAsked) -> Plan:
    year = await _year(visit.db, said.period)
    if year is None:
        return tell(visit, _("Je ne trouve pas cet exercice : rien n'y est écrit."))
    fec = await of_year(visit.db, year.id)
    findings, sent = await files.fec_file(visit, fec)
    return answer(Show(screens.fec_screen(fec, findings), fresh=True), *sent)


async def _export(visit: Visit, said: ReportAsked) -> Plan:
    """What is new of the period is made into a file and marked; nothing new: what was sent may be had again."""
    period = said.period or _month(visit.db.today)
    standing = await exporting.standing(visit.db, starts_on=period.first, ends_on=period.last)
    company_id = visit.actor.company_id or 0
    if not standing.waiting:
        return answer(Show(screens.export_screen(standing, period, company_id), fresh=True))
    visit.actor.expect(Permission.LEDGER_WRITE)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        handed = await exporting.hand_over(uow, starts_on=period.first, ends_on=period.last)
        return [await files.kept_file(visit, handed.name, handed.content, screens.handed_words(handed))]

    return Plan(act=act)


@planned("export-again")
async def _export_again(visit: Visit, tap: Tap) -> Plan:
    handed = await exporting.made_again(visit.db, tap.object_id)
    told = _("Le même fichier, du {first} au {last}.").format(
        first=day(handed.export.starts_on), last=day(handed.export.ends_on)
    )
    return answer(await files.kept_file(visit, handed.name, handed.content, told))


async def _balance(visit: Visit, said: ReportAsked) -> Plan:
    period = await _span(visit.db, said.period)
    balance = await reports.trial_balance(visit.db, starts_on=period.first, ends_on=period.last)
    return answer(Show(screens.balance_screen(balance), fresh=True), await files.balance_file(visit, balance))


async def _ledger(visit: Visit, said: LedgerAsked) -> Plan:
    """All accounts, those that begin with some digits, or a customer's."""
    period = await _span(visit.db, said.period)
    accounts = await reports.general_ledger(
        visit.db, starts_on=period.first, ends_on=period.last, account="411" if said.who else said.account
    )
    title = said.account or _("tous les comptes")
    if said.who:
        match = await named_customer(visit, said.who)
        if match.certain is None:
            return tell(visit, _("Je ne trouve pas ce client. Écrivez son nom entier."))
        customer = await customers.read(visit.db, match.certain.id)
        title = customer.name
        accounts = _only(accounts, customer.code)
    caption = _("Grand livre du {first} au {last} : {what}").format(
        first=day(period.first), last=day(period.last), what=title
    )
    name = f"grand-livre-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return answer(await files.ledger_file(visit, accounts, name, caption))


async def _journal(visit: Visit, said: JournalAsked) -> Plan:
    period = await _span(visit.db, said.period)
    code = _JOURNALS[said.journal] if said.journal else Journal.SALES
    lines = await reports.journal(visit.db, code=code, starts_on=period.first, ends_on=period.last)
    caption = _("Journal {code} du {first} au {last}").format(
        code=code.value, first=day(period.first), last=day(period.last)
    )
    return answer(await files.journal_file(visit, lines, f"journal-{code.value}-{period.last:%Y%m%d}", caption))


async def _aged(visit: Visit, said: AgedAsked) -> Plan:
    on = min(said.on or visit.db.today, visit.db.today)
    rows = await reports.aged_receivables(visit.db, on=on)
    shown = Show(screens.aged_screen(rows, day(on)), fresh=True)
    if not rows:
        return answer(shown)
    caption = _("Balance âgée au {day}").format(day=day(on))
    return answer(shown, await files.aged_file(visit, rows, f"balance-agee-{on:%Y%m%d}", caption))


async def _archive(visit: Visit, said: ReportAsked) -> Plan:
    visit.actor.expect(Permission.DATA_EXPORT)
    year = said.period.first.year if said.period else visit.db.today.year
    try:
        made = await kept(visit.db, year=year) or await make(
            visit.db, year=year, files=visit.means.files, press=visit.means.press
        )
    except NothingToArchive:
        return tell(visit, _("Rien à archiver pour {year}.").format(year=year))
    caption = _("Archive {year} : pièces, empreintes, et de quoi les vérifier sans Carnet.").format(year=year)
    if not made.final:
        caption += " " + _("Provisoire : {year} n'est pas encore scellée ; redemandez l'archive après.").format(
            year=year
        )

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await keep(uow, made=made)
        lacking = [Show(screens.lacking_screen(made.missing))] if made.missing else []
        return [SendFile(made.name, made.sha256, caption), *lacking]

    return Plan(act=act)


async def _verify(visit: Visit, said: VerifySaid) -> Plan:
    """Everything computed again, as the night's check does, for whoever may read the books."""
    system = replace(SYSTEM, company_id=visit.actor.company_id, zone=visit.actor.zone)
    findings = await verify(Reader(visit.db.session, system, visit.db.now), files=visit.files)
    return answer(Show(screens.findings_screen(findings), fresh=True))


async def _close(visit: Visit, said: CloseSaid) -> Plan:
    visit.actor.expect(Permission.LEDGER_WRITE)
    return await closing_asked(visit, said.period)


async def _years(visit: Visit, said: YearsAsked) -> Plan:
    if said.unread:
        return tell(
            visit,
            _("Pas d'exercice « {days} » : il faut deux jours qui existent, et le premier d'abord.").format(
                days=said.unread
            ),
            _("Par exemple : exercice du 01/01/2026 au 31/12/2026"),
        )
    return await years_asked(visit, said.period)


async def _chart(visit: Visit, said: AccountsAsked) -> Plan:
    return await chart_asked(visit, said.use.replace("_", "-"), said.number)


async def _year(db: Reader, period: Period | None) -> FiscalYear | None:
    """The fiscal year of a period: the one that ends in it, or holds it; the current one when none is said."""
    known = await years.years(db)
    if period is None:
        return await years.current(db) or (known[0] if known else None)
    ending = [one for one in known if period.first <= one.ends_on <= period.last]
    holding = [one for one in known if one.starts_on <= period.first and period.last <= one.ends_on]
    found = ending or holding
    return found[0] if found else None


async def _span(db: Reader, period: Period | None) -> Period:
    """What was said; else the fiscal year until today."""
    if period is not None:
        return period
    year = await years.current(db)
    return Period(year.starts_on if year else date(db.today.year, 1, 1), db.today)


def _months(period: Period | None, today: date) -> Sequence[date]:
    """The first days of the months of a period that have begun; of one yet to come, its first month."""
    if period is None:
        return [today]
    first = period.first.year * 12 + period.first.month - 1
    last = min(period.last, max(today, period.first))
    return [date(at // 12, at % 12 + 1, 1) for at in range(first, last.year * 12 + last.month)]


def _month(today: date) -> Period:
    return Period(today.replace(day=1), today)


def _only(accounts: Sequence[reports.AccountLedger], code: str) -> Sequence[reports.AccountLedger]:
    """The lines of one customer's, with what they come to."""
    return [reports.of_auxiliary(one, code) for one in accounts]


_Planned = Callable[[Visit, Any], Awaitable[Plan]]
_REPORTS: Final[dict[str, _Planned]] = {
    "vat": _vat,
    "export": _export,
    "fec": _fec,
    "balance": _balance,
    "archive": _archive,
}
_PLANS: Final[dict[type[BooksSaid], _Planned]] = {
    LedgerAsked: _ledger,
    JournalAsked: _journal,
    AgedAsked: _aged,
    CloseSaid: _close,
    VerifySaid: _verify,
    AccountsAsked: _chart,
    YearsAsked: _years,
}
