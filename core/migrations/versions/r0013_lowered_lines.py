"""The line of an invoice whose price a credit note lowers."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    key = "CONSTRAINT fk_invoice_line_lowers_line_id REFERENCES invoice_line (id)"
    op.execute(f"ALTER TABLE invoice_line ADD COLUMN lowers_line_id {number} {key}")


def downgrade() -> None:
    with op.batch_alter_table("invoice_line") as table:
        table.drop_column("lowers_line_id")
