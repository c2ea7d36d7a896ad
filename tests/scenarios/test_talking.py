"""People who talk to Callboard as if it could chat, and every button it ever shows."""

import pytest

from sandbox.slack.inputs import placed_elements
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Cast, Seat

STARTS = (
    "/callboard help",
    "/appcues help",
    "/appizer help",
    "/appcues flows help",
    "/appcues pins publish help",
    "/callboard roles help",
    "/appcues flows list --search zzz",
    "/appcues flows list --state wrong",
    "/appcues flows show welcome",
    "/appcues flows show checkout",
    "/callboard rolls",
    "/callboard approvals",
)


async def test_a_direct_message_is_answered_with_how_to_talk(cast: Cast) -> None:
    heard = await cast.maya.says("hello there", "D0MAYA")
    assert "/appcues" in heard.note
    assert "What you can do" in await cast.maya.presses(heard.note, "What can I do?")


async def test_a_mention_in_a_channel_is_answered_privately_and_not_in_the_channel(cast: Cast) -> None:
    heard = await cast.maya.says("@callboard what is live?", "C0RANDOM")
    assert "/appcues" in heard.note
    assert len(await cast.olivia.in_channel("C0RANDOM")) == 1


async def test_what_people_say_to_each_other_is_left_alone(house: Playhouse, cast: Cast) -> None:
    heard = await cast.maya.says("lunch?", "C0RANDOM")
    assert heard.is_silent
    assert "lunch?" not in house.log.getvalue()


async def test_callboard_does_not_answer_itself(house: Playhouse, cast: Cast) -> None:
    for _ in range(3):
        await cast.maya.says("hello", "D0MAYA")
    await house.time_passes(60)
    assert len(await cast.maya.direct_messages()) == 3


@pytest.mark.parametrize("user", ["maya", "adam"])
async def test_no_button_that_callboard_shows_is_ever_silent(house: Playhouse, cast: Cast, user: str) -> None:
    seat: Seat = getattr(cast, user)
    await cast.olivia.types('/appcues flows publish "Group booking guide" --reason x')
    pressed: set[tuple[str, str]] = set()
    for start in STARTS:
        await press_all(seat, await seat.types(start), pressed, depth=2)
    await press_all_at_home(seat)
    assert len(pressed) > 20
    assert "unexpected_error" not in house.log.getvalue()


async def press_all(seat: Seat, message: object, pressed: set[tuple[str, str]], depth: int) -> None:
    """Presses what was not pressed before, and what comes back, some steps deep."""
    blocks = message.blocks  # type: ignore[attr-defined]
    # What turns a page comes last: another page stands there then.
    for each in sorted(placed_elements(blocks), key=lambda each: each.action_id.startswith("page|")):
        key = (each.action_id.rsplit("|", 1)[0], str(each.element.get("value")))
        if each.element["type"] != "button" or key in pressed or each.action_id.startswith("link|"):
            continue
        pressed.add(key)
        heard = await seat.clicks(message, each.action_id)  # type: ignore[arg-type]
        await close_form(seat)
        for note in heard.notes if depth else ():
            await press_all(seat, note, pressed, depth - 1)
        if each.action_id.startswith("page|"):
            return


async def press_all_at_home(seat: Seat) -> None:
    """Presses each button of the Home tab that is still there when its turn comes."""
    home, done = await seat.opens_home(), set[str]()
    while waiting := [
        each.action_id for each in placed_elements(home["blocks"]) if each.action_id not in done
    ]:
        done.add(waiting[0])
        heard = await seat.clicks(home, waiting[0])
        home = heard.home or home
        await close_form(seat)


async def close_form(seat: Seat) -> None:
    """Cancels the form that is open, if one is."""
    if await seat.board.modal() is not None:
        await seat.board.close()
