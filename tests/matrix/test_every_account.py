"""A role in one account of a vendor holds in that one alone, by whichever way somebody comes to the other.

Covered in full: every command of a vendor × everybody who may run it in one of its two accounts alone, some in the one
and some in the other × both accounts × every way. Places go round: each way comes from each place, and so does each
command; with `--in-full`, each way comes from each place.
"""

from collections.abc import Iterator
from itertools import product

import pytest

from bot.domain.accounts import Vendor, account_of
from bot.domain.people import Role
from commands.permissions import why_not_run
from commands.spec import Command
from tests.matrix.cells import wrongs
from tests.matrix.people import TORN, grants_in
from tests.matrix.stage import EVERY_PAIR, Place, Stage, Visit, Way


@pytest.mark.parametrize("vendor", [*Vendor])
async def test_a_role_in_one_account_does_not_hold_in_the_other(
    stage: Stage, vendor: Vendor, in_full: bool
) -> None:
    await stage.grants(*grants_in(stage.accounts))
    wrong: list[tuple[object, ...]] = []
    met = set()
    commands = [each for each in stage.catalog.all if each.root == vendor and each.allow > Role.VIEWER]
    for turn, command in enumerate(commands):
        for person, account in torn_by(stage, command):
            met.add((command.allow, account))
            wrong += await wrongs(stage, command, visits(stage, command, person, turn, in_full=in_full))
    assert not wrong, "\n".join(map(str, wrong))
    assert met == {*product({each.allow for each in commands}, stage.accounts[vendor])}


def torn_by(stage: Stage, command: Command) -> Iterator[tuple[str, str]]:
    """Those who may run a command in one of its accounts alone, and in which."""
    for person in TORN:
        able = [
            account
            for account in stage.accounts_of(command)
            if not why_not_run(command, stage.somebody(person, account_of(command.path, account)))
        ]
        if len(able) == 1:
            yield person, able[0]


def visits(stage: Stage, command: Command, person: str, turn: int, *, in_full: bool) -> list[Visit]:
    """How one of those comes; `turn` makes the places go round where not all are tried."""
    if in_full:
        pairs = product(EVERY_PAIR, stage.accounts_of(command))
        return [Visit(person, way, place, account) for (way, place), account in pairs]
    places = [*Place]
    come = product(Way, stage.accounts_of(command))
    return [
        Visit(person, way, places[(turn + n) % len(places)], account) for n, (way, account) in enumerate(come)
    ]
