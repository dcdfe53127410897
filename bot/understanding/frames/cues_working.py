"""Words that speak for hours, interventions, reminders and tasks: rows of the table of cues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DAY: Final = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_METHOD: Final = (
    r"\b(?:cb|carte bleue|carte|tpe|chq|chqs|cheques?|chk|esp|especes?|liquide|cash|vir|virt|virements?|prlv"
    r"|prelevements?|sepa|lcr|traite)\b"
)
_SPAN: Final = r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})?\s?(?:h(?:eures?)?\s?(?:\d{2}|1/2|1/4|3/4)?|mn|min|minutes?)\b"

WORKING: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "time.log": (
        (-12, r"^(?:prend[srez]* )?(?:un )?(?:rdv|rendez[- ]vous)\b(?!.*\b(?:hier|ce matin|fait|fini)\b)"),
        (-12, rf"^(?:une? )?(?:reunion|point|rdv)\b.*\b(?:demain|{_DAY})\b(?! dernier).* (?:[789]|1\d) ?h(?!\w*,)"),
        (-6, r"\b(?:bouchons|embouteillages|galere)\b"),
        (4, r"\b(?:passe|bosse|travaille|reste) (?:toute )?(?:la |une |l')(?:journee|matinee|apres[- ]midi"
            r"|demi[- ]journee)\b"),
        (4, r"\b(?:travaille|bosse|worked)\b(?=.*\d ?h)"),
        (6, r"^(?:j'ai )?(?:fini|termine|fin) (?:du |de |le |mon |la |ma )?(?:travail|boulot|taf|journee|service)\b"),
        (6, r"^(?:je commence|je debauche|j'embauche|j'attaque|fini|termine)(?: (?:ma|la|de|sa|pour|pr) .*(?:journee"
            r"|auj[\w']*"
            r"|matinee|soir|boulot))\W*$"),
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
        (-6, rf"^(?:le )?(?:{_DAY}|demain|apres[- ]demain|ce soir|cet aprem)\b.*\b(?:r?appeler|relancer|prevenir"
            r"|recontacter|penser (?:a|aux?)|verifier|envoyer|recuperer|acheter|apporter|ramener|rendre|remettre"
            r"|deposer|payer|signer|poster|demander|reserver)\b"),
        (-2, rf"{_SPAN}.*\b(?:mo|main d'euvre)\b|{_METHOD}"),
    ),
    "intervention.log": (
        (-6, r"\bchange(?:r)? de (?!piece|carte|joint|filtre|pompe|moteur|vanne|resistance)[a-z]+"),
        (8, r"^(?:pour )?(?:l'|la )?(?:intervention|inter|bi) ?(?:n° ?)?\d+\b.*\b(?:retourne\w*|repass\w+|reven\w+"
            r"|reviens)"),
        (5, r"\bc'est (?:repare|debouche|depanne|remis en (?:route|service|marche)|reregle)\b|\bne \w+ait (?:plus"
            r"|pas)\b"
            r"(?=.*\b(?:change|remplace|repare|debouche|nettoye|regle|purge|repris|refait)[es]*\b)"),
        (-6, r"\bchange(?:r)? d'(?:avis|idee|humeur)\b"),
        (5, r"^(?:cale[rz]?|calle[rz]?|case[rz]?|mets|met|place[rz]?|fixe[rz]?|bloque[rz]?|ajoute[rz]?"
            r"|note[rz]?) (?:moi )?(?:une? |l')?"
            r"(?:inter|intervention|depannage|visite|bi|entretien|passage|controle|maintenance)\b"),
        (9, r"^(?:je viens d'arriver|j'arrive(?: juste)?|je viens de partir|je viens de quitter) (?:chez|au|a|sur|du"
            r"|de)\b"),
        (6, r"^(?:je )?(?:suis (?:bien )?(?:arrivee?|sur place|partie?|repartie?)|repartie?|arrivee? sur)\b"),
        (4, r"^(?:inter|intervention|bi|b\.i\.?|rapport|depannage|depan|sav|entretien fait|visite)\b(?!.*\ba mehdi$)"),
        (7, r"\b(?:cree[rz]?|planifie[rz]?|programme[rz]?|prevois|prevoir) (?:une? )?(?:inter|intervention|depannage"
            r"|visite|bi)\b"),
        (4, r"^(?:j'|je viens d')arriver? (?:chez|au|sur|a l')"),
        (6, r"^(?:arrivee?(?! (?:dans|ds|d'ici|bientot|vers|pas|de suite|tout|en|a \d))|je suis arrivee?|parti"
            r"|depart|sur place|je (?:re)?pars de"
            r"|je suis (?:chez|sur place|partie?))\b"),
        (4, r"\b(?:report|repouss|decal)(?:ee?s?|er|ez)\b"),
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
        (6, r"^(?:un )?(?:rdv|rendez[- ]vous)\b(?!.*\b(?:hier|ce matin|fait|fini)\b)"),
        (8, rf"^(?:une? )?(?:reunion|point)\b.*\b(?:demain|{_DAY})\b(?! dernier).* (?:[789]|1\d) ?h(?!\w*,)"),
        (4, r"^(?:un )?(?:rdv|rendez[- ]vous)\b.*\d ?h\d{0,2} ?(?:-|a|et|/) ?\d{1,2} ?h"),
        (6, r"\b(?:tu |vous )?(?:me|nous) fai(?:s|tes) penser\b|^(?:previens|avertis|notifie)[rz]?[- ](?:moi|nous)\b"
            r"|^prends?(?:re|ez)? (?:un )?(?:rdv|rendez[- ]vous)\b"),
        (6, r"^(?:don't let me forget|make sure i|do not let me forget|i must not forget|i mustn't forget)\b"),
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
            r"(?=.*\b(?:voir|verifier|relancer|r?appeler|penser|passer|envoyer|prevenir|demander|faire|commander"
            r"|revoir)\b)"),
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
            r"|recontacter|demander|recuperer|acheter|apporter|ramener|rendre|remettre|deposer|payer|signer|poster"
            r"|reserver)\b"),
        (5, r"^(?:tous les|toutes les|chaque) (?:\d+ )?(?:jours?|semaines?|mois|matins?|soirs?|(?:lun|mar|mercre|jeu"
            r"|vendre|same)dis?)\b"),
        (2, r"\btous les (?:jours|lundis|mardis|mercredis|jeudis|vendredis|mois|matins|soirs)|\bchaque (?:lundi|mois"
            r"|semaine|jour)"),
    ),
    "task.create": (
        (5, r"^(?:qq'?un|quelqu'?un) (?!m'|a |est )\w+e\b"),
        (6, r"^(?:charge[rz]?|prie[rz]?|prevois|preview) [a-z]+ (?:de |d')\w+"),
        (6, r"\ba (?:assigner|confier|attribuer) a [a-z]+\W*$"),
        (6, r"^a (?:assigner|confier|donner|attribuer) a\b"),
        (6, r"(?:^|[,;:] )(?:tache|todo|a faire) ?:"),
        (5, r"^(?:donne[rz]?|passe[rz]?|file[rz]?|refile[rz]?|transmets|mets|transfere[rz]?) (?:moi )?(?:la |le "
            r"|l'|les )?(?:inter|intervention|bi|commande|cde"
            r"|tache|chantier|dossier)\b.* a (?!la |l'|\d)[a-z]+\W*$"),
        (6, r"^(?:tache|taches|todo|to do|a faire|task)\b"),
        (9, r"^(?:mets|met|bascule[rz]?|colle[rz]?|file[rz]?|donne[rz]?|passe[rz]?) (?:la |le |l'|les )?(?:inter"
            r"|intervention"
            r"|bi|commande|cde|devis|chantier|dossier)s? (?:n° ?)?\d+ (?:a|sur|pour|chez|->) [a-z]+\W*$"),
        (5, r"^(?:assigne|assigner|attribue[rz]?|affecte[rz]?|confie[rz]?)\b"),
        (4, r"^(?:qq'?un|quelqu'?un|qqu?n)\b.*\b(?:peut|pourrait|doit)\b|\bqui peut\b"),
        (3, r"\bil faut que\b|\bdoit (?:passer|aller|faire|appeler|rappeler|verifier|preparer|livrer|commander"
            r"|changer|finir|poser|envoyer|nettoyer|relancer)\b"),
        (6, r"^(?:dis|dites|demande[rz]?)[- ](?:a [a-z-]+|lui|leur) (?:de |d')\w+(?:er|ir|re|oir)\b"),
        (3, r"\bdis[- ](?:a|lui)\b|\bdemande[rz]? a\b"),
    ),
}  # fmt: skip
