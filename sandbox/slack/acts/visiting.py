"""Opening the Home tab, and shortcuts."""

from typing import Any

from sandbox.slack.acts.people import channel_seen, message_seen, person_acting
from sandbox.slack.acts.pressing import ERRORS, NO_ANSWER
from sandbox.slack.interactions import message_shortcut, shortcut
from sandbox.slack.parcels import Parcel
from sandbox.slack.stage import Stage

Json = dict[str, Any]


def open_home(stage: Stage, user_id: str, tab: str = "home") -> Json:
    """That person opens the app's Home (or Messages) tab."""
    person = person_acting(stage, user_id)
    home = stage.views.home(person.id)
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": stage.workspace.direct_message(person.id).id,
        "tab": tab,
    }
    stage.events.announce("app_home_opened", {**event, "view": home} if home and tab == "home" else event)
    return {"result": "sent", "home": home}


async def use_shortcut(stage: Stage, asked: Json) -> Json:
    """A global shortcut, or one on a message when `channel` and `ts` are given."""
    person = person_acting(stage, str(asked.get("user", "")))
    callback_id = str(asked.get("callback_id", ""))
    channel = None
    if ts := asked.get("ts"):
        channel = channel_seen(stage, person, str(asked.get("channel", "")))
        message = message_seen(stage, person, channel, str(ts))
        payload = message_shortcut(stage, person, callback_id, message, channel)
    else:
        payload = shortcut(stage, person, callback_id, stage.clock.now())
    answer = await stage.delivery.deliver(Parcel("interactive", f"shortcut {callback_id}", payload))
    if answer.is_good:
        return {"result": "acknowledged"}
    app = stage.workspace.bot.real_name
    stage.notify(person.id, NO_ANSWER.format(app=app, error=ERRORS[answer.problem]), channel)
    return {"result": answer.problem}
