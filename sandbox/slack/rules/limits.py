"""The one table of Slack's limits: `<thing>.<field>` and the most (or `.min`: the least) it may be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_MESSAGES = {
    "message.blocks": 50,
    "message.attachments": 100,
    "message.characters": 13_200,  # seen, not documented: over all blocks of one message
    "message.text": 40_000,  # longer text is cut
    "message.update_text": 4_000,
    "message.markdown_text": 12_000,
    "message.tables": 1,
    "message.plans": 1,
    "message.charts": 2,
    "channel.topic": 250,
    "message.metadata_bytes": 16_384,  # a limit exists but is not published: this is our guess
}

_VIEWS = {
    "view.blocks": 100,
    "view.bytes": 250 * 1024,
    "view.title": 24,
    "view.submit": 24,
    "view.close": 24,
    "view.private_metadata": 3_000,
    "view.callback_id": 255,
    "view.external_id": 255,
    "views.stack": 3,
}

_BLOCKS = {
    "block_id": 255,
    "action_id": 255,
    "text": 3_000,
    "section.text": 3_000,
    "section.fields": 10,
    "section.field": 2_000,
    "header.text": 150,
    "header.level": 4,
    "context.elements": 10,
    "actions.elements": 25,
    "context_actions.elements": 5,
    "input.label": 2_000,
    "input.hint": 2_000,
    "markdown.text": 12_000,
    "image.alt_text": 2_000,
    "image.title": 2_000,
    "image.url": 3_000,
    "video.alt_text": 2_000,
    "video.title": 200,
    "video.description": 200,
    "video.author_name": 50,
    "video.provider_name": 50,
    "video.url": 3_000,
    "video.icon_url": 2_000,
    "card.title": 150,
    "card.subtitle": 150,
    "card.body": 200,
    "card.subtext": 200,
    "card.actions": 3,
    "carousel.elements": 10,
    "alert.text": 200,
    "container.title": 150,
    "container.subtitle": 150,
    "container.child_blocks": 10,
    "plan.tasks": 50,
}

_TABLES = {
    "table.rows": 100,
    "table.columns": 20,
    "table.characters": 10_000,
    "data_table.rows.min": 2,
    "data_table.rows": 101,  # some sources say 201: the stricter reading
    "data_table.columns": 20,
    "data_table.page_size": 100,
    "data_table.characters": 10_000,  # some sources say 20,000: the stricter reading
    "chart.title": 50,
    "chart.segments": 12,
    "chart.series": 12,
    "chart.points": 20,
    "chart.label": 20,
    "chart.axis_label": 50,
}

_ELEMENTS = {
    "button.text": 75,
    "button.value": 2_000,
    "button.url": 3_000,
    "accessibility_label": 75,
    "confirm.title": 100,
    "confirm.text": 300,
    "confirm.confirm": 30,
    "confirm.deny": 30,
    "option.text": 75,
    "option.value": 150,
    "option.description": 75,
    "option.url": 3_000,
    "option_group.label": 75,
    "select.options": 100,
    "select.option_groups": 100,
    "overflow.options": 5,
    "checkboxes.options": 10,
    "radio_buttons.options": 10,
    "placeholder": 150,
    "plain_text_input.length": 3_000,
    "file_input.max_files": 10,
    "rich_text_list.indent": 8,
    "icon_button.visible_to_user_ids": 10,
}

LIMIT: Final[Mapping[str, int]] = MappingProxyType(_MESSAGES | _VIEWS | _BLOCKS | _TABLES | _ELEMENTS)
