"""What is asked of the books: VAT, exports, balances, closings, the archive, whether all is in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from bot.understanding.invoices.patterns import SHOW
from bot.understanding.periods import Period, read_fiscal_year, read_period
from bot.understanding.sentences import MAKE, Sentence, Table
from bot.understanding.whom import who_and_when

Journal: TypeAlias = Literal["VE", "AC", "BQ", "CA", "OD", "AN"]
Report: TypeAlias = Literal["vat", "export", "fec", "balance", "archive"]


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report or a file about a period, None when none was said."""

    report: Report
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class LedgerAsked:
    """The general ledger: of accounts that begin with these digits, or of a customer."""

    account: str = ""
    period: Period | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class JournalAsked:
    journal: Journal | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class AgedAsked:
    """What customers owe by its age."""

    on: date | None = None


@dataclass(frozen=True, slots=True)
class CloseSaid:
    """Nothing more is booked in this period."""

    period: Period | None = None


@dataclass(frozen=True, slots=True)
class VerifySaid:
    """Recompute the chain, the numbers and the sums."""


@dataclass(frozen=True, slots=True)
class AccountsAsked:
    """The chart of accounts; or another account for what is posted by itself: the use and the number, as said."""

    use: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class YearsAsked:
    """The fiscal years; or from which day to which one goes. `unread` are words that give it no days."""

    period: Period | None = None
    unread: str = ""


BooksSaid: TypeAlias = (
    ReportAsked | LedgerAsked | JournalAsked | AgedAsked | CloseSaid | VerifySaid | AccountsAsked | YearsAsked
)


def read_books(text: str, today: date, *, in_hand: bool = False) -> BooksSaid | None:
    """What a sentence asks of the books; None when it is about something else."""
    return _SENTENCES.read(text, today, in_hand=in_hand)


def _report(report: Report) -> Callable[[Sentence], ReportAsked | None]:
    def read(said: Sentence) -> ReportAsked | None:
        period = _period(said)
        return None if said.said("period") and period is None else ReportAsked(report, period)

    return read


def _ledger(said: Sentence) -> LedgerAsked | None:
    about = who_and_when(said, "rest")
    return LedgerAsked(said.said("account"), about[1], about[0]) if about else None


def _journal(said: Sentence) -> JournalAsked | None:
    period = _period(said)
    if said.said("period") and period is None:
        return None
    return JournalAsked(next((code for code in _JOURNALS if said.said(code)), None), period)


def _aged(said: Sentence) -> AgedAsked | None:
    period = _period(said)
    return None if said.said("period") and period is None else AgedAsked(period.last if period else None)


def _close(said: Sentence) -> CloseSaid | None:
    """« ferme » alone closes no books."""
    period = _period(said)
    unclear = bool(said.said("period") or said.said("shut")) and period is None
    return None if unclear else CloseSaid(period)


def _accounts(said: Sentence) -> AccountsAsked:
    return AccountsAsked(next((use for use in _USES if said.said(use)), ""), said.said("number").replace(" ", ""))


def _years(said: Sentence) -> YearsAsked:
    words = said.words("period")
    period = read_fiscal_year(words, said.today) if words else None
    return YearsAsked(period, "" if period else words)


def _verify(_said: Sentence) -> VerifySaid:
    return VerifySaid()


def _period(said: Sentence) -> Period | None:
    return read_period(said.words("period"), said.today) if said.said("period") else None


# Beside a year a word before it may be part of the period: « l'exercice 2026 », « du mois ».
_WHEN: Final = r"(?: (?P<period>.+))?"
_GIVE: Final = (
    rf"{SHOW}{MAKE}(?:(?:exporte[rz]?|export|genere[rz]?|telecharge[rz]?|extrait|extraction) )?(?:(?:la|le"
    r"|les|l|de|du|un|une|ma|mon) )*"
)
_EXPORT: Final = (
    r"(?:exporte[rz]?|export|exportation|exports|exprot|exort)(?: (?:la|les|l|de|des|pour la|pour le|le|vers la))*"
)
_ACCOUNTING: Final = (
    r"(?:comptas?|comptable|comptabilite|compat|ecritures(?: comptables)?|comptables|cabinet|accounting|accounts)"
)
_JOURNALS: Final[dict[Journal, str]] = {
    "VE": r"(?:de |des )?ventes?|ve",
    "AC": r"(?:des |d )?achats?|ac",
    "BQ": r"(?:de |de la )?banque|bq",
    "CA": r"(?:de |de la )?caisse",
    "OD": r"(?:des )?operations diverses|(?:des )?od",
    "AN": r"(?:des )?a nouveaux?|an",
}
_WHICH: Final = "|".join(f"(?P<{code}>{words})" for code, words in _JOURNALS.items())
_ACCOUNT: Final = r"[1-7]\d{1,2}(?!\S)|(?!20\d\d(?!\S))[1-7]\d{3,7}(?!\S)"
_USES: Final[dict[str, str]] = {  # the more exact words first
    "advances": r"(?:acomptes?|avances?)(?: (?:clients?|recus?))*",
    "rebates": r"(?:rabais|ristournes|remises)(?: accordee?s)?",
    "vat_pending": r"tva (?:en attente|a l encaissement|sur (?:les )?encaissements?)(?: d encaissement)?",
    "vat_due": r"tva(?: (?:collectee|due|exigible))?",
    "bank_fees": r"(?:frais|commissions?|services?) (?:bancaires?|de (?:la )?banque)",
    "bank": r"banque",
    "cash": r"(?:caisse|especes)",
    "customers": r"(?:clients|client(?= 4))",
    "goods": r"ventes?(?: (?:de |d )?(?:marchandises?|articles?|produits?))?|marchandises?",
    "services": r"(?:prestations?|services?|main d oeuvre)(?: de services?)?",
    "loss": r"(?:pertes? de l exercice|deficit)",
    "profit": r"benefices?",
    "losses": r"(?:pertes?|ecarts? (?:negatifs?|en moins)|charges? diverses?)",
    "gains": r"(?:gains?|ecarts? (?:positifs?|en plus)|produits? divers)",
}
_NUMBER: Final = r"(?P<number>\d{3}(?: \d{3})+|[a-z]{0,3}\d[a-z\d]{0,19})"
_USE: Final = "|".join(f"(?P<{use}>{words})" for use, words in _USES.items())
_CLOSE: Final = r"(?:clotur(?:e|er|ez|es)|clotrue|cloturre|(?P<shut>ferme[rz]?|verrouille[rz]?|arrete[rz]?|close))"

_SENTENCES: Final[Table[BooksSaid]] = Table[BooksSaid](
    (
        False,
        rf"{_GIVE}(?:comptes(?: (?:comptables|de la compta(?:bilite)?))?|plan (?:comptable|(?:de |des )?comptes?)"
        r"|numeros? de comptes?|chart of accounts)",
        _accounts,
    ),
    (
        False,
        rf"(?:(?:mets?|passe|change|remplace)[rz]? )?(?:le |les )?comptes? (?:(?:de|des|du|d|la|le|les|l|pour) )*"
        rf"(?:{_USE})(?: (?::|=|en|sur|au|a|est|vers|par|le))* {_NUMBER}",
        _accounts,
    ),
    (
        False,
        rf"(?:(?:mets?|passe|change|compte)[rz]? )?(?:(?:de|des|du|d|la|le|les|l) )*(?:{_USE})"
        rf" (?:sur|en|au|a|vers|dans) (?:le )?compte {_NUMBER}",
        _accounts,
    ),
    (
        False,
        rf"{_GIVE}(?:declaration (?:de )?|rapport (?:de )?|point |combien (?:de |d )?)?(?:tva|t v a"
        rf"|ca3|ca 3|vat)(?: (?:a (?:payer|declarer|reverser)|due|collectee|exigible|report))*{_WHEN}",
        _report("vat"),
    ),
    (False, rf"{_GIVE}(?:fec|fichier (?:des )?ecritures(?: comptables)?){_WHEN}", _report("fec")),
    (False, rf"{_EXPORT} {_ACCOUNTING}{_WHEN}", _report("export")),
    (False, rf"(?:envoie|donne|sors|fais)(?: moi)? (?:l )?export {_ACCOUNTING}{_WHEN}", _report("export")),
    (False, rf"{_ACCOUNTING} (?:export|a exporter){_WHEN}", _report("export")),
    (
        False,
        rf"{_GIVE}(?:balance|encours|creances?) (?:agee?|agees|clients? agee?|par (?:age|anciennete"
        rf"|echeance))(?: (?:des )?clients?)?{_WHEN}|{_GIVE}(?:aged balance|aged receivables)",
        _aged,
    ),
    (False, rf"{_GIVE}balance(?: (?:generale|comptable|des comptes))?{_WHEN}|{_GIVE}trial balance", _report("balance")),
    (
        False,
        rf"{_GIVE}(?:grand livre|grd livre|grandlivre|gl|general ledger)(?: general)?"
        rf"(?: (?:du |des |de )?(?:comptes? )?(?P<account>{_ACCOUNT}))?(?: (?P<rest>.+))?",
        _ledger,
    ),
    (False, rf"{_GIVE}(?:journal|journaux|jnl|jal)(?: (?:{_WHICH}))?{_WHEN}", _journal),
    (
        False,
        rf"{MAKE}(?:{_CLOSE}|cloture|la cloture|closing)(?: (?:comptable|les comptes|la compta"
        rf"|la periode))*(?: (?:de|du|d|l|le|la))*{_WHEN}",
        _close,
    ),
    (
        False,
        rf"{_EXPORT}(?: (?:l|une|un))? ?(?:archive|archives|archivage){_WHEN}"
        rf"|{_GIVE}archive(?: (?:annuelle|legale|fiscale))?(?: (?P<period_2>.+))?",
        _report("archive"),
    ),
    (False, r"archive[rz]? (?:l |les comptes |la compta )*(?P<period>.+)", _report("archive")),
    (
        False,
        rf"{_GIVE}(?:(?:mets?|passe|change|regle)[rz]? )?(?:(?:l|les|nos|notre|mes|mon) )*exercices?"
        r"(?: (?:comptables?|fiscal|fiscaux|social|sociaux))?(?: (?::|=|est|va|court|20\d\d))?"
        r"(?: (?P<period>du .+ au .+))?",
        _years,
    ),
    (
        False,
        r"(?:verifi(?:e|er|ez)|verif|controle[rz]?|check|verify)(?: moi)? (?:(?:les|la|l|le|des|de"
        r"|the) )*(?:comptes?|compta(?:bilite)?|chaine|chainage|ecritures?|livres|integrite|coherence"
        r"|numerotation|accounts|books)",
        _verify,
    ),
    (
        False,
        r"(?:(?:les |la )?(?:comptes|compta|comptabilite|livres) (?:(?:sont|est) )?(?:ils "
        r"|elle )?(?:justes?|bons?|ok|en ordre|integres?))",
        _verify,
    ),
)
