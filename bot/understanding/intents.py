"""What a message is about, by how it opens. A new intent is a new row here and a reader in the folder's front door."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.patterns import find, phrase
from bot.understanding.reading import Intent
from bot.understanding.vocabulary import COURTESIES, FILLERS
from bot.understanding.words import Tokens

_MAKE = (
    r"(?:(?:peux tu|tu peux|pourrais tu|veux tu|je veux|je voudrais|il me faut|il faut|faut|fais|fait|faire|faites"
    r"|prepare|preparer|cree|creer|ajoute|ajouter|etablis|refais|moi|me|lui|nous|nouveau|nouvelle|nouvel|nouvo|nv|nvo"
    r"|nvx|nvelle|new|un|une|le|la|1) )"
)
_FRESH = r"(?:cree|creer|ajoute|ajouter|nouveau|nouvelle|nouvel|nouvo|nv|nvo|nvx|nvelle|new)"
_NEW = rf"{_MAKE}*{_FRESH}(?: (?:un|une|le|la|1))?"
_MISTYPED = r"(?:devi|devsi|deivs|dveis|edvis|devs|deviss|ddevis|devvis|deviis|devus|devos|devid|dzvis|drvis)(?= \S)"
_OF = r"(?: (?:de|du|des|d|le|la|les|l|a|en|pour|chez))*"


@dataclass(frozen=True, slots=True)
class Opening:
    """The intent an opening announces, what it asks for, and the tokens behind it."""

    intent: Intent
    rest: Tokens
    asked: str | None = None
    variant: str | None = None


_OPENINGS: tuple[tuple[Intent, str | None, str | None, str], ...] = (
    (Intent.CUSTOMER_CREATE, None, "prospect", rf"{_NEW} prospecte?"),
    (Intent.CUSTOMER_CREATE, None, "passing", rf"(?:{_NEW} )?cliente? de passage"),
    (Intent.CUSTOMER_CREATE, None, None, rf"{_NEW} (?:cliente?|clt|customer|fiche client)"),
    (Intent.CUSTOMER_CREATE, None, "card", r"fiche (?:client|clt|prospect)"),
    (Intent.PRODUCT_CREATE, None, "kit", rf"{_NEW} kit"),
    (Intent.PRODUCT_CREATE, None, "service", rf"{_NEW} (?:prestation|service)"),
    (Intent.PRODUCT_CREATE, None, None, rf"{_NEW} (?:produit|article|reference|ref)"),
    (Intent.PRODUCT_VARIANTS, None, None, rf"(?:{_NEW} )?(?:variantes?|declinaisons?){_OF}"),
    (Intent.PRODUCT_CREATE, None, "card", r"(?:produit|article|prestation)s?"),
    (
        Intent.QUOTE_CREATE,
        None,
        None,
        rf"{_MAKE}*(?:devis|dvs|dvis|{_MISTYPED}|chiffrage|chiffre moi|proposition)",
    ),
    (Intent.CUSTOMER_FIND, "phone", None, rf"(?:le )?(?:tel|telephone|numero|num|portable|mobile|port){_OF}"),
    (
        Intent.CUSTOMER_FIND,
        "address",
        None,
        rf"(?:l )?(?:adresse(?! (?::|(?:de |du )?(?:chantier|livraison)))|itineraire|ou est|ou se trouve){_OF}",
    ),
    (Intent.CUSTOMER_FIND, "email", None, rf"(?:le |l )?(?:mail|email|e mail|courriel){_OF}"),
    (Intent.CUSTOMER_FIND, "contact", None, rf"(?:le )?(?:contact|interlocuteur){_OF}"),
    (Intent.CUSTOMER_FIND, None, None, rf"(?:la )?(?:fiche|infos?|coordonnees|clients?|cliente){_OF}"),
    (Intent.CUSTOMER_FIND, None, None, rf"(?:c est qui|qui est|qui c est|c est a qui){_OF}"),
    (Intent.CUSTOMER_FIND, None, "any", rf"(?:cherche|chercher|recherche|trouve|trouver)(?: moi)?{_OF}"),
    (
        Intent.PRODUCT_FIND,
        "price",
        None,
        r"(?:quel est |c est quoi )?(?:(?:le |les )?(?:prix|tarifs?)|c est combien|combien(?= (?:le|la|l|les|un|une) )"
        r"|combien (?:ca )?(?:coute(?:nt)?|vaut|valent|fait|font|pour))"
        rf"{_OF}(?: (?:ht|ttc|m|m2|ml|sac|rouleau|metre|heure))*{_OF}",
    ),
    (Intent.PRODUCT_FIND, "ref", None, rf"(?:la )?(?:ref|reference){_OF}"),
    (Intent.PRODUCT_FIND, None, None, r"(?:t as|tu as|vous avez|on a|y a) quoi en"),
)
_PATTERNS = tuple(
    (intent, asked, variant, re.compile(rf"(?:{text})(?:(?!\S)|(?<=\s))")) for intent, asked, variant, text in _OPENINGS
)
_SUFFIX = phrase(r"(?:contact|tel|telephone|adresse|mail|email|numero|num)$")
_ASKED = {
    "tel": "phone", "telephone": "phone", "numero": "phone", "num": "phone",
    "adresse": "address", "mail": "email", "email": "email", "contact": "contact",
}  # fmt: skip
# Courtesies elsewhere, but in front of these the message means them.
_MEANT = frozenset({"tu", "il", "faut", "mets", "met", "plus", "ajoute", "rajoute", "moi", "me", "avec", "non"})
# Behind « devis », these ask for a list or name a document: another kind of request.
_NOT_A_NEW_QUOTE = re.compile(
    r"(?:en attente|en cours|envoyes?|signes?|acceptes?|refuses?|du mois|a relancer|non signes?"
    r"|de (?:la semaine|l annee))(?!\S)"
    r"|(?:(?:numero|n|no) )?\d+$|de\d{4}"
)


def opening_of(tokens: Tokens) -> Opening | None:
    """The first row of the table the message opens with, courtesies aside."""
    tokens = past_courtesies(tokens)
    text = " ".join(token.text for token in tokens)
    for intent, asked, variant, pattern in _PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        rest = tokens[len(found.group().split()) :]
        if intent is Intent.QUOTE_CREATE and _NOT_A_NEW_QUOTE.match(" ".join(token.text for token in rest)):
            return None
        return Opening(intent, rest, asked, variant)
    return None


def asked_behind(tokens: Tokens) -> tuple[Tokens, str | None]:
    """« st exupery contact »: what is asked may also stand at the end."""
    found = find(_SUFFIX, tokens)
    if found is None or found.start == 0:
        return tokens, None
    return tokens[: found.start], _ASKED[found.match.group()]


def past_courtesies(tokens: Tokens) -> Tokens:
    start = 0
    while start < len(tokens) and tokens[start].text in (COURTESIES | FILLERS | {",", "|", ":"}) - _MEANT:
        start += 1
    return tokens[start:]
