"""Questions about customers, goods and the stock, and bare names."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from bot.understanding.courtesies import is_courtesy
from bot.understanding.frames.frame import Slots
from bot.understanding.frames.goods import meant
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.spans import best_span
from bot.understanding.frames.steps import Step, choice, day, drop, number, read, words
from bot.understanding.frames.who import name_in_front, take_customer, take_person
from bot.understanding.frames.world import World
from bot.understanding.line import ENOUGH, unit_code
from bot.understanding.reach import national, phone_in
from bot.understanding.vocabulary import COURTESIES, UNITS
from bot.understanding.words import atoms, fold, named, tokens_of, typed

_BARE: Final = 0.84
_LONGEST_NAME: Final = 6


def bare_name(text: str, world: World) -> str | None:
    """What a name or a reference alone asks: the better fit of the two kinds, provided every word is explained."""
    if phone_in(text):
        return "customer.find"
    texts = [token.text for token in tokens_of(text)]
    if not 0 < len(texts) <= _LONGEST_NAME or not any(map(str.isalpha, texts)):
        return None
    if COURTESIES.issuperset(texts) or is_courtesy(text):
        return None
    customer, product = world.customers.link(texts, _BARE), world.products.link(texts, _BARE)
    if product.fits and (product.score > customer.score or (product.whole and not customer.whole)):
        return "product.find"
    return "customer.find" if customer.fits else None


def read_customer_find(sheet: Sheet, world: World) -> Slots:
    """Who is asked for, by his name or his number, and what of him."""
    phone = phone_in(sheet.source)
    return read(sheet, world, *_CUSTOMER) if phone is None else _called(national(phone), world)


def read_product_find(sheet: Sheet, world: World) -> Slots | None:
    """Which product is asked for, and its price of how many for whom; None for talk about prices."""
    said = read(sheet, world, *_PRODUCT)
    return None if not said["expect"] and _TALK.search(said["query"]) else said


def read_stock(sheet: Sheet, world: World) -> Slots | None:
    """How many there are of what, and where; None when nothing of the stock is named."""
    said = read(sheet, world, choice("scope", _BELOW, keep=True))
    return said or _own_unit(read(sheet, world, *_STOCK), world) or None


def _own_unit(said: Slots, world: World) -> Slots:
    """« 40 sacs de ciment » of what is sold by the sack says no unit."""
    unit = next((unit_code(one) for one in world.products.entries if one.code == said.get("ref")), None)
    return {name: value for name, value in said.items() if name != "unit" or value != unit}


def _called(digits: str, world: World) -> Slots:
    found = [one.code for one in world.customers.entries
             if any(digits[1:] in re.sub(r"\D", "", alias) for alias in one.aliases)]  # fmt: skip
    said = " ".join(digits[at : at + 2] for at in range(0, 10, 2))
    return {"query": said, "by": "phone", "expect": sorted(found)}


def _in_town(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« clients à bron »: those whose address is there."""
    found = sheet.find(_TOWN)
    if found is None:
        return {}
    town = fold(sheet.group(found, "town"))
    there = sorted(one.code for one in world.customers.entries if town and set(atoms(town)) <= set(atoms(one.detail)))
    if not there:
        return {}
    sheet.cut(0, len(sheet.flat))
    return {"query": town, "by": "city", "expect": there}


def _customers(sheet: Sheet, world: World, said: Slots) -> Slots:
    if "query" in said:
        return {}
    name = named(sheet.tokens())
    name = name[:-1] if len(name) > 1 and name[-1].text == "s" else name  # « dupont's phone »
    link = world.customers.link([token.text for token in name], ENOUGH)
    found = link.whole or link.within()
    if not found and (part := best_span(name, world.customers)):  # « notre contact habituel au camping … »
        name, found = part, world.customers.link([token.text for token in part], ENOUGH).candidates()
    return {"query": fold(typed(sheet.source, name)), "expect": sorted(one.code for one in found)}


def _products(sheet: Sheet, world: World, said: Slots) -> Slots:
    name = named(sheet.tokens())
    found = world.products.link([token.text for token in name], ENOUGH).candidates()
    whose: Slots = {}
    if not found and (part := best_span(name, world.products)):
        whose = {} if "customer" in said else _paying(Sheet(sheet.source[part[-1].end :]), world)
        name, found = part, world.products.link([token.text for token in part], ENOUGH).candidates()
    entry = meant(found, world)
    codes = [entry.code] if entry else sorted(one.code for one in found)
    return {"query": fold(typed(sheet.source, name)), "expect": codes, **whose}


def _paying(sheet: Sheet, world: World) -> Slots:
    """« tarif silicone transparent dupond et fils »: who is named behind the goods."""
    whom = take_customer(sheet, world, certain=True)
    return {"customer": whom.code} if whom is not None else {}


def _for_whom(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« prix du ballon 150 pour dupont »: the price that he pays."""
    found = sheet.find(_FOR)
    certain = found is not None and found.group().startswith("a ")
    whom = take_customer(Sheet(sheet.source[found.end() :]), world, certain=certain) if found is not None else None
    if found is None or whom is None:
        return {}
    length = name_in_front(sheet.source[found.end() :], world)
    sheet.cut(found.start(), found.end() + length if length else len(sheet.flat))
    return {"customer": whom.code}


def _warehouse(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« mon camion » is the speaker's van, or any when he drives none; « camion julien » that of Julien."""
    vans = world.vans or {}
    driver = any(re.search(rf"\b{fold(one.name.split()[0])}\b", sheet.flat) for one in world.people)
    if not driver and sheet.take(_MY_VAN) is not None:
        return {"warehouse": vans.get(world.speaker) or next(iter(vans.values()), "")}
    if sheet.take(_VAN) is not None and (person := take_person(sheet, world)) is not None:
        return {"warehouse": vans.get(person.code, "")}
    return {"warehouse": world.depot} if sheet.take(_DEPOT) is not None else {}


def _wanted(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« on a 10 gants ? »: so many are needed."""
    count = sheet.find(_COUNT) if _ENOUGH.search(sheet.flat) else None
    ahead = _NOISE.sub(" ", sheet.flat[: count.start()]).split() if count is not None else []
    if count is None or any(world.products.knows(word) for word in ahead):  # « pac 8 dispo »: its name
        return {}
    sheet.cut(*(count.span("n") if count["n"] else count.span()))
    return {"qty": Decimal(count["n"] or count["m"])}


def _packed(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« assez pour 3 palettes »: so many of another unit."""
    found = sheet.find(_PACKS) if _ENOUGH.search(sheet.flat) and "qty" not in said else None
    if found is None:
        return {}
    sheet.cut(*found.span())
    return {"qty": Decimal(found["n"]), "unit": UNITS[found["unit"]]}


def _corrected(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    """« ballon 150 non 200 »: the size said last."""
    sheet.take(_TAKEN_BACK)
    return {}


def _stocked(sheet: Sheet, world: World, said: Slots) -> Slots:
    while sheet.take(_NOISE) is not None:
        pass
    texts = [token.text for token in sheet.tokens() if token.text != "|"]
    found = world.products.link(texts, ENOUGH).candidates() if texts else ()
    entry = meant(found, world)
    if entry is not None:
        return {"ref": entry.code}
    several = [meant(world.products.link(part.split(), ENOUGH).candidates(), world) for part in _AND.split(sheet.flat)]
    if len(several) > 1 and all(several):
        return {"refs": [one.code for one in several if one is not None]}  # as they were said
    if found:
        return {"refs": sorted(one.code for one in found)}
    part = best_span(tuple(one for one in sheet.tokens() if one.text != "|"), world.products)
    if part and (entry := meant(world.products.link([one.text for one in part], ENOUGH).candidates(), world)):
        return {"ref": entry.code}
    return {"scope": "all"} if "warehouse" in said else {}


_PLEASE: Final = (
    r"^\W*(?:(?:quel(?:le)? est|quel|c'est quoi|donne[- ]moi|t'as|tu as|t'aurais|tu aurais|on a|vous avez|y a"
    r"|il me faut"
    r"|je veux|je cherche|qui c'est|qui est|tu vends|on vend|vous vendez|vous faites|what is|what's|give me) )?"
    r"(?:(?:le|la|les|the) |l')?"
)
_OF: Final = (
    r"(?: (?:de|du|des|pour|chez|a|la|le|les|tel(?:ephone)?|clients?|client|toubib|of|for|at|the)(?!\w)| (?:d'|l'))*\s?"
)
_FIELDS: Final = (
    ("email", r"e-?mail|mail|courriel"),
    ("phone", r"tel|telephone|num|numero|portable|mobile|(?<!du )(?<!le )port|phone|number"),
    ("address", r"adresse|habite|c'est ou|on va ou|ou est|ou se trouve|ou habite|address|where is|where's"),
    (
        "contact",
        r"contact(?:er)?|qui (?:dois|faut|doit|je dois|on doit|puis|peut)[^|]*? (?:appeler|joindre|demander"
        r"|prevenir|voir)|interlocuteur",
    ),
    (
        "route",
        r"comment (?:on |je )?(?:fait |faire |fais )?(?:pour )?(?:aller|se rendre|rejoindre)|itineraire|gps"
        r"|route|directions|comment (?:on |je )?(?:va|vais|aller|se rend)|on va comment",
    ),
)
_ASKED: Final = "|".join((
    r"(?:(?:ouvre|retrouve|affiche|montre|sors|donne|cherche|trouve)[rz]?(?:[- ]moi)? (?:la |une )?)?fiche(?: client)?"
    r"|c'est (?:ou|quoi)(?: (?:l'adresse|le tel\w*|le numero|le mail))?[ ?]*",
    r"tel|telephone|num(?:ero)?|portable|mobile|port|adresse|mail|e-?mail|contact|coordonnees|fiche(?: client)?",
    r"comment (?:on |je )?(?:fait |faire |fais )?(?:pour )?(?:aller|se rendre|rejoindre)|comment (?:on |je )?(?:va"
    r"|vais|aller|se rend)|on va (?:comment|ou)|e-?mail",
    r"cherche[rz]?|trouve[rz]?|recherche[rz]?|c'est qui|qui est|ou est|ou se trouve|client|infos?|itineraire|gps",
    r"phone(?: number)?|number|address|find|search|look up|who is|who's|where is|where's|show|open|details|directions",
))  # fmt: skip
_TOWN: Final = re.compile(
    r"^\W*(?:(?:les|mes|nos|quels|quels sont|qui sont|liste des|which|our) )*(?:clients?|customers?)"
    r"(?: (?:on a(?= [^a])|on a(?= a )|on(?= a )|j'ai|de la ville|est-ce qu'on a"
    r"|nous avons))? (?:a|de|sur|dans|vers|du cote de|in|near) (?P<town>[a-z][a-z -]+)"
)
_PRAYED: Final = drop(
    r"(?:de nos jours|actuellement|en ce moment|maintenant|chez nous|deja|au juste|exactement)\W*$",
    r"(?:stp|svp|s'il te plait|s'il vous plait|please|merci)\W*$",
)
_CUSTOMER: Final[tuple[Step, ...]] = (
    _PRAYED,
    _in_town,
    choice("field", _FIELDS, keep=True),
    drop(r"(?<=\s)(?:contact|tel|telephone|adresse|mail|email|numero|portable|(?:phone )?number|phone|address)\s*\??$"),
    drop(rf"{_PLEASE}(?:{_ASKED})(?!\w){_OF}"),
    _customers,
)
_TALK: Final = re.compile(
    r"\bc est (?:du|de la|de l|trop|pas|vraiment|dingue|fou|n importe)\b|\b(?:augmente|explose"
    r"|monte|baisse)"
)
_PRICE: Final = "|".join((
    r"(?:a )?combien (?:vendons|vendez)[- ](?:nous|vous)|qu'avez[- ]vous (?:comme|en)|(?:il|elle) est a combien"
    r"|qu'est[- ]ce (?:qu'on a|que tu as) comme|prix|tarifs?|ref(?:erences?)?"
    r"|c'est combien|combien(?: (?:ca )?(?:(?:je|on|tu|nous) (?:vends?|vendons|fais|fait"
    r"|compte)|coute|coutent|vaut|valent|pour))?|quoi en|quoi comme",
    r"quelles?|quels?|tailles?|couleurs?|coloris|dimensions?|pointures?|modeles?|variantes?|diametres?|longueurs?"
    r"|largeurs?",
    r"(?:on|nous) (?:vend|vendons|applique|facture)(?: (?:sur|pour))?|how much do (?:we|you|i) (?:charge|ask"
    r"|sell)(?: for)?|prices?|reference|how much(?: (?:is|are|for|does))?|(?:what|which)(?: \w+)? (?:do|have) (?:you"
    r"|we) (?:have|got"
    r"|sell)(?: in)?",
))  # fmt: skip
_OF_GOODS: Final = (
    r"(?: (?:ht|ttc|de|du|des|en|comme|le|la|les|un|une|m|metre|m2|of|for|the|a|an|in)(?!\w)| (?:d'|l'))*\s?"
)
_FOR: Final = re.compile(r"\b(?:pour|chez|for|a) (?:la |le |les |l'(?=[a-z]))?(?=[a-z])")
_VARIANTS: Final = (
    "variants",
    r"(?:quel(?:le)?s|en quelles?|quoi (?:comme|en)(?= (?:taill|coul|colo|point|dimens))) (?!modeles?|types?|sortes?"
    r"|marques?|references?|prix|tarifs?"
    r"|sont|etaient)\w+",
)
_PRODUCT: Final[tuple[Step, ...]] = (
    choice(
        "field",
        (("price", r"prix|tarifs?|combien|coute|price|how much"), ("ref", r"ref(?:erence)?s?"), _VARIANTS),
        keep=True,
    ),
    choice("basis", (("HT", r"ht"), ("TTC", r"ttc"))),
    number("qty", r"(?:si |quand )?(?:j'en|on en|il en|tu en) (?:prends?|prend|met|mets) (?P<n>\d+)"),
    _corrected,
    number(
        "qty",
        r"(?:par |(?:x ?|les )(?=\d+$)|(?:prix|tarif) (?:de |pour )?(?=\d{1,3} [a-z]{3,}s\b)"
        r"|(?<=\|) *(?:de|pour) (?=\d{1,3} [a-z]{3,}s\b))(?P<n>\d+)",
    ),
    _PRAYED,
    drop(
        r"(?:c'est |a |ca (?:vaut|coute|fait) )?(?:quel prix|quoi(?=\W*$)|combien(?=\W*$))|c'est (?:quoi"
        r"|combien)\W*$|(?<=\w) si(?=\s*\||\s*$)"
    ),
    drop(rf"{_PLEASE}(?:{_PRICE})(?!\w)(?: (?:{_PRICE})(?!\w))?{_OF_GOODS}"),
    _for_whom,
    _products,
)
_BELOW: Final = (
    (
        "below_minimum",
        r"recommander|(?:sous le (?:stock )?|en dessous d[eu]s? (?:stock )?)(?:mini|minimum|seuil)|ruptures?"
        r"|manque[nt]*|below (?:the )?min(?:imum)?"
        r"|out of stock",
    ),
)
_MY_VAN: Final = words(r"(?:mon|dans le|my) (?:camion|fourgon|van|truck)")
_VAN: Final = words(r"(?:'?s )?(?:camion|camionnette|fourgon|utilitaire|van|truck)(?: de| d')?")
_DEPOT: Final = words(r"(?:au |le |du |the )?(?:depot|entrepot|magasin|warehouse)")
_ENOUGH: Final = re.compile(
    r"\bdispo|\bpeu[xt] (?:prendre|avoir|emporter)|\bon a\b|\bt'as\b|\btu as\b|\bvous avez\b|\bassez\b|\bdo we have\b"
    r"|\bhave we\b|\bare there\b|\breste \d"
    r"|\benough\b"
)
_COUNT: Final = re.compile(
    r"(?:^|\s)(?P<n>\d{1,4})\s?(?:(?:m|ml|m2|m3|kg|l) (?:de |d')|(?<=\s))(?=[a-z])"
    r"|^(?P<m>\d{1,4}) ?(?:m|ml|m2|kg|l) (?=[a-z])"
)
_NOISE: Final = re.compile(
    r"\b(?:stocks?|tailles?|couleurs?|pointures?|articles?|liste|m(?= d)|t(?= il)|vous|avez|reste(?:nt)?|il"
    r"|combien|de|du|des|la|le|les|l'|d'"
    r"|dispo(?:nibles?|s)?|on|y'?a|ya|a|en|au|encore"
    r"|j'ai|qu"
    r"|qu'est|est|ce|que|dans|ds|me|te|mon|ton|son|nous|t'as|tu as|assez|pour|tonnes? de|metres? de|sacs? de|boites? de"
    r"|of|for|how (?:many|much)|left|are|is|there|do|have|has|got|we|you|in|the|my|what|any|s)\b|[?']"
)
_TAKEN_BACK: Final = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)? (?:non|pardon|plutot) (?=\d+\W*$)")
_AND: Final = re.compile(r" et |[,+]")
_PACKS: Final = words(r"(?:pour )?(?P<n>\d{1,4}) ?(?P<unit>palettes?|pal|sacs?|boites?|rouleaux?|cartons?)(?: de| d')?")
_STOCK: Final[tuple[Step, ...]] = (
    _corrected,
    _warehouse,
    day("date"),
    number(
        "qty",
        r",? ?(?:soit|pour (?:en )?(?:faire|poser|livrer|couvrir)|il (?:m'|nous )?en faut|pour(?= \d+ ?(?:m2|m3"
        r"|tonnes?|t|metres?)\b)) "
        r"(?:environ )?(?P<n>\d+(?:[.,]\d+)?)(?: ?(?:m2|m3|m|metres?|t|tonnes?|kg|sacs?))?",
    ),
    _packed,
    _wanted,
    _stocked,
)
