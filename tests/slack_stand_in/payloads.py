"""Valid payloads of every block and element, to be broken one at a time."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Text") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "*Text*") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "a", text: str = "An option") -> Json:
    return {"text": plain(text), "value": value}


def button(action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def rich_text(*elements: Json) -> Json:
    line = list(elements) or [{"type": "text", "text": "words", "style": {"bold": True}}]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": line}]}


def cell(text: str = "cell") -> Json:
    return {"type": "raw_text", "text": text}


def data_table(rows: int = 2, columns: int = 2, **more: Any) -> Json:
    content = [[cell() for _ in range(columns)] for _ in range(rows)]
    return {"type": "data_table", "caption": "Flows", "rows": content, **more}


def table(rows: int = 2, columns: int = 2, **more: Any) -> Json:
    return {"type": "table", "rows": [[cell() for _ in range(columns)] for _ in range(rows)], **more}


def chart(**more: Any) -> Json:
    series = [{"name": "Seen", "data": [{"label": "Mon", "value": 3}, {"label": "Tue", "value": -1}]}]
    axes = {"categories": ["Mon", "Tue"], "x_label": "Day", "y_label": "People"}
    drawn = {"type": "bar", "series": series, "axis_config": axes, **more}
    return {"type": "data_visualization", "title": "Views", "chart": drawn}


def pie(*segments: Json) -> Json:
    parts = list(segments) or [{"label": "Live", "value": 3}]
    return {"type": "data_visualization", "title": "States", "chart": {"type": "pie", "segments": parts}}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn("Welcome tour"), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **more}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a curve", **more}


INPUTS: dict[str, Json] = {
    "plain_text_input": {"multiline": True, "min_length": 1, "max_length": 10, "initial_value": "x"},
    "email_text_input": {"placeholder": plain()},
    "url_text_input": {},
    "number_input": {"is_decimal_allowed": False, "min_value": "1", "max_value": "5"},
    "rich_text_input": {},
    "file_input": {"max_files": 3, "filetypes": ["csv"]},
    "static_select": {"options": [option()], "initial_option": option()},
    "multi_static_select": {
        "option_groups": [{"label": plain(), "options": [option()]}],
        "initial_options": [option()],
        "max_selected_items": 2,
    },
    "external_select": {"min_query_length": 1},
    "multi_external_select": {},
    "users_select": {"initial_user": "U0MAYA"},
    "multi_users_select": {},
    "conversations_select": {"default_to_current_conversation": True, "filter": {"include": ["public"]}},
    "multi_conversations_select": {},
    "channels_select": {"response_url_enabled": True},
    "multi_channels_select": {},
    "checkboxes": {"options": [option(), option("b")], "initial_options": [option()]},
    "radio_buttons": {"options": [option(), option("b")]},
    "datepicker": {"initial_date": "2026-11-30"},
    "timepicker": {"initial_time": "09:00", "timezone": "Europe/Berlin"},
    "datetimepicker": {"initial_date_time": 1_780_000_000},
}


def input_element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "value", **INPUTS[kind], **more}


VALID_IN_MESSAGES: list[Json] = [
    section(fields=[mrkdwn(), plain()], accessory=image()),
    {"type": "section", "fields": [plain()]},
    {"type": "divider"},
    {"type": "header", "text": plain()},
    {"type": "context", "elements": [mrkdwn(), image()]},
    actions(
        button(value="1", style="primary", accessibility_label="Go on"),
        button("link", url="https://example.com"),
        {"type": "overflow", "action_id": "more", "options": [option()]},
        input_element("static_select"),
    ),
    actions(
        button(
            confirm={
                "title": plain(),
                "text": mrkdwn(),
                "confirm": plain(),
                "deny": plain(),
                "style": "danger",
            }
        )
    ),
    field(input_element("plain_text_input"), hint=plain(), optional=True),
    image(title=plain()),
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a curve"},
    {"type": "markdown", "text": "# Title"},
    rich_text(
        {"type": "link", "url": "https://example.com", "text": "there"},
        {"type": "user", "user_id": "U0MAYA"},
        {"type": "emoji", "name": "wave"},
        {"type": "date", "timestamp": 1_780_000_000, "format": "{date}", "fallback": "then"},
    ),
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "style": "bullet", "elements": rich_text()["elements"], "indent": 1},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "so"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}], "border": 0},
        ],
    },
    {
        "type": "video",
        "alt_text": "A tour",
        "title": plain(),
        "thumbnail_url": "https://example.com/a.png",
        "video_url": "https://example.com/embed/1",
    },
    card(subtitle=plain(), body=mrkdwn(), subtext=plain(), icon=image(), actions=[button()]),
    {"type": "carousel", "elements": [card(), card()]},
    {
        "type": "container",
        "title": plain(),
        "subtitle": mrkdwn(),
        "child_blocks": [section(), table()],
        "width": "wide",
        "is_collapsible": True,
        "default_collapsed": True,
    },
    table(column_settings=[{"align": "right"}, None]),
    table(rows=100, columns=20),
    data_table(rows=101, page_size=10, row_header_column_index=1),
    {
        "type": "data_table",
        "caption": "Mixed",
        "rows": [[cell(), cell()], [{"type": "raw_number", "value": 1.5, "text": "1.5"}, rich_text()]],
    },
    chart(),
    chart(type="line"),
    chart(type="area"),
    pie(),
    {
        "type": "plan",
        "title": "Steps",
        "tasks": [{"type": "task_card", "task_id": "1", "title": "One", "status": "pending"}],
    },
    {"type": "task_card", "task_id": "1", "title": "One", "status": "complete", "details": rich_text()},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "rate",
                "positive_button": {"text": plain("Good"), "value": "1"},
                "negative_button": {"text": plain("Bad"), "value": "0"},
            },
            {"type": "icon_button", "action_id": "drop", "icon": "trash", "text": plain("Delete")},
        ],
    },
]
