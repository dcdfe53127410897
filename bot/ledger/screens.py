"""What accountants and owners see of the books: VAT, balances, what is late, what a check has found."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.audit.saying import sentence
from bot.ledger.words import RULES, rate_words
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic, plain_screen
from bot.talk.taps import Tap
from bot.understanding.periods import Period
from core.audit.findings import Findings
from core.i18n import _, day, money, ngettext
from core.invoicing.margins import MarginSale
from core.invoicing.vat import VatReport, VatRow
from core.kernel.amounts import ZERO, amount, total
from core.ledger.exporting import Handed, Standing
from core.ledger.fec import WARNINGS, Fec, Finding
from core.ledger.models import FiscalYear
from core.ledger.reports import Aged, TrialBalance
from core.treasury.advances import Advance

_MOST: Final = 12  # lines of a table in one message
_NAMED: Final = 4
_OCTOBER: Final = 10
_QUARTER: Final = 92  # days
_LONG: Final = timedelta(days=550)


def vat_screen(report: VatReport, *, on_debits: bool, company_id: int, advances: Sequence[Advance] = ()) -> Screen:
    """Each rate and category with its base and its tax; what is recoverable without being charged apart; and what was
    received in advance and not invoiced, whose VAT is due as well."""
    title = _("TVA du {first} au {last}").format(first=day(report.starts_on), last=day(report.ends_on))
    lines: list[Line] = [("🧾 ", bold(title)), *map(_vat_line, report.rows)]
    if not (report.rows or report.apart):
        lines.append(_("Aucune TVA exigible ce mois-là."))
    lines.append(bold(_("Exigible : {tax} sur {base} HT").format(tax=money(report.tax), base=money(report.base))))
    if report.apart:
        lines += [_("NPR, à part :"), *map(_vat_line, report.apart)]
    services = _("Services facturés à présent : {rule}.").format(
        rule=_("TVA à la facture (option sur les débits)") if on_debits else _("TVA à l'encaissement")
    )
    lines.append(italic(services))
    lines += [*_margin_lines(report.margins), *_advance_lines(advances)]
    table = Button(_("📊 Excel"), Tap("vat-file", company_id, 0, 0, (f"{report.starts_on:%Y%m}",)).packed())
    invoice = [
        Button(
            _("🧾 Facture d'acompte {order}").format(order=one.order),
            Tap("payment-deposit", company_id, one.payment_id).packed(),
        )
        for one in advances[:_MOST]
        if one.order
    ]
    return plain_screen(*lines, rows=((table,), *in_rows(invoice, 1)))


def vat_months_screen(reports: Sequence[VatReport], *, company_id: int, advances: Sequence[Advance] = ()) -> Screen:
    """A line for each month in which VAT fell due, and what they come to; the table of each is had by its button."""
    title = _("TVA du {first} au {last}").format(first=day(reports[0].starts_on), last=day(reports[-1].ends_on))
    moved = [one for one in reports if one.rows or one.apart]
    lines: list[Line] = [("🧾 ", bold(title))]
    lines += [f"{one.starts_on:%m/%Y} · {_('base')} {money(one.base)} · {_('TVA')} {money(one.tax)}" for one in moved]
    if not moved:
        lines.append(_("Aucune TVA exigible sur cette période."))
    tax, base = total(one.tax for one in moved), total(one.base for one in moved)
    lines.append(bold(_("Exigible : {tax} sur {base} HT").format(tax=money(tax), base=money(base))))
    lines += [*_margin_lines([each for one in reports for each in one.margins]), *_advance_lines(advances)]
    buttons = [
        Button(f"📊 {one.starts_on:%m/%Y}", Tap("vat-file", company_id, 0, 0, (f"{one.starts_on:%Y%m}",)).packed())
        for one in moved[-_MOST:]
    ]
    return plain_screen(*lines, rows=in_rows(buttons, 3))


def _margin_lines(sales: Sequence[MarginSale]) -> list[Line]:
    """What is to be declared besides: no invoice names the VAT on a margin, so no account holds it."""
    if not sales:
        return []
    tax = total(one.tax for one in sales if one.tax is not None)
    lines: list[Line] = [bold(_("⚠️ TVA sur la marge, à ajouter (CGI 297 A) : {tax}").format(tax=money(tax)))]
    unknown = _("prix d'achat inconnu, à calculer")
    lines += [
        f"{one.number} · {money(one.price)} · {unknown if one.tax is None else money(one.tax)}" for one in sales[:_MOST]
    ]
    if (more := len(sales) - _MOST) > 0:
        lines.append(_("… et {count} de plus").format(count=more))
    return lines


def _advance_lines(advances: Sequence[Advance]) -> list[Line]:
    if not advances:
        return []
    title = _("⚠️ acomptes encaissés sans facture : {amount}").format(
        amount=money(total(one.amount for one in advances))
    )
    lines: list[Line] = [bold(title)]
    lines += [
        " · ".join(filter(None, (one.number, one.customer, one.order, money(one.amount)))) for one in advances[:_MOST]
    ]
    if (more := len(advances) - _MOST) > 0:
        lines.append(_("… et {count} de plus").format(count=more))
    return lines


def balance_screen(balance: TrialBalance) -> Screen:
    title = _("Balance du {first} au {last}").format(first=day(balance.starts_on), last=day(balance.ends_on))
    lines: list[Line] = [("⚖️ ", bold(title))]
    lines += [f"{one.account} {one.label[:40]} : {money(one.balance)}" for one in balance.rows[:_MOST]]
    if (more := len(balance.rows) - _MOST) > 0:
        lines.append(_("… et {count} de plus, dans le fichier").format(count=more))
    even = _("Débit {debit} = crédit {credit}") if balance.debit == balance.credit else _("Débit {debit} ≠ {credit}")
    lines.append(bold(even.format(debit=money(balance.debit), credit=money(balance.credit))))
    owed, owing = (total(one.balance for one in balance.rows if (one.balance > ZERO) is over) for over in (True, False))
    said = _("Soldes débiteurs {debit} · créditeurs {credit}")
    lines.append(said.format(debit=money(owed), credit=money(amount(-owing))))
    return plain_screen(*lines)


def aged_screen(rows: Sequence[Aged], on: str) -> Screen:
    """Who owes what, the latest first; each slice summed."""
    lines: list[Line] = [("⏳ ", bold(_("Balance âgée au {day}").format(day=on)))]
    if not rows:
        return plain_screen(*lines, _("Personne ne doit rien."))
    names = (_("non échu"), _("1 à 30 j"), _("31 à 60 j"), _("61 à 90 j"), _("plus de 90 j"))
    sums = [total(row.slices[at] for row in rows) for at in range(len(names))]
    lines.append(" · ".join(f"{name} {money(sum_)}" for name, sum_ in zip(names, sums, strict=True) if sum_))
    for row in rows[:_MOST]:
        late = total(row.slices[1:])
        said = _(", dont {late} en retard").format(late=money(late)) if late else ""
        lines.append(f"{'🔴' if late else '🔵'} {row.name} : {money(row.balance)}{said}")
    if (more := len(rows) - _MOST) > 0:
        lines.append(_("… et {count} de plus, dans le fichier").format(count=more))
    whole = amount(sum((row.balance for row in rows), ZERO))
    return plain_screen(*lines, bold(_("En tout : {amount}").format(amount=money(whole))))


def fec_screen(fec: Fec, findings: Sequence[Finding]) -> Screen:
    """What the file holds, and what our checks have found in it."""
    entries = len({row["EcritureNum"] for row in fec.rows})
    lines: list[Line] = [
        ("📚 ", bold(fec.name)),
        _("{entries} écritures, {rows} lignes, du {first} au {last}").format(
            entries=entries, rows=len(fec.rows), first=day(fec.starts_on), last=day(fec.ends_on)
        ),
    ]
    wrong = [one for one in findings if one.rule not in WARNINGS]
    lines.append(_("✅ Nos contrôles n'ont rien trouvé.") if not wrong else bold(_wrong(len(wrong))))
    lines += [_finding(one) for one in findings[:_NAMED]]
    if not fec.final:
        lines.append(italic(_("Exercice pas encore clos : ce fichier est provisoire.")))
    return plain_screen(*lines)


def export_screen(standing: Standing, period: Period, company_id: int) -> Screen:
    """What was handed over already of a period, and can be had again."""
    title = _("Export du {first} au {last}").format(first=day(period.first), last=day(period.last))
    lines: list[Line] = [("📤 ", bold(title)), _("Rien de nouveau : tout est déjà parti, ou il n'y a rien.")]
    rows = []
    for one in standing.exports[-_NAMED:]:
        label = _("🔁 Le même, du {day} ({count} écritures)").format(day=day(one.at.date()), count=one.entries)
        rows.append((Button(label, Tap("export-again", company_id, one.id).packed()),))
    return plain_screen(*lines, rows=rows)


def handed_words(handed: Handed) -> str:
    told = _("{count} écritures, débit {debit} = crédit {credit}. Elles sont marquées comme exportées.")
    return told.format(count=handed.export.entries, debit=money(handed.debit), credit=money(handed.credit))


def close_screen(period: Period, what: str, company_id: int) -> Screen:
    """The one confirmation before books are shut for good."""
    title = _("Clôturer du {first} au {last} ?").format(first=day(period.first), last=day(period.last))
    told = _("Rien ne s'écrira plus jusqu'au {day}. Cela ne s'annule pas.").format(day=day(period.last))
    days = f"{period.first:%Y%m%d}", f"{period.last:%Y%m%d}"
    yes = Button(_("🔒 Oui, clôturer"), Tap("books-close", company_id, 0, 0, (what, *days)).packed())
    no = Button(_("Retour"), Tap("books-keep", company_id).packed())
    return Screen((("🔒 ", bold(title)), told), ((yes, no),), card="closing:0")


def years_screen(known: Sequence[FiscalYear], today: date) -> Screen:
    """The fiscal years, the latest first, and how their days are changed."""
    lines: list[Line] = [("📅 ", bold(_("Exercices")))]
    for one in known[:_MOST]:
        told = _("du {first} au {last}").format(first=day(one.starts_on), last=day(one.ends_on))
        lines.append(f"{told} 🔒" if one.closed_at else told)
    if not known:
        lines.append(_("Aucun encore : le premier sera l'année civile, à la première écriture."))
    first, last = _example(known[0] if known else None, today)
    example = _("Pour en changer les jours, écrivez par exemple « exercice du {first} au {last} ».")
    return plain_screen(*lines, italic(example.format(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")))


def _example(latest: FiscalYear | None, today: date) -> tuple[date, date]:
    """Days that are granted: the latest year three months longer, for no entry falls out of it, or the one after it
    where it is long already; without any, a year from October."""
    if latest is None:
        year = today.year - (today.month < _OCTOBER)
        return date(year, _OCTOBER, 1), date(year + 1, _OCTOBER - 1, 30)
    longer = latest.ends_on + timedelta(days=1) + timedelta(days=_QUARTER)
    if longer - latest.starts_on <= _LONG:
        return latest.starts_on, longer.replace(day=1) - timedelta(days=1)
    first = latest.ends_on + timedelta(days=1)
    return first, first.replace(year=first.year + 1, day=min(first.day, 28)) - timedelta(days=1)


def lacking_screen(missing: Sequence[str]) -> Screen:
    """The pieces that an archive has no PDF of."""
    told = ngettext(
        "⚠️ {count} pièce sans PDF dans l'archive :", "⚠️ {count} pièces sans PDF dans l'archive :", len(missing)
    ).format(count=len(missing))
    named = ", ".join(missing[:_MOST]) + ("…" if len(missing) > _MOST else "")
    return plain_screen(bold(told), named)


def findings_screen(findings: Findings) -> Screen:
    rows = sum(findings.rows.values())
    told = _("{links} maillons, {rows} pièces relus").format(links=findings.links, rows=rows)
    if findings.first is None:
        return plain_screen(("✅ ", bold(_("Les comptes sont intacts."))), told)
    many = len(findings.broken)
    said = ngettext("{count} anomalie", "{count} anomalies", many).format(count=many)
    lines: list[Line] = [("⚠️ ", bold(said)), told]
    return plain_screen(*lines, *(sentence(one) for one in findings.broken[:_NAMED]))


def _vat_line(row: VatRow) -> Line:
    return f"{rate_words(row)} · {_('base')} {money(row.base)} · {_('TVA')} {money(row.tax)}"


def _wrong(many: int) -> str:
    return "⚠️ " + ngettext("{count} anomalie", "{count} anomalies", many).format(count=many)


def _finding(one: Finding) -> str:
    where = _(" (ligne {line})").format(line=one.line) if one.line is not None else ""
    return f"• {_(RULES[one.rule])} : {one.what}{where}"
