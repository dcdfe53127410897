"""Sending a document by e-mail: the address is shown before anything leaves; one that was refused is corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.mail import documents
from bot.mail.documents import Document
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, bold, italic, plain_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import N_, _, ngettext
from core.kernel.errors import Invalid
from core.kernel.text import words
from core.mail import links, mail
from core.mail.models import Email
from core.mail.rules import address
from core.parties import customers
from core.uow import Reader, UnitOfWork

_KINDS: Final = ("quote", "order", "invoice")
_OTHER: Final = "other"
_YES: Final = (["oui"], ["ok"], ["yes"], ["envoie"], ["send"])


@dataclass(frozen=True, slots=True)
class _Address:
    """To which address, and the yes of whoever has read it: {"to": address, "sure": whether it was agreed to}."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        known: Mapping[str, Any] = answers.get(self.name) or {}
        to, about = known.get("to", ""), str(answers.get("name") or "")
        if not to:
            return Question((bold(_("✉️ {document} par e-mail").format(document=about)), _("À quelle adresse ?")))
        if known.get("sure"):
            return None
        asked = _("✉️ Envoyer {document} à {to} ?").format(document=about, to=to)
        with_it = italic(_("Avec son PDF, et un lien à ouvrir dans un navigateur quand le serveur en a l'adresse."))
        options = (Option(_("✉️ Envoyer"), True), Option(_("✏️ Autre adresse"), _OTHER))
        return Question((bold(asked), with_it), options, width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        known: Mapping[str, Any] = answers.get(self.name) or {}
        if reply.option == _OTHER:
            return {}
        if known.get("to") and (reply.option is True or words(reply.text) in _YES):
            return {**known, "sure": True}
        return {"to": _typed(reply.text), "sure": False}

    def value(self, answers: Answers) -> str:
        return str(answers[self.name]["to"])


@dataclass(frozen=True, slots=True)
class _Corrected:
    """The address that takes the place of one that was refused; whoever types it wants it sent there."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name):
            return None
        wrong = _("✏️ {to} a été refusée.").format(to=answers["wrong"])
        return Question((bold(wrong), _("Quelle est la bonne adresse ? L'e-mail y part aussitôt.")))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        return _typed(reply.text)

    def value(self, answers: Answers) -> str:
        return str(answers[self.name])


def _typed(text: str) -> str:
    try:
        return address(text.strip().removeprefix("<").removesuffix(">"))
    except Invalid:
        raise Unreadable(N_("J'attends une adresse e-mail, par exemple compta@dupont.fr.")) from None


async def begin_mail(uow: UnitOfWork, visit: Visit, kind: str, subject_id: int, *, to: str = "") -> Sequence[Say]:
    """Ask whether it goes to this address, to the customer's, or to which; say it when no server is set up."""
    document = await documents.read(uow, kind, subject_id)
    if not mail.connected():
        return await _by_link(uow, visit, document)
    last = (await mail.trace(uow, kind, subject_id)).last
    known = {"to": to or document.customer.email, "sure": False}
    given = {"kind": kind, "subject_id": subject_id, "after": last.id if last else 0, "name": document.name}
    return await begin(uow, visit, MAIL, {**given, "to": known})


async def _by_link(uow: UnitOfWork, visit: Visit, document: Document) -> Sequence[Say]:
    """No server: the link is there to be copied; where no browser could open it, the messenger's own."""
    told = _("✉️ L'envoi par e-mail n'est pas configuré ici : il manque CARNET_SMTP_URL et CARNET_MAIL_FROM.")
    if not visit.means.address:
        verb, version = document.send
        data = Tap(verb, uow.actor.company_id or 0, document.id, version).packed()
        how = _("Le lien du chat peut être copié et transmis :")
        return [Show(plain_screen(told, how, rows=((Button(_("📨 Envoyer"), data),),)))]
    url = f"{visit.means.address}/d/{await documents.link(uow, document)}"
    how = _("Voici un lien à copier : {document} s'ouvre dans tout navigateur, pendant {days} jours.")
    rows = ((Button(_("Copier le lien"), copy=url),),)
    said = plain_screen(told, how.format(document=document.name, days=links.GOOD_FOR), url, rows=rows)
    shown = await documents.show(uow, visit, document.kind, document.id)
    return [*shown, Show(said)]


async def _mail(
    uow: UnitOfWork, visit: Visit, kind: str, subject_id: int, after: int, name: str, to: str
) -> Sequence[Say]:
    document = await documents.read(uow, kind, subject_id)
    await customers.keep_email(uow, document.customer.id, to)
    await documents.send(uow, document, to=to, after=after)
    return await documents.show(uow, visit, kind, subject_id, fresh=True)


async def _corrected(uow: UnitOfWork, visit: Visit, email_id: int, asked: int, wrong: str, to: str) -> Sequence[Say]:
    email = await mail.again(uow, email_id, to=to, asked=asked)
    if email.customer_id is not None:
        await customers.keep_email(uow, email.customer_id, to, wrong=wrong)
    return await _about(uow, visit, email, fresh=True)


async def _about(uow: UnitOfWork, visit: Visit, email: Email, *, fresh: bool = False) -> Sequence[Say]:
    """The card of what was sent; a word, of what has none."""
    kind, _colon, number = email.about.partition(":")
    if kind in _KINDS:
        return await documents.show(uow, visit, kind, int(number), fresh=fresh)
    said = _("✉️ Part par e-mail à {to}").format(to=email.to_address)
    return [visit.show(plain_screen(said), fresh=fresh)]


@button("mail", writes=True)
async def _begin(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await begin_mail(uow, visit, tap.word(0, _KINDS), tap.object_id)


@button("mail-again", writes=True)
async def _again(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    email = await mail.again(uow, tap.object_id, asked=tap.version)
    return [visit.toast(_("C'est reparti.")), *await _about(uow, visit, email)]


@button("mail-fix", writes=True)
async def _fix(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    email = await mail.read(uow, tap.object_id)
    return await begin(uow, visit, FIX, {"email_id": email.id, "asked": tap.version, "wrong": email.to_address})


@button("mail-cut", writes=True)
async def _cut(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    kind = tap.word(0, _KINDS)
    many = await links.cut(uow, kind, tap.object_id)
    said = ngettext(
        "{count} lien fermé : il ne montre plus rien.", "{count} liens fermés : ils ne montrent plus rien.", many
    )
    return [visit.toast(said.format(count=many)), *await documents.show(uow, visit, kind, tap.object_id)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return await documents.show(uow, visit, answers["kind"], answers["subject_id"], fresh=True)


MAIL: Final = Flow(
    "mail",
    (Given("kind"), Given("subject_id"), Given("after"), Given("name"), _Address("to")),
    _mail,
    N_("Envoi par e-mail"),
    _left,
    about=lambda answers: str(answers["name"]),
)
FIX: Final = Flow(
    "mail:fix",
    (Given("email_id"), Given("asked"), Given("wrong"), _Corrected("to")),
    _corrected,
    N_("Adresse e-mail à corriger"),
)
