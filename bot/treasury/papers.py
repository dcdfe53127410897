"""Statements as PDF: read, printed in a worker, kept, sent."""

from datetime import date

from bot.outgoing.say import SendFile
from bot.talk.visit import Plan, Visit, answer
from core.company import companies
from core.i18n import _, day
from core.permissions import Permission
from core.printing.jobs import PDF
from core.treasury import account
from core.treasury.papers import StatementPrint, own_statement_print, statement_paper
from core.uow import Reader


def usual_days(today: date) -> tuple[date, date]:
    """When no time is said: since the first of January, or over twelve months in the first quarter."""
    first = date(today.year, 1, 1)
    return (first if today.month > 3 else date(today.year - 1, today.month, 1)), today


async def send_statement(visit: Visit, customer_id: int, starts_on: date, ends_on: date) -> Plan:
    """Raises NotAllowed, NotFound, Invalid (ends_on)."""
    visit.actor.expect(Permission.PAYMENTS_READ)
    found = await account.statement(visit.db, customer_id, starts_on=starts_on, ends_on=min(ends_on, visit.db.today))
    return await _sent(visit, StatementPrint(found, await companies.read(visit.db)))


async def send_own_statement(visit: Visit, starts_on: date, ends_on: date) -> Plan:
    """The customer's own, in his language."""
    found = await own_statement_print(visit.db, starts_on=starts_on, ends_on=ends_on)
    return await _sent(visit, found, speaking=visit.actor.language)


async def _sent(visit: Visit, found: StatementPrint, *, speaking: str = "") -> Plan:
    paper = statement_paper(found, speaking=speaking, logo=await _logo(visit, visit.db))
    content = await visit.means.pool.run(PDF, paper)
    told = found.statement
    caption = _("Relevé de {name}, du {first} au {last}").format(
        name=told.customer.name, first=day(told.starts_on), last=day(told.ends_on)
    )
    name = f"releve-{told.customer.code}-{told.ends_on:%Y-%m-%d}.pdf"
    return answer(SendFile(name, await visit.means.files.put(content), caption))


async def _logo(visit: Visit, db: Reader) -> bytes | None:
    sha256 = (await companies.read(db)).logo_sha256
    try:
        return await visit.means.files.get(sha256) if sha256 else None
    except FileNotFoundError:
        return None
