"""What would be exported, shown before it is asked for."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from slackblocks import Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.condition_text import conditions_text, unknown_fields
from bot.domain.conditions import conditions_json
from bot.domain.exports import EventExport
from bot.views.rendering import mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import plain_moment


def review(export: EventExport, zone: str, against: Sequence[str]) -> Reply:
    """To whom, from when to when, and under which conditions; `against` is what was confirmed all the same."""
    where = conditions_text(export.conditions) or "every event"
    facts = [
        ("Mailed to", ", ".join(export.emails)),
        ("Range", f"{range_words(export, zone)}, times in {zone}"),
        ("Where", where),
        ("As", f"{export.format.upper()}, with times {_offset(export.time_zone)}"),
    ]
    if part := _part(export):
        facts.append(("Of these", part))
    notes = [
        *against,
        *(
            f"{field} is no field that the documents name; nothing may match."
            for field in unknown_fields(export.conditions)
        ),
    ]
    lines = [f"*{name}*: {safe(value, 1200)}" for name, value in facts]
    sent = f"Sent as `{safe(json.dumps(conditions_json(export.conditions), ensure_ascii=False), 1500)}`"
    rest = (
        "A link is mailed to each address, and lives one week. Many exports are lost to a mistyped address."
    )
    blocks: list[Block] = [
        HeaderBlock(plain("Export events?", 150)),
        *(SectionBlock(mrkdwn(line)) for line in lines),
        *(SectionBlock(mrkdwn(f":warning: {safe(note, 300)}")) for note in notes),
        ContextBlock([mrkdwn(sent), mrkdwn(rest)]),
    ]
    return Reply("\n".join(["Export events?", *lines, *map(safe, notes), rest]), render(*blocks))


def range_words(export: EventExport, zone: str) -> str:
    """From when to when, in the person's zone."""
    return f"from {_moment(export.start, zone)} to {_moment(export.end, zone) if export.end else 'now'}"


def _part(export: EventExport) -> str:
    parts = [f"the first {export.offset:,} left out" if export.offset else ""]
    parts.append(f"at most {export.limit:,} events" if export.limit else "")
    return ", ".join(filter(None, parts))


def _moment(when: datetime | date, zone: str) -> str:
    return plain_moment(when, zone) if isinstance(when, datetime) else when.isoformat()


def _offset(offset: str | int | None) -> str:
    return f"at {offset} from UTC" if offset else "in UTC"
