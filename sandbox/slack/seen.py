"""A message as a test sees it: plain text, buttons by what they say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.inputs import placed_elements
from sandbox.slack.mrkdwn import shown
from sandbox.slack.plain import block_lines, coded, element_label, text_of

Json = dict[str, Any]


@dataclass(frozen=True)
class SeenMessage:
    """One message in the board's JSON, with what a reader makes of it."""

    raw: Json
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def ts(self) -> str:
        """Its timestamp."""
        return str(self.raw["ts"])

    @property
    def channel(self) -> str:
        """The id of its channel."""
        return str(self.raw["channel"])

    @property
    def user(self) -> str:
        """The id of its author."""
        return str(self.raw["user"])

    @property
    def text(self) -> str:
        """The fallback text, as sent."""
        return str(self.raw["text"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw["blocks"])

    @property
    def thread_ts(self) -> str | None:
        """The thread it belongs to."""
        return self.raw.get("thread_ts")

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.raw["ephemeral"])

    @property
    def pings(self) -> list[str]:
        """Whom it notified."""
        return list(self.raw["pings"])

    @property
    def error(self) -> str | None:
        """The notice of Slack itself, if it is one."""
        return self.raw.get("error")

    @property
    def lines(self) -> list[str]:
        """What a reader sees: the blocks, or the text where there are none; names for ids."""
        attached = [line for each in self.raw["attachments"] for line in block_lines(each.get("blocks", []))]
        drawn = [*block_lines(self.blocks), *attached]
        return [shown(line, self.names) for line in drawn or self.text.split("\n")]

    @property
    def plain(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    @property
    def buttons(self) -> list[str]:
        """What the buttons and menus say."""
        return [element_label(each.element) for each in placed_elements(self.blocks)]

    def __contains__(self, text: str) -> bool:
        return text in self.plain or text in self.text


def view_text(view: Json) -> str:
    """A view as plain lines, its title first."""
    return shown("\n".join([coded(view.get("title")), *block_lines(view["blocks"])]), {})


def find_named(blocks: list[Json], name: str) -> tuple[Json, Json] | None:
    """The block and the element whose visible text, action id or option is `name`; exact before partial."""
    placed = list(placed_elements(blocks))
    for matches in (_is_named, _begins):
        for each in placed:
            if matches(each.element, name):
                return each.block, each.element
    return None


def _is_named(element: Json, name: str) -> bool:
    labels = {
        element_label(element),
        str(element.get("action_id", "")),
        str(element.get("accessibility_label", "")),
    }
    buttons = (element.get(key) for key in ("positive_button", "negative_button"))
    labels |= {element_label(each) for each in buttons if each}
    return name in labels or find_option(element, name) is not None


def _begins(element: Json, name: str) -> bool:
    return name.lower() in element_label(element).lower()


def find_option(element: Json, name: str) -> Json | None:
    """The option of a menu with that text or value."""
    offered: list[Json] = list(element.get("options", []))
    for group in element.get("option_groups", []):
        offered += group.get("options", [])
    return next((each for each in offered if name in {text_of(each), each.get("value")}), None)
