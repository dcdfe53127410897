"""How the day's summary, the morning's brief and what they lead to look."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from bot.agenda.words import hour, icon
from bot.outgoing.say import Say, SendChart, Show
from bot.outgoing.screen import Button, Line, Screen, bold, italic
from bot.talk.taps import Tap
from bot.treasury.words import METHODS
from core.agenda.lifecycles import STANDING
from core.agenda.planning import Day
from core.i18n import _, day, money, ngettext
from core.reporting import alerts as all_alerts
from core.reporting import briefs, daily
from core.reporting.alerts import UNINVOICED_DAYS, Alert, AlertKind
from core.reporting.daily import WEEK, Figures
from core.reporting.papers import chart_of
from core.reporting.quiet import EXPIRING_DAYS, QUIET_DAYS
from core.uow import Reader

BRIEF_CARD: Final = "brief:0"
SIGNS: Final[Mapping[AlertKind, str]] = {
    AlertKind.OVERDUE: "🔴",
    AlertKind.TO_INVOICE: "🧾",
    AlertKind.QUIET: "💤",
    AlertKind.EXPIRING: "⏳",
    AlertKind.BELOW: "📉",
}
_METHODS: Final = 3  # of a day's money
_TEXT: Final = 40  # characters of a thing of the agenda


async def summary(db: Reader, on: date, *, late: str = "") -> Sequence[Say]:
    """One message: the figures beside those of a week before, what needs somebody, and the picture of a month. Nothing
    when there is nothing to say."""
    figures, screen = await summary_screen(db, on, late=late)
    if figures is None:
        return []
    points = await daily.points(db, on)
    chart = chart_of(points, sold=figures.turnover is not None, came=figures.received is not None)
    return [Show(screen, fresh=True) if chart is None else SendChart(chart, screen)]


async def summary_screen(db: Reader, on: date, *, late: str = "") -> tuple[Figures | None, Screen]:
    """No figures when nothing was done on either day and nothing needs anybody."""
    figures, before = await daily.figures(db, on), await daily.figures(db, on - WEEK)
    found = await all_alerts.alerts(db)
    lines: list[Line] = [("📊 ", bold(_("Résumé du {day}").format(day=day(on))))]
    lines += _figure_lines(figures, before)
    if found:
        lines.append(bold(_("À voir")))
        lines += [f"{SIGNS[one.kind]} {alert_words(one)}" for one in found]
    elif not figures.is_empty:
        lines.append(_("✅ Rien ne presse."))
    lines += [italic(late)] if late else []
    refresh = Button(_("🔄 Actualiser"), _tap(db, "summary", f"{on:%Y%m%d}"))
    screen = Screen(tuple(lines), (*alert_rows(db, found, own=False), (refresh,)), card=f"summary:{on:%Y%m%d}")
    nothing = figures.is_empty and before.is_empty and not found
    return None if nothing else figures, screen


def _figure_lines(figures: Figures, before: Figures) -> list[Line]:
    """« Facturé 1 284,00 € HT (lun. dernier : 900,00 €) », as far as whoever reads it may know."""
    lines: list[Line] = []

    def add(name: str, value: str, then: str, more: str = "") -> None:
        lines.append((f"{name} ", bold(value), more, f" · {_('il y a 7 j : {then}').format(then=then)}"))

    if figures.turnover is not None and before.turnover is not None:
        add(_("Facturé HT"), money(figures.turnover), money(before.turnover))
    if figures.received is not None and before.received is not None:
        each = [f"{_(METHODS[method][0])} {money(sum_)}" for method, sum_ in list(figures.received.items())[:_METHODS]]
        add(_("Encaissé"), money(figures.cash), money(before.cash), f" ({', '.join(each)})" if each else "")
    if figures.signed is not None:
        net = f" ({money(figures.signed_net)} {_('HT')})" if figures.signed else ""
        add(_("Devis signés"), str(figures.signed), str(before.signed), net)
    if figures.deliveries is not None:
        add(_("Livraisons"), str(figures.deliveries), str(before.deliveries))
    return lines


async def brief_screen(db: Reader) -> Screen:
    """The actor's own morning, as it is now: five lines at most."""
    found = await briefs.brief(db)
    lines: list[Line] = [("☀️ ", bold(_("Votre journée")), f" · {day(db.today)}")]
    rows: list[tuple[Button, ...]] = []
    if found.day is not None:
        lines.append(_day_line(found.day))
        label = _("🗓 Mon planning")
        tap = Tap("report-day", db.actor.company_id or 0)
        rows.append((Button(label, tap.packed()),))
    lines += [f"{SIGNS[one.kind]} {alert_words(one, own=True)}" for one in found.alerts]
    if found.is_empty:
        lines.append(_("✅ Rien ne vous attend."))
    refresh = Button(_("🔄 Actualiser"), _tap(db, "brief"))
    return Screen(tuple(lines), (*rows, *alert_rows(db, found.alerts, own=True), (refresh,)), card=BRIEF_CARD)


def _day_line(found: Day) -> str:
    """« 🗓 3 choses aujourd'hui, la première à 08:30 : poser la clim »"""
    late = {one.id for one in found.late}
    ahead = [*found.late, *(one for one in found.items if one.id not in late and one.state in STANDING)]
    many = ngettext("{count} chose à faire", "{count} choses à faire", len(ahead)).format(count=len(ahead))
    first = ahead[0]
    when = _("en retard") if first.id in late else hour(first.at)
    return f"🗓 {many} · {icon(first)} {when} {first.text[:_TEXT]}".replace("  ", " ")


def alert_words(alert: Alert, *, own: bool = False) -> str:
    """« 3 clients en retard : 4 210,00 € »"""
    many, sum_ = alert.count, money(alert.money)
    match alert.kind:
        case AlertKind.OVERDUE if own:
            said = ngettext("{n} client en retard chez vous : {sum}", "{n} clients en retard chez vous : {sum}", many)
        case AlertKind.OVERDUE:
            said = ngettext("{n} client en retard : {sum}", "{n} clients en retard : {sum}", many)
        case AlertKind.TO_INVOICE:
            said = ngettext(
                "{n} commande livrée depuis {days} j et pas facturée : {sum} HT",
                "{n} commandes livrées depuis {days} j et pas facturées : {sum} HT",
                many,
            )
            return said.format(n=many, sum=sum_, days=UNINVOICED_DAYS)
        case AlertKind.QUIET:
            said = ngettext(
                "{n} devis sans nouvelles depuis {days} j : {sum}",
                "{n} devis sans nouvelles depuis {days} j : {sum}",
                many,
            )
            return said.format(n=many, sum=sum_, days=QUIET_DAYS)
        case AlertKind.EXPIRING:
            said = ngettext("{n} devis expire sous {days} j : {sum}", "{n} devis expirent sous {days} j : {sum}", many)
            return said.format(n=many, sum=sum_, days=EXPIRING_DAYS)
        case AlertKind.BELOW:
            said = ngettext("{n} article sous le mini", "{n} articles sous le mini", many)
    return said.format(n=many, sum=sum_)


def alert_rows(db: Reader, found: Sequence[Alert], *, own: bool) -> tuple[tuple[Button, ...], ...]:
    """What can be done about each, in their order."""
    labels = {
        AlertKind.OVERDUE: _("📞 Appeler mes clients en retard") if own else _("📮 Relancer"),
        AlertKind.TO_INVOICE: _("🧾 Facturer"),
        AlertKind.QUIET: _("📞 Relancer les devis"),
        AlertKind.EXPIRING: _("⏳ Devis qui expirent"),
        AlertKind.BELOW: _("📉 Sous le mini"),
    }
    return tuple((Button(labels[one.kind], _tap(db, "alert", one.kind.value, "1" if own else "0")),) for one in found)


def _tap(db: Reader, verb: str, *arguments: str) -> str:
    return Tap(verb, db.actor.company_id or 0, 0, 0, arguments).packed()
