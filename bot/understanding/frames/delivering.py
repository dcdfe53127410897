"""Deliveries: what was brought, what lacks, what was refused, who signed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.goods import line_slots, lines_of
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import Choices, Step, choice, customer, day, drop, paper, read, text, tidy, words
from bot.understanding.frames.when import take_moment
from bot.understanding.frames.world import World
from bot.understanding.lines import read_lines
from bot.understanding.people import capitalised
from bot.understanding.reading import LineRead, Match
from bot.understanding.words import fold

_REASONS: Final[Choices] = (
    ("casse", r"casse[es]*|pete[es]*|explose[es]*|broken|smashed"),
    ("abîmé", r"abime[es]*|damaged"),
    ("endommagé", r"endommage[es]*"),
    ("rayé", r"raye[es]*|scratched"),
    ("défectueux", r"defectueu(?:x|ses?)|hs|ne marchent? pas|faulty|defective"),
    ("fêlé", r"fele[es]*"),
    ("mouillé", r"mouille[es]*"),
    ("percé", r"perce[es]*"),
    ("déchiré", r"dechire[es]*"),
    ("tordu", r"tordue?s?"),
    ("ébréché", r"ebreche[es]*"),
)
_DAMAGED: Final = "|".join(pattern for _reason, pattern in _REASONS)


def read_delivery(sheet: Sheet, world: World) -> Slots:
    said = read(sheet, world, *_WHICH)
    return read(sheet, world, *_SCOPES[said.get("scope", "")], said=said)


def _order(_sheet: Sheet, world: World, said: Slots) -> Slots:
    """A customer's only open order is the one that was brought."""
    code = said.get("customer")
    found = [one for one in world.papers if one.kind == "order" and one.customer == code] if code else []
    return {"order": found[0].number} if len(found) == 1 and "order" not in said else {}


def _rest_on(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« le reste demain » behind what was brought."""
    found = sheet.find(_REST)
    behind = Sheet(sheet.source[found.start() :]) if found is not None and found.start() > 0 else None
    moment = take_moment(behind, world.now, hours=False) if behind is not None else None
    if (
        found is None
        or moment is None
        or moment.day is None
        or not re.search(r"\d+ ?[a-z]", sheet.flat[: found.start()])
    ):
        return {}
    sheet.cut(found.start(), len(sheet.flat))
    return {"next_date": moment.day}


def _missing(sheet: Sheet, world: World, said: Slots) -> Slots:
    """What lacks: as many as was ordered, when nobody said how many."""
    ordered = _ordered(world, said)
    lines, asked = _of_order(read_lines(sheet.tokens(), sheet.source, world.products), ordered, world, whole=True)
    return {"scope": "partial", **({"missing": lines} if lines else {}), **({"clarify": asked} if asked else {})}


def _ordered(world: World, said: Slots) -> Mapping[str, Decimal]:
    """The goods of the order that is spoken of."""
    return next((one.goods or {} for one in world.papers if one.number == said.get("order")), {})


def _of_order(
    read_: Sequence[LineRead], ordered: Mapping[str, Decimal], world: World, *, whole: bool = False
) -> tuple[list[Slots], list[str]]:
    """Lines by what the order holds of what was named, and what is to be asked of them; `whole`: uncounted is all."""
    told: list[Slots] = []
    asked: list[str] = []
    for line in read_:
        named = line.product.candidates if line.product else ()
        fits = {entry.code for entry in named}
        there = fits & set(ordered)
        held = tuple(entry for entry in named if entry.code in there)
        said = line_slots(replace(line, product=Match(line.text, held)) if len(there) == 1 else line, world)
        if len(there) == 1:
            if whole and not line.counted:
                said["qty"] = ordered[said["ref"]]
        elif fits and "ref" not in said and line.counted:
            asked.append("product")
        elif fits and not line.counted and whole:
            asked.append("quantity")
        if not fits and line.counted:  # so many of what nobody knows is not nothing
            asked.append("product")
        if fits or line.counted:
            told.append(said)
    if whole and not told and any(not line.counted for line in read_):
        asked.append("quantity")
    return told, list(dict.fromkeys(asked))


def _reserves(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« dont 2 cassées »: so many of the line in front."""
    found = sheet.take(_BROKEN)
    if found is None:
        return {}
    reason = next(name for name, pattern in _REASONS if words(pattern).search(found.group()))
    many = found["n"] or found["n2"]
    goods = [line for line in lines_of(Sheet(found["what"] or found["what2"] or ""), world) if "ref" in line]
    whose = {"ref": goods[0]["ref"]} if goods else {}
    return {"reserves": [{**whose, "qty": _COUNTS.get(many) or int(many), "reason": reason}]}


def _brought(sheet: Sheet, world: World, said: Slots) -> Slots:
    ordered = _ordered(world, said)
    lines, asked = _of_order(read_lines(sheet.tokens(), sheet.source, world.products), ordered, world)
    if not lines and said.get("reserves"):
        return {"scope": "partial", **({} if "ref" in said["reserves"][0] else {"clarify": ["product"]})}
    if not lines:
        whole = said.get("scope", "full")
        return {"scope": whole} if "order" in said or "scope" in said else {}
    if asked:
        return {"scope": "partial", "lines": lines, "clarify": asked}
    reserves = [{"ref": lines[0]["ref"], **one} for one in said.get("reserves", ()) if "ref" in lines[0]]
    brought = {line.get("ref"): line["qty"] for line in lines}
    everything = bool(ordered) and not reserves and all(brought.get(ref) == many for ref, many in ordered.items())
    return {
        "scope": "full" if everything else "partial",
        "lines": lines,
        **({"reserves": reserves} if reserves else {}),
    }


def _why(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    left = tidy(sheet)
    if re.fullmatch(r"absente?", fold(left)) and (whole := _ABSENT.search(Sheet(sheet.source).flat)) is not None:
        left = whole.group()
    return {"reason": left} if set(re.findall(r"\w+", fold(left))) - _NO_REASON else {}


def _absent(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« client absent » is why, when nothing else is said."""
    found = _ABSENT.search(Sheet(sheet.source).flat) if "reason" not in said else None
    return {"reason": found.group()} if found is not None else {}


_NO_REASON: Final = frozenset(  # « girard toujours pas livré », « j'ai pas livré girard »
    [
        "j",
        "je",
        "on",
        "tu",
        "il",
        "a",
        "ai",
        "n",
        "ne",
        "est",
        "etait",
        "ete",
        "c",
        "toujours",
        "encore",
        "jamais",
        "plus",
        "faut",
        "hier",
        "du",
        "tout",
    ]
)
_ABSENT: Final = words(r"(?:client )?absente?|personne|ferme|no ?body(?: there| home)?|no one(?: there| home)?|closed")
_REST: Final = words(r"(?:et )?(?:le |tout le )?(?:solde|reste|reliquat)|(?:and )?(?:the )?(?:rest|remainder)")
_COUNTS: Final = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_MANY: Final = r"\d+|une?|deux|trois|quatre|one|two|three|four"
_BROKEN: Final = words(
    rf"(?:dont|mais|me|avec|but|with|including) (?:(?:il y )?(?:en )?(?:y ?)?a(?:vait)? "
    rf"|ya )?(?P<n>{_MANY})(?P<what>(?: [a-z]+){{0,4}}?) (?:{_DAMAGED})"
    rf"|(?P<n2>{_MANY})(?P<what2>(?: [a-z]+){{1,4}}?) (?:{_DAMAGED})"
)
_NOISE: Final = drop(
    r"(?:pas|non|on repasse|je repasse|repasse|camion)(?= *(?:\||,|livre|$))|sur la livraison"
    r"|sur (?:les )?\d+(?: (?:qui )?(?:restent|restai(?:en)?t|restante?s?|prevue?s|commandee?s))?(?= *(?:$|,|\|))"
    r"|sur(?= *(?:\||$))"
    r"|a l'arrivee|a la livraison|a la reception|sur place|livraison|livre[es]*|livr|delivered|cde|commande|ok"
    r"|confirme[rz]?|mais|que|bl|seulement|juste|uniquement|bien"
    r"|(?:bien )?(?:arrive|remise?|deposee?|recue?|receptionnee?|apportee?)s?|rien a signaler|chez(?= *(?:\||$|,))"
    r"|je n'ai livre que|(?:je|on|nous) n'(?:ai|a|avons)|(?:on a|j'ai|nous avons)? ?laisse|livre que|que(?= *\|)"
    r"|(?:on|j')? ?(?:y )?(?:retourne|retournera|revient|reviens)(?= *(?:\||,|$))|pas faite?s?"
    r"|c'(?:etait|est)|(?:viens|vient) de|deposer|(?:livraison )?de la(?= *\|)"
    r"|revenir|(?:je (?:vous|te) informe que|j'ai|on a|nous avons|porte|depose|amene|(?:il )?y ?a(?:vait)?"
    r"|j'y retourne|je me suis casse le nez)"
    r"|(?:could ?n'?t|can ?n?'?t|cannot|unable to|could not) deliver|n'(?:a|ont|est|etait|a ete)|(?:sa|leur|cette"
    r"|la)(?= *(?:\||livraison|commande))|nouvelle(?= *\|)"
    r"|(?:une |la )?nouvelle (?:livraison|tentative|date)|etait|etaient|a relivrer|relivrer|qu'|seulement|en partie"
    r"|partiellement|est|sont|a ete|refus|client|par|delivery|order|the|customer|was|is|only|by|back"
)
_WHICH: Final[tuple[Step, ...]] = (
    text("received_by", r"(?P<text>(?!c'est )[a-z'-]+ (?!qui )[a-z'-]+) a (?:bien )?signe(?: le (?:bon|bl"
                        r"|bordereau))?", capitalised),
    text("received_by", r"(?:c'est )?(?P<text>[a-z'-]+(?: [a-z'-]+)?) qui a signe", capitalised),
    text("received_by", r"(?:signee?s?|recue?s?|receptionnee?s?|recupere[es]*|signed|received|accepted) (?:par|de"
                        r"|by) (?P<text>[a-z'-]+(?: (?!(?:hier|avant|ce|cet|aujourd|auj|lundi|mardi|mercredi|jeudi"
                        r"|vendredi|samedi"
                        r"|au|le|pour|et|sans|tout|rien|dont|mais|il|sur|yesterday|today|this|on"
                        r"|with)\b)[a-z'-]+){0,3})",
         capitalised),
    text("received_by", r"(?:signee?s?|signature) (?:de )?(?!(?:par|ce|hier|sur|ok|et|le|la|sans|demain"
                        r"|\w+di)(?!\w))(?P<text>[a-z][a-z'-]+(?: [a-z'-]+)?)$", capitalised),
    paper("order", "order", bare=True),
    _reserves,
    _rest_on,
    choice(
        "scope",
        (
            ("refused", r"refus|refuse[es]*(?: par (?:le |la )?client[e]?)?|ne (?:le |la |les )?veut pas"
                        r"|n'en veut (?:pas|plus)|(?:refused|turned away)(?: by (?:the )?(?:customer|client))?"),
            ("partial", r"(?:livree?s? )?(?:qu'(?:en partie|a moitie|partiellement)|partiellement|en partie|a moitie)"
                        r"(?: livree?s?)?"),
            ("none", r"n'etai(?:t|ent) pas (?:la|presents?|chez (?:lui|elle|eux))|(?:n'(?:a|est) )?pas (?:ete "
                     r"|pu etre )?(?:deposee?|remise?)|n'a pas (?:pu )?(?:eu|avoir) lieu|(?:client )?pas (?:la|present"
                     r"|chez lui)(?!\w)|(?:n'(?:a|ont|est) )?(?:pas|non) (?:ete |encore |pu )*(?:la |le |les "
                     r"|etre )?livre[res]*|impossible de (?:la |le |les )?livrer"
                     r"|(?:client )?absente?|personne|ferme|porte close"
                     r"|no ?body(?: there| home)?|no one(?: there| home)?|customer absent|not (?:there|home"
                     r"|delivered)|closed"),
            ("missing", r"(?:il )?manqu(?:e|ent|ait|aient)|manquants?|sauf|missing|short of|except(?: for)?"
                        r"|apart from"),
            ("remaining", r"(?:le |tout le )?(?:solde|reste|reliquat|restant)(?: de)?|(?:the )?(?:rest"
                          r"|remainder)(?: of)?"),
            ("full", r"complete?s?|completement|en entier|entiere(?:ment)?|tout(?:e|es)?(?: est)?(?: (?:bon|ok"
                     r"|livre))?|en totalite|integrale?|totale?|ras|nickel|in full|completely|everything|all (?:ok"
                     r"|good|delivered)"),
        ),
    ),
)  # fmt: skip
_DATE: Final = day("date", past=True)
_SCOPES: Final[dict[str, tuple[Step, ...]]] = {
    "refused": (_DATE, customer(), _order, _NOISE, _why),
    "none": (
        drop(
            r"ce (?:matin|midi|soir)|cet(?:te)? (?:aprem|apres[- ]midi)|hier(?: \w+)?|aujourd'hui"
            r"|ce jour"
        ),
        day("next_date"),
        customer(),
        _order,
        _NOISE,
        _why,
        _absent,
    ),
    "missing": (_DATE, customer(), _order, _NOISE, _missing),
    "remaining": (_DATE, customer(), _order),
    "full": (_DATE, customer(), _order),
    **dict.fromkeys(("", "partial"), (_DATE, customer(), _order, _NOISE, _brought)),
}
