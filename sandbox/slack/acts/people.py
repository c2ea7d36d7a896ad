"""Who acts, and where: read from what the page or a test sends."""

from typing import Any

from sandbox.slack.messages import Message
from sandbox.slack.refusals import BoardRefusal, SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel, Person

Json = dict[str, Any]


def person_acting(stage: Stage, name_or_id: str) -> Person:
    """The person of that id or name.

    Raises:
        BoardRefusal: nobody, or nobody one can act as.
    """
    person = stage.workspace.find_person(name_or_id)
    if person is None or person.is_bot or person.deleted or person.id == "USLACKBOT":
        raise BoardRefusal(f"There is nobody called {name_or_id!r} to act as.", 404)
    return person


def channel_seen(stage: Stage, person: Person, name_or_id: str) -> Channel:
    """The channel of that id or name, if that person can see it.

    Raises:
        BoardRefusal: there is none.
    """
    channel = stage.workspace.find_channel(name_or_id)
    if channel is None or not stage.workspace.may_see(person.id, channel):
        raise BoardRefusal(f"There is no channel {name_or_id!r} for {person.name}.", 404)
    return channel


def message_seen(stage: Stage, person: Person, channel: Channel, ts: str) -> Message:
    """The message of that timestamp, if that person can see it.

    Raises:
        BoardRefusal: there is none.
    """
    message = stage.messages.find(channel.id, ts)
    if message is None or message.ephemeral_to not in {None, person.id}:
        raise BoardRefusal(f"There is no message {ts} in #{channel.name} for {person.name}.", 404)
    return message


def view_seen(stage: Stage, person: Person, view_id: str) -> Json:
    """The open modal or Home tab of that id, if it is that person's.

    Raises:
        BoardRefusal: there is none.
    """
    try:
        owner, view = stage.views.find(view_id)
    except SlackRefusal:
        owner, view = "", {}
    if owner != person.id:
        raise BoardRefusal(f"{person.name} has no open view {view_id}.", 404)
    return view
