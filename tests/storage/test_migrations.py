"""Migrations: from anywhere, any number of times, by several at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from alembic import command

from storage import migrate as migrating
from storage.migrate import is_current, migrate
from tests.conftest import _SERVER

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    request.getfixturevalue("postgresql_schema")
    schema = f"callboard_test_{os.getpid()}_empty"
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{_SERVER}{'&' if '?' in _SERVER else '?'}options={quote(f'-csearch_path={schema}')}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


def test_a_new_database_is_not_current_until_it_is_migrated(empty_url: str) -> None:
    assert not is_current(empty_url)
    migrate(empty_url)
    assert is_current(empty_url)
    migrate(empty_url)
    assert is_current(empty_url)


def test_the_migrations_make_exactly_the_tables_of_the_models(empty_url: str) -> None:
    migrate(empty_url)
    with migrating._connected(empty_url) as connection:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.check(config)


def test_several_may_migrate_at_once_and_from_anywhere(empty_url: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # Alembic keeps its context in module variables, so those who come at once are processes.
    program = f"from storage.migrate import migrate; migrate({empty_url!r})"
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(_python, [program] * 2, [elsewhere] * 2))
    assert [run.stderr for run in runs if run.returncode] == []
    assert is_current(empty_url)


def test_the_way_back_leaves_nothing(empty_url: str) -> None:
    migrate(empty_url)
    with migrating._connected(empty_url) as connection:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert not is_current(empty_url)
    migrate(empty_url)
    assert is_current(empty_url)


def _python(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
