"""Papers for the tests of printing."""

from datetime import date

from core.kernel.amounts import amount, percent, quantity, unit_price
from core.printing.paper import Paper, PaperLine, Party, SignatureBox, TaxLine, TotalLine

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
