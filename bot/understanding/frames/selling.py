"""Quotes and orders: for whom, what, on which terms."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.goods import doubts, said_lines
from bot.understanding.frames.papers import take_paper
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import Step, choice, customer, day, drop, flag, read, text, words
from bot.understanding.frames.when import take_moment
from bot.understanding.frames.who import Whom, take_customer
from bot.understanding.frames.world import World
from bot.understanding.intents import past_courtesies
from bot.understanding.quotes import read_quote as read_quote_words
from bot.understanding.reading import QuoteCreate

_MAKE: Final = (
    r"^\W*(?:(?:alors|bon|bonjour|bjr|salut|ok|stp|svp|fais|faire|fait|prepare|passe[rz]?|lance[rz]?|note[rz]?"
    r"|enregistre[rz]?|saisi[rs]|ajoute[rz]?|cree"
    r"|moi|me|lui|un|une|le|la|l'|nouveau|nouvelle|nvelle|nvlle|nvl|nv|new|please|make|write|an|a"
    r"|il faut|faut|je veux)[ ,:']+)*"
)
_COPY: Final = words(r"refais|reprends?|refait|meme|pareil|copie[rz]?|comme|identique|duplique[rz]?")
_AGREED: Final = words(
    r"ok pour|accepte[es]?|signe[es]?|valide[es]?|bon pour accord|c'est ok|ok|confirme|approuve|retient|c'est bon"
    r"|a dit (?:oui|ok)|en commande|est d'accord|transforme[rz]?"
    r"|accepted|signed|approved"
)


def read_quote(sheet: Sheet, world: World) -> Slots:
    if _COPY.search(sheet.flat) and (paper := take_paper(sheet, world, "quote", bare=True)) is not None:
        sheet.take(_COPY)
        return {**read(sheet, world, customer()), "from_document": paper.number}
    return read(sheet, world, _COURTESY, _SEND_BY, _valid_until, drop(_ASKED_FOR), _opening, _goods)


def read_order(sheet: Sheet, world: World) -> Slots:
    said = read(sheet, world, _COURTESY, *_TERMS)
    if _AGREED.search(sheet.flat) and (paper := take_paper(sheet, world, "quote")) is not None:
        return {**read(sheet, world, day("delivery_date"), customer(), said=said), "from_quote": paper.number}
    said = read(
        sheet,
        world,
        day("delivery_date"),
        drop(_DELIVERED, rf"{_MAKE}{_ORDER}\s?[:,]?", _ASKED_FOR, _ORDERS),
        said=said,
    )
    told = _goods(sheet, world, said)
    asked = [*told.get("clarify", ()), *said.get("clarify", ())]
    doubts_left = {"clarify": asked} if asked else {}
    return {**{name: told[name] for name in _OF_ORDERS if name in told}, **said, **doubts_left}


def _valid_until(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« valable jusqu'au 31/12 »: the day itself, not so many days."""
    found = sheet.find(_VALID)
    behind = Sheet(sheet.source[found.end() :]) if found is not None else None
    moment = take_moment(behind, world.now, hours=False) if behind is not None else None
    if (
        found is None
        or behind is None
        or moment is None
        or moment.day is None
        or not behind.flat.lstrip().startswith("|")
    ):
        return {}
    width = len(behind.flat) - len(behind.flat.lstrip(" |"))
    sheet.cut(found.start(), found.end() + width)
    return {"validity_date": moment.day}


def _opening(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« bonjour il me faut un devis pour » goes; a customer or counted goods in front of « devis » stay."""
    found = _QUOTE.search(sheet.flat)
    if found is None:
        return {}
    ahead = sheet.source[: found.start()]
    says = re.search(r"\d", ahead) or take_customer(Sheet(ahead), world) is not None
    announced = re.search(r"\s?(?:pour|for)$", found.group()) if says else None
    sheet.cut(found.start() if says else 0, found.start(0) + announced.start() if announced else found.end())
    return {}


def _goods(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """Customer, lines and terms as the reader of quotes finds them."""
    quote = read_quote_words(
        past_courtesies(sheet.tokens()), sheet.source, world.customers, world.products, world.today
    )
    lines = said_lines(quote.lines, world)
    whom = Whom(quote.customer.words, quote.customer.candidates) if quote.customer else None
    asked = [*([] if whom is None or whom.code else ["customer"]), *doubts(quote.lines, world)]
    return {
        **(whom.slots() if whom else {}),
        **({"lines": lines} if lines else {}),
        **_terms(quote),
        **({"clarify": asked} if asked else {}),
    }


def _terms(quote: QuoteCreate) -> Slots:
    conditions = quote.conditions
    said = {
        "discount_pct": quote.discount_percent,
        "discount_amount": quote.discount_amount,
        "vat": quote.vat,
        "validity_days": conditions.validity_days,
        "deposit_pct": conditions.deposit_percent,
        "payment_terms": conditions.payment_terms,
        "delivery_date": conditions.delivery_on,
        "note": conditions.note,
    }
    return {name: value for name, value in said.items() if value is not None}


def _payment_terms(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    found = sheet.take(_PAID_WITHIN)
    if found is None:
        return {}
    ends = "_FDM" if found["end"] or found["end2"] else ""
    return {"payment_terms": f"{found['days']}J{ends}" if found["days"] else "COMPTANT"}


def _deposit(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    found = sheet.take(_DEPOSIT)
    if found is None:
        return {}
    many = float(found["n"].replace(",", "."))
    how = next((code for code, start in _WAYS if (found["how"] or "").startswith(start)), None)
    ways = {"deposit_method": how} if how else {}
    in_euros = found["eur"] or (not found["pct"] and (many > 100 or (how and many > _MOST_PERCENT)))
    if how and not in_euros and not found["pct"]:  # « acompte 30 en cb »: of a hundred, or euros
        return {**ways, "clarify": ["deposit"]}
    return {"deposit_amount" if in_euros else "deposit_pct": many, **ways}


_COURTESY: Final = drop(
    r"stp|svp|s'il te plait|s'il vous plait|comme d'hab(?:itude)?"
    r"|en (?:lui|leur) (?:accordant|faisant|laissant)(?: une?)?"
)
_SEND_BY: Final = choice("send_by", (("email", r"(?:et )?(?:envoie|envoyer|envoye|a envoyer)[- ]?(?:le "
                                               r"|lui )?(?:par )?(?:e-?)?mail"),
                                     ("email", r"(?:le devis )?(?:par|a envoyer par) (?:e-?)?mail"),
                                     ("sms", r"(?:et )?(?:envoie|envoyer|envoye|a envoyer)[- ]?(?:le "
                                             r"|lui )?(?:par )?sms"),
                                     ("telegram", r"(?:et )?(?:envoie|envoyer|a envoyer)[- ]?(?:le |lui )?(?:par "
                                                  r"|sur )?telegram")))  # fmt: skip
_QUOTE: Final = re.compile(
    r"(?:\bsur (?=un devis))?"
    r"(?:\b(?:fais|faire|fait|faites|prepare[rz]?|etabli[rst]*|redige[rz]?|sors|edite[rz]?)[- ](?:moi |lui "
    r"|leur |nous |vite )*)?"
    r"(?:\b(?:il |elle |ils )?(?:me |nous )?(?:reclame|reclament|sollicite|veut|veulent|voudrait|voudraient|demande"
    r"|demandent|souhaite|aimerait|attend"
    r"|attendent) (?:un "
    r"|une |son |le )?)?"
    r"(?:\b(?:alors |euh )*(?:un |le |ce |son )(?:petit )?)?\b(?:devis?|dvs|dvis|devi|proposition|offre de prix"
    r"|chiffrage|chiffre[rz]?(?:[- ]moi)?|estimate|quotation"
    r"|quotes?)\b(?:\s?[:,])?(?:\s?(?:pour|for)\b)?"
)
_ORDER: Final = (
    r"(?:bon de (?:commande|cde|cmd)|commandes?|cde|cmd|cmde|bdc|order)(?: (?:for|de(?= \d)"
    r"|de(?= [a-z])|d'(?=[a-z])|du))?"
)
_ORDERS: Final = (
    r"une commande(?: de)?|(?:me|nous) prend(?=s? )|souhaite(?:nt)? (?:recevoir|avoir|commander)|(?:ils "
    r"|elles )?prennent"
    r"|merci de passer (?:la )?commande|(?:veut|veulent|voudrait|voudraient|demande|demandent"
    r"|reclame|reclament)(?= (?:\d|une? |deux|trois|quatre"
    r"|cinq))|prend"
    r"|prends|prennent|commandent?"
    r"|(?:me|nous) commande(?:nt)?|confirme (?:la|sa|leur) commande|(?:re)?passe (?:une|sa) commande"
    r"|commande|veut commander|(?:me |nous )?a commande|passe commande|reprend|en veut|orders|ordered|wants to order"
    r"|would like to order|will take|takes"
)
_DELIVERED: Final = r"livre[ersz]*|livr|liv|livraison|dispo|a livrer|deliver(?:y|ed)?(?: on| by)?|to be delivered"
_WAYS: Final = (("VIR", "vir"), ("CHQ", "ch"), ("CB", "c"), ("ESP", "es"), ("ESP", "l"))
_MOST_PERCENT: Final = 60
_DEPOSIT: Final = words(
    r"(?:acompte|deposit)(?: de| of)? (?P<n>\d+(?:[.,]\d+)?)\s?(?:(?P<pct>%)|(?P<eur>€|eur\w*))?(?:\s(?:par"
    r"|en)?\s?(?P<how>vir\w*|chq|cheque|cb|carte|esp\w*|liquide))?"
)
_VALID: Final = words(r"(?:valable|valide|validite|bon)\s?:? jusqu\s?'?\s?(?:au|a)")
_ASKED_FOR: Final = (
    r"(?:il|elle|ils|elles|on)(?= (?:me |nous |m'en |en )?(?:prend|prennent|veut|veulent|voudrai|souhait|commande"
    r"|reprend|demand|reclam))|(?:tu |vous )?(?:me |nous |lui |leur )?prepare[sz]?"
    r"|c'est(?= pour)"
    r"|(?:faudrait |faut |a )(?=livrer)|(?:il )?(?:me |lui |leur |nous )?(?:faut|faudrait|faudra)"
    r"|(?:et )?(?:tu )?(?:me |lui |leur )(?:fais|feras|mets|mettras|comptes?|prevois|rajoutes?)"
)
_PAID_WITHIN: Final = words(
    r"(?:(?:payable|a payer|reglable|paye[es]*|paiement|reglement|regle) (?:a )?)?(?:(?P<days>30|45|60"
    r"|90)\s?(?:(?:jours?|j"
    r"|days)(?: net)?(?:\s?(?P<end>fdm|fin de mois))?|(?P<end2>fdm|fin de mois))|comptant|a reception)"
)
_OF_ORDERS: Final = (
    "customer",
    "customer_query",
    "customer_candidates",
    "lines",
    "payment_terms",
    "discount_pct",
    "delivery_date",
    "clarify",
)
_TERMS: Final[tuple[Step, ...]] = (
    text(
        "po_number",
        r"(?:ref(?:erence)? (?:client|cde|commande)|(?:leur|son|sa) (?:ref|bdc|bc)|bc client"
        r"|(?:leur |son )?n° (?:de )?(?:cde|bc) client"
        r"|(?:leur |son )?n° (?:de )?(?:commande|cde|bon|bc|bdc)|po)\s?:?\s?(?P<text>[a-z0-9][\w/-]*\d[\w/-]*)",
    ),
    text(
        "po_number",
        r"(?:,? ?(?:sur )?(?:leur|son|sa|votre) )?(?:bon de (?:commande|cde)|bdc|bc|numero de commande|reference|ref)"
        r"(?: client)? (?:est|porte|a|:) (?:le |la )?(?:n° ?|numero )?(?P<text>[a-z0-9][\w/-]*\d[\w/-]*)",
    ),
    text(
        "po_number",
        r"(?:bon de (?:commande|cde)|bdc|bc)\s?(?:n°\s?)?:?\s?(?P<text>[a-z]{0,4}[-/]?\d[\w/-]{2,})",
        str.upper,
    ),
    flag("priority", r"urgente?|en urgence|d'urgence|prioritaire|asap", "high"),
    _deposit,
    _payment_terms,
)
