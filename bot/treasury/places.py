"""Bank accounts and tills: what is in each, which ways to pay go there, and the accounts of the books; as settings."""

from collections.abc import Sequence
from typing import Final

from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from bot.treasury.words import METHODS, method_words
from core.i18n import N_, _, money
from core.permissions import Permission
from core.treasury import places
from core.treasury.models import PaymentMethod, PlaceKind
from core.uow import Reader, UnitOfWork

_CARD: Final = "money-places:0"


async def places_screen(db: Reader) -> Screen:
    """What the books say is in each, and where each way to pay goes by itself."""
    held = await places.standing(db) if db.actor.may(Permission.LEDGER_READ) else ()
    goes = await places.by_method(db)
    lines: list[Line] = [("🏦 ", bold(_("Comptes et caisses")))]
    lines += [
        _("{name} · compte {account}, journal {journal} : {balance}").format(
            name=one.place.name, account=one.place.account, journal=one.place.journal, balance=money(one.balance)
        )
        for one in held
    ]
    lines += [f"{METHODS[method][1]} {method_words(method)} → {_(name)}" for method, name in goes.items()]
    if not db.actor.may(Permission.LEDGER_WRITE):
        return Screen(tuple(lines), card=_CARD)
    lines.append(italic(_("Touchez un moyen de paiement pour changer son compte.")))
    ways = [Button(f"{METHODS[one][1]} {method_words(one)}", _tap(db, "money-method", one.value)) for one in goes]
    more = (
        Button(_("➕ Banque"), _tap(db, "money-new", PlaceKind.BANK.value)),
        Button(_("➕ Caisse"), _tap(db, "money-new", PlaceKind.CASH.value)),
    )
    chart = (Button(_("📚 Plan de comptes"), _tap(db, "chart")),)
    return Screen(tuple(lines), (*in_rows(ways), more, chart), card=_CARD)


@button("money-places", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await places_screen(db))]


@button("money-method", writes=False)
async def _ask_method(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The accounts that it may go to."""
    db.actor.expect(Permission.LEDGER_WRITE)
    method = PaymentMethod(tap.word(0, list(PaymentMethod)))
    found = [
        one for one in await places.all_(db) if one.kind is places.KIND_OF[method] or method is PaymentMethod.VOUCHER
    ]
    asked = _("Où vont les paiements par {method} ?").format(method=method_words(method))
    each = [Button(one.name, Tap("money-goes", one.company_id, one.id, 0, (method.value,)).packed()) for one in found]
    back = (Button(_("⬅️ Retour"), _tap(db, "money-places")),)
    none = () if found else (_("Aucun compte encore : il se crée au premier paiement, ou par « ➕ »."),)
    return [visit.show(Screen((bold(asked), *none), (*in_rows(each, 1), back), card=_CARD))]


@button("money-goes", writes=True)
async def _goes(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await places.assign(uow, tap.object_id, method=PaymentMethod(tap.word(0, list(PaymentMethod))))
    await uow.session.flush()
    return [visit.toast(_("Enregistré.")), visit.show(await places_screen(uow))]


@button("money-new", writes=True)
async def _new(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.LEDGER_WRITE)
    return await begin(uow, visit, NEW_PLACE, {"kind": tap.word(0, list(PlaceKind))})


async def _made(uow: UnitOfWork, visit: Visit, kind: str, name: str) -> Sequence[Say]:
    await places.create(uow, name=name, kind=PlaceKind(kind))
    await uow.session.flush()
    return [visit.show(await places_screen(uow), fresh=True)]


def _tap(db: Reader, verb: str, *arguments: str) -> str:
    return Tap(verb, db.actor.company_id or 0, arguments=arguments).packed()


NEW_PLACE: Final = Flow(
    "money:place",
    (
        Given("kind"),
        Text("name", N_("Comment s'appelle ce compte, ou cette caisse ?"), N_("Par exemple : CIC"), limit=100),
    ),
    _made,
    N_("Nouveau compte"),
)
