"""What must be true when any story is over: no trace of a crash, no ping, no secret, nothing refused by Slack."""

from collections.abc import Collection
from typing import Any

from bot.domain.audit_kinds import KINDS
from bot.wiring.ground import Ground
from sandbox.slack.messages import Message
from storage.models import SCHEMA
from storage.unit_of_work import UnitOfWork
from tests.conftest import ENCRYPTION_KEY
from tests.scenarios.playhouse import SLACK, VENDORS, Playhouse, as_text

Json = dict[str, Any]

CRASHES = ("Traceback (most recent call last)", '"level":"critical"', '"level":"error"')
"""Log lines that no story may cause, unless it says so."""
NEVER_SHOWN = (
    "operation_timeout",
    "dispatch_failed",
    "Traceback",
    "Something went wrong here",
    "did not respond",
)
"""Words that no person may ever read."""
PRIVATE_VIEW = "private view"
"""Where a secret may stand that its reader asked for: the modal that opened for it."""


async def check_ending(house: Playhouse) -> None:
    """Looks at everything that was said, sent and logged."""
    messages = _messages(house)
    shown = as_text([(each.text, each.blocks) for each in messages])
    lines = house.log.getvalue().splitlines()
    _none(house.forgiven, "logged", [line for line in lines if any(words in line for words in CRASHES)])
    _none(house.forgiven, "refused by Slack", _refusals(house))
    _none([], "shown to people", [words for words in NEVER_SHOWN if words in shown])
    _none([], "pinged", [each.text for each in messages if {"channel", "here", "everyone"} & set(each.pings)])
    _none([], "leaked", await _leaks(house))
    _none([], "recorded, as no search finds it", await _kinds_unknown(house))


def _none(forgiven: list[str], what: str, found: Collection[object]) -> None:
    worse = [str(each) for each in found if not any(words in str(each) for words in forgiven)]
    assert not worse, "\n".join([f"What must never be {what}:", *worse])


def standing_secrets() -> list[str]:
    """The secrets of every house: those that the bot is started with, and that no app may give away."""
    return [
        SLACK.bot_token,
        SLACK.signing_secret,
        VENDORS.appcues_key,
        VENDORS.appcues_secret,
        VENDORS.appizer_key,
        ENCRYPTION_KEY,
    ]


async def _leaks(house: Playhouse) -> list[tuple[str, str]]:
    """Every secret there is, wherever it stands, but for those that somebody asked to see, in their view."""
    addresses = [
        entry.request["response_url"]
        for entry in house.stand_in.stage.journal.entries()
        if entry.direction == "to_bot" and "response_url" in (entry.request or {})
    ]
    secrets = [*standing_secrets(), *await house.vendors.secrets(), *addresses]
    return [
        (place, secret)
        for place, secret in await leaks_of(house, secrets)
        if not (place == PRIVATE_VIEW and secret in house.asked_to_see)
    ]


async def leaks_of(house: Playhouse, secrets: list[str]) -> list[tuple[str, str]]:
    """Where a secret stands that should stand nowhere: in what the bot said, logged, stored or handed over."""
    calls = _from_bot(house)
    private = [each for each in calls if each.method.startswith(("views.open", "views.push", "views.update"))]
    others = [[each.request, each.answer] for each in calls if each not in private]
    places = {
        "Slack": as_text(others),
        PRIVATE_VIEW: as_text([*([each.request, each.answer] for each in private), *_modals(house)]),
        "messages": as_text([[each.text, each.blocks, each.metadata] for each in _messages(house)]),
        "Home tabs": as_text(_home_tabs(house)),
        "files": b"\n".join(_contents_of_bot(house)).decode("utf-8", "replace"),
        "log": house.log.getvalue(),
        "database": await everything_stored(house.program.ground),
    }
    return [(place, secret) for place, text in places.items() for secret in secrets if secret in text]


async def everything_stored(ground: Ground) -> str:
    """Every column of every table, as it stands on the disk."""

    def read(work: UnitOfWork) -> str:
        connection = work._session.connection()
        rows = [connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in SCHEMA.tables]
        return "\n".join(str(tuple(row)) for table in rows for row in table)

    return await ground.database.read(read)


async def _kinds_unknown(house: Playhouse) -> set[str]:
    """The kinds of items in the audit that are none of those that can be searched for."""
    records = await house.program.services.audit.latest(house.team, 1000)
    return {each.entry.item_kind for each in records} - {"", *KINDS}


def _from_bot(house: Playhouse) -> list[Any]:
    return [each for each in house.stand_in.stage.journal.entries() if each.direction == "from_bot"]


def _refusals(house: Playhouse) -> list[str]:
    """What Slack objected to: refused calls, findings about blocks, acknowledgements that failed."""
    found = []
    for each in house.stand_in.stage.journal.entries():
        answer = each.answer if isinstance(each.answer, dict) else {}
        code = answer.get("error") or answer.get("problem") or ""
        if code or each.notes:
            found.append(f"{each.method}: {code} {' '.join(each.notes)}".strip())
    return found


def _messages(house: Playhouse) -> list[Message]:
    store = house.stand_in.stage.messages
    return [
        message for channel in house.stand_in.workspace.channels for message in store.newest_first(channel)
    ]


def _modals(house: Playhouse) -> list[Json]:
    views = house.stand_in.stage.views
    return [view for user in house.stand_in.workspace.people for view in views.stack(user)]


def _home_tabs(house: Playhouse) -> list[Json | None]:
    return [house.stand_in.stage.views.home(user) for user in house.stand_in.workspace.people]


def _contents_of_bot(house: Playhouse) -> list[bytes]:
    """What stands in the files that the bot has handed over."""
    bot = house.stand_in.workspace.bot_user_id
    return [each.data or b"" for each in house.stand_in.stage.files.all() if each.user_id == bot]
