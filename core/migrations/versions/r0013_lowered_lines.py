"""The line of an invoice whose price a credit note lowers."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("ALTER TABLE invoice_line ADD COLUMN lowers_line_id BIGINT REFERENCES invoice_line (id)")


def downgrade() -> None:
    op.execute("ALTER TABLE invoice_line DROP COLUMN lowers_line_id")
