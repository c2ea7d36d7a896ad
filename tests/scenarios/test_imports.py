"""Imports from Slack: files and pasted rows, reviewed, sent whole, and followed to their end."""

from typing import Any

from sandbox.slack.acts.uploading import share
from sandbox.slack.driver import SeenMessage
from tests.scenarios.playhouse import VENDORS, Playhouse, Vendors
from tests.scenarios.seats import Cast, Seat

PROFILES_CSV = b"user_id,plan,seats\nu-1,PRO,4\nu-2,TRIAL,12\n"
EVENTS_NDJSON = b'{"user_id": "u-1", "name": "Booked", "timestamp": "2026-11-01T09:00:00Z"}\n'


async def profile(vendors: Vendors, user_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (
        await vendors._ask(f"/v2/accounts/{VENDORS.appcues_account}/users/{user_id}/profile")
    ).json()
    return found


async def uploaded(seat: Seat, name: str, data: bytes) -> dict[str, Any]:
    return await seat.board.upload(name, data)


async def shared_by(seat: Seat, name: str, data: bytes, channel: str = "C0LAUNCHES") -> SeenMessage:
    """A file in a channel, as this person sees it."""
    message = share(seat.house.stand_in.stage, seat.user, channel, name, data)
    await seat.house.settle()
    return next(each for each in await seat.board.messages(channel) if each.ts == message.ts)


async def review_in_modal(house: Playhouse, seat: Seat, **values: Any) -> str:
    """Fills in the open form; what the review that takes its place says."""
    answer = await seat.board.submit(**values)
    assert answer["result"] == "updated", answer
    await house.settle()
    modal = await seat.board.modal()
    assert modal is not None
    return str(modal)


async def test_a_file_uploaded_in_the_form_is_reviewed_imported_and_followed(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.maya.board.type("#launches", "/appcues imports profiles")
    await house.settle()
    file = await uploaded(cast.maya, "crew.csv", PROFILES_CSV)
    shown = await review_in_modal(house, cast.maya, file=[file])
    for words in ("crew.csv", f"{len(PROFILES_CSV)} bytes", "CSV", "u-1", "PRO", "seats"):
        assert words in shown, words
    assert await vendors.calls("/import/profiles") == []
    heard = await cast.maya.submits()
    card, done = heard.notes[-1], heard.notes[0]
    assert "crew.csv is being imported as profiles" in done.plain.replace("*", "") + card.plain.replace(
        "*", ""
    )
    await house.time_passes(10)
    assert (await profile(vendors, "u-2"))["seats"] == 12
    (card,) = [each for each in await cast.maya.direct_messages() if each.thread_ts in {None, each.ts}]
    assert "Done" in card
    assert "2 rows got in" in card
