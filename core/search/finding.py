"""From typed words to objects, in two statements: which words of the company are meant, then who has the most of them.

The first reads the dictionary and how common each word is; the words are then compared letter by letter here. The
second starts from rare words and asks for common ones only of the objects that those lead to: « boulangerie martin »
reads a few hundred Martins, not all the bakeries.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import log2
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    TableValuedAlias,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.kernel.likeness import near
from core.kernel.spelling import BEGUN, looked_up
from core.search.models import WORD, SearchKey, SearchWord
from core.uow import Reader

T = TypeVar("T")

RANKED: Final = 60  # objects compared with what was typed, to show the first few
READ: Final = 300  # objects that a message is read with

_MOST: Final = 100  # words of one question: databases have a limit on what a statement holds
_COMMON: Final = 6_000  # objects from which on a word is common; nobody counts further
_BUDGET: Final = 8_000  # rows that rare words may lead to
_BUDGET_NEAR: Final = 1_500  # of these, what words that are spelled otherwise may lead to
_BESIDE: Final = 100  # objects of a near word that is looked at although the typed one exists
_NEWEST: Final = 600  # objects of a common word that are looked at
_DEPTH: Final = 600  # objects in which common words are looked for
_ALSO: Final = 3  # common words that are asked for
_MEANT: Final = 60  # words that one typed word may mean
_NOTHING: Final[Mapping[str, Any]] = {}
_MEMORY: Final = "search"  # in a session's info: what was read about typed words, for the other kinds of objects


class _Near(NamedTuple):
    """A word of the dictionary that a typed one may mean: how near it is, out of 100, and how many objects have it."""

    kind: str
    word: str
    objects: int
    nearness: float


async def find(db: Reader, kind: str, typed: Sequence[str], *, limit: int = READ) -> Sequence[int]:
    """Ids of the objects that have the most, and the rarest, of the words like the typed ones (folded); best first."""
    wanted = await _wanted(db, kind, typed, limit)
    return (await db.session.scalars(_IDS, wanted)).all() if wanted else ()


async def alike(
    db: Reader, best: Select[T], kind: str, typed: Sequence[str], *, limit: int, given: Mapping[str, Any] = _NOTHING
) -> Sequence[T]:
    """The objects themselves, where `best` was made by `best_of`; `given` are parameters of its own."""
    wanted = await _wanted(db, kind, typed, limit)
    return (await db.session.scalars(best, {**wanted, **given})).all() if wanted else ()


def best_of(objects: Select[T], number: InstrumentedAttribute[int]) -> Select[T]:
    """Of these objects, known by this id, those that `alike` is asked for; built once, as building costs more.

    The objects are chosen before they are counted: whoever may see few of them still gets the best of his.
    """
    joined = objects.join(_SCORED, number == _SCORED.c.object_id)
    return joined.order_by(_SCORED.c.score.desc(), number.desc()).limit(bindparam("most"))


def forget(db: Reader) -> None:
    """Words have been written: what this session knows about typed ones may have changed."""
    db.session.info.pop(_MEMORY, None)


async def _wanted(db: Reader, kind: str, typed: Sequence[str], limit: int) -> Mapping[str, Any] | None:
    """The parameters of `_SCORED`; None when no word is like any typed one."""
    meant = await _meant(db, list(dict.fromkeys(word[:WORD] for word in typed))[:_MOST])
    return _chosen(kind, [[one for one in ones if one.kind == kind] for ones in meant], limit)


async def _meant(db: Reader, typed: Sequence[str]) -> list[list[_Near]]:
    """For each typed word those it may mean, of every kind: a message asks for customers and for products."""
    memory: dict[str, list[_Near]] = db.session.info.setdefault(_MEMORY, {})
    missing = [word for word in typed if word not in memory]
    if missing:
        under = sorted({key for word in missing for key in looked_up(word)})
        rows = (await db.session.execute(_WORDS, {"keys": dict.fromkeys(under, 0)})).all()
        known = {(kind, word): objects for kind, word, objects in rows if objects}
        spelled = sorted({word for _, word in known})
        kinds = sorted({kind for kind, _ in known})
        for word in missing:
            memory[word] = [
                _Near(kind, other, known[kind, other], nearness)
                for other, nearness in near(word, spelled).items()
                for kind in kinds
                if (kind, other) in known and (len(word) >= BEGUN or other == word)
            ]
    return [memory[word] for word in typed]


def _chosen(kind: str, meant: Iterable[Sequence[_Near]], limit: int) -> Mapping[str, Any] | None:
    weighed = [_weighed(ones) for ones in meant if ones]
    if not weighed:
        return None
    best = [pairs[0] for pairs in weighed]
    rare = _affordable(chain.from_iterable(weighed))
    common = _common(pair for pair in best if pair[1].word not in rare)
    enough = sum(one.objects for _, one in best if one.word in rare) >= limit
    return {
        "kind": kind,
        "rare": rare,
        "newest": "" if enough else common[0][0],
        "spread": sum(weight for _, weight in common),
        "worst": limit - 1,
        "most": limit,
        **{f"common{n}": word for n, (word, _) in enumerate(common)},
        **{f"weight{n}": weight for n, (_, weight) in enumerate(common)},
    }


def _weighed(ones: Sequence[_Near]) -> list[tuple[float, _Near]]:
    """The words that one typed word may mean, each with what it says about an object to have it; nearest first.

    It says the more, the nearer it is and the fewer objects have it. How common a typed word is tell its exact
    spelling, or else all that it may mean: a rare neighbour of a common word does not count for more than that word.
    """
    nearest = sorted(ones, key=lambda one: (-one.nearness, len(one.word), one.word))[:_MEANT]
    whole = [one.objects for one in nearest if one.nearness == 100.0]
    objects = min(sum(whole or [one.objects for one in nearest]), _COMMON)
    telling = 2 * log2(4 * _COMMON / objects)  # from 4 to 29
    kept = [one for one in nearest if one.nearness == 100.0 or one.objects <= _BESIDE] if whole else nearest
    return [(telling * (one.nearness / 100) ** 3, one) for one in kept]


def _affordable(weighed: Iterable[tuple[float, _Near]]) -> dict[str, int]:
    """The words to start from and their weights, the most telling first, for no more rows than are to be read."""
    weights: dict[str, int] = {}
    left = _BUDGET
    for weight, one in sorted(weighed, reverse=True):
        affordable = left if one.nearness == 100.0 else left - _BUDGET + _BUDGET_NEAR
        if one.word not in weights and one.objects < _COMMON and one.objects <= affordable:
            weights[one.word] = round(weight)
            left -= one.objects
    return weights


def _common(best: Iterable[tuple[float, _Near]]) -> list[tuple[str, int]]:
    """The `_ALSO` most telling words among those too common to start from, and their weights; filled up with none."""
    weights: dict[str, int] = {}
    for weight, one in sorted(best, reverse=True):
        weights.setdefault(one.word, round(weight))
    return [*weights.items(), *[("", 0)] * _ALSO][:_ALSO]


def _words() -> Select[str, str, int]:
    """The words under these keys, and how many objects have each, up to `_COMMON`."""
    keys = _given("keys")
    under = select(SearchKey.kind, SearchKey.word).join_from(keys, SearchKey, SearchKey.key == keys.c.key)
    hit = under.distinct().subquery("hit")
    having = aliased(SearchWord)
    some = select(having.object_id).where(having.kind == hit.c.kind, having.word == hit.c.word)
    few = some.limit(_COMMON).correlate(hit).subquery("few")
    return select(hit.c.kind, hit.c.word, select(func.count()).select_from(few).correlate(hit).scalar_subquery())


def _scored() -> Subquery[Any]:
    """Objects and their scores: what the rare words that led to them weigh, then the common words that they have.

    Common words are looked for only where they may still change who is among the first `most`.
    """
    once = _led_to().cte("once")
    edge = select(once.c.weight).order_by(once.c.weight.desc()).limit(1).offset(bindparam("worst")).scalar_subquery()
    matters = once.c.weight >= func.coalesce(edge, 0) - bindparam("spread", type_=Integer)
    other = aliased(SearchWord)
    places = [(other.word == bindparam(f"common{n}"), bindparam(f"weight{n}", type_=Integer)) for n in range(_ALSO)]
    common = select(func.coalesce(func.sum(case(*places, else_=0)), 0)).where(
        other.kind == bindparam("kind"),
        other.word.in_([bindparam(f"common{n}") for n in range(_ALSO)]),
        other.object_id == once.c.object_id,
    )
    score = (once.c.weight + case((matters, common.scalar_subquery()), else_=0)).label("score")
    return select(once.c.object_id, score).subquery("scored")


def _led_to() -> Select[int, int]:
    """The `_DEPTH` best objects that have rare words, and the newest ones of the most telling common word.

    More than will be shown: common words put them in order, and the outer statement may hide some. The join is an
    outer one although each given word has objects: else SQLite may read all words, one by one.
    """
    given = _given("rare")
    has = and_(SearchWord.kind == bindparam("kind"), SearchWord.word == given.c.key)
    rare = select(SearchWord.object_id, _weight(given).label("weight")).join_from(given, SearchWord, has, isouter=True)
    common = select(SearchWord.object_id, literal_column("0", Integer).label("weight")).where(
        SearchWord.kind == bindparam("kind"), SearchWord.word == bindparam("newest")
    )
    newest = common.order_by(SearchWord.object_id.desc()).limit(_NEWEST).subquery("newest")
    led = union_all(rare, select(newest)).subquery("led")
    weight = func.sum(led.c.weight).label("weight")
    once = select(led.c.object_id, weight).group_by(led.c.object_id)
    return once.order_by(weight.desc(), led.c.object_id.desc()).limit(_DEPTH)


def _given(name: str) -> TableValuedAlias:
    """A parameter that is a mapping, as rows of `key` and `value`: one statement for however many words."""
    pairs = func.json_each(bindparam(name, type_=JSON))
    return pairs.table_valued(column("key", String), column("value", String), name=f"given_{name}")


def _weight(given: TableValuedAlias) -> ColumnElement[int]:
    return cast(cast(given.c.value, String), Integer)


_WORDS: Final = _words()
_SCORED: Final = _scored()
_IDS: Final = (
    select(_SCORED.c.object_id).order_by(_SCORED.c.score.desc(), _SCORED.c.object_id.desc()).limit(bindparam("most"))
)
