"""English words that name goods, prices and terms, as the French ones that the grammar of lines is written in.

Only the words that are compared change: what is kept of a message stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from typing import Final

from bot.understanding.vocabulary import NUMBER_WORDS
from bot.understanding.words import Token, Tokens

_LONGEST: Final = 3
# Words that French lines hardly ever hold, so that « table » or « pose » stays French where no such word stands.
_SIGNS: Final = re.compile(
    r"\b(?:for|of|at|and|off|with|from|by|to|is|are|my|how|what|who|has|have|in (?:full|stock)|left|each|except|orders?"
    r"|quote|invoice|received|paid|delivered|missing|refused|price|deliver|replaced|repaired|valid|deposit|task"
    r"|remind)\b"
)
_GRAMMAR: Final[Mapping[str, str]] = {
    "for": "pour", "of": "de", "and": "et", "plus": "et", "with": "avec", "at": "a", "the": "le", "to": "a",
    "off": "remise", "discount": "remise", "discounted": "remise", "deposit": "acompte", "down payment": "acompte",
    "free": "offert", "instead of": "au lieu de", "per": "par", "each": "piece", "apiece": "piece",
    "ex vat": "ht", "excl vat": "ht", "excluding vat": "ht", "before vat": "ht", "net of vat": "ht", "plus vat": "ht",
    "ex tax": "ht", "excl tax": "ht", "excluding tax": "ht",
    "inc vat": "ttc", "incl vat": "ttc", "including vat": "ttc", "with vat": "ttc", "inc tax": "ttc",
    "incl tax": "ttc", "including tax": "ttc", "vat": "tva",
    "valid": "valable", "days": "jours", "day": "jour", "weeks": "semaines", "months": "mois",
    "cash on delivery": "comptant",
    "hours": "heures", "hour": "heure", "box": "boite", "boxes": "boites", "bag": "sac", "bags": "sacs",
    "roll": "rouleau", "rolls": "rouleaux", "pallet": "palette", "pallets": "palettes", "meters": "metres",
    "meter": "metre", "liters": "litres", "liter": "litre", "pair": "paire", "pairs": "paires",
    "fittings": "raccord", "fitting": "pose", "included": "compris", "including": "avec", "please": "stp", "pls": "stp",
}  # fmt: skip
_NUMBERS: Final[Mapping[str, str]] = {
    "a": "un", "an": "un", "one": "un", "two": "deux", "three": "trois", "four": "quatre", "five": "cinq",
    "seven": "sept", "eight": "huit", "ten": "dix", "eleven": "onze", "twelve": "douze", "fifteen": "quinze",
    "twenty": "vingt", "thirty": "trente", "fifty": "cinquante", "hundred": "cent",
}  # fmt: skip
_GOODS: Final[Mapping[str, str]] = {
    "radiator": "radiateur", "boiler": "chaudiere", "water heater": "chauffe eau", "water tank": "ballon",
    "heat pump": "pompe a chaleur", "air conditioner": "clim", "air conditioning": "clim", "aircon": "clim",
    "ac unit": "clim",
    "wired": "filaire", "wireless": "radio", "circulator": "circulateur", "expansion tank": "vase expansion",
    "expansion vessel": "vase expansion", "copper pipe": "tube cuivre", "copper tube": "tube cuivre",
    "copper": "cuivre",
    "pipe": "tube", "brass": "laiton", "gasket": "joint", "washer": "joint", "sealant": "silicone",
    "cable": "cable", "wire": "cable", "circuit breaker": "disjoncteur", "breaker": "disjoncteur",
    "fuse box": "tableau elec", "consumer unit": "tableau elec", "socket": "prise", "outlet": "prise",
    "switch": "interrupteur", "two way switch": "va et vient", "panel": "panneau", "smoke detector": "detecteur fumee",
    "smoke alarm": "detecteur fumee", "paint": "peinture", "white": "blanc", "cement": "ciment",
    "plasterboard": "placo", "drywall": "placo", "glass wool": "laine de verre", "pellet": "granules", "glove": "gants",
    "filter": "filtre", "cartridge": "cartouche", "screw": "vis", "nail": "clou", "door": "porte", "window": "fenetre",
    "tile": "carrelage", "board": "planche", "wood": "bois", "fence": "cloture", "gate": "portail", "shutter": "volet",
    "kitchen": "cuisine", "floor": "parquet", "terrace": "terrasse", "decking": "terrasse", "hedge": "haie",
    "tree": "arbre",
    "lawn": "gazon", "soil": "terre", "gravel": "gravier", "sand": "sable", "valve": "vanne", "tap": "robinet",
    "elbow": "coude", "labor": "mo", "labour": "mo", "work": "mo", "travel": "deplacement",
    "call out fee": "deplacement",
    "install": "pose", "installation": "pose", "maintenance contract": "contrat de maintenance",
    "annual service": "entretien annuel", "boiler service": "entretien chaudiere",
}  # fmt: skip
_CHANGES: Final[Mapping[str, str]] = {
    "no": "non", "remove": "enleve", "drop": "enleve", "delete": "enleve", "without": "sans", "add": "ajoute",
    "make it": "mets en", "put": "mets", "instead": "plutot", "rather": "plutot", "more": "de plus", "not": "pas",
    "another": "un autre",
}  # fmt: skip
_PLURALS: Final = {f"{word}s": meant for word, meant in _GOODS.items()}
_WORDS: Final = {
    tuple(word.split()): tuple(meant.split())
    for word, meant in chain(_PLURALS.items(), _GOODS.items(), _NUMBERS.items(), _GRAMMAR.items())
}


_CHANGING: Final = {**_WORDS, **{tuple(word.split()): tuple(meant.split()) for word, meant in _CHANGES.items()}}


def is_english(flat: str) -> bool:
    """Whether a message, without accents or capitals, has words that only English lines have."""
    return _SIGNS.search(flat) is not None


def in_french(tokens: Tokens, *, changing: bool = False) -> Tokens:
    """The same tokens with French words in place of English ones, each where the English one stands.

    `changing`: what is in hand is changed, and « no » is « non ».
    """
    known = _CHANGING if changing else _WORDS
    told: list[Token] = []
    at = 0
    while at < len(tokens):
        taken = next(
            (many for many in range(min(_LONGEST, len(tokens) - at), 0, -1) if _said(tokens, at, many) in known), 0
        )
        if taken:
            start, end = tokens[at].start, tokens[at + taken - 1].end
            told += [_token(word, start, end) for word in known[_said(tokens, at, taken)]]
        else:
            told.append(tokens[at])
        at += max(taken, 1)
    return tuple(told)


def _token(word: str, start: int, end: int) -> Token:
    number = NUMBER_WORDS.get(word)
    return Token(word, start, end) if number is None else Token(str(number), start, end, Decimal(number))


def _said(tokens: Tokens, at: int, many: int) -> tuple[str, ...]:
    return tuple(token.text for token in tokens[at : at + many])
