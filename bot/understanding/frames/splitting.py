"""Several requests in one breath: where a second one begins."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.sheet import Sheet

_JOINT: Final = r"(?:\s*[+;.,|]\s*(?:(?:et puis|et|puis|and)\s+)?|\s+(?:et puis|et|puis|and)\s+)"
_METHOD: Final = r"(?:cb|carte|chq|cheque|esp|especes?|cash|liquide|vir|virement|prlv)"
_OPENERS: Final = (
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|demain) )?rappel(?:le|ez)[- ]?(?:moi|le|la|lui)?\b",
    r"(?:r?envoie|r?envoyer) (?:la )?(?:facture|fact|fa) \d", r"fais[- ]moi penser", r"remind me",
    rf"{_METHOD} \d", rf"(?:encaisse|recu) (?:un |une |par )?(?:{_METHOD} (?:de )?)?\d",
    r"(?:peage|parking|repas|essence|gasoil|carburant|metro|taxi|toll|lunch|fuel) \d",
    r"(?:il|elle|ils|elles|on|le client) (?:a|ont|m'a|m'ont|nous a) (?:bien )?(?:paye|regle|donne|vire"
    r"|laisse)[es]* (?:en |par )?\S*\s?\d",
    r"factur(?:e|er)[- ](?:la |le |les |l')?(?:commande |cde |bl |inter |devis )?\d", r"note de (?:r?appeler|relancer)",
    r"(?:une )?tache\b", r"(?:un )?rappel\b", r"combien (?:me |nous )?doi(?:t|vent)",
    r"pense[rz]? a (?:me |nous )?\w", r"prix (?:de |du |des )?\w", r"stock (?:de |du |des )?\w",
    r"solde (?:de |du |des |d')?\w", r"(?:tel|adresse) (?:de |du |d')\w",
    r"factur(?:e|er)(?: (?:la|le|les|tout|la commande|le devis|l'inter\w*))?$", r"relance[rz]? (?:la )?(?:facture|fact"
                                                                                r"|fa) \d",
    r"(?:les )?(?:devis|commandes|factures) (?:en attente|en cours|en retard|ouvert|signe|non signe|a facturer)",
    r"(?:il|elle|ils|elles) (?:me |nous )?doi(?:t|vent) combien", r"(?:le )?ca (?:du|de|d'|en|ce|cette) ?\w",
)  # fmt: skip
_CUT: Final = re.compile(rf"{_JOINT}(?=(?:{'|'.join(_OPENERS)}))")
_WORKED: Final = re.compile(
    r"^\W*(?:depannage|depan|inter(?:vention)?|bi|sav|rapport|visite)\b"
    r"|\b(?:en panne|hs|fuite|fuit|bloquee?|bouchee?|casse[es]?|coupee?)\b.*\b(?:repare|remplace|change|debouche|remis"
    r"|refait"
    r"|repris|termine|purge|nettoye|regle)[es]*\b"
)
_PAID_TOO: Final = re.compile(
    r"\s+(?=(?:il|elle|ils) (?:a|ont|m'a|m'ont|nous a) (?:bien )?(?:paye|regle|donne"
    r"|verse)[es]* \d)"
)
_SUM_TOO: Final = re.compile(rf"\s+(?:et|\+)\s+(?=\d[\d ]*(?:[.,]\d\d?)? ?(?:€|eur\w*)? ?(?:en |par )?{_METHOD}\b)")
_BROUGHT: Final = re.compile(r"\b(?:livre[es]*|livraison|complete?|recue? par|depannage|inter|bi)\b")
_SETTLED: Final = re.compile(rf"[\s,]+(?=(?:regle|paye|encaisse)[es]*(?: (?:en|par))? {_METHOD}\b)")


def split(text: str) -> list[str]:
    """The requests of a message, in order; one when nothing says that there are more."""
    flat = Sheet(text).flat
    joints = (
        _CUT,
        *([_SETTLED] if _WORKED.search(flat) else []),
        *([_SUM_TOO, _PAID_TOO] if _BROUGHT.search(flat) else []),
    )
    cuts = sorted(found.span() for joint in joints for found in joint.finditer(flat) if found.start() > 0)
    starts, ends = [0, *(end for _start, end in cuts)], [*(start for start, _end in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]
