"""Interventions: what was found, done and used, and what comes next."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.goods import line_slots
from bot.understanding.frames.lasting import CLOCK, clock
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import (
    Step,
    amount,
    choice,
    customer,
    day,
    drop,
    duration,
    flag,
    moment,
    paper,
    person,
    read,
    rest,
    tidy,
    words,
)  # fmt: skip
from bot.understanding.frames.world import World
from bot.understanding.line import ALL
from bot.understanding.lines import read_lines
from bot.understanding.words import fold, tokens_of


def read_intervention(sheet: Sheet, world: World) -> Slots:
    """What happened at a customer's, or is planned there."""
    said = read(sheet, world, *_ABOUT)
    return read(sheet, world, *_INTERVENTIONS[said.get("action") or said.get("status", "")], said=said)


def _hour(slot: str) -> Step:
    """« arrivé 13h50 »: an hour of the day, on the clock."""

    def step(sheet: Sheet, _world: World, _said: Slots) -> Slots:
        found = sheet.take(_CLOCK)
        at = clock(found[1], found[2]) if found is not None else None
        return {slot: at.strftime("%H:%M")} if at is not None else {}

    return step


def _because(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« n'a pas été faite : le boulanger est en congé »: why, as it was said, whoever it names."""
    found = sheet.find(_WHY) if "intervention" in said else None
    why = sheet.group(found, "text") if found is not None else ""
    if found is None or not why:
        return {}
    sheet.cut(*found.span())
    return {"reason": why}


def _equipment(sheet: Sheet, world: World, said: Slots) -> Slots:
    """A serial number, with what it is of; the customer is whose intervention knows it."""
    found = sheet.find(_SERIAL)
    if found is None:
        return {}
    what = _WORD_BEFORE.search(sheet.flat[: found.start()])
    of_goods = what is not None and world.products.knows(what[1])
    sheet.cut(what.start(1) if what is not None and of_goods else found.start(), found.end())
    known = next((one.customer for one in world.papers if found["code"] in one.equipment.lower()), None)
    return {"equipment": found["code"].upper(), **({"customer": known} if known and "customer" not in said else {})}


def _told(sheet: Sheet, world: World, said: Slots) -> Slots:
    """What was wrong, what was done and what with, stretch by stretch."""
    told: dict[str, list[Any]] = {"issue": [], "work": [], "parts": [], "held": []}
    for stretch in _stretches(sheet, world):
        finished = said.get("status") == "done"
        _sort(Sheet(stretch), world, told, planned=said.get("action") == "plan", finished=finished)
    said_so: Slots = {name: " ; ".join(told[name]) for name in ("issue", "work") if told[name]}
    if told["parts"]:
        said_so["parts"] = told["parts"]
    if "status" not in said and "action" not in said and told["work"]:
        said_so["status"] = "done"
    if "status" not in said and "action" not in said and not told["work"] and _GOES_ON.search(sheet.flat):
        said_so["status"] = "in_progress"
    return said_so


def _stretches(sheet: Sheet, world: World) -> list[str]:
    """What commas part, and what was done from what was wrong: « en panne, remplacé … », « en panne remplacé … »."""
    found: list[str] = []
    for part in re.split(r"[,;|]|\s\+\s|\.\s", sheet.left):
        flat = Sheet(part).flat
        done = _BEGINS.search(flat) if _BROKEN.search(flat) else None
        ends = _OF_WHAT.search(flat, 0, done.end()) if done is not None and not flat[done.end() :].strip(" |") else None
        if ends is not None and not _BROKEN.fullmatch(ends["what"]) and not world.products.knows(ends["what"]):
            done = ends
        whole = _WHOLE_TROUBLE.search(flat) if done is not None else None
        if whole is not None and whole.end() < done.start():  # type: ignore[union-attr]
            done = re.compile(r"\s|$").search(flat, whole.end())
        cut = done.start() if done is not None and _BROKEN.search(flat[: done.start()]) else len(part)
        found += [part[:cut], part[cut:]]
    return [part for part in found if part.strip()]


def _sort(stretch: Sheet, world: World, told: dict[str, list[Any]], *, planned: bool, finished: bool) -> None:
    said = _work_said(stretch)
    if not said or words(r"photos?|a suivre").search(stretch.flat):
        return
    begun = bool(told["issue"] or told["work"] or _BROKEN.search(stretch.flat))
    goods = _used(stretch, world, begun=begun)
    if told["issue"] and told["held"] and _EXCHANGED.fullmatch(stretch.flat.strip()):
        told["work"].append(f"{told['held'].pop(0)} {said}")
        told["parts"] += told["held"]
        return
    if (
        _BROKEN.search(stretch.flat)
        and not told["issue"]
        and not (planned and (_DONE.search(stretch.flat) or _TO_DO.search(stretch.flat)))
    ):
        told["issue"].append(said)
        told["held"] = [_without_work(stretch, _BROKEN).words(), *goods] if goods else []
    elif (
        _DONE.search(stretch.flat)
        or _PARTICIPLE.search(stretch.flat)
        or planned
        or (not goods and (told["issue"] or told["work"] or finished))
    ):
        told["work"].append(said)
    if not _BROKEN.search(stretch.flat):
        told["parts"] += goods


def _used(stretch: Sheet, world: World, *, begun: bool) -> list[Slots]:
    """The goods that went into it: those that are counted, and those called by their whole name.

    `begun`: what happened was told before; goods that open a report are what it is about.
    """
    kept = _without_work(_without_work(stretch, _DONE), _BROKEN)
    put_in = begun and not _DONE.search(stretch.flat)
    return [
        line_slots(line, world)
        for line in read_lines(kept.tokens(), stretch.source, world.products)
        if line.product is not None and line.product.candidates
        and (line.counted or ((put_in or _was_put_in(line.text, stretch) or _is_with(line.text, stretch))
                              and world.products.link([token.text for token in tokens_of(line.text)], ALL).whole))
    ]  # fmt: skip


def _was_put_in(goods: str, stretch: Sheet) -> bool:
    """« changé la lame du robot »: the work word nearest to the goods says whether they are new."""
    at = stretch.flat.find(fold(goods).split()[0]) if goods.split() else -1
    near = min(_DONE.finditer(stretch.flat), key=lambda one: abs(one.start() - at), default=None)
    return at >= 0 and near is not None and _PUT_IN.search(near.group()) is not None


def _is_with(goods: str, stretch: Sheet) -> bool:
    """« repris l'évacuation avec 2m de pvc et silicone blanc »: goods are what stands behind « avec »."""
    with_goods = _WITH_GOODS.search(stretch.flat)
    return with_goods is not None and stretch.flat.find(fold(goods).split()[0], with_goods.end()) > 0


def _without_work(stretch: Sheet, said: re.Pattern[str]) -> Sheet:
    """The words beside those for the work: « remplacement » is no « déplacement »."""
    kept = Sheet(stretch.left)
    while (found := kept.find(said)) is not None:
        kept.cut(*found.span())
    return kept


def _work_said(stretch: Sheet) -> str:
    """What was done, without the goods that it took behind « avec »."""
    said = tidy(stretch)
    with_goods = _WITH_GOODS.search(Sheet(said).flat)
    return re.sub(
        r"^(?:pour|afin de|ok|est|j'ai|on a|nous avons|j’ai)\s", "", said[: with_goods.start()] if with_goods else said
    )


_CLOCK: Final = re.compile(rf"(?<!\d){CLOCK}(?!\d)")
_WHY: Final = re.compile(
    r"(?:[:,]|(?<!\w)(?:car|parce que|puisque|vu que|comme))\s*(?P<text>[a-z][^|:]{3,}?)\s*[.!"
    r"|]*$"
)
_PUT_IN: Final = words(r"(?:change|remplace|pose|installe)(?:ment|[esr]*)|installation")
_EXCHANGED: Final = re.compile(r"(?:change|remplace|repare)[es]*")
_WITH_GOODS: Final = re.compile(r" avec (?=\d|une? )")
_WORD_BEFORE: Final = re.compile(r"(?<![\w])([a-z]+)\s+$")
_SERIAL: Final = words(r"(?P<code>[a-z]{0,3}\d{1,3}-\d{3,6})")
_BROKEN: Final = words(
    r"fuyait|coulait|disjonctait|ne \w+ait (?:pas|plus)|(?:en )?pannes?|en defaut|defaut \w+|hs|fuites?|fuit|bruyante?"
    r"|disjoncte|disjonction|ne \w+ (?:pas|plus)"
    r"|bouchee?s?|fait du bruit|court[- ]circuit|leak(?:s|ing|ed)?|broken(?: down)?|out of order|faulty|tripp(?:s|ing"
    r"|ed)|not \w+ing|no hot water"
    r"|bloquee?s?|coincee?s?|coupee?s?|cassee?s?|calee?|grippee?s?|dereglee?s?|percee?s?|tombee?s?|brulee?s?|deborde"
    r"|saute|coule"
    r"|voyant \w+|code (?:erreur )?\w?\d+|refuse de \w+|plus d'\w+|plus de \w+"
)
_DONE: Final = words(
    r"ok|change[es]*|remplace(?:ment|es?|s)?|repare[es]*|repris|regle[es]*|reglage|purge[es]*|nettoye[es]*|nettoyage"
    r"|pose[es]*"
    r"|refaite?|fait(?:e|es)?|termine[es]*|remise?|ramonage|ramone[es]*|entretien|debouche[es]*|verifie[es]*"
    r"|commander|hs|done|replaced?|repaired|fixed|cleaned|serviced|adjusted|bled|changed|checked"
    r"|(?:de|re)?monte[es]*|installe[es]*|raccorde[es]*|branche[es]*|resserre[es]*|ajuste[es]*|graisse[es]*"
    r"|recharge[es]*"
    r"|programme[es]*|taille[es]*|coupe[es]*|tondue?s?|plante[es]*|livre[es]*|deplace[es]*|essais?|teste[es]*"
)
_PARTICIPLE: Final = words(r"\w{3,}ees?")
_BEGINS: Final = words(
    r"replaced|repaired|fixed|cleaned|serviced|adjusted|changed|(?:change|remplace|repare|repris"
    r"|regle|purge|nettoye|debouche|refait|remis|pose|verifie)[es]*"
)
_OF_WHAT: Final = re.compile(
    r"(?<= )(?P<what>[a-z]{3,}) (?:chang|remplac|repar|regl|purg|nettoy|debouch|verifi"
    r"|pos)ees?$"
)
_TO_DO: Final = words(
    r"recherche|reparation|reparer|remplacement|remplacer|reprise|verif\w*|control\w*|diagnostic"
    r"|depann\w+|chang\w+"
)
_WHOLE_TROUBLE: Final = words(r"plus (?:de |d')\w+(?: (?:chaude?|froide?))?|ne \w+ (?:plus|pas)(?: du tout)?")
_GOES_ON: Final = words(r"a suivre|en cours|photos?")
_ABOUT: Final[tuple[Step, ...]] = (
    flag("under_warranty", r"sous garantie|under (?:guarantee|warranty)"),
    flag("surcharge", r"(?:heures? )?majore[es]*|majoration"),
    flag("signed", r"signee? par (?:(?:le |la |l'|m\.? |mme |monsieur |madame )?[a-z]+)(?=\s*(?:$|[,.|]))|(?:(?:bon|bi"
                   r"|rapport|fiche) )?signee?(?: (?:par )?(?:le |la )?cliente?)|(?:bon|bi|rapport) (?:est )?"
                   r"signe|signee?(?: par le client)?|signed(?: by (?:the )?(?:customer|client))?"),
    choice(
        "action",
        (
            ("check_in", r"^\W*(?:(?:je viens d'|je |j')?arrive[er]*s?|sur place|(?:je )?suis (?:arrivee?|chez"
                         r"|sur place)"
                         r"|debut inter\w*|arrived|on site|i'?m (?:at|on site)|i am at)"),
            ("check_out", r"^\W*(?:(?:(?:je )?suis )?(?:re)?parti[es]*|depart|je (?:re)?pars|fini chez|left|leaving"
                          r"|(?:finished|done) at)"),
            ("plan", r"^\W*(?:cree[rz]?|planifie[rz]?|programme[rz]?|prevois|prevoir|nouvelle"
                     r"|call?e[rz]?|case[rz]?|creer|mets|met|place[rz]?|fixe[rz]?|bloque[rz]?|ajoute[rz]?"
                     r"|note[rz]?)(?: moi)? (?:une? |l')?(?:inter(?:vention)?|depannage|visite|bi|sav|passage|controle"
                     r"|maintenance|entretien)"
                     r"|^\W*(?:plan|schedule"
                     r"|book) (?:an? )?(?:job|visit|repair|service|call[- ]?out)"),
        ),
    ),
    paper("intervention", "intervention", bare=True),
    choice("status", (("rescheduled", r"(?:(?:la |l')?(?:report|repouss|decal)(?:ee?|er|ez)s?|report|decalage)"
                                      r"(?: a| au)?|(?:postponed|rescheduled"
                                      r"|put off|moved)(?: to)?"), ("to_return", r"(?:il )?(?:faut"
                                                                                 r"|faudra)(?: que)? (?:j'y retourne"
                                                                                 r"|j'y repasse|y retourner"
                                                                                 r"|on y retourne|y repasser"
                        r"|revenir)|j'y retourne|on y retourne|retour|je repasse|on repasse"
                                                                                 r"|a revoir|repasser|(?:to "
                                                                                 r"|must )?(?:return|come back)"
                                                                                 r"|coming back"),
                      ("not_done", r"(?:n'(?:a|est|ai) )?(?:pas (?:ete |pu (?:etre )?)?(?:faite?s?|realisee?"
                                   r"|effectuee?))|pas pu (?:la |le )?faire|client absent|personne|impossible"
                                   r"|not done|nobody|no one|customer absent|non faite?|annulee?"),
                      ("in_progress", r"en cours|pas (?:encore )?(?:finie?|terminee?)|a suivre"),
                      ("done", r"(?:c'est |est |a ete )?(?:bien )?(?:terminee?s?|finie?s?|cloturee?|achevee?)(?= |$|,"
                               r"|\.|:)"
                       r"|cloturee?|done"))),
)  # fmt: skip
_PAID: Final = r"(?:regle|paye|encaisse)[es]* (?:en |par )?(?:cb|carte|chq|cheque|esp\w*|liquide|vir\w*)"
_FACTS: Final[tuple[Step, ...]] = (
    drop(
        r"^\W*(?:interventions?|inter|bi|depannage|depan|sav|rapport|visite|job|visit|call[- ]?out|service (?:call"
        r"|visit|report)|repair)(?: (?:chez|pour|a|at|for))?",
        r"urgence",
    ),
    _equipment,
    duration,
    drop(
        _PAID,
        r"mo",
        r"main d'euvre",
        r"tout (?:est |va )?(?:ok|bon|bien|fonctionne|marche)|rien a signaler"
        r"|ras",
        r"c'est(?= (?:repare|fini|debouche|regle))",
    ),
    amount(marked=True),
    customer(),
)
_INTERVENTIONS: Final[dict[str, tuple[Step, ...]]] = {
    "check_in": (_hour("start"), customer()),
    "check_out": (_hour("end"), customer()),
    "plan": (moment("start"), person("assignee", r"(?:par |avec |pour )?"), *_FACTS, _told),
    "rescheduled": (
        moment("next_visit"),
        customer(),
        drop(
            r"(?:en raison|a cause|pour cause|du fait|suite) (?:de la|de l'|de|du|a la|a l'|au|a|d')",
            "est|l'|pour|par|car",
        ),
        rest("reason"),
    ),
    "to_return": (moment("next_visit"), *_FACTS, _told),
    "not_done": (day("date", past=True), _because, *_FACTS, drop("est|etait"), rest("reason")),
    **dict.fromkeys(
        ("", "done", "in_progress"), (day("date", past=True), drop("soir", "matin", "midi", "aprem"), *_FACTS, _told)
    ),
}
