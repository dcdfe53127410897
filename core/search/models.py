"""The tables of search: which objects have a word, and under which keys a mistyped word is recognised."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.kernel.spelling import LONGEST

WORD = 60  # letters of a word that are kept


class SearchWord(Base, CompanyRow):
    """One folded word under which one object is found."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_find", "company_id", "kind", "word", "object_id"),
        Index("ix_search_word_object", "object_id", "kind"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    word: Mapped[str] = mapped_column(String(WORD))


class SearchKey(Base, CompanyRow):
    """The company's dictionary: each word once for a kind of objects, under each of its keys.

    A word stays when its last object goes: it then leads to nothing.
    """

    __tablename__ = "search_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), init=False, primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    word: Mapped[str] = mapped_column(String(WORD), primary_key=True)
