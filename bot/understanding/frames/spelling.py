"""How people spell on a phone: short forms, apostrophes left out, first words mistyped. Put right before reading."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.world import World
from bot.understanding.line import ALL
from bot.understanding.words import fold

# What is typed, as a pattern on text without accents or capitals, and what it stands for.
_SHORT: Final = (
    (r"(?<![\w'-])c (?=(?:est|etait|combien|quoi|qui|ou|bon|ok|quand|a dire)(?!\w))", "c'est "),
    (r"(?<![\w'-])(?:c |c'est |c')cb(?= (?:le|la|les|un|une|ca|pour)(?!\w))", "combien"),
    (r"(?<![\w'-])cb(?= (?:ca )?(?:coute|vaut)(?!\w))|^cb(?= pour une? (?!acompte|facture))", "combien"),
    (r"(?<![\w'-])c'est est(?!\w)", "c'est"),
    (r"(?<![\w'-])qu (?=est|il|elle|on(?!\w))", "qu'"),
    (r"(?<![\w'-])t (?=as|es|aurais|avais)", "t'"),
    (r"(?<![\w'-])m (?=as|ont|a (?:paye|regle|doit))", "m'"),
    (r"(?<![\w'-])(?<!\d )j (?=ai|avais|arrive)", "j'"),
    (r"(?<![\w'-])n (?=est|a pas|ont)", "n'"),
    (r"(?<![\w'-])d (?=(?:acompte|affaires?|eau|abris?|ici|apres|aller|appeler|envoyer|avance))", "d'"),
    (r"(?<![\w'-])l (?=(?:adresse|email|inter|atelier|hotel|ecole|avoir|acompte|ehpad|envoyer))", "l'"),
    (r"(?<![\w'-])(?:yen|y'en|yan) (?=rest)", "il en "),
    (r"(?<![\w'-])qq1(?!\w)", "quelqu'un"),
    (r"(?<![\w'-])tt(?= (?:est|ok|bon|livre|livree)(?!\w))", "tout"),
    (r"(?<![\w'-])pr(?= )", "pour"),
    (r"(?<![\w'-])(?:dv|dvi|dev)(?= )", "devis"),
    (r"(?<![\w'-])(?:g|jai)(?= (?:fini|paye|livre|recu|pas|encaisse|fait)(?!\w))", "j'ai"),
    (r"(?<![\w'-])(?:pk|pq|pcq)(?!\w)", "parce que"),
    (r"(?<=\d)(\s?(?:t|ml?|m2|m3|h|kg|l|u|sacs?|palettes?|boites?)?) (?:et )?pas \d+(?=,? (?:de |d'|[a-z]))", r"\1"),
    (r"(?<![\w'-])jsuis(?!\w)", "je suis"),
    (r"(?<![\w'-])(?:euh+|heu+|finalement|au final|hein|bah|(?<![a-z] )ben|hum+|du coup|en fait)(?!\w)[ ,]*", ""),
)
_SHORT_FORMS: Final = tuple((re.compile(pattern), full) for pattern, full in _SHORT)
_CLOCKS: Final = re.compile(r"(?<!\d)(\d{1,2}h(?:[0-5]\d(?=\d{1,2}h))?)(?=\d{1,2}h)")
_HOURS: Final = {
    "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
}  # fmt: skip
_PARTS: Final = {"": "", "demie": "30", "demi": "30", "quart": "15"}
_SPOKEN_HOURS: Final = re.compile(rf"(?<![\w'-])({'|'.join(_HOURS)}) heures?(?: et (demie?|quart))?(?![\w-])")
# Words that open a request: only these are guessed from a slip, and only near the front.
_OPENERS: Final = (
    "commande", "commander", "commandes", "facture", "facturer", "factures", "livraison", "livraisons", "livrees",
    "rappelle", "rappel", "rappeler", "relance", "relancer", "opportunite", "intervention", "interventions",
    "depannage", "nouveau", "nouvelle", "client", "prospect", "encaisse", "paiement", "virement", "cheque", "encours",
    "adresse", "telephone", "numero", "pointage", "parking", "affaire", "planifie", "objectif", "combien", "reference",
    "prepare", "preparer", "appelle", "appeler", "cherche", "chercher", "journee",
)  # fmt: skip
# Words as they should be, one letter away from an opening one.
_RIGHT: Final = frozenset({"chaque", "fracture", "cherches", "appelles", "prepares", "clientele", "complete"})
_WORD: Final = re.compile(r"[a-z]+")
_FRONT: Final = 3
_LONG: Final = 9


def respelled(text: str, world: World) -> str:
    """The same text with short forms written out and slips of its first words put right; the rest stays as typed."""
    for pattern, full in _SHORT_FORMS:
        text = _replaced(text, pattern, full)
    text = _replaced(text, _CLOCKS, r"\g<1>-")
    for found in reversed(list(_SPOKEN_HOURS.finditer(Sheet(text).flat))):
        text = f"{text[: found.start()]}{_HOURS[found[1]]}h{_PARTS[found[2] or '']}{text[found.end() :]}"
    flat = Sheet(text).flat
    for found in reversed(list(_WORD.finditer(flat))[:_FRONT]):
        meant = _opener(found.group())
        if meant is not None and not _is_name(found.group(), world):
            text = text[: found.start()] + meant + text[found.end() :]
    return text


def _replaced(text: str, pattern: re.Pattern[str], full: str) -> str:
    for found in reversed(list(pattern.finditer(Sheet(text).flat))):
        text = text[: found.start()] + found.expand(full) + text[found.end() :]
    return text


@lru_cache(maxsize=4_096)
def _opener(word: str) -> str | None:
    """The opening word that this one is a slip of; None for a word that is right, short or like none."""
    if len(word) < 6 or word in _OPENERS or word in _RIGHT or word in _SLIPS:
        return _SLIPS.get(word)
    most = 2 if len(word) >= _LONG else 1
    near = process.extractOne(word, _OPENERS, scorer=OSA.distance, score_cutoff=most)
    return near[0] if near is not None and near[0][0] == word[0] and near[0] != word.rstrip("sz") else None


def _is_name(word: str, world: World) -> bool:
    people = {fold(part) for person in world.people for part in person.name.split()}
    return word in people or any(index.link([word], ALL).fits for index in (world.customers, world.products))


_SLIPS: Final = {
    "stok": "stock", "stoc": "stock", "stcok": "stock", "nouvo": "nouveau", "nvo": "nouveau", "cmdes": "commandes",
    "devi": "devis", "dvs": "devis", "dvis": "devis", "divis": "devis", "devs": "devis", "deviis": "devis",
    "deivs": "devis", "dveis": "devis", "devsi": "devis", "devus": "devis", "deviq": "devis", "rapel": "rappel",
    "livr": "livre", "lirve": "livre", "paeyr": "payer", "pyaer": "payer",
}  # fmt: skip
