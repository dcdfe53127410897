"""Invoices, payments and the VAT that falls due: the other tables of the fourth release."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

_NEW: Final = (
    "money_place",
    "method_place",
    "invoice",
    "payment",
    "invoice_copy",
    "invoice_deduction",
    "invoice_line",
    "invoice_tax",
    "settlement",
    "vat_due",
)  # each belongs to a company
_WIDENED: Final = {
    "company": ("invoice_prefix", "late_rate", "early_discount", "electronic", "write_off_limit"),
    "customer": ("country", "reverse_charge", "auto_invoice", "each_delivery"),
    "address": ("country",),
    "product": ("vatex",),
    "sales_order": ("invoiced", "direct"),
    "sales_order_line": ("invoiced",),
    "access_request": ("customer_id", "phone"),
}

# What is never changed, and the columns of it that may be.
_FROZEN: Final = {"payment": ("customer_id",), "invoice_copy": (), "settlement": (), "vat_due": ()}
# The same, once the invoice is issued.
_ISSUED: Final = {
    "invoice": ("version", "customer_id", "pdf_sha256"),
    "invoice_line": (),
    "invoice_tax": (),
    "invoice_deduction": (),
}

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
CREATE TRIGGER {table}_no_{verb} BEFORE {verb}{of} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_TRIGGER: Final = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE{of} OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION row_refuses()
"""
_POSTGRESQL_ISSUED: Final = """
CREATE TRIGGER {table}_issued BEFORE UPDATE{of} OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION issued_refuses()
"""
_POSTGRESQL_REFUSAL: Final = """
CREATE FUNCTION issued_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE issued boolean;
BEGIN
  IF TG_TABLE_NAME = 'invoice' THEN issued := OLD.state = 'issued';
  ELSE SELECT state = 'issued' INTO issued FROM invoice WHERE id = OLD.invoice_id;
  END IF;
  IF issued THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    _create_money_place()
    _create_method_place()
    _create_invoice()
    _create_payment()
    _create_invoice_copy()
    _create_invoice_deduction()
    _create_invoice_line()
    _create_invoice_tax()
    _create_settlement()
    _create_vat_due()
    _widen_company()
    _widen_customer()
    _widen_address()
    _widen_product()
    _widen_sales_order()
    _widen_sales_order_line()
    _widen_access_request()
    _freeze()
    _separate_the_companies()


def downgrade() -> None:
    """Back to the ledger alone; invoices and payments are lost."""
    op.execute("DELETE FROM access_link WHERE purpose IN ('account', 'invoice', 'paper')")
    op.execute("DELETE FROM access_request WHERE customer_id IS NOT NULL")
    for name in reversed(_NEW):
        op.drop_table(name)
    for name, columns in _WIDENED.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)
    if _on_postgresql():
        op.execute("DROP FUNCTION issued_refuses()")


def _freeze() -> None:
    if _on_postgresql():
        op.execute(_POSTGRESQL_REFUSAL)
        for table, free in _FROZEN.items():
            op.execute(_POSTGRESQL_TRIGGER.format(table=table, of=_of(table, free)))
        for table, free in _ISSUED.items():
            op.execute(_POSTGRESQL_ISSUED.format(table=table, of=_of(table, free)))
        return
    for table, free in (*_FROZEN.items(), *_ISSUED.items()):
        for verb, of in (("UPDATE", _of(table, free)), ("DELETE", "")):
            op.execute(_SQLITE_TRIGGER.format(table=table, verb=verb, of=of, when=_when(table)))


def _of(table: str, free: tuple[str, ...]) -> str:
    """All columns but those that may change."""
    if not free:
        return ""
    columns = (column["name"] for column in sa.inspect(op.get_bind()).get_columns(table))
    return " OF " + ", ".join(f'"{name}"' for name in columns if name not in free)


def _when(table: str) -> str:
    if table not in _ISSUED:
        return ""
    if table == "invoice":
        return "WHEN OLD.state = 'issued'"
    return "WHEN (SELECT state FROM invoice WHERE id = OLD.invoice_id) = 'issued'"


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


def _create_money_place() -> None:
    op.create_table(
        "money_place",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("journal", sa.String(8), nullable=False),
        sa.Column("account", sa.String(20), nullable=False),
        sa.Column("iban", sa.String(34), nullable=False),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_money_place_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_money_place"),
        sa.UniqueConstraint("company_id", "name", name="uq_money_place_company_id_name"),
    )


def _create_method_place() -> None:
    op.create_table(
        "method_place",
        sa.Column("id", _ID, nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("place_id", _ID, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_method_place_company_id"),
        sa.ForeignKeyConstraint(["place_id"], ["money_place.id"], name="fk_method_place_place_id"),
        sa.PrimaryKeyConstraint("id", name="pk_method_place"),
        sa.UniqueConstraint("company_id", "method", name="uq_method_place_company_id_method"),
    )


def _create_invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("order_id", _ID, nullable=True),
        sa.Column("origin_id", _ID, nullable=True),
        sa.Column("number", sa.String(35), nullable=True),
        sa.Column("key", sa.String(80), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_at", _MOMENT, nullable=True),
        sa.Column("issued_by", _ID, nullable=True),
        sa.Column("supplied_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("salesperson_id", _ID, nullable=True),
        sa.Column("salesperson", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("discount", _scaled(4), nullable=False),
        sa.Column("discount_amount", _scaled(2), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("notes", sa.String(2000), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("payment_terms", sa.String(20), nullable=False),
        sa.Column("percent", _scaled(4), nullable=False),
        sa.Column("customer_number", sa.String(60), nullable=False),
        sa.Column("net_of_tax", sa.Boolean(), nullable=False),
        sa.Column("nature", sa.String(40), nullable=True),
        sa.Column("vat_on_debits", sa.Boolean(), nullable=False),
        sa.Column("seller", _JSON, nullable=False),
        sa.Column("buyer", _JSON, nullable=False),
        sa.Column("place", _JSON, nullable=False),
        sa.Column("sources", _JSON, nullable=False),
        sa.Column("mentions", _JSON, nullable=False),
        sa.Column("payment_locked_until", sa.Date(), nullable=True),
        sa.Column("net", _scaled(2), nullable=False),
        sa.Column("tax", _scaled(2), nullable=False),
        sa.Column("gross", _scaled(2), nullable=False),
        sa.Column("deducted", _scaled(2), nullable=False),
        sa.Column("payable", _scaled(2), nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invoice_company_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_invoice_customer_id"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name="fk_invoice_order_id"),
        sa.ForeignKeyConstraint(["origin_id"], ["invoice.id"], name="fk_invoice_origin_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice"),
        sa.UniqueConstraint("company_id", "key", name="uq_invoice_company_id_key"),
        sa.UniqueConstraint("company_id", "number", name="uq_invoice_company_id_number"),
    )
    op.create_index("ix_invoice_customer", "invoice", ["company_id", "customer_id", "state"], unique=False)
    op.create_index("ix_invoice_issued", "invoice", ["company_id", "issued_on"], unique=False)
    op.create_index("ix_invoice_order", "invoice", ["company_id", "order_id"], unique=False)
    op.create_index("ix_invoice_origin", "invoice", ["company_id", "origin_id"], unique=False)


def _create_payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("place_id", _ID, nullable=False),
        sa.Column("amount", _scaled(2), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("bank", sa.String(60), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("order_id", _ID, nullable=True),
        sa.Column("reverses_id", _ID, nullable=True),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_payment_company_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_payment_customer_id"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name="fk_payment_order_id"),
        sa.ForeignKeyConstraint(["place_id"], ["money_place.id"], name="fk_payment_place_id"),
        sa.ForeignKeyConstraint(["reverses_id"], ["payment.id"], name="fk_payment_reverses_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("company_id", "key", name="uq_payment_company_id_key"),
        sa.UniqueConstraint("company_id", "number", name="uq_payment_company_id_number"),
        sa.UniqueConstraint("company_id", "reverses_id", name="uq_payment_company_id_reverses_id"),
    )
    op.create_index("ix_payment_customer", "payment", ["company_id", "customer_id"], unique=False)
    op.create_index("ix_payment_on", "payment", ["company_id", "on"], unique=False)
    op.create_index("ix_payment_order", "payment", ["company_id", "order_id"], unique=False)


def _create_invoice_copy() -> None:
    op.create_table(
        "invoice_copy",
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("number", sa.String(35), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invoice_copy_company_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_invoice_copy_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_copy"),
        sa.UniqueConstraint("invoice_id", name="uq_invoice_copy_invoice_id"),
    )


def _create_invoice_deduction() -> None:
    op.create_table(
        "invoice_deduction",
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("deposit_id", _ID, nullable=False),
        sa.Column("category", sa.String(2), nullable=False),
        sa.Column("vatex", sa.String(30), nullable=False),
        sa.Column("rate", _scaled(4), nullable=False),
        sa.Column("base", _scaled(2), nullable=False),
        sa.Column("tax", _scaled(2), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invoice_deduction_company_id"),
        sa.ForeignKeyConstraint(["deposit_id"], ["invoice.id"], name="fk_invoice_deduction_deposit_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_invoice_deduction_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_deduction"),
    )
    op.create_index("ix_invoice_deduction_deposit_id", "invoice_deduction", ["deposit_id"], unique=False)
    op.create_index("ix_invoice_deduction_invoice_id", "invoice_deduction", ["invoice_id"], unique=False)


def _create_invoice_line() -> None:
    op.create_table(
        "invoice_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("order_line_id", _ID, nullable=True),
        sa.Column("delivery_id", _ID, nullable=True),
        sa.Column("origin_line_id", _ID, nullable=True),
        sa.Column("category", sa.String(2), nullable=False),
        sa.Column("vatex", sa.String(30), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("billed", sa.Boolean(), nullable=False),
        sa.Column("net", _scaled(2), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("position", _ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("product_id", _ID, nullable=True),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("detail", sa.String(2000), nullable=False),
        sa.Column("quantity", _scaled(3), nullable=False),
        sa.Column("free", _scaled(3), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("unit_price", _scaled(4), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("list_price", _scaled(4), nullable=True),
        sa.Column("discount", _scaled(4), nullable=False),
        sa.Column("discount_amount", _scaled(2), nullable=False),
        sa.Column("vat", _scaled(4), nullable=False),
        sa.Column("cost", _scaled(4), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invoice_line_company_id"),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_invoice_line_delivery_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_invoice_line_invoice_id"),
        sa.ForeignKeyConstraint(["order_line_id"], ["sales_order_line.id"], name="fk_invoice_line_order_line_id"),
        sa.ForeignKeyConstraint(["origin_line_id"], ["invoice_line.id"], name="fk_invoice_line_origin_line_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_invoice_line_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_line"),
    )
    op.create_index("ix_invoice_line_delivery_id", "invoice_line", ["delivery_id"], unique=False)
    op.create_index("ix_invoice_line_invoice_id", "invoice_line", ["invoice_id"], unique=False)
    op.create_index("ix_invoice_line_order_line_id", "invoice_line", ["order_line_id"], unique=False)
    op.create_index("ix_invoice_line_origin_line_id", "invoice_line", ["origin_line_id"], unique=False)


def _create_invoice_tax() -> None:
    op.create_table(
        "invoice_tax",
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("category", sa.String(2), nullable=False),
        sa.Column("vatex", sa.String(30), nullable=False),
        sa.Column("rate", _scaled(4), nullable=False),
        sa.Column("on_receipt", sa.Boolean(), nullable=False),
        sa.Column("base", _scaled(2), nullable=False),
        sa.Column("tax", _scaled(2), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invoice_tax_company_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_invoice_tax_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_tax"),
    )
    op.create_index("ix_invoice_tax_invoice_id", "invoice_tax", ["invoice_id"], unique=False)


def _create_settlement() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", _ID, nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("amount", _scaled(2), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("payment_id", _ID, nullable=True),
        sa.Column("other_id", _ID, nullable=True),
        sa.Column("undoes_id", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_settlement_company_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_settlement_invoice_id"),
        sa.ForeignKeyConstraint(["other_id"], ["invoice.id"], name="fk_settlement_other_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_settlement_payment_id"),
        sa.ForeignKeyConstraint(["undoes_id"], ["settlement.id"], name="fk_settlement_undoes_id"),
        sa.PrimaryKeyConstraint("id", name="pk_settlement"),
    )
    op.create_index("ix_settlement_invoice", "settlement", ["company_id", "invoice_id"], unique=False)
    op.create_index("ix_settlement_payment", "settlement", ["company_id", "payment_id"], unique=False)


def _create_vat_due() -> None:
    op.create_table(
        "vat_due",
        sa.Column("id", _ID, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("invoice_id", _ID, nullable=False),
        sa.Column("settlement_id", _ID, nullable=True),
        sa.Column("category", sa.String(2), nullable=False),
        sa.Column("vatex", sa.String(30), nullable=False),
        sa.Column("rate", _scaled(4), nullable=False),
        sa.Column("base", _scaled(2), nullable=False),
        sa.Column("tax", _scaled(2), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_vat_due_company_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_vat_due_invoice_id"),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name="fk_vat_due_settlement_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vat_due"),
    )
    op.create_index("ix_vat_due_invoice", "vat_due", ["company_id", "invoice_id"], unique=False)
    op.create_index("ix_vat_due_on", "vat_due", ["company_id", "on"], unique=False)


def _widen_company() -> None:
    with op.batch_alter_table("company") as table:
        table.add_column(sa.Column("invoice_prefix", sa.String(6), nullable=False, server_default="FA"))
        table.add_column(sa.Column("late_rate", _scaled(4), nullable=True))
        table.add_column(sa.Column("early_discount", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("electronic", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("write_off_limit", _scaled(2), nullable=False, server_default="500"))


def _widen_customer() -> None:
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("country", sa.String(2), nullable=False, server_default="FR"))
        table.add_column(sa.Column("reverse_charge", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("auto_invoice", sa.String(40), nullable=False, server_default="never"))
        table.add_column(sa.Column("each_delivery", sa.Boolean(), nullable=False, server_default=sa.false()))


def _widen_address() -> None:
    with op.batch_alter_table("address") as table:
        table.add_column(sa.Column("country", sa.String(2), nullable=False, server_default="FR"))


def _widen_product() -> None:
    with op.batch_alter_table("product") as table:
        table.add_column(sa.Column("vatex", sa.String(30), nullable=False, server_default=""))


def _widen_sales_order() -> None:
    with op.batch_alter_table("sales_order") as table:
        table.add_column(sa.Column("invoiced", _scaled(2), nullable=False, server_default="0"))
        table.add_column(sa.Column("direct", sa.Boolean(), nullable=False, server_default=sa.false()))


def _widen_sales_order_line() -> None:
    with op.batch_alter_table("sales_order_line") as table:
        table.add_column(sa.Column("invoiced", _scaled(3), nullable=False, server_default="0"))


def _widen_access_request() -> None:
    with op.batch_alter_table("access_request") as table:
        table.add_column(sa.Column("customer_id", _ID, nullable=True))
        table.add_column(sa.Column("phone", sa.String(30), nullable=False, server_default=""))
