"""What people say before they come to the point: « bon alors », « vendredi », « hotel du parc : ».

Cues look at how a message begins. The front is left out in turn; what counts in it goes to the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.who import name_in_front
from bot.understanding.frames.world import World

_MOST: Final = 5
_LONG: Final = 400  # letters: so much is looked at once more only
_LOOSE: Final = re.compile(r"[\s,:;.!|-]*")
_LATE: Final = re.compile(
    r"(?P<goods>.*\d.*?)[ ,;:]+(?:(?:fais|faire|prepare[rz]?|mets|passe[rz]?|c'est)[- ](?:moi |lui "
    r"|leur )*)?(?:le |un |une |la )?"
    r"(?P<paper>devis|commande) (?:a la |au |a l'|aux |a |pour (?:la |le |les |l')?|chez (?:la |le |les |l')?"
    r"|de )(?P<whom>[a-z].*)"
)
_APART: Final = re.compile(r"(?P<about>[^,;:?]*\w)\s?[,:]\s(?P<point>(?:[^\s,;:]+\s?){1,6})")
_TO: Final = re.compile(r"(?:c'est )?(?:pour|chez|au|aux|a la|a l'|a|du|de la|de l'|sur|for|at)\s?(?=[a-z])")
_POLITE: Final = re.compile(
    r"(?:alors|bon|bonjour|bonsoir|bjr|salut|slt|hello|hi|hey|ok|oui|ouais|la|le|l'|les|une?|nos|notre|mon|ma"
    r"|enfin|faites[- ]moi|(?:dis|montre|donne|affiche|sors"
    r"|file)[- ]moi|dis|tiens|donc|voila|stp|svp"
    r"|s'il te plait|s'il vous plait|please|pls|eh|ah|so|right|well"
    r"|(?:est[- ]ce que )?(?:tu|vous) (?:peux|pourrais|pouvez|pourriez|voudrais)|(?:peux|pourrais)[- ]tu|pouvez[- ]vous"
    r"|(?:il )?(?:me |nous )?(?:faut|faudrait|faudra)(?: que)?|j'aimerais|je voudrais|je veux|can you|could you"
    r"|i need(?: to)?"
    r"|we need(?: to)?|tu (?:me|nous|lui|leur)|on (?:me|lui|leur)|vas[- ]y|quand tu peux|il y a|y a"
    r"|(?:n')?oublie pas|penser a|pense a)(?![\w'-])"
)
_SUBJECT: Final = re.compile(
    r"(?:j'ai|j'|je (?:viens d[e'] ?)?|on a|on vient d[e'] ?|nous avons|i have|i've|we have|we've|i"
    r"|we)\s?(?![\w'-])|(?:j'|d'|l')(?=\w)"
)
_DAY: Final = r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH: Final = r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
_WHEN: Final = re.compile(
    rf"(?:(?:pour |des )?(?:hier|avant[- ]?hier|aujourd'?hui|auj|demain|apres[- ]?demain|yesterday|today"
    rf"|tomorrow|tonight)"
    rf"(?: (?:matin|midi|soir|aprem|apres[- ]midi|morning|evening))?"
    rf"|(?:ce|cet|cette) (?:matin|midi|soir|aprem|apres[- ]midi|nuit)|this (?:morning|afternoon|evening)"
    rf"|(?:(?:le |on )?(?:{_DAY})|lun|mar|mer|jeu|ven)(?: (?:matin|midi|soir|aprem|pro|prochain|dernier|en huit|en 8))?"
    rf"|\d\d?h(?:[0-5]\d)?(?=[ ,]+[a-z])|(?:a )?j ?\+ ?\d+|cette (?:semaine|annee)|ce mois(?:[- ]ci)?"
    rf"|en (?:{_MONTH}|20\d\d)"
    rf"|le \d\d?(?:/\d\d?(?:/\d{{2,4}})?| (?:{_MONTH}))"
    rf"|(?:dans|ds|d'ici|in) \w+ (?:jours?|j|semaines?|sem|mois|heures?|h|min\w*|days?|weeks?|months?|hours?)"
    rf"|(?:debut|mi|fin)[- ](?:de |du )?(?:mois|semaine|annee|{_MONTH})(?: pro\w*)?"
    rf"|la semaine (?:pro\w*|derniere)|next \w+|last \w+)"
    r"(?: (?:a|vers|at) \d\d? ?h(?: ?\d\d)?| \d\d?h(?:\d\d)?(?!\w))?(?![\w'-])"
)


def paper_first(text: str, world: World) -> str:
    """« 12 dalles, fais le devis à la pharmacie » with the paper and its customer in front."""
    late = _LATE.fullmatch(Sheet(text).flat)
    if late is None or not name_in_front(text[late.start("whom") :], world):
        return text
    return f"{late['paper']} {text[late.start('whom') : late.end('whom')]} : {text[: late.end('goods')]}"


def later_begun(text: str, world: World, *, lost: bool) -> Iterator[str]:
    """The same message without one more of its opening words each time: days and names moved to its end.

    `lost`: nothing says yet what it is about.
    """
    flat = Sheet(text).flat
    if lost and (apart := _APART.fullmatch(flat)) is not None:  # « l'inter 31, à facturer »
        yield f"{text[apart.start('point') : apart.end('point')]} {text[: apart.end('about')]}"
    at, kept = _LOOSE.match(flat, 0), ""
    place = at.end() if at is not None else 0
    for _turn in range(_MOST if len(flat) < _LONG else 1):
        said, moved = _opening(text, flat, place, world)
        if not said:
            return
        kept += moved
        loose = _LOOSE.match(flat, place + said)
        place = loose.end() if loose is not None else place + said
        if place >= len(flat):
            return
        yield text[place:].rstrip(" ,;.") + kept


def _opening(text: str, flat: str, at: int, world: World) -> tuple[int, str]:
    """How many letters open the message at this place, and what of them is said again at its end."""
    if (polite := _POLITE.match(flat, at) or _SUBJECT.match(flat, at)) is not None:
        return polite.end() - at, ""
    if (when := _WHEN.match(flat, at)) is not None:
        return when.end() - at, f" {text[at : when.end()]}"
    ahead = _TO.match(flat, at)
    start = ahead.end() if ahead is not None else at
    length = name_in_front(text[start:], world)
    return (start + length - at, f" pour {text[start : start + length].strip(' ,:;')}") if length else (0, "")
