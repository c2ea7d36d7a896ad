"""What the stories of imports, exports and jobs share: files, reviews, cards of jobs, the vendor's own view."""

from typing import Any

from sandbox.slack.acts.uploading import share_in_channel
from sandbox.slack.driver import SeenMessage
from sandbox.slack.seen import view_text
from tests.scenarios.playhouse import VENDORS, Playhouse, Vendors
from tests.scenarios.seats import LAUNCHES, Heard, Seat

Json = dict[str, Any]
ACCOUNT = f"/v2/accounts/{VENDORS.appcues_account}"


async def jobs(vendors: Vendors) -> list[Json]:
    """All jobs, the newest first."""
    found: list[Json] = (await vendors._ask(f"{ACCOUNT}/jobs")).json()
    return list(reversed(found))


async def events_of(vendors: Vendors, job_id: str) -> list[Json]:
    """The steps of a job, in their order."""
    events: list[Json] = (await vendors._ask(f"{ACCOUNT}/jobs/{job_id}")).json()["events"]
    return events


async def shares(seat: Seat, name: str, data: bytes, channel: str = LAUNCHES) -> SeenMessage:
    """This person shares a file in a channel."""
    message = share_in_channel(seat.house.stand_in.stage, seat.user, channel, name, data)
    await seat.house.settle()
    return next(each for each in await seat.board.messages(channel) if each.ts == message.ts)


async def calls(seat: Seat, callback_id: str, message: SeenMessage | None = None) -> Heard:
    """This person uses a shortcut; what comes of it."""
    before = seat._private()
    answer = await seat.board.use_shortcut(callback_id, message)
    assert answer["result"] == "acknowledged", answer
    return await seat._heard_since(before)


async def opens_form(seat: Seat, line: str) -> str:
    """This person types a bare command; what the form shows."""
    await seat.board.type(LAUNCHES, line)
    return await shown(seat)


async def goes_on(seat: Seat, **values: Any) -> str:
    """Fills in the form and submits it; what stands in the modal then: the review, or the form once more."""
    answer = await seat.board.submit(**values)
    assert answer["result"] == "updated", answer
    return await shown(seat)


async def shown(seat: Seat) -> str:
    """What the open modal says."""
    await seat.house.settle()
    modal = await seat.board.modal()
    assert modal is not None, "No modal is open."
    return view_text(modal)


async def picked(seat: Seat, name: str, data: bytes) -> list[Json]:
    """This person picks a file for a form."""
    return [await seat.board.upload(name, data)]


async def job_cards(seat: Seat) -> list[SeenMessage]:
    """The cards of jobs in this person's direct messages, oldest first."""
    return [each for each in await seat.direct_messages() if each.thread_ts in {None, each.ts}]


async def told_of(seat: Seat, card: SeenMessage) -> list[str]:
    """What was told in the thread of a card."""
    return [each.plain for each in await seat.board.thread(card) if each.ts != card.ts]


def said(heard: Heard) -> SeenMessage:
    """The private answer in the channel, beside the card that appears in the direct messages."""
    (note,) = [each for each in heard.notes if each.is_ephemeral]
    return note


async def passes(house: Playhouse, seconds: float, times: int = 1) -> None:
    """Time passes, in steps; the schedule runs after each."""
    for _ in range(times):
        await house.time_passes(seconds)
