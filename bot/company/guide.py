"""The guide for the people who use Carnet: one page, read from `guide.md`, shown by /aide."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

from bot.outgoing.screen import Line, Span, bold, code
from core.i18n import N_, _
from core.permissions import Actor, Permission

# What somebody must be allowed to read of each part; parts that are not here are for everybody.
_FOR: Final = {
    N_("## Faire un devis"): Permission.QUOTES_WRITE,
    N_("## Commandes"): Permission.ORDERS_WRITE,
    N_("## Stock"): Permission.STOCK_MOVE,
    N_("## Livraisons"): Permission.DELIVERIES_WRITE,
    N_("## Factures et paiements"): Permission.INVOICES_WRITE,
    N_("## Clients et articles"): Permission.CUSTOMERS_READ,
    N_("## Comptabilité"): Permission.LEDGER_READ,
    N_("## L'équipe"): Permission.MEMBERS_WRITE,
    N_("## Vous êtes client"): Permission.QUOTES_ANSWER,
}
_STYLED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")


def guide_text() -> str:
    """The guide's source, a small Markdown: headings, bullets, bold and code."""
    return files("bot.company").joinpath("guide.md").read_text("utf-8")


def guide_lines(actor: Actor) -> tuple[Line, ...]:
    """What the guide says to somebody in his role, in the current language, paragraph by paragraph."""
    return tuple(_line(_(row)) for part in _parts() if _concerns(part, actor) for row in part)


def _concerns(part: tuple[str, ...], actor: Actor) -> bool:
    return part[0] not in _FOR or actor.may(_FOR[part[0]])


@cache
def _parts() -> tuple[tuple[str, ...], ...]:
    """Its parts, each a heading and what stands below."""
    said = re.split(r"\n(?=##? )", guide_text())
    return tuple(tuple(row.strip() for row in part.splitlines() if row.strip()) for part in said)


def _line(row: str) -> Line:
    if row.startswith("#"):
        return bold(row.lstrip("# "))
    return _spans(f"• {row[2:]}" if row.startswith("- ") else row)


def _spans(text: str) -> Line:
    spans: list[str | Span] = []
    end = 0
    for found in _STYLED.finditer(text):
        spans.append(text[end : found.start()])
        spans.append(bold(found[1]) if found[1] else code(found[2]))
        end = found.end()
    return tuple(span for span in (*spans, text[end:]) if span)
