"""What the bot posts to a response url: private answers, public ones, replacing and deleting."""

from typing import Any

from sandbox.slack.contents import Content, read_content
from sandbox.slack.messages import Message
from sandbox.slack.posting import Placement
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.tickets import ResponseUrl

Json = dict[str, Any]


def respond(stage: Stage, ticket_id: str, body: Json) -> Content | None:
    """Use a response url; answers what was said, None when something was deleted.

    Raises:
        SlackRefusal: used_url, expired_url, or what is wrong with the content.
    """
    ticket = stage.response_urls.use(ticket_id)
    source = stage.messages.find(ticket.channel_id, ticket.ts) if ticket.ts else None
    if _is_set(body, "delete_original"):
        if source is not None:
            stage.posting.delete(source)
        return None
    content = read_content(body, strict=stage.options.strict)
    if _is_set(body, "replace_original") and source is not None:
        stage.posting.update(source, content)
        return content
    _post(stage, ticket, source, content, body)
    return content


def _is_set(body: Json, key: str) -> bool:
    return body.get(key) is True or str(body.get(key, "")).lower() == "true"


def _post(stage: Stage, ticket: ResponseUrl, source: Message | None, content: Content, body: Json) -> None:
    kind = body.get("response_type", "ephemeral")
    if kind not in {"ephemeral", "in_channel"}:
        raise SlackRefusal("invalid_arguments")
    channel = stage.workspace.channels[ticket.channel_id]
    is_public = kind == "in_channel"
    thread_ts = body.get("thread_ts") or None
    if thread_ts is None and source is not None and source.is_reply and not is_public:
        thread_ts = source.thread_ts
    placement = Placement(
        thread_ts=str(thread_ts) if thread_ts else None,
        ephemeral_to=None if is_public else ticket.user_id,
    )
    stage.posting.post_as_bot(channel, content, placement)
