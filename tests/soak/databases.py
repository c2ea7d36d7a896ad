"""Databases of a storm's own: a file, or a schema that is dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg

from storage.migrate import migrate

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://127.0.0.1:5432/test")


def sqlite_file(folder: Path) -> str:
    """The address of a new file with all tables."""
    url = f"sqlite:///{folder / 'callboard.db'}"
    migrate(url)
    return url


@contextmanager
def new_schema() -> Iterator[str]:
    """The address of a new schema with all tables. Raises psycopg.OperationalError where there is no server."""
    name = f"callboard_soak_{uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        try:
            url = f"{SERVER}{'&' if '?' in SERVER else '?'}options={quote(f'-csearch_path={name}')}"
            migrate(url)
            yield url
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE")
