"""Shortcuts of Slack's menus: recorded like clicks, they open forms with the file of the message."""

from sandbox.slack.interactions import message_shortcut
from sandbox.slack.parcels import Parcel
from tests.scenarios.bulk import calls, goes_on, shares
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Cast

PROFILES = b"user_id,plan\nu-1,PRO\n"


async def test_a_message_without_a_file_is_answered_with_what_to_do(cast: Cast) -> None:
    await cast.tomas.board.type("launches", "no file here")
    message = await cast.maya.board.last("launches")
    heard = await calls(cast.maya, "import_file", message)
    assert "There is no file in this message" in heard.note
    assert heard.modal is None


async def test_a_shortcut_of_another_version_is_answered_and_not_left_alone(cast: Cast) -> None:
    message = await shares(cast.maya, "crew.csv", PROFILES)
    for name in ("of_yesterday", ""):
        assert "another version" in (await calls(cast.maya, name, message)).note
    assert "another version" in (await calls(cast.maya, "of_yesterday")).note


async def test_each_of_several_files_can_be_chosen(house: Playhouse, cast: Cast) -> None:
    message = await shares(cast.maya, "crew.csv", PROFILES)
    more = await shares(cast.maya, "<!channel> second.csv", PROFILES)
    stored = house.stand_in.stage.messages.find(message.channel, message.ts)
    assert stored is not None
    stored.files = [*stored.files, *more.raw["files"]]
    heard = await calls(cast.maya, "import_file", message)
    assert heard.note.buttons == ["Import profiles…", "Import groups…", "Import events…"] * 2
    assert "<!channel> second.csv" in heard.note.plain
    assert "crew.csv" in str(await cast.maya.opens(heard.note, "Import groups…"))


async def test_the_same_shortcut_delivered_again_is_answered_once(house: Playhouse, cast: Cast) -> None:
    message = await shares(cast.tomas, "crew.csv", PROFILES)
    stage = house.stand_in.stage
    stored = stage.messages.find(message.channel, message.ts)
    assert stored is not None
    maya, channel = stage.workspace.people["U0MAYA"], stage.workspace.channels[message.channel]
    payload = message_shortcut(stage, maya, "import_file", stored, channel)
    for _ in range(3):
        assert (await stage.delivery.deliver(Parcel("interactive", "shortcut", payload))).is_good
    await house.settle()
    assert len(await cast.maya.board.ephemerals(message.channel)) == 1


async def test_what_a_payload_says_of_a_file_is_not_believed(house: Playhouse, cast: Cast) -> None:
    house.forgive("file_not_found")
    message = await shares(cast.tomas, "crew.csv", PROFILES)
    stored = house.stand_in.stage.messages.find(message.channel, message.ts)
    assert stored is not None
    evil = {
        "id": "F0EVIL123",
        "name": "x.csv",
        "size": 4,
        "url_private_download": f"{house.stand_in.url}/files/F000000001",
    }
    stored.files = [evil, {"id": "../etc", "name": "y"}, {"name": "no id"}, "nonsense"]  # type: ignore[list-item]
    heard = await calls(cast.maya, "import_file", message)
    assert len(heard.note.buttons) == 3, "one file has an id like Slack's"
    await cast.maya.opens(heard.note, "Import profiles…")
    assert "Slack has no such file" in await goes_on(cast.maya)
