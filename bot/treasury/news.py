"""What the company's people are told of payments, without having asked."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Final

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import bold, plain_screen
from core.i18n import _, money
from core.notices.notices import DueNotice
from core.uow import Reader


async def _back(db: Reader, notice: DueNotice) -> Sequence[Say]:
    facts = notice.facts
    what = (
        _("Le chèque de {amount} revient") if facts["method"] == "cheque" else _("Le paiement de {amount} est annulé")
    )
    due = _("À nouveau dû : {invoices}").format(invoices=", ".join(facts["invoices"])) if facts["invoices"] else ""
    why = _("{reason}, noté par {by}").format(reason=facts["reason"], by=facts["by"])
    heading = bold(what.format(amount=money(Decimal(facts["amount"]))))
    return [Show(plain_screen(("⚠️ ", heading), facts["customer"], why, *((due,) if due else ())))]


PAYMENT_SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {"payment_back": _back}
