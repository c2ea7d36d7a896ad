"""Writes lists of user ids in the three documented formats (Appcues 2)."""

from collections.abc import Sequence

import orjson

from bot.domain.csv_lines import csv_line
from bot.domain.json_values import check_text
from bot.domain.uploads import Format
from bot.errors import BadInput


def user_ids_bytes(user_ids: Sequence[str], format: Format) -> bytes:
    """The ids in that format, in their order. Raises BadInput for no ids, and for an id that is empty."""
    if isinstance(user_ids, str):
        raise BadInput("User ids are a list, not one text.", field="user_ids")
    if not user_ids:
        raise BadInput("There is no user id.", field="user_ids")
    for user_id in user_ids:
        if not isinstance(user_id, str) or not user_id:
            raise BadInput(f"{user_id!r} is not a user id.", field="user_ids")
        check_text(user_id, "the user ids")
    match format:
        case Format.JSON:
            return orjson.dumps({"user_ids": list(user_ids)})
        case Format.NDJSON:
            return b"".join(orjson.dumps(user_id) + b"\n" for user_id in user_ids)
        case Format.CSV:
            # Always with the header: without it an id that reads `user_id` would be taken for one.
            return "".join(map(csv_line, [["user_id"], *([user_id] for user_id in user_ids)])).encode()
