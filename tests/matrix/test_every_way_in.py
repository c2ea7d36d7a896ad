"""Whoever comes, from wherever, by whichever way: a command is reached by those who may, and it is written down.

Covered: every command × every role × every way (typed, button, modal, Home), and every command × every role × every
place (direct message, public and private channel; a Home tab stands in none). A member who lacks the role comes in
full, by every way from every place. Whoever is let in, and a guest, who is refused everything, comes by every way,
each time from another place; with `--in-full` everybody comes in full. Of a vendor's command, every role comes to both
accounts.
"""

import pytest

from bot.domain.people import Role
from commands.permissions import why_not_run
from commands.spec import Command
from tests.matrix.cells import wrongs
from tests.matrix.people import PEOPLE, somebody
from tests.matrix.stage import CATALOG, EVERY_PAIR, IN_CHANNELS, Place, Stage, Visit, Way


def may_run(command: Command, role: Role) -> bool:
    """The rule of roles, said once more: members of the workspace, from the command's role upwards."""
    return role > Role.NOBODY and role >= command.allow


@pytest.mark.parametrize("role", [*Role])
def test_who_may_run_what_goes_by_the_role_that_the_command_names(role: Role) -> None:
    person = somebody(PEOPLE[role], (), "")
    assert person.role is role
    for command in CATALOG.all:
        assert (why_not_run(command, person) is None) is may_run(command, role), command.path


@pytest.mark.parametrize("role", [*Role])
async def test_every_command_is_reached_by_those_who_may_and_by_nobody_else(
    stage: Stage, role: Role, in_full: bool
) -> None:
    wrong: list[tuple[object, ...]] = []
    for turn, command in enumerate(stage.catalog.all):
        wrong += await wrongs(stage, command, visits(stage, command, role, turn, in_full=in_full))
    assert not wrong, "\n".join(map(str, wrong))


def visits(stage: Stage, command: Command, role: Role, turn: int, *, in_full: bool) -> list[Visit]:
    """How somebody of this role comes; `turn` makes the accounts go round, and the places where not all are tried."""
    ids, places = stage.accounts_of(command), [*Place]
    come = EVERY_PAIR
    if not in_full and (role is Role.NOBODY or may_run(command, role)):
        ways = [(way, places[(turn + role + n) % len(places)]) for n, way in enumerate(IN_CHANNELS)]
        come = (*ways, (Way.HOME, Place.PUBLIC))
    return [
        Visit(PEOPLE[role], way, place, ids[(turn + n) % len(ids)]) for n, (way, place) in enumerate(come)
    ]
