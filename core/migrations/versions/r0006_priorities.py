"""What is said first: the urgency of what waits to be sent, and which notice a message says."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What waits already are answers, or news; notices that were said keep no link to their messages."""
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("priority", _ID, nullable=False, server_default="0"))
        table.add_column(sa.Column("notice_id", _ID, nullable=True))
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("priority", _ID, nullable=False, server_default="1"))
    op.create_index("ix_outbox_chat", "outbox", ["chat_id", "sent_at"])
    op.drop_index("ix_notice_due", "notice")
    op.create_index("ix_notice_due", "notice", ["said_at", "priority", "due_at"])


def downgrade() -> None:
    """All that waits is as urgent again."""
    op.drop_index("ix_notice_due", "notice")
    op.create_index("ix_notice_due", "notice", ["said_at", "due_at"])
    op.drop_index("ix_outbox_chat", "outbox")
    with op.batch_alter_table("notice") as table:
        table.drop_column("priority")
    with op.batch_alter_table("outbox") as table:
        table.drop_column("notice_id")
        table.drop_column("priority")
