"""Tables and engines: exact column types, rows that belong to a company, SQLite and PostgreSQL alike."""

from core.db.columns import Base, CompanyRow, Moment, Scaled, Versioned
from core.db.engine import Database, DatabaseUnusable, connect

__all__ = ["Base", "CompanyRow", "Database", "DatabaseUnusable", "Moment", "Scaled", "Versioned", "connect"]
