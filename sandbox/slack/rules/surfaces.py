"""The one table of surfaces: where each block and each element may stand."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Surface = Literal["message", "modal", "home"]

_EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_MESSAGE: frozenset[Surface] = frozenset({"message"})
_MODAL: frozenset[Surface] = frozenset({"modal"})
_MESSAGE_OR_HOME: frozenset[Surface] = frozenset({"message", "home"})

BLOCK_SURFACES: Final[Mapping[str, frozenset[Surface]]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "actions",
                "card",
                "context",
                "divider",
                "header",
                "image",
                "input",
                "rich_text",
                "section",
                "video",
            ),
            _EVERYWHERE,
        ),
        **dict.fromkeys(("carousel", "data_table", "table"), _MESSAGE_OR_HOME),
        **dict.fromkeys(
            ("container", "context_actions", "data_visualization", "markdown", "plan", "task_card"), _MESSAGE
        ),
        "alert": _MODAL,
        "file": frozenset(),  # comes when reading; cannot be sent
    }
)

ELEMENT_SURFACES: Final[Mapping[str, frozenset[Surface]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("file_input", "email_text_input", "number_input", "url_text_input"),
            _MODAL,
        ),
        "datetimepicker": frozenset({"message", "modal"}),
        "rich_text_input": frozenset({"modal", "home"}),
        **dict.fromkeys(("workflow_button", "feedback_buttons", "icon_button"), _MESSAGE),
    }
)
"""Elements that are not listed may stand on every surface."""
