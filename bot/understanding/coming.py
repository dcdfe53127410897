"""What people ask for that Carnet does not do yet, by how it opens. Once it does, its rows leave this table."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from core.kernel.text import words


class Coming(StrEnum):
    """What is asked for."""

    FORECAST = "forecast"
    EXTRACT = "extract"
    CASH = "cash"
    PROJECT = "project"
    CONTRACT = "contract"
    PURCHASE = "purchase"
    DEBIT = "debit"
    TRANSFER = "transfer"
    LOYALTY = "loyalty"
    MAILING = "mailing"
    EQUIPMENT = "equipment"
    DATA = "data"


_THE: Final = r"(?:(?:le|la|les|l|mes|mon|ma|nos|notre|the|my|our|all|toutes?|tous) )*"
_ACCOUNT: Final = r"(?:caisse|banque|compte|bank|cash)"

# A row holds a whole message, folded, with one space between its words.
_ROWS: Final[tuple[tuple[Coming, str], ...]] = (
    (Coming.FORECAST, rf"{_THE}(?:ca )?(?:previsions?|previsionnels?|forecasts?)(?: .*)?"),
    (Coming.FORECAST, r"(?:la )?(?:tendance|trend)s? .*"),
    (Coming.EXTRACT, rf"{_THE}(?:clients?|customers?) (?:.* )?(?:sans|without) (?:commande|achat|order)s?(?: .*)?"),
    (Coming.EXTRACT, r"(?:(?:les )?clients? )?qui n (?:a|ont) (?:rien|pas) (?:commande|achete)(?: .*)?"),
    (Coming.CASH, r"(?:la |ma |notre )?(?:treso|tresorerie|cash) (?:a|dans|sous|in) (?:j )?\d+ (?:j|jours?|days?)"),
    (Coming.PROJECT, rf"{_THE}(?:budget|avancement|decaisse)s? .*"),
    (
        Coming.PROJECT,
        rf"(?:{_THE}|tableau (?:des )?)(?:affaires?|chantiers|projets|projects)(?: (?:en cours|ouvert\w*))?",
    ),
    (Coming.CONTRACT, rf"{_THE}(?:contrats|contracts) (?:perimes|expires|actifs|en cours|a renouveler|expired|active)"),
    (
        Coming.CONTRACT,
        r"(?:(?:nouveau|new) )?(?:contrat|contract) (?:.* )?\d+ (?:ans?|mois|years?|months) (?:des|depuis|from) .*",
    ),
    (Coming.PURCHASE, r"(?:c est qui |quel est |qui est )?(?:le |les )?fournisseurs? (?:du|de|des|d|pour) .*"),
    (Coming.PURCHASE, r"qui (?:nous |me )?(?:fournit|vend) .*|who supplies .*|suppliers? (?:of|for) .*"),
    (Coming.PURCHASE, r"(?:bon de )?commande (?:au |aux )?fournisseurs?(?: .*)?"),
    (Coming.PURCHASE, r"sous traitants? .*|purchase order .*"),
    (Coming.DEBIT, rf"{_THE}(?:prelevements|direct debits) (?:a (?:faire|envoyer)|en attente|rejetes|to send|pending)"),
    (
        Coming.TRANSFER,
        rf"(?:virer?|transferer?|move|transfer) \d[\d ]*(?:k|eur|euros?)? (?:de|depuis|from) (?:la |le |the )?"
        rf"{_ACCOUNT} (?:a|au|vers|to|sur) .*",
    ),
    (Coming.LOYALTY, r"(?:les |combien de )?points (?:de|d|du|fidelite|a) .*|(?:codes? promo|promo code) .*"),
    (Coming.LOYALTY, r"(?:nouvelle )?(?:promo|promotion) .* (?:jusqu|until|till|du \d+) .*"),
    (Coming.LOYALTY, r"(?:un |nouveau )?(?:cheque|bon|carte) cadeau .*(?:valable|validite).*"),
    (Coming.LOYALTY, r"gift (?:card|voucher) .*valid.*"),
    (
        Coming.MAILING,
        r"(?:(?:envoie|fais|prepare|send) )?(?:une? |la |le |a )?(?:mailing|newsletter|infolettre)(?: .*)?",
    ),
    (Coming.EQUIPMENT, r"(?:le )?(?:materiel|equipement|equipment) (?:n )?\d.*"),
    (Coming.DATA, r"(?:export\w* |sauvegarde\w* )?(?:toutes (?:mes|nos|les) donnees|all (?:my|our) data)"),
    (Coming.DATA, rf"(?:(?:c est )?quand (?:est )?)?{_THE}(?:derniere sauvegarde|last backup)"),
)
_PATTERNS: Final = tuple((what, re.compile(pattern)) for what, pattern in _ROWS)
_LONGEST: Final = 60  # words: what is longer is no question


def coming(text: str) -> Coming | None:
    """What the message asks for that does not exist yet; None for any other message."""
    said = words(text)
    if not 0 < len(said) <= _LONGEST:
        return None
    whole = " ".join(said)
    return next((what for what, pattern in _PATTERNS if pattern.fullmatch(whole)), None)
