"""What people type, as tables: spellings, units, numbers in words, courtesies. Reading rules live elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

# Letters whose plain form Unicode does not give, and marks that mean a word.
LETTERS: Mapping[str, str] = {
    "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l",
    "’": " ", "‘": " ", "'": " ", "`": " ", "´": " ", '"': " ", "«": " ", "»": " ", "“": " ", "”": " ",
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-",
    "×": "x", "*": "x", "€": "eur", "&": " et ", "½": ".5", "°": " ", "º": " ", "•": "\n", "\r": "\n", "\t": " ",
}  # fmt: skip

# Money and time written right behind a number; anything else stays part of the term (« 1000w », « 3g2.5 »).
MONEY_WORDS: Mapping[str, str] = {"euros": "eur", "euro": "eur", "balles": "eur", "pct": "%"}
UNITS: Mapping[str, str] = {
    "m": "M", "ml": "M", "metre": "M", "metres": "M",
    "m2": "M2", "m3": "M3", "l": "L", "litre": "L", "litres": "L", "kg": "KG", "kgs": "KG", "kilo": "KG", "kilos": "KG",
    "t": "T", "tonne": "T", "tonnes": "T",
    "sac": "SAC", "sacs": "SAC", "pal": "PAL", "palette": "PAL", "palettes": "PAL",
    "rlx": "ROUL", "rlo": "ROUL", "rouleau": "ROUL", "rouleaux": "ROUL", "roul": "ROUL",
    "bte": "BTE", "btes": "BTE", "boite": "BTE", "boites": "BTE", "carton": "CART", "cartons": "CART",
    "h": "H", "hr": "H", "hrs": "H", "heure": "H", "heures": "H", "j": "J", "jr": "J", "jour": "J", "jours": "J",
    "forfait": "FORF", "forfaits": "FORF", "forf": "FORF", "lot": "LOT", "lots": "LOT",
    "u": "U", "unite": "U", "unites": "U", "piece": "U", "pieces": "U", "pce": "U", "pces": "U",
    "paire": "PAIRE", "paires": "PAIRE", "an": "AN", "ans": "AN",
}  # fmt: skip
SUFFIXES: tuple[str, ...] = tuple(
    sorted((*MONEY_WORDS, *UNITS, "eur", "e", "ht", "ttc", "x", "fois", "fdm"), key=len, reverse=True)
)

# « neuf » is left out: « un chauffe-eau neuf » is not nine of them. « un » is a quantity only in front of a line.
NUMBER_WORDS: Mapping[str, int] = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "cents": 100, "mille": 1000,
}  # fmt: skip
ROUGH_NUMBERS: Mapping[str, int] = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "centaine": 100, "dizaines": 10, "centaines": 100,
}  # fmt: skip
ROUGHLY = frozenset({"environ", "env", "approx", "quelques", "qq", "qques"})

# One spelling per idea when names are compared; both sides go through it.
SAME_WORD: Mapping[str, str] = {
    "gpe": "groupe", "grpe": "groupe",
    "st": "saint", "ste": "sainte", "dr": "docteur", "doc": "docteur", "toubib": "docteur", "mme": "madame",
    "mr": "monsieur", "mlle": "madame", "ets": "etablissement", "resto": "restaurant", "pharma": "pharmacie",
    "copro": "copropriete", "bat": "batiment", "elec": "electricite", "menuis": "menuiserie", "bte": "boite",
    "clim": "clim", "climatiseur": "clim", "climatisation": "clim", "rad": "radiateur", "disj": "disjoncteur",
    "depl": "deplacement", "dep": "deplacement", "mo": "mo", "alu": "alu", "aluminium": "alu", "cu": "cuivre",
    "secu": "securite", "thermo": "thermostatique", "tabl": "tableau", "chaud": "chaudiere", "inter": "interrupteur",
    "rlx": "rouleau", "rlo": "rouleau", "forf": "forfait", "qte": "quantite", "pac": "pac", "ent": "entretien",
    "freres": "frere", "frs": "frere", "electrique": "electrique", "grise": "gri", "blanche": "blanc", "verte": "vert",
    "noire": "noir", "bleue": "bleu", "brune": "brun",
}  # fmt: skip

EMPTY_WORDS = frozenset(
    {"de", "du", "des", "d", "le", "la", "les", "l", "un", "une", "a", "au", "aux", "et", "en", "pour", "chez", "mon"}
)
FILLERS = frozenset(
    {
        "alors", "bon", "euh", "heu", "stp", "svp", "merci", "bonjour", "salut", "bjr", "hello", "ok", "donc", "voila",
        "mets", "met", "mettre", "mettez", "tu", "me", "moi", "il", "elle", "ils", "elles", "faut", "avec", "aussi",
        "plus", "puis", "ensuite",
        "compris", "comprise", "comprises", "inclus", "incluse", "pr", "prend", "prends", "rajoute", "ajoute",
    }
)  # fmt: skip
COURTESIES = frozenset(
    {"bonjour", "bonsoir", "salut", "bjr", "hello", "merci", "ok", "oui", "non", "stop", "ca", "va", "alors", "bon",
     "euh", "donc", "stp", "svp", "annule", "annuler", "aide", "super", "parfait", "cool", "d", "accord"}
)  # fmt: skip

# Work that is sold by the hour or as a lump: it opens a line of its own, and hours of it are labour.
LABOUR = frozenset({"pose", "depose", "mo", "installation", "raccordement", "depannage", "main", "oeuvre"})
LINE_STARTERS = frozenset({"pose", "depose", "mo", "installation", "raccordement", "livraison", "deplacement", "depl"})
LABOUR_WORD = "mo"
# Behind the name of goods: that they come with their fitting, which is no part of the name.
FITTED = frozenset(
    {"posee", "poses", "posees", "fourni", "fournie", "fournis", "fournies", "installe", "installee", "installes",
     "installees", "montee", "montes", "montees", "raccorde", "raccordee"}
)  # fmt: skip

SEPARATORS = frozenset({"+", ",", ";", ":", "|", "et", "puis"})
WITH = frozenset({"avec", "and", "with"})
AFTER_AND = frozenset({"fils", "associes", "cie", "compagnie", "freres", "soeurs", "fille", "filles"})
NOTE_OPENERS = frozenset({"dispo", "disponible", "note", "nb", "ps", "rappelle", "rappel", "attention", "livrable"})

COMPANY_WORDS = frozenset(
    {
        "sarl", "sas", "sasu", "eurl", "sa", "sci", "scop", "snc", "ets", "etablissements", "societe", "ste", "garage",
        "brasserie", "restaurant", "resto", "boulangerie", "boucherie", "hotel", "camping", "cabinet", "mairie",
        "ecole", "lycee", "college", "pharmacie", "copro", "copropriete", "syndic", "entreprise", "association",
        "plomberie", "menuiserie", "electricite", "batiment", "transports", "toitures", "maconnerie", "carrosserie",
        "clinique", "atelier", "agence", "bar", "cafe", "salon", "magasin", "fils", "freres", "traiteur", "peinture",
    }
)  # fmt: skip
TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "particulier"})
TOWNS = frozenset(
    {
        "paris", "marseille", "lyon", "toulouse", "nice", "nantes", "montpellier", "strasbourg", "bordeaux", "lille",
        "rennes", "reims", "toulon", "grenoble", "dijon", "angers", "nimes", "villeurbanne", "clermont", "aix",
        "brest", "tours", "amiens", "limoges", "annecy", "perpignan", "metz", "besancon", "orleans", "rouen",
        "mulhouse", "caen", "nancy", "avignon", "poitiers", "pau", "calais", "cannes", "colmar", "valence", "bron",
        "venissieux", "chambery", "bourges", "quimper", "vannes", "lorient", "niort", "troyes", "albi", "bayonne",
    }
)  # fmt: skip
STREETS = (
    "rue", "avenue", "av", "ave", "boulevard", "bd", "bld", "place", "pl", "chemin", "che", "route", "rte", "impasse",
    "imp", "quai", "allee", "allees", "allée", "allées", "cours", "square", "passage", "montee", "montée",
    "lotissement", "lot", "za", "zi", "zac", "esplanade", "faubourg",
)  # fmt: skip

# Answers to a question that may be left empty.
NOTHING_TO_SAY = frozenset(
    {"passer", "passe", "plus tard", "non", "aucun", "aucune", "rien", "pas de siren", "skip", "later", "no", "none"}
)
