"""How deliveries are named, counted and found on a map."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from core.catalog.units import unit_label
from core.i18n import N_, _, count, day
from core.kernel.amounts import Quantity
from core.kernel.identifiers import national
from core.kernel.text import words
from core.sales.deliveries import SlipLine
from core.sales.lifecycles import DeliveryState
from core.uow import Reader

STATES: Final = {
    DeliveryState.PREPARING: (N_("à préparer"), "📦"),
    DeliveryState.READY: (N_("prête"), "🟡"),
    DeliveryState.LOADED: (N_("chargée"), "🚚"),
    DeliveryState.ON_WAY: (N_("en route"), "🚚"),
    DeliveryState.PROBLEM: (N_("problème"), "⚠️"),
    DeliveryState.DELIVERED: (N_("livrée"), "✅"),
    DeliveryState.CLOSED: (N_("close"), "☑️"),
    DeliveryState.CANCELLED: (N_("annulée"), "⚪"),
}
_UNKNOWN: Final = re.compile(r"(?:(?:je|on) )?(?:ne )?sai[st] pas|nsp|aucune idee|pas encore|plus tard|on verra")
_MAP: Final = "https://www.google.com/maps/dir/?api=1&"  # phones open it in their own navigation


def nobody_knows(typed: str) -> bool:
    """« je ne sais pas », « plus tard »: what is asked is left open."""
    return _UNKNOWN.fullmatch(" ".join(words(typed))) is not None


def counted(quantity: Quantity, unit: str = "") -> str:
    """« 10 m », « 2 »."""
    return f"{count(quantity)} {unit_label(unit)}".strip()


def of_line(quantity: Quantity, unit: str, label: str) -> str:
    """« 2 × Radiateur », « 10 m × Cuivre 16 »."""
    return f"{counted(quantity, unit)} × {label}"


def spoiled_words(line: SlipLine) -> str:
    """« Radiateur : 1 avec réserve · 2 refusés »; "" when nothing is wrong with it."""
    said = [
        _("{count} avec réserve").format(count=count(line.damaged)) if line.damaged else "",
        _("{count} refusés").format(count=count(line.refused)) if line.refused else "",
    ]
    about = " · ".join(filter(None, said))
    return f"{line.label}{_(' : ')}{about}" if about else ""


def address_words(place: Mapping[str, Any]) -> str:
    """« chantier Tilleuls, 3 rue du Bois, 69340 Francheville »; "" when nothing is known."""
    town = f"{place.get('zip') or ''} {place.get('city') or ''}".strip()
    return ", ".join(str(part) for part in (place.get("label"), place.get("street"), town) if part)


def map_link(place: Mapping[str, Any]) -> str:
    """A link that opens the way there; "" without a street or a town."""
    where = ", ".join(
        filter(None, (str(place.get("street") or ""), address_words({**place, "label": "", "street": ""})))
    )
    return _MAP + urlencode({"destination": where}) if where else ""


def call_words(contact: Mapping[str, Any]) -> str:
    """« 📞 Appeler Marc : 06 12 34 56 78 »: phones make a link of the number. "" without one."""
    if not contact.get("phone"):
        return ""
    return _("📞 Appeler {name} : {phone}").format(name=contact.get("name") or "", phone=national(contact["phone"]))


def when_words(db: Reader, on: date | None, at: datetime | None) -> str:
    """« aujourd'hui à 09:30 », « mar. 24 nov. 2026 »; "" without a day."""
    if on is None:
        return ""
    said = _("aujourd'hui") if on == db.today else day(on)
    return f"{said} {_('à')} {db.local(at):%H:%M}" if at is not None else said
