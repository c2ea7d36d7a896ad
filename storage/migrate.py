"""Bringing a database to the newest form, from code, wherever the package is installed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.column_types import Cipher
from storage.engines import normalise, open_engines

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x0CA11B0A7D


def migrate(url: str, encryption_keys: Sequence[str] = ()) -> None:
    """Apply the migrations that are missing; all or, when one fails, none. Safe to run in several processes.

    Raises:
        ValueError: the address or a key cannot be read, or a migration has to encrypt and there is no key.
    """
    cipher = Cipher(encryption_keys)
    with _connected(url) as connection:
        if connection.dialect.name == "postgresql":
            # Held until the transaction ends; whoever comes second finds the work done.
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        config.attributes["cipher"] = cipher
        command.upgrade(config, "head")


def is_current(url: str) -> bool:
    """Whether the database has every migration, and none that this program does not know.

    Raises:
        ValueError: the address cannot be read.
    """
    newest = set(ScriptDirectory.from_config(_config()).get_heads())
    with _connected(url) as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engines = open_engines(normalise(url))
    try:
        with engines.write.connect() as connection:
            if connection.dialect.name == "sqlite":
                # Batch migrations rebuild a table by dropping it, which must not cascade into others. The
                # pragma works outside a transaction only, hence on the driver's own connection.
                driver = connection.connection.dbapi_connection
                if driver is not None:
                    driver.cursor().execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                yield connection
    finally:
        engines.dispose()
