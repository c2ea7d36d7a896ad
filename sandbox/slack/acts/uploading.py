"""A person picks a file: it is stored, and stands in the state of the file input."""

import mimetypes
from typing import Any

from sandbox.slack.acts.people import person_acting
from sandbox.slack.files import file_json
from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.stage import Stage

Json = dict[str, Any]
MOST_BYTES = 10 * 1024 * 1024


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
