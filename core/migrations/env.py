"""Alembic runs this file: the revisions go through the connection that `core.migrations` opened, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
