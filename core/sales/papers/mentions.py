"""What the law wants to be read on a quote, and what the company adds."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.catalog.vatex import FRANCHISE, reasons_of
from core.company.models import VatRegime
from core.i18n import NBSP, _, count, day, money
from core.sales.lifecycles import Channel
from core.sales.models import Quote, SoldLine


def conditions(quote: Quote, seller: Mapping[str, Any], consumer: bool, on: date, valid_until: date) -> tuple[str, ...]:
    """What is agreed with the prices; a sale to a consumer says what the place of signature means for him."""
    until = _("Devis gratuit, valable jusqu'au {day} ; au-delà, les prix peuvent être revus.")
    total = _("Montant total à payer en cas d'accord : {gross} TTC.")
    options = _("Les options non cochées ne sont pas comprises dans les totaux.")
    return (
        until.format(day=day(valid_until)),
        total.format(gross=money(quote.gross)),
        *((options,) if any(line.optional and not line.chosen for line in quote.lines) else ()),
        *reasons(quote.lines, seller, on),
        *(_of_the_place(quote.channel) if consumer else ()),
    )


def untaxed(seller: Mapping[str, Any]) -> bool:
    """Whether the company writes no VAT at all (CGI 293 B)."""
    return seller.get("vat_regime") == VatRegime.FRANCHISE


def reasons(lines: Iterable[SoldLine], seller: Mapping[str, Any], on: date) -> tuple[str, ...]:
    """Why no VAT is charged, in the words of the law that day; they are the same in every language."""
    return reasons_of([FRANCHISE] if untaxed(seller) else (line.vatex for line in lines), on)


def mentions(seller: Mapping[str, Any], consumer: bool) -> tuple[str, ...]:
    """Insurance, mediator of consumer disputes (C. cons. L612-1), general conditions."""
    insurance, mediator = seller.get("insurance") or "", seller.get("mediator") or ""
    named = (
        _("Assurance : {text}").format(text=insurance) if insurance else "",
        _("Médiateur de la consommation : {text}").format(text=mediator) if mediator and consumer else "",
        _("Conditions générales : {text}").format(text=seller["conditions"]) if seller.get("conditions") else "",
    )
    return tuple(text for text in named if text)


def footer(seller: Mapping[str, Any]) -> tuple[str, ...]:
    """Who issues the document: name, legal form and capital, address; register and VAT numbers (C. com. R123-237)."""
    address = ", ".join(part for part in (seller["street"], f"{seller['zip']} {seller['city']}".strip()) if part)
    identity = " · ".join(part for part in (seller["name"], _form(seller), address) if part)
    numbers = [
        _register(seller),
        _("TVA {number}").format(number=seller["vat_number"]) if seller["vat_number"] else "",
    ]
    return tuple(line for line in (identity, " · ".join(part for part in numbers if part)) if line)


def _of_the_place(channel: Channel) -> tuple[str, ...]:
    if channel is Channel.FAIR:
        return (_("Vente sur une foire ou un salon : vous ne bénéficiez pas d'un droit de rétractation."),)
    if channel is Channel.OFF_PREMISES:
        return (
            _("Contrat hors établissement : vous pouvez changer d'avis pendant 14 jours (voir les pages suivantes)."),
            _("Aucun paiement, sous quelque forme que ce soit, avant 7 jours après la signature (C. conso. L221-10)."),
        )
    if channel is Channel.DISTANCE:
        return (
            _("Contrat conclu à distance : vous pouvez changer d'avis pendant 14 jours (voir les pages suivantes)."),
        )
    return ()


def _form(seller: Mapping[str, Any]) -> str:
    form, capital = seller["legal_form"], seller.get("capital") or ""
    if not form or not capital:
        return str(form)
    euros = Decimal(capital)
    said = f"{count(euros)}{NBSP}€" if euros == int(euros) else money(euros)
    return _("{form} au capital de {amount}").format(form=form, amount=said)


def _register(seller: Mapping[str, Any]) -> str:
    if not seller["siren"]:
        return ""
    number, town = seller["siren"], seller.get("register_town") or ""
    return (
        _("RCS {town} {number}").format(town=town, number=number) if town else _("SIREN {number}").format(number=number)
    )
