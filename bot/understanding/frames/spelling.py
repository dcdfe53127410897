"""How people spell on a phone: short forms, apostrophes left out, first words mistyped. Put right before reading."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.frames.numerals import in_figures
from bot.understanding.frames.retracting import unretracted
from bot.understanding.frames.sheet import Sheet, replaced
from bot.understanding.frames.world import World
from bot.understanding.line import ALL
from bot.understanding.words import fold

# What is typed, as a pattern on text without accents or capitals, and what it stands for.
_SHORT: Final = (
    (r"(?<=fourni)(e?s?) et (?=pose|install)", r"\1 "),
    (r"(?<=\w)\s?pour[- ]cents?(?!\w)", " %"),
    (r"(?<![\w'-])c (?=(?:est|etait|combien|quoi|qui|ou|bon|ok|quand|a dire)(?!\w))", "c'est "),
    (r"(?<![\w'-])(?:c |c'est |c')cb(?= (?:le|la|les|un|une|ca|pour)(?!\w))", "combien"),
    (r"(?<![\w'-])cb(?= (?:ca )?(?:coute|vaut)(?!\w))|^cb(?= pour une? (?!acompte|facture))", "combien"),
    (r"(?<![\w'-])c'est est(?!\w)", "c'est"),
    (r"(?<![\w'-])qu (?=est|il|elle|on(?!\w))", "qu'"),
    (r"(?<![\w'-])t (?=as|es|aurais|avais)", "t'"),
    (r"(?<![\w'-])m (?=as|ont|a (?:paye|regle|doit))", "m'"),
    (r"(?<![\w'-])(?<!\d )j (?=ai|avais|arrive)", "j'"),
    (r"(?<![\w'-])n (?=est|a pas|ont)", "n'"),
    (r"(?<![\w'-])d (?=(?:acompte|affaires?|eau|abris?|ici|apres|aller|appeler|envoyer|avance))", "d'"),
    (r"(?<![\w'-])l (?=(?:adresse|email|inter|atelier|hotel|ecole|avoir|acompte|ehpad|envoyer))", "l'"),
    (r"(?<![\w'-])(?:yen|y'en|yan) (?=rest)", "il en "),
    (r"(?<![\w'-])(?:avnt|av|avan)[- ]?hier(?!\w)", "avant-hier"),
    (r"(?<![\w'-])prx(?= )", "prix"),
    (r"(?<![\w'-])c'? ?koi(?!\w)", "c'est quoi"),
    (r"(?<![\w'-])livrr?aiss?on(?!\w)|(?<![\w'-])livrason(?!\w)", "livraison"),
    (r"(?<![\w'-])reste[- ]?til(?!\w)", "reste-t-il"),
    (r"^cb (?=d[e'])", "combien "),
    (r"(?<![\w'-])(?<!nous )(?<!me )doit? c(?:m?b|ombien)(?!\w)", "doit combien"),
    (r"(?<=reste )cmb(?!\w)", "combien"),
    (r"(?<=doit encore )c(?:m?b|ombien)(?!\w)", "combien"),
    (r"(?<=, )fai[st][- ]moi penser(?= )", "rappelle-moi"),
    (r"(?<![\w'-])malheureusement(?!\w),? ?", ""),
    (r"[,;]? ?(?:je (?:vous|te) (?:en )?prie|s'?il (?:te|vous) plait)(?= ?[,;.!?]|$)", ""),
    (r"(?<!\d)(\d{1,2}) ?h ?(?:eures? )?([0-5]\d)(?![\w/])", r"\1h\2"),
    (r"(?<![\d.,])(\d{1,2}) (?:heures?|h)(?! ?(?:de travail|sup|par)|\w| \d)", r"\1h"),
    (r"(?<=\d )jrs?(?!\w)|(?<=\d)jrs(?!\w)", "jours"),
    (r"(?<![\w'-])a l'attention (?:de |du |d')", "pour "),
    (r",? (?:comprenant|comportant|incluant)(?= )", " :"),
    (r"(?<![\w'-])(?:chque|cheq|ckeque|checque)(?!\w)", "cheque"),
    (r"(?<![\w'-])enfin non(?!\w)", "non"),
    (r"(?<![\w'-])stk(?!\w)", "stock"),
    (r"(?<=reste )cb(?= d[e'])", "combien"),
    (r"(?<![\w'-])vs (?=avez|etes|pouvez)", "vous "),
    (r"(?<![\w'-])y(?=,? nous reste)", "il"),
    (r"(?<![\w'-])(?:y ?en a|yen a)(?= encore)", "il en reste"),
    (
        r"(?<![\w'-])((?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit"
        r"|dix)) ([a-z'-]+(?: [a-z'-]+)?(?: \d+)?), (?:pardon|non|enfin non),? "
        r"(\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix)(?=,|\.|$| et )",
        r"\3 \2",
    ),
    (r"(?<![\w'-])(?:acpte|acpt|acmpte|accompte)(?!\w)", "acompte"),
    (r"(?<=\d) ?watts?(?!\w)", "w"),
    (r"^enc (?=\w)", "encaisse "),
    (r"(?<![\w'-])(?:vremnt|viremnt|virmnt|virmt|viremen)(?!\w)", "virement"),
    (r"(?<![\w'-])rapeller(?!\w)", "rappeler"),
    (r"(?<![\w'-])(?:rap+l|rap+el)[- ](?=moi)", "rappelle "),
    (r"(?<![\w'-])(?:nveau|nouvo|nvo|nouvau)(?!\w)", "nouveau"),
    (r"^oppo(?= )", "opportunite"),
    (r"(?<![\w'-])(?:nvelle|nvlle|nouvel(?= (?:oppo|affaire|piste)))(?!\w)", "nouvelle"),
    (r"(?<![\w'-])1/2 ?(?:journee|journée|jr|j)(?!\w)", "demi-journée"),
    (r"(?<![\w'-])ss(?= garantie)", "sous"),
    (r"^chiffre[rz]?[- ](?:moi|nous) (?=(?:un |le )?(?:devis|dvs)\b)", ""),
    (r"^(?:cree[rz]?|creer?|fais|faire|ouvre) (?:une? |la )?fiche(?! (?:client|de|du|d'))(?= )", "cree client"),
    (r"^adr(?= )", "adresse"),
    (r"(?<![\w'-])tx(?= de)", "taux"),
    (r"^qte (?=d[e'])", "combien "),
    (r"^(?:g|j'ai|jai) besoin d[eu']s? ?(?:le |la )?(?=num|tel|adresse|mail)", ""),
    (r"(?<!\w)non,? pardon(?= \d)", "non"),
    (r"(?<![\w'-])(?:dmn|dmain|demian|demin|2main|2m1)(?!\w)", "demain"),
    (
        r"^(?:(?:bon|alors|euh|donc|la),? )*(?:je suis|on est) (?=(?:chez|au|a) .{2,40}"
        r"(?:il|elle|ils|elles) (?:me |nous |m'en )?(?:demand|veu|voudr|souhait|pren|command|reclam))",
        "",
    ),
    (
        r"(?<=\w),? la,? (?=(?:il|elle|ils|elles) (?:me |nous |m'en )?"
        r"(?:demand|veu|voudr|souhait|pren|command|reclam))",
        ", ",
    ),
    (r"(?<![\w'-])dem(?= (?:a |\d|mat|matin|midi|soir|aprem))", "demain"),
    (r"(?<![\w'-])sem(?= (?:derniere|dern|der|prochaine|pro|passee|en cours|\d))", "semaine"),
    (r"(?<![\w'-])(?:tablo|tableo|tablau)(?=x?(?!\w))", "tableau"),
    (r"(?<![\w'-])(?:qq1|qqn|kelkun|qqun)(?!\w)", "quelqu'un"),
    (r"(?<![\w'-])(?:hir|hié)(?!\w)", "hier"),
    (r"(?<![\w'-])(?:koi|kwa)(?!\w)", "quoi"),
    (r"(?<![\w'-])ta (?=quoi)", "t'as "),
    (r"(?<![\w'-])(?:kombien|konbien|combi1|cbien|cmbien)(?!\w)", "combien"),
    (r"(?<![\w'-])(?:che|chz|cheez)(?= [a-z])", "chez"),
    (r"(?<![\w'-])(?:jui|chui|chuis|jsui)(?!\w)", "je suis"),
    (r"(?<![\w'-])pri(?= (?:du|de|des) )", "prix"),
    (r"(?<![\w'-])doi(?= )", "doit"),
    (r"(?<![\w'-])(?:slmt|seulmt|seulmnt|slt(?=$|,))(?!\w)", "seulement"),
    (r"(?<![\w'-])(?:g|j'ai|jai) (?:fe|fai|fais|fè)(?!\w)", "j'ai fait"),
    (r"(?<=\w )m ?'?a (?=(?:paye|regle|verse|donne|rembourse)(?!\w))", "a "),
    (r"(?<![\w'-])encor(?!\w)", "encore"),
    (r"(?<![\w'-])sui (?=arrive|chez|sur|parti|a )", "suis "),
    (r"(?<![\w'-])(?:tou|tt) les(?!\w)", "tous les"),
    (r"(?<![\w'-])bud(?:j|gj)et(?!\w)", "budget"),
    (r"(?<![\w'-])envoi[ -](?=lui|moi|leur|nous)", "envoie "),
    (r",? (?:avec|pour) une (?:duree de )?validite de(?= \d)", ", validite"),
    (r"(?<=\w) (?:au )?num(?:ero)?(?= 0\d)", " tel"),
    (r"(?<=\w) (?:e-?mail|mel|courriel)(?= \S+@)", ", mail"),
    (r"(?<=concurrent )(?:est|c'est|s'appelle) (?=\w)", ""),
    (r"(?<=\w),? c'est (?=(?:tres |hyper )?urgent(?!\w))", " "),
    (r"^(?:il )?(?:nous )?fa(?:ut|udrait) quelqu'un pour (?=\w+(?:er|ir|re)(?!\w))", "tache "),
    (r"^(?:merci de )?cree[rz]? la fiche (?:du |de la |d'une? )(?:nouve(?:au|lle) )?client[e]?(?= )", "nouveau client"),
    (r"^cree[rz]? une? cliente? (?:particuli(?:er|ere))(?! part)(?= )", "nouveau client particulier"),
    (r"^quels clients (?:ont|sont|accusent)(?= .*(?:retard|impaye))", "qui a"),
    (r"(?<=\w) (?:elle|il) (?=est (?:perdue?|gagnee?|signee?)(?!\w))", " "),
    (r"(?<=[\w],) (?:pourriez|pouvez)[- ]vous (?=\w+(?:er|ir|re)(?!\w))", " "),
    (r"(?<![\w'-])(?:cmande|comande|cmmande|commnde)(?!\w)", "commande"),
    (r"(?<![\w'-])(?:arive|ariver|arrivr)(?!\w)", "arrive"),
    (r"(?<![\w'-])(?:pege|paege|peaje)(?=s?\W)", "peage"),
    (r"(?<=d )apeler(?!\w)|(?<=d')apeler(?!\w)", "appeler"),
    (r" / ", " , "),
    (r"^(?:(?:tu|vous) )?pense(?:ras|rez|z|s)? a (?=(?:me|nous) rappeler)", ""),
    (r"(?<![\w'-])re-?expedie([rz]?)(?!\w)|(?<![\w'-])re-?envoie([rz]?)(?!\w)", r"renvoie\1\2"),
    (r"^(?:tu|vous) (?=(?:me |nous |lui )?(?:factur|envo|prepar|not|relanc|ajout)\w+ )", ""),
    (r"(?<!\w)depuis (?:le )?debut (?:de )?(?:l'|cette )annee(?!\w)", "depuis cette annee"),
    (r"(?<!\w)depuis (?:le )?debut du (mois|trimestre)(?!\w)", r"depuis ce \1"),
    (r"(?<![\w'-])rem(?= ?\d)", "remise"),
    (r"(?<![\w'-])manq(?= )", "manque"),
    (r"(?<![\w'-])clt(?!\w)", "client"),
    (r"(?<![\w'-])((?:un |d'|l')?)a compte(?= (?:de|d')| \d)", r"\1acompte"),
    (
        r"(?<![\w'-])(nous|vous|me|il"
        r"|on) doigt(?!\w)",
        r"\1 doit",
    ),
    (r"(?<![\w'-])s(?:ait|et|es) (?=combien|quoi|qui|ou)", "c'est "),
    (
        r"(?<![\w'-])sa (?=a fait|fait|coute"
        r"|vaut)",
        "ca ",
    ),
    (r"^fact (?=acompte|acpte)", "facture d'"),
    (r"(?<![\w'-])px(?= )", "prix"),
    (r"^fact (?=(?:cde|commande|bl|inter|devis|co)\b)", "facture "),
    (r"^(?:bon |alors )*(?:je|on) (?:sors|sort|reviens|revient|rentre|quitte) (?:de )?(?=chez |la |l'|le )", ""),
    (
        r"(?<=\w) (?:m'appelle|vient de m'appeler|m'a appele|vient d'appeler|a appele|au telephone)[ ,]+"
        r"(?=(?:il|elle|ils|elles|on) )",
        " ",
    ),
    (r"^moi (travaill|pay|livr|depos|mang|achet|roul|chang|repar|pos|mont|nettoy|pass)er?(?!\w)", r"j'ai \1é"),
    (r"^moi (?:arriver?|venir)(?!\w)", "je suis arrivé"),
    (r"^moi parti?r?(?!\w)", "je suis parti"),
    (r"(?<=\d )heure(?= )", "heures"),
    (r"(?<=\d )euro(?= )", "euros"),
    (r"(?<=\w) (?:donner|payer|regler)(?= \d)", " a payé"),
    (r"(?<![\w.,])1 (?=(?:petit )?(?:devis|facture|commande|cde|rappel|rdv|tache|inter|avoir|client)(?!\w))", "un "),
    (r",? (?:sans oublier|ainsi que|de meme que|et egalement|et aussi|avec aussi|plus aussi|sans compter)(?= )", " et"),
    (r"(?<!\d)(\d{1,2}):(\d\d) ?(?:am)?(?![\w:])", r"\1h\2"),
    (r"(?<!\d)(1[0-2]|[1-9]) ?am(?!\w)|(?<!\d)(12) ?pm(?!\w)", r"\1\2h"),
    (r"(?<![\w'-])acquitte(?=e?s?(?!\w))", "regle"),
    (r"(?<![\w'-])hors[- ]taxes?(?!\w)", "ht"),
    (r"(?<![\w'-])toutes? taxes?(?: comprises?)?(?!\w)", "ttc"),
    (
        r",? (?:(?:et|avec|plus|moins) )?une? (?:remise|reduction|ristourne|rabais|escompte)(?: (?:de|a))?(?= \w)",
        ", remise",
    ),
    (r"(?<![\w'-])(?:reduction|ristourne|rabais|escompte)(?= (?:de )?\d)", "remise"),
    (r",? (?:portant sur|qui porte sur|se composant de|compose de|avec dedans)(?= )", " :"),
    (
        r"(?<![\w'-])(?:a l'intention|a destination|au profit|au benefice|pour le compte|du cote|concernant|au sujet)"
        r"(?: (?:de la|de l'|de|du)| d')? ?(?=[a-z])",
        "pour ",
    ),
    (r"(?<![\w'-])(?:a la date|en date) (?:du|de)(?= )", "le"),
    (r"(?<![\w'-])au titre (?:de |d'|des? |du )", "pour "),
    (r"(?<![\w-])adresse (?:electronique|e-?mail|mail|courriel|internet)(?!\w)", "mail"),
    (r"(?<![\w'-])(?:yo|wsh|wesh|wech|frr?|frerot|bro|les gars)(?=[ ,])[ ,]*(?!\d)", ""),
    (r"(?<![\w'-])veu(?= )", "veut"),
    (r"(?<![\w'-])(tu|on|il|elle|je) pe(?= )", r"\1 peux"),
    (r"(?<![\w'-])fair(?= )", "faire"),
    (r"(?<=\w )pa(?= (?:pu |ete )?(?:livre|paye|regle|fait|fini|bon|la))", "pas"),
    (r"(?<![\w'-])jy(?!\w)", "j'y"),
    (r"(?<![\w'-])ct(?= )", "c'etait"),
    (r"(?<![\w'-])cki(?!\w)", "c'est qui"),
    (
        r"(?<![\w'-])j(?=(?:commence|pars|vais|passe|pense|prends|reviens|retourne|repasse|livre|mets|debauche"
        r"|embauche)\b)",
        "je ",
    ),
    (r"(?<![\w'-])([mtl])(?=(?:envoyer|envoie|adresse|email|inter|apporter|appeler)\b)", r"\1'"),
    (r"(?<![\w'-])ke(?= )", "que"),
    (r"(?<![\w'-])(?:aujd|ajd|ojd|auj)(?!\w)", "aujourd'hui"),
    (r"(?<![\w'-])com(?= (?:taille|couleur|modele))", "comme"),
    (r"^env(?= (?:la|le|lui|leur|fact|fa))", "envoie"),
    (r"(?<![\w'-])tafe?f?e?(?= \d)|(?<![\w'-])taffer?(?!\w)|(?<![\w'-])bosser(?= \d)", "bosse"),
    (r"(?<![\w'-])o(?= (?:resto|bar|college|garage|camping|depot|chantier|client)(?!\w))", "au"),
    (r"(?<![\w'-])(?:ya|y'a|y a|il y a) (?:koi|quoi|kwa)(?!\w)", "il y a quoi"),
    (r"(?<=\d )(?:kilometres?|kms)(?!\w)", "km"),
    (
        r"(?<![\w'-])(recue?s?|signee?s?|receptionnee?s?|livree?s?) ((?:hier|avant-hier|ce|cet|aujourd'?hui|(?:lun|mar"
        r"|mercre|jeu"
        r"|vendre|same)di(?: dernier| matin| soir)?)(?: matin| midi| apres-midi| soir)?) par (?=[a-z])",
        r"\2, \1 par ",
    ),
    (r",? (?:en|sous forme de) devis(?=\s*(?:$|[,.;|]))", ""),
    (r"(?<=\w) (?:en |de |la )?taille (?=(?:x{0,3}[sl]|m|\d{2})(?!\w))", " "),
    (
        r"(?<=\w)(?<!quel)(?<!quels)(?<!quelle)(?<!quelles)(?<!les)(?<!des)(?<!comme)(?<!quoi) (?:en |de )?(?:pointure"
        r"|coloris|couleur|diametre|teinte|format) (?=\w)",
        " ",
    ),
    (
        r"(?<!\w)((?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix|quinze|vingt"
        r"|trente)) ((?:(?!(?:et|puis|avec|une?|deux|trois|quatre|cinq|six|sept|huit|dix)\b)[a-z][a-z0-9']*(?: "
        r"|(?=,)))+),? ?"
        r"(?:non|pardon)(?:,? (?:non|pardon|plutot|attends))? (\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix"
        r"|quinze|vingt|trente)\W*$",
        r"\3 \2",
    ),
    (
        r"(?<!\w)(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|demain),? (?:non|pardon|plutot)[ ,]+"
        r"(?=(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|demain))",
        "",
    ),
    (r"(?<![\w'-])au nom d(?:e |u |')", "pour "),
    (
        r"(?<![\w'-])(?:le |la |mon |ma )cliente? (?:c'est|est|sera) (?!absent|pas|la |parti|content|ok|d'accord"
        r"|mecontent)",
        "pour ",
    ),
    (r"(?<=\w) non,? (\w+),? (?:pardon|plutot)(?!\w)", r" non \1"),
    (r"(?<![\w.,])\d{1,2} ?h(?:\d\d)?,? (?:non|pardon|plutot|attends?)[ ,]+(?=\d{1,2} ?h)", ""),
    (
        r"(?<![\w.,])(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix) ([a-z]+ \d+(?: [a-z]+)?"
        r"|[a-z]+),? (?:non|pardon"
        r"|plutot|attends?)[ ,]+"
        r"(?=(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix) \1(?!\w))",
        "",
    ),
    (r"(?<![\w'-])qq1(?!\w)", "quelqu'un"),
    (r"(?<![\w'-])tt(?= (?:est|ok|bon|livre|livree)(?!\w))", "tout"),
    (r"(?<![\w'-])pr(?= )", "pour"),
    (r"(?<![\w'-])(?:dv|dvi|dev)(?= )", "devis"),
    (
        r"(?<![\w'-])(?:g|jai|j ai|jé|gt)(?= (?:fini|bosse|travaille|passe|paye|livre|recu|pas|encaisse|fait|change"
        r"|repare|mis|pose"
        r"|vu|eu|pris|remplace|nettoye|termine|depose|achete|roule|taff\w*|tondu|taille|monte|demonte"
        r"|[a-z]{4,}[ei])(?!\w))",
        "j'ai",
    ),
    (r"(?<![\w'-])(?:pk|pq|pcq)(?!\w)", "parce que"),
    (r"(?<=\d)(\s?(?:t|ml?|m2|m3|h|kg|l|u|sacs?|palettes?|boites?)?) (?:et )?pas \d+(?=,? (?:de |d'|[a-z]))", r"\1"),
    (r"(?<![\w'-])jsuis(?!\w)", "je suis"),
    (r"(?<![\w'-])(?:euh+|heu+|finalement|au final|hein|bah|(?<![a-z] )ben|hum+|du coup|en fait)(?!\w)[ ,]*", ""),
)
_SHORT_FORMS: Final = tuple((re.compile(pattern), full) for pattern, full in _SHORT)
_GREETING: Final = re.compile(
    r"[\s,;:!.-]*(?:(?:bonjour|bonsoir|bjr|salut|slt|coucou|cc|hello|hi|hey|good (?:morning|evening)|yo)"
    r"(?: (?:chef|patron|a tous|tout le monde|tlm|l'equipe|les gars|all|team|[a-z]+(?=\s?[,!])))?|re(?=\W)|chef|patron"
    r"|(?:je (?:vous|te) prie|veuillez|(?:voulez|pourriez|pouvez|auriez|ayez|pourrais|peux|aurais)(?:[- ](?:vous"
    r"|tu))?|vous (?:pouvez"
    r"|pourriez)|tu (?:peux|pourrais)|merci(?= d[e'])|j'(?:aimerais|apprecierais)|je (?:souhaiterais|voudrais"
    r"|souhaite|veux)|(?:serait|est)[- ]il possible|(?:je (?:pense|crois) qu')?il (?:serait|est) temps"
    r"|je (?:te|vous) serais reconnaissante?)"
    r"(?: (?:bien|svp|stp|par hasard|la (?:bonte|gentillesse)|l'(?:obligeance|amabilite)))*"
    r"(?: ?(?:de(?=\W)|d'|que(?= )|qu'))?"
    r"(?: ?(?:(?:me|nous) |m')(?=indiquer|donner|dire|faire|sortir|compter|noter|preparer|chiffrer|trouver|envoyer))?"
    r"(?: ?(?:connaitre|savoir|avoir|indiquer|donner|dire))?|tant que j'y pense|n'oublie(?:z)? pas de me(?= rappeler)"
    r"|boss|ecoutez?(?:[- ]moi)?|au fait|a propos|sinon|allo|dis donc|(?:bon )?alors(?= ?[,a-z])|bon(?! (?:de|pour|a"
    r"|jusqu))|dis(?:[- ]moi)?(?! ?(?:a|lui|leur|au|[-])\b)"
    r"|dis(?: moi)?(?= ?,)|c'est moi(?= ?,)|stp|svp|ok(?=,| (?:commande|facture|livre|note|rappelle"
    r"|encaisse))|tiens(?= ?,)|oui|ouais"
    r"|euh+)(?![\w'-])[\s,;:!.]*"
)
_UNENDED: Final = re.compile(r"[\s.!|]+$")  # full stops, and emoji, which are blanks by now
_THANKS: Final = re.compile(
    r"[\s,;.!|-]*(?<![\w'-])(?:si (?:possible|ce n'est pas trop (?:te |vous )?demander|(?:tu|vous) (?:peux|pouvez)"
    r"|cela ne (?:te|vous) derange pas)|(?:quand|des que|si) (?:tu (?:as|auras)|vous (?:avez|aurez)) (?:le temps"
    r"|un moment|une minute|deux minutes)|(?:pourrais|peux|pourriez|pouvez)[- ](?:tu|vous)"
    r" (?:t'en|vous en) (?:charger|occuper)"
    r"|stp|svp|s'?il (?:te|vous) plait|merci(?: (?:d'avance|bien|beaucoup"
    r"|a toi|a vous"
    r"|bcp))?|mrc"
    r"|(?:je (?:vous|te) remercie(?: bien| beaucoup)?,? ?)?bonne (?:journee|soiree|fin de (?:journee"
    r"|semaine))(?: a (?:vous|toi|tous))?|bon (?:week[- ]?end|we)|a (?:plus|\+|bientot)|bisous?"
    r"|cordialement|cdt|(?:et )?voila(?: voila)?|(?:et )?(?:voila,? )?c'est tout(?: pour (?:moi|le moment"
    r"|aujourd'hui))?"
    r"|ok ?\?|please|pls|plz|thanks(?: a lot)?|thank you|thx|cheers)[\s.,;!|]*$"
)
_CLOCKS: Final = re.compile(r"(?<!\d)(\d{1,2}h(?:[0-5]\d(?=\d{1,2}h))?)(?=\d{1,2}h)")
# Words that open a request: only these are guessed from a slip, and only near the front.
_OPENERS: Final = (
    "commande", "commander", "commandes", "facture", "facturer", "factures", "livraison", "livraisons", "livrees",
    "rappelle", "rappel", "rappeler", "relance", "relancer", "opportunite", "intervention", "interventions",
    "depannage", "nouveau", "nouvelle", "client", "prospect", "encaisse", "paiement", "virement", "cheque", "encours",
    "adresse", "telephone", "numero", "pointage", "parking", "affaire", "planifie", "objectif", "combien", "reference",
    "prepare", "preparer", "appelle", "appeler", "cherche", "chercher", "journee",
)  # fmt: skip
# Words as they should be, one letter away from an opening one.
_RIGHT: Final = frozenset({"chaque", "fracture", "cherches", "appelles", "prepares", "clientele", "complete"})
_WORD: Final = re.compile(r"[a-z]+")
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FRONT: Final = 3
_LONG: Final = 9


def respelled(text: str, world: World) -> str:
    """The same text without greetings and thanks, with short forms written out and slips of its first words put right;
    the rest stays as typed."""
    text = _without_courtesies(" \n".join(" ".join(line.split()) for line in text.splitlines()))
    flat = Sheet(text).flat
    for pattern, full in _SHORT_FORMS:
        if pattern.search(flat) is not None:
            text = replaced(text, pattern, full)
            flat = Sheet(text).flat
    text = replaced(text, _CLOCKS, r"\g<1>-")
    text = unretracted(in_figures(_without_courtesies(text), world), world)
    flat = Sheet(text).flat
    for at, found in reversed(list(enumerate(_WORD.finditer(flat)))):
        meant = _day(found.group()) or (_opener(found.group()) if at < _FRONT else None)
        if meant is not None and not _is_name(found.group(), world):
            text = text[: found.start()] + meant + text[found.end() :]
    return text


def _without_courtesies(text: str) -> str:
    """« salut Karim, … merci d'avance » is what stands between; a message of courtesies alone stays whole."""
    flat = Sheet(text).flat
    start, end = 0, len(_UNENDED.sub("", flat))
    while (found := _GREETING.match(flat, start)) is not None:
        start = found.end()
    while (found := _THANKS.search(flat, start, end)) is not None:
        end = found.start()
    return text[start:end] if any(map(str.isalnum, flat[start:end])) else text


@lru_cache(maxsize=4_096)
def _opener(word: str) -> str | None:
    """The opening word that this one is a slip of; None for a word that is right, short or like none."""
    if len(word) < 6 or word in _OPENERS or word in _RIGHT or word in _SLIPS:
        return _SLIPS.get(word)
    most = 2 if len(word) >= _LONG else 1
    near = process.extractOne(word, _OPENERS, scorer=OSA.distance, score_cutoff=most)
    return near[0] if near is not None and near[0][0] == word[0] and near[0] != word.rstrip("sz") else None


@lru_cache(maxsize=4_096)
def _day(word: str) -> str | None:
    """The day of the week that this word is a slip of."""
    if len(word) < 5 or word.removesuffix("s") in _DAYS:
        return None
    near = process.extractOne(word, _DAYS, scorer=OSA.distance, score_cutoff=1)
    return near[0] if near is not None and near[0][:2] == word[:2] else None


def _is_name(word: str, world: World) -> bool:
    people = {fold(part) for person in world.people for part in person.name.split()}
    return word in people or any(index.link([word], ALL).fits for index in (world.customers, world.products))


_SLIPS: Final = {
    "stok": "stock", "stoc": "stock", "stcok": "stock", "nouvo": "nouveau", "nvo": "nouveau", "cmdes": "commandes",
    "devi": "devis", "dvs": "devis", "dvis": "devis", "divis": "devis", "devs": "devis", "deviis": "devis",
    "deivs": "devis", "dveis": "devis", "devsi": "devis", "devus": "devis", "deviq": "devis", "rapel": "rappel",
    "livr": "livre", "lirve": "livre", "paeyr": "payer", "pyaer": "payer",
}  # fmt: skip
