"""How people ask for their day, their team's, their lists, their hours and their calendar: whole sentences, folded."""

import re
from typing import Final

_THE: Final = r"(?:(?:le|la|les|l|mes|mon|ma|nos|notre|the|my|our|voir|montre|montre moi|affiche) )*"
_HOLIDAYS: Final = r"(?:conges?|vacances|absente?|rtt|on leave)"
_CLOCK: Final = r"(?P<{0}>\d{{1,2}})(?: ?h ?(?P<{0}_min>\d{{2}})?)?"

DAY: Final = re.compile(
    rf"{_THE}(?:planning|agenda|emploi du temps|journee|schedule)(?: (?P<rest>.*))?"
    r"|(?:j ai quoi|qu est ce que j ai|que dois je faire|what do i have)(?: (?P<mine>.*))?"
)
# « cette semaine », « de la semaine prochaine », behind or before a name.
WEEK: Final = re.compile(
    r"(?:^|\b)(?:(?:de|pour) )?(?:la |cette |the |this )?(?:semaine|week)(?P<next> (?:prochaine|pro))?\b"
    r"|\b(?P<next_week>next week)\b"
)
TEAM: Final = re.compile(
    rf"(?:qui (?:fait quoi|bosse ou|travaille ou|est ou|est dispo|est libre)|who (?:does|is doing) what"
    rf"|{_THE}planning (?:de l )?equipe|planning (?:de )?(?:tous|tout le monde))(?: (?P<rest>.*))?"
)
TODO: Final = re.compile(
    rf"(?:tou(?:s|tes) )?{_THE}(?:rappels?|taches?|rdv|rendez vous|todo|to do|a faire|reminders|tasks)(?: a faire)?"
)
_ITEMS: Final = r"(?P<what>rappels?|taches?|rdvs?|rendez vous|reminders?|tasks?|appointments?)"
_BEHIND_ITEMS: Final = r"(?: (?:de|du|des|d|pour|en|chez|avec|a|of|for|with))*"
# « mes rappels de demain », « rappels de janvier »; « rdv demain 14h » is none of them.
LISTED: Final = re.compile(
    r"(?:(?:voir|montre|affiche|donne)(?: moi)? |quels sont |tou(?:s|tes) )*(?:(?:mes|nos|les|my) "
    rf"|(?=(?:rappels|taches|reminders|tasks) (?:de|du|pour|en|chez|of|for) )){_ITEMS}{_BEHIND_ITEMS} (?P<rest>.+)"
)
DROPPED: Final = re.compile(
    r"(?:annul|suppri?m|effac|enlev|retir|vir|cancel|delet|remov)(?:e|er|es|ez|ons)? "
    rf"(?:(?:le|la|les|mon|ma|mes|ce|my|the) )?{_ITEMS}(?:{_BEHIND_ITEMS} (?P<rest>.+))?"
)
ASKED_OF_OTHERS: Final = re.compile(r"(?:ce que j ai demande|mes demandes|demandes? en cours|what i asked)(?: .*)?")
FEED: Final = re.compile(
    r"(?:le |mon |un )?(?:lien (?:du |de mon )?(?:calendrier|agenda|planning)|calendrier|ical|calendar link)"
)
NO_FEED: Final = re.compile(
    r"(?:ferme|supprime|revoque|coupe|annule) (?:le |mon )?(?:lien (?:du |de mon )?)?(?:calendrier|agenda|ical)"
)
LEAVE: Final = re.compile(rf"(?:je suis |je serai )?(?:en )?{_HOLIDAYS} (?P<rest>.+)")
BACK: Final = re.compile(
    r"fin (?:de |des |de mes )?(?:conges?|vacances)|je suis (?:revenue?|rentree?|de retour)|i m back"
)
SPAN: Final = re.compile(r"(?:du |de |from )?(?P<first>.+?) (?:au|a|jusqu au|to) (?P<last>.+)")
WORKDAYS: Final = re.compile(
    r"(?:je travaille|mes jours|i work) (?:du )?(?P<first>[a-z]+) (?:au|a|to) (?P<last>[a-z]+)"
)
QUIET: Final = re.compile(
    r"(?:ne me derange[rz]? pas|mes heures calmes|silence|quiet)(?: de| entre)? "
    + _CLOCK.format("from")
    + r" (?:a|et|to) "
    + _CLOCK.format("to")
)
ZONE: Final = re.compile(r"(?:mon )?(?:fuseau(?: horaire)?|timezone)(?: de la| de l| du| de| la| l)? (?P<zone>[a-z ]+)")

_AGAIN: Final = (
    r"(?:(?:le |la |les )?(?:rappel(?:er|le|ons)?|re-?contacter?|relance[rz]?)|call back)(?:[- ](?:moi|le|la|les))?"
)
CALL_AGAIN: Final = re.compile(_AGAIN, re.I)
# « appelé girard, rappelle lundi »; as typed, for names keep their signs.
CALLED: Final = re.compile(
    r"(?:j'ai |je viens d'|on a )?(?:appel[ée]r?|eu|t[ée]l[ée]phon[ée]r? [àa]|called|phoned) (?P<whom>[^,;.:]+?)"
    r"(?: au t[ée]l(?:[ée]phone)?)?(?P<past> (?:hier|ce matin|tout [àa] l'heure|[àa] l'instant|tant[ôo]t|cet apr[èe]m"
    r"|today|yesterday))?(?:(?:\s*[,;.:]\s*|\s+et\s+|\s+)"
    rf"(?P<then>{_AGAIN}\b.*))?\W*",
    re.I,
)

# The likely answers to « Quand ? », as if they were typed.
IN_AN_HOUR, THIS_EVENING, TOMORROW, MONDAY = "dans 1h", "ce soir", "demain 9h", "lundi 9h"

# What may stand beside a moment that changes something: « plutôt vendredi », « remets à lundi ».
BESIDE_A_MOMENT: Final = frozenset(
    (
        "plutot", "non", "pour", "le", "la", "a", "au", "remets", "remet", "decale", "reporte", "repousse", "mets",
        "met", "deplace", "avance", "finalement", "ca", "cela", "sera", "vers", "en", "move", "it", "to", "rather",
        "make", "on", "at", "by", "for", "the", "of",
    )
)  # fmt: skip
# Where something else begins that is only to be thought of, or asked of a colleague.
THOUGHT_OF: Final = re.compile(
    r"(?:\s*[,;.+]|\s+(?:et|puis|and|then))+\s+(?=(?:tu )?(?:me |nous )?(?:rappel|rapel|fais[- ]moi penser|pense[rz]? à"
    r"|pense[rz]? a|n'oublie|dis à|dis a|demande à|demande a|mets[- ]moi un rappel|note[- ]moi|remind me|tell \w+ to))",
    re.I,
)

AT_HIS_PLACE: Final = " chez "
# « le relancer », once it is said who he is.
OF_HIM: Final = re.compile(r"^(?:le |la |les |l'|lui |leur )(?=\w+(?:er|ir|re)\b)", re.I)
# Words of time left at the edges of what is to be thought of: its moment was understood in part.
_MONTHS: Final = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_NAMED_DAY: Final = r"(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*di|dimanche"
MORE_OF_WHEN: Final = re.compile(
    rf"^(?:et (?:le |les )?(?:{_NAMED_DAY}|\d{{1,2}} )|au (?:{_NAMED_DAY})|(?:{_NAMED_DAY}) (?:et|a) "
    r"|(?:a |vers )?\d{1,2} ?h\b|(?:demain|apres demain) \d)"
    rf"|(?:^| )(?:sauf (?:pendant |durant |au mois d[e ]?|le |les |en )*"
    rf"(?:{_NAMED_DAY}|week|vacances|feries|jours|{_MONTHS}|\w+$)"
    rf"|jusqu (?:au|a|en) (?:\d|fin|la fin|{_NAMED_DAY}))"
    r"|^pendant \d|pendant \d+ (?:jours?|semaines?|mois)$"
)

# What a reply to a card of the agenda says; « non » may be followed by the reason.
SAID_DONE: Final = re.compile(r"(?:ok )?(?:c est )?(?:fait|bon c est fait|termine|regle|done)")
SAID_YES: Final = re.compile(r"ok|oui|d accord|ca marche|ca roule|je m en occupe|yes|sure")
SAID_NO: Final = re.compile(r"(?:non|pas possible|impossible|je (?:ne )?peux pas|j peux pas|no|i can t)(?: .*)?")
REFUSED: Final = re.compile(  # as typed: what is left is the reason
    r"^(?:non|pas possible|impossible|no)?\W*(?:je (?:ne )?peux pas|j'peux pas|i can't)?\W*", re.I
)
SAID_WHEN: Final = re.compile(r"(?:c est )?(?:pour )?quand|when")
SAID_OFF: Final = re.compile(r"annule[rz]?|laisse tomber|plus besoin|cancel|supprime")

WEEKDAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
# Where one works, for its public holidays: by its postcode, or one of the places that have their own.
HOLIDAYS_OF: Final = re.compile(
    r"(?:(?:mon |le )?(?:code postal|cp|postcode)(?: est)?(?: le)? "
    r"|(?:mes )?(?:jours )?feries (?:de |du |d |en |pour )?)"
    r"(?:(?P<postcode>\d{5})|(?P<place>alsace|moselle|alsace moselle|reunion|guadeloupe|martinique|guyane|mayotte))"
    r"|je (?:suis|travaille|bosse) en (?P<there>alsace|moselle|alsace moselle)"
)
POSTCODES: Final = {
    "alsace": "67000",
    "moselle": "57000",
    "alsace moselle": "67000",
    "guadeloupe": "97100",
    "martinique": "97200",
    "guyane": "97300",
    "reunion": "97400",
    "mayotte": "97600",
}
ZONES: Final = {
    "reunion": "Indian/Reunion",
    "mayotte": "Indian/Mayotte",
    "guadeloupe": "America/Guadeloupe",
    "martinique": "America/Martinique",
    "guyane": "America/Cayenne",
    "saint pierre et miquelon": "America/Miquelon",
    "nouvelle caledonie": "Pacific/Noumea",
    "polynesie": "Pacific/Tahiti",
    "tahiti": "Pacific/Tahiti",
    "wallis": "Pacific/Wallis",
    "paris": "Europe/Paris",
    "metropole": "Europe/Paris",
}
