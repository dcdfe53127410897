"""What a customer has written or sent of himself, as his salesperson sees it."""

from bot.outgoing.screen import Button, Line, Screen, bold, italic
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from core.i18n import _
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
    return Screen((about, *lines), ((make,), tuple(also)), card=object_key("asked", notice_id))
