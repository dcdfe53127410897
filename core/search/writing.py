"""Keeping the words under which objects are found."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

from sqlalchemy import Table, delete, insert, select

from core.db.upsert import inserting
from core.kernel.spelling import keys, own_key
from core.kernel.text import words
from core.search.finding import forget
from core.search.models import WORD, SearchKey, SearchWord
from core.uow import UnitOfWork

_AT_ONCE = 500  # words looked up by one statement: databases have a limit on what one holds

# The tables, not the classes: the session would look at each of very many rows. They name their company themselves.
_WORDS: Final = cast(Table, SearchWord.__table__)
_KEYS: Final = cast(Table, SearchKey.__table__)


async def index(uow: UnitOfWork, kind: str, object_id: int, texts: Iterable[str]) -> None:
    """Find this object under the words of these texts, and no others, from now on."""
    gone = delete(SearchWord).where(SearchWord.kind == kind, SearchWord.object_id == object_id)
    await uow.session.execute(gone)
    await index_many(uow, kind, {object_id: texts})


async def index_many(uow: UnitOfWork, kind: str, texts: Mapping[int, Iterable[str]]) -> None:
    """The same for new objects, by id."""
    said = {number: sorted({word[:WORD] for text in those for word in words(text)}) for number, those in texts.items()}
    company = uow.session.info["company_id"]
    rows: list[dict[str, object]] = [
        {"company_id": company, "kind": kind, "object_id": number, "word": word}
        for number, own in said.items()
        for word in own
    ]
    if rows:
        await uow.session.execute(insert(_WORDS), rows)
        await _learn(uow, kind, sorted({word for own in said.values() for word in own}))
    forget(uow)


async def _learn(uow: UnitOfWork, kind: str, met: list[str]) -> None:
    """Put the words that are new into the dictionary: in order, so that writers of the same words wait, not lock."""
    known = await _known(uow, kind, met)
    company = uow.session.info["company_id"]
    rows: list[dict[str, object]] = [
        {"company_id": company, "kind": kind, "key": key, "word": word}
        for word in met
        if word not in known
        for key in sorted(keys(word))
    ]
    if rows:
        await uow.session.execute(inserting(uow.session, _KEYS).on_conflict_do_nothing(), rows)


async def _known(uow: UnitOfWork, kind: str, met: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(met), _AT_ONCE):
        some = met[start : start + _AT_ONCE]
        under = SearchKey.key.in_(sorted({own_key(word) for word in some}))
        kept = select(SearchKey.word).where(SearchKey.kind == kind, under, SearchKey.word.in_(some))
        found.update((await uow.session.scalars(kept)).all())
    return found
