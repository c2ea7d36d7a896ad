"""Slack's text: escaping, typed mentions, and who would be pinged."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.escapes import escape, unescape
from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

_PING = re.compile(r"<(?:!(channel|here|everyone)|@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+))(?:\|[^>]*)?>")
_BARE_PING = re.compile(r"(?<![\w<!@])@(channel|here|everyone)\b")
_TYPED_TOKEN = re.compile(r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+)(?:\|[^<>|]*)?>")
_TYPED_MENTION = re.compile(r"(?<![\w@#&/])([@#])([\w.\-À-ɏ]+)")
_TYPED_LINK = re.compile(r"https?://[^\s<>]+")
_REFERENCE = re.compile(r"<([@#!]?)([^|>]*)(?:\|([^>]*))?>")


def _mention(workspace: Workspace, sign: str, name: str) -> str | None:
    if sign == "#":
        channel = workspace.find_channel(name)
        return f"<#{channel.id}|{channel.name}>" if channel and not channel.is_im else None
    if name in {"here", "channel", "everyone"}:
        return f"<!{name}>"
    person = workspace.find_person(name)
    return f"<@{person.id}|{person.name}>" if person else None


def typed(workspace: Workspace, text: str, *, with_names: bool) -> str:
    """What the composer sends for what a person typed: escaped, names that exist as mentions, links marked.

    `with_names` adds the name (`<@U1|maya>`), as slash commands carry it; messages carry `<@U1>` only.
    A mention chosen in the composer (`<@U1>`) stays as it is.
    """
    pieces: list[str] = []
    position = 0
    for token in _TYPED_TOKEN.finditer(text):
        pieces += [_typed_run(workspace, text[position : token.start()]), token.group()]
        position = token.end()
    sent = "".join([*pieces, _typed_run(workspace, text[position:])])
    return sent if with_names else re.sub(r"<(@[UW][A-Z0-9]+)\|[^>]*>", r"<\1>", sent)


def _typed_run(workspace: Workspace, text: str) -> str:
    def mention(found: re.Match[str]) -> str:
        name = found.group(2)
        tail = ""
        while name and (reference := _mention(workspace, found.group(1), name)) is None:
            shorter = name.rstrip(".-_")
            if shorter == name:
                return found.group()
            tail, name = name[len(shorter) :] + tail, shorter
        return f"{reference}{tail}" if name else found.group()

    def link_or_words(piece: str, *, is_link: bool) -> str:
        return f"<{escape(piece)}>" if is_link else _TYPED_MENTION.sub(mention, escape(piece))

    pieces: list[str] = []
    position = 0
    for link in _TYPED_LINK.finditer(text):
        pieces.append(link_or_words(text[position : link.start()], is_link=False))
        pieces.append(link_or_words(link.group(), is_link=True))
        position = link.end()
    return "".join([*pieces, link_or_words(text[position:], is_link=False)])


def shown(text: str, names: Mapping[str, str]) -> str:
    """The text of a message as a person reads it: names for ids, no escapes."""

    def name(found: re.Match[str]) -> str:
        sign, target, label = found.groups()
        if sign in {"@", "#"}:
            return f"{sign}{names.get(target) or label or target}"
        if sign == "!":
            return label or f"@{target.split('^')[0]}"
        return label or target

    return unescape(_REFERENCE.sub(name, text))


def _mrkdwn_texts(value: Any) -> Iterator[str]:
    """Every text in a payload in which mentions count."""
    if isinstance(value, list):
        for each in value:
            yield from _mrkdwn_texts(each)
    elif isinstance(value, dict):
        kind = value.get("type")
        if kind in {"mrkdwn", "markdown"} and isinstance(value.get("text"), str):
            yield value["text"]
        elif kind == "broadcast":
            yield f"<!{value.get('range')}>"
        elif kind == "user":
            yield f"<@{value.get('user_id')}>"
        elif kind == "usergroup":
            yield f"<!subteam^{value.get('usergroup_id')}>"
        for each in value.values():
            if isinstance(each, (dict, list)):
                yield from _mrkdwn_texts(each)


def pings(text: str, blocks: list[Json], attachments: list[Json], *, link_names: bool = False) -> list[str]:
    """Whom a message would notify: `channel`, `here`, `everyone`, user ids and group ids, in order."""
    texts = [text, *_mrkdwn_texts(blocks), *_mrkdwn_texts(attachments)]
    for attachment in attachments:
        texts += [str(attachment.get(key, "")) for key in ("text", "pretext", "fallback")]
        texts += [str(each.get("value", "")) for each in attachment.get("fields", [])]
    found = [next(filter(None, match)) for each in texts for match in _PING.findall(each)]
    if link_names:
        found += [name for each in texts for name in _BARE_PING.findall(each)]
    return list(dict.fromkeys(found))
