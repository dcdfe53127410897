"""What is agreed besides the prices: said in words, or asked one by one after its button."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.sales.editing import terms_card
from bot.sales.words import CHANNELS, USUAL_TERMS, terms_words
from bot.talk.visit import Visit
from bot.understanding import Conditions, read_conditions, read_day, read_percent, read_quantity
from bot.understanding.vocabulary import NOTHING_TO_SAY
from core.i18n import N_, _, ngettext, percentage
from core.kernel.amounts import percent
from core.kernel.text import folded, words
from core.parties import addresses
from core.parties.models import AddressUse
from core.sales import quotes
from core.sales.lifecycles import Channel
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork

_TOWN: Final = re.compile(r"^(?P<street>.*?)[\s,]*(?P<zip>\d{5})\s+(?P<city>\D+)$")
_VALIDITIES: Final = (15, 30, 60, 90)
_DEPOSITS: Final = (0, 20, 30, 40, 50)


def stored_conditions(said: Conditions) -> dict[str, Any]:
    """What was said of the terms, as JSON: a flow keeps it while it asks something else."""
    values: dict[str, Any] = {
        "validity_days": said.validity_days,
        "payment_terms": said.payment_terms,
        "deposit": None if said.deposit_percent is None else str(said.deposit_percent),
        "delivery_on": None if said.delivery_on is None else said.delivery_on.isoformat(),
        "subject": said.subject,
        "place": said.place,
        "notes": said.note,
    }
    return {name: value for name, value in values.items() if value is not None}


async def terms_of(uow: UnitOfWork, customer_id: int, stored: Mapping[str, Any]) -> quotes.Terms:
    """What `quotes.draft` and `quotes.set_terms` take for what was said; a new place becomes an address."""
    terms: dict[str, Any] = {name: value for name, value in stored.items() if name != "place"}
    if "deposit" in terms:
        terms["deposit"] = percent(terms["deposit"])
    if "delivery_on" in terms:
        terms["delivery_on"] = date.fromisoformat(terms["delivery_on"])
    if "channel" in terms:
        terms["channel"] = Channel(terms["channel"])
    if "place" in stored:
        terms["address_id"] = await _address_of(uow, customer_id, stored["place"])
    return cast(quotes.Terms, terms)


async def set_conditions(uow: UnitOfWork, quote: Quote, stored: Mapping[str, Any]) -> Quote:
    """Change the terms of a draft."""
    return await quotes.set_terms(uow, quote.id, **await terms_of(uow, quote.customer_id, stored))


async def _address_of(uow: UnitOfWork, customer_id: int, said: str) -> int:
    """The customer's address that the words name, or a new one with them."""
    meant = set(words(said))
    for address in await addresses.of(uow, customer_id):
        if meant <= set(words(addresses.one_line(address))):
            return address.id
    found = _TOWN.match(said)
    parts = found.groupdict() if found else {"street": said}
    return (await addresses.add(uow, customer_id, use=AddressUse.DELIVERY, **parts)).id


# --- Asked after a button --------------------------------------------------------------------------------------------

_SENTENCES: Final = ("subject", "note")  # answered by any words
Read = Callable[[Reader, str], Any]  # the value of a typed answer, as JSON; raises Unreadable


@dataclass(frozen=True, slots=True)
class _Term:
    """One condition: the argument it sets, how it is asked, its usual values, how a typed answer is read."""

    argument: str
    question: str
    options: Callable[[], Sequence[Option]]
    read: Read


@dataclass(frozen=True, slots=True)
class TermStep:
    """The new value of one condition; `what` among the answers says which, `places` the customer's addresses."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        term = TERMS[answers["what"]]
        places = [Option(f"📍 {label}"[:60], {"address_id": id_}) for id_, label in answers.get("places") or ()]
        free = answers["what"] in _SENTENCES
        return Question((_(term.question),), (*places, *term.options()), width=1 if places else 3, free=free)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        term = TERMS[answers["what"]]
        return {term.argument: term.read(db, reply.text)}

    def value(self, answers: Answers) -> Mapping[str, Any]:
        value: Mapping[str, Any] = answers[self.name]
        return value


async def term_answers(db: Reader, quote: Quote, what: str) -> dict[str, Any]:
    """What the flow of one condition knows from the start."""
    known: dict[str, Any] = {"quote_id": quote.id, "what": what}
    if what == "place":
        own = ", ".join(part for part in (quote.customer.street, quote.customer.city) if part) or _("chez le client")
        others = [[one.id, addresses.one_line(one)] for one in await addresses.of(db, quote.customer_id)]
        known["places"] = [[0, own], *others]
    return known


def _validity(db: Reader, typed: str) -> int:
    said = read_conditions(typed, db.today).validity_days
    days = said or read_quantity(typed)
    if not days or days != int(days):
        raise Unreadable(N_("J'attends un nombre de jours, par exemple 30."))
    return int(days)


def _payment(db: Reader, typed: str) -> str:
    code = read_conditions(typed, db.today).payment_terms
    if code is None:
        raise Unreadable(N_("Par exemple : comptant, 30j, 30j fdm, 3x."))
    return code


def _deposit(db: Reader, typed: str) -> str:
    share = Decimal(0) if _is_nothing(typed) else read_percent(typed)
    if share is None:
        raise Unreadable(N_("J'attends un pourcentage, par exemple 30."))
    return str(share)


def _delivery(db: Reader, typed: str) -> str:
    on = read_day(typed, db.today) or read_conditions(typed, db.today).delivery_on
    if on is None:
        raise Unreadable(N_("J'attends un jour, par exemple : vendredi, le 12/12, dans 15 jours."))
    return on.isoformat()


def _words(db: Reader, typed: str) -> str:
    return "" if _is_nothing(typed) else typed.strip()[:2000]


def _subject(db: Reader, typed: str) -> str:
    return " ".join(_words(db, typed).split())[:200]


def _place(db: Reader, typed: str) -> str:
    if len(typed.strip()) < 3:
        raise Unreadable(N_("Écrivez une adresse, par exemple : 3 rue des Lilas 69003 Lyon"))
    return " ".join(typed.split())[:200]


def _channel(db: Reader, typed: str) -> str:
    for channel, label in CHANNELS.items():
        if folded(typed) in folded(_(label)):
            return channel.value
    raise Unreadable(N_("Touchez l'une des réponses."))


def _is_nothing(typed: str) -> bool:
    return " ".join(words(typed)) in {*NOTHING_TO_SAY, "0", "sans"}


def _validities() -> Sequence[Option]:
    return [
        Option(ngettext("{days} jour", "{days} jours", days).format(days=days), {"validity_days": days})
        for days in _VALIDITIES
    ]


def _payments() -> Sequence[Option]:
    return [Option(terms_words(code), {"payment_terms": code}) for code in USUAL_TERMS]


def _deposits() -> Sequence[Option]:
    labels = [(share, percentage(percent(share)) if share else _("Aucun")) for share in _DEPOSITS]
    return [Option(label, {"deposit": str(share)}) for share, label in labels]


def _channels() -> Sequence[Option]:
    return [Option(_(label), {"channel": channel.value}) for channel, label in CHANNELS.items()]


def _none() -> Sequence[Option]:
    return ()


TERMS: Final = {
    "validity": _Term("validity_days", N_("Combien de temps est-il valable ?"), _validities, _validity),
    "payment": _Term("payment_terms", N_("Quel règlement ?"), _payments, _payment),
    "deposit": _Term("deposit", N_("Quel acompte ?"), _deposits, _deposit),
    "delivery": _Term("delivery_on", N_("Livraison ou exécution quel jour ?"), _none, _delivery),
    "subject": _Term("subject", N_("Quel objet ?"), lambda: [Option(_("Sans objet"), {"subject": ""})], _subject),
    "note": _Term("notes", N_("Quelle note imprimer ?"), lambda: [Option(_("Sans note"), {"notes": ""})], _words),
    "place": _Term("place", N_("Où est-ce à faire ? Écrivez une adresse."), _none, _place),
    "channel": _Term("channel", N_("Où le client signera-t-il ?"), _channels, _channel),
}


async def _set(
    uow: UnitOfWork, visit: Visit, quote_id: int, what: str, places: Any, value: Mapping[str, Any]
) -> Sequence[Say]:
    quote = await set_conditions(uow, await quotes.read(uow, quote_id), value)
    return [visit.show(terms_card(quote), fresh=True)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(terms_card(await quotes.read(uow, answers["quote_id"])), fresh=True)]


SET_TERM: Final = Flow(
    "quote:term",
    (Given("quote_id"), Given("what"), Given("places"), TermStep("value")),
    _set,
    N_("Changement des conditions"),
    _left,
)
