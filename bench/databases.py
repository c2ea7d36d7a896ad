"""The PostgreSQL that is measured: a schema of our own."""

import contextlib
import os
import sys
from collections.abc import Iterator
from urllib.parse import quote

import psycopg


@contextlib.contextmanager
def postgresql_schema() -> Iterator[str]:
    """The address of a schema of our own; empty where there is no PostgreSQL."""
    server = os.environ.get("TEST_DATABASE_URL", "postgresql://127.0.0.1:5432/test")
    name = f"callboard_bench_{os.getpid()}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        print("No PostgreSQL at TEST_DATABASE_URL: it is left out.", file=sys.stderr)
        yield ""
        return
    with connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        connection.execute(f"CREATE SCHEMA {name}")
        yield f"{server}{'&' if '?' in server else '?'}options={quote(f'-csearch_path={name}')}"
        connection.execute(f"DROP SCHEMA {name} CASCADE")
