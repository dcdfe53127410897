"""An order in one line: what a quote says, and beside it who told it, when it is wanted, what its customer calls it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import Final

from bot.understanding.dates import DAY, read_day
from bot.understanding.intents import opening_of, past_courtesies
from bot.understanding.line import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.order_requests import PAID_ALONG, read_order_request
from bot.understanding.order_said import OrderCreate, OrderRequest
from bot.understanding.order_words import ORDER, OWN_NUMBER, PAPERS
from bot.understanding.patterns import find, phrase, without
from bot.understanding.people import capitalised
from bot.understanding.quotes import read_quote
from bot.understanding.reading import Intent, QuoteCreate
from bot.understanding.vocabulary import COURTESIES, EMPTY_WORDS, FILLERS, SEPARATORS
from bot.understanding.words import BREAK, Token, Tokens, joined, tokens_of, typed


def read_order(
    tokens: Tokens, source: str, customers: Index, products: Index, today: date
) -> tuple[Intent, OrderCreate | OrderRequest] | None:
    """What the whole message asks about orders; None when it is about none."""
    polite = past_courtesies(tokens)
    for said in (tokens, polite):  # « annule » is a courtesy elsewhere
        if (asked := read_order_request(said, source, customers)) is not None:
            return asked
    for said in (tokens, polite):  # and « bon »
        if (rest := _opened(said)) is not None:
            return (Intent.ORDER_CREATE, _create(rest, source, customers, products, today)) if _is_new(rest) else None
    if (rest := _named_first(polite, customers)) is None:
        return None
    order = _create(rest, source, customers, products, today)
    orders_goods = any(line.product is not None for line in order.quote.lines)  # « girard prend rendez-vous » does not
    return (Intent.ORDER_CREATE, order) if orders_goods else None


def own_number(text: str) -> str:
    """What a customer calls his order, in words around it: « ci-joint notre BC 778 »; nothing when it is not said."""
    return _take_number(tokens_of(text), text)[0]


def wants_goods(text: str) -> bool:
    """Whether a customer's own words ask for goods that they count: « commande 3 sacs », « je voudrais 2 vannes ».

    « je voudrais annuler 2 vannes » and « pouvez-vous passer dans 2 jours » do not.
    """
    said = joined(past_courtesies(tokens_of(text)))
    return _WANTED.match(said) is not None or _ASKED_FOR.search(said) is not None


def counts_goods(text: str) -> bool:
    """Whether something is counted that is neither time nor money: « 3 radiateurs 1000w svp »."""
    return _COUNTED.search(joined(past_courtesies(tokens_of(text)))) is not None


def without_papers(text: str) -> str:
    """The words without what they say of a paper that comes along: nothing is left of « voir pièce jointe, merci »."""
    tokens = tokens_of(text)
    kept = _papers_apart(tokens)
    if kept == tokens:
        return text
    if all(token.text in COURTESIES | FILLERS | SEPARATORS | EMPTY_WORDS | {BREAK, "."} for token in kept):
        return ""
    return " ".join(text[token.start : token.end] if token.text != BREAK else "," for token in kept)


def starts_a_document(text: str) -> bool:
    """Whether the words open like a new quote or order; « girard a commandé ailleurs » tells of one."""
    tokens = past_courtesies(tokens_of(text))
    opening = opening_of(tokens)
    return _opened(tokens) is not None or (opening is not None and opening.intent is Intent.QUOTE_CREATE)


def _papers_apart(tokens: Tokens) -> Tokens:
    while (found := find(PAPERS, tokens)) is not None:
        tokens = without(tokens, found)
    return tokens


def _opened(tokens: Tokens) -> Tokens | None:
    """What stands behind « commande »."""
    found = _OPENING.match(joined(tokens))
    return tokens[found.group().count(" ") + 1 :] if found else None


def _is_new(rest: Tokens) -> bool:
    """« commande 105 livrée ce matin » tells of one that exists, « commande fournisseur » of goods for the depot."""
    return not _OTHER_ORDERS.match(joined(rest))


def _named_first(tokens: Tokens, customers: Index) -> Tokens | None:
    """« benali commande 50 sacs », « girard a pris 2 clims »: without the verb, when the name is somebody's."""
    found = find(_VERB, tokens)
    if found is None or found.start == 0 or found.end == len(tokens) or opening_of(tokens) is not None:
        return None
    name = tokens[: found.start]
    if any(token.number is not None for token in name) or not customers.link([one.text for one in name], ENOUGH).fits:
        return None
    at = tokens[found.start].start
    return (*name, Token(",", at, at), *tokens[found.end :])


def _create(tokens: Tokens, source: str, customers: Index, products: Index, today: date) -> OrderCreate:
    number, tokens = _take_number(tokens, source)
    tokens = _share_only(_papers_apart(tokens))
    oral, told_by, tokens = _take_oral(tokens, source, customers)
    on, tokens = _take_day(tokens, source, today)
    urgent = find(_URGENT, tokens)
    quote = read_quote(without(tokens, urgent) if urgent else tokens, source, customers, products, today)
    if oral and not told_by and quote.customer is not None:
        told_by = capitalised(quote.customer.words)
    return OrderCreate(_with(quote, on, urgent is not None), oral, told_by, number)


def _with(quote: QuoteCreate, on: date | None, urgent: bool) -> QuoteCreate:
    conditions = quote.conditions
    if on is not None and conditions.delivery_on is None:
        conditions = replace(conditions, delivery_on=on)
    if urgent:
        conditions = replace(conditions, note=" ; ".join(filter(None, ("Urgent", conditions.note))))
    return replace(quote, conditions=conditions)


def _take_number(tokens: Tokens, source: str) -> tuple[str, Tokens]:
    found = find(_OWN_NUMBER, tokens)
    if found is None:
        return "", tokens
    own = found.part(tokens, "own" if found.match["own"] else "glued")
    return typed(source, own), without(tokens, found)


def _share_only(tokens: Tokens) -> Tokens:
    """The message without how a deposit came, and without an amount that came: what is asked is a share."""
    found = find(PAID_ALONG, tokens)
    if found is None:
        return tokens
    if found.match["euros"] or (not found.match["share"] and found.number() > _WHOLE):
        return without(tokens, found)
    share = found.match.group()[: found.match.end("share" if found.match["share"] else "n") - found.match.start()]
    end = found.start + share.count(" ") + 1
    return (*tokens[:end], Token(BREAK, tokens[end].start, tokens[end].start), *tokens[found.end :])


def _take_oral(tokens: Tokens, source: str, customers: Index) -> tuple[bool, str, Tokens]:
    """Whether it was told, and by whom: « par tel de Léa chez rossi », « par tel de Léa, rossi »; of a name alone the
    customer is read."""
    found = find(_ORAL, tokens)
    if found is None:
        return False, "", tokens
    rest = tokens[found.end :]
    at = next((at for at, token in enumerate(rest) if token.text in ("chez", "pour")), 0) or _behind(rest, customers)
    teller = rest[1:at] if at > 1 and rest[0].text in _FROM else ()
    if not teller or any(token.number is not None for token in teller):
        return True, "", (*tokens[: found.start], *rest)
    return True, capitalised(typed(source, teller)), (*tokens[: found.start], *rest[at:])


def _behind(tokens: Tokens, customers: Index) -> int:
    """Where the comma stands behind which a customer is named; 0 when there is none."""
    at = next((at for at, token in enumerate(tokens) if token.text == ","), 0)
    name = [one.text for one in takewhile(lambda one: one.number is None and one.text != ",", tokens[at + 1 :])]
    return at if name and customers.link(name, ENOUGH).fits else 0


def _take_day(tokens: Tokens, source: str, today: date) -> tuple[date | None, Tokens]:
    """The day on which it is wanted, and the message without it."""
    for pattern in _DAYS:
        found = find(pattern, tokens)
        on = read_day(typed(source, found.part(tokens, "day")), today) if found else None
        if found is not None and on is not None:
            return on, without(tokens, found)
    return None, tokens


_OPENING: Final = re.compile(
    r"(?:(?:peux tu|tu peux|je veux|je voudrais|il me faut|il faut|faut|fais|faire|prepare|cree|creer|ajoute|saisis"
    r"|saisie|enregistre|note|passe|passer|prends|moi|me|lui|nous|nouveau|nouvelle|nv|nvlle|nvelle|new|un|une|la|1) )*"
    rf"(?:bons? de {ORDER}|{ORDER})(?!\S)"
)
_WANTED: Final = re.compile(
    rf"(?:(?:je|nous|on) )?(?:(?:veux|voudrais|voudrions|souhaite|souhaitons|vous|passe|passons) )*(?:une )?"
    rf"(?:{ORDER}|commander|commandons|bon de {ORDER})(?!\S)(?=.*\d)"
)
_NOT_GOODS: Final = (
    r"(?:h|heures?|min|minutes?|j|jours?|semaines?|mois|ans?|annees?|fois|euros?|eur|pour|ou|a|au|et|de|du|le|la|rue"
    r"|avenue|bis|personnes?|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
)
# « 3 radiateurs », « 20 m2 de lambris »; « 10 de sacs » is a ten or so of them
_COUNT: Final = rf"(?<!\S)\d+(?:[.,]\d+)? (?:(?:x|\*) )?(?:de )?(?!{_NOT_GOODS}(?!\S))(?:[a-z]{{2}}\S*|m[23]?|l)(?!\S)"
_COUNTED: Final = re.compile(_COUNT)
_WAYS_OF_ASKING: Final = (
    r"(?:je|j|on|nous) (?:veux|veut|voulons|voudrais|voudrait|voudrions|souhaite|souhaiterais|souhaitons|souhaiterions"
    r"|prends|prend|prendrai|prendrais|prendrait|prenons|aimerais|aimerait|aimerions|desire|desirons)",
    r"(?:j ai|j aurais|on a|nous avons|nous aurions|on aurait|ai|avons) (?:encore )?besoin",
    r"(?:me|m|nous) (?:faut|faudrait|faudra|manque)",
    r"il (?:faut|faudrait)",
    r"(?:pouvez|pourriez|pourrais|peux|peut|pourrait)(?: (?:vous|tu|on))?(?: (?:me|m|nous))? (?:\S+ )?"
    r"(?:livrer|envoyer|fournir|preparer|mettre|commander|reserver|apporter|amener|expedier|avoir|ajouter)",
    r"(?:(?:merci|pensez|priere|veuillez) )?(?:(?:de|a) )?(?:me|m|nous) "
    r"(?:livrer|envoyer|fournir|preparer|mettre|reserver|apporter|expedier|faire parvenir)",
    r"(?:livrez|envoyez|fournissez|preparez|mettez|reservez|apportez|expediez|rajoutez|ajoutez|livre|envoie|mets|faites)"
    r" (?:moi|nous)(?: (?:livrer|envoyer|parvenir))?",
    r"(?:serait il|est il|est ce) possible (?:d|de) (?:avoir|recevoir|commander)",
    r"(?:est ce que )?(?:je|on|nous) (?:peux|peut|pouvons|pourrais|pourrait|pourrions) (?:avoir|recevoir|commander)",
    rf"(?:je|on|nous) (?:vous )?(?:passe|passons|{ORDER}|commandons)",
)
# Asked for, but not as goods to be brought.
_ASIDE: Final = (
    r"(?:savoir|comprendre|annuler|retirer|enlever|rendre|retourner|renvoyer|payer|regler|reporter|decaler|pas|plus que"
    r"|facture|attestation|duplicata)"
)
_ASKED_FOR: Final = re.compile(
    rf"(?<!\S)(?:{'|'.join(_WAYS_OF_ASKING)})(?: (?!{_ASIDE}(?!\S))(?!\d)\S+){{0,8}} {_COUNT}"
)
_OTHER_ORDERS: Final = re.compile(
    r"(?:co ?)?\d+(?: - \d+)? (?:ok|est|bien|a ete|toute?|livree?s?|prete?s?|partie|chargee?|refusee?|complete?)(?!\S)"
    r"|(?:au |aux |chez (?:le |les )?)?fournisseurs?(?!\S)"
)
_VERB: Final = phrase(
    r"(?:(?:nous|me|m|te|t) )?(?:vient de |a |ont |veut |voudrait |souhaite )?(?:commander|commande|passer commande"
    r"|passe commande|recommande|recommander)(?: (?:de|d))?",
    r"(?:nous )?(?:a pris|ont pris|prend|prendra|prendrait|veut prendre)",
)
_OWN_NUMBER: Final = phrase(rf"(?:[,;|:] )?{OWN_NUMBER}")
_ORAL: Final = phrase(
    r"(?:passee? |recue? |prise? )?(?:par|au) (?:tel|telephone|tph)",
    r"(?:a l )?oral(?:e|ement)?",
    r"de vive voix",
    r"telephonique",
    r"(?<![\s\S])(?:tel|telephone)",
)
_WHOLE: Final = 100  # per cent
_FROM: Final = frozenset({"de", "d", "avec", "du", "par"})
_URGENT: Final = phrase(r"(?:tres )?urgente?s?|en urgence")
_MOMENT: Final = r"(?: (?:matin|midi|aprem|apres midi|soir|au plus tard|sans faute))*"
_SPELLED: Final = rf"(?P<day>(?=[a-z]){DAY})"
_DAYS: Final = (
    phrase(rf"(?:a )?(?:livre(?:e|es|s|r)?|livrables?|livraison)(?: (?:pour|le|au|du))* (?P<day>{DAY}){_MOMENT}"),
    phrase(rf"(?:[,;|] )?pour le (?P<day>{DAY}|\d{{1,2}}){_MOMENT}"),
    phrase(rf"(?:[,;|] )?pour {_SPELLED}{_MOMENT}"),
    phrase(rf"[,;|] {_SPELLED}{_MOMENT}(?=$| [,;|])"),
)
