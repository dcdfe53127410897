"""Dunning: levels, reminders sent, pauses."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"

_NEW: Final = (
    "dunning_settings",
    "dunning_letter",
    "dunning_reminder",
    "dunning_pause",
    "dunning_litigation",
)  # each belongs to a company
# What is never changed, and the columns of it that may be.
_FROZEN: Final = {"dunning_letter": ("customer_id", "pdf_sha256", "statement_sha256"), "dunning_reminder": ()}

_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON: Final = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
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
    _create_settings()
    _create_letter()
    _create_reminder()
    _create_pause()
    _create_litigation()
    _freeze()
    if _on_postgresql():
        for table in _NEW:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # also for the role that owns the table
            op.execute(_ONE_COMPANY.format(table=table))


def downgrade() -> None:
    """Nobody is chased; what was sent is forgotten."""
    for name in reversed(_NEW):
        op.drop_table(name)


def _freeze() -> None:
    for table, free in _FROZEN.items():
        if _on_postgresql():
            op.execute(_POSTGRESQL_TRIGGER.format(table=table, of=_of(table, free)))
        else:
            for verb, of in (("UPDATE", _of(table, free)), ("DELETE", "")):
                op.execute(_SQLITE_TRIGGER.format(table=table, verb=verb, of=of))


def _of(table: str, free: tuple[str, ...]) -> str:
    """All columns but those that may change."""
    if not free:
        return ""
    columns = (column["name"] for column in sa.inspect(op.get_bind()).get_columns(table))
    return " OF " + ", ".join(f'"{name}"' for name in columns if name not in free)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _scaled(places: int) -> sa.BigInteger:
    """A decimal kept as an integer of its last place; the places say in the schema's source what the integer counts."""
    assert 0 <= places <= 6
    return sa.BigInteger()


def _create_settings() -> None:
    op.create_table(
        "dunning_settings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("days", _JSON, nullable=False),
        sa.Column("formal", sa.Boolean(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("ran_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_dunning_settings_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dunning_settings"),
        sa.UniqueConstraint("company_id", name="uq_dunning_settings_company_id"),
    )


def _create_letter() -> None:
    op.create_table(
        "dunning_letter",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("level", _ID, nullable=False),
        sa.Column("formal", sa.Boolean(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_by", _ID, nullable=True),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("channels", _JSON, nullable=False),
        sa.Column("items", _JSON, nullable=False),
        sa.Column("due", _scaled(2), nullable=False),
        sa.Column("penalty", _scaled(2), nullable=False),
        sa.Column("indemnity", _scaled(2), nullable=False),
        sa.Column("seller", _JSON, nullable=False),
        sa.Column("buyer", _JSON, nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=True),
        sa.Column("statement_sha256", sa.String(64), nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_dunning_letter_customer_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_dunning_letter_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dunning_letter"),
    )
    op.create_index("ix_dunning_letter_customer", "dunning_letter", ["company_id", "customer_id"])


def _create_reminder() -> None:
    op.create_table(
        "dunning_reminder",
        sa.Column("id", _ID, nullable=False),
        sa.Column("letter_id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("level", _ID, nullable=False),
        sa.Column("formal", sa.Boolean(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owed", _scaled(2), nullable=False),
        sa.Column("penalty", _scaled(2), nullable=False),
        sa.Column("indemnity", _scaled(2), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["dunning_letter.id"], name="fk_dunning_reminder_letter_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_dunning_reminder_invoice_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_dunning_reminder_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dunning_reminder"),
        sa.UniqueConstraint(
            "company_id", "invoice_id", "level", name="uq_dunning_reminder_company_id_invoice_id_level"
        ),
    )
    op.create_index("ix_dunning_reminder_letter", "dunning_reminder", ["company_id", "letter_id"])


def _create_pause() -> None:
    op.create_table(
        "dunning_pause",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=True),
        sa.Column("why", sa.String(40), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("begun_by", _ID, nullable=True),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_dunning_pause_customer_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_dunning_pause_invoice_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_dunning_pause_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dunning_pause"),
    )
    op.create_index("ix_dunning_pause_customer", "dunning_pause", ["company_id", "customer_id"])


def _create_litigation() -> None:
    op.create_table(
        "dunning_litigation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("amount", _scaled(2), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", _ID, nullable=True),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("closed_by", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_dunning_litigation_customer_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_dunning_litigation_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dunning_litigation"),
    )
    op.create_index("ix_dunning_litigation_customer", "dunning_litigation", ["company_id", "customer_id"])
