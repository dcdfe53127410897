"""The ledger, and the chain of what must not change: the first tables of the fourth release."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NEW: Final = (
    "chain_head",
    "chain_link",
    "closing",
    "fiscal_year",
    "ledger_account",
    "ledger_lock",
    "ledger_export",
    "ledger_entry",
    "ledger_line",
)  # each belongs to a company
# What is never changed, and the columns of it that may be: those that say what became of it later.
_FROZEN: Final = {
    "chain_head": ("sequence", "hash"),  # it moves on, and never goes
    "chain_link": (),
    "closing": ("archive_sha256",),
    "ledger_lock": (),
    "ledger_entry": ("export_id",),
    "ledger_line": ("customer_id", "letter", "lettered_on"),
}

_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT: Final = sa.DateTime(timezone=True)

# As in the second revision: the session's own criteria hold while no company is known.
_ONE_COMPANY: Final = """
CREATE POLICY one_company ON {table} USING (
  (SELECT NULLIF(current_setting('carnet.company', true), '') IS NULL)
  OR company_id = (SELECT NULLIF(current_setting('carnet.company', true), '')::bigint)
)
"""
_SQLITE_TRIGGER: Final = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb}{of} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_TRIGGER: Final = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE{of} OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION row_refuses()
"""


def upgrade() -> None:
    _create_chain_head()
    _create_chain_link()
    _create_closing()
    _create_fiscal_year()
    _create_ledger_account()
    _create_ledger_lock()
    _create_ledger_export()
    _create_ledger_entry()
    _create_ledger_line()
    with op.batch_alter_table("company") as table:
        table.add_column(sa.Column("books_closed_until", sa.Date(), nullable=True))
    _freeze()
    _separate_the_companies()


def downgrade() -> None:
    """Back to the third release; the books are lost."""
    for name in reversed(_NEW):
        op.drop_table(name)
    with op.batch_alter_table("company") as table:
        table.drop_column("books_closed_until")


def _freeze() -> None:
    for table, free in _FROZEN.items():
        of = _of(table, free)
        if _on_postgresql():
            op.execute(_POSTGRESQL_TRIGGER.format(table=table, of=of))
            continue
        op.execute(_SQLITE_TRIGGER.format(table=table, verb="UPDATE", of=of))
        op.execute(_SQLITE_TRIGGER.format(table=table, verb="DELETE", of=""))


def _of(table: str, free: tuple[str, ...]) -> str:
    """All columns but those that may change."""
    if not free:
        return ""
    columns = (column["name"] for column in sa.inspect(op.get_bind()).get_columns(table))
    return " OF " + ", ".join(f'"{name}"' for name in columns if name not in free)


def _separate_the_companies() -> None:
    if not _on_postgresql():
        return
    for table in _NEW:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # also for the role that owns the table
        op.execute(_ONE_COMPANY.format(table=table))


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _scaled(places: int) -> sa.BigInteger:
    """A decimal kept as an integer of its last place; the places say in the schema's source what the integer counts."""
    assert 0 <= places <= 6
    return sa.BigInteger()


def _create_chain_head() -> None:
    op.create_table(
        "chain_head",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sequence", _ID, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_chain_head_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chain_head"),
        sa.UniqueConstraint("company_id", name="uq_chain_head_company_id"),
    )


def _create_chain_link() -> None:
    op.create_table(
        "chain_link",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sequence", _ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_chain_link_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chain_link"),
        sa.UniqueConstraint("company_id", "sequence", name="uq_chain_link_company_id_sequence"),
    )
    op.create_index("ix_chain_link_subject", "chain_link", ["company_id", "kind", "subject_id"], unique=False)


def _create_closing() -> None:
    op.create_table(
        "closing",
        sa.Column("id", _ID, nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("documents", _ID, nullable=False),
        sa.Column("net", _scaled(2), nullable=False),
        sa.Column("tax", _scaled(2), nullable=False),
        sa.Column("gross", _scaled(2), nullable=False),
        sa.Column("received", _scaled(2), nullable=False),
        sa.Column("perpetual_gross", _scaled(2), nullable=False),
        sa.Column("perpetual_received", _scaled(2), nullable=False),
        sa.Column("last_sequence", _ID, nullable=False),
        sa.Column("archive_sha256", sa.String(64), nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_closing_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_closing"),
        sa.UniqueConstraint("company_id", "period", "starts_on", name="uq_closing_company_id_period_starts_on"),
    )


def _create_fiscal_year() -> None:
    op.create_table(
        "fiscal_year",
        sa.Column("id", _ID, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("closed_by", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_fiscal_year_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fiscal_year"),
        sa.UniqueConstraint("company_id", "starts_on", name="uq_fiscal_year_company_id_starts_on"),
    )


def _create_ledger_account() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("use", sa.String(40), nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_ledger_account_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_account"),
        sa.UniqueConstraint("company_id", "number", name="uq_ledger_account_company_id_number"),
        sa.UniqueConstraint("company_id", "use", name="uq_ledger_account_company_id_use"),
    )


def _create_ledger_lock() -> None:
    op.create_table(
        "ledger_lock",
        sa.Column("id", _ID, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("fiscal_year_id", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_ledger_lock_company_id"),
        sa.ForeignKeyConstraint(["fiscal_year_id"], ["fiscal_year.id"], name="fk_ledger_lock_fiscal_year_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_lock"),
        sa.UniqueConstraint("fiscal_year_id", name="uq_ledger_lock_fiscal_year_id"),
    )


def _create_ledger_export() -> None:
    op.create_table(
        "ledger_export",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", _ID, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("entries", _ID, nullable=False),
        sa.Column("numbers_sha256", sa.String(64), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_ledger_export_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_export"),
    )


def _create_ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", _ID, nullable=False),
        sa.Column("journal", sa.String(8), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("piece", sa.String(60), nullable=False),
        sa.Column("piece_on", sa.Date(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("subject_id", _ID, nullable=True),
        sa.Column("posted_at", _MOMENT, nullable=False),
        sa.Column("posted_by", _ID, nullable=True),
        sa.Column("export_id", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_ledger_entry_company_id"),
        sa.ForeignKeyConstraint(["export_id"], ["ledger_export.id"], name="fk_ledger_entry_export_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entry"),
        sa.UniqueConstraint("company_id", "number", name="uq_ledger_entry_company_id_number"),
    )
    op.create_index("ix_ledger_entry_on", "ledger_entry", ["company_id", "on", "journal"], unique=False)
    op.create_index("ix_ledger_entry_subject", "ledger_entry", ["company_id", "subject", "subject_id"], unique=False)


def _create_ledger_line() -> None:
    op.create_table(
        "ledger_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("account", sa.String(20), nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("auxiliary", sa.String(20), nullable=False),
        sa.Column("auxiliary_label", sa.String(200), nullable=False),
        sa.Column("debit", _scaled(2), nullable=False),
        sa.Column("credit", _scaled(2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("letter", sa.String(10), nullable=True),
        sa.Column("lettered_on", sa.Date(), nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_ledger_line_company_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_ledger_line_customer_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name="fk_ledger_line_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_line"),
    )
    op.create_index("ix_ledger_line_account", "ledger_line", ["company_id", "account"], unique=False)
    op.create_index("ix_ledger_line_customer", "ledger_line", ["company_id", "customer_id", "account"], unique=False)
    op.create_index("ix_ledger_line_entry_id", "ledger_line", ["entry_id"], unique=False)
    op.create_index("ix_ledger_line_letter", "ledger_line", ["company_id", "letter"], unique=False)
