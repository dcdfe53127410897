"""Several leaves of one person."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("working_hours") as table:
        table.add_column(sa.Column("leaves", _JSON, nullable=False, server_default="[]"))
    for row in _rows("SELECT id, leave_from, leave_until FROM working_hours WHERE leave_from IS NOT NULL"):
        _write("UPDATE working_hours SET leaves = :leaves WHERE id = :id", id=row.id,
               leaves=json.dumps([[str(row.leave_from), str(row.leave_until)]]))  # fmt: skip
    with op.batch_alter_table("working_hours") as table:
        table.drop_column("leave_from")
        table.drop_column("leave_until")


def downgrade() -> None:
    """Only the first leave of each is kept."""
    with op.batch_alter_table("working_hours") as table:
        table.add_column(sa.Column("leave_from", sa.Date(), nullable=True))
        table.add_column(sa.Column("leave_until", sa.Date(), nullable=True))
    for row in _rows("SELECT id, leaves FROM working_hours"):
        leaves = json.loads(row.leaves) if isinstance(row.leaves, str) else row.leaves
        if leaves:
            first, last = leaves[0]
            _write("UPDATE working_hours SET leave_from = :first, leave_until = :last WHERE id = :id",
                   id=row.id, first=first, last=last)  # fmt: skip
    with op.batch_alter_table("working_hours") as table:
        table.drop_column("leaves")


def _rows(statement: str) -> Sequence[Any]:
    return op.get_bind().execute(sa.text(statement)).all()


def _write(statement: str, **values: Any) -> None:
    op.get_bind().execute(sa.text(statement), values)
