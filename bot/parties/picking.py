"""« Quel client ? »: the likely ones as buttons, words that narrow, never a silent choice among several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.flows import Option, Question, Reply, Unreadable
from bot.flows.engine import FLOWS, Answers, Open
from bot.flows.picking import among, offered, options, picked
from bot.outgoing.screen import Line, bold
from bot.talk.lookup import customer_entry
from bot.understanding import Match, resolve
from core.i18n import N_, _
from core.kernel.text import words
from core.parties import customers
from core.parties.models import Customer
from core.uow import Reader

_SIGNS: Final = ("+", "-", "−", "=")  # more or less of something, and nobody's name
_LEAST_LETTERS: Final = 4  # of a word that tells names apart
_MOST_ALIKE: Final = 4  # buttons


def likely(those: Sequence[Customer]) -> dict[str, Any]:
    """The answer before anybody has chosen: whom to offer."""
    return offered([customer_entry(one) for one in those])


async def likely_customers(db: Reader) -> dict[str, Any]:
    """Nobody was named: the latest customers are offered."""
    return likely(await customers.recent(db))


async def others_like(db: Reader, customer: Customer) -> dict[str, Any]:
    """« Pas lui, l'autre »: who has a word of his name, or else the latest customers."""
    named = [word for word in words(customer.name) if len(word) >= _LEAST_LETTERS]
    alike = {one.id: one for word in named for one in await customers.search(db, word, limit=_MOST_ALIKE)}
    alike.pop(customer.id, None)
    return likely(list(alike.values())[:_MOST_ALIKE]) if alike else await likely_customers(db)


@dataclass(frozen=True, slots=True)
class CustomerStep:
    """Which customer: {"id"} once chosen, {"new"} for somebody new, until then what `bot.flows.picking` keeps.

    Without a `question` it is whom a quote is for: somebody unknown can be made there, {"new": the words said}. With
    one, its {name} is that of the answer "about", and `new` the label of a button that makes somebody, {"new": True}.
    """

    name: str
    question: str = ""
    new: str = ""

    def ask(self, answers: Answers) -> Question | None:
        known = answers.get(self.name) or offered(())
        if "candidates" not in known:
            return None
        if not self.question:
            return _for_whom(known)
        how = _("Touchez un nom, ou écrivez-le.") if known["candidates"] else _("Écrivez son nom.")
        fresh = (Option(_(self.new), {"new": True}),) if self.new else ()
        return Question((_(self.question).format(**answers.get("about", {})), how), (*options(known), *fresh))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        if reply.text.lstrip()[:1] in _SIGNS:
            raise Unreadable(N_("Touchez un nom, ou écrivez-le."))
        match = among(answers.get(self.name) or offered(()), reply.text)
        if match.certain is None:
            match = resolve(reply.text, [customer_entry(one) for one in await customers.entries(db, words(reply.text))])
        if self.question and not match.candidates:
            raise Unreadable(N_("Je ne trouve pas ce client. Écrivez son nom autrement, ou sa ville."))
        return picked(Match(" ".join(reply.text.split())[:100], match.candidates))

    def value(self, answers: Answers) -> dict[str, Any]:
        known: dict[str, Any] = answers[self.name]
        return known


def asks_who(stored: dict[str, Any]) -> bool:
    """Whether an open question, as it is kept, is answered by the name of a customer."""
    state = Open.of(stored)
    open_step = FLOWS[state.flow].open_step(state.answers)
    return open_step is not None and isinstance(open_step[0], CustomerStep)


def _for_whom(known: Mapping[str, Any]) -> Question:
    """Whoever was named and is not known may be made; nobody else has to be."""
    named, likely_ones = known["words"], options(known)
    if not named:
        return Question((_("Pour quel client ?"),), likely_ones)
    lines: tuple[Line, ...] = ((bold(named), _(" : lequel ?")),)
    if not likely_ones:
        lines = ((_("Je ne connais pas"), " ", bold(named), "."), _("Écrivez un autre nom, ou créez-le."))
    fresh = Option(_("➕ Nouveau : {name}").format(name=named[:1].upper() + named[1:]), {"new": named})
    return Question(lines, (*likely_ones, fresh))
