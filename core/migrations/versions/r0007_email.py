"""E-mail, the second way to people: what is to be sent, and the links that any browser opens."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

_NEW: Final = ("email", "web_link")  # each belongs to a company

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


def upgrade() -> None:
    _create_email()
    _create_web_link()
    if op.get_bind().dialect.name == "postgresql":
        for table in _NEW:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # also for the role that owns the table
            op.execute(_ONE_COMPANY.format(table=table))


def downgrade() -> None:
    """No e-mail any more; the links that were given show nothing."""
    for name in reversed(_NEW):
        op.drop_table(name)


def _create_email() -> None:
    op.create_table(
        "email",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("to_address", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("text", sa.String(20_000), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("attachments", _JSON, nullable=False),
        sa.Column("link", sa.String(60), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("message_id", sa.String(120), nullable=False),
        sa.Column("told_person_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("claimed_at", _MOMENT, nullable=True),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.Column("refused", sa.String(500), nullable=False),
        sa.Column("attempts", _ID, nullable=False),
        sa.Column("asked", _ID, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_email_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_email"),
        sa.UniqueConstraint("company_id", "key", name="uq_email_company_id_key"),
    )
    op.create_index("ix_email_about", "email", ["company_id", "about"])
    left = sa.text("state IN ('waiting', 'handed')")
    op.create_index("ix_email_left", "email", ["due_at"], sqlite_where=left, postgresql_where=left)


def _create_web_link() -> None:
    op.create_table(
        "web_link",
        sa.Column("id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("given_to", sa.String(254), nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_web_link_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_web_link"),
        sa.UniqueConstraint("token_hash", name="uq_web_link_token_hash"),
    )
    op.create_index("ix_web_link_subject", "web_link", ["company_id", "kind", "subject_id"])
