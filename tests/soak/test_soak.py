"""A short storm in each run of the tests; `make soak` is the long one."""

import os
from pathlib import Path

import pytest

from tests.soak.storm import Plan, storm_over
from tests.soak.verdict import Verdict

SEED = int(os.environ.get("SOAK_SEED", "20261126"))
"""Printed with each verdict; `SOAK_SEED` chooses another one."""


async def play(database_url: str, folder: Path, plan: Plan) -> Verdict:
    async with storm_over(database_url, folder, plan) as storm:
        verdict = await storm.blow()
        print(f"seed {plan.seed}: {verdict}")  # noqa: T201 - so that it can be repeated
        assert verdict.trouble == {} or plan.is_naive, f"seed {plan.seed}: {verdict}\n{storm.last_words()}"
    return verdict


async def test_a_worker_that_is_killed_and_frozen_again_and_again_tells_each_fact_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    verdict = await play(sqlite_url, tmp_path, Plan(SEED, blows=8))
    assert verdict.facts > 20


async def test_three_workers_on_one_database_tell_each_fact_once(postgresql_url: str, tmp_path: Path) -> None:
    verdict = await play(postgresql_url, tmp_path, Plan(SEED, blows=12, workers=3))
    assert verdict.facts > 20


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_naive_sender_doubles_so_that_this_test_can_fail(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue(f"{kind}_url")
    verdict = await play(url, tmp_path, Plan(SEED, blows=10, is_naive=True))
    assert verdict.doubled_share > 0.03, verdict
