"""Reporting: minimum stock, and saved questions."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_NEW: Final = ("stock_minimum", "saved_question")  # each belongs to a company

_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT: Final = sa.DateTime(timezone=True)

# As in the second revision: the session's own criteria hold while no company is known.
_ONE_COMPANY: Final = """
CREATE POLICY one_company ON {table} USING (
  (SELECT NULLIF(current_setting('carnet.company', true), '') IS NULL)
  OR company_id = (SELECT NULLIF(current_setting('carnet.company', true), '')::bigint)
)
"""


def upgrade() -> None:
    _create_stock_minimum()
    _create_saved_question()
    if op.get_bind().dialect.name == "postgresql":
        for table in _NEW:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # also for the role that owns the table
            op.execute(_ONE_COMPANY.format(table=table))


def downgrade() -> None:
    """Nobody is told of a lack, and nothing is asked by itself."""
    for name in reversed(_NEW):
        op.drop_table(name)


def _create_stock_minimum() -> None:
    op.create_table(
        "stock_minimum",
        sa.Column("id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("below_since", _MOMENT, nullable=True),
        sa.Column("crossings", _ID, nullable=False),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_minimum_product_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name="fk_stock_minimum_warehouse_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_stock_minimum_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_minimum"),
        sa.UniqueConstraint(
            "company_id", "product_id", "warehouse_id", name="uq_stock_minimum_company_id_product_id_warehouse_id"
        ),
    )


def _create_saved_question() -> None:
    op.create_table(
        "saved_question",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("weekday", _ID, nullable=False),
        sa.Column("at", _ID, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("company_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_saved_question_person_id"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_saved_question_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_question"),
    )
    op.create_index("ix_saved_question_person", "saved_question", ["company_id", "person_id"])
