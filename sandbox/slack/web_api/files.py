"""`files.*`: the upload in three steps, reading and deleting."""

import mimetypes
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.contents import Content, read_content
from sandbox.slack.files import StoredFile, file_json
from sandbox.slack.posting import Placement
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.chat import channel_to_post_in
from sandbox.slack.web_api.methods import Methods, method

Json = dict[str, Any]


def get_upload_url(stage: Stage, arguments: Arguments) -> Json:
    """files.getUploadURLExternal: the first step."""
    length = arguments.number("length", 0)
    if length < 1:
        raise SlackRefusal("invalid_arguments")
    user_id, moment = stage.workspace.bot_user_id, int(stage.clock.now())
    stored = stage.files.expect(arguments.needed("filename"), length, user_id, moment)
    stored.alt_text = arguments.text("alt_txt")
    return {"upload_url": f"{stage.public_url}/upload/{stored.upload_key}", "file_id": stored.id}


def take_bytes(stage: Stage, key: str, data: bytes) -> StoredFile:
    """The second step: the bytes come to the upload address.

    Raises:
        SlackRefusal: no such address, or another length than announced.
    """
    stored = stage.files.by_upload_key(key)
    if stored is None or stored.data is not None:
        raise SlackRefusal("file_not_found")
    if len(data) != stored.length:
        raise SlackRefusal("file_upload_size_mismatch")
    stored.data = data
    stored.mimetype = mimetypes.guess_type(stored.name)[0] or "application/octet-stream"
    return stored


def _uploaded(stage: Stage, asked: Any) -> StoredFile:
    stored = stage.files.find(str(asked.get("id", ""))) if isinstance(asked, dict) else None
    if stored is None or stored.data is None:
        raise SlackRefusal("file_not_found")
    if stored.is_complete:
        raise SlackRefusal("file_already_completed")
    stored.title = str(asked.get("title") or stored.name)
    return stored


def complete_upload(stage: Stage, arguments: Arguments) -> Json:
    """files.completeUploadExternal: the third step; shares the files where asked."""
    asked = arguments.structure("files")
    if not isinstance(asked, list) or not asked:
        raise SlackRefusal("invalid_arguments")
    all_stored = [_uploaded(stage, each) for each in asked]
    channel_ids = arguments.words("channels") or arguments.words("channel_id")
    channels = [channel_to_post_in(stage, each) for each in channel_ids]
    text = arguments.text("initial_comment")
    blocks = None if text else arguments.structure("blocks")
    said = read_content({"blocks": blocks}, strict=stage.options.strict) if blocks else Content(text=text)
    for stored in all_stored:
        stored.is_complete = True
        stored.channel_ids = [channel.id for channel in channels]
    for channel in channels:
        files = [file_json(each, stage.public_url) for each in all_stored]
        content = Content(text=said.text, blocks=said.blocks, files=files, has_own_text=said.has_own_text)
        placement = Placement(arguments.text("thread_ts") or None)
        message = stage.posting.post_as_bot(channel, content, placement)
        for stored in all_stored:
            stored.shares.setdefault(channel.id, []).append(message.ts)
    return {"files": [file_json(each, stage.public_url) for each in all_stored]}


def _file(stage: Stage, arguments: Arguments) -> StoredFile:
    stored = stage.files.find(arguments.needed("file", "file_not_found"))
    if stored is None or not stored.is_complete:
        raise SlackRefusal("file_not_found")
    return stored


def info(stage: Stage, arguments: Arguments) -> Json:
    """files.info."""
    return {"file": file_json(_file(stage, arguments), stage.public_url), "comments": []}


def delete(stage: Stage, arguments: Arguments) -> Json:
    """files.delete."""
    stage.files.remove(_file(stage, arguments).id)
    return {}


FILES: Methods = {
    "files.getUploadURLExternal": method(get_upload_url, "files:write"),
    "files.completeUploadExternal": method(complete_upload, "files:write"),
    "files.info": method(info, "files:read"),
    "files.delete": method(delete, "files:write"),
}
