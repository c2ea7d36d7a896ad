"""What Slack's own client checks in a filled-in modal, before the bot hears of it."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.slack.inputs import INPUT_KINDS

Json = dict[str, Any]

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def own_errors(view: Json) -> dict[str, str]:
    """What is missing or malformed in the state of a view, by block id."""
    errors: dict[str, str] = {}
    values = view["state"]["values"]
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        chosen = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = chosen.get(INPUT_KINDS[element["type"]].chosen)
        if error := _error(element, value, is_optional=bool(block.get("optional"))):
            errors[block["block_id"]] = error
    return errors


def _error(element: Json, value: Any, *, is_optional: bool) -> str:
    if value in (None, "", []):
        return "" if is_optional else REQUIRED
    check = _CHECKS.get(element["type"], _count_error)
    return check(element, value)


def _count_error(element: Json, value: Any) -> str:
    most = element.get("max_selected_items") or element.get("max_files")
    is_over = most is not None and isinstance(value, list) and len(value) > most
    return f"Please choose no more than {most}." if is_over else ""


def _email_error(_element: Json, value: Any) -> str:
    return "" if _EMAIL.fullmatch(str(value)) else "Please enter a valid email address."


def _url_error(_element: Json, value: Any) -> str:
    return "" if _URL.fullmatch(str(value)) else "Please enter a valid URL."


def _length_error(element: Json, value: Any) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    value = str(value)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(value) > most else ""


def _number_error(element: Json, value: Any) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < float(least):
        return f"Please enter a number of at least {least}."
    return f"Please enter a number of at most {most}." if most is not None and number > float(most) else ""


_CHECKS: dict[str, Callable[[Json, Any], str]] = {
    "plain_text_input": _length_error,
    "number_input": _number_error,
    "email_text_input": _email_error,
    "url_text_input": _url_error,
}
