"""Words that speak for quotes, orders, deliveries, invoices and money: rows of the table of cues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_MAKE: Final = (
    r"^(?:(?:alors|bon|bonjour|bjr|salut|ok|stp|svp|peux tu|tu peux|il me faut|il faut|faut|fais|faire|fait|prepare"
    r"|prepare[rz]|passe[rz]?|lance[rz]?|cree[rz]?|ajoute[rz]?|saisi[rs]|note[rz]?|enregistre[rz]?|moi|me|lui|un|une"
    r"|le|la|l'|nouveau|nouvelle|nvelle|nvlle|nvl|nv"
    r"|new|petit|prends?|prendre)[ ,:']+)*"
)
_METHOD: Final = (
    r"\b(?:cb|carte bleue|carte|tpe|chq|chqs|cheques?|chk|esp|especes?|liquide|cash|vir|virt|virements?|prlv"
    r"|prelevements?|sepa|lcr|traite)\b"
)
_AMOUNT: Final = r"(?<!\d)\d[\d .]{0,12}(?:,\d+)?\s*(?:€|eur|euros?|balles|k\b|k€|ttc|ht)"
_COUNT: Final = (
    r"(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix) ?(?:x |m |ml |m2 |h )?(?:de |d\')?"  # so many of something
)
# What is bought on the way, in front of a line: its sum was spent, however it was paid.
_SPENT: Final = (
    r"(?:peages?|parking|parcmetre|stationnement|essence|gasoil|gazole|carburant|plein|diesel|taxi|uber|train|metro|bus"
    r"|tram|resto|restau|repas|dejeuner|dej|diner|cafes?|sandwich|kebab|timbres|lavage|lunch|dinner|breakfast|coffee"
    r"|fuel"
    r"|petrol|tolls?|cab)"
)

DEALING: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "quote.create": (
        (7, r"\b(?:reclame|reclament|sollicite|a besoin d')(?: ?(?:un |une |son |le ))?(?:devis|chiffrage)\b"),
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
        (9, r"\b(?:confirme|approuve|retient|signe|accepte|valide)e?s? (?:le |notre |ce |votre )?devis\b(?! ?de)"),
        (9, r"\bdevis (?:n° ?)?\d+\b.*\b(?:c'est (?:bon|ok|d'accord|signe|accepte)|a dit (?:oui|ok|banco)|en commande"
            r"|est d'accord"
            r"|donne son accord|on y va|go\b)"),
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
        (8, r"\b(?:a|ont) refuse (?:la |le )?(?:cde |co)?\d{2,6}\b"),
        (8, r"\b(?:a|ont) refuse (?:la |sa |leur |notre |cette )?(?:commande|livraison|marchandise|cde)\b"),
        (8, r"^(?:la )?livraison (?:de la |de |n° ?)?(?:commande |cde )?\d{2,6}\b"),
        (6, r"\b(?:viens de|vient de|venons de|j'ai pu|on a pu) (?:livrer|deposer|remettre|apporter|amener|porter)"
            r" (?:la |le |l'|aussi )*(?:commande |cde )?\d{2,6}\b"),
        (6, r"^(?:la )?(?:commande |cde )?\d{2,6} (?:client|personne|pas|ferme|porte|impossible|livrer)\b"),
        (8, r"^(?:(?:pour )?(?:la )?(?:commande|cde|cmd) )(?:n° ?)?\d{2,6}\b.*\b(?:personne|porte close|absent"
            r"|ferme)\b"),
        (8, r"\b(?:commande|cde|cmd) (?:n° ?)?\d{1,6} (?:a|est|n'a|n'est|ont|sont|ete|que|\w+ment|bien|deja|pas|pu"
            r"|etre|chez|on|j'ai|nous|avons| )+"
            r"(?:laissee?s?|livree?s?|arrivee?s?|remise?s?|deposee?s?|recue?s?|receptionnee?s?|acheminee?s?"
            r"|distribuee?s?"
            r"|parvenue?s?)\b"),
        (8, r"^(?:le )?(?:solde|reste|reliquat) (?:de )?(?:la )?(?:commande |cde )?\d{2,6}\b.*\b(?:livre|remis|depose"
            r"|recu|apporte)"),
        (4, r"\b(?:j'ai|on a|nous avons) (?:bien )?(?:porte|depose|amene|apporte|remis) (?:la |le )?(?:commande "
            r"|cde )?\d"),
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
        (6, r"\b(?:fini par|viennent de|vient de|a pu|ont pu) .{0,6}(?:payer|regler|solder|virer)\b"),
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
    "customer.create": (
        (6, r"^(?:alors |bonjour |ok )*(?:nouveau|nouvelle|nouvel|nv|nvx|nvelle|new|cree[rz]?|ajoute[rz]?|creation"
            r"|enregistre[rz]?)(?: (?:un|une|le|la))?"
            r" (?:nouveau |nouvelle )?(?:client|cliente|clt|customer|contact|prospect|particulier|compte client"
            r"|fiche client)\b"),
        (6, r"^(?:ajoute[rz]?|cree[rz]?|enregistre[rz]?|nouveau|nouvelle) (?:la |le |l')?(?:mme|mlle|mr|m\.?"
            r"|monsieur|madame|sarl|sas"
            r"|sasu|ets|eurl|sci|scop)\b (?!.*\b(?:devis|commande)\b)"),
        (5, r"^client(?:e)? de passage\b"),
        (8, r"^(?:j'ai |on a |nous avons )?(?:une? )?(?:nouveau |nouvelle |autre )?(?:cliente?|prospect|contact"
            r"|fiche client)"
            r" a (?:creer|ajouter|enregistrer|rentrer|entrer|saisir|noter)\b"),
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
    "invoice.send": (
        (6, r"\b(?:copie|duplicata|double) de (?:la )?(?:facture|fact|fa)\b"),
        (9, r"\b(?:peux|peut|peuvent|pouvez|pourrais|faut|faudrait|faudra|merci de|bien)(?: (?:me|nous|lui"
            r"|leur))? (?:la|le|les) "
            r"factur(?:e|er|ez)\b"),
        (6, r"^(?:e?mail|send|text|forward|mail)[ -](?:(?:me|him|her|them|the|a|lui|leur|la) )*(?:invoice|facture"
            r"|fact) (?:n° ?)?\d"),
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
    "expense.log": (
        (6, r"\bj'ai (?:dejeune|dine|mange|petit[- ]dejeune|fait le plein|pris de l'essence|pris le (?:train|taxi"
            r"|metro|bus|peage)"
            r"|paye (?:le |un |une |l')?(?:parking|peage|essence|repas|resto|hotel|taxi|train))\b(?=.*\d)"),
        (4, rf"^(?=.*\d)(?=.*(?<![\w-]){_SPENT}(?![\w-]))(?!.*\b(?:devis|commande|cde|facture|livre[es]*|client)\b)"),
        (5, r"\b(?:cb|carte)(?: bleue)? (?:de (?:la |l')?)?(?:boite|societe|entreprise|pro)\b"),
        (5, r"\b(?:note de frais|notes de frais|ndf|frais de|de ma poche|cb boite|carte boite|cb societe|cb pro"
            r"|avance par moi)\b"),
        (4, r"^(?:une |\d{1,2} )?(?:nuit|nuitee|chambre)s?\b.*\d"),
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
        (7, r"\b(?:voudrai(?:t|ent)|aimerai(?:t|ent)|souhait\w+|veu(?:t|lent))\b(?=.*(?:\d ?\d{3} ?(?:€|euros?|eur)"
            r"|\d ?k\b))"
            r"(?=.*\b(?:a la louche|environ|budget|autour de|je l[ea] revois|decision|signature|enveloppe|projet"
            r"|grosso modo)\b)"),
        (8, r"\b(?:envisage|projette|prevoit|reflechi(?:t|ssent) a|aimerai(?:t|ent)|a l'intention|a un projet"
            r"|songe a)\b"
            r"(?=.*(?:\bdecision\b|\bbudget\b|\benviron\b|€|\bk\b|\beuros\b|\bsignature\b|\bchances?\b))"),
        (6, r"\b(?:une |nouvelle )opportunite\b|\blead (?:m|mme|mr|monsieur|madame)\b"),
        (6, r"^(?:nouvelle |nouvel |new )?(?:opportunite|opp|opport|affaire|piste|lead|opportunity)\b"),
        (4, r"\bprospect\b(?=.*(?:interess|veut|voudrait|budget|projet|cherche))"),
        (4, r"\b(?:projet|budget)\b(?=.*\d+ ?(?:k|000|€|k€))|\ba chiffrer\b|\bconcurrence\b|\bchance\b"),
        (3, r"\b(?:interesse[es]* par|veut (?:refaire|changer|renover|installer)|voudrait)\b"),
        (2, r"\b\d{2} ?%(?= |$)(?=.*\b(?:signature|chance|decision)\b)|\bdecision (?:en )?[a-z]+\b"),
        (-4, r"^(?:devis|commande|cde|facture)\b"),
        (-4, r"^(?:nouveau|nv|new|cree) (?:client|prospect)\b(?!.*interess)"),
    ),
}  # fmt: skip
