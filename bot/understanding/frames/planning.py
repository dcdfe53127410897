"""What is to be thought of and what is to be done: reminders, tasks."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.lasting import minutes_of, take_duration, take_ranges
from bot.understanding.frames.papers import take_paper
from bot.understanding.frames.sheet import GAP, Sheet
from bot.understanding.frames.steps import (
    Step,
    choice,
    customer,
    day_or_moment,
    drop,
    flag,
    moment,
    paper,
    person,
    project,
    read,
    tidy,
)
from bot.understanding.frames.when import Moment, take_moment
from bot.understanding.frames.who import take_customer, take_person
from bot.understanding.frames.world import World
from bot.understanding.reach import national, phone_in
from bot.understanding.words import fold

_ORDERED: Final = re.compile(
    r"(?:tu )?(?:doit|peux?|prepare|valide|verifie|appelle|rappelle|commande|envoie|passe|va|fais|finis|pose|regarde"
    r"|(?:prepar|valid|verifi|appel|rappel|command|envoy|pass|pos|regard|relanc|nettoy|livr|cherch|recuper|control)er"
    r"|relance|nettoie|livre|cherche"
    r"|recupere|controle|change|termine|prends?|prevois|range|charge|imprime|scanne|classe|saisis|met|mets|contacte"
    r"|(?:il )?(?:faut|faudrait|faudra)(?: que tu)?|previens|reserve|depose|monte|peux tu|tu peux|pourrais"
    r"|has to|have to|must|should|needs to|can you)s?\b"
)
_PRAYED: Final = re.compile(r"^(?:veuillez|merci de|peux[- ]tu|tu peux|pourrais[- ]tu|stp|svp|il faudrait)[ ,]+")
_GIVEN: Final = r"^\W*(?:inter(?:vention)?|bi|commande|cde|devis|facture)\s?(?:n°\s?)?\d+ (?:pour|a|->) "
_INFINITIVE: Final = re.compile(r"^(?:(?:passer)(?: chez)?\s)(?=\w+(?:er|ir|re)\b)")


def assigned(flat: str, world: World) -> bool:
    """« julien prépare … »: somebody of the company is told to do something."""
    for one in world.people:
        first = fold(one.name.split()[0])
        if re.match(rf"{_TELL}{re.escape(first)}\b", flat):
            return True
        if re.match(rf"{_GIVEN}{re.escape(first)}\W*$", flat):
            return True
        if (
            flat.startswith(first)
            and _ORDERED.match(_PRAYED.sub("", flat[len(first) :].lstrip(" ,:")))
            and flat[len(first)] in " ,:"
        ):
            return True
    return False


def read_reminder(sheet: Sheet, world: World) -> Slots:
    return read(sheet, world, *_REMINDER)


def read_task(sheet: Sheet, world: World) -> Slots:
    assign = sheet.take(_ASSIGN) or re.match(_GIVEN, sheet.flat)
    return read(sheet, world, *(_ASSIGNED if assign is not None else _TASK))


def _when(sheet: Sheet, world: World, said: Slots) -> Slots:
    if said.get("kind") != "appointment":
        return _begins(sheet, world)
    ranges = take_ranges(sheet)
    if len(ranges) == 1:  # « demain de 14h à 16h »
        found = take_moment(sheet, world.now, hours=False)
        day = world.now.date() if found is None or found.day is None else found.day
        return {"datetime": Moment(day, ranges[0][0]).moment, "duration_min": minutes_of(ranges)}
    return {**_begins(sheet, world), **_lasting(sheet)}


def _lasting(sheet: Sheet) -> Slots:
    """« 14h30 2h »: the hour is read by now, and what is left is how long it takes."""
    minutes = take_duration(sheet)
    return {"duration_min": minutes} if minutes else {}


def _begins(sheet: Sheet, world: World) -> Slots:
    found = take_moment(sheet, world.now, leading=True)
    if found is None and (first := sheet.take(_CLOCK_FIRST)) is not None:
        hours, minutes = int(first["hours"]), int(first["minutes"] or 0)
        if hours < 24 and minutes < 60:
            return {"datetime": world.now.replace(hour=hours, minute=minutes).strftime("%Y-%m-%dT%H:%M")}
    if found is None:
        return {}
    hour = {"time": found.at.strftime("%H:%M")} if found.at is not None else {}
    if found.recurrence:
        begins = {"date": found.day} if found.day is not None else {}  # of what comes back each year
        return {"recurrence": found.recurrence, **begins, **hour}
    if found.day is None:
        return hour
    return {"datetime": found.moment} if found.at is not None else {"date": found.day}


def _due(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """A task is due on a day, perhaps at an hour, or each time that it comes back."""
    found = take_moment(sheet, world.now, leading=True)
    if found is None:
        return {}
    if found.recurrence:
        begins = {"due": found.day} if found.day is not None else {}
        hour = {"time": found.at.strftime("%H:%M")} if found.at is not None else {}
        return {"recurrence": found.recurrence, **begins, **hour}
    return {"due": day_or_moment(found)} if found.day is not None else {}


def _about(sheet: Sheet, world: World, said: Slots) -> Slots:
    """The document and the customer; of their names only « le devis » stays in the text."""
    told: Slots = {}
    for kind, noun in (
        ("quote", "devis"),
        ("invoice", "fact"),
        ("order", "(?:commande|cde|cmd)"),
        ("intervention", "inter"),
    ):
        before = sheet.flat
        found = take_paper(sheet, world, kind, article=True)  # type: ignore[arg-type]
        if found is None:
            continue
        told["document"] = found.number
        word = next((one for one in re.finditer(rf"\b{noun}[a-z]*", before)
                     if sheet.flat[one.start() : one.end()] != one.group()), None)  # fmt: skip
        if word is not None and not re.search(r"\bsur l[ea] $", before[: word.start()]):
            sheet.flat = sheet.flat[: word.start()] + word.group() + sheet.flat[word.end() :]
        break
    before = sheet.flat
    whom = None if "project" in said else take_customer(sheet, world)
    if whom is not None and (whom.code or "document" not in told):
        told.update(whom.slots())
        if (called := _CALLED.search(before)) is not None and sheet.flat[called.end()] == GAP:
            sheet.flat = sheet.flat[: called.end()] + before[called.end() : len(sheet.flat)]
    return told


def _to_whom(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """Somebody of the company; who is nobody here, or several at once, is `assignee_query`: it is asked."""
    told = sheet.find(_TOLD)
    name = "|".join(re.escape(fold(one.name.split()[0])) for one in world.people)
    also = rf"(?:(?: et|,| and| \+) (?:a |pour )?(?:{name}))"
    several = sheet.take(re.compile(rf"(?<![\w-]){_TO_WHOM}(?P<who>(?:{name}){also}+)\b")) if name else None
    if several is not None:
        return {"assignee_query": several["who"], "clarify": ["assignee"]}
    found = take_person(sheet, world, _TO_WHOM)
    if found is not None:
        sheet.take(_ASKED_WHETHER)
        return {"assignee": found.code}
    if told is None:
        return {}
    sheet.cut(*told.span())
    return {"assignee_query": told["who"], "clarify": ["assignee"]}


def _called_back(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    """« à rappeler 06 … »: the number of somebody nobody knows yet."""
    found = _PHONE.search(sheet.flat)
    phone = phone_in(sheet.source[found.start() : found.end()]) if found is not None else None
    if found is None or phone is None:
        return {}
    sheet.cut(*found.span())
    sheet.take(_TO_CALL)
    digits = national(phone)
    return {"phone": " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))}


def _meeting(_sheet: Sheet, _world: World, said: Slots) -> Slots:
    """Of « rdv mme durand mardi » the word itself is all there is to say."""
    if said.get("text"):
        return {}
    return {"text": "rdv" if said.get("kind") == "appointment" else "rappeler"}


def _text(slot: str) -> Step:
    def step(sheet: Sheet, _world: World, _said: Slots) -> Slots:
        left = _written_out(_INFINITIVE.sub("", _OF.sub("", tidy(sheet))).strip())
        ordered = _ORDER.match(left)
        return {slot: f"{_infinitive(ordered[0])}{left[ordered.end() :]}" if ordered else left}

    return step


def _left(slot: str) -> Step:
    return lambda sheet, _world, _said: {slot: _written_out(_INFINITIVE.sub("", _OF.sub("", tidy(sheet))).strip())}


_CALLED: Final = re.compile(r"\b(?:(?:d')?appeler|telephoner(?: a)?|phoner)(?: (?:a|au|la|le|les|l'))* ?")
_PHONE: Final = re.compile(r"(?<![\d+])(?:(?:\+|00)33[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)")
_TO_WHOM: Final = r"(?:(?:(?:rappelle[rz]?|dis|dites|demande[rz]?) )?a |(?:pour|for|to|ask|tell) )?"
_TELL: Final = r"^(?:rappelle[rz]?|dis|dites|demande[rz]?) (?:bien )?a "
# Whoever is told, when nobody here is called so: « dis à bob de … », « demande à toute l'équipe de … ».
_TOLD: Final = re.compile(
    r"^[\W|]*(?:dis|dites|demande[rz]?|tell|ask) (?:(?:a|au|aux) )?(?P<who>toute? l'equipe|tout le monde|tous|everybody"
    r"|(?!moi\b|nous\b|me\b|us\b)[a-z-]+(?: [a-z-]+)?) (?:de |d'|to |qu'il |qu'elle )"
)
_ASKED_WHETHER: Final = re.compile(r"^[\W|]*s'(?:il|elle) (?:peut|pourrait|veut bien)(?= )")
_CLOCK_FIRST: Final = re.compile(r"^[\W|]*(?P<hours>\d{1,2}) ?h ?(?P<minutes>[0-5]\d)?(?![\w/-])")
_TO_CALL: Final = re.compile(r"^\W*(?:tel|telephone|numero|num)\s(?:a\s)?(?=rappeler|appeler)")


def _written_out(text: str) -> str:
    """« vérifier la fact » is about a facture."""
    return re.sub(r"\b(?:cde|cmd)\b", "commande", re.sub(r"\bfact\b", "facture", text))


def _infinitive(ordered: str) -> str:
    """« prépare » is préparer, « rappelle » rappeler."""
    ordered = ordered.removesuffix("s")
    return f"{ordered.removesuffix('elle')}eler" if ordered.endswith("pelle") else f"{ordered}r"


_OF: Final = re.compile(r"^(?:d['’]|de\s|que\s|to\s|with\s)")
_ORDER: Final = re.compile(r"(?:pr[ée]pare|valide|v[ée]rifie|r?appelle|commande|passe|pose|regarde|relance|livre"
                           r"|cherche|contr[ôo]le|change|termine|range|charge"
                           r"|imprime|scanne|classe|contacte|r[ée]serve|d[ée]pose|monte"
                           r"|r[ée]cup[èe]re)s?\b(?! the\b)")  # fmt: skip
_ASSIGN: Final = re.compile(
    r"^\W*(?:a (?:assigner|confier|donner|attribuer)(?= a )|(?:donne[rz]?|passe[rz]?|file[rz]?|refile[rz]?"
    r"|transfere[rz]?|mets|met|bascule[rz]?|colle[rz]?)(?= .* (?:a|sur|pour|->) [a-z]+\W*$)|assign"
    r"|assigne[rz]?|attribue[rz]?|affecte[rz]?|confie[rz]?)\b"
)
_REMINDER: Final[tuple[Step, ...]] = (
    choice(
        "kind",
        (
            (
                "appointment",
                r"^\W*(?:prends?(?:re|ez)? |prendre )?(?:une? )?(?:rdv|rendez[- ]vous|appointment"
                r"|meeting|reunion)",
            ),
        ),
        keep=True,
    ),
    _called_back,
    drop(
        r"(?:tu |vous )?(?:me|nous) fai(?:s|tes) penser(?: (?:a|de))?(?: d')?",
        r"^\W*(?:(?:previens|avertis|notifie|alerte)[rz]?[- ](?:moi|nous)|prends?(?:re|ez)?(?= (?:un )?(?:rdv"
        r"|rendez)))",
        r"(?:il )?(?:faut|faudra|faudrait) que (?:je|on)(?= )",
        r"qu'il (?:faut|faudra|faudrait)|que je (?:dois|doive)|(?:que )?(?:je |j'|on )?(?:pense|songe)(?: a(?= )| d')",
        r"^[\W|]*rappeler(?= *\|* *(?:de |d'|que ))",
        r"^\W*(?:(?:don't|do not) let me forget to|make sure i|i must ?n[o']t forget to)",
        r"soit (?:programmee?|creee?|ajoutee?|posee?|mise?)|(?<=\| )pour (?:le|la|l')(?= )",
        r"^\W*(?:(?:faut|faudra|il faut|il faudra) (?:pas )?que (?:je |j'|on )(?:n'|ne )?(?:oublie|pense"
        r"|songe)(?: pas)?|(?:j'|n')?oublie pas|faut penser"
        r"|(?:mets|met|mettre|ajoute|cree|note|pose)[- ](?:moi )?(?:un |une )?(?:rappel|alerte)|rappelle[- ]?moi"
        r"|rappel[- ]moi|rappel|rapelle moi|pense[- ]bete|note(?= de)|penser a|pense a|fais[- ]moi penser(?: a)?"
        r"|un rappel|note pour|note d'|note(?= d')|(?:tu )?(?:me|nous) rappelles?|(?:merci de )?(?:me"
        r"|nous) rappeler|faut que (?:je |j'|on )(?=r?appel"
        r"|envoi|pass|relanc)"
        r"|n'oublie pas|ne pas oublier"
        r"|alerte|remind me|reminder|(?:don't|do not) forget|remember|appointment|meeting|me rappeler|rdv"
        r"|rendez[- ]vous)(?:\s?:)?(?: (?:de|que|to|a)(?!\w)(?! \d{1,2} ?h| midi| minuit)| d'(?=\w))?",
    ),
    _when,
    drop(
        r"^[\W|]*(?:rappel(?:le|ez)[- ]moi|me rappeler|faites[- ]moi penser a|pense[rz]? a|penser a"
        r"|fais[- ]moi penser a|n'oublie pas|(?:tu )?(?:me"
        r"|nous) rappelles?)"
        r"(?: (?:de|que|to|a)(?!\w)| d'(?=\w))?",
        r"note[- ]le|stp|svp|(?:tu )?(?:me|nous) (?:le |la |les )?(?:rappelles?|rappelleras)(?= *(?:\||$))",
        r"^[\W|]*pour moi(?= *(?:\||$|,))",
    ),
    _about,
    _left("text"),
    _meeting,
)
_ASSIGNED: Final[tuple[Step, ...]] = (
    lambda _sheet, _world, _said: {"action": "assign"},
    paper("document", "intervention", "order", "quote", "invoice"),
    person("assignee", r"(?:a |au |to |pour |sur |-> )?"),
    moment("due"),
    customer(unless="document", certain=True),
)
_TASK: Final[tuple[Step, ...]] = (
    drop(
        r"^\W*(?:charge[rz]?|prie[rz]?)(?= )",
        r"^\W*(?:taches?|todo|to do|a faire|task)\s?:?",
        r"(?:taches?|todo|a faire)\s?:",
        r"^\W*(?:il )?faut que",
        r"^\W*(?:someone|somebody) (?:has to|must|should|needs to)",
        r"^\W*(?:qq'?un|quelqu'?un) pour(?= \w+(?:er|ir|re)\b)",
        r"^\W*(?:qq'?un|quelqu'?un)(?= \w+e )|^\W*(?:qq'?un|quelqu'?un|qqu?n|qui) (?:peut|pourrait|doit)(?:[- ]il"
        r"|[- ]t[- ]il)?",
    ),
    flag("priority", r"urgente?|en urgence|prioritaire|asap", "high"),
    _to_whom,
    _due,
    project(),
    drop(
        r"^[\W|]*(?:doit|peut|pourrait|devra|va|must|should|has to|needs to|to|peux[- ]tu|tu peux|pourrais[- ]tu"
        r"|tu|(?:il )?(?:faut|faudrait|faudra)(?: que tu)?)"
    ),
    _about,
    _text("title"),
)
