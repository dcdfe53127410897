"""How people say things about stock: openings, endings, reasons. What they mean is read in `stock`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot.understanding.dates import DAY
from bot.understanding.patterns import phrase
from bot.understanding.places import NOUNS
from bot.understanding.vocabulary import COURTESIES, EMPTY_WORDS, FILLERS
from bot.understanding.words import BREAK


def may_mention_stock(words: Iterable[str]) -> bool:
    """Whether a message of these words, folded, can be about stock or warehouses at all."""
    return any(word.startswith(STEMS) for word in words)


NONE: Final = frozenset({"aucun", "aucune", "zero", "rien", "vide"})
FIRST: Final = (COURTESIES | FILLERS | {",", "|", ":"}) - {
    "prends", "prend", "ajoute", "rajoute", "mets", "met", "mettez", "tu", "il", "moi", "me", "faut", "plus",
}  # fmt: skip
EMPTY: Final = EMPTY_WORDS - {"l"} | {BREAK, ",", ";", ":", "stp", "svp", "merci", "encore", "?"}
SAYS: Final = r"(?:(?:je|j|on|nous|tu|ai|a|as|avons|viens|vient|faut|il|peux|de|d|bien|faudrait|vais|va) )*"
NOUN: Final = "|".join(NOUNS)
COUNT: Final = re.compile(
    rf"{SAYS}(?:(?:fais|fait|faire|lance[rz]?|commence[rz]?|demarre[rz]?|reprends|reprendre|continue[rz]?|ouvre|nouvel)"
    r" )*(?:l |un |une )*(?:inv[ea]nt?aires?|inventair|inventorie[rz]?|invent|comptage|recomptage"
    r"|stocks? (?:initial|de depart|d ouverture)(?! \d))(?:(?!\S)|(?<=\s))"
)
NEW_PLACE: Final = re.compile(
    rf"(?:(?:je veux|il faut|peux tu) )?(?:cree[rz]?|ajoute[rz]?|nouveau|nouvel|nouvelle|nouvo|nv|new)"
    rf"(?: (?:un|une|le|la|nouveau|autre))* (?:{NOUN})(?!\S)"
)
TRANSFER: Final = re.compile(rf"{SAYS}(?:tr?ans?fer(?:e[rzs]?|ee?s?|[rzs]|ts?)|deplace[rzs]?|bascule[rz]?)(?!\S)")
TAKEN: Final = re.compile(r"(?:j ai|je viens de|on a) (?:pris|prendre|sorti|sortir|recupere[r]?)(?!\S)")
MOVES: Final = (
    (TRANSFER, ""),
    (
        re.compile(
            rf"{SAYS}(?:pass?e[rzs]?|mets|met|mettre|mettez|mis|envoie|envoye[rz]?|charge[rz]?|chargee?s?|donne[rz]?"
            rf"|depose[rz]?)(?: moi)?(?!\S)"
        ),
        "",
    ),
    (TAKEN, "to"),
    (re.compile(rf"{SAYS}(?:prends?|pris|prendre|prenez|sors|sort|sorti|sortir|recupere[rz]?)(?!\S)"), "to"),
    (
        re.compile(rf"{SAYS}(?:rends|rendu|rendre|ramene[rz]?|rapporte[rz]?|remets|remis|remettre|range[rz]?)(?!\S)"),
        "from",
    ),
)
RECEIVED: Final = re.compile(
    rf"{SAYS}(?:recue?s?|recoi[st]|rentree?s?|receptionne[rz]?|receptionnee?s?|reception|entree(?: (?:de|en))? stock"
    r"|stocks? (?:initial|de depart|d ouverture)(?= \d)"
    rf"|arrivee?s?|livree?s? (?:par le )?fournisseur)(?: de| d)?(?!\S)"
)
RECEIVED_BEHIND: Final = phrase(r"(?:bien )?(?:recue?s?|rentree?s?|receptionnee?s?|arrivee?s?)$")
EXPECTED: Final = re.compile(
    r"(?:(?:j|on|nous) (?:attends|attend|attendons)|attendue?s?|arrivages?(?: prevue?)?|a recevoir"
    r"|(?:commande|livraison) fournisseur|reception prevue)(?: de| d)?(?!\S)"
)
EXPECTED_BEHIND: Final = phrase(r"attendue?s?|a recevoir")
ON_DAY: Final = phrase(
    rf"(?:(?:prevue?s?|attendue?s?) )?(?:le |pour le |pour |vers le |vers |au )?(?P<day>{DAY})$",
    r"(?:le|pour le|vers le) (?P<alone>\d{1,2})$",
)
MONEY: Final = phrase(
    r"eur|chq|cheques?|vir|virements?|cb|tpe|especes?|esp|prlv|reglements?|paiements?|acomptes?|soldes?|factures?|fact"
)
REASONS: Final[Mapping[str, re.Pattern[str]]] = {
    reason: phrase(words)
    for reason, words in (
        (
            "broken",
            r"cass(?:e|ee|es|ees|er|age)|abim(?:e|ee|es|ees)|bris(?:e|ee|es|ees)|hs|fendue?s?|fele(?:e|s|es)?|defectueu\S*",
        ),
        ("lost", r"perdue?s?|pertes?|manquante?s?|manque|disparue?s?|introuvables?"),
        ("stolen", r"volee?s?|vols?"),
        ("found", r"re?trouvee?s?|trouvee?s?|en trop|surplus|en plus"),
        ("mistake", r"(?:erreurs?|faute)(?: (?:de|d) (?:comptage|saisie|inventaire|stock))?|comptage|saisie"),
        ("expired", r"perimee?s?"),
        ("used", r"consommee?s?|utilisee?s?|usage(?: interne)?|jetee?s?"),
    )
}
LESS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("broken", "lost", "stolen", "expired", "used"), True),
    "found": False,
}
BROKEN: Final = r"(?:casse[rz]?|cassee?s?|abime[rz]?|abimee?s?|brisee?s?|fendue?s?)"
ADJUSTED: Final = (
    (re.compile(rf"{SAYS}{BROKEN}(?: de| d)?(?!\S)"), "broken"),
    (re.compile(rf"{SAYS}(?:perdue?s?|perte)(?: de| d)?(?!\S)"), "lost"),
    (re.compile(rf"{SAYS}(?:volee?s?|vol|on m a vole)(?: de| d)?(?!\S)"), "stolen"),
    (re.compile(rf"(?:{SAYS}retrouvee?s?|(?:j ai|on a) trouve)(?: de| d)?(?!\S)"), "found"),
    (re.compile(rf"{SAYS}(?:jetee?s?|jete[rz]?|perimee?s?|consommee?s?)(?: de| d)?(?!\S)"), "used"),
    (
        re.compile(
            rf"{SAYS}(?:ajuste[rz]?|ajustements?|corrige[rz]?|correction|regularise[rz]?|regul|rectifie[rz]?)"
            r"(?: (?:le|du|de|la|les|stocks?))*(?!\S)"
        ),
        "",
    ),
)
ADJUSTED_BEHIND: Final = (
    (phrase(rf"(?:(?:est|sont|a ete) )?{BROKEN}$"), "broken"),
    (phrase(r"(?:perdue?s?|manquante?s?)$"), "lost"),
    (phrase(r"volee?s?$"), "stolen"),
    (phrase(r"retrouvee?s?$"), "found"),
    (phrase(r"(?:perimee?s?|jetee?s?)$"), "used"),
)
MOTIVE: Final = phrase(r"(?:motif|raison|car|parce que|parce qu|cause|suite a)(?: :)? (?P<why>.+)$")
SIGN: Final = phrase(r"(?P<sign>-|\+|moins|plus)(?: de)? (?P<n>\d+(?:\.\d+)?)")
OF: Final = r"(?: (?:de|d|du|des|la|le|les|en))*"
STOCK: Final = r"sto(?:ck|k|c)s?"
ASKED: Final = (
    (re.compile(rf"(?:(?:le|les|mon|voir|etat du|quel|niveau de|niveau du|consulte[rz]?) )*{STOCK}{OF}(?!\S)"), False),
    (
        re.compile(
            r"(?:est ce qu |qu est ce qu )?(?:(?:il|y|en|m|me|nous|t) )*rest(?:e|ent|er)"
            rf"(?: (?:t|il|ils|on|encore|plus))*(?: combien)?{OF}(?!\S)"
        ),
        True,
    ),
    (
        re.compile(
            r"(?:on a |j ai |tu as |il y a |y a |avons nous |as tu )?combien "
            r"(?:(?:est ce qu|qu|il|on|j|y|en|me|m|nous|t|tu|a|ai|as|avons|reste|restent|encore) )*"
            r"(?:de|d|du|des)(?: (?:la|l|les))*(?!\S)"
        ),
        True,
    ),
    (re.compile(r"combien (?:(?:il|on|j|y|en|me|m|nous|t|tu|a|ai|as|reste|restent) )+(?!\S)"), True),
    (
        re.compile(
            rf"(?:est ce qu )?(?:(?:il|ils|en) )*y (?:en )?(?:a|avait)(?: (?:t|il))*(?: encore)?(?: combien)?{OF}(?!\S)"
        ),
        True,
    ),
    (re.compile(rf"(?:la |les )?(?:dispos?|disponibles?|disponibilites?){OF}(?!\S)"), True),
)  # fmt: skip
THERE: Final = phrase(
    r"(?:en stock|dispos?|disponibles?|il en reste|en reste|y en a|il reste)(?: combien)?(?: encore)?$"
)
SUBJECT: Final = re.compile(
    rf"(?:est ce qu )?(?:(?:on|j|tu|vous|nous|il|ils|y|en|avez|avons|as|ai|a|t|encore|bien|combien|sont|est) )+{OF}"
)
ALONE: Final = frozenset(
    {"stock", "stocks", "stok", "le stock", "mon stock", "voir stock", "voir le stock", "depots", "camions",
     "les depots", "les camions", "mes depots", "liste des depots", "entrepots"}
)  # fmt: skip
WHAT: Final = frozenset(
    {"qu", "est", "ce", "que", "quoi", "j", "ai", "il", "y", "a", "on", "t", "tu", "as", "contenu", "contient", "dans",
     "montre", "voir", "liste", "stock", "stocks", "reste", "combien", "quel", "quelle", "moi", "c", "ya", "nous",
     "qui", "me", "m", "avons", "inclus", "choses", "chose", "articles", "article"}
)  # fmt: skip
BELONGS: Final = phrase(r"(?:est|sera|c est|appartient|revient|va) (?:a|au|pour|celui (?:de|d))")
GIVEN: Final = re.compile(r"(?:(?:je|on) )?(?:donne[rz]?|attribue[rz]?|confie[rz]?|affecte[rz]?)(?!\S)")
OWNED: Final = re.compile(
    rf"(?:le |un )?(?:{'|'.join(noun for noun, kind in NOUNS.items() if kind == 'van')}) (?:de |d |du )"
)

# Beginnings of the words (folded, one spelling each) without which no message is about stock or warehouses.
STEMS: Final = (
    "sto", "camion", "fourgon", "utilitaire", "vehicule", "van", "depot", "entrepot", "quarant", "40", "rest",
    "combien", "passe", "pase", "transf", "tansf", "tranf", "deplac", "bascul",
    "met", "mis", "envo", "charg", "donn", "depos", "prend", "pris",
    "prenez", "sor", "recup", "rend", "ramen", "rapport", "remet", "remis", "rang", "recu", "recoi", "rentre", "recept",
    "entree", "arriv", "livr", "attend", "recevoir", "commande", "cass", "abim", "bris", "fend", "perd", "perte", "vol",
    "retrouv", "trouv", "jet", "perim", "consomm", "manqu", "ajust", "corrig", "correct", "regul", "rectif", "inv",
    "compt", "recompt", "dispo", "y", "contenu",
)  # fmt: skip
