"""Invoices made, sent, credited and chased."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.goods import lines_of
from bot.understanding.frames.papers import take_paper
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import Step, choice, customer, day, drop, flag, number, read, text, words
from bot.understanding.frames.world import Paper, PaperKind, World

_BY: Final = (
    r"(?:(?:et )?(?:(?:tu |vous )?(?:l'|la |le )?envo(?:ie|ies|yez|yer)|envoie[rz]?|envoyer|envoi|l'envoyer|transmets"
    r"|mets)?[- ]?(?:la |lui |leur )?(?:par|en|via|sur|by"
    r"|on) )?"
)


def read_invoice(sheet: Sheet, world: World) -> Slots:
    return read(sheet, world, *_INVOICE)


def _which(sheet: Sheet, world: World, said: Slots) -> Slots:
    """The invoice that is sent or credited, or the document that is invoiced."""
    invoice = take_paper(sheet, world, "invoice", bare="kind" in said or "action" in said or "channel" in said)
    borne = _other(invoice, world) if invoice is not None and "kind" not in said else None
    if borne is not None:
        return {"from_document": borne, **({"clarify": ["invoice"]} if _AND_ONE.search(sheet.flat) else {})}
    if invoice is not None:
        return {"invoice": invoice.number}
    source = take_paper(sheet, world, "order", "quote", "intervention", bare=True)
    return {"from_document": source.number} if source is not None else {}


def _other(invoice: Paper, world: World) -> str | None:
    """« facture 106 » where no invoice bears that number: the order or the quote that does is to be invoiced."""
    digits = re.search(r"\d+$", invoice.number)
    if digits is None or world.paper("invoice", digits.group()) is not None or "-" in invoice.number:
        return None
    kinds: tuple[PaperKind, ...] = ("order", "quote", "intervention")
    return next((one.number for kind in kinds if (one := world.paper(kind, digits.group())) is not None), None)


def _credited(sheet: Sheet, world: World, said: Slots) -> Slots:
    """« pour 2 clim retournées »."""
    wanted = said.get("kind") == "credit_note"
    found = sheet.find(_GOODS) or (("invoice" in said and sheet.find(_BEHIND)) or None) if wanted else None
    if found is None:
        return {}
    part = Sheet(sheet.left[found.end() :])
    part.take(_RETURNED)
    sheet.cut(found.start(), len(sheet.flat))
    lines = lines_of(part, world)
    return {"lines": lines} if lines else {}


def _invoiced(sheet: Sheet, world: World, said: Slots) -> Slots:
    """« facture girard 2 disj 16 »: an invoice of these goods."""
    if {"invoice", "from_document", "kind", "action", "scope"} & set(said) or not re.search(r"\d", sheet.flat):
        return {}
    lines = lines_of(sheet, world)
    return {"lines": lines} if any("ref" in line or "unit_price" in line for line in lines) else {}


def _unclear(_sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« envoie lui sa facture »: nobody knows which, nor whose."""
    known = {"invoice", "from_document", "customer", "customer_query"} & set(said)
    return {} if known else {"clarify": ["invoice", "customer"]}


_AND_ONE: Final = re.compile(r"(?:\bet|[,+&]) (?:la |le )?\d{3,4}(?![\w,.])")
_GOODS: Final = re.compile(r"\bpour (?=(?:\d|une?\b|les?\b|deux\b|trois\b))")
_BEHIND: Final = re.compile(r"(?<=\|)\s*[,:]?\s*(?=(?:\d|une? )[^%€]*$)")
_RETURNED: Final = words(
    r"(?:qu(?:e|'on|'il|'elle)|qui) .*?\b(?:retourn|rend|renvoy|ramen|repris|casse|abime)\w*"
    r"|retournee?s?|rendue?s?|casse[es]*|en retour|renvoyee?s?|abimee?s?|reprise?s?|defectueu(?:x|ses?)"
)
_INVOICE: Final[tuple[Step, ...]] = (
    text("to", r"(?:(?:a|sur|at|to) )?(?P<text>[\w.+-]+@[\w.-]+\.\w+)"),
    lambda _sheet, _world, said: {"channel": "email"} if "to" in said else {},
    choice("channel",
           (("email", rf"{_BY}(?:e-?)?mails?|{_BY}courriel"), ("telegram", rf"{_BY}(?:telegram|tg)"),
            ("sms", rf"{_BY}(?:sms|texto)"))),
    flag("kind", r"(?:un )?avoirs?(?: total| partiel)?|(?:a )?credit note", "credit_note"),
    number("deposit_pct", r"acompte (?:de )?(?P<n>\d+)\s?%"),
    lambda _sheet, _world, said: {"kind": "deposit"} if "deposit_pct" in said else {},
    flag("kind", r"(?:d')?(?:acompte|arrhes)(?: de)?", "deposit"),
    flag("action", r"^\W*(?:relance[rz]?|chase(?: up)?)|(?:une )?relance(?: pour| sur)?", "dunning"),
    drop(r"a facturer|facture[- ]l[ea]s?"),
    flag("action", r"duplicata|une copie|un double|(?:a )?(?:duplicate|copy)(?: of)?", "duplicate_copy"),
    flag("scope", r"(?:tout )?ce qui (?:est|a ete) livre|livre|les livraisons|la livraison", "delivered"),
    day("date"),
    _which,
    _credited,
    drop(r"(?:(?:tu |vous )?(?:peux|peut|pouvez|pourrais|faut|faudrait))(?: (?:me|nous|lui|leur))? (?:la|le"
         r"|les) factur(?:e|er|ez)"),
    drop(r"^\W*adresse[rz]?|^\W*(?:e?mail|text)\b", r"^\W*(?:facture[rz]?|factures|envoie?[rz]?|envoi|renvoie|fais"
                                                    r"|invoice|bill|resend"
                                   r"|send|make)",
         r"tout|lui"
         r"|sa|sa facture|pour|client|moi|the|to|for|on|him|her|them|delivery|an|a"),
    customer(),
    _invoiced,
    _unclear,
)  # fmt: skip
