"""How reminders, tasks and days look."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from bot.agenda.words import STATES, TITLES, hour, icon, recurrence_words, when_words
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic, plain_screen
from bot.talk.taps import Tap
from core.agenda import items, planning
from core.agenda.lifecycles import STANDING, AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.planning import Day
from core.i18n import _, day, day_month
from core.kernel.errors import NotFound
from core.kernel.identifiers import national
from core.kernel.text import words
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Permission
from core.uow import Reader

Whom = Mapping[int, str]  # the names of customers, by id

_MOST: Final = 12  # things of a list; more do not fit a phone
_WORKDAYS: Final = 5  # of a week: the others are shown when there is something
_SHOWN: Final = 60  # characters of a text in a list


async def card(db: Reader, item: AgendaItem) -> Screen:
    """One thing of the agenda with what can be done about it."""
    names = await items.names_of(db, [item.author_id, item.assignee_id])
    customer = await _customer(db, item)
    lines: list[Line] = [(bold(_(TITLES[item.kind])), " · ", when_words(item)), _sentence(item.text)]
    if customer is not None:
        lines.append(("👤 ", customer.name))
        lines += [("☎️ ", code(national(number))) for number in (customer.mobile, customer.phone) if number][:1]
    recurrence = item.recurrence or await planning.goes_on(db, item)
    if recurrence:
        lines.append(("🔁 ", recurrence_words(recurrence)))
    if item.is_given:
        told = _("Demandé par {author} à {assignee}")
        lines.append(italic(told.format(author=names[item.author_id], assignee=names[item.assignee_id])))
    if item.urgent:
        lines.append(_("❗️ Urgent"))
    if STATES[item.state]:
        reason = f"{_(' : ')}{item.reason}" if item.state is AgendaState.REFUSED and item.reason else ""
        lines.append(bold(_(STATES[item.state]) + reason))
    others = await planning.overlapping(db, item)
    if others:
        what = ", ".join(f"{hour(one.at)} {one.text[:_SHOWN]}" for one in others[:2])
        lines.append(_("⚠️ En même temps : {what}").format(what=what))
    return Screen(tuple(lines), _buttons(db, item, series=bool(recurrence)), f"agenda:{item.id}")


def day_screen(found: Day, today: date, whom: Whom, *, own: bool, company_id: int) -> Screen:
    """One person's day: what is late, what comes when, where there is room; the day before and the one after."""
    title = _("🗓 Votre planning") if own else _("🗓 {name}").format(name=found.name)
    lines: list[Line] = [(bold(title), " · ", day(found.day))]
    lines += [("⚠️ ", italic(_("en retard")), f" {_line(one, whom)}") for one in found.late[:_MOST]]
    late = {one.id for one in found.late}
    lines += [_line(one, whom) for one in found.items if one.id not in late][:_MOST]
    if len(lines) == 1:
        lines.append(_("Rien de prévu."))
    if found.gaps:
        lines.append(italic(_("Libre : {times}").format(times=_times(found))))
    shown = (*found.late, *(one for one in found.items if one.id not in late))
    opened = [_open(one, whom) for one in shown if one.state in STANDING][:_MOST]
    around = tuple(
        Button(label, Tap("agenda-day", company_id, found.person_id, 0, (str(other),)).packed())
        for label, other in (("◀️", found.day.toordinal() - 1), ("▶️", found.day.toordinal() + 1))
    )
    back = (
        Button(_("Aujourd'hui"), Tap("agenda-day", company_id, found.person_id, 0, (str(today.toordinal()),)).packed()),
    )
    row = (around[0], *(back if found.day != today else ()), around[1])
    return Screen(tuple(lines), (*in_rows(opened, 1), row), f"planning:{found.person_id}")


def week_screen(days: Sequence[Day], today: date, whom: Whom, *, own: bool, company_id: int) -> Screen:
    """One person's week, day by day; a day with nothing is one word."""
    first = days[0]
    title = _("🗓 Votre semaine") if own else _("🗓 Semaine de {name}").format(name=first.name)
    lines: list[Line] = [bold(title)]
    late = {one.id: one for found in days for one in found.late}
    lines += [("⚠️ ", italic(_("en retard")), f" {_line(one, whom)}") for one in list(late.values())[:_MOST]]
    for found in days:
        mine = [one for one in found.items if one.id not in late]
        if mine or found.day.weekday() < _WORKDAYS:
            lines.append(bold(day(found.day)))
            lines += [_line(one, whom) for one in mine[:_MOST]] or [italic(_("rien de prévu"))]
    buttons = [
        Button(label, Tap(verb, company_id, first.person_id, 0, (str(other),)).packed())
        for label, verb, other in (
            ("◀️", "agenda-week", first.day.toordinal() - 7),
            (_("Aujourd'hui"), "agenda-day", today.toordinal()),
            ("▶️", "agenda-week", first.day.toordinal() + 7),
        )
    ]
    return Screen(tuple(lines), (tuple(buttons),), f"planning:{first.person_id}")


def team_screen(days: Sequence[Day], when: date, whom: Whom, company_id: int) -> Screen:
    """Who does what on a day: a block for each person."""
    lines: list[Line] = [(bold(_("👥 Qui fait quoi")), " · ", day(when))]
    for found in days:
        lines.append(bold(found.name))
        late = {one.id for one in found.late}
        if late:
            lines.append(
                ("⚠️ ", _("en retard : {what}").format(what=", ".join(one.text[:_SHOWN] for one in found.late[:3])))
            )
        lines += [_line(one, whom) for one in found.items if one.id not in late][:_MOST]
        if not found.items and not late:
            lines.append(italic(_("rien de prévu")))
        elif found.gaps:
            lines.append(italic(_("Libre : {times}").format(times=_times(found))))
    people = [
        Button(found.name, Tap("agenda-day", company_id, found.person_id, 0, (str(when.toordinal()),)).packed())
        for found in days
        if found.items or found.late
    ]
    return Screen(tuple(lines), in_rows(people, 2), "planning:team")


def list_screen(
    title: str, found: Sequence[AgendaItem], nothing: str, whom: Whom, names: Mapping[int, str] | None = None
) -> Screen:
    """A list of things of the agenda, each with the button that opens it."""
    if not found:
        return plain_screen(nothing)
    lines: list[Line] = [bold(title)]
    for one in found[:_MOST]:
        does = f"{names[one.assignee_id]}{_(' : ')}" if names else ""
        lines.append(f"{icon(one)} {when_words(one)} · {does}{_told(one, whom)}{_state(one)}")
    if len(found) > _MOST:
        lines.append(italic(_("… et {count} autres").format(count=len(found) - _MOST)))
    return plain_screen(*lines, rows=in_rows([_open(one, whom, dated=True) for one in found[:_MOST]], 1))


def _state(item: AgendaItem) -> str:
    return f" · {_(STATES[item.state])}" if STATES[item.state] else ""


def _told(item: AgendaItem, whom: Whom) -> str:
    """The words, and whose customer it is about where they do not say so."""
    name = whom.get(item.customer_id or 0, "")
    said = set(words(item.text))
    text = item.text[:_SHOWN]
    return text if not name or said & set(words(name)) else f"{text} · {name}"


def _line(item: AgendaItem, whom: Whom) -> str:
    done = "✅" if item.state is AgendaState.DONE else icon(item)
    until = f"–{hour(item.at + item.minutes)}" if item.at is not None and item.minutes else ""
    return f"{done} {hour(item.at)}{until} {_told(item, whom)}".replace("  ", " ")


def _times(found: Day) -> str:
    return ", ".join(f"{hour(gap.start)}–{hour(gap.end)}" for gap in found.gaps)


def _open(item: AgendaItem, whom: Whom, *, dated: bool = False) -> Button:
    on = day_month(item.day) if dated and item.day is not None else ""
    label = " ".join(part for part in (icon(item), on, hour(item.at), _told(item, whom)) if part)
    return Button(label[:48], Tap("agenda-open", item.company_id, item.id, item.version).packed())


def _buttons(db: Reader, item: AgendaItem, *, series: bool) -> tuple[tuple[Button, ...], ...]:
    """`series`: it comes back."""

    def tap(verb: str, *arguments: str) -> str:
        return Tap(verb, item.company_id, item.id, item.version, arguments).packed()

    does, asks = db.actor.person_id == item.assignee_id, db.actor.person_id == item.author_id
    rows: list[tuple[Button, ...]] = []
    if item.state in STANDING:
        if does and item.is_given and item.state is AgendaState.OPEN:
            rows.append(
                (
                    Button(_("👍 OK"), tap("agenda-yes")),
                    Button(_("🚫 Pas possible"), tap("agenda-no")),
                    Button(_("❓ Quand ?"), tap("agenda-when")),
                )
            )
        if does:
            rows.append((Button(_("✅ Fait"), tap("agenda-done")), Button(_("+1 h"), tap("agenda-later", "60"))))
            rows.append((Button(_("Demain"), tap("agenda-tomorrow")), Button(_("🗓 Choisir"), tap("agenda-move"))))
        elif asks or db.actor.may(Permission.AGENDA_ALL):
            rows.append(
                (Button(_("🗓 Choisir le jour"), tap("agenda-move")), Button(_("👥 À un autre"), tap("agenda-whom")))
            )
        if asks and series:
            rows.append((Button(_("✖️ Cette fois"), tap("agenda-skip")), Button(_("✖️ Toujours"), tap("agenda-cancel"))))
        elif asks:
            rows.append((Button(_("✖️ Annuler"), tap("agenda-cancel")),))
    elif item.kind is not AgendaKind.CALL and (does or asks):
        rows.append((Button(_("↩️ À refaire"), tap("agenda-move")),))
    about = tuple(button for button in (_document(item), _of_customer(item)) if button is not None)
    return (*rows, about) if about else tuple(rows)


def _document(item: AgendaItem) -> Button | None:
    if not item.subject or ":" in item.subject:
        return None
    return Button(f"📄 {item.subject}", Tap("agenda-paper", item.company_id, item.id).packed())


def _of_customer(item: AgendaItem) -> Button | None:
    if item.customer_id is None:
        return None
    return Button(_("👤 Client"), Tap("customer", item.company_id, item.customer_id).packed())


async def _customer(db: Reader, item: AgendaItem) -> Customer | None:
    """Whom it is about, unless whoever looks may not see him."""
    if item.customer_id is None:
        return None
    try:
        return await customers.read(db, item.customer_id)
    except NotFound:
        return None


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


async def give_rows(db: Reader, item: AgendaItem) -> tuple[tuple[Button, ...], ...]:
    """Whom else it may be given to."""
    return in_rows(
        [
            Button(name, Tap("agenda-give", item.company_id, item.id, item.version, (str(person_id),)).packed())
            for person_id, name in await customers.colleagues(db)
            if person_id != item.assignee_id
        ]
    )
