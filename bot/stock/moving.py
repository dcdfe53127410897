"""Goods that change place, come, are announced, or are more or less than thought: done at once, taken back for 60 s."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.picking import OneOf
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import Line, Screen, bold
from bot.stock.goods import GoodsStep, Moved, so_many
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable, undoable
from bot.talk.visit import Visit
from bot.understanding import read_day
from core.i18n import N_, _, count, day, ngettext
from core.kernel.amounts import quantity
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.sales import orders
from core.stock import expected, moves, reversing, warehouses
from core.stock.availability import stock_of
from core.stock.expected import Announced
from core.stock.models import Warehouse, WarehouseKind
from core.stock.writing import LONGEST_REASON
from core.uow import Reader, UnitOfWork

REASONS: Final[Mapping[str, str]] = {
    "broken": N_("Casse"),
    "lost": N_("Perte"),
    "stolen": N_("Vol"),
    "found": N_("Retrouvé"),
    "mistake": N_("Erreur de comptage"),
    "expired": N_("Périmé"),
    "used": N_("Usage interne"),
}
_SHOWN: Final = 5  # lines of a confirmation
_MOST: Final = 99  # goods of one message
_WRONG_PLACE: Final = N_("Touchez un nom, ou écrivez-le comme il est écrit.")


def key_of(visit: Visit) -> str:
    """What makes a move happen once: the message that asked, or the tap."""
    turn = visit.turn
    return f"tap:{turn.update_id}" if turn.callback_id else f"turn:{turn.source}"


@dataclass(frozen=True, slots=True)
class DayStep:
    """The day when goods are expected."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name):
            return None
        likely = (Option(_("Demain"), "demain"), Option(_("Dans une semaine"), "dans 7 jours"))
        return Question((_("Attendu quel jour ? Par exemple : vendredi, ou 02/12"),), likely, width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = read_day(reply.option or reply.text, db.today)
        if said is None:
            raise Unreadable(N_("J'attends un jour, par exemple vendredi ou 02/12."))
        return said.isoformat()

    def value(self, answers: Answers) -> date:
        return date.fromisoformat(answers[self.name])


@dataclass(frozen=True, slots=True)
class LessStep:
    """Whether there is less than was thought, or more."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name) is not None:
            return None
        return Question(
            (_("En moins, ou en plus ?"),), (Option(_("➖ En moins"), True), Option(_("➕ En plus"), False)), 2
        )

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        said = set(words(reply.text)) | set(reply.text)
        ways = [less for less, marks in ((True, {"moins", "-", "−"}), (False, {"plus", "+"})) if said & marks]
        if len(ways) != 1:
            raise Unreadable(N_("Écrivez « moins » ou « plus »."))
        return ways[0]

    def value(self, answers: Answers) -> bool:
        return bool(answers[self.name])


@dataclass(frozen=True, slots=True)
class ReasonStep:
    """Why there is more or less: one of the usual reasons, or a few words."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name):
            return None
        usual = tuple(Option(_(said), key) for key, said in REASONS.items())
        return Question((_("Pour quelle raison ?"),), usual, width=2, free=True)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = reply.option or " ".join(reply.text.split())
        if not 0 < len(said) <= LONGEST_REASON:
            raise Unreadable(N_("J'attends un texte court."))
        return said

    def value(self, answers: Answers) -> str:
        said = str(answers[self.name])
        return _(REASONS[said]) if said in REASONS else said


async def _transfer(
    uow: UnitOfWork, visit: Visit, goods: Sequence[Moved], source: int, target: int, key: str
) -> Sequence[Say]:
    for at, one in enumerate(goods):
        await moves.transfer(
            uow,
            one.goods.product_id,
            quantity=one.goods.quantity,
            source_id=source,
            target_id=target,
            lots=one.goods.lots,
            key=f"{key}:{at}",
        )
    start, end = await warehouses.read(uow, source), await warehouses.read(uow, target)
    head: Line = ("🔁 ", bold(start.name), " → ", bold(end.name))
    lines = [f"{so_many(one)}{await _left(uow, one, (source, target))}" for one in goods[:_SHOWN]]
    told = [said for one in goods[:_SHOWN] if (said := await _taken_from_orders(uow, one, start, end))]
    return [visit.show(_done(uow, key, len(goods), head, lines, told=told))]


async def _receive(uow: UnitOfWork, visit: Visit, goods: Sequence[Moved], place: int, key: str) -> Sequence[Say]:
    """What was announced for there is what has come; the rest has come by itself."""
    where = place or (await warehouses.main(uow)).id
    for at, one in enumerate(goods):
        waiting = await _announced(uow, one, where)
        how = {"quantity": one.goods.quantity, "lots": one.goods.lots, "key": f"{key}:{at}"}
        if waiting is None:
            await moves.receive(uow, one.goods.product_id, warehouse_id=where, **how)  # type: ignore[arg-type]
        else:
            await expected.arrive(uow, waiting.receipt.id, **how)  # type: ignore[arg-type]
    head: Line = ("📥 ", bold(_("Reçu")), " · ", (await warehouses.read(uow, where)).name)
    lines = [f"{so_many(one)}{await _left(uow, one, (where,))}" for one in goods[:_SHOWN]]
    return [visit.show(_done(uow, key, len(goods), head, lines))]


async def _expect(
    uow: UnitOfWork, visit: Visit, goods: Sequence[Moved], place: int, due_on: date, key: str
) -> Sequence[Say]:
    made = [
        await expected.announce(
            uow,
            one.goods.product_id,
            quantity=one.goods.quantity,
            due_on=due_on,
            warehouse_id=place or None,
            key=f"{key}:{at}",
        )
        for at, one in enumerate(goods)
    ]
    where = await warehouses.read(uow, made[0].warehouse_id)
    head: Line = ("⏳ ", bold(_("Attendu le {day}").format(day=day(due_on))), " · ", where.name)
    return [visit.show(_done(uow, key, len(goods), head, [so_many(one) for one in goods[:_SHOWN]], "stock-unexpect"))]


async def _adjust(
    uow: UnitOfWork, visit: Visit, goods: Sequence[Moved], less: bool, place: int, reason: str, key: str
) -> Sequence[Say]:
    where = place or (await warehouses.main(uow)).id
    for at, one in enumerate(goods):
        by = quantity(-one.goods.quantity if less else one.goods.quantity)
        await moves.adjust(
            uow,
            one.goods.product_id,
            quantity=by,
            warehouse_id=where,
            reason=reason,
            lots=one.goods.lots,
            key=f"{key}:{at}",
        )
    head: Line = ("➖ " if less else "➕ ", bold(reason), " · ", (await warehouses.read(uow, where)).name)
    lines = [f"{so_many(one)}{await _left(uow, one, (where,))}" for one in goods[:_SHOWN]]
    return [visit.show(_done(uow, key, len(goods), head, lines))]


TRANSFER = Flow(
    "stock:transfer",
    (
        GoodsStep("goods", source="source"),
        OneOf("source", N_("D'où viennent-ils ?"), _WRONG_PLACE),
        OneOf("target", N_("Où vont-ils ?"), _WRONG_PLACE),
        Given("key"),
    ),
    _transfer,
    N_("Transfert"),
)
RECEIVE = Flow(
    "stock:receive",
    (GoodsStep("goods"), OneOf("place", N_("Reçu où ?"), _WRONG_PLACE), Given("key")),
    _receive,
    N_("Réception"),
)
EXPECT = Flow(
    "stock:expect",
    (GoodsStep("goods"), OneOf("place", N_("Attendu où ?"), _WRONG_PLACE), DayStep("due_on"), Given("key")),
    _expect,
    N_("Arrivée attendue"),
)
ADJUST = Flow(
    "stock:adjust",
    (
        GoodsStep("goods", lots_optional=True, source="place"),
        LessStep("less"),
        OneOf("place", N_("Où cela ?"), _WRONG_PLACE),
        ReasonStep("reason"),
        Given("key"),
    ),
    _adjust,
    N_("Ajustement"),
)


@button("stock-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """All the goods that one message moved go back; what was announced is to come again."""
    key, keys = _moved_under(tap)
    expect_undoable(uow, await reversing.moved_at(uow, keys[0]))
    back = [await reversing.take_back(uow, one) for one in keys]
    if not any(back):
        return [visit.toast(_("C'est déjà annulé."))]
    return [visit.toast(_("Annulé.")), visit.show(_undone(_("mouvement annulé"), f"stock-move:{key}"))]


@button("stock-unexpect", writes=True)
async def _unexpect(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """All that one message announced is not to come."""
    key, keys = _moved_under(tap)
    waiting = [await expected.announced_as(uow, one) for one in keys]
    if all(one.closed_at is not None for one in waiting):
        return [visit.toast(_("C'est déjà annulé."))]
    for one in waiting:
        expect_undoable(uow, one.made_at)
        await expected.cancel(uow, one.id)
    return [visit.toast(_("Annulé.")), visit.show(_undone(_("annonce annulée"), f"stock-move:{key}"))]


def _done(
    uow: UnitOfWork,
    key: str,
    many: int,
    head: Line,
    lines: Sequence[Line],
    undo: str = "stock-undo",
    told: Sequence[Line] = (),
) -> Screen:
    """A line for each of the goods that are shown, then what is `told` of them."""
    hidden = many - len(lines)
    more = (ngettext("… et {count} autre", "… et {count} autres", hidden).format(count=hidden),) if hidden else ()
    screen = Screen((head, *lines, *more, *told), card=f"stock-move:{key}")
    return undoable(screen, _undo_note(), Tap(undo, uow.actor.company_id or 0, many, 0, (key,)).packed())


def _moved_under(tap: Tap) -> tuple[str, Sequence[str]]:
    """The key of what a message moved, and those of each of its goods."""
    if not (0 < tap.object_id <= _MOST and tap.arguments):
        raise NotFound("button", tap.verb)
    key = tap.arguments[0]
    return key, [f"{key}:{at}" for at in range(tap.object_id)]


def _undo_note() -> str:
    return _("« Annuler » reste possible une minute.")


def _undone(what: str, card: str) -> Screen:
    return Screen((("↩️ ", what[:1].upper(), what[1:]),), card=card)


async def _left(db: Reader, one: Moved, places: Sequence[int]) -> str:
    """« · Dépôt 8, Camion Julien 5 »: what is there now."""
    standings = {row.warehouse.id: row for row in await stock_of(db, one.goods.product_id)}
    there = [
        f"{standings[place].warehouse.name}{_(' : ')}{count(standings[place].on_hand)}"
        for place in places
        if place in standings
    ]
    return f" · {', '.join(there)}" if there else ""


async def _taken_from_orders(db: Reader, one: Moved, start: Warehouse, end: Warehouse) -> str:
    """Which orders were promised what has gone from there: it is delivered from the van that it is in."""
    here = [row for row in await stock_of(db, one.goods.product_id) if row.warehouse.id == start.id]
    if not any(row.available < 0 for row in here):
        return ""
    numbers = ", ".join((await orders.promised(db, one.goods.product_id, start.id))[:_SHOWN]) or _("une commande")
    if end.kind is WarehouseKind.VAN:
        return _("⚠️ Réservé pour {orders} : la livraison partira de {place}.").format(orders=numbers, place=end.name)
    return _("⚠️ C'était réservé pour {orders}.").format(orders=numbers)


async def _announced(db: Reader, one: Moved, place: int) -> Announced | None:
    """The earliest announcement of these goods there."""
    found = await expected.coming(db, product_id=one.goods.product_id)
    return next((waiting for waiting in found if waiting.receipt.warehouse_id == place), None)
