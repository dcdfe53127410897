"""What does not exist yet is said plainly, and kept as a note on the customer it is about."""

from collections.abc import Mapping
from typing import Any, Final

from bot.meant import NOT_YET, another_request, kept, world_of
from bot.parties.picking import asks_who
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit
from bot.understanding.coming import Coming, coming
from bot.understanding.frames import read_frame
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.who import take_customer
from core.i18n import N_
from core.kernel.text import words

_SENTENCES: Final[Mapping[Coming, str]] = {
    Coming.FORECAST: NOT_YET["report.query"],
    Coming.EXTRACT: N_("📊 Cette liste de clients ne se demande pas encore ici."),
    Coming.CASH: N_("🏦 La trésorerie à venir ne se calcule pas encore ici. Ce qu'il y a aujourd'hui : « tréso »."),
    Coming.PROJECT: N_("🏗 Les chantiers et leurs budgets ne se suivent pas encore ici."),
    Coming.CONTRACT: N_("📑 Les contrats d'entretien ne se suivent pas encore ici."),
    Coming.PURCHASE: N_("🛒 Les fournisseurs et les achats ne se suivent pas encore ici."),
    Coming.DEBIT: N_("🔁 Les prélèvements ne partent pas encore d'ici."),
    Coming.TRANSFER: N_("🏦 Les virements d'un compte à l'autre ne se notent pas encore ici."),
    Coming.LOYALTY: N_("🎟 Les promotions, les points et les chèques cadeaux n'existent pas encore ici."),
    Coming.MAILING: N_("📨 Les envois à plusieurs clients ne partent pas encore d'ici."),
    Coming.EQUIPMENT: N_("🔧 Le matériel des clients ne se suit pas encore ici."),
    Coming.DATA: N_("💾 Les sauvegardes ne se demandent pas encore ici."),
}
_LEAST_WORDS: Final = 2  # of a sentence


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for what does not exist yet; nothing for other words, and for the name of a customer."""
    what = coming(text)
    if what is None:
        return None
    lookup = Lookup(visit.db)
    whom = take_customer(Sheet(text), await world_of(visit, lookup, text), certain=True)
    if whom is not None and whom.words.casefold() == text.strip().casefold():
        return None
    return kept(visit, _SENTENCES[what], lookup.customers.get(whom.code or "") if whom else None, text)


async def beside_a_question(visit: Visit, question: dict[str, Any], text: str, *, fits: bool) -> Plan | None:
    """The plan for words that ask for something else than the open question does; None when they may be its answer.

    A question for a customer would take « tâche pour Mehdi » for a name: of what does not exist yet it is told here.
    """
    if (not fits or asks_who(question)) and (other := await another_request(visit, text)) is not None:
        return other
    if len(words(text)) < _LEAST_WORDS or not asks_who(question):
        return None
    lookup = Lookup(visit.db)
    frame = read_frame(text, await world_of(visit, lookup, text))
    if frame.intent is None or frame.intent not in NOT_YET or "intents" in frame.slots:
        return None
    code = frame.slots.get("customer")
    return kept(visit, NOT_YET[frame.intent], lookup.customers.get(code) if code else None, text)
