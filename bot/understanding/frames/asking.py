"""What an office puts around what it asks, in whole sentences: « peux-tu me noter que … », « ouvre une affaire … ».

The verbs are many and say little: any of them in front of the noun of a request stands for that noun alone, in the
short words that cues and readers begin with. What nobody would miss (« que », « moi ») goes with the verb.
"""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.sheet import Sheet, replaced

_ER: Final = (
    r"(?:reserv|not|enregistr|r?enregistr|cre|r?ajout|programm|planifi|pass|compt|prepar|edit|point|marqu|imput|declar"
    r"|entr"
    r"|rentr|indiqu|signal|consign|valid|confirm|gener|mont|dress|realis|effectu|tap|lanc|report|comptabilis|post"
    r"|calcul"
    r"|redig|affect|pos|cal|cas|bloqu|log)(?:e|er|ez|es)"
)
_OTHERS: Final = (
    r"inscri(?:s|re|vez|t)|saisi(?:s|r|ssez)?|ouvr(?:e|ir|ez|es)|etabli(?:s|r|ssez|t)|fai(?:s|re|tes|t)|met(?:s|tre"
    r"|tez)?"
    r"|prevoi(?:s|r)|prevoyez|emet(?:s|tre|tez)|constitue[rz]?|pren(?:ds|dre|ez)(?: (?:en )?note(?: de)?)?"
    r"|mettes|fasses|inscrives|saisisses|ouvres|etablisses|prennes|mettiez|fassiez|preniez|inscriviez|saisissiez"
    r"|procede[rz]? a (?:l'|la )?(?:enregistrement|creation|etablissement|emission|saisie|planification|envoi"
    r"|facturation)"
    r"(?: (?:de|du|des)(?= )| d')?"
    r"|put together|get|prepare|work out|make|log|add|record|enter|register|book|put(?: down)?|open|raise|issue|set up"
    r"|write(?: down)?|draw up"
)
_VERB: Final = (
    rf"(?:{_ER}|{_OTHERS})(?:[- ](?:moi|lui|nous|leur|me|for me|us))?"
    r"(?: (?:stp|svp|bien|aussi|donc|vite|juste|maintenant|please|en compta(?:bilite)?|dans (?:l'agenda|le planning)))*"
)
_PRAYED: Final = (
    r"(?:(?:est-ce que )?(?:tu|vous|on) (?:peux|peut|pourrais|pourrait|pouvez|pourriez|veux bien|voulez bien)"
    r"|(?:peux|pourrais|veux)[- ]tu|(?:pouvez|pourriez|voulez)[- ]vous|merci de(?: bien vouloir)?|veuillez"
    r"|(?:il )?(?:faut|faudrait|faudra)(?: (?:voir|penser) a)?|j'aimerais(?: bien)?"
    r"|je (?:voudrais|souhaite(?:rais)?|veux|(?:te|vous) demande|(?:te|vous) (?:en )?prie|(?:te|vous) remercie"
    r"|(?:te|vous) (?:saurais|serais) (?:gre|reconnaissante?)|(?:te|vous) charge)(?: (?:de bien vouloir|par avance))?"
    r"|il (?:convient|conviendrait|s'agit|serait bien|est temps|y a lieu)|on (?:va|doit)|(?:je|on) (?:vais|va|dois)"
    r"|(?:tu |vous )?pense(?:ras|rez|z)? a"
    r"|penser a|can you|could you|would you(?: mind)?|i(?: would|'d) like(?: you)? to|i (?:need|want)(?: you)? to"
    r"|dis(?:[- ]moi|ons)?|dites(?: voir| donc|[- ]moi)?|tiens|ecoute)"
    r"(?: (?:voir|donc|bien|please))*(?: (?:de|d'))?(?: (?:bien vouloir|vouloir bien))?,? ?"
    r"(?:(?:(?:me|nous|lui|leur|te|vous) |m')(?=VERB))?"
)
_INFORMED: Final = re.compile(
    r"(?:je (?:vous|te) (?:informe|signale|confirme|precise|indique|annonce|fais savoir|previens)"
    r"|(?:pour info(?:rmation)?|a noter|sachez|sache|il est a noter|je confirme|je precise|just so you know|fyi)"
    r"|please note)(?: bien)?(?: :| ,|,| que| qu'| that)? (?!de |d'|\d|demain|une? |le |la |les )|"
    r"(?:je (?:vous|te) (?:informe|signale|confirme|precise|indique|annonce)) (?:que |qu')"
)
# What is asked for, and the words that stand for it; none: the words themselves, without the verb.
_NOUNS: Final[tuple[tuple[str, str], ...]] = (
    (r"(?:note de frais|depense|frais)(?! (?:de deplacement|annexes))(?: de(?= \d))?(?= |$)", "frais"),
    (r"(?:facture d'?\s?acompte|acompte(?= de \d+ ?%))", "facture d'acompte"),
    (r"(?:opportunites?|affaires?|pistes?|leads?|opps?|projet commercial|opportunity)(?! (?:est|perdue?|\w\w\d\d-))",
     "nouvelle affaire"),
    (r"(?:prospect|client|contact)(?: interessee?)?(?=.*\b(?:veut|voudrait|veulent|budget"
     r"|projet)\b)(?: ?:)?", "nouvelle affaire"),
    (r"(?:client|cliente|prospect|contact|particulier)(?= ?[:,]| [a-z]|$)(?! (?:refuse|absent|pas|injoignable"
     r"|content))",
     "nouveau {noun}"),
    (r"(?:taches?|todos?|to-?do|chose a faire|task)\b", "tache"),
    (r"(?:dans |a |sur )?(?:l'agenda|le planning|le calendrier|mon agenda)(?: ?:)?", "rappel"),
    (r"(?:rappel|pense[- ]bete|alerte|reminder)", "rappel"),
    (r"(?:fiche|compte|dossier) (?:client|prospect|particulier)e?(?: (?:a|au|pour|au nom de|chez|de|du|d'))?",
     "nouveau client"),
    (r"compte (?:a|au nom de|pour)(?= (?:m|mme|mr|monsieur|madame|la societe|societe|l'entreprise|sas|sarl|sci|eurl"
     r"|sasu|ets)\b)", "nouveau client"),
    (r"(?:reglement|paiement|versement|encaissement|cheque|chq|virement|prelevement|acompte|payment|cheque)\b", ""),
    (r"(?:devis|chiffrage|offre de prix|proposition(?: commerciale| de prix)?)(?! ?(?:n° ?)?\d)", "devis"),
    (r"(?:bon de )?commandes?(?<!prepare la commande)(?<!preparer la commande)(?! ?(?:n° ?)?\d)", "commande"),
    (r"(?:livraison|bon de livraison|bl|reception)\b", "livraison"),
    (r"avoir", "avoir"),
    (r"(?:inter|intervention|depannage|visite|entretien)(?! ?(?:n° ?)?\d)(?=.*\b(?:a|vers|pour|des) \d{1,2} ?h)",
     "planifie une {noun}"),
    (r"facture(?: (?:de|pour|sur))?(?= (?:(?:la |le |l')?(?:commande|cde|devis|bl|livraison|inter)))", "facture"),
    (r"facture(?! ?(?:n° ?|fa)?\d)(?= (?:de |du |des |pour |a |au |d'))", "facture"),
    (r"(?:bon|bulletin|rapport) d'intervention", "intervention"),
    (r"(?:\d{1,2} )?(?:peages?|parkings?|essence|gasoil|carburant|plein|taxi|train|metro|repas|dejeuner|diner|hotel"
     r"|resto\w*|timbres?"
     r"|stationnement|billets?|nuits?|nuitees?|cafes?|horodateur)(?=.*\d)", ""),
)  # fmt: skip
# What is looked up, and the verbs that only say so.
_SHOW: Final = (
    r"(?:verifi|regard|control|consult|affich|montr|r?e?donn|cherch|trouv|recherch|retrouv|precis|envoy|transmett?"
    r"|adress|fourn|communiqu|calcul|edit|imprim"
    r"|tir|sor|indiqu|communiqu|extrai|list|check|show|give|find|tell)(?:e|er|ez|es|s|t|re|tez|tir|yez|ir|is)?"
    r"(?:[- ](?:moi|lui|nous|leur|me|us))?(?: (?:donc|vite|voir|stp|svp|encore|aussi))*"
    r"|(?:t'as|tu as|t'aurais|tu aurais|vous avez|vous auriez|on aurait)(?: pas)?(?= (?:le |la |l'|un )?(?:adresse|tel"
    r"|num|port|mobile"
    r"|e?-?mail|coord|prix|tarif|ref))"
    r"|je (?:cherche|voudrais|veux|souhaite)(?: (?:avoir|connaitre|savoir|voir))?|j'ai besoin (?:de|d')"
    r"|quel(?:le)?s? (?:est|sont|etait|etaient|ont ete|a ete|serait)|c'est quoi|fais[- ]moi|dis[- ]moi|what(?:'s| is"
    r"| are)"
)
_SHOWN: Final = (
    r"(?:etats? (?:des?|du) )?(?:stocks?|soldes?|encours|en-cours|releves?(?: de compte)?|chiffres? d'?\s?affaires?|ca"
    r"|marges?|ventes?|objectifs?|taux|totaux|total|montants?|somme|repartition|detail|liste|evolution|nombre|prix"
    r"|tarifs?|references?|adresse|telephone|tel|numero|portable|mobile|e?-?mail"
    r"|coordonnees|plafond|tresorerie|treso|top|meilleur\w*|palmares|heures)"
)
_DET: Final = (
    r"(?:(?:une?|le|la|les|l'|des|du|de la|ce|cette|cet|mon|ma|mes|son|sa|leur|leurs|notre|nos|en|an?|the|d')\s?)?"
    r"(?:(?:nouve(?:au|lle|l)|autre|petite?|ptite?|premiere?|new|seconde?|deuxieme) )?"
)
_SPAN: Final = (
    r"(?:\d{1,2}(?:[.,]\d{1,2})? ?(?:h(?![a-z])|heures?|hours?|hrs?)|\d{1,3} ?(?:mn|min)|une? (?:demi[- ]?journee"
    r"|journee"
    r"|heure|apres[- ]midi|matinee|demi[- ]heure)|\d (?:demi[- ])?journees?|1/2 journee)"
)
_SUM: Final = r"\d[\d ]*(?:[.,]\d{1,2})? ?(?:€|euros?|eur)?(?: (?:ht|ttc))?"
_SPENT: Final = (
    r"(?:peages?|parkings?|essence|gasoil|gazole|carburant|taxi|train|metro|repas|dejeuner|diner|hotel|resto\w*"
    r"|timbres?"
    r"|stationnement|billets?|cafes?|fournitures?|outillage|consommables|quincaillerie|materiel|lavage|fuel)"
)
_TOLD: Final = re.compile(rf"{_VERB} (?:que |qu'|le fait que |ceci ?: ?|that )")
_HOURS: Final = re.compile(rf"(?!(?:pos|mont|realis)e )(?:{_VERB}) (?:de )?(?={_SPAN})")  # « pose 3h » is work
_SUM_SPENT: Final = re.compile(rf"{_VERB} (?P<sum>{_SUM}) (?:de |d'|en )(?:frais (?:de |d'))?(?P<what>{_SPENT})(?!\w)")
_LOOKED_UP: Final = re.compile(rf"(?:{_SHOW}) {_DET}(?={_SHOWN}(?!\w))")
_GIVEN_TO: Final = re.compile(  # « propose au garage un devis de … »
    rf"(?:{_VERB}|propose[rz]?|soumet[sz]?|soumettre|adresse[rz]?|offre[rz]?) (?P<whom>(?:a|au|aux|a la|a l'|pour"
    rf"|chez) ?[^|,:]{{3,45}}?) "
    r"(?:une?|le|la) (?P<noun>devis|facture|avoir|commande|relance|rappel)(?: (?:de(?= \d| la| l)|d'(?=une?)|pour|avec"
    r"|comprenant))?"
    r"(?= |$)"
)
_AS_CONTACT: Final = re.compile(
    rf"(?:{_VERB}) (?P<who>[^|,:]{{3,40}}?) (?:comme|en tant que) (?:nouveau |nouvelle )?contact (?P<at>(?:a|au|chez"
    rf"|de|pour) .+)"
)
_INTO_INVOICE: Final = re.compile(
    r"(?:transforme[rz]?|converti[srt]\w*|passe[rz]?|bascule[rz]?|mets) (?P<doc>(?:la |le |l')?(?:commande|devis"
    r"|intervention|inter|cde|bl) "
    r"?(?:n° ?)?\d+) en facture"
)
_STATED: Final = re.compile(  # « marque la commande 135 comme livrée »
    rf"(?:{_VERB}) (?P<doc>(?:la |le |l')?(?:commande|livraison|facture|intervention|inter|cde|bi|bl) ?(?:n° ?)?\d+)"
    r" (?:comme(?: etant)?|en (?=livr|term|fini|pay|regl|sold)|a l'etat)(?: de)? "
)
_SENT: Final = re.compile(  # « programme Mehdi chez … pour une intervention : … »
    rf"(?:{_VERB}|envoie[rz]?) (?!une? |l')(?P<who>[a-z]+) (?P<where>[^|]*?),? (?:pour|en|sur) (?:une? |l')?"
    r"(?P<what>intervention|depannage|visite|inter|entretien)(?=\s*(?:[,:.|]|$))"
)
_LEFT_OVER: Final = re.compile(
    r"(?:de |d')?(?:bien vouloir |vouloir bien )?(?:de |d')?(?:qu'(?=une? \w+ (?:soit|me)\b))?"
    rf"(?:(?:(?:me|nous|lui|leur) |m')(?=(?:{_VERB}|{_SHOW}|chiffre[rz]?)(?!\w)))?"
)
_PRAYER: Final = re.compile(
    _PRAYED.replace("VERB", f"(?:{_VERB}|{_SHOW})(?![a-z])") + rf"(?=(?:{_VERB}|{_SHOW}|chiffre[rz]?)(?!\w))"
)
_WISHED: Final = re.compile(
    r"(?:(?:je (?:voudrais|souhaite(?:rais)?|veux)|j'aimerais|(?:il )?(?:faut|faudrait|faudra)) (?:que |qu')"
    r"|que (?=(?:tu|vous|on) ))(?!je |j')"
    rf"(?:(?:tu|vous|on) (?:(?:me|nous|lui|leur) )?)?|(?:tu|vous|on) (?:me |nous |lui "
    rf"|leur )?(?!fai\w+ penser)(?={_VERB}(?!\w))"
)
_TURNED: Final = tuple((re.compile(pattern), plain) for pattern, plain in (
    (r"(?<![\w'-])disposons[- ]nous(?: encore)?(?: de suffisamment (?:de|d')| de| d')?", "on a"),
    (r"(?<![\w'-])(?:pratiquons|appliquons|facturons|proposons)[- ]nous(?! a)", "on vend"),
    (r"(?:^|(?<=\|))de combien (?:de |d')", "combien de "),
    (r"(?<![\w'-])(?:avons|a)[- ](?:nous|t[- ]on)(?!\w)", "on a"),
    (r"(?<![\w'-])ai[- ]je(?!\w)", "j'ai"),
    (r"(?<![\w'-])(est|sont|ont|etaient|etait)[- ](?:elles?|ils?)(?=[\s,]+(?:bien |deja |toujours |encore |pas |tout )*"
     r"(?:regle|paye|solde|livre|a jour|en retard|encaisse|facture|echue))", r"\1"),
))  # fmt: skip
# What a request begins with, and the words that stand for it; behind them the message goes on.
_SHORTER: Final = (
    (_TOLD, ""),
    (_HOURS, ""),
    (_STATED, "{doc} "),
    (_INTO_INVOICE, "facture {doc}"),
    (_AS_CONTACT, "nouveau contact {at} : {who}"),
    (_GIVEN_TO, "{noun} {whom} :"),
    (_SENT, "planifie une {what} {who} {where}"),
    (_LOOKED_UP, ""),
    (_SUM_SPENT, "{what} {sum}"),
    *((re.compile(rf"{_VERB} {_DET}(?P<noun>{noun})(?![\w-])"), short or "{noun}") for noun, short in _NOUNS),
)


def plainly(text: str) -> str:
    """The same request without the verb that an office puts in front, its noun in the word that readers know."""
    flat = Sheet(text).flat
    for pattern, plain in _TURNED:
        if pattern.search(flat) is not None:
            text = replaced(text, pattern, plain)
            flat = Sheet(text).flat
    start = found.end() if (found := _LEFT_OVER.match(flat)) is not None else 0
    for opening in (_INFORMED, _WISHED, _PRAYER):
        start = found.end() if (found := opening.match(flat, start)) is not None else start
    for pattern, short in _SHORTER:
        if (found := pattern.match(flat, start)) is not None:
            typed = {name: text[slice(*found.span(name))] for name in found.groupdict()}
            return f"{short.format(**typed)}{text[found.end() :]}"
    return text[start:]
