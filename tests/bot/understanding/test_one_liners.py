"""Lines people type, and what each says."""

from __future__ import annotations

import pytest

from bot.understanding import Draft, Intent, understand
from tests.bot.understanding.world import DRAFT, ONE_LINE, SOCKETS, context, told

QUOTES = [
    # Titles, options and terms without a comma between them.
    (
        "devis rossi titre : Salle de bain 2 velux titre : Cuisine 1 porte 83",
        "ROS [section «Salle de bain» ; 2 VEL-78 ; section «Cuisine» ; 1 POR-83]",
    ),
    ("devis rossi, titre Lot 2 plomberie, 2 velux", "ROS [section «Lot 2 plomberie» ; 2 VEL-78]"),
    ("devis rossi 2 velux valable 15 jours option 1 porte 83", "ROS [2 VEL-78 ; 1 POR-83 option] validity_days=15"),
    ("devis rossi 2 velux tva 10", "ROS [2 VEL-78] vat=10"),
    ("devis rossi 2 velux tva 10, 1 porte 83 tva 20", "ROS [2 VEL-78 tva 10 ; 1 POR-83 tva 20]"),
    ("devis rossi 2 velux à 500 tva 5,5 1 porte 83 à 10 % de tva", "ROS [2 VEL-78 @500 tva 5.5 ; 1 POR-83 tva 10]"),
    ("devis rossi velux 2 achetés le 3eme offert", "ROS [3 VEL-78 free=1]"),
    ("devis rossi 2 velux 3x", "ROS [2 VEL-78] payment_terms=3X"),
    ("devis rossi 2 velux, porte 83 3x", "ROS [2 VEL-78 ; 3 POR-83]"),
    ("devis rossi 2 velux 45jfdm", "ROS [2 VEL-78] payment_terms=45J_FDM"),
    ("devis rossi 2 velux accompte de 30 %", "ROS [2 VEL-78] deposit_percent=30"),
    ("devis rossi 2 velux 30% a la commande", "ROS [2 VEL-78] deposit_percent=30"),
    ("devis rossi\nobjet : Rénovation (phase 2), bain\n2 velux", "ROS [2 VEL-78] subject=Rénovation (phase 2), bain"),
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
    ("devis rossi 4h dépose", "ROS [4 DPO]"),
    ("devis rossi depose 4 h", "ROS [4 DPO]"),
    ("devis rossi 2 velux + 3h30 de depose", "ROS [2 VEL-78 ; 3.5 DPO]"),
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
    ("devis rossi 2 velux, pose offerte", "ROS [2 VEL-78 ; 1 «pose» offered]"),
    # A number that is also in the label counts what follows, if that is something else.
    ("devis rossi 3 prises 2 velux", "ROS [3 PRI-2PT ; 2 VEL-78]"),
    ("devis rossi 4 prises 2 velux 6 vis inox", "ROS [4 PRI-2PT ; 2 VEL-78 ; 6 VIS-50]"),
    ("devis rossi 3 prises 4,5 € 2 velux", "ROS [3 PRI-2PT @4.5 ; 2 VEL-78]"),
    ("devis rossi 3 prises 2 m tuyau 20", "ROS [3 PRI-2PT ; 2 TUY-20]"),
    ("devis rossi 3 prises 2 h mo", "ROS [3 PRI-2PT ; 2 MO]"),
    ("devis rossi 3 prises 2h pose", "ROS [3 PRI-2PT ; 2 MO]"),
    ("devis rossi 3 prises 2p+t", "ROS [3 PRI-2PT]"),
    ("devis rossi 3 prises un velux", "ROS [3 PRI-2PT ; 1 VEL-78]"),
    ("devis rossi 3 porte 73 2 prises", "ROS [3 POR-73 ; 2 PRI-2PT]"),
    ("devis rossi 1 cuve 200 2 prises", "ROS [1 RES-200 ; 2 PRI-2PT]"),
    # Nor do the figures of a price.
    ("devis rossi 1 poele 8 kw 1 prise", "ROS [1 POE-8 ; 1 PRI-2PT]"),
    ("devis rossi 1 poele 8 1 depl", "ROS [1 POE-8 ; 1 DEP]"),
    # Written together, taken back, in minutes, as an area.
    ("devis rossi 3prises 2velux", "ROS [3 PRI-2PT ; 2 VEL-78]"),
    ("devis rossi 2porte73", "ROS [2 POR-73]"),
    ("devis rossi trois velux non attends quatre velux", "ROS [4 VEL-78]"),
    ("devis rossi trois non attends quatre velux", "ROS [4 VEL-78]"),
    ("devis rossi 2 h 30 mo", "ROS [2.5 MO]"),
    ("devis rossi 2h30min mo", "ROS [2.5 MO]"),
    ("devis rossi 45mn mo", "ROS [0.75 MO]"),
    ("devis rossi 45 min de main d'oeuvre", "ROS [0.75 MO]"),
    ("devis rossi 4x2,5 m2 lambris", "ROS [10 LAM-14]"),
    ("devis rossi 4x2,5 + 3x2 m2 de lambris", "ROS [16 LAM-14]"),
    # How many is asked: packs nobody can count, units of something else, a number behind a minus.
    ("devis rossi 1 palette de sable", "ROS [1 SAB-35 ?quantity]"),
    ("devis rossi 4x2,5 m2 velux", "ROS [10 VEL-78 ?quantity]"),
    ("devis rossi 12 m2 velux à 28 € le m2", "ROS [12 M2 VEL-78 @28]"),
    ("devis rossi -2 velux", "ROS [2 VEL-78 ?quantity]"),
    ("devis rossi\n-2 velux\n- 3 prises", "ROS [2 VEL-78 ; 3 PRI-2PT]"),
    # The opening word mistyped, or left out in front of a count.
    ("devi rossi 2 velux", "ROS [2 VEL-78]"),
    ("devsi rossi 2 velux", "ROS [2 VEL-78]"),
    ("dvis rossi 2 velux", "ROS [2 VEL-78]"),
    ("2 portes 83 pour rossi", "ROS [2 POR-83]"),
    ("un velux et 3 prises pour hotel du lac stp", "HDL [1 VEL-78 ; 3 PRI-2PT]"),
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
    ("devis rossi 1 velux -10% et 2 prises -20%", "ROS [1 VEL-78 -10% ; 2 PRI-2PT -20%]"),
    ("devis rossi 1 velux à 700 -10% 2 prises remise 20", "ROS [1 VEL-78 @700 -10% ; 2 PRI-2PT -20%]"),
    ("devis rossi 1 velux -10%, remise 5", "ROS [1 VEL-78 -10%] discount_percent=5"),
    ("devis rossi 1 velux et 2 prises -20%", "ROS [1 VEL-78 ; 2 PRI-2PT] discount_percent=20"),
    ("devis rossi 2 velux et rappelle moi jeudi", "ROS [2 VEL-78] note=rappelle moi jeudi"),
    ("devis rossi 2 velux tva 10 acompte 30%", "ROS [2 VEL-78] vat=10 deposit_percent=30"),
    ("devis rossi 2 velux 45j fdm", "ROS [2 VEL-78] payment_terms=45J_FDM"),
    ("devis rossi 2 velux, 30 jours fin de mois", "ROS [2 VEL-78] payment_terms=30J_FDM"),
    ("devis rossi 2 velux comptant", "ROS [2 VEL-78] payment_terms=COMPTANT"),
    ("devis rossi 2 velux valable 15 jours", "ROS [2 VEL-78] validity_days=15"),
    ("devis rossi 2 velux valable 2 mois", "ROS [2 VEL-78] validity_days=60"),
    ("devis rossi 16 portes 73 73 portes 83", "ROS [16 POR-73 ; 73 POR-83]"),
    ("devis rossi 2 velux, livraison le 12/12", "ROS [2 VEL-78] delivery_on=2026-12-12"),
    ("devis rossi 2 velux livraison vendredi", "ROS [2 VEL-78] delivery_on=2026-03-06"),
    ("devis rossi 2 velux, livraison le 31/02", "ROS [2 VEL-78 ; 1 «livraison le 31/02»]"),
    ("devis rossi 2 velux, 3x", "ROS [2 VEL-78] payment_terms=3X"),
    ("devis rossi 2 velux en 3 fois sans frais", "ROS [2 VEL-78] payment_terms=3X"),
    (
        "devis rossi 2 velux, objet : toiture nord, chantier 3 rue des Lilas 69003 Lyon, note : prévoir une échelle",
        "ROS [2 VEL-78] subject=Toiture nord place=3 rue des Lilas 69003 Lyon note=Prévoir une échelle",
    ),
    # What is beside the lines: titles, options, gifts, discounts in euros, the basis of all prices.
    ("devis rossi titre : Salle de bain, 2 velux", "ROS [section «Salle de bain» ; 2 VEL-78]"),
    (
        "devis rossi\ntitre : Toit\n2 velux\nsection Séjour\n1 poele 8",
        "ROS [section «Toit» ; 2 VEL-78 ; section «Séjour» ; 1 POE-8]",
    ),
    ("devis rossi 2 velux, option : 1 poele 8", "ROS [2 VEL-78 ; 1 POE-8 option]"),
    ("devis rossi 2 velux + 1 poele 8 en option", "ROS [2 VEL-78 ; 1 POE-8 option]"),
    ("devis rossi 2 velux, options : 1 poele 8, 2 prises", "ROS [2 VEL-78 ; 1 POE-8 option ; 2 PRI-2PT option]"),
    ("devis rossi velux 2 payés 1 offert", "ROS [3 VEL-78 free=1]"),
    ("devis rossi 6 velux 2 payés + 1 offert", "ROS [6 VEL-78 free=2]"),
    ("devis rossi 3 velux dont 1 offert", "ROS [3 VEL-78 free=1]"),
    ("devis rossi 4 velux 2 payés 1 offert", "ROS [4 VEL-78 ?quantity]"),
    ("devis rossi 2 velux, -50€ sur le velux", "ROS [2 VEL-78 -50€]"),
    ("devis rossi 2 velux à 700 en ttc", "ROS [2 VEL-78 @700TTC]"),
    ("devis rossi 2 velux, dispo fin mars", "ROS [2 VEL-78] delivery_on=2026-03-31"),
]

CHANGES = [
    ("2 velux à 700 au lieu de 749", "add [2 VEL-78 @700]"),
    ("3 velux, 2 payés 1 offert", "add [3 VEL-78 free=1]"),
    ("3 velux dont 1 offert", "add [3 VEL-78 free=1]"),
    ("mets la porte en option", "31 option"),
    ("3 portes 73, -10%, 3x", "add [3 POR-73] ; -10% ; payment_terms=3X"),
    ("2 portes 83cm", "add [2 POR-83]"),
    ("fais lui 10%", "-10%"),
    ("plutot rossi", "for ROS"),
    ("valable un mois", "validity_days=30"),
    ("objet : Rénovation, salle de bain (phase 2)", "subject=Rénovation, salle de bain (phase 2)"),
    ("objet : rénovation, acompte 30%", "deposit_percent=30 subject=Rénovation"),
    ("titre : Maison 4 chambres", "add [section «Maison 4 chambres»]"),
    ("note : attention au chien\nsonner deux fois", "note=Attention au chien\nsonner deux fois"),
    ("3 pas 2", "31=3"),
    ("plutôt 0", "remove 31,32,33"),
    ("3, pas 10", "32=3"),
    ("non 3", "31,32,33=3"),
    ("plutôt 3", "31,32,33=3"),
    ("trois", "31,32,33=3"),
    ("2 au lieu de 15", "31,32,33=2"),
    ("2 au lieu de 10", "32=2"),
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
    ("en fait sans remise", "-0%"),
    ("avec une remise de 15 %", "-15%"),
    ("fais lui une remise de 12%", "-12%"),
    ("enlève la remise", "-0%"),
    ("-10% sur les portes", "31-10%"),
    ("tuyau à 7,50", "32@7.5"),
    ("tuyau à 7,50 ht", "32@7.5HT"),
    ("à 7,50 ttc le tuyau", "32@7.5TTC"),
    ("à 700", "31,32,33@700"),
    ("pose offerte", "33-100%"),
    ("pour morel paysage", "for MOR"),
    ("c'est pour morel", "for MOF|MOR"),
    ("enlève la pose, remise 5 et + 2 velux", "remove 33 ; -5% ; add [2 VEL-78]"),
    ("30j", "payment_terms=30J"),
    ("30j fdm", "payment_terms=30J_FDM"),
    ("comptant", "payment_terms=COMPTANT"),
    ("3x", "payment_terms=3X"),
    ("acompte 30%", "deposit_percent=30"),
    ("sans acompte", "deposit_percent=0"),
    ("valable 15 jours", "validity_days=15"),
    ("livraison vendredi, acompte 30%", "deposit_percent=30 delivery_on=2026-03-06"),
    ("+ 2 velux, 30j fdm", "add [2 VEL-78] ; payment_terms=30J_FDM"),
    ("-50€", "-50€"),
    ("-20€ sur les portes", "31-20€"),
    ("2 payés 1 offert", "31,32,33 free=1 paid=2"),
    ("portes 2 payés 1 offert", "31 free=1 paid=2"),
    ("offert", "31,32,33-100%"),
    ("portes à 700 au lieu de 749", "31@700"),
    ("700€ au lieu de 749", "31,32,33@700"),
    ("c'est ttc", "TTC"),
    ("option : 1 velux", "add [1 VEL-78 option]"),
    ("les portes en option", "31 option"),
    ("les portes pas en option", "31 no option"),
    ("titre : Salle de bain", "add [section «Salle de bain»]"),
    ("note : appeler avant, merci", "note=Appeler avant, merci"),
    ("objet : toiture", "subject=Toiture"),
]

SOCKET_CHANGES = [
    ("2 au lieu de 15", "41,42=2"),
    ("2 au lieu de 10", "41=2"),
    ("4,10 les prises", "41@4.1"),
    ("4,10 € les prises", "41@4.1"),
    ("les prises à 4,10", "41@4.1"),
    ("prises 12", "41=12"),
    ("prises x12", "41=12"),
    ("10 prises offertes", "41-100%"),
    ("ajoute 3 prises offertes", "add [3 PRI-2PT offered]"),
    ("les prises sont offertes", "41-100%"),
    ("offre les prises", "41-100%"),
    ("enlève les 10 prises", "remove 41"),
    ("-5", "-5%"),
    ("- 5", "-5%"),
    ("client rossi", "for ROS"),
    ("mets 15 prises et enlève le velux", "41=15 ; remove 42"),
    ("enlève le velux, mets 15 prises", "remove 42 ; 41=15"),
    ("ajoute 2 poele 8 -10%", "add [2 POE-8 -10%]"),
    ("mets 5% sur les prises", "41-5%"),
    ("remplace les prises par lambris", "remove 41 ; add [10 LAM-14]"),
    ("remplace velux par 3 portes 83", "remove 42 ; add [3 POR-83]"),
    ("trois non attends quatre portes 83", "add [4 POR-83]"),
    ("1 palette de sable", "add [1 SAB-35 ?quantity]"),
]

NO_SOCKET_CHANGE = [
    "prises 4,10", "mets tout à 1 euro", "3 prises offertes", "prises à -5 €", "+ 2 portes 83 -5 €", "-2 velux",
    "4,10 les portes 83", "remplace les prises par porte", "remplace les prises par bidule", "remise 150",
    "2 velux pour rossi", "enlève 2 prises",
]  # fmt: skip

OTHERS = [
    (
        "nouveau client garage du port 04 65 71 22 33 annecy",
        "customer.create name=Garage du Port, kind=professional, phone=+33465712233, city=Annecy",
    ),
    (
        "créer client Menuiserie Joly, 3 rue des Lilas 74000 Annecy, contact Rémi",
        "customer.create name=Menuiserie Joly, "
        "kind=professional, street=3 rue des Lilas, zip=74000, city=Annecy, contact=Rémi",
    ),
    (
        "nv prospect Mme Serra serra@mail.example",
        "customer.create name=Mme Serra, kind=consumer, prospect=True, email=serra@mail.example",
    ),
    (
        "new client: Toits du Sud, 30j fdm, remise 5",
        "customer.create name=Toits du Sud, payment_terms=30J_FDM, discount_percent=5",
    ),
    ("client de passage luc", "customer.create name=Luc, kind=consumer"),
    (
        "nouveau client menuiserie joly 0465712233 bron plafond 1000",
        "customer.create name=Menuiserie Joly, kind=professional, phone=+33465712233, city=Bron, credit_limit=1000",
    ),
    (
        "nouveau client menuiserie joly, bron, plafond 1 500 €, 30j fdm",
        "customer.create name=Menuiserie Joly, kind=professional, city=Bron, payment_terms=30J_FDM, credit_limit=1500",
    ),
    ("nouveau client particulier jean serra", "customer.create name=Jean Serra, kind=consumer"),
    ("nouveau client: un particulier Jean Serra, bron", "customer.create name=Jean Serra, kind=consumer, city=Bron"),
    (
        "nouveau client SAS Ardoise siret 732 829 320 00074",
        "customer.create name=SAS Ardoise, kind=professional, siret=73282932000074, siren=732829320",
    ),
    (
        "nouveau client SAS Ardoise 69003 lyon n° siren 732829320",
        "customer.create name=SAS Ardoise, kind=professional, zip=69003, city=Lyon, siren=732829320",
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

REQUESTS = [
    ("refais moi le devis 42 pour rossi stp", "quote.copy 42 for ROS"),
    ("fais pareil que le 42 pour rossi", "quote.copy 42 for ROS"),
    ("le meme que la derniere fois pour rossi", "quote.again for ROS"),
    ("devis perdus", "quote.list lost"),
    ("ou en sont mes devis", "quote.list open"),
    ("perdu la 45, plus de nouvelles", "quote.lose 45 silence"),
    ("refais le meme devis que le 42 pour morelli", "quote.copy 42 for MOL"),
    ("copie le devis 45 pour hotel du lac", "quote.copy 45 for HDL"),
    ("copie pour morel", "quote.copy for MOF|MOR"),
    ("comme la dernière fois", "quote.again"),
    ("devis rossi comme la dernière fois", "quote.again for ROS"),
    ("comme la derniere fois pour morel paysage", "quote.again for MOR"),
    ("nouvelle version du 45", "quote.revise 45"),
    ("révise le DE2611-0045-V2", "quote.revise DE2611-0045-V2"),
    ("perdu", "quote.lose"),
    ("la 45 est perdue", "quote.lose 45"),
    ("devis 45 perdu trop cher", "quote.lose 45 price"),
    ("mes devis", "quote.list open"),
    ("devis en attente", "quote.list open"),
    ("mes devis perdus", "quote.list lost"),
    ("modèle toit plat", "template.use «toit plat»"),
    ("modele toit plat pour rossi", "template.use «toit plat» for ROS"),
    ("devis rossi modele toit plat", "template.use «toit plat» for ROS"),
    ("enregistre comme modèle toit plat", "template.save «Toit plat»"),
    ("modèles", "template.list"),
]

NOTHING = [
    "", "   ", "merci", "ok", "bonjour", "il fait beau", "facture 213", "devis 42",
    "relance devis 43", "combien doit morel", "marge par commercial", "2 velux",
    "rappelle moi lundi",
    "devis rossi 2 velux, remise 500", "devis rossi 2 velux remise 150", "devis rossi 3 prises à -5 €", "devi",
    "2 bidules pour rossi", "2 velux pour morel", "10 min pour rossi",
    "encaissé 1250 rossi chèque", "nouveau contact chez rossi : Léa 06 39 98 11 22", "?!", "…", "🙂",
]  # fmt: skip

NO_CHANGE = [
    "400j",
    "15 jours",
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


@pytest.mark.parametrize(("text", "expected"), SOCKET_CHANGES)
async def test_a_correction_of_sockets_never_guesses(text: str, expected: str) -> None:
    assert told(await understand(text, context(SOCKETS))) == f"quote.change {expected}"


@pytest.mark.parametrize("text", NO_SOCKET_CHANGE)
async def test_what_could_mean_two_things_changes_nothing(text: str) -> None:
    assert (await understand(text, context(SOCKETS))).intent is not Intent.QUOTE_CHANGE


@pytest.mark.parametrize(("text", "told_"), [("plutôt 20", "quote.change 41=20"), ("2 au lieu de 15", "-")])
async def test_a_bare_number_means_the_only_line_unless_it_denies_it(text: str, told_: str) -> None:
    assert told(await understand(text, context(ONE_LINE))) == told_


@pytest.mark.parametrize(("text", "expected"), OTHERS)
async def test_customers_and_products_are_created_and_found(text: str, expected: str) -> None:
    assert told(await understand(text, context())) == expected


@pytest.mark.parametrize(("text", "expected"), REQUESTS)
@pytest.mark.parametrize("draft", [None, DRAFT])
async def test_what_is_asked_about_other_quotes_is_read_with_or_without_a_draft(
    text: str, expected: str, draft: Draft | None
) -> None:
    assert told(await understand(text, context(draft))) == expected


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
