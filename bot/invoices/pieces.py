"""A quote is invoiced at once: which pieces leave with it is asked first, where they have numbers.

The answers are JSON: a line is {"id", "label", "count", "pieces", "by_lot", "of", "there", "lots"}; `there` are the
numbers in the depot, `lots` those that were said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.left_questions import too_many, which_numbers
from bot.deliveries.lines import numbers_in
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.invoices.making import direct_screen
from bot.invoices.showing import done_words, show_invoice, show_issued
from bot.outgoing.say import Say
from bot.talk.visit import Visit
from core.i18n import N_, _
from core.invoicing import direct, pieces
from core.kernel.errors import Changed
from core.sales import quotes
from core.sales.deliveries.lots import Numbers
from core.sales.errors import InvoiceDoubtful
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork

_OFFERED: Final = 12  # numbers of what lies there, one button each
_KEPT: Final = 60  # as many as may be offered one after another


async def bill_quote(uow: UnitOfWork, visit: Visit, quote_id: int, *, version: int, forced: bool) -> Sequence[Say]:
    """Its invoice is issued; what speaks against that is shown first, and the numbers of its pieces are asked."""
    quote = await quotes.read(uow, quote_id)
    asked = await pieces.numbers_asked(uow, quote)
    if not asked:
        return await _bill(uow, visit, quote_id, version, forced, {})
    quote.expect(version)
    lines = [
        {
            "id": one.line_id,
            "label": one.label,
            "count": str(one.count),
            "pieces": str(one.numbers.pieces),
            "by_lot": one.numbers.lots,
            "of": list(one.numbers.of),
            "there": list(one.there[:_KEPT]),
            "lots": [],
        }
        for one in asked
    ]
    known = {"quote_id": quote_id, "version": version, "forced": forced, "title": _title(quote), "lots": lines}
    return await begin(uow, visit, PIECES, known)


@dataclass(frozen=True, slots=True)
class PiecesStep:
    """The numbers of each line: those of what lies there one tap each, or typed."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        lines = answers[self.name]
        line = next(filter(_lacking, lines), None)
        if line is None:
            return None
        taken = {lot for one in lines for lot in one["lots"]}
        free = [lot for lot in line["there"] if lot not in taken or _needs(line).lots]
        options = tuple(Option(lot, {"lot": lot}) for lot in free[:_OFFERED] if lot not in line["lots"])
        return Question(which_numbers(line["label"], _needs(line), _wanted(line) - len(line["lots"])), options, width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        lines = [dict(line) for line in answers[self.name]]
        line = next(filter(_lacking, lines))
        chosen = [reply.option["lot"]] if isinstance(reply.option, Mapping) else None
        _add(line, chosen if chosen is not None else numbers_in(reply.text, _wanted(line) - len(line["lots"])))
        said = {one["id"]: one["lots"] for one in lines if one["lots"] and not _lacking(one)}
        quote = await quotes.read(db, answers["quote_id"])
        if said and quote.version == answers["version"]:
            await pieces.expect_pieces(db, quote, lots=said, forced=answers["forced"])
        return lines

    def value(self, answers: Answers) -> Mapping[int, Sequence[str]]:
        return {line["id"]: line["lots"] for line in answers[self.name]}


async def _bill(
    uow: UnitOfWork, visit: Visit, quote_id: int, version: int, forced: bool, lots: Mapping[int, Sequence[str]]
) -> Sequence[Say]:
    try:
        invoice = await direct.invoice_quote(uow, quote_id, lots=lots, version=version, forced=forced)
    except InvoiceDoubtful:
        return [visit.show(await direct_screen(uow, await quotes.read(uow, quote_id)))]
    if ("invoice", invoice.id) not in uow.changed:
        return [*_toast(visit, _("C'est déjà fait.")), *await show_invoice(uow, visit, invoice.id)]
    return [*_toast(visit, done_words(invoice)), *await show_issued(uow, visit, invoice)]


async def _run(
    uow: UnitOfWork,
    visit: Visit,
    quote_id: int,
    version: int,
    forced: bool,
    title: str,
    lots: Mapping[int, Sequence[str]],
) -> Sequence[Say]:
    try:
        return await _bill(uow, visit, quote_id, version, forced, lots)
    except Changed:
        told = _toast(visit, _("Cela a changé entre-temps, voici la version actuelle."))
        return [*told, visit.show(await direct_screen(uow, await quotes.read(uow, quote_id)))]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await direct_screen(uow, await quotes.read(uow, answers["quote_id"])))]


def _toast(visit: Visit, told: str) -> Sequence[Say]:
    """Nothing above a number that was typed: the card says it."""
    return [visit.toast(told)] if visit.turn.callback_id else []


def _add(line: dict[str, Any], said: Sequence[str]) -> None:
    """Raises Unreadable for more serial numbers than there are pieces."""
    lots = list(dict.fromkeys([*line["lots"], *said]))
    if len(lots) > _wanted(line) and not line["by_lot"]:
        raise Unreadable(too_many(_wanted(line), len(lots)))
    line["lots"] = lots


def _needs(line: Mapping[str, Any]) -> Numbers:
    return Numbers(Decimal(line["pieces"]), line["by_lot"], tuple(line["of"]))


def _wanted(line: Mapping[str, Any]) -> int:
    return _needs(line).wanted(Decimal(line["count"]))


def _lacking(line: Mapping[str, Any]) -> bool:
    return _wanted(line) > len(line["lots"])


def _title(quote: Quote) -> str:
    return quote.customer.name


PIECES: Final = Flow(
    "invoice:pieces",
    (Given("quote_id"), Given("version"), Given("forced"), Given("title"), PiecesStep("lots")),
    _run,
    N_("Numéros d'une facture"),
    _left,
    about=lambda answers: str(answers["title"]),
)
