"""No query can forget the company: the session adds it to each statement and stamps each new row."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Executable, bindparam, event
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from core.db.appending import AppendingSession
from core.db.columns import CompanyRow, Id

ALL_COMPANIES = "all_companies"  # execution option of the few statements that look across companies: gate, clock, links

_COMPANY: Final = bindparam("of_company", type_=Id)  # in every select
_OF_ITS_COMPANY: Final = with_loader_criteria(
    CompanyRow, lambda row: row.company_id == _COMPANY, include_aliases=True, track_closure_variables=False
)


class CompanySession(AppendingSession):
    """A session that sees one company: `info["company_id"]`, or None for no company's rows at all."""

    @property
    def company_id(self) -> int | None:
        company_id: int | None = self.info.get("company_id")
        return company_id


@event.listens_for(CompanySession, "do_orm_execute")
def _only_this_company(state: ORMExecuteState) -> None:
    if state.execution_options.get(ALL_COMPANIES):
        return
    company_id, follows = state.session.info.get("company_id"), state.is_column_load or state.is_relationship_load
    if state.is_orm_statement and state.is_select:
        parameters = state.parameters or {}
        assert isinstance(parameters, Mapping), "a select has one set of parameters"
        state.parameters = {**parameters, _COMPANY.key: company_id}
        state.statement = state.statement if follows else _asking(state.statement)  # it asks as what it follows did
    elif not follows:
        state.statement = _scoped(state.statement, company_id)


@lru_cache(maxsize=512)
def _asking(statement: Executable) -> Executable:
    """A select that is built once is scoped once, for all companies: what SQLAlchemy works out about it stays with it,
    and the company is a parameter like any other."""
    return statement.options(_OF_ITS_COMPANY)


@lru_cache(maxsize=512)
def _scoped(statement: Executable, company_id: int | None) -> Executable:
    """An update or a delete bears the value: it is also held against the rows that the session has."""
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
