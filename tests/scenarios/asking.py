"""What most stories begin with: Maya asks for a flow to go live, and a card waits."""

from bot.services.content_watch import ADOPT
from sandbox.slack.driver import SeenMessage
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Cast, Seat

WELCOME = "Welcome tour"
PUBLISH = f'/appcues flows publish "{WELCOME}" --reason "spring launch"'
PUBLISH_ROUTE = "POST /v2/accounts/*/flows/*/publish"
HOURS = 3600


async def card_of_a_request(cast: Cast, by: Seat | None = None) -> SeenMessage:
    """The card of a request to publish the Welcome tour."""
    await (by or cast.maya).types(PUBLISH)
    return await cast.card()


def is_closed(card: SeenMessage) -> bool:
    """Whether nobody can decide by this card any more."""
    return not {"Approve", "Reject"} & set(card.buttons)


async def verdicts(house: Playhouse) -> list[str]:
    """What the audit says happened by people's doing, oldest first."""
    records = [record.entry for record in reversed(await house.audit())]
    return [str(entry.verdict) for entry in records if entry.action != ADOPT]
