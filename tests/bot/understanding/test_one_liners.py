"""Lines people type, and what each says."""

from __future__ import annotations

import pytest

from bot.understanding import understand
from tests.bot.understanding.world import DRAFT, context, told

QUOTES = [
    # Who: a certain customer, several, a near spelling, a stranger, none.
    ("devis rossi 2 velux", "ROS [2 VEL-78]"),
    ("devis morel paysage 2 velux", "MOR [2 VEL-78]"),
    ("devis paysage morel 2 velux", "MOR [2 VEL-78]"),
    ("devis morel 1 velux", "MOF|MOR [1 VEL-78]"),
    ("devis morelli 1 velux", "MOL [1 VEL-78]"),
    ("devis morel paisage 1 velux", "MOR [1 VEL-78]"),
    ("devis rosi carelage 1 velux", "ROS [1 VEL-78]"),
    ("devis lac 1 velux", "CLA|HDL [1 VEL-78]"),
    ("devis hotel du lac 1 velux", "HDL [1 VEL-78]"),
    ("devis l'hôtel du lac : 1 velux", "HDL [1 VEL-78]"),
    ("DEVIS HOTEL  DU   LAC 1 VELUX", "HDL [1 VEL-78]"),
    ("devis morelli pere et fils 1 velux", "MOL [1 VEL-78]"),
    ("devis morelli père & fils, 1 velux", "MOL [1 VEL-78]"),
    ("devis ecole st vincent 1 velux", "STV [1 VEL-78]"),
    ("devis école saint-vincent 1 velux", "STV [1 VEL-78]"),
    ("devis delmonte 1 velux", "DLM [1 VEL-78]"),
    ("devis del monte 1 velux", "DEL [1 VEL-78]"),
    ("devis les quatre vents 2 velux", "VEN [2 VEL-78]"),
    ("devis les 4 vents 2 velux", "VEN [2 VEL-78]"),
    ("devis quenelle 2 velux", "?«quenelle» [2 VEL-78]"),
    ("devis garage quenelle 2 velux", "?«garage quenelle» [2 VEL-78]"),
    ("devis durand et fils 2 velux", "?«durand et fils» [2 VEL-78]"),
    ("devis 2 velux", "[2 VEL-78]"),
    ("devis rossi", "ROS"),
    ("devis", ""),
    ("devis 2 velux pour rossi", "ROS [2 VEL-78]"),
    ("devis pour rossi 2 velux", "ROS [2 VEL-78]"),
    ("devis 2 velux, pour morel paysage, remise 5", "MOR [2 VEL-78] discount_percent=5"),
    ("fais moi un devis pour rossi : 2 velux", "ROS [2 VEL-78]"),
    ("bonjour, tu peux me faire un devis rossi 2 velux stp", "ROS [2 VEL-78]"),
    ("dvs rossi 2 velux", "ROS [2 VEL-78]"),
    ("nouveau devis mme barbier poele 8", "BAR [1 POE-8]"),
    ("pour l'hotel du lac tu me mets trois velux", "HDL [3 VEL-78]"),
    # How many: figures, words, x, units, sums, rough numbers.
    ("devis rossi 3x velux", "ROS [3 VEL-78]"),
    ("devis rossi x3 velux", "ROS [3 VEL-78]"),
    ("devis rossi velux x 3", "ROS [3 VEL-78]"),
    ("devis rossi velux x3", "ROS [3 VEL-78]"),
    ("devis rossi 3 fois velux", "ROS [3 VEL-78]"),
    ("devis rossi trois velux", "ROS [3 VEL-78]"),
    ("devis rossi vingt deux velux", "ROS [22 VEL-78]"),
    ("devis rossi quatre-vingt-dix velux", "ROS [90 VEL-78]"),
    ("devis rossi un velux", "ROS [1 VEL-78]"),
    ("devis rossi une porte 83", "ROS [1 POR-83]"),
    ("devis rossi une dizaine de velux", "ROS [10 VEL-78 ?quantity]"),
    ("devis rossi environ 12 velux", "ROS [12 VEL-78 ?quantity]"),
    ("devis rossi 0 velux", "ROS [1 VEL-78 ?quantity]"),
    ("devis rossi 12m tuyau 20", "ROS [12 TUY-20]"),
    ("devis rossi 12 m de tuyau 20", "ROS [12 TUY-20]"),
    ("devis rossi tuyau 20 12m", "ROS [12 TUY-20]"),
    ("devis rossi 1 250 m de tuyau 25", "ROS [1250 TUY-25]"),
    ("devis rossi 12,5m tuyau 20", "ROS [12.5 TUY-20]"),
    ("devis rossi 1.250,50 m2 de lambris", "ROS [1250.5 LAM-14]"),
    ("devis rossi lambris 4x2,5 + 3x2 - 1,5", "ROS [14.5 LAM-14]"),
    ("devis rossi lambris 4x2,5", "ROS [10 LAM-14]"),
    ("devis rossi 2 velux 78x98", "ROS [2 VEL-78]"),
    ("devis rossi 2 pal de gravier", "ROS [2 PAL GRA-25]"),
    ("devis rossi 20 sacs de gravier", "ROS [20 GRA-25]"),
    ("devis rossi 3 btes vis inox", "ROS [3 VIS-50]"),
    ("devis rossi pose 6h mo", "ROS [6 MO]"),
    ("devis rossi 2h30 de main d'oeuvre", "ROS [2.5 MO]"),
    ("devis rossi 1h1/2 mo", "ROS [1.5 MO]"),
    ("devis rossi pose huit heures", "ROS [8 MO]"),
    ("devis rossi trois velux non attends quatre", "ROS [4 VEL-78]"),
    # What: variants, short forms, numbers in names, typing errors, strangers.
    ("devis rossi 2 porte", "ROS [2 POR-73|POR-83]"),
    ("devis rossi 2 portes 83", "ROS [2 POR-83]"),
    ("devis rossi 2 portes 83cm", "ROS [2 POR-83]"),
    ("devis rossi 2 POR-83", "ROS [2 POR-83]"),
    ("devis rossi 50m 3g4", "ROS [50 CAB-3G4]"),
    ("devis rossi 2 x 3g4", "ROS [2 CAB-3G4]"),
    ("devis rossi cuve 200", "ROS [1 RES-200]"),
    ("devis rossi 1 cuve 200 l", "ROS [1 RES-200]"),
    ("devis rossi 6 va et vient", "ROS [6 VAE]"),
    ("devis rossi 2 vellux", "ROS [2 VEL-78]"),
    ("devis rossi 2 lambrsi", "ROS [2 LAM-14]"),
    ("devis rossi 1 depl", "ROS [1 DEP]"),
    ("devis rossi peinture blanc", "ROS [1 PEI-BL]"),
    ("devis rossi 2 peinture", "ROS [2 PEI-BL|PEI-GR]"),
    ("devis rossi 3 gouttieres", "ROS [3 «gouttieres»]"),
    ("devis rossi ramonage 90 ht", "ROS [1 «ramonage» @90HT]"),
    ("devis rossi pose lambris 12 m2 à 28 € ht le m2", "ROS [12 M2 «pose lambris» @28HT]"),
    # Several lines, with and without marks between.
    ("devis rossi 2 velux + 1 poele 8", "ROS [2 VEL-78 ; 1 POE-8]"),
    ("devis rossi 2 velux, 1 poele 8 et 3 portes 83", "ROS [2 VEL-78 ; 1 POE-8 ; 3 POR-83]"),
    ("devis rossi 2 velux puis 1 poele 8", "ROS [2 VEL-78 ; 1 POE-8]"),
    ("devis rossi\n2 velux\n1 poele 8", "ROS [2 VEL-78 ; 1 POE-8]"),
    ("devis rossi 2 velux 3 portes 83 10m tuyau 25", "ROS [2 VEL-78 ; 3 POR-83 ; 10 TUY-25]"),
    ("devis copro pins porte 83 velux 2 poele 8", "PIN [1 POR-83 ; 1 VEL-78 ; 2 POE-8]"),
    ("devis copro pins porte 83 + velux", "PIN [1 POR-83 ; 1 VEL-78]"),
    ("devis rossi poele 8 pose comprise 450 ttc la pose", "ROS [1 POE-8 ; 1 «pose» @450TTC]"),
    ("devis rossi peinture blanc 10l x3 gris 5l x1", "ROS [3 PEI-BL ; 1 PEI-GR]"),
    ("devis rossi 2 velux, pose offerte", "ROS [2 VEL-78 ; 1 «pose» free]"),
    # At what price.
    ("devis rossi 2 velux à 700", "ROS [2 VEL-78 @700]"),
    ("devis rossi 2 velux a 1,2k", "ROS [2 VEL-78 @1200]"),
    ("devis rossi 2 velux à 700 au lieu de 749", "ROS [2 VEL-78 @700]"),
    ("devis rossi 2 velux 699,90 € ht pièce", "ROS [2 VEL-78 @699.9HT]"),
    ("devis rossi 2 velux à 1 250,50€ ttc", "ROS [2 VEL-78 @1250.5TTC]"),
    ("devis rossi 2 velux à 700 3 portes 83", "ROS [2 VEL-78 @700 ; 3 POR-83]"),
    # On which terms.
    ("devis rossi 2 velux remise 5", "ROS [2 VEL-78] discount_percent=5"),
    ("devis rossi 2 velux -10%", "ROS [2 VEL-78] discount_percent=10"),
    ("devis rossi 2 velux, 10% de remise", "ROS [2 VEL-78] discount_percent=10"),
    ("devis rossi 2 velux remise 50€", "ROS [2 VEL-78] discount_amount=50"),
    ("devis rossi 2 velux et 4 portes 83, -10% sur les portes", "ROS [2 VEL-78 ; 4 POR-83 -10%]"),
    ("devis rossi 2 velux tva 10 acompte 30%", "ROS [2 VEL-78] deposit_percent=30 vat=10"),
    ("devis rossi 2 velux 45j fdm", "ROS [2 VEL-78] payment_terms=45J_FDM"),
    ("devis rossi 2 velux, 30 jours fin de mois", "ROS [2 VEL-78] payment_terms=30J_FDM"),
    ("devis rossi 2 velux comptant", "ROS [2 VEL-78] payment_terms=COMPTANT"),
    ("devis rossi 2 velux valable 15 jours", "ROS [2 VEL-78] validity_days=15"),
    ("devis rossi 2 velux valable 2 mois", "ROS [2 VEL-78] validity_days=60"),
    ("devis rossi 16 portes 73 73 portes 83", "ROS [16 POR-73 ; 73 POR-83]"),
    ("devis rossi 2 velux, remise 500", "ROS [2 VEL-78 ; 1 «remise 500»]"),
    ("devis rossi 2 velux, dispo fin mars", "ROS [2 VEL-78] note=dispo fin mars"),
]

CHANGES = [
    ("3 pas 2", "31=3"),
    ("3, pas 10", "32=3"),
    ("non 3", "33=3"),
    ("plutôt 3", "33=3"),
    ("trois", "33=3"),
    ("non 4 portes", "31=4"),
    ("mets 4 portes", "31=4"),
    ("12 m de tuyau pas 10", "32=12"),
    ("4 portes 83", "add [4 POR-83]"),
    ("2 velux", "add [2 VEL-78]"),
    ("+ 10m tuyau 25", "add [10 TUY-25]"),
    ("ajoute 2 velux", "add [2 VEL-78]"),
    ("ajoute un velux et 2 portes 83", "add [1 VEL-78 ; 2 POR-83]"),
    ("+ ramonage 80 ht", "add [1 «ramonage» @80HT]"),
    ("enlève la pose", "remove 33"),
    ("supprime les portes", "remove 31"),
    ("enlève la dernière ligne", "remove 33"),
    ("retire la ligne 2", "remove 32"),
    ("-5 %", "-5%"),
    ("- 5%", "-5%"),
    ("remise 5", "-5%"),
    ("remise 50€", "-50€"),
    ("sans remise", "-0%"),
    ("enlève la remise", "-0%"),
    ("-10% sur les portes", "31-10%"),
    ("tuyau à 7,50", "32@7.5"),
    ("tuyau à 7,50 ht", "32@7.5HT"),
    ("à 7,50 ttc le tuyau", "32@7.5TTC"),
    ("à 700", "33@700"),
    ("pose offerte", "33-100%"),
    ("pour morel paysage", "for MOR"),
    ("c'est pour morel", "for MOF|MOR"),
    ("enlève la pose, remise 5 et + 2 velux", "remove 33 ; -5% ; add [2 VEL-78]"),
]

OTHERS = [
    (
        "nouveau client garage du port 04 65 71 22 33 annecy",
        "customer.create name=Garage du Port, kind=company, phone=+33465712233, city=Annecy",
    ),
    (
        "créer client Menuiserie Joly, 3 rue des Lilas 74000 Annecy, contact Rémi",
        "customer.create name=Menuiserie Joly, "
        "kind=company, street=3 rue des Lilas, zip=74000, city=Annecy, contact=Rémi",
    ),
    (
        "nv prospect Mme Serra serra@mail.example",
        "customer.create name=Mme Serra, kind=individual, prospect=True, email=serra@mail.example",
    ),
    (
        "new client: Toits du Sud, 30j fdm, remise 5",
        "customer.create name=Toits du Sud, payment_terms=30J_FDM, discount_percent=5",
    ),
    ("client de passage luc", "customer.create name=Luc, kind=individual"),
    (
        "nouveau client SAS Ardoise siret 732 829 320 00074",
        "customer.create name=SAS Ardoise, kind=company, siret=73282932000074, siren=732829320",
    ),
    ("nouveau client", "-"),
    (
        "nouveau produit Porte vitrée 83 189 ht tva 20",
        "product.create label=Porte vitrée 83, price=189, basis=HT, vat=20",
    ),
    ("article pose parquet 45 ttc le m2", "product.create label=Pose parquet, price=45, basis=TTC, unit=M2"),
    ("nouvel article équerre ref EQ-12 à 3,20", "product.create label=Équerre, price=3.2, reference=EQ-12"),
    ("cherche morel", "customer.find MOF|MOR"),
    ("cherche velux", "product.find VEL-78"),
    ("fiche hotel lac", "customer.find HDL"),
    ("fiche client rossi", "customer.find ROS"),
    ("client rossi", "customer.find ROS"),
    ("tel rossi", "customer.find ROS (phone)"),
    ("numéro de morel paysage", "customer.find MOR (phone)"),
    ("adresse copro pins", "customer.find PIN (address)"),
    ("rossi contact", "customer.find ROS (contact)"),
    ("c'est qui le 04 65 71 55 66", "customer.find BAR"),
    ("04.65.71.55.66", "customer.find BAR"),
    ("+33 4 65 71 55 66", "customer.find BAR"),
    ("qui est le 06 39 98 00 00", "customer.find ?«qui est le 06 39 98 00 00»"),
    ("morel", "customer.find MOF|MOR"),
    ("Delmonte", "customer.find DEL|DLM"),
    ("fiche quenelle", "customer.find ?«quenelle»"),
    ("prix porte 83", "product.find POR-83 (price)"),
    ("combien coûte le velux", "product.find VEL-78 (price)"),
    ("combien le m de tuyau 25", "product.find TUY-25 (price)"),
    ("prix du poele 8 pour rossi", "product.find POE-8 (price)"),
    ("ref va et vient", "product.find VAE (ref)"),
    ("porte", "product.find POR-73|POR-83"),
    ("porte 83", "product.find POR-83"),
    ("RES-200", "product.find RES-200"),
    ("prix quenelle", "product.find ?«quenelle» (price)"),
]

NOTHING = [
    "", "   ", "merci", "ok", "bonjour", "il fait beau", "facture 213", "devis en attente", "devis 42",
    "relance devis 43", "stock velux ?", "combien doit morel", "y a du tuyau 25 ?", "marge par commercial", "2 velux",
    "rappelle moi lundi",
    "encaissé 1250 rossi chèque", "nouveau contact chez rossi : Léa 06 39 98 11 22", "?!", "…", "🙂",
]  # fmt: skip

NO_CHANGE = [
    "il fait beau",
    "enlève le bidule",
    "-120 %",
    "non",
    "ok",
    "enlève la pose et fais un café",
    "106 livrée complète",
    "- 2 velux",
]


@pytest.mark.parametrize(("text", "expected"), QUOTES)
async def test_a_quote_in_one_line_is_read(text: str, expected: str) -> None:
    assert told(await understand(text, context())) == f"quote.create {expected}".strip()


@pytest.mark.parametrize(("text", "expected"), CHANGES)
async def test_a_correction_is_read_against_the_draft(text: str, expected: str) -> None:
    assert told(await understand(text, context(DRAFT))) == f"quote.change {expected}"


@pytest.mark.parametrize(("text", "expected"), OTHERS)
async def test_customers_and_products_are_created_and_found(text: str, expected: str) -> None:
    assert told(await understand(text, context())) == expected


@pytest.mark.parametrize("text", NOTHING)
async def test_what_says_nothing_known_is_left_unread(text: str) -> None:
    reading = await understand(text, context())
    assert (reading.intent, reading.slots) == (None, None)


@pytest.mark.parametrize("text", NO_CHANGE)
async def test_a_draft_is_not_changed_by_other_words(text: str) -> None:
    assert (await understand(text, context(DRAFT))).intent is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [("rossi", "customer.find"), ("devis rossi 2 velux", "quote.create"), ("prix velux", "product.find")],
)
async def test_a_draft_does_not_swallow_other_requests(text: str, intent: str) -> None:
    assert (await understand(text, context(DRAFT))).intent == intent
