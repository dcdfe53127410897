"""What people see of what is late: the day's batch, one customer, one's own customers, how reminders leave."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.dunning.words import (
    CHANNELS,
    costs_words,
    late_line,
    level_title,
    level_words,
    litigation_words,
    pause_words,
    plan_words,
)
from bot.outgoing.screen import Button, Folded, Line, Screen, bold, code, in_rows, italic
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from core.dunning import proposing
from core.dunning.litigation import Contents
from core.dunning.models import Why
from core.dunning.proposing import Batch, OwnLate, Standing, shown
from core.dunning.reading import Arrears, Plan
from core.dunning.sending import mine
from core.i18n import _, day, money, ngettext
from core.invoicing.models import Invoice
from core.kernel.amounts import Amount, total
from core.kernel.identifiers import national
from core.parties.models import Customer
from core.permissions import Permission
from core.sales.errors import NotAgreedYet, PaymentLocked
from core.uow import Reader

BATCH_CARD: Final = "dunning:0"
_SHOWN: Final = 5  # customers before the fold
_BUTTONS: Final = 8  # customers with a button of their own
_LINES: Final = 6  # invoices that one card names
_LETTERS: Final = 4


async def batch_screen(db: Reader) -> Screen:
    """What waits today, with one tap for all of it; for somebody who sends none, his own customers who are late."""
    if not db.actor.may(Permission.DUNNING_WRITE):
        return await mine_screen(db)
    return _batch(db, await proposing.batch(db), await proposing.plan(db))


def _batch(db: Reader, batch: Batch, plan: Plan) -> Screen:
    signs = db.actor.may(Permission.DUNNING_FORMAL)
    lines: list[Line | Folded] = [("📮 ", bold(_("Relances du jour")), f" · {day(db.today)}")]
    if batch.ready:
        count = ngettext("{count} client", "{count} clients", len(batch.ready)).format(count=len(batch.ready))
        lines.append((f"{count} · ", bold(money(batch.due))))
        told: list[Line] = [_going(one) for one in batch.ready]
        lines += told[:_SHOWN]
        lines += [Folded(tuple(told[_SHOWN:]))] if told[_SHOWN:] else []
    else:
        lines.append(_("Aucune relance à envoyer."))
    if batch.formal:
        lines.append(("⚖️ ", bold(_("Mises en demeure à décider"))))
        lines += [_going(one) for one in batch.formal[:_SHOWN]]
        lines += [] if signs else [italic(_("C'est au gérant ou à un responsable de les envoyer."))]
    if batch.held:
        names = ", ".join(one.customer.name for one in batch.held[:_SHOWN])
        lines.append(f"⏸ {_('En pause : {names}').format(names=names)}")
    if plan.automatic:
        lines.append(italic(_("Les relances partent seules chaque matin ouvré ; celles-ci attendent votre accord.")))
    return Screen(tuple(lines), _batch_rows(db, batch, signs=signs), card=BATCH_CARD)


def _batch_rows(db: Reader, batch: Batch, *, signs: bool) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    if batch.ready:
        count = len(batch.ready)
        label = ngettext("✅ Envoyer {count} relance", "✅ Envoyer {count} relances", count).format(count=count)
        rows.append((Button(label, _tap(db, "dunning-send", *_seal(db, batch.ready))),))
    if batch.formal and signs:
        count = len(batch.formal)
        label = ngettext("⚖️ Envoyer {count} mise en demeure", "⚖️ Envoyer {count} mises en demeure", count)
        rows.append((Button(label.format(count=count), _tap(db, "dunning-formal", *_seal(db, batch.formal))),))
    each = [*batch.ready, *(batch.formal if signs else ()), *batch.held][:_BUTTONS]
    rows += in_rows([_open_button(db, one.customer, one.overdue) for one in each])
    if db.actor.may(Permission.DUNNING_SETTINGS):
        rows.append((Button(_("⚙️ Réglages"), _tap(db, "dunning-settings")),))
    return tuple(rows)


def _seal(db: Reader, going: Sequence[Arrears]) -> tuple[str, ...]:
    """What the card shows, for its button to bear: the day, how many, and how much in cents."""
    seen = shown(going, db.today)
    return str(seen.day.toordinal()), str(seen.customers), str(int(seen.due * 100))


def _going(found: Arrears) -> Line:
    """« Girard · 1 200,00 € · relance 2 · 💬✉️ »"""
    level = found.level
    said = f" · {level_words(level.number, formal=level.formal)}" if level is not None else ""
    return (bold(found.customer.name), f" · {money(found.due)}{said} · {_signs(found)}")


def _signs(found: Arrears) -> str:
    return "".join(CHANNELS[one] for one in found.channels or ["paper"])


async def customer_screen(db: Reader, customer_id: int, *, invoice_id: int | None = None) -> Screen:
    """Where one customer stands, and all that may be done about it. Raises NotFound."""
    found = await proposing.of_customer(db, customer_id, invoice_id=invoice_id)
    customer, late = found.customer, found.arrears
    title = _("rien en retard") if late is None else _("{amount} en retard").format(amount=money(late.overdue))
    lines: list[Line] = [("📮 ", bold(customer.name), f" · {title}")]
    if found.litigation is not None:
        lines.append(bold(litigation_words(found.litigation)))
    if late is not None:
        lines += [late_line(one, db.today) for one in late.late[:_LINES]]
        if (more := len(late.late) - _LINES) > 0:
            lines.append(_("… et {count} de plus").format(count=more))
        lines += [costs] if (costs := costs_words(late.asked)) else []
    lines += [_locked_line(*one) for one in found.locked[:_LINES]]
    lines += [pause_words(one, found.numbers.get(one.invoice_id or 0, "")) for one in found.pauses]
    lines += [next_] if (next_ := _next(found)) else []
    lines += [("☎️ ", code(national(number))) for number in (customer.mobile, customer.phone) if number]
    return Screen(tuple(lines), _customer_rows(db, found, invoice_id), card=object_key("dunning", customer.id))


def _locked_line(invoice: Invoice, reason: PaymentLocked | NotAgreedYet) -> Line:
    """« 🔒 FA2611-0012 : rien à demander, la commande CC2611-0004 n'est pas signée »"""
    if isinstance(reason, NotAgreedYet):
        told = _("rien à demander, {number} n'est pas signée").format(number=reason.number)
    else:
        told = _("rien à demander avant le {day}").format(day=day(reason.until))
    return ("🔒 ", bold(invoice.number or ""), f" · {told}")


def _next(found: Standing) -> str:
    """What comes next, if nothing may leave now."""
    late = found.arrears
    if late is None or found.litigation is not None or late.level is not None or late.next_on is None:
        return ""
    return _("Prochaine relance : {day}").format(day=day(late.next_on))


def _customer_rows(db: Reader, found: Standing, invoice_id: int | None) -> tuple[tuple[Button, ...], ...]:
    customer, late, may = found.customer, found.arrears, db.actor.may

    def tap(verb: str, *arguments: object) -> str:
        return Tap(verb, customer.company_id, customer.id, 0, tuple(map(str, arguments))).packed()

    rows: list[tuple[Button, ...]] = []
    if found.litigation is not None:
        if may(Permission.DUNNING_FORMAL):
            rows.append((Button(_("📁 Dossier PDF"), tap("dunning-file")), Button(_("↩️ Fin"), tap("dunning-back"))))
        return (*rows, (Button(_("💶 Compte"), tap("account")),))
    if late is not None:
        level = mine(db, late).next
        if level is not None and may(Permission.DUNNING_FORMAL if level.formal else Permission.DUNNING_WRITE):
            label = _("✅ Envoyer : {level}").format(level=level_title(level).lower())
            rows.append((Button(label, tap("dunning-remind", invoice_id or 0, level.number)),))
        if late.level is not None and may(Permission.DUNNING_PAUSE):
            rows.append((Button(_("🚫 Pas celui-ci"), tap("dunning-skip")),))
    if may(Permission.DUNNING_PAUSE):
        rows.append(_pause_row(found, tap))
    if late is not None and may(Permission.DUNNING_FORMAL):
        rows.append((Button(_("⚖️ Passer au contentieux"), tap("dunning-hand")),))
    letters = [
        Button(
            f"📄 {level_words(one.level, formal=one.formal)}",
            Tap("dunning-letter", customer.company_id, one.id).packed(),
        )
        for one in found.letters[:_LETTERS]
    ]
    return (*rows, *in_rows(letters), (Button(_("💶 Compte"), tap("account")),))


def _pause_row(found: Standing, tap: Callable[..., str]) -> tuple[Button, ...]:
    if any(one.why is not Why.SKIPPED for one in found.pauses):
        return (Button(_("▶️ Reprendre"), tap("dunning-resume")), Button(_("🤝 Il promet…"), tap("dunning-promise")))
    return (Button(_("⏸ Pause"), tap("dunning-pause")), Button(_("🤝 Il promet…"), tap("dunning-promise")))


async def mine_screen(db: Reader) -> Screen:
    """« 3 clients en retard chez toi : 4 210 € », with whom to call."""
    return mine_card(db, await proposing.mine(db))


def mine_card(db: Reader, found: Sequence[OwnLate]) -> Screen:
    if not found:
        return Screen(((_("✅ Aucun de vos clients n'est en retard.")),), card=BATCH_CARD)
    due = money(total(one.owed.overdue for one in found))
    title = ngettext(
        "{count} client en retard chez vous : {due}", "{count} clients en retard chez vous : {due}", len(found)
    )
    lines: list[Line] = [("📮 ", bold(title.format(count=len(found), due=due)))]
    for one in found[:_BUTTONS]:
        numbers = [number for number in (one.customer.mobile, one.customer.phone) if number]
        since = _("depuis le {day}").format(day=day(one.owed.oldest_due)) if one.owed.oldest_due else ""
        called: Line = (
            (bold(one.customer.name), f" · {money(one.owed.overdue)} · {since} · ☎️ ", code(national(numbers[0])))
            if numbers
            else (bold(one.customer.name), f" · {money(one.owed.overdue)} · {since}")
        )
        lines.append(called)
    buttons = [_call_button(db, one) for one in found[:_BUTTONS]]
    return Screen(tuple(lines), in_rows(buttons, 1), card=BATCH_CARD)


def _call_button(db: Reader, one: OwnLate) -> Button:
    label = _("📞 {name} · {amount}").format(name=one.customer.name, amount=money(one.owed.overdue))
    return Button(label[:60], Tap("dunning", one.customer.company_id, one.customer.id).packed())


def settings_screen(db: Reader, plan: Plan) -> Screen:
    """After how many days, what comes last, and who decides."""
    by_itself = _("Elles partent seules, sauf les mises en demeure.")
    asked = _("Elles attendent l'accord de la comptabilité.")
    lines: tuple[Line, ...] = (
        ("⚙️ ", bold(_("Réglages des relances"))),
        *plan_words(plan),
        by_itself if plan.automatic else asked,
        italic(_("Pour d'autres délais, écrivez par exemple : relances j+5 j+15 j+30")),
    )
    formal = any(level.formal for level in plan.levels)
    rows = (
        (
            Button(
                _("🖐 Demander avant d'envoyer") if plan.automatic else _("🤖 Envoyer sans demander"),
                _tap(db, "dunning-automatic", "0" if plan.automatic else "1"),
            ),
        ),
        (
            Button(
                _("Sans mise en demeure") if formal else _("Avec mise en demeure"),
                _tap(db, "dunning-ends", "0" if formal else "1"),
            ),
        ),
        (Button(_("⬅️ Relances"), _tap(db, "dunning-batch")),),
    )
    return Screen(lines, rows, card=BATCH_CARD)


def hand_over_screen(customer: Customer, contents: Contents) -> Screen:
    """The one confirmation before a customer is handed over: what the file holds, and what follows."""
    lines: list[Line] = [
        ("⚖️ ", bold(_("Passer {name} au contentieux ?").format(name=customer.name))),
        _("{amount} en retard, plus {costs} de pénalités et d'indemnités").format(
            amount=money(contents.due), costs=money(contents.penalty + contents.indemnity)
        ),
        _("Le dossier : relevé, factures ({invoices}), bons de livraison ({notes}), relances ({letters})").format(
            invoices=len(contents.invoices), notes=len(contents.deliveries), letters=len(contents.letters)
        ),
        _("Plus aucune relance ne part, et ses nouvelles commandes attendront un accord : aucun crédit."),
    ]
    yes = Button(_("⚖️ Oui, au contentieux"), Tap("dunning-hand-yes", customer.company_id, customer.id).packed())
    no = Button(_("Retour"), Tap("dunning", customer.company_id, customer.id).packed())
    return Screen(tuple(lines), ((yes,), (no,)), card=object_key("dunning", customer.id))


def pause_screen(customer: Customer) -> Screen:
    def tap(*arguments: str) -> str:
        return Tap("dunning-hold", customer.company_id, customer.id, 0, arguments).packed()

    title = bold(_("Relances de {name} : en pause pour combien de temps ?").format(name=customer.name))
    days = [Button(_("{days} jours").format(days=many), tap("hold", many)) for many in ("7", "15", "30")]
    rows = (
        tuple(days),
        (Button(_("⚠️ Litige"), tap("dispute", "0")), Button(_("↩️ Avoir en attente"), tap("credit", "0"))),
        (Button(_("Retour"), Tap("dunning", customer.company_id, customer.id).packed()),),
    )
    return Screen((title,), rows, card=object_key("dunning", customer.id))


def noted(screen: Screen, note: str) -> Screen:
    """The card with what was just done."""
    return replace(screen, lines=(*screen.lines, italic(note)))


def _open_button(db: Reader, customer: Customer, due: Amount) -> Button:
    return Button(f"{customer.name} · {money(due)}"[:40], Tap("dunning", customer.company_id, customer.id).packed())


def _tap(db: Reader, verb: str, *arguments: str) -> str:
    return Tap(verb, db.actor.company_id or 0, 0, 0, arguments).packed()
