"""People and their rights, families and variants, complete quotes, imports: the tables of the second release."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.kernel.spelling import keys

revision = "0002"
down_revision = "0001"

_NEW: Final = (
    "search_key",
    "invitation",
    "access_request",
    "family",
    "contact",
    "address",
    "kit_part",
    "quote_template",
    "import_job",
)  # each belongs to a company

_AT_ONCE: Final = 1000  # words

_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON: Final = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT: Final = sa.DateTime(timezone=True)

# As in the first revision: the session's own criteria hold while no company is known. The setting is read in
# subqueries, once for a statement: read for each row it was a fifth of a search's time.
_ONE_COMPANY: Final = """
{verb} POLICY one_company ON {table} USING (
  (SELECT NULLIF(current_setting('carnet.company', true), '') IS NULL)
  OR company_id = (SELECT NULLIF(current_setting('carnet.company', true), '')::bigint)
)
"""
# The policy of the first revision says the same, and what it has become may stay on the way back.
_FIRST: Final = "SELECT tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname = 'one_company'"
_FAMILIES: Final = """
INSERT INTO family (company_id, name)
SELECT company_id, MIN(family) FROM product WHERE family <> '' GROUP BY company_id, lower(family)
"""
_FAMILY_OF: Final = """
UPDATE product SET family_id = (
  SELECT family.id FROM family WHERE family.company_id = product.company_id AND lower(family.name) = lower(product.family)
)
"""
_PARENT_OF: Final = """
UPDATE product SET parent_id = (
  SELECT parent.id FROM product AS parent
  WHERE parent.company_id = product.company_id AND parent.reference = product.parent_reference
) WHERE parent_reference <> ''
"""
_FAMILY_NAMED: Final = """
UPDATE product SET family = (SELECT family.name FROM family WHERE family.id = product.family_id)
WHERE family_id IS NOT NULL
"""
_PARENT_NAMED: Final = """
UPDATE product SET parent_reference = (SELECT parent.reference FROM product AS parent WHERE parent.id = product.parent_id)
WHERE parent_id IS NOT NULL
"""
_VAT_AGAIN: Final = """
UPDATE product SET vat = CASE vat_class
  WHEN 'standard' THEN 2000 WHEN 'corsican' THEN 1300 WHEN 'intermediate' THEN 1000 WHEN 'reduced' THEN 550
  WHEN 'super-reduced' THEN 210 WHEN 'lowest' THEN 90 ELSE 0 END
"""
_VAT_OVERSEAS_AGAIN: Final = """
UPDATE product SET vat = CASE vat_class
  WHEN 'standard' THEN 850 WHEN 'reduced' THEN 210 WHEN 'lowest' THEN 175 WHEN 'super-reduced' THEN 105 ELSE vat END
WHERE company_id IN (SELECT company.id FROM company WHERE substr(company.zip, 1, 3) IN ('971', '972', '974'))
"""
# The first release stops at a word that it does not know: what has one becomes what it comes nearest to there.
_UNKNOWN_THERE: Final = (
    "UPDATE product SET kind = 'product' WHERE kind = 'kit'",
    "UPDATE quote SET state = 'sent' WHERE state = 'expired'",  # whoever accepts it is told that it is too late
    "UPDATE quote SET state = 'refused' WHERE state = 'replaced'",
    "DELETE FROM quote_line WHERE kind <> 'item' OR (optional AND NOT chosen)",  # no sum holds them
)
# What a product was is told by its rate alone; 2.1 % is the reduced rate overseas.
_VAT_CLASS: Final = """
UPDATE product SET vat_class = CASE vat
  WHEN 2000 THEN 'standard' WHEN 850 THEN 'standard' WHEN 1300 THEN 'corsican' WHEN 1000 THEN 'intermediate'
  WHEN 550 THEN 'reduced' WHEN 210 THEN 'super-reduced' WHEN 105 THEN 'super-reduced' WHEN 175 THEN 'lowest'
  WHEN 90 THEN 'lowest' ELSE 'zero' END
"""
_OVERSEAS: Final = """
UPDATE product SET vat_class = 'reduced' WHERE vat = 210 AND company_id IN (
  SELECT company.id FROM company WHERE substr(company.zip, 1, 3) IN ('971', '972', '974')
)
"""


def upgrade() -> None:
    _create_search_key()
    _create_invitation()
    _create_access_request()
    _create_family()
    _create_contact()
    _create_address()
    _create_kit_part()
    _create_quote_template()
    _create_import_job()
    _widen_company()
    _widen_customer()
    _widen_member()
    _widen_product()
    _widen_quote()
    _widen_quote_line()
    op.create_index("ix_journal_source", "journal", ["company_id", "source"], unique=False)
    _learn_spellings()
    _separate_the_companies()


def downgrade() -> None:
    """Back to the first release; what it has no place for is lost: kits, contacts, options, rights of one person."""
    for step in _UNKNOWN_THERE:
        op.execute(step)
    _narrow_quote_line()
    _narrow_quote()
    _narrow_product()
    _narrow_member()
    _narrow_customer()
    _narrow_company()
    _forget_spellings()
    op.drop_index("ix_journal_source", "journal")
    for table in reversed(_NEW):
        op.drop_table(table)


def _move_product_facts() -> None:
    for step in (_FAMILIES, _FAMILY_OF, _PARENT_OF, _VAT_CLASS, _OVERSEAS):
        op.execute(step)


def _separate_the_companies() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in op.get_bind().scalars(sa.text(_FIRST)).all():
        op.execute(_ONE_COMPANY.format(verb="ALTER", table=table))
    for table in _NEW:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # also for the role that owns the table
        op.execute(_ONE_COMPANY.format(verb="CREATE", table=table))


def _learn_spellings() -> None:
    """Words are found by keys that allow for a typing error, instead of by their first letters."""
    with op.batch_alter_table("search_word") as table:
        table.drop_index("ix_search_word_find")
        table.drop_column("start")
        table.create_index("ix_search_word_find", ["company_id", "kind", "word", "object_id"])
    words = op.get_bind().execute(sa.text("SELECT DISTINCT company_id, kind, word FROM search_word")).all()
    names = ("company_id", "kind", "word", "key")
    table_of_keys = sa.table("search_key", *(sa.column(name) for name in names))
    for start in range(0, len(words), _AT_ONCE):
        some = words[start : start + _AT_ONCE]
        rows = [dict(zip(names, (*row, key), strict=True)) for row in some for key in sorted(keys(row.word))]
        op.bulk_insert(table_of_keys, rows)


def _forget_spellings() -> None:
    with op.batch_alter_table("search_word") as table:
        table.drop_index("ix_search_word_find")
        table.add_column(sa.Column("start", sa.String(3), nullable=False, server_default=""))
        table.create_index("ix_search_word_find", ["company_id", "kind", "start", "word", "object_id"])
    op.execute("UPDATE search_word SET start = substr(word, 1, 3)")


def _scaled(places: int) -> sa.BigInteger:
    """A decimal kept as an integer of its last place; the places say in the schema's source what the integer counts."""
    assert 0 <= places <= 4
    return sa.BigInteger()


def _create_search_key() -> None:
    op.create_table(
        "search_key",
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("word", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_search_key_company_id"),
        sa.PrimaryKeyConstraint("company_id", "key", "kind", "word", name="pk_search_key"),
        sqlite_with_rowid=False,
    )


def _create_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_by", _ID, nullable=True),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invitation_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )


def _create_access_request() -> None:
    op.create_table(
        "access_request",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("answered_by", _ID, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_access_request_company_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_access_request_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_request"),
    )
    op.create_index("ix_access_request_person", "access_request", ["company_id", "person_id"], unique=False)


def _create_family() -> None:
    op.create_table(
        "family",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("parent_id", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_family_company_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["family.id"], name="fk_family_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_family"),
    )
    op.create_index("ix_family_parent", "family", ["company_id", "parent_id"], unique=False)


def _create_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("job", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("mobile", sa.String(30), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_contact_company_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_contact_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_customer", "contact", ["company_id", "customer_id"], unique=False)


def _create_address() -> None:
    op.create_table(
        "address",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("use", sa.String(40), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("street", sa.String(200), nullable=False),
        sa.Column("zip", sa.String(20), nullable=False),
        sa.Column("city", sa.String(100), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_address_company_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_address_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
    )
    op.create_index("ix_address_customer", "address", ["company_id", "customer_id"], unique=False)


def _create_kit_part() -> None:
    op.create_table(
        "kit_part",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kit_id", _ID, nullable=False),
        sa.Column("part_id", _ID, nullable=False),
        sa.Column("quantity", _scaled(3), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_kit_part_company_id"),
        sa.ForeignKeyConstraint(["kit_id"], ["product.id"], name="fk_kit_part_kit_id"),
        sa.ForeignKeyConstraint(["part_id"], ["product.id"], name="fk_kit_part_part_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kit_part"),
        sa.UniqueConstraint("company_id", "kit_id", "part_id", name="uq_kit_part_company_id_kit_id_part_id"),
    )


def _create_quote_template() -> None:
    op.create_table(
        "quote_template",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_quote_template_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quote_template"),
    )
    op.create_index("ix_quote_template_name", "quote_template", ["company_id", "name"], unique=False)


def _create_import_job() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("header", _JSON, nullable=False),
        sa.Column("sample", _JSON, nullable=False),
        sa.Column("mapping", _JSON, nullable=False),
        sa.Column("rows", _ID, nullable=False),
        sa.Column("done_rows", _ID, nullable=False),
        sa.Column("outcome", _JSON, nullable=False),
        sa.Column("refused_sha256", sa.String(64), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_import_job_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_job"),
    )
    op.create_index("ix_import_job_state", "import_job", ["company_id", "state"], unique=False)


def _widen_company() -> None:
    with op.batch_alter_table("company") as table:
        table.add_column(sa.Column("capital", _scaled(2), nullable=True))
        table.add_column(sa.Column("register_town", sa.String(100), nullable=False, server_default=""))
        table.add_column(sa.Column("vat_regime", sa.String(40), nullable=False, server_default="normal"))
        table.add_column(sa.Column("vat_on_debits", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("trade", sa.String(40), nullable=False, server_default="other"))
        table.add_column(sa.Column("iban", sa.String(34), nullable=False, server_default=""))
        table.add_column(sa.Column("logo_sha256", sa.String(64), nullable=True))
        table.add_column(sa.Column("insurance", sa.String(500), nullable=False, server_default=""))
        table.add_column(sa.Column("mediator", sa.String(500), nullable=False, server_default=""))
        table.add_column(sa.Column("conditions", sa.String(4000), nullable=False, server_default=""))
        table.add_column(sa.Column("quote_prefix", sa.String(6), nullable=False, server_default="DE"))
        table.add_column(sa.Column("payment_terms", sa.String(20), nullable=False, server_default="30J"))
        table.add_column(sa.Column("end_of_month", sa.String(40), nullable=False, server_default="days-then-end"))
        table.add_column(sa.Column("deposit", _scaled(4), nullable=False, server_default="0"))
        table.add_column(sa.Column("floor_margin", _scaled(4), nullable=False, server_default="0"))
        table.add_column(sa.Column("good_margin", _scaled(4), nullable=False, server_default="3000"))
        table.add_column(sa.Column("sells_outside", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("quiet_from", _ID, nullable=False, server_default="1200"))
        table.add_column(sa.Column("quiet_to", _ID, nullable=False, server_default="420"))


def _widen_customer() -> None:
    op.execute("UPDATE customer SET kind = CASE kind WHEN 'company' THEN 'professional' ELSE 'consumer' END")
    op.execute("UPDATE customer SET payment_terms = '' WHERE payment_terms IS NULL")
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("supplier", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("vat_number", sa.String(20), nullable=False, server_default=""))
        table.add_column(sa.Column("rna", sa.String(10), nullable=False, server_default=""))
        table.add_column(sa.Column("credit_limit", _scaled(2), nullable=True))
        table.add_column(sa.Column("notes", sa.String(2000), nullable=False, server_default=""))
        table.add_column(sa.Column("tags", _JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("language", sa.String(10), nullable=False, server_default="fr"))
        table.add_column(sa.Column("merged_into", _ID, nullable=True))
        table.alter_column("payment_terms", existing_type=sa.String(40), type_=sa.String(20), nullable=False)
        table.create_index("ix_customer_email", ["company_id", "email"], unique=False)
        table.create_index("ix_customer_mobile", ["company_id", "mobile"], unique=False)
        table.create_index("ix_customer_name", ["company_id", "name"], unique=False)
        table.create_index("ix_customer_phone", ["company_id", "phone"], unique=False)
        table.create_index("ix_customer_salesperson", ["company_id", "salesperson_id"], unique=False)
        table.create_index("ix_customer_siren", ["company_id", "siren"], unique=False)
        table.create_index("ix_customer_siret", ["company_id", "siret"], unique=False)


def _widen_member() -> None:
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("grants", _JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("refusals", _JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("ended_at", _MOMENT, nullable=True))


def _widen_product() -> None:
    with op.batch_alter_table("product") as table:
        table.add_column(sa.Column("family_id", _ID, nullable=True))
        table.add_column(sa.Column("vat_class", sa.String(40), nullable=False, server_default="standard"))
        table.add_column(sa.Column("floor_price", _scaled(4), nullable=True))
        table.add_column(sa.Column("parent_id", _ID, nullable=True))
        table.add_column(sa.Column("attributes", _JSON, nullable=False, server_default="{}"))
        table.add_column(sa.Column("barcode", sa.String(14), nullable=False, server_default=""))
        table.add_column(sa.Column("photo_sha256", sa.String(64), nullable=True))
        table.add_column(sa.Column("notes", sa.String(2000), nullable=False, server_default=""))
        table.create_foreign_key("fk_product_parent_id", "product", ["parent_id"], ["id"])
        table.create_foreign_key("fk_product_family_id", "family", ["family_id"], ["id"])
        table.create_index("ix_product_barcode", ["company_id", "barcode"], unique=False)
        table.create_index("ix_product_family", ["company_id", "family_id"], unique=False)
        table.create_index("ix_product_label", ["company_id", "label"], unique=False)
        table.create_index("ix_product_parent", ["company_id", "parent_id"], unique=False)
    _move_product_facts()
    with op.batch_alter_table("product") as table:
        table.drop_column("family")
        table.drop_column("vat")
        table.drop_column("parent_reference")


def _widen_quote() -> None:
    with op.batch_alter_table("quote") as table:
        table.add_column(sa.Column("language", sa.String(10), nullable=False, server_default="fr"))
        table.add_column(sa.Column("subject", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("notes", sa.String(2000), nullable=False, server_default=""))
        table.add_column(sa.Column("payment_terms", sa.String(20), nullable=False, server_default=""))
        table.add_column(sa.Column("deposit", _scaled(4), nullable=False, server_default="0"))
        table.add_column(sa.Column("delivery_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("address_id", _ID, nullable=True))
        table.add_column(sa.Column("channel", sa.String(40), nullable=False, server_default="premises"))
        table.add_column(sa.Column("revises_id", _ID, nullable=True))
        table.add_column(sa.Column("revision", _ID, nullable=False, server_default="0"))
        table.add_column(sa.Column("floor_asked_by", _ID, nullable=True))
        table.add_column(sa.Column("floor_approved_by", _ID, nullable=True))
        table.add_column(sa.Column("floor_approved_version", _ID, nullable=True))
        table.add_column(sa.Column("place", _JSON, nullable=False, server_default="{}"))
        table.add_column(sa.Column("agreed_words", sa.String(100), nullable=False, server_default=""))
        table.add_column(sa.Column("early_start", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("payment_locked_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("withdrawal_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("reason", sa.String(40), nullable=True))
        table.add_column(sa.Column("reason_note", sa.String(500), nullable=False, server_default=""))
        table.create_foreign_key("fk_quote_address_id", "address", ["address_id"], ["id"])
        table.create_foreign_key("fk_quote_revises_id", "quote", ["revises_id"], ["id"])
        table.create_index("ix_quote_revises", ["company_id", "revises_id"], unique=False)


def _widen_quote_line() -> None:
    with op.batch_alter_table("quote_line") as table:
        table.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="item"))
        table.add_column(sa.Column("detail", sa.String(2000), nullable=False, server_default=""))
        table.add_column(sa.Column("free", _scaled(3), nullable=False, server_default="0"))
        table.add_column(sa.Column("list_price", _scaled(4), nullable=True))
        table.add_column(sa.Column("discount_amount", _scaled(2), nullable=False, server_default="0"))
        table.add_column(sa.Column("cost", _scaled(4), nullable=True))
        table.add_column(sa.Column("floor", _scaled(4), nullable=True))
        table.add_column(sa.Column("optional", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("chosen", sa.Boolean(), nullable=False, server_default=sa.false()))


def _narrow_quote_line() -> None:
    with op.batch_alter_table("quote_line") as table:
        for column in (
            "kind",
            "detail",
            "free",
            "list_price",
            "discount_amount",
            "cost",
            "floor",
            "optional",
            "chosen",
        ):
            table.drop_column(column)


def _narrow_quote() -> None:
    with op.batch_alter_table("quote") as table:
        table.drop_index("ix_quote_revises")
        table.drop_constraint("fk_quote_address_id", type_="foreignkey")
        table.drop_constraint("fk_quote_revises_id", type_="foreignkey")
        for column in (
            "language",
            "subject",
            "notes",
            "payment_terms",
            "deposit",
            "delivery_on",
            "address_id",
            "channel",
            "revises_id",
            "revision",
            "floor_asked_by",
            "floor_approved_by",
            "floor_approved_version",
            "place",
            "agreed_words",
            "early_start",
            "payment_locked_until",
            "withdrawal_until",
            "reason",
            "reason_note",
        ):
            table.drop_column(column)


def _narrow_product() -> None:
    with op.batch_alter_table("product") as table:
        table.add_column(sa.Column("family", sa.String(100), nullable=False, server_default=""))
        table.add_column(sa.Column("vat", _scaled(4), nullable=False, server_default="0"))
        table.add_column(sa.Column("parent_reference", sa.String(40), nullable=False, server_default=""))
    for step in (_FAMILY_NAMED, _PARENT_NAMED, _VAT_AGAIN, _VAT_OVERSEAS_AGAIN):
        op.execute(step)
    with op.batch_alter_table("product") as table:
        table.drop_index("ix_product_barcode")
        table.drop_index("ix_product_family")
        table.drop_index("ix_product_label")
        table.drop_index("ix_product_parent")
        table.drop_constraint("fk_product_parent_id", type_="foreignkey")
        table.drop_constraint("fk_product_family_id", type_="foreignkey")
        for column in (
            "family_id",
            "vat_class",
            "floor_price",
            "parent_id",
            "attributes",
            "barcode",
            "photo_sha256",
            "notes",
        ):
            table.drop_column(column)


def _narrow_member() -> None:
    with op.batch_alter_table("member") as table:
        for column in ("grants", "refusals", "ended_at"):
            table.drop_column(column)


def _narrow_customer() -> None:
    with op.batch_alter_table("customer") as table:
        table.drop_index("ix_customer_email")
        table.drop_index("ix_customer_mobile")
        table.drop_index("ix_customer_name")
        table.drop_index("ix_customer_phone")
        table.drop_index("ix_customer_salesperson")
        table.drop_index("ix_customer_siren")
        table.drop_index("ix_customer_siret")
        table.alter_column("payment_terms", existing_type=sa.String(20), type_=sa.String(40), nullable=True)
        for column in ("supplier", "vat_number", "rna", "credit_limit", "notes", "tags", "language", "merged_into"):
            table.drop_column(column)
    op.execute("UPDATE customer SET payment_terms = NULL WHERE payment_terms = ''")
    op.execute("UPDATE customer SET kind = CASE kind WHEN 'consumer' THEN 'individual' ELSE 'company' END")


def _narrow_company() -> None:
    with op.batch_alter_table("company") as table:
        for column in (
            "capital",
            "register_town",
            "vat_regime",
            "vat_on_debits",
            "trade",
            "iban",
            "logo_sha256",
            "insurance",
            "mediator",
            "conditions",
            "quote_prefix",
            "payment_terms",
            "end_of_month",
            "deposit",
            "floor_margin",
            "good_margin",
            "sells_outside",
            "quiet_from",
            "quiet_to",
        ):
            table.drop_column(column)
