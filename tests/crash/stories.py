"""The two stories: the bot dies while it is asked, or while it is approved; and what stands in the end."""

from dataclasses import dataclass
from typing import Literal

from storage.repositories.audit_verification import AuditCheck
from tests.crash.house import APPROVALS, FLOW, LAUNCHES, House

Phase = Literal["asking", "approving"]


@dataclass(frozen=True)
class Ending:
    """What somebody who looks afterwards finds."""

    death: int
    """The exit status of the bot that died."""
    said_by_slack: str
    """What Slack made of the acknowledgement, in the phase in which the bot died."""
    farewell: int
    """The exit status of the last bot, which was asked to stop."""
    publish_calls: int
    publish_effects: int
    cards: list[str]
    notes: list[str]
    news: list[str]
    answers_to_requester: list[str]
    answers_to_approver: list[str]
    inbox: list[str]
    undelivered: list[str]
    requests: list[str]
    audit: AuditCheck
    verdicts: list[str]
    log: str


async def play(house: House, phase: Phase, point: str, least_answers: int) -> Ending:
    """Tells the story with a bot that dies at that point in that phase, and a second one that goes on."""
    if phase == "asking":
        life = await house.rise(crash_at=point)
        said = await house.ask()
        death = await life.ended()
        await house.records.let_leases_run_out()
        await house.rise()
        await house.answers(house.maya, LAUNCHES, least_answers)  # else hers could be that it is approved
        await house.approve()
    else:
        await asked_by_a_bot_that_lives(house)
        life = await house.rise(crash_at=point)
        said = await house.approve()
        death = await life.ended()
        await house.records.let_leases_run_out()
        await house.rise()
        await house.answers(house.tomas, APPROVALS, least_answers)
    return await curtain(house, death, said)


async def asked_by_a_bot_that_lives(house: House) -> None:
    """Maya has asked, the card stands, and the bot that did it has left."""
    await house.rise()
    await house.ask()
    await house.card("Waiting for approval")
    await house.answers(house.maya, LAUNCHES)
    assert await house.retire() == 0


async def curtain(house: House, death: int, said_by_slack: str) -> Ending:
    """Waits for the good end, asks the bot to leave, and writes down what stands.

    A bot that leaves finishes what it has begun; what it had not begun would be found here as left to do.
    """
    await house.ends_well()
    await house.answers(house.maya, LAUNCHES)
    await house.answers(house.tomas, APPROVALS)
    news = await house.told("Live, approved by", "Published the flow")
    farewell = await house.retire()
    spoken = [seen for seen in await house.tomas.messages(APPROVALS) if not seen.is_ephemeral]
    cards = [seen for seen in spoken if FLOW in seen]
    notes = [reply for card in cards for reply in (await house.tomas.thread(card))[1:]]
    audit, verdicts = await house.records.audit()
    calls, effects = await house.publications()
    return Ending(
        death=death,
        said_by_slack=said_by_slack,
        farewell=farewell,
        publish_calls=calls,
        publish_effects=effects,
        cards=[seen.plain for seen in cards],
        notes=[seen.plain for seen in notes],
        news=news,
        answers_to_requester=await house.answers(house.maya, LAUNCHES),
        answers_to_approver=await house.answers(house.tomas, APPROVALS),
        inbox=await house.records.inbox(),
        undelivered=await house.records.undelivered(),
        requests=await house.records.requests(),
        audit=audit,
        verdicts=verdicts,
        log="".join(life.log.text for life in house.lives),
    )
