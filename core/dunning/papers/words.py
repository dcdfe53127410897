"""What a reminder says, by how far things have come: in the letter, in the e-mail and in the customer's chat."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.dunning.models import DunningLetter
from core.i18n import N_, _, language, money
from core.kernel.amounts import Amount, amount, total
from core.mail.rules import LINK
from core.parties.models import CustomerKind

CHARGED_FROM: Final = 2  # the first level whose letter asks for what being late costs; a friendly word asks for less
FORMAL_DAYS: Final = 8  # that a formal notice leaves


class Tone(StrEnum):
    FRIENDLY = "friendly"
    FIRM = "firm"
    LAST = "last"  # before the formal notice
    FORMAL = "formal"


def tone_of(level: int, *, formal: bool) -> Tone:
    if formal:
        return Tone.FORMAL
    return {1: Tone.FRIENDLY, 2: Tone.FIRM}.get(level, Tone.LAST)


def tone(letter: DunningLetter) -> Tone:
    return tone_of(letter.level, formal=letter.formal)


def demanded(letter: DunningLetter) -> Amount:
    """What the letter is about: of a formal notice only the invoices that it puts in default."""
    items = [one for one in letter.items if one["formal"]] if letter.formal else letter.items
    return total(amount(one["left"]) for one in items)


def charged(letter: DunningLetter) -> bool:
    """Whether the letter asks for penalties and the indemnity; they are zero of a consumer."""
    costs = bool(letter.penalty or letter.indemnity)
    return costs and (letter.formal or letter.level >= CHARGED_FROM)


def asked(letter: DunningLetter) -> Amount:
    """All that the letter asks for."""
    return amount(letter.due + letter.penalty + letter.indemnity) if charged(letter) else letter.due


def title(level: int, *, formal: bool) -> str:
    return _(_TITLES[tone_of(level, formal=formal)])


def subject_of(letter: DunningLetter) -> str:
    """Of the e-mail and of the page, in the letter's language."""
    with language(letter.language):
        return _(_SUBJECTS[tone(letter)]).format(seller=letter.seller["name"], amount=money(demanded(letter)))


def body(letter: DunningLetter) -> str:
    """The paragraphs, in the current language: what is asked and what comes next."""
    paragraphs = [_(_BODIES[tone(letter)]).format(amount=money(demanded(letter)), days=FORMAL_DAYS)]
    paragraphs += _costs(letter)
    paragraphs.append(_(_CLOSINGS[letter.formal]))
    return "\n".join(paragraphs)


def mail_text(letter: DunningLetter) -> str:
    """The e-mail, in the letter's language."""
    with language(letter.language):
        lines = [_("Bonjour,"), "", body(letter), "", *map(_line, letter.items), "", LINK, ""]
        if letter.seller.get("iban"):
            lines += [
                _("IBAN : {iban}, référence {code}").format(iban=letter.seller["iban"], code=letter.buyer["code"])
            ]
        lines += ["", letter.seller["name"]]
        return "\n".join(lines)


def _line(item: Mapping[str, object]) -> str:
    return _("- {number} : {left}, {days} jours de retard").format(
        number=item["number"], left=money(Decimal(str(item["left"]))), days=item["days"]
    )


def _costs(letter: DunningLetter) -> list[str]:
    if is_consumer(letter):
        return [_(_CONSUMER_FORMAL)] if letter.formal else []
    if not charged(letter):
        return [_(_BUSINESS_LATER).format(law=_law(letter))] if letter.indemnity else []
    whole = demanded(letter) == letter.due
    said = _(_BUSINESS if whole else _BUSINESS_OTHERS)
    sums = {"penalty": letter.penalty, "indemnity": letter.indemnity, "asked": asked(letter)}
    return [said.format(law=_law(letter), **{name: money(sum_) for name, sum_ in sums.items()})]


def _law(letter: DunningLetter) -> str:
    """Where what being late costs is written: of a public body in the code of its own contracts."""
    return _(_PUBLIC_LAW if letter.buyer.get("kind") == CustomerKind.PUBLIC else _BUSINESS_LAW)


def is_consumer(letter: DunningLetter) -> bool:
    """Whether none of it costs more for being late: a consumer, or an association that is no business."""
    return not letter.indemnity


_TITLES: Final[Mapping[Tone, str]] = {
    Tone.FRIENDLY: N_("Rappel"),
    Tone.FIRM: N_("Relance"),
    Tone.LAST: N_("Dernière relance avant mise en demeure"),
    Tone.FORMAL: N_("Mise en demeure"),
}
_SUBJECTS: Final[Mapping[Tone, str]] = {
    Tone.FRIENDLY: N_("{seller} : {amount} à régler"),
    Tone.FIRM: N_("{seller} : {amount} en retard de paiement"),
    Tone.LAST: N_("{seller} : {amount} impayés, dernière relance"),
    Tone.FORMAL: N_("{seller} : mise en demeure de payer {amount}"),
}
_BODIES: Final[Mapping[Tone, str]] = {
    Tone.FRIENDLY: N_(
        "Sauf erreur de notre part, il reste {amount} à régler sur les factures ci-dessous, dont l'échéance est passée."
        " Si votre paiement est parti entre-temps, merci de ne pas tenir compte de ce rappel."
    ),
    Tone.FIRM: N_(
        "Malgré notre rappel, il reste {amount} à régler sur les factures ci-dessous, échues."
        " Merci de procéder au règlement, ou de nous dire ce qui l'empêche."
    ),
    Tone.LAST: N_(
        "Nos relances sont restées sans suite : {amount} restent impayés. Sans règlement sous {days} jours, nous vous"
        " adresserons une mise en demeure, et nos livraisons pourront être suspendues."
    ),
    Tone.FORMAL: N_(
        "Nos relances étant restées sans suite, nous vous mettons en demeure de nous régler la somme de {amount} dans"
        " un délai de {days} jours à compter de la réception de la présente. À défaut, nous engagerons une procédure de"
        " recouvrement, sans autre avis."
    ),
}
_CLOSINGS: Final[Mapping[bool, str]] = {
    False: N_("Une question, un désaccord ? Répondez-nous, nous regarderons ensemble."),
    True: N_("La présente vaut mise en demeure au sens des articles 1344 et suivants du code civil."),
}
_BUSINESS_LAW: Final = N_("C. com. L441-10, D441-5")
_PUBLIC_LAW: Final = N_("CCP L2192-13, R2192-31, D2192-35")
_BUSINESS: Final = N_(
    "S'y ajoutent de plein droit les pénalités de retard, {penalty} à ce jour, et l'indemnité forfaitaire pour frais de"
    " recouvrement, {indemnity} ({law}), soit {asked} en tout."
)
_BUSINESS_OTHERS: Final = N_(
    "S'y ajoutent de plein droit, pour toutes les factures échues, les pénalités de retard, {penalty} à ce jour, et"
    " l'indemnité forfaitaire pour frais de recouvrement, {indemnity} ({law}). Avec les autres"
    " factures échues, vous nous devez {asked}."
)
_BUSINESS_LATER: Final = N_(
    "À défaut de règlement, les pénalités de retard et l'indemnité forfaitaire de 40 € par facture s'y ajouteront"
    " ({law})."
)
_CONSUMER_FORMAL: Final = N_(
    "Cette somme porte intérêt au taux légal à compter de la présente (C. civ. 1231-6, 1344-1)."
    " Aucun frais ne s'y ajoute."
)
