"""The families of the catalogue: a new one, another name, another place. Each is asked in the catalogue's message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.catalog.browsing import catalogue
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable, undoable
from bot.talk.visit import Visit
from core.catalog import families
from core.i18n import N_, _
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_ROOT: Final = 0  # as an answer: in no family
_MOST: Final = 30  # families offered; the others are written
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class PlaceStep:
    """The family to go into, tapped or written by its name or path."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        options = [Option(label, number) for label, number in answers["places"]]
        lines = (_("Dans quelle famille ?"), _("Touchez un nom, ou écrivez-le."))
        return Question(lines, (Option(_("⬆️ Tout en haut"), _ROOT), *options[:_MOST]), width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        said = words(reply.text)
        named = [number for label, number in answers["places"] if said in (words(label), words(label)[-len(said) :])]
        if len(named) != 1 or not said:
            raise Unreadable(N_("Touchez une réponse dans la liste."))
        return named[0]

    def value(self, answers: Answers) -> int | None:
        return int(answers[self.name]) or None


async def _make(uow: UnitOfWork, visit: Visit, family_id: int, name: str) -> Sequence[Say]:
    made = await families.create(uow, name=name, parent_id=family_id or None)
    return [visit.show(await catalogue(uow, visit, family_id=made.id))]


async def _name(uow: UnitOfWork, visit: Visit, family_id: int, name: str) -> Sequence[Say]:
    family = await families.rename(uow, family_id, name=name)
    return await _changed(uow, visit, family_id, _("Renommée : {name}.").format(name=family.name))


async def _place(uow: UnitOfWork, visit: Visit, family_id: int, places: object, parent_id: int | None) -> Sequence[Say]:
    await families.move(uow, family_id, parent_id=parent_id)
    return await _changed(uow, visit, family_id, _("Déplacée."))


async def _changed(uow: UnitOfWork, visit: Visit, family_id: int, done: str) -> Sequence[Say]:
    """The family with what was done, which can be taken back."""
    change_id, _at = await families.last_change(uow, family_id)
    note = f"{done} {_('« Annuler » reste possible une minute.')}"
    undo = Tap("family-revert", visit.actor.company_id or 0, family_id, change_id).packed()
    return [visit.show(undoable(await catalogue(uow, visit, family_id=family_id), note, undo))]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await catalogue(uow, visit, family_id=answers["family_id"]))]


_NAME: Final = Text("name", N_("Quel nom pour la famille ?"), limit=_LONGEST)
NEW_FAMILY = Flow("family:new", (Given("family_id"), _NAME), _make, N_("Nouvelle famille"), _left)
RENAME = Flow("family:name", (Given("family_id"), _NAME), _name, N_("Nom d'une famille"), _left)
MOVE = Flow(
    "family:place",
    (Given("family_id"), Given("places"), PlaceStep("parent_id")),
    _place,
    N_("Place d'une famille"),
    _left,
)


@button("family-new", writes=True)
async def _ask_new(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.PRODUCTS_WRITE)
    if tap.object_id != _ROOT:
        await _expect_family(uow, tap.object_id)
    return await begin(uow, visit, NEW_FAMILY, {"family_id": tap.object_id})


@button("family-name", writes=True)
async def _ask_name(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.PRODUCTS_WRITE)
    await _expect_family(uow, tap.object_id)
    return await begin(uow, visit, RENAME, {"family_id": tap.object_id})


@button("family-place", writes=True)
async def _ask_place(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """Everywhere but where it is and inside itself."""
    visit.actor.expect(Permission.PRODUCTS_WRITE)
    tree = await families.tree(uow)
    here = next((branch for branch in tree if branch.id == tap.object_id), None)
    if here is None:
        raise NotFound("family", tap.object_id)
    inside = f"{here.path} › "
    places = [
        [branch.path, branch.id]
        for branch in tree
        if branch.id not in (here.id, here.parent_id) and not branch.path.startswith(inside)
    ]
    return await begin(uow, visit, MOVE, {"family_id": here.id, "places": places})


async def _stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    changed = visit.toast(_("Cette famille a changé, la voici maintenant."))
    return [changed, visit.show(await catalogue(db, visit, family_id=tap.object_id))]


@button("family-revert", writes=True, stale=_stale)
async def _revert(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    _id, since = await families.last_change(uow, tap.object_id)
    expect_undoable(uow, since)
    await families.undo_change(uow, tap.object_id, change_id=tap.version)
    return [visit.toast(_("Annulé.")), visit.show(await catalogue(uow, visit, family_id=tap.object_id))]


async def _expect_family(uow: UnitOfWork, family_id: int) -> None:
    """Raise NotFound for what is no family here."""
    if family_id not in {branch.id for branch in await families.tree(uow)}:
        raise NotFound("family", family_id)
