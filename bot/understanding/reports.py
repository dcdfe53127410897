"""What people say of figures that come by themselves, of what is to be followed up, and of weekly questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from core.kernel.text import folded

DigestName: TypeAlias = Literal["summary", "brief"]


@dataclass(frozen=True, slots=True)
class DigestNow:
    """« résumé », « mon brief »"""

    digest: DigestName


@dataclass(frozen=True, slots=True)
class DigestAt:
    """« résumé à 19h »: minutes after midnight; None for « pas de résumé »."""

    digest: DigestName
    at: int | None


@dataclass(frozen=True, slots=True)
class DigestAgain:
    """« remets le résumé »: at the time at which it comes to everybody."""

    digest: DigestName


@dataclass(frozen=True, slots=True)
class QuietAsked:
    """« relances devis », « mes devis à relancer »: quotes about which nothing happens."""

    own: bool = False
    days: int | None = None


@dataclass(frozen=True, slots=True)
class ExpiringAsked:
    """« devis qui expirent »"""

    own: bool = False


@dataclass(frozen=True, slots=True)
class BelowAsked:
    """« articles sous le mini »"""


@dataclass(frozen=True, slots=True)
class MinimumSaid:
    """« mini ballon 150 : 4 »; zero for « pas de mini pour ballon 150 »."""

    goods: str
    minimum: Decimal

    @property
    def question(self) -> str:
        """What asks for the stock of the same goods, in words that are read already."""
        return f"stock {self.goods}"


@dataclass(frozen=True, slots=True)
class WeeklySaid:
    """« tous les lundis 8h : ca du mois ». `sure`: the words ask for nothing else, as « envoie-moi » does; None: they
    may as well be something to be reminded of."""

    text: str
    weekday: int
    at: int
    sure: bool | None


@dataclass(frozen=True, slots=True)
class WeeklyAsked:
    """« mes questions du lundi »"""


ReportSaid: TypeAlias = (
    DigestNow
    | DigestAt
    | DigestAgain
    | QuietAsked
    | ExpiringAsked
    | BelowAsked
    | MinimumSaid
    | WeeklySaid
    | WeeklyAsked
)

EIGHT: Final = 8 * 60


def read_report(text: str) -> ReportSaid | None:
    """What a message says of these; None for any other message."""
    typed = " ".join(text.split())
    if not typed or len(typed) > _LONGEST:
        return None
    if (weekly := _weekly(typed)) is not None:
        return weekly
    if (minimum := _minimum(typed)) is not None:
        return minimum
    said = _flat(_HALVES.sub(_half, folded(typed)))
    for digest, names in _DIGESTS:
        if (found := re.fullmatch(_AT.format(names=names), said)) is not None and not _BEFORE_ZERO.search(typed):
            return _at(digest, found)
        if re.fullmatch(_AGAIN.format(names=names), said):
            return DigestAgain(digest)
        if re.fullmatch(_NEVER.format(names=names), said):
            return DigestAt(digest, None)
        if re.fullmatch(_NOW.format(names=names), said):
            return DigestNow(digest)
    if (quiet := _QUIET.fullmatch(said)) is not None:
        return QuietAsked(bool(quiet["mine"] or quiet["his"]), int(quiet["days"]) if quiet["days"] else None)
    if (ending := _EXPIRING.fullmatch(said)) is not None:
        return ExpiringAsked(bool(ending["mine"]))
    if _BELOW.fullmatch(said):
        return BelowAsked()
    return WeeklyAsked() if _QUESTIONS.fullmatch(said) else None


def _weekly(typed: str) -> WeeklySaid | None:
    flat = folded(typed)
    if len(flat) != len(typed):  # a letter that folds into two: places are of no use
        return None
    if (kept := _KEEP.fullmatch(flat)) is not None:
        return WeeklySaid(typed[kept.start("what") : kept.end("what")].strip(" .!:"), 1, EIGHT, sure=True)
    for pattern, sure in ((_EACH, False), (_SEND, True), (_ASK, True), (_SENT, True), (_BARE, None)):
        found = pattern.fullmatch(flat)
        if found is not None:
            day = next(number for number, names in enumerate(_DAYS, 1) if found["day"].startswith(names))
            at = EIGHT if found["hour"] is None else int(found["hour"]) * 60 + int(found["minute"] or 0)
            text = typed[found.start("what") : found.end("what")].strip(" .!:")
            return WeeklySaid(text, day, at, sure) if text and at < 24 * 60 and int(found["minute"] or 0) < 60 else None
    return None


def _minimum(typed: str) -> MinimumSaid | None:
    found = _NO_MINIMUM.fullmatch(typed)
    if found is not None:
        return MinimumSaid(found["goods"].strip(), Decimal(0))
    found = _MINIMUM.fullmatch(typed)
    return MinimumSaid(found["goods"].strip(), Decimal(found["count"].replace(",", "."))) if found else None


def _at(digest: DigestName, found: re.Match[str]) -> DigestAt | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] in ("pm", "du soir", "de l apres midi") and hour < 12:
        hour += 12
    return DigestAt(digest, hour * 60 + minute) if hour < 24 and minute < 60 else None


def _half(found: re.Match[str]) -> str:
    """« midi » is twelve o'clock."""
    return "12h" if found.group() == "midi" else "0h"


def _flat(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", folded(text)).split())


def read_stopped(text: str) -> str | None:
    """« stop ca du mois », « ne m'envoie plus la balance âgée »: what is no more to be sent, folded."""
    found = _STOPPED.fullmatch(_flat(text))
    return found["what"] if found else None


def same_question(one: str, other: str) -> bool:
    """Whether two wordings ask the same, but for articles."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> list[str]:
    return [
        word for word in _flat(text).split() if word not in ("le", "la", "les", "l", "du", "de", "des", "mon", "mes")
    ]


_ARTICLES: Final = frozenset(("le", "la", "les", "l", "du", "de", "des", "d", "mon", "mes"))
_LONGEST: Final = 300
_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_DAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_THE: Final = r"(?:(?:le|la|les|l|mes|mon|ma|nos|notre|du|de|des|the|my|our|voir|montre|affiche|donne|moi) )*"
_CLOCK: Final = (  # formatted later
    r"(?P<hour>\d{{1,2}}) ?(?:h|heures?)? ?(?P<minute>\d{{2}})?"
    r" ?(?P<half>am|pm|du matin|du soir|de l apres midi)?"
)
_DIGESTS: Final[tuple[tuple[DigestName, str], ...]] = (
    (
        "summary",
        r"(?:resume|synthese|recap(?:itulatif)?|alertes|summary)(?: (?:du|de la|de|of the) (?:jour|journee|day|soir))?",
    ),
    ("brief", r"(?:brief|briefing|point du matin|morning brief)(?: (?:du|de ce) (?:matin|jour))?"),
)
_WISH: Final = r"(?:(?:je veux|je voudrais|j aimerais|envoie moi|mets|met|passe|change|decale|avance|recule) )?"
_EACH_DAY: Final = r"(?: (?:chaque|tous les) (?:jours?|matins?|soirs?))?"
_AT: Final = (
    rf"{_WISH}(?:l )?(?:heure )?{_THE}{{names}}{_EACH_DAY} (?:(?:a|vers|pour|at|desormais|plutot) )*{_CLOCK}{_EACH_DAY}"
)
_AGAIN: Final = (
    rf"(?:(?:remets?|reactive|active|remettre|rallume|reprends?)(?: moi)? {_THE}{{names}}|{{names}} (?:oui|on))"
)
_HALVES: Final = re.compile(r"\b(?:midi|minuit)\b")
_BEFORE_ZERO: Final = re.compile(r"(?:^|\s)-\s?\d")
_NEVER: Final = (
    r"(?:pas|plus|sans|arrete|stop|stoppe|supprime|no|without) (?:le |de |du |d |the )?{names}"
    r"|{names} (?:non|off|jamais|never)"
)
_NOW: Final = rf"{_THE}{{names}}(?: (?:maintenant|now|stp|svp|s il te plait))?"
_QUIET: Final = re.compile(
    r"(?:(?:les|voir|montre|liste des|the|our|qui sont les) )*(?P<mine>(?:mes|my) )?"
    r"(?:relances? (?:(?:de|des|sur|les|d) )*(?P<his>mes )?devis|relances? commerciales?"
    r"|devis (?:(?:qui sont|encore) )?(?:a relancer|a suivre|dormants?|oublies?|en sommeil"
    r"|sans (?:nouvelles?|reponses?|activite|suite))|quotes? to (?:chase|follow up)|quiet quotes?)"
    r"(?: (?:depuis|de plus de|for) (?P<days>\d{1,3}) ?(?:j|jours?|days?))?"
)
_EXPIRING: Final = re.compile(
    r"(?:(?:les|voir|montre|the|our) )*(?P<mine>(?:mes|my) )?"
    r"(?:devis (?:(?:qui )?(?:vont )?(?:expirer?|expirent|finissent|se terminent|arrivent a echeance)"
    r"|bientot (?:expires?|finis))(?: bientot| cette semaine)?"
    r"|expiring quotes?|quotes? (?:that )?expir(?:e|ing)(?: soon)?)"
)
_BELOW: Final = re.compile(
    rf"{_THE}(?:(?:articles?|produits?|stocks?|references?|quoi|qu est ce qui est) (?:est |sont )?)?"
    r"(?:sous|en dessous|au dessous|inferieurs?)(?: (?:de|du|d|le|leur|au|a))*"
    r" (?:stock )?(?:mini(?:mum|mums|s)?|seuils?)"
    rf"|{_THE}(?:articles? |produits? )?(?:a recommander|a reapprovisionner)"
    r"|(?:quoi|que faut il|qu est ce qu il faut) (?:re)?commander"
    rf"|{_THE}(?:reappro|reapprovisionnements?|stocks? mini(?:mums?|s)?)"
    r"|(?:products |items |stock )?below (?:the )?min(?:imum)?"
)
_NAMES: Final = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_QUESTIONS: Final = re.compile(
    rf"{_THE}(?:questions?(?: (?:enregistrees?|programmees?|hebdo(?:madaires?)?|de la semaine|automatiques?"
    rf"|du (?:{_NAMES})))?|envois? (?:programmes?|automatiques?)|(?:saved|weekly) questions?)"
)
_DAY: Final = rf"(?P<day>{_NAMES})s?(?: matins?| soirs?)?"
_HOUR: Final = r"(?:,? (?:(?:a|vers|des) )?(?P<hour>\d{1,2}) ?(?:h|:|heures?) ?(?P<minute>\d{2})?)?"
_GIVE: Final = r"(?:envoie|envoyez|donne|donnez|dis|montre|sors|fais)[- ]?(?:moi|nous)"
_ARTICLE: Final = r"(?:le |la |les |l'|un |une )?"  # « mes devis » are others than « devis »
# « tous les lundis 8h : ca du mois »
_EACH: Final = re.compile(rf"(?:tous les|chaque) {_DAY}{_HOUR} ?: ?(?:{_GIVE} )?{_ARTICLE}(?P<what>.+)")
# « envoie-moi chaque lundi la balance âgée », « tous les lundis envoie-moi le ca du mois »
_SEND: Final = re.compile(rf"{_GIVE} (?:tous les|chaque) {_DAY}{_HOUR},? {_ARTICLE}(?P<what>.+)")
_ASK: Final = re.compile(rf"(?:tous les|chaque) {_DAY}{_HOUR},? {_GIVE} {_ARTICLE}(?P<what>.+)")
# « chaque lundi 8h ca du mois »: only when that is a question; what somebody is to do is a reminder.
_BARE: Final = re.compile(
    rf"(?:tous les|chaque) {_DAY}{_HOUR},? (?:(?:envoie|donne|montre|sors) )?{_ARTICLE}"
    r"(?!\w+(?:er|ir|re)\b)(?P<what>.+)"
)
# « enregistre la question : impayés »
_KEEP: Final = re.compile(
    r"(?:enregistre[rz]?|sauve(?:garde)?[rz]?|garde[rz]?|programme[rz]?|save) (?:la |cette |ma |une |the )?question"
    r"(?: (?:hebdo|chaque semaine|tous les lundis))? ?:? (?P<what>.+)"
)
# « envoie-moi la balance âgée tous les lundis à 8h »
_SENT: Final = re.compile(rf"{_GIVE} {_ARTICLE}(?P<what>.+?) (?:tous les|chaque) {_DAY}{_HOUR}")
_STOPPED: Final = re.compile(
    r"(?:stop|stoppe[rz]?|arrete[rz]?|annule[rz]?|supprime[rz]?|enleve[rz]?|retire[rz]?|coupe[rz]?|plus|no more"
    r"|(?:ne )?m envoie[sz]? plus|(?:je )?(?:ne )?veux plus)(?: (?:de m envoyer|l envoi|la question|question))?"
    rf"(?: (?:le|la|les|l|du|de|des|d))* (?P<what>.+?)(?: (?:tous les|chaque|du|le) (?:{_NAMES})s?.*)?"
)
_OF: Final = r"(?: (?:de|du|des|pour|sur)| d['’])"
_MINIMUM: Final = re.compile(
    rf"(?:le |un |stock )*mini(?:mum)?{_OF}? ?(?P<goods>.*[^\W\d_].*?) ?(?::|=| à) ?"
    r"(?P<count>\d{1,6}(?:[.,]\d{1,3})?)(?: ?(?:pi[èe]ces?|m|ml|u|unités?|sacs?|kg))?\s*\.?",
    re.I,
)
_NO_MINIMUM: Final = re.compile(
    rf"(?:pas|plus|sans) de (?:stock )?mini(?:mum)?{_OF} ?(?:le |la |les |l['’])?(?P<goods>.+?)\s*\.?", re.I
)
