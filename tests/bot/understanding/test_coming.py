"""What does not exist yet is known by how it opens; what does exist is never taken for it."""

import pytest

from bot.understanding.coming import Coming, coming


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("prévisionnel décembre", Coming.FORECAST),
        ("prévisions T1 2027", Coming.FORECAST),
        ("forecast december", Coming.FORECAST),
        ("tendance clim 12 mois", Coming.FORECAST),
        ("tréso à 30 jours", Coming.CASH),
        ("clients Lyon sans commande depuis 6 mois", Coming.EXTRACT),
        ("customers without orders since june", Coming.EXTRACT),
        ("budget tilleuls mo 40h achats 2500 ventes 6900", Coming.PROJECT),
        ("avancement tilleuls 60%", Coming.PROJECT),
        ("affaires en cours", Coming.PROJECT),
        ("contrats périmés", Coming.CONTRACT),
        ("contrat maintenance girard 1 an dès le 1/12", Coming.CONTRACT),
        ("fournisseur du ballon 200 ?", Coming.PURCHASE),
        ("who supplies the boiler", Coming.PURCHASE),
        ("prélèvements à faire", Coming.DEBIT),
        ("vire 2000 de la caisse au CA", Coming.TRANSFER),
        ("points de Mme Dupont", Coming.LOYALTY),
        ("promo clim -15% jusqu'au 31/12", Coming.LOYALTY),
        ("chèque cadeau 100€ mme dupont valable 1 an", Coming.LOYALTY),
        ("mailing clients lyon", Coming.MAILING),
        ("matériel 28-77120", Coming.EQUIPMENT),
        ("toutes mes données", Coming.DATA),
        ("dernière sauvegarde ?", Coming.DATA),
    ],
)
def test_what_does_not_exist_yet_is_known(said: str, what: Coming) -> None:
    assert coming(said) is what


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "tréso",
        "prix contrat de maintenance",
        "contrat de maintenance annuel",
        "devis girard 1 clim 3,5",
        "commande girard 2 clims",
        "2 pour le client de lyon",
        "prélèvement rejeté girard",
        "payé 50 en chèque cadeau",
        "promo -10%",
        "chantier : 12 rue des lilas",
        "passe 2 filtres au camion julien",
        "chiffre d'affaires girard 2026",
        "livraisons du jour",
        "échéance 30 jours",
        "export clients excel",
        "vire la pose",
        "relance " * 100,
    ],
)
def test_what_exists_is_not(said: str) -> None:
    assert coming(said) is None
