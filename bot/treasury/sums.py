"""Sums that are no sum of money: said plainly, never rounded or turned round in silence."""

import re
from datetime import date
from typing import Final

from bot.talk.visit import Plan, Visit, tell
from bot.understanding.payments import MoneySaid, PaymentSaid, RefundSaid, read_payment
from core.i18n import _

_BELOW_NOTHING: Final = re.compile(r"(?<!\S)[-−]\d")  # « encaissé -5 esp »; « fa 2611 - 12 » is a number
_TOO_FINE: Final = re.compile(r"(?<![\d.,])(?P<cents>\d+,\d\d)\d+(?![\d.,])")  # « 10,005 »


def no_such_sum(visit: Visit, said: MoneySaid | None, text: str) -> Plan | None:
    """What is told of a payment below nothing, or finer than a cent; None when there is none."""
    if isinstance(said, PaymentSaid) and said.amount is not None and _BELOW_NOTHING.search(text):
        back = _("Pour rendre de l'argent, écrivez par exemple : rembourse 50 à dupont")
        return tell(visit, _("Un paiement reçu n'est jamais négatif."), back)
    if _too_fine(said, text, visit.db.today):
        again = _("Écrivez-le avec le bon montant, par exemple : encaissé 10,50 cb dupont")
        return tell(visit, _("Un montant a deux décimales au plus : rien n'est noté."), again)
    return None


def _too_fine(said: MoneySaid | None, text: str, today: date) -> bool:
    """Whether a sum would be money but for its decimals."""
    if _TOO_FINE.search(text) is None:
        return False
    meant = said or read_payment(_TOO_FINE.sub(r"\g<cents>", text), today)
    return isinstance(meant, PaymentSaid | RefundSaid) and meant.amount is not None
