"""What comes back may say until when."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    _set_length(40)


def downgrade() -> None:
    _set_length(20)


def _set_length(characters: int) -> None:
    with op.batch_alter_table("agenda_item") as table:
        table.alter_column("recurrence", type_=sa.String(characters), existing_nullable=False)
