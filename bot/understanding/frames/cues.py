"""What a message is about: words that speak for an intent, each with its weight. The heaviest intent wins.

A row is (weight, pattern); patterns are read on text without accents or capitals. 4 settles it nearly alone, 2 is a
good sign, 1 helps, negative weights speak against. To teach a new way of saying something, add a word to a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from bot.understanding.frames.cues_english import ENGLISH

Rows: TypeAlias = tuple[tuple[float, str], ...]

ENOUGH: Final = 2.0
_MAKE: Final = (
    r"^(?:(?:alors|bon|bonjour|bjr|salut|ok|stp|svp|peux tu|tu peux|il me faut|il faut|faut|fais|faire|fait|prepare"
    r"|prepare[rz]|passe[rz]?|lance[rz]?|cree[rz]?|ajoute[rz]?|saisi[rs]|note[rz]?|enregistre[rz]?|moi|me|lui|un|une"
    r"|le|la|l'|nouveau|nouvelle|nvelle|nvlle|nvl|nv"
    r"|new|petit|prends?|prendre)[ ,:']+)*"
)
_DAY: Final = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_METHOD: Final = (
    r"\b(?:cb|carte bleue|carte|tpe|chq|chqs|cheques?|chk|esp|especes?|liquide|cash|vir|virt|virements?|prlv"
    r"|prelevements?|sepa|lcr|traite)\b"
)
_AMOUNT: Final = r"(?<!\d)\d[\d .]{0,12}(?:,\d+)?\s*(?:€|eur|euros?|balles|k\b|k€|ttc|ht)"
_COUNT: Final = (
    r"(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix) ?(?:x |m |ml |m2 |h )?(?:de |d\')?"  # so many of something
)
_SPAN: Final = r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})?\s?(?:h(?:eures?)?\s?(?:\d{2}|1/2|1/4|3/4)?|mn|min|minutes?)\b"

# What is bought on the way, in front of a line: its sum was spent, however it was paid.
_SPENT: Final = (
    r"(?:peages?|parking|parcmetre|stationnement|essence|gasoil|gazole|carburant|plein|diesel|taxi|uber|train|metro|bus"
    r"|tram|resto|restau|repas|dejeuner|dej|diner|cafes?|sandwich|kebab|timbres|lavage|lunch|dinner|breakfast|coffee|fuel"
    r"|petrol|tolls?|cab)"
)

CUES: Final[Mapping[str, Rows]] = {
    "quote.create": (
        (4, r"\b(?:fais|faire|fait|faites|prepare[rz]?|etabli[rst]*|redige[rz]?|sors|edite[rz]?)[- ](?:moi |lui "
            r"|leur |nous |vite )*"
            r"(?:le |un |une |ce |son |leur )?(?:petit )?(?:devis|chiffrage)\b"),
        (3, rf"^(?=.*\b(?:devis|chiffrage)\b(?!.*\b(?:signe|accepte|valide|refuse|relance)))"
            rf"(?=.*\b{_COUNT}[a-z]{{3,}})"),
        (4, rf"{_MAKE}(?:devis?|dvs|dvis|devi|proposition|offre de prix|chiffrage|estimation"
            rf"|quote)\b(?! ?(?:n° ?)?\d+ ?$)"),
        (6, r"^(?:alors |ok |bon )*chiffre[rz]?(?:[- ]moi\b| (?:pour |\d|une? |le |la ))"),
        (5, r"\b(?:reprends?|refais|copie[rz]?) (?:le )?devis (?:n° ?)?\d+ (?:et|pour)\b"),
        (2, r"^chiffrer? pour\b"),
        (3, r"^(?:alors |bon |ok )*pour .+ (?:tu |on |vous )?(?:me |lui |leur )?(?:mets|met|mettez|prevois"
            r"|comptes?)\b"),
        (3, r"^(?:alors |bon |ok )*pour .+ il (?:me |lui |leur |nous )?(?:faut|faudrait|faudra)\b"),
        (3, r"\b(?:refais|meme|pareil que le|copie[rz]? le|comme le) (?:le |un )?(?:meme )?devis\b"),
        (7, r"\b(?:veut|veulent|voudrait|voudraient|demande|demandent|souhaite|aimerait|attend"
            r"|attendent) (?:un |une |son "
            r"|le )?(?:devis|dvs|chiffrage)\b"),
        (1, r"\bdevis\b"),
        (-4, r"\bdevis (?:en attente|en cours|ouverts?|non signes?|acceptes?|signes?|refuses?|du mois"
             r"|de la semaine)\b"),
        (-3, r"\bok pour le devis\b|\bdevis (?:n° ?)?\d+ .*\b(?:accepte|signe|valide|bon pour accord)"),
    ),
    "order.create": (
        (4, rf"{_MAKE}(?:bon de (?:commande|cde|cmd)|commandes?|cde|cmd|cmde|bdc"
            rf"|order)\b(?! ?(?:n° ?)?(?:co)?\d{{2,}})"),
        (4, r"\bok pour le devis\b|\bdevis (?:n° ?)?\d+\b.*\b(?:accepte|signe|valide par|bon pour accord|c'est ok"
            r"|ok)\b"),
        (4, r"\b(?:a |ont |il |elle )?(?:accepte|signe|valide)e? (?:le )?devis\b"
            r"|\btransforme[rz]? le devis .*commande"),
        (4, r"\b(?:veut|veulent|voudrait|voudraient) (?:\d|une? |deux |trois |quatre |cinq )(?!.*\b(?:budget"
            r"|devis)\b)"),
        (4, r"\bsouhaite(?:nt)? (?:recevoir|commander)\b|\bpasser (?:la |une |sa )?commande\b"),
        (4, r"\b(?:prend|prends|prennent|commande(?:nt)?|veut commander|a commande|passe commande|me commande"
            r"|nous commande"
            r"|en veut|reprend)\b(?! rdv| rendez)"),
        (2, r"\blivre[es]* (?:demain|lundi|mardi|mercredi|jeudi|vendredi|la semaine)"),
        (-2, r"\bprepare\b|\bpreparer\b"),
    ),
    "delivery.confirm": (
        (3, r"^(?:la |le )?(?:commande |cde |co |bl )?\d{2,6} (?:est |a ete |bien )*(?:livree?s?|recuee?s?"
            r"|remise|deposee)\b"),
        (-5, r"^(?:l'|la )?(?:intervention|inter|bi) \d"),
        (7, r"\bsolde\b.*\d{2,4}.*\blivree?s?\b"),
        (3, r"\b(?:tout|toute?s?|tous) (?:est |a ete )?livre"),
        (8, r"^(?:la )?(?:commande|cde|cmd) (?:n° ?)?\d{1,6}\b.*\blivree?s?\b(?! (?:demain|la semaine|pour|avant))"),
        (7, r"\b(?:j'ai|on a|nous avons) (?:bien )?livre\b"),
        (7, r"\b(?:j'ai|on a|nous avons|viens de) livrer? (?:la |le )?(?:commande |cde |bl )?(?:n° ?)?\d{2,6}\b"),
        (4, r"\b(?:livre|livres|livree|livrees|delivre|delivered)\b(?! (?:demain|lundi|mardi|mercredi|jeudi|vendredi"
            r"|la semaine|pour|avant|le \d))"),
        (7, r"\b(?:commande|cde|cmd|cmde) (?:n° ?)?\d{1,6}(?: (?:est|a ete|bien|ok))* (?:livre[es]*|refusee?"
            r"|complete)\b"),
        (5, r"^(?:(?:la|le) )?(?:commande |cde |cmd |co|bl )?(?:n° ?)?\d[\d-]{1,8} (?:bien |est |a ete )*(?:recue?s?"
            r"|receptionnee?s?) par\b"),
        (3, r"^(?:bl|livraison|livr|delivery)\b|\bconfirme[rz]? (?:la )?livraison|\blivraison (?:ok|faite|terminee"
            r"|complete|partielle)"),
        (3, r"\bil (?:manque|manquait)\b|\bmanque(?:nt|ait)? (?:\d|une? |deux |trois )|\bmanquants?\b"
            r"|\breste a livrer\b"),
        (3, r"\brefuse[es]*\b.*\b(?:client|livraison|commande|mauvais|casse|modele)|^(?:la )?\d{2,4} refuse"),
        (4, r"^(?:le |la )?cliente? (?:a |ne veut |n'en veut )?(?:refuse|pas|plus)\b.*\d"),
        (3, r"\bpersonne (?:sur place|pour receptionner)|\bclient absent\b.*\blivr|\blivr.*\babsent"),
        (3, r"\bclient absent\b|\babsente? (?:pour|a) la livraison|^refus (?:de|du|par)\b"),
        (2, r"\blivraison\b"),
        (5, r"\bpas (?:pu )?(?:la |le |les |etre )?livre[res]*\b|\bimpossible de (?:la |le |les )?livrer"),
        (2, r"\bdepose[es]? (?:chez|a|au)\b"),
        (-4, r"^(?:facture|facturer|factures|envoi|envoie)\b"),
        (-4, r"^(?:la )?(?:bl|livraison|livr|delivery) (?:n° ?)?\d+\W*$"),  # nobody says that it was brought
        (-3, r"\bstock\b|^(?:commande|cde|cmd|devis)\b(?!.*\b(?:livree?s?|ok|manque(?:nt)?)\b)"),
    ),
    "payment.log": (
        (4, r"\b(?:encaisse|encaisser|encaissement|recu (?:un |le |du )?(?:chq|cheque|vir|virement|acompte|reglement"
            r"|paiement))\b"),
        (3, r"^(?:recu|regle|reglement|paiement|paye|payment|prlv|prelevement|chq|cheque|vir|virement|acompte)\b.*\d"),
        (3, rf"^(?=.*\d).*{_METHOD}"),
        (3, r"\b(?:paye|payee|payes|regle|reglee|regles|solde|soldee|a regle|a paye|paid)\b(?! ?\?)(?!$| ?\?)"),
        (4, r"\b(?:cheque|chq|prlv|prelevement|virement)\b.*\b(?:impaye|rejete|revenu|retourne|sans provision)"),
        (2, r"\b(?:impaye|rejete)\b"),
        (2, r"\bsur les \d"),
        (4, r"\b(?:a|ont|m'a|nous a) (?:bien )?vire\b|\bvien(?:t|nent) de (?:me |nous )?(?:virer|payer|regler)\b"),
        (-4, rf"^{_SPENT}\b(?=.*\d)"),
        (-4, rf"{_MAKE}(?:devis?|dvs|commandes?|cde|cmde?|bdc|order|quote)\b(?! ?(?:n° ?)?(?:co|de)?\d{{2,}})"),
        (-4, r"\?\s*$|\bsi .* (?:a|est|ont) (?:paye|regle)|^(?:combien|qui|est ce|relance)"),
        (-3, r"\bnote de frais|\bde ma poche\b|\bticket|\bpeage|\bparking|\bcb boite|\bessence|\bgasoil|\bresto midi"),
        (-2, r"\bfacture[rz]? (?:la|le|les|ce|tout|inter)|\bdevis .*\bacompte"),
    ),
    "time.log": (
        (-6, r"^\W*\d\d?h\d* (?:arrivee?|partie?|sur place|depart|reparti)\b"),
        (3, rf"\b(?:chez|chantier|sur) .*{_SPAN}\W*$"),
        (3, rf"^(?=.*{_SPAN}).*\b(?:non facturable|pas facturable|a ne pas facturer)\b"),
        (4, rf"\b(?:bosse|travaille|passe) {_SPAN}"),
        (5, r"^(?:chrono|pointage) (?:stop|arret|start|debut|go|fin)\b"),
        (4, r"^(?:arrete[rz]?|stoppe[rz]?|lance[rz]?|demarre[rz]?|coupe[rz]?|mets"
            r"|relance[rz]?) (?:en route )?(?:le |mon |la )?"
            r"(?:chrono\w*|pointage|compteur|pointeuse)\b"),
        (5, rf"^(?:compte[rz]?|note[rz]?|mets|met|ajoute[rz]?|saisi[rs]?|pointe[rz]?|marque[rz]?)(?:[- ]moi)? {_SPAN}"),
        (4, rf"^(?:{_SPAN}|(?:avant[- ]?hier|hier|aujourd'?hui|auj|ce matin|{_DAY}|le \d\d?/\d\d?|lun|mar|mer|jeu"
            rf"|ven)[ ,:]+(?:matin |aprem |soir )?(?:de )?{_SPAN})"),
        (4, r"^(?:mes )?heures ?: ?\d|^(?:mes )?heures? (?:de |du )?(?:hier|ce matin|lundi|mardi|mercredi|jeudi"
            r"|vendredi|samedi)\b.*\d ?h"),
        (-9, r"\bbonne (?:journee|soiree|matinee|nuit|fin de journee)\b"),
        (4, r"^(?:stop|start|pointe[rz]?|pointage|debut|fin de journee|je commence|j'ai (?:fini|termine)"
            r"|top depart)\b"),
        (4, r"\d{1,2}h\d{0,2} ?(?:-|a|->|/) ?\d{1,2}h\d{0,2}"),
        (3, r"\b(?:journee|demi[- ]journee|matinee|apres[- ]midi) (?:complete|entiere|sur|chez|au|a|chantier)"
            r"|^(?:journee|demi[- ]journee|1/2 journee)\b"),
        (4, r"^(?:fini|termine)\W*$"),
        (2, rf"{_SPAN}.*\b(?:chantier|chez|trajet|route|bureau|atelier|non facturable|deplacement|reunion)\b"),
        (2, rf"\b(?:chantier|af\d\d-\d+)\b.*{_SPAN}"),
        (1, _SPAN),
        (-3, r"^(?:devis|commande|cde|inter|bi|depannage|sav|arrive|rappel|facture)\b"),
        (-4, rf"^(?:le )?(?:{_DAY}|demain|apres[- ]demain|ce soir|cet aprem)\b.*\b(?:r?appeler|relancer|prevenir"
            r"|recontacter|penser a|verifier|envoyer)\b"),
        (-2, rf"{_SPAN}.*\b(?:mo|main d'euvre)\b|{_METHOD}"),
    ),
    "intervention.log": (
        (5, r"^(?:cale[rz]?|calle[rz]?|case[rz]?|mets|met|place[rz]?|fixe[rz]?|bloque[rz]?|ajoute[rz]?"
            r"|note[rz]?) (?:moi )?(?:une? |l')?"
            r"(?:inter|intervention|depannage|visite|bi|entretien)\b"),
        (6, r"^(?:je )?(?:suis (?:bien )?(?:arrivee?|sur place|partie?|repartie?)|repartie?|arrivee? sur)\b"),
        (4, r"^(?:inter|intervention|bi|b\.i\.?|rapport|depannage|depan|sav|entretien fait|visite)\b(?!.*\ba mehdi$)"),
        (7, r"\b(?:cree[rz]?|planifie[rz]?|programme[rz]?|prevois|prevoir) (?:une? )?(?:inter|intervention|depannage"
            r"|visite|bi)\b"),
        (4, r"^(?:j'|je viens d')arriver? (?:chez|au|sur|a l')"),
        (6, r"^(?:arrivee?(?! (?:dans|ds|d'ici|bientot|vers|pas|de suite|tout|en|a \d))|je suis arrivee?|parti"
            r"|depart|sur place|je (?:re)?pars de"
            r"|je suis (?:chez|sur place|partie?))\b"),
        (4, r"\b(?:reportee?|repousse[es]*|decalee?)\b"),
        (3, r"\b(?:en panne|en defaut|defaut [a-z]?\d+|hs\b|fuite|fuit|ne (?:demarre|chauffe|marche) (?:pas|plus)"
            r"|bruyant|disjoncte"
            r"|disjonction|sous garantie)\b"),
        (2, r"\b(?:change|changee|remplace|remplacee|repare|reparee|reglage|purge|nettoye|remis en (?:route|service"
            r"|marche)|ramone)\b"),
        (2, r"\b(?:depannage|intervention|piece a commander|a commander|retour (?:lundi|mardi|mercredi|jeudi|vendredi"
            r"|prevu))\b"),
        (1, r"\b(?:depl|mo)\b"),
        (-4, r"^(?:facture[rz]?|assigne[rz]?|devis|commande|cde|prix|tarif)\b|\bretard$"),
    ),
    "reminder.create": (
        (3, r"^(?:prevenir|rappeler|appeler|telephoner a|recontacter|relancer)\b"),
        (5, r"^(?:faites|fais)[- ](?:moi|nous) penser\b|\brappel(?:ez|er|le)[- ](?:moi|nous)\b|^me rappeler\b"),
        (5, r"^note (?:demain|apres[- ]demain|lundi|mardi|mercredi|jeudi|vendredi|ce soir)\b"),
        (5, r"^note (?:d'|pour (?:le|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|la semaine)\b)"),
        (5, r"^(?:un |mets un )?rappel\b"),
        (6, r"^(?:a )?j ?\+ ?\d+,? (?:r?appeler|relancer?|voir|verifier|prevenir|envoyer)\b"),
        (5, r"^(?:merci de )?(?:me|nous) rappeler\b|\bfaut que (?:je |j'|on )r?(?:appelle|envoie|passe|pense|relance)"),
        (5, r"\brappelles?[- ](?:moi|nous)\b|\b(?:me|nous) rappelles?\b|^rappelles? (?:de|d'|a)\b"),
        (4, r"^(?:ds|dans|d'ici) (?:une?|deux|trois|quatre|cinq|six|huit|dix|quinze|\d+) (?:j|jours?|semaines?"
            r"|sem|mois|heures?|h|min\w*)\b"
            r"(?=.*\b(?:voir|verifier|relancer|r?appeler|penser|passer|envoyer|prevenir|demander|faire|commander|revoir)\b)"),
        (5, r"^(?:rappelle|rappel|rappele|rapelle|pense[- ]bete|note de|penser a|pense a|fais moi penser|n'oublie pas"
            r"|ne pas oublier"
            r"|alerte|remind|rdv|rendez[- ]vous|me rappeler|relancer|relance(?! (?:la |les )?fact))\b"),
        (4, r"\brappelle[- ]moi|\brappelle moi|\bfais[- ]moi penser|\bremind me"),
        (6, r"\b(?:faut|faudra) (?:pas )?que (?:je |j'|on )(?:n'|ne )?(?:oublie|pense|songe)|^(?:j'oublie pas"
            r"|oublie pas|faut penser)\b"),
        (6, r"^(?:tel |telephone |numero |num |client |personne )?a rappeler\b|^(?:mets|met|mettre|ajoute|cree|note"
            r"|pose)[- ](?:moi )?(?:un |une )?(?:rappel|alerte|rdv)\b"),
        (4, r"^(?:ds|dans|d'ici) \d+ (?:j|jours?|semaines?|mois|h|heures?|min)\b"),
        (4, r"^(?:demain|apres[- ]demain|ce soir|lundi|mardi|mercredi|jeudi|vendredi|le \d\d?(?:/\d\d?| [a-z]+)"
            r"|fin de mois|tous les)\b"
            r"[^|]*?\b(?:prevenir|appeler|rappeler|relancer|voir|verifier|passer|envoyer|commander|faire|aller|penser"
            r"|recontacter|demander)\b"),
        (5, r"^(?:tous les|toutes les|chaque) (?:\d+ )?(?:jours?|semaines?|mois|matins?|soirs?|(?:lun|mar|mercre|jeu"
            r"|vendre|same)dis?)\b"),
        (2, r"\btous les (?:jours|lundis|mardis|mercredis|jeudis|vendredis|mois|matins|soirs)|\bchaque (?:lundi|mois"
            r"|semaine|jour)"),
    ),
    "customer.create": (
        (6, r"^(?:alors |bonjour |ok )*(?:nouveau|nouvelle|nouvel|nv|nvx|nvelle|new|cree[rz]?|ajoute[rz]?|creation"
            r"|enregistre[rz]?)(?: (?:un|une|le|la))?"
            r" (?:nouveau |nouvelle )?(?:client|cliente|clt|customer|contact|prospect|particulier|compte client"
            r"|fiche client)\b"),
        (6, r"^(?:ajoute[rz]?|cree[rz]?|enregistre[rz]?|nouveau|nouvelle) (?:la |le |l')?(?:mme|mlle|mr|m\.?"
            r"|monsieur|madame|sarl|sas"
            r"|sasu|ets|eurl|sci|scop)\b (?!.*\b(?:devis|commande)\b)"),
        (5, r"^client(?:e)? de passage\b"),
        (4, r"^fiche client\b.*(?:\b(?:rue|avenue|av|boulevard|bd|place|quai|chemin|route|impasse|allee|cours"
            r"|square)\b|\d{5}|\btel\b|\d{10}|\bsiret\b)"),
        (3, r"^fiche client\b"),
        (6, r"^(?:a creer|crees?|creez|cree|a ajouter)(?: en)? (?:un |une )?(?:nouveau |nouvelle )?(?:cliente?"
            r"|prospect)\b"),
        (6, r"\b(?:un |une )?nouve(?:au|lle) (?:client|cliente|prospect|contact)\b ?:?"),
        (6, r"^(?:cree[rz]?|nouvelle|ouvre|ajoute[rz]?|fais|faire) (?:moi )?(?:la "
            r"|une )?(?:nouvelle )?fiche (?:client )?(?:de |du |d'|pour )?(?:la |le )?"
            r"(?:sarl|sas|sasu|ets|eurl|sci|scop|m\.|mr|mme|monsieur|madame|client|societe|garage|menuiserie)\b"),
        (-3, r"\binteresse par\b"),
    ),
    "customer.find": (
        (5, r"^(?:le )?(?:numero(?: de telephone)?|telephone|mail|adresse) (?:de|du|d') ?[a-z]"),
        (5, r"^(?:quels? (?:sont )?)?(?:nos |mes |les )?clients (?:a|de|sur|dans|vers) (?!recouvrer|relancer)[a-z]"),
        (5, r"^(?:la |sa |leur )?fiche\b(?! client)"),
        (5, r"^(?:(?:ouvre|retrouve|affiche|montre|sors|donne|cherche|trouve)[rz]?(?:[- ]moi)? )?(?:la "
            r"|une )?fiche (?:client )?(?:de|du|des|d')"),
        (4, r"^(?:ouvre|retrouve|affiche|montre|sors)[rz]?(?:[- ]moi)? (?:le |la |l')?(?:client|fiche|contact"
            r"|coordonnees|adresse|tel|numero)\b"),
        (3, r"\bc'est ou\b|\bl'adresse ?\?|\b(?:son|leur) (?:adresse|tel|telephone|numero|mail|contact)\b"),
        (5, r"^(?:le |l'|la )?(?:tel|telephone|num|numero|portable|mobile|port|adresse|mail|email|e-mail|contact"
            r"|coordonnees|gps|itineraire)"
            r"(?: (?:de|du|d'|des|pour|chez|a))? "),
        (4, r"^(?:cherche[rz]?|trouve[rz]?|recherche[rz]?|fiche|client|c'est qui|qui est|ou est|ou se trouve"
            r"|ou habite|infos?|a qui (?:est|c'est)|(?:les |mes |nos |quels )?clients (?:a|de|sur|dans)) "),
        (-6, r"^qui est (?:en retard|a jour|dispo|libre|la|absent|le plus)"),
        (-6, r"^client (?:refuse|absent|pas|injoignable|mecontent|content)"),
        (3, r"\b(?:contact|tel|telephone|adresse|mail|email|numero|portable)\s*\??$"),
        (5, r"^(?:quel(?:le)? est|c'est quoi|donne[- ]moi|t'as|tu as|t'aurais|tu aurais|je cherche|il me faut) (?:le "
            r"|l'|la |un )?(?:tel|telephone|num|numero|adresse|mail|email|portable|contact)\b"),
        (5, r"^(?:comment (?:on |je |tu )?(?:va|vais|aller|se rend)|on va (?:comment|ou)|ou c'est|c'est ou)\b"
            r"|^qui (?:c'est|est) (?:le |la )?(?:contact|interlocut)"),
        (-4, r"^fiche client .*\b(?:rue|avenue|av|boulevard|bd|place|quai|chemin|route|impasse|allee|cours|square)\b"),
    ),
    "product.find": (
        (4, r"\b(?:il|elle|c'|ils|elles) ?(?:est|sont) (?:a )?combien\b|^(?:qu'est[- ]ce qu'on a|on a quoi"
            r"|y a quoi|quoi) comme\b"),
        (4, r"\bquel prix\b|\b(?:la |le )?(?:ref|reference|prix|tarif) .*\bc'est (?:quoi|combien)\b|\ba quel prix\b"),
        (5, r"^(?:(?:quel est|c'est quoi|donne[- ]moi|t'as|tu as|t'aurais|tu aurais|il me faut|je veux) )?(?:le |la "
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
    ),
    "stock.query": (
        (4, r"\b(?:il )?en reste(?:[- ]t[- ]il)?(?: encore| assez)?\W*$|\ben reste combien\b|\bon en a (?:encore"
            r"|combien|assez)\b"),
        (5, r"\ben dessous d[eu]s? (?:mini|minimum|seuil|stock)|\bsous le (?:stock )?(?:mini|minimum|seuil)"),
        (5, r"\bstocks?\b"),
        (4, r"^reste[- ]?t(?:'|-| )?ils?\b|^reste ?tils?\b"),
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
    "invoice.send": (
        (7, r"\bfactures? d'?\s?acompte\b"),
        (5, r"^(?=.*\b(?:facture|fact|fa) ?(?:n° ?)?(?:fa)?\d)(?=.*\b(?:r?envoi[est]?|r?envoyer|transmets"
            r"|transferer?|balance)\b)"),
        (5, r"^(?:la )?(?:facture|fact|fa) ?(?:n° ?)?\d+ (?:par|en|via|sur) (?:sms|e?-?mail|telegram|texto"
            r"|courriel)\b"),
        (6, r"\b\d{2,4}\b,? a facturer\b|^a facturer\b.*\d"),
        (5, r"\b(?:une )?relance (?:pour |sur )?(?:la )?(?:facture|fact|fa) ?\d"),
        (7, r"\bfacture[rz]?[- ]l[ea]s?\b"),
        (4, r"\bfacture[rz]?[- ](?:lui |leur |moi )?(?:tout )?(?:ce qui est livre|ce qu'on a livre|les livraisons)\b"),
        (5, r"^(?:alors |ok |bon |stp )*(?:facture|facturer|facturez|factures|fais (?:la|une) facture"
            r"|edite[rz]? (?:la |une )?facture)\b(?! (?:n° ?)?\d+ ?\??$)"),
        (5, r"^(?:fais (?:moi )?(?:un )?|un )?avoir\b(?=.*(?:\bsur\b|\bpour\b|fa))|\bfais un avoir\b"),
        (5, r"\b(?:envoi|envoie|envoyer|renvoie|renvoyer|transmets|transfere|mail)[a-z]*\b.*\b(?:fact|facture"
            r"|fa) ?(?:fa)?\d*\b"),
        (5, r"^(?:r?envoi|r?envoie|r?envoyer|transmets) (?:lui |leur |moi )?(?:la |le )(?:n° ?)?\d{2,4}\b"),
        (5, r"^relance[rz]? (?:la |les |moi la )?(?:fact|facture|fa)\b|\bduplicata\b"),
        (6, r"^relance[rz]? (?:la )?(?:facture|fact|fa) \d"),
        (6, r"^relance[rz]? (?:pour )?(?:(?:la|le) )?(?:n° ?)?\d{3,4}\W*$"),
        (6, r"^relance[rz]? (?!.*\b(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|j ?\+|dans \d|ds \d|fin de"
            r"|semaine|le \d)).*\b(?:facture|fact|fa) ?(?:fa)?\d"),
        (-8, r"^(?:les |des )?factures? (?:en retard|impayees?|dues?|non (?:payees?|reglees?)|echues?)\b"),
        (4, r"^facture d'?acompte|\bfacture[rz]? (?:la|le|les|ce|tout|l'inter|inter|de)\b"),
        (-3, r"\b(?:payee|reglee|paye|regle|solde)\b|\b(?:verifier|verifie)\b"),
    ),
    "balance.query": (
        (6, r"\b(?:facture|fact|fa) (?:n° ?)?\d+ a[- ]t[- ](?:elle|on) |\ba[- ]t[- ](?:il"
            r"|elle) (?:ete )?(?:bien )?(?:paye|regle)"),
        (5, r"^releve\b|\breleve de compte\b|\bjours de retard\b"),
        (4, r"\b(?:plafond|encours|en-cours)\b"),
        (5, r"\bqui (?:est|sont) en retard\b"),
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
    "expense.log": (
        (4, rf"^(?=.*\d)(?=.*(?<![\w-]){_SPENT}(?![\w-]))(?!.*\b(?:devis|commande|cde|facture|livre[es]*|client)\b)"),
        (5, r"\b(?:note de frais|notes de frais|ndf|frais de|de ma poche|cb boite|carte boite|cb societe|cb pro"
            r"|avance par moi)\b"),
        (4, r"^(?:une )?(?:nuit|nuitee|chambre)\b.*\d"),
        (5, r"^(?:peage|parking|parcmetre|essence|gasoil|gazole|carburant|plein|diesel|taxi|uber|train|sncf|metro|bus"
            r"|ticket|tickets|resto"
            r"|restaurant midi|repas|dejeuner|dej|cafes?|hotel ibis|hotel b&b|timbres|la poste|autoroute|stationnement"
            r"|billet|vol|avion|amende|achat|lavage|km|ik|sandwich|kebab|petit[- ]dej|diner|tram|parcmetre|frais"
            r"|peages)\b(?=.*\d)"),
        (3, r"\b(?:peage|parking|essence|gasoil|carburant|taxi|metro|repas|dejeuner|timbres|outillage|fournitures?"
            r"|forets?|consommables)\b.*\d"),
        (3, r"^(?:hotel|resto|cafe)\b.*\d+(?:[.,]\d+)? ?(?:€|ttc|balles|eur)"),
        (3, r"\b(?:leroy merlin|brico ?depot|castorama|point p|cedeo|rexel|wurth|total|bp|esso|ikea|amazon|screwfix"
            r"|sonepar|prolians)\b"),
        (4, r"\b\d+ ?(?:km|kms|kilometres)\b"),
        (1, _AMOUNT),
        (-4, r"^(?:devis|commande|cde|facture|inter|depannage|opportunite|affaire|piste|prospect)\b"),
        (-2, r"\b(?:encaisse|recu)\b|\bclim\b"),
    ),
    "opportunity.create": (
        (6, r"\b(?:une |nouvelle )opportunite\b|\blead (?:m|mme|mr|monsieur|madame)\b"),
        (6, r"^(?:nouvelle |nouvel |new )?(?:opportunite|opp|opport|affaire|piste|lead|opportunity)\b"),
        (4, r"\bprospect\b(?=.*(?:interess|veut|voudrait|budget|projet|cherche))"),
        (4, r"\b(?:projet|budget)\b(?=.*\d+ ?(?:k|000|€|k€))|\ba chiffrer\b|\bconcurrence\b|\bchance\b"),
        (3, r"\b(?:interesse[es]* par|veut (?:refaire|changer|renover|installer)|voudrait)\b"),
        (2, r"\b\d{2} ?%(?= |$)(?=.*\b(?:signature|chance|decision)\b)|\bdecision (?:en )?[a-z]+\b"),
        (-4, r"^(?:devis|commande|cde|facture)\b"),
        (-4, r"^(?:nouveau|nv|new|cree) (?:client|prospect)\b(?!.*interess)"),
    ),
    "task.create": (
        (6, r"\ba (?:assigner|confier|attribuer) a [a-z]+\W*$"),
        (6, r"^a (?:assigner|confier|donner|attribuer) a\b"),
        (6, r"(?:^|[,;:] )(?:tache|todo|a faire) ?:"),
        (5, r"^(?:donne[rz]?|passe[rz]?|file[rz]?|refile[rz]?|transmets|mets|transfere[rz]?) (?:moi )?(?:la |le "
            r"|l'|les )?(?:inter|intervention|bi|commande|cde"
            r"|tache|chantier|dossier)\b.* a (?!la |l'|\d)[a-z]+\W*$"),
        (6, r"^(?:tache|taches|todo|to do|a faire|task)\b"),
        (5, r"^(?:assigne|assigner|attribue[rz]?|affecte[rz]?|confie[rz]?)\b"),
        (4, r"^(?:qq'?un|quelqu'?un|qqu?n)\b.*\b(?:peut|pourrait|doit)\b|\bqui peut\b"),
        (3, r"\bil faut que\b|\bdoit (?:passer|aller|faire|appeler|rappeler|verifier|preparer|livrer|commander"
            r"|changer|finir|poser|envoyer|nettoyer|relancer)\b"),
        (3, r"\bdis[- ](?:a|lui)\b|\bdemande[rz]? a\b"),
    ),
    "report.query": (
        (5, r"\b(?:quel a ete|quel est|c'etait quoi) (?:le |notre )?(?:ca|chiffre)\b|^heures [a-z]+ [a-z]+\W*$"
            r"|^(?:les )?(?:\w+ )?meilleurs (?:clients|produits)"),
        (5, r"^(?:le |notre |mon |quel est le |c'est quoi le )?(?:ca|chiffre d'?\s?affaires?) (?:d'|du |de |des "
            r"|en |sur |par |hors )"),
        (4, r"\b(?:on a|j'ai|nous avons) (?:vendu|facture|encaisse|signe)\b.*\bcombien\b"),
        (4, r"\b(?:les )?heures (?:de|d') ?[a-z]+\W*$|\btop \d+\b"),
        (4, r"\b(?:quels?|combien de|les) devis (?:sont |restent )?(?:encore |toujours )?(?:en attente|en cours"
            r"|ouverts?|non signes?|a relancer|signes?)"),
        (4, r"\bobjectifs?\b(?!.*\bdevis\b)"),
        (5, r"^(?:ca(?! (?:va|marche|fait|roule|y est|suffit|depend|me|te|lui|nous|ira|irait|aide|passe|tombe|sera"
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
_COMPILED: Final = {
    intent: tuple((weight, re.compile(pattern)) for weight, pattern in (*rows, *ENGLISH[intent]))
    for intent, rows in CUES.items()
}


def weigh(flat: str) -> dict[str, float]:
    """How much speaks for each intent; those for which nothing does are left out."""
    found = {
        intent: sum(weight for weight, pattern in rows if pattern.search(flat)) for intent, rows in _COMPILED.items()
    }
    return {intent: weight for intent, weight in found.items() if weight > 0}
