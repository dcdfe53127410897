"""What people see of an import: what was understood, what it would do, how far it is, what it did."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.errors import explain
from bot.outgoing.screen import Button, Folded, Line, Screen, bold, in_rows, italic
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from core.exchange.columns import COLUMNS, NAMED_BY, column
from core.exchange.imports.verdicts import Verdict
from core.exchange.lifecycles import ImportState
from core.exchange.models import ImportJob, ImportKind
from core.exchange.tables.errors import Reason, TableUnreadable
from core.i18n import N_, _, count, ngettext
from core.kernel.amounts import quantity
from core.permissions import Actor

KINDS: Final = {ImportKind.CUSTOMERS: N_("clients"), ImportKind.PRODUCTS: N_("articles")}
_PREVIEW = 3  # cells of a row that are shown
_TELLING: Final[Mapping[ImportKind, Sequence[str]]] = {  # what one checks before all else
    ImportKind.CUSTOMERS: ("name", "city", "phone"),
    ImportKind.PRODUCTS: ("label", "price_ht", "price_ttc"),
}
_MOST_BUTTONS = 40

_COUNTED: Final[Mapping[Verdict, Callable[[int], str]]] = {
    Verdict.CREATED: lambda n: ngettext("{count} créé", "{count} créés", n),
    Verdict.CHANGED: lambda n: ngettext("{count} modifié", "{count} modifiés", n),
    Verdict.SAME: lambda n: ngettext("{count} inchangé", "{count} inchangés", n),
    Verdict.ASIDE: lambda n: ngettext(
        "{count} ligne de total laissée de côté", "{count} lignes de total laissées de côté", n
    ),
    Verdict.REFUSED: lambda n: ngettext("{count} refusé", "{count} refusés", n),
}


def import_card(job: ImportJob, *, done: int | None = None) -> Screen:
    """The import where it stands; `done` rows have been tried so far."""
    lines, rows = _BODIES[job.state](job, done)
    return Screen((_title(job), *lines), rows, card=object_key("import", job.id))


def ended_card(job: ImportJob) -> Screen:
    """What stands where progress stood: the result comes in a message of its own, which rings."""
    return Screen((_title(job), _("Terminé : le résultat est plus bas.")), card=object_key("import", job.id))


def columns_card(job: ImportJob) -> Screen:
    """One button for each column: what it was taken for."""
    buttons = [
        Button(f"{_header(job, index)} → {_meaning(job, index)}"[:60], _tap("import-column", job, str(index)))
        for index in range(min(len(job.header), _MOST_BUTTONS))
    ]
    back = Button(_("⬅️ Retour"), _tap("import", job))
    hint = italic(_("Touchez une colonne pour dire ce qu'elle contient."))
    return Screen((_title(job), hint), (*in_rows(buttons), (back,)), card=object_key("import", job.id))


def column_card(job: ImportJob, index: int, actor: Actor) -> Screen:
    """What one column may contain, with its first cells."""
    kind = job.kind or ImportKind.CUSTOMERS
    cells = ", ".join(str(row[index]) for row in job.sample if row[index])[:100]
    fields = [one for one in COLUMNS[kind] if one.permission is None or actor.may(one.permission)]
    buttons = [Button(_(one.label), _tap("import-field", job, str(index), one.field)) for one in fields]
    ignore = Button(_("🚫 Ignorer"), _tap("import-field", job, str(index), "none"))
    back = Button(_("⬅️ Retour"), _tap("import-columns", job))
    lines: tuple[Line, ...] = (_title(job), (bold(_header(job, index)), " : ", italic(cells or "—")))
    question = _("Que contient cette colonne ?")
    return Screen((*lines, question), (*in_rows(buttons, 3), (ignore, back)), card=object_key("import", job.id))


def outcome_line(job: ImportJob) -> str:
    """« 12 créés, 30 modifiés, 2 refusés »."""
    counts = {verdict: int(job.outcome.get(verdict, 0)) for verdict in _COUNTED}
    said = [_COUNTED[verdict](many).format(count=_number(many)) for verdict, many in counts.items() if many]
    return ", ".join(said) or _("rien à faire")


def _title(job: ImportJob) -> Line:
    about = f" · {_(KINDS[job.kind])}" if job.kind else ""
    rows = ngettext("{count} ligne", "{count} lignes", job.rows).format(count=_number(job.rows)) if job.rows else ""
    return ("📥 ", bold(job.file_name), about, f" · {rows}" if rows else "")


Body = tuple[tuple[Line | Folded, ...], tuple[tuple[Button, ...], ...]]


def _reading(job: ImportJob, done: int | None) -> Body:
    return (_progress(_("Je lis…"), job, done),), ((Button(_("🗑 Laisser"), _tap("import-cancel", job)),),)


def _running(job: ImportJob, done: int | None) -> Body:
    return (_progress(_("J'enregistre…"), job, job.done_rows if done is None else done),), ()


def _proposed(job: ImportJob, done: int | None) -> Body:
    if job.kind is None:
        return (bold(_("De quoi parle ce fichier ?")),), (_kind_buttons(job), _leaving(job))
    known = [f"{_header(job, index)} → {_meaning(job, index)}" for index in range(len(job.header))]
    lines: list[Line | Folded] = [Folded((bold(_("Colonnes")), *known[:_MOST_BUTTONS])), _preview(job)]
    ready = NAMED_BY[job.kind] in job.mapping.values() or _would_do(job)
    lines.append(bold(outcome_line(job)) if ready else bold(_("Dites-moi quelle colonne contient le nom.")))
    lines += _told(job)
    start = (Button(_("✅ Valider"), _tap("import-start", job)),) if _would_do(job) else ()
    change = (Button(_("✏️ Colonnes"), _tap("import-columns", job)), *_kind_buttons(job))
    return tuple(lines), tuple(row for row in (start, change, _refused(job), _leaving(job)) if row)


def _done(job: ImportJob, done: int | None) -> Body:
    return (("✅ ", bold(outcome_line(job))), *_told(job)), tuple(row for row in (_refused(job),) if row)


def _unreadable(job: ImportJob, done: int | None) -> Body:
    reason = TableUnreadable(Reason(job.outcome["reason"]))
    return (("⚠️ ", explain(reason)), _("Rien n'a été enregistré.")), ()


def _cancelled(job: ImportJob, done: int | None) -> Body:
    return (_("Laissé : rien n'a été enregistré."),), ()


def _failed(job: ImportJob, done: int | None) -> Body:
    reference = job.outcome["reference"]
    why = (
        _("Quelque chose s'est mal passé de mon côté. Référence : {reference}").format(reference=reference)
        if reference
        else _("Arrêté : vous ne pouvez plus importer.")
    )
    kept = ngettext("{count} ligne est enregistrée.", "{count} lignes sont enregistrées.", job.done_rows)
    kept = kept.format(count=_number(job.done_rows)) if job.done_rows else _("Rien n'a été enregistré.")
    again = _("Renvoyez le fichier pour continuer : ce qui y est déjà ne change pas.")
    return (("⚠️ ", why), kept, again), ()


_BODIES: Final = {
    ImportState.FAILED: _failed,
    ImportState.READING: _reading,
    ImportState.REFUSED: _unreadable,
    ImportState.PROPOSED: _proposed,
    ImportState.RUNNING: _running,
    ImportState.DONE: _done,
    ImportState.CANCELLED: _cancelled,
}


def _would_do(job: ImportJob) -> bool:
    return any(job.outcome.get(verdict) for verdict in (Verdict.CREATED, Verdict.CHANGED))


def _progress(doing: str, job: ImportJob, done: int | None) -> Line:
    return ("⏳ ", doing, f" {_number(done)} / {_number(job.rows)}" if done and job.rows else "")


def _preview(job: ImportJob) -> Folded:
    """The first rows, as they were understood; as they stand while no column is."""
    telling = _TELLING[job.kind] if job.kind else ()
    known = [index for index in range(len(job.header)) if str(index) in job.mapping] or range(len(job.header))
    shown = sorted(sorted(known, key=lambda index: job.mapping.get(str(index)) not in telling)[:_PREVIEW])
    rows = [" · ".join(str(row[index]) or "—" for index in shown) for row in job.sample]
    return Folded((bold(_("Premières lignes")), *rows))


def _told(job: ImportJob) -> tuple[Folded, ...]:
    """The first refusals; the file has them all."""
    first = job.outcome.get("told")
    return (Folded((bold(_("Refusés")), *first)),) if first else ()


def _refused(job: ImportJob) -> tuple[Button, ...]:
    if job.refused_sha256 is None:
        return ()
    return (Button(_("📄 Lignes refusées"), _tap("import-refused", job)),)


def _leaving(job: ImportJob) -> tuple[Button, ...]:
    return (Button(_("🗑 Laisser"), _tap("import-cancel", job)),)


def _kind_buttons(job: ImportJob) -> tuple[Button, ...]:
    others: Sequence[ImportKind] = [kind for kind in ImportKind if kind is not job.kind]
    labels = {ImportKind.CUSTOMERS: _("👤 Ce sont des clients"), ImportKind.PRODUCTS: _("📦 Ce sont des articles")}
    return tuple(Button(labels[kind], _tap("import-kind", job, kind)) for kind in others)


def _header(job: ImportJob, index: int) -> str:
    return job.header[index] or _("colonne {number}").format(number=index + 1)


def _meaning(job: ImportJob, index: int) -> str:
    field = job.mapping.get(str(index))
    return _(column(job.kind, field).label) if field and job.kind else "—"


def _number(value: int) -> str:
    return count(quantity(value))


def _tap(verb: str, job: ImportJob, *arguments: str) -> str:
    return Tap(verb, job.company_id, job.id, job.version, arguments).packed()
