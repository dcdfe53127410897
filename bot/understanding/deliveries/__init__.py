"""What is said of deliveries: prepared, loaded, left, delivered in whole or in part, signed, brought back; and lists.

Tables only: a sentence that fits no row is about something else. Rows marked « in hand » are read only when a delivery
or an order is being talked about, since their words mean other things elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias

from bot.understanding.dates import DAY
from bot.understanding.deliveries.counts import COMPLETE, SPOILED, counts_in, read_counts
from bot.understanding.deliveries.days import read_when
from bot.understanding.deliveries.said import (
    AboutDelivery,
    CancelSaid,
    Counted,
    DayAsked,
    DeliveredSaid,
    DeliverySaid,
    FindSaid,
    MissingSaid,
    MistakenSaid,
    PrepareSaid,
    ProblemSaid,
    RescheduleSaid,
    ReservesSaid,
    RestSaid,
    ReturnSaid,
    SignedSaid,
    StepName,
    StepSaid,
    TakeSaid,
    ToPrepareAsked,
    UnreservedSaid,
    When,
)
from bot.understanding.doubts import Doubt, doubt_in
from bot.understanding.patterns import find, phrase
from bot.understanding.places import NOUNS
from bot.understanding.sentences import Sentence, past_politeness
from bot.understanding.vocabulary import COURTESIES
from bot.understanding.words import Tokens, fold, joined, tokens_of

__all__ = [
    "AboutDelivery",
    "CancelSaid",
    "Counted",
    "DayAsked",
    "DeliveredSaid",
    "DeliverySaid",
    "FindSaid",
    "MissingSaid",
    "MistakenSaid",
    "PrepareSaid",
    "ProblemSaid",
    "RescheduleSaid",
    "ReservesSaid",
    "RestSaid",
    "ReturnSaid",
    "SignedSaid",
    "StepName",
    "StepSaid",
    "TakeSaid",
    "ToPrepareAsked",
    "UnreservedSaid",
    "When",
    "read_counts",
    "read_delivery",
    "read_when",
]


def read_delivery(text: str, today: date, *, in_hand: bool = False) -> DeliverySaid | None:
    """What a sentence says of deliveries; None when it is about something else."""
    tokens = past_politeness(tokens_of(text), before=_POLITE, behind=_POLITE_END)
    van = find(_FROM_VAN, tokens)
    if van is None:
        return _read(tokens, text, today, in_hand=in_hand)
    besides = (*tokens[: van.start], *tokens[van.end :])
    told = _read(besides, text, today, in_hand=in_hand) if besides else DeliveredSaid(None, others=False)
    if isinstance(told, DeliveredSaid) and (besides or in_hand):
        return replace(told, from_van=True)
    return _read(tokens, text, today, in_hand=in_hand)


def _read(tokens: Tokens, text: str, today: date, *, in_hand: bool) -> DeliverySaid | None:
    if not tokens:
        return None
    said = joined(tokens)
    for needs_hand, pattern, read in _SENTENCES:
        found = None if needs_hand and not in_hand else pattern.fullmatch(said)
        if found is not None and (meant := read(Sentence(found, tokens, text, today))) is not None:
            return meant
    return None


def _day(case: Sentence) -> DayAsked | None:
    when = _when(case)
    if case.said("when") and when is None:
        return None
    mine = case.said("whose").startswith(("mes", "ma", "mon"))
    return DayAsked(when.day if when else case.today, mine)


def _to_prepare(_case: Sentence) -> ToPrepareAsked:
    return ToPrepareAsked()


def _prepare(case: Sentence) -> PrepareSaid | None:
    when, paper = _when(case), bool(case.said("paper") or case.said("printed"))
    return None if case.said("when") and when is None else PrepareSaid(case.number, when, paper)


def _find(case: Sentence) -> FindSaid:
    return FindSaid(f"{'bl' if case.said('paper') else ''}{case.number}")


def _take(case: Sentence) -> TakeSaid:
    return TakeSaid(case.number)


def _step(name: StepName) -> Callable[[Sentence], StepSaid]:
    return lambda case: StepSaid(case.number, name)


def _delivered(case: Sentence) -> DeliveredSaid | None:
    """« livré » alone, or with what follows; « la 12 est livrée ? » asks."""
    if doubt_in(case.source) is Doubt.ASKED:
        return None
    what, rest_on = _without_rest(case.said("what"), case.today)
    counted = counts_in(what) if what else ((), True)
    if counted is None:
        return None
    return DeliveredSaid(case.number, *counted, rest_on)


def _counted(case: Sentence) -> DeliveredSaid | None:
    """The same without « livré », of a delivery in hand: only what could be nothing else."""
    read = _delivered(case)
    if read is None or not any(one.of or one.damaged or one.refused or one.less for one in read.lines):
        return None if read is None or not _ONLY.match(case.match["what"]) else replace(read, delivered=False)
    return replace(read, delivered=any(one.damaged or one.refused for one in read.lines))


def _refused_some(case: Sentence) -> DeliveredSaid | None:
    """« le client a refusé 1 radiateur »: all the rest was left there."""
    counted = counts_in(case.match["what"])
    if counted is None or any(one.quantity is None or one.less for one in counted[0]):
        return None
    lines = tuple(replace(one, quantity=None, refused=one.quantity or one.refused) for one in counted[0])
    return DeliveredSaid(case.number, lines)


def _problem(case: Sentence) -> ProblemSaid | None:
    when = _when(case)
    if case.said("when") and when is None:
        return None
    problem = case.words("problem")
    return ProblemSaid(case.number, problem[:1].upper() + problem[1:], when, mine=case.said("who") == "je")


def _reschedule(case: Sentence) -> RescheduleSaid | None:
    when = _when(case)
    return RescheduleSaid(case.number, when) if when else None


def _rest(case: Sentence) -> RestSaid | None:
    when = _when(case)
    return RestSaid(case.number, when.day) if when else None


def _signed(case: Sentence) -> SignedSaid | None:
    name, role = case.words("name"), ""
    if found := _ROLE.search(name):
        name, role = name[: found.start()], found["role"]
    name = " ".join(re.sub(r"[(),:]", " ", name).split())
    return SignedSaid(case.number, name, " ".join(role.strip("() ").split())) if name else None


def _reserves(case: Sentence) -> ReservesSaid:
    text = case.words("text")
    return ReservesSaid(case.number, text[:1].upper() + text[1:])


def _unreserved(case: Sentence) -> UnreservedSaid:
    return UnreservedSaid(case.number)


def _mistaken(case: Sentence) -> MistakenSaid:
    return MistakenSaid(case.number)


def _missing(case: Sentence) -> MissingSaid | None:
    counted = counts_in(f"manque {case.match['what']}")
    return MissingSaid(case.number, counted[0]) if counted else None


def _cancel(case: Sentence) -> CancelSaid:
    return CancelSaid(case.number)


def _return(case: Sentence) -> ReturnSaid | None:
    what = case.match["what"]
    source, reason = fold(case.source), ""
    aside = True if _ASIDE.search(source) else False if _BACK_IN.search(source) else None
    what = _WHERE.sub("", what)
    if found := _REASON.search(what):
        reason, what = case.as_typed(found["told"] or found["usual"]), what[: found.start()]
    spoiled = SPOILED.search(what)
    counted = counts_in(SPOILED.sub("", what).strip(" ,"))
    if counted is None or not counted[0] or any(one.quantity is None or one.less for one in counted[0]):
        return None
    reason = reason or (case.as_typed(spoiled.group().strip()) if spoiled else "")
    return ReturnSaid(case.number, counted[0], reason[:1].upper() + reason[1:], aside, case.words("who"))


def _when(case: Sentence) -> When | None:
    return read_when(case.words("when"), case.today) if case.said("when") else None


def _without_rest(what: str, today: date) -> tuple[str, date | None]:
    """« …, le reste lundi » taken off."""
    found = _REST_BEHIND.search(what)
    when = read_when(found["when"], today) if found else None
    return (what[: found.start()].strip(" ,"), when.day) if found and when else (what, None)


_FROM_VAN: Final = phrase(
    r"(?:, )?(?:(?:depuis|a partir de|pris dans|sorti de|de) (?:le stock de )?(?:mon|le|ma|la)|du) "
    rf"(?:{'|'.join(noun for noun, kind in NOUNS.items() if kind == 'van')})"
)
_POLITE: Final = COURTESIES - {"annule", "annuler", "non"}
_POLITE_END: Final = frozenset({"stp", "svp", "merci", "please"})
_ASIDE: Final = re.compile(r"\b(?:quarantaine|rebut|sav)\b")
_BACK_IN: Final = re.compile(r"\b(?:en stock|au depot)\b")
_WHERE: Final = re.compile(  # the words of numbers are read already: « quarantaine » is 40
    r"(?: ,)? (?:a mettre |mettre |remettre |remis )?(?:en (?:40|stock)|au (?:depot|rebut|sav))(?!\S)"
)
_ONLY: Final = re.compile(r"que |seulement |juste |uniquement |sauf |tout |il manque |manque ")
_WHEN = (
    rf"(?P<when>(?:(?:le|pour|au|a|l|vers|de|d|du|ce|cet|cette|en) )*(?:{DAY}|aujourd hui|auj|ajd|jour|\d+"
    r"|aprem|apres midi|matin|soir)"
    r"(?: (?:dans la |dans l |en |fin de |debut d )*(?:matin|matinee|aprem|apres midi|soir))?"
    r"(?: (?:a |vers )?\d{1,2}(?:\.\d+)? ?h(?: \d\d)?)?)"
)
_DIGITS = r"\d{1,8}(?:-\d{1,6}| - \d{1,6})?"
_ORDER = (
    r"(?:(?:la|le|l|ma|cette|ce|de|du|sur|pour|a|avec) )*"
    r"(?:(?:commande|cde|cmd|livraison|livr|bl|bon|preparation|prepa) (?:(?:de|pour|la) )*)?(?:(?:n|no|numero) )?"
    rf"(?P<number>(?:(?:co|cde|cmd|com|bl) ?)?{_DIGITS})"
)
_MARK = r"(?: [,:])?"
_DONE = (
    r"(?:(?:j ai|on a|a ete|ont ete|c est|est|sont|viens de|bien|tout) )*"
    r"(?:livr(?:e|ee|es|ees|er)|depose(?:e|es|ees)?|remis)(?: (?:ok|aussi|ce jour|aujourd hui))?"
)
_SOME = r"(?:que|seulement|juste|uniquement|tout sauf|sauf) .+"
_REST = r"(?:le |la )?(?:reste|solde|reliquats?|suite|manquants?)"
_WILL_BE = r"(?: (?:sera|est|livree?|a livrer|pour|le|prevue?|suivra|suit|arrive))*"
_REST_BEHIND: Final = re.compile(rf"(?:^| )(?:, |et )*{_REST}{_WILL_BE} {_WHEN}$")
_REASON: Final = re.compile(
    r"(?: ,)? (?:(?:car|parce qu[e]?|cause|motif|raison|:)(?: :)? (?P<told>.+)"
    r"|(?P<usual>en trop|(?:ce n est |c est )?pas l[ea] bon(?:ne)?(?: \S+)?|(?:ne )?convient pas"
    r"|trop (?:grand|petit)e?s?|erreur(?: de commande)?|non conformes?|plus besoin))$"
)
_ROLE: Final = re.compile(
    r"[ ,(]+(?P<role>g[ée]rante?|directeur|directrice|responsable|magasini[eè]re?|secr[ée]taire|assistante?|gardienn?e?"
    r"|chef de chantier|conjointe?|[ée]poux|[ée]pouse|fils|fille|voisine?|comptable|locataire|propri[ée]taire"
    r"|accueil|r[ée]ceptionniste)[ )]*$",
    re.IGNORECASE,
)
_CUSTOMER_AWAY = (
    r"(?:(?:le |la |mon |ma )?(?:cliente?|clt) (?:(?:est|etait|n est|n etait) )?"
    r"(?:pas (?:la|presente?|chez (?:lui|elle))|absente?|injoignable|ferme))"
)
_TROUBLE = (
    rf"(?:{_CUSTOMER_AWAY}|absente?"
    r"|personne(?: (?:sur place|la|chez (?:le client|eux|lui|elle)|pour (?:receptionner|signer)))?"
    r"|(?:c est |magasin |chantier |portail )?ferme(?: (?:a|le|ce) \S+)?"
    r"|(?:mauvaise |fausse )adresse|adresse (?:fausse|introuvable|incorrecte|inexacte)|acces (?:impossible|bloque)"
    r"|(?:(?:le |mon )?camion (?:est )?(?:tombe )?|je suis )?en panne"
    r"|(?:livraison |colis |tout |client )?(?:a )?refusee?(?: (?:la livraison|le colis|tout))?"
    r"|refus (?:du client|de livraison))"
)
_AGAIN = (
    r"(?:(?P<who>je|on) (?:re)?(?:passe|livre|viens|vais)|repasse|a relivrer|relivrer|nouveau passage"
    r"|(?:a )?reporte[re]?(?: a| au)?|repassage|retour|nouvelle date)(?: (?:pour|a|au))?"
)
_REFUSED_SOME = (
    r"(?:(?:le |la |mon |ma )?(?:cliente?|clt) )?(?:(?:nous |m )?a )?refusee?s? (?:de )?"
    r"(?P<what>(?:\d+(?:\.\d+)?|une?) (?:x )?[a-z].*)"
)
_BACK_THEN = rf"{_MARK}(?: (?:et |donc )?{_AGAIN} {_WHEN})?"
_READY = r"(?:(?:c est|est|tout est) )?prete?s?"
_LOADED = r"(?:(?:c est|est|tout est|j ai) )?(?:chargee?s?|dans le camion)"
_LEFT = r"(?:(?:c est|est|je suis|on est) )?(?:en route|en chemin|partie?s?|en livraison)"
_ANOTHER_DAY = r"(?:reporte|decale|repousse|deplace|planifie|livre|relivre|repasse|livrer)[rz]?(?: la livraison de)?"
_TO = r"(?: (?:a|au|pour|le))*"
_TAKE_BACK = r"(?:retours?|reprise|reprends|reprendre)"
_GIVE_BACK = r"(?:rends?|rapporte|ramene|retourne|renvoie|rendent|retournent)"
_THINGS = r"(?P<what>(?:\d|une? ).*)"
_SIGNED = r"(?:a ete |est |c est )?(?:signee?|receptionnee?)(?: par)? (?P<name>[a-z].*)"
_RESERVES = r"(?:avec )?reserves?(?: du client)?(?: :)? (?P<text>[a-z].*)"
_STRIKE = (
    r"(?:(?:enleve|retire|efface|supprime|annule)[rz]? (?:(?:la|les|ma|mes|ses|cette|ces|toutes les) )?reserves?"
    r"|(?:plus|finalement pas) de reserves?)"
)
_MISTAKEN = r"(?:(?:est |c est |ete |a ete )*(?:notee?|livree?|saisie?) )?par erreur"
_LACKS = r"(?:il )?(?:en )?manque(?:nt)? (?P<what>.+{lazy})"
_SLIP = r"(?:(?:bons? )?de (?:preparation|prepa)|picking)"  # « bon » at the beginning is taken for a courtesy
_BEGIN = r"(?:(?:fais|lance|(?P<printed>sors|imprime)|demarre)(?: moi)? )?(?:le |la )?"
_PREPARE = rf"(?:(?P<paper>{_SLIP})|preparation|prepa|prepare[rz]?|prepares|prep)(?: moi)?"
_SHOW = r"(?:(?:voir|montre|ouvre|affiche)(?: moi)? )?(?:la |les |le )?"
_BROUGHT = r"(?:livraisons?|(?P<paper>(?:bons? )?de livraison|bl)) (?:(?:de|du|sur|pour|la|le|commande|n|no|numero) )*"
_MINE = r"(?:je (?:prends|livre|fais|m occupe|me charge)(?: de| du)?|c est moi qui (?:prends|livre|fais))"
_NAMED = r"(?=(?:l[ae]?|cette) |(?:livraison|commande|livr|cde) |(?:co|bl) ?\d)"  # « je prends 2 » is about goods
_CANCEL = r"annule[rz]? (?:la |le |cette )?(?:livraison|preparation|prepa|bl)"

_Read: TypeAlias = Callable[[Sentence], DeliverySaid | None]
# Whether a delivery must be in hand, the sentence, its reader.
_ROWS: Final[tuple[tuple[bool, str, _Read], ...]] = (
    # Lists.
    (
        False,
        r"(?:(?P<whose>mes|ma|les|la|nos|liste des|liste de mes|voir les|voir mes) )?(?:livraisons|tournees?|bls)"
        rf"(?: (?:prevues? |a faire )?{_WHEN})?",
        _day,
    ),
    (False, rf"(?:qu est ce que je|quoi a|je) livr(?:e|er) (?:quoi )?{_WHEN}", _day),
    (False, r"(?:qu est ce qu il y a |quoi |liste |(?:les )?commandes )?a preparer", _to_prepare),
    (False, rf"(?:(?:voir|liste des|les|mes|nos|les|le|la) )?(?:prepas?|preparations?|{_SLIP})", _to_prepare),
    (False, rf"{_SHOW}{_BROUGHT}(?P<number>(?:(?:co|cde|cmd|com) ?)?{_DIGITS})", _find),
    (False, rf"{_SHOW}(?:livraison )?(?P<number>bl ?{_DIGITS})", _find),
    # The depot.
    (False, rf"{_BEGIN}{_PREPARE} (?:{_REST} )?{_ORDER}(?: {_WHEN})?", _prepare),
    (True, rf"{_BEGIN}{_PREPARE} {_REST}(?: {_WHEN})?", _prepare),
    (False, rf"{_ORDER} a preparer(?: {_WHEN})?", _prepare),
    (False, rf"{_ORDER} {_READY}", _step("ready")),
    (True, _READY, _step("ready")),
    (False, rf"{_ORDER}{_MARK} {_LACKS.format(lazy='')}", _missing),
    (False, rf"{_LACKS.format(lazy='?')} (?:sur|pour|dans|a) {_ORDER}", _missing),
    (True, _LACKS.format(lazy=""), _missing),
    # The road.
    (False, rf"{_ORDER} {_LOADED}", _step("load")),
    (False, rf"(?:j ai )?chargee? {_ORDER}", _step("load")),
    (True, _LOADED, _step("load")),
    (False, rf"{_ORDER} {_LEFT}", _step("leave")),
    (False, rf"(?:{_LEFT}|je pars|depart|on part)(?: (?:pour|avec|vers|livrer|chez))? {_ORDER}", _step("leave")),
    (True, rf"{_LEFT}|je pars(?: (?:livrer|chez eux|chez lui))?|on part", _step("leave")),
    (False, rf"{_MINE} {_NAMED}{_ORDER}", _take),
    (True, r"je m en (?:occupe|charge)|je (?:la|le) prends", _take),
    # Trouble, other days.
    (False, rf"{_ORDER}{_MARK} {_REFUSED_SOME}", _refused_some),
    (True, _REFUSED_SOME, _refused_some),
    (False, rf"{_ORDER}{_MARK} (?P<problem>{_TROUBLE}){_BACK_THEN}", _problem),
    (False, rf"(?P<problem>{_CUSTOMER_AWAY}){_BACK_THEN}", _problem),
    (True, rf"(?P<problem>{_TROUBLE}){_BACK_THEN}", _problem),
    (False, rf"(?P<problem>{_TROUBLE})(?: (?:pour|sur|a))? {_ORDER}{_BACK_THEN}", _problem),
    (False, rf"{_ORDER}{_MARK} probleme{_MARK} (?P<problem>.+)", _problem),
    (False, rf"probleme (?:sur |avec |pour )?{_ORDER}{_MARK} (?P<problem>.+)", _problem),
    (True, rf"probleme{_MARK} (?P<problem>.+)", _problem),
    (
        False,
        rf"{_ORDER} (?:est )?(?:reporte|decale|repousse|deplace|planifie|prevu|a livrer)(?:e|es|s)?{_TO} {_WHEN}",
        _reschedule,
    ),
    (False, rf"(?:on |je |il faut )?{_ANOTHER_DAY} {_ORDER}{_TO} {_WHEN}", _reschedule),
    (True, rf"(?:on |je |a )?(?:reporte|decale|repousse|deplace|repasse|relivre)[rez]?{_TO} {_WHEN}", _reschedule),
    # What is left.
    (False, rf"{_ORDER}{_MARK} {_REST}{_WILL_BE} {_WHEN}", _rest),
    (False, rf"{_REST} {_ORDER}{_WILL_BE} {_WHEN}", _rest),
    (True, rf"(?:et )?{_REST}{_WILL_BE} {_WHEN}", _rest),
    # Signed.
    (False, rf"{_ORDER}{_MARK} {_SIGNED}", _signed),
    (True, _SIGNED, _signed),
    (False, rf"{_ORDER}{_MARK} {_STRIKE}", _unreserved),
    (False, rf"{_STRIKE} (?:de |sur |pour ){_ORDER}", _unreserved),
    (True, rf"{_STRIKE}|(?:aucune|pas de|sans) reserves?", _unreserved),
    (False, rf"{_ORDER}{_MARK} {_RESERVES}", _reserves),
    (True, _RESERVES, _reserves),
    # Back.
    (False, rf"(?:{_TAKE_BACK}|{_GIVE_BACK})(?: client)? {_ORDER}{_MARK} {_THINGS}", _return),
    (False, rf"{_ORDER}{_MARK} (?:{_TAKE_BACK}|{_GIVE_BACK})(?: de)?{_MARK} {_THINGS}", _return),
    (False, rf"{_TAKE_BACK}(?: de)? (?P<what>(?:\d|une? ).*?) (?:de|sur|pour) {_ORDER}", _return),
    (True, rf"(?:{_TAKE_BACK}|rend|rapporte)(?: de)? {_THINGS}", _return),
    (False, rf"(?:le |la |l )?(?P<who>[a-z][^|,;:]*?) (?:nous |me )?{_GIVE_BACK} {_THINGS}", _return),
    # Given up.
    (False, rf"{_CANCEL} {_ORDER}", _cancel),
    (True, _CANCEL, _cancel),
    (False, rf"{_ORDER}{_MARK} {_MISTAKEN}", _mistaken),
    # Delivered.
    (False, rf"(?P<what>{_SOME}?) (?:pour|sur|de) (?=la |cette |(?:commande|livraison|co|bl) ){_ORDER}", _counted),
    (False, rf"{_ORDER}{_MARK} {_DONE}{_MARK}(?: (?P<what>.+))?", _delivered),
    (False, rf"{_DONE}(?: {COMPLETE})? {_ORDER}{_MARK}(?: (?P<what>.+))?", _delivered),
    (False, rf"{_ORDER}{_MARK} (?P<what>{COMPLETE}(?: .+)?)", _delivered),
    (True, rf"{_DONE}{_MARK}(?: (?P<what>.+))?", _delivered),
    (True, rf"(?P<what>{COMPLETE})", _delivered),
    (False, rf"{_ORDER}{_MARK} (?P<what>{_SOME})", _counted),
    (True, r"(?P<what>(?:(?:que|seulement|juste|uniquement|tout sauf|sauf) .+|(?:\d|une? ).*))", _counted),
)
_SENTENCES: Final = tuple((needs_hand, re.compile(pattern), read) for needs_hand, pattern, read in _ROWS)
