"""The chart of accounts: which account each thing is posted to by itself, and another one in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.flows import Flow, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.ledger.words import USES
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer
from core.i18n import N_, _
from core.ledger import accounts
from core.ledger.chart import BEGINS
from core.ledger.models import AccountUse
from core.ledger.moving import CARRIED
from core.permissions import Permission
from core.treasury import places
from core.uow import Reader, UnitOfWork

_CARD: Final = "chart:0"
_SHOWN: Final = 20  # accounts that nothing is posted to by itself


async def chart_asked(visit: Visit, use: str, number: str) -> Plan:
    """The chart; with a use and a number, the use goes there from now on, which is shown with the way back."""
    if not use:
        return answer(Show(await chart_screen(visit.db), fresh=True))
    visit.actor.expect(Permission.LEDGER_WRITE)
    return Plan(act=lambda uow: _change(uow, visit, AccountUse(use), number))


async def chart_screen(db: Reader) -> Screen:
    """Each use with its account, then the other accounts that the company has."""
    known = await accounts.accounts(db)
    used = {one.use: one for one in known if one.use is not None}
    lines: list[Line] = [("📚 ", bold(_("Plan de comptes")))]
    lines += [(bold(used[use].number), f" {_(label)}") for use, label in USES.items()]
    lines += [f"{one.number} {one.label}" for one in known if one.use is None][:_SHOWN]
    if not db.actor.may(Permission.LEDGER_WRITE):
        return Screen(tuple(lines), card=_CARD)
    lines.append(italic(_("En gras, là où Carnet écrit. Pour changer : touchez, ou écrivez « compte ventes 707100 ».")))
    each = [Button(f"{used[use].number} {_(label)}"[:40], _tap(db, "chart-ask", use)) for use, label in USES.items()]
    return Screen(tuple(lines), in_rows(each), card=_CARD)


@button("chart", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await chart_screen(db))]


@button("chart-ask", writes=True)
async def _ask(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.LEDGER_WRITE)
    use = AccountUse(tap.word(0, list(AccountUse)))
    return await begin(uow, visit, SET_ACCOUNT, {"use": use.value})


@button("chart-set", writes=True)
async def _back(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await places.number_account(uow, use=AccountUse(tap.word(0, list(AccountUse))), number=str(tap.number(1)))
    return [visit.toast(_("Annulé.")), visit.show(await chart_screen(uow))]


async def _change(uow: UnitOfWork, visit: Visit, use: AccountUse, number: str) -> Sequence[Say]:
    before = await accounts.number_of(uow, use)
    account = await places.number_account(uow, use=use, number=number)
    rows = ((Button(_("📚 Plan de comptes"), _tap(uow, "chart")),),)
    if account.number == before:
        return [visit.show(Screen((_("C'était déjà ainsi."),), rows, card=_CARD), fresh=True)]
    told = _("{use} : {number} à partir de maintenant").format(use=_(USES[use]), number=account.number)
    kept = _("Les écritures déjà passées restent au {before}.").format(before=before)
    if use in CARRIED:
        kept += " " + _("Son solde est viré au {number} (journal OD).").format(number=account.number)
    back = (Button(_("↩️ Annuler"), _tap(uow, "chart-set", use, before)),)
    return [visit.show(Screen((("📚 ", bold(told)), kept), (back, *rows), card=_CARD), fresh=True)]


@dataclass(frozen=True, slots=True)
class NumberStep:
    """The number of the account for the use that the answer "use" names."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        use = AccountUse(answers["use"])
        asked = _("Quel compte pour « {use} » ?").format(use=_(USES[use]))
        return Question((bold(asked), _("Son numéro commence par {digits}.").format(digits=BEGINS[use])))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        number = "".join(reply.text.split())
        if not number.isdecimal():
            raise Unreadable(N_("J'attends un numéro de compte, en chiffres."))
        return number

    def value(self, answers: Answers) -> str:
        return str(answers[self.name])


async def _answered(uow: UnitOfWork, visit: Visit, use: AccountUse, number: str) -> Sequence[Say]:
    return await _change(uow, visit, use, number)


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await chart_screen(uow))]


def _tap(db: Reader, verb: str, *arguments: str) -> str:
    return Tap(verb, db.actor.company_id or 0, arguments=arguments).packed()


SET_ACCOUNT: Final = Flow(
    "chart:account",
    (Given("use", AccountUse), NumberStep("number")),
    _answered,
    N_("Changement d'un compte"),
    _left,
)
