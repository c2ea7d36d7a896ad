"""Whatever is asked for, by whomever: a decision about it is as the policy says, whoever clicks, how and wherever.

Covered: every command that is held × every requester who may ask × approve, reject and withdraw × every role, their
own requests and those of others; and, of a vendor's commands, people whose roles in its two accounts differ. Ways and
places go round: for every requester, verb and role each way comes from each place, and for every command and role each
way and each place comes; with `--in-full`, for every command, requester, verb and role each way comes from each place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import pytest

from bot.domain.accounts import ENVIRONMENT, Vendor, account_key
from bot.domain.audit import Entry, Verdict
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.decisions import why_not_decide, why_not_reject, why_not_withdraw
from bot.domain.people import Person, Role, RoleGrant
from bot.domain.policy import DEFAULTS, Question, Ruling, verdict
from commands.permissions import why_not_run
from commands.spec import Command
from tests.matrix.cells import is_held
from tests.matrix.people import PEOPLE, TORN, grants_in
from tests.matrix.stage import CATALOG, EVERY_PAIR, Place, Stage, Visit, Way
from tests.scenarios.playhouse import TEAM

OUTCOMES = {
    "approve": (Verdict.APPROVED, State.DONE),
    "reject": (Verdict.REJECTED, State.REJECTED),
    "withdraw": (Verdict.WITHDRAWN, State.WITHDRAWN),
}
HELD = [command for command in CATALOG.all if is_held(command)]
FEW = 4
"""More than are written down about one decision."""
REQUESTERS = [Role.EDITOR, Role.APPROVER, Role.ADMIN]


@pytest.fixture
def decides() -> bool:
    """What is decided about is decided for real."""
    return True


@dataclass(frozen=True)
class Asking:
    """A command that somebody asks for, in an account; `turn` and `round` make ways and places go round."""

    command: Command
    requester: str
    account: str
    turn: int
    round: int

    def come(self, people: Iterable[str]) -> Iterator[tuple[str, Visit]]:
        """Who comes to decide what, and how, where not all come by every way from every place."""
        ways, places = [*Way], [*Place]
        for (nth, verb), (other, person) in product(enumerate(OUTCOMES), enumerate(people)):
            way = ways[(len(OUTCOMES) * self.round + nth + self.turn + other) % len(ways)]
            place = places[(self.round + nth + self.turn) % len(places)]
            yield verb, Visit(person, way, place)

    def come_in_full(self, people: Iterable[str]) -> Iterator[tuple[str, Visit]]:
        """Everybody comes to decide everything, by every way from every place."""
        for verb, person, (way, place) in product(OUTCOMES, people, EVERY_PAIR):
            yield verb, Visit(person, way, place)


async def asked(stage: Stage, asking: Asking) -> ChangeRequest:
    """A request for a command."""
    way = Way.MODAL if asking.command.modal.wants else Way.BUTTON
    await stage.comes(asking.command, Visit(asking.requester, way, Place.PUBLIC, asking.account))
    (record,) = await stage.new_records(FEW)
    assert (record.verdict, record.source) == (Verdict.ASKED, way)
    return await stage.house.program.services.approvals.get(TEAM, record.request_id)


async def decides_about(stage: Stage, request: ChangeRequest, verb: str, visit: Visit) -> list[Entry]:
    """Somebody approves, rejects or withdraws it, by some way; what was written down."""
    command = stage.catalog.by_path(f"callboard approvals {verb}")
    assert command is not None
    await stage.comes(command, visit, {"request": request.id})
    return await stage.new_records(FEW)


def refusal(verb: str, request: ChangeRequest, person: Person, now: datetime) -> str:
    """The rule by which the policy refuses this decision; empty where it lets it through."""
    if person.role is Role.NOBODY:
        return "full members only"
    if verb == "withdraw":
        refused = why_not_withdraw(request, person)
    else:
        why_not = why_not_reject if verb == "reject" else why_not_decide
        refused = why_not(request, person, ruling_about(request), now)
    return refused.rule if refused else ""


def ruling_about(request: ChangeRequest) -> Ruling:
    """What the policy says by default, where there are two admins."""
    return verdict(DEFAULTS, Question(request.command_path, request.account_key, admins=2))


async def wrongs(
    stage: Stage, asking: Asking, people: Iterable[str], *, in_full: bool
) -> list[tuple[object, ...]]:
    """Every decision about what is asked for by this command that came out otherwise than it should."""
    wrong: list[tuple[object, ...]] = []
    services, now = stage.house.program.services, stage.house.clock.now()
    request = await asked(stage, asking)
    for verb, visit in (asking.come_in_full if in_full else asking.come)(people):
        rule = refusal(verb, request, stage.somebody(visit.person, request.account_key), now)
        records = await decides_about(stage, request, verb, visit)
        told = [(each.verdict, each.rule, each.source) for each in records if each.actor_id == visit.person]
        state = (await services.approvals.get(TEAM, request.id)).state
        if rule:
            is_right = (told, state) == ([(Verdict.REFUSED, rule, visit.way)], State.WAITING)
        else:
            is_right = bool(told) and (told[0][0], told[0][2], state) == (
                OUTCOMES[verb][0],
                visit.way,
                OUTCOMES[verb][1],
            )
        if not is_right:
            wrong.append((asking.command.path, verb, visit, rule, told, state))
        if state is not State.WAITING:
            request = await asked(stage, asking)
    await decides_about(stage, request, "withdraw", Visit(asking.requester, Way.BUTTON, Place.PUBLIC))
    return wrong


@pytest.mark.parametrize("requester", REQUESTERS)
async def test_every_decision_is_as_the_policy_says(stage: Stage, requester: Role, in_full: bool) -> None:
    wrong: list[tuple[object, ...]] = []
    asks = [command for command in HELD if why_not_run(command, stage.somebody(PEOPLE[requester])) is None]
    assert asks
    for turn, command in enumerate(asks):
        ids = stage.accounts_of(command)
        account = ids[(turn + requester) % len(ids)]
        asking = Asking(command, PEOPLE[requester], account, turn, REQUESTERS.index(requester))
        wrong += await wrongs(stage, asking, PEOPLE.values(), in_full=in_full)
    assert not wrong, "\n".join(map(str, wrong))


async def test_who_decides_in_one_account_does_not_decide_in_the_other(stage: Stage, in_full: bool) -> None:
    await stage.grants(*grants_in(stage.accounts))
    wrong: list[tuple[object, ...]] = []
    for turn, command in enumerate(each for each in HELD if each.root in set(Vendor)):
        ids = stage.accounts_of(command)
        asking = Asking(command, PEOPLE[Role.EDITOR], ids[turn % len(ids)], turn // 2, 0)
        wrong += await wrongs(stage, asking, TORN, in_full=in_full)
    assert not wrong, "\n".join(map(str, wrong))


async def test_what_was_asked_for_is_not_done_for_whom_may_ask_in_the_other_account_only(
    stage: Stage,
) -> None:
    (requester, *_), services = TORN, stage.house.program.services
    wrong: list[tuple[object, ...]] = []
    held = [each for each in HELD if each.root in set(Vendor)]
    for here, there in [(0, 1), (1, 0)]:
        await stage.grants(*editor_in(stage, requester, here))
        requests = [
            await asked(stage, Asking(command, requester, stage.accounts_of(command)[here], 0, 0))
            for command in held
        ]
        await stage.grants(*editor_in(stage, requester, there))
        stage.reached.take()
        for request in requests:
            approver = Visit(PEOPLE[Role.ADMIN], Way.BUTTON, Place.PUBLIC)
            records = await decides_about(stage, request, "approve", approver)
            told = [(each.verdict, each.source) for each in records]
            state = (await services.approvals.get(TEAM, request.id)).state
            is_reached = stage.reached.take() != ([], [])
            due = [(Verdict.APPROVED, Way.BUTTON), (Verdict.FAILED, "approval")]
            if is_reached or (told, state) != (due, State.FAILED):
                wrong.append((request.command_path, request.account_id, told, state, is_reached))
    assert not wrong, "\n".join(map(str, wrong))


def editor_in(stage: Stage, person: str, nth: int) -> list[RoleGrant]:
    """Somebody is an editor in the first account of each vendor alone, or in the second."""
    return [
        RoleGrant(person, Role.EDITOR, account_key=account_key(vendor, ids[nth]))
        for vendor, ids in stage.accounts.items()
    ]


def test_the_turns_bring_every_way_from_every_place() -> None:
    met = {
        (turn, round_, verb, visit.person, visit.way, visit.place)
        for turn, command in enumerate(HELD)
        for round_, requester in enumerate(REQUESTERS)
        for verb, visit in Asking(command, PEOPLE[requester], ENVIRONMENT, turn, round_).come(PEOPLE.values())
    }
    rounds, turns, people = range(len(REQUESTERS)), range(len(HELD)), PEOPLE.values()
    assert {each[1:] for each in met} >= {*product(rounds, OUTCOMES, people, Way, Place)}
    assert {(each[0], *each[3:5]) for each in met} == {*product(turns, people, Way)}
    assert {(each[0], each[3], each[5]) for each in met} == {*product(turns, people, Place)}
