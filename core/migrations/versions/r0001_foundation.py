"""The foundation: every table of the first release, the journal's triggers, PostgreSQL's row-level security."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_TABLES: Final = (
    "card",
    "company",
    "inbox",
    "outbox",
    "setup_code",
    "talk",
    "access_link",
    "counter",
    "customer",
    "journal",
    "person",
    "product",
    "search_word",
    "member",
    "notice",
    "quote",
    "quote_line",
)
_OF_A_COMPANY: Final = (
    "access_link",
    "counter",
    "customer",
    "journal",
    "member",
    "notice",
    "product",
    "quote",
    "quote_line",
    "search_word",
)

_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON: Final = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT: Final = sa.DateTime(timezone=True)

_SQLITE_TRIGGERS: Final = """
CREATE TRIGGER journal_no_{verb} BEFORE {verb} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
_POSTGRESQL_REFUSAL: Final = """
CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
"""
_POSTGRESQL_TRIGGER: Final = """
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()
"""
# An empty setting is the gate or the clock, before a company is known: the session's own criteria hold there.
_ONE_COMPANY: Final = """
CREATE POLICY one_company ON {table} USING (
  NULLIF(current_setting('carnet.company', true), '') IS NULL
  OR company_id = NULLIF(current_setting('carnet.company', true), '')::bigint
)
"""


def upgrade() -> None:
    _create_card()
    _create_company()
    _create_inbox()
    _create_outbox()
    _create_setup_code()
    _create_talk()
    _create_access_link()
    _create_counter()
    _create_customer()
    _create_journal()
    _create_person()
    _create_product()
    _create_search_word()
    _create_member()
    _create_notice()
    _create_quote()
    _create_quote_line()
    _freeze_the_journal()
    _separate_the_companies()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    if _on_postgresql():
        op.execute("DROP FUNCTION journal_refuses()")


def _freeze_the_journal() -> None:
    if _on_postgresql():
        op.execute(_POSTGRESQL_REFUSAL)
        op.execute(_POSTGRESQL_TRIGGER)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(_SQLITE_TRIGGERS.format(verb=verb))


def _separate_the_companies() -> None:
    if not _on_postgresql():
        return
    for table in _OF_A_COMPANY:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # also for the role that owns the table
        op.execute(_ONE_COMPANY.format(table=table))


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _scaled(places: int) -> sa.BigInteger:
    """A decimal kept as an integer of its last place; the places say in the schema's source what the integer counts."""
    assert 0 <= places <= 4
    return sa.BigInteger()


def _create_card() -> None:
    op.create_table(
        "card",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_card"),
    )
    op.create_index("ix_card_key", "card", ["chat_id", "key", "live"], unique=False)


def _create_company() -> None:
    op.create_table(
        "company",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("zip", sa.String(20), nullable=False),
        sa.Column("city", sa.String(100), nullable=False),
        sa.Column("siren", sa.String(9), nullable=False),
        sa.Column("vat_number", sa.String(20), nullable=False),
        sa.Column("legal_form", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(50), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("quote_days", _ID, nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
    )


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payload", _JSON, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("error", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_waiting", "inbox", ["done_at", "update_id"], unique=False)


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("payload", _JSON, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.Column("error", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["sent_at", "id"], unique=False)


def _create_setup_code() -> None:
    op.create_table(
        "setup_code",
        sa.Column("id", _ID, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_setup_code"),
    )


def _create_talk() -> None:
    op.create_table(
        "talk",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("focus", sa.String(60), nullable=False),
        sa.Column("question", _JSON, nullable=True),
        sa.Column("parked", _JSON, nullable=False),
        sa.Column("asked", _ID, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_talk"),
    )


def _create_access_link() -> None:
    op.create_table(
        "access_link",
        sa.Column("id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("opened_by", _ID, nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_access_link_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_link"),
        sa.UniqueConstraint("token_hash", name="uq_access_link_token_hash"),
    )


def _create_counter() -> None:
    op.create_table(
        "counter",
        sa.Column("id", _ID, nullable=False),
        sa.Column("series", sa.String(20), nullable=False),
        sa.Column("year", _ID, nullable=False),
        sa.Column("last", _ID, nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_counter_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_counter"),
        sa.UniqueConstraint("company_id", "series", "year", name="uq_counter_company_id_series_year"),
    )


def _create_customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", _ID, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("prospect", sa.Boolean(), nullable=False),
        sa.Column("aliases", _JSON, nullable=False),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("zip", sa.String(20), nullable=False),
        sa.Column("city", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("mobile", sa.String(30), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("siren", sa.String(9), nullable=False),
        sa.Column("siret", sa.String(14), nullable=False),
        sa.Column("payment_terms", sa.String(40), nullable=True),
        sa.Column("discount", _scaled(4), nullable=False),
        sa.Column("salesperson_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("last_used_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_customer_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
        sa.UniqueConstraint("company_id", "code", name="uq_customer_company_id_code"),
    )


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_journal_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_subject", "journal", ["company_id", "subject", "subject_id"], unique=False)


def _create_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", _ID, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("company_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("unreachable_since", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_person_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("telegram_id", name="uq_person_telegram_id"),
    )


def _create_product() -> None:
    op.create_table(
        "product",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("family", sa.String(100), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("price", _scaled(4), nullable=True),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("vat", _scaled(4), nullable=False),
        sa.Column("cost", _scaled(4), nullable=True),
        sa.Column("aliases", _JSON, nullable=False),
        sa.Column("packaging", _JSON, nullable=False),
        sa.Column("parent_reference", sa.String(40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("last_used_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_product_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_product"),
        sa.UniqueConstraint("company_id", "reference", name="uq_product_company_id_reference"),
    )


def _create_search_word() -> None:
    op.create_table(
        "search_word",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("object_id", _ID, nullable=False),
        sa.Column("start", sa.String(3), nullable=False),
        sa.Column("word", sa.String(60), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_search_word_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_search_word"),
    )
    op.create_index(
        "ix_search_word_find", "search_word", ["company_id", "kind", "start", "word", "object_id"], unique=False
    )
    op.create_index("ix_search_word_object", "search_word", ["object_id", "kind"], unique=False)


def _create_member() -> None:
    op.create_table(
        "member",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_member_company_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_member_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("company_id", "person_id", name="uq_member_company_id_person_id"),
    )
    op.create_index("ix_member_person_id", "member", ["person_id"], unique=False)


def _create_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("said_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_notice_company_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notice_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("company_id", "person_id", "key", name="uq_notice_company_id_person_id_key"),
    )
    op.create_index("ix_notice_due", "notice", ["said_at", "due_at"], unique=False)


def _create_quote() -> None:
    op.create_table(
        "quote",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("number", sa.String(40), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("salesperson", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("discount", _scaled(4), nullable=False),
        sa.Column("discount_amount", _scaled(2), nullable=False),
        sa.Column("validity_days", _ID, nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("net", _scaled(2), nullable=False),
        sa.Column("tax", _scaled(2), nullable=False),
        sa.Column("gross", _scaled(2), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("seller", _JSON, nullable=False),
        sa.Column("buyer", _JSON, nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("answered_by", sa.String(200), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("said", sa.String(500), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_quote_company_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_quote_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quote"),
        sa.UniqueConstraint("company_id", "number", name="uq_quote_company_id_number"),
    )
    op.create_index("ix_quote_customer_id", "quote", ["customer_id"], unique=False)
    op.create_index("ix_quote_source", "quote", ["company_id", "source"], unique=False)
    op.create_index("ix_quote_state", "quote", ["company_id", "state", "created_by"], unique=False)


def _create_quote_line() -> None:
    op.create_table(
        "quote_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("quote_id", _ID, nullable=False),
        sa.Column("position", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=True),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("quantity", _scaled(3), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("unit_price", _scaled(4), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("discount", _scaled(4), nullable=False),
        sa.Column("vat", _scaled(4), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_quote_line_company_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_quote_line_product_id"),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name="fk_quote_line_quote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quote_line"),
    )
    op.create_index("ix_quote_line_quote_id", "quote_line", ["quote_id"], unique=False)
