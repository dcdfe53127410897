"""Goods that come back: which, why, to stock or to quarantine; each asked once, and only when it was not said.

The answers are JSON: a line is {"id", "label", "unit", "most", "quantity", "lots", "out"} and what numbers it needs,
counts as strings; `out` are the numbers that are with the customer, none where nobody knows them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.left_questions import too_many
from bot.deliveries.lines import Named, lines_named, numbers_in
from bot.deliveries.words import of_line
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say, SendPdf
from bot.outgoing.screen import Button, bold, plain_screen
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from bot.understanding import read_quantity
from bot.understanding.deliveries import Counted, read_counts
from core.catalog.units import expect_whole
from core.i18n import N_, _
from core.invoicing import returned
from core.kernel.amounts import Quantity, quantity
from core.kernel.errors import NotFound
from core.permissions import Permission
from core.sales import deliveries
from core.sales.deliveries.errors import LotUnknown, MoreThanDelivered
from core.sales.deliveries.lots import Numbers, numbers_of
from core.sales.models import Order, Return
from core.uow import Reader, UnitOfWork

_MOST_OPTIONS: Final = 6
_MOST_NUMBERS: Final = 12
_REASONS: Final = (N_("Abîmé"), N_("Ne convient pas"), N_("En trop"), N_("Erreur de commande"))


async def return_answers(
    db: Reader, order: Order, said: Sequence[Counted] = (), *, reason: str = "", aside: bool | None = None
) -> dict[str, Any]:
    """What is known of a return before anything is asked. Raises NotFound when nothing of it was delivered,
    MoreThanDelivered, NotWhole.
    """
    numbered, known_as = await numbers_of(db, order.lines), await deliveries.known_as(db, order.id)
    out = await deliveries.numbers_there(db, order) if numbered else {}
    may_return = [
        {
            "id": one.line_id,
            "label": one.label,
            "reference": one.reference,
            "unit": one.unit,
            "most": str(one.returnable),
            **_needs(numbered.get(one.line_id, Numbers())),
            "lots": [],
            "out": list(out.get(one.line_id, ())),
            "aliases": list(known_as.get(one.line_id, ())),
        }
        for one in await deliveries.remaining(db, order.id)
        if one.returnable
    ]
    if not may_return:
        raise NotFound("returnable", order.id)
    answers: dict[str, Any] = {
        "order_id": order.id,
        "title": f"{order.number} — {order.buyer.get('name') or order.customer.name}",
        "lines": _applied({"may": may_return, "asked": [], "done": []}, said),
    }
    return {**answers, **({"reason": reason} if reason else {}), **({} if aside is None else {"aside": aside})}


def with_counts(answers: Mapping[str, Any], back: Mapping[int, Quantity]) -> dict[str, Any]:
    """The answers with so many of these order lines, and their numbers where all that is there comes back. Raises
    MoreThanDelivered, NotWhole."""
    state = answers["lines"]
    lines = [_counted(state, one, str(many)) for one, many in back.items()]
    done = [{**line, "lots": line["out"]} if len(line["out"]) == _wanted(line) else line for line in lines]
    return {**answers, "lines": {**state, "done": done}}


@dataclass(frozen=True, slots=True)
class BackStep:
    """Which lines come back, how many, and their numbers where each piece has one."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        state = answers[self.name]
        if state["asked"]:
            first = state["asked"][0]
            options = tuple(Option(_may(line), {"which": line["id"]}) for line in _among(state, first["ids"]))
            return Question(((bold(first["words"] or answers["title"]), _(" : laquelle ?")),), options)
        if not state["done"]:
            options = tuple(Option(_may(line), {"line": line["id"]}) for line in state["may"])
            example = _("Écrivez par exemple : 1 radiateur abîmé")
            unknown = tuple(
                _("Je ne trouve pas « {words} » ici.").format(words=name) for name in state.get("unknown", ())
            )
            return Question(
                (*unknown, ("↩️ ", bold(_("Qu'est-ce qui revient ?")), f" {answers['title']}"), example), options
            )
        for line in state["done"]:
            if "quantity" not in line:
                most = int(min(Decimal(line["most"]), Decimal(_MOST_OPTIONS)))
                few = tuple(Option(str(many), {"many": str(many)}) for many in range(1, most + 1))
                return Question(((bold(line["label"]), _(" : combien reviennent ?")),), few, width=3)
            if (wanted := _wanted(line)) > len(line["lots"]):
                asked = _(" : quels numéros ? ({count})").format(count=wanted - len(line["lots"]))
                named = (bold(line["label"]), f" — {', '.join(line['of'])}" if line["of"] else "", asked)
                left = [lot for lot in line["out"] if lot not in line["lots"]][:_MOST_NUMBERS]
                each = tuple(Option(lot, {"lot": lot}) for lot in left)
                return Question((named, _("Séparez-les par des virgules.")), each, width=2)
        return None

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        state = answers[self.name]
        option = reply.option
        if isinstance(option, Mapping) and "which" in option:
            return _chosen(state, option["which"])
        if isinstance(option, Mapping) and "line" in option:
            return {**state, "done": [next(line for line in state["may"] if line["id"] == option["line"])]}
        if state["asked"] or not state["done"]:
            return _worded(state, reply.text)
        if isinstance(option, Mapping) and "lot" in option:
            return _filled(state, None, [option["lot"]])
        return _filled(state, option["many"] if isinstance(option, Mapping) else None, reply.text)

    def value(self, answers: Answers) -> Sequence[Mapping[str, Any]]:
        lines: Sequence[Mapping[str, Any]] = answers[self.name]["done"]
        return lines


@dataclass(frozen=True, slots=True)
class WhereStep:
    """The one confirmation of a return: where the goods go."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        back = [
            f"• {of_line(quantity(line['quantity']), line['unit'], line['label'])}" for line in answers["lines"]["done"]
        ]
        options = (Option(_("📦 En stock"), False), Option(_("🚧 En quarantaine"), True))
        title = ("↩️ ", bold(_("Retour")), f" {answers['title']} · {answers['reason']}")
        return Question((title, *back, _("Où vont ces articles ?")), options, width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        said = reply.text.lower()
        if "quarantaine" in said or "stock" in said:
            return "quarantaine" in said
        raise Unreadable(N_("En stock, ou en quarantaine ?"))

    def value(self, answers: Answers) -> bool:
        return bool(answers[self.name])


def _may(line: Mapping[str, Any]) -> str:
    return of_line(quantity(line["most"]), line["unit"], line["label"])[:60]


def _names(lines: Sequence[Mapping[str, Any]]) -> list[Named]:
    return [
        Named(line["id"], line["label"], line["reference"], line["unit"], Decimal(line["most"]), tuple(line["aliases"]))
        for line in lines
    ]


def _among(state: Mapping[str, Any], ids: Sequence[int]) -> list[Mapping[str, Any]]:
    return [line for line in state["may"] if line["id"] in ids]


def _needs(numbers: Numbers) -> dict[str, Any]:
    return {"pieces": str(numbers.pieces), "by_lot": numbers.lots, "of": list(numbers.of)}


def _wanted(line: Mapping[str, Any]) -> int:
    numbers = Numbers(Decimal(line["pieces"]), line["by_lot"], tuple(line["of"]))
    return numbers.wanted(Decimal(line["quantity"]))


def _applied(state: Mapping[str, Any], said: Sequence[Counted]) -> dict[str, Any]:
    """With the lines that these words name; raises MoreThanDelivered."""
    names = _names(state["may"])
    asked, done, unknown = list(state["asked"]), list(state["done"]), []
    for one in said:
        found = lines_named(one.words, one.of, names)
        if not found:
            unknown.append(one.words)
        elif len(found) > 1:
            asked.append({"words": one.words, "ids": [line.id for line in found], "quantity": _many(one)})
        else:
            done.append(_counted(state, found[0].id, _many(one)))
    return {**state, "asked": asked, "done": done, "unknown": unknown}


def _many(said: Counted) -> str:
    return str(said.quantity if said.quantity is not None else said.damaged + said.refused)


def _counted(state: Mapping[str, Any], line_id: int, many: str) -> dict[str, Any]:
    line = next(line for line in state["may"] if line["id"] == line_id)
    if Decimal(many) > Decimal(line["most"]):
        raise MoreThanDelivered(line["label"], quantity(many), quantity(line["most"]))
    expect_whole(line["label"], line["unit"], quantity(many), most=quantity(line["most"]))
    return {**line, "quantity": many}


def _chosen(state: Mapping[str, Any], line_id: int) -> dict[str, Any]:
    first, *others = state["asked"]
    return {**state, "asked": others, "done": [*state["done"], _counted(state, line_id, first["quantity"])]}


def _worded(state: Mapping[str, Any], typed: str) -> dict[str, Any]:
    if state["asked"]:
        among = _among(state, state["asked"][0]["ids"])
        found = lines_named(typed, None, _names(among))
        if len(found) != 1:
            raise Unreadable(N_("Choisissez dans la liste."))
        return _chosen(state, found[0].id)
    counted = read_counts(typed)
    if counted is None or not counted[0]:
        raise Unreadable(N_("Écrivez par exemple : 1 radiateur abîmé"))
    return _applied(state, counted[0])


def _filled(state: Mapping[str, Any], many: str | None, said: str | Sequence[str]) -> dict[str, Any]:
    """The count or the numbers, typed or chosen, that are still lacking of the first line that lacks them.

    Raises MoreThanDelivered, NotWhole, LotUnknown.
    """
    lines = [dict(line) for line in state["done"]]
    for line in lines:
        if "quantity" not in line:
            read = Decimal(many) if many else read_quantity(str(said))
            if read is None:
                raise Unreadable(N_("J'attends une quantité, par exemple 12."))
            line.update(_counted(state, line["id"], str(read)))
            break
        if _wanted(line) > len(line["lots"]):
            lacking = _wanted(line) - len(line["lots"])
            line["lots"] = _with_numbers(line, numbers_in(said, lacking) if isinstance(said, str) else said)
            break
    return {**state, "done": lines}


def _with_numbers(line: Mapping[str, Any], said: Sequence[str]) -> list[str]:
    """Its numbers with those that are said now, as they were delivered. Raises LotUnknown."""
    known = {lot.casefold(): lot for lot in line["out"]}
    for lot in said if known else ():
        if lot.casefold() not in known:
            raise LotUnknown(line["label"], lot)
    lots = list(dict.fromkeys([*line["lots"], *(known.get(lot.casefold(), lot) for lot in said)]))
    if len(lots) > _wanted(line) and not line["by_lot"]:
        raise Unreadable(too_many(_wanted(line), len(lots)))
    return lots


async def _take_back(
    uow: UnitOfWork,
    visit: Visit,
    order_id: int,
    lines: Sequence[Mapping[str, Any]],
    reason: str,
    aside: bool,
    said_in: str | None,
) -> Sequence[Say]:
    """`said_in` is the message that told it, which made what is recorded now."""
    if said_in:
        uow.actor = replace(uow.actor, source=said_in)
    back = [deliveries.Back(line["id"], quantity(line["quantity"]), tuple(line["lots"])) for line in lines]
    made = await deliveries.give_back(uow, order_id, lines=back, reason=reason, to_quarantine=aside)
    where = _("en quarantaine") if aside else _("remis en stock")
    told = [f"• {of_line(quantity(line['quantity']), line['unit'], line['label'])}" for line in lines]
    title = ("↩️ ", bold(_("Retour {number}").format(number=made.number)), f" · {where}")
    why = _("Motif : {reason}").format(reason=reason)
    credit = await _credit(uow, made)
    return [
        visit.show(plain_screen(title, *told, why, rows=((credit,),) if credit else ()), fresh=True),
        SendPdf("return", made.company_id, made.id, _("Bon de retour {number}").format(number=made.number)),
    ]


async def _credit(uow: UnitOfWork, made: Return) -> Button | None:
    """What came back is invoiced: the credit note is one tap away, for whoever may."""
    if not uow.actor.may(Permission.INVOICES_CREDIT) or not await returned.creditable(uow, made.id):
        return None
    return Button(_("↩️ Faire l'avoir"), Tap("credit-return", made.company_id, made.id).packed())


WHY: Final = Text("reason", N_("Pourquoi ce retour ?"), limit=250, usual=_REASONS)

RETURNED: Final = Flow(
    "delivery:return",
    (Given("order_id"), BackStep("lines"), WHY, WhereStep("aside"), Given("said_in")),
    _take_back,
    N_("Retour"),
    about=lambda answers: str(answers["title"]),
)
