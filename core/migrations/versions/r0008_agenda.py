"""What is due at its moment: alarms, the agenda, working hours, what the clock has run."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

_NEW: Final = ("alarm", "agenda_item", "working_hours", "calendar_feed")  # each belongs to a company

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
    _create_alarm()
    _create_agenda_item()
    _create_working_hours()
    _create_calendar_feed()
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("ran_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_run"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in _NEW:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # also for the role that owns the table
            op.execute(_ONE_COMPANY.format(table=table))


def downgrade() -> None:
    """Without a clock of rows; what was to be thought of is lost."""
    op.drop_table("job_run")
    for name in reversed(_NEW):
        op.drop_table(name)


def _create_alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("ring_at", _MOMENT, nullable=False),
        sa.Column("rung_at", _MOMENT, nullable=True),
        sa.Column("tries", _ID, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_alarm_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
        sa.UniqueConstraint("company_id", "key", name="uq_alarm_company_id_key"),
    )
    op.create_index("ix_alarm_about", "alarm", ["company_id", "about"])
    waiting = sa.text("rung_at IS NULL")
    op.create_index("ix_alarm_waiting", "alarm", ["ring_at"], sqlite_where=waiting, postgresql_where=waiting)


def _create_agenda_item() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("assignee_id", _ID, nullable=False),
        sa.Column("zone", sa.String(50), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", _ID, nullable=True),
        sa.Column("minutes", _ID, nullable=False),
        sa.Column("recurrence", sa.String(20), nullable=False),
        sa.Column("series_id", _ID, nullable=True),
        sa.Column("anchor", sa.Date(), nullable=True),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("rings_at", _MOMENT, nullable=True),
        sa.Column("rung_at", _MOMENT, nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("escalated_at", _MOMENT, nullable=True),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_agenda_item_author_id"),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name="fk_agenda_item_assignee_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_agenda_item_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
    )
    op.create_index("ix_agenda_item_assignee", "agenda_item", ["company_id", "assignee_id", "state", "day"])
    op.create_index("ix_agenda_item_day", "agenda_item", ["company_id", "day"])
    op.create_index("ix_agenda_item_customer", "agenda_item", ["company_id", "customer_id"])


def _create_working_hours() -> None:
    op.create_table(
        "working_hours",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("zone", sa.String(50), nullable=False, server_default=""),
        sa.Column("days", sa.String(7), nullable=False, server_default=""),
        sa.Column("quiet_from", _ID, nullable=True),
        sa.Column("quiet_to", _ID, nullable=True),
        sa.Column("postcode", sa.String(5), nullable=False, server_default=""),
        sa.Column("leave_from", sa.Date(), nullable=True),
        sa.Column("leave_until", sa.Date(), nullable=True),
        sa.Column("brief_at", _ID, nullable=True),
        sa.Column("summary_at", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_working_hours_person_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_working_hours_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_working_hours"),
        sa.UniqueConstraint("company_id", "person_id", name="uq_working_hours_company_id_person_id"),
    )


def _create_calendar_feed() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_calendar_feed_person_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_calendar_feed_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feed"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feed_token_hash"),
    )
