"""Inventories: product by product what should lie there, what was counted, then the differences and one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.picking import OneOf
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Folded, Line, Screen, bold, in_rows, italic
from bot.stock.goods import in_units
from bot.stock.places import Place
from bot.talk.buttons import button
from bot.talk.lookup import Lookup
from bot.talk.past import history_button
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from bot.understanding.linking import Index
from bot.understanding.stock_counts import read_each_count
from bot.understanding.stock_said import GoodsSaid
from bot.understanding.words import atoms, tokens_of
from core.catalog import products
from core.catalog.models import Product
from core.i18n import N_, _, count, ngettext
from core.kernel.amounts import LARGEST_QUANTITY, NOTHING, Quantity, quantity
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.permissions import Permission
from core.stock import counts, warehouses
from core.stock.availability import stock_of
from core.stock.counts import Counted
from core.stock.models import CountState, StockCount
from core.uow import Reader, UnitOfWork

_END: Final = frozenset({"terminer", "termine", "terminee", "fini", "finir", "fin", "stop", "cloturer", "cloture"})
_SKIP: Final = frozenset({"passer", "suivant", "plus tard", "sais pas", "je sais pas"})
_DONE: Final = "done"
_LATER: Final = "later"
_SHOWN: Final = 12  # differences in one message
_ASKED_AHEAD: Final = 50  # products that may have been put off


async def begin_count(uow: UnitOfWork, visit: Visit, place: Place, *, product_id: int = 0) -> Sequence[Say]:
    """The inventory of a place, once it is certain; of this product first."""
    return await begin(uow, visit, PLACE, {"place": place, "first": product_id})


async def counting(uow: UnitOfWork, visit: Visit, warehouse_id: int, *, first: int = 0) -> Sequence[Say]:
    """Begin the inventory of a warehouse, or go on with it; 0: of the first depot, made when there is none."""
    uow.actor.expect(Permission.STOCK_MOVE)
    open_one = await counts.start(uow, warehouse_id or (await warehouses.main(uow)).id)
    return await _next(uow, visit, open_one, {"later": [], "noted": "", "first": first})


@dataclass(frozen=True, slots=True)
class CountStep:
    """How many lie there: a number for the product asked about, others by their name, « terminer »."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        known: Mapping[str, Any] = answers["product"]
        lines: list[Line] = [("🧮 ", bold(answers["where"]), f" · {answers['progress']}")]
        lines += [italic(answers["noted"])] if answers.get("noted") else []
        if not known:
            if answers.get("empty"):
                return Question((*lines, _("Écrivez ce que vous comptez, par exemple : ballon 200: 3, vanne 3/4: 12")))
            lines.append(_("Tout est compté. Autre chose ? « ballon 200: 3 », sinon terminez."))
            return Question(tuple(lines), (Option(_("🏁 Terminer"), {_DONE: True}),))
        place = f"{known['place']} · " if known["place"] else ""
        expected = known["expected"]
        lines.append((place, bold(known["label"])))
        lines.append(_("Attendu : {expected}. Combien y en a-t-il ?").format(expected=known["shown"]))
        same = Option(_("✅ {count}").format(count=known["shown"]), {"counts": [[known["id"], expected]]})
        other = (Option(_("⏭ Plus tard"), {_LATER: True}), Option(_("🏁 Terminer"), {_DONE: True}))
        return Question(tuple(lines), (same, *other), width=3)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        said = words(reply.text)
        if said and set(said) <= _END:
            return {_DONE: True}
        if answers["product"] and " ".join(said) in _SKIP:
            return {_LATER: True}
        alone = _alone(reply.text)
        if alone is not None and answers["product"]:
            return {"counts": [[answers["product"]["id"], str(alone)]]}
        counted, unread = await _named(db, answers, reply.text)
        return {"counts": [[product_id, str(many)] for product_id, many in counted], "unread": list(unread)}

    def value(self, answers: Answers) -> Mapping[str, Any]:
        said: Mapping[str, Any] = answers[self.name]
        return said


async def _take(
    uow: UnitOfWork,
    visit: Visit,
    count_id: int,
    where: str,
    progress: str,
    noted: str,
    product: Mapping[str, Any],
    later: Sequence[int],
    said: Mapping[str, Any],
) -> Sequence[Say]:
    """Write down what was said, then ask about the next product."""
    open_one = await counts.read(uow, count_id)
    if _DONE in said or open_one.state is not CountState.OPEN:
        return [visit.show(await differences_card(uow, visit, open_one), fresh=True)]
    put_off = [*later, product["id"]] if _LATER in said else [*later]
    written = []
    for product_id, many in said.get("counts", ()):
        one = await counts.count(uow, count_id, product_id, quantity=quantity(Decimal(many)))
        written.append(f"{one.product.label}{_(' : ')}{count(one.counted)}")
    written = written[:3]
    if unread := said.get("unread", ()):
        written.append(_("❓ pas compris : {words}").format(words=", ".join(unread)[:200]))
    note = " · ".join(written)
    return await _next(uow, visit, open_one, {"later": put_off, "noted": note, "first": 0})


async def _next(uow: UnitOfWork, visit: Visit, open_one: StockCount, carried: Mapping[str, Any]) -> Sequence[Say]:
    where = await warehouses.read(uow, open_one.warehouse_id)
    done = await counts.lines_of(uow, open_one.id)
    waiting = await counts.uncounted(uow, open_one.id, limit=_ASKED_AHEAD)
    later = [number for number in carried["later"] if number in {one.id for one in waiting}]
    ahead = [one for one in waiting if one.id not in later] or list(waiting)
    if carried["first"]:
        ahead = [await products.read(uow, carried["first"])]
    more = "+" if len(waiting) == _ASKED_AHEAD else ""
    asked = {
        "count_id": open_one.id,
        "where": where.name,
        "progress": ngettext("{done} compté, {left} à compter", "{done} comptés, {left} à compter", len(done)).format(
            done=len(done), left=f"{len(waiting)}{more}"
        ),
        "noted": carried["noted"],
        "product": await _asked(uow, ahead[0], open_one.warehouse_id) if ahead else {},
        "later": later,
        "empty": not (ahead or done),
    }
    return await begin(uow, visit, COUNT, asked)


async def _asked(db: Reader, product: Product, warehouse_id: int) -> Mapping[str, Any]:
    here = next((one for one in await stock_of(db, product.id) if one.warehouse.id == warehouse_id), None)
    there = here.on_hand if here else NOTHING
    return {
        "id": product.id,
        "label": product.label,
        "expected": str(there),
        "shown": in_units(there, product),
        "place": here.location if here else "",
    }


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    """The inventory stays open: it is gone on with whenever one likes."""
    open_one = await counts.read(uow, answers["count_id"])
    pause = _("Inventaire en pause : « inventaire {place} » le reprend.").format(place=answers["where"])
    card = await differences_card(uow, visit, open_one)
    return [visit.show(card.noting(italic(pause)))]


async def _start(uow: UnitOfWork, visit: Visit, place: int, first: int) -> Sequence[Say]:
    return await counting(uow, visit, place, first=first)


COUNT = Flow(
    "stock:count",
    (
        Given("count_id"),
        Given("where"),
        Given("progress"),
        Given("noted"),
        Given("product"),
        Given("later"),
        CountStep("said"),
    ),
    _take,
    N_("Inventaire"),
    _left,
)
PLACE = Flow(
    "stock:count-place",
    (OneOf("place", N_("L'inventaire de quel lieu ?"), N_("Touchez un nom, ou écrivez-le.")), Given("first")),
    _start,
    N_("Inventaire"),
)


async def differences_card(db: Reader, visit: Visit, one: StockCount) -> Screen:
    """What was counted against what was expected; closing it is asked once."""
    where = await warehouses.read(db, one.warehouse_id)
    found = await counts.lines_of(db, one.id)
    apart = [line for line in found if line.difference]
    lines: list[Line | Folded] = [("🧮 ", bold(_("Inventaire · {place}").format(place=where.name)))]
    many = ngettext("{count} article compté", "{count} articles comptés", len(found)).format(count=len(found))
    wrong = ngettext("{count} écart", "{count} écarts", len(apart)).format(count=len(apart))
    lines.append(f"{many} · {wrong}")
    lines += [_difference(line) for line in apart[:_SHOWN]]
    if len(apart) > _SHOWN:
        lines.append(Folded(tuple(_difference(line) for line in apart[_SHOWN:])))
    if one.state is CountState.OPEN and (left := await counts.uncounted(db, one.id, limit=_ASKED_AHEAD)):
        unseen = ngettext(
            "{count} article n'est pas compté : il reste tel quel.",
            "{count} articles ne sont pas comptés : ils restent tels quels.",
            len(left),
        )
        lines.append(italic(unseen.format(count=len(left))))
    lines += _ending(visit, one)
    return Screen(tuple(lines), _rows(visit, one, counted=bool(found)), card=object_key("count", one.id))


def _difference(line: Counted) -> Line:
    sign = "＋" if line.difference > 0 else "−"
    by = count(quantity(abs(line.difference)))
    return (bold(f"{sign}{by}"), f" · {line.product.label} ({count(line.expected)} → {count(line.counted)})")


def _ending(visit: Visit, one: StockCount) -> list[Line]:
    if one.state is CountState.CLOSED:
        return [_("✅ Validé : le stock est corrigé.")]
    if one.state is CountState.CANCELLED:
        return [_("🗑 Abandonné : rien n'a changé.")]
    if not visit.actor.may(Permission.STOCK_ADJUST):
        return [_("Un magasinier ou un responsable le valide.")]
    return [_("Corriger le stock de ces écarts ?")]


def _rows(visit: Visit, one: StockCount, *, counted: bool) -> tuple[tuple[Button, ...], ...]:
    if one.state is not CountState.OPEN:
        return in_rows(history_button(visit.db, "stock_count", one.company_id, one.id))
    tap = (one.company_id, one.id, one.version)
    close = (Button(_("✅ Valider l'inventaire"), Tap("count-close", *tap).packed()),)
    may_close = counted and visit.actor.may(Permission.STOCK_ADJUST)
    go_on = Button(_("🧮 Continuer"), Tap("count-go-on", one.company_id, one.id).packed())
    drop = Button(_("🗑 Abandonner"), Tap("count-cancel", *tap).packed())
    return (*((close,) if may_close else ()), (go_on, drop))


async def _stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    changed = visit.toast(_("Cet inventaire a changé, le voici maintenant."))
    return [changed, visit.show(await differences_card(db, visit, await counts.read(db, tap.object_id)))]


@button("count-close", writes=True, stale=_stale)
async def _close(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    if (await counts.read(uow, tap.object_id)).state is not CountState.OPEN:
        return await _stale(uow, visit, tap)
    await counts.close(uow, tap.object_id, version=tap.version)
    closed = await counts.read(uow, tap.object_id)
    return [visit.toast(_("Validé.")), visit.show(await differences_card(uow, visit, closed))]


@button("count-cancel", writes=True, stale=_stale)
async def _cancel(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    if (await counts.read(uow, tap.object_id)).state is not CountState.OPEN:
        return await _stale(uow, visit, tap)
    given_up = await counts.cancel(uow, tap.object_id, version=tap.version)
    return [visit.toast(_("Abandonné.")), visit.show(await differences_card(uow, visit, given_up))]


@button("count-go-on", writes=True)
async def _go_on(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    open_one = await counts.read(uow, tap.object_id)
    if open_one.state is not CountState.OPEN:
        raise NotFound("stock_count", tap.object_id)
    return await counting(uow, visit, open_one.warehouse_id)


def _alone(typed: str) -> Decimal | None:
    """A number and nothing else; nought too."""
    tokens = tokens_of(typed)
    if len(tokens) == 1 and tokens[0].text in ("aucun", "aucune", "rien", "zero"):
        return Decimal(0)
    number = tokens[0].number if len(tokens) == 1 and not tokens[0].rough else None
    return number if number is not None and 0 <= number <= LARGEST_QUANTITY else None


async def _named(db: Reader, answers: Answers, typed: str) -> tuple[list[tuple[int, Quantity]], list[str]]:
    """« ballon 200: 3 »: of several products that fit, the one that is kept there; and the words that are unclear.

    Raises Unreadable when none of it is clear.
    """
    tokens = tokens_of(typed)
    known = await Lookup(db)(tuple(dict.fromkeys(atom for token in tokens for atom in atoms(token.text))))
    said, unread = read_each_count(tokens, typed, Index(known.products))
    warehouse_id = (await counts.read(db, answers["count_id"])).warehouse_id
    clear, doubtful = list[tuple[int, Quantity]](), list[str]()
    for one in said:
        found = await _meant(db, one, warehouse_id)
        if len(found) == 1:
            clear.append((found[0], quantity(one.quantity or Decimal(0))))
        else:
            doubtful.append(_doubt(one))
    if not clear and doubtful and not unread:
        raise Unreadable(_("Lequel ? {names}").format(names=" · ".join(doubtful)))
    if not clear:
        raise Unreadable(N_("J'attends un nombre, « ballon 200: 3 », ou « terminer »."))
    return clear, [*doubtful, *unread]


async def _meant(db: Reader, one: GoodsSaid, warehouse_id: int) -> Sequence[int]:
    """Of the products that fit, those that are kept there when there are any."""
    found = [entry.id for entry in one.product.candidates]
    if len(found) == 1:
        return found
    held = [n for n in found if any(row.warehouse.id == warehouse_id for row in await stock_of(db, n))]
    return held or found


def _doubt(one: GoodsSaid) -> str:
    """« Vanne 3/4 · Vanne 1/2 »: what it may be."""
    return " · ".join(entry.name for entry in one.product.candidates[:4])
