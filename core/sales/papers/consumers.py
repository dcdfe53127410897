"""What a consumer must be given with a contract made away from the company's premises, or at a distance.

The information of C. cons. L221-5, the notice on withdrawal and the form of the annexes to R221-3 and R221-1.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.i18n import _, day
from core.kernel.identifiers import national
from core.printing.paper import Annex, Blank, Subtitle
from core.sales.lifecycles import Channel


def protected(channel: Channel, consumer: bool) -> bool:
    """Whether the buyer may withdraw, and must be told so."""
    return consumer and channel in (Channel.OFF_PREMISES, Channel.DISTANCE)


def annexes(delivery_on: date | None, seller: Mapping[str, Any]) -> tuple[Annex, ...]:
    """The information, the notice, and the form on a sheet of its own that can be cut out (C. cons. L221-9)."""
    return _information(delivery_on, seller), _notice(seller), _form(seller)


def _information(delivery_on: date | None, seller: Mapping[str, Any]) -> Annex:
    reach = _reach(seller)
    performed = (
        _("Livraison ou exécution : le {day}.").format(day=day(delivery_on))
        if delivery_on
        else _("Livraison ou exécution : au plus tard 30 jours après la conclusion du contrat (C. conso. L216-1).")
    )
    mediator = seller.get("mediator") or ""
    return Annex(
        title=_("Informations avant l'achat"),
        parts=(
            Subtitle(_("Ce qui est vendu et son prix")),
            _(
                "Les biens et services, leurs prix toutes taxes comprises et les modalités de paiement figurent aux "
                "pages précédentes."
            ),
            performed,
            Subtitle(_("Le vendeur")),
            "\n".join(part for part in reach if part),
            Subtitle(_("Vos garanties")),
            _(
                "Les biens sont couverts par la garantie légale de conformité pendant deux ans à compter de la "
                "délivrance (C. conso. L217-3 et suivants) et par la garantie des vices cachés (C. civ. 1641 à "
                "1649)."
            ),
            *((Subtitle(_("Le médiateur de la consommation")), mediator) if mediator else ()),
            Subtitle(_("Le droit de rétractation")),
            _("Son exercice est expliqué à la page suivante ; le formulaire est détachable."),
        ),
    )


def _notice(seller: Mapping[str, Any]) -> Annex:
    """The model of the annex to R221-3, for contracts that hold both goods and services."""
    return Annex(
        title=_("Droit de rétractation"),
        parts=(
            _(
                "Vous avez le droit de vous rétracter du présent contrat sans donner de motif dans un délai de "
                "quatorze jours."
            ),
            _(
                "Le délai de rétractation expire quatorze jours après le jour de la conclusion du contrat pour une "
                "prestation de services, et quatorze jours après le jour où vous-même, ou un tiers autre que le "
                "transporteur et désigné par vous, prend physiquement possession du bien (du dernier bien, s'il y "
                "en a plusieurs) pour une vente."
            ),
            _(
                "Pour exercer le droit de rétractation, vous devez nous notifier votre décision de rétractation du "
                "présent contrat au moyen d'une déclaration dénuée d'ambiguïté (par exemple, lettre envoyée par la "
                "poste ou courrier électronique), adressée à :"
            ),
            "\n".join(part for part in _reach(seller) if part),
            _("Vous pouvez utiliser le modèle de formulaire de rétractation, mais ce n'est pas obligatoire."),
            _(
                "Pour que le délai de rétractation soit respecté, il suffit que vous transmettiez votre "
                "communication relative à l'exercice du droit de rétractation avant l'expiration du délai de "
                "rétractation."
            ),
            Subtitle(_("Effets de la rétractation")),
            _(
                "En cas de rétractation de votre part du présent contrat, nous vous rembourserons tous les "
                "paiements reçus de vous, y compris les frais de livraison (à l'exception des frais supplémentaires"
                " découlant du fait que vous avez choisi, le cas échéant, un mode de livraison autre que le mode "
                "moins coûteux de livraison standard proposé par nous) sans retard excessif et, en tout état de "
                "cause, au plus tard quatorze jours à compter du jour où nous sommes informés de votre décision de "
                "rétractation du présent contrat."
            ),
            _(
                "Nous procéderons au remboursement en utilisant le même moyen de paiement que celui que vous aurez "
                "utilisé pour la transaction initiale, sauf si vous convenez expressément d'un moyen différent ; en"
                " tout état de cause, ce remboursement n'occasionnera pas de frais pour vous."
            ),
            _(
                "Nous pouvons différer le remboursement jusqu'à ce que nous ayons reçu le bien ou jusqu'à ce que "
                "vous ayez fourni une preuve d'expédition du bien, la date retenue étant celle du premier de ces "
                "faits."
            ),
            _(
                "Si vous avez demandé de commencer la prestation de services pendant le délai de rétractation, vous"
                " devrez nous payer un montant proportionnel à ce qui vous a été fourni jusqu'au moment où vous "
                "nous avez informés de votre rétractation du présent contrat, par rapport à l'ensemble des "
                "prestations prévues par le contrat."
            ),
        ),
    )


def _form(seller: Mapping[str, Any]) -> Annex:
    """The fields of the annex to R221-1, in its order and in its words."""
    name, address, _phone, email = _reach(seller)
    return Annex(
        title=_("Formulaire de rétractation"),
        parts=(
            _(
                "(Veuillez compléter et renvoyer le présent formulaire uniquement si vous souhaitez vous rétracter "
                "du contrat.)"
            ),
            _("À l'attention de {name} :").format(name=name)
            + "\n"
            + "\n".join(part for part in (address, email) if part),
            _(
                "Je/Nous (*) vous notifie/notifions (*) par la présente ma/notre (*) rétractation du contrat "
                "portant sur la vente du bien (*)/pour la prestation de services (*) ci-dessous :"
            ),
            Blank("", lines=2),
            Blank(_("Commandé le (*)/reçu le (*) :")),
            Blank(_("Nom du (des) consommateur(s) :")),
            Blank(_("Adresse du (des) consommateur(s) :"), lines=2),
            Blank(
                _(
                    "Signature du (des) consommateur(s) (uniquement en cas de notification du présent formulaire sur "
                    "papier) :"
                ),
                lines=2,
            ),
            Blank(_("Date :")),
            _("(*) Rayez la mention inutile."),
        ),
        cut_out=True,
    )


def _reach(seller: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Name, geographic address, telephone, e-mail."""
    address = ", ".join(part for part in (seller["street"], f"{seller['zip']} {seller['city']}".strip()) if part)
    phone = national(seller["phone"]) if seller["phone"] else ""
    return (
        seller["name"],
        address,
        _("Téléphone : {number}").format(number=phone) if phone else "",
        _("Courriel : {address}").format(address=seller["email"]) if seller["email"] else "",
    )
