"""How reminders and what holds them are spoken of."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from core.dunning.models import DunningPause, Litigation, Why
from core.dunning.papers.words import title
from core.dunning.proposing import Brief, OfInvoice
from core.dunning.reading import Late, Plan
from core.dunning.rules import Level, Sent
from core.i18n import N_, _, day, money
from core.kernel.amounts import ZERO

CHANNELS: Final[Mapping[str, str]] = {"chat": "💬", "mail": "✉️", "paper": "🖨"}
_WHY: Final[Mapping[Why, str]] = {
    Why.DISPUTE: N_("litige"),
    Why.PROMISE: N_("promesse de payer"),
    Why.CREDIT: N_("avoir en attente"),
    Why.HOLD: N_("relances en pause"),
    Why.SKIPPED: N_("pas aujourd'hui"),
}


def level_words(number: int, *, formal: bool) -> str:
    """« relance 2 », « mise en demeure »"""
    return _("mise en demeure") if formal else _("relance {number}").format(number=number)


def level_title(level: Level) -> str:
    return title(level.number, formal=level.formal)


def sent_words(sent: Sent) -> str:
    """« relance 1 le ven. 20 nov. 2026 »"""
    return _("{level} le {day}").format(level=level_words(sent.level, formal=sent.formal), day=day(sent.on))


def why_words(why: Why) -> str:
    return _(_WHY[why])


def pause_words(pause: DunningPause, number: str = "") -> str:
    """« ⏸ promesse de payer le ven. 27 nov. 2026 (jusqu'au …) », with what was said."""
    said = f"⏸ {why_words(pause.why)}"
    if number:
        said += f" · {number}"
    if pause.promised_on is not None:
        said += _(" le {day}").format(day=day(pause.promised_on))
    elif pause.until is not None:
        said += _(" jusqu'au {day}").format(day=day(pause.until))
    return f"{said}{_(' : ')}{pause.note}" if pause.note else said


def litigation_words(litigation: Litigation) -> str:
    return _("⚖️ Au contentieux depuis le {day}").format(day=day(litigation.opened_on))


def late_line(late: Late, today: date) -> str:
    """« 🔴 FA2611-0003 · 310,00 € · échue depuis 12 j · relance 1 le … »"""
    parts = [late.invoice.number or "", money(late.left), _("échue depuis {days} j").format(days=late.days(today))]
    if late.sent:
        parts.append(sent_words(late.sent[-1]))
    if late.credit_pending:
        parts.append(_("avoir en préparation"))
    sign = "⏸" if late.held else "🔴"
    return f"{sign} {' · '.join(parts)}"


def costs_words(late: Sequence[Late]) -> str:
    """What being late has cost so far; nothing of a consumer."""
    penalty = sum((one.penalty for one in late), ZERO)
    indemnity = sum((one.indemnity for one in late), ZERO)
    if not penalty and not indemnity:
        return ""
    return _("Dû en plus : pénalités {penalty}, indemnité {indemnity}").format(
        penalty=money(penalty), indemnity=money(indemnity)
    )


def plan_words(plan: Plan) -> list[str]:
    """One line for each level."""
    return [f"J+{level.days} · {level_title(level)}" for level in plan.levels]


def chased_lines(brief: Brief) -> list[str]:
    """What a customer's card says of it: the last reminder, what holds the next, whether he was handed over."""
    lines = [litigation_words(brief.litigation)] if brief.litigation is not None else []
    if brief.last is not None:
        lines.append(f"📮 {sent_words(Sent(brief.last.level, brief.last.sent_on, brief.last.formal))}")
    return lines + ([pause_words(brief.pause)] if brief.pause is not None else [])


def invoice_lines(found: OfInvoice) -> list[str]:
    """The same of an invoice's card."""
    lines = [f"📮 {sent_words(found.last)}"] if found.last is not None else []
    return lines + ([pause_words(found.pause)] if found.pause is not None else [])
