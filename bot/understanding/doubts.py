"""Words about something that has not happened, or that nobody asks for: nothing starts from them.

« ne livre pas la 12 », « dupont a payé ? », « si girard paie 200 », « il m'a dit j'ai payé 300 ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.understanding.words import fold


class Doubt(StrEnum):
    REFUSED = "refused"  # « n'envoie pas la facture 6 », « pas de devis »
    SUPPOSED = "supposed"  # « si la 12 est livrée, facture-la »
    NOT_DONE = "not done"  # « la 12 n'est pas livrée », « dupont paiera 200 »
    ASKED = "asked"  # « la 12 est livrée ? »


UNASKED: Final = (Doubt.REFUSED, Doubt.SUPPOSED)  # a question may be a polite request: « tu peux facturer la 12 ? »


def doubt_in(text: str) -> Doubt | None:
    """Why these words are no fact and no request; None when they may be either."""
    said = " ".join(re.sub(r"['-]", " ", fold(text)).split())
    return next((doubt for doubt, pattern in _DOUBTS if pattern.search(said)), None)


def figures_left(text: str, sentences: Iterable[str]) -> tuple[str, ...]:
    """The bare figures of a text that none of these sentences says again: « reçu 200 ou 300 »."""
    said = _figures(" ".join(sentences))
    runs = _FIGURE.findall(fold(text))
    return tuple(one for one in runs if not (_figures(one) <= said or _figures(one.replace(" ", "")) <= said))


def _figures(text: str) -> set[Decimal]:
    return {Decimal(one.replace(",", ".")) for one in _NUMBER.findall(text)}


_FIGURE: Final = re.compile(r"(?<![\w.,])\d+(?: \d{3}(?!\d))*(?:[.,]\d+)?(?![\w%]|[.,]\d| ?[%kh]\b)")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_POLITELY: Final = r"(?:(?:non|stop|attention|attends?|ok|surtout|alors|bon|merci|et|mais|de|dire|:|!) )*"
_VERBS: Final = (
    r"(?:re)?(?:livr|factur|pay|pai|regl|encaiss|sold|command|envo|vir|recu|recev|annul|rembours|prepar|transf|sort"
    r"|not|valid|cre|fai|relanc|depos)\w*"
)
_DONE: Final = (
    r"(?:paye|regle|solde|livre|depose|recu|encaisse|vire|arrive|facture|rembourse|envoye|paid|delivered|received)"
    r"(?:e|s|es)?"
)
_TO_DO: Final = (
    r"(?:payer|regler|solder|livrer|livree?s?|livraison|virer|paiement|encaisser|pay|settle|deliver|send|be)"
)
_ROWS: Final[tuple[tuple[Doubt, str], ...]] = (
    # What is not to be done stands in front.
    (Doubt.REFUSED, rf"^{_POLITELY}(?:n|ne) (?:\w+ ){{0,2}}?(?:pas|plus|jamais|rien)\b(?! {_DONE}\b)"),
    (Doubt.REFUSED, rf"^{_POLITELY}(?:(?:il )?faut|{_VERBS}) (?:la |le |les )?(?:surtout )?pas\b"
                    rf"(?! (?:{_DONE}|encore|complet|tout)\b)"),
    (Doubt.REFUSED, rf"^{_POLITELY}(?:on|je|tu) (?:ne |n ){_VERBS} (?:pas|plus)\b"),
    (Doubt.REFUSED, rf"^{_POLITELY}(?:pas (?:de |d |besoin|la peine|question)|inutile d|do not|don t|never)\b"),
    (Doubt.REFUSED, r"\b(?:a|ont) (?:refuse|decline|rejete|perdu|annule|conteste)\w*"
                    r" (?:le |la |son |sa |notre |ce )?(?:devis|fact|commande|cde)"),
    (Doubt.REFUSED, rf"^{_POLITELY}(?:arrete|oublie|laisse|evite)[rz]? (?:tomber|de|d|la|le|les)\b"),
    # What may come.
    (Doubt.SUPPOSED, rf"^{_POLITELY}(?:si (?!possible|besoin|vous|tu )|(?:s il|s ils) (?!vous|te)|quand (?!vous|tu )"
                     r"|lorsqu|des qu|une fois qu|au cas ou|imagin|suppos|admettons|if |when |once |as soon as )"),
    (Doubt.SUPPOSED, r"\b(?:reve que|reve d|mdr|ptdr|lol|haha\w*|blague|je (?:ne )?sais (?:pas|plus))\b"),
    (Doubt.ASKED, r"\?\W*$|^(?:est ce|pourquoi|qui|comment|a t il|ont ils)\b"),
    # What did not happen, or has not yet.
    (Doubt.NOT_DONE, rf"\b(?:pas|jamais|not|never)(?: \w+){{0,2}} {_DONE}\b"),
    (Doubt.NOT_DONE, r"\b(?:n|ne) (?:\w+ ){1,3}?(?:pas|plus|jamais|rien)\b(?! (?:signe|present|la)\b)"
                     r"|\b(?:a|ont|est|sont|ai|avons) (?:toujours )?(?:pas|jamais)\b(?! (?:signe|present|la)\b)"
                     r"|\b(?:hasn|didn|isn|wasn) t\b"),
    (Doubt.NOT_DONE, r"\b(?:payer|paier|pai|regler|solder|livrer|virer)(?:a|ai|ont|ons|ait)\b"
                     r"|(?<!reste )(?<!solde )(?<!suite )\b(?:sera|seront|serait)\b"),
    (Doubt.NOT_DONE, r"\b(?:failli|presque|bientot|peut etre|maybe|promet\w*|promis|aurait|aurions|auraient)\b"),
    (Doubt.NOT_DONE, r"\b(?:va|vais|vont|veut|veulent|voulait|voudrait|doit|doivent|devait|devaient|devrait|devra"
                     r"|pourrait|compte|pense|espere|attend|attends|reclame|demande|oublie|will|should|would|going)"
                     rf" (?:\w+ ){{0,2}}?{_TO_DO}\b"),
    # What somebody says.
    (Doubt.NOT_DONE, r"\b(?:dit|disait|jure|pretend|affirme|assure|parait|croit|croyait|says|said)"
                     r" (?:m |que |qu |avoir |l |j )|\b(?:soi disant|je vous (?:ai|avais)|nous vous avons)\b"),
    (Doubt.NOT_DONE, r"\b(?:je (?:crois|pense)|me semble|a ce qu il parait|(?:pense|croit|dit|jure) avoir|faux"
                     r"|par erreur)\b"),
    # What is less than the words seem to say.
    (Doubt.NOT_DONE, rf"\b{_DONE} (?:en partie|partiellement|a moitie)\b|\bmoitie\b"
                     r"|\b(?:perdu|egare|oublie) (?:son|sa|le|la|leur) (?:cheque|chq|paiement|reglement)\b"),
)  # fmt: skip
_DOUBTS: Final = tuple((doubt, re.compile(pattern)) for doubt, pattern in _ROWS)
