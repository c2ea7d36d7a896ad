"""What Alembic runs: the migrations, on the connection that storage.migrate opened."""

from alembic import context

from storage.models import SCHEMA


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SCHEMA,
        render_as_batch=True,  # SQLite cannot alter a column in place
        compare_type=True,
        transactional_ddl=True,  # the whole of it belongs to the transaction of storage.migrate
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
