"""The customer's own side: what he is reminded of, when he says that he pays, what he contests."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say, SendPdf, Show
from bot.outgoing.screen import Button, Line, Screen, bold, plain_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit
from bot.understanding.dunning import read_own_promise
from core.dunning import pausing
from core.dunning.models import DunningLetter
from core.dunning.papers.words import asked, body, title
from core.i18n import N_, _, day, money
from core.kernel.amounts import amount
from core.permissions import Permission
from core.uow import UnitOfWork

_MOST: Final = 5  # invoices whose PDF comes along


async def own_promise(visit: Visit) -> Plan | None:
    """« je paie vendredi »: noted, and whoever sells to him is told; None for other words."""
    if not visit.actor.may(Permission.ACCOUNT_OWN):
        return None
    on = read_own_promise(visit.turn.text, visit.db.today)
    if on is None:
        return None

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await pausing.promise_own(uow, on=on)
        told = _("Merci, c'est noté : vous payez le {day}. {company} est prévenu.")
        return [Show(plain_screen(told.format(day=day(on), company=visit.known.company)))]

    return Plan(act=act)


def letter_says(letter: DunningLetter) -> list[Say]:
    """What the customer's people see: the words, how to answer, the letter, his account and the invoices."""
    lines: list[Line] = [
        ("📮 ", bold(title(letter.level, formal=letter.formal)), f" · {letter.seller['name']}"),
        body(letter),
        *map(_line, letter.items[:_MOST]),
        (_("À régler : "), bold(money(asked(letter)))),
    ]
    screen = Screen(tuple(lines), _rows(letter), card=f"reminder:{letter.id}")
    says: list[Say] = [Show(screen, fresh=True), SendPdf("reminder", letter.company_id, letter.id)]
    says.append(SendPdf("reminder-statement", letter.company_id, letter.id))
    return [*says, *(SendPdf("invoice", letter.company_id, one["invoice_id"]) for one in letter.items[:_MOST])]


def _line(item: dict[str, Any]) -> str:
    late = _("échue depuis {days} j").format(days=item["days"])
    return f"🔴 {item['number']} · {money(amount(item['left']))} · {late}"


def _rows(letter: DunningLetter) -> tuple[tuple[Button, ...], ...]:
    def tap(verb: str, *arguments: str) -> str:
        return Tap(verb, letter.company_id, 0, 0, arguments).packed()

    pay = Button(_("💳 Payer"), tap("mine"))
    when = (
        Button(_("🤝 Je paie demain"), tap("mine-promise", "1")),
        Button(_("🤝 Dans 8 jours"), tap("mine-promise", "8")),
    )
    return (pay,), when, (Button(_("⚠️ Je conteste"), Tap("mine-dispute", letter.company_id, letter.id).packed()),)


@button("mine-promise", writes=True)
async def _promise(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    on = uow.today + timedelta(days=int(tap.word(0, ("1", "8"))))
    await pausing.promise_own(uow, on=on)
    told = _("C'est noté : vous payez le {day}.").format(day=day(on))
    return [visit.toast(told), Show(plain_screen(f"🤝 {told}"))]


@button("mine-dispute", writes=True)
async def _contest(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.ACCOUNT_OWN)
    return await begin(uow, visit, OWN_DISPUTE, {"company": visit.known.company})


async def _contested(uow: UnitOfWork, visit: Visit, company: str, note: str) -> Sequence[Say]:
    await pausing.dispute_own(uow, note=note)
    told = _("C'est transmis à {company} : aucune relance tant que ce n'est pas réglé.").format(company=company)
    return [Show(plain_screen(told))]


OWN_DISPUTE: Final = Flow(
    "dunning:own-dispute",
    (Given("company"), Text("note", N_("Que contestez-vous ? Dites-le en quelques mots."), limit=300)),
    _contested,
    N_("Contestation"),
)
