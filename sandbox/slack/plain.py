"""Blocks as lines of mrkdwn: for transcripts, fallback texts and finding a button by what it says."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.slack.escapes import escape

Json = dict[str, Any]


def text_of(value: Any) -> str:
    """What a text object, an option or a plain string says."""
    if isinstance(value, dict):
        inner = value.get("text", "")
        return text_of(inner) if isinstance(inner, dict) else str(inner)
    return "" if value is None else str(value)


def coded(value: Any) -> str:
    """What a text object says, as mrkdwn: what is not mrkdwn already is escaped."""
    if isinstance(value, dict):
        inner = value.get("text", "")
        if isinstance(inner, dict):
            return coded(inner)
        return str(inner) if value.get("type") in {"mrkdwn", "markdown"} else escape(str(inner))
    return "" if value is None else escape(str(value))


_REFERENCES = {
    "emoji": ":{name}:",
    "user": "<@{user_id}>",
    "channel": "<#{channel_id}>",
    "usergroup": "<!subteam^{usergroup_id}>",
    "broadcast": "<!{range}>",
}
_REFERENCE_KEYS = ("name", "user_id", "channel_id", "usergroup_id", "range")


def _inline(element: Json) -> str:
    form = _REFERENCES.get(str(element.get("type")))
    if form is not None:
        return form.format_map(dict.fromkeys(_REFERENCE_KEYS, "") | element)
    said = (element.get(key) for key in ("text", "fallback", "url", "timestamp"))
    return escape(str(next(filter(None, said), "")))


def rich_text_lines(block: Json) -> Iterator[str]:
    """The lines of a rich text block."""
    for part in block.get("elements", []):
        elements = part.get("elements", [])
        match part.get("type"):
            case "rich_text_list":
                for item in elements:
                    yield "- " + "".join(_inline(each) for each in item.get("elements", []))
            case "rich_text_quote":
                yield "> " + "".join(_inline(each) for each in elements)
            case _:
                yield from "".join(_inline(each) for each in elements).split("\n")


def _cell(cell: Json) -> str:
    return " ".join(rich_text_lines(cell)) if cell.get("type") == "rich_text" else coded(cell)


def _table(block: Json) -> Iterator[str]:
    if caption := block.get("caption"):
        yield escape(str(caption))
    for row in block.get("rows", []):
        yield " | ".join(_cell(cell) for cell in row)


def _chart(block: Json) -> Iterator[str]:
    chart = block.get("chart", {})
    yield escape(f"chart ({chart.get('type')}): {block.get('title', '')}")
    for segment in chart.get("segments", []):
        yield escape(f"{segment.get('label')}: {segment.get('value')}")
    for series in chart.get("series", []):
        points = ", ".join(f"{each.get('label')} {each.get('value')}" for each in series.get("data", []))
        yield escape(f"{series.get('name')}: {points}")


def element_label(element: Json) -> str:
    """What an interactive element shows: its text or, for a menu, its placeholder."""
    return text_of(element.get("text")) or text_of(element.get("placeholder"))


def element_line(element: Json) -> str:
    """An interactive element in brackets, with what it offers."""
    kind = str(element.get("type", ""))
    label = escape(element_label(element))
    if kind in {"button", "workflow_button", "icon_button"}:
        return f"[{label}]"
    if kind == "feedback_buttons":
        labels = (coded(element.get(key, {})) for key in ("positive_button", "negative_button"))
        return " ".join(f"[{each}]" for each in labels)
    if kind == "image":
        return f"({coded(element.get('alt_text'))})"
    offered = [coded(each) for each in element.get("options", [])]
    for group in element.get("option_groups", []):
        offered += [coded(each) for each in group.get("options", [])]
    if not label and not offered:
        return f"[{kind}]"
    return f"[{label}: {' / '.join(offered)}]" if label and offered else f"[{label or ' / '.join(offered)}]"


def _container(block: Json) -> Iterator[str]:
    yield from filter(None, [coded(block.get("title")), coded(block.get("subtitle"))])
    yield from rich_text_lines(block.get("rich_text_title", {}))
    yield from block_lines(block.get("child_blocks", []))


def _card(block: Json) -> Iterator[str]:
    for key in ("title", "subtitle", "body", "subtext"):
        yield from filter(None, coded(block.get(key)).split("\n"))
    if actions := block.get("actions"):
        yield " ".join(element_line(each) for each in actions)


def _section(block: Json) -> Iterator[str]:
    yield from filter(None, coded(block.get("text")).split("\n"))
    for each in block.get("fields", []):
        yield coded(each).replace("\n", " ")
    if accessory := block.get("accessory"):
        yield element_line(accessory)


def _tasks(block: Json) -> Iterator[str]:
    yield coded(block.get("title"))
    for task in block.get("tasks", []):
        yield f"- {coded(task.get('title'))}: {task.get('status', '')}"


def _input(block: Json) -> Iterator[str]:
    yield f"{coded(block.get('label'))}: {element_line(block.get('element', {}))}"
    yield from filter(None, [coded(block.get("hint"))])


def _divider(_block: Json) -> Iterator[str]:
    yield "---"


def _context(block: Json) -> Iterator[str]:
    said = (coded(each) or coded(each.get("alt_text")) for each in block.get("elements", []))
    yield "  ".join(said)


def _actions(block: Json) -> Iterator[str]:
    yield " ".join(element_line(each) for each in block.get("elements", []))


def _image(block: Json) -> Iterator[str]:
    yield f"({coded(block.get('alt_text'))})"


def _carousel(block: Json) -> Iterator[str]:
    yield from block_lines(block.get("elements", []))


def _titled(block: Json) -> Iterator[str]:
    yield coded(block.get("title"))


def _text(block: Json) -> Iterator[str]:
    text = block.get("text")
    written = str(text) if block.get("type") == "markdown" else coded(text)
    yield from filter(None, written.split("\n"))


_LINES: dict[str, Callable[[Json], Iterator[str]]] = {
    "divider": _divider,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "image": _image,
    "rich_text": rich_text_lines,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "plan": _tasks,
    "task_card": _titled,
    "video": _titled,
}


def block_lines(blocks: list[Json]) -> Iterator[str]:
    """The lines a reader sees, block by block, as mrkdwn; menus and buttons in brackets."""
    for block in blocks:
        yield from _LINES.get(str(block.get("type")), _text)(block)
