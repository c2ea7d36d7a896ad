"""Migrations: from anywhere, any number of times, by several at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from alembic import command
from sqlalchemy import Connection, text

from storage import migrate as migrating
from storage.audit_chain import seal_words
from storage.column_types import Cipher
from storage.migrate import is_current, migrate
from tests.conftest import _SERVER, ENCRYPTION_KEY

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


def test_what_stood_in_the_tables_stands_in_the_new_ones(empty_url: str) -> None:
    """Roles are moved to the keys of accounts, and the end of each audit log is sealed."""
    granted = "INSERT INTO role_grant (team_id, subject_id, account_id, role, granted_by, granted_at) VALUES"
    at = "'2026-11-01 00:00:00'"
    with at_revision(empty_url, "0013") as connection:
        for subject, account in (("U1", ""), ("U2", "environment"), ("U3", "a1")):
            connection.execute(text(f"{granted} ('T', '{subject}', '{account}', 1, 'U0', {at})"))
        connection.execute(
            text(
                "INSERT INTO account (id, team_id, vendor, label, external_id, region, is_production,"
                f" added_by, added_at, revision) VALUES ('a1', 'T', 'appizer', 'x', '', 'US', false, 'U0', {at}, 1)"
            )
        )
        connection.execute(text("INSERT INTO audit_head (team_id, seq, hash) VALUES ('T', 7, 'abc')"))
    migrate(empty_url, [ENCRYPTION_KEY])
    with migrating._connected(empty_url) as connection:
        grants = connection.execute(text("SELECT subject_id, account_id FROM role_grant ORDER BY 1, 2")).all()
        seal = connection.execute(text("SELECT seal FROM audit_head")).scalar_one()
    assert [tuple(each) for each in grants] == [
        ("U1", ""),
        ("U2", "appcues:environment"),
        ("U2", "appizer:environment"),
        ("U3", "appizer:a1"),
    ]
    assert Cipher([ENCRYPTION_KEY]).decrypt(bytes(seal)).decode() == seal_words("T", 7, "abc")


@contextmanager
def at_revision(url: str, revision: str) -> Iterator[Connection]:
    """A database of an earlier version."""
    with migrating._connected(url) as connection:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        yield connection


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
