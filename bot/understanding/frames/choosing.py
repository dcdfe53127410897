"""What a message is about: what its cues say and what messages like it asked, weighed together; sure, or asked.

Cues know the ways of saying that somebody has thought of, leanings what is likely for all others. Where neither is
sure, or where they disagree, the message is a question with the likeliest intents.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.understanding.frames.asking import plainly
from bot.understanding.frames.cues import ENOUGH, weigh
from bot.understanding.frames.finding import bare_name
from bot.understanding.frames.fronts import later_begun
from bot.understanding.frames.leaning import TALK, likely
from bot.understanding.frames.planning import assigned
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.signs import signs_of
from bot.understanding.frames.who import take_customer
from bot.understanding.frames.world import World
from bot.understanding.words import fold

_CLEARLY: Final = 1.0  # how much heavier an intent is that shows only when the front of a message is left out
_TO_COME: Final = re.compile(r"\b(?:demain|apres[- ]demain|prochaine?|avant|d'ici|pour (?:lun|mar|mer|jeu|ven))")
# « rdv avec julien et karim vendredi 8h »: whoever is named behind has not worked.
_MEETING: Final = re.compile(r"(?:un )?(?:rdv|rendez[- ]vous)\b(?!.*\b(?:hier|ce matin|fait|fini)\b)")
_NOT_YET: Final = re.compile(r"\b(?:demain|apres[- ]demain)\b")  # nobody notes hours that he has still to work
_HARDLY: Final = 0.02
# Words for what is spent that open the names of customers too.
_BOUGHT: Final = re.compile(r"(?:(?:le|la|les) |l')?(?:hotel|resto|restaurant|cafe|taxi|bus|total|parking|camping)\b")
# Calibrated on lines that the weights had not seen: of a hundred, none in silence for another intent.
_PER_WEIGHT: Final = 0.4  # what one point of a cue counts, as a logarithm of odds
_HEAVIEST: Final = 9.0
_ORDERED: Final = 2.5  # what an order to a colleague counts
_NAME_ALONE: Final = 2.0
_SURE: Final = 0.75
_SURE_WITHOUT_CUES: Final = 0.8
_TALKED: Final = 0.4  # as likely as this, it is talk
_TALKED_OF_US: Final = 0.6  # and although it names something of the company, or a sum
_TALKED_ANYHOW: Final = 0.9  # and although a cue speaks for an intent
_SPOKEN: Final = 2.0
LEAST_ASKED: Final = 0.15  # no intent stands out: talk
_OURS: Final = frozenset({"CLIENT", "GOODS", "SUM", "CENTS", "PHONE", "HUNDREDS", "PERCENT", "CODE", "SITE", "RANGE"})
_NAMED: Final = frozenset({"CLIENT", "CODE"})
# What somebody else has written to many people asks nothing of us, unless it names somebody we know.
_FORWARDED: Final = re.compile(r"\W*(?:tr|fwd?|transf(?:ere|ert)?|forwarded(?: message)?|message transfere)\s?:")
_LONGEST: Final = 400  # letters: what comes behind says nothing new
_MOST: Final = 3
_LEAST: Final = 0.04  # whoever is asked sees no intent less likely


@dataclass(frozen=True, slots=True)
class Choice:
    """The intents a message may have, best first, none for talk; `texts` in which order of words each is read, and how
    likely each is, by `shares`."""

    intents: tuple[str, ...]
    sure: bool
    texts: Mapping[str, str]
    shares: Mapping[str, float] = field(default_factory=dict)


def chosen(text: str, world: World, *, behind: bool = False) -> Choice:
    """What a message asks, the front of it left out in turn where that says more.

    `behind` another request, where words open a further one: their cue is believed.
    """
    cued, odds, read_as = _cued(text, world)
    flat = fold(text)
    if cued is not None and (behind or (cued == "reminder.create" and _MEETING.match(flat))):
        return Choice((cued,), True, {cued: read_as})
    signs = signs_of(text[:_LONGEST], world)
    if _FORWARDED.match(flat) and _NAMED.isdisjoint(signs):
        return Choice((), True, {})
    shares = likely(signs)
    if cued is not None:
        shares[cued] *= math.exp(odds)
    if _NOT_YET.search(flat):
        shares["time.log"] *= _HARDLY
    whole = sum(shares.values())
    talk = shares.pop(TALK) / whole
    best = sorted(shares, key=shares.__getitem__, reverse=True)[:_MOST]
    texts = {cued: read_as} if cued is not None else {}
    share = shares[best[0]] / whole
    ours = not _OURS.isdisjoint(signs)
    enough = _TALKED_ANYHOW if cued is not None and odds >= _SPOKEN else _TALKED_OF_US if ours else _TALKED
    if talk >= enough or share < LEAST_ASKED:
        return Choice((), True, texts)
    sure = share >= (_SURE if cued == best[0] else _SURE_WITHOUT_CUES)
    offered = {one: shares[one] / whole for one in best if shares[one] / whole >= _LEAST}
    return Choice(tuple(offered), sure, texts, offered)


def _cued(text: str, world: World) -> tuple[str | None, float, str]:
    """The intent that cues, a bare name or an order to a colleague speak for; how much; the words in reading order."""
    best, weight = _heaviest(text, world)
    flat = " ".join(Sheet(text).flat.split())
    if assigned(flat, world) and (weight < 5 or (best == "time.log" and _TO_COME.search(flat))):
        return "task.create", _ORDERED, text
    read_as = text
    for other in map(plainly, later_begun(text, world, lost=weight < ENOUGH)):
        if assigned(" ".join(Sheet(other).flat.split()), world) and (weight < 5 or best == "time.log"):
            return "task.create", _ORDERED, other
        intent, more = _heaviest(other, world)
        if more > weight + (_CLEARLY if weight >= ENOUGH else 0):
            best, weight, read_as = intent, more, other
    if weight >= ENOUGH:
        return best, _PER_WEIGHT * min(weight, _HEAVIEST), read_as
    name = bare_name(text, world)
    return name, _NAME_ALONE if name else 0.0, text


def _heaviest(text: str, world: World) -> tuple[str | None, float]:
    weights = weigh(_beside_name(text, " ".join(Sheet(text).flat.split()), world))
    best = max(weights, key=weights.__getitem__, default=None)
    return best, weights[best] if best is not None else 0.0


def _beside_name(text: str, flat: str, world: World) -> str:
    """« hôtel du parc 4200 virement »: a customer called like something one buys is no expense."""
    if _BOUGHT.match(flat) is None:
        return flat
    sheet = Sheet(text)
    whom = take_customer(sheet, world)
    if whom is None or " " not in whom.words:  # « resto 42,80 » names nobody
        return flat
    starts = fold(text).lstrip(" l'ae").startswith(fold(whom.words).lstrip(" l'ae"))
    return _BOUGHT.sub("", flat, count=1) if starts else flat
