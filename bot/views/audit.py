"""The audit: who did what to what, by which way, and what came of it; searched, and one record in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slackblocks import (
    ActionsBlock,
    Block,
    ContextBlock,
    HeaderBlock,
    Option,
    SectionBlock,
    StaticSelectMenu,
)

from bot.domain.accounts import Vendor
from bot.domain.audit import AuditPage, ChainCheck, Entry, Examined, Recorded
from bot.views.paging import turn_buttons
from bot.views.rendering import button, clip, code, mrkdwn, plain, render, safe
from bot.views.reply import OutgoingFile, Reply
from bot.views.tables import as_text, data_table
from bot.views.times import moment, plain_moment

PATH = "callboard audit"
HEADER = ("No.", "When", "Who", "Did", "What came of it", "On", "Detail")
_MOST_IN_CELL = 60
_MOST_IN_OPTION = 75
_EXPORT = f"{PATH} export"


@dataclass(frozen=True)
class AuditShown:
    """How a page of records is shown. `arguments` find it again; the filters are also in words."""

    arguments: Mapping[str, Any]
    filters: Sequence[str]
    zone: str
    names: Mapping[str, str]
    """The people's names by their ids."""
    accounts: Mapping[str, str] = field(default_factory=dict)
    """How accounts are named, by their keys, where there is more than one of a vendor."""


def page(found: AuditPage, shown: AuditShown, *, asked: str = "") -> Reply:
    """A page of the records, newest first, with a way to each and to all of them as a file.

    `asked` is the moment that the filters count from, for the other pages.
    """
    where = ", ".join(shown.filters)
    if not found.records:
        return _nothing(where)
    total = f"{found.total:,} record{'' if found.total == 1 else 's'}{f': {where}' if where else ''}"
    part = f" Page {found.number} of {found.pages}." if found.pages > 1 else ""
    header, rows = _table(found.records, shown)
    pages = {**shown.arguments, "upto": found.up_to_seq, **({"asked": asked} if asked else {})}
    blocks: list[Block] = [
        SectionBlock(mrkdwn(f"*{safe(total)}*, newest first.{part}"), accessory=_open(found.records)),
        data_table(total, header, rows),
        *turn_buttons(f"{PATH} search", pages, found.number, found.pages),
        ActionsBlock([button("As a file…", "form", _EXPORT, 2, shown.arguments)]),
        ContextBlock([mrkdwn(f"Times in {safe(shown.zone)}. Refusals are recorded too.")]),
    ]
    return Reply(f"{safe(total)}.{part}\n{safe(as_text(header, rows))}", render(*blocks))


def one(examined: Examined, shown: AuditShown, account: str, link: str) -> Reply:
    """One record with everything that is known of it."""
    record = examined.record
    facts = [(name, value) for name, value in _facts(record, shown, account, link) if value]
    follows = (
        "It follows from the record before it, and was not changed since."
        if examined.follows
        else ":rotating_light: It does not follow from the record before it: look at `/callboard audit verify`."
    )
    chain = f"Hash {code(record.hash)}\nAfter {code(record.prev_hash)}\n{follows}"
    blocks: list[Block] = [
        HeaderBlock(plain(f"Record {record.seq:,}", 150)),
        *(
            SectionBlock(fields=[mrkdwn(f"*{name}*\n{value}", 2000) for name, value in facts[at : at + 10]])
            for at in range(0, len(facts), 10)
        ),
        *_more(record.entry),
        SectionBlock(mrkdwn(f"*Its place in the chain*\n{chain}")),
        ActionsBlock(list(_ways(record.entry))),
    ]
    words = ". ".join(f"{name}: {value}" for name, value in facts)
    more = "\n".join(f"{name}: {safe(text, 3000)}" for name, text in _texts(record.entry))
    return Reply(f"Record {record.seq}. {words}.\n{more}\n{chain}", render(*blocks))


def exported(name: str, content: OutgoingFile, records: int, filters: Sequence[str]) -> Reply:
    """Hands over a file of records."""
    where = ", ".join(filters)
    text = safe(f"{records:,} record{'' if records == 1 else 's'}{f': {where}' if where else ''}, in {name}.")
    return Reply(text, render(SectionBlock(mrkdwn(text))), file=content)


def verified(check: ChainCheck) -> Reply:
    """Whether the chain of records holds, and since when it is kept."""
    if check.trouble:
        text = f":rotating_light: The audit was tampered with. {safe(check.trouble)} The ones before it hold."
    else:
        text = f"The audit is intact: each of its {check.records:,} records follows from the one before."
    if check.pruned:
        since = f" Records are kept since {moment(check.since)}" if check.since else " No record is kept"
        text += f"{since}; the {check.pruned:,} before were pruned, and the chain goes on from there."
    return Reply(text, render(SectionBlock(mrkdwn(text))))


def _nothing(where: str) -> Reply:
    text = safe(f"No record is {where}." if where else "Nothing has been written down yet.")
    everything = [ActionsBlock([button("Show all", "run", f"{PATH} list", 0)])] if where else []
    return Reply(text, render(SectionBlock(mrkdwn(text)), *everything))


def _open(records: Sequence[Recorded]) -> StaticSelectMenu:
    """The menu that leads to a record: all of the page are known, so nothing has to be looked up for it."""
    options = [
        Option(
            text=plain(f"{record.seq} {record.entry.action} {record.entry.item_name}", _MOST_IN_OPTION),
            value=str(record.seq),
        )
        for record in records
    ]
    return StaticSelectMenu(
        action_id=f"open|{PATH} show|number", placeholder=plain("Open a record…", 150), options=options
    )


def _table(
    records: Sequence[Recorded], shown: AuditShown
) -> tuple[Sequence[str], list[tuple[str | int, ...]]]:
    """What the columns are called, and the rows; the account only where one has to be named."""
    rows = [_row(record, shown) for record in records]
    accounts = [shown.accounts.get(record.entry.account, "") for record in records]
    if not any(accounts):
        return HEADER, rows
    named = zip(rows, accounts, strict=True)
    return (*HEADER, "Account"), [(*row, clip(account, _MOST_IN_CELL)) for row, account in named]


def _row(record: Recorded, shown: AuditShown) -> tuple[str | int, ...]:
    entry = record.entry
    cells = (
        _actor(entry, shown.names),
        f"{_did(entry)} ({entry.source})",
        f"{entry.verdict}: {entry.rule}" if entry.rule else str(entry.verdict),
        _subject(entry),
        entry.detail,
    )
    return (record.seq, plain_moment(record.at, shown.zone), *(clip(cell, _MOST_IN_CELL) for cell in cells))


def _did(entry: Entry) -> str:
    """What was done: a command as it is typed, or what happens without one."""
    is_command = entry.action.partition(" ")[0] in {*Vendor, "callboard"}
    return f"/{entry.action}" if is_command else entry.action


def _actor(entry: Entry, names: Mapping[str, str]) -> str:
    return names.get(entry.actor_id, entry.actor_id) or "the clock"


def _subject(entry: Entry) -> str:
    """What it was about, as far as the record says."""
    item = f"{entry.item_name} ({entry.item_kind})" if entry.item_name else entry.item_id
    request = f"request {entry.request_id}" if entry.request_id else ""
    return ", ".join(filter(None, (item, request)))


def _facts(record: Recorded, shown: AuditShown, account: str, link: str) -> list[tuple[str, str]]:
    entry = record.entry
    local = f"{plain_moment(record.at, shown.zone)} in {shown.zone}"
    who = f"{safe(_actor(entry, shown.names), 200)} {code(entry.actor_id)}" if entry.actor_id else "the clock"
    item = f"{safe(entry.item_name, 500)} {code(entry.item_id) if entry.item_id else ''}".strip()
    channel = f" in <#{entry.channel_id}>" if entry.channel_id.startswith(("C", "G")) else ""
    return [
        ("When", f"{safe(local)}\n{plain_moment(record.at)} UTC"),
        ("Who", who),
        ("Did", code(_did(entry), 500)),
        ("From where", f"{safe(entry.source)}{channel}"),
        ("What came of it", safe(str(entry.verdict))),
        ("Rule", safe(entry.rule, 1000)),
        (f"On ({entry.item_kind})" if entry.item_kind else "On", item),
        ("Account", safe(account, 200)),
        ("Request", code(entry.request_id, 200) if entry.request_id else ""),
        ("Message", f"<{link}|Open it in Slack>" if link else ""),
    ]


def _texts(entry: Entry) -> list[tuple[str, str]]:
    """What may be long, by its head."""
    arguments = [f"{name}: {value}" for name, value in entry.arguments.items() if value not in ("", None)]
    texts = (
        ("Detail", entry.detail),
        ("Arguments", "\n".join(arguments)),
        ("What the API answered", "\n".join(call.words for call in entry.calls)),
    )
    return [(name, text) for name, text in texts if text]


def _more(entry: Entry) -> list[Block]:
    return [SectionBlock(mrkdwn(f"*{name}*\n{safe(text, 2800)}")) for name, text in _texts(entry)]


def _ways(entry: Entry) -> list[Any]:
    ways = [button("All records", "run", f"{PATH} list", 0)]
    if entry.item_id:
        ways.append(button("Of this item", "run", f"{PATH} search", 1, {"item": entry.item_id}))
    if entry.actor_id:
        ways.append(button("Of this person", "run", f"{PATH} search", 2, {"person": entry.actor_id}))
    if entry.request_id:
        ways.append(button("Of this request", "run", f"{PATH} search", 3, {"request": entry.request_id}))
    return ways
