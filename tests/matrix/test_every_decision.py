"""Whatever is asked for, by whomever: a decision about it is as the policy says, whoever clicks and wherever."""

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle, product

import pytest

from bot.domain.audit import Entry, Verdict
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.people import Person, Role
from bot.domain.policy import DEFAULTS, Question, Ruling, verdict, why_not_decide, why_not_withdraw
from commands.spec import Command, Effect
from tests.matrix.stage import PEOPLE, Place, Stage, Way, open_stage
from tests.scenarios.conftest import database_url, house, log, log_of_all_stories, plan
from tests.scenarios.playhouse import TEAM, Playhouse

__all__ = ["database_url", "house", "log", "log_of_all_stories", "plan"]

WAYS = (Way.BUTTON, Way.HOME, Way.TYPED, Way.MODAL)
OUTCOMES = {
    "approve": (Verdict.APPROVED, State.DONE),
    "reject": (Verdict.REJECTED, State.REJECTED),
    "withdraw": (Verdict.WITHDRAWN, State.WITHDRAWN),
}


@pytest.fixture
async def stage(house: Playhouse) -> Stage:
    """The doors to the probes; what is decided about them is decided for real."""
    return await open_stage(house, decides=True)


async def asked(stage: Stage, command: Command, requester: Role) -> ChangeRequest:
    """A request for a command."""
    await stage.comes(
        command, PEOPLE[requester], Way.MODAL if command.modal.wants else Way.BUTTON, Place.PUBLIC
    )
    (request,) = await stage.house.program.services.approvals.waiting(TEAM)
    return request


async def decides(stage: Stage, request: ChangeRequest, verb: str, role: Role, way: Way) -> list[Entry]:
    """Somebody approves, rejects or withdraws it, by some way; what was written down."""
    await stage.new_records()
    path, person = f"callboard approvals {verb}", PEOPLE[role]
    command = stage.catalog.by_path(path)
    assert command is not None
    if way is Way.TYPED:
        await stage.types(f"{path} {request.id}", person)
    elif way is Way.MODAL:
        await stage.submits(command, {"request": request.id}, person)
    else:
        await stage.presses(path, {"request": request.id}, person, way)
    return await stage.new_records()


def refusal(verb: str, request: ChangeRequest, person: Person, now: datetime) -> str:
    """The rule by which the policy refuses this decision; empty where it lets it through."""
    if person.role is Role.NOBODY:
        return "full members only"
    if verb == "withdraw":
        refused = why_not_withdraw(request, person)
    else:
        refused = why_not_decide(request, person, ruling_about(request.command_path), now)
    return refused.rule if refused else ""


def ruling_about(path: str) -> Ruling:
    """What the policy says by default, where there are two admins."""
    return verdict(DEFAULTS, Question(path, admins=2))


async def wrongs(
    stage: Stage, command: Command, requester: Role, ways: Iterator[Way]
) -> list[tuple[object, ...]]:
    """Every decision about what this person asks for by this command that came out otherwise than it should."""
    wrong: list[tuple[object, ...]] = []
    services, now = stage.house.program.services, stage.house.clock.now()
    request = await asked(stage, command, requester)
    for (verb, role), way in zip(product(OUTCOMES, Role), ways, strict=False):
        person = await services.people.person(TEAM, PEOPLE[role], afresh=False)
        rule = refusal(verb, request, person, now)
        records = await decides(stage, request, verb, role, way)
        told = [(each.verdict, each.rule) for each in records if each.actor_id == PEOPLE[role]]
        state = (await services.approvals.get(TEAM, request.id)).state
        if rule:
            is_right = (told, state) == ([(Verdict.REFUSED, rule)], State.WAITING)
        else:
            is_right = (told[0][0], state) == OUTCOMES[verb]
            request = await asked(stage, command, requester)
        if not is_right:
            wrong.append((command.path, verb, role, way, rule, told, state))
    await decides(stage, request, "withdraw", requester, Way.BUTTON)
    return wrong


@pytest.mark.parametrize("requester", [Role.EDITOR, Role.APPROVER, Role.ADMIN])
async def test_every_decision_is_as_the_policy_says(stage: Stage, requester: Role) -> None:
    held = [
        command
        for command in stage.catalog.all
        if command.effect is Effect.GUARDED and ruling_about(command.path).needed
    ]
    asks = [command for command in held if requester >= command.allow]
    assert asks
    ways = cycle(WAYS)  # 15 decisions about each request: over the commands, each comes by every way
    wrong = [each for command in asks for each in await wrongs(stage, command, requester, ways)]
    assert not wrong, "\n".join(map(str, wrong))
