"""Whoever comes, from wherever, by whichever way: a command is reached by those who may, and it is written down."""

from itertools import cycle, product

import pytest

from bot.domain.audit import Verdict
from bot.domain.people import Role
from bot.domain.policy import DEFAULTS, Question, verdict
from commands.spec import Command, Effect
from tests.matrix.stage import PEOPLE, Place, Stage, Way, open_stage, opens_its_form
from tests.scenarios.conftest import database_url, house, log, log_of_all_stories, plan
from tests.scenarios.playhouse import TEAM, Playhouse

__all__ = ["database_url", "house", "log", "log_of_all_stories", "plan"]

NOTHING = "nothing yet"


@pytest.fixture
async def stage(house: Playhouse) -> Stage:
    """The doors to the probes."""
    return await open_stage(house)


def may_run(command: Command, role: Role) -> bool:
    """The rule of roles, said once more: members of the workspace, from the command's role upwards."""
    return role > Role.NOBODY and role >= command.allow


def expected(command: Command, role: Role, way: Way) -> str:
    """What has to come of it: a verdict of the audit, `review`, or nothing yet where a form is opened."""
    if not may_run(command, role):
        return Verdict.REFUSED
    if way is Way.TYPED and opens_its_form(command):
        return NOTHING
    if way in {Way.BUTTON, Way.HOME} and any(each.secret and each.required for each in command.arguments):
        return Verdict.FAILED  # no button carries a secret
    if command.modal.review:
        return "review"
    if command.effect is Effect.GUARDED and verdict(DEFAULTS, Question(command.path, admins=2)).needed:
        return Verdict.ASKED
    return Verdict.DONE


async def outcome(stage: Stage, command: Command, role: Role, way: Way, place: Place) -> str:
    """What came of it, by what was reached and what was written down."""
    await stage.comes(command, PEOPLE[role], way, place)
    runs, reviews = stage.reached.take()
    records = await stage.new_records()
    assert {path for path, _ in (*runs, *reviews)} <= {command.path}
    assert {person for _, person in (*runs, *reviews)} <= {PEOPLE[role]}
    for record in records:
        assert (record.team_id, record.actor_id, record.action) == (TEAM, PEOPLE[role], command.path)
    verdicts = [str(record.verdict) for record in records]
    if not runs and not reviews and not verdicts:
        return NOTHING
    if runs and command.effect is Effect.WRITE:
        assert not verdicts, "what is written is recorded by its service, in the same transaction"
        return Verdict.DONE
    if reviews:
        assert (runs, verdicts) == ([], [])
        return "review"
    assert len(verdicts) == 1, verdicts
    assert bool(runs) is (verdicts[0] not in {Verdict.REFUSED, Verdict.FAILED})
    return verdicts[0]


@pytest.mark.parametrize("role", [*Role])
async def test_every_command_is_reached_by_those_who_may_and_by_nobody_else(stage: Stage, role: Role) -> None:
    wrong = []
    places = cycle(Place)  # one after the other: over the commands and ways, each role comes from everywhere
    for (command, way), place in zip(product(stage.catalog.all, Way), places, strict=False):
        came = await outcome(stage, command, role, way, place)
        if came != expected(command, role, way):
            wrong.append((command.path, way, place, came, expected(command, role, way)))
    assert not wrong, "\n".join(map(str, wrong))
