"""« clients »: all of them by name, a page at a time."""

import re
from collections.abc import Sequence
from typing import Final

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.talk.buttons import button
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer
from core.i18n import _
from core.kernel.text import words
from core.parties import customers
from core.permissions import Permission
from core.uow import Reader

_OURS: Final = r"(?:(?:tous|toutes|all) )?(?:(?:les|mes|nos|des|de|my|our|the) )*"
_ASKED: Final = re.compile(
    r"(?:(?:voir|montre|affiche|ouvre|donne|show|list)(?: moi| me)? )?"
    rf"{_OURS}(?:(?:la |une )?(?:liste|fichier|repertoire|carnet) )?{_OURS}(?:clients|clientes|customers)(?: list)?"
)


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for the bare word; None for any other sentence."""
    if not names_them_all(text):
        return None
    visit.actor.expect(Permission.CUSTOMERS_READ)
    return answer(Show(await _listed(visit.db, 0), fresh=True))


def names_them_all(text: str) -> bool:
    """Whether the words ask for the customers as such: « clients », « la liste de mes clients »."""
    return _ASKED.fullmatch(" ".join(words(text))) is not None


@button("customers", writes=False)
async def _page(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await _listed(db, tap.number(0)))]


async def _listed(db: Reader, page: int) -> Screen:
    found = await customers.listed(db, limit=PAGE, offset=page * PAGE)
    company_id = db.actor.company_id or 0
    told = [(one, " · ".join(filter(None, (one.name, one.city)))) for one in found.rows]
    buttons = [Button(f"👤 {label}"[:100], Tap("customer", company_id, one.id).packed()) for one, label in told]
    pages = page_row(
        page,
        more=found.total > (page + 1) * PAGE,
        tap=lambda other: Tap("customers", company_id, arguments=(str(other),)).packed(),
    )
    title = ("👥 ", bold(_("Clients ({count})").format(count=found.total)))
    none = _("Aucun client encore. Écrivez par exemple : client dupont")
    hint = _("Pour en trouver un, écrivez son nom.") if found.total else none
    return Screen((title, hint), (*in_rows(buttons, 1), *pages), card="customers:0")
