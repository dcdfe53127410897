"""Files of the books: their rows are read here, and written by a worker or a thread, never by the loop."""

import asyncio
from collections.abc import Sequence

from bot.ledger.words import rate_words, reason_words
from bot.outgoing.say import SendFile
from bot.talk.visit import Visit
from core.exchange.tables.cells import Cell
from core.exchange.tables.jobs import XLSX
from core.i18n import _, day
from core.invoicing.vat import VatReport
from core.ledger.fec import Fec, Finding, checked
from core.ledger.lines import Line
from core.ledger.reports import AccountLedger, Aged, TrialBalance


async def kept_file(visit: Visit, name: str, content: bytes, caption: str = "") -> SendFile:
    return SendFile(name, await visit.means.files.put(content), caption)


async def table(
    visit: Visit, name: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str
) -> SendFile:
    """An Excel file."""
    return await kept_file(visit, f"{name}.xlsx", await visit.means.pool.run(XLSX, header, rows), caption)


async def fec_file(visit: Visit, fec: Fec) -> tuple[Sequence[Finding], Sequence[SendFile]]:
    """What our checks find, the file and the notice that goes with it."""
    findings, content, notice = await asyncio.to_thread(lambda: (checked(fec), fec.content, fec.notice))
    return findings, [await kept_file(visit, fec.name, content), await kept_file(visit, fec.notice_name, notice)]


async def vat_file(visit: Visit, report: VatReport) -> SendFile:
    header = (_("Catégorie"), _("Taux"), _("Motif"), _("Base HT"), _("TVA"))
    rows, apart = (
        [(row.category, rate_words(row), reason_words(row, report), row.base, row.tax) for row in those]
        for those in (report.rows, report.apart)
    )
    margins: list[tuple[Cell, ...]] = [
        (one.number, "", _("TVA sur la marge, à ajouter (CGI 297 A)"), one.price, "" if one.tax is None else one.tax)
        for one in report.margins
    ]
    total = ("", _("Total"), "", report.base, report.tax)
    name = f"tva-{report.starts_on:%Y-%m}"
    return await table(
        visit, name, header, [*rows, total, *apart, *margins], _("TVA du {first} au {last}").format(**_days(report))
    )


async def balance_file(visit: Visit, balance: TrialBalance) -> SendFile:
    header = (_("Compte"), _("Nom"), _("Ouverture"), _("Débit"), _("Crédit"), _("Solde"))
    rows = [(one.account, one.label, one.opening, one.debit, one.credit, one.balance) for one in balance.rows]
    total = ("", _("Total"), "", balance.debit, balance.credit, "")
    name = f"balance-{balance.starts_on:%Y%m%d}-{balance.ends_on:%Y%m%d}"
    return await table(visit, name, header, [*rows, total], _("Balance du {first} au {last}").format(**_days(balance)))


async def ledger_file(visit: Visit, accounts: Sequence[AccountLedger], name: str, caption: str) -> SendFile:
    rows: list[tuple[Cell, ...]] = []
    for one in accounts:
        opening = ("", "", _("Solde à l'ouverture"), "", "", one.opening, "")
        rows.append((one.account, one.label, *opening))
        rows += [(one.account, one.label, *_line(row.line), row.balance, row.line.letter or "") for row in one.rows]
    header = (*(_("Compte"), _("Nom")), *_columns(), _("Solde"), _("Lettrage"))
    return await table(visit, name, header, rows, caption)


async def journal_file(visit: Visit, lines: Sequence[Line], name: str, caption: str) -> SendFile:
    rows: list[tuple[Cell, ...]] = [
        (str(one.number), one.journal, one.account, one.auxiliary, *_line(one), one.letter or "") for one in lines
    ]
    header = (_("N°"), _("Journal"), _("Compte"), _("Client"), *_columns(), _("Lettrage"))
    return await table(visit, name, header, rows, caption)


async def aged_file(visit: Visit, rows: Sequence[Aged], name: str, caption: str) -> SendFile:
    written: list[tuple[Cell, ...]] = [(one.code, one.name, *one.slices, one.held, one.balance) for one in rows]
    slices = (_("Non échu"), _("1 à 30 j"), _("31 à 60 j"), _("61 à 90 j"), _("plus de 90 j"))
    return await table(visit, name, (_("Code"), _("Client"), *slices, _("D'avance"), _("Solde")), written, caption)


def _columns() -> tuple[str, ...]:
    return _("Date"), _("Pièce"), _("Libellé"), _("Débit"), _("Crédit")


def _line(line: Line) -> tuple[Cell, ...]:
    return line.on, line.piece, line.label, line.debit, line.credit


def _days(of: VatReport | TrialBalance) -> dict[str, str]:
    return {"first": day(of.starts_on), "last": day(of.ends_on)}
