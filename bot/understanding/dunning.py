"""What people say about what is late: who is to be reminded, promises, disputes, the lawyer, how reminders leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.understanding.dates import DAY, read_day
from core.kernel.text import folded


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """« relances du jour », « qui relancer ? »"""


@dataclass(frozen=True, slots=True)
class SettingsAsked:
    """« réglages des relances »"""


@dataclass(frozen=True, slots=True)
class About:
    """A customer by name, or an invoice by its number; neither: what is in hand. `customer_id` once somebody has said
    which of several it is."""

    who: str = ""
    invoice: str = ""
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class RemindSaid:
    """« relance girard », « relance la facture 213 »"""

    about: About


@dataclass(frozen=True, slots=True)
class PromiseSaid:
    """« dupont paie vendredi »"""

    about: About
    on: date


@dataclass(frozen=True, slots=True)
class DisputeSaid:
    """« litige facture 213 : radiateur rayé »"""

    about: About
    note: str


@dataclass(frozen=True, slots=True)
class PauseSaid:
    """« pause relances girard jusqu'au 15/12 »"""

    about: About
    until: date | None


@dataclass(frozen=True, slots=True)
class ResumeSaid:
    """« fin du litige 213 », « reprends les relances de girard »"""

    about: About


@dataclass(frozen=True, slots=True)
class HandOverSaid:
    """« passer girard au contentieux »; `back`: « fin du contentieux girard »"""

    about: About
    back: bool = False


@dataclass(frozen=True, slots=True)
class AutomaticSaid:
    on: bool


@dataclass(frozen=True, slots=True)
class DaysSaid:
    """« relances j+5 j+15 j+30 »"""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FormalSaid:
    """« relances sans mise en demeure »"""

    on: bool


DunningSaid = (
    BatchAsked
    | SettingsAsked
    | RemindSaid
    | PromiseSaid
    | DisputeSaid
    | PauseSaid
    | ResumeSaid
    | HandOverSaid
    | AutomaticSaid
    | DaysSaid
    | FormalSaid
)

_THE: Final = r"(?:(?:le|la|les|l|mes|mon|ma|nos|notre|the|my|our|toutes?|tous|du|de|des|d) )*"
_INVOICE: Final = r"(?:factures?|fac|fa|invoice|avoir) ?(?:n |no |numero )?(?P<invoice>[a-z]{0,4} ?\d[\d ]*)"
_WHO: Final = r"(?P<who>[a-z][a-z0-9 ]*?)"
_ABOUT: Final = rf"{_THE}(?:(?:client|customer) )?(?:{_INVOICE}|(?P<number>\d{{1,12}})|{_WHO})"
_BATCH: Final = re.compile(
    rf"{_THE}relances?(?: (?:du jour|d aujourd hui|aujourd hui|de la semaine|a faire|a envoyer|clients?|impayes"
    r"|en cours))?"
    r"|qui (?:est ce qu on |dois je |faut il |on doit |est a |a )?relancer?(?: (?:aujourd hui|ce matin|cette semaine))?"
    r"|qui est en retard(?: de paiement)?|(?:mes )?clients? en retard chez moi|mes clients en retard"
    r"|(?:overdue |payment )?reminders (?:for today|today|to send)|who should i chase(?: today)?|who is late"
)
_SETTINGS: Final = re.compile(
    rf"(?:reglages?|parametres?|delais?|niveaux?) (?:de |des |pour )?{_THE}relances?|reminder settings"
)
_REMIND: Final = re.compile(rf"(?:relance[rsz]?|chase|remind)(?: (?:moi|nous))? {_ABOUT}(?: now| maintenant)?")
_DAY: Final = rf"(?:le |pour |d ici |avant |by |on )*(?P<day>{DAY})"
_PAYS: Final = (
    r"(?:(?:me |nous |il |elle |ils )*(?:paie(?:ra|nt)?|paye(?:ra|nt)?|paiera|reglera|regle|vire(?:ra)?"
    r"|(?:va|doit|devrait|vont) (?:me |nous )?(?:payer|regler|virer)"
    r"|(?:a )?promi[st] (?:de )?(?:me |nous )?(?:payer|regler|virer)?|pays|will pay|promised to pay))"
)
_PROMISE: Final = re.compile(
    rf"(?:{_ABOUT} {_PAYS}|promesse (?:de paiement )?(?:de |d |du )?{_ABOUT.replace('P<', 'P<x')}) {_DAY}"
)
_DISPUTE: Final = re.compile(
    rf"(?:(?:en |un )?(?:litige|contestation|dispute) (?:sur |avec |pour |on |with )?{_ABOUT}"
    rf"|{_ABOUT.replace('P<', 'P<x')} (?:est |en )*(?:en litige|contestee?|disputed))"
)
_CONTESTS: Final = re.compile(rf"{_WHO} (?:conteste|disputes) {_THE}{_INVOICE}")
_PAUSE: Final = re.compile(
    rf"(?:(?:pause|suspen[ds]|suspendre|stoppe|arrete|mets? en pause) {_THE}relances? (?:a |pour |sur )?{_ABOUT}"
    rf"|ne relance(?:z)? (?:pas|plus) {_ABOUT.replace('P<', 'P<x')})(?: jusqu (?:au|a) {_DAY})?"
)
_RESUME: Final = re.compile(
    rf"(?:fin|leve[rz]?|cloture[rz]?|clos) {_THE}(?:litige|pause|contestation|dispute)s? (?:sur |avec |pour )?{_ABOUT}"
    rf"|(?:reprend(?:s|re|ez)?) {_THE}relances? (?:a |pour |sur )?{_ABOUT.replace('P<', 'P<x')}"
    rf"|(?:litige|contestation) {_ABOUT.replace('P<', 'P<y')} (?:est )?(?:regle|resolu|clos|fini|termine)e?"
)
_HAND_OVER: Final = re.compile(
    r"(?:(?:pass(?:e|er|ez)|me(?:ts|ttre|ttez)|envoie|transmets?) )?"
    rf"{_THE}(?:client |dossier )?{_WHO} (?:au|en) contentieux"
    rf"|(?:dossier )?contentieux {_THE}(?P<xwho>[a-z][a-z0-9 ]*?)|hand {_THE}(?P<ywho>[a-z][a-z0-9 ]*?) over"
)
_BACK: Final = re.compile(
    rf"fin (?:du |de )?contentieux {_THE}{_WHO}"
    rf"|(?:sors|sortir|retire[rz]?) {_THE}(?P<xwho>[a-z][a-z0-9 ]*?) du contentieux"
)
_AUTO: Final = r"auto(?:matiques?|matic)?"
_AUTOMATIC: Final = re.compile(
    rf"{_THE}(?:relances?|reminders)(?: en)? {_AUTO} (?:(?P<no>non|off|no)|oui|on|yes)"
    rf"|(?:active[rz]?|mets|passe[rz]?|turn on) {_THE}(?:relances?|reminders)(?: en)? {_AUTO}"
    rf"|{_THE}relances? (?P<by_hand>manuelles?|a la main|validees?)"
)
_AUTOMATIC_ASKED: Final = re.compile(rf"{_THE}(?:relances?|reminders)(?: en)? {_AUTO}")  # nothing says on or off
_DAYS: Final = re.compile(
    r"(?:les )?(?:relances?|reminders)(?: a| clients?| at)?\s*:?\s*"
    r"((?:(?:j|d)\s*\+\s*\d{1,3}[\s,;]*(?:et|and|puis)?\s*)+)"
)
_PLUS: Final = re.compile(r"\+\s*(\d{1,3})")
_FORMAL: Final = re.compile(
    rf"{_THE}(?:relances? )?(?P<how>avec|sans|with|without) (?:mise en demeure|formal notice)"
    r"|mise en demeure (?P<what>oui|non|on|off|yes|no)"
)
_NO: Final = frozenset({"sans", "without", "non", "off", "no"})
_NOT_HIM: Final = frozenset({"devis", "commande", "livraison", "quote", "order", "moi", "nous", "je", "j", "on"})
_HE: Final = frozenset({"il", "elle", "ils", "elles", "he", "she", "they", "client", "le client"})  # whoever is in hand
_PAST: Final = frozenset({"a", "ont", "avait", "avaient", "est", "has", "n", "ne", "pas"})  # « dupont a payé vendredi »
_QUESTION: Final = re.compile(r"^(?:est ce|quand|combien|pourquoi|comment|when|who)\b")


def read_dunning(text: str, today: date) -> DunningSaid | None:
    """What a message says about what is late; None for any other message."""
    flat = folded(text).strip()
    if (days := _DAYS.fullmatch(flat)) is not None:
        return DaysSaid(tuple(int(one) for one in _PLUS.findall(days[1])))
    before, _colon, note = text.partition(":")
    said, whole = _flat(before), _flat(text)
    if not whole or len(whole) > _LONGEST:
        return None
    if (found := _DISPUTE.fullmatch(said) or _CONTESTS.fullmatch(said)) and not _RESUME.fullmatch(whole):
        about = _about(found)
        return DisputeSaid(about, " ".join(note.split())) if about is not None else None
    if _BATCH.fullmatch(whole):
        return BatchAsked()
    if _SETTINGS.fullmatch(whole) or _AUTOMATIC_ASKED.fullmatch(whole):
        return SettingsAsked()
    return _set(whole) or _of_customer(whole, today)


_LONGEST: Final = 200
_SIGNS: Final = re.compile(r"[^a-z0-9/]+")
_ENGLISH: Final = {
    "monday": "lundi",
    "tuesday": "mardi",
    "wednesday": "mercredi",
    "thursday": "jeudi",
    "friday": "vendredi",
    "saturday": "samedi",
    "sunday": "dimanche",
    "tomorrow": "demain",
}


def _flat(text: str) -> str:
    """The folded words, with the strokes of dates, and days in French."""
    return " ".join(_ENGLISH.get(one, one) for one in _SIGNS.sub(" ", folded(text)).split())


def _set(whole: str) -> DunningSaid | None:
    if (found := _AUTOMATIC.fullmatch(whole)) is not None:
        return AutomaticSaid(found["no"] is None and found["by_hand"] is None)
    if (found := _FORMAL.fullmatch(whole)) is not None:
        return FormalSaid((found["how"] or found["what"]) not in _NO)
    return None


def _of_customer(whole: str, today: date) -> DunningSaid | None:
    if (found := _BACK.fullmatch(whole)) is not None:
        return HandOverSaid(About(_first(found, "who")), back=True)
    if (found := _HAND_OVER.fullmatch(whole)) is not None:
        return HandOverSaid(About(_first(found, "who")))
    for pattern, made in ((_RESUME, ResumeSaid), (_REMIND, RemindSaid)):
        if (found := pattern.fullmatch(whole)) is not None and (about := _about(found)) is not None:
            return made(about)
    if (found := _PAUSE.fullmatch(whole)) is not None and (about := _about(found)) is not None:
        until = read_day(found["day"], today) if found["day"] else None
        return PauseSaid(about, until)
    if (found := _PROMISE.fullmatch(whole)) is not None and not _QUESTION.match(whole):
        about, on = _about(found), read_day(found["day"], today)
        return PromiseSaid(about, on) if about is not None and on is not None else None
    return None


_OWN: Final = re.compile(
    r"(?:oui |ok |bonjour |promis )*(?:je|on|nous|i) (?:vous |te |le |la )*"
    r"(?:paie|paye|payons|paierai|payerai|paierons|reglerai|regle|vire"
    r"|ferai le virement|fais le virement|(?:vais|va|allons) (?:vous )?(?:payer|regler|virer|faire le virement)"
    rf"|(?:will|ll) pay|pay)(?: (?:tout|ca|cela|la facture|les factures|le solde))? {_DAY}"
    rf"|(?:paiement|virement|reglement|payment)(?: prevu)? {_DAY.replace('P<', 'P<x')}"
)


def read_own_promise(text: str, today: date) -> date | None:
    """The day on which a customer says that he pays: « je paie vendredi »; None for other words."""
    found = _OWN.fullmatch(_flat(text))
    return read_day(_first(found, "day"), today) if found is not None else None


def _about(found: re.Match[str]) -> About | None:
    """None for words that name something else than a customer or an invoice."""
    invoice = _first(found, "invoice") or _first(found, "number")
    who = _first(found, "who")
    who = "" if who in _HE else who
    if who and (_NOT_HIM.intersection(who.split()) or who.split()[-1] in _PAST):
        return None
    return About(who, "".join(invoice.split()))


def _first(found: re.Match[str], name: str) -> str:
    """The group of that name that took part, of those that several alternatives have."""
    named = found.groupdict()
    return next((named[one] for one in (name, f"x{name}", f"y{name}") if named.get(one)), "") or ""
