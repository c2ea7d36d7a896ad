"""A person picks a file: it is stored, and stands in the state of the file input."""

import mimetypes
from typing import Any

from sandbox.slack.acts.people import person_acting
from sandbox.slack.files import StoredFile, file_json
from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel, Person

Json = dict[str, Any]
MOST_BYTES = 10 * 1024 * 1024


def files_of(stage: Stage, person: Person, asked: Any) -> list[StoredFile]:
    """The files that this person has picked and names by id, in order.

    Raises:
        BoardRefusal: one of them is not theirs, or there is none.
    """
    found = []
    for each in asked if isinstance(asked, list) else []:
        stored = stage.files.find(str(each))
        if stored is None or stored.user_id != person.id:
            raise BoardRefusal(f"{person.name} has no file {each!r}.", 404)
        found.append(stored)
    return found


def share(stage: Stage, stored: StoredFile, channel: Channel, ts: str) -> None:
    """Note that a file stands in a channel, and tell the bot."""
    stored.channel_ids.append(channel.id)
    stored.shares.setdefault(channel.id, []).append(ts)
    event = {"file_id": stored.id, "user_id": stored.user_id, "file": {"id": stored.id}}
    stage.events.announce("file_shared", {"type": "file_shared", "channel_id": channel.id, **event})


def upload(stage: Stage, user_id: str, name: str, data: bytes) -> Json:
    """Store a file of that person; answers the file object for `view.state`."""
    person = person_acting(stage, user_id)
    if len(data) > MOST_BYTES:
        raise BoardRefusal("The file is larger than 10 MB.", 413)
    if not name or not data:
        raise BoardRefusal("The file is empty, or has no name.")
    stored = stage.files.expect(name, len(data), person.id, int(stage.clock.now()))
    stored.data = data
    stored.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    stored.is_complete = True
    return {"file": file_json(stored, stage.public_url)}
