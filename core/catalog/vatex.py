"""Why an operation bears no VAT: the codes of the VATEX list, the categories they go with, and the words of the law.

Reasons that the list has no code for have a key of ours, and a code that stands for them in an electronic invoice.
Words that change by law have a day: one row for each wording. They are French, whatever the buyer's language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

STANDARD: Final = "S"
ZERO_RATED: Final = "Z"
EXEMPT: Final = "E"
REVERSED: Final = "AE"
INTRA_EU: Final = "K"
EXPORT: Final = "G"

FRANCHISE: Final = "VATEX-FR-FRANCHISE"
REVERSED_HERE: Final = "VATEX-FR-AE"
REVERSED_IN_EU: Final = "VATEX-EU-AE"
GOODS_TO_EU: Final = "VATEX-EU-IC"
EXPORTED: Final = "VATEX-EU-G"
NET_CREDIT: Final = "VATEX-FR-CNWVAT"
NET_CREDIT_BACK: Final = "FR-CNWVAT-BACK"  # what was credited so, off a credit note of the rest
SERVICE_ABROAD: Final = "FR-259-1"
OVERSEAS: Final = "FR-294"
MARGIN: Final = frozenset({"VATEX-EU-D", "VATEX-EU-F", "VATEX-EU-I", "VATEX-EU-J"})  # taxed on it alone (CGI 297 A)
NOT_COLLECTED: Final = "FR-295A-NPR"  # deducted overseas without having been charged, until 2018: in history alone


@dataclass(frozen=True, slots=True)
class Reason:
    """`category` is a code of UNTDID 5305; `code` the VATEX one to write for a key of ours; `since` its first day."""

    category: str
    text: str
    code: str = ""
    since: date = date.min


def category_of(vatex: str) -> str:
    """The VAT category that goes with a reason; what no table knows is exempt."""
    return REASONS[vatex][0].category if vatex in REASONS else EXEMPT


def reason_of(category: str, vatex: str, on: date) -> str:
    """The words for it that day (CGI ann. II 242 nonies A I 12°, 13°, 15°); nothing where VAT is charged."""
    if vatex not in REASONS:
        return "" if category in (STANDARD, ZERO_RATED) else f"{_EXEMPTED}{f' ({vatex})' if vatex else ''}"
    return max((row for row in REASONS[vatex] if row.since <= on), key=lambda row: row.since).text


def reasons_of(keys: Iterable[str], on: date) -> tuple[str, ...]:
    """The words for several, each once; nothing for no reason."""
    return tuple(dict.fromkeys(reason_of(category_of(key), key, on) for key in sorted(set(keys)) if key))


def code_of(vatex: str) -> str:
    """The code of the VATEX list that an electronic invoice writes; "" for none."""
    return (REASONS[vatex][0].code if vatex in REASONS else "") or (vatex if vatex.startswith("VATEX-") else "")


def _exempt(article: str) -> tuple[Reason, ...]:
    return (Reason(EXEMPT, f"{_EXEMPTED}, {article}"),)


def _margin(regime: str) -> tuple[Reason, ...]:
    return (Reason(EXEMPT, f"Régime particulier – {regime}"),)


_EXEMPTED: Final = "Exonération de TVA"
_HERE: Final = ("1", "2", "3", "4", "5", "7", "8")  # of CGI 261

REASONS: Final[Mapping[str, tuple[Reason, ...]]] = {
    FRANCHISE: (
        Reason(EXEMPT, "TVA non applicable, art. 293 B du CGI"),
        Reason(EXEMPT, "TVA non applicable, art. L. 223-3 du CIBS", since=date(2027, 1, 1)),
    ),
    REVERSED_HERE: (Reason(REVERSED, "Autoliquidation"),),
    REVERSED_IN_EU: (Reason(REVERSED, "Autoliquidation, art. 283-2 du CGI et art. 196 de la directive 2006/112/CE"),),
    GOODS_TO_EU: (Reason(INTRA_EU, "Exonération de TVA, art. 262 ter I du CGI"),),
    EXPORTED: (Reason(EXPORT, "Exonération de TVA, art. 262 I du CGI"),),
    SERVICE_ABROAD: (Reason(EXPORT, "TVA non applicable, art. 259-1° du CGI", EXPORTED),),
    OVERSEAS: (Reason(EXPORT, "TVA non applicable, art. 294 du CGI", EXPORTED),),
    NOT_COLLECTED: (Reason(EXEMPT, "TVA non perçue récupérable, ancien art. 295 A du CGI", "VATEX-FR-CGI295"),),
    NET_CREDIT: (Reason(EXEMPT, "Avoir net de taxe : la TVA facturée à l'origine n'est pas rectifiée (CGI 272)"),),
    NET_CREDIT_BACK: (Reason(EXEMPT, "Reprise d'un avoir net de taxe : la TVA n'en change pas", NET_CREDIT),),
    "VATEX-EU-79-C": (Reason(EXEMPT, "Débours, art. 267 II 2° du CGI"),),
    "VATEX-EU-D": _margin("Agences de voyages"),
    "VATEX-EU-F": _margin("Biens d'occasion"),
    "VATEX-EU-I": _margin("Objets d'art"),
    "VATEX-EU-J": _margin("Objets de collection et d'antiquité"),
    "VATEX-FR-298SEXDECIESA": _exempt("art. 298 sexdecies A du CGI"),
    **{f"VATEX-FR-CGI261-{number}": _exempt(f"art. 261-{number} du CGI") for number in _HERE},
    "VATEX-FR-CGI261A": _exempt("art. 261 A du CGI"),
    "VATEX-FR-CGI261B": _exempt("art. 261 B du CGI"),
    **{f"VATEX-FR-CGI261C-{number}": _exempt(f"art. 261 C, {number}° du CGI") for number in ("1", "2", "3")},
    **{f"VATEX-FR-CGI261D-{number}": _exempt(f"art. 261 D, {number}° du CGI") for number in ("1", "2", "3", "4")},
    "VATEX-FR-CGI261D-1BIS": _exempt("art. 261 D, 1° bis du CGI"),
    **{f"VATEX-FR-CGI261E-{number}": _exempt(f"art. 261 E, {number}° du CGI") for number in ("1", "2")},
    "VATEX-FR-CGI275": _exempt("art. 275 du CGI"),
    "VATEX-FR-CGI277A": _exempt("art. 277 A du CGI"),
    "VATEX-FR-CGI295": _exempt("art. 295 du CGI"),
    "VATEX-EU-132": _exempt("art. 132 de la directive 2006/112/CE"),
    "VATEX-EU-135-1": _exempt("art. 135(1) de la directive 2006/112/CE"),
    "VATEX-EU-144": _exempt("art. 144 de la directive 2006/112/CE"),
    "VATEX-EU-146-1E": _exempt("art. 146(1)(e) de la directive 2006/112/CE"),
    "VATEX-EU-148": _exempt("art. 148 de la directive 2006/112/CE"),
    "VATEX-EU-151": _exempt("art. 151 de la directive 2006/112/CE"),
    "VATEX-EU-153": _exempt("art. 153 de la directive 2006/112/CE"),
    "VATEX-EU-159": _exempt("art. 159 de la directive 2006/112/CE"),
    "VATEX-EU-309": _exempt("art. 309 de la directive 2006/112/CE"),
}
# Reasons that lie in who sells, who buys or where it goes: they are found for each invoice, and said of no product.
_OF_THE_CASE: Final = frozenset(
    {FRANCHISE, REVERSED_IN_EU, GOODS_TO_EU, EXPORTED, SERVICE_ABROAD, OVERSEAS, NOT_COLLECTED}
) | {NET_CREDIT, NET_CREDIT_BACK}
OF_PRODUCTS: Final = frozenset(REASONS) - _OF_THE_CASE  # reasons that lie in what is sold
