"""No query can forget the company: the session adds it to each statement and stamps each new row."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, event
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from core.db.columns import CompanyRow

ALL_COMPANIES = "all_companies"  # execution option of the few statements that look across companies: gate, clock, links


class CompanySession(Session):
    """A session that sees one company: `info["company_id"]`, or None for no company's rows at all."""

    @property
    def company_id(self) -> int | None:
        company_id: int | None = self.info.get("company_id")
        return company_id


@event.listens_for(CompanySession, "do_orm_execute")
def _only_this_company(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load or state.execution_options.get(ALL_COMPANIES):
        return
    state.statement = _scoped(state.statement, state.session.info.get("company_id"))


@lru_cache(maxsize=512)
def _scoped(statement: Executable, company_id: int | None) -> Executable:
    """A statement that is built once is scoped once: what SQLAlchemy works out about it stays with it."""
    return statement.options(_of_company(company_id))


@lru_cache(maxsize=1024)
def _of_company(company_id: int | None) -> LoaderCriteriaOption:
    """Made once for each company: making it costs as much as a small statement."""
    return with_loader_criteria(CompanyRow, lambda row: row.company_id == company_id, include_aliases=True)


@event.listens_for(CompanySession, "before_flush")
def _stamp(session: Session, context: UOWTransaction, instances: Any) -> None:
    company_id = session.info.get("company_id")
    for row in session.new:
        if isinstance(row, CompanyRow):
            if getattr(row, "company_id", None) is None:
                row.company_id = company_id
            assert row.company_id is not None, f"a new {type(row).__name__} belongs to no company"
            assert company_id in (None, row.company_id), f"a new {type(row).__name__} of another company"
    for row in (*session.dirty, *session.deleted):
        if isinstance(row, CompanyRow):
            assert row.company_id == company_id, f"a {type(row).__name__} of another company is being changed"
