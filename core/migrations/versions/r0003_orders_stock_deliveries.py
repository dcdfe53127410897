"""Orders, stock and deliveries: the tables of the third release."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_NEW: Final = (
    "warehouse",
    "expected_receipt",
    "reservation",
    "stock_count",
    "stock_level",
    "stock_move",
    "sales_order",
    "stock_count_line",
    "delivery",
    "sales_order_line",
    "sales_return",
    "delivery_line",
    "delivery_step",
    "sales_return_line",
)  # each belongs to a company

_FROZEN: Final = ("stock_move", "delivery_step")  # reversed or followed, never changed

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
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_REFUSAL: Final = """
CREATE FUNCTION row_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL_TRIGGER: Final = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION row_refuses()
"""
# The second release stops at a word that it does not know.
_UNKNOWN_THERE: Final = (
    "UPDATE quote SET state = CASE WHEN number IS NULL THEN 'cancelled' ELSE 'accepted' END WHERE state = 'ordered'",
    "DELETE FROM access_link WHERE purpose = 'order'",
)


def upgrade() -> None:
    _create_warehouse()
    _create_expected_receipt()
    _create_reservation()
    _create_stock_count()
    _create_stock_level()
    _create_stock_move()
    _create_sales_order()
    _create_stock_count_line()
    _create_delivery()
    _create_sales_order_line()
    _create_sales_return()
    _create_delivery_line()
    _create_delivery_step()
    _create_sales_return_line()
    _widen_company()
    _widen_product()
    _widen_quote()
    _freeze()
    _separate_the_companies()


def downgrade() -> None:
    """Back to the second release; orders, deliveries and stock are lost."""
    for step in _UNKNOWN_THERE:
        op.execute(step)
    with op.batch_alter_table("company") as table:
        table.drop_column("conditions_version")
        table.drop_column("stock_out")
        table.drop_column("stock_may_lack")
    with op.batch_alter_table("product") as table:
        table.drop_column("tracking")
    with op.batch_alter_table("quote") as table:
        table.drop_column("for_order")
        table.drop_column("order_number")
        table.drop_column("order_file_sha256")
        table.drop_column("order_file_name")
        table.drop_column("order_voice_sha256")
        table.drop_column("order_told_by")
        table.drop_column("order_sent_by")
    for name in reversed(_NEW):
        op.drop_table(name)
    if _on_postgresql():
        op.execute("DROP FUNCTION row_refuses()")


def _freeze() -> None:
    if _on_postgresql():
        op.execute(_POSTGRESQL_REFUSAL)
    for table in _FROZEN:
        if _on_postgresql():
            op.execute(_POSTGRESQL_TRIGGER.format(table=table))
            continue
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_TRIGGER.format(table=table, verb=verb))


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


def _create_warehouse() -> None:
    op.create_table(
        "warehouse",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("archived_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_warehouse_company_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_warehouse_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_warehouse"),
        sa.UniqueConstraint("company_id", "name", name="uq_warehouse_company_id_name"),
    )
    op.create_index("ix_warehouse_person", "warehouse", ["company_id", "person_id"], unique=False)


def _create_expected_receipt() -> None:
    op.create_table(
        "expected_receipt",
        sa.Column("id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("announced", _scaled(3), nullable=False),
        sa.Column("quantity", _scaled(3), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_expected_receipt_company_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_expected_receipt_product_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_expected_receipt_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_expected_receipt"),
        sa.UniqueConstraint("company_id", "key", name="uq_expected_receipt_company_id_key"),
    )
    op.create_index(
        "ix_expected_receipt_product", "expected_receipt", ["company_id", "product_id", "due_on"], unique=False
    )


def _create_reservation() -> None:
    op.create_table(
        "reservation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("quantity", _scaled(3), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_reservation_company_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_reservation_product_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_reservation_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reservation"),
        sa.UniqueConstraint(
            "company_id", "subject", "subject_id", "product_id", "warehouse_id", name="uq_reservation_subject"
        ),
    )
    op.create_index("ix_reservation_product_id", "reservation", ["product_id"], unique=False)


def _create_stock_count() -> None:
    op.create_table(
        "stock_count",
        sa.Column("id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("started_by", _ID, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_stock_count_company_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_stock_count_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_count"),
    )
    op.create_index("ix_stock_count_warehouse", "stock_count", ["company_id", "warehouse_id", "state"], unique=False)


def _create_stock_level() -> None:
    op.create_table(
        "stock_level",
        sa.Column("id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("on_hand", _scaled(3), nullable=False),
        sa.Column("reserved", _scaled(3), nullable=False),
        sa.Column("location", sa.String(40), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_stock_level_company_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_level_product_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_stock_level_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_level"),
        sa.UniqueConstraint(
            "company_id", "product_id", "warehouse_id", name="uq_stock_level_company_id_product_id_warehouse_id"
        ),
    )
    op.create_index("ix_stock_level_warehouse_id", "stock_level", ["warehouse_id"], unique=False)


def _create_stock_move() -> None:
    op.create_table(
        "stock_move",
        sa.Column("id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("quantity", _scaled(3), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("lot", sa.String(60), nullable=False),
        sa.Column("unit_cost", _scaled(4), nullable=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("subject_id", _ID, nullable=True),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_stock_move_company_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_move_product_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_stock_move_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_move"),
        sa.UniqueConstraint("company_id", "key", name="uq_stock_move_company_id_key"),
    )
    op.create_index("ix_stock_move_lot", "stock_move", ["company_id", "product_id", "lot"], unique=False)
    op.create_index("ix_stock_move_product", "stock_move", ["company_id", "product_id", "warehouse_id"], unique=False)
    op.create_index("ix_stock_move_subject", "stock_move", ["company_id", "subject", "subject_id"], unique=False)


def _create_sales_order() -> None:
    op.create_table(
        "sales_order",
        sa.Column("id", _ID, nullable=False),
        sa.Column("quote_id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("salesperson_id", _ID, nullable=True),
        sa.Column("salesperson", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("discount", _scaled(4), nullable=False),
        sa.Column("discount_amount", _scaled(2), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("notes", sa.String(2000), nullable=False),
        sa.Column("payment_terms", sa.String(20), nullable=False),
        sa.Column("deposit", _scaled(4), nullable=False),
        sa.Column("deposit_received", _scaled(2), nullable=False),
        sa.Column("delivery_on", sa.Date(), nullable=True),
        sa.Column("warehouse_id", _ID, nullable=True),
        sa.Column("stock_out", sa.String(40), nullable=False),
        sa.Column("seller", _JSON, nullable=False),
        sa.Column("buyer", _JSON, nullable=False),
        sa.Column("place", _JSON, nullable=False),
        sa.Column("customer_number", sa.String(60), nullable=False),
        sa.Column("customer_file_sha256", sa.String(64), nullable=True),
        sa.Column("customer_file_name", sa.String(200), nullable=False),
        sa.Column("voice_sha256", sa.String(64), nullable=True),
        sa.Column("control", _JSON, nullable=False),
        sa.Column("forced_by", _ID, nullable=True),
        sa.Column("forced_reason", sa.String(500), nullable=False),
        sa.Column("engagement", sa.String(40), nullable=False),
        sa.Column("agreed_at", _MOMENT, nullable=True),
        sa.Column("agreed_by", sa.String(200), nullable=False),
        sa.Column("agreed_role", sa.String(100), nullable=False),
        sa.Column("agreed_words", sa.String(100), nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("signature_sha256", sa.String(64), nullable=True),
        sa.Column("conditions_version", _ID, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=True),
        sa.Column("pdf_sha256", sa.String(64), nullable=True),
        *(sa.Column(name, _scaled(2), nullable=False) for name in ("net", "tax", "gross")),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_sales_order_company_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_sales_order_customer_id"),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name="fk_sales_order_quote_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_sales_order_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sales_order"),
        sa.UniqueConstraint("company_id", "number", name="uq_sales_order_company_id_number"),
        sa.UniqueConstraint("company_id", "quote_id", name="uq_sales_order_company_id_quote_id"),
    )
    _index_sales_order()


def _index_sales_order() -> None:
    op.create_index("ix_sales_order_customer", "sales_order", ["company_id", "customer_id"], unique=False)
    op.create_index("ix_sales_order_state", "sales_order", ["company_id", "state"], unique=False)


def _create_stock_count_line() -> None:
    op.create_table(
        "stock_count_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("count_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("counted", _scaled(3), nullable=False),
        sa.Column("expected", _scaled(3), nullable=False),
        sa.Column("counted_at", _MOMENT, nullable=False),
        sa.Column("counted_by", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_stock_count_line_company_id"),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name="fk_stock_count_line_count_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_count_line_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_count_line"),
        sa.UniqueConstraint(
            "company_id", "count_id", "product_id", name="uq_stock_count_line_company_id_count_id_product_id"
        ),
    )


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", _ID, nullable=False),
        sa.Column("order_id", _ID, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("number", sa.String(40), nullable=True),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("driver_id", _ID, nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("planned_at", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("place", _JSON, nullable=False),
        sa.Column("contact", _JSON, nullable=False),
        sa.Column("delivered_at", _MOMENT, nullable=True),
        sa.Column("delivered_by", _ID, nullable=True),
        sa.Column("problem", sa.String(300), nullable=False),
        sa.Column("reserves", sa.String(1000), nullable=False),
        sa.Column("signed_at", _MOMENT, nullable=True),
        sa.Column("signed_by", sa.String(200), nullable=False),
        sa.Column("signed_role", sa.String(100), nullable=False),
        sa.Column("signature_sha256", sa.String(64), nullable=True),
        sa.Column("photos", _JSON, nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_delivery_company_id"),
        sa.ForeignKeyConstraint(["driver_id"], ["person.id"], name="fk_delivery_driver_id"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name="fk_delivery_order_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_delivery_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("company_id", "number", name="uq_delivery_company_id_number"),
    )
    op.create_index("ix_delivery_day", "delivery", ["company_id", "planned_on", "state"], unique=False)
    op.create_index("ix_delivery_order", "delivery", ["company_id", "order_id"], unique=False)


def _create_sales_order_line() -> None:
    op.create_table(
        "sales_order_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("order_id", _ID, nullable=False),
        sa.Column("cancelled", _scaled(3), nullable=False),
        sa.Column("delivery_on", sa.Date(), nullable=True),
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
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_sales_order_line_company_id"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name="fk_sales_order_line_order_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_sales_order_line_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sales_order_line"),
    )
    op.create_index("ix_sales_order_line_order_id", "sales_order_line", ["order_id"], unique=False)


def _create_sales_return() -> None:
    op.create_table(
        "sales_return",
        sa.Column("id", _ID, nullable=False),
        sa.Column("order_id", _ID, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("returned_at", _MOMENT, nullable=False),
        sa.Column("returned_by", _ID, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_sales_return_company_id"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name="fk_sales_return_order_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_sales_return_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sales_return"),
        sa.UniqueConstraint("company_id", "number", name="uq_sales_return_company_id_number"),
    )
    op.create_index("ix_sales_return_order", "sales_return", ["company_id", "order_id"], unique=False)


def _create_delivery_line() -> None:
    op.create_table(
        "delivery_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("order_line_id", _ID, nullable=False),
        sa.Column("planned", _scaled(3), nullable=False),
        sa.Column("picked", _scaled(3), nullable=True),
        sa.Column("picked_by", _ID, nullable=True),
        sa.Column("delivered", _scaled(3), nullable=False),
        sa.Column("damaged", _scaled(3), nullable=False),
        sa.Column("refused", _scaled(3), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("lots", _JSON, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_delivery_line_company_id"),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_delivery_line_delivery_id"),
        sa.ForeignKeyConstraint(["order_line_id"], ["sales_order_line.id"], name="fk_delivery_line_order_line_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_line"),
        sa.UniqueConstraint(
            "company_id", "delivery_id", "order_line_id", name="uq_delivery_line_company_id_delivery_id_order_line_id"
        ),
    )
    op.create_index("ix_delivery_line_order_line_id", "delivery_line", ["order_line_id"], unique=False)


def _create_delivery_step() -> None:
    op.create_table(
        "delivery_step",
        sa.Column("id", _ID, nullable=False),
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", _ID, nullable=True),
        sa.Column("latitude", _scaled(6), nullable=True),
        sa.Column("longitude", _scaled(6), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_delivery_step_company_id"),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_delivery_step_delivery_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_step"),
    )
    op.create_index("ix_delivery_step_delivery", "delivery_step", ["company_id", "delivery_id"], unique=False)


def _create_sales_return_line() -> None:
    op.create_table(
        "sales_return_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("return_id", _ID, nullable=False),
        sa.Column("order_line_id", _ID, nullable=False),
        sa.Column("quantity", _scaled(3), nullable=False),
        sa.Column("lots", _JSON, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_sales_return_line_company_id"),
        sa.ForeignKeyConstraint(["order_line_id"], ["sales_order_line.id"], name="fk_sales_return_line_order_line_id"),
        sa.ForeignKeyConstraint(["return_id"], ["sales_return.id"], name="fk_sales_return_line_return_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sales_return_line"),
    )
    op.create_index("ix_sales_return_line_order_line_id", "sales_return_line", ["order_line_id"], unique=False)
    op.create_index("ix_sales_return_line_return_id", "sales_return_line", ["return_id"], unique=False)


def _widen_company() -> None:
    with op.batch_alter_table("company") as table:
        table.add_column(sa.Column("conditions_version", _ID, nullable=False, server_default="1"))
        table.add_column(sa.Column("stock_out", sa.String(40), nullable=False, server_default="delivery"))
        table.add_column(sa.Column("stock_may_lack", sa.Boolean(), nullable=False, server_default=sa.false()))


def _widen_product() -> None:
    with op.batch_alter_table("product") as table:
        table.add_column(sa.Column("tracking", sa.String(40), nullable=False, server_default="none"))


def _widen_quote() -> None:
    with op.batch_alter_table("quote") as table:
        table.add_column(sa.Column("for_order", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("order_number", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("order_file_sha256", sa.String(64), nullable=True))
        table.add_column(sa.Column("order_file_name", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("order_voice_sha256", sa.String(64), nullable=True))
        table.add_column(sa.Column("order_told_by", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("order_sent_by", sa.String(200), nullable=False, server_default=""))
