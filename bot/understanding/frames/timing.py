"""Hours worked: where, how long, with whom, on what."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.lasting import minutes_of, take_duration, take_ranges
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import (
    Step,
    customer,
    day,
    drop,
    duration,
    flag,
    paper,
    project,
    read,
    tidy,
    words,
)  # fmt: skip
from bot.understanding.frames.who import take_person
from bot.understanding.frames.world import World
from bot.understanding.words import fold

_SUPPLEMENTARY: Final = words(r"(?:heures? |h )?(?:sup|supp|supplementaires?)(?: de)?")
_SO_MANY_MORE: Final = words(
    r"(?:dont |plus |et |\+ ?)?(?P<length>\d{1,2} ?h(?:eures?)?(?: ?\d{2})?|\d{1,3} ?(?:mn|min|minutes?))"
    r" ?(?:de |d'|en )?(?:heures? )?(?:sup|supp|supplementaires?)"
)
_SHORTEST: Final = 15
_LONGEST_DAY: Final = 720  # minutes that nobody works at a stretch
_STOP: Final = words(
    r"^\W*(?:(?:j'ai )?(?:fini|termine|fin) (?:du |de |le |mon |la |ma )?(?:travail|boulot|taf|journee|service"
    r"|chantier)|stop|fin|termine|j'ai fini|fini|fin de journee|end(?: of)?(?: the)? day|clock out"
    r"|je debauche|fin de chantier|(?:arrete[rz]?|stoppe[rz]?|coupe[rz]?) (?:le |mon |la )?(?:chrono\w*|pointage"
    r"|compteur|pointeuse))"
)
_FOR_WHOM: Final = re.compile(r"(?<!\w)(?:pour|chez|a|au|for|at)(?= \|)")
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


def _whose_entries(sheet: Sheet, world: World, said: Slots) -> Slots:
    """« 1h30 trajet + 5h pose pour le camping »: the customer is no part of what was done."""
    several = len(re.findall(r"\s(?:\+|et)\s(?=\d)", sheet.flat)) and "project" not in said
    found = customer(certain=True)(sheet, world, said) if several else {}
    while found and sheet.take(_FOR_WHOM) is not None:
        pass
    return found


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
    left = re.sub(r" ?pour (?:y )?(?:aller|venir|me rendre|se rendre)(?: .*)?$", "", tidy(sheet))
    left = _AROUND.sub("", left).strip()
    return {"activity": left} if left else {}


_TIME: Final[tuple[Step, ...]] = (
    flag(
        "action",
        r"^\W*(?:(?:lance[rz]?|demarre[rz]?|mets|commence[rz]?|start) (?:en route )?(?:le |mon |la |un )?(?:chrono\w*"
        r"|pointage"
        r"|compteur|pointeuse)|(?:chrono|pointage) (?:go|start|debut|depart)(?!\w)"
        r"|start(?: (?:of )?(?:the )?day)?|clock in|debut|je commence|top depart|top|go|demarre"
        r"|j'embauche)(?: (?:ma|la|de|sa|une?) (?:\w+ )?(?:journee|matinee))?",
        "start",
    ),
    drop(
        r"^\W*(?:(?:alors|donc|bon)\s)+",
        r"(?:me )?compter|chrono|j'etais(?: present)?|on etait|nous etions|j'y etais",
        r"^\W*(?:put me down for|count me|charge)|of(?= )",
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
    _whose_entries,
    _entries,
    _overtime,
    duration,
    project(announced=False),
    lambda sheet, world, said: {} if said.get("customer") else customer(unless="project")(sheet, world, said),
    _activity,
)
