"""What is asked about a delivery before it is done: all of it at a glance, one line by steps, what is not clear."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.left_lines import Left, LeftLine
from bot.deliveries.words import counted, of_line
from bot.flows import Option, Question
from bot.outgoing.screen import Line, bold
from core.i18n import N_, _, count, day, ngettext
from core.kernel.amounts import quantity
from core.sales.deliveries.lots import Numbers

_MOST_LINES: Final = 20
_MOST_OFFERED: Final = 8  # numbers, one button each


def question_of(left: Left) -> Question | None:
    """What is to be asked next; None when all is said, or when there is nothing to ask any more."""
    if left.stale:
        return None
    if left.unclear:
        return _which(left)
    if left.open is not None:
        return _stepper(left.open, left.lines[left.open])
    if not left.sure:
        return _summary(left)
    return None if left.lacking is None else _which_numbers(left.lacking, left.offered)


def rest_question(left: Left) -> Question:
    rest = ", ".join(of_line(quantity(line.missing), line.unit, line.label) for line in left.rest[:3])
    options = (Option(_("Demain"), 1), Option(_("Dans une semaine"), 7), Option(_("Je ne sais pas"), ""))
    asked = bold(_("Quand livrer le reste ?"))
    return Question((asked, f"⏳ {rest}", _("Ou écrivez un jour : lundi, le 12/12")), options, width=2)


def _summary(left: Left) -> Question:
    lines: list[Line] = [("📦 ", bold(_("Livré ?")), f" {left.title}")]
    lines += map(_told, left.lines[:_MOST_LINES])
    whole = not left.rest and not any(line.damaged for line in left.lines)
    if left.rest_on and not whole:
        lines.append(_("Le reste : {day}").format(day=day(date.fromisoformat(left.rest_on))))
    if left.from_van:
        lines.append(f"🚐 {_('Depuis {van}').format(van=left.van)}" if left.van else _("❓ Vous n'avez pas de camion."))
    lines.append(_("Touchez une ligne, ou écrivez : 4 radiateurs dont 1 abîmé"))
    sure = Option(_("✅ Tout est livré") if whole else _("✅ Confirmer"), {"sure": True})
    each = [Option(f"✏️ {line.label[:30]} : {_short(line)}", {"open": index}) for index, line in enumerate(left.lines)]
    return Question(tuple(lines), (sure, *each[:_MOST_LINES], *_whence(left)))


def _whence(left: Left) -> tuple[Option, ...]:
    """The other place whence all of it may leave, for whoever has a van."""
    if left.van_id is None:
        return ()
    label = _("🏬 Depuis le dépôt") if left.from_van else f"🚐 {_('Depuis {van}').format(van=left.van)}"
    return (Option(label, {"van": not left.from_van}),)


def _told(line: LeftLine) -> Line:
    said = of_line(quantity(line.delivered), line.unit, line.label)
    if line.missing > 0:
        most = of_line(quantity(line.most), line.unit, line.label)
        said = _("{count} sur {line}").format(count=count(line.delivered), line=most)
    about = [
        _("{count} avec réserve").format(count=count(line.damaged)) if line.damaged else "",
        _("{count} refusés").format(count=count(line.refused)) if line.refused else "",
        ", ".join(line.lots),
    ]
    more = " · ".join(filter(None, about))
    return (f"• {said}", *((" — ", bold(more)) if more else ()))


def _short(line: LeftLine) -> str:
    return f"{count(line.delivered)}/{counted(quantity(line.most), line.unit)}"


def _stepper(index: int, line: LeftLine) -> Question:
    """Minus, how many, plus; each button carries what it leads to, so that tapping twice counts once."""

    def to(field: str, value: Decimal) -> dict[str, Any]:
        return {"set": index, field: str(value)}

    def steps(field: str, label: str, many: Decimal, most: Decimal, *, at: Decimal) -> tuple[Option, ...]:
        less, more = max(many - 1, Decimal(0)), min(many + 1, most)
        return (
            Option("➖", to(field, less)),
            Option(label.format(count=count(many)), to(field, at)),
            Option("➕", to(field, more)),
        )

    options = (
        *steps("delivered", _("{count} livrés"), line.delivered, line.most, at=line.most),
        *steps("damaged", _("{count} abîmés"), line.damaged, line.delivered, at=line.damaged),
        *steps("refused", _("{count} refusés"), line.refused, line.missing, at=line.refused),
        Option(_("⬅️ Toutes les lignes"), {"close": True}),
    )
    of = _("sur {planned}").format(planned=counted(quantity(line.most), line.unit))
    return Question(((bold(line.label), f" · {of}"), _("Ou écrivez : 4 dont 1 abîmé")), options, width=3)


def _which(left: Left) -> Question:
    first = left.unclear[0]
    options = tuple(
        Option(of_line(quantity(line.most), line.unit, line.label)[:60], {"which": line.id})
        for line in left.lines
        if line.id in first.ids
    )
    lost = _("Je ne trouve pas « {words} » ici.").format(words=first.said.words)
    asked = (bold(first.said.words or _("Quelle ligne")), _(" : laquelle ?"))
    if first.unknown:
        return Question((f"❓ {lost}", asked), (*options[:_MOST_LINES], Option(_("Aucune"), {"which": None})))
    return Question((asked,), options)


def _which_numbers(line: LeftLine, offered: Sequence[str]) -> Question:
    """Of a kit, those of its parts are asked. One tap for a number that lies there; any other is typed."""
    many = too_many(line.numbers, len(line.lots)) if len(line.lots) > line.numbers else ""
    asked = which_numbers(line.label, Numbers(line.pieces, line.by_lot, tuple(line.of)), line.numbers - len(line.lots))
    kept = _("Déjà notés : {numbers}").format(numbers=", ".join(line.lots)) if line.lots and not many else ""
    options = tuple(Option(lot, {"lot": lot}) for lot in offered[:_MOST_OFFERED])
    return Question((*([many] if many else []), *asked, *([kept] if kept else [])), options, width=2)


def which_numbers(label: str, numbers: Numbers, lacking: int) -> tuple[Line, ...]:
    """« Ballon 200 l : quel n° de série ? (2) », and how to answer."""
    kind = _(number_kind(numbers.pieces, numbers.lots))
    asked = _(" : quel {kind} ? ({count})").format(kind=kind, count=max(lacking, 1))
    named = (bold(label), f" — {', '.join(numbers.of)}" if numbers.of else "", asked)
    return named, _("Séparez-les par des virgules.")


def said_twice(numbers: Sequence[str]) -> str:
    """What is told to whoever says the number of one piece again."""
    told = ngettext("{numbers} est dit deux fois.", "{numbers} sont dits deux fois.", len(numbers))
    return told.format(numbers=", ".join(numbers))


def too_many(wanted: int, given: int) -> str:
    """What is told to whoever has said more numbers than there are pieces."""
    return _("Il en faut {wanted}, vous en donnez {given} : lesquels ?").format(wanted=wanted, given=given)


def number_kind(pieces: Decimal, by_lot: int) -> str:
    """What such numbers are called; a kit may have both."""
    return N_("n° de série ou de lot") if pieces and by_lot else N_("n° de lot") if by_lot else N_("n° de série")
