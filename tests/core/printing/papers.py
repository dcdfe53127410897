"""Papers for the tests of printing."""

from dataclasses import replace
from datetime import date

from core.kernel.amounts import ONE, amount, percent, quantity, unit_price
from core.printing.paper import (
    Annex,
    BankAccount,
    Blank,
    Instalment,
    LineKind,
    Paper,
    PaperLine,
    Party,
    Payment,
    SignatureBox,
    Subtitle,
    TaxLine,
    TotalLine,
)

SELLER = Party(
    "Chauffage Morel SARL",
    ("14 rue des Frères-Lumière", "69680 Chassieu"),
    ("SIRET 452 881 937 00021", "TVA FR40 452 881 937", "04 78 90 12 34 · contact@chauffage-morel.fr"),
)
BUYER = Party(
    "Hôtel du Parc", ("Mme Léa Œuvrard", "8 cours de l’Intendance", "33000 Bordeaux"), ("TVA FR11 808 123 456",)
)
GOODS = (
    ("RAD-600", "Radiateur acier « Compact » 600 × 1000", "Type 22, 1 741 W, garantie 5 ans", "4", "pièce", "289.90"),
    ("ROB-15", "Robinet thermostatique équerre 1/2″", "", "4", "pièce", "31.50"),
    ("TUB-16", "Tube multicouche Ø 16", "Couronne de 50 m", "62.5", "m", "1.8425"),
    ("MO", "Main-d’œuvre : dépose, pose, mise en eau et équilibrage de l’installation", "", "11.5", "h", "48"),
    ("", "Déplacement", "Zone 2", "1", "forfait", "35"),
)


def line(index: int) -> PaperLine:
    """A plausible line; its net is the product of its own figures, its reference tells its index."""
    reference, label, detail, number, unit, each = GOODS[index % len(GOODS)]
    discount = percent(10) if index % 5 == 0 else None
    return PaperLine(
        reference=reference,
        label=label if index < len(GOODS) else f"{label} n° {index + 1}",
        detail=detail,
        quantity=quantity(number),
        unit=unit,
        unit_price=unit_price(each),
        discount=discount,
        tax_rate=percent("5.5") if index % 5 == 0 else percent(20),
        net=amount(quantity(number) * unit_price(each) * (1 - (discount or 0))),
    )


def quote(lines: int = 5) -> Paper:
    return Paper(
        kind="Devis",
        number="DE2611-0042",
        language="fr",
        issued_on=date(2026, 11, 23),
        facts=(
            ("Date", "lun. 23 nov. 2026"),
            ("Valable jusqu’au", "mer. 23 déc. 2026"),
            ("Votre interlocuteur", "Vincent Morel"),
            ("Chantier", "Chambres 101 à 118, 1er étage"),
        ),
        seller=SELLER,
        buyer=BUYER,
        subject="Remplacement de quatre radiateurs, premier étage",
        lines=tuple(line(i) for i in range(lines)),
        taxes=(
            TaxLine(percent("5.5"), amount("1043.64"), amount("57.40")),
            TaxLine(percent(20), amount("828.16"), amount("165.63")),
        ),
        totals=(
            TotalLine("Total HT", amount("1871.80")),
            TotalLine("TVA", amount("223.03")),
            TotalLine("Total TTC", amount("2094.83"), strong=True),
            TotalLine("Acompte de 30 % à la commande", amount("628.45")),
        ),
        conditions=(
            "Acompte de 30 % à la commande, solde à 30 jours date de facture, par virement.",
            "Pénalités de retard : trois fois le taux d’intérêt légal. Indemnité forfaitaire pour frais "
            "de recouvrement : 40 €. Pas d’escompte pour paiement anticipé.",
            "Travaux garantis deux ans ; assurance décennale MAAF n° 69 123 456, valable en France.",
        ),
        signature=SignatureBox(
            "Bon pour accord", ("Date, nom, qualité et signature, précédés de la mention", "« Bon pour accord »")
        ),
        footer=(
            "Chauffage Morel SARL au capital de 20 000 € · 14 rue des Frères-Lumière, 69680 Chassieu · "
            "RCS Lyon 452 881 937",
            "SIRET 452 881 937 00021 · NAF 4322B · TVA FR40 452 881 937",
        ),
    )


def item(label: str, net: str, kind: LineKind = LineKind.ITEM) -> PaperLine:
    """One piece of something that costs `net` before tax."""
    return PaperLine(
        label=label, kind=kind, quantity=ONE, unit="pièce", unit_price=unit_price(net), tax_rate=percent(20),
        net=amount(net), gross=amount(unit_price(net) * (1 + percent(20))),
    )  # fmt: skip


def section(label: str) -> PaperLine:
    return PaperLine(label=label, kind=LineKind.SECTION)


WITHDRAWAL_FORM = Annex(
    title="Formulaire de rétractation",
    cut_out=True,
    parts=(
        "(À renvoyer seulement si vous renoncez au contrat.)",
        Blank("À l’attention de", value="Chauffage Morel SARL\n14 rue des Frères-Lumière, 69680 Chassieu"),
        Blank("Je renonce au contrat qui porte sur la vente des biens ou sur les services suivants :", lines=3),
        Blank("Commandé le (*) / reçu le (*) :"),
        Blank("Nom du client :"),
        Blank("Adresse du client :", lines=2),
        Blank("Date :"),
        Blank("Signature :", lines=2),
        "(*) Rayez la mention inutile.",
    ),
)
NOTICE = Annex(
    title="Votre droit de rétractation",
    parts=(
        Subtitle("Quatorze jours"),
        "Vous pouvez renoncer à ce contrat sans dire pourquoi, dans un délai de quatorze jours. " * 3,
        Subtitle("Ce qui vous est remboursé"),
        "Nous vous rendons tout ce que vous avez payé, frais de livraison compris. " * 4,
    ),
)


def rich_quote() -> Paper:
    """A quote that uses all a paper can say."""
    radiator, valve, pipe, work, travel = (line(i) for i in range(5))
    return replace(
        quote(),
        delivery=Party(
            "Hôtel du Parc – annexe", ("3 rue des Piliers-de-Tutelle", "33000 Bordeaux"), ("Accès par la cour",)
        ),
        lines=(
            section("Fournitures"),
            replace(radiator, list_price=unit_price("320"), discount=percent(10), discount_amount=amount("20")),
            replace(valve, quantity=quantity(3), free_quantity=quantity(1)),
            replace(pipe, offered=True, net=amount(0)),
            PaperLine(label="Livraison comprise, déchargement par vos soins", kind=LineKind.TEXT),
            section("Pose et mise en service"),
            work,
            travel,
            item("Thermostat d’ambiance connecté", "189", LineKind.OPTION),
            item("Désembouage de l’installation", "420", LineKind.CHOSEN),
        ),
        payment=Payment(
            terms="Par virement, à 30 jours fin de mois.",
            schedule=(
                Instalment("Acompte de 30 % à la commande", amount("628.45")),
                Instalment("À la livraison", amount("838.00"), date(2026, 12, 15)),
                Instalment("Solde", amount("628.38"), date(2027, 1, 31)),
            ),
            account=BankAccount("FR7630006000011234567890189", "AGRIFRPP", "Chauffage Morel SARL"),
        ),
        notes="Merci de vider les chambres la veille.\nL’eau est coupée de 8 h à 12 h.",
        mentions=("TVA à 5,5 % selon l’attestation remise par le client.",),
        annexes=(NOTICE, WITHDRAWAL_FORM),
    )
