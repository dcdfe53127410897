"""Finding things by words: each searchable object keeps its folded words, found again by their first letters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import Index, String, bindparam, case, delete, func, select
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.kernel.text import words
from core.uow import Reader, UnitOfWork

PREFIX = 3  # letters that a mistyped word must still have right
MOST = 200  # words of one question: databases have a limit on what a statement holds


def _start(context: DefaultExecutionContext) -> str:
    word: str = context.get_current_parameters()["word"]  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    return word[:PREFIX]


class SearchWord(Base, CompanyRow):
    """One folded word under which one object is found, by its first letters or whole when it is shorter."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_find", "company_id", "kind", "start", "word", "object_id"),
        Index("ix_search_word_object", "object_id", "kind"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    start: Mapped[str] = mapped_column(String(PREFIX), init=False, insert_default=_start)
    word: Mapped[str] = mapped_column(String(60))


async def index(uow: UnitOfWork, kind: str, object_id: int, texts: Iterable[str]) -> None:
    """Find this object under the words of these texts, and no others, from now on."""
    await uow.session.execute(
        delete(SearchWord).where(SearchWord.kind == kind, SearchWord.object_id == object_id),
    )
    await index_many(uow, kind, {object_id: texts})


async def index_many(uow: UnitOfWork, kind: str, texts: Mapping[int, Iterable[str]]) -> None:
    """The same for new objects, by id."""
    uow.session.add_all(
        SearchWord(kind=kind, object_id=object_id, word=word)
        for object_id, said in texts.items()
        for word in sorted({word[:60] for text in said for word in words(text)})
    )


async def find(db: Reader, kind: str, typed: Sequence[str], *, limit: int = 300) -> Sequence[int]:
    """Ids of objects having a word that begins like one of the typed words (folded): those with most of them first.

    A typed word shorter than `PREFIX` has to be there whole: as a beginning it would find half of everything.
    """
    return (await db.session.scalars(MATCHING, asked(kind, typed, limit=limit))).all()


def asked(kind: str, typed: Sequence[str], *, limit: int = 300) -> dict[str, object]:
    """The parameters of `MATCHING`."""
    once = list(dict.fromkeys(typed))[:MOST]
    return {"kind": kind, "starts": sorted({word[:PREFIX] for word in once}), "words": once, "most": limit}


# What `find` finds, for reading the objects in the same statement; built once, as building costs more than running.
MATCHING: Final = (
    select(SearchWord.object_id)
    .where(SearchWord.kind == bindparam("kind"), SearchWord.start.in_(bindparam("starts", expanding=True)))
    .group_by(SearchWord.object_id)
    .order_by(
        func.count(case((SearchWord.word.in_(bindparam("words", expanding=True)), 1))).desc(),
        func.count().desc(),
        SearchWord.object_id.desc(),
    )
    .limit(bindparam("most"))
)
