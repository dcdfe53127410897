"""What a customer has written or sent of himself, as his salesperson sees it."""

from typing import Final

from bot.outgoing.screen import Button, Line, Screen, bold, italic
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from bot.understanding.orders import wants_goods
from core.i18n import _
from core.kernel.text import words
from core.sales.orders import Asked


def asked_screen(asked: Asked, notice_id: int) -> Screen:
    """The words, the file, what to do about them; and that it was done, once there is a draft of it."""
    taken = asked.quote_id is not None
    about: Line = ("📥 ", bold(asked.by), f" · {asked.customer.name}")
    lines: list[Line] = [_("« {text} »").format(text=asked.text)] if asked.text else []
    lines += [_("🎙 Note vocale") if asked.voice else f"📎 {asked.file_name}"] if asked.file_sha256 else []
    company_id = asked.customer.company_id
    lines += [italic(_("✔️ Prise en commande, ci-dessous."))] if taken else []
    label = _("🧾 Sa commande") if taken else _("🧾 En faire une commande")
    make = Button(label, Tap("asked-order", company_id, notice_id).packed())
    also = [Button(_("💬 Répondre"), Tap("asked-answer", company_id, notice_id).packed())]
    if asked.file_sha256:
        also.append(Button(_("📎 Voir la pièce"), Tap("asked-file", company_id, notice_id).packed()))
    rows = (tuple(also),) if _gives_up(asked) else ((make,), tuple(also))
    return Screen((about, *lines), rows, card=object_key("asked", notice_id))


def _gives_up(asked: Asked) -> bool:
    """Whether he does not want an order any more, and no goods instead: there is no order to be made of his words."""
    if asked.quote_id is not None or asked.file_sha256 or wants_goods(asked.text):
        return False
    return not _CANCELS.isdisjoint(words(asked.text)) and "commande" in words(asked.text)


_CANCELS: Final = frozenset({"annule", "annuler", "annulez", "annulation", "annulons"})
