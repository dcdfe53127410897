"""Exporting in the chat: « export clients excel » gives a file that the same chat takes back."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.exchange.screens import KINDS
from bot.outgoing.say import Say, SendFile
from bot.outgoing.screen import Button, Screen, bold, in_rows, plain_screen
from bot.talk.buttons import planned
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit
from core.exchange import exports
from core.exchange.models import ImportKind
from core.exchange.tables.jobs import CSV, XLSX
from core.i18n import _, ngettext
from core.kernel.errors import NotFound
from core.kernel.text import folded, words
from core.offload.job import Job
from core.permissions import Permission
from core.uow import UnitOfWork

_FORMATS: Final[Mapping[str, Job[..., bytes]]] = {"xlsx": XLSX, "csv": CSV}
_EVERY: Final = "de |des |du |les |la |le |tous les |toutes les |mes |nos "
_ASKED: Final = re.compile(
    r"(?:export|exporte|exporter|exporte moi|extraction|extraire|sors|sors moi)"
    rf"(?: (?:{_EVERY})*(?P<what>clients?|prospects?|articles?|produits?|catalogue|tarifs?))?"
    r"(?: (?:en |au format |sur )?(?P<how>excel|xlsx|xls|csv|tableur))?"
)
_PRODUCTS: Final = ("article", "produit", "catalogue", "tarif")


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for « export clients excel »; nothing for other words."""
    found = _ASKED.fullmatch(" ".join(words(text)))
    if found is None:
        return None
    visit.actor.expect(Permission.DATA_EXPORT)
    if found["what"] is None:
        return Plan((visit.show(which(), fresh=True),))
    kind = ImportKind.PRODUCTS if found["what"].startswith(_PRODUCTS) else ImportKind.CUSTOMERS
    return await export(visit, kind, "csv" if found["how"] == "csv" else "xlsx")


async def export(visit: Visit, kind: ImportKind, file_format: str) -> Plan:
    """Read, write the file in a worker, keep it; then it is sent, and that it was is written down."""
    sheet = await exports.sheet(visit.db, kind)
    content = await visit.means.pool.run(_FORMATS[file_format], sheet.header, sheet.rows)
    sha256 = await visit.means.files.put(content)
    name = f"{folded(_(KINDS[kind]))}-{visit.db.today:%Y-%m-%d}.{file_format}"
    rows = len(sheet.rows)
    caption = ngettext("{count} ligne", "{count} lignes", rows).format(count=rows)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await exports.record(uow, kind, rows=rows, sha256=sha256)
        return [SendFile(name, sha256, caption)]

    return Plan(act=act)


@planned("export")
async def _button(visit: Visit, tap: Tap) -> Plan:
    kind, file_format = (*tap.arguments, "", "")[:2]
    if kind not in list(ImportKind) or file_format not in _FORMATS:
        raise NotFound("button", tap.verb)
    return await export(visit, ImportKind(kind), file_format)


def which() -> Screen:
    """What can be exported, as buttons."""
    labels = {ImportKind.CUSTOMERS: _("👤 Clients"), ImportKind.PRODUCTS: _("📦 Articles")}
    buttons = [
        Button(f"{labels[kind]} · {name}", Tap("export", arguments=(kind, file_format)).packed())
        for kind in ImportKind
        for file_format, name in (("xlsx", "Excel"), ("csv", "CSV"))
    ]
    return plain_screen(bold(_("Que faut-il exporter ?")), rows=in_rows(buttons))
