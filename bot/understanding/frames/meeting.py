"""New customers and contacts, and business that may come."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.calendar_words import MONTHS
from bot.understanding.frames.frame import Slots
from bot.understanding.frames.goods import said_lines
from bot.understanding.frames.money import take_sum
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import Step, choice, customer, drop, flag, number, read, rest, text, tidy, words
from bot.understanding.frames.when import take_moment
from bot.understanding.frames.world import World
from bot.understanding.line import ENOUGH
from bot.understanding.lines import read_lines
from bot.understanding.people import capitalised, read_customer
from bot.understanding.reach import national, phone_in
from bot.understanding.words import fold, tokens_of

_NEW: Final = (
    r"(?:nouveau|nouvelle|nouvel|nv|nvx|nvelle|new|cree[rsz]?|ajoute[rz]?|creation|enregistre[rz]?|add"
    r"|create)(?: (?:un|une|le|la|de|a|an|en))?(?: (?:nouveau|nouvelle|new))?(?: (?:lead|private|business))?"
)
_OPENER: Final = re.compile(
    rf"^\W*(?:(?:alors|bonjour|ok|tu (?:me |nous )?|a|il faut)\s?)*(?:{_NEW} ?)?(?P<what>client(?:e)? de passage"
    rf"|fiche client|fiche d[eu']s? ?(?:la |le |l')?|compte client"
    rf"|customer account|client|cliente|clt|customer|prospect"
    r"|particulier|contact)\b(?: a (?:creer|ajouter|enregistrer|rentrer|entrer|saisir|noter))?\s?:?"
)
_ADDED: Final = re.compile(
    r"^\W*(?:ajoute[rz]?|cree[rz]?|enregistre[rz]?|nouveau|nouvelle) (?:la |le |l')?"
    r"(?=(?:mme|mlle|mr|m\.?|monsieur|madame|sarl|sas|sasu|ets|eurl|sci|scop)\b)"
)
_CONTACT: Final = re.compile(rf"^\W*{_NEW} contact\b(?: (?:chez|pour|au|aux|a|de)\b)?")
_PHONE: Final = re.compile(
    r"(?:\btel\s?:?\s?|\bport\s?:?\s?)?(?<![\d+])(?:(?:\+|00)33[ .-]?(?:\(0\))?[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)"
)
_SIRET: Final = re.compile(r"(?:\bsiret\s?:?\s?)?(?<!\d)(?P<n>\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{5})(?!\d)")
_PRIVATE: Final = re.compile(r"(?<=\w)(?:\s?,)?\s(?:(?:c'est )?une? )?particuli(?:er|ere)\b\s?,?")
_ARTICLE: Final = re.compile(r"^(?:La|la|L[’']|l[’'])\s?(?=[A-ZÉÈ]\w+ )")  # « pour la Fromagerie Vernay »; not Le Roy
_MOBILE: Final = ("+336", "+337")


def read_new_customer(sheet: Sheet, world: World) -> Slots | None:
    """Somebody new, or somebody new at a customer's."""
    if sheet.take(_CONTACT) is not None:
        return read(sheet, world, *_NEW_CONTACT)
    opened = sheet.take(_OPENER)
    sheet.take(_ADDED)
    what = opened["what"] if opened else ""
    private = sheet.take(_PRIVATE) is not None
    between = " , " if private else " "  # « Jean Roche particulier 4 allée des Pins »: what was between them parts them
    siret = sheet.take(_SIRET)
    sheet.take(_PAYS)
    sheet.take(_SOCIETY)
    while sheet.take(_LIVES) is not None:
        pass
    sheet.take(_PHONE_AHEAD)
    made = read_customer(sheet.left.replace("|", between).strip(" :,"), _VARIANTS.get(what))
    town = _city(sheet, world) if made is not None and not made.city else None
    if town is not None:
        made = read_customer(sheet.left.replace("|", between).strip(" :,"), _VARIANTS.get(what))
    if made is None:
        return None
    name = _ARTICLE.sub("", made.name)
    alike = world.customers.link([token.text for token in tokens_of(name)], ENOUGH)
    told = {
        "name": re.sub(rf"\s+(?:à|a)\s+{re.escape(made.city or '§')}$", "", name, flags=re.IGNORECASE),
        "kind": "individual" if private or made.kind == "consumer" else "company",
        "status": "prospect" if made.prospect else None,
        "street": made.street and _street(made.street),
        "zip": made.zip,
        "city": re.sub(r"^[àÀaA]\s", "", made.city or town or ""),
        "email": made.email,
        "contact": made.contact,
        "siret": re.sub(r"\D", "", siret["n"]) if siret else made.siret,
        "payment_terms": made.payment_terms,
        "discount_pct": made.discount_percent,
        "possible_duplicates": sorted(one.code for one in alike.candidates()) if alike.score > _ALIKE else None,
    }
    reach = [_reach(phone) for phone in (made.phone, made.mobile) if phone]
    return {name: value for name, value in told.items() if value} | dict(reach)


def _city(sheet: Sheet, world: World) -> str | None:
    """« … à Sautron », or at the end the town of a customer who is known."""
    found = sheet.find(_AT_TOWN)
    if found is not None:
        town = sheet.group(found, "town")
        sheet.cut(*found.span())
        return capitalised(town)
    towns = {fold(one.detail): one.detail for one in world.customers.entries if one.detail}
    for name in _NAME_END.finditer(sheet.flat):
        words_ = name["words"].split()
        for many in range(min(3, len(words_) - 1), 0, -1):
            known = towns.get(" ".join(words_[-many:]))
            if known is not None:
                sheet.cut(name.end("words") - len(" ".join(words_[-many:])), name.end("words"))
                return known
    return None


def _street(said: str) -> str:
    """« quai malakoff » is written « quai Malakoff »; capitals the person typed are kept."""
    kind, _space, name = said.partition(" ")
    return f"{kind} {capitalised(name)}" if said.islower() and name and kind.isalpha() else said


def _reach(phone: str) -> tuple[str, str]:
    """The slot of an E.164 number, and the number in pairs: « 06 39 98 44 11 »."""
    digits = national(phone)
    return "mobile" if phone.startswith(_MOBILE) else "phone", " ".join(
        digits[at : at + 2] for at in range(0, len(digits), 2)
    )


def _phones(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    said: Slots = {}
    while (found := sheet.take(_PHONE)) is not None:
        phone = phone_in(sheet.source[found.start() : found.end()])
        said.update([_reach(phone)] if phone else [])
    return said


def _mail(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    found = sheet.take(_MAIL)
    return {"email": found["mail"]} if found is not None else {}


def _name(slot: str) -> Step:
    return lambda sheet, _world, _said: {slot: capitalised(tidy(sheet))} if tidy(sheet) else {}


_MAIL: Final = re.compile(r"(?:\b(?:e-?)?mail\s?:?\s?)?(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_PHONE_AHEAD: Final = re.compile(r"\b(?:tel|telephone|port|portable)\s?:?\s(?=\+?\d[\d .]{8})")  # « rue du Port 69007 »
_LIVES: Final = re.compile(
    r"(?<!\w)(?:(?:qui |il |elle )?(?:habite|demeurant|(?:est )?(?:domiciliee?|situee?|basee?|installee?)(?= a )"
    r"|se trouve)(?: (?:au"
    r"|a l'adresse))?"
    r"|^[|\s,]*une?(?= (?:m\.|mr|monsieur|mme|madame|dame))|(?:son|sa|leur) (?:numero|tel\w*|portable|e?-?mail"
    r"|adresse(?: mail)?) (?:est |c'est )?(?:le )?"
    r"|(?<!\w)particuliere?(?=\s*[,|]))"
)
_SOCIETY: Final = re.compile(
    r"^[|\s,:]*(?:la |l'|les )(?=(?:sarl|sas|sasu|eurl|sci|scop|snc|ets)\b)|^[|\s,:]*(?:au nom de |a )?(?:la |l'"
    r"|une )?(?:societe|entreprise|maison)(?: (?:nommee"
    r"|appelee))? (?=[a-z])"
)
_PAYS: Final = re.compile(
    r"\b(?:(?:il|elle|ils|qui) )?(?:paie|paye|reglement|paiement)\s(?=(?:a )?(?:comptant|reception|\d+ ?j))"
)
_AT_TOWN: Final = re.compile(
    r"(?<=\w) a (?!reception|\d)(?P<town>[a-z][a-z' -]{2,30}?)(?=$|,|\s\||\s+tel\b|\s+\d"
    r"|\s+0\d)"
)
_NAME_END: Final = re.compile(r"(?P<words>[a-z'-]+(?: (?!tel\b)[a-z'-]+)+)(?=\s*(?:$|,|\||tel\b|\d))")
_ALIKE: Final = 0.95
_VARIANTS: Final = {"client de passage": "passing", "cliente de passage": "passing", "prospect": "prospect"}
_ROLE: Final = (
    r"(?P<text>(?:resp(?:onsable)?|dir(?:ecteur|ectrice)?|chef(?:fe)?|comptable|gerante?|assistante?|secretaire"
    r"|acheteu(?:r|se)|gardien(?:ne)?|dg|pdg"
    r"|conduc(?:teur|trice)|concierge|intendante?|presidente?|vice[- ]presidente?|patron(?:ne)?|proviseure?"
    r"|principale?|regisseu(?:r|se)|magasiniere?|econome|adjointe?|maire|tresoriere?|syndic)\.?(?: (?:technique"
    r"|achats?|compta(?:bilite)?|travaux|chantier|maintenance|commercial[e]?|de [a-z]+|d'[a-z]+))?)"
)
_NEW_CONTACT: Final[tuple[Step, ...]] = (
    lambda _sheet, _world, _said: {"action": "add_contact"},
    _phones,
    _mail,
    customer(),
    drop(r"c'est|elle est|il est|qui est|(?:son nom|il|elle) (?:est|c'est|s'appelle)|nommee?|appelee?"),
    text("contact_role", _ROLE, lambda role: re.sub(r"^resp\b\.?", "responsable", role)),
    _name("contact"),
)


def read_opportunity(sheet: Sheet, world: World) -> Slots:
    return read(sheet, world, *_OPPORTUNITY)


def _close(sheet: Sheet, world: World, _said: Slots) -> Slots:
    """« décision janvier » is a month, « signature fin décembre » its last day."""
    found = sheet.take(_IN_MONTH)
    if found is not None:
        return _in_month(found, world)
    if sheet.take(_CLOSING) is None:
        alone = sheet.take(_MONTH_ALONE) if sheet.find(_NEXT) is None else None
        return _in_month(alone, world) if alone is not None else {}
    moment = take_moment(sheet, world.now, hours=False)
    return {"expected_close": moment.day} if moment is not None and moment.day is not None else {}


def _in_month(found: re.Match[str], world: World) -> Slots:
    month = next(number for number, names in enumerate(MONTHS, 1) if found["month"] in names.split("|"))
    return {"expected_close": f"{world.today.year + (month < world.today.month)}-{month:02}"}


def _next(sheet: Sheet, world: World, _said: Slots) -> Slots:
    found = sheet.take(_NEXT)
    moment = take_moment(sheet, world.now, hours=False)
    when = {"next_date": moment.day} if moment is not None and moment.day is not None else {}
    return {**({"next_action": found["what"]} if found else {}), **when}


def _worth(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    """A sum with euros, behind « budget » or « env », or of four figures and more."""
    plain = _ROUGH.search(sheet.flat) or _LARGE.search(sheet.flat)
    found = take_sum(sheet, marked=plain is None, largest=True)
    sheet.take(_ABOUT)
    if found is None:
        return {}
    return {"amount": found.amount, **({"basis": found.basis} if found.basis else {})}


def _whom(sheet: Sheet, world: World, said: Slots) -> Slots:
    """A customer, when the words are his whole name or nearly; else who it may become one day."""
    interested = sheet.find(_INTERESTED)
    named = sheet.flat[: interested.start()] if interested else sheet.flat
    before = sheet.flat
    found = customer(certain=True)(sheet, world, said)
    if found and not ("prospect" in fold(sheet.source).split()[:1] and interested):
        return found
    sheet.flat = before
    prospect = _PROSPECT.search(sheet.left[: len(named)])
    if prospect is None:
        return customer()(sheet, world, said)
    sheet.cut(*prospect.span(1))
    return {"prospect": capitalised(prospect[1])}


def _goods(sheet: Sheet, world: World, said: Slots) -> Slots:
    """Counted goods; of work on several sites so many."""
    read_ = [
        one
        for one in read_lines(sheet.tokens(), sheet.source, world.products)
        if one.product and one.product.candidates
    ]
    sites = said.get("sites")
    lines = [{**line, "qty": sites or line["qty"]} for line, one in zip(said_lines(read_, world), read_, strict=True)
             if (one.counted and (line["qty"] != 1 or _is_whole(one.text, world))) or sites]  # fmt: skip
    return {"lines": lines} if lines else {}


def _is_whole(text: str, world: World) -> bool:
    """« une terrasse » is a wish, « une pergola bois » goods."""
    return bool(world.products.link([token.text for token in tokens_of(text)], ENOUGH).whole)


_SOURCES: Final = (
    "salon|site web|site internet|web|site|tel|telephone|recommandation|bouche a oreille|facebook|google|foire"
    "|parrainage"
    "|trade show|website|phone|referral"
)
_MONTH: Final = "|".join(MONTHS)
_CLOSING: Final = words(
    r"(?:signature|decision|closing|conclusion|signe)(?: (?:prevue?|attendue?|esperee?|souhaitee?))?"
)
_IN_MONTH: Final = words(
    rf"(?:sign|signature|decision|closing|conclusion)(?: (?:prevue?|attendue?|esperee?|souhaitee?|envisagee?))?(?: en"
    rf"| pour| courant)? (?P<month>{_MONTH})"
)
_MONTH_ALONE: Final = words(rf"(?:en|pour|courant|in) (?P<month>{_MONTH})")
_NEXT: Final = words(r"(?:a )?(?P<what>rappeler|relancer|revoir|recontacter|rdv|visite)")
_ROUGH: Final = words(
    r"a la louche|grosso modo|env(?:iron)?|around|about|budget|estimee? a|autour de|dans les|montant"
    r"|a peu pres"
)
_ABOUT: Final = words(
    r"a la louche|grosso modo|(?:budget )?(?:env(?:iron)?|around|about)(?: of)?|estimee? a|autour de"
    r"|dans les|a peu pres"
)
_LARGE: Final = re.compile(r"(?<![\d.,])(?:\d{1,3}(?: \d{3})+|\d{4,7})(?![\d.,])")
_INTERESTED: Final = words(
    r"interesse[es]* par|veut|voudrait|souhaite|cherche|envisage(?:nt)?(?: de)?|projette(?:nt)?(?: de)?|prevoi(?:t"
    r"|ent)(?: de)?|songe(?:nt)? a|reflechi(?:t|ssent) a|veulent|voudraient|souhaitent|cherchent|projet de"
    r"|wants(?: to)?"
    r"|would like(?: to)?|interested in|looking for|plans to"
)
_PROSPECT: Final = re.compile(
    r"^[\s|:,]*((?:(?:[Mm]r|M\.|[Mm]me|[Mm]onsieur|[Mm]adame)\s[a-z][\w'-]+(?=[\s|,:]|$))"
    r"|(?:(?:Mr|M\.|Mme|Monsieur|Madame)\s)?[A-ZÉÈ][\w'-]+(?:\s(?:de |du |des |le |la )?[A-ZÉÈ][\w'-]+)*)"
)
_ODDS: Final = (
    (50, 1, "deux", 2),
    (75, 3, "quatre", 4),
    (25, 1, "quatre", 4),
    (67, 2, "trois", 3),
    (33, 1, "trois", 3),
)
_CHANCES: Final = (
    *(
        (
            share,
            rf"(?:{many}|{'une' if many == 1 else 'deux' if many == 2 else 'trois'}) chances? sur (?:{whole}|{said})",
        )
        for share, many, said, whole in _ODDS
    ),
    (50, r"chance moyenne|fifty[- ]fifty|50/50"),
    (80, r"forte chance|chance forte|chaud|tres chaud"),
    (70, r"bonne chance|chance bonne"),
    (20, r"chance faible|faible chance|froid"),
)
_OPPORTUNITY: Final[tuple[Step, ...]] = (
    drop(
        r"^[\W|]*(?:j'ai|on a|nous avons) (?:une? )?(?:nouve(?:au|lle) )?(?:prospect|client|contact|opportunite|piste)"
        r"(?: (?:le|la|les))?(?= )",
        r"^[\W|]*(?:y|il y a|qui|a)(?= |\|)",
        r"qui(?= (?:veu|voudr|souhait|cherch|aimer))",
        r"par (?:an|mois|trimestre)",
        r"(?:gros |beau |nouveau )?projet(?= (?:au|a|chez|de)\b)",
        r"(?:ils|elles|il|elle|on)(?= (?:veu|voudr|souhait|cherch|aimer))",
        r"interessee?s?(?= *[:|])",
    ),
    _phones,
    text("source", rf"^\W*(?:nouvelle? |new )?(?:lead|piste|prospect|opp\w*|affaire) (?P<text>{_SOURCES})(?=\s?:|\s)"),
    drop(r"a creer|nouvelle (?:opportunite|affaire|piste)\W*$", r"^\W*(?:une )?affaire a suivre\s?:?"),
    drop(r"^[\W|]*(?:nouvelle? |new )?(?:opportunites?|opp|opport|affaire|piste|lead|prospect|opportunity)\s?:?"),
    text("competitor", r"(?:concurren(?:ce|t)|face a|contre"
                       r"|chez le concurrent)\s?:?\s(?P<text>[a-z]+(?: (?=[a-z]+\W*$)[a-z]+)?)", capitalised),
    text("source", rf"(?:contact(?:ee?s?)?|rencontree?s?|vue?s?|croisee?s?|trouvee?s?|venue?s?|recue?s?) (?:au|sur le"
                   rf"|sur|via|par le|par la|par|a la"
                   rf"|a l'|lors du|dans un) "
                   rf"(?P<text>{_SOURCES})\s?:?"),
    number("probability", r"(?:avec )?(?:une )?(?:probabilite|proba|chances?)(?: (?:de|a|:))? (?P<n>\d{1,3})\s?%"),
    number("probability", r"(?P<n>\d{1,3})\s?%(?: de chances?)?"),
    choice("probability", _CHANCES),
    flag("action", r"(?:est )?perdue?s?|on a perdu|pas retenue?s?|lost", "lost"),
    number("sites", r"(?:x\s?)?(?P<n>\d+) sites?"),
    _close,
    _next,
    _whom,
    _worth,
    drop(r"(?:pour )?(?:un )?(?:montant|budget|estimation|enveloppe)(?: (?:de|d'))?(?=\s*\|)|probabilite(?=\s*\|)"
         r"|a hauteur de"
         r"|interesse[es]* par|veut|voudrait|souhaite|cherche|a chiffrer|x|wants(?: to)?|would like(?: to)?"
         r"|interested in|looking for", r"signature|decision", r"budget(?=\s*\|)"),
    _goods,
    lambda sheet, world, said: rest("reason" if said.get("action") == "lost" else "title")(sheet, world, said),
)  # fmt: skip
