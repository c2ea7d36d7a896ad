"""Rules of rich text: sections, lists, quotes, code, and what stands in a line of them."""

from typing import Any

from sandbox.slack.rules.findings import Check, Fields, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.values import (
    anything,
    boolean,
    integer,
    items,
    one_of,
    shape,
    shown_string,
    string,
    url,
)

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE = {"style": shape({}, dict.fromkeys(_STYLES, boolean))}
_ID = string(255)
_shown = shown_string(40_000, 0)
_link: Fields = {"text": _shown, "unsafe": boolean, **_STYLE}

_INLINE: dict[str, Check] = {
    "text": shape({"text": _shown}, _STYLE, kind="text"),
    "link": shape({"url": url(schemes=("http", "https", "mailto", "slack", "tel"))}, _link, kind="link"),
    "emoji": shape(
        {"name": string(255)}, {"unicode": string(100), "skin_tone": integer(1, 6), **_STYLE}, kind="emoji"
    ),
    "user": shape({"user_id": _ID}, _STYLE, kind="user"),
    "channel": shape({"channel_id": _ID}, _STYLE, kind="channel"),
    "usergroup": shape({"usergroup_id": _ID}, _STYLE, kind="usergroup"),
    "team": shape({"team_id": _ID}, _STYLE, kind="team"),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _STYLE, kind="broadcast"),
    "color": shape({"value": string(100)}, _STYLE, kind="color"),
    "date": shape(
        {"timestamp": integer(0), "format": string(255)},
        {"url": url(), "fallback": _shown, **_STYLE},
        kind="date",
    ),
}


def _inline(spot: Spot, value: Any) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    check = _INLINE.get(str(kind))
    if check is None:
        spot.wrong("unsupported_type", f"unsupported type: {kind}")
    else:
        check(spot, value)


_line = items(_inline, 1_000, 0)
_border = {"border": integer(0, 1)}
_section = shape({"elements": _line}, kind="rich_text_section")

_PARTS: dict[str, Check] = {
    "rich_text_section": _section,
    "rich_text_quote": shape({"elements": _line}, _border, kind="rich_text_quote"),
    "rich_text_preformatted": shape(
        {"elements": _line}, {**_border, "language": string(50)}, kind="rich_text_preformatted"
    ),
    "rich_text_list": shape(
        {"style": one_of("bullet", "ordered"), "elements": items(_section, 1_000)},
        {"indent": integer(0, LIMIT["rich_text_list.indent"]), "offset": integer(0), **_border},
        kind="rich_text_list",
    ),
}


def _part(spot: Spot, value: Any) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    check = _PARTS.get(str(kind))
    if check is None:
        spot.wrong("unsupported_type", f"unsupported type: {kind}")
    else:
        check(spot, value)


rich_text = shape({"elements": items(_part, 1_000)}, {"block_id": anything}, kind="rich_text")
