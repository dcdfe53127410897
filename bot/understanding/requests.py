"""What people ask about quotes that exist: the same again, a new version, it is lost, which are open; and templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.understanding.line import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.patterns import Found, find, phrase
from bot.understanding.reading import (
    Intent,
    LossReason,
    Match,
    QuoteAgain,
    QuoteCopy,
    QuoteList,
    QuoteLose,
    QuoteRequest,
    QuoteRevise,
    QuotesAsked,
    TemplatesAsked,
    TemplateSave,
    TemplateUse,
)
from bot.understanding.vocabulary import EMPTY_WORDS, FILLERS
from bot.understanding.words import BREAK, Tokens, joined, typed


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request as it was found."""

    found: Found
    tokens: Tokens
    source: str
    customers: Index

    def words(self, group: str) -> str | None:
        """The words of a group as they were typed."""
        if self.found.match[group] is None:
            return None
        return typed(self.source, self.found.part(self.tokens, group))

    def customer(self) -> Match | None:
        if self.found.match["customer"] is None:
            return None
        return customer_named(self.found.part(self.tokens, "customer"), self.source, self.customers)


def read_request(tokens: Tokens, source: str, customers: Index) -> tuple[Intent, QuoteRequest] | None:
    """The request that the whole message is, courtesies in front taken off; None when it is none."""
    text = joined(tokens)
    for intent, pattern, read in _REQUESTS:
        match = pattern.fullmatch(text)
        if match is not None:
            return intent, read(_Asked(Found(match, 0, len(tokens)), tokens, source, customers))
    return _again(tokens, source, customers)


def customer_named(tokens: Tokens, source: str, customers: Index) -> Match | None:
    """The customer that these words name, or nobody under these words; None when no word is left."""
    start = 0
    while start < len(tokens) and tokens[start].text in _AROUND_NAME:
        start += 1
    name = tuple(token for token in tokens[start:] if token.text != BREAK)
    return customers.match(typed(source, name), (token.text for token in name), ENOUGH) if name else None


def _again(tokens: Tokens, source: str, customers: Index) -> tuple[Intent, QuoteRequest] | None:
    """« comme la dernière fois », with nothing beside it but a customer."""
    found = find(_LAST_TIME, tokens)
    if found is None:
        return None
    others = (*tokens[: found.start], *tokens[found.end :])
    if any(token.number is not None or token.text == "+" for token in others):
        return None
    return Intent.QUOTE_AGAIN, QuoteAgain(customer_named(others, source, customers))


def _copy(asked: _Asked) -> QuoteCopy:
    return QuoteCopy(asked.words("number"), asked.customer())


def _revise(asked: _Asked) -> QuoteRevise:
    return QuoteRevise(asked.words("number"))


def _lose(asked: _Asked) -> QuoteLose:
    why = asked.found.match["why"]
    reason = next((reason for reason, pattern in _WHY.items() if why and pattern.search(why)), None)
    return QuoteLose(asked.words("number"), reason)


def _list(asked: _Asked) -> QuotesAsked:
    said = asked.found.match["which"] or ""
    return QuotesAsked(next((which for start, which in _WHICH if said.startswith(start)), "open"))


def _use(asked: _Asked) -> TemplateUse:
    return TemplateUse(asked.words("name") or "", asked.customer())


def _save(asked: _Asked) -> TemplateSave:
    name = asked.words("name") or ""
    return TemplateSave(name[:1].upper() + name[1:])


def _templates(_asked: _Asked) -> TemplatesAsked:
    return TemplatesAsked()


_AROUND_NAME: Final = EMPTY_WORDS | FILLERS | {"devis", "fais", "refais", "faire", "client", "cliente", ",", ":", BREAK}
_WHY: Final[dict[LossReason, re.Pattern[str]]] = {
    "price": re.compile(r"cher|prix|tarif|budget|montant"),
    "delay": re.compile(r"delai|trop long|trop tard|planning"),
    "competitor": re.compile(r"concurren|un autre|ailleurs|moins disant"),
    "dropped": re.compile(r"abandon|annul|plus de projet|plus besoin|projet"),
    "silence": re.compile(r"(?:pas de|plus de|sans|aucune) (?:reponse|nouvelles?|retour)"),
}
_WHICH: Final[tuple[tuple[str, QuoteList], ...]] = (
    ("perdu", "lost"),
    ("refuse", "lost"),
    ("accepte", "accepted"),
    ("signe", "accepted"),
    ("brouillon", "drafts"),
)
_LAST_TIME = phrase(
    r"(?:(?:comme|idem|pareil|pareille|(?:le |la )?meme(?: chose)?)(?: que)? )"
    r"(?:(?:la )?derniere fois|d hab(?:itude)?|avant)"
)
_NUMBER = r"(?P<number>(?:[a-z]{1,6} ?)?\d{1,8}(?:-\d{1,6}| - \d{1,6})?(?: - v ?\d{1,2})?)"
_QUOTE = (
    rf"(?:(?:le |la |l |ce |du |de l )?(?:(?:devis|offre|proposition|affaire)(?: |$))?(?:(?:n|no|numero) )?{_NUMBER})"
)
_FOR = r"(?: (?:pour|pr|chez|a) (?P<customer>.+?))?(?: (?:stp|svp|merci))*"
_MAKE = r"(?:(?:fais|refais|refait|faire|refaire|cree|creer)(?: moi)? )?"
_REASON = "|".join(pattern.pattern for pattern in _WHY.values())
_STATES = r"(?P<which>en attente|en cours|ouverts?|envoyes?|perdus?|refuses?|acceptes?|signes?|brouillons?)"
_REQUESTS: Final[tuple[tuple[Intent, re.Pattern[str], Callable[[_Asked], QuoteRequest]], ...]] = tuple(
    (intent, re.compile(pattern), read)
    for intent, pattern, read in (
        (
            Intent.QUOTE_COPY,
            rf"{_MAKE}(?:(?:la |le |un )?(?:meme (?:devis|chose)|devis (?:comme|identique a|pareil que))|pareil|comme)"
            rf"(?: que)? {_QUOTE}{_FOR}",
            _copy,
        ),
        (Intent.QUOTE_COPY, rf"(?:refais|refait|refaire)(?: moi)? {_QUOTE}{_FOR}", _copy),
        (
            Intent.QUOTE_COPY,
            rf"(?:copie[rz]?|recopie[rz]?|duplique[rz]?)(?: (?:le |ce )?devis)?(?: {_QUOTE})?{_FOR}",
            _copy,
        ),
        (
            Intent.QUOTE_REVISE,
            rf"{_MAKE}(?:une )?(?:(?:nouvelle|autre) version|revision)(?: (?:du|de ce|au|sur le))?(?: devis)?"
            rf"(?: {_QUOTE})?",
            _revise,
        ),
        (Intent.QUOTE_REVISE, rf"revise[rz]?(?: (?:le|ce))?(?: devis)?(?: {_QUOTE})?", _revise),
        (Intent.QUOTE_LOSE, rf"(?:j ai |on a )?perdue? {_QUOTE}(?: ?[,:|(])*(?: (?P<why>.*(?:{_REASON}).*))?", _lose),
        (
            Intent.QUOTE_LOSE,
            rf"(?:{_QUOTE} |(?:(?:ce|le) )?devis )?(?:(?:c )?est )?perdue?(?: ?[,:|(])*"
            rf"(?: (?P<why>.*(?:{_REASON}).*))?",
            _lose,
        ),
        (
            Intent.QUOTE_LIST,
            r"(?:(?:voir|montre|liste|donne)(?: moi)? |ou en sont )?"
            rf"(?:mes|les|nos|liste(?: (?:des|de mes))?|tous (?:les|mes)) devis(?: {_STATES})?",
            _list,
        ),
        (Intent.QUOTE_LIST, rf"devis {_STATES}", _list),
        (Intent.QUOTE_LIST, r"(?:mes|les) (?P<which>brouillons)", _list),
        (
            Intent.TEMPLATE_LIST,
            r"(?:(?:voir|liste|montre)(?: moi)? )?(?:mes |les |nos |des )?modeles(?: de devis)?|liste des modeles",
            _templates,
        ),
        (
            Intent.TEMPLATE_SAVE,
            r"(?:enregistre[rz]?|sauve(?:garde)?[rz]?|garde[rz]?|mets|met|fais)(?: (?:le|ce|ca|en))?(?: devis)?"
            r" (?:(?:comme|en|dans les|un) )?(?:un )?modeles?(?: (?:de |d )?(?P<name>.+))?",
            _save,
        ),
        (
            Intent.TEMPLATE_USE,
            r"(?:devis )?(?:(?:utilise|prends|avec|depuis|sur) )?(?:le |un )?modele(?: de devis)?(?: [:|])?"
            r" (?P<name>.+?)(?: (?:pour|chez) (?P<customer>.+))?",
            _use,
        ),
        (
            Intent.TEMPLATE_USE,
            r"devis (?:pour |chez )?(?P<customer>.+?)(?: [,:|])? (?:(?:avec|sur|depuis|selon) )?(?:le )?modele"
            r" (?P<name>.+)",
            _use,
        ),
    )
)
