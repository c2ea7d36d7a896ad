"""The audit, newest first: who did what to what, by which way, and what came of it."""

from collections.abc import Mapping, Sequence

from slackblocks import ContextBlock, SectionBlock

from bot.domain.audit import ChainCheck, Entry, Recorded
from bot.views.rendering import mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.tables import as_text, data_table, pages_of
from bot.views.times import plain_moment

HEADER = ("No.", "When", "Who", "Did", "What came of it", "On", "Detail")


def latest(records: Sequence[Recorded], names: Mapping[str, str], zone: str) -> Reply:
    """The newest records as a table; `names` gives the people's names by id."""
    if not records:
        text = "Nothing has been written down yet."
        return Reply(text, render(SectionBlock(mrkdwn(text))))
    rows = pages_of([_row(record, names, zone) for record in records])[0]
    title = f"The latest {len(rows)} records" if len(rows) > 1 else "The latest record"
    blocks = render(
        SectionBlock(mrkdwn(f"*{title}*, newest first")),
        data_table(title, HEADER, rows),
        ContextBlock([mrkdwn(f"Times in {safe(zone)}. Refusals are recorded too.")]),
    )
    return Reply(f"{title}.\n{safe(as_text(HEADER, rows))}", blocks)


def verified(check: ChainCheck) -> Reply:
    """Whether the chain of records holds."""
    if check.trouble:
        text = f":rotating_light: The audit was tampered with. {safe(check.trouble)} The ones before it hold."
    else:
        text = f"The audit is intact: each of its {check.records} records follows from the one before."
    return Reply(text, render(SectionBlock(mrkdwn(text))))


def _row(record: Recorded, names: Mapping[str, str], zone: str) -> tuple[str | int, ...]:
    entry = record.entry
    return (
        record.seq,
        plain_moment(record.at, zone),
        names.get(entry.actor_id, entry.actor_id) or "the clock",
        f"/{entry.action} ({entry.source})",
        f"{entry.verdict}: {entry.rule}" if entry.rule else str(entry.verdict),
        _subject(entry),
        entry.detail,
    )


def _subject(entry: Entry) -> str:
    """What it was about, as far as the record says."""
    item = f"{entry.item_name} ({entry.item_kind})" if entry.item_name else entry.item_id
    request = f"request {entry.request_id}" if entry.request_id else ""
    return ", ".join(filter(None, (item, request)))
