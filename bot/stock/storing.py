"""New depots and vans, and whose a van is: « nouveau dépôt Villeurbanne », « camion de mehdi »."""

from collections.abc import Sequence

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.stock.cards import place_card, places_card
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable, undoable
from bot.talk.visit import Plan, Visit, answer, object_key, tell
from bot.understanding.people import capitalised
from core.i18n import _
from core.kernel.text import words
from core.parties import customers
from core.permissions import Permission
from core.stock import warehouses
from core.stock.models import Warehouse, WarehouseKind
from core.uow import Reader, UnitOfWork

_MOST = 6  # people offered of one name
_MOST_OWNERS = 24


async def new_place(visit: Visit, kind: WarehouseKind, name: str, *, sure: bool) -> Plan:
    """Make a depot of this name, or the van of somebody; not `sure`, a van only for somebody who is known."""
    if kind is WarehouseKind.VAN:
        found = await people_called(visit.db, name)
        if len(found) > 1:
            return answer(Show(_whose(visit, found), fresh=True))
        if found:
            person_id, person = found[0]
            return Plan(act=lambda uow: _make(uow, visit, kind, _van_name(person), person_id))
        if not sure:
            sorry = _("Personne ne s'appelle « {name} » dans l'équipe.").format(name=name[:60])
            return answer(Show(await places_card(visit.db, visit, await warehouses.all_(visit.db), sorry), fresh=True))
    if not name and kind is WarehouseKind.DEPOT:
        return tell(visit, _("Comment s'appelle-t-il ? Écrivez par exemple : nouveau dépôt Villeurbanne"))
    if not name:
        return tell(visit, _("À qui est-il ? Écrivez par exemple : camion de mehdi"))
    return Plan(act=lambda uow: _make(uow, visit, kind, _place_name(kind, name), None))


async def given(visit: Visit, warehouse_id: int, name: str) -> Plan:
    """The van is somebody's from now on; asked who, when several are called so."""
    found = await people_called(visit.db, name)
    if not found:
        return tell(visit, _("Personne ne s'appelle « {name} » dans l'équipe.").format(name=name[:60]))
    warehouse = await warehouses.read(visit.db, warehouse_id)
    if len(found) > 1:
        return answer(Show(_owners(visit, warehouse, found), fresh=True))
    return Plan(act=lambda uow: _give(uow, visit, warehouse.id, found[0][0]))


async def people_called(db: Reader, name: str) -> Sequence[tuple[int, str]]:
    """The colleagues who bear all these words, or begin with them."""
    said = words(name)
    everybody = await customers.colleagues(db)
    exact = [one for one in everybody if said and set(said) <= set(words(one[1]))]
    near = [one for one in everybody if said and all(_begins(word, words(one[1])) for word in said)]
    return (exact or near)[:_MOST]


def _begins(word: str, names: Sequence[str]) -> bool:
    return len(word) >= 3 and any(name.startswith(word) for name in names)


def _van_name(person: str) -> str:
    return f"Camion {person}"


def _place_name(kind: WarehouseKind, name: str) -> str:
    first = {WarehouseKind.VAN: "Camion", WarehouseKind.QUARANTINE: "Quarantaine"}.get(kind, "Dépôt")
    return capitalised(name) if first.lower() in name.lower() else f"{first} {capitalised(name)}"


def _whose(visit: Visit, found: Sequence[tuple[int, str]]) -> Screen:
    company = visit.actor.company_id or 0
    buttons = [(Button(name[:60], Tap("van-new", company, number).packed()),) for number, name in found]
    return Screen((_("À qui est ce camion ?"),), tuple(buttons), card="places:0")


def _owners(visit: Visit, warehouse: Warehouse, people: Sequence[tuple[int, str]]) -> Screen:
    def to(person_id: int) -> str:
        return Tap("van-give", warehouse.company_id, warehouse.id, 0, (str(person_id),)).packed()

    buttons = [Button(name[:60], to(number)) for number, name in people]
    nobody = (Button(_("À personne"), to(0)),) if warehouse.person_id is not None else ()
    back = Button(_("⬅️ Retour"), Tap("place", warehouse.company_id, warehouse.id).packed())
    title = ("👤 ", bold(_("À qui est {van} ?").format(van=warehouse.name)))
    return Screen((title,), (*in_rows(buttons), (*nobody, back)), card=object_key("place", warehouse.id))


@button("van-whose", writes=False)
async def _whose_button(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.WAREHOUSES_WRITE)
    people = await customers.colleagues(db)
    return [visit.show(_owners(visit, await warehouses.read(db, tap.object_id), people[:_MOST_OWNERS]))]


@button("van-give", writes=True)
async def _give_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _give(uow, visit, tap.object_id, tap.number(0) or None)


async def _give(uow: UnitOfWork, visit: Visit, warehouse_id: int, person_id: int | None) -> Sequence[Say]:
    await warehouses.give(uow, warehouse_id, person_id=person_id)
    return [visit.show(await place_card(uow, visit, await warehouses.read(uow, warehouse_id)), fresh=True)]


@button("van-new", writes=True)
async def _van_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    own = await warehouses.van_of(uow, tap.object_id)
    if own is not None:
        return [visit.show(await place_card(uow, visit, own))]
    names = dict(await customers.colleagues(uow))
    return await _make(uow, visit, WarehouseKind.VAN, _van_name(names.get(tap.object_id, "")), tap.object_id)


@button("place-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    warehouse = await warehouses.read(uow, tap.object_id)
    if warehouse.archived_at is None:
        expect_undoable(uow, warehouse.created_at)
        await warehouses.archive(uow, warehouse.id)
    gone = Screen((f"↩️ {warehouse.name} · {_('création annulée')}",), card=f"place:{warehouse.id}")
    return [visit.toast(_("Annulé.")), visit.show(gone)]


async def _make(uow: UnitOfWork, visit: Visit, kind: WarehouseKind, name: str, person_id: int | None) -> Sequence[Say]:
    own = await warehouses.van_of(uow, person_id)
    if own is not None:
        return [visit.show(await place_card(uow, visit, own), fresh=True)]
    before = next((one for one in await warehouses.all_(uow, archived=True) if words(one.name) == words(name)), None)
    if before is not None and before.archived_at is not None and before.kind is kind:
        made = await warehouses.restore(uow, before.id)
        made = made if person_id is None else await warehouses.give(uow, made.id, person_id=person_id)
        return [visit.show(await place_card(uow, visit, made), fresh=True)]
    made = await warehouses.create(uow, name=name, kind=kind, person_id=person_id)
    undo = Tap("place-undo", made.company_id, made.id).packed()
    card = undoable(await place_card(uow, visit, made), _("Créé. « Annuler » reste possible une minute."), undo)
    return [visit.show(card, fresh=True)]
