"""Hours worked, and interventions: what was found, done and used, and what comes next."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.goods import line_slots
from bot.understanding.frames.lasting import CLOCK, clock, minutes_of, take_duration, take_ranges
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
    project,
    read,
    rest,
    tidy,
    words,
)  # fmt: skip
from bot.understanding.frames.who import take_person
from bot.understanding.frames.world import World
from bot.understanding.line import ALL
from bot.understanding.lines import read_lines
from bot.understanding.words import fold, tokens_of

_SUPPLEMENTARY: Final = words(r"(?:heures? |h )?(?:sup|supp|supplementaires?)(?: de)?")
_SO_MANY_MORE: Final = words(
    r"(?:dont |plus |et |\+ ?)?(?P<length>\d{1,2} ?h(?:eures?)?(?: ?\d{2})?|\d{1,3} ?(?:mn|min|minutes?))"
    r" ?(?:de |d'|en )?(?:heures? )?(?:sup|supp|supplementaires?)"
)
_SHORTEST: Final = 15
_LONGEST_DAY: Final = 720  # minutes that nobody works at a stretch
_STOP: Final = words(
    r"^\W*(?:stop|fin|termine|j'ai fini|fini|fin de journee|end(?: of)?(?: the)? day|clock out"
    r"|je debauche|fin de chantier|(?:arrete[rz]?|stoppe[rz]?|coupe[rz]?) (?:le |mon |la )?(?:chrono\w*|pointage"
    r"|compteur|pointeuse))"
)
_AROUND: Final = re.compile(
    r"^(?:pour|chez|de|a|au|sur|chantier|at|for|on|the|site)(?: |$)|(?:^| )(?:pour|chez|de|a"
    r"|au|sur|chantier|at|for|on|the|site)$"
)


def read_time(sheet: Sheet, world: World) -> Slots | None:
    """Hours on a site or at a customer's; None when a few minutes are all that is said."""
    if _STOP.search(sheet.flat):
        return {"action": "stop"}
    said = read(sheet, world, *_TIME)
    if said.get("duration_min", 0) > _LONGEST_DAY and not {"ranges", "entries"} & set(said):  # « 14h » is of the clock
        return {**{name: value for name, value in said.items() if name != "duration_min"}, "clarify": ["duration"]}
    return None if set(said) == {"duration_min"} and said["duration_min"] < _SHORTEST else said  # « 2 minutes »


def _ranges(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    found = take_ranges(sheet)
    if not found:
        return {}
    told = [[start.strftime("%H:%M"), end.strftime("%H:%M")] for start, end in found]
    return {"ranges": told, "duration_min": minutes_of(found)}


def _entries(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« 3h pose clim + 1h trajet »: several lengths, each with what was done."""
    parts = [Sheet(part) for part in re.split(r"\s(?:\+|et)\s(?=\d)", sheet.left)]
    lengths = [take_duration(part) for part in parts]
    if len(parts) < 2 or "ranges" in said or None in lengths:
        return {}
    told = [{"activity": tidy(part), "duration_min": minutes} for part, minutes in zip(parts, lengths, strict=True)]
    sheet.cut(0, len(sheet.flat))
    return {"entries": told, "duration_min": sum(filter(None, lengths))}


def _with_users(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« avec mehdi et sophie »: the colleagues; whoever speaks counts himself."""
    found: list[str] = []
    while (one := take_person(sheet, world, r"(?:(?:avec|et|\+) )")) is not None:
        found.append(one.code)
    speaker = next((one for one in world.people if one.code == world.speaker), None)
    if speaker is not None and found:
        sheet.take(words(rf"{fold(speaker.name.split()[0])}"))
    others = [code for code in found if code != world.speaker]
    return {"with_users": others} if others else {}


def _overtime(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    """« 2h sup », « heures sup 2h »: minutes beyond the usual day."""
    counted = sheet.take(_SO_MANY_MORE)
    if counted is not None:
        return {"overtime_min": take_duration(Sheet(counted["length"]))}
    if sheet.take(_SUPPLEMENTARY) is None:
        return {}
    minutes = take_duration(sheet)
    return {"overtime_min": minutes} if minutes is not None else {}


def _activity(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    left = _AROUND.sub("", tidy(sheet)).strip()
    return {"activity": left} if left else {}


_TIME: Final[tuple[Step, ...]] = (
    flag(
        "action",
        r"^\W*(?:start(?: (?:of )?(?:the )?day)?|clock in|debut|je commence|top depart|top|go|demarre"
        r"|j'embauche|(?:lance[rz]?|demarre[rz]?|mets) (?:en route )?(?:le |mon |la )?(?:chrono\w*|pointage"
        r"|compteur|pointeuse))",
        "start",
    ),
    drop(
        r"^\W*(?:(?:alors|donc|bon)\s)+",
        r"(?:me )?compter|chrono",
        r"(?:j'ai|on a|nous avons) (?:fait|passe|bosse|travaille|mis)|(?:j'y|on y) (?:ai|a) passe",
        r"^\W*(?:pointe[rz]?|pointage|note[rz]?|saisi[es]?|mets|compte|passee?|temps|(?:j'ai )?(?:bosse"
        r"|travaille|passe)|(?:i )?worked|spent|mes heures"
        r"|heures)(?: moi)?(?:\s?:)?",
    ),
    flag(
        "billable",
        r"(?:non|pas) factur(?:able|e|es|ables|ee|er)|a ne pas facturer|gratuit|sous garantie"
        r"|not billable|unbillable",
        False,
    ),
    project(),
    paper("intervention", "intervention"),
    _ranges,
    day("date", past=True),
    _with_users,
    _entries,
    _overtime,
    duration,
    project(announced=False),
    customer(unless="project"),
    _activity,
)


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
    for stretch in _stretches(sheet):
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


def _stretches(sheet: Sheet) -> list[str]:
    """What commas part, and what was done from what was wrong: « en panne, remplacé … », « en panne remplacé … »."""
    found: list[str] = []
    for part in re.split(r"[,;|]|\s\+\s|\.\s", sheet.left):
        flat = Sheet(part).flat
        done = _BEGINS.search(flat) if _BROKEN.search(flat) else None
        cut = done.start() if done is not None and _BROKEN.search(flat[: done.start()]) else len(part)
        found += [part[:cut], part[cut:]]
    return [part for part in found if part.strip()]


def _sort(stretch: Sheet, world: World, told: dict[str, list[Any]], *, planned: bool, finished: bool) -> None:
    said = _work_said(stretch)
    if not said or words(r"photos?|a suivre").search(stretch.flat):
        return
    goods = _used(stretch, world)
    if told["issue"] and told["held"] and _EXCHANGED.fullmatch(stretch.flat.strip()):
        told["work"].append(f"{told['held'].pop(0)} {said}")
        told["parts"] += told["held"]
        return
    if _BROKEN.search(stretch.flat) and not planned and not told["issue"]:
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


def _used(stretch: Sheet, world: World) -> list[Slots]:
    """The goods that went into it: those that are counted, and those called by their whole name."""
    kept = _without_work(_without_work(stretch, _DONE), _BROKEN)
    put_in = _PUT_IN.search(stretch.flat) or not _DONE.search(stretch.flat)
    return [
        line_slots(line, world)
        for line in read_lines(kept.tokens(), stretch.source, world.products)
        if line.product is not None and line.product.candidates
        and (line.counted or (put_in and world.products.link([token.text for token in tokens_of(line.text)],
                                                             ALL).whole))
    ]  # fmt: skip


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
    return re.sub(r"^(?:pour|afin de|ok|est)\s", "", said[: with_goods.start()] if with_goods else said)


_CLOCK: Final = re.compile(rf"(?<!\d){CLOCK}(?!\d)")
_PUT_IN: Final = words(r"(?:change|remplace|pose|installe)(?:ment|[esr]*)|installation")
_EXCHANGED: Final = re.compile(r"(?:change|remplace|repare)[es]*")
_WITH_GOODS: Final = re.compile(r" avec (?=\d|une? )")
_WORD_BEFORE: Final = re.compile(r"(?<![\w])([a-z]+)\s+$")
_SERIAL: Final = words(r"(?P<code>[a-z]{0,3}\d{1,3}-\d{3,6})")
_BROKEN: Final = words(
    r"(?:en )?pannes?|en defaut|defaut \w+|hs|fuites?|fuit|bruyante?|disjoncte|disjonction|ne \w+ (?:pas|plus)"
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
_GOES_ON: Final = words(r"a suivre|en cours|photos?")
_ABOUT: Final[tuple[Step, ...]] = (
    flag("under_warranty", r"sous garantie|under (?:guarantee|warranty)"),
    flag("surcharge", r"(?:heures? )?majore[es]*|majoration"),
    flag("signed", r"signee?(?: par le client)?|signed(?: by (?:the )?(?:customer|client))?"),
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
                     r"|note[rz]?)(?: moi)? (?:une? |l')?(?:inter(?:vention)?|depannage|visite|bi|sav)"
                     r"|^\W*(?:plan|schedule"
                     r"|book) (?:an? )?(?:job|visit|repair|service|call[- ]?out)"),
        ),
    ),
    paper("intervention", "intervention", bare=True),
    choice("status", (("rescheduled", r"(?:reportee?|repousse[es]*|decalee?)s?(?: a| au)?|(?:postponed|rescheduled"
                                      r"|put off|moved)(?: to)?"), ("to_return", r"retour|je repasse|on repasse"
                                                                                 r"|a revoir|repasser|(?:to "
                                                                                 r"|must )?(?:return|come back)"
                                                                                 r"|coming back"),
                      ("not_done", r"pas (?:pu )?faite?s?|pas pu (?:la |le )?faire|client absent|personne|impossible"
                                   r"|not done|nobody|no one|customer absent|non faite?|annulee?"),
                      ("in_progress", r"en cours|pas (?:encore )?(?:finie?|terminee?)|a suivre"),
                      ("done", r"(?:c'est )?(?:terminee?s?|finie?s?)(?= |$|,)|cloturee?|done"))),
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
    drop(_PAID, r"mo", r"main d'euvre"),
    amount(marked=True),
    customer(),
)
_INTERVENTIONS: Final[dict[str, tuple[Step, ...]]] = {
    "check_in": (_hour("start"), customer()),
    "check_out": (_hour("end"), customer()),
    "plan": (moment("start"), person("assignee", r"(?:par |avec |pour )?"), *_FACTS, _told),
    "rescheduled": (moment("next_visit"), customer(), drop("est|l'|pour|par"), rest("reason")),
    "to_return": (moment("next_visit"), *_FACTS, _told),
    "not_done": (day("date", past=True), *_FACTS, rest("reason")),
    **dict.fromkeys(
        ("", "done", "in_progress"), (day("date", past=True), drop("soir", "matin", "midi", "aprem"), *_FACTS, _told)
    ),
}
