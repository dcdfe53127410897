"""What the company's people are told of payments, without having asked."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Final

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, bold, plain_screen
from bot.talk.taps import Tap
from core.i18n import N_, _, money
from core.kernel.amounts import amount
from core.notices.notices import DueNotice
from core.uow import Reader


async def _back(db: Reader, notice: DueNotice) -> Sequence[Say]:
    facts = notice.facts
    what = _(_BACK[bool(facts.get("mistake"))]).format(
        paper=_(_PAPERS.get(facts["method"], _PAPER)), amount=money(Decimal(facts["amount"]))
    )
    due = _("À nouveau dû : {invoices}").format(invoices=", ".join(facts["invoices"])) if facts["invoices"] else ""
    held = _("Acompte de {orders}").format(orders=", ".join(facts.get("orders", ())))
    by = _("Repris par {by}").format(by=facts["by"])
    about = (facts["customer"], *((held,) if facts.get("orders") else ()))
    return [Show(plain_screen(("⚠️ ", bold(what)), " · ".join(about), by, *((due,) if due else ())))]


async def _online(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Who has paid what through the messenger, and what of it is not as it should be."""
    facts = notice.facts
    heading = bold(_("{amount} payés en ligne").format(amount=money(Decimal(facts["amount"]))))
    lines: list[Line] = [("💳 ", heading, f" · {facts['invoice']}"), facts["customer"]]
    if held := Decimal(facts["held"]):
        lines += _not_taken(held, whole=held == Decimal(facts["amount"]))
    if facts["stranger"]:
        lines.append(_("⚠️ Payé par {name}, qui n'est plus dans le chat de ce client.").format(name=facts["payer"]))
    open_ = Button(_("💶 Voir le paiement"), Tap("payment-open", notice.company_id, facts["payment_id"]).packed())
    return [Show(plain_screen(*lines, rows=((open_,),)))]


def _not_taken(held: Decimal, *, whole: bool) -> list[Line]:
    """What the invoice did not take, and what may be done with it: the payment's card has the buttons."""
    over = _("⚠️ {amount} de plus que ce que la facture devait : c'est une avance du client.")
    twice = _("⚠️ Cette facture n'avait plus rien à payer : {amount} sont une avance du client.")
    return [
        (twice if whole else over).format(amount=money(amount(held))),
        _("À rembourser, ou à garder pour sa prochaine facture : touchez « 💶 Voir le paiement »."),
    ]


_BACK: Final = {
    True: N_("{paper} de {amount} était noté par erreur : il n'a pas été reçu"),
    False: N_("{paper} de {amount} revient impayé"),
}
_PAPER: Final = N_("Le paiement")
_PAPERS: Final = {
    "cheque": N_("Le chèque"),
    "transfer": N_("Le virement"),
    "direct-debit": N_("Le prélèvement"),
}
PAYMENT_SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {
    "payment_back": _back,
    "payment_online": _online,
}
