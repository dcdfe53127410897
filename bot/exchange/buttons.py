"""Importing in the chat: a file is dropped, its columns are looked at, « Valider » puts it in."""

from collections.abc import Sequence

from bot.exchange.screens import column_card, columns_card, import_card
from bot.incoming.turn import SentFile
from bot.outgoing.say import Say, SendFile, Toast
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit
from core.exchange.imports import jobs
from core.exchange.lifecycles import ImportState
from core.exchange.models import ImportKind
from core.i18n import _
from core.kernel.errors import NotFound
from core.permissions import OUTSIDE, Permission
from core.uow import Reader, UnitOfWork

_TABLES = (".csv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".txt")


async def dropped(visit: Visit) -> Plan | None:
    """A table was sent: it is kept, then read by whoever runs imports. Other files are nothing for this room."""
    file = visit.turn.file
    if file is None or not file.name.lower().endswith(_TABLES) or visit.actor.role in OUTSIDE:
        return None
    visit.actor.expect(Permission.DATA_IMPORT)  # before anything is fetched
    sha256 = await visit.means.keep(file)
    return Plan(act=lambda uow: _drop(uow, visit, file, sha256))


async def _drop(uow: UnitOfWork, visit: Visit, file: SentFile, sha256: str) -> Sequence[Say]:
    job = await jobs.drop(uow, file_name=file.name, file_sha256=sha256, chat_id=visit.turn.chat_id)
    return [visit.show(import_card(job), fresh=True)]


async def _stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The import as it stands now."""
    job = await jobs.read(db, tap.object_id)
    done = tap.verb == "import-start" and job.state in (ImportState.RUNNING, ImportState.DONE)
    text = _("C'est déjà fait.") if done else _("Cela a changé entre-temps, voici la version actuelle.")
    return [Toast(visit.turn.callback_id, text), visit.show(import_card(job))]


@button("import", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(import_card(await jobs.read(db, tap.object_id)))]


@button("import-start", writes=True, stale=_stale)
async def _start(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(import_card(await jobs.start(uow, tap.object_id, version=tap.version)))]


@button("import-cancel", writes=True, stale=_stale)
async def _cancel(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(import_card(await jobs.cancel(uow, tap.object_id)))]


@button("import-columns", writes=False, stale=_stale)
async def _columns(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    job = await jobs.read(db, tap.object_id)
    return [visit.show(columns_card(job))] if job.state is ImportState.PROPOSED else await _stale(db, visit, tap)


@button("import-column", writes=False, stale=_stale)
async def _column(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    job, index = await jobs.read(db, tap.object_id), _index(tap)
    if job.state is not ImportState.PROPOSED or index >= len(job.header):
        return await _stale(db, visit, tap)
    return [visit.show(column_card(job, index, visit.actor))]


@button("import-field", writes=True, stale=_stale)
async def _field(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    field = tap.arguments[1] if len(tap.arguments) > 1 else "none"
    chosen = "" if field == "none" else field
    job = await jobs.choose_field(uow, tap.object_id, index=_index(tap), field=chosen, version=tap.version)
    return [visit.show(import_card(job))]


@button("import-kind", writes=True, stale=_stale)
async def _kind(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    if not tap.arguments or tap.arguments[0] not in list(ImportKind):
        raise NotFound("button", tap.verb)
    kind = ImportKind(tap.arguments[0])
    return [visit.show(import_card(await jobs.choose_kind(uow, tap.object_id, kind=kind, version=tap.version)))]


@button("import-refused", writes=False)
async def _refused(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    job = await jobs.read(db, tap.object_id)
    if job.refused_sha256 is None:
        raise NotFound("import", job.id)
    return [SendFile(refused_name(job.file_name), job.refused_sha256, _("Les lignes refusées, avec la raison"))]


def refused_name(file_name: str) -> str:
    """`clients.xlsx` gives `clients-refus.csv`: whatever came in, refused rows go out as CSV."""
    return f"{file_name.rpartition('.')[0] or file_name}-{_('refus')}.csv"


def _index(tap: Tap) -> int:
    if not tap.arguments or not tap.arguments[0].isdecimal():
        raise NotFound("button", tap.verb)
    return int(tap.arguments[0])
