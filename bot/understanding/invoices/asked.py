"""Questions about invoices: one of them, whether it is paid, lists of them, what is to be invoiced, turnover."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.understanding.invoices.patterns import (
    BEFORE_WHO,
    NAMED_INVOICE,
    ON_INVOICE,
    PAID,
    PAPER,
    SHOW,
    SLIPS,
    WHO,
)
from bot.understanding.invoices.said import (
    DocumentsAsked,
    FindInvoiceSaid,
    InvoiceSaid,
    InvoicesAsked,
    PaidAsked,
    SendSaid,
    ToInvoiceAsked,
    TurnoverAsked,
    UnpaidAsked,
    Which,
)
from bot.understanding.order_words import ORDER
from bot.understanding.sentences import Row, Sentence
from bot.understanding.whom import could_be_name, who_and_when


def _find(said: Sentence) -> FindInvoiceSaid:
    return FindInvoiceSaid(said.number, paper=bool(said.said("paper")), or_order=bool(said.said("bare")))


def _send(said: Sentence) -> SendSaid:
    return SendSaid(said.number, said.words("means"))


def _paid(said: Sentence) -> PaidAsked | None:
    """« fa 213 payée » without a question mark tells that it is."""
    if said.said("told") and "?" not in said.source and not said.match.group().startswith("est ce qu"):
        return None
    who = said.said("who")
    return PaidAsked(said.number, said.words("who")) if not who or could_be_name(who) else None


def _to_invoice(said: Sentence) -> ToInvoiceAsked | None:
    who = said.said("who")
    return ToInvoiceAsked(said.words("who")) if not who or could_be_name(who) else None


def _unpaid(said: Sentence) -> UnpaidAsked | None:
    who = said.said("who")
    overdue = bool(said.said("overdue"))
    return UnpaidAsked(said.words("who"), overdue) if not who or could_be_name(who) else None


def _list(which: Which) -> Callable[[Sentence], InvoicesAsked | None]:
    def read(said: Sentence) -> InvoicesAsked | None:
        about = who_and_when(said, "rest")
        return InvoicesAsked(*about, which) if about else None

    return read


def _documents(said: Sentence) -> DocumentsAsked | None:
    return DocumentsAsked(said.words("who")) if could_be_name(said.said("who")) else None


def _turnover(said: Sentence) -> TurnoverAsked | None:
    """« ca » may be « ça », above all alone."""
    opening = said.words("ca")
    if "ç" in opening.casefold() or (len(opening) == 2 and _IDLE.match(said.said("rest"))):
        return None
    about = who_and_when(said, "rest")
    return None if about is None or (not any(about) and opening == "ca") else TurnoverAsked(*about)


_IDLE: Final = re.compile(
    r"(?:va|marche|fait|c|coute|vaut|y|ira|roule|suffit|depend|dit|alors|ne|n|me|te|nous|vous|se|s|peut|doit|serait"
    r"|sera|pourrait|devrait|devait|existe|manque|bug|beug|bloque|plante|passe|sonne|a|est|et|ou|aussi|donne|concerne"
    r"|arrive|sert|change|m|t|l|veut|part|vient|commence|reste|tient|colle|baigne|gere|depuis"
    r"|en)(?!\S)(?! (?:\d{4}|mois))"
)
_LEADING: Final = (
    r"(?:(?:qu est ce (?:que|qu)|quoi|que|il|qu|j ai|ai je|on a|il y a|y a t il|y a|t il|combien|tout ce qui|liste|voir"
    rf"|montre|affiche|les|des|le|la|de|qui|reste|restent|{SLIPS}|{ORDER}|est|sont|travaux|chantiers?|clients?) )*"
)
_TO_INVOICE: Final = (
    r"(?:a facturer|(?:non|pas(?: encore)?) facturee?s?|livree?s? (?:et )?(?:non"
    r"|pas(?: encore)?) facturee?s?|to invoice)"
)
_TO_MAKE: Final = (
    r"(?:(?:qui )?(?:restent |reste )?(?:encore )?(?:a|qu il faut) (?:faire|emettre|etablir|editer)|to (?:make|do))"
)
_UNPAID: Final = (
    r"(?:impay[e]*e?s?|inpaye?e?s?|impayer?s?|(?:non|pas(?: encore)?) (?:payee?s?|reglee?s?|soldee?s?|encaissee?s?)"
    r"|a encaisser|ouvertes|dues|en souffrance|en attente(?: de (?:paiement|reglement))|unpaid)"
)
_OVERDUE: Final = r"(?:en retard(?: de (?:paiement|reglement))?|echues?|a relancer|depassees?|overdue)"
_MINE: Final = r"(?:(?:toutes |tous )?(?:les |nos |mes |des |ses |liste (?:des |de mes |de nos )?)?)"
_INVOICES: Final = r"(?:factures|facts|fas|facturs|factres|invoices)"
_OWED: Final = (
    r"(?:qui (?:est ce qui )?(?:nous|me) doit(?: (?:de l argent|encore|quoi|combien|des sous|du fric))*"
    r"|qui (?:n a|a|n ont|n) pas (?:encore )?(?:paye|regle)|qui doit(?: quoi| de l argent)?|who owes(?: us)?(?: money)?"
    r"|(?:les )?mauvais payeurs|(?:les )?clients? en retard(?: de paiement)?|combien (?:on nous|nous) doit(?: on)?"
    r"|(?:les |nos )?creances(?: clients?)?|reste a encaisser)"
)
_DOCUMENTS: Final = (
    r"(?:(?:docs?|documents?|docuements|documets|pieces|papiers|paperasse|dossier)|tou(?:s"
    r"|tes) (?:les|ses) (?:docs|documents|pieces|papiers)"
    r"|tout(?= (?:sur|de|chez) ))(?: (?:sur|client))?"
)
_SALES: Final = (
    r"(?P<ca>c a|ca|chiffre d affaires?|chiffres? affaires?|turnover|revenue"
    r"|(?:combien )?(?:on a|a t on|j ai|nous avons|ai je) (?:facture|vendu|fait de ca)"
    r"|combien (?:de )?(?:facture|vendu))"
)
_IS: Final = r"(?:(?:est|a|a ete|elle|il|t elle|t il|ete|bien|deja|c est|on a|is|been) )*"
_ARE: Final = r"(?:est ce que |est ce qu |is )"
_OWING: Final = (
    r"(?:(?:combien |que |qu est ce qu )?(?:il )?reste(?: t il)?(?: (?:a (?:payer|regler|encaisser)|du))?"
    r"|(?:combien )?(?:restant|reste) du|solde|residuel|combien est du)"
)
_STATE: Final = (
    r"(?:ou (?:on )?(?:en )?(?:est|c est|sont)(?: on)?|(?:l )?etat|(?:le )?suivi|(?:le )?point"
    r"|status)(?: (?:de|sur|du))?"
)
_PDF: Final = (
    r"(?P<paper>(?:(?:re?)?(?:envoie|envoi|donne|sors)[sz]? moi|imprime[rz]?|telecharge[rz]?)(?: (?:le|un|la))?"
    r"(?: (?:pdf|duplicata|double|copie))?(?: (?:de|du|d))?"
    r"|(?:voir )?(?:le |un |la |une )?(?:pdf|duplicata|double|copie|original)(?: pdf)?(?: (?:de|du|d))?)"
)
_SEND: Final = r"(?:re?)?(?:envoie|envoyer|envoi|envoye|envoies|transmets|mail|send)"
_MEANS: Final = r"(?: (?P<means>(?:par|en|au|a|aux|via|chez|by|to|sur) .+))?"
_CUSTOMER: Final = r"(?P<who>[a-z][^|,;:+\d]*?)"

ROWS: Final[tuple[Row[InvoiceSaid], ...]] = (
    # Is it paid, what is left of it?
    (False, rf"{NAMED_INVOICE} (?P<told>{_IS}{PAID})(?: ou (?:non|pas))?", _paid),
    (False, rf"{_ARE}(?:{NAMED_INVOICE}|(?:on a |la )?(?P<number_3>\d{{1,8}})) {_IS}{PAID}", _paid),
    (
        False,
        rf"(?:la )?(?P<number>\d{{1,8}}) (?P<told>(?:est|a ete|elle est|est elle|est t elle)(?: bien| deja)* {PAID})",
        _paid,
    ),
    (False, rf"{_OWING} {NAMED_INVOICE}", _paid),
    (False, rf"{_OWING.replace('|solde', '')} (?:sur|de|pour) {ON_INVOICE}", _paid),
    (False, rf"{NAMED_INVOICE} {_OWING}", _paid),
    (False, rf"{_STATE} {NAMED_INVOICE}", _paid),
    (False, rf"{NAMED_INVOICE} (?:elle )?(?:en )?(?:est )?ou(?: (?:ca|elle) en est)?", _paid),
    (
        False,
        rf"(?:est ce que |est ce qu )?{_CUSTOMER} (?P<told>(?:a|ont|nous a|m a)(?: t il| t elle| deja"
        r"| bien)* (?:tout )?"
        r"(?:paye|regle))(?: ou (?:non|pas))?",
        _paid,
    ),
    (
        False,
        rf"(?:est ce que |est ce qu )?{_CUSTOMER} (?:(?:il|elle|est|est il|est elle) )*a jour(?: (?:de|dans) ses .+)?",
        _paid,
    ),
    (True, rf"(?P<told>(?:est ce que |est ce qu )?(?:{_IS})?{PAID})(?: ou (?:non|pas))?", _paid),
    (True, rf"{_OWING}", _paid),
    # Lists and figures.
    (False, rf"{_LEADING}{_TO_INVOICE}(?: {WHO})?", _to_invoice),
    (False, rf"{_LEADING}(?:{_INVOICES}|{PAPER}) {_TO_MAKE}(?: {WHO})?", _to_invoice),
    (
        False,
        r"(?:je (?:veux|voudrais) |il faut )?(?:tout (?:facturer|a facturer)|invoice (?:all|everything))",
        _to_invoice,
    ),
    (False, rf"{SHOW}{_MINE}(?:(?:{_INVOICES}|{PAPER}) )?{_UNPAID} {WHO} (?P<overdue>{_OVERDUE})", _unpaid),
    (
        False,
        rf"{SHOW}{_MINE}(?:(?:{_INVOICES}|{PAPER}|clients?) )?(?:{_UNPAID}(?: (?P<overdue_2>{_OVERDUE}))?"
        rf"|(?P<overdue>{_OVERDUE}))(?: {_INVOICES})?(?: {WHO})?",
        _unpaid,
    ),
    (
        False,
        rf"{SHOW}{_MINE}(?:(?:{_INVOICES}|{PAPER}) )?{BEFORE_WHO}{_CUSTOMER} (?:(?:{PAPER}|{_INVOICES}) )?{_UNPAID}",
        _unpaid,
    ),
    (
        False,
        rf"{SHOW}{_MINE}(?:(?:{_INVOICES}|{PAPER}) {BEFORE_WHO}{_CUSTOMER}"
        rf"|{_CUSTOMER.replace('who', 'who_2')} (?:{PAPER}|{_INVOICES})) (?P<overdue>{_OVERDUE})",
        _unpaid,
    ),
    (False, _OWED, _unpaid),
    (False, rf"{SHOW}{_MINE}{_DOCUMENTS} {WHO}", _documents),
    (False, rf"{SHOW}(?:le |mon |notre |son )?{_SALES}(?: (?P<rest>.+))?", _turnover),
    (
        False,
        rf"{SHOW}{_MINE}(?:{_INVOICES} (?:en )?brouillons?|brouillons? (?:de |des )?{_INVOICES})(?P<rest>)",
        _list("drafts"),
    ),
    (False, rf"{SHOW}{_MINE}(?:avoirs|notes de credit|credit notes)(?: (?P<rest>[a-z\d].+))?", _list("credits")),
    (False, rf"{SHOW}{_MINE}(?:dernieres )?{_INVOICES}(?: (?P<rest>[a-z\d].+))?", _list("all")),
    # One of them.
    (False, rf"{_PDF} {NAMED_INVOICE}(?: (?:en )?pdf)?", _find),
    (False, rf"{NAMED_INVOICE} (?:en )?(?P<paper>pdf|duplicata)", _find),
    (False, rf"(?P<bare>{PAPER}) (?P<number>\d{{1,8}})", _find),
    (False, rf"{SHOW}{NAMED_INVOICE}", _find),
    (False, rf"{_SEND} {NAMED_INVOICE}{_MEANS}", _send),
    (False, rf"{_SEND}(?: (?:lui|leur))? (?:sa|la|leur|cette|ma) {PAPER}{_MEANS}", _send),
)
