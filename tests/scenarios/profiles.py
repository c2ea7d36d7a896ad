"""What Appcues knows of users and groups, behind the bot's back; and what no profile may do to Slack."""

from typing import Any

from tests.scenarios.playhouse import VENDORS, Vendors

Json = dict[str, Any]

HOSTILE: Json = {
    "name": "n" * 3000,
    "k" * 3000: "a long name",
    "ping": "<!channel> <@U0MAYA> <!here>",
    "mark-up": "*bold* _it_ ~no~ `code` ```more``` &amp; <b>",
    "right to left": "שלום ‮abc",  # noqa: PLE2502 - what turns the direction is the point
    "emoji 👩‍👧": "🎭🎟️",
    "lines": "one\ntwo\r\nthree\tfour",
    "": "no name",
    "  blanks  ": "   ",
    "empty": "",
    "nothing": None,
    "yes": True,
    "seconds": 1793707200,
    "milliseconds": 1793707200000,
    "iso": "2026-11-03T12:00:00.000Z",
    "the first day": "0001-01-01T00:00:00Z",
    "the last day": "9999-12-31T23:59:59Z",
    "huge": 2**63,
    "list": ["a", {"b": [1, None, "<!channel>"]}],
    "formula": "=HYPERLINK(1)",
}


def path_of(kind: str, item_id: str, rest: str = "profile") -> str:
    """`kind` is `users` or `groups`."""
    encoded = "".join(f"%{byte:02X}" for byte in item_id.encode())
    return f"/v2/accounts/{VENDORS.appcues_account}/{kind}/{encoded}/{rest}"


async def profile(vendors: Vendors, item_id: str, kind: str = "users") -> Json:
    """The attributes as the API gives them."""
    found: Json = (await vendors._ask(path_of(kind, item_id))).json()
    return found


async def is_known(vendors: Vendors, item_id: str, kind: str = "users") -> bool:
    """Whether there is a profile."""
    auth = (VENDORS.appcues_key, VENDORS.appcues_secret)
    return (await vendors.door.get(path_of(kind, item_id), auth=auth)).is_success


async def put(vendors: Vendors, item_id: str, attributes: Json, kind: str = "users") -> None:
    """Merges attributes into a profile, as the product would."""
    auth = (VENDORS.appcues_key, VENDORS.appcues_secret)
    answer = await vendors.door.patch(path_of(kind, item_id), json=attributes, auth=auth)
    assert answer.is_success, answer.text


async def events(vendors: Vendors, user_id: str) -> list[Json]:
    """The history of a user, newest first."""
    found: list[Json] = (await vendors._ask(path_of("users", user_id, "events?limit=500"))).json()
    return found


async def record(
    vendors: Vendors, user_id: str, name: str, timestamp: str, attributes: Json | None = None
) -> None:
    """Records an event, as the product would."""
    auth = (VENDORS.appcues_key, VENDORS.appcues_secret)
    body = {"name": name, "timestamp": timestamp, "attributes": attributes or {}}
    answer = await vendors.door.post(path_of("users", user_id, "events"), json=body, auth=auth)
    assert answer.is_success, answer.text
