"""A short storm of each kind in each run of the tests, all at once; `make soak` is the long one."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from storage.models import SCHEMA
from tests.soak.storm import Plan, storm_over
from tests.soak.verdict import Verdict
from tests.soak.workers import nursery_of_workers

SEED = int(os.environ.get("SOAK_SEED", "20261126"))
"""Said with each verdict; `SOAK_SEED` chooses another one."""
PLANS = {
    "sqlite": Plan(SEED, blows=5),
    "postgresql": Plan(SEED + 1, blows=9, workers=3),
    "naive": Plan(SEED + 2, blows=8, is_naive=True),
}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def urls(
    postgresql_schema: str, migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, str]:
    """An empty database for each storm."""
    tables = ", ".join(f'"{table}"' for table in SCHEMA.tables)
    with psycopg.connect(postgresql_schema, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    files = {name: tmp_path_factory.mktemp(name) / "callboard.db" for name in ("sqlite", "naive")}
    for file in files.values():
        shutil.copyfile(migrated_sqlite_file, file)
    return {"postgresql": postgresql_schema} | {name: f"sqlite:///{file}" for name, file in files.items()}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def verdicts(
    urls: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Verdict]:
    """What stood when the storms were over."""
    async with nursery_of_workers() as workers:

        async def play(name: str) -> Verdict:
            async with storm_over(urls[name], tmp_path_factory.mktemp(name), PLANS[name], workers) as storm:
                return await storm.blow()

        found = await asyncio.gather(*map(play, PLANS))
    return dict(zip(PLANS, found, strict=True))


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
async def test_workers_that_are_killed_and_frozen_again_and_again_tell_each_fact_once(
    name: str, verdicts: Mapping[str, Verdict]
) -> None:
    verdict = verdicts[name]
    assert verdict.trouble == {}, verdict
    assert verdict.facts > 10, verdict


async def test_a_naive_sender_doubles_so_these_tests_can_fail(verdicts: Mapping[str, Verdict]) -> None:
    verdict = verdicts["naive"]
    assert verdict.doubled_share > 0.03, verdict
    assert verdict.lost == [], verdict
