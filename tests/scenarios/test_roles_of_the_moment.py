"""What decides is read at that moment: neither an answer of Slack nor a rule that is older by a breath counts."""

import asyncio

from bot.domain.policy import Rule
from bot.domain.stored_rules import rule_to_json
from sandbox.slack.faults import Fault
from tests.pace import PATIENCE
from tests.scenarios.asking import card_of_a_request
from tests.scenarios.playhouse import Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Cast

SLOW = 5


async def are_asked(house: Playhouse) -> None:
    """Waits until the questions to Slack that were to be answered late are on their way."""
    async with asyncio.timeout(PATIENCE):
        while house.stand_in.stage.faults._waiting:  # noqa: ASYNC110 - the stand-in tells nobody
            await asyncio.sleep(0.005)


async def test_who_is_no_admin_any_more_gives_no_role_by_an_answer_that_was_on_its_way_before(
    house: Playhouse, cast: Cast
) -> None:
    house.forgive("slow")
    await house.later(61)
    house.stand_in.stage.faults.add(Fault("users.info", "slow", delay=SLOW))
    await cast.adam.board.type(LAUNCHES, "/callboard whoami")
    await are_asked(house)
    house.stand_in.workspace.people["U0ADAM"].is_admin = False
    await cast.adam.board.type(LAUNCHES, "/callboard roles grant @adam admin")
    for _ in range(20):
        await asyncio.sleep(0.01)  # it has come as far as it can: nobody tells of what waits for an answer
    await house.later(SLOW)
    await house.settle()
    assert "@adam" not in (await cast.olivia.types("/callboard roles")).plain


async def test_a_rule_about_the_requesters_own_group_counts_though_it_came_while_roles_were_read(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.forgive("slow")
    house.stand_in.workspace.groups["S0MARKETING"].user_ids[:] = ["U0MAYA", "U0TOMAS"]
    await cast.adam.types("/callboard roles grant <!subteam^S0MARKETING> approver")
    card = await card_of_a_request(cast)
    faults = house.stand_in.stage.faults
    faults.add(Fault("users.info", "slow", delay=0))  # who comes, and then who decides
    faults.add(Fault("users.info", "slow", delay=SLOW))
    await cast.tomas.press_while_busy(card, "Approve")
    await are_asked(house)
    rule = rule_to_json(Rule("apart", noun="flows", own_group=False))
    await house.program.services.policy.write(house.team, "apart", rule, "U0ADAM", 0)
    await house.later(SLOW)
    await house.settle()
    assert await house.request_states() == ["waiting"]
    assert await vendors.calls("/publish") == []
