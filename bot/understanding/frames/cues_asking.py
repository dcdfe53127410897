"""Words that speak for a question about customers, goods, stock, debts and figures: rows of the table of cues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ASKING: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "customer.find": (
        (-6, r"^(?:le |la )?cliente? .*\b(?:m'a|nous a|nous ont|m'ont) (?!paye|regle)"),
        (6, r"^comment (?:on |je )?(?:fait |faire |fais )?(?:pour )?(?:aller|se rendre|rejoindre|y aller|me rendre)\b"),
        (-7, r"^adresse[rz]? (?:(?:une?|la|le|lui|leur|nous|moi) )*(?:copie|facture|devis|releve|relance|duplicata"
             r"|avoir)\b"),
        (-6, r"^c'est qui (?:le |la |ce |cette )?(?:nouveau|nouvelle|patron|chef|mec|gars)\W*$"),
        (5, r"^(?:le )?(?:numero(?: de telephone)?|telephone|mail|adresse) (?:de|du|d') ?[a-z]"),
        (5, r"^(?:quels? (?:sont )?)?(?:nos |mes |les )?clients (?:(?:on a|j'ai|nous avons) )?(?:a|de|sur|dans|vers) "
            r"(?!recouvrer|relancer)[a-z]|^quels? clients (?:on a|j'ai) [a-z]"),
        (5, r"^(?:la |sa |leur )?fiche\b(?! client)"),
        (5, r"^(?:(?:ouvre|retrouve|affiche|montre|sors|donne|cherche|trouve)[rz]?(?:[- ]moi)? )?(?:la "
            r"|une )?fiche (?:client )?(?:de|du|des|d')"),
        (4, r"^(?:ouvre|retrouve|affiche|montre|sors)[rz]?(?:[- ]moi)? (?:le |la |l')?(?:client|fiche|contact"
            r"|coordonnees|adresse|tel|numero)\b"),
        (3, r"\bc'est ou\b|\bl'adresse ?\?|\b(?:son|leur) (?:adresse|tel|telephone|numero|mail|contact)\b"),
        (9, r"(?=.*(?<![\d+])0[1-9](?:[ .-]?\d{2}){4}(?!\d))(?=.*\b(?:c'est qui|qui est(?:-ce)?|qui (?:m')?a appele"
            r"|qui c'est|c'est a qui|a qui (?:est|c'est|appartient|correspond)|appel (?:manque|recu|de)|(?:il|elle"
            r"|qui) m'a appele"
            r"|connais|inconnu))"),
        (-6, r"^(?:le |mon |son |leur )?(?:telephone|portable|mail|ordinateur|numero) (?:a|n'a|m'a|est|etait|ne|sonne) "
             r"(?:pas |encore |plus |de )?(?:sonne|plu|coupe|casse|tombe|marche|capte|perdu|vole|ete|change|plante"
             r"|fait|mis"
             r"|eu|hs|mort|occupe|en panne)"),
        (5, r"^(?:le |l'|la )?(?:tel|telephone|num|numero|portable|mobile|port|adresse|mail|email|e-mail|contact"
            r"|coordonnees|gps|itineraire)"
            r"(?: (?:de|du|d'|des|pour|chez|a))? "),
        (4, r"^(?:cherche[rz]?|trouve[rz]?|recherche[rz]?|fiche|client|c'est qui|qui est|ou est|ou se trouve"
            r"|ou habite|infos?|a qui (?:est|c'est)|(?:les |mes |nos |quels )?clients (?:a|de|sur|dans)) "),
        (-6, r"^qui est (?:en retard|a jour|dispo|libre|la|absent|le plus)"),
        (-6, r"^client (?:refuse|absent|pas|injoignable|mecontent|content)"),
        (3, r"\b(?:contact|tel|telephone|adresse|mail|email|numero|portable)\s*\??$"),
        (-7, r"^e?-?mail[ -](?:(?:the|an?|la|le|l'|lui|leur) )*(?:invoice|quote|receipt|facture|fact|fa|devis|recu)\b"),
        (7, r"^qui (?:dois[- ]je|est[- ]ce que je dois|faut[- ]il|doit[- ]on|je dois|on doit|peut[- ]on"
            r"|puis[- ]je) (?:contacter|appeler"
            r"|joindre|demander|prevenir|voir)"),
        (5, r"^qui est (?:notre|mon|leur) (?:contact|interlocuteur|correspondant)"),
        (5, r"^(?:quel(?:le)? est|c'est quoi|donne[- ]moi|t'as|tu as|t'aurais|tu aurais|je cherche|il me faut) (?:le "
            r"|l'|la |un )?(?:tel|telephone|num|numero|adresse|mail|email|portable|contact)\b"),
        (5, r"^(?:comment (?:on |je |tu )?(?:va|vais|aller|se rend)|on va (?:comment|ou)|ou c'est|c'est ou)\b"
            r"|^qui (?:c'est|est) (?:le |la )?(?:contact|interlocut)"),
        (-4, r"^fiche client .*\b(?:rue|avenue|av|boulevard|bd|place|quai|chemin|route|impasse|allee|cours|square)\b"),
    ),
    "product.find": (
        (4, r"\b(?:il|elle|c'|ils|elles) ?(?:est|sont) (?:a )?combien\b|^(?:qu'est[- ]ce qu'on a|on a quoi"
            r"|y a quoi|quoi) comme\b"),
        (6, r"\b(?:au|dans le|dans notre) catalogue\b"),
        (4, r"\bquel prix\b|\b(?:la |le )?(?:ref|reference|prix|tarif) .*\bc'est (?:quoi|combien)\b|\ba quel prix\b"),
        (5, r"^(?:(?:quel(?:le)? est|c'est quoi|donne[- ]moi|t'as|tu as|t'aurais|tu aurais|il me faut"
            r"|je veux) )?(?:le |la "
            r"|les )?(?:prix|tarifs?|ref|reference|references)\b"),
        (4, r"^(?:quelles?|quels?) (?:tailles?|couleurs?|coloris|dimensions?|pointures?|modeles?|variantes?"
            r"|diametres?|longueurs?|largeurs?|hauteurs?|teintes?)\b"),
        (4, r"^(?:tu vends|on vend|vous vendez) quoi\b|^(?:vous faites|on fait|tu fais) quoi (?:en|comme)\b"
            r"|^(?:c'est )?combien (?:le|la|les"
            r"|l'|un|une) "),
        (4, r"^(?:c'est )?combien (?:(?:coute|coutent|vaut|valent|pour) )?(?:le|la|les|l'|un|une)\b(?!.*\b(?:doit"
            r"|reste)\b)"),
        (4, r"^(?:t'as|tu as|on a|vous avez|qu'est[- ]ce (?:que tu as|qu'on a)|y a) quoi (?:en|comme)\b"),
        (5, r"^(?:a )?combien (?:est-ce qu'|qu')?(?:je|on|tu|nous) (?:(?:le|la|les|lui|leur) )?(?:vends?"
            r"|vendons|fais|fait"
            r"|compte|factures?)\b"),
        (5, r"^combien (?:ca )?(?:coute|coutent|vaut|valent)\b"),
        (5, r"\b(?:vendons|vendez|vend)[- ](?:nous|vous|on)\b|^(?:qu'avez[- ]vous|vous avez quoi"
            r"|qu'est[- ]ce que vous avez) (?:comme|en)"),
        (4, r"\bca (?:vaut|coute|fait) combien\b"),
        (3, r"\b(?:ca coute combien|c'est combien|quel prix|a combien)\b"),
        (3, r"\b(?:prix|tarif)\s*\??$"),
        (5, r"^quel(?:le)?s? (?:est (?:le |notre )?)?(?:prix|tarif)\b|^how much (?:do (?:we|you) (?:charge|sell|ask)"
            r"|is|are|does)\b"),
    ),
    "stock.query": (
        (5, r"^(?:je|on) peu[xt] (?:prendre|avoir|compter sur|emporter) .*\b(?:depot|camion|stock)\b"),
        (5, r"^(?:il n'y a|y a|on a|on n'a|il y a) plus (?:de|d'|du) ?[a-z]+.*\?"),
        (4, r"\b(?:il )?en reste(?:[- ]t[- ]il)?(?: encore| assez)?\W*$|\ben reste combien\b|\bon en a (?:encore"
            r"|combien|assez)\b"),
        (5, r"\ben dessous d[eu]s? (?:mini|minimum|seuil|stock)|\bsous le (?:stock )?(?:mini|minimum|seuil)"),
        (5, r"\bstocks?\b"),
        (6, r"^(?:que|qu'est[- ]ce qu'il|quoi) (?:faut|faudrait)(?:[- ]il)? (?:re)?commander\b"),
        (5, r"^est[- ]ce qu'il (?:en |nous |te )?reste\b"),
        (4, r"^reste[- ]?t(?:'|-| )?ils?\b|^reste ?tils?\b"),
        (4, r"^reste (?:encore |des? |du )?[a-z].*(?:\?|\b(?:camion|depot|fourgon|stock)\b)|\breste quoi\b"
            r"|\b(?:camion|depot)\b.*\breste (?:encore |quoi|combien)"),
        (5, r"^(?:combien|cb) (?:il reste )?(?:de |d').*\b(?:camion|fourgon|depot|magasin|stock)\b"),
        (4, r"\b(?:reste|restent|reste[- ]t[- ]il|il reste)\b.*\bcombien\b|\bcombien\b.*\b(?:reste|au depot|en stock"
            r"|dans (?:le|mon) camion|dispo)"),
        (4, r"^combien (?:on a|on en a|j'ai|il y a|y a|nous avons) (?:encore )?(?:de|d'|en)\b(?!.*\bbanque)"),
        (4, r"\breste combien\b|\bcombien de .*\b(?:depot|camion|stock)\b"),
        (4, r"(?<!pas )\b(?:dispo|disponible|disponibles|dispos)\b.*\?|(?<!pas )\b(?:dispo|dispos"
            r"|disponibles?)\s*\??$"),
        (4, r"^(?:il )?y a(?: encore)? (?:du|de la|des|d'|encore)\b|^(?:y'?a|ya) "),
        (4, r"^(?:il |on )?(?:en |nous )?reste(?:[- ]t[- ]il)?(?: encore)? (?:du|de la|des|de l'|un|une|d')\b"
            r"|^(?:dispos?|disponible|disponibilite)\b"),
        (4, r"\b(?:faut|faudrait) (?:re)?commander\b.*\?|^(?:qu'est[- ]ce qu'il|que|quoi) (?:faut "
            r"|faudrait )?(?:il )?(?:faut )?recommander\b|\ba recommander\b"),
        (4, r"^(?:il |on )?(?:nous |en )?reste(?:[- ]t[- ]il)? (?:encore )?\d.*\?"),
        (4, r"^(?:t'as|tu as) .*\bcamion\b"),
        (4, r"^est[- ]ce qu(?:e |'| )(?:on|tu|nous|il) (?:en )?(?:a|as|avons|reste) (?:encore |assez )?(?:\d|du"
            r"|de|des)\b"),
        (4, r"^est[- ]ce qu(?:e |'| )(?:on|tu|nous) (?:a|as|avons) (?:encore )?\d"),
        (4, r"\b(?:dans|ds) (?:mon|le) camion\b|\bcamion (?:de )?[a-z]+\b.*\?"),
        (4, r"\bsous le (?:mini|minimum|seuil)|\brupture|\ben rupture"),
        (3, r"^(?:on a|j'ai|t'as|il nous reste|combien de)\b(?=.*(?:\?|\bdispo|\bassez\b|\bencore\b)|$)|^(?:on a|j'ai"
            r"|t'as) \d"),
        (-3, r"\bquoi en\b|\bfaire le plein\b|^(?:todo|tache|rappel|rappelle)\b"),
        (-3, r"\ben banque\b|\bdoit\b|\bvendu"),
    ),
    "balance.query": (
        (9, r"^est[- ]ce qu(?:e |'| ).*\b(?:cheque|chq|virement|paiement|reglement|prelevement)\b.*\b(?:passe|encaisse"
            r"|arrive|tombe|recu)e?\b"),
        (6, r"\breste.*\b(?:creances|impayes|factures en retard)\b"),
        (5, r"\bou en (?:est|sont) (?:le|la|les) (?:paiements?|reglements?|compte)\b|\ben est ou (?:le|la"
            r"|les) (?:paiements?|reglements?|compte)\b"),
        (6, r"\b(?:facture|fact|fa) (?:n° ?)?\d+ a[- ]t[- ](?:elle|on) |\ba[- ]t[- ](?:il"
            r"|elle) (?:ete )?(?:bien )?(?:paye|regle)"),
        (5, r"^releve\b|\breleve de compte\b|\bjours de retard\b"),
        (4, r"\b(?:plafond|encours|en-cours)\b"),
        (5, r"\bqui (?:est|sont) en retard\b"),
        (9, r"\b(?:paye|regle|solde|encaisse)(?:e|s|es)? ou (?:pas|non|toujours pas|pas encore)\b"),
        (6, r"^qui (?:c'est |est[- ]ce )?qui (?:n'a|ne nous a|n'ont|nous doit|a pas|doit)"),
        (5, r"^(?:a )?combien s'eleve (?:le solde|l'encours|la dette|le compte|la creance)"),
        (4, r"\b(?:doit|doivent) (?:encore |toujours )?(?:quelque chose|qqch|de l'argent|des sous|du fric|combien)"),
        (-5, r"^compte[rz]? (?:moi )?\d"),
        (5, r"\b(?:doit|doivent) combien\b|^(?:que|combien) doi(?:t|vent)\b"),
        (5, r"\b(?:combien|qu'est[- ]ce que|ce que) (?:me |nous )?(?:doit|doivent|devait)\b|\bnous doi(?:t|vent)\b"
            r"|\bme doi(?:t|vent)\b"),
        (5, r"^(?:le |quel est le )?(?:solde|balance|encours|en[- ]cours|compte(?! \d)|releve|plafond|creances?"
            r"|impayes)\b(?! de tout compte)"),
        (5, r"\b(?:en banque|en caisse|tresorerie|treso)\b"),
        (4, r"\b(?:est[- ]?(?:il|elle)?|il est|elle est|sont|est) a jour\b|\ba jour \??$|\ba jour (?:de|dans) (?:ses"
            r"|son)"),
        (4, r"\b(?:a|ont|est|fa ?\d+|facture \d+|\d{2,4}) (?:bien )?(?:paye|payee|regle|reglee|solde|soldee)s?\s*\?"
            r"|\b(?:a|ont|est)\s(?:bien )?(?:paye|regle|solde)\w*\b.*\?\s*$"),
        (4, r"\b(?:fact|factures?)\b.*\ben retard\b|\ben retard de paiement|\bretards? de paiement|\bimpayes?\s*\??$"),
        (3, r"\bqui (?:me|nous)? ?(?:doit|doivent|n'a pas paye|est en retard)\b"),
        (6, r"^(?:est[- ]ce qu(?:e |')|esk |esque ).*\b(?:a|ont|est) (?:bien )?(?:paye|regle|solde)|^(?:total|somme"
            r"|montant) des (?:impayes|creances|encours|retards)"),
        (-4, r"\b(?:ds|dans) \d+ jours|^(?:rappel|le cheque)"),
    ),
    "report.query": (
        (6, r"^(?:(?:les|nos|mes) )?(?:\w+ )?meilleurs? (?:commercia|vendeu|technicien)"),
        (7, r"\bcombien (?:de |d')?(?:chiffre|ca)\b|^what(?:'s| is| was| were) (?:our|my|the) (?:turnover|sales"
            r"|revenue|margin|profit)"
            r"|^(?:(?:total|montant|somme|repartition|detail|evolution) (?:de |des? |du |d'|de l'|de la ))"
            r"(?:nos |mes |les )?(?:encaissements?|ventes?|chiffre|ca|marges?|commandes?|devis|achats|heures)\b"),
        (7, r"^combien d'heures?\b(?!.*\breste)"),
        (6, r"^quel(?:le)?s? (?:produits?|articles?|clients?|ventes?) (?:les plus|se vend)"),
        (5, r"^quel(?:le)?s? (?:ca|chiffre|marge|montant de ventes)\b|^heures (?:passees|travaillees|pointees|faites)"
            r"(?: (?:sur|au|pour|par|chez|chantier))+ .*\b(?:mois|semaine|annee|trimestre|depuis|20\d\d|janvier"
            r"|fevrier|mars"
            r"|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"),
        (5, r"\b(?:quel a ete|quel est|c'etait quoi) (?:le |notre )?(?:ca|chiffre)\b|^heures [a-z]+ [a-z]+\W*$"
            r"|^(?:les )?(?:\w+ )?meilleurs (?:clients|produits)"),
        (5, r"^(?:le |notre |mon |quel est le |c'est quoi le )?(?:ca|chiffre d'?\s?affaires?) (?:d'|du |de |des "
            r"|en |sur |par |hors )"),
        (4, r"\b(?:on a|j'ai|nous avons) (?:vendu|facture|encaisse|signe)\b.*\bcombien\b"),
        (4, r"\b(?:les )?heures (?:de|d') ?[a-z]+\W*$|\btop \d+\b"),
        (4, r"\b(?:quels?|combien de|les) devis (?:sont |restent )?(?:encore |toujours )?(?:en attente|en cours"
            r"|ouverts?|non signes?|a relancer|signes?)"),
        (4, r"\bobjectifs?\b(?!.*\bdevis\b)"),
        (5, r"^(?:ca(?! (?:sent|pue|glisse|brule|caille|gratte|bouge|parait|semble|avance|arrive|devient|veut|en|vaut"
            r"|coute|vaudrait|prend|dure|y|a|existe|m'|se|ne|n'|peut|doit|va|marche|fait|roule"
            r"|y est"
            r"|suffit|depend|me|te|lui|nous|ira|irait|aide|passe|tombe|sera"
            r"|serait|reste|s|l|vous|change|tient|alors|coute|commence)\b)|c\.a\.|c a|chiffre d'?\s?affaires?"
            r"|chiffre(?!r?[- ]moi)|ventes?|marges?|top|palmares|classement|stats?|statistiques?|graphique|graph|courbe"
            r"|bilan|rapport des?|tableau de bord|objectifs?|taux)\b(?! \d+ ?ttc)"),
        (5, r"^(?:(?:il y a |on a |y a )?combien (?:de|d')|nombre de) ?"
            r"(?:devis|commandes?|factures?|inter(?:vention)?s?|livraisons?)\b"),
        (5, r"\bcombien (?:on a|j'ai|a[- ]t[- ]on|avons[- ]nous|a|nous avons) (?:vendu|facture|encaisse|fait|signe)"),
        (5, r"^(?:les |mes |nos |liste (?:des )?)?(?:devis|commandes|inters?|interventions|factures) (?:en attente"
            r"|en cours|en retard|ouverte?s?|non signes?|signes?|du jour|du mois|a facturer|a relancer"
            r"|de la semaine)\b"),
        (4, r"^heures? de\b|\bheures? (?:(?:de|d'|par) ?)?[a-z]+ (?:semaine|cette|ce mois|mois|du|en|la|hier|depuis)"),
        (3, r"\bpar (?:commercial|client|mois|famille|technicien|vendeur|semaine|produit|article)\b"),
        (3, r"\b(?:taux de (?:transfo|transformation|conversion|marge)|meilleurs? (?:clients?|ventes?|produits?))\b"),
        (-4, r"^(?:devis|commande) [a-z]+ [a-z]*\d"),
        (-6, r"^(?:les )?factures? (?:en retard|impayees?) (?:de|du|d'|chez|pour) (?!plus|cette|l'annee|ce )"),
    ),
}  # fmt: skip
