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
from bot.understanding.words import Token, fold, tokens_of

# What is typed, as a pattern on text without accents or capitals, and what it stands for.
_SHORT: Final = (
    (r"(?<=fourni)(e?s?) et (?=pose|install)", r"\1 "),
    (r"(?<=\w)\s?pour[- ]cents?(?!\w)", " %"),
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
    (r"(?<![\w'-])(?:avnt|av|avan)[- ]?hier(?!\w)", "avant-hier"),
    (r"(?<![\w'-])prx(?= )", "prix"),
    (r"(?<![\w'-])c'? ?koi(?!\w)", "c'est quoi"),
    (r"(?<![\w'-])livrr?aiss?on(?!\w)|(?<![\w'-])livrason(?!\w)", "livraison"),
    (r"(?<![\w'-])reste[- ]?til(?!\w)", "reste-t-il"),
    (r"^cb (?=d[e'])", "combien "),
    (r"[,;]? ?(?:je (?:vous|te) (?:en )?prie|s'?il (?:te|vous) plait)(?= ?[,;.!?]|$)", ""),
    (r"(?<!\d)(\d{1,2}) ?h ?(?:eures? )?([0-5]\d)(?![\w/])", r"\1h\2"),
    (r"(?<![\d.,])(\d{1,2}) (?:heures?|h)(?! ?(?:de travail|sup|par)|\w| \d)", r"\1h"),
    (r"(?<=\d )jrs?(?!\w)|(?<=\d)jrs(?!\w)", "jours"),
    (r"(?<![\w'-])a l'attention (?:de |du |d')", "pour "),
    (r",? (?:comprenant|comportant|incluant)(?= )", " :"),
    (r"(?<![\w'-])(?:chque|cheq|ckeque|checque)(?!\w)", "cheque"),
    (r"(?<![\w'-])enfin non(?!\w)", "non"),
    (r"(?<![\w'-])stk(?!\w)", "stock"),
    (r"(?<=reste )cb(?= d[e'])", "combien"),
    (r"(?<![\w'-])vs (?=avez|etes|pouvez)", "vous "),
    (r"(?<![\w'-])y(?=,? nous reste)", "il"),
    (r"(?<![\w'-])(?:y ?en a|yen a)(?= encore)", "il en reste"),
    (
        r"(?<![\w'-])((?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit"
        r"|dix)) ([a-z'-]+(?: [a-z'-]+)?(?: \d+)?), (?:pardon|non|enfin non),? "
        r"(\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix)(?=,|\.|$| et )",
        r"\3 \2",
    ),
    (r"(?<![\w'-])(?:acpte|acpt|acmpte|accompte)(?!\w)", "acompte"),
    (r"(?<=\d) ?watts?(?!\w)", "w"),
    (r"^enc (?=\w)", "encaisse "),
    (r"(?<![\w'-])(?:vremnt|viremnt|virmnt|virmt|viremen)(?!\w)", "virement"),
    (r"(?<![\w'-])rapeller(?!\w)", "rappeler"),
    (r"(?<![\w'-])(?:nveau|nouvo|nvo|nouvau)(?!\w)", "nouveau"),
    (r"^oppo(?= )", "opportunite"),
    (r"^adr(?= )", "adresse"),
    (r"(?<![\w'-])tx(?= de)", "taux"),
    (r"^qte (?=d[e'])", "combien "),
    (r"^(?:g|j'ai|jai) besoin d[eu']s? ?(?:le |la )?(?=num|tel|adresse|mail)", ""),
    (r"(?<!\w)non,? pardon(?= \d)", "non"),
    (r"(?<![\w'-])(?:dmn|demian|demin|2main|2m1)(?!\w)", "demain"),
    (r"(?<![\w'-])(?:hir|hié)(?!\w)", "hier"),
    (r"(?<![\w'-])(?:koi|kwa)(?!\w)", "quoi"),
    (r"(?<![\w'-])ta (?=quoi)", "t'as "),
    (r"(?<![\w'-])(?:kombien|konbien|combi1|cbien|cmbien)(?!\w)", "combien"),
    (r"(?<![\w'-])(?:che|chz|cheez)(?= [a-z])", "chez"),
    (r"(?<![\w'-])(?:jui|chui|chuis|jsui)(?!\w)", "je suis"),
    (r"(?<![\w'-])pri(?= (?:du|de|des) )", "prix"),
    (r"(?<![\w'-])doi(?= )", "doit"),
    (r"(?<![\w'-])(?:cmande|comande|cmmande|commnde)(?!\w)", "commande"),
    (r"(?<![\w'-])(?:arive|ariver|arrivr)(?!\w)", "arrive"),
    (r"(?<![\w'-])(?:pege|paege|peaje)(?=s?\W)", "peage"),
    (r"(?<=d )apeler(?!\w)|(?<=d')apeler(?!\w)", "appeler"),
    (r" / ", " , "),
    (
        r"(?<!\w)((?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix|quinze|vingt"
        r"|trente)) ((?:(?!(?:et|puis|avec|une?|deux|trois|quatre|cinq|six|sept|huit|dix)\b)[a-z][a-z0-9']*(?: "
        r"|(?=,)))+),? ?"
        r"(?:non|pardon)(?:,? (?:non|pardon|plutot|attends))? (\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix"
        r"|quinze|vingt|trente)\W*$",
        r"\3 \2",
    ),
    (
        r"(?<!\w)(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|demain),? (?:non|pardon|plutot)[ ,]+"
        r"(?=(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|demain))",
        "",
    ),
    (r"(?<![\w'-])au nom d(?:e |u |')", "pour "),
    (
        r"(?<![\w'-])(?:le |la |mon |ma )cliente? (?:c'est|est|sera) (?!absent|pas|la |parti|content|ok|d'accord"
        r"|mecontent)",
        "pour ",
    ),
    (r"(?<=\w) non,? (\w+),? (?:pardon|plutot)(?!\w)", r" non \1"),
    (r"(?<![\w.,])\d{1,2} ?h(?:\d\d)?,? (?:non|pardon|plutot|attends?)[ ,]+(?=\d{1,2} ?h)", ""),
    (
        r"(?<![\w.,])(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix) ([a-z]+ \d+(?: [a-z]+)?"
        r"|[a-z]+),? (?:non|pardon"
        r"|plutot|attends?)[ ,]+"
        r"(?=(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix) \1(?!\w))",
        "",
    ),
    (r"(?<![\w'-])qq1(?!\w)", "quelqu'un"),
    (r"(?<![\w'-])tt(?= (?:est|ok|bon|livre|livree)(?!\w))", "tout"),
    (r"(?<![\w'-])pr(?= )", "pour"),
    (r"(?<![\w'-])(?:dv|dvi|dev)(?= )", "devis"),
    (r"(?<![\w'-])(?:g|jai)(?= (?:fini|bosse|travaille|passe|paye|livre|recu|pas|encaisse|fait)(?!\w))", "j'ai"),
    (r"(?<![\w'-])(?:pk|pq|pcq)(?!\w)", "parce que"),
    (r"(?<=\d)(\s?(?:t|ml?|m2|m3|h|kg|l|u|sacs?|palettes?|boites?)?) (?:et )?pas \d+(?=,? (?:de |d'|[a-z]))", r"\1"),
    (r"(?<![\w'-])jsuis(?!\w)", "je suis"),
    (r"(?<![\w'-])(?:euh+|heu+|finalement|au final|hein|bah|(?<![a-z] )ben|hum+|du coup|en fait)(?!\w)[ ,]*", ""),
)
_SHORT_FORMS: Final = tuple((re.compile(pattern), full) for pattern, full in _SHORT)
_GREETING: Final = re.compile(
    r"[\s,;:!.-]*(?:(?:bonjour|bonsoir|bjr|salut|slt|coucou|cc|hello|hi|hey|good (?:morning|evening)|yo)"
    r"(?: (?:chef|patron|a tous|tout le monde|tlm|l'equipe|les gars|all|team|[a-z]+(?=\s?[,!])))?|re(?=\W)|chef|patron"
    r"|(?:je (?:vous|te) prie|veuillez|(?:voulez|pourriez|pouvez|auriez|ayez|pourrais|peux|aurais)(?:[- ](?:vous"
    r"|tu))?|vous (?:pouvez"
    r"|pourriez)|tu (?:peux|pourrais)|merci(?= d[e'])|j'(?:aimerais|apprecierais)|je (?:souhaiterais|voudrais"
    r"|souhaite|veux))"
    r"(?: (?:bien|svp|stp|la (?:bonte|gentillesse)|l'(?:obligeance|amabilite)))*(?: ?(?:de|d'))?"
    r"(?: ?(?:(?:me|nous) |m')(?=indiquer|donner|dire|faire|sortir|compter|noter|preparer|chiffrer|trouver|envoyer))?"
    r"(?: ?(?:connaitre|savoir|avoir|indiquer|donner|dire))?|tant que j'y pense|n'oublie(?:z)? pas de me(?= rappeler)"
    r"|boss|(?:bon )?alors(?= ?[,a-z])|bon(?! (?:de|pour|a|jusqu))|dis(?:[- ]moi)?(?! ?(?:a|lui|leur|au|[-])\b)"
    r"|dis(?: moi)?(?= ?,)|c'est moi(?= ?,)|stp|svp|ok(?=,| (?:commande|facture|livre|note|rappelle"
    r"|encaisse))|tiens(?= ?,)|oui|ouais"
    r"|euh+)(?![\w'-])[\s,;:!.]*"
)
_UNENDED: Final = re.compile(r"[\s.!|]+$")  # full stops, and emoji, which are blanks by now
_THANKS: Final = re.compile(
    r"[\s,;.!|-]*(?<![\w'-])(?:stp|svp|s'?il (?:te|vous) plait|merci(?: (?:d'avance|bien|beaucoup"
    r"|a toi|a vous"
    r"|bcp))?|mrc"
    r"|(?:je (?:vous|te) remercie(?: bien| beaucoup)?,? ?)?bonne (?:journee|soiree|fin de (?:journee"
    r"|semaine))(?: a (?:vous|toi|tous))?|bon (?:week[- ]?end|we)|a (?:plus|\+|bientot)|bisous?"
    r"|cordialement|cdt|voila"
    r"|ok ?\?|please|pls|plz|thanks(?: a lot)?|thank you|thx|cheers)[\s.,;!|]*$"
)
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
_EUROS: Final = re.compile(r"\s?(?:euros?|balles?|€)(?!\w)")
_IN_WORDS: Final = 20  # smaller ones count goods, and open names
_SUMS: Final = 100  # behind a sum that large, two more figures are cents
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FRONT: Final = 3
_LONG: Final = 9


def respelled(text: str, world: World) -> str:
    """The same text without greetings and thanks, with short forms written out and slips of its first words put right;
    the rest stays as typed."""
    text = _without_courtesies(" \n".join(" ".join(line.split()) for line in text.splitlines()))
    flat = Sheet(text).flat
    for pattern, full in _SHORT_FORMS:
        if pattern.search(flat) is not None:
            text = _replaced(text, pattern, full)
            flat = Sheet(text).flat
    text = _replaced(text, _CLOCKS, r"\g<1>-")
    for found in reversed(list(_SPOKEN_HOURS.finditer(Sheet(text).flat))):
        text = f"{text[: found.start()]}{_HOURS[found[1]]}h{_PARTS[found[2] or '']}{text[found.end() :]}"
    text = _in_figures(text, world)
    flat = Sheet(text).flat
    for at, found in reversed(list(enumerate(_WORD.finditer(flat)))):
        meant = _day(found.group()) or (_opener(found.group()) if at < _FRONT else None)
        if meant is not None and not _is_name(found.group(), world):
            text = text[: found.start()] + meant + text[found.end() :]
    return text


def _without_courtesies(text: str) -> str:
    """« salut Karim, … merci d'avance » is what stands between; a message of courtesies alone stays whole."""
    flat = Sheet(text).flat
    start, end = 0, len(_UNENDED.sub("", flat))
    while (found := _GREETING.match(flat, start)) is not None:
        start = found.end()
    while (found := _THANKS.search(flat, start, end)) is not None:
        end = found.start()
    return text[start:end] if any(map(str.isalnum, flat[start:end])) else text


def _in_figures(text: str, world: World) -> str:
    """« deux mille deux cent trente quarante » is 2230,40: numbers as people say them, from twenty on."""
    cents: Token | None = None
    for token in reversed(tokens_of(text)):
        said = fold(text[token.start : token.end])
        spelled = token.number is not None and said[:1].isalpha() and not token.rough
        if not spelled or any(said in fold(entry.name) for entry in world.customers.entries):
            cents = None
            continue
        assert token.number is not None, "just seen"
        if cents is not None and token.number >= _SUMS and not text[token.end : cents.start].strip():
            text = f"{text[: token.end]},{text[cents.start :]}"
        if token.number >= _IN_WORDS or _EUROS.match(fold(text[token.end :])):
            text = f"{text[: token.start]}{token.text}{text[token.end :]}"
        cents = token if 10 <= token.number < 100 else None
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


@lru_cache(maxsize=4_096)
def _day(word: str) -> str | None:
    """The day of the week that this word is a slip of."""
    if len(word) < 5 or word.removesuffix("s") in _DAYS:
        return None
    near = process.extractOne(word, _DAYS, scorer=OSA.distance, score_cutoff=1)
    return near[0] if near is not None and near[0][:2] == word[:2] else None


def _is_name(word: str, world: World) -> bool:
    people = {fold(part) for person in world.people for part in person.name.split()}
    return word in people or any(index.link([word], ALL).fits for index in (world.customers, world.products))


_SLIPS: Final = {
    "stok": "stock", "stoc": "stock", "stcok": "stock", "nouvo": "nouveau", "nvo": "nouveau", "cmdes": "commandes",
    "devi": "devis", "dvs": "devis", "dvis": "devis", "divis": "devis", "devs": "devis", "deviis": "devis",
    "deivs": "devis", "dveis": "devis", "devsi": "devis", "devus": "devis", "deviq": "devis", "rapel": "rappel",
    "livr": "livre", "lirve": "livre", "paeyr": "payer", "pyaer": "payer",
}  # fmt: skip
