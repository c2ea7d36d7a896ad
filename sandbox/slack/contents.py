"""Reads what the bot wants to say, and checks it against Slack's rules."""

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.mrkdwn import pings
from sandbox.slack.plain import block_lines
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.rules.findings import Finding
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.payloads import (
    TOO_LONG_TOGETHER,
    is_metadata,
    is_metadata_too_large,
    message_findings,
    view_findings,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """What a message says. `metadata` None: none given; `notes`: what Slack would have refused."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    username: str | None = None
    link_names: bool = False
    has_own_text: bool = True
    notes: tuple[str, ...] = ()

    def pings(self) -> list[str]:
        """Whom it would notify; a text that Slack made from the blocks does not count again."""
        text = self.text if self.has_own_text else ""
        return pings(text, self.blocks, self.attachments, link_names=self.link_names)


def refuse_findings(code: str, findings: list[Finding]) -> None:
    """Refuse with the pointers of what was found, if anything was.

    Raises:
        SlackRefusal: `code`, with `errors` and `response_metadata.messages` as Slack writes them.
    """
    if findings:
        errors = [str(finding) for finding in findings]
        messages = [f"[ERROR] {error}" for error in errors]
        raise SlackRefusal(code, errors=errors, response_metadata={"messages": messages})


def _decoded(value: Any, code: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except ValueError as error:
        raise SlackRefusal(code) from error


def _list(arguments: Json, key: str, code: str) -> list[Json]:
    value = _decoded(arguments.get(key), code)
    if value is None:
        return []
    if not isinstance(value, list):
        raise SlackRefusal(code)
    return value


def _metadata(arguments: Json) -> Json | None:
    value = _decoded(arguments.get("metadata"), "invalid_metadata_format")
    if value is None or value == {}:
        return None if value is None else {}
    if not is_metadata(value):
        raise SlackRefusal("invalid_metadata_format")
    if is_metadata_too_large(value):
        raise SlackRefusal("metadata_too_large")
    return dict(value)


def _text(arguments: Json, blocks: list[Json]) -> tuple[str, list[Json]]:
    markdown = arguments.get("markdown_text")
    text = arguments.get("text")
    if text is not None and not isinstance(text, str):
        raise SlackRefusal("invalid_arguments")
    if markdown:
        if text or blocks:
            raise SlackRefusal("markdown_text_conflict")
        if len(markdown) > LIMIT["message.markdown_text"]:
            raise SlackRefusal("msg_too_long")
        return markdown, [{"type": "markdown", "text": markdown}]
    return (text or "")[: LIMIT["message.text"]], blocks


def _check(blocks: list[Json], attachments: list[Json], *, strict: bool) -> tuple[str, ...]:
    findings = message_findings(blocks, attachments or None)
    if strict:
        code = "invalid_blocks"
        if findings and all(finding.code == TOO_LONG_TOGETHER for finding in findings):
            code = TOO_LONG_TOGETHER
        refuse_findings(code, findings)
    return tuple(map(str, findings))


def read_content(arguments: Json, *, strict: bool) -> Content:
    """What a message of the bot says.

    Raises:
        SlackRefusal: no_text, invalid_blocks, invalid_blocks_format, msg_blocks_too_long,
            invalid_attachments, invalid_metadata_format, metadata_too_large, markdown_text_conflict.
    """
    blocks = _list(arguments, "blocks", "invalid_blocks_format")
    attachments = _list(arguments, "attachments", "invalid_attachments")
    metadata = _metadata(arguments)
    text, blocks = _text(arguments, blocks)
    if not text and not blocks and not attachments:
        raise SlackRefusal("no_text")
    notes = _check(blocks, attachments, strict=strict)
    link_names = str(arguments.get("link_names", "")).lower() in {"1", "true"}
    return Content(
        text=text or "\n".join(block_lines(blocks))[: LIMIT["message.text"]],
        blocks=blocks,
        attachments=attachments,
        metadata=metadata,
        username=arguments.get("username") or None,
        link_names=link_names or arguments.get("parse") == "full",
        has_own_text=bool(text),
        notes=notes,
    )


def read_view(value: Any, *, strict: bool, kind: str = "modal") -> Json:
    """A view of the bot.

    Raises:
        SlackRefusal: invalid_arguments with the pointers of what is wrong.
    """
    view = _decoded(value, "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") != kind:
        message = f"must be of type {kind}"
        refuse_findings("invalid_arguments", [Finding("/view/type", "invalid_value", message)])
        raise SlackRefusal("invalid_arguments")
    findings = view_findings(view)
    if strict:
        refuse_findings("invalid_arguments", findings)
    if not isinstance(view.get("blocks"), list):
        raise SlackRefusal("invalid_arguments")
    return dict(view)
